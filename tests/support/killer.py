"""Run work in a child process that is killed, or gets an error of the system, at its n-th change on disk.

A step is a change below one root: opening a file for writing, a rename, a deletion, creating or removing a folder, a sync,
or a statement that changes the record. The interpreter reports the changes (``sys.addaudithook``), so none is missed.
"""

import contextlib
import errno
import json
import os
import signal
import sqlite3
import sys
import tempfile
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

MOVES = {"os.rename": "rename", "os.remove": "delete", "os.mkdir": "mkdir", "os.rmdir": "rmdir", "os.link": "link",
         "os.symlink": "link", "os.truncate": "truncate"}  # fmt: skip
WRITES = ("INSERT", "DELETE", "UPDATE", "CREATE", "DROP", "COMMIT", "ROLLBACK")
TORN = b"\0half"


@dataclass(frozen=True, slots=True)
class Step:
    """One step: its number from 1, its kind, and the path that it changes, relative to the root."""

    number: int
    kind: str
    what: str


@dataclass(frozen=True, slots=True)
class End:
    """The end of a child: the signal that killed it (0: none), the result or traceback of the work, its output, its steps."""

    signal: int
    result: Any
    raised: str
    printed: str
    steps: tuple[Step, ...]


def run(
    work: Callable[[], Any], root: Path, *, kill: int = 0, fail: int = 0, for_good: bool = False, interrupt: int = 0
) -> End:
    """Run ``work`` in a forked child.

    - ``kill``: the step at which the child is killed
    - ``fail``: the step at which the disk is full, for this step alone or ``for_good``
    - ``interrupt``: the step at which KeyboardInterrupt is raised
    """
    with tempfile.TemporaryDirectory(prefix="newsgen-child-") as folder:
        outcome, printed = Path(folder, "outcome"), Path(folder, "printed")
        sys.stdout.flush()
        sys.stderr.flush()
        child = os.fork()
        if child == 0:
            _child(work, _Trap(root, kill, fail, for_good, interrupt), outcome, printed)
        _, status = os.waitpid(child, 0)
        found = json.loads(outcome.read_text()) if outcome.exists() else {"result": None, "raised": "", "steps": []}
        return End(
            os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0,
            found["result"],
            found["raised"],
            printed.read_text(errors="replace"),
            tuple(Step(*step) for step in found["steps"]),
        )


def kinds(steps: tuple[Step, ...]) -> dict[str, list[int]]:
    """The numbers of the steps of each kind."""
    found: dict[str, list[int]] = {}
    for step in steps:
        found.setdefault(step.kind, []).append(step.number)
    return found


def spread(steps: tuple[Step, ...], count: int | None) -> list[int]:
    """About ``count`` step numbers: the first and the last of each kind, and others at equal distances. Without a count, one
    from the middle of each kind."""
    if count is None:
        return sorted(numbers[len(numbers) // 2] for numbers in kinds(steps).values())
    chosen = {number for numbers in kinds(steps).values() for number in (numbers[0], numbers[-1])}
    rest = max(0, count - len(chosen))
    chosen |= {1 + i * (len(steps) - 1) // max(1, rest - 1) for i in range(rest)}
    return sorted(chosen)


def _child(work: Callable[[], Any], trap: "_Trap", outcome: Path, printed: Path) -> NoReturn:
    try:
        handle = os.open(printed, os.O_WRONLY | os.O_CREAT, 0o600)
        os.dup2(handle, 1)
        os.dup2(handle, 2)
        sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
        sys.stderr = open(2, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
        trap.set()
        result, raised = None, ""
        try:
            result = work()
        except BaseException:
            raised = traceback.format_exc()
        trap.open = True
        sys.stdout.flush()
        sys.stderr.flush()
        steps = [(s.number, s.kind, s.what) for s in trap.steps]
        outcome.write_text(json.dumps({"result": result, "raised": raised, "steps": steps}, default=str))
        os._exit(0)
    finally:
        os._exit(70)


class _Trap:
    """Counts the steps, and kills, fails or interrupts at the chosen one."""

    def __init__(self, root: Path, kill: int, fail: int, for_good: bool, interrupt: int) -> None:
        self.root = os.path.realpath(root) + os.sep
        self.kill, self.fail, self.for_good, self.interrupt = kill, fail, for_good, interrupt
        self.steps: list[Step] = []
        self.open = False

    def set(self) -> None:
        sys.addaudithook(self._audit)
        trap = self
        fsync, sync, connect = os.fsync, os.sync, sqlite3.connect

        def traced_fsync(handle: int) -> None:
            trap.step("fsync", os.readlink(f"/proc/self/fd/{handle}"))
            fsync(handle)

        def traced_sync() -> None:
            trap.step("sync", trap.root)
            sync()

        class Connection(sqlite3.Connection):
            def execute(self, statement: str, *more: Any) -> sqlite3.Cursor:
                trap.statement(statement)
                return super().execute(statement, *more)

            def executemany(self, statement: str, *more: Any) -> sqlite3.Cursor:
                trap.statement(statement)
                return super().executemany(statement, *more)

        os.fsync, os.sync = traced_fsync, traced_sync  # type: ignore[assignment]
        sqlite3.connect = lambda *a, **k: connect(*a, factory=Connection, **k)  # type: ignore[assignment]

    def _audit(self, event: str, arguments: tuple[Any, ...]) -> None:
        if self.open:
            return
        if event == "open":
            path, mode, flags = arguments
            if isinstance(path, int):
                return
            changing = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
            if (flags or 0) & changing or (isinstance(mode, str) and set(mode) & set("wax+")):
                whole = os.path.realpath(os.fsdecode(path))
                self.step("open", whole)
                if (flags or 0) & os.O_TRUNC or (isinstance(mode, str) and "w" in mode):
                    self.step("torn", whole)
        elif event in MOVES:
            target = arguments[1] if event in ("os.rename", "os.link", "os.symlink") else arguments[0]
            at = arguments[-1] if event in ("os.remove", "os.rmdir", "os.mkdir") else -1
            if isinstance(target, int):
                return
            target = os.fsdecode(target)
            if isinstance(at, int) and at >= 0:
                target = os.path.join(os.readlink(f"/proc/self/fd/{at}"), target)
            self.step(MOVES[event], os.path.join(os.path.realpath(os.path.dirname(target)), os.path.basename(target)))

    def statement(self, statement: str) -> None:
        words = statement.split(None, 1)
        if words and words[0].upper() in WRITES and not self.open:
            whole = words[0].upper() in ("COMMIT", "ROLLBACK")
            self.step(words[0].lower() if whole else "record", self.root + words[0], sql=True)

    def step(self, kind: str, what: str, *, sql: bool = False) -> None:
        if not what.startswith(self.root) or self.open:
            return
        number = len(self.steps) + 1
        self.steps.append(Step(number, kind, what.removeprefix(self.root)))
        if number == self.kill:
            if kind == "torn":  # killed in the middle of writing the file
                self.open = True
                with contextlib.suppress(IsADirectoryError):  # tempfile opens a name of its own in a folder
                    os.write(os.open(what, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), TORN)
            os.kill(os.getpid(), signal.SIGKILL)
        if number == self.interrupt:
            raise KeyboardInterrupt
        if kind not in ("delete", "rmdir", "rollback") and (
            number == self.fail or (self.for_good and 0 < self.fail < number)
        ):
            if sql:
                failure = sqlite3.OperationalError("database or disk is full")
                failure.sqlite_errorcode = sqlite3.SQLITE_FULL
                raise failure
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), what)
