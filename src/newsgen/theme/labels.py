"""What the label of a story says: the name of its kind, and where it is filed. Nothing is said twice."""

from typing import Literal

from ..arabic import fold
from ..model.article import KIND_NAMES, Card, StoryKind

Inside = Literal["place", "author"] | bool
"""The list that a label stands in: of the story's section (True), place or author; False for any other."""

_NAMES_OF_KINDS: dict[StoryKind, frozenset[str]] = {
    "brief": frozenset(("موجز", "موجزات")),
    "video": frozenset(("فيديو", "فيديوهات", "مرئيات")),
    "audio": frozenset(("صوت", "صوتيات", "بودكاست", "استماع", "مسموع")),
    "gallery": frozenset(("صور", "البومات")),
    "opinion": frozenset(("راي", "اراء", "مقالات")),
    "explainer": frozenset(("شرح", "شروح", "شروحات")),
    "live": frozenset(("تغطيه", "تغطيات")),
}
"""Folded words in the name of a section that say what kind its stories are."""


def kind_label(card: Card, section: str) -> str:
    """The name of a story's kind for its label, «مباشر» while live coverage goes on; empty for a plain story, and in a
    ``section``, given by its name, that says the kind already. One that names two kinds does not say which."""
    if card.live:
        return "" if section == "مباشر" else "مباشر"
    if card.kind not in KIND_NAMES:
        return ""
    words = _words(section)
    named = {kind for kind, names in _NAMES_OF_KINDS.items() if words & names}
    return "" if named == {card.kind} else KIND_NAMES[card.kind]


def filed_under(card: Card, section: str, inside: Inside = False) -> tuple[str, ...]:
    """Where a story is filed, for its label: the section by its name ``section``, then the place, or for an opinion the
    columnists. In the list of its section the kicker replaces the section. Whatever the list, the section or the kind says
    already is left out."""
    first = card.kicker if inside is True else section
    if inside is True and (_says(section, first) or first == kind_label(card, section)):
        first = ""
    if card.columnists:
        names = "" if inside == "author" else "، ".join(one.name for one in card.columnists)
        return tuple(part for part in ("" if inside is True else first, names) if part)
    place = card.place.name if card.place and inside != "place" and not _says(section, card.place.name) else ""
    return tuple(part for part in (first, place) if part)


def _says(section: str, words: str) -> bool:
    """Whether the name of a section contains all of these words."""
    return _words(words) <= _words(section)


def _words(text: str) -> frozenset[str]:
    """The folded words of a text without a leading wa- and article."""
    return frozenset(_bare(word) for word in fold(text).split())


def _bare(word: str) -> str:
    for prefix in ("و", "ال"):
        if word.startswith(prefix) and len(word) > len(prefix) + 2:
            word = word.removeprefix(prefix)
    return word
