"""Stage the outputs of a build and commit them. Only this module and the journal write to the output."""

import os
from collections.abc import Callable, Container, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from ..base import digest
from ..base.problems import N_, Problem, warning
from ..model import page_name
from ..model.page_name import ARTICLE, FORMER, PLAIN, SECTION, PageName
from ..pages.addresses import address_of_story_page, output_path
from ..pages.redirects import output_paths
from ..record.outputs import Output, PathTaken
from ..record.record import Record
from ..record.view import View
from ..site.layout import REDIRECTS, STAMP
from .journal import check_the_way, finish, stamped
from .new_paths import NewPaths, by_folded_path
from .output_folder import discard_staging, folded, in_the_way, knows_no_case, lies_there
from .staging import SYNC_EACH, Place, StagedPage, Stager

KEPT_ADDRESSES = (ARTICLE, PLAIN, SECTION)
"""The kinds of page whose addresses readers keep: a warning tells when one of them stops answering."""

RENAMES, ASSETS, NEW, CHANGED, DELETES = -1, 0, 100, 200, 900
"""Ranks of the moves, to which pages add that of their kind: what a page needs comes before it, and nothing leads to a page
before it is there. So files that are nowhere yet come before those that replace others, and deletions last; but a file
whose name only gets another case goes first, where the file system would take the new one for it."""


@dataclass(slots=True)
class Publisher:
    """The outputs and deletions of one build, compared with the record.

    Whatever is put or deleted changes the record at once; a rollback undoes that. Until ``publish``, the output gains
    only the staging folder. ``view`` is that of this build. Paths are relative to ``output``.
    """

    record: Record
    output: Path
    view: View
    compare: bool
    """Whether the output may hold files that the record does not know; then bytes are compared before writing."""
    held: Container[str] = ()
    """The paths of the sources that are held back."""
    refused: Container[str] = ()
    """The paths of sources that nobody may open."""
    known: bool = False
    """Whether a file that the record does not name is certainly somebody else's."""
    slashless: bool = False
    """Whether the addresses of stories have no slash at their end (``site.story_address.is_bare``)."""
    rehearsal: bool = False
    """Nothing is staged. Only the record, which is rolled back, shows what the output would hold."""
    written: list[str] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    bytes_written: int = 0
    withheld: list[Problem] = field(default_factory=list)
    """The warnings of ``withhold``."""
    _root: str = ""
    _place: Place = field(init=False)
    _stager: Stager = field(init=False)
    _by_workers: int = 0
    _left: dict[str, PageName] = field(default_factory=dict)
    _come: dict[str, PageName] = field(default_factory=dict)
    _evicted: dict[PageName, Output] = field(default_factory=dict)
    _taken: set[str] = field(default_factory=set)
    _restored: list[Problem] = field(default_factory=list)
    _gone: dict[str, bytes] = field(default_factory=dict)
    _committed: bool = False

    def __post_init__(self) -> None:
        self._root = str(self.output)
        self._place = Place.of(self.output, compare=self.compare)
        self._stager = Stager(self._place)

    @property
    def _bare(self) -> bool:
        return self._place.empty

    @property
    def staging(self) -> Path:
        return self._place.folder

    def put(self, name: PageName, path: str, key: bytes, data: bytes, rank: int) -> None:
        """Record a rendered page, and stage its file unless the output already has these bytes at this path.

        In a rehearsal nothing is staged.
        """

        def write(file: BinaryIO) -> None:
            file.write(data)

        self.put_output(Output(name, path, key, digest.of_bytes(data), len(data)), rank, write)

    def put_staged(self, name: PageName, path: str, key: bytes, page: StagedPage, rank: int) -> None:
        """Record a page that a worker staged. Where the record has these bytes at this path, the staged file is not used."""
        old = self._claim(Output(name, path, key, page.digest, page.size))
        if page.staged is not None and (old is None or old.digest != page.digest or old.path != path):
            self._by_workers += 1
            self._move(rank, path, page.staged, page.digest, page.size, replaces=page.replaces)

    def put_output(self, output: Output, rank: int, write: Callable[[BinaryIO], None]) -> None:
        """Record an output, and stage what ``write`` writes unless the output already has these bytes at this path.

        ``rank`` is that of its kind of page, or ``ASSETS``. In a rehearsal nothing is staged, and ``write`` is not called.
        """
        path = output.path
        old = self._claim(output)
        if self.rehearsal or (old is not None and old.digest == output.digest and old.path == path):
            return
        if self._stager.lies_there(path, output.digest):
            return
        replaces = rank != ASSETS and self._stager.replaces(path)
        staged = self._stager.stage(write, sync=self._stager.count < SYNC_EACH)
        self._move(rank, path, staged, output.digest, output.size, replaces=replaces)

    def _move(self, rank: int, path: str, staged: str, content: bytes, size: int, *, replaces: bool) -> None:
        if rank != ASSETS:
            rank += CHANGED if replaces else NEW
        self.record.moves.add(rank, path, staged, content)
        self.written.append(path)
        self.bytes_written += size

    def put_picture(self, address: str, data: bytes | None, key: bytes = b"") -> None:
        """Record a file made of a picture, and stage it unless the output already has these bytes there.

        ``data`` is None in a rehearsal, where the file is not made. The address says all that the bytes follow from, so
        ``key`` is only a note of what made them; that of a share card begins with the digest of the newsroom's own font.
        """
        self.put_file(PageName.of(page_name.MEDIA, address), address.lstrip("/"), key, data)

    def put_file(self, name: PageName, path: str, key: bytes, data: bytes | None) -> None:
        """Record a file that pages need, and stage it as ``put_picture`` does."""

        def write(file: BinaryIO) -> None:
            file.write(data or b"")

        content = b"" if data is None else digest.of_bytes(data)
        self.put_output(Output(name, path, key, content, len(data or b"")), ASSETS, write)

    def withhold(self, problem: Problem) -> None:
        """Note the warning for a static file that the last build published, and that only hidden stories use now."""
        self.withheld.append(problem)

    @property
    def new_paths(self) -> NewPaths:
        """What is new in this build so far. Its paths are to be looked at when all outputs are put and deleted."""
        return NewPaths(
            self.record, self.output, self.view, self.staging, self._come, self._evicted, self.slashless, self.rehearsal
        )

    def waits(self, source: str) -> bool:
        """Whether a source is held back, or nobody may open it."""
        return source in self.held or source in self.refused

    def vanished(self) -> list[Problem]:
        """A warning for each address of a story, a plain page or a section that stops answering with this build.

        Addresses that stopped earlier are not repeated. A story that is only hidden gets no warning. The record's list
        of vanished addresses is brought up to date. To be called when all outputs are put and deleted.
        """
        found = []
        for address, _ in self.record.vanished.all():
            if self.record.outputs.at(output_path(address)) is not None:
                self.record.vanished.drop(address)
        for path, name in sorted(self._left.items()):
            kind, identifier = name.without_former.kind, name.without_former.identifier
            address = address_of_story_page(path, slashless=self.slashless)
            if kind not in KEPT_ADDRESSES or self.record.outputs.at(path) is not None:
                continue
            story = self.record.stories.get(identifier) if kind == ARTICLE else None
            if story is None or output_path(story.summary.card.address) != path:
                self.record.vanished.put(address, identifier if kind == ARTICLE else "")
                found.append(address_vanished(address).at(story.path if story else ""))
        self.record.vanished.forget_stories()
        return found

    def hides_stories(self) -> bool:
        """Whether a story's page goes in this build, or moves. To be called when all outputs are put and deleted."""
        return any(
            name.without_former.kind == ARTICLE and self.record.outputs.at(path) is None
            for path, name in self._left.items()
        )

    def retire(self) -> None:
        """Delete the outputs of a dropped record whose paths no page has claimed, and deleted files that came back.

        To be called when all pages are put. See ``restored`` for the files that stay.
        """
        for former in list(self.record.outputs.of_kind(FORMER)):
            self.delete(former.name)
        if self.compare and not self._bare:
            self._restored = list(self._delete_restored())

    def _delete_restored(self) -> Iterator[Problem]:
        """Mark for deletion what an older copy of the output brought back: files that builds deleted since.

        Without a stamp nobody knows where files came from: those with other bytes stay, and a warning is yielded for
        each.
        """
        copy = (self.output / STAMP).exists()
        for path, content in self.record.deleted_files.all():
            file = f"{self._root}/{path}"
            if self.record.outputs.at(path) is not None or not os.path.isfile(file):
                continue
            if copy or lies_there(file, content):
                self._left[path] = PageName.of(page_name.STATIC, path)
            else:
                yield _LEFT_OVER.at(file)

    def restored(self) -> list[Problem]:
        """A warning for each file that ``retire`` left where a build once deleted one, as it may be somebody else's.

        Empty before ``retire``, and where the output was trusted.
        """
        return self._restored

    def delete(self, name: PageName) -> None:
        """Drop an output from the record; ``publish`` deletes its file.

        Does nothing for a name that the record does not have.
        """
        self._evicted.pop(name, None)
        old = self.record.outputs.drop(name)
        if old is not None:
            self._leave(old, name)

    def _leave(self, old: Output, name: PageName) -> None:
        self._left[old.path] = name
        self._gone[old.path] = old.digest

    def _claim(self, output: Output) -> Output | None:
        """Record an output; if another one has its path, drop that and remember it as evicted.

        Returns what the record had under the output's own name, or None.
        """
        name, path = output.name, output.path
        self._evicted.pop(name, None)
        old = self.record.outputs.drop(name)
        if old is not None and old.path != path:
            self._leave(old, name)
        if old is None or old.path != path:
            self._come[path] = name
        try:
            self.record.outputs.add(output)
        except PathTaken:
            holder = self.record.outputs.at(path)
            assert holder is not None
            self._taken.add(path)
            self.record.outputs.drop(holder.name)
            held = holder.name
            if held.kind != FORMER:
                self._evicted[held] = holder
            self.record.outputs.add(output)
        return old

    def foreign(self) -> Iterator[tuple[str, PageName, str]]:
        """(path, output, file) for each output that is new at its path where a file of which no build knows is in the way.

        The file lies at the path, in a folder there, or where the path needs a folder. Its path is that in the output.
        To be called after ``retire``. Nothing is found where the output is not known (``known``).
        """
        if not self.known or self._bare or not self._come:
            return
        is_foreign = self.foreign_files()
        leaving = {path for path in self._left if self.record.outputs.at(path) is None}
        seen: set[str] = set()
        for path, name in sorted(self._come.items()):
            blocking = in_the_way(path, self.output, leaving, seen)
            if blocking is not None:
                yield path, name, blocking
            elif is_foreign(path):
                yield path, name, path

    def foreign_files(self) -> Callable[[str], bool]:
        """A function that tells whether a file of which no build knows lies at a path, with other bytes than the output there.

        To be called after ``retire``. The function is False of every path where the output is not known (``known``).
        """
        if not self.known or self._bare:
            return lambda path: False
        ours = dict(self.record.deleted_files.all())
        leaving = {folded(path) for path in self._left}  # one file, where the file system knows no case

        def is_foreign(path: str) -> bool:
            target = f"{self._root}/{path}"
            if path in self._taken or folded(path) in leaving or not self._is_file(target):
                return False
            deleted = path in ours and lies_there(target, ours[path])
            return not deleted and (os.path.islink(target) or not self._is_same(path, target))

        return is_foreign

    @staticmethod
    def _is_file(target: str) -> bool:
        return os.path.lexists(target) and (os.path.islink(target) or not os.path.isdir(target))

    def _is_same(self, path: str, target: str) -> bool:
        """Whether the file at ``target`` has the bytes of the output at ``path``; then it is taken over."""
        output = self.record.outputs.at(path)
        return output is not None and lies_there(target, output.digest)

    def dead_redirects(self) -> Iterable[Problem]:
        """Yield a warning for each entry of ``redirects.yml`` that leads to an address where no output file lies."""
        for source, target, line in self.record.redirects.all():
            at = self.record.outputs.at
            if target.startswith("/") and not any(at(path) for path in output_paths(target)):
                yield warning(
                    "redirect-nowhere", N_("{source} redirects to {target}, which does not exist."),
                    N_("Correct the address after “to:”."), source=source, target=target,
                ).at(REDIRECTS, line, 1)  # fmt: skip

    def discard(self) -> None:
        """Delete the staged files of a build that failed before its commit; after the commit, do nothing."""
        if not self._committed:
            discard_staging(self.output)

    def publish(self, changes: Path) -> tuple[Problem, ...]:
        """Commit the record, move the staged files into place, stamp the output, and write the manifest to ``changes``.

        Where no file changes and the output has its stamp, only the record is committed: the manifest stays as it is.
        Returns a warning for each file that the file system refused. Raises FatalProblems before the commit when a file
        that newsgen did not write stands in the way. After an OSError behind the commit the next build goes on.
        """
        self.output.mkdir(parents=True, exist_ok=True)
        leaving = [path for path in sorted(self._left) if self.record.outputs.at(path) is None]
        stays = by_folded_path(self.record) if leaving and self._come and knows_no_case(self.output) else {}
        written = set(self.written)
        for path in leaving:
            other = stays.get(folded(path))
            if other is None or other.path in written:
                self.record.moves.add(DELETES if other is None else RENAMES, path, None, b"")
                self.deleted.append(path)
        self.record.deleted_files.put((path, self._gone[path]) for path in self.deleted if path in self._gone)
        for path in self._come:
            self.record.deleted_files.drop(path)
        if not self._bare:
            check_the_way(self.written, frozenset(self.deleted), self.output)
        self.written.sort()
        if (self._by_workers or self._stager.count > SYNC_EACH) and hasattr(os, "sync"):
            os.sync()
        if not self.written and not self.deleted and stamped(self.record, self.output):
            self.record.commit()
            self._committed = True
            return ()
        self.record.last_build.put_changed_files(self.written, self.deleted)
        self.record.commit()
        self._committed = True
        return finish(self.record, self.output, changes)


def address_vanished(address: str) -> Problem:
    """A warning: an address was published and no longer answers."""
    return warning(
        "address-vanished", N_("The address {address} was published and no longer works."),
        N_("Add a redirect to redirects.yml; “newsgen moved” writes it for you."), address=address,
    )  # fmt: skip


_LEFT_OVER = warning(
    "left-over",
    N_("A build deleted this file, and it is there again; newsgen did not write it as it is."),
    N_("Delete it, unless it is yours."),
)
