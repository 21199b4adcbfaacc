"""The only writer of the output: stage, commit, move into place, and say what changed.

The record's commit is the moment of publication: it stores the journal of moves together with what they lead to. A start
that finds a journal finishes it; one that finds staged files without a journal throws them away.
"""

import json
import os
import shutil
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from . import digest
from .plan import Affected
from .problems import N_, Problem, Unusable, error, warning
from .record import FORMER, Move, Output, Record, View
from .sources import STATIC, THEME, file_of

STAMP = ".newsgen"
STAGING = ".newsgen-staging"
SYNC_EACH = 64  # more staged files than this are synced by one sync of the whole file system

ASSETS, NEW, CHANGED, DELETES = 0, 100, 200, 900
"""Ranks of the moves, to which pages add that of their kind: what a page needs comes before it, and nothing leads to a page
before it is there. So files that are nowhere yet come before those that replace others, and deletions last."""


@dataclass(slots=True)
class Publisher:
    """Collects a build's outputs and deletions against the record; nothing is seen in the output before ``publish``."""

    record: Record
    output: Path
    compare: bool
    """Whether files that the record does not vouch for may lie in the output: then bytes are compared before writing."""
    written: list[str] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    bytes_written: int = 0
    _left: dict[str, str] = field(default_factory=dict)
    _evicted: dict[str, Output] = field(default_factory=dict)
    _count: int = 0
    _committed: bool = False

    @property
    def staging(self) -> Path:
        return self.output / STAGING

    def put(self, name: str, path: str, key: bytes, data: bytes, rank: int) -> None:
        """An output's bytes; they are written if they differ from what lies there."""
        content = digest.of_bytes(data)
        old = self._claim(name, path)
        self.record.put_page(Output(name, path, key, content, len(data)))
        if old is not None and old.digest == content and old.path == path:
            return
        if self.compare and self._lies_there(path, data):
            return
        if rank != ASSETS:
            rank += CHANGED if (self.output / path).is_file() else NEW
        staged = self._stage_name()
        with (self.staging / staged).open("wb") as file:
            file.write(data)
            self._sync(file)
        self._written(path, staged, content, len(data), rank)

    def copies(self, affected: Affected, view: View, site: Path, theme: Path) -> None:
        """The files that are copied as they are: static ones, and the pictures of stories that are visible."""
        record = self.record
        names = affected.static
        if names is None:
            trees = (STATIC, THEME + STATIC)
            names = {path.removeprefix(tree + "/") for tree in trees for path in record.sources_under(tree)}
            names |= {output.name.removeprefix("static:") for output in record.pages("static:")}
        for name in sorted(names):
            source = next((s for s in (f"{STATIC}/{name}", f"{THEME}{STATIC}/{name}") if record.source_stat(s)), None)
            self._copy("static:" + name, name, source, site, theme)
        addresses = affected.media
        if addresses is None:
            addresses = {*record.media(), *(output.name.removeprefix("media:") for output in record.pages("media:"))}
        for address in sorted(addresses):
            self._copy("media:" + address, address.lstrip("/"), record.media_source(address, view), site, theme)

    def _copy(self, name: str, path: str, source: str | None, site: Path, theme: Path) -> None:
        content = self.record.source_digest(source) if source else None
        if source is None or content is None:
            self.delete(name)
            return
        old = self.record.page(name)
        if old is not None and old.digest == content and old.path == path:
            return
        data = file_of(site, theme, source).read_bytes()
        if digest.of_bytes(data) != content:
            raise Unusable(_CHANGED_MEANWHILE.at(source))
        self.put(name, path, content, data, ASSETS)

    def vanished(self, redirected: frozenset[str]) -> list[Problem]:
        """A warning for each address of a story that was published before and answers no more."""
        found = []
        for path, name in sorted(self._left.items()):
            kind, _, identifier = name.partition(":")
            address = "/" + path.removesuffix("index.html")
            if kind != "article" or self.record.page_at(path) is not None or address in redirected:
                continue
            story = self.record.story(identifier)
            if story is None or story.summary.card.address != address:
                found.append(
                    warning(
                        "address-vanished",
                        N_("The address {address} was published and answers no more."),
                        N_("Say in redirects.yml where it went; “newsgen moved” will write it for you."),
                        address=address,
                    ).at(story.path if story else "")
                )
        return found

    def retire(self) -> None:
        """Delete what a dropped record had written and no page has claimed."""
        for former in list(self.record.pages(FORMER)):
            self.delete(former.name)

    def delete(self, name: str) -> None:
        """An output that is no more."""
        self._evicted.pop(name, None)
        old = self.record.drop_page(name)
        if old is not None:
            self._left[old.path] = name

    def _claim(self, name: str, path: str) -> Output | None:
        self._evicted.pop(name, None)
        old = self.record.page(name)
        if old is not None and old.path != path:
            self._left[old.path] = name
        holder = self.record.page_at(path)
        if holder is not None and holder.name != name:
            self.record.drop_page(holder.name)
            if not holder.name.startswith(FORMER):
                self._evicted[holder.name] = holder
        return old

    def collisions(self) -> Iterable[Problem]:
        """Outputs that lost their place to another one and have no new one: two things at one address."""
        for name, old in sorted(self._evicted.items()):
            holder = self.record.page_at(old.path)
            yield error(
                "same-output",
                N_("Two things want the address /{path}: {one} and {two}."),
                N_("Rename one of them."),
                path=old.path.removesuffix("index.html"),
                one=name,
                two=holder.name if holder else "?",
            )

    def _lies_there(self, path: str, data: bytes) -> bool:
        try:
            with (self.output / path).open("rb") as file:
                return os.fstat(file.fileno()).st_size == len(data) and file.read() == data
        except OSError:
            return False

    def _stage_name(self) -> str:
        if self._count == 0:
            self.staging.mkdir(parents=True, exist_ok=True)
        if self._count % 1000 == 0:
            (self.staging / str(self._count // 1000)).mkdir()
        self._count += 1
        return f"{(self._count - 1) // 1000}/{self._count - 1}"

    def _sync(self, file: BinaryIO) -> None:
        if self._count <= SYNC_EACH:
            file.flush()
            os.fsync(file.fileno())

    def _written(self, path: str, staged: str, content: bytes, size: int, rank: int) -> None:
        self.record.add_move(rank, path, staged, content)
        self.written.append(path)
        self.bytes_written += size

    def discard(self) -> None:
        """Throw away what was staged, after a build that failed before it was committed."""
        if not self._committed:
            shutil.rmtree(self.staging, ignore_errors=True)

    def publish(self, changes: Path) -> None:
        """Commit the record, move everything into place, stamp the output and write the list of changes.

        Raises Unusable, with nothing done, when a file that newsgen did not write stands in the way.
        """
        self.output.mkdir(parents=True, exist_ok=True)
        for path in sorted(self._left):
            if self.record.page_at(path) is None:
                self.record.add_move(DELETES, path, None, b"")
                self.deleted.append(path)
        _check_the_way(self.written, self.output, set(self.deleted))
        self.written.sort()
        if self._count > SYNC_EACH and hasattr(os, "sync"):
            os.sync()
        if not self.written and not self.deleted and stamped(self.record, self.output):
            self.record.commit()
            self._committed = True
            return
        self.record.put_meta("changes", json.dumps({"written": self.written, "deleted": self.deleted}).encode())
        self.record.commit()
        self._committed = True
        finish(self.record, self.output, changes)


_CHANGED_MEANWHILE = error("changed-meanwhile", N_("This file changed while it was copied."), N_("Build again."))


def finish(record: Record, output: Path, changes: Path) -> None:
    """Carry out the record's journal to its end, however much of it was done before."""
    moves = record.moves()
    deletions = {move.path for move in moves if move.staged is None}
    emptied: set[Path] = set()
    made: set[Path] = set()
    for move in moves:
        target = output / move.path
        if move.staged is None:
            with suppress(FileNotFoundError, NotADirectoryError, IsADirectoryError):
                target.unlink()
            emptied.add(target.parent)
            continue
        staged = output / STAGING / move.staged
        if not staged.exists():
            continue  # moved before a crash
        if target.parent not in made:
            _make_way(target.parent, output, deletions)
            target.parent.mkdir(parents=True, exist_ok=True)
            made.add(target.parent)
        if target.is_dir() and not target.is_symlink():
            _clear(target, output, deletions)
        staged.replace(target)
    for folder in sorted(emptied, key=lambda f: len(f.parts), reverse=True):
        while folder != output:
            try:
                folder.rmdir()
            except OSError:
                break
            folder = folder.parent
    (output / STAGING).mkdir(parents=True, exist_ok=True)
    _replace(output / STAMP, record.build_id + "\n", output / STAGING / STAMP)
    told = json.loads(record.meta("changes") or b"{}")
    text = json.dumps({"build_id": record.build_id, **told}, ensure_ascii=False, indent=1) + "\n"
    _replace(changes, text, changes.with_name(changes.name + ".new"))
    record.drop_moves()
    record.commit()
    shutil.rmtree(output / STAGING, ignore_errors=True)


def recover(record: Record, output: Path, changes: Path) -> bool:
    """Finish what an interrupted build had committed and throw away what it had not.

    True when the output is known to hold what the record says.
    """
    moves = record.moves()
    if all(move.staged is None or _is_at_hand(move, output) for move in moves):
        if moves:
            finish(record, output, changes)
    else:
        _give_up(record, moves, output)
    shutil.rmtree(output / STAGING, ignore_errors=True)
    return stamped(record, output)


def _is_at_hand(move: Move, output: Path) -> bool:
    """Whether a move can be made, or was made."""
    return (output / STAGING / str(move.staged)).exists() or _is(output / move.path, move.digest)


def _give_up(record: Record, moves: list[Move], output: Path) -> None:
    """Staged files were lost with the output. Nothing is deleted now, for pages that lie there may still lead to it; the
    stamp goes, so that the next build compares every file, and deletes what it has to when it has replaced those pages.
    """
    (output / STAMP).unlink(missing_ok=True)
    for move in moves:
        if move.staged is None and record.page_at(move.path) is None:
            record.put_page(Output(FORMER + move.path, move.path, b"", b"", 0))
    record.drop_moves()
    record.commit()


def stamped(record: Record, output: Path) -> bool:
    """Whether the output carries the stamp of the build that the record describes."""
    try:
        return (output / STAMP).read_text(encoding="utf-8").strip() == record.build_id
    except OSError:
        return False


def distrust(record: Record, output: Path) -> None:
    """Read every recorded output and forget those that are not what was recorded; they are made again."""
    for old in record.pages():
        if old.digest and not _is(output / old.path, old.digest):
            record.forget(old)


def _is(path: Path, content: bytes) -> bool:
    try:
        return digest.of_bytes(path.read_bytes()) == content
    except OSError:
        return False


def _check_the_way(written: Iterable[str], output: Path, deletions: set[str]) -> None:
    """Raise Unusable if a foreign file lies where a folder is needed, or in a folder where a file is needed."""
    seen: set[str] = set()
    for path in written:
        target = output / path
        if target.is_dir() and not target.is_symlink():
            for below in sorted(target.rglob("*")):
                if not below.is_dir() and below.relative_to(output).as_posix() not in deletions:
                    raise Unusable(_BLOCKED.at(below.as_posix()))
        above = path.rpartition("/")[0]
        while above and above not in seen:
            seen.add(above)
            if (output / above).is_file() and above not in deletions:
                raise Unusable(_BLOCKED.at((output / above).as_posix()))
            above = above.rpartition("/")[0]


def _make_way(folder: Path, output: Path, deletions: set[str]) -> None:
    """A file to be deleted may lie where a folder is needed; then it goes now."""
    for above in (folder, *folder.parents):
        if above == output:
            return
        if above.is_file():
            if above.relative_to(output).as_posix() not in deletions:
                raise Unusable(_BLOCKED.at(above.as_posix()))
            above.unlink()


def _clear(folder: Path, output: Path, deletions: set[str]) -> None:
    """Files to be deleted may fill a folder that lies where a file is needed; then they go now."""
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_dir():
            path.rmdir()
        elif path.relative_to(output).as_posix() in deletions:
            path.unlink()
        else:
            raise Unusable(_BLOCKED.at(path.as_posix()))
    folder.rmdir()


_BLOCKED = error(
    "output-blocked",
    N_("A file that newsgen did not write stands in the way of the output."),
    N_("Move it away, or build into another folder with --output."),
)


def _replace(path: Path, text: str, temporary: Path) -> None:
    """Write a small file, elsewhere on the same file system first: a reader sees the old or the new one, never a part."""
    with temporary.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
