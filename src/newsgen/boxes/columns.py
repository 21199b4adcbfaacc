"""Make a table of cells as they are written: what each column holds, and which cells of it are nothing."""

import re
from collections.abc import Iterator, Sequence
from datetime import date

from .. import arabic
from ..base.problems import N_, Problem, error, warning
from ..model.box import Column, Table
from .csv_cells import Field

MAX_ROWS, MAX_COLUMNS, MAX_CELL, MAX_CELLS = 2000, 40, 300, 20_000
"""The most rows, columns, characters of a cell, and cells of a table."""

MISSING = frozenset(("", "-", "\u2013", "\u2014", "..", "...", "\u2026", "n/a", "N/A", "\u063a.\u0645"))
"""What editors write in a cell whose value is not known."""

_DATE = re.compile(r"([0-9]{4})-([0-9]{2})(?:-([0-9]{2}))?")
_NEARLY_ALL = 0.7
"""The share of numbers from which a column with other cells is probably meant as one of numbers."""
_MOST_TOLD = 20


def table_of(
    rows: Sequence[Sequence[Field]], *, decimal_comma: bool = False
) -> tuple[Table | None, tuple[Problem, ...]]:
    """The table of rows whose first one names the columns, and what is wrong with it; None where that is an error.

    A column is of numbers or dates where all its cells are that or nothing (``MISSING``); else it is text. Cells of a column
    that is nearly one of numbers are told. The problems carry line and column, but no file.
    """
    if len(rows) < 2:
        return None, (_EMPTY.at("", 1, 1),)
    header = list(rows[0])
    while (
        header and not header[-1].text and not any(field.text for row in rows[1:] for field in row[len(header) - 1 :])
    ):
        header.pop()  # the empty columns that spreadsheets write behind the last one
    problems = [*_too_much(header, rows), *_names(header)]
    if problems:
        return None, tuple(problems)
    width = len(header)
    cells: list[list[Field]] = []
    for row in rows[1:]:
        more = next((field for field in row[width:] if field.text), None)
        if more is not None:
            problems.append(_wide(width).at("", more.line, more.column))
        elif len(row) < width:
            problems.append(_short(len(row), width).at("", row[0].line, row[0].column))
        last = row[-1]
        cells.append([*row[:width], *(Field("", last.line, last.column) for _ in range(width - len(row)))])
    problems += [_long(field) for row in (header, *cells) for field in row if len(field.text) > MAX_CELL][:_MOST_TOLD]
    problems += [
        _FORMULA.at("", field.line, field.column)
        for row in cells
        for field in row
        if re.match("=[A-Za-z(+-]", field.text)
    ][:_MOST_TOLD]
    if any(problem.level == "error" for problem in problems):
        return None, tuple(problems)
    columns, texts = [], []
    for index, name in enumerate(header):
        column, written, odd = _column(name.text, [row[index] for row in cells], decimal_comma, first=index == 0)
        columns.append(column)
        texts.append(written)
        problems += odd
    return Table(tuple(columns), tuple(zip(*texts, strict=True)) if cells else ()), tuple(problems)


def _too_much(header: Sequence[Field], rows: Sequence[Sequence[Field]]) -> Iterator[Problem]:
    if not header:
        return
    row, column = rows[min(MAX_ROWS + 1, len(rows) - 1)][0], header[min(MAX_COLUMNS, len(header) - 1)]
    counts = (
        (len(rows) - 1, MAX_ROWS, N_("The table has {count} rows; {limit} are the most."), row),
        (len(header), MAX_COLUMNS, N_("The table has {count} columns; {limit} are the most."), column),
        (len(header) * (len(rows) - 1), MAX_CELLS, N_("The table has {count} cells; {limit} are the most."), header[0]),
    )
    for count, limit, message, where in counts:
        if count > limit:
            problem = error("data-too-large", message, N_("Keep what readers look for."), count=count, limit=limit)
            yield problem.at("", where.line, where.column)


def _names(header: Sequence[Field]) -> Iterator[Problem]:
    seen: set[str] = set()
    for index, field in enumerate(header):
        if not field.text and index:
            yield _UNNAMED.at("", field.line, field.column)
        elif field.text in seen:
            twice = error(
                "data-column-twice", N_("Two columns are called “{name}”."), N_("Rename one."), name=field.text[:60]
            )
            yield twice.at("", field.line, field.column)
        seen.add(field.text)
    if len(header) < 2:
        yield _ONE_COLUMN.at("", header[0].line if header else 1, header[0].column if header else 1)


def _column(
    name: str, cells: Sequence[Field], decimal_comma: bool, *, first: bool
) -> tuple[Column, list[str], list[Problem]]:  # fmt: skip
    texts = ["" if field.text in MISSING else field.text for field in cells]
    filled = [text for text in texts if text]
    numbers = [arabic.read_number(text, decimal_comma=decimal_comma) if text else "" for text in texts]
    known = sum(1 for number in numbers if number)
    if filled and known == len(filled):
        return Column(name, "number"), [number or "" for number in numbers], []
    dates = [_date_of(text) if text else "" for text in texts]
    if filled and None not in dates:
        return Column(name, "date"), [day or "" for day in dates], []
    odd: list[Problem] = []
    if not first and known >= 3 and known >= _NEARLY_ALL * len(filled):
        odd = [
            _no_number(name, field.text).at("", field.line, field.column)
            for field, number in zip(cells, numbers, strict=True)
            if number is None
        ][:_MOST_TOLD]
    return Column(name), texts, odd


def _date_of(text: str) -> str | None:
    """A day or a month of the calendar as ``2026-11-29`` or ``2026-11``; None for other texts."""
    found = _DATE.fullmatch(arabic.from_digits(text))
    if found is None:
        return None
    try:
        date(int(found[1]), int(found[2]), int(found[3] or 1))
    except ValueError:
        return None
    return found[0]


_EMPTY = error(
    "data-empty", N_("This file has no rows."), N_("Its first line names the columns, and each other line is a row.")
)
_UNNAMED = error("data-unnamed", N_("This column has no name."), N_("Write one in the first line."))
_ONE_COLUMN = error(
    "data-one-column",
    N_("This table has a single column."),
    N_("Separate the columns by commas, semicolons or tabs; the first one names the rows."),
)
_FORMULA = warning(
    "data-formula",
    N_("This cell holds a formula, which readers would see as it is written."),
    N_("Save the values and not the formulas."),
)


def _wide(width: int) -> Problem:
    return error(
        "data-row", N_("This row has more cells than the {count} columns."),
        N_("Put a cell that holds the delimiter between quotation marks."), count=width,
    )  # fmt: skip


def _short(length: int, width: int) -> Problem:
    return warning(
        "data-row", N_("This row has {length} cells, and there are {count} columns: the others are missing values."),
        N_("Write an empty cell for each value that is not known."), length=length, count=width,
    )  # fmt: skip


def _long(field: Field) -> Problem:
    problem = error(
        "data-too-large", N_("This cell is longer than {limit} characters."), N_("Shorten it, or write it into the story."),
        limit=MAX_CELL,
    )  # fmt: skip
    return problem.at("", field.line, field.column)


def _no_number(name: str, text: str) -> Problem:
    return warning(
        "data-not-number",
        N_("“{text}” is no number, though the column “{name}” is one of numbers."),
        N_("Write digits, with a point for decimals, or leave the cell empty where the value is not known."),
        text=text[:60],
        name=name[:60],
    )
