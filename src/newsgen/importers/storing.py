"""Write what an import made into the site's folder, so that no edit is lost and a run that was killed can begin again."""

import os
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from ..base.digest import of_bytes
from ..base.plain_file import create_anew, open_plain
from ..base.problems import N_, FatalProblems, error
from ..site.layout import STATIC
from . import codes, report
from .archive_index import numbered
from .article import ImportedArticle
from .item import Note, note
from .journal import Entry, Journal
from .media import SiteFiles, static_path
from .received import Known
from .writing import text_fields


@dataclass(frozen=True, slots=True)
class Stored:
    """What became of an article's file: a key of ``report.OUTCOMES``; ``path`` is set where it was written."""

    outcome: str
    notes: tuple[Note, ...] = ()
    path: str = ""


@dataclass(frozen=True, slots=True)
class Store:
    """A site's folder that an import writes to. ``force`` overwrites edits, ``dry`` writes nothing.

    With ``arriving`` an edited file is told only when its item changed since: a feed that is delivered again and again
    holds the same items each time.

    Its methods raise FatalProblems where a link leads out of the site's folder: nothing is read or written there.
    """

    site: Path
    journal: Journal
    files: SiteFiles
    force: bool = False
    dry: bool = False
    arriving: bool = False

    def store(self, articles: Iterable[tuple[str, ImportedArticle]]) -> list[Stored]:
        """Write a batch of articles, each with the id of its item.

        The journal is told first, so that files of a run that is killed are known to be the import's own.
        """
        planned = [self._plan(identifier, article) for identifier, article in articles]
        if not self.dry:
            self.journal.put((one.identifier, one.entry) for one in planned if one.entry is not None)
            for one in planned:
                if one.data is not None:
                    _write(self._within(one.path), one.data)
                if one.obsolete:
                    self._within(one.obsolete).unlink(missing_ok=True)
        return [one.stored for one in planned]

    def known(self, identifier: str) -> Known | None:
        """What an earlier import wrote for an item, and what became of it since; None where it wrote nothing."""
        entry = self.journal.get(identifier)
        if entry is None:
            return None
        there = _content(self._within(entry.path))
        if there is None:
            return Known(entry.path, is_there=False, is_edited=False)
        fields = text_fields(there.decode("utf-8", "replace"))
        return Known(
            entry.path,
            is_there=True,
            is_edited=of_bytes(there) not in (entry.digest, entry.before),
            title=fields.get("title", ""),
            section=fields.get("section", ""),
            date=fields.get("date", ""),
            is_draft=fields.get("status") == "draft",
        )

    def free_path(self, identifier: str, path: str) -> str:
        """A path for a new item, with a number where another file has the name already."""
        owner = self.journal.owner(path)
        if owner == identifier or (not owner and not (self.site / path).exists()):
            return path
        folder, _, name = path.removesuffix(".md").rpartition("/")
        return f"{folder}/{numbered(name, identifier)}.md"

    def copy_media(self, paths: Iterable[str]) -> Iterator[Note]:
        """Copy files of the folder of media to their places in ``static/``. Those that are there already stay."""
        for path in paths:
            target = self._within(STATIC + static_path(path))
            source = self.files.source(path.lstrip("/"))
            if source is None or target.exists():
                continue
            if not self.dry:
                target.parent.mkdir(parents=True, exist_ok=True)
                temporary = target.with_name(f".{target.name[:200]}.new")
                with open_plain(source, links=True) as found, create_anew(temporary) as copy:
                    shutil.copyfileobj(found, copy)
                temporary.replace(target)
            yield note(codes.MEDIA_COPIED, static_path(path))

    def _within(self, path: str) -> Path:
        """The file at a path of the site, of whose folders no link leads out of it."""
        root = os.path.realpath(self.site)
        folder = path.rpartition("/")[0]
        if not Path(os.path.realpath(f"{root}/{folder}")).is_relative_to(root):
            raise FatalProblems(_OUTSIDE.at(folder))
        return self.site / path

    def _plan(self, identifier: str, article: ImportedArticle) -> "_Planned":
        data = article.text.encode("utf-8", "replace")
        new = of_bytes(data)
        known = self.journal.get(identifier)
        there = _content(self._within(article.path))
        obsolete, moved = self._obsolete(known, article.path)
        if there == data:
            same = Entry(article.path, new, new)
            return _Planned(identifier, article.path, Stored(report.UNCHANGED, moved), same, None, obsolete)
        own = (
            known is not None and known.path == article.path and of_bytes(there or b"") in (known.digest, known.before)
        )
        if there and not own and not self.force:
            if self.arriving and known and known.path == article.path and known.digest == new:
                return _Planned(identifier, article.path, Stored(report.UNCHANGED), known, None, "")
            owner = self.journal.owner(article.path)
            if owner and owner != identifier:
                kept = note(codes.PATH_TAKEN, article.path, id=owner)
            elif owner and article.is_withdrawn:
                kept = note(codes.KILL_KEPT, article.path)
            else:
                kept = note(codes.KEPT if owner else codes.FILE_UNKNOWN, article.path)
            return _Planned(identifier, article.path, Stored(report.KEPT, (kept,)), known, None, "")
        written = Entry(article.path, new, of_bytes(there or b""))
        return _Planned(identifier, article.path, Stored(report.WRITTEN, moved, article.path), written, data, obsolete)

    def _obsolete(self, known: Entry | None, path: str) -> tuple[str, tuple[Note, ...]]:
        """The former file of an item that has another path now, if nobody edited it; and a note about it."""
        if known is None or known.path == path:
            return "", ()
        there = _content(self._within(known.path))
        if there is None:
            return "", ()
        if of_bytes(there) in (known.digest, known.before):
            return known.path, (note(codes.FILE_MOVED, known.path, path=path),)
        return "", (note(codes.FILE_LEFT, known.path, path=path),)


@dataclass(frozen=True, slots=True)
class _Planned:
    """What is to be done for one article: ``data`` is None where nothing is written, ``obsolete`` a file to delete."""

    identifier: str
    path: str
    stored: Stored
    entry: Entry | None
    data: bytes | None
    obsolete: str


_OUTSIDE = error(
    "symlink", N_("This symbolic link points outside the site's folder."), N_("Copy the file here instead.")
)


def _content(file: Path) -> bytes | None:
    try:
        with open_plain(file, links=True) as opened:
            return opened.read()
    except (FileNotFoundError, NotADirectoryError):
        return None


def _write(file: Path, data: bytes) -> None:
    """Replace a file's content in one step. It need not have reached the disk: an import can be run again."""
    file.parent.mkdir(parents=True, exist_ok=True)
    temporary = file.with_name(f".{file.name}.new")
    with create_anew(temporary) as opened:
        opened.write(data)
    temporary.replace(file)
