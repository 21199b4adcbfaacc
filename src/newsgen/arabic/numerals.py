"""Numbers of tables: read as newsrooms write them, in any digits and with any marks, and written in the house's digits."""

import re

from .controls import strip_controls
from .digits import ARABIC_INDIC, from_digits, separators
from .house_style import House

_SPACES = re.compile("(?<=[0-9])[ \u00a0\u2009\u202f](?=[0-9]{3}(?![0-9]))")
_SHAPE = re.compile(
    r"(?P<sign>[+\-\u2212]?)(?P<digits>[0-9](?:[0-9.,\u066b\u066c\u060c']*[0-9])?)(?P<percent> ?[%\u066a]?)"
)
_MARK_BEHIND = re.compile(r"([0-9].*?)([-\u2212])")
_GROUPED = r"[0-9]{1,3}(?:%s[0-9]{3})+"
_LONGEST = 40
_TO_ARABIC = str.maketrans("0123456789", ARABIC_INDIC)


def read_number(text: str, *, decimal_comma: bool = False) -> str | None:
    """A number in ASCII, as ``-1234.50`` or ``12%``; None where the text is no number.

    Digits may be Western, Arabic-Indic or Persian. ``٫`` and ``.`` are marks of decimals; ``٬``, ``'``, a space and ``,`` are
    marks of thousands, and stand before groups of three digits. An Arabic comma between digits is one of thousands before
    three digits, else of decimals. With ``decimal_comma`` a comma is a mark of decimals and a point may be one of thousands, as
    in the files of programs in French. A code such as ``0555`` or ``1.2.3`` is no number. The decimals stay as they are
    written: ``12.0`` is not ``12``.
    """
    text = from_digits(strip_controls(text)).strip()
    if len(text) > _LONGEST:
        return None
    if text[:1] in ("%", "\u066a"):  # the sign of per cent before the number, as some papers print it
        text = text[1:].strip() + "%"
    behind = _MARK_BEHIND.fullmatch(text)  # the sign behind the number, as it is seen in a line from right to left
    if behind:
        text = behind[2] + behind[1]
    found = _SHAPE.fullmatch(_SPACES.sub("\u066c", text))
    if found is None:
        return None
    plain = _plain(found["digits"], decimal_comma)
    if plain is None:
        return None
    sign = found["sign"].replace("\u2212", "-")
    return sign + plain + ("%" if found["percent"].strip() else "")


def _plain(digits: str, decimal_comma: bool) -> str | None:
    """Digits with their marks as ASCII digits with at most one point."""
    whole, fraction = digits, ""
    if "\u066b" in digits:
        whole, _, fraction = digits.partition("\u066b")
    elif decimal_comma and "," in digits:
        whole, _, fraction = digits.partition(",")
        whole = whole.replace(".", "\u066c")
    elif digits.count(".") == 1:
        whole, _, fraction = digits.partition(".")
    elif digits.count("\u060c") == 1 and not re.fullmatch(_GROUPED % "\u060c", digits):
        whole, _, fraction = digits.partition("\u060c")
    marks = set(re.sub("[0-9]", "", whole))
    if len(marks) > 1 or (fraction and not fraction.isdigit()) or (digits != whole and not fraction):
        return None
    if marks:
        mark = marks.pop()
        if not re.fullmatch(_GROUPED % re.escape(mark), whole):
            return None
        whole = whole.replace(mark, "")
    if not whole.isdigit() or (len(whole) > 1 and whole[0] == "0"):
        return None
    return f"{whole}.{fraction}" if fraction else whole


def house_number(plain: str, house: House, *, grouped: bool = True) -> str:
    """A number that ``read_number`` returned, in the house's digits, marks of decimals and percent sign.

    The decimals stay as they are. With ``grouped`` thousands are separated.
    """
    sign = plain[0] if plain[0] in "+-" else ""
    whole, point, fraction = plain.removeprefix(sign).rstrip("%").partition(".")
    group, decimal, percent = separators(house)
    text = f"{int(whole):,}".replace(",", group) if grouped else whole
    text += (decimal + fraction) if point else ""
    text = text.translate(_TO_ARABIC) if house.digits == "arab" else text
    return sign + text + (percent if plain.endswith("%") else "")
