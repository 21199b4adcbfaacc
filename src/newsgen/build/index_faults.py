"""The problems that only the record can tell: two sources of one identity or address, picks and pictures that are not there."""

import difflib
import posixpath
from pathlib import Path

from ..base.problems import N_, Problem, error, warning
from ..record.record import Record
from ..record.view import View
from ..site.source_kind import nfc

NO_ARTICLES = error(
    "no-articles",
    N_("This folder has no stories, and it had some at the last build."),
    N_("Restore the files; to start over, delete the folder .newsgen."),
)


def same_author(other: str) -> Problem:
    """Two profiles of one author."""
    return error(
        "same-author", N_("This author is described in {other} already."), N_("Keep one of the two files."), other=other
    )


def same_id(other: str) -> Problem:
    """Two files of one story."""
    return error(
        "same-id",
        N_("“{other}” is the same story under another suffix."),
        N_("Keep one of the two files."),
        other=other,
    )


def same_address(address: str, other: str) -> Problem:
    """Two stories at one address."""
    return error(
        "same-address", N_("This story has the same address as {other}: {address}"), N_("Give one of them its own “slug: …”."),
        other=other, address=address,
    )  # fmt: skip


def pick_fault(record: Record, view: View, pick: str) -> Problem | None:
    """A warning for a pick or a pin whose story no reader can see; None for others."""
    if record.lists.summary(pick, view) is not None:
        return None
    return _hidden_pick(pick) if record.stories.get(pick) is not None else _unknown_pick(pick)


def _unknown_pick(pick: str) -> Problem:
    return warning(
        "pick-skipped",
        N_("The related story “{pick}” does not exist and was left out."),
        N_("Write its path under content/."),
        pick=pick,
    )


def _hidden_pick(pick: str) -> Problem:
    return warning(
        "pick-skipped",
        N_("The related story “{pick}” is not published yet and was left out."),
        N_("It appears automatically once it is published."),
        pick=pick,
    )


def missing_picture(source: str, site: Path) -> Problem:
    """A picture that is not where a source says; the hint names a file with nearly the same name."""
    name = posixpath.basename(source)
    try:
        names = sorted(path.name for path in (site / posixpath.dirname(source)).iterdir() if path.is_file())
    except (OSError, ValueError):  # no such folder, or a name that no file system has
        names = []
    near = difflib.get_close_matches(
        name[:200], [nfc(other) for other in names if nfc(other) != name], n=1, cutoff=0.75
    )
    hint = N_("Did you mean “{near}”?") if near else N_("Put the file there, or correct the name.")
    return error(
        "no-picture", N_("The picture “{source}” does not exist."), hint, source=source[:200], near="".join(near)
    )
