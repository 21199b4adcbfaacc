"""How the work on a text grows with the text, which is the same on a fast and on a busy machine."""

from __future__ import annotations

import time
from collections.abc import Callable

SMALL, LARGE = 8_000, 64_000
NOISE = 0.25
"""Seconds of the processor within which a measurement says nothing."""


def cost(work: Callable[[str], object], text: str) -> float:
    """Seconds of this process's processor."""
    began = time.process_time()
    work(text)
    return time.process_time() - began


def is_linear(work: Callable[[str], object], piece: str) -> bool:
    """Whether the work on eight times the text takes some eight times as long. Work that grows with the square takes 64
    times as long. One of three measurements is enough."""
    small, large = (piece * (size // len(piece)) for size in (SMALL, LARGE))
    return any(cost(work, large) < max(NOISE, 24 * cost(work, small)) for _ in range(3))
