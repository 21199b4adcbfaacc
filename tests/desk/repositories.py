"""Sites in real git repositories, with a bare remote beside them and a colleague's clone."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from newsgen.desk.history import History
from newsgen.desk.ledger import Entry, entry_id
from newsgen.desk.roles import Action
from newsgen.desk.saving import Saved, open_file, save
from newsgen.desk.story_edit import Edit
from newsgen.desk.story_file import StoryFile
from newsgen.site.settings_desk import DeskSettings

PERSON = {
    "GIT_AUTHOR_NAME": "ليلى", "GIT_AUTHOR_EMAIL": "layla@example.org", "GIT_COMMITTER_NAME": "ليلى",
    "GIT_COMMITTER_EMAIL": "layla@example.org", "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1",
}  # fmt: skip


def git(folder: Path, *arguments: str, data: bytes | None = None, check: bool = True) -> str:
    """git as a person uses it, beside the desk."""
    found = subprocess.run(
        ["git", "-c", "core.quotePath=false", *arguments], cwd=folder, input=data, capture_output=True,
        env=os.environ | PERSON, check=False,
    )  # fmt: skip
    assert not check or found.returncode == 0, found.stderr.decode()
    return found.stdout.decode().rstrip("\n")


@dataclass
class Newsroom:
    """A site in a repository, and its desk's history without threads."""

    site: Path
    wanted: DeskSettings = field(default_factory=lambda: DeskSettings(history="git"))
    changed: list[frozenset[str]] = field(default_factory=list)
    history: History = field(init=False)
    moment: datetime = field(default_factory=lambda: datetime.now(UTC))

    def __post_init__(self) -> None:
        self.history = History(
            self.site, wanted=lambda: self.wanted, now=lambda: self.moment, lang="ar", changed=self.changed.append
        )

    def open(self, path: str) -> StoryFile:
        file = open_file(self.site, path)
        assert isinstance(file, StoryFile)
        return file

    def save(
        self, path: str, *edits: Edit, name: str = "سلمى", did: tuple[Action, ...] = (), commit: bool = True
    ) -> Entry:
        """Save as a person at the desk does, and commit."""
        found = save(self.site, path, self.open(path).version, edits)
        assert isinstance(found, Saved)
        before = found.before.version if found.before is not None else ""
        title = str(found.file.values.get("title", ""))
        entry = Entry(entry_id(), self.moment, path, before, found.file.version, name, title, did)
        assert self.history.saved(entry)
        if commit:
            self.history.commit_waiting()
        return entry

    def git(self, *arguments: str, check: bool = True) -> str:
        return git(self.site, *arguments, check=check)

    def head(self, path: str) -> str:
        return self.git("show", f"HEAD:./{path}")

    def log(self) -> list[str]:
        return self.git("log", "--format=%an: %s").split("\n")


def newsroom(site: Path, **files: str) -> Newsroom:
    """A repository with these files (``content__a`` is content/a.md) in its first commit."""
    site.mkdir(parents=True, exist_ok=True)
    git(site, "init", "-q", "-b", "main")
    (site / ".gitignore").write_text("/.newsgen/\n/public/\n")
    for name, text in files.items():
        file = site / (name.replace("__", "/") + ".md")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    git(site, "add", "-A")
    git(site, "commit", "-q", "-m", "البداية")
    return Newsroom(site)


def with_remote(room: Newsroom, folder: Path) -> Path:
    """Give the newsroom a bare remote, which has its commits, and return a colleague's clone of it."""
    git(folder, "init", "-q", "--bare", "-b", "main", "origin.git")
    room.git("remote", "add", "origin", str(folder / "origin.git"))
    room.wanted = DeskSettings(history="git", remote="origin")
    room.history.exchange()
    git(folder, "clone", "-q", "origin.git", "colleague")
    return folder / "colleague"
