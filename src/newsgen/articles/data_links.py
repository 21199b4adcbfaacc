"""Links of a text that stand for a box of data: ``[The budget](data/budget.csv "source"){: .chart type=line}``.

The link names a file of ``content/data/`` by its path under ``content/``; the path that leads there from the story's folder
does too, so that other programs follow the link.
"""

import difflib
import posixpath
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import get_args
from urllib.parse import unquote

from ..base.problems import N_, Problem, error, warning
from ..model.article import Article, Entry, Part
from ..model.box import NARROWEST, Box, BoxData, BoxShape, ChartType, Table, text_width
from ..model.picture import Picture
from ..site.source_kind import is_data

SHAPES: frozenset[str] = frozenset(get_args(BoxShape))
_USUAL = frozenset(("box", "table"))
"""Classes that texts of other systems have for links to anything."""

_TYPES: tuple[str, ...] = get_args(ChartType)
_OPTIONS: dict[str, tuple[str, ...]] = {
    "chart": ("type", "columns", "unit"),
    "table": ("columns",),
    "box": ("columns",),
}
MOST_BARS, MOST_COLUMNS, MOST_POINTS, MOST_SERIES = 40, 48, 1000, 6
"""The most bars, columns, and points and lines of a chart."""


@dataclass(frozen=True, slots=True)
class BodyBox:
    """A box of a body, and line and column in the file of the link that stands for it."""

    box: Box
    line: int
    column: int


def is_box(href: str | None, classes: str | None) -> bool:
    """Whether a link with these classes stands for a box: ``box`` and ``table`` only make one of a link to a data file."""
    found = SHAPES.intersection((classes or "").split())
    return bool(found) and (not found <= _USUAL or file_of(href or "") is not None)


def box_of(src: str, words: str, title: str, attributes: Iterable[tuple[str, str]]) -> Box | Problem:
    """The box that a link stands for, or what is wrong with the link, without a position.

    ``attributes`` are those of its attribute list; one of its classes names a shape.
    """
    given = dict(attributes)
    classes = given.pop("class", "").split()
    shape: BoxShape = next((one for one in get_args(BoxShape) if one in classes), "box")
    file = file_of(src)
    if file is None:
        return error(
            "no-data", N_("“{src}” is no file of content/data/."),
            N_("Write its path, like data/budget.csv. It ends with .csv, .yml or .yaml."), src=src[:80],
        )  # fmt: skip
    options = _OPTIONS.get(shape, ())
    for name in given:
        if name not in options:
            return error(
                "box-option", N_("A box of the class “{shape}” has no attribute “{name}”."),
                N_("Did you mean “{near}”?") if _near(name, options) else N_("Known: {known}."),
                shape=shape, name=name[:40], near=_near(name, options), known=", ".join(options) or "—",
            )  # fmt: skip
    kind = given.get("type", "")
    chosen: ChartType | None = next((one for one in get_args(ChartType) if one == kind), None)
    if kind and chosen is None:
        return error(
            "box-option", N_("A chart cannot be of the type “{type}”."), N_("Known: {known}."), type=kind[:40],
            known=", ".join(_TYPES),
        )  # fmt: skip
    names = tuple(dict.fromkeys(filter(None, (part.strip() for part in re.split("[,،]", given.get("columns", ""))))))
    return Box(file, shape, words, title, chosen or "", names, given.get("unit", "").strip()[:60])


def file_of(src: str) -> str | None:
    """The path under ``content/`` of the data file that a link leads to; None where it leads elsewhere."""
    path = unicodedata.normalize("NFC", unquote(src.strip()))
    path = re.sub(r"^(?:\.{1,2}/)+|^/", "", path).removeprefix("content/")
    return path if is_data("content/" + path) and posixpath.normpath(path) == path else None


NOT_ALONE = warning(
    "box-not-alone",
    N_("A link to a data file stands among other words, so it shows no box."),
    N_("Write it as a paragraph of its own: [Title](data/name.csv){{: .chart}}"),
)


Lookup = Callable[[str], BoxData | None]
"""What the build read from the data file at a path under ``content/``; None where there is no such file, or a broken one."""


def article_with_data(article: Article, lookup: Lookup) -> Article:
    """The article with the data of each of its boxes."""

    def of_entry(entry: Entry) -> Entry:
        return replace(entry, body=body_with_data(entry.body, lookup))

    return replace(article, body=body_with_data(article.body, lookup), entries=tuple(map(of_entry, article.entries)))


def body_with_data(parts: Iterable[Part], lookup: Lookup) -> tuple[Part, ...]:
    """A body with the data of each of its boxes. The others stay as they are."""
    return tuple(
        replace(part, box=replace(part.box, data=lookup(part.box.file)))
        if isinstance(part, Picture) and part.box is not None
        else part
        for part in parts
    )


def data_faults(
    marked: BodyBox, lookup: Lookup, known: Callable[[], Iterable[str]], *, broken: bool = False
) -> tuple[Problem, ...]:
    """What is wrong with a box and its data, each with line and column, without a file.

    ``known`` returns the paths under ``content/`` of all data files, and is called for a missing file only; with ``broken``
    the box's own file is there and has errors.
    """
    if broken:
        problem = error(
            "broken-data", N_("The data file of this box has errors."), N_("Correct {file}."), file=marked.box.file
        )
        return (problem.at("", marked.line, marked.column),)
    box = replace(marked.box, data=lookup(marked.box.file))
    return tuple(problem.at("", marked.line, marked.column) for problem in _faults(box, known))


def _faults(box: Box, known: Callable[[], Iterable[str]]) -> Iterator[Problem]:
    data = box.data
    if data is None:
        near = _near(box.file, known())
        yield error(
            "no-data", N_("There is no data file “{src}”."),
            N_("Did you mean “{near}”?") if near and near != box.file else N_("Put it into content/data/, or correct it."),
            src=box.file[:200], near=near,
        )  # fmt: skip
        return
    wanted = "table" if box.shape == "chart" else box.shape
    if wanted not in ("box", data.kind):
        yield error(
            "box-kind", N_("“{src}” is of the kind “{kind}” and cannot be shown as “{shape}”."),
            N_("Write {{: .box}}, which shows what the file holds."), src=box.file, kind=data.kind, shape=box.shape,
        )  # fmt: skip
    elif data.table is not None:
        yield from _column_faults(box, data.table)
        if box.shape == "chart":
            yield from _chart_faults(box, data.table)


def _column_faults(box: Box, table: Table) -> Iterator[Problem]:
    names = [column.name for column in table.columns]
    for name in box.columns:
        if name not in names[1:]:
            near = _near(name, names[1:])
            yield error(
                "no-column", N_("“{src}” has no column “{name}” beside the first."),
                N_("Did you mean “{near}”?") if near else N_("Known: {known}."),
                src=box.file, name=name[:60], near=near, known="، ".join(names[1:])[:200],
            )  # fmt: skip


def _chart_faults(box: Box, table: Table) -> Iterator[Problem]:
    series = box.series
    words = [table.columns[place].name for place in series if table.columns[place].kind != "number"]
    for name in words:
        yield error(
            "chart-no-numbers", N_("The column “{name}” of “{src}” does not hold numbers alone, so no chart shows it."),
            N_("Correct its cells, or name other columns: columns=\"…\"."), name=name, src=box.file,
        )  # fmt: skip
    if words:
        return
    if not series or not any(row[place] for row in table.rows for place in series):
        yield error(
            "chart-no-numbers", N_("No column of “{src}” beside the first holds numbers."),
            N_("Look at its cells: a column with a word in it is no column of numbers."), src=box.file,
        )  # fmt: skip
        return
    left = [column.name for place, column in enumerate(table.columns) if place and place not in series]
    if left and not box.columns:
        yield warning(
            "chart-left-out", N_("The chart leaves out “{names}” of “{src}”, which are no numbers."),
            N_("Name the columns that it shows: columns=\"…\"."), names="، ".join(left)[:200], src=box.file,
        )  # fmt: skip
    if box.chart in ("column", "line") and not table.is_of_time:
        slot = 0.8 * NARROWEST / len(table.rows) - 4 if box.chart == "column" else 0.4 * NARROWEST
        parts = ((row[0], row[0].split() if box.chart == "column" else [row[0]]) for row in table.rows)
        broad = next((name for name, words in parts if any(text_width(word) > slot for word in words)), None)
        if broad is not None:
            yield error(
                "chart-names-long", N_("“{name}” has no room below the chart on a telephone."),
                N_("Write type=bar, whose names stand above the bars, or shorten the names."), name=broad[:60],
            )  # fmt: skip
            return
    many = len(table.rows) * len(series)
    limit = {"bar": MOST_BARS, "column": MOST_COLUMNS}.get(box.chart or "", MOST_POINTS)
    if many > limit or len(series) > MOST_SERIES:
        yield error(
            "chart-too-large", N_("The chart would have {count} values in {series} series; {limit} in {most} are the most."),
            N_("Choose columns, or show a table: {{: .table}}."), count=many, series=len(series), limit=limit,
            most=MOST_SERIES,
        )  # fmt: skip


def _near(name: str, among: Iterable[str]) -> str:
    return "".join(difflib.get_close_matches(name[:100], list(among), n=1, cutoff=0.6))
