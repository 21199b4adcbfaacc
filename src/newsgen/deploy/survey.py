"""What there is to be done: the output as the record describes it, and the target as it describes itself."""

import time
from collections.abc import Callable, Collection, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path

from ..base.lock import locked
from ..base.problems import N_, Problem, Unusable, error, warning
from ..model.timestamps import microseconds
from ..record.record import Record
from ..record.view import View
from ..site.layout import RECORD
from . import guards
from .compare import compare
from .compression import brotli
from .files import File, Shape, files, urgent
from .manifest import (
    NOTHING,
    Entry,
    Foreign,
    Head,
    Rest,
    decoded,
    encoded,
    file_of,
    head_of,
    journal_file,
    name_of,
    rest_of,
    shard_of,
    sharded,
    unknown,
)
from .payload import Packing
from .request import Order
from .target import Target

LEASE = 60.0  # seconds without a sign of life after which another machine's deploy counts as dead


@dataclass(frozen=True, slots=True)
class Wanted:
    """The output as the record describes it; ``urgent`` are the notices of withdrawn stories."""

    files: Mapping[str, File]
    urgent: Collection[str]
    build: str


def wanted_of(order: Order, state: Path, carries_headers: bool) -> Wanted:
    """Every file that should be on the target. Raises Unusable where a guard forbids sending it."""
    if "br" in order.to.encodings:
        brotli()
    path = state / RECORD
    if not path.exists():
        raise Unusable(guards.NOT_BUILT.at(str(order.output)))
    now = microseconds(order.now)
    with locked(state / "lock"), closing(Record(path)) as record:
        problems = list(guards.of_output(record, order.output, now)) or list(guards.of_stories(record, now))
        if problems:
            raise Unusable(*problems)
        shape = Shape(order.settings, carries_headers, tuple(order.to.encodings))
        found = {file.path: file for file in files(record, state, shape)}
        return Wanted(found, urgent(record, View(now, False)), record.build_id)


Line = tuple[Mapping[str, Entry | None], bool]
"""What a deploy that never ended had written down before it sent or deleted it, and whether it is sure to be done."""


@dataclass(slots=True)
class Look:
    """A target as it describes itself: its head with the version, what is left to do, what was begun."""

    target: Target
    head: Head
    version: str | None = None
    rest: Rest = NOTHING
    journal: list[Line] = field(default_factory=list)
    lines: dict[str, int] = field(default_factory=dict)
    """How many lines the journal of each deploy has that never ended."""
    problems: list[Problem] = field(default_factory=list)

    @property
    def begun(self) -> dict[str, None]:
        """The paths of all journals, in their order."""
        return {path: None for entries, _ in self.journal for path in entries}


def look_at(target: Target, order: Order, waiting: Callable[[], None]) -> Look:
    """Read the head and what it names but the shards. Raises Unusable when another deploy is at work."""
    look = Look(target, Head(order.settings.base_url, complete=False))
    found = target.head()
    if found is None:
        return look
    look.version = found[1]
    try:
        head = head_of(found[0])
        if head.site != order.settings.base_url:
            raise Foreign
    except Foreign:
        look.problems.append(_FOREIGN)
        return look
    look.head = head
    if head.claim and head.claim.by != order.by and not order.dry_run:
        waiting()
        _watch(target, found[1])
    if head.rest:
        name = file_of(head.rest)
        with suppress(Foreign):
            look.rest = rest_of(target.read([name]).get(name, b""))
    _read_journals(look)
    return look


def _watch(target: Target, version: str) -> None:
    """Wait whether the other deploy gives a sign of life. No clock of another machine is asked."""
    end = time.monotonic() + LEASE
    while time.monotonic() < end:
        time.sleep(min(2.0, LEASE / 10))
        found = target.head()
        if found is None or found[1] != version:
            raise Unusable(AT_WORK)


def _read_journals(look: Look) -> None:
    """Of each deploy that never ended, only what the last line says is not sure to be there."""
    for deploy in look.head.journals:
        lines: list[bytes] = []
        while len(lines) % 16 == 0:
            names = [journal_file(deploy, n) for n in range(len(lines), len(lines) + 16)]
            found = look.target.read(names)
            more = [found[name] for name in names if name in found]
            lines += more
            if not more:
                break
        look.lines[deploy] = len(lines)
        for number, line in enumerate(lines, 1):
            with suppress(Foreign):
                look.journal.append((decoded(line), number < len(lines)))


@dataclass(frozen=True, slots=True)
class Compared:
    """The files that should lie in the shards looked at, and what lies there; ``names`` are those of all shards,
    ``changed`` the bytes of those that are new. Without ``settled`` there is no sound manifest yet."""

    wanted: Mapping[str, File]
    there: Mapping[str, Entry]
    names: tuple[str, ...]
    changed: Mapping[str, bytes]
    settled: bool


def compared(look: Look, wanted: Wanted, order: Order, packing: Packing) -> Compared:
    """What lies in the shards that differ, or after a full comparison in all of them."""
    shards = sharded({path: file.entry for path, file in wanted.files.items()})
    data = [encoded(shard) if shard else b"" for shard in shards]
    names = tuple(name_of(one) if one else "" for one in data)
    touched = {shard_of(path) for path in look.begun}
    differ = {n for n, name in enumerate(names) if name != look.head.shards[n]}
    sound = look.head.complete and look.version is not None
    whole = order.verify or not sound
    numbers = set(range(len(names))) if whole else differ | touched
    try:
        known = _known(look, numbers)
    except Foreign:
        look.problems.append(_FOREIGN)
        whole, sound, known, numbers = True, False, {}, set(range(len(names)))
    there = dict(known)
    for entries, sure in look.journal:
        for path, entry in entries.items():
            before = there.pop(path, None)
            if not sure:
                there[path] = unknown(entry, before)
            elif entry:
                there[path] = entry
    chosen = {path: file for path, file in wanted.files.items() if shard_of(path) in numbers}
    if whole:
        there = _compared_by_looking(look, chosen, there, order, packing)
    changed = {names[n]: data[n] for n in (differ if sound else numbers) if data[n]}
    return Compared(chosen, there, names, changed, sound)


def _known(look: Look, numbers: Collection[int]) -> dict[str, Entry]:
    """What the manifest says of some shards. Raises Foreign when one is not there or not what it was."""
    names = {file_of(look.head.shards[n]) for n in numbers if look.head.shards[n]}
    found = look.target.read(sorted(names))
    if len(found) < len(names) or any(file_of(name_of(data)) != name for name, data in found.items()):
        raise Foreign
    return {path: entry for data in found.values() for path, entry in decoded(data).items() if entry}


def _compared_by_looking(
    look: Look, chosen: Mapping[str, File], known: Mapping[str, Entry], order: Order, packing: Packing
) -> dict[str, Entry]:
    arrived = [] if order.verify else [path for path in look.begun if path in known and known[path].size >= 0]
    result = compare(look.target, chosen, known, arrived, look.rest.leaving, packing.copies)
    there = result.there
    if look.version is None and not result.empty:
        look.problems.append(_NO_MANIFEST)
    if result.foreign and len(result.foreign) <= order.allow_deletes:
        there |= {path: unknown() for path in result.foreign}
    elif result.foreign:
        look.problems.append(_foreign_files(len(result.foreign)))
    return there


def _foreign_files(count: int) -> Problem:
    return warning(
        "deploy-foreign-files", N_("{count} files lie at the target that this site does not have; they stay."),
        N_("If nobody needs them, add --verify --allow-deletes {count}."), count=count,
    )  # fmt: skip


_NO_MANIFEST = warning(
    "deploy-manifest", N_("The target holds files but no list of them; every file was compared."),
    N_("This is as it should be at the first deploy; later it means that .newsgen-deploy was deleted there."),
)  # fmt: skip
_FOREIGN = warning(
    "deploy-manifest", N_("The target's list of files is damaged or another site's; every file was compared."),
    N_("Look whether this target belongs to this site."),
)  # fmt: skip
AT_WORK = error(
    "deploy-running", N_("Another deploy to this target is at work."), N_("Wait until it has ended, then try again.")
)
