"""Hijri dates by the Umm al-Qura calendar."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from .counting import figure
from .house_style import House

ERA = "هـ"


@lru_cache(maxsize=1)
def hijri_months() -> tuple[str, ...]:
    """Return the twelve month names of CLDR, in the usual spelling of the press (without marks)."""
    return (
        "محرم", "صفر", "ربيع الأول", "ربيع الآخر", "جمادى الأولى", "جمادى الآخرة",
        "رجب", "شعبان", "رمضان", "شوال", "ذو القعدة", "ذو الحجة",
    )  # fmt: skip


@lru_cache(maxsize=1024)
def to_hijri(day: date) -> tuple[int, int, int] | None:
    """Return the Hijri year, month and day by the Umm al-Qura tables; None outside them (1924-08-01 to 2077-11-16).

    Civil arithmetic (CLDR's ``islamic-civil``) differs from the tables by a day about half of the time.
    """
    from hijridate import Gregorian

    try:
        return Gregorian(day.year, day.month, day.day).to_hijri().datetuple()
    except OverflowError:
        return None


def from_hijri(year: int, month: int, day: int) -> date | None:
    """Return the Gregorian date, or None for a day that the tables do not have."""
    from hijridate import Hijri

    try:
        return date(*Hijri(year, month, day).to_gregorian().datetuple())
    except (OverflowError, ValueError):
        return None


def format_hijri(day: date, house: House) -> str | None:
    """Write a day's Hijri date, such as "20 ذو الحجة 1442 هـ", in the house's digits; None outside the tables."""
    parts = to_hijri(day)
    if parts is None:
        return None
    year, month, number = parts
    return f"{figure(number, house)} {hijri_months()[month - 1]} {figure(year, house)} {ERA}"
