"""Find departures from the newsroom's house style. An editor decides about each finding."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from .character_classes import LETTER, MARK, TATWEEL
from .digits import ARABIC_INDIC

QUOTES = {"straight": ('"', '"'), "guillemets": ("«", "»"), "curly": ("“", "”")}
PAIRS = (("الاثنين", "الإثنين"), ("مئة", "مائة"), ("المئة", "المائة"), ("شؤون", "شئون"), ("مسؤول", "مسئول"))
HAMZA = {
    "الى": "إلى", "اذا": "إذا", "انه": "", "انها": "", "او": "أو", "اكثر": "أكثر", "اول": "أول",
    "امام": "", "امس": "أمس", "ايضا": "أيضا", "اعلن": "أعلن", "اعلنت": "أعلنت", "اكد": "أكد", "اكدت": "أكدت",
    "اضاف": "أضاف", "اضافت": "أضافت", "اشار": "أشار", "اوضح": "أوضح", "اميركا": "أميركا", "امريكا": "أمريكا",
    "اسرائيل": "إسرائيل", "ايران": "إيران", "الاول": "الأول", "الامم": "الأمم", "الامن": "الأمن",
    "الاسرائيلي": "الإسرائيلي", "الامريكي": "الأمريكي", "الاميركي": "الأميركي", "الايراني": "الإيراني",
    "الاسلامي": "الإسلامي", "الاردن": "الأردن", "الارض": "الأرض", "الاحد": "الأحد", "الاربعاء": "الأربعاء",
    "الاسبوع": "الأسبوع", "الان": "الآن", "اخر": "", "الاف": "آلاف",
}  # fmt: skip
"""Words that are wrong without their hamza. "" means that two words are possible (إنه, أنه), so none is suggested.

ان and الا are left out: they may be right.
"""


@dataclass(frozen=True, slots=True)
class Style:
    """The house style to check. An empty value, 0 or False switches its rule off. Values are not validated here."""

    quotes: str = ""
    """``straight``, ``guillemets`` or ``curly``: the outer quotation marks."""
    inner_quotes: str = ""
    """The marks of a quotation inside a quotation, by the same names."""
    latin_punctuation: bool = True
    """Report , ; ? after an Arabic letter."""
    persian_letters: bool = True
    """Report Persian or Urdu ye and kaf inside an Arabic word."""
    tatweel: int = 2
    """Report runs of this many tatweels; one alone carries meaning (لـ CIA, دبي ـ العربية)."""
    mixed_digits: bool = True
    """Report the rarer digit system where a text has both."""
    percent: str = ""
    """``sign``: report "في المئة" after a figure; ``word``: report % and ٪."""
    percent_word: str = "في المئة"
    pairs: tuple[tuple[str, str], ...] = PAIRS
    """Pairs of the house's spelling and the spelling to report, as whole words."""
    endings: bool = True
    """Report ه for ة and ى for ي at the end of the words of closed lists, and ``الي`` for ``إلى``."""
    slips: bool = True
    """Report forms that are no words (لاكن), marks that stick to the next word, and doubled marks."""
    hamza: tuple[tuple[str, str], ...] = tuple(HAMZA.items())
    """Pairs of a word without and with its hamza, as whole words after an optional و or ف."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One departure: the characters from ``start`` to ``end``, the rule, and a replacement.

    ``found`` is the text of these characters. ``suggestion`` replaces them; an empty one removes them. It is None when
    no replacement can be suggested, because the editor must see which mark or word is intended.
    """

    start: int
    end: int
    rule: str
    found: str
    suggestion: str | None
    certain: bool = True
    """Whether the suggestion is the only possible one; a word that would lose its tashkeel or tatweel has none such. Without
    a suggestion it means nothing."""


_WORD = re.compile(rf"[{LETTER}{MARK}{TATWEEL}]+")
_LATIN_MARK = re.compile(
    rf"[,;?](?:(?<=[{LETTER}{MARK}].)(?=\s|[{LETTER}]|[\"»”)]|$)|(?<=[{LETTER}{MARK}]\s.)(?=\s|$))"
)
_ARABIC_MARK = {",": "،", ";": "؛", "?": "؟"}
_PERSIAN = {"ی": "ي", "ک": "ك", "ې": "ي", "ہ": "ه", "ھ": "ه", "ے": "ي", "ڪ": "ك"}
_PERSIAN_LETTER = re.compile(f"[{''.join(_PERSIAN)}]")
_MARKS_OFF = re.compile(f"[{MARK}{TATWEEL}]+")
_NUMBERS = re.compile(r"(?<![A-Za-z0-9_])[0-9]+(?:[.,:/-][0-9]+)*(?![A-Za-z_])|[٠-٩]+(?:[٫٬.,:/-][٠-٩]+)*")
_SWAP = str.maketrans("0123456789" + ARABIC_INDIC, ARABIC_INDIC + "0123456789")
_LATIN_POINTS = str.maketrans("٫٬", ".,")
_PERCENT_SIGN = re.compile(r"(?<=[0-9٠-٩])[ \u00a0]?[%٪]")
_PERCENT_WORD = re.compile(r"(?<=[0-9٠-٩])[ \u00a0](?:في|ب)[ ]?ال(?:مئة|مائة|مية)")


def findings(text: str, style: Style) -> tuple[Finding, ...]:
    """Return what the style reports in a text, in order of position.

    Rules: ``quotes``, ``latin-punctuation``, ``persian-letter``, ``tatweel``, ``mixed-digits``, ``percent``, ``spelling``,
    ``hamza``, ``ending``, ``slip``, ``stuck-mark``, ``doubled-mark``. The text is prose: callers leave code and
    addresses out. Two findings may overlap. Raises KeyError for a ``style.quotes`` that is not in ``QUOTES``.
    """
    found = list(_quotes(text, style))
    if style.latin_punctuation:
        for m in _LATIN_MARK.finditer(text):
            found.append(Finding(m.start(), m.end(), "latin-punctuation", m[0], _ARABIC_MARK[m[0]]))
    if style.persian_letters and _PERSIAN_LETTER.search(text):
        found += _persian(text)
    if style.tatweel > 0:
        for m in re.finditer(f"{TATWEEL}{{{style.tatweel},}}", text):
            found.append(Finding(m.start(), m.end(), "tatweel", m[0], ""))
    if style.mixed_digits:
        found += _mixed_digits(text)
    found += _percent(text, style)
    found += _spelling(text, style)
    if style.slips:
        found += _slips(text)
    return tuple(sorted(found, key=lambda f: (f.start, f.end, f.rule)))


def _quotes(text: str, style: Style) -> Iterator[Finding]:
    """Find marks of another kind than the house's, by depth; an unpaired mark is reported without a suggestion.

    The order is not that of position. A line end closes no quotation: marks that are open there are unpaired. Inner
    quotations are not checked when ``style.inner_quotes`` is empty, but for those that would have the marks which are
    suggested for the quotation around them.
    """
    if not style.quotes:
        return
    marks: list[tuple[int, str]] = []
    for m in re.finditer(r"[«»“”\"\n]", text + "\n"):
        if m[0] != "\n":
            marks.append((m.start(), m[0]))
        elif marks:
            pairs, alone = _pairs(text, marks, by_side=True)
            if alone:
                pairs, alone = _pairs(text, marks, by_side=False)
            marks = []
            yield from (Finding(at, at + 1, "quotes", text[at], None) for at in alone)
            yield from _wrong_marks(text, pairs, style)


_OPENING = {"«": "»", "“": "”", '"': '"'}
_BESIDE_WORD = re.compile(r"[^\s»”\"،؛؟.!,;:)]")


def _pairs(text: str, marks: list[tuple[int, str]], *, by_side: bool) -> tuple[list[tuple[int, int, int]], list[int]]:
    """Pair the quotation marks of one line: start, end and depth of each quotation, inner ones first; and unpaired marks.

    Inside a quotation with straight marks, another straight mark closes it. With ``by_side`` it opens an inner one
    where a word begins right behind it and none ends right before it.
    """
    open_: list[tuple[int, str]] = []
    pairs: list[tuple[int, int, int]] = []
    alone: list[int] = []
    straight = 0
    for at, char in marks:
        inner = by_side and char == '"' and _opens(text, at)
        if open_ and _OPENING[open_[-1][1]] == char and not inner:
            start, mark = open_.pop()
            straight -= mark == '"'
            pairs.append((start, at, len(open_)))
        elif char in _OPENING and (inner or not (char == '"' and straight)):
            open_.append((at, char))
            straight += char == '"'
        else:
            alone.append(at)
    return pairs, [*alone, *(at for at, _ in open_)]


def _opens(text: str, at: int) -> bool:
    before, behind = text[at - 1 : at], text[at + 1 : at + 2]
    return (not before or before.isspace() or before in '([«“"') and bool(_BESIDE_WORD.match(behind))


def _wrong_marks(text: str, pairs: list[tuple[int, int, int]], style: Style) -> Iterator[Finding]:
    outer, inner = QUOTES[style.quotes], QUOTES.get(style.inner_quotes)
    changed = [(start, end) for start, end, depth in pairs if depth == 0 and (text[start], text[end]) != outer]
    for start, end, depth in pairs:
        wanted = outer if depth == 0 else inner
        if wanted is None and (text[start], text[end]) == outer and any(a < start < b for a, b in changed):
            wanted = QUOTES["straight" if style.quotes == "guillemets" else "guillemets"]
        for at, mark in ((start, wanted[0]), (end, wanted[1])) if wanted is not None else ():
            if text[at] != mark:
                yield Finding(at, at + 1, "quotes", text[at], mark)


def _persian(text: str) -> Iterator[Finding]:
    for word in _WORD.finditer(text):
        for m in _PERSIAN_LETTER.finditer(word[0]):
            at = word.start() + m.start()
            # A Persian ye at the end of a word may stand for ى as well as for ي.
            final = m[0] == "ی" and m.end() == len(word[0])
            yield Finding(at, at + 1, "persian-letter", m[0], None if final else _PERSIAN[m[0]])


def _mixed_digits(text: str) -> Iterator[Finding]:
    numbers = list(_NUMBERS.finditer(text))
    latin = [m for m in numbers if m[0][0].isascii()]
    arabic = [m for m in numbers if not m[0][0].isascii()]
    if latin and arabic:
        for m in min(arabic, latin, key=len):
            yield Finding(m.start(), m.end(), "mixed-digits", m[0], m[0].translate(_SWAP).translate(_LATIN_POINTS))


def _percent(text: str, style: Style) -> Iterator[Finding]:
    if style.percent == "word":
        for m in _PERCENT_SIGN.finditer(text):
            yield Finding(m.start(), m.end(), "percent", m[0], f" {style.percent_word}")
    elif style.percent == "sign":
        for m in _PERCENT_WORD.finditer(text):
            yield Finding(m.start(), m.end(), "percent", m[0], "%" if text[m.start() - 1].isascii() else "٪")


@lru_cache(maxsize=16)
def _words(style: Style) -> dict[str, tuple[str, str]]:
    """Map each word to report to its rule and the spelling to suggest."""
    from .slips import endings, words  # not at the top: settings import this module, and only checks need the lists

    table = {bad: ("ending", good) for bad, good in endings().items()} if style.endings else {}
    table |= {bad: ("slip", good) for bad, good in words().items()} if style.slips else {}
    table |= {bad: ("hamza", good) for bad, good in style.hamza}
    return table | {bad: ("spelling", good) for good, bad in style.pairs}


_UNCERTAIN = {"الي": "إلى"}
"""Forms that mean another word now and then: الي may be آلي or إليّ."""


def _spelling(text: str, style: Style) -> Iterator[Finding]:
    table = _words(style)
    marked = _MARKS_OFF.search(text) is not None
    for m in _WORD.finditer(text):
        bare = _MARKS_OFF.sub("", m[0]) if marked else m[0]
        lead = bare not in table and bare[:1] in ("و", "ف")
        if bare[lead:] in table:
            rule, good = table[bare[lead:]]
            yield Finding(m.start(), m.end(), rule, m[0], bare[:lead] + good if good else None, certain=bare == m[0])
        elif style.endings and bare[lead:] in _UNCERTAIN and bare == m[0]:
            good = bare[:lead] + _UNCERTAIN[bare[lead:]]
            yield Finding(m.start(), m.end(), "ending", m[0], good, certain=False)


def _slips(text: str) -> Iterator[Finding]:
    from .slips import doubled_marks, phrases, stuck_marks

    for start, end, good in phrases(text):
        yield Finding(start, end, "slip", text[start:end], good)
    for start, end, spaced in stuck_marks(text):
        yield Finding(start, end, "stuck-mark", text[start:end], spaced, certain=text[start] != ".")
    for start, end, single in doubled_marks(text):
        yield Finding(start, end, "doubled-mark", text[start:end], single)
