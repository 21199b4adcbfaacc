"""Arguments that several commands take, and what they mean: build options, times, settings."""

import argparse
import os
import re
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from ..base.problems import N_, FatalProblems, Problem, error
from ..site.layout import PUBLIC
from .parser import Parser

if TYPE_CHECKING:
    from ..build.run import Options
    from ..observe.finders import Finder
    from ..site.settings import Settings


class UsageError(FatalProblems):
    """The command line is wrong: exit code 2."""


# declarations


def add_build_arguments(parser: Parser) -> None:
    """Declare the options that choose a build: its time, drafts, output and address."""
    add_now(parser)
    parser.add_argument("--drafts", action="store_true", help=N_("include drafts"))
    add_output_arguments(parser)


def add_now(parser: Parser) -> None:
    """Declare the option ``--now``, which replaces the clock."""
    parser.add_argument(
        "--now", metavar="ISO",
        help=N_("build as if it were this date and time; without an offset, in the site's time zone"),
    )  # fmt: skip


def add_output_arguments(parser: Parser) -> None:
    """Declare the options that name a built site: ``--output`` and ``--base-url``."""
    parser.add_argument("--output", type=Path, metavar="DIR", help=N_("folder of the pages (default: public)"))
    parser.add_argument("--base-url", metavar="URL", help=N_("address of the site, instead of the one in site.yml"))


# values


def build_options(options: argparse.Namespace) -> "Options":
    """The options of a build, from those arguments that the command has. The command must have ``--now``.

    Without ``--now`` the time is that of the call. ``--changed`` is read to its end and closed, so a second call fails.
    Raises UsageError where a value is wrong, and FatalProblems where a time needs settings that cannot be read.
    """
    from ..build.run import Options

    site: Path = options.site
    base_url = getattr(options, "base_url", None)
    if base_url is not None:
        from ..site.settings_file import bad_base_url

        if problem := bad_base_url(base_url):
            raise UsageError(problem)
    return Options(
        site=site,
        output=output_folder(options),
        now=now(options),
        drafts=getattr(options, "drafts", False),
        base_url=base_url,
        jobs=getattr(options, "jobs", 0),
        keep_good=getattr(options, "keep_good", False),
        clean=getattr(options, "clean", False),
        finder=_finder(options),
        scheduler=_scheduler(getattr(options, "executor", "")),
        renditions=renditions_folder(),
    )


def renditions_folder() -> Path | None:
    """The folder that ``NEWSGEN_RENDITIONS`` names for the pictures that builds make; None if it is not set."""
    folder = os.environ.get("NEWSGEN_RENDITIONS")
    return Path(folder) if folder else None


def output_folder(options: argparse.Namespace) -> Path:
    """The folder of the built site: ``--output``, else ``public/`` in the site's folder. It may not exist."""
    output: Path | None = getattr(options, "output", None)
    return output or options.site / PUBLIC


def now(options: argparse.Namespace) -> datetime:
    """The time that ``--now`` gives, or the clock's. Raises UsageError and FatalProblems like ``parse_time``."""
    return parse_time(options.now, options.site) if options.now else datetime.now(UTC)


def _scheduler(address: str) -> str:
    if not address:
        return ""
    from ..site.settings_types import sound_host

    form = r"dask://(\w[\w.-]*|\[[0-9a-fA-F:.]+(%25[\w.-]+)?\]):[0-9]{1,5}/?"
    if not (re.fullmatch(form, address) and sound_host(address)):
        raise UsageError(_BAD_EXECUTOR)
    return address.replace("dask://", "tcp://").rstrip("/")


_BAD_EXECUTOR = error(
    "bad-executor", N_("--executor needs the address of a Dask scheduler."), N_("Write it like dask://127.0.0.1:8786.")
)


def _finder(options: argparse.Namespace) -> "Finder":
    from ..observe import finders

    listed = getattr(options, "changed", None)
    if listed is not None:
        with listed:
            return finders.listed(line for line in listed.read().splitlines() if line)
    return finders.git if getattr(options, "finder", "walk") == "git" else finders.walk


def parse_time(text: str, site: Path) -> datetime:
    """The moment that an editor writes as a date, with or without a time and an offset. The result has an offset.

    Without an offset the text is in the time zone of the site in the folder ``site``. Raises UsageError for any other
    text, and FatalProblems where the settings that hold the time zone cannot be read.
    """
    if re.fullmatch(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d)?(?:Z|[+-]\d\d:\d\d)", text):
        with suppress(ValueError):  # with an offset it needs no settings, nor the modules that read them
            return datetime.fromisoformat(text)
    from ..site.local_time import local_time
    from ..site.timestamps import parse_moment

    try:
        time = parse_moment(text)
    except ValueError:
        time = None
    if time is None:
        raise UsageError(
            error(
                "bad-now",
                N_("“{value}” is not a date and time."),
                N_("Write it like 2026-07-30T14:05 or 2026-07-30T14:05+03:00."),
                value=text,
            )
        )
    return local_time(time, read_settings(site))


def read_settings(site: Path, base_url: str | None = None) -> "Settings":
    """The settings of the site, with ``base_url`` in place of its own address if given. Warnings are dropped.

    Raises FatalProblems where site.yml is missing, cannot be read or has errors, and where ``base_url`` is no address
    of a site.
    """
    from ..site.settings_file import read

    settings, problems = read(read_site_yml(site), base_url=base_url)
    if settings is None:
        raise FatalProblems(*problems)
    return settings


def read_site_yml(site: Path) -> bytes:
    """The bytes of site.yml. Raises FatalProblems where it is missing or cannot be read."""
    from ..site.settings_file import file_bytes

    try:
        return file_bytes(site)
    except OSError:
        from ..observe.sources import no_site

        raise FatalProblems(no_site(site)) from None


def system_error(failure: OSError) -> Problem:
    """The error to show for an OSError of the disk or the system that ends a command."""
    return error(
        "io",
        N_("System error: {reason}"),
        N_("Check the free space on the disk and the permissions of the folder; nothing was lost."),
        reason=str(failure),
    )
