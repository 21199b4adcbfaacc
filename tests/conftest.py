"""What all tests share: temporary files in memory, one copy of the default theme, and one digest of the code."""

import contextlib
import functools
import gc
import importlib
import importlib.metadata
import inspect
import os
import shutil
import sys
import tempfile
from collections import Counter, OrderedDict
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

import jinja2
import pytest
from hypothesis import settings
from jinja2.filters import FILTERS
from jinja2.tests import TESTS

from newsgen.base.unexpected import RAISE
from newsgen.build import run
from newsgen.executor import versions
from newsgen.site import layout

os.environ[RAISE] = "1"  # an exception that nobody foresaw fails its test, in worker processes too
settings.register_profile("newsgen", deadline=None)  # a busy machine is no fault of the code
settings.load_profile("newsgen")

MEMORY = Path("/dev/shm")
ROOM = 2 << 30
"""Bytes that must be free in memory. A run uses less than a third of them."""

if "TMPDIR" not in os.environ and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free >= ROOM:
    # A build syncs each file that it writes. On a disk, the random sequences of the law would spend half their time there.
    os.environ["TMPDIR"] = str(MEMORY)  # for the processes that tests start too
    tempfile.tempdir = None


if "NEWSGEN_RENDITIONS" not in os.environ:  # equal pictures of all tests are encoded once
    pillow = importlib.metadata.version("pillow")
    os.environ["NEWSGEN_RENDITIONS"] = f"{tempfile.gettempdir()}/newsgen-test-renditions-{os.getuid()}-{pillow}"


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int | None:
    """``-n auto`` starts a process more than there are processors: one of them always waits for a browser, a server or a
    clock. The variable of pytest-xdist, ``PYTEST_XDIST_AUTO_NUM_WORKERS``, counts before it."""
    if "PYTEST_XDIST_AUTO_NUM_WORKERS" in os.environ:
        return None
    return 1 + (len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)


@pytest.hookimpl(tryfirst=True)
def pytest_collection(session: pytest.Session) -> None:
    """Import the test modules, where several processes collect all of them at once: each begins at another module. In a
    fresh clone pytest rewrites every ``assert``, which takes as long as all else; this way each module is rewritten once,
    and the other processes find it in ``__pycache__``, even where ``PYTHONDONTWRITEBYTECODE`` is set."""
    gc.disable()  # until all are collected: what tests are made of stays
    if session.config.args != session.config.getini("testpaths"):
        return
    here, count = os.environ.get("PYTEST_XDIST_WORKER", "gw0"), int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    if count == 1:
        return
    names = sorted(_modules(Path(__file__).parent, "tests"))
    first = len(names) * (int(here.removeprefix("gw")) % count) // count
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "dont_write_bytecode", False)
        for name in names[first:] + names[:first]:
            with contextlib.suppress(Exception, pytest.skip.Exception):  # pytest tells it when it collects the module
                importlib.import_module(name)


def _modules(folder: Path, package: str) -> Iterator[str]:
    """The names of the test modules below a package."""
    for path in folder.iterdir():
        if path.match("test_*.py"):
            yield f"{package}.{path.stem}"
        elif (path / "__init__.py").is_file():
            yield from _modules(path, f"{package}.{path.name}")


CASES: Counter[str] = Counter()
"""How many cases of each sampled test are collected."""


def pytest_itemcollected(item: pytest.Item) -> None:
    """Mark the cases that ``tests.support.cases.sampled`` leaves to ``.ci/run``."""
    mark = item.get_closest_marker("sampled")
    if mark and not any(item.iter_markers("ci")) and not any(item.iter_markers("nightly")):
        test = item.nodeid.partition("[")[0]
        if CASES[test] % mark.args[0]:
            item.add_marker("ci")
        CASES[test] += 1


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """Ten thousand tests and their modules stay until the end: the garbage collector need not look at them again."""
    gc.collect()
    gc.freeze()
    gc.enable()


SHORT = "tests/articles/test_bad_input.py"
LONG = "tests/law/test_law.py"
APART = ("tests/law/test_crash.py", LONG, SHORT)
"""Long files whose tests share no fixture. Those of ``LONG`` take up to 20 seconds each and come first, those of ``SHORT`` come
last, so that no process waits long for the last test of another."""


BROWSER = "tests/browser/"
MIDDLE = f"{BROWSER}test_n"
"""The files of ``BROWSER`` are two units, those before ``MIDDLE`` and the others: a unit starts Chromium once, and builds the
newsrooms of the package once."""


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The order of the units: ``LONG``, then units with many tests before those with few, then ``SHORT``."""
    tests = Counter(unit(item.nodeid) for item in items)
    items.sort(
        key=lambda item: (
            not item.nodeid.startswith(LONG), item.nodeid.startswith(SHORT), -tests[unit(item.nodeid)], unit(item.nodeid)
        )
    )  # fmt: skip


def unit(nodeid: str) -> str:
    """The name of the unit that a test belongs to. One process runs all tests of a unit."""
    if nodeid.startswith(APART):
        return nodeid
    if nodeid.startswith(BROWSER):
        return f"{BROWSER}test_[{'a-m' if nodeid < MIDDLE else 'n-z'}]"
    return nodeid.partition("::")[0]


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> object:
    """Keep the tests of a file on one process, which then sets up their fixtures once; those of ``BROWSER`` too. The tests of
    ``APART`` go to whichever process is free."""
    from xdist.scheduler import LoadScopeScheduling

    class Scheduling(LoadScopeScheduling):  # type: ignore[misc]  # pytest-xdist has no published types
        def _split_scope(self, nodeid: str) -> str:
            return unit(nodeid)

    config.option.loadscopereorder = False  # pytest_collection_modifyitems has put the units in order
    return Scheduling(config, log)


@pytest.fixture(scope="session", autouse=True)
def theme(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A copy of the default theme, so that a save in the checkout disturbs no running test."""
    real = layout.theme()
    copy = tmp_path_factory.mktemp("theme")
    for name in ("templates", "static"):
        shutil.copytree(real / name, copy / name)
    for path in copy.rglob("*"):
        os.utime(path, ns=(1_700_000_000_000_000_000,) * 2)
    code = versions.code_digest()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(run, "code_digest", lambda: code)
        patch.setattr(layout, "theme_root", lambda: str(copy))
        yield copy


COMPILED = 2_000  # templates, of some 20 kB each


@pytest.fixture(scope="session", autouse=True)
def compiled_once() -> Iterator[None]:
    """Compile equal templates once for all sites of a test process: a third of a small build is compilation.

    The key holds whatever Jinja's compiler looks at. The compiler runs filters and tests whose arguments are constants,
    and those of a site answer by its settings; so where it ran one, the code is for equal settings only. The files of
    compiled templates are written and read as without this fixture.
    """
    known: OrderedDict[object, Any] = OrderedDict()
    sets: dict[object, int] = {}  # of functions, by number, because a key of so many takes long to compare
    functions: WeakKeyDictionary[jinja2.Environment, int] = WeakKeyDictionary()
    real: Any = jinja2.Environment.compile

    def compile(self: jinja2.Environment, source: Any, name: Any = None, filename: Any = None, **options: bool) -> Any:
        if not isinstance(source, str) or any(options.values()):
            return real(self, source, name, filename, **options)
        escapes = self.autoescape(name) if callable(self.autoescape) else self.autoescape
        if self not in functions:
            plain = ((n, inspect.unwrap(f)) for n, f in (*self.filters.items(), *self.tests.items()))
            named = tuple((n, getattr(f, "__func__", f)) for n, f in plain)
            functions[self] = sets.setdefault(named, len(sets))
        key = (
            type(self), self.code_generator_class, source, name, filename, escapes, self.trim_blocks, self.lstrip_blocks,
            functions[self],
        )  # fmt: skip
        if key in known:
            return known[key]
        narrow = (key, repr(self.globals.get("site")))
        if narrow in known:
            return known[narrow]
        ran: list[str] = []
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(self, "filters", noting(self.filters, FILTERS, ran))
            patch.setattr(self, "tests", noting(self.tests, TESTS, ran))
            code = real(self, source, name, filename)
        known[narrow if ran else key] = code
        if len(known) > COMPILED:
            known.popitem(last=False)
        return code

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(jinja2.Environment, "compile", compile)
        yield


def noting(functions: dict[str, Any], plain: dict[str, Any], ran: list[str]) -> dict[str, Any]:
    """The same filters or tests, where each that is none of Jinja's own adds its name to ``ran`` when it is called."""

    def noted(name: str, function: Any) -> Any:
        @functools.wraps(function)
        def call(*args: Any, **named: Any) -> Any:
            ran.append(name)
            return function(*args, **named)

        return call

    return {name: f if plain.get(name) is f else noted(name, f) for name, f in functions.items()}
