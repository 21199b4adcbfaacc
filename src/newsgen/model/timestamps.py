"""Moments as whole microseconds since 1970 (UTC), and the months and days that contain them."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

Span = tuple[int, int]
"""The interval [start, end), in microseconds since 1970 (UTC)."""


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A month in the site's zone; ``number`` is 1 to 12."""

    year: int
    number: int


def microseconds(moment: datetime) -> int:
    """An aware datetime as microseconds since 1970 (UTC), without rounding. Raises TypeError for a naive one."""
    delta = moment - EPOCH
    return (delta.days * 86400 + delta.seconds) * 1_000_000 + delta.microseconds


def of_microseconds(moment: int, zone: tzinfo) -> datetime:
    """The datetime in a zone for a moment in microseconds since 1970 (UTC)."""
    return (EPOCH + timedelta(microseconds=moment)).astimezone(zone)


def month_of(moment: int, zone: tzinfo) -> Month:
    """The month in a zone that contains a moment in microseconds since 1970 (UTC)."""
    local = of_microseconds(moment, zone)
    return Month(local.year, local.month)


def month_span(month: Month, zone: tzinfo) -> Span:
    """The interval of a month in a zone."""
    following = Month(month.year + 1, 1) if month.number == 12 else Month(month.year, month.number + 1)
    return _start(date(month.year, month.number, 1), zone), _start(date(following.year, following.number, 1), zone)


def day_span(day: date, zone: tzinfo) -> Span:
    """The interval of a day in a zone: 23 to 25 hours where clocks change."""
    return _start(day, zone), _start(day + timedelta(days=1), zone)


def _start(day: date, zone: tzinfo) -> int:
    return microseconds(datetime(day.year, day.month, day.day, tzinfo=zone))
