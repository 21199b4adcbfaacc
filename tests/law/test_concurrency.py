"""Concurrent builds, killed processes, and readers during a build."""

import contextlib
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest

from newsgen.base import lock
from newsgen.base.lock import locked
from newsgen.base.problems import FatalProblems
from newsgen.build.build import build
from newsgen.build.run import Options
from newsgen.executor import pool
from newsgen.pages.kinds import KINDS
from newsgen.site import layout
from newsgen.site.layout import COMPILED, STAGING, state_folder
from tests.support import NOW, TEMPLATES, Site, codes, tree

posix = pytest.mark.skipif(not hasattr(os, "fork"), reason="ends processes by signals")


def newsgen(site: Site, *more: str) -> "subprocess.Popen[str]":
    words = [
        sys.executable,
        "-m",
        "newsgen",
        "build",
        "--site",
        str(site.root),
        "--now",
        NOW.isoformat(),
        "--lang",
        "en",
    ]
    return subprocess.Popen(
        [*words, *more], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8"
    )


def ended(process: "subprocess.Popen[str]", timeout: float = 60) -> tuple[int, str]:
    """Wait for a process; return its exit code and standard error."""
    _, errors = process.communicate(timeout=timeout)
    return process.returncode, errors


def until(true: Callable[[], object], what: str, seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, f"{what}: not within {seconds} s"
        time.sleep(0.02)


@contextlib.contextmanager
def stopped(process: "subprocess.Popen[str]") -> Iterator[None]:
    """Kill the process at the end, also when the test fails."""
    try:
        yield
    finally:
        process.kill()
        with contextlib.suppress(subprocess.TimeoutExpired):  # workers that outlive it hold its pipes open
            process.communicate(timeout=5)


def workers_of(process: int) -> list[int]:
    """The ids of the running descendants of a process."""
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                fields = (folder / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if int(fields[1]) == process and fields[0] != "Z":
                found += [int(folder.name), *workers_of(int(folder.name))]
    return found


def alive(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


SLOW = "{% for a in range(200) %}{% for b in range(10000) %}{% endfor %}{% endfor %}"
"""A template that takes about 0.1 s to render: long enough to interrupt it."""


def slow_site(root: Path, stories: int) -> Site:
    site = Site(root)
    site.write("templates/article.html", SLOW + TEMPLATES["article.html"])
    for i in range(stories):
        site.story(f"s{i:03}", f"قصة {i}", date=f"2026-05-{1 + i % 28:02} 10:00")
    return site


def rendering(site: Site) -> bool:
    return (site.output / STAGING / "0").is_dir()


def rendering_workers(site: Site, process: int) -> list[int]:
    """The workers of the render pool, once it runs. The pool of reading has ended when files are staged."""
    workers: list[int] = []
    until(lambda: rendering(site), "files are staged")
    until(lambda: len(workers) >= 2 or workers.extend(workers_of(process)), "workers render")
    return workers


def ends(workers: list[int]) -> None:
    """Assert that the workers end within 10 seconds; kill them if they do not."""
    try:
        until(lambda: not [w for w in workers if alive(w)], "the workers end", 10)
    finally:
        for worker in filter(alive, workers):
            os.kill(worker, signal.SIGKILL)


def test_the_second_build_waits(tmp_path: Path) -> None:
    """Of two concurrent builds one waits and says so. Both succeed, and the output is right."""
    site = slow_site(tmp_path / "site", 12)
    first = newsgen(site, "--jobs", "1")
    with stopped(first):
        until(lambda: rendering(site), "the first build renders")
        second = newsgen(site, "--jobs", "1")
        with stopped(second):
            code, told = ended(second)
            assert (code, told.strip()) == (0, "Another build of this output is running; waiting for it.")
            assert first.wait(10) == 0
    clean = Site(tmp_path / "site").build(tmp_path / "clean")
    assert clean.published
    assert tree(site.output) == tree(tmp_path / "clean")


def test_many_builds_at_once(tmp_path: Path) -> None:
    site = Site(tmp_path / "site")
    for i in range(20):
        site.story(f"s{i}", f"قصة {i}")
    builds = [newsgen(site) for _ in range(4)]
    assert [ended(process)[0] for process in builds] == [0] * 4
    Site(tmp_path / "site").build(tmp_path / "clean")
    assert tree(site.output) == tree(tmp_path / "clean")


def test_two_outputs_do_not_wait_for_each_other(tmp_path: Path) -> None:
    site = Site(tmp_path / "site")
    site.story("one")
    with locked(state_folder(site.root, tmp_path / "elsewhere") / "lock"):
        assert site.build().published


def test_patience_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """While a build does not end, the next one gives up with a message and changes nothing."""
    site = slow_site(tmp_path / "site", 1)
    site.write("templates/article.html", SLOW * 300)
    endless = newsgen(site, "--jobs", "1")
    with stopped(endless):
        until(lambda: (state_folder(site.root, site.output) / COMPILED).is_dir(), "the first build renders")
        waited: list[bool] = []
        with (
            pytest.raises(FatalProblems) as failure,
            locked(state_folder(site.root, site.output) / "lock", waiting=lambda: waited.append(True), patience=0.3),
        ):
            pass
        assert codes(failure.value.problems) == ["locked"]
        assert waited == [True]
    assert lock.PATIENCE >= 60


@posix
def test_a_killed_build_does_not_hold_its_lock(tmp_path: Path) -> None:
    site = slow_site(tmp_path / "site", 30)
    first = newsgen(site, "--jobs", "1")
    with stopped(first):
        until(lambda: rendering(site), "the first build renders")
        first.send_signal(signal.SIGKILL)
        first.wait()
    site.write("templates/article.html", TEMPLATES["article.html"])
    code, told = ended(newsgen(site, "--jobs", "1"), 20)
    assert (code, told) == (0, "")
    Site(tmp_path / "site").build(tmp_path / "clean")
    assert tree(site.output) == tree(tmp_path / "clean")


@posix
@pytest.mark.skipif(not os.path.isdir("/proc"), reason="finds processes in Linux's /proc")
def test_no_worker_outlives_its_build(tmp_path: Path) -> None:
    """When a build is killed, its workers end, and until then they do not block the next build."""
    site = slow_site(tmp_path / "site", pool.SERIAL + 10)
    first = newsgen(site, "--jobs", "2")
    with stopped(first):
        workers = rendering_workers(site, first.pid)
        first.send_signal(signal.SIGKILL)
        first.wait()
        with locked(state_folder(site.root, site.output) / "lock", patience=0):
            pass
    ends(workers)


@posix
@pytest.mark.skipif(not os.path.isdir("/proc"), reason="finds processes in Linux's /proc")
def test_a_worker_that_dies(tmp_path: Path) -> None:
    """When a worker is killed, as without memory: a message, nothing published, no process left, a right next build."""
    site = slow_site(tmp_path / "site", pool.SERIAL + 10)
    first = newsgen(site, "--jobs", "2")
    with stopped(first):
        workers = rendering_workers(site, first.pid)
        os.kill(workers[-1], signal.SIGKILL)
        code, errors = ended(first)
    assert code == 1
    assert "A worker process was killed" in errors
    assert "Traceback" not in errors
    assert not [path for path in tree(site.output) if path != ".newsgen"]
    ends(workers)
    site.write("templates/article.html", TEMPLATES["article.html"])
    assert site.build().published


# readers

LINKS = {
    "base.html": """<html><a href="/">{{ site.title }}</a>
{% for s in site.sections %}<a href="/{{ s.id }}/">{{ s.name }}</a>{% endfor %}
{% block main %}{% endblock %}<!-- whole --></html>""",
    "cards.html": """{% macro card(c) %}<a href="{{ url(c.address) }}">{{ c.title }}</a>{% endmacro %}""",
}


class Reader(threading.Thread):
    """A thread that repeatedly reads every file and follows every link from the home page."""

    def __init__(self, output: Path) -> None:
        super().__init__(daemon=True)
        self.output = output
        self.seen: dict[str, set[bytes]] = {}
        self.missing: list[str] = []
        self.rounds = 0
        self.done = threading.Event()

    def run(self) -> None:
        while not self.done.is_set():
            for folder, below, files in os.walk(self.output):
                below[:] = [name for name in below if name != STAGING]
                for file in files:
                    self.read(Path(folder, file).relative_to(self.output).as_posix())
            self.crawl()
            self.rounds += 1

    def read(self, name: str) -> str | None:
        try:
            data = (self.output / name).read_bytes()
        except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
            return None
        self.seen.setdefault(name, set()).add(data)
        return data.decode()

    def links(self, name: str) -> set[str]:
        text = self.read(name) or ""
        return {unquote(a).lstrip("/") + "index.html" for a in re.findall(r'href="(/[^"]*)"', text)}

    def crawl(self) -> None:
        waiting, visited = ["index.html"], set()
        while waiting:
            name = waiting.pop()
            visited.add(name)
            for link in self.links(name) - visited:
                # a page may be withdrawn after the link was read; then the link is withdrawn too
                if self.read(link) is None and link in self.links(name) and self.read(link) is None:
                    self.missing.append(f"{name} → {link}")
                waiting.append(link)
            visited |= set(waiting)


def test_readers_see_whole_files_and_no_broken_link(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Readers watch ten builds that add, edit, move and delete stories, and change every page."""
    empty = tmp_path / "theme"
    (empty / "templates").mkdir(parents=True)
    (empty / "static" / "assets").mkdir(parents=True)
    monkeypatch.setattr(layout, "theme_root", lambda: str(empty))
    site = Site(tmp_path / "site")
    for name, text in LINKS.items():
        site.write(f"templates/{name}", text)
    for kind in KINDS:
        if kind.template not in LINKS:
            site.write(f"templates/{kind.template}", "")
    for i in range(30):
        site.story(f"s{i}", f"قصة {i}", date=f"2026-05-{1 + i % 28:02} 10:00", tags=["أ"])
    assert site.build().published
    published: dict[str, set[bytes]] = {}

    def note() -> None:
        for name, data in tree(site.output).items():
            published.setdefault(name, set()).add(data)

    note()
    reader = Reader(site.output)
    reader.start()
    for turn in range(10):
        site.story(
            f"new{turn}", f"جديدة {turn}", date=f"2026-05-29 {turn:02}:00", related=[f"s{turn}", f"new{turn - 1}"]
        )
        site.story(
            f"s{turn}", f"محدّثة {turn}", related=[f"new{turn}"], slug=f"moved-{turn}" if turn % 2 else f"s{turn}"
        )
        (site.root / f"content/s{29 - turn}.md").unlink()
        if turn % 3 == 2:
            site.write("site.yml", site.settings.replace("صحيفة", f"صحيفة {turn}"))
        assert site.build().published
        note()
    reader.done.set()
    reader.join()
    assert reader.rounds > 3
    assert not reader.missing
    for name, seen in reader.seen.items():
        assert seen <= published.get(name, set()), f"{name} was seen in a state that was never published"


def test_threads_wait_for_each_other(tmp_path: Path) -> None:
    """Threads of one process exclude each other, although a lock file belongs to a process."""
    refused: list[FatalProblems] = []

    def second() -> None:
        try:
            with locked(tmp_path / "lock", patience=0.2):
                pass
        except FatalProblems as failure:
            refused.append(failure)

    thread = threading.Thread(target=second)
    with locked(tmp_path / "lock"):
        thread.start()
        thread.join()
    assert [codes(failure.problems) for failure in refused] == [["locked"]]
    second()
    assert len(refused) == 1


def test_a_build_in_a_thread_beside_another(tmp_path: Path) -> None:
    """Two builds in threads of one process, such as the preview and a command, do not run at the same time."""
    site = slow_site(tmp_path / "site", 10)
    reports = []
    options = Options(site.root, site.output, NOW, 1)
    threads = [threading.Thread(target=lambda: reports.append(build(options))) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [report.published for report in reports] == [True] * 3
    assert sum(len(report.written) > 0 for report in reports) == 1
    Site(tmp_path / "site").build(tmp_path / "clean")
    assert tree(site.output) == tree(tmp_path / "clean")
