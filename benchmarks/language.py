"""Measure the language package in microseconds per call, and compare with its bounds.

    python benchmarks/language.py

The bounds: 30 µs for folding a title or for its slug, 20 µs for a date or a relative time.
"""

import timeit
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

from newsgen import arabic

TITLE = "المجلس البلديّ يقرّ خطة من 5 مراحل لتجديد شبكة المياه في رأس السنونو: فاز المقاول 2-1"
HOUSE = arabic.House(region="SY", months="levant/egypt")
NOW = datetime(2026, 10, 1, 12, 0, tzinfo=UTC)
DAY = date(2026, 10, 1)
CALLS: dict[str, tuple[Callable[[], object], int]] = {
    "fold a title": (lambda: arabic.fold(TITLE), 30),
    "slug of a title": (lambda: arabic.slug(TITLE), 30),
    "isolate a title": (lambda: arabic.isolate(TITLE), 30),
    "terms of a title": (lambda: arabic.terms(TITLE), 60),
    "long date": (lambda: arabic.format_date(DAY, "{weekday} {day} {month} {year}", HOUSE), 20),
    "long date with Hijri": (lambda: arabic.format_date(DAY, "{day} {month} {year} {hijri}", HOUSE), 20),
    "relative time": (lambda: arabic.since(NOW - timedelta(minutes=8), NOW, HOUSE), 20),
}


def measure(call: Callable[[], object], number: int = 2000) -> float:
    """The best of five runs, in microseconds."""
    return min(timeit.repeat(call, number=number, repeat=5)) / number * 1e6


if __name__ == "__main__":
    for name, (call, bound) in CALLS.items():
        call()
        cost = measure(call)
        print(f"{name:<22} {cost:6.1f} µs  (bound {bound}){'' if cost < bound else '  OVER'}")
