"""Find the site's sections and places that a captured page names."""

import re
import unicodedata
from collections import Counter

from ..arabic import clean, fold
from ..site.declared_names import Spellings
from .capture import Capture, PageCard, bare
from .notes import Note, excerpt, note
from .writing import one_line

Declared = tuple[tuple[str, str], ...]
"""The (id, name) pairs of sections or places, in the order of site.yml."""

_SEPARATORS = re.compile(r"\s*[/<>›»|]\s*|\s+[-–—]\s+")


def main_section(capture: Capture, option: str | None, sections: Declared) -> tuple[str, list[Note]]:
    """Return the id of the main story's section, and notes; an empty id if the site declares no section.

    It is the section of the command line (``option``, an id or a name), else the one that the page's trail names, else
    the one that most cards name, else the site's first. An unknown ``option`` is noted and ignored.
    """
    known = _spellings(sections)
    notes = []
    if option:
        if chosen := _known(known, option):
            return chosen, []
        notes.append(note("section-option-unknown", name=option, known=", ".join(i for i, _ in sections)))
    headline = fold(bare(capture.headline.text)) if capture.headline else ""
    for line in capture.trail:
        for part in _SEPARATORS.split(bare(line.text)[:300]):
            if named := _known(known, part):
                return named, notes
        if fold(bare(line.text)) != headline:
            notes.append(note("trail-unused", line.number, text=excerpt(line.text)))
    counted = Counter(named for card in capture.cards if (named := _known(known, _names(card, known)[0])))
    if counted:
        section = counted.most_common(1)[0][0]
        return section, [*notes, note("section-majority", section=section)]
    section = sections[0][0] if sections else ""
    return section, [*notes, note("section-default", section=section)]


def _spellings(declared: Declared) -> Spellings[str]:
    """The names and ids of what is declared, with the ids; of two entries that are written alike the first counts."""
    first: dict[str, str] = {}
    for identifier, name in (*declared, *((identifier, identifier) for identifier, _ in declared)):
        first.setdefault(unicodedata.normalize("NFC", name).strip(), identifier)
    return Spellings(first.items())


def _known(spellings: Spellings[str], name: str) -> str:
    """The id of the entry that a name of a page stands for; empty where it stands for none, or for several."""
    return spellings.only(unicodedata.normalize("NFC", name).strip()) or ""


def _names(card: PageCard, known: Spellings[str]) -> tuple[str, str]:
    """Return the names of a card's section and place. A declared name that contains a dash is not split."""
    whole = bare(card.head.text) if card.head else ""
    return (whole, "") if _known(known, whole) else (card.section, card.place)


def section_and_place(card: PageCard, main: str, sections: Declared, places: Declared) -> tuple[str, str, list[Note]]:
    """Return the ids of a card's section and place, and notes.

    A card without a declared section gets the section ``main``. An undeclared place is returned as its cleaned name and
    not as an id. A card without a place gives an empty text.
    """
    notes = []
    known = _spellings(sections)
    name, place = _names(card, known)
    section = _known(known, name)
    line = card.head.number if card.head else card.lines[0].number
    if not name:
        notes.append(note("section-missing", line, section=main))
    elif not section:
        notes.append(note("section-unknown", line, name=name, section=main))
    place = one_line(clean(place).text)
    declared = _known(_spellings(places), place)
    if place and not declared:
        notes.append(note("place-free", line, name=place))
    return section or main, declared or place, notes
