"""Redirects: the entries of redirects.yml and the stories' aliases."""

import posixpath
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from ..base.problems import N_, Problem, error
from ..base.unexpected import unexpected
from ..model.article import Redirect
from ..model.timestamps import Span
from ..observe.sources import unreadable
from ..record.record import Record
from ..record.view import View
from ..site import schema
from ..site.layout import REDIRECTS
from ..site.links import Link, OldAddress
from ..site.schema import Form
from ..site.settings_types import ascii_host
from ..site.yamltext import parse

MAX_BYTES = 16 * 1024 * 1024  # some 100,000 addresses


class Entry(Form):
    """An entry: an old address, and the address that replaces it; without ``to`` the page is gone."""

    from_: OldAddress
    to: Link = ""

    model_config = schema.Form.model_config | {"alias_generator": lambda name: name.rstrip("_")}


class Entries(Form):
    """The whole file: ``redirects:`` and its entries."""

    redirects: tuple[Entry, ...] = ()


Line = tuple[str, str, int]
"""An entry's normalized old address, its new address (empty: gone) and its line in the file."""


def read(site: Path, base_url: str = "") -> tuple[tuple[Line, ...], tuple[Problem, ...]]:
    """The entries of redirects.yml, and all problems in it. A missing file has no entries and no problem.

    Nothing is raised. Where there are errors, the entries are not all. Of two entries for one old address the first
    counts. ``base_url`` is the site's address; targets that begin with it become addresses of this site.
    """
    try:
        with (site / REDIRECTS).open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        return (), ()
    except OSError as failure:
        return (), (unreadable(failure).at(REDIRECTS),)
    return parse_entries(data, base_url)


def parse_entries(data: bytes, base_url: str = "") -> tuple[tuple[Line, ...], tuple[Problem, ...]]:
    """The entries in the bytes of redirects.yml, and all problems in them; see ``read``."""
    try:
        return _parsed(data, base_url)
    except Exception as failure:
        return (), (unexpected(failure).at(REDIRECTS),)


def _parsed(data: bytes, base_url: str) -> tuple[tuple[Line, ...], tuple[Problem, ...]]:
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
        source, mark = normalized(entry.from_), document.mark(("redirects", i, "from"))
        if source in found:
            faults.append(_twice(source, found[source][2]).at(REDIRECTS, *mark))
        else:
            to = _in_site(entry.to, base_url)
            found[source] = (source, to, mark[0])
    return tuple(found.values()), tuple(faults)


def _in_site(target: str, base_url: str) -> str:
    """A target as an address of this site where it begins with the site's address, however its host is written."""
    try:
        whole = ascii_host(target)
    except ValueError:
        return target
    return "/" + whole.removeprefix(base_url).lstrip("/") if base_url and whole.startswith(base_url) else whole


def normalized(address: str) -> str:
    """The path of an address, by which redirects are compared: host, query and fragment are dropped.

    It is decoded, in NFC, and without ``index.html``. It ends with a slash unless its last part has a suffix.
    """
    path = unicodedata.normalize("NFC", unquote(urlsplit(address).path))
    if path.endswith("/index.html"):
        path = path.removesuffix("index.html")
    return path if path.endswith("/") or "." in posixpath.basename(path) else path + "/"


def output_path(address: str) -> str:
    """The output file of a normalized address, which may be that of a file or of a folder's ``index.html``."""
    return address.lstrip("/") + ("index.html" if address.endswith("/") else "")


def output_paths(address: str) -> tuple[str, ...]:
    """The output files that may answer at an address as a link has it, which may lack a slash at its end."""
    own = normalized(address)
    bare = own if own.endswith("/") and own != "/" else ""
    return (output_path(own), bare.strip("/") + ".html") if bare else (output_path(own),)


def redirects(record: Record, view: View) -> Iterator[Redirect]:
    """Every redirect, each with the address at the end of its chain.

    The entries of redirects.yml come first, from the last one up; then the aliases of stories that ``view`` shows,
    newest story first, except those that have an entry. An empty target means that the page is gone. Redirects that
    lead in a circle are left out. The loop must not store or drop stories.
    """
    yield from redirects_of(record, view, None)
    yield from _of_stories(record, view, _ALWAYS)


_ALWAYS = (-(1 << 63), (1 << 63) - 1)


def redirects_of(record: Record, view: View, span: Span | None, *, mapped: bool = False) -> Iterator[Redirect]:
    """The redirects of stories that were published in a span of time, or for None those of redirects.yml; see ``redirects``.

    With ``mapped``, of several whose old addresses differ only in the case of Latin letters one: an entry, else the first.
    """
    if span is not None:
        yield from _of_stories(record, view, span, mapped=mapped)
        return
    ends = _Ends(record, view)
    lower: set[bytes] = set()
    for source, _, _ in record.redirects.all():
        found = ends.redirect(source)
        key = source.encode().lower()
        if found is not None and not (mapped and key in lower):
            lower.add(key)
            yield found


def _of_stories(record: Record, view: View, span: Span, *, mapped: bool = False) -> Iterator[Redirect]:
    ends = _Ends(record, view)
    for source, identifier in record.addresses.aliases(view, span):
        story = record.addresses.alias(source, view)
        if story is None or story[0] != identifier or record.redirects.get(source) is not None:
            continue  # another story has it too, or redirects.yml says where it leads
        if mapped and (record.redirects.like(source) or source != _first_like(record, view, source)):
            continue
        found = ends.redirect(source)
        if found is not None:
            yield found


def _first_like(record: Record, view: View, source: str) -> str:
    """The first of visible stories' old addresses that differ from one in nothing but the case of Latin letters."""
    return next(one for one, _, moment, draft in record.addresses.like(source) if view.shows(moment, draft))


def redirect_at(record: Record, view: View, source: str) -> Redirect | None:
    """Where exactly this old address leads; None where it is none, or leads in a circle."""
    ends = _Ends(record, view)
    return ends.redirect(source) if ends.knows(source) else None


def odd_redirects(record: Record, view: View, most: int) -> list[Redirect]:
    """The redirects from old addresses with a suffix that is not that of pages; see ``queries.OddRedirects``."""
    sources = dict.fromkeys((*record.redirects.odd(most), *record.addresses.odd_aliases(view, most)))
    found = (redirect_at(record, view, source) for source in sources)
    return [redirect for redirect in found if redirect is not None]


def entries_through(record: Record, source: str) -> frozenset[str]:
    """The old addresses of redirects.yml whose chains lead to or through an old address."""
    found: set[str] = set()
    further = [source]
    while further:
        before = [one for one in record.redirects.leading_to(further.pop()) if one not in found]
        found.update(before)
        further += before
    return frozenset(found)


def leads(target: str) -> str:
    """A target as an old address would be; empty for one on another host."""
    return normalized(target) if re.match(r"/(?!/)", target) else ""


def faults(record: Record, view: View) -> Iterator[Problem]:
    """An error for each entry of redirects.yml whose chain leads into a circle, though it need be no part of it."""
    ends = _Ends(record, view)
    for source, _, line in record.redirects.all():
        if ends.redirect(source) is None:
            yield _LOOP.at(REDIRECTS, line, 1)


class _Ends:
    """The address at the end of each chain of redirects. Each is looked up once, however many chains lead through it."""

    def __init__(self, record: Record, view: View) -> None:
        self._record = record
        self._view = view
        self._known: dict[str, str | None] = {}

    def knows(self, source: str) -> bool:
        """Whether this is an old address."""
        return self._target(source) is not None

    def redirect(self, source: str) -> Redirect | None:
        """Where an old address leads in the end; None where it leads into a circle.

        ``source`` must be a known old address.
        """
        chain: dict[str, None] = {}
        step, end = source, self._target(source)
        assert end is not None
        while step not in self._known:
            chain[step] = None
            step = leads(end)
            if not step:  # gone, or on another host
                break
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
        """The address that an old address names, empty for gone; None where no entry and no visible story has it."""
        entry = self._record.redirects.get(source)
        if entry is not None:
            return entry[0]
        story = self._record.addresses.alias(source, self._view)
        return story[2] if story is not None else None


_LOOP = error("redirect-loop", N_("This redirect leads back to itself."), N_("Write the current address."))
_TOO_LARGE = error(
    "too-large", N_("This file is larger than {limit} MB."), N_("Delete old addresses that nobody visits any more."),
    limit=MAX_BYTES // 2**20,
)  # fmt: skip


def over_page(address: str) -> Problem:
    """The error for an old address that is also the address of a page or a file."""
    return error(
        "redirect-over-page", N_("The old address {address} is the address of a page."),
        N_("Delete the entry, or give the page another address."), address=address,
    )  # fmt: skip


def _twice(source: str, line: int) -> Problem:
    return error(
        "redirect-twice", N_("The old address {address} is already in line {other}."), N_("Keep one of the two."),
        address=source, other=line,
    )  # fmt: skip
