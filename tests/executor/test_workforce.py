"""Work on other machines: the same bytes, whoever is lost on the way."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import pytest

from newsgen.base.problems import FatalProblems
from newsgen.build.run import Report
from newsgen.cli.command_line import main
from tests.support import Site, codes, tree


def archive(root: Path, stories: int) -> Site:
    site = Site(root)
    for number in range(stories):
        site.story(
            f"s{number}", title=f"خبر {number}", date=f"2026-{number % 5 + 1:02}-{number % 27 + 1:02} 10:00",
            body=f"نص {number}\n\n- قائمة\n- أخرى\n\n" + "كلمات " * 200, tags=[f"وسم {number % 7}"],
        )  # fmt: skip
    return site


@pytest.mark.parametrize("address", ["127.0.0.1:8786", "dask://", "dask://here", "tcp://127.0.0.1:1", "dask://a/b:1"])
def test_an_address_that_is_none(tmp_path: Path, capsys: pytest.CaptureFixture[str], address: str) -> None:
    site = archive(tmp_path / "site", 1)
    assert main(["build", "--site", str(site.root), "--executor", address, "--lang", "en"]) == 2
    assert "dask://127.0.0.1:8786" in capsys.readouterr().err


def test_few_items_need_no_cluster(tmp_path: Path) -> None:
    assert archive(tmp_path / "site", 2).build(scheduler="tcp://127.0.0.1:9").published


@pytest.mark.skipif(find_spec("distributed") is not None, reason="Dask is installed")
def test_without_dask(tmp_path: Path) -> None:
    assert refusal(archive(tmp_path / "site", 300), tmp_path / "public", "tcp://127.0.0.1:9") == ["no-dask"]


def refusal(site: Site, output: Path, address: str, progress: object = None) -> list[str]:
    """The codes of the problems for which a build is refused."""
    try:
        report = build_by(site, output, address, progress)
    except FatalProblems as failure:
        return codes(failure.problems)
    assert not report.published
    return codes(report)


# With a real scheduler and real workers: pip install 'newsgen[dask]'.

SITECUSTOMIZE = """\
import builtins, io, os
def watched(real):
    def opened(path, *more, **named):
        if isinstance(path, (str, os.PathLike)) and str(path).startswith({hidden!r}):
            raise PermissionError(path)
        return real(path, *more, **named)
    return opened
builtins.open = io.open = watched(open)
os.open = watched(os.open)
"""


class Cluster:
    """A scheduler and workers, each a process of its own that may open nothing below ``hidden``."""

    def __init__(self, folder: Path, hidden: Path, workers: int) -> None:
        self.folder = folder
        (folder / "sitecustomize.py").write_text(SITECUSTOMIZE.format(hidden=str(hidden)))
        self.log = folder / "log"
        self.scheduler = self.start("dask", "scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard")
        self.address = self.wait_for(r"Scheduler at:\s+(tcp://\S+)")
        self.workers = [
            self.start("dask", "worker", self.address, "--nthreads", "1", "--no-nanny", "--no-dashboard")
            for _ in range(workers)
        ]
        self.wait_for(rf"(Register worker[\s\S]*){{{workers}}}")

    def start(self, *words: str) -> "subprocess.Popen[bytes]":
        with self.log.open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "distributed.cli.dask_" + words[1], *words[2:]],
                stdout=log, stderr=log, cwd=self.folder, env=os.environ | {"PYTHONPATH": str(self.folder)},
            )  # fmt: skip

    def wait_for(self, pattern: str) -> str:
        end = time.monotonic() + 120
        while not (found := re.search(pattern, self.log.read_text("utf-8", "replace"))):
            assert time.monotonic() < end, self.log.read_text("utf-8", "replace")[-3000:]
            time.sleep(0.1)
        return found[1]

    def stop(self) -> None:
        for process in (*self.workers, self.scheduler):
            process.kill()
            process.wait()


@contextmanager
def cluster(tmp_path: Path, hidden: Path, workers: int = 2) -> Iterator[Cluster]:
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    made = Cluster(folder, hidden, workers)
    try:
        yield made
    finally:
        made.stop()


@pytest.mark.nightly
def test_the_same_bytes_though_a_worker_is_killed(tmp_path: Path) -> None:
    pytest.importorskip("distributed")
    site = archive(tmp_path / "site", 1500)
    alone = site.build(tmp_path / "alone", jobs=1)
    with cluster(tmp_path, site.root) as made:
        killed: list[int] = []

        def progress(stage: str, done: int, total: int) -> None:
            if stage == "render" and done > 300 and not killed:
                victim = made.workers[0]
                victim.send_signal(signal.SIGKILL)
                killed.append(victim.wait())

        report = build_by(site, tmp_path / "together", made.address, progress)
        assert killed == [-signal.SIGKILL]
        assert report.published, report.problems
        assert tree(tmp_path / "alone") == tree(tmp_path / "together")
        assert report.build_id == alone.build_id
        again = build_by(site, tmp_path / "together", made.address)
        assert (again.rendered, again.written) == (0, ())


def build_by(site: Site, output: Path, address: str, progress: object = None) -> Report:
    from newsgen.build.build import build
    from newsgen.build.run import Listener, Options
    from tests.support import NOW

    listener = Listener(progress) if progress else Listener()  # type: ignore[arg-type]
    return build(Options(site.root, output, NOW, 1, scheduler=address), listener)


@pytest.mark.nightly
@pytest.mark.parametrize("what", ["scheduler", "workers"])
def test_everybody_is_lost(tmp_path: Path, what: str) -> None:
    pytest.importorskip("distributed")
    site = archive(tmp_path / "site", 1500)
    with cluster(tmp_path, site.root) as made:

        def progress(stage: str, done: int, total: int) -> None:
            if stage == "render" and done == 300:
                for process in [made.scheduler] if what == "scheduler" else made.workers:
                    process.kill()
                    process.wait()

        assert refusal(site, tmp_path / "together", made.address, progress) in (["workers-lost"], ["no-workers"])
    assert not any(path for path in tree(tmp_path / "together") if path.endswith(".html"))
    assert site.build(tmp_path / "together").published


@pytest.mark.nightly
def test_a_worker_of_another_version(tmp_path: Path) -> None:
    pytest.importorskip("distributed")
    from newsgen.executor import workforce

    site = archive(tmp_path / "site", 300)
    with cluster(tmp_path, site.root, workers=1) as made:
        package = Path(workforce.__file__).parents[1]
        copy = made.folder / "newsgen"
        shutil.copytree(package, copy)
        (copy / "base/digest.py").write_text((copy / "base/digest.py").read_text() + "\n# another\n")
        other = made.start("dask", "worker", made.address, "--nthreads", "1", "--no-nanny", "--no-dashboard")
        try:
            made.wait_for(r"(Register worker[\s\S]*){2}")
            former = made.workers.pop()
            former.kill()
            former.wait()
            made.wait_for(r"(Remove worker[\s\S]*){1}")
            assert refusal(site, tmp_path / "together", made.address) == ["other-version"]
        finally:
            other.kill()
            other.wait()


@pytest.mark.nightly
def test_nobody_is_there(tmp_path: Path) -> None:
    pytest.importorskip("distributed")
    assert refusal(archive(tmp_path / "site", 300), tmp_path / "public", "tcp://127.0.0.1:9") == ["no-scheduler"]
