"""Killed at any step, or refused by the computer, and started again: old or new, never between, then a clean build."""

import itertools
import os
import re
import shutil
import signal
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote

import pytest

from newsgen import build as build_module
from newsgen.build import Options, Report, build, state_folder
from newsgen.publish import STAGING, STAMP

from .support import NOW, SETTINGS, TEMPLATES, codes, story, tree
from .support.killer import Step, kinds, run, spread

pytestmark = pytest.mark.skipif(not os.path.isdir("/proc/self/fd"), reason="watches its children through Linux's /proc")

PNG = bytes.fromhex(f"89504e470d0a1a0a0000000d49484452{7:08x}{5:08x}08060000000000000000000000")
PAGES = {
    "base.html": """<html lang="ar" dir="rtl"><link rel="stylesheet" href="{{ url("/site.css") }}"><title>{{ page.title }}</title>
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


def inputs(stories: dict[str, dict[str, object]], *, settings: str = SETTINGS, **files: str | bytes) -> Inputs:
    """A site's files: stories by id, templates that link all pages, and the given files (``__`` for ``/``)."""
    found: dict[str, str | bytes] = {"site.yml": settings, "static/site.css": "body {}", "content/p.png": PNG}
    found |= {f"templates/{name}": text for name, text in {**TEMPLATES, **PAGES}.items()}
    found |= {f"content/{name}.md": story(**fields) for name, fields in stories.items()}  # type: ignore[arg-type]
    found |= {name.replace("__", "/"): data for name, data in files.items()}
    return {name: data if isinstance(data, bytes) else data.encode() for name, data in found.items()}


PICTURE = "{src: p.png, alt: صورة}"
STORIES: dict[str, dict[str, object]] = {
    "a": {"title": "أول", "date": "2026-05-01 08:00", "tags": ["أ"]},
    "b": {"title": "ثان", "date": "2026-05-02 08:00", "tags": ["أ"], "image": PICTURE},
    "c": {"title": "ثالث", "date": "2026-05-03 08:00", "section": "sport", "related": ["a"]},
    "d": {"title": "رابع", "date": "2026-05-04 08:00", "tags": ["أ"], "place": "port"},
    "e": {"title": "خامس", "date": "2026-05-05 08:00", "section": "sport", "related": ["b", "d"]},
}
OLD = inputs(STORIES, **{"static__old__only.txt": "قديم", "static__swap": "ملف"})
EDITED = {
    "a": STORIES["a"] | {"title": "أول، محدّث", "related": ["new"]},  # leads to a story that is new, at an earlier path
    "b": STORIES["b"] | {"body": "نص آخر."},
    "e": STORIES["e"],
    "moved": STORIES["d"],
    "new": {"title": "جديد", "date": "2026-05-06 08:00", "tags": ["أ"], "image": PICTURE},
}
NEW = inputs(
    EDITED, **{"content__p.png": PNG + b"\0", "static__site.css": "body {color: red}", "static__swap__a.txt": "مجلد"}
)
SECTIONS = inputs(
    STORIES | {"a": STORIES["a"] | {"slug": "zz"}, "z": {"title": "سوق", "section": "money", "date": "2026-05-07 08:00"}},
    settings=SETTINGS.replace("  - {id: culture, name: ثقافة}\n", "  - {id: money, name: اقتصاد}\n"),
)
SWAPPED = inputs(STORIES | {"b": STORIES["b"] | {"slug": "x"}, "x": STORIES["b"] | {"slug": "b", "title": "بديل"}})
FOREIGN = {"foreign.txt": b"not ours", "old/foreign.txt": b"nor this", "2026/05/04/d/notes.txt": b"nor this"}

_clock = itertools.count(1)


@pytest.fixture(autouse=True)
def small_theme(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A default theme of one file, so that every step of a build is about the site's own files."""
    for name in ("templates", "static"):
        (tmp_path / "theme" / name).mkdir(parents=True)
    (tmp_path / "theme/static/themed.txt").write_text("من الأصل")
    os.utime(tmp_path / "theme/static/themed.txt", ns=(1_700_000_000_000_000_000,) * 2)
    monkeypatch.setattr(build_module, "theme", lambda: tmp_path / "theme")


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
        """Make the files what the inputs say; a file that stays the same is not touched."""
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
        return build(Options(self.root, self.output, NOW, 1, **{**self.options, **more}))  # type: ignore[arg-type]

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
    """The output's own files; foreign ones must be there and are left out, staged ones are left out."""
    found = {p: data for p, data in tree(output).items() if not p.startswith(STAGING + "/")} if output.exists() else {}
    return {path: data for path, data in found.items() if path not in FOREIGN}


def emptied_folders(output: Path) -> list[Path]:
    return [p for p in output.rglob("*") if p.is_dir() and not any(p.iterdir())]


def reachable(output: Path) -> Iterator[tuple[str, str]]:
    """Every address that following links from the home page leads to, with the page that links it."""
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
    """What a reader is promised at any moment between two builds."""
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


@dataclass
class Scene:
    """From one state of a site to another; ``old`` is None for the first build of all."""

    folder: Path
    old: Inputs | None
    new: Inputs
    options: dict[str, object] = field(default_factory=dict)
    lose: Callable[[Site], None] = lambda site: None
    _clean: dict[int, dict[str, bytes]] = field(default_factory=dict)
    _start: Site | None = None

    def clean(self, wanted: Inputs | None) -> dict[str, bytes]:
        """The output of a clean build elsewhere."""
        if wanted is None:
            return {}
        if id(wanted) not in self._clean:
            site = Site(self.folder / "elsewhere").put(wanted).built()
            self._clean[id(wanted)] = contents(site.output)
            shutil.rmtree(site.root)
        return self._clean[id(wanted)]

    def begin(self) -> Site:
        """A site where the old state is published and the new one lies in the files."""
        if self._start is None:
            self._start = Site(self.folder / "start", self.options)
            self._start.root.mkdir()
            if self.old is not None:
                Site(self.folder / "start").put(self.old).built().add_foreign()
        site = self._start.copy(self.folder / "site")
        if self.old is not None:
            Site(site.root).built()  # the copy's files have other inodes
        self.lose(site)
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
    """One build makes the output what a clean build makes it, and the next one has nothing to do."""
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
    """The inputs are what they were before the killed build."""
    settled(site.put(scene.old or OLD), scene.clean(scene.old or OLD))


def emptied(scene: Scene, site: Site) -> None:
    shutil.rmtree(site.output, ignore_errors=True)
    settled(site, scene.clean(scene.new))


def emptied_by_hand(scene: Scene, site: Site) -> None:
    """Files are gone, the stamp lies there."""
    for path in site.output.rglob("*.html"):
        path.unlink()
    shutil.rmtree(site.output / STAGING, ignore_errors=True)
    (site.output / STAMP).unlink(missing_ok=True)
    settled(site, scene.clean(scene.new))


def forgotten(scene: Scene, site: Site) -> None:
    """Without the record nobody knows which files were newsgen's: what is published is right, nothing is deleted."""
    shutil.rmtree(site.root / ".newsgen")
    if (site.output / "swap").is_file():  # in the way of a folder, and for all we know not ours
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


def killed_again(scene: Scene, site: Site) -> None:
    """The build that mends is killed too, at several of its steps."""
    site.options = {}
    aside = site.copy(scene.folder / "aside")
    count = len(run(lambda: bool(aside.build()), aside.root).steps)
    for number in range(1, count + 1, max(1, count // 3)):
        other = site.copy(scene.folder / "aside")
        if run(lambda other=other: bool(other.build()), other.root, kill=number).signal:  # type: ignore[misc]
            check(other.output, scene.clean(scene.old), scene.clean(scene.new))
            settled(other, scene.clean(scene.new))


ALWAYS: tuple[Check, ...] = (again, back)
IN_TURN: tuple[Check, ...] = (emptied, forgotten, refused, emptied_and_refused, cleaned, killed_again, emptied_by_hand)


def lose_pages(site: Site) -> None:
    """Some of the output is lost, and its stamp with it: every file is compared."""
    for name in (STAMP, "2026/05/02/b/index.html", "site.css"):
        (site.output / name).unlink()


SCENES: dict[str, dict[str, object]] = {
    "cold": {"old": None, "new": NEW},
    "news": {"old": OLD, "new": NEW},
    "back": {"old": NEW, "new": OLD},
    "sections": {"old": OLD, "new": SECTIONS},
    "swapped": {"old": OLD, "new": SWAPPED},
    "clean": {"old": OLD, "new": NEW, "options": {"clean": True}},
}


@pytest.mark.parametrize(("name", "count"), [("cold", 12), ("news", 14), ("sections", 8), ("swapped", 8), ("clean", 8)])
def test_killed(name: str, count: int, folder: Path) -> None:
    """Killed at steps of every kind, evenly spread."""
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
    """The same at every step on disk, and at every fifth statement of the record, with every continuation."""
    scene = Scene(folder, **SCENES[name])  # type: ignore[arg-type]
    statements = itertools.count()
    for step in scene.steps():
        if step.kind != "record" or next(statements) % 5 == 0:
            scene.kill(step, (*ALWAYS, *IN_TURN))
