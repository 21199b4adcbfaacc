"""Begin a file that is no story: a show, or a data file, with values to fill in that a build accepts as they are."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from ..base.problems import N_, FatalProblems, error
from ..site.layout import DATA, SHOWS
from .new_story import one_line, quoted

if TYPE_CHECKING:
    from ..site.settings import Settings

_SHOW = """\
name: {title}
description: {title}
# author: من يصنع البرنامج
# owner: {{name: من تراسله الأدلة, email: desk@example.org}}
# artwork: {{src: {stem}.png, alt: وصف الغلاف}}   # مربع من 1400 إلى 3000 بكسل
# category: News
# type: serial                                 # يُسمع من أوله
"""
_TABLE = "الاسم,العدد\nمثال,1\n"
_SCORE = """\
kind: score
title: {title}
status: scheduled        # live, half-time, finished, postponed, abandoned
# starts: 2026-11-29 20:00
# minute: 67
# live_until: 2026-11-29 22:30
home: {{name: المضيف, goals: []}}     # {{player: الاسم, minute: 12, how: penalty}}
away: {{name: الضيف, goals: []}}
"""
_STANDINGS = """\
kind: standings
title: {title}
teams:
  - {{name: الأول, won: 0, drawn: 0, lost: 0, scored: 0, conceded: 0}}
  - {{name: الثاني, won: 0, drawn: 0, lost: 0, scored: 0, conceded: 0}}
"""
_PRAYERS = """\
kind: prayers
city: {title}
latitude: 21.42          # موضع المدينة بالدرجات: الشمال والشرق موجبان
longitude: 39.83
timezone: {zone}
method: mwl              # طريقة الحساب كما في تقويم المدينة
"""


@dataclass(frozen=True, slots=True)
class _Beginning:
    """What a new file begins with: its folder, its suffix, its text, and the class of the link that shows it in a text."""

    folder: str
    suffix: str
    text: str
    shown_as: str = ""


_BEGINNINGS = {
    "show": _Beginning(SHOWS, ".yml", _SHOW),
    "table": _Beginning(DATA, ".csv", _TABLE, "table"),
    "score": _Beginning(DATA, ".yml", _SCORE, "score"),
    "standings": _Beginning(DATA, ".yml", _STANDINGS, "standings"),
    "prayers": _Beginning(DATA, ".yml", _PRAYERS, "prayers"),
}
KINDS = tuple(_BEGINNINGS)
"""What a new file may be, besides a story."""


@dataclass(frozen=True, slots=True)
class NewFile:
    """A new file: its path from the site's folder, whether it was written, and the line by which stories name it."""

    path: str
    is_written: bool
    line: str


def write_beginning(site: Path, settings: "Settings", title: str, kind: str) -> NewFile:
    """Write the file of a show or of data, named by its title; ``kind`` is one of ``KINDS``.

    A file with the same name, whatever its suffix, stays untouched: two would have one id. Raises FatalProblems when the title
    is blank or gives no name, and OSError.
    """
    from ..site.file_stem import stem
    from ..site.links import slug_fault

    title = one_line(title)
    name = stem(title, date.min, settings.slugs) if title else ""
    if not title or slug_fault(name):
        raise FatalProblems(
            error("blank", N_("“{key}” is empty."), N_("Write a text, or remove the line."), key="title")
        )
    beginning = _BEGINNINGS[kind]
    line = f"show: {name}"
    if beginning.shown_as:
        words = title.replace("[", "(").replace("]", ")")
        line = f"[{words}](data/{name}{beginning.suffix}){{: .{beginning.shown_as}}}"
    folder = site / beginning.folder
    for suffix in (".csv", ".yml", ".yaml"):
        if (folder / f"{name}{suffix}").exists():
            return NewFile(f"{beginning.folder}{name}{suffix}", is_written=False, line=line)
    folder.mkdir(parents=True, exist_ok=True)
    path = f"{beginning.folder}{name}{beginning.suffix}"
    with (site / path).open("x", encoding="utf-8") as opened:
        opened.write(beginning.text.format(title=quoted(title), stem=name, zone=settings.timezone))
    return NewFile(path, is_written=True, line=line)
