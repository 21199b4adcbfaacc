"""Tables of boxes as readers see them: numbers in the house's digits, dates in its words."""

from dataclasses import dataclass
from datetime import date

from .. import arabic
from ..model.box import Box, Table
from ..site.settings import Settings

GROUPED_FROM = 10_000
"""Thousands are separated in a column that holds a number from this on; years and small sums are not."""

NO_VALUE = "—"
"""What a cell without a value shows."""


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a column: its name, and the class of all its cells."""

    name: str
    align: str


@dataclass(frozen=True, slots=True)
class TableView:
    """A table to draw: its heads, and the texts of its rows. ``long`` says that it scrolls in a box of its own."""

    heads: tuple[Head, ...]
    rows: tuple[tuple[str, ...], ...]
    long: bool


MOST_ROWS = 20
"""The most rows of a table that does not scroll in a box of its own."""


def written_column(table: Table, place: int, settings: Settings) -> list[str]:
    """The texts of a column in the house's style; ``NO_VALUE`` for a missing one."""
    kind = table.columns[place].kind
    cells = [row[place] for row in table.rows]
    if kind == "date":
        return [_date(cell, settings) if cell else NO_VALUE for cell in cells]
    if kind == "number":
        grouped = any(abs(float(cell.rstrip("%"))) >= GROUPED_FROM for cell in cells if cell)
        return [arabic.house_number(cell, settings.house, grouped=grouped) if cell else NO_VALUE for cell in cells]
    return [arabic.to_digits(cell, settings.house) if cell else NO_VALUE for cell in cells]


def _date(cell: str, settings: Settings) -> str:
    year, month, *day = (int(part) for part in cell.split("-"))
    pattern = settings.dates.short if day else "{month} {year}"
    return arabic.format_date(date(year, month, day[0] if day else 1), pattern, settings.house)


def table_view(box: Box, settings: Settings) -> TableView:
    """The table of a box, or the numbers behind its chart: the first column and those that the box shows."""
    assert box.data is not None
    table = box.data.table
    assert table is not None
    places = (0, *box.series)
    texts = [written_column(table, place, settings) for place in places]
    heads = tuple(
        Head(table.columns[place].name, "align-end" if table.columns[place].kind == "number" and place else "")
        for place in places
    )
    return TableView(heads, tuple(zip(*texts, strict=True)), len(table.rows) > MOST_ROWS)
