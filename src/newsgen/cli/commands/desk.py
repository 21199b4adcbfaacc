"""``newsgen desk``: the newsroom's desk in the browser, for people with accounts."""

import argparse

from ...base.problems import N_
from ...site.layout import SETTINGS
from ..arguments import add_now, build_options, read_settings
from ..parser import Parser


def add_arguments(parser: Parser) -> None:
    """Declare the options."""
    add_now(parser)
    parser.add_argument("--port", type=int, default=8010, help=N_("port on this machine (default: 8010)"))
    parser.add_argument(
        "--origin", default="", metavar="ADDRESS",
        help=N_("the address that browsers use, such as https://desk.example.org (default: this machine only)"),
    )  # fmt: skip


def run(options: argparse.Namespace, lang: str) -> int:
    """Serve until Ctrl-C, which gives exit code 0. Raises FatalProblems where the desk cannot begin."""
    from ...desk.serve import serve

    if not (options.site / SETTINGS).exists():
        read_settings(options.site)
    return serve(
        build_options(options), port=options.port, origin=options.origin, lang=lang, shown_in=options.lang or "ar",
        follow_clock=options.now is None,
    )  # fmt: skip
