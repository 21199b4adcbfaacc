"""Who does a large piece of work: this process, processes of this machine, or the workers of a Dask scheduler."""

import itertools
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any, TypeVar

from ..base.problems import N_, Problem, Unusable, error
from . import pool
from .versions import code_digest

A = TypeVar("A")
B = TypeVar("B")
S = TypeVar("S")

REMOTE_BATCH = 200  # items a message: a task costs the scheduler 7 ms
PATIENCE = 10.0  # seconds without an answer, after which we ask whether any worker is left


@dataclass(frozen=True, slots=True)
class Workforce:
    """``processes`` of this machine, or with ``scheduler`` (``tcp://host:port``) the workers there; they have newsgen
    installed in the same version, and see no file of the builder's."""

    processes: int = 1
    scheduler: str = ""


def over(
    workforce: Workforce,
    prepare: Callable[[S], None],
    subject: S,
    work: Callable[[list[A]], list[B]],
    items: Iterable[A],
) -> Iterator[tuple[A, B]]:
    """Each item with what ``work`` made of it, in the items' order; whoever works calls ``prepare(subject)`` first.

    Few items are worked on here. Raises Unusable when those who work are lost.
    """
    stream = iter(items)
    head = list(itertools.islice(stream, pool.SERIAL))
    every = itertools.chain(head, stream)
    if len(head) < pool.SERIAL or (workforce.processes < 2 and not workforce.scheduler):
        prepare(subject)
        for item in every:
            yield item, work([item])[0]
    elif workforce.scheduler:
        with _cluster(workforce.scheduler) as cluster:
            there = _There(code_digest(), prepare, subject, work)
            for item, made in pool.over(cluster.executor, there, every, cluster.threads, REMOTE_BATCH, cluster.result):
                if isinstance(made, _Refusal):
                    raise Unusable(_OTHER_VERSION.at(workforce.scheduler))
                yield item, made
    else:
        with pool.processes(workforce.processes, prepare, subject) as executor:
            yield from pool.over(executor, work, every, workforce.processes)


@dataclass(frozen=True, slots=True)
class _Refusal:
    """What a worker answers whose newsgen, libraries or Python are not the builder's."""


_one_at_a_time = threading.Lock()
_prepared: tuple[object, object] | None = None


@dataclass(frozen=True, slots=True)
class _There:
    """The work as it travels: each batch brings what it needs, since a worker may join or be replaced at any time."""

    code: bytes
    prepare: Callable[[Any], None]
    subject: Any
    work: Callable[[list[Any]], list[Any]]

    def __call__(self, items: list[Any]) -> list[Any]:
        global _prepared
        with _one_at_a_time:  # a worker may have threads; the engines that we use may not
            if self.code != code_digest():
                return [_Refusal()] * len(items)
            if _prepared != (self.prepare, self.subject):
                self.prepare(self.subject)
                _prepared = (self.prepare, self.subject)
            return self.work(items)


@dataclass(frozen=True, slots=True)
class _Cluster:
    client: Any
    executor: Executor
    threads: int
    address: str

    def result(self, future: "Future[Any]") -> Any:
        """A future's result, unless there is nobody left to bring it. Work returns its faults as values, so whatever is
        raised here comes from the way there and back."""
        while True:
            try:
                return future.result(PATIENCE)
            except TimeoutError:
                if not self.client.scheduler_info().get("workers"):
                    raise Unusable(_NO_WORKERS.at(self.address)) from None
            except Exception as failure:
                reason = str(failure)[:300] or type(failure).__name__
                raise Unusable(_lost(reason).at(self.address)) from failure


@contextmanager
def _cluster(address: str) -> Iterator[_Cluster]:
    try:
        from distributed import Client
    except ImportError:
        raise Unusable(_NO_DASK) from None
    try:
        client = Client(address, timeout=PATIENCE, set_as_default=False)
    except (OSError, ValueError) as failure:
        raise Unusable(_NO_SCHEDULER.at(address)) from failure
    with client:
        try:
            client.wait_for_workers(1, timeout=PATIENCE)
        except (OSError, TimeoutError) as failure:
            raise Unusable(_NO_WORKERS.at(address)) from failure
        executor = client.get_executor(pure=False)
        try:
            yield _Cluster(client, executor, sum(client.nthreads().values()) or 1, address)
        finally:
            with suppress(Exception):  # nobody may be there any more to be told
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
