"""Where a line of Arabic may end: which words stay together, how well a line ends after each, and each line alone."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .bidi import LONG, PDI, bidi_runs, marked
from .character_classes import DIGITS, JOINERS, LETTER, MARK, TATWEEL
from .whole_words import MONTHS

LRI, ALM = "\u2066", "\u061c"

GOOD, PLAIN, CLOSE, POOR, BAD = 0, 10, 30, 60, 90
"""How badly a line ends after a word: after a sign that ends a clause; after any word; before a word with the article, which
may describe the one before it; after a word that leads to the next one; inside an amount, a short quotation or brackets, or
after an abbreviation."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that stay on one line: the text between the offsets ``start`` and ``end``, without the spaces around it.

    ``cost`` says how badly a line ends after it, from ``GOOD`` to ``BAD``.
    """

    start: int
    end: int
    cost: int


_WORD = re.compile(r"[^ ]+")
_BARE = re.compile(rf"[{MARK}{JOINERS}]+")
_AROUND = "«»“”‘’\"'()[]{}‹›"
_CLITIC = re.compile(rf"[وف]?[بلك]?{TATWEEL}+|[وفبلكس]")
"""A word that belongs to the next one: «و» that stands alone, and the prefixes before a foreign name, «لـ CIA»."""
_CLOSING = re.compile(r"[^\w«“‘‹(\[{@#+$€£−-]+")
_DASH = re.compile(rf"[\-–—‒―−{TATWEEL}]+")
_OPENING = re.compile(r"[«“‘‹(\[{@#+$€£\"']+")
_PREFIX = rf"(?:[وف]?[بلك]?(?:ال)?{TATWEEL}*)?"
_NUMBER = re.compile(rf"{_PREFIX}[+\-−~≈$€£]*[{DIGITS}]+(?:[.,:/٫٬×xX–\-−][{DIGITS}]+)*(?:[%٪‰°$€£]|°[CF])*")
_COUNT = re.compile(rf"{_PREFIX}[+\-−~≈]*[{DIGITS}]+(?:[.,:٫٬][{DIGITS}]+)*(?:°[CF]?)?")
"""A number that may count the next word: no score, no range, no date, no amount with its sign."""
_YEAR = re.compile(r"(?:1[89]|2[01])[0-9]{2}|(?:١[٨٩]|٢[٠١])[٠-٩]{2}")
_LETTERS = re.compile(rf"[{LETTER}]")
_LATIN = re.compile(r"[A-Za-z]")
_CLAUSE = re.compile(r"[،؛:.!?؟…»”,;]['\"»”)]*$")
_ABBREVIATION = re.compile(rf"(?:[{LETTER}]{{1,2}}\.)+")
_QUOTED = re.compile(
    rf"\([^()]{{1,{LONG}}}\)|«[^«»]{{1,{LONG}}}»|“[^“”]{{1,{LONG}}}”|(?<![^ (])\"[^\" ][^\"]{{0,{LONG}}}\""
)
_PREFIXES = ("", "و", "ف")


def _words(text: str) -> frozenset[str]:
    return frozenset(prefix + word for word in text.split() for prefix in _PREFIXES)


_LEADING = _words(
    "في من إلى الى على عن مع بين حتى منذ قبل بعد عند لدى ضد دون خلال حول تحت فوق أمام وراء نحو عبر وفق بسبب رغم أو أم ثم لا لم"
    " لن ما لو إن أن ان كما قد سوف هل إذا كل غير أي ذو ذات ذوو هذا هذه ذلك تلك الذي التي الذين بل لكن كي إلا مثل شبه عدم سيما"
)
_NAMES = _words("عبد أبو أبي أبا أم ابن بن بنت ابنة آل ابو")
_SCALES = _words("ألف الف آلاف الاف ألفي مليون ملايين مليوني مليار مليارات ملياري تريليون تريليونات بليون")
_OWNERS = _words(
    "عام عامي العام سنة السنة الساعة رقم المادة الفصل الجزء الدورة موسم الموسم يوم اليوم فئة كوفيد مجموعة القرار البند الطريق"
    " الجيل النسخة الحلقة الصفحة القناة الباب الطبعة بنسبة الـ الدفعة المرحلة"
)
"""Words whose number follows them: عام 2021, المادة 5."""
_MONTHS = _words(f"{MONTHS} الأول الثاني")
_PERCENT = re.compile("(?:ال)?(?:مئة|مائة|مية)")


def pieces(text: str) -> tuple[Piece, ...]:
    """Split a text into the pieces between which a line may end, in order; none for a text without words.

    Only U+0020 ends a piece; a no-break space does not. A word that is one letter, a clitic with tatweel, an opening sign or
    the first part of a name (عبد, أبو, بن) stays with the next word; «الله», and a sign or a dash that stands alone, with the
    one before. A number stays with what it counts, or with the word that it follows (عام 2021). A run of at most ``bidi.LONG``
    characters that needs isolation stays whole.
    """
    words = [match.span() for match in _WORD.finditer(text)]
    plain = [_BARE.sub("", text[start:end]) for start, end in words]
    joined, after_runs = _runs(text)
    quoted = frozenset(
        n for match in _QUOTED.finditer(text) for n in range(match.start(), match.end()) if text[n] == " "
    )
    found: list[Piece] = []
    begin = 0
    for n, (_, end) in enumerate(words):
        last = n + 1 == len(words)
        if not last and (end in joined or (end not in after_runs and _together(plain, n))):
            continue
        found.append(Piece(words[begin][0], end, GOOD if last else BAD if end in quoted else _cost(plain, n)))
        begin = n + 1
    return tuple(found)


def _runs(text: str) -> tuple[frozenset[int], frozenset[int]]:
    """Of the runs that stay whole: the offsets of the spaces inside them, and where those with a space end."""
    inside: set[int] = set()
    ends: set[int] = set()
    at = 0
    for run, direction in bidi_runs(text):
        if direction is not None and len(run) <= LONG and " " in run:
            inside.update(at + n for n, char in enumerate(run) if char == " ")
            ends.add(at + len(run))
        at += len(run)
    return frozenset(inside), frozenset(ends)


def _together(words: list[str], n: int) -> bool:
    """Whether the words ``n`` and ``n + 1`` stay on one line."""
    word, after = words[n], words[n + 1]
    core = word.lstrip(_AROUND)
    if (_CLITIC.fullmatch(core) and not _DASH.fullmatch(core)) or core in _NAMES:
        return True
    if after.strip(_AROUND + "،؛:.!؟?…") == "الله":
        return True
    if _OPENING.fullmatch(word) or _CLOSING.fullmatch(after) or _DASH.fullmatch(after):
        return True
    if _NUMBER.fullmatch(after.strip(_AROUND + "،؛:.!؟?…")) and _owns(words, n):
        return True
    if after.strip(_AROUND) in _SCALES and _NUMBER.fullmatch(core):
        return True
    return _counts(words, n)


def _owns(words: list[str], n: int) -> bool:
    """Whether the word ``n`` has its number after it: عام 2021, and a month of which the year follows."""
    core = words[n].strip(_AROUND)
    if core in _OWNERS or (core[:1] in ("ب", "ل") and core[1:] in _OWNERS):
        return True
    return core.rpartition("/")[2] in _MONTHS and bool(_YEAR.match(words[n + 1].lstrip(_AROUND)))


def _counts(words: list[str], n: int) -> bool:
    """Whether the word ``n`` is a number that counts the next word, or «في» of «5 في المئة»."""
    word, after = words[n], words[n + 1]
    if word in ("في", "ب"):
        return n > 0 and _is_count(words[n - 1]) and _PERCENT.match(after) is not None
    if not _is_count(word):
        return False
    if after in ("في", "ب"):
        return n + 2 < len(words) and _PERCENT.match(words[n + 2]) is not None
    core = after.strip(_AROUND)
    if core.rpartition("/")[2] in _MONTHS:
        return True
    dated = n > 0 and _owns(words, n - 1)
    return not dated and core not in _LEADING and bool(_LETTERS.search(core) or _LATIN.search(core))


def _is_count(word: str) -> bool:
    return _COUNT.fullmatch(word.lstrip(_AROUND)) is not None


def _cost(words: list[str], n: int) -> int:
    word, after = words[n], words[n + 1]
    if _CLAUSE.search(word) and not _ABBREVIATION.fullmatch(word):
        return GOOD
    core = word.strip(_AROUND)
    if _ABBREVIATION.fullmatch(core) or (core in _SCALES and n > 0 and words[n - 1][-1:].isdigit()):
        return BAD
    if (
        core in _LEADING
        or (core[:1] in ("ب", "ل") and _NUMBER.match(after))
        or (_LATIN.search(word) and _LATIN.search(after))
    ):
        return POOR
    return CLOSE if after.startswith("ال") else PLAIN


def lines_alone(text: str, spans: tuple[tuple[int, int], ...]) -> tuple[str, ...]:
    """The text of each line such that the line, shown alone from right to left, looks as it does inside the whole text.

    ``spans`` are the offsets of the lines, ascending. Each line begins with an Arabic letter mark (U+061C), because figures
    look to the letter before them. Runs that need isolation (``bidi.bidi_runs``) stand between U+2066 and U+2069, also where
    a line ends inside one.
    """
    lines = [ALM] * len(spans)
    at = 0
    for run, direction in bidi_runs(text):
        for n, (start, end) in enumerate(spans):
            part = run[max(0, start - at) : max(0, end - at)]
            if part and start < at + len(run):
                lines[n] += part if direction is None else f"{LRI}{marked(part, direction)}{PDI}"
        at += len(run)
    return tuple(lines)
