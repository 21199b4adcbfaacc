"""What answers at each old address of an archive, in the built site and at the host: the option ``--verify`` of imports."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from os.path import isfile
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

from ..base.problems import N_
from ..importers.archive_index import ArchiveIndex
from ..importers.codes import Code
from ..importers.digest_set import DigestSet
from ..importers.item import HIDDEN, Item, Kind, State, Term, note, outline
from ..importers.media import static_path
from ..importers.old_site import BROKEN
from ..importers.packed import unpacked
from ..importers.recognise import PAGE, Found, recognise
from ..importers.report import Report
from ..importers.run import Import, index_archive, open_source
from ..importers.wordpress import old_addresses
from ..importers.wordpress.reading import Export
from ..model.facets import ALL, NamedKind
from ..model.timestamps import Month
from ..pages.addresses import FOLDERS, day_address, month_address
from ..site.settings import Settings
from ..site.story_address import is_bare

SAME, PAGE_LEADS, HOST_LEADS, NOTHING, FILE_PAGES = (
    "the same",
    "redirected by a page",
    "redirected by the host",
    "without an answer",
    "pages of files without an answer",
)
"""What answers at an old address, as ``Report.counts`` has it."""

MAP = "import.map"
"""The file in the folder ``.newsgen`` with the lines for the host."""

UNANSWERED = Code(
    "import-unanswered",
    "warning",
    N_("Nothing answers at the old address {address}."),
    N_("Add it to redirects.yml, or to the map of the host."),
)
FILE_PAGE = Code(
    "import-file-page",
    "info",
    N_("Nothing answers at {address}, the old page of a file that is in no story here."),
    N_("Import with --media, and the address leads to the file; else leave it."),
)
_UNSEEN = HIDDEN | {State.DRAFT, State.SCHEDULED}
"""The states of items at whose addresses readers of the old site saw nothing."""

_SAFE = "/:@!&'()*+,;=~-._%?"


def verify(wanted: Import, output: Path, write: Callable[[str], object]) -> Report:
    """Look for every old address of the sources in the folder of a built site, and report what answers.

    ``write`` is called with each line of the host's map. Memory is bounded: some twenty bytes for an old address.
    """
    with unpacked(wanted.paths) as sources:
        found = _verified(replace(wanted, paths=sources.paths), output, write)
        found.add(sources.notes)
        found.rename(sources.folders)
    return found


def _verified(wanted: Import, output: Path, write: Callable[[str], object]) -> Report:
    found = Report()
    for kind in [Found(wanted.format, wanted.paths)] if wanted.format else recognise(wanted.paths):
        if kind.format == PAGE:
            continue
        source = open_source(kind, wanted)
        index = index_archive(source.outlines(), wanted)
        walk = _Walk(index, wanted.settings, output, found, write, of_wordpress=isinstance(source, Export))
        authors: set[str] = set()
        for item in source.items():
            if isinstance(item, Item) and item.state not in _UNSEEN:
                if item.kind is not Kind.PAGE:
                    authors.update(item.authors)
                unanswered = (FILE_PAGES, FILE_PAGE) if item.kind is Kind.ATTACHMENT else (NOTHING, UNANSWERED)
                for old, new in walk.of_item(item):
                    walk.add(old, new, item.place or item.id, *unanswered)
        if isinstance(source, Export):
            for site_old in old_addresses.of_site(source.index):
                if site_old.target == "author" and site_old.value not in authors:
                    continue  # without stories an author had no page
                walk.add(unquote(site_old.address), walk.target(site_old), "", NOTHING, UNANSWERED)
    return found


class _Walk:
    """Walks the old addresses of one archive. An address that several items have is counted once."""

    def __init__(
        self,
        index: ArchiveIndex,
        settings: Settings,
        output: Path,
        found: Report,
        write: Callable[[str], object],
        *,
        of_wordpress: bool,
    ) -> None:
        self.index = index
        self.of_wordpress = of_wordpress
        self.settings = settings
        self.output = output
        self._found = found
        self._write = write
        self._slashless = is_bare(settings.address)
        self._seen = DigestSet()
        self._urls: dict[str, str] = {}

    def of_item(self, item: Item) -> Iterator[tuple[str, str]]:
        """The old addresses of an item, decoded, each with the address that it should lead to; empty for none.

        One in which a letter was cut is as the old system wrote it, since nothing else names it.
        """
        if item.kind is Kind.ATTACHMENT:
            file = static_path(self.index.path_of(item.image.src)) if item.image else ""
            new = file if file and self._exists(file) else self._story_above(self.index.path_of(item.address))
        else:
            new = self.index.place_of(outline(item)).url
        self._urls[item.id] = new
        for address in (item.address, *item.aliases):
            if path := self.index.path_of(address):
                yield (urlsplit(address).path if BROKEN in path else path), new
        if self.of_wordpress:
            for old in old_addresses.of_item(item):
                path = unquote(old.address)
                yield (old.address if BROKEN in path else path), self.target(old)
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

    def add(self, old: str, new: str, place: str, without: str, code: Code) -> None:
        """Count what answers at an old address: under ``without``, with a note of ``code``, where nothing does."""
        if not self._seen.add(old):
            return
        counts = self._found.counts
        if "?" not in old and self._exists(old):
            counts[SAME if old.rstrip("/") == new.rstrip("/") or not new else PAGE_LEADS] += 1
        elif new and self._exists(new) and "$" not in old + new:
            counts[HOST_LEADS] += 1
            self._write(f'"{quote(old, safe=_SAFE)}" {quote(new, safe=_SAFE)};\n')
        else:
            counts[without] += 1
            self._found.add([note(code, place, address=old[:200])])

    def _exists(self, address: str) -> bool:
        path = f"{self.output}/{address.strip('/')}"
        try:
            if isfile(path) or isfile(f"{path}/index.html"):
                return True
            return self._slashless and not address.endswith("/") and isfile(f"{path}.html")
        except (OSError, ValueError):
            return False
