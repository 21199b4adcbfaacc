"""The desk builds and deploys by itself: with real builds in processes of their own, and folders as targets."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from newsgen.base.lock import locked
from newsgen.desk.command import BEHIND
from newsgen.desk.on_site import Asked, on_site
from newsgen.desk.publisher import FIRST_PAUSE, Phase, Publisher
from newsgen.desk.saving import open_file
from newsgen.desk.story_file import StoryFile
from newsgen.site.layout import state_folder
from newsgen.site.settings_desk import DeskSettings
from tests.support import Site, story

A, B, DRAFT = "content/a.md", "content/b.md", "content/draft.md"
PAGE = "2026/05/01/a/index.html"


class Clock:
    """The present moment, which a test may move."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead


class Room:
    """A site and its publisher, without a thread."""

    def __init__(self, folder: Path, **wanted: str | bool) -> None:
        self.www = folder / "www"
        self.site = Site(folder / "site")
        self.site.write("site.yml", self.site.settings + f"deploy:\n  - {{name: live, to: 'file://{self.www}'}}\n")
        self.site.write(A, story("الأولى"))
        self.site.write(B, story("الثانية"))
        self.site.write(DRAFT, story("مسودة", status="draft"))
        self.wanted = DeskSettings.model_validate(wanted)
        self.now = Clock()
        self.publisher = self.begun()

    def begun(self) -> Publisher:
        return Publisher(self.site.root, wanted=lambda: self.wanted, now=self.now, lang="ar")

    def change(self, path: str, text: str) -> None:
        self.site.write(path, text)
        self.publisher.sources_changed(frozenset((path,)))

    def answer(self, path: str, published: datetime | None = None) -> str:
        file = open_file(self.site.root, path)
        assert isinstance(file, StoryFile)
        since = self.publisher.since.get(path, file.version)
        known = self.publisher.story(path)
        found = on_site(
            Asked(path, file, known, published, since, self.publisher.latest(known)), self.publisher.state, self.now()
        )
        return found.word

    def page(self, where: Path | None = None) -> str:
        return ((where or self.site.output) / PAGE).read_text()


@pytest.fixture
def room(tmp_path: Path) -> Room:
    return Room(tmp_path, deploy="live")


def until(true: Callable[[], bool], patience: float = 60) -> None:
    end = time.monotonic() + patience
    while not true():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_a_save_goes_to_the_site_and_each_story_says_where_it_is(room: Room) -> None:
    assert room.answer(A) == "on-unknown"
    room.publisher.go_on()
    state = room.publisher.state
    assert state.built is not None
    assert state.built.published
    assert state.deployed is not None
    assert state.deployed.done
    assert "الأولى" in room.page(room.www)
    assert room.answer(A) == "on-site-latest"
    assert room.answer(DRAFT) == "on-draft"
    room.change(A, story("عنوان جديد"))
    assert room.answer(A) == "on-saved"
    room.publisher.go_on()
    assert "عنوان جديد" in room.page(room.www)
    assert room.answer(A) == "on-site-since"
    assert room.answer(B) == "on-site-latest"
    again = room.begun()
    file = open_file(room.site.root, A)
    assert isinstance(file, StoryFile)
    assert again.since.get(A, file.version) is not None
    room.publisher.state = replace(room.publisher.state, unsent=None)  # as before the first deploy of a new process
    assert room.answer(B) == "on-site-latest"


@pytest.mark.ci
def test_a_save_of_a_draft_builds_nothing_and_its_publication_does(room: Room) -> None:
    room.publisher.go_on()
    built = room.publisher.state.built
    room.change(DRAFT, story("مسودة أخرى", status="draft"))
    room.publisher.go_on()
    assert room.publisher.state.built is built
    assert not room.publisher.state.behind
    room.change(DRAFT, story("مسودة أخرى"))
    room.publisher.go_on()
    assert room.answer(DRAFT) == "on-site-since"
    room.change(DRAFT, story("مسودة أخرى", status="draft"))  # taken back: that matters
    room.publisher.go_on()
    assert not (room.www / "2026/05/01/draft").exists()
    assert room.answer(DRAFT) == "on-draft"


@pytest.mark.ci
def test_a_file_with_an_error_is_held_back_and_others_go_on(room: Room) -> None:
    room.publisher.go_on()
    room.change(A, story("الأولى", date="أمس"))
    room.change(B, story("الثانية معدلة"))
    room.publisher.go_on()
    assert room.answer(A) == "on-error-old"
    assert room.answer(B) == "on-site-since"
    assert "الأولى" in room.page(room.www)
    built = room.publisher.state.built
    assert built is not None
    (fault,) = [fault for fault in built.faults if fault.file == A]
    assert fault.line == 4
    assert "تاريخ" in fault.message
    room.change(DRAFT, story("جديدة", section="nowhere"))
    room.publisher.go_on()
    assert room.answer(DRAFT) == "on-error"
    room.change(DRAFT, story("جديدة", status="draft"))  # mended as a draft, or deleted: no error is left to show
    room.publisher.go_on()
    assert room.answer(DRAFT) == "on-draft"
    assert room.publisher.state.built is not None
    assert not [fault for fault in room.publisher.state.built.faults if fault.file == DRAFT]
    room.change(A, story("الأولى", body="سليمة."))
    room.publisher.go_on()
    assert room.answer(A) == "on-site-since"


@pytest.mark.ci
def test_settings_with_an_error_stop_everything_and_it_says_which_line(room: Room) -> None:
    room.publisher.go_on()
    settings = (room.site.root / "site.yml").read_text()
    room.change("site.yml", settings.replace("title:", "titel:"))
    room.change(A, story("عنوان جديد"))
    room.publisher.go_on()
    assert room.answer(A) == "on-stopped"
    built = room.publisher.state.built
    assert built is not None
    assert built.faults[0].file == "site.yml"
    assert "الأولى" in room.page(room.www)
    room.change("site.yml", settings)
    room.publisher.go_on()
    assert room.answer(A) == "on-site-since"


@pytest.mark.ci
def test_a_story_of_the_future_waits_and_comes_by_itself(room: Room) -> None:
    moment = datetime.now(UTC) + timedelta(hours=2)
    room.site.write("content/later.md", story("لاحقًا", date=f"{moment:%Y-%m-%dT%H:%M}Z", slug="later"))
    room.publisher.go_on()
    assert room.answer("content/later.md", moment) == "on-waits"
    due = room.publisher.state.due
    assert due is not None
    assert abs(due - moment) < timedelta(minutes=1)
    room.now.ahead = timedelta(hours=2, minutes=1)
    assert room.answer("content/later.md", moment) == "on-waits-behind"
    room.publisher.go_on()  # the child has the computer's clock: the build has nothing new
    assert room.publisher.state.built is not None
    assert room.publisher.state.built.published


@pytest.mark.ci
def test_a_deploy_that_fails_is_told_and_tried_again_with_growing_pauses(room: Room) -> None:
    room.publisher.go_on()
    room.www.rename(room.www.with_name("away"))
    room.www.write_text("in the way")
    room.change(A, story("عنوان جديد"))
    pauses = []
    for _ in range(3):
        room.publisher.go_on()
        deployed = room.publisher.state.deployed
        assert deployed is not None
        assert not deployed.done
        assert deployed.faults
        assert deployed.again is not None
        pauses.append(round((deployed.again - deployed.at).total_seconds()))
        failures = deployed.failures
        room.publisher.go_on()  # before its time: nothing
        assert room.publisher.state.deployed is deployed
        assert failures == deployed.failures
        room.now.ahead += timedelta(seconds=pauses[-1])
    assert pauses == [FIRST_PAUSE.total_seconds() * factor for factor in (1, 2, 4)]
    assert room.answer(A) == "site-deploy-failed"
    room.www.unlink()
    room.www.with_name("away").rename(room.www)
    room.publisher.deploy_soon()
    room.publisher.go_on()
    assert room.answer(A) == "on-site-since"
    assert "عنوان جديد" in room.page(room.www)


@pytest.mark.ci
def test_a_kill_between_build_and_deploy_is_made_good_at_the_next_start(room: Room) -> None:
    room.publisher.go_on()
    room.change(A, story("عنوان جديد"))
    room.wanted = DeskSettings()
    room.publisher.go_on()
    assert "عنوان جديد" in room.page()
    assert "عنوان جديد" not in room.page(room.www)
    room.wanted = DeskSettings(deploy="live")
    room.publisher = room.begun()
    room.publisher.go_on()
    assert "عنوان جديد" in room.page(room.www)


@pytest.mark.ci
def test_it_waits_for_a_build_of_the_command_line(room: Room) -> None:
    """Its build waits for the lock of the output, and says so."""
    lock = state_folder(room.site.root, room.site.output) / "lock"
    seen: list[Phase] = []
    with locked(lock, threads=threading.Lock()):
        thread = threading.Thread(target=room.publisher.go_on)
        thread.start()
        until(lambda: room.publisher.state.phase is Phase.WAITING)
        seen.append(room.publisher.state.phase)
        assert not room.site.output.exists()
        assert room.answer(A) == "on-building"
    thread.join(60)
    assert room.publisher.state.phase is Phase.IDLE
    assert room.answer(A) == "on-site-latest"


def test_without_build_nothing_is_built(tmp_path: Path) -> None:
    room = Room(tmp_path, build=False)
    room.publisher.go_on()
    assert not room.site.output.exists()
    assert room.answer(A) == "on-unknown"


@pytest.mark.ci
def test_without_a_target_the_output_is_the_site(tmp_path: Path) -> None:
    room = Room(tmp_path)
    before = datetime.now(UTC) - timedelta(seconds=1)
    room.publisher.go_on()
    room.change(A, story("عنوان جديد"))
    room.publisher.go_on()
    assert room.answer(A) == "on-site-since"
    assert room.answer(B) == "on-site-latest"
    os.utime(room.site.output / "2026/05/01/b/index.html", (0, 0))  # what a program can set tells nothing
    latest = room.publisher.latest(room.publisher.story(B))
    assert latest is not None
    assert before < latest < datetime.now(UTC) + timedelta(seconds=1)
    assert room.publisher.latest(room.publisher.story(DRAFT)) is None
    assert not room.www.exists()


@pytest.mark.ci
def test_a_build_that_is_killed_is_told_and_the_next_one_is_whole(room: Room) -> None:
    room.publisher.go_on()
    for number in range(300):
        room.site.write(f"content/many/{number}.md", story(f"قصة {number}"))
    room.publisher.sources_changed(None)
    thread = threading.Thread(target=room.publisher.go_on)
    thread.start()
    until(lambda: room.publisher.state.step is not None)
    children = subprocess.run(
        ["ps", "--ppid", str(os.getpid()), "-o", "pid=,args="], capture_output=True, text=True, check=True
    )
    mine = [int(line.split()[0]) for line in children.stdout.splitlines() if str(room.site.root) in line]
    own = os.getpriority(os.PRIO_PROCESS, 0)
    assert all(os.getpriority(os.PRIO_PROCESS, child) == min(19, own + BEHIND) for child in mine)
    for child in mine:
        os.killpg(child, signal.SIGKILL)
    thread.join(60)
    built = room.publisher.state.built
    assert built is not None
    if not built.published:  # the kill came in time
        assert "توقف البرنامج" in built.faults[0].message
        assert room.publisher.state.behind
        room.publisher.build_soon()
        room.publisher.go_on()
    assert (room.www / "2026/05/01/0/index.html").exists() or list(room.www.rglob("*299*"))


def test_progress_lines_stop_nothing_when_nobody_reads_them(room: Room) -> None:
    command = [sys.executable, "-m", "newsgen", "--site", str(room.site.root), "build", "--progress", "--json"]
    read, write = os.pipe()
    os.close(read)
    found = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=write, check=False)
    os.close(write)
    assert found.returncode == 0
    assert "الأولى" in room.page()


@pytest.mark.ci
def test_pages_and_profiles_say_whether_they_are_on_the_site(room: Room) -> None:
    page, profile = "content/pages/about.md", "content/authors/hala.yml"
    room.change(page, "---\ntitle: من نحن\n---\n\nنص.\n")
    room.change(profile, "name: هالة\n")
    assert room.answer(page) == "on-unknown"
    room.publisher.go_on()
    assert (room.answer(page), room.answer(profile)) == ("on-site-latest", "on-site-latest")
    room.change(profile, "name: هالة\nrole: محررة\n")
    assert (room.answer(page), room.answer(profile)) == ("on-site-latest", "on-saved")
    room.publisher.go_on()
    assert room.answer(profile) == "on-site-since"
    room.change(profile, "name: [هالة\n")
    room.publisher.go_on()
    assert room.answer(profile) == "on-error-old"
