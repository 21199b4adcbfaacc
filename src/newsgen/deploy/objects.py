"""Object storage as target, through obstore: S3 and what speaks its language, Google's, Azure's."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

from ..base import digest
from ..base.problems import N_, Unusable, error
from .compression import decode
from .target import HEAD, Header, Kind, Refused, Seen, Taken, Tick, Upload, checked

AT_ONCE = 16  # requests
LARGE = 1 << 26  # bytes; larger files are sent in parts, straight from the disk
RETRY = {"max_retries": 8, "retry_timeout": timedelta(seconds=60),
         "backoff": {"init_backoff": timedelta(milliseconds=200), "max_backoff": timedelta(seconds=10), "base": 2}}  # fmt: skip

_CODES: dict[str, Kind] = {
    "RequestTimeTooSkewed": "clock", "RequestExpired": "clock", "NoSuchBucket": "missing", "QuotaExceeded": "full",
    "EntityTooLarge": "full", "InsufficientCapacity": "full", "SlowDown": "busy", "Throttling": "busy",
    "InvalidAccessKeyId": "denied", "SignatureDoesNotMatch": "denied", "AccessDenied": "denied", "ExpiredToken": "denied",
    "InvalidToken": "denied", "AllAccessDisabled": "denied", "MethodNotAllowed": "denied",
}  # fmt: skip
_STATUSES: dict[str, Kind] = {
    "401": "denied", "403": "denied", "404": "missing", "408": "unreachable", "429": "busy", "500": "busy", "502": "busy",
    "503": "busy", "504": "busy", "507": "full",
}  # fmt: skip


@contextmanager
def refusing() -> Iterator[None]:
    """The provider's errors as the target's. Their texts hold addresses and account names: only codes are kept."""
    from obstore.exceptions import BaseError

    try:
        yield
    except (BaseError, OSError) as failure:
        text = str(failure)
        status = next(iter(re.findall(r"status code: (\d{3})", text)), "")
        code = next(iter(re.findall(r"<Code>(\w{1,60})</Code>", text)), "")
        kind = _CODES.get(code) or _STATUSES.get(status) or ("other" if status or code else _without_answer(text))
        raise Refused(kind, " ".join(filter(None, (status, code))) or type(failure).__name__) from None


def _without_answer(text: str) -> Kind:
    """What it was when no server answered: the network, or credentials that could not be got."""
    return "denied" if re.search("credential|169[.]254|metadata|token", text, re.IGNORECASE) else "unreachable"


class ObjectStorage:
    """A bucket, or what lies below a prefix in it."""

    carries_headers = True

    def __init__(self, address: str, *, endpoint: str = "", region: str = "") -> None:
        try:
            import obstore
        except ImportError:
            raise Unusable(_NO_OBSTORE) from None
        self._obstore = obstore
        from_url: Any = obstore.store.from_url
        options: dict[str, Any] = {"endpoint": endpoint} if endpoint else {}
        if address.startswith("s3://") and (region or endpoint):
            options["region"] = region or "us-east-1"
        if endpoint.startswith("http://"):
            options["client_options"] = {"allow_http": True}
        with refusing():
            self._store: Any = from_url(address, retry_config=RETRY, **options)

    def head(self) -> tuple[bytes, str] | None:
        with refusing():
            try:
                answer = self._obstore.get(self._store, HEAD)
                return bytes(answer.bytes()), _version(answer.meta)
            except (FileNotFoundError, self._obstore.exceptions.NotFoundError) as failure:
                if "NoSuchBucket" in str(failure):
                    raise
                return None

    def swap(self, data: bytes, version: str | None) -> str:
        """A right tag in quotation marks is refused by some (Ceph before 17), one without them by others."""
        modes: list[Any] = ["create"]
        if version is not None:
            tag, number = version.split("\n")
            more = {"version": number} if number else {}
            modes = [{"e_tag": form} | more for form in dict.fromkeys((tag, tag.strip('"')))]
        for mode in modes:
            try:
                with self._conflicts():
                    return _version(self._put(HEAD, data, _JSON, mode))
            except Taken:
                found = self.head()
                if found and found[0] == data:
                    return found[1]  # the answer to the first of several tries was lost
                if (found and found[1]) != version:
                    raise
        raise Taken

    @contextmanager
    def _conflicts(self) -> Iterator[None]:
        exceptions = self._obstore.exceptions
        with refusing():
            try:
                yield
            except (exceptions.PreconditionError, exceptions.AlreadyExistsError):
                raise Taken from None
            except exceptions.BaseError as failure:
                if "ConditionalRequestConflict" in str(failure):
                    raise Taken from None
                raise

    def _put(self, path: str, data: bytes | Path, headers: tuple[Header, ...], mode: Any = "overwrite") -> Any:
        return self._obstore.put(
            self._store, path, data, attributes=dict(headers), mode=mode, use_multipart=isinstance(data, Path)
        )

    def read(self, paths: Iterable[str]) -> Mapping[str, bytes]:
        found = self._all(list(paths), self._got, lambda: None)
        return {path: data for path, (data, _) in found.items()}

    def _got(self, path: str) -> tuple[bytes, dict[str, str]] | None:
        with refusing():
            try:
                answer = self._obstore.get(self._store, path)
                return bytes(answer.bytes()), {str(name): str(value) for name, value in answer.attributes.items()}
            except (FileNotFoundError, self._obstore.exceptions.NotFoundError):
                return None

    def send(self, uploads: Sequence[Upload], tick: Tick) -> None:
        self._all(list(uploads), self._sent, tick)

    def _sent(self, upload: Upload) -> None:
        large = isinstance(upload.data, Path) and upload.size > LARGE
        if large:
            checked(upload)
        data = upload.data if large else upload.read()
        with refusing():
            self._put(upload.path, data, upload.headers)
        if large:
            checked(upload)

    def _all(self, items: list[Any], work: Callable[[Any], Any], tick: Tick) -> dict[Any, Any]:
        """Work on several items at once; at the first failure nothing more is begun."""
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
            absent = (FileNotFoundError, self._obstore.exceptions.NotFoundError)  # Google and Azure tell; S3 does not
            with refusing(), suppress(*absent):
                self._obstore.delete(self._store, list(paths[i : i + 1000]))
            tick()

    def listed(self) -> Iterator[str]:
        with refusing():
            for chunk in self._obstore.list(self._store):
                yield from (str(one["path"]) for one in chunk)

    def looked(self, paths: Sequence[str], tick: Tick) -> Mapping[str, Seen]:
        found = {}
        for path, (data, attributes) in self._all(list(paths), self._got, tick).items():
            kept = {name: attributes[name] for name in sorted(attributes) if name in _KEPT}
            found[path] = Seen(digest.of_bytes(decode(data, kept.get("Content-Encoding", ""))), tuple(kept.items()))
        return found

    def close(self) -> None:
        pass


_JSON = (("Cache-Control", "no-store"), ("Content-Type", "application/json; charset=utf-8"))
_KEPT = ("Cache-Control", "Content-Encoding", "Content-Type")


def _version(told: Mapping[str, Any]) -> str:
    """What a conditional write wants: S3 and Azure the tag, Google the number."""
    return f"{told['e_tag'] or ''}\n{told['version'] or ''}"


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
