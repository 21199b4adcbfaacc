"""A directory as target: each file by one rename."""

import errno
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from ..base import digest
from ..base.lock import locked
from .target import FOLDER, HEAD, Header, Kind, Refused, Seen, Taken, Tick, Upload, changed

_KINDS: dict[int, Kind] = {
    errno.ENOSPC: "full", errno.EDQUOT: "full", errno.EFBIG: "full", errno.EACCES: "denied", errno.EPERM: "denied",
    errno.EROFS: "denied", errno.ENOENT: "missing", errno.EIO: "unreachable", errno.ESTALE: "unreachable",
    errno.ETIMEDOUT: "unreachable", errno.EHOSTDOWN: "unreachable", errno.ENOTCONN: "unreachable",
}  # fmt: skip


@contextmanager
def refusing() -> Iterator[None]:
    """The system's errors as the target's."""
    try:
        yield
    except OSError as failure:
        raise Refused(_KINDS.get(failure.errno or 0, "other"), failure.strerror or type(failure).__name__) from failure


class Directory:
    """A folder on this machine, or one that is mounted here. It must be there already."""

    carries_headers = False

    def __init__(self, root: Path) -> None:
        self._root = root
        if not root.is_dir():
            raise Refused("missing", os.strerror(errno.ENOENT))

    def _at(self, path: str) -> Path:
        return self._root / path

    def head(self) -> tuple[bytes, str] | None:
        with refusing(), suppress(FileNotFoundError):
            data = self._at(HEAD).read_bytes()
            return data, digest.of_bytes(data).hex()
        return None

    def swap(self, data: bytes, version: str | None) -> str:
        with refusing(), locked(self._at(FOLDER + "lock")):
            found = self.head()
            if (found and found[1]) != version:
                raise Taken
            self._write(HEAD, data, sync=True)
        return digest.of_bytes(data).hex()

    def read(self, paths: Iterable[str]) -> Mapping[str, bytes]:
        found = {}
        for path in paths:
            with refusing(), suppress(FileNotFoundError):
                found[path] = self._at(path).read_bytes()
        return found

    def send(self, uploads: Sequence[Upload], tick: Tick) -> None:
        with refusing():
            for upload in uploads:
                self._write(upload.path, upload.data, upload.content)
                tick()

    def _write(self, path: str, data: bytes | Path, content: bytes = b"", *, sync: bool = False) -> None:
        file = self._at(path)
        beside = self._at(f"{FOLDER}tmp/{digest.of_bytes(path.encode()).hex()}")  # hosts give out nothing from there
        file.parent.mkdir(parents=True, exist_ok=True)
        beside.parent.mkdir(parents=True, exist_ok=True)
        try:
            with beside.open("wb") as target:
                if isinstance(data, Path):
                    self._copy(data, target, content)
                else:
                    target.write(data)
                if sync:
                    target.flush()
                    os.fsync(target.fileno())
            beside.replace(file)
        except BaseException:
            with suppress(OSError):
                beside.unlink(missing_ok=True)
            raise

    def _copy(self, source: Path, target: object, content: bytes) -> None:
        try:
            opened = source.open("rb")
        except OSError:
            raise changed(source) from None
        with opened:
            if digest.copied(opened, target) != content:  # type: ignore[arg-type]
                raise changed(source)

    def delete(self, paths: Sequence[str], tick: Tick) -> None:
        with refusing():
            folders = set()
            for path in paths:
                with suppress(FileNotFoundError, NotADirectoryError, IsADirectoryError):
                    self._at(path).unlink()
                folders.add(self._at(path).parent)
                tick()
            for folder in sorted(folders, key=lambda f: len(f.parts), reverse=True):
                while folder != self._root:
                    try:
                        folder.rmdir()
                    except OSError:
                        break
                    folder = folder.parent

    def listed(self) -> Iterator[str]:
        with refusing():
            for folder, _, names in os.walk(self._root):
                for name in names:
                    yield (Path(folder) / name).relative_to(self._root).as_posix()

    def looked(self, paths: Sequence[str], tick: Tick) -> Mapping[str, Seen]:
        found = {}
        none: tuple[Header, ...] = ()
        for path in paths:
            with refusing(), suppress(FileNotFoundError, NotADirectoryError, IsADirectoryError):
                found[path] = Seen(digest.of_file(self._at(path)), none)
            tick()
        return found

    def close(self) -> None:
        shutil.rmtree(self._at(FOLDER + "tmp"), ignore_errors=True)
