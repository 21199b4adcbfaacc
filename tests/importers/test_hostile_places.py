"""Links, pipes and a tampered journal: an import reads and writes nothing outside, and ends."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from newsgen.base.digest import of_bytes
from newsgen.base.problems import FatalProblems
from newsgen.importers.journal import FILE, Journal
from tests.importers.test_run import POLITICS, archive, contents, imports
from tests.support import Site, tree
from tests.support.patience import each_test_ends
from tests.support.pictures import png
from tests.support.wxr import item

BODY = "<p>ارتفع النهر.</p>"
STORY = "---\ntitle: سر\ndate: 2020-05-01\nlayout: post\n---\nلا يُنشر.\n"


patience = each_test_ends(within=30)


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path / "site", plain=False)


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    folder = tmp_path / "outside"
    folder.mkdir()
    (folder / "precious.md").write_text(STORY)
    return folder


@pytest.mark.parametrize("folder", ["content/2020", "content/2020/05", "content"])
@pytest.mark.parametrize("dry", [True, False])
def test_no_story_is_written_through_a_link(site: Site, outside: Path, folder: str, dry: bool) -> None:
    place = site.root / folder
    place.parent.mkdir(parents=True, exist_ok=True)
    if place.is_dir():
        place.rmdir()
    place.symlink_to(outside)
    before = tree(outside)
    with pytest.raises(FatalProblems) as raised:
        imports(site, archive(site, item(2, BODY, inside=POLITICS)), dry=dry)
    assert [problem.code for problem in raised.value.problems] == ["symlink"]
    assert tree(outside) == before


def test_a_link_within_the_site_is_a_folder_like_any_other(site: Site) -> None:
    (site.root / "content/years").mkdir()
    (site.root / "content/2020").symlink_to(site.root / "content/years")
    assert imports(site, archive(site, item(2, BODY, inside=POLITICS)))["written"] == 1


def test_no_picture_is_written_through_a_link(site: Site, outside: Path, tmp_path: Path) -> None:
    media = tmp_path / "media/wp-content/uploads"
    media.mkdir(parents=True)
    (media / "a.jpg").write_bytes(png(40, 30))
    (site.root / "static").mkdir(exist_ok=True)
    (site.root / "static/wp-content").symlink_to(outside)
    body = '<p><img src="/wp-content/uploads/a.jpg" alt="x"></p>'
    before = tree(outside)
    with pytest.raises(FatalProblems):
        imports(site, archive(site, item(2, body, inside=POLITICS)), media=tmp_path / "media")
    assert tree(outside) == before


@pytest.mark.parametrize("name", [".news-2.md.new"])
def test_the_name_of_an_unfinished_file_is_no_way_out(site: Site, outside: Path, name: str) -> None:
    (site.root / "content/2020/05").mkdir(parents=True)
    (site.root / "content/2020/05" / name).symlink_to(outside / "precious.md")
    before = tree(outside)
    assert imports(site, archive(site, item(2, BODY, inside=POLITICS)))["written"] == 1
    assert tree(outside) == before
    assert not (site.root / "content/2020/05/news-2.md").is_symlink()


PATHS = (
    "../outside/precious.md",
    "content/../../outside/precious.md",
    "site.yml",
    "static/precious.md",
    "/etc/hostname",
)


@pytest.mark.parametrize("path", PATHS)
def test_a_journal_names_no_file_to_delete_outside_of_content(site: Site, outside: Path, path: str) -> None:
    """Even one that says what the file holds."""
    (site.root / "static").mkdir(exist_ok=True)
    (site.root / "static/precious.md").write_text(STORY)
    assert imports(site, archive(site, item(2, BODY, inside=POLITICS)))["written"] == 1
    file = site.root / path
    with sqlite3.connect(site.root / ".newsgen" / FILE) as db:
        db.execute("UPDATE items SET path = ?, digest = ?", (path, of_bytes(file.read_bytes())))
    db.close()
    before = file.read_bytes()
    imports(site, archive(site, item(2, BODY + BODY, inside=POLITICS)))
    assert file.read_bytes() == before


TAMPERED: tuple[str, ...] = (
    "UPDATE items SET seen = 'x'", f"UPDATE items SET seen = {2**63 - 1}", "UPDATE items SET digest = 'x', before = 1.5",
    "UPDATE items SET path = x'ff00'", "DROP TABLE items", "ALTER TABLE items RENAME TO others",
    "ALTER TABLE items RENAME COLUMN seen TO unseen", "PRAGMA user_version = 7",
)  # fmt: skip


@pytest.mark.parametrize("statement", TAMPERED)
def test_a_tampered_journal_is_no_traceback(site: Site, statement: str) -> None:
    export = archive(site, item(2, BODY, inside=POLITICS))
    assert imports(site, export)["written"] == 1
    before = contents(site)
    with sqlite3.connect(site.root / ".newsgen" / FILE) as db:
        db.execute(statement)
    db.close()
    imports(site, export)
    assert contents(site) == before
    assert imports(site, export)["unchanged"] == 1


def pipe(path: Path, target: Path) -> None:
    os.mkfifo(path)


def zero(path: Path, target: Path) -> None:
    path.symlink_to("/dev/zero")


def link(path: Path, target: Path) -> None:
    path.symlink_to(target)


@pytest.mark.parametrize("suffix", ["md", "xml", "json"])
@pytest.mark.parametrize("put", [pipe, zero, link])
def test_a_folder_of_stories_leads_nowhere_else(
    site: Site, outside: Path, tmp_path: Path, put: Callable[[Path, Path], None], suffix: str
) -> None:  # fmt: skip
    folder = tmp_path / "old/_posts"
    folder.mkdir(parents=True)
    (folder / "2020-05-02-real.md").write_text(STORY.replace("سر", "خبر"))
    put(folder / f"2020-05-01-a.{suffix}", outside / "precious.md")
    imports(site, tmp_path / "old", section="politics")
    files = contents(site)
    assert len(files) == 1
    assert "سر" not in "".join(data.decode() for data in files.values())


@pytest.mark.parametrize("put", [pipe, zero])
def test_what_is_named_and_no_file_is_told(site: Site, tmp_path: Path, put: Callable[[Path, Path], None]) -> None:
    put(tmp_path / "export.xml", tmp_path)
    assert imports(site, tmp_path / "export.xml")["unreadable"] == 1
    (site.root / "content/2020/05").mkdir(parents=True)
    put(site.root / "content/2020/05/news-2.md", tmp_path)
    with pytest.raises(OSError, match="news-2"):
        imports(site, archive(site, item(2, BODY, inside=POLITICS), name="other.xml"))


def test_a_link_that_is_named_is_read(site: Site, tmp_path: Path) -> None:
    export = archive(site, item(2, BODY, inside=POLITICS))
    (tmp_path / "latest.xml").symlink_to(export)
    assert imports(site, tmp_path / "latest.xml")["written"] == 1


def test_a_folder_of_media_leads_nowhere_else(site: Site, outside: Path, tmp_path: Path) -> None:
    media = tmp_path / "media/wp-content/uploads"
    media.mkdir(parents=True)
    (media / "a.jpg").symlink_to(outside / "precious.md")
    os.mkfifo(media / "b.jpg")
    (media / "c").symlink_to(outside)
    (outside / "c.jpg").write_bytes(png(40, 30))
    body = "".join(f'<p><img src="/wp-content/uploads/{name}" alt="x"></p>' for name in ("a.jpg", "b.jpg", "c/c.jpg"))
    imports(site, archive(site, item(2, body, inside=POLITICS)), media=tmp_path / "media")
    assert not (site.root / "static/wp-content").exists()


def test_a_journal_that_is_a_pipe_is_told(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / FILE)
    try:
        with Journal(tmp_path / FILE) as journal:
            assert journal.get("x") is None
    except OSError:
        pass
