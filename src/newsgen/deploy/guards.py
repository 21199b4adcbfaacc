"""Checks that stop a deploy: output that must not be sent, and too many deletions."""

from collections.abc import Iterator
from pathlib import Path

from ..base.problems import N_, Problem, error
from ..build.journal import stamped
from ..model.facets import WITHDRAWN
from ..model.page_name import ARTICLE, STATIC, PageName
from ..pages.addresses import output_path
from ..record.lists import Stretch
from ..record.record import Record
from ..record.view import View
from ..site import layout

MAX_DELETED_FILES, MAX_DELETED_SHARE = 20, 0.02


def output_problems(record: Record, output: Path, now: int) -> Iterator[Problem]:
    """Yield the reasons not to send an output at all; only the first when it does not belong to the last build.

    Trusts the output's stamp and reads none of its other files. ``output`` is its folder. ``now`` is the wall clock, in
    microseconds since 1970.
    """
    if record.fresh or not stamped(record, output):
        yield NOT_BUILT.at(str(output))
        return
    if record.last_build.view.drafts:
        yield _DRAFTS.at(str(output))
    if record.last_build.view.now > now:
        yield _AHEAD.at(str(output))


def hidden_story_problems(record: Record, now: int) -> Iterator[Problem]:
    """Yield a problem for each output file that shows a story which is a draft or under embargo at ``now``.

    Such a file is the story's page, a copy from static/ at its address, or a picture or a file of static/ that readers see
    no use of; the latter also where a withdrawn story used it. Each problem names the story's source. Looks in the record,
    not in the folder of the output. ``now`` is in microseconds since 1970.
    """
    view = View(now, drafts=False)
    for identifier, path, address in record.stories.hidden(view):
        holder = record.outputs.at(output_path(address))
        own = holder and holder.name in (PageName.of(ARTICLE, identifier), PageName.of(STATIC, holder.path))
        shown = {address} if own else set()
        for folder, _ in record.media.of(identifier):
            there = record.outputs.below(folder.strip("/"))
            if there is not None and record.media.shown(folder, view) is None:
                shown.add(f"/{there.path}")
        for visible in sorted(shown):
            yield error("deploy-hidden", *_HIDDEN, address=visible).at(path)
        yield from _held_files(record, identifier, path, view)
    for stored in record.stories.visible(view, Stretch(WITHDRAWN)):
        yield from _held_files(record, stored.position[1], stored.path, view)


def _held_files(record: Record, identifier: str, path: str, view: View) -> Iterator[Problem]:
    """A problem for each file of static/ that a story uses and that is in the output, though readers see no use of it."""
    for file in sorted(record.media.static_of(identifier)):
        source = f"{layout.STATIC}/{file}"
        of_theme = record.sources.stat(layout.THEME + source) is not None
        there = record.outputs.get(PageName.of(STATIC, file)) is not None
        if there and not of_theme and record.media.is_held(source, view):
            yield error("deploy-hidden", *_HELD, address=f"/{file}").at(path)


def deletion_problems(deletions: int, files: int, allowed: int) -> Iterator[Problem]:
    """Yield a problem when more files would be deleted than a day's work explains.

    So a deploy from an empty checkout cannot delete the site. ``files`` is the number of files at the target.
    ``allowed`` is the editor's ``--allow-deletes``: it replaces the usual limit where it is higher, and is not added to
    it.
    """
    if deletions > max(MAX_DELETED_FILES, int(files * MAX_DELETED_SHARE), allowed):
        yield error(
            "deploy-deletes", N_("{count} of the {files} files at the target would be deleted. Nothing was sent."),
            N_("If that is meant, add --allow-deletes {count}."), count=deletions, files=files,
        )  # fmt: skip


NOT_BUILT = error(
    "deploy-not-built", N_("This output does not match the last build."), N_("Run “newsgen build”, then try again.")
)
_DRAFTS = error(
    "deploy-drafts", N_("This output was built with drafts."), N_("Build it without --drafts, then try again.")
)
_AHEAD = error(
    "deploy-ahead", N_("This output was built for a time in the future."),
    N_("Build it without --now, then try again; if the time is wrong, set this computer's clock."),
)  # fmt: skip
_HELD = (
    N_("{address} is used only by stories that readers do not see."),
    N_("Run “newsgen build”, then try again."),
)
_HIDDEN = (
    N_("{address} belongs to a story that is a draft or under embargo."),
    N_("Run “newsgen build”, then try again; if this happens again, delete that file from static/."),
)
