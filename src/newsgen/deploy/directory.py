"""A local directory as a target; each file is replaced with one rename."""

import errno
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from ..base import digest
from ..base.lock import locked
from ..site.folders import walk_below
from .target import FOLDER, HEAD, ErrorKind, HeadConflict, Header, RemoteFile, TargetError, Tick, Upload, output_changed

_KINDS: dict[int, ErrorKind] = {
    errno.ENOSPC: "full", errno.EDQUOT: "full", errno.EFBIG: "full", errno.EACCES: "denied", errno.EPERM: "denied",
    errno.EROFS: "denied", errno.ENOENT: "missing", errno.EIO: "unreachable", errno.ESTALE: "unreachable",
    errno.ETIMEDOUT: "unreachable", errno.EHOSTDOWN: "unreachable", errno.ENOTCONN: "unreachable",
}  # fmt: skip


@contextmanager
def translate_errors() -> Iterator[None]:
    """Raise the system's errors as TargetError."""
    try:
        yield
    except OSError as failure:
        raise TargetError(
            _KINDS.get(failure.errno or 0, "other"), failure.strerror or type(failure).__name__
        ) from failure


class Directory:
    """A folder on this machine, or one that is mounted here. It must exist."""

    carries_headers = False

    def __init__(self, root: Path) -> None:
        self._root = root
        if not root.is_dir():
            raise TargetError("missing", os.strerror(errno.ENOENT))

    def _file(self, path: str) -> Path:
        return self._root / path

    def head(self) -> tuple[bytes, str] | None:
        with translate_errors(), suppress(FileNotFoundError):
            data = self._file(HEAD).read_bytes()
            return data, digest.of_bytes(data).hex()
        return None

    def swap(self, data: bytes, version: str | None) -> str:
        with translate_errors(), locked(self._file(FOLDER + "lock")):
            found = self.head()
            if (found and found[1]) != version:
                raise HeadConflict
            self._write(HEAD, data, sync=True)
        return digest.of_bytes(data).hex()

    def read(self, paths: Iterable[str]) -> Mapping[str, bytes]:
        found = {}
        for path in paths:
            with translate_errors(), suppress(FileNotFoundError):
                found[path] = self._file(path).read_bytes()
        return found

    def send(self, uploads: Sequence[Upload], tick: Tick) -> None:
        with translate_errors():
            for upload in uploads:
                self._write(upload.path, upload.data, upload.content)
                tick()

    def _write(self, path: str, data: bytes | Path, content: bytes = b"", *, sync: bool = False) -> None:
        file = self._file(path)
        name = digest.of_bytes(path.encode()).hex()
        temporary = self._file(f"{FOLDER}tmp/{name}")  # web servers do not serve this folder
        file.parent.mkdir(parents=True, exist_ok=True)
        temporary.parent.mkdir(parents=True, exist_ok=True)
        try:
            with temporary.open("wb") as target:
                if isinstance(data, Path):
                    self._copy(data, target, content)
                else:
                    target.write(data)
                if sync:
                    target.flush()
                    os.fsync(target.fileno())
            temporary.replace(file)
        except BaseException:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)
            raise

    def _copy(self, source: Path, target: object, content: bytes) -> None:
        try:
            opened = source.open("rb")
        except OSError:
            raise output_changed(source) from None
        with opened:
            if digest.copy(opened, target) != content:  # type: ignore[arg-type]
                raise output_changed(source)

    def delete(self, paths: Sequence[str], tick: Tick) -> None:
        with translate_errors():
            folders = set()
            for path in paths:
                with suppress(FileNotFoundError, NotADirectoryError, IsADirectoryError):
                    self._file(path).unlink()
                folders.add(self._file(path).parent)
                tick()
            for folder in sorted(folders, key=lambda f: len(f.parts), reverse=True):
                while folder != self._root:
                    try:
                        folder.rmdir()
                    except OSError:
                        break
                    folder = folder.parent

    def list_paths(self) -> Iterator[str]:
        with translate_errors():
            for folder, _, names in walk_below(str(self._root)):
                for name in names:
                    yield (Path(folder) / name).relative_to(self._root).as_posix()

    def inspect(self, paths: Sequence[str], tick: Tick) -> Mapping[str, RemoteFile]:
        found = {}
        none: tuple[Header, ...] = ()
        for path in paths:
            with translate_errors(), suppress(FileNotFoundError, NotADirectoryError, IsADirectoryError):
                found[path] = RemoteFile(digest.of_file(self._file(path)), none)
            tick()
        return found

    def close(self) -> None:
        shutil.rmtree(self._file(FOLDER + "tmp"), ignore_errors=True)
