"""A deploy: compare, claim, send in order, delete, hand over to the new manifest, purge."""

import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from ..build import state_folder
from ..lock import locked
from ..moments import microseconds
from ..problems import N_, Problem, Unusable, error, warning
from ..record import Record, View
from ..settings import DeployTarget, Settings
from . import guards
from .codings import SUFFIXES, Codings, brotli
from .compare import Compared, compare
from .difference import Difference, difference
from .files import File, Shape, files, urgent
from .manifest import (
    NOTHING,
    Claim,
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
from .purge import Purge, address_of
from .target import FOLDER, HEAD, Refused, Taken, Target, Upload

BEAT = 10.0  # seconds between two signs of life
LEASE = 60.0  # seconds without one after which another machine's deploy counts as dead
SKEW = 300  # seconds by which two machines' clocks may differ before nothing is deleted by them
DAY = 86400


@dataclass(frozen=True, slots=True)
class Order:
    """What a deploy is asked for. ``now`` is the wall clock; ``by`` names this machine and folder, ``deploy`` this run."""

    site: Path
    output: Path
    settings: Settings
    to: DeployTarget
    now: datetime
    by: str
    deploy: str
    allow_deletes: int = 0
    verify: bool = False
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """A part of a dry run: ``what`` is to be done with which files or addresses, and how many bytes that takes."""

    what: str
    names: tuple[str, ...]
    size: int = 0


@dataclass(slots=True)
class Report:
    """What a deploy did; without ``done`` something remains for the next one."""

    done: bool = False
    uploaded: int = 0
    deleted: int = 0
    purged: int = 0
    unchanged: int = 0
    bytes: int = 0
    seconds: float = 0.0
    problems: list[Problem] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Listener:
    """Whom a deploy tells how it goes: files sent of all that are to be sent, and that another one may be at work."""

    progress: Callable[[str, int, int], None] = lambda stage, done, total: None
    waiting: Callable[[], None] = lambda: None


def deploy(order: Order, target: Target, purges: Sequence[Purge], listener: Listener) -> Report:
    """Make the target hold the output. What goes wrong is a problem of the report; raises what ``record.FAILURES`` names."""
    began = time.monotonic()
    report = Report()
    state = state_folder(order.site, order.output)
    name = name_of(order.to.to.encode())
    try:
        with _alone(state / f"deploy-{name}.lock"):
            _Deploy(order, target, purges, listener, report, state).run()
    except Unusable as failure:
        report.problems += failure.problems
    except Refused as refusal:
        report.problems.append(refusal.problem(order.to.to))
    except Taken:
        report.problems.append(_OVERTAKEN)
    report.seconds = round(time.monotonic() - began, 3)
    return report


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """One deploy to a target at a time from this folder: then what another one left behind is that of a dead one."""
    entered = False
    try:
        with locked(path, patience=0):
            entered = True
            yield
    except Unusable:
        if entered:
            raise
        raise Unusable(_AT_WORK) from None


@dataclass(frozen=True, slots=True)
class _Wanted:
    """The output as the record describes it."""

    files: Mapping[str, File]
    urgent: Collection[str]
    build: str


@dataclass(slots=True)
class _Deploy:
    order: Order
    target: Target
    purges: Sequence[Purge]
    listener: Listener
    report: Report
    state: Path
    head: Head = field(init=False)
    codings: Codings = field(init=False)
    rest: Rest = NOTHING
    version: str | None = None
    written: int = 0
    small: set[str] = field(default_factory=set)
    journalled: dict[str, int] = field(default_factory=dict)
    sent: int = 0
    to_send: int = 0
    beaten: float = 0.0

    def run(self) -> None:
        self.codings = Codings(self.order.site / ".newsgen" / "encoded")
        wanted = self._wanted()
        self._find_head()
        self._read_rest()
        compared = self._compared(wanted)
        todo = difference(compared.wanted, compared.there, wanted.urgent)
        self.report.unchanged = len(wanted.files) - len(todo.sent)
        allowed = guards.of_deletes(todo.vanished, max(self.head.files, len(compared.there)), self.order.allow_deletes)
        if refused := list(allowed):
            raise Unusable(*refused)
        rest = self._rest(wanted, todo)
        addresses = self._addresses((*compared.begun, *todo.changed), rest)
        expired = self._expired(rest)
        if self.order.dry_run:
            self._tell(todo, addresses, expired)
        elif todo.nothing and compared.settled and not (addresses or expired or self.head.journals or self.head.claim):
            self.report.done = True
        else:
            try:
                self._carry_out(wanted, compared, todo, rest, addresses, expired)
            except BaseException:
                self._let_go()
                raise

    # looking

    def _wanted(self) -> _Wanted:
        order = self.order
        if "br" in order.to.encodings:
            brotli()
        path = self.state / "record.db"
        if not path.exists():
            raise Unusable(guards.NOT_BUILT.at(str(order.output)))
        now = microseconds(order.now)
        with locked(self.state / "lock"), closing(Record(path)) as record:
            problems = list(guards.of_output(record, order.output, now))
            problems = problems or list(guards.of_stories(record, now))
            if problems:
                raise Unusable(*problems)
            shape = Shape(order.settings, self.target.carries_headers, tuple(order.to.encodings))
            found = {file.path: file for file in files(record, self.state, shape)}
            return _Wanted(found, urgent(record, View(now, False)), record.build_id)

    def _find_head(self) -> None:
        """The manifest's head, and nobody else at work on it."""
        site = self.order.settings.base_url
        self.head = Head(site, complete=False)
        self.version = None
        found = self.target.head()
        if found is None:
            return
        self.version = found[1]
        try:
            head = head_of(found[0])
            if head.site != site:
                raise Foreign
        except Foreign:
            self.report.problems.append(_FOREIGN)
            return
        self.head = head
        if head.claim and head.claim.by != self.order.by and not self.order.dry_run:
            self._watch()

    def _watch(self) -> None:
        """Wait whether the other deploy gives a sign of life. No clock of another machine is asked."""
        self.listener.waiting()
        end = time.monotonic() + LEASE
        while time.monotonic() < end:
            time.sleep(min(2.0, LEASE / 10))
            found = self.target.head()
            if found is None or found[1] != self.version:
                raise Unusable(_AT_WORK)

    def _compared(self, wanted: _Wanted) -> Compared:
        """What lies in the shards that differ, or after a full comparison in all of them."""
        entries = {path: file.entry for path, file in wanted.files.items()}
        shards = sharded(entries)
        names = [name_of(encoded(shard)) if shard else "" for shard in shards]
        whole = self.order.verify or not self.head.complete
        begun = self._begun()
        touched = {shard_of(path) for path in begun}
        numbers = {n for n in range(len(names)) if whole or n in touched or names[n] != self.head.shards[n]}
        there: dict[str, Entry] = {}
        old = {file_of(self.head.shards[n]) for n in numbers if self.head.shards[n]}
        found = self.target.read(sorted(old))
        try:
            if len(found) < len(old) or any(file_of(name_of(data)) != name for name, data in found.items()):
                raise Foreign
            for data in found.values():
                there |= {path: entry for path, entry in decoded(data).items() if entry}
        except Foreign:
            self.report.problems.append(_FOREIGN)
            whole, there, numbers = True, {}, set(range(len(names)))
        known = dict(there)
        for path, (entry, sure) in begun.items():
            there.pop(path, None)
            if not sure:
                there[path] = unknown(entry, known.get(path))
            elif entry:
                there[path] = entry
        chosen = {path: file for path, file in wanted.files.items() if shard_of(path) in numbers}
        changed = {n: encoded(shards[n]) if shards[n] else b"" for n in numbers if names[n] != self.head.shards[n]}
        if whole:
            arrived = set() if self.order.verify else {path for path, (_, sure) in begun.items() if sure}
            result = compare(self.target, chosen, there, arrived, self.rest.leaving, self._copies, self._tick)
            there = result.there
            if self.version is None and not result.empty:
                self.report.problems.append(_NO_MANIFEST)
            if result.foreign and len(result.foreign) <= self.order.allow_deletes:
                there |= {path: unknown() for path in result.foreign}
            elif result.foreign:
                self.report.problems.append(_foreign_files(len(result.foreign)))
        return Compared(chosen, there, begun, names, changed, settled=self.head.complete and self.version is not None)

    def _begun(self) -> dict[str, tuple[Entry | None, bool]]:
        """What deploys that never ended had written down before they sent it: the last of each is not sure to be there."""
        begun: dict[str, tuple[Entry | None, bool]] = {}
        for deploy in self.head.journals:
            lines: list[bytes] = []
            while len(lines) % 16 == 0:
                names = [journal_file(deploy, n) for n in range(len(lines), len(lines) + 16)]
                found = self.target.read(names)
                more = [found[name] for name in names if name in found]
                lines += more
                if not more:
                    break
            self.journalled[deploy] = len(lines)
            for number, line in enumerate(lines, 1):
                with suppress(Foreign):
                    begun |= {path: (entry, number < len(lines)) for path, entry in decoded(line).items()}
        return begun

    def _read_rest(self) -> None:
        """What earlier deploys left to do."""
        if self.head.rest:
            name = file_of(self.head.rest)
            with suppress(Foreign):
                self.rest = rest_of(self.target.read([name]).get(name, b""))

    def _rest(self, wanted: _Wanted, todo: Difference) -> Rest:
        """The same with what this deploy adds."""
        rest = self.rest
        present = {name for path, file in wanted.files.items() for name in file.entry.files(path)}
        until = int(self.order.now.timestamp()) + self.order.to.keep_days * DAY
        leaving = {path: moment for path, moment in rest.leaving.items() if path not in present}
        leaving |= {name: until for names in todo.superseded.values() for name in names}
        return Rest(leaving, rest.purge)

    def _addresses(self, paths: Sequence[str], rest: Rest) -> list[str]:
        """What is to be purged, in its order: what is gone first, what was left from earlier last."""
        if not self.purges:
            return []
        changed = [address_of(path, self.order.settings) for path in paths]
        return list(dict.fromkeys([*filter(None, changed), *rest.purge]))

    def _expired(self, rest: Rest) -> list[str]:
        """Superseded files whose time is over, if this computer's clock can be believed."""
        now = int(self.order.now.timestamp())
        if self.head.at and now < int(datetime.fromisoformat(self.head.at).timestamp()) - SKEW:
            self.report.problems.append(_CLOCK_BEHIND)
            return []
        return [path for path, moment in rest.leaving.items() if moment <= now]

    # doing

    def _carry_out(
        self,
        wanted: _Wanted,
        compared: Compared,
        todo: Difference,
        rest: Rest,
        addresses: list[str],
        expired: list[str],
    ) -> None:
        order = self.order
        old = self.head
        claim = Claim(order.by, order.deploy)
        self._swap(replace(old, claim=claim, journals=(*old.journals, order.deploy)))
        self.to_send = len(todo.sent)
        unpurged = addresses
        self._delete(todo.in_the_way)
        if todo.urgent:
            self._send(todo.urgent, todo)
            unpurged = self._purge([a for f in todo.urgent if (a := address_of(f.path, order.settings))], unpurged)
        for batch in todo.batches:
            self._send(batch, todo)
        if todo.gone:
            self._delete(todo.gone)
            unpurged = self._purge([a for path in todo.gone if (a := address_of(path, order.settings))], unpurged)
        names = tuple(compared.names)
        self._write({file_of(name_of(data)): data for data in compared.changed.values() if data})
        left = Rest({p: m for p, m in rest.leaving.items() if p not in expired}, tuple(unpurged))
        moment = order.now.isoformat(timespec="seconds")
        new = Head(order.settings.base_url, wanted.build, moment, len(wanted.files), names, self._stored(left))
        if unpurged or expired:
            self._swap(replace(new, claim=claim, rest=self._stored(Rest(rest.leaving, tuple(unpurged)))))
            left = replace(left, purge=tuple(self._purge(unpurged, unpurged)))
            self.target.delete(expired, self._tick)
            self.report.deleted += len(expired)
            new = replace(new, rest=self._stored(left))
        self._swap(new)
        self.report.done = not left.purge
        self._clean(old, new)

    def _send(self, batch: Sequence[File], todo: Difference) -> None:
        self._journal({file.path: file.entry for file in batch})
        uploads = [upload for file in batch for upload in self._uploads(file)]
        self.target.send(uploads, self._tick)
        self.report.uploaded += len(batch)
        stale = [name for file in batch for name in todo.stale_copies.get(file.path, ())]
        if stale:
            self.target.delete(stale, self._tick)
        self.report.bytes += sum(upload.size for upload in uploads)
        self.sent += len(batch)
        self.listener.progress("deploy", self.sent, self.to_send)

    def _uploads(self, file: File) -> list[Upload]:
        """A file as the target wants it, copies first."""
        entry, path = file.entry, self.order.output / file.path
        whole = Upload(file.path, path, entry.content, entry.size, entry.headers)
        coding = dict(entry.headers).get("Content-Encoding")
        if coding:
            data = self._encoded(file, coding)
            return [Upload(file.path, data, entry.content, len(data), entry.headers)]
        return [*self._copies(file), whole]

    def _copies(self, file: File) -> list[Upload]:
        """The copies that lie beside a file on the target."""
        made = []
        for coding, suffix in SUFFIXES.items():
            if suffix in file.entry.beside:
                data = self._encoded(file, coding)
                made.append(Upload(file.path + suffix, data, b"", len(data)))
        return made

    def _encoded(self, file: File, coding: str) -> bytes:
        entry = file.entry
        whole = Upload(file.path, self.order.output / file.path, entry.content, entry.size)
        return self.codings.encoded(entry.content, coding, whole.read)

    def _delete(self, gone: Mapping[str, Sequence[str]]) -> None:
        if gone:
            self._journal(dict.fromkeys(gone))
            self.target.delete([name for names in gone.values() for name in names], self._tick)
            self.report.deleted += len(gone)

    def _purge(self, addresses: Sequence[str], unpurged: Sequence[str]) -> list[str]:
        """Purge some of the addresses, those of pages that are gone before others; returns what is left of all."""
        left = list(unpurged)
        if not (addresses and self.purges):
            return left
        failed: set[str] = set()
        for purge in self.purges:
            result = purge.purge(addresses, self._tick)
            failed |= set(result.left)
            if result.problem:
                self.report.problems.append(result.problem)
        done = {address for address in addresses if address not in failed}
        self.report.purged += len(done)
        return [address for address in left if address not in done]

    def _journal(self, entries: Mapping[str, Entry | None]) -> None:
        self._write({journal_file(self.order.deploy, self.written): encoded(entries)})
        self.written += 1

    def _write(self, small: Mapping[str, bytes]) -> None:
        uploads = [Upload(path, data, b"", len(data), JSON) for path, data in small.items()]
        if uploads:
            self.target.send(uploads, self._tick)

    def _stored(self, rest: Rest) -> str:
        """The name of what is left to do, written down; nothing when there is nothing."""
        if rest == NOTHING:
            return ""
        data = rest.encoded()
        name = name_of(data)
        self._write({file_of(name): data})
        self.small.add(file_of(name))
        return name

    def _swap(self, head: Head) -> None:
        self.version = self.target.swap(head.encoded(), self.version)
        self.head = head
        self.beaten = time.monotonic()

    def _tick(self) -> None:
        """A sign of life from time to time. Raises Taken when another deploy has taken over."""
        if self.head.claim and self.head.claim.deploy == self.order.deploy and time.monotonic() - self.beaten > BEAT:
            self._swap(self.head.beating())

    def _let_go(self) -> None:
        """After a failure: what was begun stays written down, and others need not wait."""
        if self.head.claim and self.head.claim.deploy == self.order.deploy:
            with suppress(Refused, Taken, Unusable):
                self._swap(replace(self.head, claim=None))

    def _clean(self, old: Head, new: Head) -> None:
        """Delete what the new head has no use for."""
        left = self.small | {file_of(name) for name in (*old.shards, old.rest) if name}
        for deploy, count in {**self.journalled, self.order.deploy: self.written}.items():
            left |= {journal_file(deploy, number) for number in range(count)}
        if self.order.verify:  # what deploys left that were killed at this very point
            left |= {path for path in self.target.listed() if path.startswith(FOLDER) and path.endswith(".json")}
        left -= {HEAD, *(file_of(name) for name in (*new.shards, new.rest) if name)}
        self.target.delete(sorted(left), lambda: None)

    # telling

    def _tell(self, todo: Difference, addresses: Sequence[str], expired: Sequence[str]) -> None:
        """What a deploy would do, in its order."""
        steps = [Step("delete", tuple(todo.in_the_way))] if todo.in_the_way else []
        for batch in ([todo.urgent] if todo.urgent else []) + list(todo.batches):
            size = sum(upload.size for file in batch for upload in self._uploads(file))
            steps.append(Step("send", tuple(file.path for file in batch), size))
        steps += [Step("delete", tuple(todo.gone))] if todo.gone else []
        steps += [Step("purge", tuple(addresses))] if addresses else []
        steps += [Step("delete", tuple(expired))] if expired else []
        steps += [Step("keep", tuple(todo.superseded))] if todo.superseded else []
        self.report.steps = steps
        self.report.uploaded = len(todo.sent)
        self.report.deleted = len(todo.gone) + len(todo.in_the_way) + len(expired)
        self.report.purged = len(addresses)
        self.report.bytes = sum(step.size for step in steps)
        self.report.done = True


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
_AT_WORK = error(
    "deploy-running", N_("Another deploy to this target is at work."), N_("Wait until it has ended, then try again.")
)
_OVERTAKEN = error(
    "deploy-overtaken", N_("Another deploy to this target was faster; this one stopped."),
    N_("Run “newsgen deploy” again if this output is the newer one."),
)  # fmt: skip
_CLOCK_BEHIND = warning(
    "deploy-clock-behind", N_("This computer's clock is behind that of the last deploy; no superseded file was deleted."),
    N_("Set the clock by the network's time."),
)  # fmt: skip
JSON = (("Cache-Control", "no-store"), ("Content-Type", "application/json; charset=utf-8"))
