"""The versions of a story: from git where the site's saves are commits, else those that the desk has kept."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from ..site.article_file import MAX_BYTES
from .ledger import Entry, Ledger
from .renames import name_before, name_in_head
from .repository import COMMITTER, Repository
from .roles import Action
from .saving import kept_bytes

MOST = 200
"""The most versions that are listed, the newest first."""

MOST_NAMES = 20
"""The most earlier names of a story whose versions are listed."""

MOST_DEEDS = 100
"""The most entries of who published what."""

_FIELDS = "%x1e" + "%x1f".join(
    (
        "%H",
        "%ct",
        "%an",
        "%cn <%ce>",
        "%(trailers:key=Desk-Action,valueonly,separator=%x2C)",
        "%(trailers:key=Desk-Status,valueonly)",
        "%(trailers:key=Desk-Restored,valueonly)",
        "%s",
    )
)
"""The format of git-log(1) whose lines ``_version`` reads."""


@dataclass(frozen=True, slots=True)
class Version:
    """An earlier state of a story's file. ``id`` names it to ``bytes_of``; ``name`` is who saved it, ``did`` what that did.
    ``here`` says that it was saved on the desk, ``title`` is the headline or the commit's first line,
    ``status`` the status afterwards where ``did`` says anything. ``path`` is where the file lay then; in a list of one
    story's versions it is empty where that is where it lies now."""

    id: str
    at: datetime
    name: str
    did: tuple[Action, ...] = ()
    restored: bool = False
    here: bool = True
    title: str = ""
    path: str = ""
    status: str = ""


def versions_in_git(repository: Repository, path: str, data: bytes) -> Sequence[Version]:
    """The commits that changed a story, the newest first, also under its earlier names. ``data`` is its file as it is now.

    Raises GitError.
    """
    if repository.git.try_to("rev-parse", "-q", "--verify", "HEAD^{commit}") is None:
        return []
    start, name, found = "HEAD", path, list[Version]()
    if not _commits(repository, start, name, 1):
        name = name_in_head(repository, path, data)
    for _ in range(MOST_NAMES):
        if not name or len(found) >= MOST:
            break
        versions, before = _under(repository, start, name, MOST - len(found))
        found += versions if name == path else [replace(version, path=name) for version in versions]
        start, name = f"{found[-1].id}^" if found else "HEAD", before
    return found


def _under(repository: Repository, start: str, name: str, most: int) -> tuple[list[Version], str]:
    """The commits up to one that changed a story under a name, the newest first, as far as it had this name; and its name
    before, empty where it had none."""
    found = []
    for version, is_new in _commits(repository, start, name, most):
        found.append(version)
        data = repository.data(version.id, name) if is_new else None
        if data is not None and (before := name_before(repository, name, data, version.id)):
            return found, before
    return found, ""


def _commits(repository: Repository, start: str, path: str, most: int) -> list[tuple[Version, bool]]:
    """The commits up to one that changed a path, the newest first, and whether each has added it."""
    what = (f"-n{most}", f"--format={_FIELDS}%x1f", "--name-status", "--no-renames")
    said = repository.git.ask("log", *what, start, "--", path).decode(errors="replace")
    parts = (part.rpartition("\x1f") for part in said.split("\x1e")[1:])
    return [(_version(about), status.strip().startswith("A")) for about, _, status in parts]


def _version(part: str) -> Version:
    commit, at, name, committer, did, status, restored, title = part.strip("\n").split("\x1f", 7)
    actions = {action.value: action for action in Action}
    found = tuple(actions[one] for one in did.split(",") if one in actions)
    moment = datetime.fromtimestamp(int(at), UTC)
    here = committer == COMMITTER
    return Version(commit, moment, name, found, bool(restored.strip()), here, title, status=status.strip())


def kept_versions(site: Path, ledger: Ledger, path: str, version: str) -> Sequence[Version]:
    """What the desk saved of a story, the newest first; ``version`` is that of its file now. Raises OSError.

    A story whose first save here began with what the last save under another path left, which is not there any more, was
    renamed in between: then the saves under that path are in the list too.
    """
    entries, name, found = ledger.all(), path, list[Version]()
    before = ""
    for _ in range(MOST_NAMES):
        own = [(place, one) for place, one in enumerate(entries) if one.path == name]
        found += [_kept(one, "" if name == path else name) for _, one in reversed(own)]
        before = own[0][1].before if own else version
        entries = entries[: own[0][0]] if own else entries
        last = next((one for one in reversed(entries) if one.version == before and one.path != name), None)
        if not before or last is None or (site / last.path).exists():
            break
        name = last.path
    if before and found and found[-1].id != before:
        found.append(Version(before, found[-1].at, "", here=False, path=found[-1].path))
    return found[:MOST]


def _kept(one: Entry, path: str) -> Version:
    return Version(
        one.version, one.at, one.name, one.did, bool(one.restored), title=one.title, path=path, status=one.status
    )


def bytes_of(site: Path, repository: Repository | None, path: str, version: Version) -> bytes | None:
    """The bytes of a listed version of the story at a path; None where they are not kept any more.

    Raises GitError and OSError.
    """
    if repository is None:
        return kept_bytes(site, version.id)
    data = repository.data(version.id, version.path or path)
    return data if data is None or len(data) <= MAX_BYTES else None


def deeds(ledger: Ledger) -> Sequence[Version]:
    """Who published, scheduled and withdrew what on the desk, the newest first. Raises OSError."""
    return [
        Version(one.version, one.at, one.name, one.did, title=one.title, path=one.path, status=one.status)
        for one in reversed(ledger.all())
        if one.did
    ][:MOST_DEEDS]
