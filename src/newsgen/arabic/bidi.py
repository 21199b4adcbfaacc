"""Text direction: find the parts of an Arabic sentence that need isolation, so that readers see them as they were written."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .bidi_levels import keeps_order
from .character_classes import BIDI_CONTROLS, DIRECTION_MARKS, EMBEDDINGS, ISOLATES, LATIN, POP_ISOLATE, RTL

FSI, PDI = "\u2068", "\u2069"

_D = "[0-9]"
_WORD = rf"(?:{LATIN}|[0-9\u0300-\u036f])"
_INNER = r"[.,:;/\\&'’@#%‰٪°_=~*×÷+\-−–—$€£¥!?]"
_AT_START = r"(?<![^\s(\[«\"'“،؛:])"
_DASH = r"[-−–—]"

# Every alternative is bounded or uses disjoint classes, so that a match costs one pass over its text.
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
"""The characters that a candidate can begin with, and a few more.

One character class below U+10000 skips Arabic words in a thirtieth of the time of the whole pattern.
"""
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
"""The characters that end a bidi paragraph and all isolates in it."""
_CONTROL = re.compile(f"[{BIDI_CONTROLS}]")
_STOPS = ".,;:!?)]}'’،؛؟"

Run = tuple[str, str | None]


def bidi_runs(text: str) -> tuple[Run, ...]:
    """Split a text into runs, each with a direction: "ltr" (``<bdi dir=ltr>``), "auto" (``<bdi>``) or None (no isolation).

    A run needs isolation if the Unicode bidirectional algorithm, in a right-to-left paragraph, shows any of its characters out
    of left-to-right order after an Arabic letter or at the start of a paragraph: ranges, scores, phone numbers, percentages,
    signed numbers, handles, C++, "Apple Inc.". Plain words and numbers (Apple, 1,234.5, 30/7/2021, 08:30) do not need it.
    Latin names with an Arabic comma between them are isolated one by one, so that their list runs from right to left.
    Arabic-Indic digits need no isolation, because their order is the same in every context. Text that already stands between
    isolates is left alone. A foreign phrase longer than ``bidi_levels.LONGEST`` is always isolated.

    The joined runs are the text. Runs with None can follow each other, because each paragraph is split by itself. An
    empty text gives one empty run.
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
    for start, end, direction in _spans_to_isolate(text):
        if start > at:
            runs.append((text[at:start], None))
        runs.append((text[start:end], direction))
        at = end
    if at < len(text) or not runs:
        runs.append((text[at:], None))
    return tuple(runs)


def isolate(text: str) -> str:
    """Put U+2068 … U+2069 around the runs that need isolation, for places that cannot hold a tag.

    First-strong isolates suffice: the first letter of a run is left-to-right, or the run has no letter. Both resolve to
    left-to-right.
    """
    runs = bidi_runs(text)
    if all(direction is None for _, direction in runs):
        return text
    return "".join(run if direction is None else f"{FSI}{run}{PDI}" for run, direction in runs)


def strip_controls(text: str) -> str:
    """Remove all bidi controls: embeddings, overrides, isolates and marks."""
    return _CONTROL.sub("", text)


def bidi_controls(text: str) -> tuple[int, ...]:
    """Return the offsets of controls that no source should contain, ascending; () for a text without any.

    They are U+202A..202E, and the isolates and pop isolates that have no partner in their paragraph.
    Direction marks (U+200E, U+200F, U+061C) and paired isolates affect only their own surroundings, and are not listed.
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
    """Split a text without right-to-left letters.

    A text with a Latin letter is one run (apart from the white space around it), isolated if its last full stop or its
    signs would move. A text of figures alone, or one with bidi controls, is split into phrases as Arabic text is.
    """
    core = text.strip()
    if not _LETTER.search(core) or _CONTROL.search(core):
        spans = list(_spans_to_isolate(text))
        if not spans:
            return ((text, None),)
    elif keeps_order(core):
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


def _spans_to_isolate(text: str) -> list[tuple[int, int, str]]:
    """Return the spans to isolate with their directions, in order."""
    phrases = _phrases(text)
    spans = []
    for n, (start, end) in enumerate(phrases):
        run = text[start:end]
        if not keeps_order(run) or _is_listed(text, phrases, n):
            spans.append((start, end, _direction(run)))
    if spans and _CONTROL.search(text):
        inside = _isolated_spans(text)
        spans = [span for span in spans if not any(a < span[0] < b for a, b in inside)]
    return spans


def _phrases(text: str) -> list[tuple[int, int]]:
    """Return (start, end) of each foreign phrase: a token, or Latin words with all up to the next Arabic word."""
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
    """Yield what ``_CANDIDATE.finditer`` would find, in less time."""
    start = _START.search(text)
    while start:
        match = _CANDIDATE.match(text, start.start())
        if match:
            yield match
        start = _START.search(text, match.end() if match else start.end())


def _extended(text: str, start: int, end: int) -> int:
    """Return the end of a Latin phrase, including the full stop of an abbreviation and a bracket that belongs to the phrase."""
    if text.startswith(".", end) and _ABBREVIATION.search(text, max(start, end - 6), end):
        end += 1
    if bracket := _BRACKETED.match(text, end):
        end = bracket.end()
    return end


def _is_listed(text: str, phrases: list[tuple[int, int]], n: int) -> bool:
    """Return whether only an Arabic comma or semicolon separates the Latin phrase number ``n`` from its neighbour.

    False for a phrase without a Latin letter.
    """
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


def _isolated_spans(text: str) -> list[tuple[int, int]]:
    """Return the spans between outermost paired isolates."""
    spans, open_ = [], []
    for match in re.finditer(f"[{ISOLATES}{POP_ISOLATE}]", text):
        if match[0] != POP_ISOLATE:
            open_.append(match.start())
        elif open_:
            start = open_.pop()
            if not open_:
                spans.append((start, match.start()))
    return spans
