"""What must never be sent, and how much may be deleted."""

from collections.abc import Iterator
from pathlib import Path

from ..base.problems import N_, Problem, error
from ..build.journal import stamped
from ..model.page_name import ARTICLE, STATIC, PageName
from ..pages.addresses import output_path
from ..record.record import Record
from ..record.view import View

FEW, SHARE = 20, 0.02


def of_output(record: Record, output: Path, now: int) -> Iterator[Problem]:
    """What forbids sending an output at all. ``now`` is the wall clock, in microseconds since 1970."""
    if record.fresh or not stamped(record, output):
        yield NOT_BUILT.at(str(output))
        return
    if record.last_build.view.drafts:
        yield _DRAFTS.at(str(output))
    if record.last_build.view.now > now:
        yield _AHEAD.at(str(output))


def of_stories(record: Record, now: int) -> Iterator[Problem]:
    """Files of stories that nobody may see at this moment, however they came into the output."""
    view = View(now, drafts=False)
    for identifier, path, address in record.stories.hidden(view):
        holder = record.outputs.at(output_path(address))
        own = holder and holder.name in (PageName.of(ARTICLE, identifier), PageName.of(STATIC, holder.path))
        shown = {address} if own else set()
        for picture, _ in record.media.of(identifier):
            if record.outputs.at(picture.lstrip("/")) and record.media.source(picture, view) is None:
                shown.add(picture)
        for one in sorted(shown):
            yield error("deploy-hidden", *_HIDDEN, address=one).at(path)


def of_deletes(gone: int, files: int, allowed: int) -> Iterator[Problem]:
    """Whether more files would go than a day's work explains; an empty checkout must not wipe the site."""
    if gone > max(FEW, int(files * SHARE), allowed):
        yield error(
            "deploy-deletes", N_("{count} of the {files} files at the target would be deleted. Nothing was sent."),
            N_("If that is meant, add --allow-deletes {count}."), count=gone, files=files,
        )  # fmt: skip


NOT_BUILT = error(
    "deploy-not-built", N_("This folder is not what the last build left."), N_("Run “newsgen build”, then try again.")
)
_DRAFTS = error(
    "deploy-drafts", N_("This output was built with drafts."), N_("Build it without --drafts, then try again.")
)
_AHEAD = error(
    "deploy-ahead", N_("This output was built for a moment that is still to come."),
    N_("Build it without --now, then try again; if the time is wrong, set this computer's clock."),
)  # fmt: skip
_HIDDEN = (
    N_("{address} belongs to a story that is a draft or under embargo."),
    N_("Run “newsgen build”, then try again; if it stays, delete that file from static/."),
)
