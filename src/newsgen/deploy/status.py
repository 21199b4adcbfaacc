"""What a target says of itself, without a look at its files."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from ..site.settings import Settings
from .manifest import NOTHING, Foreign, Head, file_of, head_of, rest_of
from .target import Target


@dataclass(frozen=True, slots=True)
class Status:
    """The manifest's head, superseded files with the moments after which they go, and addresses that wait for a purge.
    Without ``head`` there is no manifest of this site."""

    head: Head | None = None
    leaving: Mapping[str, int] = field(default_factory=dict)
    unpurged: tuple[str, ...] = ()


def status(target: Target, settings: Settings) -> Status:
    """Reads one file, or two when something is left to do."""
    found = target.head()
    try:
        head = head_of(found[0]) if found else None
        rest = rest_of(target.read([file_of(head.rest)])[file_of(head.rest)]) if head and head.rest else NOTHING
    except (Foreign, KeyError):
        return Status()
    return Status(head, rest.leaving, rest.purge) if head and head.site == settings.base_url else Status()
