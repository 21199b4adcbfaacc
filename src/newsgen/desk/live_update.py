"""An update of live coverage as somebody types it in a hurry, and its place in the text: by time, below the line of its day."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from ..articles import body
from ..articles.comments import without_comments
from ..articles.live import MAX_ENTRIES, WrittenEntry, begun_by, first_day, split_coverage, without_headings
from ..articles.new_story import one_line
from ..base.messages import hint_of, message_of
from ..base.problems import N_
from ..site.local_time import local_time
from ..site.settings import Settings
from ..site.text import without_controls
from ..site.timestamps import parse_moment
from .roles import Values
from .story_edit import InsertBlock, Refusal, edited
from .story_file import StoryFile, unified
from .unfit import Unfit

LONGEST_HEADLINE = 110
"""Characters of the longest first sentence that becomes a headline whole; of a longer one its first words do."""

SAME_WITHIN = timedelta(minutes=30)
"""For so long the same words are the same update: somebody has sent it again, because the first answer did not arrive."""


@dataclass(frozen=True, slots=True)
class Update:
    """An update as it is sent. ``headline`` may be empty; ``text`` is Markdown and may be empty, but not both. ``key`` makes it
    a key event."""

    headline: str
    text: str = ""
    key: bool = False


@dataclass(frozen=True, slots=True)
class Added:
    """The coverage with an update, or why it cannot be written, and the local time at which the update stands there.

    ``again`` says that it was there already: the file is as it was.
    """

    file: StoryFile | Refusal
    at: datetime
    again: bool = False


EMPTY = N_("Write what happened, or a headline.")
NO_HEADLINE = N_("Write a headline: the text begins with something that is no plain sentence.")
HEADLINE = N_(
    "This headline would be read otherwise than it is written: write it without <!--, and without “{braces}” or # at its end."
)
NO_COVERAGE = N_("This story is no live coverage.")
WITHDRAWN = N_("This coverage is withdrawn; readers see no updates.")
OVER = N_("This coverage has ended. An editor can move its end (“live_until”).")
FAULT = N_("The site would take no more of this story: {fault}")
FULL = N_("There are {most} updates in this coverage, and a page holds no more. Go on in a new story.")


def is_open(values: Values, now: datetime, settings: Settings) -> bool:
    """Whether a story is live coverage that has not ended and is not withdrawn: one that takes updates."""
    return (
        values.get("kind") == "live" and values.get("status") != "withdrawn" and not _has_ended(values, now, settings)
    )


def _has_ended(values: Values, now: datetime, settings: Settings) -> bool:
    written = values.get("live_until")
    try:
        until = parse_moment(written) if isinstance(written, str) else None
    except ValueError:
        return False
    return until is not None and local_time(until, settings) <= now


def with_update(file: StoryFile, update: Update, now: datetime, settings: Settings, lang: str) -> Added:
    """Add an update, at this moment in the site's zone, to live coverage: where its time belongs among the entries.

    An update that somebody sent already within ``SAME_WITHIN``, word for word, is not added again. Raises Unfit for one that
    cannot enter; an error that its own text would have, and which would hold the story back, is told in ``lang``.
    """
    values = file.values
    if values.get("kind") != "live":
        raise Unfit(NO_COVERAGE)
    if values.get("status") == "withdrawn":
        raise Unfit(WITHDRAWN)
    if _has_ended(values, now, settings):
        raise Unfit(OVER)
    at = now.astimezone(settings.zone).replace(tzinfo=None, second=0, microsecond=0)
    headline, text = _parts(update)
    written = without_comments(without_controls(unified(file.body_text))[0], 1)[0]
    there = split_coverage(written, first_day(values.get("date")), 1).entries
    plain = without_comments(text, 1)[0].strip()
    for entry in there:
        if (entry.title, entry.text.strip()) == (headline, plain) and timedelta() <= at - entry.at < SAME_WITHIN:
            return Added(file, entry.at, again=True)
    if sum(1 for place in _places(file) if isinstance(place.begins, WrittenEntry)) >= MAX_ENTRIES:
        raise Unfit(FULL, {"most": str(MAX_ENTRIES)})
    _refuse_errors(text, settings, lang)
    heading = f"## {at:%H:%M} {headline}" + (" {.key}" if update.key else "")
    wanted = WrittenEntry(at, headline, "", "", 1, 2, update.key)
    if "<!--" in headline or begun_by(heading, at.date()) != wanted:
        raise Unfit(HEADLINE, {"braces": "{…}"})
    source = f"{heading}\n\n{text}" if text else heading
    return Added(edited(file, [_insertion(file, source, at)]), at)


def _refuse_errors(text: str, settings: Settings, lang: str) -> None:
    """Raise Unfit where the text has an error: it would hold back all of the story."""
    for problem in body.render(text, first_line=1, prefix=settings.prefix).problems:
        if problem.level == "error":
            raise Unfit(FAULT, {"fault": f"{message_of(problem, lang)} {hint_of(problem, lang)}"})


# what the person typed


_MARKUP = re.compile(r"[*_`<\[|{\\]|^(?:>|~~~|[-+#=~:]+(?:\s|$)|\d{1,3}[.)]\s)")
"""What makes the beginning of a text something other than plain words."""

_SENTENCE_END = re.compile(r"(?<=[\w\u064b-\u0652»”)]{3})[.؟!?…]+(?=\s|$)")
"""The end of a sentence: a word of three letters or more stands before it, so that «د. سلمى» does not end one, nor does a stop
inside of quotation marks."""


def _parts(update: Update) -> tuple[str, str]:
    """The headline and the text of an update. Without a headline the first sentence of the text is it."""
    headline = one_line(without_controls(update.headline)[0])
    text = without_headings(without_controls(unified(update.text))[0]).strip("\n")
    text = "\n".join(line.rstrip() if not line.strip() else line for line in text.split("\n")).strip()
    if headline:
        return headline, text
    if not one_line(text):
        raise Unfit(EMPTY)
    line, _, below = text.partition("\n")
    end = _SENTENCE_END.search(line)
    sentence = line[: end.end()] if end else line
    if _MARKUP.search(sentence) or (not end and below and not below.startswith("\n") and _MARKUP.search(below)):
        raise Unfit(NO_HEADLINE)
    if len(sentence) > LONGEST_HEADLINE:
        return one_line(sentence[:LONGEST_HEADLINE].rpartition(" ")[0] or sentence[:LONGEST_HEADLINE]) + "…", text
    rest = f"{line[len(sentence) :].lstrip()}\n{below}".strip()
    headline = one_line(sentence)
    headline = headline if headline.endswith("..") else headline.removesuffix(".").rstrip()
    if not any(map(str.isalnum, headline)):
        raise Unfit(NO_HEADLINE)
    return headline, rest


# its place


@dataclass(frozen=True, slots=True)
class _Place:
    """A block that begins an entry or names a day; ``day`` is the one in force above it."""

    index: int
    begins: WrittenEntry | date
    day: date


def _places(file: StoryFile) -> Iterator[_Place]:
    day = first_day(file.values.get("date"))
    for index, block in enumerate(file.blocks):
        begun = begun_by(without_controls(block.source.partition("\n")[0])[0], day) if "#" in block.source else None
        if begun is not None:
            yield _Place(index, begun, day)
            day = begun if not isinstance(begun, WrittenEntry) else day


def _insertion(file: StoryFile, source: str, at: datetime) -> InsertBlock:
    """The insertion of an entry where its time belongs, with the lines of days that keep it and what follows on their days.

    Coverage is written from the newest down, or from the oldest where its first and last entry say so; an entry of the same
    minute counts as older.
    """
    places = list(_places(file))
    entries = [place for place in places if isinstance(place.begins, WrittenEntry)]
    moments = [place.begins.at for place in entries if isinstance(place.begins, WrittenEntry)]
    oldest_first = bool(moments) and moments[0] < moments[-1]
    after = next(
        (
            place
            for place, moment in zip(entries, moments, strict=True)
            if (moment > at if oldest_first else moment <= at)
        ),
        None,
    )
    if after is None:
        last = places[-1] if places else None
        day = first_day(file.values.get("date")) if last is None else _day_below(last)
        return InsertBlock(len(file.blocks), _dated(source, at, day))
    index, day = after.index, after.day
    if day == at.date():
        return InsertBlock(index, source)
    above = {place.index: place for place in places if not isinstance(place.begins, WrittenEntry)}
    if index - 1 in above:  # the line of its day stays with the older entry
        return InsertBlock(index - 1, _dated(source, at, above[index - 1].day))
    return InsertBlock(index, f"{_dated(source, at, day)}\n\n# {day}")


def _day_below(place: _Place) -> date:
    return place.day if isinstance(place.begins, WrittenEntry) else place.begins


def _dated(source: str, at: datetime, day: date) -> str:
    """An entry below the line of its day, unless that day is in force already."""
    return source if at.date() == day else f"# {at:%Y-%m-%d}\n\n{source}"
