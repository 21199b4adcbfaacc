"""The forms of the YAML files in ``content/data/``: a table, a score, a league table, a place for prayer times."""

import re
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from ..arabic import from_digits
from ..base.problems import N_
from ..model.box import BoxKind, MatchStatus
from ..site.schema import Form, Line, Text, fault
from ..site.settings_types import TimeZone
from ..site.timestamps import Moment


def _at_most(limit: int) -> AfterValidator:
    """Refuse a list of more entries than this."""

    def few(entries: tuple[Any, ...]) -> tuple[Any, ...]:
        if len(entries) > limit:
            raise fault(
                "too-many", N_("“{key}” has {count} entries; {limit} are the most."), N_("Keep those that readers look for."),
                count=len(entries), limit=limit,
            )  # fmt: skip
        return entries

    return AfterValidator(few)


def _ascii(value: Any) -> Any:
    return from_digits(value.strip()) if isinstance(value, str) else value


Count = Annotated[int, BeforeValidator(_ascii), Field(ge=0, le=9999)]
Signed = Annotated[int, BeforeValidator(_ascii), Field(ge=-999, le=9999)]


def _minute(value: Any) -> Any:
    value = re.sub(r"[\s'′]", "", from_digits(value)) if isinstance(value, str) else value
    if isinstance(value, str) and value and not re.fullmatch(r"[0-9]{1,3}(\+[0-9]{1,2})?", value):
        raise fault("bad-minute", N_("“{value}” is no minute of a match."), N_("Write it like 12 or 90+3."))
    return value


Minute = Annotated[str, BeforeValidator(_minute)]


class DataForm(Form):
    """What every data file may say: its kind, title, source, and the moments of its last change and of its end."""

    kind: BoxKind = "table"
    title: Line = ""
    source: Line = ""
    updated: Moment | None = None
    live_until: Moment | None = None


def _cell(value: Any) -> Any:
    return "" if value is None else value


Cell = Annotated[str, BeforeValidator(_cell)]


class TableForm(DataForm):
    """A table: the names of its columns, and its rows, each a list with a cell for each column."""

    columns: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...]


class GoalForm(Form):
    """A goal of the team under which it stands."""

    player: Text
    minute: Minute = ""
    how: Literal["", "penalty", "own-goal"] = ""


class SideForm(Form):
    """A team: its score, or its goals, which are counted."""

    name: Text
    score: Count | None = None
    goals: Annotated[tuple[GoalForm, ...], _at_most(40)] = ()
    penalties: Count | None = None

    @model_validator(mode="after")
    def _score_is_that_of_the_goals(self) -> "SideForm":
        if self.score is not None and self.goals and self.score < len(self.goals):
            raise fault(
                "score-differs",
                N_("“{key}” has {count} goals, and its score is {score}."),
                N_("Correct one of the two, or leave “score” out: the goals are counted."),
                at=("score",),
                count=len(self.goals),
                score=self.score,
            )
        return self


class ScoreForm(DataForm):
    """The score of a match."""

    home: SideForm
    away: SideForm
    status: MatchStatus
    minute: Minute = ""
    starts: Moment | None = None
    place: Line = ""


class StandingForm(Form):
    """A team of a league table."""

    name: Text
    won: Count = 0
    drawn: Count = 0
    lost: Count = 0
    scored: Count = 0
    conceded: Count = 0
    played: Count | None = None
    points: Signed | None = None
    deducted: Count = 0
    rank: Annotated[Count, Field(ge=1)] | None = None

    @model_validator(mode="after")
    def _games_add_up(self) -> "StandingForm":
        counted = self.won + self.drawn + self.lost
        if self.played is not None and self.played != counted:
            raise fault(
                "games-differ",
                N_("“{key}” has {count} games won, drawn and lost, and “played” is {played}."),
                N_("Correct one of them, or leave “played” out: the games are counted."),
                at=("played",),
                count=counted,
                played=self.played,
            )
        return self


def _some(teams: tuple[StandingForm, ...]) -> tuple[StandingForm, ...]:
    if not teams:
        raise fault("too-few", N_("“{key}” has no entry."), N_("Write at least one."))
    return teams


class PointsForm(Form):
    """How many points a game brings."""

    win: Count = 3
    draw: Count = 1
    loss: Count = 0


class StandingsForm(DataForm):
    """A league table. Points and ranks are computed unless they are given."""

    teams: Annotated[tuple[StandingForm, ...], _at_most(200), AfterValidator(_some)]
    points: PointsForm = PointsForm()


class PrayersForm(DataForm):
    """A place for prayer times, and the method that the editor chose."""

    city: Text
    latitude: Annotated[float, BeforeValidator(_ascii), Field(ge=-90, le=90)]
    longitude: Annotated[float, BeforeValidator(_ascii), Field(ge=-180, le=180)]
    timezone: TimeZone
    method: Literal[
        "mwl", "umm-al-qura", "egypt", "karachi", "isna", "diyanet", "kuwait", "qatar", "dubai", "singapore", "tehran", "jafari"
    ]  # fmt: skip
    asr: Literal["shafi", "hanafi"] = "shafi"
    high_latitudes: Literal["middle", "seventh", "angle"] = "middle"
    adjust: dict[
        Literal["fajr", "sunrise", "dhuhr", "asr", "maghrib", "isha"],
        Annotated[int, BeforeValidator(_ascii), Field(ge=-60, le=60)],
    ] = Field(default_factory=dict)


FORMS: dict[str, type[DataForm]] = {
    "table": TableForm,
    "score": ScoreForm,
    "standings": StandingsForm,
    "prayers": PrayersForm,
}
"""The form of each kind of data file."""
