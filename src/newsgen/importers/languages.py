"""Which language an item is in, as its system says."""

from . import agency_codes as codes
from .item import Note, note


def other_language(language: str) -> Note | None:
    """Return a note when a story says that it is not in Arabic; None for Arabic, and where nothing is said."""
    tag = language.strip().replace("_", "-").lower()[:40]
    return (
        note(codes.LANGUAGE, language=tag) if tag and tag.partition("-")[0] not in ("ar", "ara", "und", "mul") else None
    )
