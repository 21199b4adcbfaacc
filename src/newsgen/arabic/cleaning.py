"""Clean text from other systems, and report every change with its position."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from html.entities import html5
from itertools import pairwise

from .character_classes import DIRECTION_MARKS, JOINERS, LETTER, MARK, unshape_one
from .controls import bidi_controls
from .edits import Edit, Piece, revise

PASSES = 8
"""The maximum number of rounds until nothing changes; real text needs two (an entity that turns out to be a space)."""


@dataclass(frozen=True, slots=True)
class Change:
    """One change: the characters from ``start`` to ``end`` of the original became ``after``, by ``rules``."""

    start: int
    end: int
    before: str
    after: str
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cleaned:
    """The clean text, and the changes in order of position. They do not overlap; applied to the original they give the text."""

    text: str
    changes: tuple[Change, ...]


_STRAY = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u200b\u2060\ufeff\u00ad\u180e\ufffe\uffff\ud800-\udfff]"
)
_LINE_END = re.compile(r"\r\n?|[\u0085\u2028\u2029]")
_EDGE = rf"\s{LETTER}{MARK}"
_IDLE_MARK = re.compile(rf"(?<![^{_EDGE}])[{DIRECTION_MARKS}]+(?![^{_EDGE}])")
_IDLE_JOINER = re.compile(r"(?<!\S)[\u200c\u200d]+|(?<!\u200c)\u200c+(?!\S)")
_AMP = r"(?:amp|AMP|#0{0,5}38|#[xX]0{0,5}26);"
_ENTITY = re.compile(rf"&((?:{_AMP})*)([A-Za-z][A-Za-z0-9]{{1,30}};|#[0-9]{{1,8}};|#[xX][0-9A-Fa-f]{{1,7}};)")
_SHAPED = re.compile(r"[\ufb50-\ufdff\ufe70-\ufefc]")
_SPACE = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
_ODD = re.compile(f"[{_SPACE}]")
_ODD_SPACE = re.compile(rf"(?<![ \t{_SPACE}])[ \t]*[{_SPACE}][ \t{_SPACE}]*")
_LEADING = re.compile(rf"^[ \t]*[{_SPACE}][ \t{_SPACE}]*", re.MULTILINE)
_TRAILING = re.compile(rf"(?<![ \t{_SPACE}])[ \t{_SPACE}]+$", re.MULTILINE)
_TRAILING_ODD = re.compile(rf"(?<![ \t{_SPACE}])[ \t]*[{_SPACE}][ \t{_SPACE}]*$", re.MULTILINE)
_DOUBLED = re.compile(r"(?<=\S)[ \t]{2,}(?=\S)")
_BEFORE_POINT = re.compile(
    rf"(?<=[{LETTER}{MARK}\u06400-9\u0660-\u0669\"»)”%٪])[ \t]+"
    r"(?:(?=[،؛؟])|(?=[.!?,](?:[\s\"»)”]|$))|(?=[:;](?:[\s\"»”]|$)))"
)


def clean(text: str, *, markup: bool = False) -> Cleaned:
    """Return the text in NFC without the remains of copying and of old systems, and the list of changes.

    Rules: ``nfc``; ``shape`` (presentation forms to letters, but not ﷺ); ``control`` (embeddings, overrides, unpaired
    isolates); ``mark`` (direction marks with no neighbour to act on); ``stray`` (zero-width and other invisible characters;
    joiners that join nothing); ``line-end``; ``entity`` (HTML references, nested ones too); ``nbsp`` (every unusual space
    becomes a plain one, because Arabic text needs none); ``space`` (doubled, trailing); ``punctuation`` (a space before a full
    stop, a comma or a similar sign).

    Tatweel, the two dots of headlines, quotation marks and Latin commas stay: they may be intended, and house style
    reports them. An indent of plain spaces stays. With ``markup`` the text is Markdown: nested references and
    references to characters that Markdown and HTML use stay, and so do plain spaces at the end of a line, which break
    it. Cleaning clean text changes nothing, unless the text needed more than ``PASSES`` rounds.
    """
    pieces = [Piece(text, 0, len(text))]
    current = text
    for _ in range(PASSES):
        before = current
        for stage in (_nfc, _strays, _entities, _shapes, _nfc, _spaces, _points):
            edits = list(stage(current, markup))
            if edits:
                pieces = revise(pieces, edits)
                current = "".join(piece.text for piece in pieces)
        if current == before:
            break
    changed = (Change(p.start, p.end, text[p.start : p.end], p.text, p.rules) for p in pieces if p.rules)
    return Cleaned(current, tuple(change for change in changed if change.before != change.after))


def _nfc(text: str, markup: bool) -> Iterator[Edit]:
    if unicodedata.is_normalized("NFC", text):
        return
    starts = [n for n, char in enumerate(text) if n == 0 or not unicodedata.combining(char)] + [len(text)]
    parts = [(a, b, unicodedata.normalize("NFC", text[a:b])) for a, b in pairwise(starts)]
    whole = unicodedata.normalize("NFC", text)
    if "".join(part for *_, part in parts) != whole:  # Hangul and a few Indic vowels compose across starters.
        yield Edit(0, len(text), whole, "nfc")
        return
    for a, b, part in parts:
        if text[a:b] != part:
            yield Edit(a, b, part, "nfc")


def _strays(text: str, markup: bool) -> Iterator[Edit]:
    found = [Edit(m.start(), m.end(), "", "stray") for m in _STRAY.finditer(text)]
    found += [Edit(m.start(), m.end(), "\n", "line-end") for m in _LINE_END.finditer(text)]
    found += [Edit(at, at + 1, "", "control") for at in bidi_controls(text)]
    if any(mark in text for mark in DIRECTION_MARKS):
        found += [Edit(m.start(), m.end(), "", "mark") for m in _IDLE_MARK.finditer(text)]
    if any(joiner in text for joiner in JOINERS):
        found += [Edit(m.start(), m.end(), "", "stray") for m in _IDLE_JOINER.finditer(text)]
    yield from sorted(found, key=lambda e: e.start)


def _entities(text: str, markup: bool) -> Iterator[Edit]:
    if "&" not in text:
        return
    for match in _ENTITY.finditer(text):
        nested, name = match.groups()
        char = html.unescape(f"&{name}") if name[0] == "#" else html5.get(name)
        if char is None or (markup and (nested or (char.isascii() and not char.isalnum() and char not in "\"'"))):
            continue
        yield Edit(match.start(), match.end(), char, "entity")


def _shapes(text: str, markup: bool) -> Iterator[Edit]:
    for match in _SHAPED.finditer(text):
        letters = unshape_one(match[0])
        if letters != match[0]:
            yield Edit(match.start(), match.end(), letters, "shape")


def _spaces(text: str, markup: bool) -> Iterator[Edit]:
    odd = _ODD.search(text) is not None
    ends: dict[int, Edit] = {}
    if not markup or odd:
        for m in (_TRAILING_ODD if markup else _TRAILING).finditer(text):
            ends[m.start()] = Edit(m.start(), m.end(), "", "space")
    if odd:
        for m in _LEADING.finditer(text):
            ends[m.start()] = Edit(m.start(), m.end(), "", "nbsp")
        for m in _ODD_SPACE.finditer(text):
            ends.setdefault(m.start(), Edit(m.start(), m.end(), " ", "nbsp"))
    if ends:
        yield from (ends[start] for start in sorted(ends))
    else:
        for m in _DOUBLED.finditer(text):
            yield Edit(m.start(), m.end(), " ", "space")


def _points(text: str, markup: bool) -> Iterator[Edit]:
    for match in _BEFORE_POINT.finditer(text):
        yield Edit(match.start(), match.end(), "", "punctuation")
