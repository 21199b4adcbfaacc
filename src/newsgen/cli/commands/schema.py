"""``newsgen schema``: print the JSON Schema of a file."""

import argparse

from ...base.problems import N_
from ..exit_codes import DONE
from ..parser import Parser


def add_arguments(parser: Parser) -> None:
    """Declare the argument; its choices are ``json_schema.NAMES``, which is too slow to import here."""
    parser.add_argument(
        "what", nargs="?", default="article",
        choices=("article", "page", "author", "show", "front", "site", "redirects", "sidecar", "data"),
        help=N_("kind of file (default: article)"),
    )  # fmt: skip


def run(options: argparse.Namespace, lang: str) -> int:
    """Print the schema. Exit code 0."""
    from ..json_schema import schema_text

    print(schema_text(options.what), end="")
    return DONE
