"""A build that is killed or gets an error at any step leaves the old or the new output; the next build is right."""

import contextlib
import itertools
import os
import re
import shutil
import signal
import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from newsgen.build.build import build
from newsgen.build.publish import Publisher
from newsgen.build.run import Options, Report
from newsgen.cli import command_line, exit_codes
from newsgen.pages.kinds import KINDS
from newsgen.record.recovery import is_sound
from newsgen.site import layout
from newsgen.site.layout import STAGING, STAMP, state_folder
from tests.support import NOW, TEMPLATES, codes, story, tree
from tests.support import SETTINGS as WHOLE
from tests.support.cases import at_night, first, sampled
from tests.support.killer import Step, kinds, run, spread
from tests.support.pictures import png

pytestmark = pytest.mark.skipif(not os.path.isdir("/proc/self/fd"), reason="watches its children through Linux's /proc")

PNG = png(7, 5)
PAGES = {
    "base.html": """<html lang="ar" dir="rtl">
<link rel="stylesheet" href="{{ url("/site.css") }}"><title>{{ page.title }}</title>
{% for s in site.sections %}<a href="{{ url("/" ~ s.id ~ "/") }}">{{ s.name }}</a>{% endfor %}
<a href="{{ url("/") }}">{{ site.title }}</a><script src="{{ url("/assets/v1/dates.js") }}"></script>
{% block main %}{% endblock %}</html>
""",
    "cards.html": """{% macro card(c) %}<a href="{{ url(c.address) }}">{{ c.title }}</a>
{% if c.image %}<img src="{{ url(c.image.address) }}">{% endif %}{% endmacro %}
""",
    "article.html": TEMPLATES["article.html"].replace(
        "<h1>", """<iframe src="{{ url("/fragments/latest/" ~ article.card.section ~ ".html") }}"></iframe><h1>"""
    ),
    "page.html": """{% extends "base.html" %}{% block main %}{{ page.title }}{% endblock %}""",
}
Inputs = dict[str, bytes]


SETTINGS = WHOLE + "feeds: {formats: []}\n"
"""Settings without feeds: every output file is several steps, and every step costs a process."""


def inputs(stories: Mapping[str, Mapping[str, Any]], *, settings: str = SETTINGS, **files: str | bytes) -> Inputs:
    """The files of a site: stories by id, templates that link all pages, and ``files`` (``__`` in a name is ``/``)."""
    found: dict[str, str | bytes] = {"site.yml": settings, "static/site.css": "body {}", "content/p.png": PNG}
    found |= {f"templates/{name}": text for name, text in {**TEMPLATES, **PAGES}.items()}
    found |= {f"content/{name}.md": story(**fields) for name, fields in stories.items()}
    found |= {name.replace("__", "/"): data for name, data in files.items()}
    return {name: data if isinstance(data, bytes) else data.encode() for name, data in found.items()}


PICTURE = "{src: p.png, alt: صورة}"
STORIES: dict[str, dict[str, Any]] = {
    "a": {"title": "أول", "date": "2026-05-01 08:00", "tags": ["أ"]},
    "b": {"title": "ثان", "date": "2026-05-02 08:00", "tags": ["أ"], "image": PICTURE},
    "c": {"title": "ثالث", "date": "2026-05-03 08:00", "section": "sport", "related": ["a"]},
    "d": {"title": "رابع", "date": "2026-05-04 08:00", "tags": ["أ"], "place": "port"},
    "e": {"title": "خامس", "date": "2026-05-05 08:00", "section": "sport", "related": ["b", "d"]},
}
OLD = inputs(STORIES, **{"static__old__only.txt": "قديم", "static__swap": "ملف"})
EDITED: dict[str, dict[str, Any]] = {
    "a": STORIES["a"] | {"title": "أول، محدّث", "related": ["new"]},  # leads to a story that is new, at an earlier path
    "b": STORIES["b"] | {"body": "نص آخر."},
    "e": STORIES["e"],
    "moved": STORIES["d"],
    "new": {"title": "جديد", "date": "2026-05-06 08:00", "tags": ["أ"], "image": PICTURE},
}
CHANGED: dict[str, Any] = {
    "content__p.png": png(7, 5, 1),
    "static__site.css": "body {color: red}",
    "static__swap__a.txt": "مجلد",
}
NEW = inputs(EDITED, **CHANGED)
SECTIONS = inputs(
    STORIES
    | {"a": STORIES["a"] | {"slug": "zz"}, "z": {"title": "سوق", "section": "money", "date": "2026-05-07 08:00"}},
    settings=SETTINGS.replace("  - {id: culture, name: ثقافة}\n", "  - {id: money, name: اقتصاد}\n"),
)
SWAPPED = inputs(STORIES | {"b": STORIES["b"] | {"slug": "x"}, "x": STORIES["b"] | {"slug": "b", "title": "بديل"}})
PICTURES = inputs(EDITED, **CHANGED | {"content__p.png": png(480, 5)})
"""The picture of two stories is one of which smaller ones are made."""

FOREIGN = {"foreign.txt": b"not ours", "old/foreign.txt": b"nor this", "2026/05/04/d/notes.txt": b"nor this"}

_clock = itertools.count(1)


@pytest.fixture(autouse=True)
def small_theme(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Replace the default theme by an empty one, so that a build's steps concern only the site's own files."""
    for name in ("templates", "static/assets"):
        (tmp_path / "theme" / name).mkdir(parents=True)
    (tmp_path / "theme/static/assets/themed.txt").write_text("من الأصل")
    os.utime(tmp_path / "theme/static/assets/themed.txt", ns=(1_700_000_000_000_000_000,) * 2)
    for kind in KINDS:
        if kind.template not in TEMPLATES:
            file = tmp_path / "theme/templates" / kind.template
            file.parent.mkdir(exist_ok=True)
            file.write_text("{{ context }}")
            os.utime(file, ns=(1_700_000_000_000_000_000,) * 2)
    monkeypatch.setattr(layout, "theme_root", lambda: str(tmp_path / "theme"))


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder in memory where there is one: these tests copy sites hundreds of times."""
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix="newsgen-crash-", dir=memory) as found:
        yield Path(found)


@dataclass
class Site:
    """A site whose files are exactly the inputs put into it."""

    root: Path
    options: dict[str, object] = field(default_factory=dict)

    @property
    def output(self) -> Path:
        return self.root / "public"

    @property
    def state(self) -> Path:
        return state_folder(self.root, self.output)

    def put(self, wanted: Inputs) -> "Site":
        """Write the inputs that differ, and delete files that are not inputs."""
        trees = [self.root / name for name in ("content", "templates", "static")]
        for path in [p for tree_ in trees if tree_.is_dir() for p in tree_.rglob("*") if p.is_file()]:
            if path.relative_to(self.root).as_posix() not in wanted:
                path.unlink()
        for tree_ in trees:
            for path in sorted(tree_.rglob("*"), reverse=True):
                if path.is_dir() and not any(path.iterdir()):
                    path.rmdir()
        for name, data in wanted.items():
            path = self.root / name
            if not path.is_file() or path.read_bytes() != data:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(data)
                stamp = 1_700_000_000_000_000_000 + next(_clock) * 1_000_000_000
                os.utime(path, ns=(stamp, stamp))
        return self

    def build(self, **more: object) -> Report:
        return build(Options(self.root, self.output, NOW, **{"jobs": 1, **self.options, **more}))  # type: ignore[arg-type]

    def built(self, **more: object) -> "Site":
        report = self.build(**more)
        assert report.published, report.problems
        return self

    def copy(self, to: Path) -> "Site":
        shutil.rmtree(to, ignore_errors=True)
        shutil.copytree(self.root, to, symlinks=True)
        return Site(to, self.options)

    def add_foreign(self) -> None:
        for name, data in FOREIGN.items():
            (self.output / name).parent.mkdir(parents=True, exist_ok=True)
            (self.output / name).write_bytes(data)


def contents(output: Path) -> dict[str, bytes]:
    """The files of the output without foreign and staged files."""
    found = {p: data for p, data in tree(output).items() if not p.startswith(STAGING + "/")} if output.exists() else {}
    return {path: data for path, data in found.items() if path not in FOREIGN}


def emptied_folders(output: Path) -> list[Path]:
    return [p for p in output.rglob("*") if p.is_dir() and not any(p.iterdir())]


def reachable(output: Path) -> Iterator[tuple[str, str]]:
    """Every address that links from the home page reach, with the page that links it."""
    waiting, seen = [("/", "")], set()
    while waiting:
        address, source = waiting.pop()
        if address in seen:
            continue
        seen.add(address)
        yield address, source
        path = output / file_at(address)
        if path.suffix == ".html" and path.is_file():
            text = path.read_text(encoding="utf-8")
            waiting += [(unquote(a), address) for a in re.findall(r'(?:href|src)="(/[^"#?]*)"', text)]


def file_at(address: str) -> str:
    return address.lstrip("/") + ("index.html" if address.endswith("/") else "")


def check(output: Path, old: dict[str, bytes], new: dict[str, bytes]) -> None:
    """Assert that every file is whole and every link works."""
    present = contents(output)
    for path, data in present.items():
        assert data in (old.get(path), new.get(path)), f"{path} is neither the old nor the new one: {data[:60]!r}"
    if "index.html" in present:
        for address, source in reachable(output):
            assert file_at(address) in present, f"{source} leads to {address}, which does not answer"
    for path in old.keys() & new.keys():
        assert path in present, f"{path} was published before, is not deleted and does not answer"
    if old:
        for name, data in FOREIGN.items():
            assert (output / name).read_bytes() == data, f"{name} is not ours"


_clean: dict[frozenset[tuple[str, bytes]], dict[str, bytes]] = {}


def clean_output(wanted: Inputs) -> dict[str, bytes]:
    """The output of a clean build elsewhere, which a test process builds once."""
    key = frozenset(wanted.items())
    if key not in _clean:
        with tempfile.TemporaryDirectory(prefix="newsgen-clean-") as folder:
            _clean[key] = contents(Site(Path(folder, "site")).put(wanted).built().output)
    return _clean[key]


@dataclass
class Scene:
    """A change of a site from the ``old`` inputs to the ``new`` ones; ``old`` is None for the first build."""

    folder: Path
    old: Inputs | None
    new: Inputs
    options: dict[str, object] = field(default_factory=dict)
    _start: Site | None = None

    def clean(self, wanted: Inputs | None) -> dict[str, bytes]:
        """The output of a clean build elsewhere; nothing where no build was."""
        return {} if wanted is None else clean_output(wanted)

    def begin(self) -> Site:
        """A site with the old inputs published and the new inputs in its files."""
        if self._start is None:
            self._start = Site(self.folder / "start", self.options)
            self._start.root.mkdir()
            if self.old is not None:
                Site(self.folder / "start").put(self.old).built().add_foreign()
        site = self._start.copy(self.folder / "site")
        if self.old is not None:
            Site(site.root).built()  # the copy's files have other inodes
        return site.put(self.new)

    def steps(self) -> tuple[Step, ...]:
        site = self.begin()
        end = run(lambda: bool(site.built()), site.root)
        assert end.result is True, end.raised
        assert contents(site.output) == self.clean(self.new)
        return end.steps

    def kill(self, step: Step, checks: "tuple[Check, ...]") -> None:
        site = self.begin()
        end = run(lambda: bool(site.build()), site.root, kill=step.number)
        assert end.signal == signal.SIGKILL, f"step {step} was not reached: {end}"
        try:
            check(site.output, self.clean(self.old), self.clean(self.new))
            for follow in checks:
                follow(self, site.copy(self.folder / "after"))
        except BaseException as failure:
            failure.add_note(f"killed at {step}")
            raise


Check = Callable[[Scene, Site], None]


def settled(site: Site, expected: dict[str, bytes], *, stale: frozenset[str] = frozenset(), **options: object) -> None:
    """Assert that one build leaves the output of a clean build, and that the next one changes nothing."""
    site.options = {}
    report = site.build(**options)
    assert report.published, report.problems
    assert "record-damaged" not in codes(report)
    found = {path: data for path, data in contents(site.output).items() if path not in stale or path in expected}
    assert found.keys() == expected.keys()
    assert found == expected
    assert not (site.output / STAGING).exists()
    assert stale or not emptied_folders(site.output)
    again = site.build()
    assert (again.rendered, again.written, again.deleted) == (0, (), ())


def again(scene: Scene, site: Site) -> None:
    settled(site, scene.clean(scene.new))


def back(scene: Scene, site: Site) -> None:
    """The inputs return to their state before the killed build."""
    settled(site.put(scene.old or OLD), scene.clean(scene.old or OLD))


def emptied(scene: Scene, site: Site) -> None:
    shutil.rmtree(site.output, ignore_errors=True)
    settled(site, scene.clean(scene.new))


def emptied_by_hand(scene: Scene, site: Site) -> None:
    """Pages, staged files and the stamp are lost; the other files remain."""
    lose_pages(site)
    (site.output / STAMP).unlink(missing_ok=True)
    settled(site, scene.clean(scene.new))


def lose_pages(site: Site) -> None:
    for path in site.output.rglob("*.html"):
        path.unlink()
    shutil.rmtree(site.output / STAGING, ignore_errors=True)


def forgotten(scene: Scene, site: Site) -> None:
    """The record is lost, so newsgen does not know its files: it publishes right pages and deletes nothing."""
    shutil.rmtree(site.root / ".newsgen", ignore_errors=True)
    shutil.rmtree(site.output / "swap", ignore_errors=True)  # a folder in the way of a file, which may be foreign
    if (site.output / "swap").is_file():  # or the other way round
        (site.output / "swap").unlink()
    settled(site, scene.clean(scene.new), stale=frozenset(scene.clean(scene.old)))


def cleaned(scene: Scene, site: Site) -> None:
    settled(site, scene.clean(scene.new), clean=True)


BROKEN = b"---\ntitle: [\n---\n"


def refused(scene: Scene, site: Site) -> None:
    """The next build has an error in its inputs."""
    site.options = {}
    site.put(scene.new | {"content/a.md": BROKEN})
    assert not site.build().published
    check(site.output, scene.clean(scene.old), scene.clean(scene.new))
    settled(site.put(scene.new), scene.clean(scene.new))


def emptied_and_refused(scene: Scene, site: Site) -> None:
    """The output is lost after the kill, and the next build has an error in its inputs."""
    site.options = {}
    shutil.rmtree(site.output, ignore_errors=True)
    site.put(scene.new | {"content/a.md": BROKEN})
    assert not site.build().published
    settled(site.put(scene.new), scene.clean(scene.new))


def upgraded(scene: Scene, site: Site) -> None:
    """The next build comes from a newsgen whose record has another schema."""
    with contextlib.suppress(sqlite3.OperationalError):  # killed before there was a record
        execute(site, "UPDATE meta SET value = x'39393939' WHERE key = 'schema'")
    settled(site, scene.clean(scene.new))


def killed_again(scene: Scene, site: Site) -> None:
    """The build after the killed one is killed too, at several of its steps."""
    site.options = {}
    aside = site.copy(scene.folder / "aside")
    count = len(run(lambda: bool(aside.build()), aside.root).steps)
    for number in range(1, count + 1, max(1, count // 3)):
        other = site.copy(scene.folder / "aside")
        if run(lambda other=other: bool(other.build()), other.root, kill=number).signal:  # type: ignore[misc]
            check(other.output, scene.clean(scene.old), scene.clean(scene.new))
            settled(other, scene.clean(scene.new))


ALWAYS: tuple[Check, ...] = (again, back)
IN_TURN: tuple[Check, ...] = (
    emptied,
    forgotten,
    refused,
    emptied_and_refused,
    cleaned,
    killed_again,
    emptied_by_hand,
    upgraded,
)


SCENES: dict[str, dict[str, object]] = {
    "cold": {"old": None, "new": NEW},
    "news": {"old": OLD, "new": NEW},
    "back": {"old": NEW, "new": OLD},
    "sections": {"old": OLD, "new": SECTIONS},
    "swapped": {"old": OLD, "new": SWAPPED},
    "clean": {"old": OLD, "new": NEW, "options": {"clean": True}},
    "pictures": {"old": OLD, "new": PICTURES},
}


@pytest.mark.parametrize(
    ("name", "of"),
    [
        *first(1, [("news", 6), ("news", 3), ("swapped", 1)]),
        *at_night([("news", 1), ("back", 1), ("sections", 1), ("clean", 1), ("pictures", 1)]),
    ],
)
def test_no_reader_is_misled(name: str, of: int, folder: Path) -> None:
    """After a kill at any step behind the commit, or one ``of`` so many, every link from the home page works and every
    file is whole."""
    scene = Scene(folder, **SCENES[name])  # type: ignore[arg-type]
    steps = scene.steps()
    # After the steps of other kinds, nothing has changed since the step before.
    changes = [s for s in steps[commit_of(steps) :] if s.kind not in ("record", "mkdir", "open", "fsync")]
    for step in changes[::of]:
        scene.kill(step, ())


@pytest.mark.parametrize(
    ("name", "count"),
    [
        *first(1, [("news", None), ("news", 8), ("pictures", 12)]),
        *at_night([("news", 14), ("cold", 12), ("sections", 8), ("swapped", 8), ("clean", 8)]),
    ],
)
def test_killed(name: str, count: int | None, folder: Path) -> None:
    """Killed at some steps of every kind."""
    scene = Scene(folder, **SCENES[name])  # type: ignore[arg-type]
    steps = scene.steps()
    chosen = spread(steps, count)
    assert {"open", "torn", "rename", "mkdir", "fsync", "commit", "record"} <= kinds(steps).keys()
    for i, number in enumerate(chosen):
        turn = (IN_TURN[i % len(IN_TURN)], IN_TURN[(i + 3) % len(IN_TURN)])
        scene.kill(steps[number - 1], (*ALWAYS, *turn))


@pytest.mark.nightly
@pytest.mark.parametrize("name", SCENES)
def test_killed_at_every_step(name: str, folder: Path) -> None:
    """Killed at every step on disk and at every fifth statement of the record, with every continuation."""
    scene = Scene(folder, **SCENES[name])  # type: ignore[arg-type]
    statements = itertools.count()
    for step in scene.steps():
        if step.kind != "record" or next(statements) % 5 == 0:
            scene.kill(step, (*ALWAYS, *IN_TURN))


# the computer refuses


def command(site: Site, *more: str) -> int:
    """Run ``newsgen build`` and return its exit code."""
    words = ["build", "--site", str(site.root), "--now", NOW.isoformat(), "--jobs", "1", "--lang", "en", *more]
    return command_line.main(words + (["--clean"] if site.options.get("clean") else []))


def refuse(scene: Scene, step: Step, committed: int, *, for_good: bool) -> None:
    """Fail at a step with a full disk: exit code 1 with a message, the old or the new output, and a right next build."""
    site = scene.begin()
    end = run(lambda: command(site), site.root, fail=step.number, for_good=for_good)
    old, new = scene.clean(scene.old), scene.clean(scene.new)
    try:
        assert (end.signal, end.raised) == (0, ""), end.raised
        check(site.output, old, new)
        if end.result == exit_codes.DONE:
            assert contents(site.output) == new
        else:
            assert end.result == exit_codes.FAILED
            assert "System error" in end.printed
            assert ("No space left" in end.printed) or ("disk is full" in end.printed)
        if end.result != exit_codes.DONE and step.number <= committed:
            assert contents(site.output) == old
            assert not (site.output / STAGING).exists()
            untouched = site.copy(scene.folder / "untouched")
            untouched.options = {}
            if scene.old is not None:
                report = untouched.put(scene.old).build()
                assert (report.published, report.written, report.deleted) == (True, (), ())
        if end.result != exit_codes.DONE and step.number > committed:
            finished = site.copy(scene.folder / "finished")
            finished.options = {}
            assert not finished.put(scene.new | {"content/a.md": BROKEN}).build().published
            assert contents(finished.output) == new, "what was committed is finished whatever the next build says"
        for follow in (*ALWAYS, forgotten):
            follow(scene, site.copy(scene.folder / "after"))
    except BaseException as failure:
        failure.add_note(f"refused at {step}, {for_good=}, {end}")
        raise


@pytest.mark.parametrize(("name", "count"), first(1, [("news", None), ("news", 10), ("cold", 10)]))
def test_interrupted(name: str, count: int | None, folder: Path) -> None:
    """Interrupted with Ctrl-C at some steps of every kind."""
    scene = Scene(folder, **SCENES[name])  # type: ignore[arg-type]
    steps = scene.steps()
    for number in spread(steps, count):
        site = scene.begin()
        end = run(lambda site=site: command(site), site.root, interrupt=number)  # type: ignore[misc]
        try:
            assert (end.signal, end.raised, end.result) == (0, "", 130)
            check(site.output, scene.clean(scene.old), scene.clean(scene.new))
            if number <= commit_of(steps):
                assert contents(site.output) == scene.clean(scene.old)
            for follow in ALWAYS:
                follow(scene, site.copy(scene.folder / "after"))
        except BaseException as failure:
            failure.add_note(f"interrupted at {steps[number - 1]}, {end}")
            raise


def commit_of(steps: tuple[Step, ...]) -> int:
    """The number of the commit that publishes. It is the last but one; the last one removes the journal."""
    return kinds(steps)["commit"][-2]


@pytest.mark.parametrize(
    ("name", "count"), first(1, [("news", None), ("news", 8), ("news", 14), ("cold", 10), ("clean", 8)])
)
def test_refused(name: str, count: int | None, folder: Path) -> None:
    """A full disk at some steps of every kind, for one step or from then on."""
    scene = Scene(folder, **SCENES[name])  # type: ignore[arg-type]
    steps = scene.steps()
    for i, number in enumerate(spread(steps, count)):
        if not is_cache(steps[number - 1]):
            refuse(scene, steps[number - 1], commit_of(steps), for_good=bool(i % 2))


def is_cache(step: Step) -> bool:
    return step.what.startswith(".newsgen/") and "/compiled" in step.what


def test_refused_cache(folder: Path) -> None:
    """A build that cannot write compiled templates goes on without them."""
    scene = Scene(folder, **SCENES["cold"])  # type: ignore[arg-type]
    steps = scene.steps()
    for step in [s for s in steps if is_cache(s) and s.kind in ("open", "rename")][:4]:
        site = scene.begin()
        end = run(lambda site=site: command(site), site.root, fail=step.number)  # type: ignore[misc]
        assert (end.raised, end.result) == ("", exit_codes.DONE), end.printed
        assert contents(site.output) == scene.clean(scene.new)


@pytest.mark.nightly
@pytest.mark.parametrize("name", ["cold", "news", "sections", "clean"])
@pytest.mark.parametrize("for_good", [False, True])
def test_refused_at_every_step(name: str, for_good: bool, folder: Path) -> None:
    scene = Scene(folder, **SCENES[name])  # type: ignore[arg-type]
    steps = scene.steps()
    statements = itertools.count()
    for step in steps:
        if not is_cache(step) and (step.kind != "record" or next(statements) % 5 == 0):
            refuse(scene, step, commit_of(steps), for_good=for_good)


# a record that cannot be trusted


def database(site: Site) -> Path:
    return site.state / "record.db"


def truncate(site: Site, share: float) -> None:
    data = database(site).read_bytes()
    database(site).write_bytes(data[: int(len(data) * share)])


def overwrite(site: Site, page: int) -> None:
    """Overwrite one page of the record's file, 4,096 bytes, with noise."""
    data = bytearray(database(site).read_bytes())
    data[page * 4096 : (page + 1) * 4096] = bytes((7 + i * 31) % 256 for i in range(4096))
    database(site).write_bytes(data)


def execute(site: Site, *statements: str) -> None:
    with contextlib.closing(sqlite3.connect(database(site))) as db, db:
        for statement in statements:
            db.execute(statement)


MISHAPS: dict[str, Callable[[Site], object]] = {
    "empty": lambda site: truncate(site, 0),
    "cut in its first page": lambda site: truncate(site, 0.01),
    "cut to a third": lambda site: truncate(site, 0.33),
    "cut near its end": lambda site: truncate(site, 0.95),
    "not a database": lambda site: database(site).write_bytes("ليس سجلًا".encode() * 999),
    "another schema": lambda site: execute(site, "UPDATE meta SET value = x'39393939' WHERE key = 'schema'"),
    "no schema": lambda site: execute(site, "DELETE FROM meta WHERE key = 'schema'"),
    "a table less": lambda site: execute(site, "DROP TABLE picks"),
    "a column more": lambda site: execute(site, "ALTER TABLE articles ADD COLUMN extra TEXT"),
    "no texts": lambda site: execute(site, "DELETE FROM texts"),
    "noise for summaries": lambda site: execute(site, "UPDATE articles SET summary = x'7b22'"),
    "noise for texts": lambda site: execute(site, "UPDATE texts SET text = x'000102'"),
    "noise for the basis": lambda site: execute(site, "UPDATE meta SET value = x'ff00' WHERE key = 'basis'"),
    "a journal of what is not staged": lambda site: execute(
        site,
        "INSERT INTO journal (rank, path, staged, digest) VALUES (100, 'index.html', '0/0', x'00')",
        "INSERT INTO journal (rank, path, staged, digest) VALUES (900, 'politics/index.html', NULL, x'')",
    ),
}


def use_after(mishap: Callable[[Site], object], folder: Path, first: Inputs) -> None:
    """Assert that two builds after damage to the record are right and keep foreign files."""
    site = Site(folder / "site").put(OLD).built()
    site.add_foreign()
    mishap(site)
    for wanted in (first, NEW):
        report = site.put(wanted).build()
        assert report.published, report.problems
        assert set(codes(report)) <= {"record-damaged", "record-missing", "pick-skipped", "address-vanished"}
        expected = clean_output(wanted)
        stale = contents(site.output).keys() - expected.keys()
        assert stale <= clean_output(OLD).keys()
        assert {path: data for path, data in contents(site.output).items() if path not in stale} == expected
        assert all((site.output / name).read_bytes() == data for name, data in FOREIGN.items())


@sampled(3)
@pytest.mark.parametrize("name", MISHAPS)
def test_damaged_record(name: str, folder: Path) -> None:
    use_after(MISHAPS[name], folder, OLD | {"content/b.md": EDITED_B})


EDITED_B = NEW["content/b.md"]


@pytest.mark.parametrize("part", first(1, range(4)))
def test_damaged_pages(part: int, folder: Path) -> None:
    """Noise over each page of the record in turn, a quarter of them in each part."""
    site = Site(folder / "site").put(OLD).built()
    pages = database(site).stat().st_size // 4096
    shutil.rmtree(site.root)
    for page in range(part, pages, 4):
        try:
            use_after(lambda site, page=page: overwrite(site, page), folder, OLD | {"content/b.md": EDITED_B})  # type: ignore[misc]
        except BaseException as failure:
            failure.add_note(f"page {page} of {pages}")
            raise
        shutil.rmtree(folder / "site")


# what newsgen did not write


@pytest.mark.parametrize("drop", ["clean", "another schema", "a table less"])
def test_what_a_dropped_record_had_written_is_deleted(drop: str, folder: Path) -> None:
    """A build deletes the files that a dropped record had written, and keeps foreign files."""
    site = Site(folder / "site").put(OLD).built()
    site.add_foreign()
    if drop != "clean":
        MISHAPS[drop](site)
    report = site.put(NEW).build(clean=drop == "clean")
    clean = Site(folder / "elsewhere").put(NEW)
    expected = clean.build()
    assert contents(site.output) == contents(clean.output)
    assert (report.pages, report.articles, report.build_id) == (expected.pages, expected.articles, expected.build_id)
    assert "2026/05/03/c/index.html" in report.deleted
    check(site.output, contents(site.output), contents(site.output))
    settled(site, contents(clean.output))


@sampled(5)
@pytest.mark.parametrize("lost", [False, True])
@pytest.mark.parametrize(
    ("foreign", "at"), [("swap/by-hand.txt", "swap"), ("new", "new/a.txt"), ("x/y", "x/y/z/a.txt")]
)
def test_a_foreign_file_in_the_way(foreign: str, at: str, lost: bool, folder: Path) -> None:
    """Where a folder is needed, or in one where a file is needed: nothing is published, nothing is lost."""
    site = Site(folder / "site").put(inputs(STORIES)).built()
    before = contents(site.output)
    if lost:
        shutil.rmtree(site.root / ".newsgen")
    (site.output / foreign).parent.mkdir(exist_ok=True)
    (site.output / foreign).write_text("by hand")
    wanted = inputs(STORIES | {"b": EDITED["b"]}) | {f"static/{at}": b"ours"}
    for _ in range(2):
        report = site.put(wanted).build()
        assert not report.published
        assert [code for code in codes(report) if code != "record-missing"] == ["output-blocked"]
        assert ("record-missing" in codes(report)) == lost
        assert contents(site.output) == before | {foreign: b"by hand"}
    elsewhere = Site(folder / "elsewhere").put(inputs(STORIES)).built()
    assert site.copy(folder / "aside").put(inputs(STORIES)).build().published
    assert contents(folder / "aside/public") == contents(elsewhere.output) | {foreign: b"by hand"}
    (site.output / foreign).unlink()
    settled(site, contents(Site(folder / "other").put(wanted).built().output))


@pytest.mark.ci
def test_a_lost_output_is_not_taken_for_whole(folder: Path) -> None:
    """Emptied between the crash and the next build: what can still be moved does not make it whole."""
    scene = Scene(folder, **SCENES["news"])  # type: ignore[arg-type]
    steps = scene.steps()
    for step in [s for s in steps if s.number > commit_of(steps)][:6]:
        scene.kill(step, (emptied_and_refused,))


@pytest.mark.ci
def test_no_empty_folder_is_left(folder: Path) -> None:
    """Killed between the removal of a folder and of the one above it."""
    scene = Scene(folder, **SCENES["news"])  # type: ignore[arg-type]
    for step in scene.steps():
        if step.kind == "rmdir":
            scene.kill(step, (again,))


def test_a_lost_output_whose_stamp_was_written(folder: Path) -> None:
    """Killed when all but the record's last commit was done; then pages and staged files are lost, the stamp is not."""
    scene = Scene(folder, **SCENES["news"])  # type: ignore[arg-type]

    def lose(scene: Scene, site: Site) -> None:
        lose_pages(site)
        assert not site.put(scene.new | {"content/a.md": BROKEN}).build().published
        settled(site.put(scene.new), scene.clean(scene.new))

    steps = scene.steps()
    scene.kill(steps[kinds(steps)["commit"][-1] - 1], (lose,))


def test_an_index_of_the_record_that_contradicts_its_table(folder: Path) -> None:
    """SQLite raises nothing for it: queries contradict each other, and a build must not end in a traceback."""
    site = Site(folder / "site").put(inputs(STORIES)).built()
    with contextlib.closing(sqlite3.connect(database(site))) as db:
        db.execute("PRAGMA writable_schema = ON")
        roots = dict(db.execute("SELECT name, rootpage FROM sqlite_schema WHERE type = 'index' AND tbl_name = 'pages'"))
        other = db.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'sqlite_autoindex_profiles_2'").fetchone()[
            0
        ]
        name = "sqlite_autoindex_pages_2"
        db.execute("UPDATE sqlite_schema SET rootpage = ? WHERE name = ?", (other, name))
        db.execute("UPDATE sqlite_schema SET rootpage = ? WHERE name = 'sqlite_autoindex_profiles_2'", (roots[name],))
        db.commit()
    assert not is_sound(database(site))
    wanted = inputs(STORIES | {"b": EDITED["b"]})
    report = site.put(wanted).build()
    assert report.published
    assert "record-damaged" in codes(report)
    assert contents(site.output) == contents(Site(folder / "other").put(wanted).built().output)


def test_an_error_of_newsgens_own_is_no_damage(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site = Site(folder / "site").put(inputs(STORIES)).built()
    before = database(site).read_bytes()
    site.put(inputs(STORIES | {"b": EDITED["b"]}))
    monkeypatch.setattr(Publisher, "retire", lambda self: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        site.build()
    assert database(site).read_bytes() == before
