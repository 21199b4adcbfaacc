"""Which version of an agency's story counts when an import holds several: the newest, in any order of the files."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from ..base.digest import of_bytes

_EPOCH = datetime(1, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a story. ``made`` is when it was written, ``size`` and ``digest`` are those of its bytes."""

    id: str
    number: int
    made: datetime | None
    size: int
    digest: bytes

    @property
    def rank(self) -> tuple[datetime, int, int, bytes]:
        """Later versions have higher ranks: by the moment, then by the number; of equal ones the longest counts."""
        made = self.made or _EPOCH
        return (made if made.tzinfo else made.replace(tzinfo=UTC), self.number, self.size, self.digest)

    @property
    def key(self) -> bytes:
        """The identity of its story, short."""
        return of_bytes(self.id.encode("utf-8", "replace"))


@dataclass(slots=True)
class Versions:
    """The newest version of each story, and the moment of its first one. ``add`` all before asking."""

    _newest: dict[bytes, tuple[datetime, int, int, bytes]] = field(default_factory=dict)
    _first: dict[bytes, datetime] = field(default_factory=dict)

    def add(self, versions: Iterable[Version]) -> None:
        """Take part of versions into account."""
        for version in versions:
            key, rank = version.key, version.rank
            known = self._newest.get(key)
            if known is None:
                self._newest[key] = rank
                continue
            self._newest[key] = max(known, rank)
            if version.made:
                self._first[key] = min(self._first.get(key, known[0]), rank[0])

    def counts(self, version: Version) -> bool:
        """Return whether a version is the newest of its story."""
        return self._newest.get(version.key) == version.rank

    def holds(self, identifier: str) -> bool:
        """Return whether any version of a story was added."""
        return of_bytes(identifier.encode("utf-8", "replace")) in self._newest

    def first(self, version: Version) -> datetime | None:
        """Return when the first of several versions was made; None where there is only one, or none has a moment."""
        found = self._first.get(version.key)
        return found if found and found != _EPOCH else None


def number(text: str) -> int:
    """Return the number in a version's name; 0 where there is none."""
    digits = "".join(sign for sign in text if sign in "0123456789")
    return int(digits[:12]) if digits else 0
