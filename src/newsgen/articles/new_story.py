"""Begin a story: write its file as a draft, with front matter to fill in."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from .. import arabic
from ..base.problems import N_, FatalProblems, Problem, error

if TYPE_CHECKING:
    from ..site.settings import Settings


@dataclass(frozen=True, slots=True)
class NewStory:
    """The values of a new story; ``section`` is an id. With ``hint`` its text says how one is written; else it is empty."""

    title: str
    section: str
    place: str = ""
    authors: tuple[str, ...] = ()
    hint: bool = True


def write_draft(site: Path, settings: "Settings", story: NewStory, *, now: datetime) -> tuple[str, bool]:
    """Write the story as a draft into content/YYYY/MM, by ``now`` in the site's time zone.

    Returns the file's path, relative to the site, and whether it was written: a file that is there stays untouched.
    Raises FatalProblems when the section is not declared or the headline is blank, and OSError.
    """
    from ..site.file_stem import stem
    from ..site.local_time import local_time
    from ..site.story_template import FRONT, TEMPLATE

    if story.section not in settings.sections_by_id:
        raise FatalProblems(undeclared_section(story.section, settings))
    title = one_line(story.title)
    if not title:
        raise FatalProblems(
            error("blank", N_("“{key}” is empty."), N_("Write a text, or remove the line."), key="title")
        )
    moment = local_time(now, settings)
    folder = site / "content" / f"{moment:%Y}" / f"{moment:%m}"
    file = folder / f"{stem(title, moment.date(), settings.slugs)}.md"
    text = (TEMPLATE if story.hint else FRONT).format(
        title=quoted(title),
        section=story.section,
        place=quoted(one_line(story.place)) if story.place else "",
        authors=", ".join(quoted(one_line(name)) for name in story.authors),
        date=f"{moment:%Y-%m-%d %H:%M}",
    )
    folder.mkdir(parents=True, exist_ok=True)
    path = file.relative_to(site).as_posix()
    try:
        with file.open("x", encoding="utf-8") as opened:
            opened.write(text)
    except FileExistsError:
        return path, False
    return path, True


def undeclared_section(name: str, settings: "Settings") -> Problem:
    """The error of a section id that site.yml does not declare; its hint lists all ids."""
    return error(
        "unknown-section",
        N_("The section “{name}” is not declared."),
        N_("Declare it in site.yml, or choose one of: {known}."),
        name=name,
        known=", ".join(settings.sections_by_id),
    )


def one_line(text: str) -> str:
    """A text without bidi controls and with single spaces, for one line of front matter."""
    if not text.isprintable():  # else the module of controls, a tenth of the command's time, is not needed
        text = arabic.strip_controls(text)
    return " ".join(text.split())


def quoted(text: str) -> str:
    """A YAML double-quoted scalar (YAML 1.2, 7.3.1)."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
