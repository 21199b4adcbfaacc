"""What must be known of a whole archive before its first story is written: hosts, sections, and which names are taken twice."""

import re
import unicodedata
from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from hashlib import blake2b
from itertools import pairwise
from types import MappingProxyType
from urllib.parse import urlsplit

from pydantic import TypeAdapter, ValidationError

from .. import arabic
from ..site.declared_names import Spellings
from ..site.file_stem import Slugs, stem
from ..site.layout import CONTENT, PAGES
from ..site.links import OwnAddress, is_of_host, slug_fault
from ..site.settings_sections import RESERVED
from ..site.story_address import address_by_pattern, ends_like_a_page, is_bare
from ..site.yaml_lines import scalar
from .import_map import DROP, KEEP, ImportMap
from .item import HIDDEN, Kind, Outline, State, Term, is_story
from .old_site import BROKEN, decoded, host_of, path_of
from .sections import Declared
from .times import YEARS

Address = Callable[[datetime, str, str, str], str]
"""The new address of a story by the site's pattern: of its moment in the site's zone, its section's id, its slug and its
number (``ArchiveIndex.number_of``)."""


@dataclass(frozen=True, slots=True)
class Target:
    """What the new site says: its sections and places, its zone, its setting ``slugs`` and its pattern of addresses.

    ``numbered`` says that the pattern has ``{id}``, ``slashless`` that it has neither a slash nor a suffix at its end.
    ``prefix`` is the path that the site lies under, without a slash at its end.
    """

    sections: Declared
    places: Declared
    zone: tzinfo
    address: Address
    slugs: Slugs = "arabic"
    numbered: bool = False
    slashless: bool = False
    prefix: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where an item lies: its file is ``folder``, ``stem`` and ``.md``, relative to the site's folder.

    ``address`` is its new address with NAME in the place of the stem; empty for a draft without a date. ``own`` is the old
    address where the story keeps that instead.
    """

    folder: str
    stem: str
    address: str
    own: str = ""

    @property
    def path(self) -> str:
        """The file, relative to the site's folder."""
        return f"{self.folder}{self.stem}.md"

    @property
    def url(self) -> str:
        """The new address, not percent-encoded; empty for a draft without a date."""
        return self.own or self.address.replace(NAME, self.stem)

    @property
    def names(self) -> tuple[int, ...]:
        """Digests of what no other item may have: the file, and the address if there is one. The case of letters does not
        count, as on some file systems."""
        return tuple(map(_name, (self.path, self.url.rstrip("/")) if self.url else (self.path,)))

    def numbered(self, identifier: str) -> "Place":
        """The place of an item whose name another one has: the number of its id follows the name."""
        return Place(self.folder, numbered(self.stem, identifier), self.address, self.own)


def numbered(name: str, identifier: str) -> str:
    """A name with the number at the end of an item's id, or with a digest of the id where it ends in none."""
    tail = identifier.rpartition(":")[2]
    number = tail if tail.isascii() and tail.isdecimal() and len(tail) < 12 else f"{_digest(identifier):016x}"[:8]
    return f"{name}-{number}"


_own_address = TypeAdapter(OwnAddress)

NAME = "\0"
"""Stands for the stem of an item's file in an address."""


class ArchiveIndex:
    """The index of an archive, in a few bytes for each item.

    ``hosts`` are the old site's. ``declared`` are sections that the site does not declare yet and that the import shall, and
    ``unknown`` counts the stories of each category that leads to no section.
    """

    def __init__(
        self, target: Target, chosen: ImportMap, outlines: Iterable[Outline] = (), *, declare: bool = False
    ) -> None:
        """Index the items, in any order. With ``declare`` unknown categories become sections of the site."""
        self.target = target
        self.map = chosen
        self._known = _spellings(target.sections, chosen)
        self.declared: Declared = ()
        hosts: Counter[str] = Counter()
        unknown: Counter[Term] = Counter()
        names, ranks = array("Q"), array("Q")
        for outline in outlines:
            hosts[host_of(outline.address)] += 1
            if outline.kind is Kind.ATTACHMENT or outline.state in HIDDEN:
                continue
            section = self.section_of(outline.sections)
            if outline.kind is not Kind.PAGE and not section:
                unknown.update(outline.sections[:1])
                section = _new_id(outline.sections[0]) if declare and outline.sections else ""
            for name in self._plain_place(outline, section or self.default_section).names:
                names.append(name)
                ranks.append(_rank(outline.id))
        del hosts[""]
        if declare:
            self.declared = new_sections(unknown, target.sections)
        self.unknown: Mapping[Term, int] = MappingProxyType({} if declare else dict(sorted(unknown.items())))
        self._known = _spellings((*target.sections, *self.declared), chosen)
        own = (host for host, count in hosts.items() if count * 20 >= hosts.total())
        self.hosts = frozenset((*own, *(host_of(h if "//" in h else f"http://{h}") for h in chosen.host))) - {""}
        self._first = _first_of(names, ranks)
        self._names = array("Q", sorted(names))

    @property
    def default_section(self) -> str:
        """The id of the section of stories whose categories lead to none; empty where the site has no section."""
        sections = self.target.sections
        return self.map.default or (sections[0][0] if sections else "")

    def section_of(self, terms: Iterable[Term]) -> str:
        """The id of the section that the first of a story's categories leads to, itself or one above it; empty for none."""
        for term in terms:
            for name in (term.slug, term.name, *reversed(term.parents)):
                found = self._known.only(unicodedata.normalize("NFC", name).strip()) if name else None
                if found and found != DROP:
                    return found
                if found == DROP:
                    break
        return ""

    def is_dropped(self, term: Term) -> bool:
        """Whether the map leaves a category out."""
        return DROP in (self.map.sections.get(term.slug), self.map.sections.get(term.name))

    def place_of(self, outline: Outline) -> Place:
        """Where an item lies in the site: no other item has its file or its address."""
        place = self._plain_place(outline, self.section_of(outline.sections) or self.default_section)
        rank = _rank(outline.id)
        taken = [self._first.get(name, rank) != rank for name in place.names]
        if not any(taken):
            return place
        if place.own and taken[-1]:
            place = replace(place, own="")
        return place.numbered(outline.id)

    def is_taken(self, address: str) -> bool:
        """Whether an item of the archive, or a list of newsgen's own, has this address in the new site."""
        name = _name(address.rstrip("/"))
        at = bisect_left(self._names, name)
        return self._names[at : at + 1] == array("Q", [name]) or self._is_of_lists(address)

    def path_of(self, address: str) -> str:
        """The path of an old address in the new site, decoded, with its query; empty for another site's."""
        return path_of(address, self.hosts, self.target.prefix)

    def number_of(self, outline: Outline) -> str:
        """What stands for ``{id}`` in the address of a story: the number at the end of its id, else one made of the id; empty
        where the pattern has none."""
        if not self.target.numbered:
            return ""
        tail = outline.id.rpartition(":")[2]
        return tail if tail and not slug_fault(tail) and len(tail) < 40 else str(_digest(outline.id) % 10**12)

    def kept_by(self, pattern: str, outlines: Iterable[Outline]) -> int:
        """How many published stories would have their old address by a pattern of site.yml. A category that leads nowhere
        counts as a section of its own."""
        kept = 0
        for outline in outlines:
            day = self.local(outline.published)
            old = path_of(outline.address, self._hosts_of(outline), self.target.prefix)
            if day is None or not old or not is_story(outline) or outline.state is not State.PUBLISHED:
                continue
            section = self.section_of(outline.sections) or (_new_id(outline.sections[0]) if outline.sections else "")
            tail = outline.id.rpartition(":")[2]
            new = address_by_pattern(pattern, day, section or self.default_section, self._name(outline), tail)
            kept += new == unicodedata.normalize("NFC", old)
        return kept

    def _plain_place(self, outline: Outline, section: str) -> Place:
        """Where an item lies if no other one has its name."""
        if outline.kind is Kind.PAGE:
            return self._page_place(outline)
        day = self.local(outline.published)
        name = self._name(outline)
        if day is None:
            return Place(f"{CONTENT}/drafts/", name, "")
        address = self.target.address(day, section, NAME, self.number_of(outline))
        place = Place(f"{CONTENT}/{day.year:04}/{day.month:02}/", name, address)
        own = self._own_address(outline)
        if own and own.rstrip("/") != place.url.rstrip("/"):
            return replace(place, own=own)
        return place

    def _own_address(self, outline: Outline) -> str:
        """The old address of a story where it can be that of a page of the new site; else empty.

        Of an address without a slash and a suffix at its end the new one has a slash, unless the site's have none either:
        hosts lead from one to the other.
        """
        if self.map.addresses != KEEP or not is_story(outline):
            return ""
        path = path_of(outline.address, self._hosts_of(outline), self.target.prefix)
        if not path or "?" in path:
            return ""
        if BROKEN in path:  # a letter was cut: the host leads from what is left of it
            path = "/".join(map(decoded, urlsplit(outline.address).path.split("/"))).removeprefix(self.target.prefix)
        if not ends_like_a_page(path):
            return ""
        if is_bare(path) and not self.target.slashless:
            path += "/"
        try:
            own = _own_address.validate_python(path)
        except ValidationError:
            return ""
        return "" if self._is_of_lists(own) else own

    def _is_of_lists(self, address: str) -> bool:
        """Whether newsgen has pages of its own at an address, or may have: fronts, months, the archive, indexes of names."""
        first, *more = address.strip("/").casefold().split("/")
        if first in RESERVED:
            return True
        ids = {identifier for identifier, _ in (*self.target.sections, *self.declared)}
        return first in ids and (not more or (bool(re.fullmatch(r"[0-9]{4}", more[0])) and len(more) <= 2))

    def _page_place(self, outline: Outline) -> Place:
        path = re.sub(
            r"(?:/index)?\.(?:html?|php|aspx?)$",
            "",
            path_of(outline.address, self._hosts_of(outline), self.target.prefix).partition("?")[0],
        )
        parts = [part if not slug_fault(part) else arabic.slug(part) for part in path.split("/") if part]
        parts = (
            [*parts[:-1], self._name(outline)]
            if parts and outline.slug in parts[-1:]
            else parts or [self._name(outline)]
        )
        taken = {identifier for identifier, _ in self.target.sections} | RESERVED
        if is_of_host(parts[0]) or parts[0] in taken:
            parts[0] = f"{parts[0].lstrip('_')}-page"
        folder = "".join(f"{part}/" for part in parts[:-1])
        return Place(f"{PAGES}{folder}", parts[-1], f"/{folder}{NAME}/")

    def _hosts_of(self, outline: Outline) -> frozenset[str]:
        return frozenset({host_of(outline.address)})

    def _name(self, outline: Outline) -> str:
        """The stem of an item's file: the old slug, however long or odd, where an address can have it."""
        slug = unicodedata.normalize("NFC", outline.slug.strip())
        if slug and not slug_fault(slug) and not is_of_host(slug):
            return slug
        made = arabic.slug(slug) if any(c.isalnum() for c in slug) else ""
        if made and not slug_fault(made):
            return made
        day = self.local(outline.published) or datetime(2000, 1, 1)
        title = outline.title if any(c.isalnum() for c in outline.title) else outline.id
        return stem(title[:300], day.date(), self.target.slugs)

    def local(self, moment: datetime | None) -> datetime | None:
        """A moment in the site's zone; None for None, and for what no article file accepts (see ``times.YEARS``)."""
        if moment is None:
            return None
        try:
            there = moment.astimezone(self.target.zone) if moment.tzinfo else moment.replace(tzinfo=self.target.zone)
        except (OverflowError, ValueError):
            return None
        return there if there.year in YEARS else None


def _spellings(sections: Declared, chosen: ImportMap) -> Spellings[str]:
    """The ids and names of sections, and what the map says, which comes first."""
    first: dict[str, str] = {unicodedata.normalize("NFC", name).strip(): to for name, to in chosen.sections.items()}
    for identifier, name in (*((i, i) for i, _ in sections), *sections):
        first.setdefault(unicodedata.normalize("NFC", name).strip(), identifier)
    return Spellings(first.items())


def _new_id(term: Term) -> str:
    """The id of a new section for a category."""
    made = re.sub(
        r"[^a-z0-9]+", "-", (term.slug if term.slug.isascii() else arabic.slug(term.name, latin=True)).lower()
    )
    made = made.strip("-")[:60].strip("-") or f"section-{_digest(term.name) % 10**6:06}"
    return f"{made[:55]}-news" if made in RESERVED else made


def section_line(term: Term) -> str:
    """The line of site.yml that declares a category as a section."""
    return f"- {{id: {_new_id(term)}, name: {scalar(' '.join(term.name.split()), in_flow=True)}}}"


def new_sections(unknown: Iterable[Term], declared: Declared) -> Declared:
    """The ids and names of new sections for unknown categories, in the order of their names."""
    taken = {identifier for identifier, _ in declared}
    found: dict[str, str] = {}
    for term in sorted(unknown):
        identifier = _new_id(term)
        if identifier not in taken:
            found.setdefault(identifier, " ".join(term.name.split()))
    return tuple(found.items())


def _first_of(names: "array[int]", ranks: "array[int]") -> Mapping[int, int]:
    """For each name that stands several times, the lowest rank of those who want it."""
    ordered = sorted(names)
    twice = {name for name, other in pairwise(ordered) if name == other}
    first: dict[int, int] = {}
    for name, rank in zip(names, ranks, strict=True):
        if name in twice:
            first[name] = min(rank, first.get(name, rank))
    return MappingProxyType(first)


def _name(text: str) -> int:
    """The digest of a name, without regard to the case of its letters."""
    return _digest(unicodedata.normalize("NFC", text).casefold())


def _rank(identifier: str) -> int:
    """An order of items: by the number at the end of the id, so that a later item never takes an earlier one's name."""
    tail = identifier.rpartition(":")[2]
    if tail.isascii() and tail.isdecimal() and len(tail) < 12:
        return int(tail) << 24 | _digest(identifier) & 0xFFFFFF
    return 1 << 63 | _digest(identifier) >> 1


def _digest(text: str) -> int:
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest())
