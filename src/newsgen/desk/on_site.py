"""Is a story on the site yet? One answer for each story, from what the publisher knows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from ..record.recovery import PublishedSource
from .file_kind import FileKind
from .publisher import Fault, Phase, PublisherState
from .story_file import StoryFile

Tone = Literal["good", "wait", "stop", "plain"]


@dataclass(frozen=True, slots=True)
class OnSite:
    """The answer: ``word`` is its key in ``WORDS``, ``fields`` fill the text, ``at`` is the moment that it names, if one.

    ``tone`` says whether it is well (``good``), goes on by itself (``wait``), needs somebody (``stop``) or neither.
    ``detail`` is the problem's own message, and ``hint`` tells what to do."""

    word: str
    tone: Tone = "plain"
    at: datetime | None = None
    fields: Mapping[str, object] = field(default_factory=dict)
    detail: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """A story about which somebody asks: its file as it is now, what the output has of it, when it is published as far as
    the last build of the preview knows, and since when this version is on the site, where that is known. ``latest`` is a
    moment at which its page, as it is now, was certainly there, and may have been before; None where none is known."""

    path: str
    file: StoryFile
    known: PublishedSource | None
    published: datetime | None
    since: datetime | None
    latest: datetime | None = None


def on_site(story: Asked, state: PublisherState, now: datetime) -> OnSite:
    """Say whether readers see a story as its file is now, and if not, why."""
    seen = story.known is not None and story.known.has_page
    status = story.file.values.get("status") if story.file.kind is FileKind.STORY else None
    if status == "draft" and not seen:
        return OnSite("on-draft")
    if state.built is None and not state.on:
        return OnSite("on-unknown")
    if state.built is not None and story.path in state.built.held and not _is_in(story.path, state):
        fault = next((fault for fault in state.built.faults if fault.file == story.path), Fault("", 0, "", ""))
        word = "on-error-old" if seen else "on-error"
        return OnSite(word, "stop", fields={"line": fault.line}, detail=fault.message, hint=fault.hint)
    if not seen and story.published is not None and story.published > now:
        return OnSite("on-waits", "wait", story.published)
    if _is_in(story.path, state) and state.phase in (Phase.BUILDING, Phase.WAITING):
        return OnSite("on-building", "wait")
    if state.built is None and story.known is None:
        return OnSite("on-first", "wait")
    if story.known is None or story.known.source.hex() != story.file.version:
        return _not_built(state)
    if not seen:
        return OnSite("on-draft") if status == "draft" else OnSite("on-waits-behind", "wait")
    return _built(story, state, withdrawn=status == "withdrawn")


def _is_in(path: str, state: PublisherState) -> bool:
    """Whether a story is in the build or deploy that runs."""
    return state.phase is not Phase.IDLE and (state.building is None or path in state.building)


def _not_built(state: PublisherState) -> OnSite:
    """Of a story whose file is newer than the output."""
    built = state.built
    if built is not None and not built.published and built.faults:
        fault = built.faults[0]
        fields = {"file": fault.file, "line": fault.line}
        return OnSite("on-stopped", "stop", fields=fields, detail=fault.message, hint=fault.hint)
    return OnSite("on-saved", "wait")


def _built(story: Asked, state: PublisherState, *, withdrawn: bool) -> OnSite:
    """Of a story that the output has as its file is now."""
    unsent = state.unsent is None or story.path in state.unsent
    if state.target and unsent and story.since is None and story.latest is None:
        if state.phase is Phase.DEPLOYING:
            return OnSite("on-deploying", "wait")
        deployed = state.deployed
        if deployed is not None and not deployed.done:
            return OnSite("site-deploy-failed", "stop", deployed.again, {"target": state.target})
        return OnSite("on-built", "wait")
    if withdrawn:
        return OnSite("on-withdrawn", "good")
    if story.since is not None:
        return OnSite("on-site-since", "good", story.since)
    return OnSite("on-site-latest" if story.latest is not None else "on-site", "good", story.latest)
