"""redirects.yml: the addresses that moved or are gone, an input of the build."""

from pathlib import Path
from typing import Any

from . import schema
from .frontmatter import Link, OldAddress
from .problems import N_, Problem, error
from .schema import Form
from .sources import REDIRECTS, unreadable
from .yamltext import parse

MAX_BYTES = 16 * 1024 * 1024  # some 100,000 addresses


class Redirect(Form):
    """An old address, and the one that answers for it; without ``to`` the page is gone."""

    from_: OldAddress
    to: Link = ""

    model_config = schema.Form.model_config | {"alias_generator": lambda name: name.rstrip("_")}


class Redirects(Form):
    """The whole file: ``redirects:`` and its entries."""

    redirects: tuple[Redirect, ...] = ()


def read(site: Path) -> tuple[frozenset[str], tuple[Problem, ...]]:
    """The old addresses that redirects.yml answers for."""
    try:
        with (site / REDIRECTS).open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        return frozenset(), ()
    except OSError as failure:
        return frozenset(), (unreadable(failure).at(REDIRECTS),)
    text = schema.decode(data)
    if len(data) > MAX_BYTES:
        text = _TOO_LARGE
    if isinstance(text, Problem):
        return frozenset(), (text.at(REDIRECTS, text.line, text.column),)
    form, problems = schema.read(Redirects, parse(text), REDIRECTS)
    entries: tuple[Any, ...] = form.redirects if form else ()
    return frozenset(entry.from_ for entry in entries), problems


_TOO_LARGE = error(
    "too-large", N_("This file is larger than {limit} MB."), N_("Delete the addresses that nobody asks for any more."),
    limit=MAX_BYTES // 2**20,
)  # fmt: skip
