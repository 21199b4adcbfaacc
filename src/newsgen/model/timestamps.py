"""Moments as the record orders them, and the months and days that they fall into."""

from datetime import UTC, date, datetime, timedelta, tzinfo

from .article import Month

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

Span = tuple[int, int]
"""From one moment until another, the end excluded, in microseconds since 1970."""


def microseconds(moment: datetime) -> int:
    """A moment as a whole number of microseconds since 1970 (UTC), exactly."""
    delta = moment - EPOCH
    return (delta.days * 86400 + delta.seconds) * 1_000_000 + delta.microseconds


def of_microseconds(moment: int, zone: tzinfo) -> datetime:
    """The same moment as a date and time in a zone."""
    return (EPOCH + timedelta(microseconds=moment)).astimezone(zone)


def month_of(moment: int, zone: tzinfo) -> Month:
    """The month that a moment falls into, in a zone."""
    local = of_microseconds(moment, zone)
    return Month(local.year, local.month)


def month_span(month: Month, zone: tzinfo) -> Span:
    """From a month's first moment to the next month's."""
    following = Month(month.year + 1, 1) if month.number == 12 else Month(month.year, month.number + 1)
    return _start(date(month.year, month.number, 1), zone), _start(date(following.year, following.number, 1), zone)


def day_span(day: date, zone: tzinfo) -> Span:
    """The same for a day, which has 23 to 25 hours where clocks change."""
    return _start(day, zone), _start(day + timedelta(days=1), zone)


def _start(day: date, zone: tzinfo) -> int:
    return microseconds(datetime(day.year, day.month, day.day, tzinfo=zone))
