"""Boxes of data: what a file of ``content/data/`` holds, and how a text shows it."""

import posixpath
import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

BoxKind = Literal["table", "score", "standings", "prayers"]
"""What a data file holds: rows and columns, the score of a match, a league table, or a place for prayer times."""

BoxShape = Literal["box", "table", "chart", "score", "standings", "prayers"]
"""How a text shows a data file: as what it holds (``box``, or the name of its kind), or a table as a chart."""

ChartType = Literal["bar", "column", "line"]
"""A chart: bars that grow leftwards, columns, or lines."""

ColumnKind = Literal["text", "number", "date"]


NARROWEST = 300
"""The width in pixels for which the labels of a chart are placed: that of a text on a telephone of 360 pixels, with a
reserve."""

_LETTER = 7.6


def text_width(text: str) -> float:
    """The width of a label in pixels, estimated on the side of broad letters, at the 14 pixels of ``data.css``; marks above and
    below letters have none."""
    return _LETTER * sum(1 for letter in text if unicodedata.category(letter) not in ("Mn", "Cf"))


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table. All its cells that hold anything are of its kind."""

    name: str
    kind: ColumnKind = "text"


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells, each as long as ``columns``; the first column names the rows.

    A cell of a number is as ``arabic.read_number`` returns it, one of a date is ``2026``, ``2026-11`` or ``2026-11-29``. An
    empty cell is a missing value.
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def is_of_time(self) -> bool:
        """Whether the first column names the rows by dates, or by years of four digits."""
        first = self.columns[0].kind
        names = [row[0] for row in self.rows]
        years = first == "number" and all(re.fullmatch("1[0-9]{3}|2[0-9]{3}", name) for name in names)
        return bool(names) and (first == "date" or years) and all(names)


@dataclass(frozen=True, slots=True)
class Goal:
    """A goal. ``minute`` is as it is written: ``12`` or ``90+3``; the team that it counts for is the one that lists it."""

    player: str
    minute: str = ""
    how: Literal["", "penalty", "own-goal"] = ""


@dataclass(frozen=True, slots=True)
class Side:
    """A team of a match with its score; None before the match."""

    name: str
    score: int | None = None
    goals: tuple[Goal, ...] = ()
    penalties: int | None = None


MatchStatus = Literal["scheduled", "live", "half-time", "finished", "postponed", "abandoned"]


@dataclass(frozen=True, slots=True)
class Score:
    """The score of a match. ``minute`` is that which is being played, empty where nobody gives it."""

    home: Side
    away: Side
    status: MatchStatus = "scheduled"
    minute: str = ""
    starts: datetime | None = None
    place: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """A team of a league table. ``rank`` is from 1."""

    rank: int
    name: str
    played: int
    won: int
    drawn: int
    lost: int
    scored: int
    conceded: int
    points: int


@dataclass(frozen=True, slots=True)
class Prayers:
    """A place for which a reader's page computes the times of prayers, and the method that the editor chose.

    ``latitude`` and ``longitude`` are degrees, north and east positive; ``adjust`` holds minutes to add, by prayer.
    """

    city: str
    latitude: float
    longitude: float
    timezone: str
    method: str
    asr: Literal["shafi", "hanafi"] = "shafi"
    high_latitudes: Literal["middle", "seventh", "angle"] = "middle"
    adjust: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class BoxData:
    """What a data file holds: of the fields from ``table`` on the one of its kind; ``standings`` may be empty too.

    A page asks for a box again and again until ``live_until``.
    """

    kind: BoxKind
    title: str = ""
    source: str = ""
    updated: datetime | None = None
    live_until: datetime | None = None
    table: Table | None = None
    score: Score | None = None
    standings: tuple[Standing, ...] = ()
    prayers: Prayers | None = None

    @property
    def rows(self) -> int:
        """The rows of a table or of a league table, without that of the names of columns; 0 for other kinds."""
        return len(self.standings) if self.table is None else len(self.table.rows)


@dataclass(frozen=True, slots=True)
class Box:
    """A box in a text: its data file, how it is shown, and what the text says of it.

    ``file`` is the file's path under ``content/``, such as ``data/budget.csv``. ``type`` is empty where the data decides on
    the chart; ``columns`` are the names of those to show, all where it is empty. ``data`` is None until the build has read the
    file.
    """

    file: str
    shape: BoxShape = "box"
    title: str = ""
    source: str = ""
    type: ChartType | Literal[""] = ""
    columns: tuple[str, ...] = ()
    unit: str = ""
    data: BoxData | None = None

    @property
    def id(self) -> str:
        """The id of the data file: its path under ``content/data/`` without suffix."""
        return data_id(self.file)

    @property
    def chart(self) -> ChartType | None:
        """The chart that a text asks for, or that the data decides on; None for a box that is no chart."""
        table = self.data.table if self.data is not None else None
        if self.shape != "chart" or table is None:
            return None
        return self.type or ("line" if table.is_of_time else "bar")

    @property
    def series(self) -> tuple[int, ...]:
        """The places of the table's columns that are shown beside the first: the chosen ones in their order; without a choice
        all, of a chart those of numbers."""
        table = self.data.table if self.data is not None else None
        if table is None:
            return ()
        places = {column.name: place for place, column in enumerate(table.columns)}
        if self.columns:
            return tuple(places[name] for name in self.columns if places.get(name))
        others = range(1, len(table.columns))
        return tuple(place for place in others if self.shape != "chart" or table.columns[place].kind == "number")


def words_of_box(box: Box) -> str:
    """The words and numbers that a box shows, for searches: its title, its source, names and cells. Numbers are in ASCII."""
    data = box.data
    words = [box.title, box.source, box.unit]
    if data is None:
        return " ".join(filter(None, words))
    words += [data.title, data.source]
    if data.table is not None:
        places = (0, *box.series)
        words += [data.table.columns[place].name for place in places]
        words += [row[place] for row in data.table.rows for place in places]
    if data.score is not None:
        words.append(data.score.place)
        for side in (data.score.home, data.score.away):
            words += [side.name, *(goal.player for goal in side.goals)]
    words += [team.name for team in data.standings]
    if data.prayers is not None:
        words.append(data.prayers.city)
    return " ".join(filter(None, words))


def data_id(file: str) -> str:
    """The id of a data file, from its path under ``content/`` or from the site's folder."""
    return posixpath.splitext(file.removeprefix("content/").removeprefix("data/"))[0]
