"""A set of texts that only says whether a text was added before, in few bytes for each."""

from array import array
from hashlib import blake2b


class DigestSet:
    """A set of texts by their digests: 12 to 27 bytes for each text, however long. Two of 10 million texts are taken for one
    with a chance of one in 300,000."""

    def __init__(self) -> None:
        """Make an empty set."""
        self._slots = array("Q", bytes(8 * 1024))
        self._count = 0

    def add(self, text: str) -> bool:
        """Add a text, and say whether it is new."""
        digest = int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()) or 1
        if not self._put(digest):
            return False
        self._count += 1
        if self._count * 3 > len(self._slots) * 2:
            former = self._slots
            self._slots = array("Q", bytes(16 * len(former)))
            for known in former:
                if known:
                    self._put(known)
        return True

    def _put(self, digest: int) -> bool:
        slots = self._slots
        last = len(slots) - 1
        at = digest & last
        while slots[at]:
            if slots[at] == digest:
                return False
            at = at + 1 & last
        slots[at] = digest
        return True
