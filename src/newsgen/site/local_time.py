"""Timestamps in the site's time zone."""

from datetime import datetime, timezone

from .settings import Settings


def local_time(moment: datetime, settings: Settings) -> datetime:
    """Convert a timestamp to the site's time zone, in whole seconds. A naive one is taken to be in that zone already.

    The result has a fixed UTC offset instead of the zone, so that it is equal to itself after the record stored it.
    """
    aware = moment.replace(tzinfo=settings.zone) if moment.tzinfo is None else moment.astimezone(settings.zone)
    offset = aware.utcoffset()
    assert offset is not None
    return aware.replace(tzinfo=timezone(offset), microsecond=0)
