"""One build at a time for each output."""

import errno
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from .problems import N_, Unusable, error

PATIENCE = 600.0  # seconds; a cold build of a large archive takes minutes

if os.name == "nt":
    import msvcrt

    def _try(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
else:
    import fcntl

    def _try(handle: int) -> None:
        # A POSIX record lock is not inherited by forked workers, so one that outlives a killed build does not hold it.
        fcntl.lockf(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


_BUSY = {errno.EACCES, errno.EAGAIN, errno.EDEADLK}
_here = threading.RLock()
"""One build at a time in this process too: the lock file knows processes, not threads, and rendering keeps globals."""


@contextmanager
def locked(path: Path, *, waiting: Callable[[], None] = lambda: None, patience: float = PATIENCE) -> Iterator[None]:
    """Hold the lock file for a block. Another holder is waited for, ``waiting`` called once.

    Raises Unusable after ``patience`` seconds.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    attempts = _attempts(waiting, patience)
    while not _here.acquire(blocking=False):
        next(attempts)
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            while not _taken(handle):
                next(attempts)
            yield
        finally:
            os.close(handle)
    finally:
        _here.release()


def _taken(handle: int) -> bool:
    try:
        _try(handle)
    except OSError as failure:
        if failure.errno not in _BUSY:  # a file system without locks, say: waiting would not help
            raise
        return False
    return True


def _attempts(waiting: Callable[[], None], patience: float) -> Iterator[None]:
    """A pause at each step; Unusable when patience ends."""
    end = time.monotonic() + patience
    waiting()
    while time.monotonic() <= end:
        time.sleep(0.1)
        yield
    raise Unusable(_LOCKED)


_LOCKED = error("locked", N_("Another build of this output is still running."), N_("Wait for it to end, or stop it."))
