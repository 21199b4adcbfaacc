"""The desk's process opens the site, newsgen's and Python's own files, and little else; it writes below the site alone."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest

from newsgen.desk.roles import Role
from newsgen.desk.users import Users
from tests.deploy.servers import free_port
from tests.desk.repositories import git
from tests.desk.running import PASSWORD, Running
from tests.support import Site, story

pytest.importorskip("argon2")

WATCHED = """
import os, sys
log = os.open(sys.argv[1], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
CHANGES = {"os.remove": 0, "os.rename": 1, "os.mkdir": 0, "os.rmdir": 0, "os.link": 1, "os.symlink": 1, "os.truncate": 0, "shutil.rmtree": 0}
def watch(event, arguments):
    if event == "open":
        path, mode, flags = arguments
        changes = bool(flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)) if isinstance(flags, int) else False
    elif event in CHANGES:
        path, changes = arguments[CHANGES[event]], True
    elif event == "subprocess.Popen":
        path, changes = "run:" + os.fsdecode(arguments[0] or arguments[1][0]), False
    else:
        return
    if isinstance(path, (str, bytes, os.PathLike)):
        os.write(log, f"{'w' if changes else 'r'} {os.fsdecode(path)!r}\\n".encode())
sys.addaudithook(watch)
sys.argv[1:] = sys.argv[2:]
from newsgen.cli.start import main
sys.exit(main())
"""
"""Runs newsgen, and writes down each path that Python opens or changes, or program that it begins."""

TRICKS = ("../secret.md", "content/../../secret.md", "/etc/passwd", "content/link.md", "content/folder/secret.md", "content/%2e%2e/x.md", "desk/users.json",
          ".git/config", "content/..\\secret.md", "content/a.md/../../secret.md", "~/x.md", "file:///etc/passwd")  # fmt: skip


@pytest.mark.ci
def test_the_process_has_no_more_of_the_disk_than_the_site(tmp_path: Path) -> None:
    site = Site(tmp_path / "site")
    site.write("content/own.md", story("مسودتي", authors=["كريم"], body="الأولى.\n\nالثانية."))
    site.write("site.yml", site.settings + "desk: {history: git}\n")
    site.write(".gitignore", "/.newsgen/\n/public/\n")
    secret = tmp_path / "secret.md"
    secret.write_text(story("سر"))
    (site.root / "content/link.md").symlink_to(secret)
    (site.root / "content/folder").symlink_to(tmp_path)
    git(site.root, "init", "-q", "-b", "main")
    git(site.root, "add", "-A")
    git(site.root, "commit", "-q", "-m", "البداية")
    Users(site.root).add("karim", "كريم", Role.CHIEF, PASSWORD)
    log, port = tmp_path / "log", free_port()
    command = [sys.executable, "-c", WATCHED, str(log), "--site", str(site.root), "desk", "--port", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=tmp_path)
    try:
        used(Running(site.root, port, None), site)
    finally:
        process.kill()
        process.wait()
    allowed = [
        site.root, Path(sys.prefix), Path(sys.base_prefix), Path(__file__).parents[2], Path("/proc/self"), Path("/dev/null"), Path("/usr/share/zoneinfo"),
        Path("/etc/localtime"), Path("/usr/lib"), Path("/lib"), Path(sys.prefix).resolve(), Path("/dev/urandom"), log,
        *(Path(place) for place in sys.path if place),
    ]  # fmt: skip
    written = [site.root, Path("/dev/null"), log]
    programs, strange = set(), set()
    for line in log.read_text().splitlines():
        kind, _, told = line.partition(" ")
        path = str(eval(told))  # a literal that the process above has written
        if path.startswith("run:"):
            programs.add(Path(path.removeprefix("run:")).name)
            continue
        if not path.startswith("/"):
            # a name in a folder that was opened before, through base/contained
            if "/" in path or path == "..":
                strange.add(line)
            continue
        places = written if kind == "w" else allowed
        if not any(Path(path) == place or place in Path(path).parents for place in places):
            strange.add(line)
    assert not strange
    assert programs <= {"git", Path(sys.executable).name}
    assert "secret" not in log.read_text().replace("secrets", "")


def used(desk: Running, site: Site) -> None:
    """Do what people do, and what they should not."""
    for _ in range(300):
        with suppress(OSError):
            form: dict[str, str | None] = {"Content-Type": "application/x-www-form-urlencoded"}
            body = urlencode({"name": "karim", "password": PASSWORD})
            status, headers, _ = desk.ask("POST", "/_/login", body, headers=form)
            assert status == 303
            break
        time.sleep(0.1)
    desk.cookies["karim"] = headers["Set-Cookie"].partition("=")[2].partition(";")[0]
    desk.tokens["karim"] = ""
    desk.tokens["karim"] = json.loads(desk.ask("GET", "/_/api/texts", user="karim")[2])["token"]
    for address in (
        "/_/",
        "/_/site",
        "/_/story?path=content/own.md",
        "/_/history?path=content/own.md",
        "/_/api/on-site?path=content/own.md",
    ):
        assert desk.ask("GET", address, user="karim")[0] == 200
    version = desk.story("karim", "content/own.md")["version"]
    assert desk.save("karim", "content/own.md", version, {"do": "replace", "block": 0, "source": "غيرها."})[0] == 200
    for path in TRICKS:
        for address in ("history", "api/on-site", "story", "api/story"):
            assert desk.ask("GET", f"/_/{address}?path={quote(path)}", user="karim")[0] in (400, 404)
        form_body = urlencode({"path": path, "version": "0" * 40, "base": "0" * 32})
        assert desk.ask("POST", "/_/restore", form_body, user="karim", headers=form)[0] in (400, 404)
    for path in (
        "/..%2fsecret.md",
        "/%2e%2e/secret.md",
        "/media/../../secret.md",
        "/_/static/../../secret.md",
        "//etc/passwd",
    ):
        assert desk.ask("GET", path, user="karim")[0] in (400, 404)
    for _ in range(300):
        if "غيرها." in git(site.root, "show", "HEAD:content/own.md") and (site.output / "index.html").exists():
            return
        time.sleep(0.1)
    raise AssertionError("the save is not in the repository and on the site")
