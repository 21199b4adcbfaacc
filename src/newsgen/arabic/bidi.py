"""Direction: which runs of an Arabic sentence must be isolated so that a reader sees them as they were written."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .bidi_levels import stands
from .character_classes import BIDI_CONTROLS, DIRECTION_MARKS, EMBEDDINGS, ISOLATES, LATIN, POP_ISOLATE, RTL

FSI, PDI = "\u2068", "\u2069"

_D = "[0-9]"
_WORD = rf"(?:{LATIN}|[0-9\u0300-\u036f])"
_INNER = r"[.,:;/\\&'’@#%‰٪°_=~*×÷+\-−–—$€£¥!?]"
_AT_START = r"(?<![^\s(\[«\"'“،؛:])"
_DASH = r"[-−–—]"

# Every alternative is bounded or runs over disjoint classes, so that a match costs one pass over its text.
_CANDIDATE = re.compile(
    rf"""
      (?P<address>(?:https?://|www\.)[^\s<>"«»]+)
    | (?P<spaced>(?<![0-9])(?:
          (?:\+|00){_D}{{1,4}}(?:[ ](?:\({_D}{{1,8}}\)|{_D}{{1,8}})){{1,6}}       # +963 11 222 3333
        | 0{_D}{{1,3}}(?:[ ]{_D}{{2,8}}){{1,5}}                     # 011 222 3333
        | {_D}{{1,3}}(?:[ ]{_D}{{3}})+                              # 10 000
        | {_D}{{1,2}}[ ]{_DASH}[ ]{_D}{{1,2}}                       # 2 - 1
        | {_D}{{4}}[ ]{_DASH}[ ]{_D}{{4}}                           # 2018 - 2021
      )(?![0-9]))
    | (?P<token>
        (?:{_AT_START}(?:[~./](?={LATIN}) | [+\-−±~]?[$€£¥]?(?={_D})) | (?<!{_WORD})[@\#$€£¥](?={_WORD}))?
        {_WORD}(?:{_WORD}|{_INNER}{{1,3}}(?={_WORD}))*
        (?:(?:\+\+?|[%‰٪°\#™®©])(?!{_WORD})|(?<=[0-9])[$€£¥])?
      )
    """,
    re.VERBOSE,
)
_START = re.compile("[^ \n\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\"'()«»:]")
"""What a candidate can begin with, and a little more. One class of characters below U+10000 passes over Arabic words at a
thirtieth of what the whole pattern costs."""
_ANY_LEFT = re.compile(rf"{LATIN}|[0-9]")
_LETTER = re.compile(LATIN)
_RIGHT = re.compile(rf"[{RTL}]")
_JOIN = re.compile(r"[ ]|[,.:;][ ]|[ ][-–—&+/|:][ ]")
_ARABIC_LIST = re.compile(r"\s*[،؛]\s*")
_BRACKETED = re.compile(rf"[ ]?\((?=[^()]*{LATIN})[^(){RTL}\n]{{1,60}}\)")
_ABBREVIATION = re.compile(
    r"(?:(?<![A-Za-z])[A-Za-z]\.[A-Za-z]|(?<![A-Za-z])(?:Inc|Ltd|Co|Corp|Jr|Sr|Dr|Mr|Mrs|Ms|Prof|St|Mt|Ft|No|vs|Bros|Gen|Sen"
    r"|Rep|Gov|Col|Lt|Sgt|Capt|Rev|Hon|Ave|Blvd|Dept|Est|etc|Vol|Univ|Assn|Intl|Plc|Cie|GmbH))$"
)
_PARAGRAPH = re.compile(r"([\n\r\x1c-\x1e\x85\u2029])")
"""What ends a bidi paragraph, and every isolate in it."""
_CONTROL = re.compile(f"[{BIDI_CONTROLS}]")
_STOPS = ".,;:!?)]}'’،؛؟"

Run = tuple[str, str | None]


def bidi_runs(text: str) -> tuple[Run, ...]:
    """The text cut into runs, each with its direction: "ltr" (``<bdi dir=ltr>``), "auto" (``<bdi>``) or None (leave).

    A run needs isolation if, in a right-to-left paragraph, the Unicode bidirectional algorithm shows any of its
    characters out of left-to-right order after an Arabic letter or at the head of a paragraph: ranges, scores, phone
    numbers, percentages, signed numbers, handles, C++, "Apple Inc.". Plain words and numbers (Apple, 1,234.5,
    30/7/2021, 08:30) do not. Latin names that an Arabic comma separates are isolated one by one, so that their list
    runs from the right. Arabic-Indic digits are left: their order is the same in every context. What already stands
    between isolates is left as well. Joined again, the runs are the text.
    """
    if not _ANY_LEFT.search(text):
        return ((text, None),)
    if _PARAGRAPH.search(text):
        lines = _PARAGRAPH.split(text)
        return tuple(run for line in lines for run in bidi_runs(line) if run[0])
    if not _RIGHT.search(text):
        return _foreign(text)
    runs: list[Run] = []
    at = 0
    for start, end, direction in _wanted(text):
        if start > at:
            runs.append((text[at:start], None))
        runs.append((text[start:end], direction))
        at = end
    if at < len(text) or not runs:
        runs.append((text[at:], None))
    return tuple(runs)


def isolate(text: str) -> str:
    """The text with U+2068 … U+2069 around the runs that need it, for places where no tag can stand.

    First-strong isolates serve all of them: a run starts with a left-to-right letter or has none, and both resolve to
    left-to-right.
    """
    runs = bidi_runs(text)
    if all(direction is None for _, direction in runs):
        return text
    return "".join(run if direction is None else f"{FSI}{run}{PDI}" for run, direction in runs)


def strip_controls(text: str) -> str:
    """The text without any bidi control: embeddings, overrides, isolates and marks."""
    return _CONTROL.sub("", text)


def bidi_controls(text: str) -> tuple[int, ...]:
    """The offsets of controls that no source should have: U+202A..202E, and isolates without their pair in a paragraph.

    Direction marks (U+200E, U+200F, U+061C) and paired isolates reach no further than they look, and are not listed.
    """
    if not _CONTROL.search(text):
        return ()
    found, open_ = [], []
    for match in re.finditer(rf"[{BIDI_CONTROLS}\n\r\x1c-\x1e\x85\u2029]", text):
        char, at = match[0], match.start()
        if char in EMBEDDINGS:
            found.append(at)
        elif char in ISOLATES:
            open_.append(at)
        elif char == POP_ISOLATE:
            if open_:
                open_.pop()
            else:
                found.append(at)
        elif char not in DIRECTION_MARKS:
            found += open_
            open_ = []
    return tuple(sorted(found + open_))


def _foreign(text: str) -> tuple[Run, ...]:
    """A text without a right-to-left letter: one run, isolated where its last full stop or its signs would stray."""
    core = text.strip()
    if not _LETTER.search(core) or _CONTROL.search(core):
        spans = list(_wanted(text))
        if not spans:
            return ((text, None),)
    elif stands(core):
        return ((text, None),)
    else:
        start = text.index(core)
        spans = [(start, start + len(core), _direction(core))]
    runs: list[Run] = []
    at = 0
    for start, end, direction in spans:
        runs += [(text[at:start], None), (text[start:end], direction)]
        at = end
    return tuple(run for run in (*runs, (text[at:], None)) if run[0])


def _wanted(text: str) -> list[tuple[int, int, str]]:
    """The spans to isolate, in order, with their direction."""
    phrases = _phrases(text)
    wanted = []
    for n, (start, end) in enumerate(phrases):
        run = text[start:end]
        if not stands(run) or _listed(text, phrases, n):
            wanted.append((start, end, _direction(run)))
    if wanted and _CONTROL.search(text):
        inside = _isolated(text)
        wanted = [span for span in wanted if not any(a < span[0] < b for a, b in inside)]
    return wanted


def _phrases(text: str) -> list[tuple[int, int]]:
    """The foreign phrases: tokens, and Latin words with what follows them up to the next Arabic word."""
    phrases: list[tuple[int, int]] = []
    latin = False
    for match in _candidates(text):
        start, end = match.span()
        if phrases and start < phrases[-1][1]:
            continue
        if match.lastgroup == "address":
            end = start + len(match[0].rstrip(_STOPS))
        has_letter = match.lastgroup != "spaced" and _LETTER.search(match[0]) is not None
        joined = False
        if phrases and latin:
            gap = text[phrases[-1][1] : start]
            joined = gap == " " or (has_letter and _JOIN.fullmatch(gap) is not None)
        if match.lastgroup != "address" and (has_letter or joined):
            end = _extended(text, phrases[-1][0] if joined else start, end)
        if joined:
            phrases[-1] = (phrases[-1][0], end)
        else:
            phrases.append((start, end))
            latin = has_letter
    return phrases


def _candidates(text: str) -> Iterator[re.Match[str]]:
    """What ``_CANDIDATE.finditer`` finds."""
    start = _START.search(text)
    while start:
        match = _CANDIDATE.match(text, start.start())
        if match:
            yield match
        start = _START.search(text, match.end() if match else start.end())


def _extended(text: str, start: int, end: int) -> int:
    """The end of a Latin phrase with the full stop of an abbreviation, and with a bracket that belongs to it."""
    if text.startswith(".", end) and _ABBREVIATION.search(text, max(start, end - 6), end):
        end += 1
    if bracket := _BRACKETED.match(text, end):
        end = bracket.end()
    return end


def _listed(text: str, phrases: list[tuple[int, int]], n: int) -> bool:
    """Whether only an Arabic comma stands between this Latin phrase and another."""
    start, end = phrases[n]
    if not _LETTER.search(text, start, end):
        return False
    for before, after in ((n - 1, n), (n, n + 1)):
        if before >= 0 and after < len(phrases):
            (a, b), (c, d) = phrases[before], phrases[after]
            near = c - b <= 4 and _ARABIC_LIST.fullmatch(text, b, c)
            if near and _LETTER.search(text, a, b) and _LETTER.search(text, c, d):
                return True
    return False


def _direction(run: str) -> str:
    words = _LETTER.match(run) and (run[-1].isalnum() or run[-1] in ".!?)") and not _RIGHT.search(run)
    return "auto" if words else "ltr"


def _isolated(text: str) -> list[tuple[int, int]]:
    """The spans between outermost paired isolates."""
    spans, open_ = [], []
    for match in re.finditer(f"[{ISOLATES}{POP_ISOLATE}]", text):
        if match[0] != POP_ISOLATE:
            open_.append(match.start())
        elif open_:
            start = open_.pop()
            if not open_:
                spans.append((start, match.start()))
    return spans
