"""The versions of a story: from git where the site's saves are commits, else those that the desk has kept."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from ..site.article_file import MAX_BYTES
from .ledger import Ledger
from .repository import COMMITTER, Repository
from .roles import Action
from .saving import kept_bytes

MOST = 200
"""The most versions that are listed, the newest first."""

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
_IN_GIT = re.compile("[0-9a-f]{40}|[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Version:
    """An earlier state of a story's file. ``id`` names it to ``bytes_of``; ``name`` is who saved it, ``did`` what that did.
    ``here`` says that it was saved on the desk, ``title`` is the headline or the commit's first line,
    ``status`` the status afterwards where ``did`` says anything."""

    id: str
    at: datetime
    name: str
    did: tuple[Action, ...] = ()
    restored: bool = False
    here: bool = True
    title: str = ""
    path: str = ""
    status: str = ""


def versions_in_git(repository: Repository, path: str) -> Sequence[Version]:
    """The commits that changed a story, the newest first. Raises GitError."""
    if repository.git.try_to("rev-parse", "-q", "--verify", "HEAD^{commit}") is None:
        return []
    said = repository.git.ask("log", f"-n{MOST}", f"--format={_FIELDS}", "HEAD", "--", path)
    return [_version(part) for part in said.decode(errors="replace").split("\x1e")[1:]]


def _version(part: str) -> Version:
    commit, at, name, committer, did, status, restored, title = part.strip("\n").split("\x1f", 7)
    actions = {action.value: action for action in Action}
    found = tuple(actions[one] for one in did.split(",") if one in actions)
    moment = datetime.fromtimestamp(int(at), UTC)
    here = committer == COMMITTER
    return Version(commit, moment, name, found, bool(restored.strip()), here, title, status=status.strip())


def kept_versions(ledger: Ledger, path: str) -> Sequence[Version]:
    """What the desk saved of a story, the newest first. Raises OSError."""
    found = [
        Version(one.version, one.at, one.name, one.did, bool(one.restored), title=one.title, status=one.status)
        for one in ledger.all()
        if one.path == path
    ]
    first = next((one.before for one in ledger.all() if one.path == path and one.before), "")
    if first and found:
        found.insert(0, Version(first, found[0].at, "", here=False))
    return found[::-1][:MOST]


def bytes_of(site: Path, repository: Repository | None, path: str, identifier: str) -> bytes | None:
    """The bytes of a listed version; None where they are not kept any more. Raises GitError and OSError."""
    if repository is None:
        return kept_bytes(site, identifier)
    if not _IN_GIT.fullmatch(identifier):
        return None
    data = repository.data(identifier, path)
    return data if data is None or len(data) <= MAX_BYTES else None


def deeds(ledger: Ledger) -> Sequence[Version]:
    """Who published, scheduled and withdrew what on the desk, the newest first. Raises OSError."""
    return [
        Version(one.version, one.at, one.name, one.did, title=one.title, path=one.path, status=one.status)
        for one in reversed(ledger.all())
        if one.did
    ][:MOST_DEEDS]
