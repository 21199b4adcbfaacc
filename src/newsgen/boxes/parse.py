"""Parse a file of ``content/data/``: from its bytes to what it holds, and its problems."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ..base.problems import N_, Problem, error, has_errors, warning
from ..base.unexpected import unexpected
from ..model.box import BoxData, Goal, Prayers, Score, Side, Standing, Table
from ..site import schema
from ..site.local_time import local_time
from ..site.settings import Settings
from ..site.yamltext import Document, parse
from .columns import MAX_CELLS, table_of
from .csv_cells import Field, decode, read_rows
from .forms import (
    FORMS,
    DataForm,
    PrayersForm,
    ScoreForm,
    SideForm,
    StandingForm,
    StandingsForm,
    TableForm,
)

MAX_CSV, MAX_YAML = 1_000_000, 250_000
"""The most bytes of a data file."""


_NO_END = warning(
    "live-no-end", N_("The match is live, and nothing says until when: open pages do not ask for its score."),
    N_("Add a line “live_until: 2026-11-29 22:30”."),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ParsedData:
    """The result of parsing a data file. ``data`` is None where there are errors."""

    data: BoxData | None
    problems: tuple[Problem, ...] = ()


def parse_data(path: str, data: bytes, settings: Settings) -> ParsedData:
    """Parse a data file. ``path`` is relative to the site's folder, and its suffix says whether it is CSV or YAML.

    Faults of the file are problems of the result, with line and column. No exception passes through, unless
    ``NEWSGEN_RAISE`` is set.
    """
    try:
        parsed = _parse_csv(data) if path.lower().endswith(".csv") else _parse_yaml(path, data, settings)
    except Exception as failure:
        return ParsedData(None, (unexpected(failure).at(path),))
    return replace(parsed, problems=tuple(replace(problem, file=path) for problem in parsed.problems))


def _too_large(limit: int) -> ParsedData:
    problem = error(
        "data-too-large", N_("This file has more than {limit} bytes."), N_("Keep what readers look for."), limit=limit
    )
    return ParsedData(None, (problem.at("", 1, 1),))


def _parse_csv(data: bytes) -> ParsedData:
    if len(data) > MAX_CSV:
        return _too_large(MAX_CSV)
    decoded = decode(data)
    if isinstance(decoded, Problem):
        return ParsedData(None, (decoded,))
    guessed = (decoded.problem,) if decoded.problem is not None else ()
    read = read_rows(decoded.text)
    if isinstance(read, Problem):
        return ParsedData(None, (*guessed, read))
    rows, delimiter = read
    table, problems = table_of(rows, decimal_comma=delimiter == ";")
    return ParsedData(BoxData("table", table=table) if table is not None else None, (*guessed, *problems))


def _parse_yaml(path: str, data: bytes, settings: Settings) -> ParsedData:
    if len(data) > MAX_YAML:
        return _too_large(MAX_YAML)
    text = schema.decode(data)
    if isinstance(text, Problem):
        return ParsedData(None, (text,))
    document = parse(text)
    kind = document.value.get("kind", "table") if isinstance(document.value, dict) else "table"
    form, problems = schema.read(FORMS.get(kind, DataForm) if isinstance(kind, str) else DataForm, document, path)
    if form is None:
        return ParsedData(None, problems)
    common = BoxData(
        form.kind,
        form.title,
        form.source,
        local_time(form.updated, settings) if form.updated else None,
        local_time(form.live_until, settings) if form.live_until else None,
    )
    match form:
        case TableForm():
            table, more = _table(form, document)
            problems = (*problems, *more)
            made = replace(common, table=table) if table is not None else None
        case ScoreForm():
            made = replace(common, score=_score(form, settings))
            if form.status in ("live", "half-time") and form.live_until is None:
                problems = (*problems, _NO_END.at(path, *document.mark(("status",))))
        case StandingsForm():
            made = replace(common, standings=standings(form))
        case PrayersForm():
            adjust = tuple(sorted(form.adjust.items()))
            made = replace(
                common,
                prayers=Prayers(
                    form.city, form.latitude, form.longitude, form.timezone, form.method, form.asr, form.high_latitudes, adjust
                ),
            )  # fmt: skip
        case _:
            made = None
    return ParsedData(None if has_errors(problems) else made, problems)


def _table(form: TableForm, document: Document) -> tuple[Table | None, tuple[Problem, ...]]:
    if len(form.columns) * len(form.rows) > MAX_CELLS:
        line, column = document.mark(("rows",))
        header = [Field(name, line, column) for name in form.columns]
        return table_of([header, *([header[:1]] * len(form.rows))])
    header = _fields(form.columns, document, ("columns",))
    rows = [_fields(row, document, ("rows", index)) for index, row in enumerate(form.rows)]
    return table_of([header, *(row or [Field("", *document.mark(("rows", index)))] for index, row in enumerate(rows))])


def _fields(cells: Sequence[str], document: Document, place: tuple[str | int, ...]) -> list[Field]:
    return [Field(" ".join(cell.split()), *document.mark((*place, index))) for index, cell in enumerate(cells)]


def _score(form: ScoreForm, settings: Settings) -> Score:
    begun = form.status not in ("scheduled", "postponed")
    return Score(
        _side(form.home, begun), _side(form.away, begun), form.status, form.minute,
        local_time(form.starts, settings) if form.starts else None, form.place,
    )  # fmt: skip


def _side(form: SideForm, begun: bool) -> Side:
    goals = tuple(Goal(goal.player, goal.minute, goal.how) for goal in form.goals)
    score = form.score if form.score is not None else len(goals) if begun else None
    return Side(form.name, score, goals, form.penalties)


def standings(form: StandingsForm) -> tuple[Standing, ...]:
    """The teams of a league table in their order: by the rank that is given, else by points, difference and goals, and where
    all are equal as they are written. Teams that are equal in all three share a rank."""
    counted = [(team, _points(team, form)) for team in form.teams]

    def merit(entry: tuple[StandingForm, int]) -> tuple[int, int, int]:
        team, points = entry
        return -points, team.conceded - team.scored, -team.scored

    ordered = sorted(counted, key=merit)
    placed: list[tuple[int, StandingForm, int]] = []
    for index, entry in enumerate(ordered):
        same = index and merit(entry) == merit(ordered[index - 1])
        placed.append((placed[-1][0] if same else index + 1, *entry))
    if any(team.rank is not None for team, _ in counted):
        placed = sorted(((team.rank or rank, team, points) for rank, team, points in placed), key=lambda one: one[0])
    return tuple(
        Standing(
            rank, team.name, team.won + team.drawn + team.lost, team.won, team.drawn, team.lost, team.scored, team.conceded,
            points,
        )
        for rank, team, points in placed
    )  # fmt: skip


def _points(team: StandingForm, form: StandingsForm) -> int:
    if team.points is not None:
        return team.points
    each = form.points
    return team.won * each.win + team.drawn * each.draw + team.lost * each.loss - team.deducted
