"""Render tasks to bytes, in this process or over an executor. Workers get template sources, and return Problems as values."""

import threading
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass

import jinja2

from .. import arabic
from ..base.problems import Problem
from ..executor import workforce as workforces
from ..executor.workforce import Workforce
from ..model.article import Article
from ..model.page_name import ARTICLE
from ..pages.kinds import BY_NAME, OF_EVERY_ARCHIVE, Context, Page, Plain, pages_of_site
from ..site.links import address_of_file
from ..site.settings import Settings
from ..site.settings_sections import Section
from ..theme.engine import Sources, references
from ..theme.functions import environment
from ..theme.templates import runtime_problem
from .compiled import CompiledTemplates
from .task import Task

ALONE = Workforce()


@dataclass(frozen=True, slots=True)
class Workshop:
    """What rendering needs besides the task. ``cache`` is the folder of compiled templates, or empty.

    A compiled template is valid for one ``basis``, the digests of the code and of the settings: Jinja runs a filter over a
    constant when it compiles, and filters depend on the settings.
    """

    sources: Sources
    settings: Settings
    cache: str = ""
    basis: bytes = b""


@dataclass(frozen=True, slots=True)
class Facts:
    """The value ``page`` in a template: the page's address, kind and title (plain text)."""

    address: str
    kind: str
    title: str


def render(
    tasks: Iterable[Task], workshop: Workshop, workforce: Workforce = ALONE
) -> Iterator[tuple[Task, bytes | Problem]]:
    """Yield each task with the bytes of its page, or with the Problem that its template has; in the order of the tasks."""
    yield from workforces.over(workforce, renderer, workshop, _batch, tasks, before=compile_templates)


@dataclass(frozen=True, slots=True)
class Renderer:
    """The template environment of a workshop. It keeps the output of macros, so only one thread may use it."""

    workshop: Workshop
    environment: jinja2.Environment


_thread = threading.local()


def renderer(workshop: Workshop) -> Renderer:
    """This thread's renderer for a workshop. The thread keeps it for its next build, which may have the same workshop."""
    kept: Renderer | None = getattr(_thread, "renderer", None)
    if kept is not None and kept.workshop == workshop:
        return kept
    made = Renderer(workshop, environment(workshop.sources, workshop.settings))
    if workshop.cache:
        made.environment.bytecode_cache = CompiledTemplates(workshop.cache, workshop.basis)
    _thread.renderer = made
    return made


def compile_templates(workshop: Workshop) -> None:
    """Compile the templates of the pages that nearly every site has, with all that they draw in, before workers start: those
    that are forked have them in memory, others find them in the cache.

    What cannot be compiled is left out; the pages of such a template have its problem.
    """
    environment = renderer(workshop).environment
    kinds = {page.kind for page in pages_of_site(workshop.settings)} | OF_EVERY_ARCHIVE
    waiting = [BY_NAME[kind].template for kind in sorted(kinds)]
    seen = set(waiting)
    while waiting:
        name = waiting.pop()
        if name not in workshop.sources:
            continue
        with suppress(Exception):  # a template is the site's own code, and may be nested too deeply, for example
            drawn_in = references(environment.get_template(name))
            waiting += drawn_in - seen
            seen |= drawn_in


def _batch(renderer: Renderer, tasks: list[Task]) -> list[bytes | Problem]:
    return [rendered(task, renderer) for task in tasks]


def rendered(task: Task, renderer: Renderer) -> bytes | Problem:
    """The bytes of a task's page, or the Problem that its template has."""
    workshop = renderer.workshop
    name = BY_NAME[task.page.kind].template
    context, article = task.context, task.article
    own = {"plain": task.page.subject.page} if isinstance(task.page.subject, Plain) else {}
    try:
        text = renderer.environment.get_template(name).render(
            page=_facts(task.page, context, article, workshop.settings), context=context, article=article,
            articles=task.articles, **own,
        )  # fmt: skip
        return text.encode()
    except Exception as failure:  # a template is the site's own code: whatever it does wrong is the editor's to hear
        return runtime_problem(failure, workshop.sources, name, task.page.path)


def _facts(page: Page, context: Context, article: Article | None, settings: Settings) -> Facts:
    address = address_of_file("/" + page.path.removesuffix("index.html"))
    if article is not None:
        if page.kind == ARTICLE:
            address = address_of_file(article.card.address)
        return Facts(address, page.kind, arabic.strip_controls(article.card.title))
    match page.subject:
        case Section(name=name):
            return Facts(address, page.kind, name)
        case Plain(page=plain):
            return Facts(address, page.kind, arabic.strip_controls(plain.title))
    about = context.listing
    return Facts(address, page.kind, about.name if about is not None else settings.title)
