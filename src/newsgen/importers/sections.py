"""Which of the site's sections and places a captured page means by its names."""

import re
from collections import Counter

from ..arabic import clean, fold
from .capture import Capture, PageCard, bare
from .notes import Note, excerpt, note
from .writing import one_line

Declared = tuple[tuple[str, str], ...]
"""(id, name) of each section or place, in the order of site.yml."""

_SEPARATORS = re.compile(r"\s*[/<>›»|]\s*|\s+[-–—]\s+")


def main_section(capture: Capture, said: str | None, sections: Declared, notes: list[Note]) -> str:
    """As said on the command line, else named by the trail, else the cards' majority, else the site's first."""
    known = _by_name(sections)
    if said:
        if fold(said) in known:
            return known[fold(said)]
        notes.append(note("section-option-unknown", name=said, known=", ".join(i for i, _ in sections)))
    headline = fold(bare(capture.headline.text)) if capture.headline else ""
    for line in capture.trail:
        for part in _SEPARATORS.split(bare(line.text)[:300]):
            if fold(part) in known:
                return known[fold(part)]
        if fold(bare(line.text)) != headline:
            notes.append(note("trail-unused", line.number, text=excerpt(line.text)))
    counted = Counter(known[name] for card in capture.cards if (name := fold(_names(card, known)[0])) in known)
    if counted:
        section = counted.most_common(1)[0][0]
        notes.append(note("section-majority", section=section))
        return section
    section = sections[0][0] if sections else ""
    notes.append(note("section-default", section=section))
    return section


def _by_name(declared: Declared) -> dict[str, str]:
    """Folded name → id, and folded id → id; the first declared wins."""
    table: dict[str, str] = {}
    for identifier, name in declared:
        table.setdefault(fold(name).strip(), identifier)
    for identifier, _ in declared:
        table.setdefault(fold(identifier), identifier)
    return table


def _names(card: PageCard, known: dict[str, str]) -> tuple[str, str]:
    """A card's section and place; a declared name with a dash in it is not taken apart."""
    whole = bare(card.head.text) if card.head else ""
    return (whole, "") if fold(whole) in known else (card.section, card.place)


def section_and_place(
    card: PageCard, main: str, sections: Declared, places: Declared, notes: list[Note]
) -> tuple[str, str]:
    """The ids of a card's section and place; without a declared section the main story's, a place as it is written."""
    known = _by_name(sections)
    name, place = _names(card, known)
    section = known.get(fold(name), "")
    line = card.head.number if card.head else card.lines[0].number
    if not name:
        notes.append(note("section-missing", line, section=main))
    elif not section:
        notes.append(note("section-unknown", line, name=name, section=main))
    place = one_line(clean(place).text)
    declared = _by_name(places).get(fold(place), "")
    if place and not declared:
        notes.append(note("place-free", line, name=place))
    return section or main, declared or place
