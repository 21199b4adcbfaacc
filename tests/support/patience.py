"""A bound on the time that a block may hang, for tests of what never ends."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

import pytest


class NeverEnds(BaseException):
    """The block did not end. No ``except Exception`` of the tested code catches it."""


@contextmanager
def at_most(seconds: int) -> Iterator[None]:
    """Raise NeverEnds in the ``with`` block after some seconds. Only in the main thread, and not nested."""

    def end(number: int, frame: FrameType | None) -> None:
        raise NeverEnds(f"more than {seconds} s")

    earlier = signal.signal(signal.SIGALRM, end)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, earlier)


def each_test_ends(within: int) -> Callable[[], Iterator[None]]:
    """A fixture for a module: each of its tests fails after ``within`` seconds instead of hanging the run."""

    @pytest.fixture(autouse=True)
    def patience() -> Iterator[None]:
        with at_most(within):
            yield

    return patience
