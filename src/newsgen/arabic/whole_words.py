"""Words of a text that no line may divide, though Unicode or a browser lets a line end in them."""

import re

MONTHS = (
    "يناير فبراير مارس أبريل إبريل مايو ماي يونيو يوليو يوليوز أغسطس غشت أغشت سبتمبر شتنبر شتمبر أكتوبر نوفمبر نونبر ديسمبر"
    " دجنبر دجمبر جانفي فيفري أفريل جوان جويلية أوت شباط آذار نيسان أيار حزيران تموز آب أيلول محرم صفر رجب شعبان رمضان شوال"
)
"""The names of months that are one word, in every region and in the Hijri calendar, with spaces between them."""

_FIRST_WORDS = "كانون تشرين ربيع جمادى ذو"
MOST_WHOLE = 12
"""The longest text, in characters, that is kept whole: more might not fit into a narrow line of large letters."""

WHOLE_TAGS = ('<span class="whole">', "</span>")
"""The tags around what stays on one line. The style sheet forbids the break, so that the text itself stays as it was written:
for readers who copy it and for whatever searches it."""

_COMPOUND = re.compile(r"[A-Za-z0-9](?<![\w./@:#&=%+-].)[A-Za-z0-9]*(?:-[A-Za-z0-9]+)+(?![\w/@%+-]|[.:]\w)")
_DAY = re.compile(rf"[0-9٠-٩](?= (?:{'|'.join(f'{MONTHS} {_FIRST_WORDS}'.split())})(?!\w))")
"""The last figure of a day before the first word of its month."""
_BEFORE_DAY = re.compile(r"(?<![\w./:,٫٬-])[وفبلك]?[0-9٠-٩]{1,2}$")
_WORD = re.compile(r" \w+")


def unbroken(text: str) -> tuple[tuple[int, int], ...]:
    """The offsets (start, end) of what stays on one line, ascending and apart: a name or a figure with hyphens, such as GPT-6,
    and the day of a month with the month's first word.

    Browsers let a line end after a hyphen between Latin letters and digits (https://www.unicode.org/reports/tr14/#HY has
    the exceptions), and at every space. Parts of addresses are no names, and nothing longer than ``MOST_WHOLE`` characters is
    kept whole.
    """
    found = []
    if "-" in text:
        found += [match.span() for match in _COMPOUND.finditer(text)]
    for day in _DAY.finditer(text):  # a search for a figure alone passes over letters ten times as fast
        begun = _BEFORE_DAY.search(text, max(0, day.end() - 4), day.end())
        month = _WORD.match(text, day.end())
        if begun and month:
            found.append((begun.start(), month.end()))
    return tuple(sorted(span for span in found if span[1] - span[0] <= MOST_WHOLE))
