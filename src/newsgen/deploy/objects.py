"""Object storage as a target, through obstore: S3 and compatible services, Google Cloud Storage, Azure Blob Storage."""

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from ..base import digest
from ..base.object_storage import AT_ONCE, LARGE, classified, open_bucket, require_obstore
from . import manifest
from .compression import decode
from .target import HEAD, HeadConflict, Header, RemoteFile, TargetError, Tick, Upload, verify_upload


@contextmanager
def translate_errors() -> Iterator[None]:
    """Raise the provider's errors and OSErrors of a ``with`` block as TargetError.

    Their texts hold addresses and account names, so only codes are kept.
    """
    from obstore.exceptions import BaseError

    try:
        yield
    except (BaseError, OSError) as failure:
        raise TargetError(*classified(failure)) from None


class ObjectStorage:
    """A bucket, or the part of it below a prefix.

    Creating an instance need not reach the bucket: a missing bucket or a refusal may show only at the first request.
    """

    carries_headers = True

    def __init__(self, address: str, *, endpoint: str = "", region: str = "") -> None:
        self._obstore = require_obstore()
        with translate_errors():
            self._store: Any = open_bucket(address, endpoint=endpoint, region=region)

    def head(self) -> tuple[bytes, str] | None:
        with translate_errors():
            try:
                answer = self._obstore.get(self._store, HEAD)
                sound = answer.meta["size"] <= manifest.LARGEST
                return bytes(answer.bytes()) if sound else b"", _version(answer.meta)
            except (FileNotFoundError, self._obstore.exceptions.NotFoundError) as failure:
                if "NoSuchBucket" in str(failure):
                    raise
                return None

    def swap(self, data: bytes, version: str | None) -> str:
        """Replace the head with a conditional write, and return the new version.

        Raises HeadConflict when another deploy has replaced the head. A head with these very bytes counts as this
        write. Some services (Ceph before 17) refuse a tag in quotation marks, others refuse it without them; both are
        tried.
        """
        modes: list[Any] = ["create"]
        if version is not None:
            tag, number = version.split("\n")
            more = {"version": number} if number else {}
            modes = [{"e_tag": form} | more for form in dict.fromkeys((tag, tag.strip('"')))]
        for mode in modes:
            try:
                with self._conflicts():
                    return _version(self._put(HEAD, data, _JSON, mode))
            except HeadConflict:
                found = self.head()
                if found and found[0] == data:
                    return found[1]  # an earlier try succeeded, and its answer was lost
                if (found and found[1]) != version:
                    raise
        raise HeadConflict

    @contextmanager
    def _conflicts(self) -> Iterator[None]:
        exceptions = self._obstore.exceptions
        with translate_errors():
            try:
                yield
            except (exceptions.PreconditionError, exceptions.AlreadyExistsError):
                raise HeadConflict from None
            except exceptions.BaseError as failure:
                if "ConditionalRequestConflict" in str(failure):
                    raise HeadConflict from None
                raise

    def _put(self, path: str, data: bytes | Path, headers: tuple[Header, ...], mode: Any = "overwrite") -> Any:
        return self._obstore.put(
            self._store, path, data, attributes=dict(headers), mode=mode, use_multipart=isinstance(data, Path)
        )

    def read(self, paths: Iterable[str]) -> Mapping[str, bytes]:
        found = self._in_parallel(list(paths), self._get_small, lambda: None)
        return {path: data for path, (data, _) in found.items()}

    def _get_small(self, path: str) -> tuple[bytes, dict[str, str]] | None:
        return self._get(path, manifest.LARGEST)

    def _get(self, path: str, largest: int = sys.maxsize) -> tuple[bytes, dict[str, str]] | None:
        with translate_errors():
            try:
                answer = self._obstore.get(self._store, path)
                if answer.meta["size"] > largest:
                    return None
                return bytes(answer.bytes()), {str(name): str(value) for name, value in answer.attributes.items()}
            except (FileNotFoundError, self._obstore.exceptions.NotFoundError):
                return None

    def send(self, uploads: Sequence[Upload], tick: Tick) -> None:
        self._in_parallel(list(uploads), self._send_one, tick)

    def _send_one(self, upload: Upload) -> None:
        large = isinstance(upload.data, Path) and upload.size > LARGE
        if large:
            verify_upload(upload)
        data = upload.data if large else upload.read()
        with translate_errors():
            self._put(upload.path, data, upload.headers)
        if large:
            verify_upload(upload)

    def _in_parallel(self, items: list[Any], work: Callable[[Any], Any], tick: Tick) -> dict[Any, Any]:
        """Call ``work`` for several items at the same time and return the results by item.

        Results that are None are left out. After the first failure no further call starts. Once the running ones have
        ended, the failure is raised.
        """
        results: dict[Any, Any] = {}
        with ThreadPoolExecutor(AT_ONCE) as pool:
            waiting: dict[Future[Any], Any] = {}
            try:
                for item in items:
                    waiting[pool.submit(work, item)] = item
                    while len(waiting) >= 2 * AT_ONCE:
                        _collect(waiting, results, tick)
                while waiting:
                    _collect(waiting, results, tick)
            except BaseException:
                pool.shutdown(wait=True, cancel_futures=True)
                raise
        return results

    def delete(self, paths: Sequence[str], tick: Tick) -> None:
        for i in range(0, len(paths), 1000):
            # Google and Azure report a missing file, S3 does not.
            absent = (FileNotFoundError, self._obstore.exceptions.NotFoundError)
            with translate_errors(), suppress(*absent):
                self._obstore.delete(self._store, list(paths[i : i + 1000]))
            tick()

    def list_paths(self) -> Iterator[str]:
        with translate_errors():
            for chunk in self._obstore.list(self._store):
                yield from (str(item["path"]) for item in chunk)

    def inspect(self, paths: Sequence[str], tick: Tick) -> Mapping[str, RemoteFile]:
        found = {}
        for path, (data, attributes) in self._in_parallel(list(paths), self._get, tick).items():
            kept = {name: attributes[name] for name in sorted(attributes) if name in _KEPT}
            found[path] = RemoteFile(
                digest.of_bytes(decode(data, kept.get("Content-Encoding", ""))), tuple(kept.items())
            )
        return found

    def close(self) -> None:
        pass


_JSON = (("Cache-Control", "no-store"), ("Content-Type", "application/json; charset=utf-8"))
_KEPT = ("Cache-Control", "Content-Encoding", "Content-Type")


def _version(meta: Mapping[str, Any]) -> str:
    """Return what a conditional write needs as two lines: the tag, and the version of the object.

    S3 and Azure compare the tag, Google compares the version, its generation number. A line is empty where there is
    none.
    """
    return f"{meta['e_tag'] or ''}\n{meta['version'] or ''}"


def _collect(waiting: dict[Future[Any], Any], results: dict[Any, Any], tick: Tick) -> None:
    done, _ = wait(waiting, timeout=1.0, return_when=FIRST_COMPLETED)
    tick()
    for future in done:
        item = waiting.pop(future)
        result = future.result()
        if result is not None:
            results[item] = result
