"""Make the pages of slices over worker processes, which read the shared record and stage the files themselves."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from ..base.problems import Problem
from ..executor import workforce as workforces
from ..executor.workforce import Workforce
from ..record.last_build import Basis
from ..record.record import Record
from ..record.view import View
from .made import MOST_FAULTS, MadePage, MadePages
from .render import Renderer, Workshop, compile_templates, rendered, renderer
from .slices import Slice, Slicer
from .staging import Place, Stager

BATCH = 64  # pages that are planned, then rendered: in turns, each of both would drive the other out of the processor's cache


@dataclass(frozen=True, slots=True)
class SharedBuild:
    """What a worker needs to make the pages of a slice: the path of the shared record (``Record.shared``), what all pages
    depend on, and where their files are staged."""

    record: Path
    view: View
    basis: Basis
    workshop: Workshop
    place: Place


def made_in_slices(slices: Iterable[Slice], shared: SharedBuild, workforce: Workforce) -> MadePages:
    """Yield every page of the slices in their order, whoever made it. Raises what ``workforces.over`` raises, and what a worker
    raises: OSError where it cannot write, and ``FAILURES`` where it cannot read the record.

    After MOST_FAULTS pages whose templates fail, a slice ends early.
    """
    shared.place.folder.mkdir(parents=True, exist_ok=True)
    for _, pages in workforces.over(workforce, _Worker, shared, _work, slices, least=0, batch=1, before=_compile):
        yield from pages


def _compile(shared: SharedBuild) -> None:
    compile_templates(shared.workshop)


@dataclass(slots=True)
class _Worker:
    """The tools of one worker, made with its first slice: what fails while a worker starts would be taken for its death."""

    shared: SharedBuild
    _tools: "_Tools | None" = None

    @property
    def tools(self) -> "_Tools":
        if self._tools is None:
            shared = self.shared
            slicer = Slicer(Record.shared(shared.record), shared.workshop.settings, shared.basis, shared.view)
            self._tools = _Tools(slicer, renderer(shared.workshop), shared.place.worker())
        return self._tools


class _Tools(NamedTuple):
    slicer: Slicer
    renderer: Renderer
    stager: Stager


def _work(worker: _Worker, slices: list[Slice]) -> list[list[MadePage]]:
    return [list(_pages(worker.tools, one)) for one in slices]


def _pages(tools: _Tools, one: Slice) -> Iterator[MadePage]:
    faults = 0
    tasks = tools.slicer.tasks(one)
    while batch := list(islice(tasks, BATCH)):
        for task in batch:
            data = rendered(task, tools.renderer)
            page = task.page
            if isinstance(data, Problem):
                faults += 1
                yield MadePage(page.name, page.path, task.key, task.why, data)
                if faults == MOST_FAULTS:
                    return
            else:
                yield MadePage(page.name, page.path, task.key, task.why, tools.stager.page(page.path, data))
