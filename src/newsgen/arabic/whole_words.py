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

_SIGNS = re.compile(r"[A-Za-z0-9]-[A-Za-z0-9]|[0-9٠-٩] [ء-ي]")
_FIRST = re.compile("[A-Za-z0-9٠-٩]")
"""What either begins with. Looking for one class takes a fifth of the time."""
_COMPOUND = r"(?<![\w./@:#&=%+-])[A-Za-z0-9]+(?:-[A-Za-z0-9]+)+(?![\w/@%+-]|[.:]\w)"
_DATE = rf"(?<![\w./:,٫٬-])[وفبلك]?[0-9٠-٩]{{1,2}} (?:{'|'.join(f'{MONTHS} {_FIRST_WORDS}'.split())})(?!\w)"
_WHOLE = re.compile(f"{_COMPOUND}|{_DATE}")


def unbroken(text: str) -> tuple[tuple[int, int], ...]:
    """The offsets (start, end) of what stays on one line, ascending and apart: a name or a figure with hyphens, such as GPT-6,
    and the day of a month with the month's first word.

    Browsers let a line end after a hyphen between Latin letters and digits (https://www.unicode.org/reports/tr14/#HY has
    the exceptions), and at every space. Parts of addresses are no names, and nothing longer than ``MOST_WHOLE`` characters is
    kept whole.
    """
    first = _FIRST.search(text)
    if not first or not _SIGNS.search(text, first.start()):
        return ()
    return tuple(match.span() for match in _WHOLE.finditer(text) if len(match[0]) <= MOST_WHOLE)
