"""Notes of an import: what it inferred, changed or could not place, as values with translatable texts."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from ..base.problems import N_
from . import item
from .capture import bare
from .codes import Code, Level
from .writing import one_line


@dataclass(frozen=True, slots=True)
class Note:
    """One finding of an import.

    ``line`` counts from 1 in the captured text, 0 means none. ``values`` fill the fields of the text.
    """

    code: str
    line: int = 0
    values: tuple[tuple[str, str], ...] = ()

    @property
    def level(self) -> Level:
        """The level that belongs to the note's code."""
        return "error" if self.code in _ERRORS else "warning" if self.code in _WARNINGS else "info"

    @property
    def order(self) -> tuple[int, str, tuple[tuple[str, str], ...]]:
        """The sort key for showing notes: by line, then by code."""
        return (self.line, self.code, self.values)


def note(code: str, line: int = 0, **values: object) -> Note:
    """Create a note. ``values`` are converted to strings and fill the fields of its text. Without a line, ``line`` is 0.

    Asserts that ``TEXTS`` has the code.
    """
    assert code in TEXTS, code
    return Note(code, line, tuple((k, str(v)) for k, v in values.items()))


TEXTS: Mapping[str, str] = MappingProxyType(
    {
        # Nothing, or a part, could not be imported.
        "too-large": N_("This text is larger than {limit} MB and was not read."),
        "nothing": N_("There is no story in this text."),
        "no-story": N_("There is no headline and no text of a main story; only the related stories were imported."),
        "no-date": N_("The page shows no date, so nothing was imported."),
        "section-unknown": N_("The section “{name}” is not declared; its story was put into “{section}”."),
        "section-option-unknown": N_("“{name}” is not a section of this site; the page's own sections were used."),
        # What an editor should check.
        "line-unplaced": N_("This line could not be placed: “{text}”"),
        "trail-unused": N_("The section trail “{text}” names no section of this site and was left out."),
        "date-out-of-range": N_("The date “{text}” is too far in the past or future."),
        "time-impossible": N_("Counting back “{text}” leads to no date; the story got the time of the capture."),
        "card-empty": N_("This related story has no headline, summary or caption and was left out."),
        "card-repeated": N_("This related story appears on the page twice; it was imported once."),
        "path-numbered": N_("Two stories have the path {path}; a number was added to this one's."),
        # What the page does not say, and what was assumed.
        "captured-at-noon": N_("The page shows no time of day; {time} counts as the time of the capture."),
        "captured-from-story": N_("The header has no date; the story's date counts as that of the capture: {time}."),
        "date-from-capture": N_("The story shows no date; it got the day of the capture, {date}."),
        "time-counted": N_("“{text}” became {time}."),
        "time-missing": N_("A related story shows no time; it got the time of the capture, {time}."),
        "section-majority": N_("The main story's section “{section}” is the one most related stories have."),
        "section-default": N_("The page names no section for the main story; it got the site's first, “{section}”."),
        "section-missing": N_("A related story names no section; it got the main story's, “{section}”."),
        "place-free": N_("The place “{name}” is not declared; it was kept as free text."),
        "headline-from-summary": N_("The headline “{title}” was made from the summary's first words."),
        "headline-from-caption": N_(
            "The headline “{title}” was made from the caption's first words; there is no summary."
        ),
        "headline-from-lead": N_("The headline “{title}” was made from the lead's first words."),
        "subhead": N_("This short line became a subhead: “{text}”"),
        "credit": N_("The parentheses at the caption's end became its credit: “{credit}”."),
        "caption-single": N_("There is one caption line; it became the caption and the alternative text."),
        "text-figure": N_("The caption has no picture; the story shows it as text."),
        "sources-split": N_("One line of sources became {count} names."),
        "text-cleaned": N_("Spacing errors and invisible characters removed from “{title}”: {count}."),
    }
)
"""The English text of each code, which is also the key of its translation."""

HINTS: Mapping[str, str] = MappingProxyType(
    {
        "too-large": N_("Keep only the page's own text and import that."),
        "nothing": N_("Import the visible text of a news page: the header with its date, the headline, the story."),
        "no-date": N_("Give the date of the capture with --captured 2026-07-30."),
        "section-unknown": N_(
            "Declare it under “sections” in site.yml with the name “{name}”, then import again with --force."
        ),
        "section-option-unknown": N_("Use one of: {known}."),
        "line-unplaced": N_("Copy it into the story by hand, if it belongs there."),
        "date-out-of-range": N_("Correct the year in the captured text, or use --captured."),
        "section-majority": N_("Choose another with --section."),
        "section-default": N_("Choose another with --section."),
        "captured-at-noon": N_("Give the exact time with --captured."),
        "captured-from-story": N_("Give the exact time with --captured."),
        "place-free": N_("Declare it under “places” in site.yml, so that it is always spelled the same."),
        "text-figure": N_("Add “src” under “image” when you have the picture."),
    }
)
"""What the editor can do, in English, by code. Some notes have no hint."""

_ERRORS = frozenset({"too-large", "nothing", "no-date", "section-unknown", "section-option-unknown"})
_WARNINGS = frozenset(
    {"no-story", "line-unplaced", "trail-unused", "date-out-of-range", "time-impossible"}
    | {"card-empty", "card-repeated", "path-numbered"}
)


def message(found: Note) -> str:
    """Return the note's English text with its values. Raises KeyError when a value that the text needs is missing."""
    return TEXTS[found.code].format(**dict(found.values))


def hint(found: Note) -> str:
    """Return the note's English hint with its values; empty when it has none."""
    return HINTS.get(found.code, "").format(**dict(found.values))


def shown(found: Note, file: str) -> item.Note:
    """Return the note as the report of an import has it, with its place in a captured page's file."""
    code = Code(found.code, found.level, TEXTS[found.code], HINTS.get(found.code, ""))
    return item.Note(code, found.values, f"{file}:{found.line}" if found.line else file)


def excerpt(text: str) -> str:
    """Return a line for quoting in a note: on one line, and cut to 80 characters with an ellipsis."""
    text = one_line(bare(text[:400]))
    return text if len(text) <= 80 else text[:79] + "…"
