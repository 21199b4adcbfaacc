"""Compute when a related story appeared, from the page's relative time and the moment of the capture."""

from calendar import monthrange
from datetime import UTC, datetime, timedelta, tzinfo

YEARS = range(1800, 2201)
"""The years that article files accept."""


def count_back(moment: datetime, n: int, unit: str, zone: tzinfo) -> datetime | None:
    """Return the moment ``n`` units earlier, or None when it lies outside ``YEARS``.

    Seconds, minutes and hours count elapsed time; days, weeks, months and years count by the wall clock.
    """
    try:
        if unit in ("second", "minute", "hour"):
            when = (moment.astimezone(UTC) - timedelta(**{unit + "s": n})).astimezone(zone)
        elif unit in ("day", "week"):
            when = (moment.replace(tzinfo=None) - timedelta(**{unit + "s": n})).replace(tzinfo=zone)
        else:
            year, month = divmod(moment.year * 12 + moment.month - 1 - n * (12 if unit == "year" else 1), 12)
            day = min(moment.day, monthrange(year, month + 1)[1])
            when = moment.replace(year=year, month=month + 1, day=day, tzinfo=zone)
    except (OverflowError, ValueError):
        return None
    return when if when.year in YEARS else None


def stamp(moment: datetime) -> str:
    """Format a moment with its offset in minutes. Before 1900 offsets had seconds, which article files do not accept; such a
    moment is given in UTC.
    """
    offset = moment.utcoffset()
    if offset is not None and offset.total_seconds() % 60:
        moment = moment.astimezone(UTC)
    return moment.isoformat(timespec="minutes")
