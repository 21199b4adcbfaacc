"""What a new story's file is called, and so how its address ends: readable in Arabic or Latin letters, or an id only."""

from datetime import date
from hashlib import blake2b
from typing import Literal

from .. import arabic

Slugs = Literal["arabic", "latin", "id"]


def stem(title: str, day: date, slugs: Slugs = "arabic") -> str:
    """A file's stem for a story. The same title and day give the same stem; ``id`` gives eight letters and digits."""
    if slugs == "id":
        return blake2b(f"{day.isoformat()} {title}".encode(), digest_size=4).hexdigest()
    return arabic.slug(title, latin=slugs == "latin")
