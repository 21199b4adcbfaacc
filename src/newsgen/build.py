"""A build: observe, read, index, plan, render, publish."""

import itertools
import json
import os
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import blake2b
from pathlib import Path
from typing import Any

from . import sources
from .lock import locked
from .problems import N_, Problem, Unusable, error, has_errors
from .record import Record, View, open_record
from .sources import SETTINGS, Changes, observe
from .versions import code_digest


@dataclass(frozen=True, slots=True)
class Options:
    """What a build is asked for. ``now`` decides which stories are visible; ``jobs`` 0 means one per processor."""

    site: Path
    output: Path
    now: datetime
    jobs: int = 0
    drafts: bool = False
    keep_good: bool = False
    clean: bool = False
    base_url: str | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """What a build did. Without ``published``, errors kept everything as it was; ``held`` are sources held back."""

    published: bool
    problems: tuple[Problem, ...] = ()
    held: tuple[str, ...] = ()
    articles: int = 0
    pages: int = 0
    read: int = 0
    rendered: int = 0
    written: tuple[str, ...] = ()
    deleted: tuple[str, ...] = ()
    unchanged: int = 0
    bytes_written: int = 0
    seconds: float = 0.0
    build_id: str = ""
    explained: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Listener:
    """Whom a build tells how it goes: a stage with its done and total (0 while unknown), and that it waits for another."""

    progress: Callable[[str, int, int], None] = lambda stage, done, total: None
    waiting: Callable[[], None] = lambda: None


def state_folder(site: Path, output: Path) -> Path:
    """Where the record of an output lies: under the site's ``.newsgen/``, outside the output, never deployed."""
    relative = os.path.relpath(output.resolve(), site.resolve())
    return site / ".newsgen" / f"{output.name or 'output'}-{blake2b(relative.encode(), digest_size=4).hexdigest()}"


def build(options: Options, listener: Listener | None = None) -> Report:
    """Make the output what the inputs say. Raises Unusable when there is no site to build or no way to write."""
    _check_places(options)
    listener = listener or Listener()
    began = time.perf_counter()
    state = state_folder(options.site, options.output)
    with locked(state / "lock", waiting=listener.waiting), ExitStack() as closing:
        record, trusted = _open(options, state)
        closing.callback(record.close)
        report = _run(options, listener, record, state, trusted)
    return replace(report, seconds=round(time.perf_counter() - began, 3))


def _run(options: Options, listener: Listener, record: Record, state: Path, trusted: bool) -> Report:
    from .templates import theme

    changes = observe(options.site, theme(), record, clock_ns=time.time_ns())
    if trusted and _nothing_changed(options, changes, record):
        return _unchanged(record)

    from .index import Index
    from .intake import take_in, to_read
    from .plan import gone, plan
    from .pool import cores
    from .publish import Publisher, distrust
    from .render import Workshop, render

    problems = list(changes.problems)
    basis, settings, templates, redirected = _basis(options, record, problems)
    if basis is None or settings is None:
        return _refused(record, problems)
    if not trusted:
        distrust(record, options.output)
    affected = _affected_by_basis(record, basis, trusted)
    index = Index(
        record, affected, _last_view(record), _view(options), options.site, theme(), options.keep_good, problems
    )
    workers = options.jobs or cores()
    wanted = to_read(changes, record, again=_reads_again(record, basis))
    index.apply(
        take_in(
            wanted, changes, record, options.site, settings,
            workers=workers, problems=problems, progress=listener.progress,
        ),
        changes,
        index.toggled(),
    )  # fmt: skip
    if not _may_go_on(options, problems, index.held):
        return _refused(record, problems, index.read)

    publisher = Publisher(record, options.output, compare=not trusted)
    try:
        for name in list(gone(record, affected, settings, index.after)):
            publisher.delete(name)
        publisher.copies(affected, index.after, options.site, theme())
        tasks = plan(record, affected, settings, basis, index.after)
        workshop = Workshop(templates, settings, _cache_folder(state))
        explained = []
        faults: dict[Problem, int] = {}
        with ExitStack() as closing:
            tasks, executor = _pool_for(tasks, workshop, workers, closing)
            for task, result in render(tasks, workshop, executor, workers):
                explained.append((task.page.path, task.why))
                listener.progress("render", len(explained), 0)
                if isinstance(result, Problem):
                    faults[result] = faults.get(result, 0) + 1
                    if sum(faults.values()) >= _MOST_FAULTS:
                        break
                else:
                    publisher.put(task.page.name, task.page.path, task.key, result, task.rank)
        problems += _one_for_each_place(faults)
        problems += publisher.collisions()
        if any(problem.code in _NEVER_HELD_BACK for problem in problems):
            return _refused(record, problems, index.read, len(explained))
        problems += publisher.vanished(redirected)
        totals = _remember(record, basis, index.after, options)
        publisher.publish(state / "changes.json")
    except Unusable as failure:
        return _refused(record, [*problems, *failure.problems], index.read)
    finally:
        publisher.discard()
    return Report(
        True,
        _ordered(problems),
        held=tuple(sorted(index.held)),
        articles=totals["articles"],
        pages=totals["pages"],
        read=index.read,
        rendered=len(explained),
        written=tuple(publisher.written),
        deleted=tuple(publisher.deleted),
        unchanged=totals["outputs"] - len(publisher.written),
        bytes_written=publisher.bytes_written,
        build_id=record.build_id,
        explained=tuple(explained),
    )


# the steps


def _open(options: Options, state: Path) -> tuple[Record, bool]:
    """The record, and whether the output is known to hold what the record says."""
    from . import publish

    record = open_record(state / "record.db")
    try:
        trusted = not record.fresh and publish.recover(record, options.output, state / "changes.json")
        if options.clean and not record.fresh:
            record.close()
            record, trusted = open_record(state / "record.db", anew=True), False
        return record, trusted
    except BaseException:
        record.close()
        raise


def _view(options: Options) -> View:
    from .read import microseconds

    return View(microseconds(options.now), options.drafts)


def _last_view(record: Record) -> View:
    return View(int(record.meta("until") or b"0"), record.meta("drafts") == b"1")


def _nothing_changed(options: Options, changes: Changes, record: Record) -> bool:
    """Whether the output already is what this build would make. Looks at no file but the code's own."""
    before = json.loads(record.meta("basis") or b"{}")
    if changes.changed or changes.vanished or changes.problems or before.get("base_url") != options.base_url:
        return False
    last, now = _last_view(record), _view(options)
    lower, upper = sorted((last.until, now.until))
    if last.drafts != now.drafts or (lower != upper and record.between(lower, upper)):
        return False
    return before.get("code") == code_digest().hex()


def _basis(options: Options, record: Record, problems: list[Problem]) -> tuple[Any, Any, Any, frozenset[str]]:
    """What every page depends on, with the settings and the templates; None where a problem forbids going on."""
    from . import digest, redirects, settings, templates
    from .pages import BY_NAME
    from .plan import Basis

    site_settings, found = settings.read((options.site / SETTINGS).read_bytes(), base_url=options.base_url)
    problems += found
    redirected, found = redirects.read(options.site)
    problems += found
    loaded, found = templates.load(options.site)
    problems += found
    of = digest.of_parts(*(f"{name}\0{template.source}".encode() for name, template in sorted(loaded.items()))).hex()
    known = json.loads(record.meta("closures") or b"{}")
    if known.get("of") == of and known["kinds"].keys() == BY_NAME.keys():
        closures = {kind: bytes.fromhex(value) for kind, value in known["kinds"].items()}
    else:
        closures, found = templates.closures(loaded, {name: kind.template for name, kind in BY_NAME.items()})
        problems += found
        told = {"of": of, "kinds": {kind: value.hex() for kind, value in closures.items()}}
        record.put_meta("closures", json.dumps(told).encode())
    if site_settings is None or len(closures) < len(BY_NAME):
        return None, None, None, redirected
    of_settings = digest.of_bytes(settings.encoded(site_settings))
    return Basis(code_digest(), of_settings, closures), site_settings, loaded, redirected


def _remember(record: Record, basis: Any, view: View, options: Options) -> dict[str, int]:
    """Note what this build was made of; returns the totals of what it makes."""
    told = {
        "code": basis.code.hex(),
        "settings": basis.settings.hex(),
        "templates": {kind: value.hex() for kind, value in basis.templates.items()},
        "base_url": options.base_url,
    }
    record.put_meta("basis", json.dumps(told).encode())
    record.put_meta("until", str(view.until).encode())
    record.put_meta("drafts", b"1" if view.drafts else b"0")
    totals = record.totals(view)
    record.put_meta("totals", json.dumps(totals).encode())
    return totals


def _reads_again(record: Record, basis: Any) -> bool:
    """Whether every article file must be parsed anew: the settings or the code are not those of the record."""
    before = json.loads(record.meta("basis") or b"{}")
    return bool(before.get("settings") != basis.settings.hex() or before.get("code") != basis.code.hex())


def _affected_by_basis(record: Record, basis: Any, trusted: bool) -> Any:
    """What the code, the settings, the templates or a lost output may have changed, whatever the stories."""
    from .plan import Affected

    affected = Affected()
    if not trusted:
        affected.everything()
    elif _reads_again(record, basis):
        affected.all_pages()
    else:
        before = json.loads(record.meta("basis") or b"{}").get("templates", {})
        changed = {kind for kind, value in basis.templates.items() if before.get(kind) != value.hex()}
        if "article" in changed:
            affected.stories = None
        if changed - {"article"}:
            affected.facets = None
    return affected


_NEVER_HELD_BACK = {"template-failed", "template-syntax", "template-dynamic", "same-output", "no-articles", "symlink",
                    "symlink-loop", "bad-name", "same-name"}  # fmt: skip
_MOST_FAULTS = 100  # a fault in a template that every page uses is one fault, not ten thousand


def _may_go_on(options: Options, problems: list[Problem], held: set[str]) -> bool:
    """Whether all errors are in sources that --keep-good may hold back."""
    if not has_errors(problems):
        return True
    return options.keep_good and all(p.level == "warning" or p.file in held for p in problems)


def _one_for_each_place(faults: dict[Problem, int]) -> list[Problem]:
    """A template's fault once for each line, though it shows on many pages."""
    first: dict[tuple[str, int, str], Problem] = {}
    for problem in faults:
        first.setdefault((problem.file, problem.line, dict(problem.values).get("reason", "")), problem)
    return list(first.values())


def _cache_folder(state: Path) -> str:
    folder = state.parent / "compiled"
    folder.mkdir(parents=True, exist_ok=True)
    return str(folder)


def _pool_for(tasks: Iterable[Any], workshop: Any, workers: int, closing: ExitStack) -> tuple[Iterator[Any], Any]:
    """The tasks, and a pool for them if there are many."""
    from . import pool, render

    stream = iter(tasks)
    head = list(itertools.islice(stream, pool.SERIAL))
    executor = None
    if len(head) == pool.SERIAL and workers > 1:
        executor = closing.enter_context(pool.processes(workers, render.start, workshop))
    return itertools.chain(head, stream), executor


# the reports


def _unchanged(record: Record) -> Report:
    totals = json.loads(record.meta("totals") or b"{}")
    return Report(
        True, articles=totals.get("articles", 0), pages=totals.get("pages", 0), unchanged=totals.get("outputs", 0),
        build_id=record.build_id,
    )  # fmt: skip


def _refused(record: Record, problems: Iterable[Problem], read: int = 0, rendered: int = 0) -> Report:
    record.rollback()
    return Report(False, _ordered(problems), read=read, rendered=rendered, build_id=record.build_id)


def _ordered(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    return tuple(sorted(dict.fromkeys(problems), key=lambda problem: problem.order))


def _check_places(options: Options) -> None:
    site, output = options.site.resolve(), options.output.resolve()
    if not (options.site / SETTINGS).is_file():
        problem = error(
            "no-site",
            N_("There is no {name} in this folder."),
            N_("Go to your site's folder, or begin one with “newsgen init my-news”."),
            name=SETTINGS,
        )
        raise Unusable(problem.at(str(options.site)))
    inputs = [site / tree for tree in sources.TREES]
    if output == site or output in site.parents or any(output == tree or tree in output.parents for tree in inputs):
        problem = error(
            "bad-output",
            N_("The output cannot be the site's own folder or lie inside its sources."),
            N_("Choose another folder with --output."),
        )
        raise Unusable(problem.at(str(output)))
