"""What answers at each old address of an archive, in the built site and at the host: the option ``--verify`` of imports."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from urllib.parse import quote, unquote

from ..base.problems import N_
from ..importers.archive_index import ArchiveIndex
from ..importers.codes import Code
from ..importers.item import HIDDEN, Item, Kind, Note, State, Term, note, outline
from ..importers.media import static_path
from ..importers.old_site import path_of
from ..importers.recognise import PAGE, Found, recognise
from ..importers.run import Import, index_archive, open_source
from ..importers.wordpress import old_addresses
from ..importers.wordpress.reading import Export
from ..model.article import Month
from ..model.facets import ALL, NamedKind
from ..pages.addresses import FOLDERS, day_address, month_address
from ..site.settings import Settings

SAME, PAGE_LEADS, HOST_LEADS, NOTHING = (
    "the same",
    "redirected by a page",
    "redirected by the host",
    "without an answer",
)
MAP = "import.map"
"""The file in the folder ``.newsgen`` with the lines for the host."""

UNANSWERED = Code(
    "import-unanswered",
    "warning",
    N_("Nothing answers at the old address {address}."),
    N_("Add it to redirects.yml, or to the map of the host."),
)
_SAFE = "/:@!&'()*+,;=~-._%?"


@dataclass(slots=True)
class Verified:
    """How many old addresses have which answer, the lines for the host's map, and notes of those without an answer."""

    counts: Counter[str] = field(default_factory=Counter)
    lines: dict[str, None] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)


def verify(wanted: Import, output: Path) -> Verified:
    """Look for every old address of the sources in the folder of a built site. Nothing is written."""
    found = Verified()
    for kind in [Found(wanted.format, wanted.paths)] if wanted.format else recognise(wanted.paths):
        if kind.format == PAGE:
            continue
        source = open_source(kind, wanted)
        index = index_archive(source.outlines(), wanted)
        walk = _Walk(index, wanted.settings, output)
        for item in source.items():
            if isinstance(item, Item) and item.state not in HIDDEN and item.state is not State.DRAFT:
                for old, new in walk.of_item(item):
                    walk.add(found, old, new, item.place or item.id)
        if isinstance(source, Export):
            for site_old in old_addresses.of_site(source.index):
                walk.add(found, unquote(site_old.address), walk.target(site_old), "")
    return found


class _Walk:
    """Walks the old addresses of one archive. An address that several items have is counted once."""

    def __init__(self, index: ArchiveIndex, settings: Settings, output: Path) -> None:
        self.index = index
        self.settings = settings
        self.output = output
        self._seen: set[str] = set()
        self._urls: dict[str, str] = {}

    def of_item(self, item: Item) -> Iterator[tuple[str, str]]:
        """The old addresses of an item, decoded, each with the address that it should lead to; empty for none."""
        if item.kind is Kind.ATTACHMENT:
            file = static_path(path_of(item.image.src, self.index.hosts)) if item.image else ""
            new = file if file and self._exists(file) else self._story_above(path_of(item.address, self.index.hosts))
        else:
            new = self.index.place_of(outline(item)).url
        self._urls[item.id] = new
        for address in (item.address, *item.aliases):
            if path := path_of(address, self.index.hosts):
                yield path, new
        if item.id.rpartition(":")[2].isdecimal():
            for old in old_addresses.of_item(item):
                yield unquote(old.address), self.target(old)
        del self._urls[item.id]

    def target(self, old: old_addresses.Old) -> str:
        """The new address of what an old one showed; empty where nothing is like it."""
        value = old.value
        if old.target == "item":
            return self._urls.get(value, "")
        if old.target == "section":
            section = self.index.section_of([Term(value, value)])
            return f"/{section}/" if section else "/"
        if old.target in ("tag", "author"):
            kind: NamedKind = "topic" if old.target == "tag" else "author"
            return f"{FOLDERS[kind]}{self.settings.names_of(kind).read(value).named.id}/"
        if old.target == "month":
            return month_address(ALL, Month(int(value[:4]), int(value[5:7])))
        if old.target == "day":
            day = date.fromisoformat(value)
            own = day_address(day)
            return own if self._exists(own) else month_address(ALL, Month(day.year, day.month))
        return {"feed": "/feed.xml", "home": "/", "file": value}[old.target]

    def _story_above(self, path: str) -> str:
        """The page below whose address that of a file's page lies; empty where there is none."""
        above = path.rstrip("/").rpartition("/")[0]
        return f"{above}/" if above and "?" not in path and self._exists(above) else ""

    def add(self, found: Verified, old: str, new: str, place: str) -> None:
        """Count what answers at an old address."""
        if old in self._seen:
            return
        self._seen.add(old)
        if "?" not in old and self._exists(old):
            found.counts[SAME if old.rstrip("/") == new.rstrip("/") or not new else PAGE_LEADS] += 1
        elif new and self._exists(new) and "$" not in old + new:
            found.counts[HOST_LEADS] += 1
            found.lines[f'"{quote(old, safe=_SAFE)}" {quote(new, safe=_SAFE)};'] = None
        else:
            found.counts[NOTHING] += 1
            found.notes.append(note(UNANSWERED, place, address=old[:200]))

    def _exists(self, address: str) -> bool:
        path = self.output / address.strip("/")
        try:
            return path.is_file() or (path / "index.html").is_file()
        except (OSError, ValueError):
            return False
