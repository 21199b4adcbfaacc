"""Object storage as a target, through obstore: S3 and compatible services, Google Cloud Storage, Azure Blob Storage."""

import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

from ..base import digest
from ..base.problems import N_, FatalProblems, error
from . import manifest
from .compression import decode
from .target import HEAD, ErrorKind, HeadConflict, Header, RemoteFile, TargetError, Tick, Upload, verify_upload

AT_ONCE = 16  # requests at the same time
LARGE = 1 << 26  # bytes; larger files are sent in parts, straight from disk
RETRY = {"max_retries": 8, "retry_timeout": timedelta(seconds=60),
         "backoff": {"init_backoff": timedelta(milliseconds=200), "max_backoff": timedelta(seconds=10), "base": 2}}  # fmt: skip

_CODES: dict[str, ErrorKind] = {
    "RequestTimeTooSkewed": "clock", "RequestExpired": "clock", "NoSuchBucket": "missing", "QuotaExceeded": "full",
    "EntityTooLarge": "full", "InsufficientCapacity": "full", "SlowDown": "busy", "Throttling": "busy",
    "InvalidAccessKeyId": "denied", "SignatureDoesNotMatch": "denied", "AccessDenied": "denied", "ExpiredToken": "denied",
    "InvalidToken": "denied", "AllAccessDisabled": "denied", "MethodNotAllowed": "denied",
}  # fmt: skip
_STATUSES: dict[str, ErrorKind] = {
    "401": "denied", "403": "denied", "404": "missing", "408": "unreachable", "429": "busy", "500": "busy", "502": "busy",
    "503": "busy", "504": "busy", "507": "full",
}  # fmt: skip


@contextmanager
def translate_errors() -> Iterator[None]:
    """Raise the provider's errors and OSErrors of a ``with`` block as TargetError.

    Their texts hold addresses and account names, so only codes are kept.
    """
    from obstore.exceptions import BaseError

    try:
        yield
    except (BaseError, OSError) as failure:
        text = str(failure)
        status = next(iter(re.findall(r"status code: (\d{3})", text)), "")
        code = next(iter(re.findall(r"<Code>(\w{1,60})</Code>", text)), "")
        kind = _CODES.get(code) or _STATUSES.get(status) or ("other" if status or code else _without_answer(text))
        raise TargetError(kind, " ".join(filter(None, (status, code))) or type(failure).__name__) from None


def _without_answer(text: str) -> ErrorKind:
    """Classify an error when no server answered: the network failed, or there are no credentials."""
    return "denied" if re.search("credential|169[.]254|metadata|token", text, re.IGNORECASE) else "unreachable"


class ObjectStorage:
    """A bucket, or the part of it below a prefix.

    Creating an instance need not reach the bucket: a missing bucket or a refusal may show only at the first request.
    """

    carries_headers = True

    def __init__(self, address: str, *, endpoint: str = "", region: str = "") -> None:
        try:
            import obstore
        except ImportError:
            raise FatalProblems(_NO_OBSTORE) from None
        self._obstore = obstore
        from_url: Any = obstore.store.from_url
        options: dict[str, Any] = {"endpoint": endpoint} if endpoint else {}
        if address.startswith("s3://") and (region or endpoint):
            options["region"] = region or "us-east-1"
        if endpoint.startswith("http://"):
            options["client_options"] = {"allow_http": True}
        with translate_errors():
            self._store: Any = from_url(address, retry_config=RETRY, **options)

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


_NO_OBSTORE = error(
    "deploy-extra", N_("Object storage needs a library that is not installed: obstore."),
    N_("Install it with “pip install 'newsgen[deploy]'”."),
)  # fmt: skip
