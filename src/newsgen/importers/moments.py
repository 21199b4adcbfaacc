"""Read the moments of feeds, agencies and other generators: ISO 8601 in its forms, the dates of mail, Unix time."""

import re
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_tz

_ISO = re.compile(
    r"([12]\d{3})(?:(\d\d)(\d\d)?|-(\d\d?)(?:-(\d\d?))?)"
    r"(?:[T\s]+(\d\d?):?(\d\d)(?::?(\d\d))?(?:[.,](\d{1,9}))?\s*(?:([Zz]|UTC|GMT)|([+-])(\d\d):?(\d\d)?)?)?"
    r"\Z",
    re.ASCII,
)
_UNIX = re.compile(r"\d{9,13}\Z", re.ASCII)


def parse(written: object) -> datetime | None:
    """Return the moment that a value states; None where it states none, or one before the year 1000.

    A moment without an offset has no zone. Fractions of a second are dropped. A number of 9 or 10 digits is Unix time in
    seconds, a longer one in milliseconds.
    """
    text = str(written).strip() if isinstance(written, str | int) and not isinstance(written, bool) else ""
    if not text or len(text) > 80:
        return None
    try:
        if _UNIX.match(text):
            return datetime.fromtimestamp(int(text) / (1000 if len(text) > 10 else 1), UTC).replace(microsecond=0)
        if match := _ISO.match(text):
            return _iso(match)
        return _mail(text) or _mail(text + " 00:00")
    except (ValueError, OverflowError, OSError):
        return None


def is_later(moment: datetime | None, other: datetime | None) -> bool:
    """Return whether both moments are known and the first is later. One without a zone counts as UTC."""
    if moment is None or other is None:
        return False
    first, second = (m if m.tzinfo else m.replace(tzinfo=UTC) for m in (moment, other))
    return first > second


def _iso(match: re.Match[str]) -> datetime:
    year, *months_and_days, hour, minute, second, _, utc, sign, hours, minutes = match.groups()
    packed_month, packed_day, month, day = months_and_days
    zone = None
    if utc:
        zone = UTC
    elif sign:
        offset = timedelta(hours=int(hours), minutes=int(minutes or 0))
        zone = timezone(-offset if sign == "-" else offset)
    midnight = int(hour or 0) == 24
    moment = datetime(
        int(year), int(packed_month or month), int(packed_day or day or 1), 0 if midnight else int(hour or 0), int(minute or 0),
        min(int(second or 0), 59), tzinfo=zone,
    )  # fmt: skip
    return moment + timedelta(days=1) if midnight else moment


_MAIL_ZONE = re.compile(r"(?:[+-]\d{4}|\b(?:UTC?|GMT|Z|[ECMP][SD]T))(?:\s*\([^()]*\))?\s*\Z")


def _mail(text: str) -> datetime | None:
    """A date of mail (RFC 2822). A zone's name that mail does not define, as ``AST``, counts as none."""
    parts = parsedate_tz(text)
    if not parts or parts[0] < 1000:
        return None
    moment = datetime(*parts[:5], min(parts[5], 59))
    if not _MAIL_ZONE.search(text):
        return moment
    return moment.replace(tzinfo=timezone(timedelta(seconds=parts[9] or 0)))
