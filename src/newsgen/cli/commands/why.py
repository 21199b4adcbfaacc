"""``newsgen why``: what a page is made of, and whether the next build would make it again."""

import sys
import unicodedata
from collections.abc import Iterable
from urllib.parse import unquote, urlsplit

from ...base.messages import format_problem, translate
from ...base.problems import N_, Problem, error
from ...build.build import Options
from ...build.plan import OF_STORIES, PARTS, gone, plan
from ...pages.kinds import BY_NAME
from ...record.record import FAILURES, Output, Record
from .dry_run import UNREADABLE, Looked, looking

REASONS = {
    "new": N_("it is new"),
    "moved": N_("its address changed"),
    "output": N_("its file was lost or is not known"),
    "code": N_("newsgen or a library changed"),
    "settings": N_("site.yml changed"),
    "template": N_("its templates changed"),
    "article": N_("the story changed"),
    "lists": N_("stories that it shows changed"),
}
"""Why a page is made again, by the parts of its key (``plan.PARTS``)."""


def reason(lang: str, why: str) -> str:
    """The reasons of a task in words."""
    comma = "، " if lang == "ar" else ", "
    return comma.join(translate(lang, REASONS[part]) for part in why.split(",") if part)


def why(options: Options, asked: str, lang: str) -> int:
    """Tell about one page, changing nothing. Exit code 0, or 1 when there is no such page."""
    path = output_path(asked)
    try:
        with looking(options) as looked:
            return _why(looked, path, lang)
    except FAILURES:
        _print([UNREADABLE], lang)
        return 1


def output_path(asked: str) -> str:
    """The file in the output that an address, a link or a path means."""
    plain = unicodedata.normalize("NFC", unquote(urlsplit(asked).path)).lstrip("/")
    return plain + "index.html" if not plain or plain.endswith("/") else plain


def _why(looked: Looked, path: str, lang: str) -> int:
    record, prepared = looked.record, looked.prepared
    if prepared is None:
        _print(looked.problems, lang)
        return 1
    before = record.page_at(path) or record.page_at(path + "/index.html")
    inputs, index = prepared.inputs, prepared.index
    tasks = {
        task.page.path: task
        for task in plan(record, prepared.affected, inputs.settings, inputs.basis, index.after)
        if task.page.path in (path, path + "/index.html")
    }
    task = next(iter(tasks.values()), None)
    if before is None and task is None:
        _print(
            [error("no-page", N_("There is no page {path}."), N_("Look it up in the output folder."), path=path)], lang
        )
        return 1
    name = before.name if before else task.page.name if task else ""
    print(before.path if before else task.page.path if task else path)
    _print_parts(record, name, before, lang)
    if name in set(gone(record, prepared.affected, inputs.settings, index.after)):
        print(translate(lang, N_("The next build deletes it: its story is not visible any more.")))
    elif task is not None:
        print(translate(lang, N_("The next build makes it: {reason}."), reason=reason(lang, task.why)))
    else:
        print(translate(lang, N_("The next build leaves it as it is.")))
    return 0


def _print_parts(record: Record, name: str, before: Output | None, lang: str) -> None:
    kind, _, identifier = name.partition(":")
    if kind in BY_NAME:
        print(translate(lang, N_("Kind: {kind}, template {template}"), kind=kind, template=BY_NAME[kind].template))
    if kind in OF_STORIES and (stored := record.story(identifier)) is not None:
        print(translate(lang, N_("Story: {file}"), file=stored.path))
    if before is not None and kind in BY_NAME and len(before.key) % len(PARTS) == 0:
        size = len(before.key) // len(PARTS)
        for i, part in enumerate(PARTS):
            print(f"  {part:<9} {before.key[i * size : (i + 1) * size].hex()[:12]}")


def _print(problems: Iterable[Problem], lang: str) -> None:
    for problem in problems:
        print("\n".join(format_problem(problem, lang)), file=sys.stderr)
