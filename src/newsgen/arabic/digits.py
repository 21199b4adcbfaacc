"""Convert and format numbers in the two digit systems of Arabic pages."""

from __future__ import annotations

import re
from functools import lru_cache

from .character_classes import replacer
from .house_style import House

ARABIC_INDIC = "٠١٢٣٤٥٦٧٨٩"
PERSIAN = "۰۱۲۳۴۵۶۷۸۹"

_TO_ARABIC = str.maketrans("0123456789", ARABIC_INDIC)
_to_ascii = replacer({digit: str(n) for row in (ARABIC_INDIC, PERSIAN) for n, digit in enumerate(row)})
_ASCII_DIGIT = re.compile(r"[0-9]")
_LATIN_LETTER = re.compile(r"[A-Za-z@]")
_TOKEN = re.compile(r"\S+")
# One number with its separators: not part of a dotted chain (30.7.2021, 10.0.0.1), which keeps its marks.
_NUMBER = re.compile(r"(?<![0-9.,])(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?(?![0-9]|[.,][0-9])%?")
_MARKS = str.maketrans(".,%", "٫٬٪")


def to_digits(text: str, house: House) -> str:
    """Convert the numbers of a text to the house's digits.

    With ``arab``, ASCII digits become Arabic-Indic, and a number's decimal point, thousands comma and percent sign
    become ``٫ ٬ ٪``. A chain such as 30.7.2021 keeps its marks. Words with Latin letters (G20, COVID-19, addresses,
    handles) keep their digits. With ``latn`` nothing changes: a number that the author wrote in Arabic-Indic digits
    stays.
    """
    if house.digits != "arab" or not _ASCII_DIGIT.search(text):
        return text
    if not _LATIN_LETTER.search(text):
        return _arabic(text)
    return _TOKEN.sub(lambda m: m[0] if _LATIN_LETTER.search(m[0]) else _arabic(m[0]), text)


def _arabic(text: str) -> str:
    if not text.isdigit():
        text = _NUMBER.sub(lambda m: m[0].translate(_MARKS), text)
    return text.translate(_TO_ARABIC)


def from_digits(text: str) -> str:
    """Convert Arabic-Indic and Persian digits to ASCII; separators stay."""
    return _to_ascii(text)


@lru_cache(maxsize=64)
def separators(house: House) -> tuple[str, str, str]:
    """Return the marks of thousands, of decimals and of per cent: CLDR's for the region and the digits.

    CLDR wraps the percent sign in U+200E or U+061C. They are left out here: the page isolates numbers, and a mark in the text
    would reach feeds and searches.
    """
    from babel import Locale

    if house.digits == "arab":
        return "٬", "٫", "٪"
    symbols = Locale.parse(house.locale).number_symbols["latn"]
    return symbols["group"], symbols["decimal"], "%"


def number(n: int | float, house: House) -> str:
    """Format a number for readers: grouped in thousands, with the house's digits and CLDR's separators for its region."""
    plain = f"{n:,}"
    group, decimal, _ = separators(house)
    if (group, decimal) != (",", "."):
        plain = plain.replace(",", "\0").replace(".", decimal).replace("\0", group)
    return plain.translate(_TO_ARABIC) if house.digits == "arab" else plain


def percent(n: int | float, house: House) -> str:
    """Format a percentage for readers, without a space: 50 (not 0.5) gives 50% or ٥٠٪."""
    return number(n, house) + separators(house)[2]
