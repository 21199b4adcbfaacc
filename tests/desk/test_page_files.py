"""Plain pages and profiles as files of the desk: nothing is lost, only what was edited changes, and no other file is opened."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from newsgen.base.problems import Problem
from newsgen.desk import new_page
from newsgen.desk.file_kind import FileKind, kind_of, title_of
from newsgen.desk.new_page import Begun, NewPage, begin_page
from newsgen.desk.saving import Failure, Fault, Saved, open_file, restore, save
from newsgen.desk.story_edit import (
    Edit,
    InsertBlock,
    MoveBlock,
    Reason,
    Refusal,
    RemoveKey,
    ReplaceBlock,
    SetKey,
    edited,
)
from newsgen.desk.story_file import StoryFile, open_story
from newsgen.desk.story_merge import StoryMerge, merge_stories
from newsgen.desk.uploads import picture_name
from newsgen.site.settings import Settings
from newsgen.site.settings_file import read
from tests.desk import stories
from tests.desk.test_story_edit import unreadable
from tests.support import SETTINGS

CONTENT = Path(__file__).parents[2] / "content"
PAGE, PROFILE = FileKind.PAGE, FileKind.PROFILE

quick = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
KEYS = st.sampled_from(("name", "role", "bio", "title", "authors"))
long = settings(max_examples=10_000, deadline=None, suppress_health_check=list(HealthCheck))


def profile(text: str) -> StoryFile:
    file = open_story(text.encode(), PROFILE)
    assert isinstance(file, StoryFile)
    return file


def after(text: str, *edits: Edit) -> str:
    new = edited(profile(text), edits)
    assert isinstance(new, StoryFile), new
    return new.text


# which files


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("content/a.md", FileKind.STORY), ("content/pages/about.md", PAGE), ("content/pages/office/board.markdown", PAGE), ("content/pages/من-نحن.md", PAGE),
        ("content/authors/hala.yml", PROFILE), ("content/authors/a/hala.yaml", PROFILE), ("content/authors/hala.md", None), ("content/pages/about.yml", None),
        ("content/authors/hala.jpg.yml", None), ("content/pages/x.html", None), ("content/shows/a.yml", None), ("content/data/a.yml", None), ("content/front.yml", None),
        ("site.yml", None), ("redirects.yml", None), ("desk/users.json", None), ("templates/pages/x.md", None), ("static/authors/a.yml", None), ("content/authors/../../site.yml", None),
        ("content/pages/../front.yml", None), ("/content/pages/a.md", None), ("content//pages/a.md", None), ("content/pages/.a.md", None), ("content/authors/.hala.yml", None),
        ("content/pages/_a.md", PAGE), ("content/authors/a\0.yml", None), ("content\\authors\\a.yml", None), ("", None), ("content/authors/", None), ("content/authors/.yml", None),
        ("./content/authors/a.yml", None), ("content/Pages/a.md", FileKind.STORY), ("content/authors/a.yml/", None),
    ],
)  # fmt: skip
def test_the_desk_edits_stories_pages_and_profiles_and_no_other_file(path: str, kind: FileKind | None) -> None:
    assert kind_of(path) is kind


@pytest.mark.parametrize(
    "path", ["content/front.yml", "content/shows/a.yml", "site.yml", "content/authors/../../site.yml"]
)
def test_no_other_file_is_opened_or_saved(tmp_path: Path, path: str) -> None:
    (tmp_path / "content/shows").mkdir(parents=True)
    (tmp_path / "content/authors").mkdir()
    for name in ("content/front.yml", "content/shows/a.yml", "site.yml"):
        (tmp_path / name).write_text("name: x\n", encoding="utf-8")
    for found in (
        open_file(tmp_path, path),
        save(tmp_path, path, "0" * 32, [SetKey("name", "y")]),
        restore(tmp_path, path, "0" * 32, b"name: y\n"),
    ):
        assert isinstance(found, Failure)
        assert found.fault is Fault.NO_STORY
    assert (tmp_path / "site.yml").read_text(encoding="utf-8") == "name: x\n"


@pytest.mark.parametrize("path", ["content/authors/a.yml", "content/pages/a.md"])
def test_no_link_is_followed(tmp_path: Path, path: str) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    text = "name: سر\n" if path.endswith("yml") else "---\ntitle: سر\n---\n"
    (outside / Path(path).name).write_text(text, encoding="utf-8")
    site = tmp_path / "site"
    (site / path).parent.mkdir(parents=True)
    (site / path).symlink_to(outside / Path(path).name)
    assert open_file(site, path) == Failure(Fault.LINK, detail=open_file(site, path).detail)  # type: ignore[union-attr]
    (site / path).unlink()
    (site / path).parent.rmdir()
    (site / path).parent.symlink_to(outside)
    found = save(site, path, "0" * 32, [SetKey("name", "y")])
    assert isinstance(found, Failure)
    assert found.fault is Fault.LINK
    assert (outside / Path(path).name).read_text(encoding="utf-8") == text
    with pytest.raises(NotADirectoryError):
        begin_page(site, site / "none", of_site(), NewPage(kind_of(path) or PAGE, "جديد", "نص"))
    assert [file.name for file in outside.iterdir()] == [Path(path).name]


# nothing is lost


@pytest.mark.parametrize("path", sorted(CONTENT.glob("authors/*.yml")), ids=lambda path: path.name)
def test_the_sample_profiles_are_opened_and_saved_byte_for_byte(path: Path) -> None:
    file = open_story(path.read_bytes(), PROFILE)
    assert isinstance(file, StoryFile)
    assert (file.data, file.keyed, file.blocks) == (path.read_bytes(), True, ())
    assert title_of(PROFILE, file.values)


def is_lossless(data: bytes) -> None:
    for kind in FileKind:
        file = open_story(data, kind)
        if isinstance(file, StoryFile):
            assert file.data == data
            assert file.kind is kind
            assert edited(file, []) == file


@quick
@given(stories.profiles())
@example(b"")
@example(b"\xef\xbb\xbf")
@example(b"- a\n")
@example(b"{name: a}\n")
@example(b"name: a\nname: b\n")
@example(b"name: [a\n")
@example(b"name: a\n---\nname: b\n")
@example(b"\x00")
@example("name: \u202eأ\u202c\n".encode())
def test_every_byte_of_a_profile_belongs_to_one_part(data: bytes) -> None:
    is_lossless(data)


@pytest.mark.ci
@quick
@given(stories.files())
def test_every_byte_of_a_plain_page_belongs_to_one_part(data: bytes) -> None:
    is_lossless(data)


def test_what_is_no_text_is_no_profile() -> None:
    assert isinstance(open_story("name: هالة".encode("windows-1256"), PROFILE), Problem)
    assert isinstance(open_story(b"# " + b"x" * 2**22, PROFILE), Problem)


def set_key_is_exact(data: bytes, key: str, value: object) -> None:
    """Assert that a key of a profile gets this value, and that all lines of other keys stay, but for an end of the last one."""
    file = open_story(data, PROFILE)
    assert isinstance(file, StoryFile)
    new = edited(file, [SetKey(key, value)])  # type: ignore[arg-type]
    if isinstance(new, Refusal):
        assert not file.keyed or unreadable(value)  # type: ignore[arg-type]
        return
    assert dict(new.values) == {**file.values, key: value}
    assert new.head == file.head
    old = [part.raw.rstrip("\r\n") for part in file.front if part.key and part.key != key]
    assert [part.raw.rstrip("\r\n") for part in new.front if part.key and part.key != key] == old
    if file.front_text and not file.front_text.endswith(("\n", "\r")) and isinstance(value, str):
        assert not new.front_text.endswith(("\n", "\r"))


@quick
@given(
    stories.profiles(),
    KEYS,
    st.sampled_from(("نص", "a: b", "# لا", "", "'", "س #1", "سطر\nآخر")),
)
@example(b"name: a\nbio: |\n  x", "role", "y")
@example(b"---\nname: a\n", "role", "y")
def test_a_value_of_a_profile_is_exactly_what_was_asked(data: bytes, key: str, value: str) -> None:
    set_key_is_exact(data, key, value)


@pytest.mark.nightly
@long
@given(stories.profiles(), KEYS, st.sampled_from(("نص", "a: b", "# لا", "", "'", "س #1", "سطر\nآخر")))
def test_a_value_of_a_profile_is_exactly_what_was_asked_long(data: bytes, key: str, value: str) -> None:
    set_key_is_exact(data, key, value)


LINKED = '# من\nname: هالة   # الاسم\nimage: {src: a.jpg, alt: صورة}\nlinks:\n  - {name: بريد, url: "mailto:a@b.org"}\n  # بين\n  - name: موقع\n    url: /a\n'


@pytest.mark.parametrize(
    ("text", "edit", "wanted"),
    [
        ("name: هالة\nrole: محررة\n", SetKey("role", "مراسلة"), "name: هالة\nrole: مراسلة\n"),
        ("name: هالة\nrole: محررة", SetKey("role", "مراسلة"), "name: هالة\nrole: مراسلة"),
        ("name: هالة\nrole: محررة", SetKey("name", "هالة ع"), "name: هالة ع\nrole: محررة"),
        ("name: هالة", SetKey("bio", "تكتب."), "name: هالة\nbio: تكتب."),
        ("\ufeffname: هالة\r\nbio: x\r\n", SetKey("role", "محررة"), "\ufeffname: هالة\r\nrole: محررة\r\nbio: x\r\n"),
        ("name: هالة\r\nrole: محررة", SetKey("name", "هدى"), "name: هدى\r\nrole: محررة"),
        ("---\n# من\nname: هالة\n", SetKey("kind", "organization"), "---\n# من\nname: هالة\nkind: organization\n"),
        ("name: هالة\nbio: >-\n  تكتب\n  هنا\nrole: م\n", RemoveKey("bio"), "name: هالة\nrole: م\n"),
        (LINKED, SetKey("links", [{"name": "بريد", "url": "mailto:a@b.org"}, {"name": "موقع", "url": "/b"}]), LINKED.replace("url: /a", "url: /b")),
        (LINKED, SetKey("image", {"src": "a.jpg", "alt": "هالة"}), LINKED.replace("alt: صورة", "alt: هالة")),
        ("", SetKey("name", "هالة"), "name: هالة\n"),
    ],
)  # fmt: skip
def test_only_the_lines_of_what_was_edited_change(text: str, edit: Edit, wanted: str) -> None:
    got = after(text, edit)
    if text == LINKED and isinstance(edit, SetKey) and edit.key == "links":  # an entry of a list is written whole
        assert profile(got).values == profile(wanted).values
        assert got.startswith(LINKED[: LINKED.index("  - name: موقع")])
    else:
        assert got == wanted


@pytest.mark.parametrize("edit", [InsertBlock(0, "كلمات"), ReplaceBlock(0, "x"), MoveBlock(0, 0)])
def test_a_profile_gets_no_text(edit: Edit) -> None:
    assert edited(profile("name: هالة\n"), [edit]) == Refusal(Reason.NO_SUCH_BLOCK)
    assert isinstance(edited(profile("name: هالة\n"), [InsertBlock(0, " \n")]), StoryFile)


def test_live_coverage_is_a_kind_of_stories_alone() -> None:
    """``kind: live`` says nothing of a plain page, so its blocks are those of any text."""
    data = "---\ntitle: x\nkind: live\n---\n\n- أ\n## 10:00 ب\n".encode()
    page, live = open_story(data, PAGE), open_story(data)
    assert isinstance(page, StoryFile)
    assert isinstance(live, StoryFile)
    assert len(page.blocks) <= len(live.blocks)


# two people


def merged(base: str, mine: str, theirs: str) -> StoryMerge:
    found = merge_stories(profile(base), profile(mine), profile(theirs))
    other = merge_stories(profile(base), profile(theirs), profile(mine))
    assert (found.file is None) == (other.file is None)
    if found.file is not None and other.file is not None:
        assert found.file.data == other.file.data
    return found


@pytest.mark.parametrize(
    ("base", "mine", "theirs", "wanted"),
    [
        ("name: هالة\nrole: م\nbio: ن\n", "name: هالة\nrole: محررة\nbio: ن\n", "name: هالة\nrole: م\nbio: نبذة\n", "name: هالة\nrole: محررة\nbio: نبذة\n"),
        ("name: هالة\nrole: م", "name: هالة\nrole: م\nbio: ن\n", "name: هدى\nrole: م", "name: هدى\nrole: م\nbio: ن\n"),
        ("name: هالة\nrole: م", "name: هالة\nrole: م\nbio: ن", "name: هالة\nrole: ق", "name: هالة\nrole: ق\nbio: ن"),
        ("name: ه\nlinks:\n  - {name: أ, url: /a}\n", "name: ه\nlinks:\n  - {name: أ, url: /a}\n  - {name: ب, url: /b}\n", "name: ه\nlinks:\n  - {name: أأ, url: /a}\n", None),
        ("name: ه\n", "name: ه\r\n", "name: و\n", "name: و\r\n"),
        ("name: ه\n", "# س\nname: ه\n", "name: ه\nrole: م\n", "# س\nname: ه\nrole: م\n"),
    ],
)  # fmt: skip
def test_profiles_are_merged_by_key(base: str, mine: str, theirs: str, wanted: str | None) -> None:
    found = merged(base, mine, theirs)
    if wanted is None:
        assert found.file is None or found.file.keyed
    else:
        assert found.file is not None, found.conflicts
        assert found.file.text == wanted


def test_both_change_the_name() -> None:
    (conflict,) = merged("name: أ\n", "name: ب\n", "name: ج\n").conflicts
    assert (conflict.name, conflict.mine, conflict.theirs) == ("key:name", "name: ب\n", "name: ج\n")


def test_a_profile_with_errors_is_one_conflict() -> None:
    assert [one.name for one in merged("name: [أ\n", "name: [ب\n", "name: [ج\n").conflicts] == ["front"]


@quick
@given(stories.profiles(), st.sampled_from(("نص", "a: b")), st.sampled_from(("آخر", "# لا")))
def test_two_edits_of_different_keys_are_both_in_the_profile(data: bytes, one: str, other: str) -> None:
    base = open_story(data, PROFILE)
    assert isinstance(base, StoryFile)
    mine, theirs = edited(base, [SetKey("role", one)]), edited(base, [SetKey("bio", other)])
    if not isinstance(mine, StoryFile) or not isinstance(theirs, StoryFile):
        return
    found = merge_stories(base, mine, theirs)
    assert found.file is not None
    assert (found.file.values["role"], found.file.values["bio"]) == (one, other)


EDITS = st.lists(
    st.one_of(
        st.builds(
            SetKey,
            st.sampled_from(("name", "role", "image", "links", "authors")),
            st.sampled_from(
                ("نص", "a: b", ["أ", "ب"], {"src": "a.jpg"}, [{"name": "أ", "url": "/a"}], "سطر\nآخر", None)
            ),
        ),
        st.builds(RemoveKey, st.sampled_from(("name", "role", "image", "authors"))),
    ),
    max_size=3,
)


def merge_is_fair(data: bytes, mine: list[Edit], theirs: list[Edit]) -> None:
    """Assert that a key which one of two versions changed stands as it changed it, whoever is mine."""
    base = open_story(data, PROFILE)
    assert isinstance(base, StoryFile)
    one, other = edited(base, mine), edited(base, theirs)
    if not isinstance(one, StoryFile) or not isinstance(other, StoryFile):
        return
    found, swapped = merge_stories(base, one, other), merge_stories(base, other, one)
    assert (found.file is None) == (swapped.file is None)
    if found.file is None or swapped.file is None:
        return
    assert found.file.data == swapped.file.data
    assert found.file.keyed or not base.keyed
    for key in {*base.values, *one.values, *other.values}:
        was, here, there, now = (file.values.get(key, "-") for file in (base, one, other, found.file))
        if here in (was, there) or there == was:
            assert now == (there if here == was else here)


@quick
@given(stories.profiles(), EDITS, EDITS)
def test_a_merge_of_profiles_takes_what_each_changed(data: bytes, mine: list[Edit], theirs: list[Edit]) -> None:
    merge_is_fair(data, mine, theirs)


@pytest.mark.nightly
@long
@given(stories.profiles(), EDITS, EDITS)
def test_a_merge_of_profiles_takes_what_each_changed_long(data: bytes, mine: list[Edit], theirs: list[Edit]) -> None:
    merge_is_fair(data, mine, theirs)


def test_a_save_of_a_profile_that_changed_underneath(tmp_path: Path) -> None:
    path = "content/authors/hala.yml"
    file = tmp_path / path
    file.parent.mkdir(parents=True)
    file.write_text("name: هالة\nrole: م\n", encoding="utf-8")
    opened = open_file(tmp_path, path)
    assert isinstance(opened, StoryFile)
    file.write_text("# من git\nname: هالة\nrole: م\n", encoding="utf-8")
    saved = save(tmp_path, path, opened.version, [SetKey("role", "محررة")])
    assert isinstance(saved, Saved)
    assert saved.merged
    assert file.read_text(encoding="utf-8") == "# من git\nname: هالة\nrole: محررة\n"
    back = restore(tmp_path, path, saved.file.version, opened.data)
    assert isinstance(back, Saved)
    assert file.read_text(encoding="utf-8") == "name: هالة\nrole: م\n"
    old = file.stat().st_ino
    assert isinstance(save(tmp_path, path, back.file.version, []), Saved)
    assert file.stat().st_ino == old


# new ones


def of_site(more: str = "") -> Settings:
    settings, problems = read((SETTINGS + more).encode())
    assert settings is not None, problems
    return settings


@pytest.mark.parametrize(
    ("page", "path", "text"),
    [
        (NewPage(PAGE, "من نحن", "صحيفة."), "content/pages/من-نحن.md", "---\ntitle: من نحن\n---\n\nصحيفة.\n"),
        (NewPage(PAGE, 'قال: "لا"', "سطر\r\n\r\n- بند"), "content/pages/قال-لا.md", "---\ntitle: 'قال: \"لا\"'\n---\n\nسطر\n\n- بند\n"),
        (NewPage(PAGE, "../../site", "x"), "content/pages/site.md", "---\ntitle: \"../../site\"\n---\n\nx\n"),
        (NewPage(PAGE, "أ\nstatus: draft", "---\ntitle: ب\n---\n"), "content/pages/أ-status-draft.md", "---\ntitle: \"أ status: draft\"\n---\n\n---\ntitle: ب\n---\n"),
        (NewPage(PROFILE, "هالة السنديان", "مراسلة"), "content/authors/هالة-السنديان.yml", "name: هالة السنديان\nrole: مراسلة\n"),
        (NewPage(PROFILE, "س: ص", ""), "content/authors/س-ص.yml", "name: \"س: ص\"\n"),
        (NewPage(PROFILE, "هالة", "م\nkind: organization"), "content/authors/هالة.yml", "name: هالة\nrole: \"م kind: organization\"\n"),
    ],
)  # fmt: skip
def test_a_new_file_says_what_was_typed(tmp_path: Path, page: NewPage, path: str, text: str) -> None:
    assert begin_page(tmp_path, tmp_path / "none", of_site(), page) == Begun(path, is_written=True)
    assert (tmp_path / path).read_text(encoding="utf-8") == text
    again = begin_page(tmp_path, tmp_path / "none", of_site(), NewPage(page.kind, page.title, "آخر"))
    assert again == Begun(path, is_written=False)
    assert (tmp_path / path).read_text(encoding="utf-8") == text


@pytest.mark.parametrize(
    ("page", "word"),
    [
        (NewPage(PAGE, "", "x"), "new-no-name"), (NewPage(PAGE, "؟!", "x"), "new-no-name"), (NewPage(PROFILE, "...", ""), "new-no-name"), (NewPage(PAGE, "\u202e", "x"), "new-no-name"),
        (NewPage(PAGE, "من نحن", " \n"), "new-no-text"), (NewPage(PAGE, "Topics", "x"), "new-taken"), (NewPage(PAGE, "طويل", "x" * 2**21), "new-refused"),
    ],
)  # fmt: skip
def test_what_is_no_new_page(tmp_path: Path, page: NewPage, word: str) -> None:
    (tmp_path / "built/topics").mkdir(parents=True)
    settings = of_site()
    assert begin_page(tmp_path, tmp_path / "built", settings, page) == word
    assert not [file for file in (tmp_path / "content").rglob("*") if file.is_file()]


def test_new_files_are_named_as_the_site_names_stories(tmp_path: Path) -> None:
    settings = of_site("slugs: latin\n")
    begun = begin_page(tmp_path, tmp_path / "none", settings, NewPage(PAGE, "من نحن", "x"))
    assert isinstance(begun, Begun)
    assert begun.path.isascii()


def test_another_suffix_is_the_same_file(tmp_path: Path) -> None:
    settings = of_site()
    (tmp_path / "content/authors").mkdir(parents=True)
    (tmp_path / "content/authors/هالة.yaml").write_text("name: هالة\n", encoding="utf-8")
    begun = begin_page(tmp_path, tmp_path / "none", settings, NewPage(PROFILE, "هالة"))
    assert begun == Begun("content/authors/هالة.yaml", is_written=False)


def test_the_name_of_a_portrait() -> None:
    assert picture_name("hala.yml", b"x", "JPEG").startswith("hala-")
    assert picture_name("about.markdown", b"x", "JPEG").startswith("about-")
    assert picture_name("a.b.md", b"x", "JPEG").startswith("a-b-")


def test_modes_of_files_stay(tmp_path: Path) -> None:
    file = tmp_path / "content/authors/a.yml"
    file.parent.mkdir(parents=True)
    file.write_text("name: a\n", encoding="utf-8")
    os.chmod(file, 0o640)
    opened = open_file(tmp_path, "content/authors/a.yml")
    assert isinstance(opened, StoryFile)
    save(tmp_path, "content/authors/a.yml", opened.version, [SetKey("name", "b")])
    assert file.stat().st_mode & 0o777 == 0o640


def test_a_version_of_another_file_is_no_base(tmp_path: Path) -> None:
    """Whoever names the version of a story as that of a profile gets no file that is half of each."""
    (tmp_path / "content/authors").mkdir(parents=True)
    (tmp_path / "content/a.md").write_text("---\ntitle: خبر\n---\n\nنص.\n", encoding="utf-8")
    file = tmp_path / "content/authors/a.yml"
    file.write_text("name: هالة\n", encoding="utf-8")
    story = open_file(tmp_path, "content/a.md")
    assert isinstance(story, StoryFile)
    found = save(tmp_path, "content/authors/a.yml", story.version, [SetKey("name", "x")])
    assert isinstance(found, Refusal)
    assert isinstance(save(tmp_path, "content/authors/a.yml", story.version, []), StoryMerge | Saved)
    assert file.read_text(encoding="utf-8") == "name: هالة\n"


def test_a_long_title_names_a_file_that_a_disk_takes(tmp_path: Path) -> None:
    for kind in (PAGE, PROFILE):
        begun = begin_page(tmp_path, tmp_path / "none", of_site(), NewPage(kind, "محافظة " * 40, "نص"))
        assert isinstance(begun, Begun)
        assert len(Path(begun.path).name.encode()) < 255


def test_a_disk_that_is_full_leaves_no_half_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(folder: int, name: str, data: bytes) -> bool:
        with open(os.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, dir_fd=folder), "wb") as file:
            file.write(data[:9])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(new_page, "create_file", full)
    with pytest.raises(OSError, match="No space"):
        begin_page(tmp_path, tmp_path / "none", of_site(), NewPage(PAGE, "من نحن", "نص"))
    assert not list((tmp_path / "content/pages").iterdir())
