"""Turn a captured page into article files: the main story, its related stories, and a note for every inference."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, tzinfo

from ..arabic import House, clean
from ..site.file_stem import Slugs, stem
from .capture import Capture, Line, PageCard, bare, inline_sources, split_credit
from .headline import first_clause
from .notes import Note, excerpt, note
from .pagetext import LIMIT
from .sections import Declared, main_section, section_and_place
from .times import YEARS, count_back, stamp
from .writing import Value, article_file, one_line, paragraph, subhead

NOON = time(12)
_NAMES = re.compile(r"\s*[،؛]\s*|\s+[-–—]\s+")


@dataclass(frozen=True, slots=True)
class Options:
    """The site's settings and the command line's options; ``stem`` is the captured file's name without its suffix.

    ``section`` and ``captured`` are given on the command line and override what the page says. ``section`` is an id or
    a name; an unknown one is noted and ignored. A ``captured`` without a zone is in ``zone``.
    """

    sections: Declared
    places: Declared
    zone: tzinfo
    section: str | None = None
    captured: datetime | None = None
    stem: str = ""
    slugs: Slugs = "arabic"
    house: House = field(default_factory=House)


@dataclass(frozen=True, slots=True)
class ImportedFile:
    """One article file; ``path`` is relative to ``content/``."""

    path: str
    text: str


@dataclass(frozen=True, slots=True)
class Imported:
    """The article files of a page, the main story (if there is one) first, and the notes in the order of their lines.

    ``files`` is empty when nothing was imported; the notes say why.
    """

    files: tuple[ImportedFile, ...]
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class _Story:
    """A story before it is written as a file.

    Notes about its path point to the line ``first``. It is None for a main story whose headline was made from the lead.
    """

    title: str
    day: date
    fields: Mapping[str, Value]
    blocks: tuple[str, ...]
    first: Line | None


def to_articles(capture: Capture, options: Options) -> Imported:
    """Return the article files of a capture as values; nothing is written. Equal captures and options give equal bytes.

    There are no files when the capture was refused, has no story, or shows no date and the options give none.
    """
    unplaced = [note("line-unplaced", line.number, text=excerpt(line.text)) for line in capture.unplaced]
    files: tuple[ImportedFile, ...] = ()
    if capture.refused:
        notes = [note("too-large", limit=LIMIT // 1_000_000)]
    elif not (capture.headline or capture.lead or capture.cards):
        notes = [note("nothing")]
    else:
        files, notes = _files(capture, options)
    return Imported(files, tuple(sorted([*unplaced, *notes], key=lambda n: n.order)))


def _files(capture: Capture, options: Options) -> tuple[tuple[ImportedFile, ...], list[Note]]:
    moment, notes = _capture_moment(capture, options)
    if moment is None:
        return (), [*notes, note("no-date")]
    section, found = main_section(capture, options.section, options.sections)
    notes += found
    main, found = _main_story(capture, section, moment)
    notes += found
    related: list[_Story] = []
    for card in capture.cards:
        story, found = _related_story(card, options, section, moment)
        notes += found
        if story is None:
            continue
        if any(other.title == story.title and other.blocks == story.blocks for other in related):
            notes.append(note("card-repeated", card.lines[0].number))
            continue
        related.append(story)
    stories = [main, *related] if main else related
    paths, found = _paths(stories, options)
    notes += found
    if main and related:
        names = [path.removesuffix(".md") for path in paths[1:]]
        stories[0] = replace(main, fields={**main.fields, "related": names})
    return tuple(ImportedFile(path, _text(story)) for path, story in zip(paths, stories, strict=True)), notes


def _text(story: _Story) -> str:
    return article_file({"title": story.title, **story.fields}, story.blocks)


def _paths(stories: Sequence[_Story], options: Options) -> tuple[list[str], list[Note]]:
    """Return a different path below ``content/`` for each story, and notes; equal names get numbers.

    Files that exist on disk are not looked at.
    """
    paths: list[str] = []
    notes = []
    for story in stories:
        named = story.title if any(c.isalnum() for c in story.title) or not options.stem else options.stem
        plain = f"{story.day.year:04}/{story.day.month:02}/{stem(named[:300], story.day, options.slugs)}"
        path, number = f"{plain}.md", 1
        while path in paths:
            number += 1
            path = f"{plain}-{number}.md"
        if number > 1:
            notes.append(note("path-numbered", story.first.number if story.first else 0, path=plain + ".md"))
        paths.append(path)
    return paths, notes


def _capture_moment(capture: Capture, options: Options) -> tuple[datetime | None, list[Note]]:
    """Return when the page was captured, in the site's zone, and notes about what was assumed.

    It is the moment of the command line, else noon of the header's date, else noon of the story's date, else None. A
    date outside ``YEARS`` does not count.
    """
    if options.captured is not None:
        given = options.captured
        return given.astimezone(options.zone) if given.tzinfo else given.replace(tzinfo=options.zone), []
    notes = []
    for day, line, code in (
        (capture.header_date, capture.header, "captured-at-noon"),
        (capture.story_date, capture.dated, "captured-from-story"),
    ):
        if day is None or line is None:
            continue
        if day.year in YEARS:
            moment = datetime.combine(day, NOON, options.zone)
            if capture.cards or capture.story_date is None:
                notes.append(note(code, line.number, time=stamp(moment)))
            return moment, notes
        notes.append(note("date-out-of-range", line.number, text=excerpt(line.text)))
    return None, notes


class _Cleaner:
    """Cleans the lines of one story and counts the changes."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, line: Line | None) -> str:
        """Return a line's cleaned text and add its changes to ``count``; empty text for None."""
        if line is None:
            return ""
        cleaned = clean(line.text.strip("\ufeff \t") if line.number == 1 else line.text.strip(" \t"))
        self.count += len(cleaned.changes)
        return one_line(bare(cleaned.text))

    def notes(self, line: int, title: str) -> list[Note]:
        """Return one note with the number of changes so far, or an empty list if there were none."""
        return [note("text-cleaned", line, count=self.count, title=title)] if self.count else []


def _main_story(capture: Capture, section: str, moment: datetime) -> tuple[_Story | None, list[Note]]:
    cleaner = _Cleaner()
    notes = []
    title, lead = cleaner(capture.headline), cleaner(capture.lead)
    first = capture.headline or capture.lead
    if not title and lead and capture.lead:
        title = first_clause(lead) or lead
        notes.append(note("headline-from-lead", capture.lead.number, title=title))
    if not title or first is None:
        return None, [*notes, note("no-story")]
    day = capture.story_date
    if day is None or day.year not in YEARS:
        if capture.dated and capture.story_date:
            notes.append(note("date-out-of-range", capture.dated.number, text=excerpt(capture.dated.text)))
        day = moment.date()
        notes.append(note("date-from-capture", first.number, date=day.isoformat()))
    blocks = []
    for block in capture.body:
        text = cleaner(block.line)
        if block.kind == "subhead":
            notes.append(note("subhead", block.line.number, text=excerpt(text)))
        if text:
            blocks.append(subhead(text) if block.kind == "subhead" else paragraph(text))
    sources: list[str] = []
    for line in capture.sources:
        text = cleaner(line)
        names = [name for name in _NAMES.split(inline_sources(text) or text) if name]
        if len(names) > 1:
            notes.append(note("sources-split", line.number, count=len(names)))
        sources += names
    fields = _without_empty(standfirst=lead, section=section, date=day, sources=list(dict.fromkeys(sources)))
    notes += cleaner.notes(first.number, title)
    return _Story(title, day, fields, tuple(blocks), capture.headline), notes


def _without_empty(**fields: Value) -> dict[str, Value]:
    return {key: value for key, value in fields.items() if value}


def _related_story(
    card: PageCard, options: Options, section: str, moment: datetime
) -> tuple[_Story | None, list[Note]]:
    cleaner = _Cleaner()
    first = card.lines[0]
    image, notes = _image(card, cleaner)
    summary = [text for line in card.summary if (text := cleaner(line))]
    opening = summary[0] if summary else image.get("caption", "")
    title = cleaner(card.headline)
    if not title and opening:
        title = first_clause(opening) or opening
        line = card.summary[0] if summary else card.caption or card.alt
        code = "headline-from-summary" if summary else "headline-from-caption"
        notes.append(note(code, line.number if line else first.number, title=title))
    if not title:
        return None, [*notes, note("card-empty", first.number)]
    when, found = _publication_time(card, moment, options.zone)
    notes += found
    own_section, place, found = section_and_place(card, section, options.sections, options.places)
    notes += found
    fields = _without_empty(
        kind="brief",
        standfirst=summary[0] if summary else "",
        section=own_section,
        place=place,
        date=stamp(when),
        image=image,
    )
    blocks = tuple(paragraph(text) for text in summary or [opening] if text)
    notes += cleaner.notes(first.number, title)
    return _Story(title, when.date(), fields, blocks, first), notes


def _image(card: PageCard, cleaner: _Cleaner) -> tuple[dict[str, str], list[Note]]:
    """Return a card's two caption lines as the fields of an image without a file.

    They are the alternative text, the caption, and the credit that stands in parentheses. One line alone becomes both
    texts. Without any line the mapping is empty.
    """
    alt, alt_credit = split_credit(cleaner(card.alt))
    caption, credit = split_credit(cleaner(card.caption))
    line = card.caption or card.alt
    if line is None or not (alt or caption):
        return {}, []
    notes = []
    if not (alt and caption):
        notes.append(note("caption-single", line.number))
    credit = credit or alt_credit
    if credit:
        notes.append(note("credit", line.number, credit=credit))
    notes.append(note("text-figure", line.number))
    fields = {"alt": alt or caption, "caption": caption or alt, "credit": credit}
    return {key: value for key, value in fields.items() if value}, notes


def _publication_time(card: PageCard, moment: datetime, zone: tzinfo) -> tuple[datetime, list[Note]]:
    """Return when a related story appeared: its relative time counted back from ``moment``, else ``moment`` itself."""
    if card.time is None or card.ago is None:
        return moment, [note("time-missing", card.lines[0].number, time=stamp(moment))]
    when = count_back(moment, *card.ago, zone)
    text = excerpt(card.time.text)
    if when is None:
        return moment, [note("time-impossible", card.time.number, text=text)]
    return when, [note("time-counted", card.time.number, text=text, time=stamp(when))]
