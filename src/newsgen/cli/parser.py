"""The parser of the command line: one table of commands, whose modules are imported only when they are needed.

Each module in ``commands/`` has two functions: ``add_arguments(parser)`` declares its arguments, and ``run(options, lang)``
executes the command and returns its exit code. These modules import libraries and the other packages of newsgen inside
``run`` and below it, so that declaring arguments costs next to nothing (tests/cli/test_startup.py).
"""

import argparse
from collections.abc import Collection
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from ..base.messages import translate
from ..base.problems import N_


@dataclass(frozen=True, slots=True)
class Command:
    """A row of the table: the module in ``commands/``, one line about the command, and an example of its use."""

    module: str
    about: str
    example: str


COMMANDS = {
    "build": Command("build", N_("Build the site."), "newsgen build"),
    "serve": Command("serve", N_("Preview the site in the browser and rebuild it after every save."), "newsgen serve"),
    "desk": Command("desk", N_("Write in the browser: the newsroom's desk, for people with accounts."), "newsgen desk"),
    "users": Command("users", N_("Add, change and list the accounts of the desk."), "newsgen users add salma --role editor"),
    "import": Command(
        "imports", N_("Import the archive of another system, or captured news pages."), "newsgen import export.xml --dry-run"
    ),
    "new": Command("new", N_("Create a story as a draft."), 'newsgen new "عنوان القصة" --section politics'),
    "init": Command("init", N_("Create a site."), "newsgen init my-news"),
    "check": Command(
        "check", N_("Report errors, warnings, and problems of style, links and pictures."), "newsgen check --only style --fix"
    ),
    "embed": Command(
        "embed", N_("Write into stories what the posts that they name say, before they are deleted."),
        "newsgen embed content/2026/11/storm.md",
    ),
    "moved": Command("moved", N_("Add redirects for published addresses that no longer work."), "newsgen moved"),
    "next": Command("next", N_("Show when the next build is due."), "newsgen next"),
    "list": Command("list", N_("List stories."), "newsgen list --section politics --status draft"),
    "stats": Command("stats", N_("Count stories by status, section, month, author, topic and place."), "newsgen stats"),
    "why": Command("why", N_("Explain whether and why the next build would render a page again."), "newsgen why /politics/"),
    "deploy": Command("deploy", N_("Deploy the built site to a server, a folder or object storage."), "newsgen deploy live"),
    "index": Command("index", N_("Build the search index of the built site."), "newsgen index"),
    "media": Command(
        "media", N_("Keep the originals of pictures, films and sound in a media store, outside of git."),
        "newsgen media add content/2026/11/library.jpg",
    ),
    "schema": Command(
        "schema", N_("Print the JSON Schema of front matter, of site.yml or of another file."), "newsgen schema article"
    ),
    "completion": Command("completion", N_("Print a completion script for the shell."), "newsgen completion bash"),
    "styleguide": Command("styleguide", N_("Create a page that shows every template component."), "newsgen styleguide"),
}  # fmt: skip
"""All commands by name, in the order of ``newsgen --help``."""


def command_module(name: str) -> Any:
    """The module of a command, imported now."""
    return import_module(f"{__package__}.commands.{COMMANDS[name].module}")


class Parser(argparse.ArgumentParser):
    """A parser whose help is in one language: help texts are messages of the catalogue."""

    def __init__(self, *, lang: str, **settings: Any) -> None:
        self.lang = lang
        super().__init__(**settings)

    def add_argument(self, *names: Any, **settings: Any) -> argparse.Action:
        """Declare an argument as argparse does; ``help`` is the English message, which is translated here."""
        if settings.get("help"):
            settings["help"] = translate(self.lang, settings["help"]).replace("%", "%%")
        return super().add_argument(*names, **settings)


def command_line_parser(lang: str, loaded: Collection[str] = tuple(COMMANDS)) -> tuple[Parser, dict[str, Parser]]:
    """The parser of the whole command line, and the parser of each command by name.

    Only the commands in ``loaded`` get their arguments, because that imports their modules.
    """
    parser = Parser(
        lang=lang,
        prog="newsgen",
        description=translate(lang, N_("Builds a newsroom's website from its article files.")),
    )
    parser.add_argument("--version", action=_Version, nargs=0, help=N_("print the version"))
    _add_global_options(parser)
    rows = parser.add_subparsers(dest="command", required=True, metavar=translate(lang, N_("command")))
    commands = {}
    for name, command in COMMANDS.items():
        about = translate(lang, command.about)
        commands[name] = rows.add_parser(
            name,
            lang=lang,
            help=about,
            description=about,
            epilog=f"{translate(lang, N_('Example:'))} {command.example}",
        )
        _add_global_options(commands[name], default=argparse.SUPPRESS)
        if name in loaded:
            command_module(name).add_arguments(commands[name])
    return parser, commands


def _add_global_options(parser: Parser, **default: Any) -> None:
    """Declare the options that stand before or after the command's name.

    After it they have no default (``default`` is SUPPRESS), so that they replace what stands before it only when they
    are given.
    """
    parser.add_argument("--lang", choices=("ar", "en"), help=N_("language of messages"), **default)
    parser.add_argument(
        "--no-color", action="store_true", help=N_("disable colours (like the variable NO_COLOR)"), **default
    )
    parser.add_argument(
        "--site", type=Path, metavar="DIR", help=N_("folder of the site (default: the current folder)"),
        **(default or {"default": Path(".")}),
    )  # fmt: skip


class _Version(argparse.Action):
    """Prints the version and ends the process with exit code 0.

    Importing ``importlib.metadata`` takes 20 ms, so it waits until somebody asks.
    """

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from importlib.metadata import version

        print("newsgen", version("newsgen"))
        parser.exit()
