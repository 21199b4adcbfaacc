"""The desk's process is killed in the middle of saves: what it has answered is in the file, and the file is whole."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest

from newsgen.desk.roles import Role
from newsgen.desk.story_file import StoryFile, open_story, version_of
from newsgen.desk.users import Users
from tests.desk.repositories import Newsroom, git
from tests.desk.running import PASSWORD, Running
from tests.support import Site, story

pytest.importorskip("argon2")

PATH = "content/own.md"


def started(site: Path, port: int) -> tuple[subprocess.Popen[bytes], Running]:
    """A process of the desk that answers, and a person who is logged in."""
    command = [sys.executable, "-m", "newsgen", "--site", str(site), "desk", "--port", str(port)]
    log = site.parent / "desk.log"
    with log.open("ab") as out:
        process = subprocess.Popen(command, stdout=out, stderr=out)
    desk = Running(site, port, None)
    for _ in range(300):
        try:
            body = urlencode({"name": "karim", "password": PASSWORD})
            form: dict[str, str | None] = {"Content-Type": "application/x-www-form-urlencoded"}
            status, headers, _ = desk.ask("POST", "/_/login", body, headers=form)
        except OSError:
            time.sleep(0.1)
            continue
        assert status == 303
        desk.cookies["karim"] = headers["Set-Cookie"].partition("=")[2].partition(";")[0]
        desk.tokens["karim"] = ""
        desk.tokens["karim"] = json.loads(desk.ask("GET", "/_/api/texts", user="karim")[2])["token"]
        return process, desk
    raise AssertionError(f"the desk did not begin: {log.read_text()[-2000:]}")


def descendants(process: int) -> list[int]:
    """The processes that a process has begun, and those that these have begun: git and builds."""
    parents: dict[int, list[int]] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            with suppress(OSError):
                parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
                parents.setdefault(parent, []).append(int(folder.name))
    found, waiting = [], [process]
    while waiting:
        children = parents.get(waiting.pop(), [])
        found += children
        waiting += children
    return found


def kill(process: subprocess.Popen[bytes]) -> None:
    """Kill a desk and all that it has begun, as a crash of the machine does."""
    children = descendants(process.pid)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    for child in children:
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)


def newsroom(folder: Path) -> Site:
    """A site in a repository, whose desk makes commits and builds."""
    site = Site(folder / "site")
    site.write(PATH, story("مسودتي", authors=["كريم"], body="الأولى.\n\nالثانية."))
    site.write("site.yml", site.settings + "desk: {history: git}\n")
    site.write(".gitignore", "/.newsgen/\n/public/\n/desk/\n")
    git(site.root, "init", "-q", "-b", "main")
    git(site.root, "add", "-A")
    git(site.root, "commit", "-q", "-m", "البداية")
    Users(site.root).add("karim", "كريم", Role.EDITOR, PASSWORD)
    return site


@pytest.mark.parametrize("times", [pytest.param(3, marks=pytest.mark.ci), pytest.param(30, marks=pytest.mark.nightly)])
def test_what_was_saved_is_there_after_a_kill(tmp_path: Path, times: int) -> None:
    site = newsroom(tmp_path)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    for number in range(times):
        process, desk = started(site.root, port)
        answered: dict[int, str] = {}

        def save(block: int, desk: Running = desk, answered: dict[int, str] = answered, number: int = number) -> None:
            try:
                version = desk.story("karim", PATH)["version"]
                for count in range(1000):
                    words = f"كلمات {block} {number} {count} " + "طويلة " * 500
                    edit = {"do": "replace", "block": block, "source": words.strip()}
                    body = json.dumps({"version": version, "edits": [edit]})
                    status, _, text = desk.ask("POST", f"/_/api/story?path={quote(PATH)}", body, user="karim")
                    assert status == 200
                    version = json.loads(text)["version"]
                    answered[block] = words.strip()
            except (OSError, ValueError):
                return

        threads = [threading.Thread(target=save, args=(block,)) for block in (0, 1)]
        for thread in threads:
            thread.start()
        time.sleep(0.2 + (number * 37 % 100) / 100)
        kill(process)
        for thread in threads:
            thread.join()
        file = open_story((site.root / PATH).read_bytes())
        assert isinstance(file, StoryFile)
        assert len(file.blocks) == 2
        for block, words in answered.items():
            sent = [part for part in file.blocks[block].source.split()[:4] if part.isdigit()]
            last = [part for part in words.split()[:4] if part.isdigit()]
            assert sent[:2] == last[:2]
            assert int(sent[2]) - int(last[2]) in (0, 1)  # one more may be written and not answered
            assert file.blocks[block].source.count("طويلة") == 500
        assert not git(site.root, "fsck", "--strict", "--no-dangling")
        assert open_story(git(site.root, "cat-file", "blob", f"HEAD:{PATH}").encode())
    settled(site)


def settled(site: Site) -> None:
    """After the last kill the next desk brings every answered save into the repository, and the index up to date."""
    for name in ("index.lock", "HEAD.lock", "refs/heads/main.lock"):
        with suppress(FileNotFoundError):
            os.utime(site.root / ".git" / name, (1, 1))  # as if the kill were a day ago
    room = Newsroom(site.root)
    room.history.commit_waiting()
    assert room.history.state.trouble is None
    assert not room.history.ledger.unsettled()
    staged = git(site.root, "diff", "--cached", "--name-only")
    assert not staged
    saved = room.history.ledger.all()[-1]
    head = version_of(git(site.root, "cat-file", "blob", f"HEAD:{PATH}").encode() + b"\n")
    assert head in (saved.version, version_of((site.root / PATH).read_bytes()))
    assert {line.partition(":")[0] for line in room.log()} <= {"كريم", "ليلى"}
    assert not git(site.root, "fsck", "--strict", "--no-dangling")
