"""One deploy, step by step: compare, claim the target, send in order, delete, replace the manifest, purge caches."""

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from ..base.lock import locked
from ..base.problems import N_, FatalProblems, Problem, error, warning
from ..site.layout import state_folder
from . import guards
from .account import Account, Ownership
from .compression import CompressionCache, without_coding
from .difference import Difference, difference
from .files import File
from .manifest import (
    NO_WORK,
    Claim,
    Head,
    ManifestEntry,
    PendingWork,
    encode_entries,
    journal_path,
    manifest_path,
    name_by_content,
)
from .payload import Payload
from .purge import Cache, address_of
from .request import DeployReport, Listener, Request, Step
from .survey import (
    AT_WORK,
    Comparison,
    DesiredState,
    RemoteState,
    compare_shards,
    desired_state,
    keep_unknown,
    survey,
)
from .target import FOLDER, HEAD, HeadConflict, Target, TargetError, Upload

HEARTBEAT = 10.0  # seconds between two heartbeats in the head
CLOCK_SKEW = 300  # seconds that two machines' clocks may differ before this one stops deleting superseded files
DAY = 86400


def deploy(request: Request, target: Target, caches: Sequence[Cache], listener: Listener) -> DeployReport:
    """Make the target hold the output, and report what was done; a dry run only reports the steps.

    Problems of the site or the target are part of the report, and so is a takeover by another deploy. Raises OSError,
    and what ``record.failures.FAILURES`` names. Does not close the target.
    """
    began = time.monotonic()
    state = state_folder(request.site, request.output)
    name = name_by_content(request.to.to.encode())
    run = _Deploy(request, target, caches, listener)
    failed: Sequence[Problem] = ()
    try:
        with _one_at_a_time(state / f"deploy-{name}.lock"):
            run.run(state)
    except FatalProblems as failure:
        failed = failure.problems
    except TargetError as failure:
        failed = [failure.problem(request.to.to)]
    except HeadConflict:
        failed = [_OVERTAKEN]
    return replace(run.report(), problems=[*run.problems, *failed], seconds=round(time.monotonic() - began, 3))


@contextmanager
def _one_at_a_time(path: Path) -> Iterator[None]:
    """Hold the lock file at ``path``, which deploys from this folder to one target share, for a ``with`` block.

    Whoever holds it may take over a claim on the target that an earlier deploy from this folder left behind. Does not
    wait: raises FatalProblems at once when another deploy holds the lock.
    """
    entered = False
    try:
        with locked(path, patience=0):
            entered = True
            yield
    except FatalProblems:
        if entered:
            raise
        raise FatalProblems(AT_WORK) from None


class _Deploy:
    """The state of one running deploy, and the counts that its report shows.

    ``_head`` is the target's head as last read or written, ``_version`` its version. ``_journal_lines`` counts the lines
    of this deploy's journal. ``_pending_paths`` are the lists of pending work that it wrote.
    """

    _desired: DesiredState
    _remote: RemoteState
    _account: Account
    _ownership: Ownership
    _head: Head
    _version: str | None

    def __init__(self, request: Request, target: Target, caches: Sequence[Cache], listener: Listener) -> None:
        self._request, self._target, self._caches, self._listener = request, target, caches, listener
        self._payload = Payload(request.output, CompressionCache(request.site / ".newsgen" / "encoded"))
        self._journal_lines = 0
        self._pending_paths: set[str] = set()
        self._last_heartbeat = 0.0
        self._to_send = 0
        self.problems: list[Problem] = []
        self._done = False
        self._kept: set[str] = set()
        self._uploaded = self._deleted = self._purged = self._unchanged = self._bytes = 0
        self._steps: Sequence[Step] = ()

    def report(self) -> DeployReport:
        """Return what was done so far, or what a dry run would do.

        ``deploy`` adds the failure that ended it, and the time.
        """
        return DeployReport(
            self._done, self._uploaded, self._deleted, self._purged, self._unchanged, self._bytes,
            problems=self.problems, steps=self._steps,
        )  # fmt: skip

    def run(self, state: Path) -> None:
        """Compare the target with the output and bring it up to date; a dry run only lists the steps.

        ``state`` is the folder of the record. Raises FatalProblems when a guard forbids it, the output is not what the
        build wrote, or another deploy is at work; TargetError; and HeadConflict when another deploy took over.
        ``report`` stays valid after each.
        """
        self._desired = desired_state(self._request, state, self._target.carries_headers)
        self._account = Account(state / f"deploy-{name_by_content(self._request.to.to.encode())}.heads")
        self._remote = survey(self._target, self._request, self._account, self._listener.waiting)
        self.problems += self._remote.problems
        comparison = compare_shards(self._remote, self._desired, self._request, self._payload)
        doubtful = self._account.kept() | self._remote.begun.keys()
        self._ownership = Ownership(self._remote.believed, doubtful, self._desired.former)
        comparison, kept = keep_unknown(comparison, self._ownership, self._request.allow_deletes)
        self._kept |= kept
        self.problems += comparison.problems
        todo = difference(comparison.desired, comparison.remote, self._desired.withdrawn)
        self._unchanged = len(self._desired.files) - len(todo.to_send)
        files = max(self._remote.head.files, len(comparison.remote))
        if excessive := list(guards.deletion_problems(todo.deletions, files, self._request.allow_deletes)):
            raise FatalProblems(*excessive)
        self._head, self._version = self._remote.head, self._remote.version
        pending = self._pending_work(todo)
        addresses = self._addresses_to_purge((*self._remote.begun, *todo.changed), pending)
        expired = self._expired(pending)
        unfinished = not comparison.complete or self._head.journals or self._head.claim
        if self._request.dry_run:
            self._list_steps(todo, addresses, expired)
        elif todo.is_empty and not (addresses or expired or unfinished):
            self._done = True
        else:
            try:
                self._carry_out(comparison, todo, replace(pending, purge=tuple(addresses)), expired)
            except BaseException:
                self._release_claim()
                raise

    def _pending_work(self, todo: Difference) -> PendingWork:
        """Return the pending work of earlier deploys, with the files that this one supersedes. Writes nothing.

        Superseded files that the output has again are left out. The addresses to purge are those of earlier deploys
        alone.
        """
        earlier = self._remote.pending
        present = {name for path, file in self._desired.files.items() for name in file.entry.files(path)}
        until = int(self._request.now.timestamp()) + self._request.to.keep_days * DAY
        leaving = {path: moment for path, moment in earlier.leaving.items() if path not in present}
        leaving |= {name: until for names in todo.superseded.values() for name in names}
        return PendingWork(leaving, earlier.purge)

    def _addresses_to_purge(self, paths: Sequence[str], pending: PendingWork) -> list[str]:
        """Return the addresses to purge in order: those of ``paths`` first, those of earlier deploys last.

        Returns none when the target has no caches; addresses that earlier deploys left are then given up.
        """
        if not self._caches:
            return []
        changed = [address_of(path, self._request.settings) for path in paths]
        return list(dict.fromkeys([*filter(None, changed), *pending.purge]))

    def _expired(self, pending: PendingWork) -> list[str]:
        """Return the superseded files to delete now; deletes nothing itself.

        Files that newsgen may not have sent stay. When this computer's clock is behind the last deploy's, returns none and
        adds a warning to ``problems``.
        """
        now = int(self._request.now.timestamp())
        if self._head.at and now < int(datetime.fromisoformat(self._head.at).timestamp()) - CLOCK_SKEW:
            self.problems.append(_CLOCK_BEHIND)
            return []
        due = [path for path, moment in pending.leaving.items() if moment <= now]
        kept = {path for path in pending.leaving if not self._ownership.covers(without_coding(path))}
        self._kept |= kept
        return [path for path in due if path not in kept]

    def _carry_out(self, comparison: Comparison, todo: Difference, pending: PendingWork, expired: list[str]) -> None:
        """Change the target, in this order.

        The claim comes first, then files that are in the way are deleted. Notices of withdrawn stories follow and are
        purged at once. Other files are sent before what links to them, and deleted after it. Then the new head replaces
        the old one; while work remains it holds the claim, and purges and the deletion of ``expired`` files follow.
        Last come the head without a claim and the deletion of the old manifest. ``pending`` must hold every address to
        purge.
        """
        request, old = self._request, self._head
        claim = Claim(request.by, request.deploy)
        self._swap(replace(old, claim=claim, journals=(*old.journals, request.deploy)))
        self._to_send = len(todo.to_send)
        self._delete(todo.blocking)
        if todo.urgent:
            self._send(todo.urgent, todo)
            pending = self._purge_pages([file.path for file in todo.urgent], pending)
        for batch in todo.batches:
            self._send(batch, todo)
        if todo.delete_now:
            self._delete(todo.delete_now)
            pending = self._purge_pages(todo.delete_now, pending)
        self._write({manifest_path(name): data for name, data in comparison.new_shards.items()})
        moment = request.now.isoformat(timespec="seconds")
        new = Head(
            request.settings.base_url, self._desired.build, moment, len(self._desired.files), comparison.shard_names
        )
        if pending.purge or expired:
            self._swap(replace(new, claim=claim, rest=self._store(pending)))
            pending = self._purge(pending.purge, pending)
            self._target.delete(expired, self._heartbeat)
            self._deleted += len(expired)
            leaving = {path: moment for path, moment in pending.leaving.items() if path not in expired}
            pending = replace(pending, leaving=leaving)
        new = replace(new, rest=self._store(pending))
        self._swap(new)
        self._done = not pending.purge
        self._delete_old_manifest(old, new)

    def _send(self, batch: Sequence[File], todo: Difference) -> None:
        """Note a batch in the journal, send it, and delete copies beside its files that are no longer wanted."""
        self._journal({file.path: file.entry for file in batch})
        uploads = [upload for file in batch for upload in self._payload.uploads(file)]
        self._target.send(uploads, self._heartbeat)
        self._uploaded += len(batch)
        stale = [name for file in batch for name in todo.stale_copies.get(file.path, ())]
        if stale:
            self._target.delete(stale, self._heartbeat)
        self._bytes += sum(upload.size for upload in uploads)
        self._listener.progress("deploy", self._uploaded, self._to_send)

    def _delete(self, files: Mapping[str, Sequence[str]]) -> None:
        """Note paths in the journal and delete all of their files.

        ``files`` maps each path to its file and its compressed copies.
        """
        if files:
            self._journal(dict.fromkeys(files))
            self._target.delete([name for names in files.values() for name in names], self._heartbeat)
            self._deleted += len(files)

    def _purge_pages(self, paths: Iterable[str], pending: PendingWork) -> PendingWork:
        """Purge the addresses of some files, as far as they are pending, and no others; return what remains pending."""
        addresses = {address_of(path, self._request.settings) for path in paths}
        return self._purge([address for address in pending.purge if address in addresses], pending)

    def _purge(self, addresses: Sequence[str], pending: PendingWork) -> PendingWork:
        """Purge addresses from every cache; return what remains pending.

        An address that one cache does not purge remains. Why it failed is added to ``problems``.
        """
        if not addresses:
            return pending
        failed: set[str] = set()
        for cache in self._caches:
            result = cache.purge(addresses, self._heartbeat)
            failed |= set(result.failed)
            if result.problem:
                self.problems.append(result.problem)
        purged = set(addresses) - failed
        self._purged += len(purged)
        return replace(pending, purge=tuple(address for address in pending.purge if address not in purged))

    def _journal(self, entries: Mapping[str, ManifestEntry | None]) -> None:
        """Write a line of the journal: the entries that are about to be sent, None for paths about to be deleted."""
        self._write({journal_path(self._request.deploy, self._journal_lines): encode_entries(entries)})
        self._journal_lines += 1

    def _write(self, files: Mapping[str, bytes]) -> None:
        """Write files that the manifest consists of, such as shards and lines of the journal, by their paths on the target.

        Does nothing without files. Raises TargetError when the target fails, and HeadConflict as ``_heartbeat``.
        """
        uploads = [Upload(path, data, b"", len(data), JSON) for path, data in files.items()]
        if uploads:
            self._target.send(uploads, self._heartbeat)

    def _store(self, pending: PendingWork) -> str:
        """Write the list of pending work and return its name; return an empty name when there is none."""
        if pending == NO_WORK:
            return ""
        data = pending.encoded()
        name = name_by_content(data)
        self._write({manifest_path(name): data})
        self._pending_paths.add(manifest_path(name))
        return name

    def _swap(self, head: Head) -> None:
        """Replace the target's head. Raises HeadConflict when another deploy has replaced it meanwhile."""
        data = head.encoded()
        self._account.note(data, self._kept)
        self._version = self._target.swap(data, self._version)
        self._head = head
        self._last_heartbeat = time.monotonic()

    def _heartbeat(self) -> None:
        """Show in the head that this deploy is alive, at most every ``HEARTBEAT`` seconds.

        Raises HeadConflict when another deploy has taken over.
        """
        claimed = self._head.claim and self._head.claim.deploy == self._request.deploy
        if claimed and time.monotonic() - self._last_heartbeat > HEARTBEAT:
            self._swap(self._head.with_heartbeat())

    def _release_claim(self) -> None:
        """Remove this deploy's claim after a failure, so that other deploys need not wait.

        The journal stays in the head. When the target refuses, the claim stays and nothing is raised.
        """
        if self._head.claim and self._head.claim.deploy == self._request.deploy:
            with suppress(TargetError, HeadConflict, FatalProblems):
                self._swap(replace(self._head, claim=None))

    def _delete_old_manifest(self, old: Head, new: Head) -> None:
        """Delete the shards, journals and lists of pending work that the new head does not name.

        These are what ``old`` names, what this deploy wrote, and the journals of the deploys that it finished. With
        ``verify``, deletes every other JSON file in the manifest's folder, too.
        """
        unused = self._pending_paths | {manifest_path(name) for name in (*old.shards, old.rest) if name}
        for deploy, count in {**self._remote.journal_lengths, self._request.deploy: self._journal_lines}.items():
            unused |= {journal_path(deploy, number) for number in range(count)}
        if self._request.verify:  # files that killed deploys left behind at this very step
            unused |= {path for path in self._target.list_paths() if path.startswith(FOLDER) and path.endswith(".json")}
        unused -= {HEAD, *(manifest_path(name) for name in (*new.shards, new.rest) if name)}
        self._target.delete(sorted(unused), lambda: None)

    def _list_steps(self, todo: Difference, addresses: Sequence[str], expired: Sequence[str]) -> None:
        """Fill the report of a dry run with the steps of a deploy; change nothing on the target.

        The steps are in the order of a deploy, except that all purges are one step, and that the files to keep for some
        days come last. Compressed sizes are exact, so files may be compressed into the cache.
        """
        steps = [Step("delete", tuple(todo.blocking))] if todo.blocking else []
        for batch in ([todo.urgent] if todo.urgent else []) + list(todo.batches):
            size = sum(upload.size for file in batch for upload in self._payload.uploads(file))
            steps.append(Step("send", tuple(file.path for file in batch), size))
        steps += [Step("delete", tuple(todo.delete_now))] if todo.delete_now else []
        steps += [Step("purge", tuple(addresses))] if addresses else []
        steps += [Step("delete", tuple(expired))] if expired else []
        steps += [Step("keep", tuple(todo.superseded))] if todo.superseded else []
        self._steps = steps
        self._uploaded = len(todo.to_send)
        self._deleted = len(todo.delete_now) + len(todo.blocking) + len(expired)
        self._purged = len(addresses)
        self._bytes = sum(step.size for step in steps)
        self._done = True


_OVERTAKEN = error(
    "deploy-overtaken", N_("Another deploy to this target took over; this one stopped."),
    N_("Run “newsgen deploy” with --verify on the machine that has the newest output."),
)  # fmt: skip
_CLOCK_BEHIND = warning(
    "deploy-clock-behind", N_("This computer's clock is behind that of the last deploy; no superseded file was deleted."),
    N_("Synchronise the clock with network time."),
)  # fmt: skip
JSON = (("Cache-Control", "no-store"), ("Content-Type", "application/json; charset=utf-8"))
