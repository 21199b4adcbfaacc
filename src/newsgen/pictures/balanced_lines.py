"""Break a text into balanced lines: of about equal length, ending where a reader may pause."""

from collections.abc import Sequence
from dataclasses import dataclass

from ..arabic.line_breaks import Piece

RAGGED = 900
"""The cost of a line that differs from the mean by the whole width, in the units of ``Piece.cost``. It grows by the square."""
ORPHAN = 160
"""The cost of a last line that holds one word and less than ``SHORT`` of the width."""
SINGLE = 60
"""The cost of another such line."""
SHORT = 0.45


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of a text as offsets, and what they cost: less is better, and 0 is perfect."""

    spans: tuple[tuple[int, int], ...]
    cost: float


def balanced(pieces: Sequence[Piece], widths: Sequence[float], space: float, width: float, count: int) -> Lines | None:
    """The best way to set pieces in exactly ``count`` lines of at most ``width``; None where they do not fit.

    ``widths`` are those of the pieces, in their order, and ``space`` that of the space between two, all in one unit. The time
    grows with ``count``, and with the number of pieces times those that fit into one line.
    """
    total = len(pieces)
    if not 0 < count <= total:
        return None
    whole = [0.0]
    for one in widths:
        whole.append(whole[-1] + one + space)
    mean = (whole[-1] - space * count) / count
    best: list[dict[int, tuple[float, int]]] = [
        {0: (0.0, 0)}
    ]  # for each number of lines: end → cost, start of its last line
    for number in range(1, count + 1):
        ends: dict[int, tuple[float, int]] = {}
        for start, (before, _) in best[-1].items():
            for end in range(start + 1, total + 1 - (count - number)):
                length = whole[end] - whole[start] - space
                if length > width:
                    break
                if number == count and end < total:
                    continue
                cost = before + RAGGED * ((length - mean) / width) ** 2
                if end < total:
                    cost += pieces[end - 1].cost
                if count > 1 and end == start + 1 and length < SHORT * width:
                    cost += ORPHAN if end == total else SINGLE
                if end not in ends or cost < ends[end][0]:
                    ends[end] = (cost, start)
        best.append(ends)
    if total not in best[-1]:
        return None
    spans: list[tuple[int, int]] = []
    end = total
    for ends in reversed(best[1:]):
        start = ends[end][1]
        spans.insert(0, (pieces[start].start, pieces[end - 1].end))
        end = start
    return Lines(tuple(spans), best[-1][total][0])
