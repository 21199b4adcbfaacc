"""A folder whose listing is the recorded one is not looked at file by file, and nothing is missed for it."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsgen.record.sources import Sources
from newsgen.site import fast_path
from newsgen.site.folders import State, list_folder, listing_digest
from tests.support import NOW, Site, tree


@pytest.fixture
def site(tmp_path: Path) -> Site:
    made = Site(tmp_path / "site")
    for month in ("03", "04"):
        for number in range(3):
            made.story(f"2026/{month}/قصة-{number}", date=f"2026-{month}-0{number + 1} 10:00", slug=f"s{month}{number}")
    assert made.build().published
    return made


@pytest.fixture
def compared(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The folders whose files are compared one by one."""
    folders: list[str] = []
    original = Sources.in_folder

    def watched(sources: Sources, folder: str) -> object:
        folders.append(folder)
        return original(sources, folder)

    monkeypatch.setattr(Sources, "in_folder", watched)
    return folders


def content(folders: list[str]) -> set[str]:
    return {folder for folder in folders if folder.startswith("content")}


def test_only_the_folder_of_a_change_is_compared(site: Site, compared: list[str]) -> None:
    assert site.build().read == 0
    assert content(compared) == set()
    site.story("2026/04/قصة-0", title="آخر", date="2026-04-01 10:00", slug="s040")
    assert site.build().read == 1
    assert content(compared) == {"content/2026/04"}
    compared.clear()
    assert site.build().read == 0
    assert content(compared) == set()


def test_a_file_that_comes_goes_or_is_replaced_is_seen(site: Site) -> None:
    path = site.story("2026/04/new", date="2026-04-09 10:00")
    assert site.build().read == 1
    path.unlink()
    assert site.build().deleted
    other = site.root / "content/2026/03/قصة-1.md"
    before = other.stat()
    twin = other.with_name("twin.tmp")
    twin.write_text(other.read_text("utf-8").replace("عنوان", "عنوات"), encoding="utf-8")
    os.utime(twin, ns=(before.st_mtime_ns,) * 2)
    twin.replace(other)  # the same name, size and mtime
    assert other.stat().st_size == before.st_size
    assert site.build().read == 1


@pytest.mark.parametrize(
    "path", ["content/2026/03/قصة-1.md", "site.yml", "redirects.yml", "static/a.txt", "templates/x.html"]
)
def test_other_bytes_in_the_same_size_mtime_and_inode_are_seen(site: Site, path: str) -> None:
    """So does an archive with fixed times that is unpacked over the site: only the ctime tells."""
    site.write("redirects.yml", "redirects:\n  - {from: /old/, to: /a/}\n")
    site.write("static/a.txt", "/a/")
    site.write("templates/x.html", "/a/")
    assert site.build().published
    file = site.root / path
    before, text = file.stat(), file.read_text("utf-8")
    changed = text.replace("عنوان", "عنوات").replace("/a/", "/b/").replace("سياسة", "سياسه")
    assert changed != text
    with file.open("r+b") as opened:
        opened.write(changed.encode())
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    after = file.stat()
    assert (after.st_size, after.st_mtime_ns, after.st_ino) == (before.st_size, before.st_mtime_ns, before.st_ino)
    assert not fast_path.is_no_op(["build", "--site", str(site.root), "--quiet", "--now", NOW.isoformat()])
    assert site.build().published
    site.build(site.root.parent / "clean")
    assert tree(site.output) == tree(site.root.parent / "clean")
    if path.startswith("content"):
        assert "عنوات" in (site.output / "2026/03/02/s031/index.html").read_text("utf-8")


def test_a_folder_that_went_and_came_back_as_it_was(site: Site) -> None:
    folder = site.root / "content/2026/03"
    folder.rename(site.root / "aside")
    assert len([path for path in site.build().deleted if path.endswith("/index.html")]) >= 3
    (site.root / "aside").rename(folder)
    report = site.build()
    assert report.read == 3
    assert report.articles == 6


def test_a_story_that_was_held_back_is_read_again(site: Site) -> None:
    """Its file stays as it is; what is wrong lies elsewhere and is put right there."""
    settings = (site.root / "site.yml").read_text("utf-8")
    site.story("2026/04/sport", date="2026-04-08 10:00", section="sport")
    assert site.build().published
    assert site.build().read == 0
    without = "\n".join(line for line in settings.splitlines() if "sport" not in line) + "\n"
    site.write("site.yml", without)
    assert site.build(keep_good=True).held == ("content/2026/04/sport.md",)
    site.write("site.yml", settings)
    report = site.build()
    assert report.published
    assert not report.held
    assert report.articles == 7
    assert site.build().read == 0


def test_what_must_be_looked_at_one_by_one(tmp_path: Path) -> None:
    """Links, odd names, and what is no file."""
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "قصة.md").write_text("a", encoding="utf-8")
    (folder / "inner").mkdir()
    (folder / ".hidden").write_text("a", encoding="utf-8")
    (folder / "draft.md~").write_text("a", encoding="utf-8")
    found = list_folder(str(folder))
    assert found is not None
    state = (folder / "قصة.md").stat()
    assert found == (
        listing_digest([("قصة.md", state.st_size, state.st_mtime_ns, state.st_ctime_ns, state.st_ino)]),
        ["inner"],
    )
    for make in (
        lambda path: (folder / path).symlink_to("قصة.md"),
        lambda path: (folder / path).symlink_to("inner"),
        lambda path: os.mkfifo(folder / path),
    ):
        make("odd")
        assert list_folder(str(folder)) is None
        (folder / "odd").unlink()
    for name in ("a\u202eb", "a\nb", "e\u0301.md", os.fsdecode(b"\xff.md")):
        (folder / name).write_text("a", encoding="utf-8")
        assert list_folder(str(folder)) is None
        (folder / name).unlink()
    assert list_folder(str(folder)) == found
    assert list_folder(str(tmp_path / "nothing")) is None


STATES = st.lists(
    st.tuples(st.text(st.sampled_from("a1 \n-"), min_size=1, max_size=3), *[st.integers(-1, 12)] * 4),
    max_size=3,
    unique_by=lambda state: state[0],
)


@given(STATES, STATES)
def test_the_digest_tells_any_two_sets_of_files_apart(one: list[State], other: list[State]) -> None:
    assert (listing_digest(one) == listing_digest(other)) == (sorted(one) == sorted(other))
