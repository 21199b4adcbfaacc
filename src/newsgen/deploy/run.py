"""A deploy: compare, claim, send in order, delete, hand over to the new manifest, purge."""

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from ..base.lock import locked
from ..base.problems import N_, Unusable, error, warning
from ..site.layout import state_folder
from . import guards
from .compression import Codings
from .difference import Difference, difference
from .files import File
from .manifest import NOTHING, Claim, Entry, Head, Rest, encoded, file_of, journal_file, name_of
from .payload import Packing
from .purge import Purge, address_of
from .request import Listener, Order, Report, Step
from .survey import AT_WORK, Compared, Look, Wanted, compared, look_at, wanted_of
from .target import FOLDER, HEAD, Refused, Taken, Target, Upload

BEAT = 10.0  # seconds between two signs of life
SKEW = 300  # seconds by which two machines' clocks may differ before nothing is deleted by them
DAY = 86400


def deploy(order: Order, target: Target, purges: Sequence[Purge], listener: Listener) -> Report:
    """Make the target hold the output. What goes wrong is a problem of the report; raises what ``record.FAILURES`` names."""
    began = time.monotonic()
    report = Report()
    state = state_folder(order.site, order.output)
    name = name_of(order.to.to.encode())
    try:
        with _alone(state / f"deploy-{name}.lock"):
            _run(order, target, purges, listener, report, state)
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
        raise Unusable(AT_WORK) from None


def _run(
    order: Order, target: Target, purges: Sequence[Purge], listener: Listener, report: Report, state: Path
) -> None:
    wanted = wanted_of(order, state, target.carries_headers)
    look = look_at(target, order, listener.waiting)
    report.problems = look.problems
    packing = Packing(order.output, Codings(order.site / ".newsgen" / "encoded"))
    there = compared(look, wanted, order, packing)
    todo = difference(there.wanted, there.there, wanted.urgent)
    report.unchanged = len(wanted.files) - len(todo.sent)
    files = max(look.head.files, len(there.there))
    if refused := list(guards.of_deletes(todo.vanished, files, order.allow_deletes)):
        raise Unusable(*refused)
    _Deploy(order, target, purges, listener, report, wanted, look, packing).run(there, todo)


@dataclass(slots=True)
class _Deploy:
    """A deploy that knows what it has to do. ``head`` is the target's as it was last seen or written, ``written`` how many
    lines of the journal there are, ``small`` the lists of what is left to do that were written."""

    order: Order
    target: Target
    purges: Sequence[Purge]
    listener: Listener
    report: Report
    wanted: Wanted
    look: Look
    packing: Packing
    head: Head = field(init=False)
    version: str | None = field(init=False)
    written: int = 0
    small: set[str] = field(default_factory=set)
    sent: int = 0
    to_send: int = 0
    beaten: float = 0.0

    def run(self, there: Compared, todo: Difference) -> None:
        self.head, self.version = self.look.head, self.look.version
        rest = self._rest(todo)
        addresses = self._addresses((*self.look.begun, *todo.changed), rest)
        expired = self._expired(rest)
        unfinished = not there.settled or self.head.journals or self.head.claim
        if self.order.dry_run:
            self._tell(todo, addresses, expired)
        elif todo.nothing and not (addresses or expired or unfinished):
            self.report.done = True
        else:
            try:
                self._carry_out(there, todo, rest, addresses, expired)
            except BaseException:
                self._let_go()
                raise

    def _rest(self, todo: Difference) -> Rest:
        """What earlier deploys left to do, with what this one adds."""
        rest = self.look.rest
        present = {name for path, file in self.wanted.files.items() for name in file.entry.files(path)}
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

    def _carry_out(
        self, compared: Compared, todo: Difference, rest: Rest, addresses: list[str], expired: list[str]
    ) -> None:
        order, old = self.order, self.head
        claim = Claim(order.by, order.deploy)
        self._swap(replace(old, claim=claim, journals=(*old.journals, order.deploy)))
        self.to_send = len(todo.sent)
        left = Rest(rest.leaving, tuple(addresses))
        self._delete(todo.in_the_way)
        if todo.urgent:
            self._send(todo.urgent, todo)
            left = self._purge([file.path for file in todo.urgent], left)
        for batch in todo.batches:
            self._send(batch, todo)
        if todo.gone:
            self._delete(todo.gone)
            left = self._purge(todo.gone, left)
        self._write({file_of(name): data for name, data in compared.changed.items()})
        moment = order.now.isoformat(timespec="seconds")
        new = Head(order.settings.base_url, self.wanted.build, moment, len(self.wanted.files), compared.names)
        if left.purge or expired:
            self._swap(replace(new, claim=claim, rest=self._stored(left)))
            left = self._purged(left.purge, left)
            self.target.delete(expired, self._tick)
            self.report.deleted += len(expired)
            left = replace(left, leaving={path: at for path, at in left.leaving.items() if path not in expired})
        new = replace(new, rest=self._stored(left))
        self._swap(new)
        self.report.done = not left.purge
        self._clean(old, new)

    def _send(self, batch: Sequence[File], todo: Difference) -> None:
        self._journal({file.path: file.entry for file in batch})
        uploads = [upload for file in batch for upload in self.packing.uploads(file)]
        self.target.send(uploads, self._tick)
        self.report.uploaded += len(batch)
        stale = [name for file in batch for name in todo.stale_copies.get(file.path, ())]
        if stale:
            self.target.delete(stale, self._tick)
        self.report.bytes += sum(upload.size for upload in uploads)
        self.sent += len(batch)
        self.listener.progress("deploy", self.sent, self.to_send)

    def _delete(self, gone: Mapping[str, Sequence[str]]) -> None:
        if gone:
            self._journal(dict.fromkeys(gone))
            self.target.delete([name for names in gone.values() for name in names], self._tick)
            self.report.deleted += len(gone)

    def _purge(self, paths: Iterable[str], left: Rest) -> Rest:
        """Purge the addresses of some files before those of the others; returns what is left to do."""
        addresses = {address_of(path, self.order.settings) for path in paths}
        return self._purged([address for address in left.purge if address in addresses], left)

    def _purged(self, addresses: Sequence[str], left: Rest) -> Rest:
        if not addresses:
            return left
        failed: set[str] = set()
        for purge in self.purges:
            result = purge.purge(addresses, self._tick)
            failed |= set(result.left)
            if result.problem:
                self.report.problems.append(result.problem)
        done = set(addresses) - failed
        self.report.purged += len(done)
        return replace(left, purge=tuple(address for address in left.purge if address not in done))

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
        for deploy, count in {**self.look.lines, self.order.deploy: self.written}.items():
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
            size = sum(upload.size for file in batch for upload in self.packing.uploads(file))
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


_OVERTAKEN = error(
    "deploy-overtaken", N_("Another deploy to this target was faster; this one stopped."),
    N_("Run “newsgen deploy” with --verify where the newest output is."),
)  # fmt: skip
_CLOCK_BEHIND = warning(
    "deploy-clock-behind", N_("This computer's clock is behind that of the last deploy; no superseded file was deleted."),
    N_("Set the clock by the network's time."),
)  # fmt: skip
JSON = (("Cache-Control", "no-store"), ("Content-Type", "application/json; charset=utf-8"))
