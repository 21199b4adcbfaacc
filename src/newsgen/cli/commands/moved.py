"""``newsgen moved``: add redirects for published addresses that no longer work to redirects.yml."""

import argparse
import re
from codecs import BOM_UTF8
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from ...arabic import fold
from ...base.atomic_write import write_atomically
from ...base.messages import translate
from ...base.problems import N_, FatalProblems, Problem, error
from ...model.article import Redirect
from ...model.facets import ALL
from ...model.page_name import ARTICLE, FORMER, PLAIN, SECTION, PageName
from ...site.layout import REDIRECTS
from ..arguments import add_build_arguments, build_options
from ..exit_codes import DONE, FAILED
from ..parser import Parser
from ..terminal import confirm, print_problems

if TYPE_CHECKING:
    from ...build.run import Options
    from ...record.outputs import Output
    from ...record.record import Record
    from ...record.view import View
    from ...site.settings import Settings


def add_arguments(parser: Parser) -> None:
    """Declare the options."""
    add_build_arguments(parser)
    parser.add_argument("--yes", action="store_true", help=N_("write without asking"))


def run(options: argparse.Namespace, lang: str) -> int:
    """Show the missing redirects, and append them to redirects.yml when the user agrees.

    Exit code 0 when no redirect is missing any more, 1 when the sources have errors or the user does not agree. Raises
    FatalProblems where there is no site or redirects.yml takes no more lines.
    """
    found, problems = missing_redirects(build_options(options))
    if problems:
        print_problems(problems, lang)
        return FAILED
    if not found:
        print(translate(lang, N_("Every published address still works.")))
        return DONE
    for redirect in found:
        if redirect.target:
            print(translate(lang, N_("moved: {source} to {target}"), source=redirect.source, target=redirect.target))
        else:
            print(translate(lang, N_("gone: {source}"), source=redirect.source))
    if not confirm(translate(lang, N_("Write this into redirects.yml?")), lang, yes=options.yes):
        print(translate(lang, N_("Nothing was written.")))
        return FAILED
    append(options.site, found)
    print(translate(lang, N_("Written to {file}. Run “newsgen build” to publish it."), file=REDIRECTS))
    return DONE


def missing_redirects(options: "Options") -> tuple[list[Redirect], list[Problem]]:
    """The redirects that redirects.yml lacks; or none, and the problems that prevent a build.

    A redirect is missing for each address of a story, a plain page or a section that was published and does not work with the
    present sources; its target is empty when the page is gone. Drafts and embargoed stories are left out, because they come
    back. Nothing is written; only an interrupted publication is finished. Raises FatalProblems where there is no site.
    """
    from ...build.dry_run import updated_record
    from ...build.run import UNREADABLE
    from ...record.failures import FAILURES

    try:
        with updated_record(options) as updated:
            if updated.prepared is None:
                return [], list(updated.problems)
            record, view = updated.record, updated.prepared.after
            settings = updated.prepared.inputs.settings
            return [_redirect(record, view, *lost) for lost in _lost(record, view, settings)], []
    except FAILURES:
        return [], [UNREADABLE]


def _lost(record: "Record", view: "View", settings: "Settings") -> Iterator[tuple[str, str]]:
    """The addresses that no longer work, each with the id of its story (or an empty text): those that earlier builds
    lost, and those that changes of the sources since the last build will lose."""
    from ...pages.addresses import address_of_story_page
    from ...site.story_address import is_bare

    slashless = is_bare(settings.address)
    candidates = dict(record.vanished.all())
    for output in (*record.outputs.of_kind(ARTICLE), *record.outputs.all(PageName.of(FORMER, ARTICLE))):
        candidates[address_of_story_page(output.path, slashless=slashless)] = output.name.without_former.identifier
    candidates |= {f"/{output.path.removesuffix('index.html')}": "" for output in _gone_pages(record, settings)}
    for address, identifier in sorted(candidates.items()):
        story = record.stories.get(identifier)
        if story is not None and not view.shows(story.position[0], story.summary.draft):
            continue  # under embargo again, or a draft: it comes back
        replaced = (
            record.redirects.get(address)
            or record.addresses.alias(address, view)
            or record.addresses.stories_at(address)
        )
        known = address.strip("/")
        if not replaced and record.plain_pages.path(known) is None and known not in settings.sections_by_id:
            yield address, identifier


def _gone_pages(record: "Record", settings: "Settings") -> Iterator["Output"]:
    """The recorded outputs of plain pages and sections that no longer exist."""
    for output in (*record.outputs.of_kind(PLAIN), *record.outputs.of_kind(SECTION)):
        name = output.name
        if name.kind == PLAIN:
            exists = record.plain_pages.path(name.identifier) is not None
        else:
            exists = name.identifier in settings.sections_by_id
        if not exists:
            yield output


def _redirect(record: "Record", view: "View", address: str, identifier: str) -> Redirect:
    """The redirect for a lost address: to the new address of its story, else to a story with the same headline and time
    of publication, else to nothing (the page is gone)."""
    story = record.stories.get(identifier)
    if story is not None:
        return Redirect(address, story.summary.card.address)
    title, published = record.vanished.story(identifier) or ("", 0)
    for _, other in record.lists.during(ALL, (published, published + 1), -1, view):
        twin = record.stories.get(other)
        if twin is not None and fold(twin.summary.card.title) == fold(title):
            return Redirect(address, twin.summary.card.address)
    return Redirect(address)


_ITEM = re.compile(r"^([ \t]*)- ", re.MULTILINE)
_CANNOT_APPEND = error(
    "cannot-append", N_("newsgen cannot add entries to this file in its present form."),
    N_("Write each old address on a line of its own: “- {{from: /old/}}”."),
)  # fmt: skip


def append(site: Path, found: list[Redirect]) -> None:
    """Append entries to redirects.yml, and create it if it is missing. Other entries keep their lines, and the file its line
    ends (CRLF where it has one) and its byte-order mark.

    Raises FatalProblems, and writes nothing, where the file has errors, where its form allows no more lines, and where
    it has one of the entries already.
    """
    from ...pages import redirects

    file = site / REDIRECTS
    data = file.read_bytes() if file.exists() else b""
    before, problems = redirects.parse_entries(data) if data.strip() else ((), ())
    if problems:
        raise FatalProblems(*problems)
    mark = BOM_UTF8 if data.startswith(BOM_UTF8) else b""
    text = data.removeprefix(mark).decode()
    end = "\r\n" if "\r\n" in text else "\n"
    items = _ITEM.findall(text)
    indent = items[-1] if items else "  "
    if not before:
        text = re.sub(r"^redirects:.*\n?", "", text, flags=re.MULTILINE)
        text = (text.rstrip("\r\n") + end if text.strip() else "") + f"redirects:{end}"
    elif not text.endswith("\n"):
        text += end
    text += "".join(f"{indent}- {_entry(redirect)}{end}" for redirect in found)
    after, problems = redirects.parse_entries(text.encode())
    if problems or [entry[:2] for entry in after] != [
        *(entry[:2] for entry in before),
        *((redirect.source, _written(redirect.target)) for redirect in found),
    ]:
        raise FatalProblems(_CANNOT_APPEND.at(REDIRECTS))
    write_atomically(file, mark + text.encode())


def _entry(redirect: Redirect) -> str:
    to = f', to: "{_written(redirect.target)}"' if redirect.target else ""
    return f'{{from: "{_written(redirect.source)}"{to}}}'


def _written(address: str) -> str:
    """An address with those signs of its path percent-encoded that mean something else in an address or in YAML."""
    return re.sub(r"[%?#\\\"<>\s]", lambda sign: quote(sign[0]), address)
