"""Every command where ``.newsgen`` is not ours to write: a message, never a traceback."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import threading
import traceback
from collections.abc import Iterator
from pathlib import Path

import pytest

from newsgen.cli import command_line
from newsgen.cli.parser import COMMANDS
from newsgen.site.layout import STATE, state_folder
from tests.support import Site
from tests.support.cases import first, sampled

NOBODY = 65534

WORDS = {
    "build": ["build"], "check": ["check"], "moved": ["moved", "--yes"], "next": ["next"], "list": ["list"],
    "stats": ["stats"], "why": ["why", "/"], "deploy": ["deploy", "TARGET"], "index": ["index"],
    "schema": ["schema", "article"], "completion": ["completion", "bash"], "styleguide": ["styleguide"],
    "new": ["new", "title", "--section", "politics"], "init": ["init", "other"], "import": ["import", "none.txt"],
    "media": ["media", "status"], "embed": ["embed", "content/s1.md"], "users": ["users", "list"],
}  # fmt: skip
MORE = [["build", "--clean"], ["build", "--quiet"], ["build", "--json"], ["build", "--finder", "git"], ["next", "--due"],
        ["deploy", "TARGET", "--json"], ["deploy", "TARGET", "--status"], ["deploy", "TARGET", "--dry-run"]]  # fmt: skip
EACH = [*WORDS.values(), *MORE]
WHAT = ("state", "record", "empty")
NEED_NONE = {"--due", "--status"}
NEED_STATE = {"build", "check", "next", "list", "stats", "why", "deploy", "index", "moved"}


def test_every_command_is_here() -> None:
    assert WORDS.keys() | {"serve", "desk"} == COMMANDS.keys()


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder that others may enter, unlike pytest's own."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def site(place: Path) -> Site:
    site = Site(place / "site", plain=True)
    site.story("s1")
    assert site.build().published
    (place / "www").mkdir()
    return site


def outcome(words: list[str], site: Site, user: int | None) -> tuple[int, str]:
    """Run a command in a child, as another user if one is given: its exit code and its messages."""
    words = [word.replace("TARGET", f"file://{site.root.parent / 'www'}") for word in words] + ["--lang", "en"]
    log = site.root.parent / "log"
    child = os.fork()
    if child == 0:
        handle = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(handle, 1)
        os.dup2(handle, 2)
        sys.stdout, sys.stderr = os.fdopen(1, "w"), os.fdopen(2, "w")
        os.chdir(site.root)
        code = 99
        try:
            if user is not None:
                _warm_up(words, site)
                os.setegid(user)
                os.seteuid(user)
            code = command_line.main(words)
        except BaseException:
            traceback.print_exc()
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status), log.read_text()


def _warm_up(words: list[str], site: Site) -> None:
    """Run the command once on a copy, since the other user may not be able to read the interpreter's own modules."""
    copy = site.root.parent / "copy"
    shutil.copytree(site.root, copy, symlinks=True)
    os.chdir(copy)
    command_line.main(words)
    os.chdir(site.root)
    shutil.rmtree(copy)
    os.truncate(1, 0)


def changed(site: Site) -> None:
    site.story("s1", "another title")


@sampled(3)
@pytest.mark.parametrize("words", EACH, ids=" ".join)
def test_a_file_in_place_of_the_state(site: Site, words: list[str]) -> None:
    changed(site)
    shutil.rmtree(site.root / STATE)
    (site.root / STATE).write_text("")
    code, text = outcome(words, site, None)
    assert "Traceback" not in text
    assert code != 99
    if words[0] in NEED_STATE:
        assert code != 0 or NEED_NONE & set(words)
        assert text.strip() or NEED_NONE & set(words)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
@pytest.mark.parametrize(
    ("words", "what"), first(8, [(words, WHAT[(at + turn) % 3]) for turn in range(3) for at, words in enumerate(EACH)]),
    ids=lambda one: one if isinstance(one, str) else " ".join(one),
)  # fmt: skip
def test_a_state_of_another_user(site: Site, words: list[str], what: str) -> None:
    changed(site)
    state = state_folder(site.root, site.output)
    if what == "record":  # the folder can be written, but not the files in it
        for folder in (site.root / STATE, state):
            folder.chmod(0o777)
    elif what == "empty":
        shutil.rmtree(state)
    code, text = outcome(words, site, NOBODY)
    assert "Traceback" not in text
    assert code != 99
    if words[0] in NEED_STATE and what != "record":
        assert code != 0 or NEED_NONE & set(words)


def test_a_preview_with_a_file_in_place_of_the_state(site: Site) -> None:
    shutil.rmtree(site.root / STATE)
    (site.root / STATE).write_text("")
    words = [sys.executable, "-m", "newsgen", "serve", "--port", "18471", "--lang", "en"]
    served = subprocess.Popen(words, cwd=site.root, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    patience = threading.Timer(120, served.terminate)
    patience.start()
    assert served.stdout is not None
    lines = []
    for line in served.stdout:
        lines.append(line)
        if "stays as it was" in line or "Traceback" in line:
            break
    patience.cancel()
    served.terminate()
    text = "".join(lines) + served.communicate(timeout=120)[0]
    assert "Traceback" not in text
    assert "System error" in text
