"""Map a function over items with a ``concurrent.futures`` executor: in batches, bounded in memory, results in order."""

import gc
import itertools
import os
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from ..base.problems import N_, FatalProblems, error

if TYPE_CHECKING:
    from concurrent.futures import ProcessPoolExecutor

A = TypeVar("A")
B = TypeVar("B")
S = TypeVar("S")

BATCH = 64  # items per message; a round trip to a worker costs as much as the work on one item
SERIAL = 256  # with fewer items a pool costs more time than it saves
AHEAD = 3  # batches in flight for each worker; bounds the memory of a large build


def cores() -> int:
    """Return the number of processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def processes(workers: int, prepare: Callable[[S], Any], subject: S) -> "ProcessPoolExecutor":
    """Create a pool of worker processes, for ``PreparedWork``. Each calls ``prepare(subject)`` once, before any work.

    ``prepare`` and ``subject`` must be picklable. An exception of ``prepare`` breaks the pool, as if the worker had
    died. The caller shuts the pool down. The workers exit when their parent does, even when it is killed.
    """
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    method = "fork" if sys.platform == "linux" and threading.active_count() == 1 else "spawn"
    context = multiprocessing.get_context(method)
    return ProcessPoolExecutor(workers, context, initializer=_start, initargs=(os.getpid(), prepare, subject))


_COLLECTIONS = (20_000, 20, 50)
"""In a worker, how many more objects there are before Python looks for garbage, and how often it looks among older ones."""

_tool: Any = None
"""In a worker process: the result of ``prepare(subject)``. The thread that runs the batches sets it, and no other uses it."""


def _start(parent: int, prepare: Callable[[Any], Any], subject: Any) -> None:
    global _tool
    threading.Thread(target=_exit_with_parent, args=(parent,), daemon=True).start()
    _tool = prepare(subject)
    gc.freeze()  # what is there stays: to look through it again and again would take 7 % of a worker's time
    gc.set_threshold(*_COLLECTIONS)


@dataclass(frozen=True, slots=True)
class PreparedWork(Generic[A, B]):
    """The function that a worker process of ``processes`` calls for each batch: ``work`` with what the worker prepared."""

    work: Callable[[Any, list[A]], list[B]]

    def __call__(self, items: list[A]) -> list[B]:
        return self.work(_tool, items)


def _exit_with_parent(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(1)


def _result(future: "Future[Any]") -> Any:
    return future.result()


def over(
    executor: Executor, work: Callable[[list[A]], list[B]], items: Iterable[A], workers: int, batch: int = BATCH,
    result: "Callable[[Future[Any]], Any]" = _result,
) -> Iterator[tuple[A, B]]:  # fmt: skip
    """Yield each item with its result, in the order of the items.

    ``work`` takes a list of up to ``batch`` items and returns a list of their results, one for each. ``workers`` is
    their number in the executor: it bounds how many batches wait at once. ``result`` waits for a future and returns its
    value. Raises FatalProblems when the executor breaks, as when a worker process dies; an exception of ``work`` passes
    through.
    """
    pending: deque[tuple[list[A], Future[list[B]]]] = deque()
    stream = iter(items)
    try:
        while chunk := list(itertools.islice(stream, batch)):
            pending.append((chunk, executor.submit(work, chunk)))
            if len(pending) >= AHEAD * workers:
                first, future = pending.popleft()
                yield from zip(first, result(future), strict=True)
        for chunk, future in pending:
            yield from zip(chunk, result(future), strict=True)
    except BrokenExecutor as failure:
        raise FatalProblems(_LOST) from failure
    finally:
        for _, future in pending:  # where the caller wants no more
            future.cancel()


_LOST = error(
    "worker-lost",
    N_("A worker process was killed, perhaps because memory ran out."),
    N_("Build again, with fewer --jobs if memory is short."),
)
