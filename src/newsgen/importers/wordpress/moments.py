"""WordPress's dates as moments: in the zone of the site that was exported."""

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from email.utils import parsedate_to_datetime

from ..times import YEARS

_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:[ T](\d\d):(\d\d)(?::(\d\d))?)?")
_QUARTER = timedelta(minutes=15)


def local(text: str) -> datetime | None:
    """A date without a zone, like ``2011-05-01 09:30:00``. None for zeros, for no date, and outside ``YEARS``."""
    match = _DATE.match(text.strip())
    if match is None:
        return None
    try:
        found = datetime(*(int(part or 0) for part in match.groups()))  # type: ignore[arg-type]
    except ValueError:
        return None
    return found if found.year in YEARS else None


def moment(date: str, date_gmt: str, zone: tzinfo) -> datetime | None:
    """The moment of a pair of WordPress's dates, with the offset that the site had then.

    The offset is the difference of the two, where it is one that zones have. Else ``date`` is in ``zone``. Without it,
    ``date_gmt`` counts. None when neither is a date.
    """
    here, there = local(date), local(date_gmt)
    if here and there and (offset := _offset(here, there)) is not None:
        return here.replace(tzinfo=timezone(offset))
    if here:
        return here.replace(tzinfo=zone)
    return there.replace(tzinfo=UTC).astimezone(zone) if there else None


def of_feed(text: str, zone: tzinfo) -> datetime | None:
    """The moment of an item's ``pubDate``, in ``zone``. None for no date, and for ``30 Nov -0001``, which stands for none."""
    if not re.search(r"\s\d{4}\s", text, re.ASCII):
        return None
    try:
        found = parsedate_to_datetime(text)
        found = (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(zone)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
    return found if found.year in YEARS else None


def agrees(date: str, date_gmt: str, zone: tzinfo) -> bool:
    """Whether the offset of a pair of WordPress's dates is that of ``zone`` at that time; also when they have none."""
    here, there = local(date), local(date_gmt)
    offset = _offset(here, there) if here and there else None
    return here is None or offset is None or here.replace(tzinfo=zone).utcoffset() == offset


def _offset(here: datetime, there: datetime) -> timedelta | None:
    """The offset between a local date and the same in UTC, of full quarters of an hour from -12 to +14 hours."""
    offset = here - there
    rounded = round(offset / _QUARTER) * _QUARTER
    close = abs(offset - rounded) <= timedelta(seconds=2)
    return rounded if close and timedelta(hours=-12) <= rounded <= timedelta(hours=14) else None
