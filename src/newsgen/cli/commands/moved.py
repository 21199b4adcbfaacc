"""``newsgen moved``: what became of addresses that were published, into redirects.yml."""

import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from ...arabic import fold
from ...base.atomic_write import write_atomically
from ...base.messages import format_problem, translate
from ...base.problems import N_, FatalProblems, Problem, error
from ...build.build import Options
from ...model.article import Redirect
from ...model.queries import ALL
from ...pages import redirects
from ...record.record import FAILURES, FORMER, Output, Record, View
from ...site.layout import REDIRECTS
from ...site.settings import Settings
from .dry_run import UNREADABLE, looking


def moved(options: Options, lang: str, agreed: Callable[[], bool]) -> int:
    """Append the addresses that answer no more to redirects.yml, after ``agreed`` says so.

    Exit code 0 when nothing is left to do, 1 when the sources are broken or nobody agreed.
    """
    found, problems = pending(options)
    if problems:
        for problem in problems:
            print("\n".join(format_problem(problem, lang)), file=sys.stderr)
        return 1
    if not found:
        print(translate(lang, N_("Every address that was published still answers.")))
        return 0
    for redirect in found:
        if redirect.target:
            print(translate(lang, N_("moved: {source} to {target}"), source=redirect.source, target=redirect.target))
        else:
            print(translate(lang, N_("gone: {source}"), source=redirect.source))
    if not agreed():
        print(translate(lang, N_("Nothing was written.")))
        return 1
    append(options.site, found)
    print(translate(lang, N_("Written into {file}. Build again to publish it."), file=REDIRECTS))
    return 0


def pending(options: Options) -> tuple[list[Redirect], list[Problem]]:
    """The published addresses that answer no more once the sources as they are now are built. Changes nothing."""
    try:
        with looking(options) as looked:
            if looked.prepared is None:
                return [], list(looked.problems)
            record, view = looked.record, looked.prepared.index.after
            settings = looked.prepared.inputs.settings
            return [_answer(record, view, *lost) for lost in _lost(record, view, settings)], []
    except FAILURES:
        return [], [UNREADABLE]


def _lost(record: Record, view: View, settings: Settings) -> Iterator[tuple[str, str]]:
    """(address, id) of what answers no more: from earlier builds, and what the sources have changed since the last."""
    candidates = dict(record.vanished())
    for output in (*record.pages("article:"), *record.pages(FORMER + "article:")):
        candidates["/" + output.path.removesuffix("index.html")] = output.name.removeprefix(FORMER).partition(":")[2]
    candidates |= {f"/{output.path.removesuffix('index.html')}": "" for output in _gone_pages(record, settings)}
    for address, identifier in sorted(candidates.items()):
        story = record.story(identifier)
        if story is not None and not view.shows(story.position[0], story.summary.draft):
            continue  # under embargo again, or a draft: it comes back
        answered = record.redirect(address) or record.alias(address, view) or record.at_address(address)
        known = address.strip("/")
        if not answered and record.plain_path(known) is None and known not in settings.sections_by_id:
            yield address, identifier


def _gone_pages(record: Record, settings: Settings) -> Iterator[Output]:
    """The recorded outputs of plain pages and sections that are no more."""
    for output in (*record.pages("page:"), *record.pages("section:")):
        kind, _, identifier = output.name.partition(":")
        if record.plain_path(identifier) is None if kind == "page" else identifier not in settings.sections_by_id:
            yield output


def _answer(record: Record, view: View, address: str, identifier: str) -> Redirect:
    """Where a lost address leads: to the story's own new one, or to that of a story of the same moment and headline."""
    story = record.story(identifier)
    if story is not None:
        return Redirect(address, story.summary.card.address)
    title, published = record.departed(identifier) or ("", 0)
    for _, other in record.during(ALL, (published, published + 1), -1, view):
        twin = record.story(other)
        if twin is not None and fold(twin.summary.card.title) == fold(title):
            return Redirect(address, twin.summary.card.address)
    return Redirect(address)


_ITEM = re.compile(r"^([ \t]*)- ", re.MULTILINE)
_CANNOT_APPEND = error(
    "cannot-append", N_("Nothing can be appended to this file as it is written."),
    N_("Write each old address on a line of its own: “- {{from: /old/}}”."),
)  # fmt: skip


def append(site: Path, found: list[Redirect]) -> None:
    """Add entries to redirects.yml, what stands there untouched. Raises FatalProblems where its form does not allow that."""
    file = site / REDIRECTS
    text = file.read_text(encoding="utf-8") if file.exists() else ""
    before, problems = redirects.parsed(text.encode()) if text.strip() else ((), ())
    if problems:
        raise FatalProblems(*problems)
    items = _ITEM.findall(text)
    indent = items[-1] if items else "  "
    if not before:
        text = re.sub(r"^redirects:.*\n?", "", text, flags=re.MULTILINE)
        text = (text.rstrip("\n") + "\n" if text.strip() else "") + "redirects:\n"
    elif not text.endswith("\n"):
        text += "\n"
    text += "".join(f"{indent}- {_entry(redirect)}\n" for redirect in found)
    after, problems = redirects.parsed(text.encode())
    if problems or [entry[:2] for entry in after] != [
        *(entry[:2] for entry in before),
        *((redirect.source, redirect.target) for redirect in found),
    ]:
        raise FatalProblems(_CANNOT_APPEND.at(REDIRECTS))
    write_atomically(file, text.encode())


def _entry(redirect: Redirect) -> str:
    to = f', to: "{redirect.target}"' if redirect.target else ""
    return f'{{from: "{redirect.source}"{to}}}'
