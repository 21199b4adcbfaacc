"""Stage the outputs of a build and commit them. Only this module and the journal write to the output."""

import os
import re
import shutil
from collections.abc import Callable, Container, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from ..base import digest
from ..base.problems import N_, FatalProblems, Problem, error, warning
from ..model import page_name
from ..model.page_name import ARTICLE, FORMER, PLAIN, SECTION, PageName
from ..observe.sources import unreadable
from ..pages.addresses import address_of_story_page, output_path, twin_path
from ..pages.redirects import output_paths
from ..pictures.recipe import FILM_RECIPE, RECIPE
from ..record.boxes import ASSETS as ASSETS_OF_BOXES
from ..record.outputs import Output, PathTaken
from ..record.record import Record
from ..record.view import View
from ..site.layout import PICTURES, REDIRECTS, SIDECAR, STAMP, STATIC, THEME
from ..site.source_kind import file_of, is_sidecar, nfc, original_of
from .affected import Affected
from .collisions import Overlap, source_of
from .copies import CHANGED_MEANWHILE, film_copy, is_film, published_copy
from .journal import check_the_way, finish, stamped
from .output_folder import discard_staging, folded, in_the_way, knows_no_case, lies_there
from .staging import SYNC_EACH, Place, StagedPage, Stager

if TYPE_CHECKING:
    from ..media.fetching import Fetcher
    from .picture_users import PictureUsers

_ODD = re.compile(
    r'[?:*"<>|\\\x00-\x1f]|[. ](?:/|$)|(?:^|/)(?:con|prn|aux|nul|(?:com|lpt)[0-9¹²³]|conin\$|conout\$)(?:[ .][^/]*)?(?:/|$)',
    re.IGNORECASE,
)
"""Signs and names in paths that some file systems refuse: those of Windows, where ``nul.html`` is a device
(https://learn.microsoft.com/en-us/windows/win32/fileio/naming-a-file)."""

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
    """A warning for each static file that the last build published, and that only hidden stories use now."""
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

        self._put(Output(name, path, key, digest.of_bytes(data), len(data)), rank, write)

    def put_staged(self, name: PageName, path: str, key: bytes, page: StagedPage, rank: int) -> None:
        """Record a page that a worker staged. Where the record has these bytes at this path, the staged file is not used."""
        old = self._claim(Output(name, path, key, page.digest, page.size))
        if page.staged is not None and (old is None or old.digest != page.digest or old.path != path):
            self._by_workers += 1
            self._move(rank, path, page.staged, page.digest, page.size, replaces=page.replaces)

    def _put(self, output: Output, rank: int, write: Callable[[BinaryIO], None]) -> None:
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
        self._put(Output(name, path, key, content, len(data or b"")), ASSETS, write)

    def copies(self, affected: Affected, view: View, theme: Path, fetcher: "Fetcher", users: "PictureUsers") -> None:
        """Stage the affected static files that are new or differ, and delete those without a source, and those that only
        hidden stories use.

        ``view`` decides which stories are hidden; ``fetcher`` gives the bytes of files of which only a sidecar is there. Raises
        FatalProblems where a source cannot be opened or fetched, has other bytes than the record says, or is a damaged
        picture; all of them are in it, and a damaged picture where its ``users`` name it.
        """
        record, problems = self.record, list[Problem]()
        files = affected.static
        if files is None:
            trees = (STATIC, THEME + STATIC)
            files = frozenset(
                original_of(nfc(path)).removeprefix(tree + "/") for tree in trees for path in record.sources.under(tree)
            )
            files |= {output.name.identifier for output in record.outputs.of_kind(page_name.STATIC)}
        for file in sorted(files):
            name = PageName.of(page_name.STATIC, file)
            own, default = (
                record.sources.named(s) is not None for s in (f"{STATIC}/{file}", f"{THEME}{STATIC}/{file}")
            )
            sidecar = None if own else record.sources.named(f"{STATIC}/{file}{SIDECAR}")
            source = f"{STATIC}/{file}" if own else f"{THEME}{STATIC}/{file}" if default else None
            if (own or sidecar) and not default and record.media.is_held(nfc(f"{STATIC}/{file}"), view):
                if record.outputs.get(name) is not None:
                    self.withheld.append(_withheld(record, f"{STATIC}/{file}"))
                source = sidecar = None
            if default and not own and file in ASSETS_OF_BOXES and not record.boxes.is_asset_used(file, view):
                source = None
            try:
                if is_sidecar(f"{STATIC}/{file}"):
                    self.delete(name)  # it stands for another file
                elif sidecar is not None:
                    problem = self._copy_original(name, file, sidecar, users.site, fetcher)
                    problems += users.at(problem, nfc(f"{STATIC}/{file}")) if problem else ()
                else:
                    problem = self._copy(name, file, source, users.site, theme)
                    problems += users.at(problem, nfc(source or "")) if problem else ()
            except FatalProblems as failure:
                problems += failure.problems
        if problems:
            raise FatalProblems(*problems)

    def _copy(self, name: PageName, path: str, source: str | None, site: Path, theme: Path) -> Problem | None:
        """Stage a static file, or delete it where it has no ``source``. Returns what is wrong with it as a picture."""
        source = self.record.sources.named(source) if source else None  # as it is on the disk
        content = self.record.sources.digest(source) if source else None
        if source is None or content is None:
            self.delete(name)
            return None
        old = self.record.outputs.get(name)
        key = _key(path, content)
        if not content or self.waits(source) or (old is not None and old.key == key and old.path == path):
            return None  # a file that is held back keeps its last good copy, if any
        file = file_of(site, theme, source)
        if is_film(path):
            with film_copy(file, source, content, rehearsal=self.rehearsal) as film:
                self._put(Output(name, path, key, film.digest, film.size), ASSETS, film.write)
            return None
        if key != content:
            copied = published_copy(file, source, content)
            if isinstance(copied, Problem):
                return copied
            self.put_file(name, path, key, copied)
            return None

        def write(staged: BinaryIO) -> None:
            if digest.copy(opened, staged) != content:
                raise FatalProblems(CHANGED_MEANWHILE.at(source))

        try:
            opened = file.open("rb")
        except OSError as failure:
            raise FatalProblems(unreadable(failure).at(source)) from failure
        with opened:
            self._put(Output(name, path, content, content, os.fstat(opened.fileno()).st_size), ASSETS, write)
        return None

    def _copy_original(self, name: PageName, path: str, sidecar: str, site: Path, fetcher: "Fetcher") -> Problem | None:
        """Stage the file that a sidecar stands for, unless it lies there. Its bytes are fetched only where they are needed.

        Returns what is wrong with it as a picture.
        """
        from ..pictures.sidecar import MAX_SIDECAR, parse_sidecar

        if self.waits(sidecar):
            return None
        try:
            with (site / sidecar).open("rb") as opened:
                data = opened.read(MAX_SIDECAR + 1)
        except OSError as failure:
            raise FatalProblems(unreadable(failure).at(sidecar)) from failure
        found = parse_sidecar(sidecar, data).sidecar
        if found is None or digest.of_bytes(data) != self.record.sources.digest(sidecar):
            raise FatalProblems(CHANGED_MEANWHILE.at(sidecar))
        content = bytes.fromhex(found.digest)
        key = _key(path, content)
        old = self.record.outputs.get(name)
        if old is not None and old.key == key and old.path == path:
            return None

        def fetched() -> Path:
            file = fetcher.file(found)
            if isinstance(file, Problem):
                raise FatalProblems(file.at(sidecar, 1, 1))
            return file

        def write(staged: BinaryIO) -> None:
            with fetched().open("rb") as opened:
                if digest.copy(opened, staged) != content:
                    raise FatalProblems(CHANGED_MEANWHILE.at(sidecar))

        if found.is_picture:
            stripped = None if self.rehearsal else published_copy(fetched(), sidecar, content)
            if isinstance(stripped, Problem):
                return stripped
            self.put_file(name, path, key, stripped)
        elif is_film(path) and not self.rehearsal:
            published = Path(self._root, path)  # after a record was dropped, and where nothing private was in the film
            with film_copy(published if lies_there(published, content) else fetched(), sidecar, content) as film:
                self._put(Output(name, path, key, film.digest, film.size), ASSETS, film.write)
        else:
            self._put(Output(name, path, key, content, found.bytes), ASSETS, write)
        return None

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

    def unwritable(self) -> Iterator[Problem]:
        """An error for each output that is new at its path, where the output's file system cannot have such a path.

        Odd names are tried as folders in the staging folder, as FAT, NTFS and network shares refuse some of them. A
        rehearsal tries none.
        """
        limits = {}
        for limit, usual in (("PC_NAME_MAX", 255), ("PC_PATH_MAX", 4096)):
            try:
                limits[limit] = os.pathconf(self.output, limit)
            except (OSError, ValueError, AttributeError):  # no such folder yet, or no such question on this system
                limits[limit] = usual
        tried: dict[str, bool] = {}
        for path, name in sorted(self._come.items()):
            plain = len(path) < limits["PC_NAME_MAX"] // 4 and not _ODD.search(path)
            if plain and len(self._root) + len(path) * 4 < limits["PC_PATH_MAX"]:
                continue
            parts = path.split("/")
            fits = all(len(os.fsencode(part)) <= limits["PC_NAME_MAX"] for part in parts)
            fits = fits and len(os.fsencode(os.path.abspath(f"{self._root}/{path}"))) < limits["PC_PATH_MAX"]
            for part in parts if fits and not self.rehearsal else ():
                if _ODD.search(part) and part not in tried:
                    tried[part] = self._takes(part)
            if not fits or not all(tried.get(part, True) for part in parts):
                yield error(
                    "output-name", N_("The output's file system cannot have a file at /{path}."),
                    N_("Give it a shorter or plainer name, or build into another folder with --output."), path=path[:300],
                ).at(source_of(self.record, self.view, name))  # fmt: skip
        shutil.rmtree(self.staging / "names", ignore_errors=True)

    def _takes(self, part: str) -> bool:
        """Whether the output's file system takes a name: it makes a folder of that name in the staging folder."""
        folder = self.staging / "names"
        folder.mkdir(parents=True, exist_ok=True)
        try:
            os.mkdir(folder / part)
        except FileExistsError:
            return False  # two names that this file system holds for one
        except OSError:
            return False
        return (folder / part).is_dir()

    def overlaps(self) -> Iterable[Overlap]:
        """Each path over which two outputs collide, at least one of which is new there in this build.

        Both want the path itself, or one is a file where the other needs a folder.
        """
        for name, old in sorted(self._evicted.items()):
            holder = self.record.outputs.at(old.path)
            yield Overlap(old.path, (name, holder.name if holder else PageName("?")))
        yield from self._overlaps_by_case()
        seen: set[str] = set()
        for path, name in sorted(self._come.items()):
            twin = self._twin(path, name)
            if twin is not None:
                yield Overlap(path, (name, twin))
            below = self.record.outputs.below(path)
            if below is not None:
                yield Overlap(path, (name, below.name))
            folder = path.rpartition("/")[0]
            while folder and folder not in seen:
                seen.add(folder)
                file = self.record.outputs.at(folder)
                if file is not None and file.path not in self._come:
                    yield Overlap(folder, (file.name, name))
                folder = folder.rpartition("/")[0]

    def _by_folded_path(self) -> dict[str, Output]:
        """All outputs by their paths as a file system that knows no case compares them."""
        return {folded(output.path): output for output in self.record.outputs.all()}

    def _overlaps_by_case(self) -> Iterator[Overlap]:
        """Each path that the output's file system takes for another, over which two outputs collide, at least one of which
        is new there. It looks at all outputs, where the file system knows no case and a path is new."""
        if not self._come or not knows_no_case(self.output):
            return
        files = self._by_folded_path()
        tried: dict[tuple[str, str], bool] = {}
        for output in self.record.outputs.all():
            path, key = output.path, folded(output.path)
            while key:
                other = files.get(key)
                if (
                    other is not None
                    and other.path != path
                    and (output.path in self._come or other.path in self._come)
                    and self._are_one(path, other.path, tried)
                ):
                    yield Overlap(path, (output.name, other.name), by_case=True)
                path, key = path.rpartition("/")[0], key.rpartition("/")[0]

    def _are_one(self, one: str, two: str, tried: dict[tuple[str, str], bool]) -> bool:
        """Whether the output's file system, which knows no case, takes two paths for one.

        Few of them hold “ß” and “ss” for one name. Parts of paths that differ by more than the case of their letters are
        tried as folders in the staging folder; a rehearsal takes them for two. ``tried`` keeps the answers.
        """
        for part, other in zip(one.split("/"), two.split("/"), strict=True):
            if part.lower() != other.lower():
                if (part, other) not in tried:
                    tried[part, other] = not self.rehearsal and self._takes(part) and not self._takes(other)
                    shutil.rmtree(self.staging / "names", ignore_errors=True)
                if not tried[part, other]:
                    return False
        return True

    def _twin(self, path: str, name: PageName) -> PageName | None:
        """The output that hosts without slashes take for one with the page at a path: one of both is a story's."""
        other = self.record.outputs.at(twin_path(path)) if self.slashless else None
        if other is None or ARTICLE not in (name.kind, other.name.kind):
            return None
        return None if other.path in self._come and other.path < path else other.name

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
        stays = self._by_folded_path() if leaving and self._come and knows_no_case(self.output) else {}
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


def _key(path: str, content: bytes) -> bytes:
    """What a file of ``static/`` is published from: its digest, and how what is private is taken out of such files."""
    if path.lower().endswith(PICTURES):
        return content + bytes((RECIPE,))
    return content + bytes((FILM_RECIPE,)) if is_film(path) else content


def _withheld(record: Record, source: str) -> Problem:
    users = record.media.users(nfc(source)) or record.media.ids(nfc(source))
    return warning(
        "file-withheld", N_("This file was published; now only {story} uses it, which readers do not see, so it is held back."),
        N_("If readers should keep it, name it in a page that they see, or in a template."), story=users[0] if users else "",
    ).at(source)  # fmt: skip


_LEFT_OVER = warning(
    "left-over",
    N_("A build deleted this file, and it is there again; newsgen did not write it as it is."),
    N_("Delete it, unless it is yours."),
)
