"""Work over a ``concurrent.futures`` executor in batches, a bounded number ahead, results in order."""

import itertools
import os
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future
from typing import TYPE_CHECKING, Any, TypeVar

from ..base.problems import N_, Unusable, error

if TYPE_CHECKING:
    from concurrent.futures import ProcessPoolExecutor

A = TypeVar("A")
B = TypeVar("B")

BATCH = 64  # items a message: the way to a worker and back costs as much as an item's work
SERIAL = 256  # below this many items a pool costs more than it brings
AHEAD = 3  # batches under way for each worker: what bounds the memory of a large build


def cores() -> int:
    """Processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def processes(workers: int, prepare: Callable[..., None], *arguments: Any) -> "ProcessPoolExecutor":
    """A pool whose workers ran ``prepare(*arguments)`` first and end with their parent, however that ends."""
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    method = "fork" if sys.platform == "linux" and threading.active_count() == 1 else "spawn"
    context = multiprocessing.get_context(method)
    return ProcessPoolExecutor(workers, context, initializer=_start, initargs=(os.getpid(), prepare, arguments))


def _start(parent: int, prepare: Callable[..., None], arguments: tuple[Any, ...]) -> None:
    threading.Thread(target=_leave_with, args=(parent,), daemon=True).start()
    prepare(*arguments)


def _leave_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(1)


def _result(future: "Future[Any]") -> Any:
    return future.result()


def over(
    executor: Executor, work: Callable[[list[A]], list[B]], items: Iterable[A], workers: int, batch: int = BATCH,
    result: "Callable[[Future[Any]], Any]" = _result,
) -> Iterator[tuple[A, B]]:  # fmt: skip
    """Each item with what ``work`` made of it, in the items' order. ``result`` waits for a future."""
    pending: deque[tuple[list[A], Future[list[B]]]] = deque()
    stream = iter(items)
    try:
        while taken := list(itertools.islice(stream, batch)):
            pending.append((taken, executor.submit(work, taken)))
            if len(pending) >= AHEAD * workers:
                done, future = pending.popleft()
                yield from zip(done, result(future), strict=True)
        for done, future in pending:
            yield from zip(done, result(future), strict=True)
    except BrokenExecutor as failure:
        raise Unusable(_LOST) from failure


_LOST = error(
    "worker-lost",
    N_("A worker process was ended from outside, perhaps because memory ran out."),
    N_("Build again, with fewer --jobs if memory is short."),
)
