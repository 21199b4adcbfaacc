"""The files of shows that feeds describe: which one a show has, and what stands in it."""

import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from ..base.digest import of_bytes
from ..base.plain_file import open_plain
from ..site.file_stem import Slugs, stem
from ..site.layout import SHOWS
from ..site.links import slug_fault
from ..site.settings import Settings
from ..site.source_kind import is_show, show_id
from ..site.yaml_lines import yaml_lines
from ..site.yamltext import parse
from . import podcast_codes as codes
from .archive_index import numbered
from .article import ImportedArticle
from .item import Note, Picture, Show, note
from .old_site import OldSite
from .storing import Store

_MOST_BYTES = 100_000
"""The most bytes of a show's file that is read."""


@dataclass(frozen=True, slots=True)
class ShowFile:
    """The show of a feed in the site: its id, the file that was written (empty where none was), and notes."""

    id: str
    written: str = ""
    notes: tuple[Note, ...] = ()


@dataclass(slots=True)
class Shows:
    """The shows of an import by their keys. The file of each is written when the first of its episodes comes."""

    described: Mapping[str, Show]
    settings: Settings
    store: Store
    old_site: OldSite
    _files: dict[str, str] = field(default_factory=dict)
    _episodes: Counter[str] = field(default_factory=Counter)

    def file_of(self, key: str) -> ShowFile:
        """The file of an episode's show; with notes, and as ``written``, for the first episode alone."""
        self._episodes[key] += 1
        if key in self._files:
            return ShowFile(self._files[key])
        found = _store_show(self.described[key], self.store, self.old_site, self.settings)
        self._files[key] = found.id
        return found

    def notes(self) -> Iterator[Note]:
        """What is to be said when all episodes have come: of shows with more of them than a feed holds."""
        limit = self.settings.feeds.episodes
        for key, count in sorted(self._episodes.items()):
            if count > limit:
                yield note(
                    codes.MANY,
                    f"{SHOWS}{self._files[key]}.yml",
                    name=self.described[key].name,
                    number=count,
                    limit=limit,
                )


def _store_show(show: Show, store: Store, old_site: OldSite, settings: Settings) -> ShowFile:
    """Write the file of a show, unless the site has it already.

    That is the file that an earlier import wrote, else one with the same ``guid`` or ``name``, which stays as it is. A file
    that was edited, or deleted, since its import stays so.
    """
    text, notes = _text(show, old_site)
    known = store.known(show.key)
    if known is not None and (known.is_there or not _described(show, store)):
        identifier = show_id(known.path)
        entry = store.journal.get(show.key)
        same = entry is not None and entry.digest == of_bytes(text.encode())
        if same or not known.is_there:
            return ShowFile(identifier)
        if known.is_edited and not store.force:
            return ShowFile(identifier, notes=(note(codes.SHOW_KEPT, known.path),))
        path = known.path
    elif path := _described(show, store):
        return ShowFile(show_id(path), notes=(note(codes.SHOW_KNOWN, path, name=show.name),))
    else:
        path = f"{SHOWS}{_new_id(show, store, settings.slugs)}.yml"
    (stored,) = store.store([(show.key, ImportedArticle(path, text))])
    copied = tuple(store.copy_media(tuple(old_site.used)))
    if not stored.path:
        return ShowFile(show_id(path), notes=stored.notes)
    new = settings.absolute(f"/shows/{show_id(path)}/feed.xml")
    moved = (note(codes.FEED, old=show.feed[:200], new=new),) if show.feed and show.feed != new else ()
    told = (note(codes.SHOW, path, name=show.name), *show.notes, *notes, *moved, *copied)
    return ShowFile(show_id(path), path, tuple(one if one.place else _at(one, show.place) for one in told))


def _at(one: Note, place: str) -> Note:
    return Note(one.code, one.values, place, one.count)


def _text(show: Show, old_site: OldSite) -> tuple[str, tuple[Note, ...]]:
    artwork = old_site.picture(Picture(show.artwork)) if show.artwork else ""
    fields: dict[str, object] = {
        "name": show.name,
        "description": show.description,
        "author": show.author,
        "artwork": artwork,
        "category": show.category,
        "subcategory": show.subcategory,
        "language": show.language if show.language != "ar" else "",
        "explicit": show.explicit,
        "type": show.order if show.order != "episodic" else "",
        "guid": show.guid,
        "copyright": show.copyright,
    }
    kept: dict[str, object] = {key: value for key, value in fields.items() if value}
    if not show.locked:
        kept["locked"] = False
    missing = (note(codes.ARTWORK, src=show.artwork[:200]),) if show.artwork and not artwork else ()
    return "\n".join(yaml_lines(kept)) + "\n", missing


def _described(show: Show, store: Store) -> str:
    """The path of a file of the site that describes the show; empty where there is none."""
    name = unicodedata.normalize("NFC", show.name)
    files = {path: fields for path in _paths(store) if (fields := _fields(store, path))}
    by_guid = (path for path, fields in files.items() if show.guid and fields.get("guid") == show.guid)
    by_name = (path for path, fields in files.items() if fields.get("name") == name and not fields.get("guid"))
    return next(by_guid, "") or next(by_name, "")


def _paths(store: Store) -> Iterator[str]:
    folder = store.site / SHOWS
    names = sorted(file.name for file in folder.iterdir()) if folder.is_dir() else []
    return (f"{SHOWS}{name}" for name in names if is_show(f"{SHOWS}{name}"))


def _fields(store: Store, path: str) -> dict[str, str]:
    """The texts of a show's file, ``guid`` in small letters; none where it cannot be read."""
    try:
        with open_plain(store.site / path, links=False) as opened:
            value = parse(opened.read(_MOST_BYTES).decode("utf-8", "replace")).value
    except OSError:
        return {}
    found = value if isinstance(value, dict) else {}
    texts = {key: found[key] for key in ("name", "guid") if isinstance(found.get(key), str)}
    return {
        key: text.lower() if key == "guid" else unicodedata.normalize("NFC", text.strip())
        for key, text in texts.items()
    }


def _new_id(show: Show, store: Store, slugs: Slugs) -> str:
    """An id that no show of the site has: the name as a slug."""
    name = stem(show.name[:200], date.min, slugs)
    name = name if name and not slug_fault(name) else "show"
    taken = {show_id(path) for path in _paths(store)}
    return name if name not in taken else numbered(name, show.key)
