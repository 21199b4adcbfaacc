"""``newsgen new``: create a story as a draft, with front matter to fill in, or a show or a data file; asks for what is missing
on a terminal."""

import argparse
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from ... import arabic
from ...articles.new_story import NewStory, one_line, undeclared_section, write_draft
from ...base.messages import isolated, printable, translate
from ...base.problems import N_, Problem, error
from ...site.declared_names import Spellings
from ...site.layout import PROFILES
from ..arguments import UsageError, read_settings
from ..exit_codes import DONE, FAILED
from ..parser import Parser
from ..terminal import print_problems, prompt

if TYPE_CHECKING:
    from ...site.settings import Settings


def add_arguments(parser: Parser) -> None:
    """Declare the arguments."""
    parser.add_argument("title", nargs="?", default="", metavar="TITLE", help=N_("headline, or name"))
    parser.add_argument(
        "--what",
        default="story",
        choices=("story", "show", "table", "score", "standings", "prayers"),
        help=N_("what to create (default: story)"),
    )
    parser.add_argument("--section", default="", metavar="ID", help=N_("id of the section"))
    parser.add_argument("--place", default="", metavar="PLACE", help=N_("place of the events: an id, or any name"))
    parser.add_argument("--author", action="append", default=[], metavar="NAME", help=N_("author; can be repeated"))


def run(options: argparse.Namespace, lang: str) -> int:
    """Create the story, or the other file. Exit code 0, or 1 when its file exists.

    Raises UsageError where headline or section are missing and there is no terminal to ask on, FatalProblems where the
    section is not declared or the headline is blank, and KeyboardInterrupt where the input ends before an answer.
    """
    settings = read_settings(options.site)
    if options.what != "story":
        return _create_other(options, settings, lang)
    story = NewStory(options.title, options.section, options.place, tuple(options.author))
    if not (story.title and story.section):
        if not sys.stdin.isatty():
            raise UsageError(
                error("not-told", N_("The headline or the section is missing, and there is no terminal to ask on."),
                      N_("Write newsgen new \"…\" --section ID."))
            )  # fmt: skip
        story = ask_for_missing(options.site, settings, story, prompt, lang)
    return create(options.site, settings, story, now=datetime.now(UTC), lang=lang)


def _create_other(options: argparse.Namespace, settings: "Settings", lang: str) -> int:
    """Write a show or a data file, print its path, and the line by which stories name it. Returns what ``run`` does."""
    from ...articles.new_file import write_beginning

    if options.section or options.place or options.author:
        raise UsageError(_STORIES_ALONE)
    title = options.title
    if not title.strip() and not sys.stdin.isatty():
        raise UsageError(_NO_NAME)
    while not title.strip():
        title = _answered(prompt(translate(lang, N_("Name:"))))
    found = write_beginning(options.site, settings, title, options.what)
    if not found.is_written:
        print_problems([_EXISTS.at(found.path)], lang)
        return FAILED
    print(found.path)
    print(translate(lang, N_("Fill it in. Stories show it with this line:")))
    print(f"  {found.line}")
    return DONE


_EXISTS = error("exists", N_("This file exists already."), N_("Open it, or choose another name."))
_NO_NAME = error(
    "not-told",
    N_("The name is missing, and there is no terminal to ask on."),
    N_('Write newsgen new "…" --what=score.'),
)
_STORIES_ALONE = error(
    "options", N_("Only stories have a section, a place and authors."), N_("Leave these options out.")
)


def create(site: Path, settings: "Settings", story: NewStory, *, now: datetime, lang: str) -> int:
    """Write the story as a draft into content/YYYY/MM, by ``now`` in the site's time zone, and print its path.

    Returns exit code 0, or 1 with a printed problem when the file exists, which stays untouched. Raises FatalProblems
    when the section is not declared or the headline is blank.
    """
    path, written = write_draft(site, settings, story, now=now)
    if not written:
        problem = error("exists", N_("This file exists already."), N_("Open it, or choose another headline."))
        print_problems([problem.at(path)], lang)
        return FAILED
    print(path)
    print(
        translate(
            lang, N_("Created as a draft. Preview it with “newsgen serve”; delete “status: draft” to publish it.")
        )
    )
    return DONE


# the questions

Question = Callable[[str], str | None]
"""A function that asks a question and returns the typed line; None at the end of the input."""


@dataclass(frozen=True, slots=True)
class Choice:
    """An answer to choose: ``value`` goes into the story, ``name`` is what the editor sees."""

    value: str
    name: str


def ask_for_missing(site: Path, settings: "Settings", given: NewStory, ask: Question, lang: str) -> NewStory:
    """Ask for the missing values: for headline and section until there is an answer, for place and authors once.

    Given values stay and are not checked; a section that is typed must be declared. ``ask`` does what
    ``prompt`` does.

    Raises KeyboardInterrupt at the end of the input.
    """
    title = given.title
    while not one_line(title):
        title = _answered(ask(translate(lang, N_("Headline:"))))
    section = given.section
    if not section:
        choices = [Choice(one.id, one.name) for one in settings.sections]
        _show(choices, lang)
        while not section:
            typed = _answered(ask(translate(lang, N_("Section (its number or name):"))))
            section = next(iter(_chosen([typed], choices)), "") if typed else ""
            if typed and section not in settings.sections_by_id:
                print_problems([undeclared_section(typed, settings)], lang)
                section = ""
    place = given.place
    if not place:
        choices = [Choice(one.id, one.name) for one in settings.places]
        _show(choices, lang)
        typed = _answered(ask(translate(lang, N_("Place (a number, any name, or Enter for none):"))))
        place = next(iter(_chosen([typed], choices)), "")
    authors = given.authors
    if not authors:
        choices = [Choice(name, name) for name in _known_authors(site, settings)]
        _show(choices, lang)
        typed = _answered(
            ask(translate(lang, N_("Authors (numbers or names, separated by commas, or Enter for none):")))
        )
        authors = tuple(dict.fromkeys(_chosen(typed.replace("،", ",").split(","), choices)))
    return NewStory(title, section, place, authors)


def _answered(typed: str | None) -> str:
    if typed is None:
        raise KeyboardInterrupt
    return typed


def _show(choices: Sequence[Choice], lang: str) -> None:
    for number, choice in enumerate(choices, 1):
        print(f"  {number}. {isolated(printable(choice.name), lang)}")


def _chosen(words: Iterable[str], choices: Sequence[Choice]) -> Iterable[str]:
    """Yield a value for each typed word that is not blank.

    A number from 1 on (in any digits) is that choice's value, and so is a choice's name or value itself. Any other word,
    a number out of range too, is yielded as it was typed.
    """
    known = Spellings((name, choice.value) for choice in choices for name in (choice.name, choice.value))
    for word in filter(None, (word.strip() for word in words)):
        number = arabic.from_digits(word)
        if number.isascii() and number.isdigit() and 1 <= int(number) <= len(choices):
            yield choices[int(number) - 1].value
        else:
            yield known.only(word) or word


def _known_authors(site: Path, settings: "Settings") -> list[str]:
    """The names in those files of ``content/authors/`` that can be read."""
    from ...articles.profile import parse_profile
    from ...build.reading import bytes_of
    from ...site.source_kind import is_profile

    found = []
    for file in sorted((site / PROFILES).glob("*")):
        path = file.relative_to(site).as_posix()
        data = bytes_of(site, path) if is_profile(path) else b""
        profile = None if isinstance(data, Problem) else parse_profile(path, data, settings).profile
        if profile is not None:
            found.append(profile.name)
    return found
