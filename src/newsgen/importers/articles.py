"""Article files from a captured page: the main story, its related stories, and a note of every inference."""

import re
from dataclasses import dataclass, field
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
    """What the site and the command line say; ``stem`` is the captured file's name without its suffix."""

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
    """One article file; ``path`` is under ``content/``."""

    path: str
    text: str


@dataclass(frozen=True, slots=True)
class Imported:
    """The files of a page, the main story first, and the notes by line."""

    files: tuple[ImportedFile, ...]
    notes: tuple[Note, ...]


@dataclass(slots=True)
class _Story:
    """A story on its way into a file."""

    title: str = ""
    day: date | None = None
    fields: dict[str, Value] = field(default_factory=dict)
    blocks: list[str] = field(default_factory=list)


def to_articles(capture: Capture, options: Options) -> Imported:
    """The article files of a capture. The same capture and options give the same bytes."""
    notes = [note("line-unplaced", x.number, text=excerpt(x.text)) for x in capture.unplaced]
    files: tuple[ImportedFile, ...] = ()
    if capture.refused:
        notes.append(note("too-large", limit=LIMIT // 1_000_000))
    elif not (capture.headline or capture.lead or capture.cards):
        notes.append(note("nothing"))
    else:
        files = _files(capture, options, notes)
    return Imported(files, tuple(sorted(notes, key=lambda n: n.order)))


def _files(capture: Capture, options: Options, notes: list[Note]) -> tuple[ImportedFile, ...]:
    moment = _moment(capture, options, notes)
    if moment is None:
        notes.append(note("no-date"))
        return ()
    section = main_section(capture, options.section, options.sections, notes)
    main = _main(capture, options, section, moment, notes)
    stories: list[tuple[_Story, Line]] = []
    for card in capture.cards:
        story = _related(card, options, section, moment, notes)
        if story is None:
            continue
        if any(s.title == story.title and s.blocks == story.blocks for s, _ in stories):
            notes.append(note("card-repeated", card.lines[0].number))
            continue
        stories.append((story, card.lines[0]))
    taken: set[str] = set()
    main_path = _path(main, options, taken, notes, capture.headline) if main else ""
    paths = [_path(story, options, taken, notes, line) for story, line in stories]
    files = [ImportedFile(path, _text(s)) for path, (s, _) in zip(paths, stories, strict=True)]
    if main is None:
        return tuple(files)
    if paths:
        main.fields["related"] = [path.removesuffix(".md") for path in paths]
    return (ImportedFile(main_path, _text(main)), *files)


def _text(story: _Story) -> str:
    return article_file({"title": story.title, **story.fields}, story.blocks)


def _path(story: _Story, options: Options, taken: set[str], notes: list[Note], line: Line | None) -> str:
    assert story.day is not None
    named = story.title if any(c.isalnum() for c in story.title) or not options.stem else options.stem
    plain = path = f"{story.day.year:04}/{story.day.month:02}/{stem(named[:300], story.day, options.slugs)}"
    number = 1
    while path in taken:
        number += 1
        path = f"{plain}-{number}"
    if number > 1:
        notes.append(note("path-numbered", line.number if line else 0, path=plain + ".md"))
    taken.add(path)
    return path + ".md"


def _moment(capture: Capture, options: Options, notes: list[Note]) -> datetime | None:
    """When the page was captured: as said, else noon of the header's day, else noon of the story's."""
    if options.captured is not None:
        said = options.captured
        return said.astimezone(options.zone) if said.tzinfo else said.replace(tzinfo=options.zone)
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
            return moment
        notes.append(note("date-out-of-range", line.number, text=excerpt(line.text)))
    return None


class _Cleaning:
    """The lines of one story, cleaned, and how much there was to clean."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, line: Line | None) -> str:
        if line is None:
            return ""
        cleaned = clean(line.text.strip("\ufeff \t") if line.number == 1 else line.text.strip(" \t"))
        self.count += len(cleaned.changes)
        return one_line(bare(cleaned.text))

    def note(self, notes: list[Note], line: int, title: str) -> None:
        if self.count:
            notes.append(note("text-cleaned", line, count=self.count, title=title))


def _main(capture: Capture, options: Options, section: str, moment: datetime, notes: list[Note]) -> _Story | None:
    tidy = _Cleaning()
    title, lead = tidy(capture.headline), tidy(capture.lead)
    first = capture.headline or capture.lead
    if not title and lead and capture.lead:
        title = first_clause(lead) or lead
        notes.append(note("headline-from-lead", capture.lead.number, title=title))
    if not title or first is None:
        notes.append(note("no-story"))
        return None
    story = _Story(title, capture.story_date)
    if story.day is None or story.day.year not in YEARS:
        if capture.dated and capture.story_date:
            notes.append(note("date-out-of-range", capture.dated.number, text=excerpt(capture.dated.text)))
        story.day = moment.date()
        notes.append(note("date-from-capture", first.number, date=story.day.isoformat()))
    for block in capture.body:
        text = tidy(block.line)
        if block.kind == "subhead":
            notes.append(note("subhead", block.line.number, text=excerpt(text)))
        if text:
            story.blocks.append(subhead(text) if block.kind == "subhead" else paragraph(text))
    sources: list[str] = []
    for line in capture.sources:
        text = tidy(line)
        names = [name for name in _NAMES.split(inline_sources(text) or text) if name]
        if len(names) > 1:
            notes.append(note("sources-split", line.number, count=len(names)))
        sources += names
    story.fields = _filled(standfirst=lead, section=section, date=story.day, sources=list(dict.fromkeys(sources)))
    tidy.note(notes, first.number, title)
    return story


def _filled(**fields: Value) -> dict[str, Value]:
    return {key: value for key, value in fields.items() if value}


def _related(card: PageCard, options: Options, section: str, moment: datetime, notes: list[Note]) -> _Story | None:
    tidy = _Cleaning()
    first = card.lines[0].number
    image = _image(card, tidy, notes)
    summary = [text for line in card.summary if (text := tidy(line))]
    said = summary[0] if summary else image.get("caption", "")
    title = tidy(card.headline)
    if not title and said:
        title = first_clause(said) or said
        line = card.summary[0] if summary else card.caption or card.alt
        code = "headline-from-summary" if summary else "headline-from-caption"
        notes.append(note(code, line.number if line else first, title=title))
    if not title:
        notes.append(note("card-empty", first))
        return None
    when = _when(card, moment, options.zone, notes)
    own, place = section_and_place(card, section, options.sections, options.places, notes)
    story = _Story(title, when.date())
    story.fields = _filled(
        standfirst=summary[0] if summary else "", section=own, place=place, date=stamp(when), image=image
    )
    story.blocks = [paragraph(text) for text in summary or [said] if text]
    tidy.note(notes, first, title)
    return story


def _image(card: PageCard, tidy: _Cleaning, notes: list[Note]) -> dict[str, str]:
    """The card's two caption lines as a text figure: alternative text, caption, and the credit in parentheses."""
    alt, alt_credit = split_credit(tidy(card.alt))
    caption, credit = split_credit(tidy(card.caption))
    line = card.caption or card.alt
    if line is None or not (alt or caption):
        return {}
    if not (alt and caption):
        notes.append(note("caption-single", line.number))
    credit = credit or alt_credit
    if credit:
        notes.append(note("credit", line.number, credit=credit))
    notes.append(note("text-figure", line.number))
    fields = {"alt": alt or caption, "caption": caption or alt, "credit": credit}
    return {key: value for key, value in fields.items() if value}


def _when(card: PageCard, moment: datetime, zone: tzinfo, notes: list[Note]) -> datetime:
    if card.time is None or card.ago is None:
        notes.append(note("time-missing", card.lines[0].number, time=stamp(moment)))
        return moment
    when = count_back(moment, *card.ago, zone)
    if when is None:
        notes.append(note("time-impossible", card.time.number, text=excerpt(card.time.text)))
        return moment
    notes.append(note("time-counted", card.time.number, text=excerpt(card.time.text), time=stamp(when)))
    return when
