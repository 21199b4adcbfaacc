"""Read site.yml into ``Settings``; encode ``Settings`` for a digest."""

from pathlib import Path

from pydantic_core import PydanticCustomError

from ..base.problems import N_, Problem, error
from . import schema
from .layout import SETTINGS
from .settings import Settings
from .settings_types import base_address
from .yamltext import parse

MAX_BYTES = 2**20  # the sections and places of a newspaper take 10 KB

_TOO_LARGE = error(
    "too-large", N_("This file is larger than {limit} MB."), N_("Only settings belong in it; see docs/settings.md."),
    limit=MAX_BYTES // 2**20,
)  # fmt: skip


def file_bytes(site: Path) -> bytes:
    """The bytes of site.yml, or the first ``MAX_BYTES`` + 1 of a larger file, which ``read`` refuses.

    Raises OSError where the file cannot be read.
    """
    with (site / SETTINGS).open("rb") as file:
        return file.read(MAX_BYTES + 1)


def read(data: bytes, *, base_url: str | None = None) -> tuple[Settings | None, tuple[Problem, ...]]:
    """Settings from the bytes of site.yml, with every problem found in them; None where there are errors.

    ``base_url`` overrides the address of the site. Even so site.yml needs a valid one. A faulty override is an error.
    """
    text: str | Problem = _TOO_LARGE if len(data) > MAX_BYTES else schema.decode(data)
    if isinstance(text, Problem):
        return None, (text.at(SETTINGS, text.line, text.column),)
    settings, problems = schema.read(Settings, parse(text), SETTINGS)
    if settings is not None and base_url is not None:
        if problem := bad_base_url(base_url):
            return None, (problem,)
        settings = settings.model_copy(update={"base_url": base_address(base_url)})
    return settings, problems


_BAD_OVERRIDE = error(
    "bad-base-url",
    N_("The address given with --base-url is not that of a site."),
    N_("Write it like “https://example.org/”."),
)


def bad_base_url(value: str) -> Problem | None:
    """The problem with an address given as ``--base-url``; None where it is valid."""
    try:
        base_address(value)
    except PydanticCustomError:
        return _BAD_OVERRIDE
    return None


def encoded(settings: Settings) -> bytes:
    """The settings as bytes for a digest. Layout and comments of site.yml do not change them."""
    return settings.model_dump_json().encode()
