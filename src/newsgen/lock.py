"""One build at a time for each output."""

import os
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


@contextmanager
def locked(path: Path, *, waiting: Callable[[], None] = lambda: None, patience: float = PATIENCE) -> Iterator[None]:
    """Hold the lock file for a block. Another holder is waited for, ``waiting`` called once.

    Raises Unusable after ``patience`` seconds.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        end = time.monotonic() + patience
        told = False
        while True:
            try:
                _try(handle)
                break
            except OSError:
                if not told:
                    waiting()
                    told = True
                if time.monotonic() > end:
                    raise Unusable(
                        error(
                            "locked",
                            N_("Another build of this output is still running."),
                            N_("Wait for it to end, or stop it."),
                        )
                    ) from None
                time.sleep(0.1)
        yield
    finally:
        os.close(handle)
