"""Charts of boxes: where each bar, line and label of an SVG lies, for any width of the page from 300 pixels on.

Heights are pixels, and so are the letters; horizontal places are parts of the width, in percent. So one drawing serves a
telephone
and a desk: letters keep their size, and labels that do not overlap in 300 pixels overlap nowhere. Bars grow leftwards from the
right, where their names stand; the value axis of columns and lines is at the right.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Literal

from .. import arabic
from ..model.box import NARROWEST, Box, Table, text_width
from ..site.settings import Settings
from .cells import NO_VALUE, written_column

_LINE, _GAP = 21, 8
_PLOT = 230
_MOST_NAME = 0.34
_TICKS = 5

_NOTHING = "لا بيانات"
_MOST_DOTS = 16

Anchor = Literal["start", "middle", "end"]
_Height = Callable[[float], float]


@dataclass(frozen=True, slots=True)
class Label:
    """A text whose ``x`` is in percent and ``y``, its base line, in pixels. In a text from right to left ``start`` is its right
    end. ``series`` gives it the colour of a series, from 0; None that of the page's text."""

    x: str
    y: int
    text: str
    anchor: Anchor = "start"
    quiet: bool = False
    series: int | None = None
    dx: int = 0


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar or a column of a series. ``x`` and ``width`` are percent, ``y`` and ``height`` pixels."""

    x: str
    y: str
    width: str
    height: str
    series: int


@dataclass(frozen=True, slots=True)
class Rule:
    """A line from one side of the plot to the other at a height in pixels; ``zero`` is that of nothing."""

    y: int
    zero: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A piece of a series without gaps, as ``points`` of a square of 1000 by 1000 that fills the plot."""

    points: str
    series: int


@dataclass(frozen=True, slots=True)
class Dot:
    """A value of a line: ``x`` in percent, ``y`` in pixels."""

    x: str
    y: str
    series: int


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing. ``left`` and ``width`` are those of the plot in percent, ``top`` and ``plot`` its place and height in pixels;
    ``baseline`` are the pieces of the upright zero line of bars, which is at ``left``, as heights; ``edge`` is where horizontal
    rules end. ``legend`` names the series where labels beside them do not."""

    height: int
    bars: tuple[Bar, ...] = ()
    labels: tuple[Label, ...] = ()
    rules: tuple[Rule, ...] = ()
    lines: tuple[Line, ...] = ()
    dots: tuple[Dot, ...] = ()
    legend: tuple[str, ...] = ()
    left: str = "0"
    width: str = "100"
    top: int = 0
    plot: int = 0
    baseline: tuple[tuple[int, int], ...] = ()
    edge: str = "100"


def chart(box: Box, settings: Settings) -> Chart:
    """The chart of a box whose ``chart`` says which one. The build made sure that its columns hold numbers."""
    assert box.data is not None
    table = box.data.table
    assert table is not None
    drawn = _Drawn(box, table, settings)
    return drawn.bars() if box.chart == "bar" else drawn.upright(lines=box.chart == "line")


def _percent(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _wrapped(text: str, width: float) -> list[str]:
    """A text in lines of at most this width, cut between words; a single word may be wider."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and text_width(longer) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


class _Drawn:
    """What both sorts of charts need of a box: numbers, and the texts of them and of the names."""

    def __init__(self, box: Box, table: Table, settings: Settings) -> None:
        self.settings = settings
        self.table = table
        self.places = box.series
        self.names = written_column(table, 0, settings)
        self.series = [table.columns[place].name for place in self.places]
        self.values = [[_number(row[place]) for row in table.rows] for place in self.places]
        self.texts = [written_column(table, place, settings) for place in self.places]
        known = [value for one in self.values for value in one if value is not None]
        self.low, self.high = min(0.0, *known, 0.0), max(0.0, *known, 0.0)
        self.least = min(known)
        self.percent = all(row[place].endswith("%") for place in self.places for row in table.rows if row[place])

    def shown(self, text: str) -> str:
        return arabic.isolate(text)

    def bars(self) -> Chart:
        """Bars that grow leftwards, each group below its name, each bar with its value at its end."""
        several = len(self.series) > 1
        name_width = max(map(text_width, self.series)) + _GAP if several else 0.0
        beside = several and name_width <= NARROWEST * _MOST_NAME
        names = 100 * name_width / NARROWEST if beside else 0.0
        widest = max(text_width(text) for one in self.texts for text in one)
        reserve = 100 * (widest + 2 * _GAP) / NARROWEST
        right = 100 - names - (reserve if self.low < 0 else 0)
        scale = (right - reserve) / ((self.high - self.low) or 1)
        zero = right + self.low * scale
        bars, labels, baseline, y = [], [], [], 0
        thick = 18 if several else 24
        for row, name in enumerate(self.names):
            for line in _wrapped(name, NARROWEST):
                y += _LINE
                labels.append(Label("100", y - 5, self.shown(line)))
            begin = y
            for index, values in enumerate(self.values):
                value, text = values[row], self.texts[index][row]
                middle = y + thick // 2 + 6
                if beside:
                    labels.append(Label("100", middle, self.shown(self.series[index]), quiet=True))
                length = abs(value or 0) * scale
                left = zero - length if (value or 0) >= 0 else zero
                if value:
                    bars.append(Bar(_percent(left), str(y + 1), _percent(length), str(thick), index))
                if value is None:
                    labels.append(Label(_percent(zero), middle, _NOTHING, quiet=True, dx=-_GAP))
                elif value < 0:
                    labels.append(Label(_percent(zero + length), middle, self.shown(text), "end", dx=_GAP))
                else:
                    labels.append(Label(_percent(left), middle, self.shown(text), dx=-_GAP))
                y += thick + 4
            baseline.append((begin, y - 2))
            y += _GAP
        legend = tuple(self.series) if several and not beside else ()
        return Chart(
            y, tuple(bars), tuple(labels), legend=legend, left=_percent(zero), baseline=tuple(baseline)
        )  # fmt: skip

    def upright(self, *, lines: bool) -> Chart:
        """Columns or lines over a horizontal axis, with the value axis at the right."""
        low = self.low
        if lines and self.least > 0 and self.high - self.least < 0.4 * self.high:
            low = self.least  # a line may begin above zero, where all of it lies far above
        ticks = _ticks(low, self.high)
        low, high = ticks[0], ticks[-1]
        marks = _tick_texts(ticks, self.percent, self.settings)
        axis = 100 * (max(map(text_width, marks)) + _GAP) / NARROWEST
        rightward = self.settings.charts.time == "left-to-right" and (lines or self.table.is_of_time)
        ends = self._ends() if lines and len(self.series) > 1 else 0.0
        left, right = (0.0, 100 - axis - ends) if rightward else (ends, 100 - axis)
        top = 16

        def height(value: float) -> float:
            return top + _PLOT * (high - value) / (high - low)

        rules = tuple(Rule(round(height(tick)), zero=tick == 0) for tick in ticks)
        labels = [
            Label("100", round(height(tick)) + 5, self.shown(text), quiet=True)
            for tick, text in zip(ticks, marks, strict=True)
        ]
        places = self._places(left, right, rightward, lines=lines)
        below = 0 if lines or self.low >= 0 else 18  # for the values of columns that grow downwards
        labels += self._names_below(places, left, right, top + _PLOT + _LINE + below, lines=lines)
        bottom = max([top + _PLOT + _LINE, *(label.y for label in labels)]) + 8
        if not lines:
            bars, more = self._columns(places, left, right, rightward, height)
            legend = tuple(self.series) if len(self.series) > 1 else ()
            return Chart(
                bottom, bars, (*labels, *more), rules, legend=legend, left=_percent(left), width=_percent(right - left),
                top=top, plot=_PLOT, edge=_percent(100 - axis),
            )  # fmt: skip
        drawn, dots = self._lines(places, left, right, height, top)
        named = len(self.series) > 1 and ends > 0
        if named:
            labels += self._labels_at_ends(places, right if rightward else left, height, rightward)
        legend = tuple(self.series) if len(self.series) > 1 and not named else ()
        return Chart(
            bottom, (), tuple(labels), rules, drawn, dots, legend, _percent(left), _percent(right - left), top, _PLOT,
            edge=_percent(100 - axis),
        )  # fmt: skip

    def _ends(self) -> float:
        """The room for the names of the lines at their newest ends, in percent; 0 where they are too long for it."""
        width = max(map(text_width, self.series)) + 2 * _GAP
        return 100 * width / NARROWEST if width <= NARROWEST * _MOST_NAME else 0.0

    def _places(self, left: float, right: float, rightward: bool, *, lines: bool) -> list[float]:
        """The place of each row on the horizontal axis, in percent: of time by its distance, of others at equal ones."""
        count = len(self.names)
        moments = (
            [_moment(row[0]) for row in self.table.rows] if self.table.is_of_time and lines else list(range(count))
        )
        first, last = min(moments), max(moments)
        if lines:
            inset = 2.0
            parts = [(moment - first) / ((last - first) or 1) for moment in moments]
            inner = [inset + part * (right - left - 2 * inset) for part in parts]
        else:
            inner = [(index + 0.5) * (right - left) / count for index in range(count)]
            if self.table.is_of_time:  # the oldest first, however the file is ordered
                order = sorted(range(count), key=lambda index: _moment(self.table.rows[index][0]))
                inner = [inner[order.index(index)] for index in range(count)]
        return [left + place if rightward else right - place for place in inner]

    def _names_below(self, places: list[float], left: float, right: float, y: int, *, lines: bool) -> list[Label]:
        """The names of the rows below the axis: those that have room, the first and the last among them."""
        if not lines and not self.table.is_of_time:
            slot = NARROWEST * (right - left) / 100 / len(places) - 4
            return [
                Label(_percent(place), y + _LINE * number, self.shown(line), "middle")
                for place, name in zip(places, self.names, strict=True)
                for number, line in enumerate(_wrapped(name, slot))
            ]
        order = sorted(range(len(places)), key=lambda index: places[index])
        spans = [self._span(places[index], self.names[index]) for index in order]
        return [
            Label(_percent(sum(spans[number]) / 2), y, self.shown(self.names[order[number]]), "middle", quiet=True)
            for number in _apart(spans)
        ]

    def _span(self, place: float, name: str) -> tuple[float, float]:
        """From where to where a name below the axis reaches, in percent: around its place, inside the drawing."""
        half = 50 * (text_width(name) + 14) / NARROWEST
        middle = min(max(place, half - 2), 102 - half)
        return middle - half, middle + half

    def _columns(
        self, places: list[float], left: float, right: float, rightward: bool, height: _Height
    ) -> tuple[tuple[Bar, ...], list[Label]]:  # fmt: skip
        many = len(self.values)
        slot = (right - left) / len(places)
        thick = slot * 0.72 / many
        widest = max(text_width(text) for one in self.texts for text in one)
        labelled = widest + 6 <= NARROWEST * slot * (0.9 if many == 1 else 0.72 / many) / 100
        bars, labels = [], []
        zero = height(0)
        for index, values in enumerate(self.values):
            for row, value in enumerate(values):
                shift = (index - (many - 1) / 2) * thick
                middle = places[row] + (shift if rightward else -shift)
                if value is None:
                    if NARROWEST * thick / 100 > text_width(NO_VALUE) + 3:
                        labels.append(Label(_percent(middle), round(zero) - 6, NO_VALUE, "middle", quiet=True))
                    continue
                end = height(value)
                if value:
                    up = min(end, zero)
                    bars.append(
                        Bar(
                            _percent(middle - thick / 2),
                            _percent(up),
                            _percent(thick),
                            _percent(abs(end - zero)),
                            index,
                        )
                    )
                if labelled:
                    below = round(end) + 16 if value < 0 else round(end) - 5
                    labels.append(Label(_percent(middle), below, self.shown(self.texts[index][row]), "middle"))
        return tuple(bars), labels

    def _lines(
        self, places: list[float], left: float, right: float, height: _Height, top: int
    ) -> tuple[tuple[Line, ...], tuple[Dot, ...]]:  # fmt: skip
        order = sorted(range(len(places)), key=lambda index: places[index])
        lines, dots = [], []
        for index, values in enumerate(self.values):
            run: list[tuple[float, float]] = []
            runs = [run]
            for row in order:
                value = values[row]
                if value is None:
                    run = []
                    runs.append(run)
                else:
                    run.append((places[row], height(value)))
            for piece in filter(None, runs):
                points = [
                    f"{_percent(1000 * (x - left) / (right - left))},{_percent(1000 * (y - top) / _PLOT)}"
                    for x, y in piece
                ]
                if len(piece) > 1:
                    lines.append(Line(" ".join(points), index))
                if len(piece) == 1 or len(places) <= _MOST_DOTS:
                    dots += [Dot(_percent(x), _percent(y), index) for x, y in piece]
        return tuple(lines), tuple(dots)

    def _labels_at_ends(
        self, places: list[float], edge: float, height: _Height, rightward: bool
    ) -> list[Label]:  # fmt: skip
        """The name of each line beside its newest value, moved up or down where two would overlap."""
        order = sorted(range(len(places)), key=lambda index: places[index], reverse=rightward)
        wanted = []
        for index, values in enumerate(self.values):
            newest = next((value for row in order if (value := values[row]) is not None), 0.0)
            wanted.append((height(newest) + 5, index))
        placed: list[tuple[float, int]] = []
        for y, index in sorted(wanted):
            placed.append((max(y, placed[-1][0] + 18) if placed else y, index))
        over = max(0.0, placed[-1][0] - height(self.low if self.low < 0 else 0) - 2) if placed else 0.0
        for number in range(len(placed) - 1, -1, -1):  # push up what was pushed below the plot
            limit = placed[number + 1][0] - 18 if number + 1 < len(placed) else placed[number][0] - over
            placed[number] = (min(placed[number][0], limit), placed[number][1])
        anchor: Anchor = "end" if rightward else "start"
        shift = 2 if rightward else -2
        return [
            Label(_percent(edge), round(y), self.shown(self.series[index]), anchor, series=index, dx=shift)
            for y, index in placed
        ]


def _apart(spans: list[tuple[float, float]]) -> list[int]:
    """Which of the spans from left to right to keep, so that none overlap: at equal steps, the first and the last among them.

    Of many spans only steps that leave 40 or fewer are tried.
    """
    last = len(spans) - 1
    if last < 1:
        return [0]

    def fit(kept: list[int]) -> bool:
        return all(spans[one][1] <= spans[other][0] for one, other in pairwise(kept))

    steps = range(max(1, last // 40), last + 1)
    equal = (list(range(0, last + 1, step)) for step in steps if last % step == 0)
    even = next(filter(fit, equal), [0])
    if len(even) > 2 or last < 4:
        return even
    uneven = ([*(n for n in range(0, last, step) if spans[n][1] <= spans[last][0]), last] for step in steps)
    return next(filter(fit, uneven), even)


def _number(cell: str) -> float | None:
    return float(cell.rstrip("%")) if cell else None


def _moment(cell: str) -> float:
    """The place of a year, a month or a day on the axis of time."""
    year, _, rest = cell.partition("-")
    if not rest:
        return float(year) * 365.2425
    month, _, day = rest.partition("-")
    return float(date(int(year), int(month), int(day or 1)).toordinal())


def _ticks(low: float, high: float) -> list[float]:
    """Round values from at most ``low`` to at least ``high``, some five of them."""
    span = (high - low) or abs(high) or 1.0
    rough = span / (_TICKS - 1)
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * factor for factor in (1, 2, 2.5, 5, 10) if power * factor >= rough * 0.999)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    if first == last:
        last += 1
    return [round(number * step, 10) for number in range(first, last + 1)]


def _tick_texts(ticks: list[float], percent: bool, settings: Settings) -> list[str]:
    places = max(len(f"{tick:.6f}".rstrip("0").partition(".")[2]) for tick in ticks)
    grouped = max(map(abs, ticks)) >= 10_000
    return [
        arabic.house_number(f"{tick:.{places}f}" + ("%" if percent else ""), settings.house, grouped=grouped)
        for tick in ticks
    ]
