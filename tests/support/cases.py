"""Which cases of a test README's command runs, and which it leaves to the longer part of ``.ci/run``."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from _pytest.mark.structures import ParameterSet


def every(step: int, cases: Iterable[object]) -> list[ParameterSet]:
    """Parameters for ``pytest.mark.parametrize``. README's command runs the first case and every ``step``-th after it;
    the others have the marker ``ci``. A case with several values is a tuple."""
    return [
        pytest.param(*(case if isinstance(case, tuple) else (case,)), marks=pytest.mark.ci if number % step else ())
        for number, case in enumerate(cases)
    ]


def sampled(step: int) -> pytest.MarkDecorator:
    """A mark for a test with many cases, of one ``parametrize`` or of several. README's command runs the first case and every
    ``step``-th after it; the others have the marker ``ci``. With several, a step that has no factor in common with the number
    of values of any of them keeps each value in some case. Cases with a marker of their own, ``ci`` or ``nightly``, do not
    count."""
    return pytest.mark.sampled(step)


def at_night(cases: Iterable[object]) -> list[ParameterSet]:
    """Cases with the marker ``nightly``: the long runs repeat them among others, so no commit needs them."""
    return [pytest.param(*(case if isinstance(case, tuple) else (case,)), marks=pytest.mark.nightly) for case in cases]


def first(count: int, cases: Iterable[object]) -> list[ParameterSet]:
    """The same, where README's command runs the first ``count`` cases."""
    return [
        pytest.param(*(case if isinstance(case, tuple) else (case,)), marks=pytest.mark.ci if number >= count else ())
        for number, case in enumerate(cases)
    ]
