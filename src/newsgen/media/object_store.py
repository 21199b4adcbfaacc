"""A media store in object storage, through obstore: S3 and compatible services, Google Cloud Storage, Azure Blob Storage."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from ..base import digest
from ..base.object_storage import LARGE, classified, open_bucket, require_obstore
from ..site.settings_media import MediaStore
from .store import Blob, StoreError, copy_verified, is_stored_name

_CACHED = {"Cache-Control": "public, max-age=31536000, immutable"}


class ObjectStore:
    """The originals in a bucket, or in the part of it below a prefix.

    Creating an instance need not reach the bucket. Raises FatalProblems where obstore is not installed, and StoreError where
    the environment is wrong.
    """

    def __init__(self, settings: MediaStore) -> None:
        self._obstore = require_obstore()
        self._address = settings.store
        with _translated():
            self._bucket: Any = open_bucket(settings.store, endpoint=settings.endpoint, region=settings.region)

    @property
    def place(self) -> str:
        return self._address

    def size(self, name: str) -> int | None:
        with _translated():
            try:
                return int(self._obstore.head(self._bucket, name)["size"])
            except self._absent as failure:
                if "NoSuchBucket" in str(failure):
                    raise
                return None

    @property
    def _absent(self) -> tuple[type[Exception], ...]:
        """The exceptions for an object that is not there; a missing bucket has the same."""
        return (FileNotFoundError, self._obstore.exceptions.NotFoundError)

    def put(self, blob: Blob, file: Path) -> bool:
        if blob.size > LARGE:
            return self._put_large(blob, file)
        data = _read(file, blob)
        exists = self._obstore.exceptions.AlreadyExistsError, self._obstore.exceptions.PreconditionError
        with _translated():
            try:
                self._obstore.put(self._bucket, blob.name, data, attributes=_CACHED, mode="create")
            except exists:
                self._compare(blob)
                return False
        return True

    def _put_large(self, blob: Blob, file: Path) -> bool:
        """Send a large file in parts. Providers cannot do that on condition, so the store is asked before."""
        if self.size(blob.name) is not None:
            self._compare(blob)
            return False
        _verify(file, blob)
        with _translated():
            self._obstore.put(self._bucket, blob.name, file, attributes=_CACHED, use_multipart=True)
        _verify(file, blob)  # what was sent is what was measured
        return True

    def _compare(self, blob: Blob) -> None:
        """Raise StoreError where the store has other bytes, or none any more, under the name of an original."""
        self._copy(blob, None)

    def fetch(self, blob: Blob, target: BinaryIO) -> None:
        self._copy(blob, target)

    def _copy(self, blob: Blob, target: BinaryIO | None) -> None:
        with _translated():
            try:
                answer = self._obstore.get(self._bucket, blob.name)
            except self._absent as failure:
                if "NoSuchBucket" in str(failure):
                    raise
                raise StoreError("absent") from None
            if answer.meta["size"] != blob.size:
                raise StoreError("wrong")
            copy_verified(_Reader(answer.stream(min_chunk_size=digest.CHUNK)), target, blob, "wrong")

    def sizes(self) -> Iterator[tuple[str, int]]:
        with _translated():
            for chunk in self._obstore.list(self._bucket):
                for item in chunk:
                    if is_stored_name(str(item["path"])):
                        yield str(item["path"]), int(item["size"])


class _Reader:
    """The chunks of an answer as a file to read."""

    def __init__(self, chunks: Any) -> None:
        self._chunks = iter(chunks)
        self._rest = b""

    def read(self, size: int, /) -> bytes:
        if not self._rest:
            self._rest = bytes(next(self._chunks, b""))
        data, self._rest = self._rest[:size], self._rest[size:]
        return data


@contextmanager
def _translated() -> Iterator[None]:
    """Raise the provider's errors and OSErrors of a ``with`` block as StoreError."""
    from obstore.exceptions import BaseError

    try:
        yield
    except (BaseError, OSError) as failure:
        raise StoreError(*classified(failure)) from None


def _read(file: Path, blob: Blob) -> bytes:
    try:
        data = file.read_bytes()
    except OSError:
        raise StoreError("changed") from None
    if digest.of_bytes(data) != blob.digest:
        raise StoreError("changed")
    return data


def _verify(file: Path, blob: Blob) -> None:
    try:
        same = digest.of_file(file) == blob.digest
    except OSError:
        same = False
    if not same:
        raise StoreError("changed")
