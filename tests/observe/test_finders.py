"""Where changes are looked for: what each finder names, and when git's word is not taken."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from newsgen.observe import repository
from newsgen.observe.finders import FoldersToCompare, listed, walk
from newsgen.record.record import Record
from newsgen.site import layout
from tests.support import Site, story, tree
from tests.support.cases import first, sampled
from tests.support.finding import later


def run(site: Site, *words: str) -> None:
    subprocess.run(
        ["git", "-c", "user.name=a", "-c", "user.email=a@b.c", "-C", str(site.root), *words],
        check=True,
        capture_output=True,
    )


def commit(site: Site, message: str = "يوم") -> None:
    run(site, "add", "-A")
    run(site, "commit", "-q", "--allow-empty", "-m", message)


@pytest.fixture(params=first(1, ["every name", "trusted folders"]))  # test_git_finder has both
def site(tmp_path: Path, request: pytest.FixtureRequest) -> Site:
    """Two months of stories in a repository, built twice: what the first build reads is looked at again by the second."""
    made = Site(tmp_path / "site")
    for month in ("03", "04"):
        for number in range(3):
            made.story(f"2026/{month}/s{month}{number}", date=f"2026-{month}-0{number + 1} 10:00")
    made.write(".gitignore", "/public\n/.newsgen\n/static/made\n")
    run(made, "init", "-q")
    run(made, "config", "core.untrackedCache", str(request.param == "trusted folders").lower())
    commit(made)
    assert made.build(finder=later).published
    made.write("static/kept.txt", "ثابت")
    commit(made)
    assert made.build(finder=later).written == ("kept.txt",)
    return made


@pytest.fixture
def looked(site: Site, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The site's folders that are looked into."""
    folders: list[str] = []
    scandir = os.scandir

    def watched(folder: str | int) -> object:
        if f"{site.root}/" in str(folder):
            folders.append(str(folder).removeprefix(f"{site.root}/"))
        return scandir(folder)

    monkeypatch.setattr(os, "scandir", watched)
    return folders


def test_git_names_the_folders_of_a_change(site: Site, looked: list[str]) -> None:
    site.story("2026/04/s040", title="آخر", date="2026-04-01 10:00")
    report = site.build(finder=later)
    assert (report.published, report.read) == (True, 1)
    assert [folder for folder in looked if folder.startswith("content")] == ["content/2026/04"]


def test_git_sees_commits_and_what_the_working_tree_held_at_the_last_build(site: Site) -> None:
    path = site.story("2026/04/s040", title="لم تُثبت", date="2026-04-01 10:00")
    assert site.build(finder=later).read == 1
    run(site, "checkout", "-q", "--", ".")
    assert site.build(finder=later).read == 1, "what was dirty then is clean now, and another text"
    path.unlink()
    site.story("2026/04/new", date="2026-04-09 10:00")
    commit(site)
    report = site.build(finder=later)
    assert "2026/04/01/s040/index.html" in report.deleted
    assert "2026/04/09/new/index.html" in report.written


def test_git_sees_ignored_files(site: Site) -> None:
    site.write("static/made/a.txt", "ثابت")
    assert "made/a.txt" in site.build(finder=later).written
    site.write("static/made/a.txt", "متغير")
    assert "made/a.txt" in site.build(finder=later).written


def test_after_another_finder_git_walks(site: Site, looked: list[str]) -> None:
    site.story("2026/04/s040", title="لم تُثبت", date="2026-04-01 10:00")
    assert site.build().read == 1
    run(site, "checkout", "-q", "--", ".")
    looked.clear()
    assert site.build(finder=later).read == 1
    assert "content/2026/03" in looked


def test_git_sees_what_it_stopped_tracking(site: Site) -> None:
    run(site, "rm", "-q", "--cached", "content/2026/04/s040.md")
    assert site.build(finder=later).read == 0
    commit_index(site)
    assert site.build(finder=later).read == 0
    path = site.root / "content/2026/04/s040.md"
    for text in ("أولى", "ثانية"):
        path.write_text(path.read_text() + text)
        assert site.build(finder=later).read == 1


def test_git_sees_folders_come_and_go(site: Site, tmp_path: Path) -> None:
    site.write("static/made/deep/er/a.txt", "ثابت")
    assert "made/deep/er/a.txt" in site.build(finder=later).written
    site.write("static/made/deep/er/b.txt", "ثابت")
    assert "made/deep/er/b.txt" in site.build(finder=later).written
    (site.root / "static/made").rename(tmp_path / "away")
    assert set(site.build(finder=later).deleted) == {"made/deep/er/a.txt", "made/deep/er/b.txt"}
    (tmp_path / "away").rename(site.root / "static/made")
    assert len(site.build(finder=later).written) >= 2
    (site.root / "static/made/deep/er/b.txt").unlink()
    assert site.build(finder=later).deleted == ("made/deep/er/b.txt",)


@pytest.mark.parametrize("site", ["trusted folders"], indirect=True)
def test_git_sees_what_came_while_it_looked(site: Site, tmp_path: Path) -> None:
    """An old file that was moved into a folder after git had looked there, and is gone before the next build."""
    stray = tmp_path / "a.txt"
    stray.write_text("ثابت")
    os.utime(stray, (1, 1))

    def slow(root: Path, record: Record, present: int) -> FoldersToCompare:
        found = later(root, record, present)
        stray.rename(site.root / "static/a.txt")
        return FoldersToCompare(None, found.note)

    (site.root / "static").mkdir(exist_ok=True)
    assert "a.txt" in site.build(finder=slow).written
    (site.root / "static/a.txt").unlink()
    assert site.build(finder=later).deleted == ("a.txt",)


def test_where_folders_are_trusted_git_is_asked_only_about_those_that_changed(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[set[str]] = []
    others = repository.Repository.untracked

    def watched(of: repository.Repository, paths: set[str]) -> list[str]:
        asked.append(set(paths))
        return others(of, paths)

    monkeypatch.setattr(repository.Repository, "untracked", watched)
    path = site.root / "content/2026/04/s040.md"
    for change in ("in place", "new", "in place"):
        if change == "new":
            site.story("2026/04/new", date="2026-04-09 10:00")
        else:
            path.write_text(path.read_text() + "كلمة")
        assert len(site.build(finder=later).written) >= 1
    if "core.untrackedcache=true" in settings_of(site):
        assert asked == [set(), {"content/2026/04"}, {"content/2026/04/new.md"}]
    else:
        assert asked == [set(layout.TREES)] * 3


def settings_of(site: Site) -> str:
    return (subprocess.check_output(["git", "-C", str(site.root), "config", "--list"])).decode()


def commit_index(site: Site) -> None:
    run(site, "commit", "-q", "-m", "يوم")


@sampled(3)
@pytest.mark.parametrize(
    "reason", ["no repository", "unknown commit", "link", "line ends", "attributes", "nested repository", "linked tree"]
)
def test_git_walks_where_it_cannot_tell(site: Site, looked: list[str], reason: str) -> None:
    if reason == "no repository":
        (site.root / ".git").rename(site.root / "away")
    elif reason == "unknown commit":
        run(site, "update-ref", "-d", "HEAD")
        commit(site, "بداية أخرى")
        run(site, "reflog", "expire", "--expire=now", "--all")
        run(site, "gc", "-q", "--prune=now")
    elif reason == "link":
        site.write("static/kept/a.txt", "ثابت")
        (site.root / "static/link").symlink_to(site.root / "static/kept")
        assert site.build(finder=later).published
    elif reason == "line ends":
        run(site, "config", "core.autocrlf", "input")
    elif reason == "attributes":
        (site.root / ".git/info").mkdir(exist_ok=True)
        (site.root / ".git/info/attributes").write_text("*.md text=auto\n")
    elif reason == "linked tree":
        (site.root / "content").rename(site.root / "stories")
        (site.root / "content").symlink_to("stories")
    else:
        site.write("content/inner/s9.md", story(date="2026-05-05 10:00"))
        subprocess.run(["git", "init", "-q", str(site.root / "content/inner")], check=True)
    looked.clear()
    assert site.build(finder=later).published
    assert {"content/2026/03", "content/2026/04"} <= set(looked)


def test_a_hook_of_another_repository_leads_nobody_astray(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_DIR", "/nowhere")
    site.story("2026/04/s040", title="آخر", date="2026-04-01 10:00")
    assert site.build(finder=later).read == 1


def test_listed_paths_are_all_that_is_looked_at(site: Site, tmp_path: Path) -> None:
    site.story("2026/03/s030", title="لا يُرى", date="2026-03-01 10:00")
    site.story("2026/04/s040", title="يُرى", date="2026-04-01 10:00")
    report = site.build(finder=listed(["content/2026/04/s040.md"]))
    assert report.read == 1
    report = site.build(finder=listed([str(site.root / "content/2026/03/s030.md")]))
    assert report.read == 1, "absolute paths too"
    assert site.build().read == 0


def test_listed_folders_come_and_go(site: Site, tmp_path: Path) -> None:
    site.story("2026/05/deep/s050", date="2026-05-01 10:00")
    assert site.build(finder=listed(["content/2026/05"])).read == 1
    (site.root / "content/2026/03").rename(tmp_path / "away")
    report = site.build(finder=listed(["content/2026/03", "../elsewhere", "public/index.html"]))
    assert sum(path.startswith("2026/03/0") and path.count("/") == 4 for path in report.deleted) == 3
    site.build(tmp_path / "clean", finder=walk)
    assert tree(site.output) == tree(tmp_path / "clean")


def test_a_file_that_was_not_to_be_trusted_is_looked_at_again(site: Site) -> None:
    path = site.story("2026/04/s040", title="أولى", date="2026-04-01 10:00")
    os.utime(path)
    assert site.build(finder=listed([str(path)])).read == 1
    text = path.read_text().replace("أولى", "ثانية"[:4])
    stat = path.stat()
    path.write_text(text)
    os.utime(path, ns=(stat.st_mtime_ns, stat.st_mtime_ns))
    assert site.build(finder=listed([])).rendered >= 1


def test_a_listed_folder_vanishes_with_all_that_lay_below_it(tmp_path: Path) -> None:
    """Also where a neighbour's name stands between the folder and those below it: “a-b” sorts before “a/c”."""
    site = Site(tmp_path / "site")
    for identifier in ("a/one", "a-b/two", "a/c/three", "a.b/four"):
        site.story(identifier, slug=identifier.replace("/", "-").replace(".", "-"))
    assert site.build().published
    shutil.rmtree(site.root / "content/a")
    assert site.build(finder=listed(["content/a"])).published
    assert site.build(tmp_path / "clean").published
    assert tree(site.output) == tree(tmp_path / "clean")
