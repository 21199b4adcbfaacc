"""How long it is until a moment, in words."""

from datetime import datetime

from .. import arabic
from ..site.settings import Settings


def countdown(until: datetime, now: datetime, settings: Settings, lang: str) -> str:
    """The time from ``now`` to a later moment: hours and minutes below a day, else days and hours. It is rounded up to a
    whole minute, and one minute at least."""
    minutes = max(1, -(-int((until - now).total_seconds()) // 60))
    days, rest = divmod(minutes, 1440)
    hours, minutes = divmod(rest, 60)
    counts = ((days, "day"), (hours, "hour")) if days else ((hours, "hour"), (minutes, "minute"))
    if lang == "ar":
        return " و".join(arabic.counted(count, unit, settings.house) for count, unit in counts if count)
    return " ".join(f"{count} {unit}{'s' if count > 1 else ''}" for count, unit in counts if count)
