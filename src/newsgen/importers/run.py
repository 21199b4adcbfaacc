"""Run an import: read the sources, index them, turn each item into a file, and write it."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from ..base.lock import PATIENCE, locked
from ..base.plain_file import open_plain
from ..base.problems import N_, error
from ..site.front_matter import MOST_NAMES
from ..site.layout import CONTENT, FRONT, IMPORT_LOCK, RECORDINGS, STATE, STATIC
from ..site.policy_source import allows
from ..site.settings import Settings
from ..site.story_address import address_by_pattern, is_address_pattern, is_bare
from ..site.yaml_lines import scalar
from . import agency_codes, codes, podcast_codes, report
from .address_pattern import infer
from .archive_index import ArchiveIndex, Target, new_sections
from .article import ImportedArticle, to_article
from .articles import Options, to_articles
from .capture import Capture
from .import_map import ImportMap
from .item import HIDDEN, Item, Kind, Note, Outline, Show, Source, Term, note
from .journal import FILE, Journal
from .media import Media, SiteFiles
from .notes import shown
from .old_site import OldSite
from .packed import SUFFIXES as PACKED
from .packed import unpacked
from .pagetext import LIMIT, parse
from .received import as_copy, as_known, has_address, version_of
from .recognise import PAGE, Found, reader, recognise
from .report import Report
from .section_lines import declare_sections
from .shows import Shows
from .source_files import files, unread
from .storing import Store

BATCH = 200
"""Items that are written together, behind one commit of the journal."""

_SAMPLE = 20_000
"""The items from which the pattern of addresses is inferred."""

_WHOLE = frozenset({"wordpress", "ghost", "markdown"})
"""The formats whose exports hold all items of their system: what is not in a later one has vanished there."""

_DELIVERED = frozenset({"ninjs", "newsml", "feed"})
"""The formats of copy that is delivered: beside it in a folder lies no file of a system, so others may hold stories too."""

_REFUSED = frozenset({codes.HIDDEN, codes.ATTACHMENT, codes.PAGE_UNPUBLISHED})


@dataclass(frozen=True, slots=True)
class Import:
    """What an import is asked for. ``format`` is one of ``recognise.FORMATS``, or empty to recognise it.

    ``media`` is a folder with a copy of the old site's files, ``served`` an address that goes on serving them.
    ``section`` and ``captured`` are for captured pages. ``arriving`` says that the paths are files that came into a
    watched folder: new stories become drafts, earlier versions and unknown files are told and not imported.
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
    arriving: bool = False


BUSY = error(
    "import-locked", N_("Another import of this site is still running."), N_("Wait for it to end, or stop it.")
)


def run_import(
    wanted: Import,
    progress: Callable[[int], None] = lambda _: None,
    *,
    waiting: Callable[[], None] = lambda: None,
    patience: float = PATIENCE,
) -> Report:
    """Import the sources and return the report. ``progress`` is called with the number of items read so far.

    The files and their bytes depend on the sources, the map, the settings and the files of the site only. While another
    process imports into the site, wait up to ``patience`` seconds; ``waiting`` is called once when the wait begins. Raises
    FatalProblems of ``BUSY`` when that time is over, and others where a section cannot be declared in site.yml; OSError
    where the site cannot be written.
    """
    alone = locked(wanted.site / STATE / IMPORT_LOCK, waiting=waiting, patience=patience, held=BUSY)
    with nullcontext() if wanted.dry else alone, unpacked(wanted.paths) as sources:
        found = _import(replace(wanted, paths=sources.paths), progress)
        found.add(sources.notes)
        found.counts[report.FAILED] += len(sources.notes)
        found.rename(sources.folders)
    if not found.totals and not any(found.counts.values()):
        found.add([note(codes.EMPTY_SOURCE)])
    return found


def _import(wanted: Import, progress: Callable[[int], None]) -> Report:
    found = Report()
    site_files = SiteFiles(wanted.site / STATIC, wanted.media)
    journal_file = wanted.site / STATE / FILE
    with Journal(Path(":memory:") if wanted.dry and not journal_file.exists() else journal_file) as journal:
        store = Store(wanted.site, journal, site_files, wanted.force, wanted.dry, wanted.arriving)
        present = _Present()
        for kind in [Found(wanted.format, wanted.paths)] if wanted.format else recognise(wanted.paths):
            if kind.format == PAGE and wanted.arriving and not wanted.format:
                found.add([note(agency_codes.UNREAD, str(path)) for path in kind.paths])
            elif kind.format == PAGE:
                _import_pages(kind.paths, wanted, store, found)
            else:
                if kind.format in _DELIVERED and not wanted.arriving:
                    suffixes = reader(kind.format).SUFFIXES
                    others = (name for path in kind.paths if path.is_dir() for name in unread(path, suffixes))
                    found.add([note(agency_codes.UNREAD, name) for name in others])
                if kind.format not in _DELIVERED | {
                    "markdown"
                }:  # a generator's folder holds files for readers to download
                    packed = files([path for path in kind.paths if path.is_dir()], PACKED)
                    found.add([note(codes.PACKED_INSIDE, file.name) for file in packed])
                _import_archive(open_source(kind, wanted), wanted, store, found, progress, present, kind.format)
        if not store.dry:
            found.add(list(_not_seen(journal, present)))
    return found


@dataclass(slots=True)
class _Present:
    """What all sources of an import hold: the ``origins`` of their items (their ids without the last part), and the ids
    of items that are imported no more, whose former files ``GONE`` or another note has told."""

    origins: set[str] = field(default_factory=set)
    without_file: set[str] = field(default_factory=set)


def _not_seen(journal: Journal, present: _Present) -> Iterator[Note]:
    """The files of former imports from the same origins whose items no source of this import holds."""
    for identifier, path in journal.not_seen(f"{origin}:" for origin in present.origins if origin):
        if identifier not in present.without_file:
            yield note(codes.NOT_SEEN, path)


def open_source(kind: Found, wanted: Import) -> Source:
    """Open the paths of one format, which is not that of captured pages, as the settings and the map say."""
    if kind.format == "wordpress":
        from .wordpress.item_of_post import Options as WordPressOptions
        from .wordpress.reading import read

        chosen = wanted.map
        return read(
            kind.paths,
            WordPressOptions(wanted.settings.zone, chosen.shortcodes, chosen.types, chosen.taxonomies, chosen.fields),
        )
    return reader(kind.format).read(kind.paths)


def _import_archive(
    source: Source,
    wanted: Import,
    store: Store,
    found: Report,
    progress: Callable[[int], None],
    present: _Present,
    format: str,
) -> None:
    outlines = _Sampled(source.outlines())
    index = index_archive(outlines, wanted)
    if index.declared and not wanted.dry:
        declare_sections(wanted.site, index.declared)
    found.add([note(codes.SECTION_DECLARED, id=identifier, name=name) for identifier, name in index.declared])
    found.add(list(_pattern_note(outlines.kept, wanted.settings, index)))
    if format == "markdown":
        from .markdown_files import MarkdownFiles

        if isinstance(source, MarkdownFiles):
            store = replace(store, files=replace(store.files, beside=source.media().find))
    media = Media(store.files, wanted.served)
    shows = Shows(_described_shows(source, format), wanted.settings, store, OldSite(index.hosts, media))
    sticky: dict[str, Item] = {}
    batch: list[tuple[str, ImportedArticle]] = []
    versions: list[tuple[str, str]] = []
    for read in source.items():
        if isinstance(read, Note):
            found.add([read])
            found.counts[report.FAILED] += read.code.level == "error"
            continue
        found.counts[report.READ] += 1
        progress(found.counts[report.READ])
        if format in _WHOLE:
            present.origins.add(read.id.rpartition(":")[0])
        versioned = wanted.arriving or not has_address(read)
        known = store.known(read.id) if versioned else None
        one: Item | Note = as_known(read, known, wanted.settings.zone)
        if versioned:
            if wanted.arriving and isinstance(one, Item):
                one = as_copy(one, version_of(read), known, store.journal.version(read.id))
            versions.append((read.id, version_of(read)))
        if isinstance(one, Note):
            found.add([one])
            continue
        if one.episode is not None:
            show = shows.file_of(one.episode.show)
            found.add(show.notes)
            found.written += [show.written] if show.written else []
            one = replace(one, episode=replace(one.episode, show=show.id))
        article = to_article(one, index, media)
        if known and known.is_there and not has_address(one) and article.path:
            article = replace(article, path=known.path)
        elif wanted.arriving and article.path:
            article = replace(article, path=store.free_path(one.id, article.path))
        found.add(article.notes)
        found.add(list(_remarks(one, article, store, wanted.settings)))
        if article.path:
            if one.sticky and one.kind is not Kind.PAGE:
                sticky[article.path] = one
            batch.append((one.id, article))
            if len(batch) >= BATCH:
                _store(batch, versions, store, found)
                batch, versions = [], []
        else:
            if store.journal.get(one.id):
                present.without_file.add(one.id)
            refused = any(n.code in _REFUSED for n in article.notes)
            found.counts[report.REFUSED if refused else report.FAILED] += 1
    _store(batch, versions, store, found)
    found.add(list(shows.notes()))
    found.add([note(codes.PICTURE_DAMAGED, str(file)) for file in sorted(store.files.damaged)])
    if sticky and not wanted.arriving:
        found.add(list(_propose_front(sticky, store, found)))


def _described_shows(source: Source, format: str) -> Mapping[str, Show]:
    """The shows that a source describes, by their keys: only feeds do."""
    if format != "feed":
        return {}
    from .feed import Feeds

    return source.shows() if isinstance(source, Feeds) else {}


def _propose_front(sticky: Mapping[str, Item], store: Store, found: Report) -> Iterator[Note]:
    """Write content/front.yml with the stories that the old front page showed first, the newest first.

    A file that is there and that no import wrote, or that was edited, stays; then the stories are told one by one.
    """
    known = store.known(FRONT)
    if (known and (known.is_edited or not known.is_there)) or (not known and (store.site / FRONT).exists()):
        yield from (note(codes.STICKY, path) for path in sorted(sticky))
        return
    newest = sorted(sticky.items(), key=lambda one: (version_of(replace(one[1], updated=None)), one[0]), reverse=True)
    names = [path.removeprefix(f"{CONTENT}/").removesuffix(".md") for path, _ in newest[:MOST_NAMES]]
    text = "top:\n" + "".join(f"- {scalar(name)}\n" for name in names)
    (stored,) = store.store([(FRONT, ImportedArticle(FRONT, text))])
    if stored.path:
        found.written.append(stored.path)
        yield note(codes.FRONT_WRITTEN, stored.path, count=len(names))


def index_archive(outlines: Iterable[Outline], wanted: Import) -> ArchiveIndex:
    """Index the outlines of an archive for the site."""
    settings = wanted.settings
    target = Target(
        sections=tuple((s.id, s.name) for s in settings.sections),
        places=tuple((p.id, p.name) for p in settings.places),
        zone=settings.zone,
        address=lambda day, section, slug, number: address_by_pattern(
            settings.address, day, settings.section_path(section), slug, number
        ),
        slugs=settings.slugs,
        numbered="{id}" in settings.address,
        slashless=is_bare(settings.address),
        prefix=settings.prefix,
    )
    return ArchiveIndex(target, wanted.map, outlines, declare=wanted.declare)


class _Sampled:
    """Outlines that pass by; the first ``_SAMPLE`` of them are kept in ``kept``."""

    def __init__(self, outlines: Iterable[Outline]) -> None:
        self.kept: list[Outline] = []
        self._outlines = outlines

    def __iter__(self) -> Iterator[Outline]:
        for outline in self._outlines:
            if len(self.kept) < _SAMPLE:
                self.kept.append(outline)
            yield outline


def _pattern_note(outlines: Sequence[Outline], settings: Settings, index: ArchiveIndex) -> Iterator[Note]:
    """The pattern of addresses that would keep more of the old ones than that of the settings, and not of one story alone."""
    inferred = infer(
        outlines, is_address_pattern, f"{settings.prefix}/", lambda pattern: index.kept_by(pattern, outlines)
    )
    if inferred.proposal and inferred.kept > max(1, index.kept_by(settings.address, outlines)):
        yield note(codes.ADDRESS_PATTERN, pattern=inferred.proposal, kept=inferred.kept, total=inferred.total)


def _remarks(item: Item, article: ImportedArticle, store: Store, settings: Settings) -> Iterator[Note]:
    """What is to be said of an item besides its own notes."""
    if item.state in HIDDEN and (entry := store.journal.get(item.id)):
        yield note(codes.GONE, entry.path, id=item.id, state=item.state.value)
    if article.queries:
        yield note(codes.QUERY_ADDRESS, item.place or item.id, len(article.queries))
    sound = article.recording
    if sound and not allows(settings.policy.media, sound, settings.base_url):
        yield note(podcast_codes.SOUND_HOST, article.path, host=urlsplit(sound).netloc[:200])
    path = sound.partition("?")[0].partition("#")[0].lower()
    if sound and not path.endswith(RECORDINGS):
        yield note(podcast_codes.SOUND_KIND, article.path, address=sound[:200])


def _store(
    batch: Sequence[tuple[str, ImportedArticle]], versions: Sequence[tuple[str, str]], store: Store, found: Report
) -> None:
    """Write a batch, and record the versions of its items."""
    for stored in store.store(batch):
        found.counts[stored.outcome] += 1
        found.add(stored.notes)
        if stored.path:
            found.written.append(stored.path)
    if versions and not store.dry:
        store.journal.put_versions(versions)
    for _, article in batch:
        found.add(list(store.copy_media(article.media)))


def _import_pages(paths: Sequence[Path], wanted: Import, store: Store, found: Report) -> None:
    """Import captured pages."""
    captures: list[tuple[Path, Capture]] = []
    for file in paths:
        try:
            with open_plain(file, links=True) as opened:
                text = opened.read(LIMIT * 4 + 1).decode("utf-8-sig")
            if text.lstrip().startswith(("<", "{")):  # markup or data of a kind that no reader knows
                found.add([note(agency_codes.UNREAD, str(file))])
                found.counts[report.FAILED] += 1
            else:
                captures.append((file, parse(text)))
        except (OSError, UnicodeDecodeError) as failure:
            code = codes.UNREADABLE if isinstance(failure, OSError) else codes.NOT_UTF8
            found.add([note(codes.NO_SOURCES if isinstance(failure, IsADirectoryError) else code, str(file))])
            found.counts[report.FAILED] += 1
    settings = wanted.settings
    options = Options(
        sections=tuple((s.id, s.name) for s in settings.sections),
        places=tuple((p.id, p.name) for p in settings.places),
        zone=settings.zone,
        section=wanted.section,
        captured=wanted.captured,
        slugs=settings.slugs,
        house=settings.house,
    )
    if wanted.declare:
        notes = [one for file, capture in captures for one in to_articles(capture, options).notes]
        unknown = {Term(dict(one.values)["name"]) for one in notes if one.code == "section-unknown"}
        declared = new_sections(unknown, options.sections)
        if declared and not wanted.dry:
            declare_sections(wanted.site, declared)
        found.add([note(codes.SECTION_DECLARED, id=identifier, name=name) for identifier, name in declared])
        options = replace(options, sections=(*options.sections, *declared))
    for file, capture in captures:
        imported = to_articles(capture, replace(options, stem=file.stem))
        found.add([shown(one, str(file)) for one in imported.notes])
        _store(
            [(f"page:{made.path}", ImportedArticle(f"content/{made.path}", made.text)) for made in imported.files],
            (),
            store,
            found,
        )
