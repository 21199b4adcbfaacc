"""Read what a target's manifest says, without inspecting its files."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from ..site.settings import Settings
from .manifest import NO_WORK, Head, InvalidManifest, decode_head, decode_pending, manifest_path
from .target import Target


@dataclass(frozen=True, slots=True)
class Status:
    """The manifest's head, superseded files with the moment of their deletion, and addresses that wait for a purge.

    Without ``head`` the target has no manifest, a damaged one, or that of another site. Moments are seconds since 1970.
    """

    head: Head | None = None
    leaving: Mapping[str, int] = field(default_factory=dict)
    unpurged: tuple[str, ...] = ()


def status(target: Target, settings: Settings) -> Status:
    """Read a target's status: one file, or two when work is pending. Raises TargetError.

    Returns an empty Status when the manifest is missing, damaged or that of another site. Reads no journal, so what an
    unfinished deploy has sent does not show.
    """
    found = target.head()
    try:
        head = decode_head(found[0]) if found else None
        pending = NO_WORK
        if head and head.rest:
            path = manifest_path(head.rest)
            pending = decode_pending(target.read([path])[path])
    except (InvalidManifest, KeyError):
        return Status()
    return Status(head, pending.leaving, pending.purge) if head and head.site == settings.base_url else Status()
