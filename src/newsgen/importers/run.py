"""Run an import: read the sources, index them, turn each item into a file, and write it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from ..site.layout import STATE, STATIC
from ..site.settings import Settings
from . import codes, report
from .archive_index import ArchiveIndex, Target
from .article import ImportedArticle, to_article
from .articles import Options, to_articles
from .import_map import ImportMap
from .item import HIDDEN, Item, Note, Source, note
from .journal import FILE, Journal
from .media import Media, SiteFiles
from .notes import shown
from .pagetext import LIMIT, parse
from .recognise import PAGE, Found, reader, recognise
from .report import Report
from .section_lines import declare_sections
from .storing import Store

BATCH = 200
"""Items that are written together, behind one commit of the journal."""

_REFUSED = frozenset({codes.HIDDEN, codes.ATTACHMENT, codes.PAGE_UNPUBLISHED})


@dataclass(frozen=True, slots=True)
class Import:
    """What an import is asked for. ``format`` is one of ``recognise.FORMATS``, or empty to recognise it.

    ``media`` is a folder with a copy of the old site's files, ``served`` an address that goes on serving them.
    ``section`` and ``captured`` are for captured pages.
    """

    site: Path
    settings: Settings
    paths: tuple[Path, ...]
    map: ImportMap
    format: str = ""
    media: Path | None = None
    served: str = ""
    section: str | None = None
    captured: datetime | None = None
    force: bool = False
    declare: bool = False
    dry: bool = False


def run_import(wanted: Import, progress: Callable[[int], None] = lambda _: None) -> Report:
    """Import the sources and return the report. ``progress`` is called with the number of items read so far.

    The files and their bytes depend on the sources, the map, the settings and the files of the site only. Raises
    FatalProblems where a section cannot be declared in site.yml, and OSError where the site cannot be written.
    """
    found = Report()
    files = SiteFiles(wanted.site / STATIC, wanted.media)
    journal_file = wanted.site / STATE / FILE
    with Journal(Path(":memory:") if wanted.dry and not journal_file.exists() else journal_file) as journal:
        store = Store(wanted.site, journal, files, wanted.force, wanted.dry)
        for kind in [Found(wanted.format, wanted.paths)] if wanted.format else recognise(wanted.paths):
            if kind.format == PAGE:
                _import_pages(kind.paths, wanted, store, found)
            else:
                _import_archive(_open(kind, wanted), wanted, store, found, progress)
    return found


def _open(kind: Found, wanted: Import) -> Source:
    if kind.format == "wordpress":
        from .wordpress.item_of_post import Options as WordPressOptions
        from .wordpress.reading import read

        chosen = wanted.map
        return read(
            kind.paths,
            WordPressOptions(wanted.settings.zone, chosen.shortcodes, chosen.types, chosen.taxonomies),
        )
    return reader(kind.format).read(kind.paths)


def _import_archive(
    source: Source, wanted: Import, store: Store, found: Report, progress: Callable[[int], None]
) -> None:
    settings = wanted.settings
    target = Target(
        sections=tuple((s.id, s.name) for s in settings.sections),
        places=tuple((p.id, p.name) for p in settings.places),
        zone=settings.zone,
        address=partial(_story_address, settings.address),
        slugs=settings.slugs,
    )
    index = ArchiveIndex(target, wanted.map, source.outlines(), declare=wanted.declare)
    if index.declared and not wanted.dry:
        declare_sections(wanted.site, index.declared)
    found.add([note(codes.SECTION_DECLARED, id=identifier, name=name) for identifier, name in index.declared])
    media = Media(store.files)
    origins: set[str] = set()
    batch: list[tuple[str, ImportedArticle]] = []
    for one in source.items():
        if isinstance(one, Note):
            found.add([one])
            found.counts[report.FAILED] += one.code.level == "error"
            continue
        found.counts[report.READ] += 1
        progress(found.counts[report.READ])
        origins.add(one.id.rpartition(":")[0])
        article = to_article(one, index, media)
        found.add(article.notes)
        found.add(list(_remarks(one, article, store)))
        if article.path:
            batch.append((one.id, article))
            if len(batch) >= BATCH:
                _store(batch, store, found)
                batch = []
        else:
            refused = any(n.code in _REFUSED for n in article.notes)
            found.counts[report.REFUSED if refused else report.FAILED] += 1
    _store(batch, store, found)
    if not store.dry:
        unseen = list(store.journal.not_seen(f"{origin}:" for origin in origins if origin))
        found.add([note(codes.NOT_SEEN, f"{path}") for _, path in unseen])


def _story_address(pattern: str, published: datetime, section: str, slug: str) -> str:
    return pattern.format(
        yyyy=f"{published.year:04}", mm=f"{published.month:02}", dd=f"{published.day:02}", section=section, slug=slug
    )


def _remarks(item: Item, article: ImportedArticle, store: Store) -> Iterator[Note]:
    """What is to be said of an item besides its own notes."""
    if item.state in HIDDEN and (entry := store.journal.get(item.id)):
        yield note(codes.GONE, entry.path, id=item.id, state=item.state.value)
    if item.sticky and article.path:
        yield note(codes.STICKY, article.path)
    if article.queries:
        yield note(codes.QUERY_ADDRESS, item.place or item.id, len(article.queries))


def _store(batch: Sequence[tuple[str, ImportedArticle]], store: Store, found: Report) -> None:
    for stored in store.store(batch):
        found.counts[stored.outcome] += 1
        found.add(stored.notes)
        if stored.path:
            found.written.append(stored.path)
    for _, article in batch:
        found.add(list(store.copy_media(article.media)))


def _import_pages(paths: Sequence[Path], wanted: Import, store: Store, found: Report) -> None:
    """Import captured pages."""
    settings = wanted.settings
    for file in paths:
        try:
            with file.open("rb") as opened:
                text = opened.read(LIMIT * 4 + 1).decode("utf-8-sig")
        except (OSError, UnicodeDecodeError) as failure:
            found.add([note(codes.UNREADABLE if isinstance(failure, OSError) else codes.NOT_UTF8, str(file))])
            found.counts[report.FAILED] += 1
            continue
        imported = to_articles(
            parse(text),
            Options(
                sections=tuple((s.id, s.name) for s in settings.sections),
                places=tuple((p.id, p.name) for p in settings.places),
                zone=settings.zone,
                section=wanted.section,
                captured=wanted.captured,
                stem=file.stem,
                slugs=settings.slugs,
                house=settings.house,
            ),
        )
        found.add([shown(one, str(file)) for one in imported.notes])
        _store(
            [(f"page:{made.path}", ImportedArticle(f"content/{made.path}", made.text)) for made in imported.files],
            store,
            found,
        )
