"""What differs between two versions of a story, word by word."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from textwrap import dedent
from typing import Literal

from .alignment import MOST_STEPS, Part, align
from .story_file import FrontPart, StoryFile, unified

_MARKS = "\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u200c\u200d"
_WORD = re.compile(rf"(?:\w[{_MARKS}]*)+|\s+|.", re.DOTALL)
"""A word with its vowel marks, a run of white space, or a single sign."""

Did = Literal["same", "added", "removed"]


@dataclass(frozen=True, slots=True)
class Run:
    """Some words in a row that stayed, came or went."""

    did: Did
    text: str


@dataclass(frozen=True, slots=True)
class Changed:
    """A part of a story that differs: the value of a ``key`` as it is written, or a block of the text. ``runs`` are its
    words, old and new; ``moved`` says that it stands in another place."""

    runs: tuple[Run, ...]
    moved: bool = False
    key: str = ""


@dataclass(frozen=True, slots=True)
class Unchanged:
    """This many parts in a row are the same."""

    count: int


@dataclass(frozen=True, slots=True)
class StoryDifference:
    """What differs in the front matter and in the text, in the order of the newer version; empty where nothing does."""

    front: tuple[Changed | Unchanged, ...]
    text: tuple[Changed | Unchanged, ...]

    @property
    def is_empty(self) -> bool:
        return not self.front and not self.text


def difference(old: StoryFile, new: StoryFile) -> StoryDifference:
    """Compare two versions of a story. Parts are aligned as merges align them, then compared by words."""
    fronts = [[(part.key, _value(part)) for part in file.front if part.raw.strip()] for file in (old, new)]
    texts = [[("", block.source.rstrip("\n")) for block in file.blocks] for file in (old, new)]
    return StoryDifference(tuple(_compared(*fronts)), tuple(_compared(*texts)))


def _value(part: FrontPart) -> str:
    """The lines of a key without its name and the indentation that they share."""
    text = unified(part.raw).rstrip("\n")
    name, colon, value = text.partition(":")
    return dedent(value).strip() if colon and part.key and name.strip("\"' ") == part.key else text


def _compared(old: Sequence[tuple[str, str]], new: Sequence[tuple[str, str]]) -> Iterator[Changed | Unchanged]:
    rows = list(_rows(old, new))
    if any(isinstance(row, Changed) for row in rows):
        count = 0
        for row in rows:
            if isinstance(row, Unchanged):
                count += row.count
                continue
            if count:
                yield Unchanged(count)
            count = 0
            yield row
        if count:
            yield Unchanged(count)


def _rows(old: Sequence[tuple[str, str]], new: Sequence[tuple[str, str]]) -> Iterator[Changed | Unchanged]:
    found = align(*([_part(key, text) for key, text in side] for side in (old, new)))
    kept = set(found.old)
    shown = 0
    for place, (key, text) in enumerate(new):
        at = found.old[place]
        if at >= 0 and at not in found.moved:
            yield from _removed(old, range(shown, at), kept)
            shown = max(shown, at + 1)
        if at < 0:
            yield Changed((Run("added", text),), key=key)
        elif at in found.moved or old[at][1] != text:
            yield Changed(words(old[at][1], text), at in found.moved, key)
        else:
            yield Unchanged(1)
    yield from _removed(old, range(shown, len(old)), kept)


def _part(key: str, text: str) -> Part:
    return Part(("key", key), unique=True) if key else Part(text, text)


def _removed(old: Sequence[tuple[str, str]], places: range, kept: set[int]) -> Iterator[Changed]:
    return (Changed((Run("removed", old[at][1]),), key=old[at][0]) for at in places if at not in kept)


def words(old: str, new: str) -> tuple[Run, ...]:
    """Compare two texts word by word. Of very long ones only what both begin and end with is the same.

    Single spaces between two changed words count as changed, so that a changed phrase stands together.
    """
    one, two = _WORD.findall(old), _WORD.findall(new)
    first = 0
    while first < min(len(one), len(two)) and one[first] == two[first]:
        first += 1
    last = 0
    while last < min(len(one), len(two)) - first and one[-1 - last] == two[-1 - last]:
        last += 1
    middle, other = one[first : len(one) - last], two[first : len(two) - last]
    runs = [Run("same", "".join(one[:first]))]
    runs += _middle(middle, other)
    runs.append(Run("same", "".join(one[len(one) - last :])))
    return tuple(_joined(run for run in runs if run.text))


def _middle(old: Sequence[str], new: Sequence[str]) -> Iterator[Run]:
    if len(old) * len(new) > MOST_STEPS:
        yield Run("removed", "".join(old))
        yield Run("added", "".join(new))
        return
    codes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    for place, (tag, a, b, c, d) in enumerate(codes):
        if tag == "equal":
            text = "".join(old[a:b])
            if text.isspace() and 0 < place < len(codes) - 1:
                yield Run("removed", text)
                yield Run("added", text)
            else:
                yield Run("same", text)
            continue
        if b > a:
            yield Run("removed", "".join(old[a:b]))
        if d > c:
            yield Run("added", "".join(new[c:d]))


def _joined(runs: Iterator[Run]) -> Iterator[Run]:
    """Runs in a row as one: what went before what came."""
    gone, come = "", ""
    same = ""
    for run in runs:
        if run.did == "same":
            yield from _pair(gone, come)
            gone = come = ""
            same += run.text
            continue
        if same:
            yield Run("same", same)
            same = ""
        if run.did == "removed":
            gone += run.text
        else:
            come += run.text
    yield from _pair(gone, come)
    if same:
        yield Run("same", same)


def _pair(gone: str, come: str) -> Iterator[Run]:
    if gone:
        yield Run("removed", gone)
    if come:
        yield Run("added", come)
