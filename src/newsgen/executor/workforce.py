"""Map a function over items in this process, in processes of this machine, or on the workers of a Dask scheduler."""

import itertools
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any, TypeVar

from ..base.problems import N_, FatalProblems, Problem, error
from . import pool
from .versions import code_digest

A = TypeVar("A")
B = TypeVar("B")
S = TypeVar("S")
T = TypeVar("T")

REMOTE_BATCH = 200  # items per message; a task costs the scheduler 7 ms
PATIENCE = 10.0  # seconds without an answer, after which we check whether any worker is left


@dataclass(frozen=True, slots=True)
class Workforce:
    """Where the work runs: on a Dask ``scheduler``'s workers if it is given, else in ``processes`` of this machine.

    With one process and no scheduler, this process does the work. ``scheduler`` is an address such as
    ``tcp://host:port``. Its workers need the same version of newsgen; they need no access to the site's files.
    """

    processes: int = 1
    scheduler: str = ""


def over(
    workforce: Workforce,
    prepare: Callable[[S], T],
    subject: S,
    work: Callable[[T, list[A]], list[B]],
    items: Iterable[A],
    *,
    least: int = pool.SERIAL,
    batch: int = pool.BATCH,
    before: Callable[[S], None] | None = None,
) -> Iterator[tuple[A, B]]:
    """Yield each item with its result, in the order of the items.

    ``work(tool, items)`` takes a list of items and returns a list of their results, one for each. ``tool`` is the
    result of ``prepare(subject)``, which each worker calls before its first item; a Dask worker may call it again. With
    fewer than ``least`` items this process does the work itself, one item at a call, whatever the workforce; a process of
    this machine is given ``batch`` items at once. ``before(subject)`` is called in this process before processes of this
    machine start: where they are forked, they have what it leaves in memory.
    Raises FatalProblems when the workers are lost, and when Dask is not installed or its scheduler does not answer, has
    no workers, or has one with another version of the code.
    """
    stream = iter(items)
    head = list(itertools.islice(stream, least))
    every = itertools.chain(head, stream)
    if len(head) < least or (workforce.processes < 2 and not workforce.scheduler):
        tool = prepare(subject)
        for item in every:
            yield item, work(tool, [item])[0]
    elif workforce.scheduler:
        with _cluster(workforce.scheduler) as cluster:
            remote = _RemoteWork(code_digest(), prepare, subject, work)
            for item, result in pool.over(
                cluster.executor, remote, every, cluster.threads, REMOTE_BATCH, cluster.result
            ):
                if isinstance(result, _VersionMismatch):
                    raise FatalProblems(_OTHER_VERSION.at(workforce.scheduler))
                yield item, result
    else:
        if before is not None:
            before(subject)
        with pool.processes(workforce.processes, prepare, subject) as executor:
            yield from pool.over(executor, pool.PreparedWork(work), every, workforce.processes, batch)


def as_it_is(subject: S) -> S:
    """Prepare nothing: the work takes the subject itself."""
    return subject


@dataclass(frozen=True, slots=True)
class _VersionMismatch:
    """The result of a worker whose newsgen, libraries or Python differ from the builder's."""


_work_lock = threading.Lock()
_prepared: tuple[object, object, Any] | None = None
"""In a Dask worker, under ``_work_lock``: ``prepare``, ``subject``, and what the one gave for the other."""


@dataclass(frozen=True, slots=True)
class _RemoteWork:
    """The function that a Dask worker calls for each batch.

    Each batch carries ``prepare`` and ``subject`` too, because a worker may join or be replaced at any time.
    """

    code: bytes
    prepare: Callable[[Any], Any]
    subject: Any
    work: Callable[[Any, list[Any]], list[Any]]

    def __call__(self, items: list[Any]) -> list[Any]:
        global _prepared
        with _work_lock:  # a worker may have several threads; the template engine is not thread-safe
            if self.code != code_digest():
                return [_VersionMismatch()] * len(items)
            if _prepared is None or _prepared[:2] != (self.prepare, self.subject):
                _prepared = (self.prepare, self.subject, self.prepare(self.subject))
            return self.work(_prepared[2], items)


@dataclass(frozen=True, slots=True)
class _Cluster:
    """A connection to a Dask scheduler. ``threads`` counts the threads of the workers that it had at the beginning."""

    client: Any
    executor: Executor
    threads: int
    address: str

    def result(self, future: "Future[Any]") -> Any:
        """Wait for a future, however long, and return its result.

        Raises FatalProblems when no worker is left, and in place of any exception that the future has.
        Work returns its problems as values, so an exception here comes from Dask or the network.
        """
        while True:
            try:
                return future.result(PATIENCE)
            except TimeoutError:
                if not self.client.scheduler_info().get("workers"):
                    raise FatalProblems(_NO_WORKERS.at(self.address)) from None
            except Exception as failure:
                reason = str(failure)[:300] or type(failure).__name__
                raise FatalProblems(_lost(reason).at(self.address)) from failure


@contextmanager
def _cluster(address: str) -> Iterator[_Cluster]:
    try:
        from distributed import Client
    except ImportError:
        raise FatalProblems(_NO_DASK) from None
    try:
        client = Client(address, timeout=PATIENCE, set_as_default=False)
    except (OSError, ValueError) as failure:
        raise FatalProblems(_NO_SCHEDULER.at(address)) from failure
    with client:
        try:
            client.wait_for_workers(1, timeout=PATIENCE)
        except (OSError, TimeoutError) as failure:
            raise FatalProblems(_NO_WORKERS.at(address)) from failure
        executor = client.get_executor(pure=False)
        try:
            yield _Cluster(client, executor, sum(client.nthreads().values()) or 1, address)
        finally:
            with suppress(Exception):  # the scheduler may be gone
                executor.shutdown(wait=False)


_NO_DASK = error(
    "no-dask",
    N_("Dask is not installed here, and --executor needs it."),
    N_("Install it: pip install 'newsgen[dask]'."),
)
_NO_SCHEDULER = error(
    "no-scheduler", N_("No Dask scheduler answers there."),
    N_("Start one with “dask scheduler”, and give its address: --executor dask://host:8786."),
)  # fmt: skip
_NO_WORKERS = error(
    "no-workers", N_("The Dask scheduler has no workers."), N_("Start one or more with “dask worker” and its address.")
)
_OTHER_VERSION = error(
    "other-version", N_("A Dask worker has another version of newsgen, of its libraries or of Python."),
    N_("Install the same versions there, from the same requirements.lock."),
)  # fmt: skip


def _lost(reason: str) -> Problem:
    return error(
        "workers-lost", N_("The Dask workers or their scheduler were lost: {reason}"),
        N_("Look at their logs, then build again."), reason=reason,
    )  # fmt: skip
