"""Render tasks to bytes, in this process or over an executor. Workers get template sources, and return Problems as values."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass

import jinja2
import jinja2.bccache

from .. import arabic
from ..base import digest
from ..base.problems import Problem
from ..executor import workforce as workforces
from ..executor.workforce import Workforce
from ..model.article import Article
from ..pages.kinds import BY_NAME, Context, Page, Plain
from ..site.settings import Settings
from ..site.settings_sections import Section
from ..theme.engine import Sources
from ..theme.functions import environment
from ..theme.templates import runtime_problem
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
    yield from workforces.over(workforce, start, workshop, _batch, tasks)


_workshop: Workshop | None = None
_environment: jinja2.Environment


def start(workshop: Workshop) -> None:
    """Prepare a worker: it keeps the templates and settings for all its batches, and for the next build that has the same."""
    global _workshop, _environment
    if _workshop == workshop:
        return
    _environment = environment(workshop.sources, workshop.settings)
    if workshop.cache:
        _environment.bytecode_cache = _Cache(workshop.cache, workshop.basis)
    _workshop = workshop


class _Cache(jinja2.FileSystemBytecodeCache):
    """A cache of compiled templates. It only saves time: an error of reading or writing it is ignored."""

    def __init__(self, folder: str, basis: bytes) -> None:
        super().__init__(folder)
        self._basis = basis

    def get_source_checksum(self, source: str) -> str:
        return digest.of_parts(self._basis, source.encode()).hex()

    def load_bytecode(self, bucket: jinja2.bccache.Bucket) -> None:
        with suppress(OSError):
            super().load_bytecode(bucket)

    def dump_bytecode(self, bucket: jinja2.bccache.Bucket) -> None:
        with suppress(OSError):
            super().dump_bytecode(bucket)


def _batch(tasks: list[Task]) -> list[bytes | Problem]:
    return [_render(task) for task in tasks]


def _render(task: Task) -> bytes | Problem:
    assert _workshop is not None
    name = BY_NAME[task.page.kind].template
    context, article = task.context, task.article
    own = {"plain": task.page.subject.page} if isinstance(task.page.subject, Plain) else {}
    try:
        text = _environment.get_template(name).render(
            page=_facts(task.page, context, article, _workshop.settings), context=context, article=article,
            articles=task.articles, **own,
        )  # fmt: skip
        return text.encode()
    except Exception as failure:  # a template is the site's own code: whatever it does wrong is the editor's to hear
        return runtime_problem(failure, _workshop.sources, name, task.page.path)


def _facts(page: Page, context: Context, article: Article | None, settings: Settings) -> Facts:
    address = "/" + page.path.removesuffix("index.html")
    if article is not None:
        return Facts(address, page.kind, arabic.strip_controls(article.card.title))
    match page.subject:
        case Section(name=name):
            return Facts(address, page.kind, name)
        case Plain(page=plain):
            return Facts(address, page.kind, arabic.strip_controls(plain.title))
    about = context.listing
    return Facts(address, page.kind, about.name if about is not None else settings.title)
