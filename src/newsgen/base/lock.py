"""Lock files, so that only one build at a time writes to an output, and only one import to a site."""

import errno
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from .problems import N_, FatalProblems, Problem, error

PATIENCE = 600.0  # seconds to wait for the lock; a cold build of a large archive takes minutes

if os.name == "nt":
    import msvcrt

    def _try(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
else:
    import fcntl

    def _try(handle: int) -> None:
        # Forked workers do not inherit a POSIX record lock, so a worker that outlives a killed build does not hold it.
        fcntl.lockf(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


_LOCKED = error("locked", N_("Another build of this output is still running."), N_("Wait for it to end, or stop it."))

_BUSY = {errno.EACCES, errno.EAGAIN, errno.EDEADLK}
_thread_lock = threading.RLock()
"""Serialises the threads of this process: the lock file only excludes other processes."""


@contextmanager
def locked(
    path: Path,
    *,
    waiting: Callable[[], None] = lambda: None,
    patience: float = PATIENCE,
    folder: int | None = None,
    threads: "threading.Lock | None" = None,
    held: Problem = _LOCKED,
) -> Iterator[None]:
    """Hold the lock file for the length of a ``with`` block.

    While another process holds it, or another thread of this process holds any lock file, wait up to ``patience``
    seconds; with ``threads``, only threads that name the same lock wait for each other. ``waiting`` is called once when
    the wait begins. A thread must not lock one file twice: the inner block would release both. ``folder`` is the handle
    of an open folder to which ``path`` is relative; without it, missing folders of ``path`` are created. The file stays
    afterwards. Raises FatalProblems of ``held`` when the time is over, and OSError when the system refuses the file or a
    lock, or when the file is a link.
    """
    if folder is None:
        path.parent.mkdir(parents=True, exist_ok=True)
    pauses = _pauses(waiting, patience, held)
    of_threads = _thread_lock if threads is None else threads
    while not of_threads.acquire(blocking=False):
        next(pauses)
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o644, dir_fd=folder)
        try:
            while not _acquire(handle):
                next(pauses)
            yield
        finally:
            os.close(handle)
    finally:
        of_threads.release()


def is_locked(path: Path) -> bool:
    """Whether another process holds a lock file now; False where the file is missing or cannot be opened.

    A process must not ask this of a file that it has locked itself: the lock would be released.
    """
    try:
        handle = os.open(path, os.O_RDWR | getattr(os, "O_NOFOLLOW", 0))
    except OSError:
        return False
    try:
        return not _acquire(handle)
    except OSError:
        return False
    finally:
        os.close(handle)


def _acquire(handle: int) -> bool:
    """Try to lock an open file; return False while another process holds it."""
    try:
        _try(handle)
    except OSError as failure:
        if failure.errno not in _BUSY:  # for example a file system without locks: waiting would not help
            raise
        return False
    return True


def _pauses(waiting: Callable[[], None], patience: float, held: Problem) -> Iterator[None]:
    """Sleep 0.1 seconds at each step; raise FatalProblems of ``held`` after ``patience`` seconds."""
    end = time.monotonic() + patience
    waiting()
    while time.monotonic() <= end:
        time.sleep(0.1)
        yield
    raise FatalProblems(held)
