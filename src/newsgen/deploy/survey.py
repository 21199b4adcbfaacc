"""Find out what a deploy has to do: load the desired state (the record) and the remote state (the target's manifest)."""

import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path

from ..base.lock import locked
from ..base.problems import N_, FatalProblems, Problem, error, warning
from ..model.timestamps import microseconds
from ..record.record import Record
from ..record.view import View
from ..site.layout import RECORD
from . import guards
from .account import Account, Ownership, former_paths
from .compare import compare
from .compression import require_brotli, without_coding
from .files import File, TargetFormat, desired_files, is_versioned, withdrawal_notices
from .manifest import (
    NO_WORK,
    Head,
    InvalidManifest,
    ManifestEntry,
    PendingWork,
    decode_entries,
    decode_head,
    decode_pending,
    encode_entries,
    journal_path,
    manifest_path,
    name_by_content,
    shard_of,
    split_into_shards,
    unknown_entry,
)
from .payload import Payload
from .request import Request
from .target import Target

LEASE = 60.0  # seconds without a heartbeat after which another machine's deploy counts as dead
JOURNAL_BATCH = 16  # lines of a journal that are read with one request


@dataclass(frozen=True, slots=True)
class DesiredState:
    """The files that the target should hold, as the record describes the output.

    ``withdrawn`` are the paths of the notices of withdrawn stories; ``build`` is the id of the build. ``former`` are the
    paths of files that builds of this folder wrote once and that the output no longer has.
    """

    files: Mapping[str, File]
    withdrawn: Collection[str]
    build: str
    former: Collection[str] = frozenset()


def desired_state(request: Request, state: Path, carries_headers: bool) -> DesiredState:
    """Load the list of every file that should be on the target from the record in ``state``; read none of the files.

    Waits while a build holds its lock; later builds do not change the result. ``carries_headers`` is the target's.
    Raises FatalProblems when nothing was built, when a guard forbids sending the output, when the state of the search
    index is damaged, when Brotli is missing, or when the build takes too long.
    """
    if "br" in request.to.encodings:
        require_brotli()
    path = state / RECORD
    if not path.exists():
        raise FatalProblems(guards.NOT_BUILT.at(str(request.output)))
    now = microseconds(request.now)
    with locked(state / "lock"), closing(Record(path)) as record:
        problems = list(guards.output_problems(record, request.output, now))
        problems = problems or list(guards.hidden_story_problems(record, now))
        if problems:
            raise FatalProblems(*problems)
        target_format = TargetFormat(request.settings, carries_headers, tuple(request.to.encodings))
        files = desired_files(record, state, target_format)
        notices = withdrawal_notices(record, View(now, False))
        return DesiredState(files, notices, record.build_id, former_paths(record))


JournalLine = tuple[Mapping[str, ManifestEntry | None], bool]
"""The paths that an unfinished deploy was about to send or delete, and whether it surely did."""


@dataclass(frozen=True, slots=True)
class RemoteState:
    """The target as its manifest describes it, when it was read.

    ``head`` is an empty one without ``complete`` when the target has none, a damaged one or that of another site.
    ``version`` is the version of the head that lies there, None when none does. ``journal`` holds the lines of all
    deploys that never ended, ``journal_lengths`` the number of lines of each. ``pending`` is what earlier deploys left
    to do. ``believed`` says that a deploy from this folder wrote the head.
    """

    target: Target
    head: Head
    version: str | None = None
    pending: PendingWork = NO_WORK
    journal: Sequence[JournalLine] = ()
    journal_lengths: Mapping[str, int] = field(default_factory=dict)
    problems: Sequence[Problem] = ()
    believed: bool = False

    @property
    def begun(self) -> dict[str, None]:
        """The output paths that unfinished deploys began to send or delete, in their order; the values mean nothing."""
        return {path: None for entries, _ in self.journal for path in entries}


def survey(target: Target, request: Request, account: Account, waiting: Callable[[], None]) -> RemoteState:
    """Read the target's head, its pending work and its journals, but no shard.

    When a deploy from elsewhere holds a claim, calls ``waiting`` and watches for a heartbeat for ``LEASE`` seconds; a
    dry run does not. Raises FatalProblems when that deploy is alive, and TargetError. A manifest that is damaged or of
    another site raises nothing: it adds a warning to ``problems``, and the head is not ``complete``.
    """
    empty = RemoteState(target, Head(request.settings.base_url, complete=False))
    found = target.head()
    if found is None:
        return empty
    data, version = found
    try:
        head = decode_head(data)
        if head.site != request.settings.base_url:
            raise InvalidManifest
    except InvalidManifest:
        return RemoteState(target, empty.head, version, problems=[_FOREIGN])
    if head.claim and head.claim.by != request.by and not request.dry_run:
        waiting()
        _await_heartbeat(target, version)
    journals = {deploy: _journal_lines(target, deploy) for deploy in head.journals}
    pending, journal, problems = NO_WORK, [], []
    try:
        pending = _pending_work(target, head)
        journal = [line for lines in journals.values() for line in _decode_journal(lines)]
    except InvalidManifest:
        head, problems = replace(head, complete=False), [_FOREIGN]
    lengths = {name: len(lines) for name, lines in journals.items()}
    return RemoteState(target, head, version, pending, journal, lengths, problems, account.wrote(data))


def _pending_work(target: Target, head: Head) -> PendingWork:
    """Read what earlier deploys left to do.

    Raises InvalidManifest when the list is missing or damaged. So it does when the list names a file without a version
    in its address, or an address of another site: no deploy of newsgen leaves these.
    """
    if not head.rest:
        return NO_WORK
    path = manifest_path(head.rest)
    data = target.read([path]).get(path, b"")
    if name_by_content(data) != head.rest:
        raise InvalidManifest
    pending = decode_pending(data)
    late = all(is_versioned(without_coding(path)) for path in pending.leaving)
    if not late or not all(address.startswith(head.site) for address in pending.purge):
        raise InvalidManifest
    return pending


def _await_heartbeat(target: Target, version: str) -> None:
    """Raise FatalProblems if the head changes or vanishes within ``LEASE`` seconds: the other deploy is alive.

    Otherwise returns after ``LEASE`` seconds. ``version`` is that of the head with the claim. This never compares the
    clocks of two machines.
    """
    end = time.monotonic() + LEASE
    while time.monotonic() < end:
        time.sleep(min(2.0, LEASE / 10))
        found = target.head()
        if found is None or found[1] != version:
            raise FatalProblems(AT_WORK)


def _journal_lines(target: Target, deploy: str) -> list[bytes]:
    """Read the lines of one deploy's journal, still encoded, the first line first; none when it wrote none."""
    lines: list[bytes] = []
    while len(lines) % JOURNAL_BATCH == 0:
        paths = [journal_path(deploy, n) for n in range(len(lines), len(lines) + JOURNAL_BATCH)]
        found = target.read(paths)
        more = [found[path] for path in paths if path in found]
        lines += more
        if not more:
            break
    return lines


def _decode_journal(lines: Sequence[bytes]) -> Iterator[JournalLine]:
    """Decode a journal. Every line but the last was surely carried out, since the next was written after it.

    Raises InvalidManifest.
    """
    for number, line in enumerate(lines, 1):
        yield decode_entries(line), number < len(lines)


@dataclass(frozen=True, slots=True)
class Comparison:
    """The desired and the remote files of the compared shards, not of the whole site.

    ``shard_names`` are the names of all shards of the new manifest, ``new_shards`` the bytes of those that the target
    lacks, by name; they are not written yet. ``complete`` says whether the target, as it is now, has a sound manifest
    of all of its files.
    """

    desired: Mapping[str, File]
    remote: Mapping[str, ManifestEntry]
    shard_names: tuple[str, ...]
    new_shards: Mapping[str, bytes]
    complete: bool
    problems: Sequence[Problem] = ()


def compare_shards(remote: RemoteState, desired: DesiredState, request: Request, payload: Payload) -> Comparison:
    """Read the shards that differ and those that journals touch, and return what lies there. Changes nothing there.

    Without a sound manifest, and with ``request.verify``, compares every file of the target instead. A damaged shard
    raises nothing: it adds a warning to ``problems``. Raises TargetError, and FatalProblems when a file of the output
    is not what the build wrote.
    """
    shards = split_into_shards({path: file.entry for path, file in desired.files.items()})
    data = [encode_entries(shard) if shard else b"" for shard in shards]
    names = tuple(name_by_content(one) if one else "" for one in data)
    touched = {shard_of(path) for path in remote.begun}
    differ = {n for n, name in enumerate(names) if name != remote.head.shards[n]}
    complete = remote.head.complete and remote.version is not None
    every = request.verify or not complete
    numbers = set(range(len(names))) if every else differ | touched
    problems: list[Problem] = []
    try:
        known = _read_shards(remote, numbers)
    except InvalidManifest:
        problems.append(_FOREIGN)
        every, complete, known, numbers = True, False, {}, set(range(len(names)))
    there = _with_journal(known, remote.journal)
    chosen = {path: file for path, file in desired.files.items() if shard_of(path) in numbers}
    if every:
        there, found = _compare_every_file(remote, chosen, there, request, payload)
        problems += found
    new_shards = {names[n]: data[n] for n in (differ if complete else numbers) if data[n]}
    return Comparison(chosen, there, names, new_shards, complete, problems)


def keep_unknown(comparison: Comparison, ownership: Ownership, allowed: int) -> tuple[Comparison, frozenset[str]]:
    """Leave the files alone that newsgen may not have sent, unless the editor allows as many deletions; return their paths too.

    They are no longer among the remote files, so nothing deletes them. They stay in the manifest, so that the next deploy
    tells of them again. A warning names the first.
    """
    unknown = [
        path for path in sorted(comparison.remote) if path not in comparison.desired and not ownership.covers(path)
    ]
    if len(unknown) <= allowed:
        return comparison, frozenset()
    names, new = list(comparison.shard_names), dict(comparison.new_shards)
    for number in sorted({shard_of(path) for path in unknown}):
        entries = {path: file.entry for path, file in comparison.desired.items() if shard_of(path) == number}
        entries |= {path: comparison.remote[path] for path in unknown if shard_of(path) == number}
        data = encode_entries(entries)
        new.pop(names[number], None)
        names[number] = name_by_content(data)
        new[names[number]] = data
    kept = frozenset(unknown)
    remote = {path: entry for path, entry in comparison.remote.items() if path not in kept}
    problems = (*comparison.problems, _kept_files(unknown))
    return replace(comparison, remote=remote, shard_names=tuple(names), new_shards=new, problems=problems), kept


def _kept_files(paths: Sequence[str]) -> Problem:
    return warning(
        "deploy-kept",
        N_("The target's manifest names {count} files that no build in this folder wrote, like {path}; they were kept."),
        N_("If nobody needs them, add --allow-deletes {count}."), count=len(paths), path=paths[0],
    )  # fmt: skip


def _with_journal(known: Mapping[str, ManifestEntry], journal: Sequence[JournalLine]) -> dict[str, ManifestEntry]:
    """Return the entries of the shards with the journals of unfinished deploys applied to them.

    A path of a line that was perhaps not carried out gets an entry of unknown content. A path surely deleted is left
    out.
    """
    there = dict(known)
    for entries, sure in journal:
        for path, entry in entries.items():
            before = there.pop(path, None)
            if not sure:
                there[path] = unknown_entry(entry, before)
            elif entry:
                there[path] = entry
    return there


def _read_shards(remote: RemoteState, numbers: Collection[int]) -> dict[str, ManifestEntry]:
    """Read the entries of the shards with these numbers. Raises InvalidManifest when one is missing or damaged."""
    named = {manifest_path(remote.head.shards[n]): n for n in numbers if remote.head.shards[n]}
    found = remote.target.read(sorted(named))
    entries: dict[str, ManifestEntry] = {}
    for file, number in named.items():
        data = found.get(file, b"")
        if manifest_path(name_by_content(data)) != file:
            raise InvalidManifest
        for path, entry in decode_entries(data).items():
            if entry is None or shard_of(path) != number:
                raise InvalidManifest
            entries[path] = entry
    return entries


def _compare_every_file(
    remote: RemoteState,
    desired: Mapping[str, File],
    known: Mapping[str, ManifestEntry],
    request: Request,
    payload: Payload,
) -> tuple[dict[str, ManifestEntry], list[Problem]]:
    """Compare the target's files themselves; return the entries found, and warnings.

    Up to ``request.allow_deletes`` foreign files are among the entries, so that the deploy deletes them. When there are
    more, none of them is, and a warning says so. Another warning says that the target has files and no manifest.
    """
    arrived = [] if request.verify else [path for path in remote.begun if path in known and known[path].size >= 0]
    result = compare(remote.target, desired, known, arrived, remote.pending.leaving, payload.copies)
    there = dict(result.there)
    problems = []
    if remote.version is None and not result.empty:
        problems.append(_NO_MANIFEST)
    if result.foreign and len(result.foreign) <= request.allow_deletes:
        there |= {path: unknown_entry() for path in result.foreign}
    elif result.foreign:
        problems.append(_foreign_files(len(result.foreign)))
    return there, problems


def _foreign_files(count: int) -> Problem:
    return warning(
        "deploy-foreign-files", N_("The target has {count} files that this site does not have; they were kept."),
        N_("If nobody needs them, add --verify --allow-deletes {count}."), count=count,
    )  # fmt: skip


_NO_MANIFEST = warning(
    "deploy-manifest", N_("The target has files but no manifest; every file was compared."),
    N_("This is normal at the first deploy. Later it means that .newsgen-deploy was deleted there."),
)  # fmt: skip
_FOREIGN = warning(
    "deploy-manifest", N_("The target's manifest is damaged or belongs to another site; every file was compared."),
    N_("Check that this target belongs to this site."),
)  # fmt: skip
AT_WORK = error(
    "deploy-running", N_("Another deploy to this target is running."), N_("Wait until it has ended, then try again.")
)
