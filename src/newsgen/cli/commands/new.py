"""``newsgen new``: a story's file with its front matter begun, after a few questions where there is somebody to ask."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from ... import arabic
from ...articles.read import local, read_profile
from ...base.messages import isolated, printable, translate
from ...base.problems import N_, FatalProblems, Problem, error
from ...build.intake import bytes_of
from ...site.file_stem import stem
from ...site.layout import PROFILES
from ...site.settings import Settings
from ...site.source_kind import is_profile
from ..terminal import tell

TEMPLATE = """\
---
title: {title}
standfirst:                 # المقدمة: جملة أو جملتان تقولان الخبر
section: {section}
date: {date}
status: draft               # احذف هذا السطر عند النشر
place: {place}
authors: [{authors}]
tags: []                    # مثل: [مياه، بلدية] بفاصلة لاتينية بين الوسمين: [مياه, بلدية]
# kicker: تحليل              # كلمة أو كلمتان فوق العنوان
# image: {{src: picture.jpg, alt: "ما يُرى في الصورة", caption: "تعليق", credit: "المصوّر"}}
# publish_at: 2027-01-31 06:00     # لا تُنشر قبل هذا الموعد، بتوقيت الصحيفة أو بفارق مثل +03:00
# breaking_until: 2027-01-31 09:00 # خبر عاجل حتى هذا الموعد
# sources: [{{name: "بيان البلدية", url: "https://example.org/"}}]
# related: [2026/12/another-story] # قصص تختارها أنت للعمود الجانبي
---

اكتب القصة هنا. السطر الفارغ يفصل بين الفقرات، و«##» في أول السطر يصنع عنوانًا فرعيًا.
"""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a new story needs to be told; ``section`` is an id."""

    title: str
    section: str
    place: str = ""
    authors: tuple[str, ...] = ()


def new_story(site: Path, settings: Settings, asked: Asked, *, now: datetime, lang: str) -> int:
    """Begin a story in the folder of its month. Exit code 0, or 1 when its file is there already.

    Raises FatalProblems when the section is not declared or the headline is blank.
    """
    if asked.section not in settings.sections_by_id:
        raise FatalProblems(_unknown_section(asked.section, settings))
    title = _one_line(asked.title)
    if not title:
        raise FatalProblems(
            error("blank", N_("“{key}” is empty."), N_("Write a text, or remove the line."), key="title")
        )
    moment = local(now, settings)
    folder = site / "content" / f"{moment:%Y}" / f"{moment:%m}"
    file = folder / f"{stem(title, moment.date(), settings.slugs)}.md"
    text = TEMPLATE.format(
        title=_quoted(title),
        section=asked.section,
        place=_quoted(_one_line(asked.place)) if asked.place else "",
        authors=", ".join(_quoted(_one_line(name)) for name in asked.authors),
        date=f"{moment:%Y-%m-%d %H:%M}",
    )
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with file.open("x", encoding="utf-8") as opened:
            opened.write(text)
    except FileExistsError:
        problem = error("exists", N_("This file is there already."), N_("Open it, or choose another headline."))
        tell([problem.at(file.relative_to(site).as_posix())], lang)
        return 1
    print(file.relative_to(site).as_posix())
    print(
        translate(
            lang, N_("Begun as a draft. See it with “newsgen serve --drafts”; delete “status: draft” to publish.")
        )
    )
    return 0


def _unknown_section(name: str, settings: Settings) -> Problem:
    return error(
        "unknown-section",
        N_("The section “{name}” is not declared."),
        N_("Declare it in site.yml, or choose one of: {known}."),
        name=name,
        known=", ".join(settings.sections_by_id),
    )


def _one_line(text: str) -> str:
    return " ".join(arabic.strip_controls(text).split())


def _quoted(text: str) -> str:
    """A YAML double-quoted scalar (YAML 1.2, 7.3.1)."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


# the questions

Question = Callable[[str], str | None]
"""Asks and gives what was typed; None when there is nobody left who answers."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One of what can be chosen: what is written into the story, and what the editor sees."""

    value: str
    name: str


def questions(site: Path, settings: Settings, given: Asked, ask: Question, lang: str) -> Asked:
    """What is missing, asked for: headline and section until there is one, place and authors as one likes. Raises
    KeyboardInterrupt when nobody answers any more."""
    title = given.title
    while not _one_line(title):
        title = _answered(ask(translate(lang, N_("Headline:"))))
    section = given.section
    if not section:
        choices = [Choice(one.id, one.name) for one in settings.sections]
        _show(choices, lang)
        while not section:
            typed = _answered(ask(translate(lang, N_("Section (its number or name):"))))
            section = next(iter(_chosen([typed], choices, lang)), "") if typed else ""
            if typed and section not in settings.sections_by_id:
                tell([_unknown_section(typed, settings)], lang)
                section = ""
    place = given.place
    if not place:
        choices = [Choice(one.id, one.name) for one in settings.places]
        _show(choices, lang)
        typed = _answered(ask(translate(lang, N_("Place (a number, any name, or Enter for none):"))))
        place = next(iter(_chosen([typed], choices, lang)), "")
    authors = given.authors
    if not authors:
        choices = [Choice(name, name) for name in _known_authors(site, settings)]
        _show(choices, lang)
        typed = _answered(
            ask(translate(lang, N_("Authors (numbers or names with commas between, or Enter for none):")))
        )
        authors = tuple(dict.fromkeys(_chosen(typed.replace("،", ",").split(","), choices, lang)))
    return Asked(title, section, place, authors)


def _answered(typed: str | None) -> str:
    if typed is None:
        raise KeyboardInterrupt
    return typed


def _show(choices: Sequence[Choice], lang: str) -> None:
    for number, choice in enumerate(choices, 1):
        print(f"  {number}. {isolated(printable(choice.name), lang)}")


def _chosen(words: Iterable[str], choices: Sequence[Choice], lang: str) -> Iterable[str]:
    """What is meant by numbers, in any digits, and names; a name that is none of the choices stands for itself."""
    by_name = {arabic.fold(name): choice.value for choice in choices for name in (choice.name, choice.value)}
    for word in filter(None, (word.strip() for word in words)):
        number = arabic.from_digits(word)
        if number.isascii() and number.isdigit() and 1 <= int(number) <= len(choices):
            yield choices[int(number) - 1].value
        else:
            yield by_name.get(arabic.fold(word), word)


def _known_authors(site: Path, settings: Settings) -> list[str]:
    """The names in ``content/authors/``, as far as their files can be read."""
    found = []
    for file in sorted((site / PROFILES).glob("*")):
        path = file.relative_to(site).as_posix()
        data = bytes_of(site, path) if is_profile(path) else b""
        profile = None if isinstance(data, Problem) else read_profile(path, data, settings)[0]
        if profile is not None:
            found.append(profile.name)
    return found
