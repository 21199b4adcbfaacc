"""Addresses that moved or are gone: redirects.yml, an input of the build, and the stories' own aliases."""

import posixpath
import re
import unicodedata
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from ..base.problems import N_, Problem, error
from ..base.unexpected import unexpected
from ..model.article import Redirect
from ..observe.sources import unreadable
from ..record.record import Record
from ..record.view import View
from ..site import schema
from ..site.layout import REDIRECTS
from ..site.links import Link, OldAddress
from ..site.schema import Form
from ..site.yamltext import parse

MAX_BYTES = 16 * 1024 * 1024  # some 100,000 addresses


class Entry(Form):
    """An old address, and the one that answers for it; without ``to`` the page is gone."""

    from_: OldAddress
    to: Link = ""

    model_config = schema.Form.model_config | {"alias_generator": lambda name: name.rstrip("_")}


class Entries(Form):
    """The whole file: ``redirects:`` and its entries."""

    redirects: tuple[Entry, ...] = ()


Line = tuple[str, str, int]
"""An entry's old address, its new one (empty: gone) and its line in the file."""


def read(site: Path, own: str = "") -> tuple[tuple[Line, ...], tuple[Problem, ...]]:
    """The entries of redirects.yml, addresses in their plain form, and everything that is wrong with them. Targets at
    ``own``, the site's whole address, are addresses of this site."""
    try:
        with (site / REDIRECTS).open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        return (), ()
    except OSError as failure:
        return (), (unreadable(failure).at(REDIRECTS),)
    return parsed(data, own)


def parsed(data: bytes, own: str = "") -> tuple[tuple[Line, ...], tuple[Problem, ...]]:
    """The same from the file's bytes."""
    try:
        return _parsed(data, own)
    except Exception as failure:
        return (), (unexpected(failure).at(REDIRECTS),)


def _parsed(data: bytes, own: str) -> tuple[tuple[Line, ...], tuple[Problem, ...]]:
    text = schema.decode(data)
    if len(data) > MAX_BYTES:
        text = _TOO_LARGE
    if isinstance(text, Problem):
        return (), (text.at(REDIRECTS, text.line, text.column),)
    document = parse(text)
    form, problems = schema.read(Entries, document, REDIRECTS)
    entries: tuple[Any, ...] = form.redirects if form else ()
    found: dict[str, Line] = {}
    faults = list(problems)
    for i, entry in enumerate(entries):
        source, mark = plain(entry.from_), document.mark(("redirects", i, "from"))
        if source in found:
            faults.append(_twice(source, found[source][2]).at(REDIRECTS, *mark))
        else:
            to = "/" + entry.to.removeprefix(own) if own and entry.to.startswith(own) else entry.to
            found[source] = (source, to, mark[0])
    return tuple(found.values()), tuple(faults)


def plain(address: str) -> str:
    """An old address as files know it: decoded, NFC, and ending with a slash unless its last part has a suffix."""
    path = unicodedata.normalize("NFC", unquote(urlsplit(address).path))
    if path.endswith("/index.html"):
        path = path.removesuffix("index.html")
    return path if path.endswith("/") or "." in posixpath.basename(path) else path + "/"


def output_path(address: str) -> str:
    """The file in the output that answers at a plain address."""
    return address.lstrip("/") + ("index.html" if address.endswith("/") else "")


def flattened(record: Record, view: View, limit: int | None = None) -> list[Redirect]:
    """Every old address with the one that answers in the end, chains followed: the file's entries, the last written
    first, then the stories' aliases, those of the newest stories first. Entries that lead in a circle are left out."""
    ends = _Ends(record, view)
    redirects = (ends.redirect(source) for source in _sources(record, view))
    return list(islice((redirect for redirect in redirects if redirect is not None), limit))


def faults(record: Record, view: View) -> Iterator[Problem]:
    """An error for each entry that leads back to itself."""
    ends = _Ends(record, view)
    for source, _, line in record.redirects.all():
        if ends.redirect(source) is None:
            yield _LOOP.at(REDIRECTS, line, 1)


def _sources(record: Record, view: View) -> Iterator[str]:
    written = set()
    for source, _, _ in record.redirects.all():
        written.add(source)
        yield source
    yield from (source for source in record.addresses.aliases(view) if source not in written)


class _Ends:
    """Where old addresses lead in the end. Each is looked up once, however many chains lead through it."""

    def __init__(self, record: Record, view: View) -> None:
        self._record = record
        self._view = view
        self._known: dict[str, str | None] = {}

    def redirect(self, source: str) -> Redirect | None:
        """Where an old address leads in the end; None where it leads into a circle."""
        chain: dict[str, None] = {}
        step, end = source, self._target(source)
        assert end is not None
        while step not in self._known:
            chain[step] = None
            if not re.match(r"/(?!/)", end):  # gone, or on another host
                break
            step = plain(end)
            if step in chain:
                end = None
                break
            further = self._target(step)
            if further is None:
                break
            end = further
        else:
            end = self._known[step]
        self._known.update(dict.fromkeys(chain, end))
        return None if end is None else Redirect(source, end)

    def _target(self, source: str) -> str | None:
        """The address that an old address names; None where no entry and no visible story has it."""
        entry = self._record.redirects.get(source)
        if entry is not None:
            return entry[0]
        story = self._record.addresses.alias(source, self._view)
        return story[2] if story is not None else None


_LOOP = error(
    "redirect-loop", N_("This old address leads back to itself."), N_("Write the address that answers today.")
)
_TOO_LARGE = error(
    "too-large", N_("This file is larger than {limit} MB."), N_("Delete the addresses that nobody asks for any more."),
    limit=MAX_BYTES // 2**20,
)  # fmt: skip


def over_page(address: str) -> Problem:
    """An old address at which something answers today."""
    return error(
        "redirect-over-page", N_("A page answers at the old address {address} today."),
        N_("Leave the entry out, or give the page another address."), address=address,
    )  # fmt: skip


def _twice(source: str, line: int) -> Problem:
    return error(
        "redirect-twice", N_("The old address {address} stands in line {other} already."), N_("Leave one of the two."),
        address=source, other=line,
    )  # fmt: skip
