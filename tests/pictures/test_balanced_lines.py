"""Lines of about equal length, that end where a reader may pause."""

from __future__ import annotations

from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsgen.arabic.line_breaks import BAD, GOOD, PLAIN, Piece
from newsgen.pictures.balanced_lines import ORPHAN, RAGGED, SHORT, SINGLE, Lines, balanced


def made(widths: list[float], costs: list[int] | None = None) -> list[Piece]:
    """Pieces of one character each, with a space between two."""
    return [Piece(2 * n, 2 * n + 1, cost) for n, cost in enumerate(costs or [PLAIN] * len(widths))]


def lengths(found: Lines | None) -> list[int]:
    """The number of pieces of each line."""
    assert found is not None
    return [(end - start + 1) // 2 for start, end in found.spans]


def test_lines_are_of_equal_length() -> None:
    assert lengths(balanced(made([10] * 6), [10] * 6, 1, 45, 2)) == [3, 3]
    assert lengths(balanced(made([10] * 9), [10] * 9, 1, 45, 3)) == [3, 3, 3]


def test_the_last_line_is_no_orphan() -> None:
    assert lengths(balanced(made([10] * 5), [10] * 5, 1, 43, 2)) in ([3, 2], [2, 3])


def test_a_line_ends_where_a_clause_does() -> None:
    assert lengths(balanced(made([10] * 6, [PLAIN, GOOD, BAD, BAD, PLAIN, GOOD]), [10] * 6, 1, 50, 2)) == [2, 4]


@pytest.mark.parametrize(("count", "width"), [(0, 100.0), (4, 100.0), (2, 9.0), (1, 31.9)])
def test_what_does_not_fit_is_none(count: int, width: float) -> None:
    assert balanced(made([10] * 3), [10] * 3, 1, width, count) is None


@given(
    st.lists(st.tuples(st.integers(1, 30), st.sampled_from([GOOD, PLAIN, BAD])), min_size=1, max_size=9),
    st.integers(1, 4),
)
def test_it_is_the_best_of_all(drawn: list[tuple[int, int]], count: int) -> None:
    widths = [float(width) for width, _ in drawn]
    parts = made(widths, [cost for _, cost in drawn])
    width = 50.0
    mean = (sum(widths) + len(widths) - count) / count

    def cost_of(cuts: tuple[int, ...]) -> float:
        edges = (0, *cuts, len(parts))
        total = 0.0
        for start, end in pairwise(edges):
            length = sum(widths[start:end]) + end - start - 1
            if length > width:
                return float("inf")
            total += RAGGED * ((length - mean) / width) ** 2 + (parts[end - 1].cost if end < len(parts) else 0)
            if count > 1 and end == start + 1 and length < SHORT * width:
                total += ORPHAN if end == len(parts) else SINGLE
        return total

    every = [cost_of(cuts) for cuts in combinations(range(1, len(parts)), count - 1)]
    best = min(every, default=float("inf"))
    found = balanced(parts, widths, 1, width, count)
    assert (found is None) == (best == float("inf"))
    if found is not None:
        assert abs(found.cost - best) < 1e-6
        assert len(found.spans) == count
