"""Tables of this package for the page's own script, so that both give the same results."""

from __future__ import annotations

from typing import Any

from .counting import NOW, UNITS, noun_of, nouns
from .dates import months, weekdays
from .digits import ARABIC_INDIC
from .hijri import ERA, hijri_months
from .house_style import House

WITHIN = 7 * 86_400
"""The number of seconds for which a time is shown as relative. After a week readers want the date."""


def script_forms(unit: str) -> str:
    """Return the forms of a counted noun that stands alone, as ``dates.js`` needs them.

    They are one, two, few, many, other, joined by |. Raises ValueError for an unknown unit or thing.
    """
    noun = noun_of(unit)
    return "|".join((noun.one, noun.dual, noun.few, noun.many, noun.other))


def script_tables(house: House, *, hijri: bool = True) -> dict[str, Any]:
    """Return the tables that ``dates.js`` needs, ready for JSON; the caller adds ``pattern`` and ``zone``.

    Keys are short, because every reader downloads them. Lists, from second to year: ``s`` the seconds of each unit, ``f`` its
    forms as one text (one, two in the genitive, few, many, other, joined by |; many is empty where it equals other). Texts
    joined by |: ``m`` the months, ``w`` the weekdays from Sunday, as JavaScript counts, ``h`` the twelve Hijri months and the
    era. Others: ``p`` the preposition, ``n`` the word for now, ``d`` the ten digits as one text, or "" for ASCII, ``within``
    the seconds for which a time is shown as relative. With ``hijri=False``, for a pattern without {hijri}, ``h`` is absent.
    """
    forms = []
    for noun in nouns().values():
        many = "" if noun.many == noun.other else noun.many
        forms.append("|".join((noun.one, noun.dual_genitive, noun.few, many, noun.other)))
    days = weekdays(house)
    tables: dict[str, Any] = {
        "p": house.preposition,
        "n": NOW,
        "s": list(UNITS.values()),
        "f": forms,
        "m": "|".join(months(house)),
        "w": "|".join((days[6], *days[:6])),
        "d": ARABIC_INDIC if house.digits == "arab" else "",
        "within": WITHIN,
    }
    if hijri:
        tables["h"] = "|".join((*hijri_months(), ERA))
    return tables
