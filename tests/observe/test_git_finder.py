"""What keeps git from seeing a change, and that its finder is not taken in: the same bytes as by walking."""

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from newsgen.observe import sources
from newsgen.observe.finders import FoldersToCompare
from newsgen.record.record import Record
from tests.support import Site, tree
from tests.support.cases import sampled
from tests.support.finding import later

FILE = "static/k/a.txt"


def run(where: Path, *words: str) -> str:
    settings = ("user.name=a", "user.email=a@b.c", "protocol.file.allow=always")
    options = [part for setting in settings for part in ("-c", setting)]
    return subprocess.run(
        ["git", *options, "-C", str(where), *words], check=True, capture_output=True, text=True
    ).stdout.strip()


def commit(site: Site) -> str:
    run(site.root, "add", "-A")
    run(site.root, "commit", "-q", "--allow-empty", "-m", "يوم")
    return run(site.root, "rev-parse", "HEAD")


def keep(site: Site, text: str, path: str = FILE) -> None:
    """Another text in place, with a moment of its own, so that its folder stays as it is."""
    keep.moment += 10**9  # type: ignore[attr-defined]
    (site.root / path).write_bytes(text.encode())
    os.utime(site.root / path, ns=(keep.moment,) * 2)  # type: ignore[attr-defined]


def settle(site: Site) -> None:
    """Build, and once more for another file's sake: what one build reads is looked at again by the next."""
    for number in range(2):
        keep(site, str(number), "static/other/z.txt")
        assert site.build(finder=later).published


keep.moment = 1_700_000_000_000_000_000  # type: ignore[attr-defined]


def attributes_nobody_tracks(site: Site, elsewhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (site.root / ".gitattributes").write_text("*.txt text\n")
    keep(site, "one\r\n")
    run(site.root, "add", "static")


def attributes_below(site: Site, elsewhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (site.root / "static/k/.gitattributes").write_text("*.txt text\n")
    keep(site, "one\r\n")
    run(site.root, "add", FILE)


def attributes_deleted(site: Site, elsewhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (site.root / ".gitattributes").write_text("*.txt text\n")
    commit(site)
    (site.root / ".gitattributes").unlink()
    keep(site, "one\r\n")
    run(site.root, "add", "static")


def attributes_by_a_setting(site: Site, elsewhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (elsewhere / "attributes").write_text("*.txt text\n")
    run(site.root, "config", "core.attributesFile", str(elsewhere / "attributes"))
    keep(site, "one\r\n")
    run(site.root, "add", "static")


def attributes_of_the_user(site: Site, elsewhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(elsewhere))
    (elsewhere / "git").mkdir()
    (elsewhere / "git/attributes").write_text("*.txt text\n")
    keep(site, "one\r\n")
    run(site.root, "add", "static")


def filtered(site: Site, elsewhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As large files are fetched after the clone: git stores their names, and they are the same to it."""
    (site.root / ".gitattributes").write_text("*.txt filter=lfs -text\n")
    run(site.root, "config", "filter.lfs.clean", "sed s/^two$/one/")
    commit(site)
    settle(site)
    keep(site, "two\n")
    run(site.root, "update-index", "-q", "--refresh")


def ignored_case(site: Site, elsewhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run(site.root, "config", "core.ignoreCase", "true")
    site.write("static/k/A.txt", "new")


def minimal_state(site: Site, elsewhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run(site.root, "config", "core.checkStat", "minimal")
    path, other = site.root / FILE, site.root / "static/k/.tmp"
    other.write_text("ONE\n")
    os.utime(other, ns=(path.stat().st_mtime_ns,) * 2)
    other.replace(path)


def replaced(site: Site, elsewhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = run(site.root, "rev-parse", "HEAD")
    keep(site, "other\n")
    second = commit(site)
    run(site.root, "reset", "-q", "--hard", first)
    settle(site)
    keep(site, "other\n")
    run(site.root, "replace", first, second)
    run(site.root, "add", "-A")


def another_folder(site: Site, elsewhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(site.root, elsewhere / "tree", ignore=shutil.ignore_patterns(".git", ".newsgen", "public"))
    run(site.root, "config", "core.worktree", str(elsewhere / "tree"))
    run(site.root, "add", "-A")
    settle(site)
    keep(site, "two\n")


def states_ignored(site: Site, elsewhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run(site.root, "config", "core.ignoreStat", "true")
    keep(site, "two\n")
    commit(site)
    settle(site)
    keep(site, "three\n")


def sparse(site: Site, elsewhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run(site.root, "sparse-checkout", "set", "content/2026/04", "static", "templates")


def submodule_gone(site: Site, elsewhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lib = elsewhere / "lib"
    lib.mkdir()
    run(lib, "init", "-q")
    (lib / "b.txt").write_text("ب")
    run(lib, "add", "-A")
    run(lib, "commit", "-q", "-m", "يوم")
    run(site.root, "submodule", "add", "-q", str(lib), "static/sub")
    commit(site)
    settle(site)
    run(site.root, "submodule", "deinit", "-q", "-f", "static/sub")


def saved_meanwhile(site: Site, elsewhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Git looked, then a text was saved, and the build saw it; before the next build it is as it was."""

    def slow(root: Path, record: Record, present: int) -> FoldersToCompare:
        found = later(root, record, present)
        keep(site, "mid\n")
        return FoldersToCompare(None, found.note)

    site.build(finder=slow)
    keep(site, "one\n")
    run(site.root, "add", "-A")


BLINDED: tuple[Callable[[Site, Path, pytest.MonkeyPatch], None], ...] = (
    attributes_nobody_tracks, attributes_below, attributes_deleted, attributes_by_a_setting, attributes_of_the_user,
    filtered, ignored_case, minimal_state, replaced, another_folder, states_ignored, sparse, submodule_gone,
    saved_meanwhile,
)  # fmt: skip


@sampled(5)
@pytest.mark.parametrize("trusting", [False, True], ids=["every name", "trusted folders"])
@pytest.mark.parametrize("blinded", BLINDED, ids=lambda case: case.__name__)
def test_git_is_not_blinded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, trusting: bool, blinded: Callable[..., None]
) -> None:
    monkeypatch.setattr(sources, "TOO_RECENT", -(10**30))  # else what was saved just now is looked at in any case
    site = Site(tmp_path / "site")
    for month in ("03", "04"):
        for number in range(2):
            site.story(f"2026/{month}/s{month}{number}", date=f"2026-{month}-0{number + 1} 10:00")
    site.write(FILE, "one\n")
    site.write("static/other/z.txt", "")
    site.write(".gitignore", "/public\n/.newsgen\n")
    run(site.root, "init", "-q")
    run(site.root, "config", "core.untrackedCache", str(trusting).lower())
    commit(site)
    settle(site)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    blinded(site, elsewhere, monkeypatch)
    assert site.build(finder=later).published
    assert site.build(tmp_path / "clean").published
    assert tree(site.output) == tree(tmp_path / "clean")
