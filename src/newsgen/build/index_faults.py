"""The problems that only the record can tell: two sources of one identity or address, picks and pictures that are not there."""

import difflib
import posixpath
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from ..articles.gains import DatedGain
from ..base.problems import N_, Problem, error, warning
from ..model.article import Summary
from ..model.horizon import Gain
from ..model.timestamps import microseconds
from ..record.record import Record
from ..record.view import View
from ..site.source_kind import nfc, original_of

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


def quoted_fault(record: Record, view: View, identifier: str, target: str) -> Problem | None:
    """A warning for a story card in the text of the story ``identifier`` that readers do not see; None for others.

    ``target`` is an id, or an address that begins with a slash.
    """
    named = [one for one in record.stories.named(target) if record.stories.get(one) is not None]
    if not named:
        return warning(
            "story-card-skipped",
            N_("The text shows the card of “{story}”, but there is no such story: the card was left out."),
            N_("Write the path of its file under content/, or its address."),
            story=target,
        )
    if named == [identifier]:
        return warning(
            "story-card-skipped",
            N_("The text shows the card of its own story: the card was left out."),
            N_("Name another story."),
        )
    if any(record.lists.summary(one, view) is not None for one in named):
        return None
    return warning(
        "story-card-skipped",
        N_("The text shows the card of “{story}”, which readers do not see: the card was left out."),
        N_("It appears automatically once that story is published."),
        story=target,
    )


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


ENTRY_AHEAD = 24 * 3600 * 1_000_000
"""A live entry that is later than the build by more than this, in microseconds, is probably dated wrongly."""

_FUTURE: dict[Gain, Problem] = {
    "update": warning(
        "future-moment",
        N_("“updated” is in the future: {moment}. It is not shown before."),
        N_("Look at the year, the month and the hour."),
    ),
    "correction": warning(
        "future-moment",
        N_("The correction is dated in the future: {moment}. It is not shown before."),
        N_("Look at the year, the month and the hour."),
    ),
    "entry": warning(
        "future-moment",
        N_("This entry is dated more than a day ahead: {moment}. It appears then."),
        N_("If that is not meant, correct its time, or the day in the line “# 2026-11-22” above it."),
    ),
}


def future_faults(gains: Iterable[DatedGain], summary: Summary, now: int) -> Iterator[Problem]:
    """Yield a warning, without a file, for each gain of a story after ``now``, in microseconds since 1970.

    Live entries are often prepared a few hours ahead, so they get one only beyond ENTRY_AHEAD, and none while the story is to
    come itself.
    """
    seen = microseconds(summary.card.published) <= now
    for gain in gains:
        later = microseconds(gain.at) - now
        if later > ENTRY_AHEAD and seen if gain.what == "entry" else later > 0:
            moment = (("moment", f"{gain.at:%Y-%m-%d %H:%M}"),)
            yield replace(_FUTURE[gain.what], values=moment).at("", gain.line, gain.column)


def broken_sidecar(path: str) -> Problem:
    """A picture whose sidecar has errors, which have a place of their own."""
    return error(
        "broken-sidecar", N_("The sidecar of this picture has errors."), N_("Correct {file}."), file=path
    )  # fmt: skip


def missing_picture(source: str, site: Path) -> Problem:
    """A picture that is not where a source says; the hint names a file with nearly the same name."""
    hint, near = _near(source, site)
    return error("no-picture", N_("The picture “{source}” does not exist."), hint, source=source[:200], near=near)


def missing_file(source: str, site: Path) -> Problem:
    """Sound that is not where a source says; the hint names a file with nearly the same name."""
    hint, near = _near(source, site)
    return error("no-sound-file", N_("The recording “{source}” does not exist."), hint, source=source[:200], near=near)


def _near(source: str, site: Path) -> tuple[str, str]:
    """The hint for a file that is not there, and the name of one in its folder that is nearly the same, or an empty text."""
    name = posixpath.basename(source)
    try:
        folder = posixpath.dirname(source)
        files = (path.name for path in (site / folder).iterdir() if path.is_file())
        names = sorted(posixpath.basename(original_of(f"{folder}/{name}")) for name in files)
    except (OSError, ValueError):  # no such folder, or a name that no file system has
        names = []
    near = difflib.get_close_matches(
        name[:200], [nfc(other) for other in names if nfc(other) != name], n=1, cutoff=0.75
    )
    hint = N_("Did you mean “{near}”?") if near else N_("Put the file there, or correct the name.")
    return hint, "".join(near)
