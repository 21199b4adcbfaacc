"""Compute when a related story appeared, from the page's relative time and the moment of the capture."""

from calendar import monthrange
from datetime import UTC, datetime, timedelta, tzinfo

YEARS = range(1800, 2201)
"""The years that article files accept."""


def count_back(moment: datetime, n: int, unit: str, zone: tzinfo) -> datetime | None:
    """Return the moment ``n`` units earlier, or None when it lies outside ``YEARS``.

    ``unit`` is a key of ``arabic.UNITS``. Seconds, minutes and hours count elapsed time; the result is in ``zone``.
    Days, weeks, months and years count by the wall clock of ``moment``, which is in ``zone`` already: its own zone is
    replaced and not converted. A day that the earlier month lacks becomes the last of that month.
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
    """Format a moment in ISO 8601 to the minute, with its offset; seconds are dropped.

    Before 1900 offsets had seconds, which article files do not accept; such a moment is given in UTC. A moment without
    a zone is written without an offset.
    """
    offset = moment.utcoffset()
    if offset is not None and offset.total_seconds() % 60:
        moment = moment.astimezone(UTC)
    return moment.isoformat(timespec="minutes")
