"""Builder, desk and checks together, as ``newsgen serve`` runs them: each page is what one thread alone would write."""

from __future__ import annotations

import re
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from newsgen.build.run import Options, Report
from newsgen.preview.builder import Builder
from newsgen.preview.desk import Desk
from newsgen.preview.findings import Findings, find_problems
from newsgen.preview.overlay import Overlay
from newsgen.preview.page_injection import PageInjector, file_of
from newsgen.site import settings_file
from tests.articles.test_body import body_of
from tests.support import NOW, Site, story, tree
from tests.support.cases import first
from tests.support.page import read
from tests.support.pictures import png
from tests.support.process_state import containers

STORIES = 20
HOST = "127.0.0.1:8000"


@pytest.fixture
def hasty() -> Iterator[None]:
    """Threads change places as often as Python allows."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


def write(site: Site, version: int) -> None:
    """All stories in one version: every second one with warnings, findings of style, and a story to come."""
    for n in range(STORIES):
        words = f"\n\nword{n}x {version}\n\n<font>word{n}x</font> ؛ word{n}x , (word{n}x )\n"
        kinds = {"status": "draft"} if n % 5 == 1 else {"tags": [f"word{n}x"]}
        day = f"2026-{'05' if n % 5 else '07'}-{n % 27 + 1:02} 10:00"
        text = story(f"word{n}x ٢ {version}", date=day, body=body_of(n) + words * (n % 2), **kinds)
        site.write("saved.md", text).replace(site.root / f"content/s{n}.md")  # no check reads half a file


def pictures(site: Site) -> None:
    for n in range(STORIES):
        site.write(f"content/p{n}.png", png(20 + n, 10))


def options(site: Site) -> Options:
    output = site.root / ".newsgen" / "preview"
    return Options(site.root, output, NOW, jobs=1, drafts=True, embargoed=True, keep_good=True)


def builder_of(site: Site, reports: list[Report | None]) -> Builder:
    builder = Builder(options(site), follow_clock=False, on_build=lambda report, _: reports.append(report))
    builder._pending = None
    return builder


@pytest.mark.parametrize("rounds", first(0, [2, 4]))
def test_each_thread_sees_its_own_story(tmp_path: Path, hasty: None, rounds: int) -> None:
    sites = [Site(tmp_path / f"alone{version}") for version in (0, 1)]
    expected = []
    for version, alone in enumerate(sites):
        pictures(alone)
        write(alone, version)
        builder_of(alone, []).build()
        expected.append(tree(alone.root / ".newsgen" / "preview"))
        assert len(expected[-1]) > STORIES
    site = Site(tmp_path / "site")
    pictures(site)
    write(site, 0)
    settings, _ = settings_file.read(settings_file.file_bytes(site.root))
    assert settings is not None
    paths = [f"content/s{n}.md" for n in range(STORIES)]
    problems = {path: find_problems(site.root, path, settings) for path in paths}
    assert any(warnings for warnings, _ in problems.values())
    assert any(style for _, style in problems.values())
    before = containers()

    reports: list[Report | None] = []
    builder = builder_of(site, reports)
    findings, overlay = Findings(site.root, builder), Overlay("ar")
    desk = Desk(builder, findings, overlay, Options(site.root, site.output, NOW))
    injector = PageInjector(builder.output, lambda: builder.state, overlay)
    pages = [(int(m[1]), m[0]) for m in (re.fullmatch(r".*/s(\d+)/index.html", path) for path in expected[0]) if m]
    assert len(pages) == STORIES
    start, done = threading.Barrier(6), threading.Event()

    def build() -> None:
        for n in range(rounds):
            write(site, n % 2)
            builder.sources_changed(frozenset(paths) if n else None)
            builder._wait()
            builder.build()
            assert reports[-1] is not None
            assert reports[-1].published
            assert tree(builder.output) == expected[n % 2], f"round {n}"

    def show_desk() -> None:
        page = read(desk.page({}, builder.state, HOST))
        for item in page.all("li"):
            names = set(re.findall(r"word\d+x|(?<=/)s\d+(?=\.md)", item.text))
            assert len({re.sub(r"\D", "", name) for name in names}) <= 1, names

    def check(own: list[str]) -> Callable[[], None]:
        def run() -> None:
            for path in own:
                found = find_problems(site.root, path, settings)
                assert [p.code for part in found for p in part] == [p.code for part in problems[path] for p in part]

        return run

    def send() -> None:
        for n, path in pages:
            file = file_of(builder.output, path)
            if file is not None:  # it was built
                page = injector.file_bytes(file, path, HOST).decode()
                assert page.count("<newsgen-preview") == 1
                assert set(re.findall(r"word\d+x", page[page.index("<h1>") : page.rindex("<ul>")])) == {f"word{n}x"}

    def until_done(step: Callable[[], None]) -> None:
        start.wait()
        step()
        while not done.is_set():
            step()

    def build_all() -> None:
        start.wait()
        try:
            build()
        finally:
            done.set()

    steps = (show_desk, send, check(paths[::2]), check(paths[1::2]), check(paths[::-1]))
    with ThreadPoolExecutor(len(steps) + 1) as threads:
        running = [threads.submit(build_all), *(threads.submit(until_done, step) for step in steps)]
        for future in running:
            future.result()
    changed = {place for place, value in containers().items() if before.get(place) != value}
    assert not changed, "module-level values that a build, the desk or a check changed"
