"""``newsgen why``: explain whether and why the next build would render a page again."""

import argparse
import unicodedata
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from ...base.messages import translate
from ...base.problems import N_, error
from ..arguments import add_build_arguments, build_options
from ..exit_codes import DONE, FAILED
from ..parser import Parser
from ..terminal import print_problems

if TYPE_CHECKING:
    from ...build.dry_run import UpdatedRecord
    from ...record.outputs import Output
    from ...record.record import Record

REASONS = {
    "new": N_("it is new"),
    "moved": N_("its address changed"),
    "output": N_("its file is missing or unknown"),
    "code": N_("newsgen or a library changed"),
    "settings": N_("site.yml changed"),
    "template": N_("its templates changed"),
    "article": N_("the story changed"),
    "lists": N_("stories that it shows changed"),
}
"""Why a build renders a page, by the parts of its key (``plan.PARTS``)."""


def add_arguments(parser: Parser) -> None:
    """Declare the arguments."""
    add_build_arguments(parser)
    parser.add_argument("page", metavar="PAGE", help=N_("address of the page, or its path in the output folder"))


def run(options: argparse.Namespace, lang: str) -> int:
    """Explain one page and render nothing.

    Exit code 0, or 1 when there is no such page, the sources have errors or the record cannot be read.
    """
    from ...build.dry_run import updated_record
    from ...build.run import UNREADABLE
    from ...record.failures import FAILURES

    try:
        with updated_record(build_options(options)) as updated:
            if updated.prepared is None:
                print_problems(updated.problems, lang)
                return FAILED
            return _explain(updated, path_of(options.page), lang)
    except FAILURES:
        print_problems([UNREADABLE], lang)
        return FAILED


def reasons(lang: str, why: str) -> str:
    """The reasons of a task (keys of ``REASONS``, with commas between) in words."""
    comma = "، " if lang == "ar" else ", "
    return comma.join(translate(lang, REASONS[part]) for part in why.split(",") if part)


def path_of(page: str) -> str:
    """The path in the output folder that a URL, an address or a path means, whether or not there is a file.

    Only an address that ends with a slash gets ``index.html``. The path of the site's own address is not taken off.
    """
    plain = unicodedata.normalize("NFC", unquote(urlsplit(page).path)).lstrip("/")
    return plain + "index.html" if not plain or plain.endswith("/") else plain


def _explain(updated: "UpdatedRecord", path: str, lang: str) -> int:
    from ...build.gone import gone
    from ...build.plan import plan

    record, prepared = updated.record, updated.prepared
    assert prepared is not None
    paths = (path, path + "/index.html", path + ".html")
    before = next((found for one in paths if (found := record.outputs.at(one)) is not None), None)
    inputs = prepared.inputs
    tasks = {
        task.page.path: task
        for task in plan(record, prepared.affected, inputs.settings, inputs.basis, prepared.after)
        if task.page.path in paths
    }
    task = next(iter(tasks.values()), None)
    if before is None and task is None:
        missing = error("no-page", N_("There is no page {path}."), N_("Look for it in the output folder."), path=path)
        print_problems([missing], lang)
        return FAILED
    name = before.name if before else task.page.name if task else ""
    print(before.path if before else task.page.path if task else path)
    _print_parts(record, name, before, lang)
    if name in set(gone(record, prepared.affected, inputs.settings, prepared.after)):
        print(translate(lang, N_("The next build deletes it: its story is no longer visible.")))
    elif task is not None:
        print(translate(lang, N_("The next build renders it: {reason}."), reason=reasons(lang, task.why)))
    else:
        print(translate(lang, N_("The next build does not change it.")))
    return DONE


def _print_parts(record: "Record", name: str, before: "Output | None", lang: str) -> None:
    """Print the kind, template and story of a page, and the digest of each part of its key."""
    from ...build.key import parts_of
    from ...build.task import OF_STORIES
    from ...model.page_name import PageName
    from ...pages.kinds import BY_NAME

    kind, identifier = PageName(name).kind, PageName(name).identifier
    if kind in BY_NAME:
        print(translate(lang, N_("Kind: {kind}, template {template}"), kind=kind, template=BY_NAME[kind].template))
    if kind in OF_STORIES and (stored := record.stories.get(identifier)) is not None:
        print(translate(lang, N_("Story: {file}"), file=stored.path))
    if before is not None and kind in BY_NAME:
        for part, digest in parts_of(before.key).items():
            print(f"  {part:<9} {digest.hex()[:12]}")
