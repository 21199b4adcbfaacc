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
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest

from newsgen.desk.roles import Role
from newsgen.desk.story_file import StoryFile, open_story
from newsgen.desk.users import Users
from tests.desk.running import PASSWORD, Running
from tests.support import Site, story

pytestmark = pytest.mark.nightly
pytest.importorskip("argon2")

PATH = "content/own.md"


def started(site: Path, port: int) -> tuple[subprocess.Popen[bytes], Running]:
    """A process of the desk that answers, and a person who is logged in."""
    command = [sys.executable, "-m", "newsgen", "--site", str(site), "desk", "--port", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
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
    raise AssertionError("the desk did not begin")


@pytest.mark.parametrize("times", [30])
def test_what_was_saved_is_there_after_a_kill(tmp_path: Path, times: int) -> None:
    site = Site(tmp_path)
    site.write(PATH, story("مسودتي", authors=["كريم"], status="draft", body="الأولى.\n\nالثانية."))
    Users(site.root).add("karim", "كريم", Role.EDITOR, PASSWORD)
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
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
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
