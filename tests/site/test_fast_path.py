"""A build that would change nothing is known without one; everything that would change something is left to the build."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from newsgen.build.build import build
from newsgen.build.run import Options
from newsgen.cli import start
from newsgen.record.record import Record
from newsgen.site import fast_path, layout
from newsgen.site.layout import state_folder
from tests.support import NOW, Site
from tests.support.cases import sampled

PUBLISHED = datetime(2026, 5, 3, 10, 0, tzinfo=NOW.tzinfo)


def job(site: Site, *more: str, now: datetime = NOW) -> bool:
    return fast_path.is_no_op(["build", "--site", str(site.root), "--quiet", "--now", now.isoformat(), *more])


@pytest.fixture
def site(tmp_path: Path) -> Site:
    made = Site(tmp_path / "site")
    for number in range(3):
        made.story(f"2026/05/s{number}", date=f"2026-05-0{number + 1} 10:00")
    made.story("2026/06/later", date="2026-06-20 10:00")
    made.write("static/a.txt", "ثابت")
    assert made.build().published
    return made


def test_the_last_build_stands(site: Site) -> None:
    assert job(site)
    assert not job(site, "--output", str(site.root / "other"))
    os.utime(site.root / "content/2026/05/s0.md", ns=(1_600_000_000_000_000_000,) * 2)
    assert not job(site)
    site.build()
    assert job(site), "nothing was written, and the file's new state is known"


def add(site: Site) -> None:
    site.story("2026/05/new", date="2026-05-04 10:00")


def remove(site: Site) -> None:
    (site.root / "content/2026/05/s1.md").unlink()


def remove_folder(site: Site) -> None:
    shutil.rmtree(site.root / "content/2026/06")


def add_folder(site: Site) -> None:
    site.write("content/2027/01/note.txt", "x")


def edit_settings(site: Site) -> None:
    site.write("site.yml", site.settings + "front: {section: 2}\n")


def add_redirects(site: Site) -> None:
    site.write("redirects.yml", "/a/: /2026/05/01/s0/\n")


def edit_template(site: Site) -> None:
    site.write("templates/article.html", "{{ article.card.title }}")


def edit_static(site: Site) -> None:
    site.write("static/a.txt", "آخر")


def link(site: Site) -> None:
    (site.root / "content/2026/05/link.md").symlink_to("s0.md")


def lose_output(site: Site) -> None:
    shutil.rmtree(site.output)


def another_output(site: Site) -> None:
    (site.output / ".newsgen").write_text("0" * 32 + "\n")


def leave_staged_files(site: Site) -> None:
    (site.output / layout.STAGING).mkdir()


def lose_record(site: Site) -> None:
    shutil.rmtree(site.root / ".newsgen")


def damage_record(site: Site) -> None:
    (state_folder(site.root, site.output) / "record.db").write_bytes(b"no record" * 1000)


def drafts(site: Site) -> None:
    site.build(drafts=True)


def base_url(site: Site) -> None:
    site.build(base_url="https://example.net/")


CHANGES: tuple[Callable[[Site], None], ...] = (
    add, remove, remove_folder, add_folder, edit_settings, add_redirects, edit_template, edit_static, link, lose_output,
    another_output, leave_staged_files, lose_record, damage_record, drafts, base_url,
)  # fmt: skip


@sampled(3)
@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_what_is_left_to_the_build(site: Site, change: Callable[[Site], None]) -> None:
    change(site)
    assert not job(site)


def test_a_moment_that_passes(site: Site) -> None:
    """As long as no story appears and none grows too old for the news, on the microsecond."""

    def changes(now: datetime) -> bool:
        report = build(Options(site.root, site.output, now, 1))
        return bool(report.rendered or report.read)

    later = datetime(2026, 6, 20, 10, 0, tzinfo=NOW.tzinfo)
    assert site.build(now=later - timedelta(days=1)).published
    assert job(site, now=later - timedelta(microseconds=1))
    assert not job(site, now=later)
    assert site.build(now=later).written
    assert job(site, now=later)
    assert not job(site, now=later - timedelta(microseconds=1))
    for days in (0, 2):
        for step in (-1, 0, 1, 2):
            now = later + timedelta(days=days, microseconds=step)
            assert site.build(now=later + timedelta(hours=1)).published
            stood = job(site, now=now)
            assert not (stood and changes(now)), (days, step)
            assert stood == (later <= now < later + timedelta(days=2)), (days, step)


def test_a_file_too_young_to_be_trusted(site: Site) -> None:
    site.story("2026/05/s0", title="آخر", date="2026-05-01 10:00")
    os.utime(site.root / "content/2026/05/s0.md")
    assert site.build().written
    assert not job(site)


def test_a_publication_that_was_not_carried_out(site: Site) -> None:
    record = Record(state_folder(site.root, site.output) / "record.db")
    record.moves.add(1, "a", "0/0", b"")
    record.commit()
    record.close()
    assert not job(site)


def test_other_code(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fast_path, "code_listing", lambda: b"another")
    assert not job(site)


@sampled(3)
@pytest.mark.parametrize(
    "words",
    [
        [], ["build"], ["check", "--quiet"], ["build", "--quiet", "--drafts"], ["build", "--quiet", "--site"], ["build", "--quiet", "more"],
        ["build", "--quiet", "--now", "tomorrow"], ["build", "--quiet", "--now", "2026-11-20T00:00"], ["build", "--quiet", "--now", "20261120T000000+0300"],
        ["build", "--quiet", "--clean"], ["--lang", "xx", "build", "--quiet"], ["--quiet", "build"], ["build", "build", "--quiet"],
        ["--output", "public", "build", "--quiet"], ["--lang", "build", "--quiet"], ["build", "--quiet", "--lang"], ["--site", "--quiet", "build"],
        ["build", "--quiet", "--output", "--now"], ["--version", "build", "--quiet"], ["--lang=", "build", "--quiet"], ["build", "--quiet", "--", "x"],
        ["--site", "build", "--quiet"], ["build", "--quiet", "--no-color=1"], ["--lang=EN", "build", "--quiet"],
    ],
)  # fmt: skip
def test_commands_that_are_asked_nothing(site: Site, words: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(site.root)
    assert not fast_path.is_no_op(words)


@pytest.mark.parametrize(
    "words",
    [
        ["--lang", "en", "build", "--quiet"], ["build", "--lang=ar", "--quiet"], ["--no-color", "build", "--quiet", "--no-color"],
        ["--site", ".", "build", "--quiet"], ["--site=nowhere", "build", "--site", ".", "--quiet"], ["--lang=ar", "build", "--quiet", "--lang", "en"],
    ],
)  # fmt: skip
def test_global_options_stand_before_or_after_the_command(
    site: Site, words: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(site.root)
    assert fast_path.is_no_op([*words, "--now", NOW.isoformat()])
    monkeypatch.setattr(sys, "argv", ["newsgen", *words, "--now", NOW.isoformat()])
    with monkeypatch.context() as patch:
        patch.setitem(sys.modules, "newsgen.cli.command_line", None)  # importing it would fail
        assert start.main() == 0


@pytest.mark.parametrize(
    "output", ["public", "public/", ".hidden", "a.b.", "a/./public", "a/.", ".", "/tmp/x", "..", "a/.."]
)
def test_a_record_keeps_its_place(output: str) -> None:
    """An output is called as its folder is, dots and all: under another name its record would not be found."""
    assert layout.state_name("/srv/site", output).rpartition("-")[0] == (Path(output).name or "output")


def test_the_command(tmp_path: Path) -> None:
    """In a process of its own: the first build is made, the second imports nothing of it, both end alike."""
    site = Site(tmp_path / "site")
    site.story("s0", date="2026-05-01 10:00")
    code = "import sys; from newsgen.cli.start import main; code = main(); print(code, 'newsgen.cli.command_line' in sys.modules)"
    words = [
        sys.executable,
        "-c",
        code,
        "build",
        "--site",
        str(site.root),
        "--quiet",
        "--now",
        "2026-06-01T12:00+03:00",
    ]
    told = [subprocess.run(words, capture_output=True, text=True, check=True).stdout for _ in range(2)]
    assert told == ["0 True\n", "0 False\n"]


def damage_idle(site: Site, data: bytes) -> None:
    (state_folder(site.root, site.output) / layout.IDLE).write_bytes(data)


@pytest.mark.parametrize("cut", [0, 1, 40, 200, -1, -40])
def test_a_torn_idle_file_is_not_trusted(site: Site, cut: int) -> None:
    whole = (state_folder(site.root, site.output) / layout.IDLE).read_bytes()
    damage_idle(site, whole[:cut])
    assert not job(site)
    damage_idle(site, whole)
    assert job(site)
    damage_idle(site, b"\xff" * len(whole))
    assert not job(site)


def test_a_record_that_changed_since_is_left_to_the_build(site: Site) -> None:
    """Whatever was committed: the next build finds that nothing changed, and the fast path knows the record again."""
    record = Record(state_folder(site.root, site.output) / "record.db")
    record.commit()
    record.close()
    assert not job(site)
    assert not site.build().written
    assert job(site)


def test_a_commit_under_way_is_left_to_the_build(site: Site) -> None:
    journal = state_folder(site.root, site.output) / "record.db-journal"
    journal.write_bytes(b"x")
    assert not job(site)


def test_the_fast_path_imports_next_to_nothing(tmp_path: Path) -> None:
    code = "import sys; before = set(sys.modules); import newsgen.site.fast_path; print(*sorted(set(sys.modules) - before))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert {name for name in loaded if not name.startswith("newsgen")} <= {"hashlib", "_hashlib", "_blake2", "time"}
