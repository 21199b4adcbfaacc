"""``newsgen serve``: preview the site in the browser, and rebuild it after every save."""

import argparse
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...base.problems import N_
from ..arguments import add_now, build_options, read_settings
from ..parser import Parser

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ...preview.builder import Builder


def add_arguments(parser: Parser) -> None:
    """Declare the options."""
    add_now(parser)
    parser.add_argument(
        "--published", action="store_true", help=N_("show only what readers see: no drafts, no stories under embargo")
    )
    parser.add_argument(
        "--host", default="127.0.0.1", metavar="ADDRESS", help=N_("address to listen on (default: this machine only)")
    )
    parser.add_argument("--open", action="store_true", help=N_("open the preview in the browser"))
    parser.add_argument("--port", type=int, default=8000, help=N_("port (default: 8000, or the next free one)"))


def run(options: argparse.Namespace, lang: str) -> int:
    """Serve until Ctrl-C, which gives exit code 0. Raises FatalProblems where the preview cannot begin."""
    from ...preview.on_request import OnRequest
    from ...preview.serve import serve

    return serve(
        build_options(options), host=options.host, port=options.port, published=options.published,
        follow_clock=options.now is None, lang=lang, shown_in=options.lang or "ar",
        show=_browser if options.open else None, on_request=OnRequest(partial(_styleguide, options.site),
                                                                      partial(_search, options.site)),
        more=partial(_desk, options.site, options.lang or "ar"),
    )  # fmt: skip


def _desk(site: Path, lang: str, builder: "Builder", port: int) -> "Sequence[Any]":
    """The rules of tornado for the addresses at which the person at this machine writes in the browser."""
    from ...desk.handler import Desk
    from ...desk.own_machine import Owner
    from ...desk.routes import own_rules
    from ...desk.users import Users

    owner = Owner(port, lang, datetime.now(UTC))
    return own_rules(Desk(site, Users(site), builder, origin=f"http://127.0.0.1:{port}", lang=lang, owner=owner))


def _browser(address: str) -> None:
    """Open an address in the reader's browser; where there is none, nothing happens."""
    import webbrowser

    webbrowser.open(address)


def _styleguide(site: Path, address: str) -> Path:
    """Write the style guide as the templates are now, and return its folder. Raises FatalProblems where one fails."""
    from .styleguide import FOLDER, write_styleguide

    folder = site / FOLDER
    write_styleguide(site, read_settings(site), folder, address)
    return folder


def _search(site: Path, output: Path) -> None:
    """Bring the search index of an output up to date, where the site has one. Raises FatalProblems where that fails."""
    from .index import update_index

    settings = read_settings(site)
    if settings.search != "none":
        update_index(site, output, settings, datetime.now(UTC), lambda: None)
