"""Boxes of data as templates draw them: the functions that they call, and the words of a box for what shows no HTML."""

import html
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from .. import arabic
from ..model.box import Box, BoxData, Goal, Prayers, Score
from ..site.settings import Settings

if TYPE_CHECKING:
    from .cells import TableView
    from .charts import Chart

STATUS = {
    "scheduled": "لم تبدأ",
    "live": "جارية الآن",
    "half-time": "بين الشوطين",
    "finished": "انتهت",
    "postponed": "تأجلت",
    "abandoned": "توقفت ولم تُستكمل",
}
"""What readers see of the state of a match."""

METHODS = {
    "mwl": "رابطة العالم الإسلامي",
    "umm-al-qura": "تقويم أم القرى",
    "egypt": "الهيئة المصرية العامة للمساحة",
    "karachi": "جامعة العلوم الإسلامية في كراتشي",
    "isna": "الجمعية الإسلامية لأمريكا الشمالية",
    "diyanet": "رئاسة الشؤون الدينية التركية",
    "kuwait": "طريقة الكويت",
    "qatar": "طريقة قطر",
    "dubai": "طريقة دبي",
    "singapore": "طريقة سنغافورة",
    "tehran": "معهد الجيوفيزياء في جامعة طهران",
    "jafari": "الطريقة الجعفرية",
}
"""What readers see of the method by which the times of prayers are computed."""

_HOW = {"": "", "penalty": "ركلة جزاء", "own-goal": "هدف عكسي"}


def whole_box(data: BoxData) -> Box:
    """The box of a data file by itself, as its fragment shows it."""
    return Box("", "box", data=data)


def box_functions(settings: Settings) -> dict[str, Callable[..., Any]]:
    """The functions of boxes that templates call, by name."""
    return {
        "whole_box": whole_box,
        "table_view": lambda box: _table_view(box, settings),
        "chart_of": lambda box: _chart(box, settings),
        "match_status": lambda score: _status(score, settings),
        "goal_minute": lambda goal: _minute(goal, settings),
        "goal_how": lambda goal: _HOW[goal.how],
        "prayer_method": _method,
        "box_title": box_title,
        "box_source": box_source,
    }


def _table_view(box: Box, settings: Settings) -> "TableView":
    from .cells import table_view  # here, since most builds show no table: it takes 2 ms to load, charts 8

    return table_view(box, settings)


def _chart(box: Box, settings: Settings) -> "Chart":
    from .charts import chart

    return chart(box, settings)


def box_title(box: Box) -> str:
    """The title of a box: that which the text gives it, else that of its file."""
    return box.title or (box.data.title if box.data is not None else "")


def box_source(box: Box) -> str:
    """The line that names the source of a box, with the word «المصدر» before it; empty where neither text nor file says one."""
    source = box.source or (box.data.source if box.data is not None else "")
    return source if not source or source.startswith(("المصدر", "المصادر")) else f"المصدر: {source}"


def _method(place: Prayers) -> str:
    """The method in words, with that of Asr where it is not the usual one."""
    return METHODS[place.method] + ("، والعصر على المذهب الحنفي" if place.asr == "hanafi" else "")


def _status(score: Score, settings: Settings) -> str:
    words = STATUS[score.status]
    if score.status == "live" and score.minute:
        words += f"، الدقيقة {arabic.to_digits(score.minute, settings.house)}"
    return words


def _minute(goal: Goal, settings: Settings) -> str:
    """The minute of a goal with its sign, as ``90+3′``; empty for a goal without one. Callers isolate it from left to right."""
    return f"{arabic.to_digits(goal.minute, settings.house)}′" if goal.minute else ""


def _goal(goal: Goal, settings: Settings) -> str:
    """A goal in words: the player, the minute, and how where it was no usual one."""
    minute = f" \u2066{_minute(goal, settings)}\u2069" if goal.minute else ""
    return goal.player + minute + (f" ({_HOW[goal.how]})" if goal.how else "")


def box_html(box: Box, settings: Settings) -> str:
    """A box as HTML for feed readers, which have no style sheet: a title, and its data as a table. Empty without data."""
    if box.data is None:
        return ""
    head, rows = _table(box, box.data, settings)
    if not rows:
        return ""
    title, source = box_title(box), box_source(box)
    caption = f"<caption>{_escaped(title)}</caption>" if title else ""
    body = "".join(
        f'<tr><th scope="row">{_escaped(first)}</th>{"".join(f"<td>{_escaped(cell)}</td>" for cell in rest)}</tr>'
        for first, *rest in rows
    )
    names = "".join(f'<th scope="col">{_escaped(name)}</th>' for name in head)
    thead = f"<thead><tr>{names}</tr></thead>" if head else ""
    note = f"<p><small>{_escaped(source)}</small></p>" if source else ""
    return f"<table>{caption}{thead}<tbody>{body}</tbody></table>{note}"


def _escaped(text: str) -> str:
    return html.escape(arabic.isolate(text))


STANDINGS = ("الفريق", "لعب", "فاز", "تعادل", "خسر", "له", "عليه", "الفارق", "النقاط")
"""The heads of a league table."""


def _table(box: Box, data: BoxData, settings: Settings) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """The heads and rows of what a box holds; no rows for prayer times, which only a reader's page knows."""
    if data.table is not None:
        view = _table_view(box, settings)
        return tuple(head.name for head in view.heads), list(view.rows)
    if data.standings:
        return STANDINGS, [
            (
                team.name,
                *(
                    arabic.number(n, settings.house)
                    for n in (team.played, team.won, team.drawn, team.lost, team.scored)
                ),
                *(arabic.number(n, settings.house) for n in (team.conceded, team.scored - team.conceded, team.points)),
            )
            for team in data.standings
        ]
    if data.score is not None:
        return (), list(_score_rows(data.score, settings))
    return (), []


def _score_rows(score: Score, settings: Settings) -> Iterator[tuple[str, ...]]:
    for side in (score.home, score.away):
        number = arabic.number(side.score, settings.house) if side.score is not None else "—"
        yield side.name, number, "، ".join(_goal(goal, settings) for goal in side.goals)
    yield "الحال", _status(score, settings), ""
