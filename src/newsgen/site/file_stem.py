"""Name the file of a new story. The name is also the last part of its address."""

from datetime import date
from hashlib import blake2b
from typing import Literal

from .. import arabic

Slugs = Literal["arabic", "latin", "id"]


def stem(title: str, day: date, slugs: Slugs = "arabic") -> str:
    """The file name without suffix: the title as a slug in Arabic or Latin letters, or eight hexadecimal digits for ``id``.

    The same title and day always give the same stem; ``day`` counts for ``id`` only. Different titles may share a stem,
    and whether a file has it already is not looked at.
    """
    if slugs == "id":
        return blake2b(f"{day.isoformat()} {title}".encode(), digest_size=4).hexdigest()
    return arabic.slug(title, latin=slugs == "latin")
