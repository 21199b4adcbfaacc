"""Pull from a remote of git and push to it: what both sides changed is merged as two saves are, or shown to a person."""

import os
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from ..base.lock import locked
from ..base.messages import translate
from ..base.problems import FatalProblems
from ..site.layout import STATE
from .git import PATIENCE_REMOTE, GitError, GitFault, ssh_options
from .incoming import Conflicted, Decided, Obstacle, Plan, plan_for, write
from .repository import LOCK, Repository, Tip, Unready, author_of
from .saving import no_saves
from .site_words import DESK, MERGED_SUBJECT

ROUNDS = 3
"""How often a push is tried that comes second, after another pull each time."""


class Step(StrEnum):
    """At which step an exchange ended."""

    PULL = "pull"
    MERGE = "merge"
    PUSH = "push"


@dataclass(frozen=True, slots=True)
class ExchangeState:
    """The last exchange with a remote. ``at`` is the moment of the last one that ended well.

    ``step`` and ``reason`` say where it ended instead and why, ``detail`` in git's own words; ``path`` is the file in
    question, where there is one. ``conflicts`` are files for a person to decide about: until then nothing of the remote
    is taken over, and nothing is pushed.
    """

    remote: str
    at: datetime | None = None
    step: Step | None = None
    reason: str = ""
    detail: str = ""
    path: str = ""
    since: datetime | None = None
    conflicts: tuple[Conflicted, ...] = ()

    def after(self, last: "ExchangeState") -> "ExchangeState":
        """This state, which did not end well, after an earlier one."""
        same = last.step is self.step and last.reason == self.reason and last.since is not None
        return replace(self, at=last.at, since=last.since if same else self.since)


class _Ended(Exception):
    """The exchange ends here."""

    def __init__(self, step: Step, reason: str, *, detail: str = "", path: str = "") -> None:
        super().__init__(reason)
        self.step, self.reason, self.detail, self.path = step, reason, detail, path


def exchange(
    site: Path,
    remote: str,
    decided: Mapping[str, Decided],
    *,
    lock: threading.Lock,
    lang: str,
    now: Callable[[], datetime],
) -> tuple[ExchangeState, frozenset[str]]:
    """Exchange commits with a remote, and return how that went and the paths of the files that changed here.

    While git asks the other machine, ``lock`` is free, so that saves are committed meanwhile. A push never overwrites
    anything there, and a branch that was rewritten there is not merged.
    """
    changed: frozenset[str] = frozenset()
    began = now()
    try:
        repository = Repository(site)
        for _ in range(ROUNDS):
            theirs = _fetched(repository, remote)
            with locked(site / STATE / LOCK, threads=lock):
                tip = repository.tip()
                found = _merged(repository, site, remote, tip, theirs, decided, lang, now()) if theirs else _NOTHING
            if isinstance(found, tuple):
                state = ExchangeState(remote, step=Step.MERGE, reason="conflicts", since=began, conflicts=found)
                return state, changed
            changed |= found
            if _pushed(repository, remote):
                return ExchangeState(remote, at=now()), changed
        raise _Ended(Step.PUSH, "overtaken")
    except _Ended as end:
        state = ExchangeState(remote, None, end.step, end.reason, end.detail, end.path, began)
    except Unready as failure:
        state = ExchangeState(remote, None, Step.MERGE, failure.reason, failure.detail, since=began)
    except GitError as failure:
        state = ExchangeState(remote, None, Step.MERGE, failure.fault, failure.detail, since=began)
    except (OSError, FatalProblems) as failure:
        state = ExchangeState(remote, None, Step.MERGE, GitFault.FAILED, str(failure), since=began)
    except Exception as failure:  # a fault of newsgen's own must not end the thread, and every later exchange with it
        state = ExchangeState(remote, None, Step.MERGE, GitFault.FAILED, repr(failure), since=began)
    return state, changed


_NOTHING: frozenset[str] = frozenset()


def _branch(tip: Tip) -> str:
    return tip.branch.removeprefix("refs/heads/")


def _ask_remote(repository: Repository, step: Step, *arguments: str) -> bytes:
    """Run a command of git that asks another machine."""
    own = repository.git.try_to("config", "--get", "core.sshCommand") or b""
    slow = ("-c", "http.lowSpeedLimit=1000", "-c", "http.lowSpeedTime=20")
    try:
        return repository.git.ask(*ssh_options(os.fsdecode(own).strip()), *slow, *arguments, patience=PATIENCE_REMOTE)
    except GitError as failure:
        raise _Ended(step, failure.fault, detail=failure.detail) from None


def _fetched(repository: Repository, remote: str) -> str:
    """Fetch the branch that is checked out, and return the remote's commit; empty where the remote has no such branch."""
    tip = repository.tip()
    if repository.git.try_to("config", "--get", f"remote.{remote}.url") is None:
        raise _Ended(Step.PULL, "no-remote")
    ref = f"refs/newsgen/fetched/{remote}/{_branch(tip)}"
    options = ("--quiet", "--no-tags", "--no-write-fetch-head", "--no-recurse-submodules", "--no-auto-maintenance")
    try:
        _ask_remote(repository, Step.PULL, "fetch", *options, "--", remote, f"+{tip.branch}:{ref}")
    except _Ended as end:
        if "couldn't find remote ref" in end.detail:
            return ""
        raise
    return repository.git.ask("rev-parse", "--verify", f"{ref}^{{commit}}").decode().strip()


def _contains(repository: Repository, commit: str, other: str) -> bool:
    """Whether a commit contains another."""
    return repository.git.try_to("merge-base", "--is-ancestor", other, commit) is not None


def _agreed(remote: str, tip: Tip) -> str:
    """The name of the reference to the last commit that both sides had."""
    return f"refs/newsgen/agreed/{remote}/{_branch(tip)}"


def _merged(
    repository: Repository,
    site: Path,
    remote: str,
    tip: Tip,
    theirs: str,
    decided: Mapping[str, Decided],
    lang: str,
    now: datetime,
) -> frozenset[str] | tuple[Conflicted, ...]:
    """Merge the remote's commit into the branch and the files; the conflicts where a person must decide first."""
    agreed = repository.git.try_to("rev-parse", "-q", "--verify", _agreed(remote, tip))
    if tip.commit and _contains(repository, tip.commit, theirs):
        repository.git.ask("update-ref", _agreed(remote, tip), theirs)
        return _NOTHING
    if agreed is not None and not _contains(repository, theirs, agreed.decode().strip()):
        raise _Ended(Step.MERGE, "rewritten")
    base = repository.git.try_to("merge-base", tip.commit, theirs) if tip.commit else None
    if base is None:
        raise _Ended(Step.MERGE, "unrelated")
    for _ in range(ROUNDS):
        plan = plan_for(repository, site, base.decode().strip(), tip.commit, theirs, decided)
        if isinstance(plan, Obstacle):
            raise _Ended(Step.MERGE, plan.reason, path=plan.path)
        if plan.conflicts:
            return plan.conflicts
        with no_saves(site):
            if plan.still_holds(site):
                _take_over(repository, site, tip, theirs, plan, author_of(translate(lang, DESK)), lang, now)
                repository.git.ask("update-ref", _agreed(remote, tip), theirs)
                return frozenset(file.path for file in plan.files)
    raise _Ended(Step.MERGE, "busy")


def _take_over(
    repository: Repository, site: Path, tip: Tip, theirs: str, plan: Plan, author: str, lang: str, now: datetime
) -> None:
    """Write the files first, then the branch: after a kill in between, the files look edited, and nothing goes back."""
    write(repository, site, plan)
    if plan.is_theirs and _contains(repository, theirs, tip.commit):
        repository.move(tip, theirs)
        repository.settle_index(now, [file.path for file in plan.files])
    else:
        message = translate(lang, MERGED_SUBJECT) + "\n"
        repository.commit(tip, plan.changes, author=author, at=now, message=message, merged=theirs)


def _pushed(repository: Repository, remote: str) -> bool:
    """Push the branch; False where somebody else was first. Raises _Ended where the remote refuses."""
    tip = repository.tip()
    agreed = repository.git.try_to("rev-parse", "-q", "--verify", _agreed(remote, tip))
    if not tip.commit or (agreed is not None and agreed.decode().strip() == tip.commit):
        return True
    options = ("--quiet", "--porcelain", "--no-verify", "--no-follow-tags", "--recurse-submodules=no")
    try:
        _ask_remote(repository, Step.PUSH, "push", *options, "--", remote, f"{tip.commit}:{tip.branch}")
    except _Ended as end:
        if any(words in end.detail for words in ("fetch first", "non-fast-forward", "cannot lock ref")):
            return False
        raise
    repository.git.ask("update-ref", _agreed(remote, tip), tip.commit)
    return True
