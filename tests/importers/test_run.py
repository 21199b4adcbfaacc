"""An archive is imported: its files, a second import, edits, interruptions, and what is said of it all."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from newsgen.cli import command_line
from newsgen.cli.arguments import read_settings
from newsgen.cli.exit_codes import USAGE
from newsgen.importers import storing
from newsgen.importers.import_map import ImportMap
from newsgen.importers.run import Import, run_import
from tests.support import SETTINGS, Site
from tests.support.pictures import png
from tests.support.wxr import export, item, meta, picture, term

WATER = term("category", "water", "مياه")
POLITICS = term("category", "politics", "سياسة")


def archive(site: Site, *items: str, name: str = "export.xml") -> Path:
    """Write an export outside of the site's sources."""
    file = site.root.parent / name
    file.write_bytes(export(*items))
    return file


def imports(site: Site, *paths: Path, **wanted: object) -> dict[str, int]:
    """Import paths and return the counts of the report, and those of its notes by their code."""
    chosen = wanted.pop("chosen", ImportMap())
    assert isinstance(chosen, ImportMap)
    found = run_import(
        Import(site.root, read_settings(site.root), paths, chosen, **wanted)  # type: ignore[arg-type]
    )
    return {**{k: v for k, v in found.counts.items() if v}, **{code.name: n for code, n in found.totals.items()}}


def contents(site: Site) -> dict[str, bytes]:
    """The files of ``content/`` by their paths."""
    files = (p for p in (site.root / "content").rglob("*") if p.is_file())
    return {p.relative_to(site.root / "content").as_posix(): p.read_bytes() for p in files}


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path / "site", plain=False)


def test_a_story_lies_where_its_address_says_and_builds(site: Site) -> None:
    body = '<p>ارتفع <strong>النهر</strong>.</p><p><a href="https://river.example.org/2020/05/30/news-1/">أمس</a></p>'
    counts = imports(site, archive(site, item(2, body, inside=POLITICS)))
    assert counts["written"] == 1
    text = contents(site)["2020/05/news-2.md"].decode()
    assert text == (
        "---\ntitle: خبر 2\nsection: politics\ndate: 2020-05-31 23:30\nauthors:\n- ريما الصفصاف\n---\n\n"
        "ارتفع **النهر**.\n\n[أمس](/2020/05/30/news-1/)\n"
    )
    report = site.build()
    assert report.published
    assert (site.output / "2020/05/31/news-2/index.html").exists()


def test_what_differs_from_the_old_address_is_an_alias(site: Site) -> None:
    links = ("https://river.example.org/water/news-1.html", "https://www.river.example.org/?p=2", "/أخبار/خبر%20ثالث/")
    items = [item(n, link=link) for n, link in enumerate(links, 1)]
    counts = imports(site, archive(site, *items), chosen=ImportMap(addresses="alias"))
    files = contents(site)
    assert "aliases:\n- /water/news-1.html\n" in files["2020/05/news-1.md"].decode()
    assert "aliases" not in files["2020/05/news-2.md"].decode()
    assert counts["import-query-address"] == 1
    assert "aliases:\n- /أخبار/خبر ثالث/\n" in files["2020/05/news-3.md"].decode()
    site.build()
    assert (site.output / "water/news-1.html").exists()


def test_the_order_and_the_split_of_the_files_change_no_byte(tmp_path: Path) -> None:
    items = [item(n, f"نص {n}", post_name=f"news-{n // 2}", inside=WATER) for n in range(1, 9)]
    results = []
    for number, groups in enumerate(([items], [items[::-1]], [items[4:], items[:4]])):
        site = Site(tmp_path / str(number) / "site", plain=False)
        files = [archive(site, *group, name=f"e{n}.xml") for n, group in enumerate(groups)]
        imports(site, *files, declare=True)
        results.append((contents(site), (site.root / "site.yml").read_bytes()))
    assert results[0] == results[1] == results[2]
    assert len(results[0][0]) == 8
    assert "- {id: water, name: مياه}" in results[0][1].decode()


def test_of_two_items_with_one_name_the_older_keeps_it(site: Site) -> None:
    imports(site, archive(site, item(9, post_name="flood"), item(4, post_name="flood")))
    assert sorted(contents(site)) == ["2020/05/flood-9.md", "2020/05/flood.md"]
    assert "خبر 4" in contents(site)["2020/05/flood.md"].decode()


def test_a_second_import_writes_what_changed_and_keeps_edits(site: Site) -> None:
    first = archive(site, *(item(n, f"نص {n}") for n in range(1, 5)))
    imports(site, first)
    assert imports(site, first)["unchanged"] == 4
    edited = site.root / "content/2020/05/news-2.md"
    edited.write_text(edited.read_text(encoding="utf-8") + "\nزيادة\n", encoding="utf-8")
    second = archive(site, *(item(n, f"نص آخر {n}") for n in range(1, 4)), name="later.xml")
    counts = imports(site, second)
    assert (counts["written"], counts["kept"], counts["import-kept"], counts["import-not-seen"]) == (2, 1, 1, 1)
    assert "زيادة" in edited.read_text(encoding="utf-8")
    assert "نص آخر 1" in contents(site)["2020/05/news-1.md"].decode()
    assert "نص 4" in contents(site)["2020/05/news-4.md"].decode(), "what is not in a later export stays"
    assert imports(site, second)["import-kept"] == 1, "an edit is kept as often as it is imported"
    assert imports(site, second, force=True)["written"] == 1
    assert "زيادة" not in edited.read_text(encoding="utf-8")


def test_an_edited_story_that_the_archive_did_not_change_is_no_loss(site: Site) -> None:
    first = archive(site, item(1))
    imports(site, first)
    edited = site.root / "content/2020/05/news-1.md"
    edited.write_text("---\ntitle: آخر\nsection: politics\ndate: 2020-05-31\n---\n\nنص\n", encoding="utf-8")
    counts = imports(site, first)
    assert counts["kept"] == 1


def test_a_story_with_a_new_slug_moves_and_leaves_no_second_file(site: Site) -> None:
    imports(site, archive(site, item(1), item(2)))
    edited = site.root / "content/2020/05/news-2.md"
    edited.write_text(edited.read_text(encoding="utf-8") + "\nزيادة\n", encoding="utf-8")
    later = [
        item(n, post_name=f"river-{n}", link=f"https://river.example.org/2020/05/31/river-{n}/", inside=meta("_wp_old_slug", f"news-{n}"))
        for n in (1, 2)
    ]  # fmt: skip
    counts = imports(site, archive(site, *later))
    assert sorted(contents(site)) == ["2020/05/news-2.md", "2020/05/river-1.md", "2020/05/river-2.md"]
    assert (counts["import-file-moved"], counts["import-file-left"]) == (1, 1)


def test_what_went_to_the_trash_is_told(site: Site) -> None:
    imports(site, archive(site, item(1), item(2)))
    counts = imports(
        site, archive(site, item(1, status="trash", post_name="news-1__trashed"), item(2, status="private"))
    )
    assert counts["import-gone"] == 2
    assert "import-not-seen" not in counts, "they are in this export"
    assert len(contents(site)) == 2


def test_nothing_of_hidden_posts_reaches_a_file_or_the_report(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    secret = "كلمةسرية"
    hidden = [
        item(1, secret, status="private", title=secret),
        item(2, secret, post_password=secret, title=secret),
        item(3, secret, status="trash", title=secret),
    ]
    file = archive(site, *hidden, item(4, "ظاهر"))
    assert command_line.main(["import", "--site", str(site.root), "--json", str(file)]) == 0
    captured = capsys.readouterr()
    assert secret not in captured.out + captured.err
    everything = b"".join(p.read_bytes() for p in site.root.rglob("*") if p.is_file())
    assert secret.encode() not in everything
    assert "rima@example.org" not in captured.out
    assert b"rima@example.org" not in everything
    told = json.loads(captured.out)
    assert told["counts"]["not imported"] == 3
    assert [(one["code"], one["count"]) for one in told["notes"] if "hidden" in one["code"]] == [("import-hidden", 3)]


@pytest.mark.parametrize("at", [0, 1, 2, 3])
def test_an_import_that_was_killed_begins_again(site: Site, monkeypatch: pytest.MonkeyPatch, at: int) -> None:
    first, second = (
        archive(site, *(item(n, f"{text} {n}") for n in range(1, 5)), name=f"{text}.xml") for text in ("أ", "ب")
    )
    imports(site, first)
    whole = storing._write
    calls = 0

    def killed(file: Path, data: bytes) -> None:
        nonlocal calls
        calls += 1
        if calls > at:
            raise KeyboardInterrupt
        whole(file, data)

    monkeypatch.setattr(storing, "_write", killed)
    with pytest.raises(KeyboardInterrupt):
        imports(site, second)
    monkeypatch.setattr(storing, "_write", whole)
    counts = imports(site, second)
    assert counts.get("kept", 0) == 0, "what the killed run left is no edit"
    assert all("ب" in text.decode() for text in contents(site).values())


def test_a_dry_run_writes_nothing(site: Site) -> None:
    file = archive(site, item(1, inside=WATER))
    before = {p: p.read_bytes() for p in site.root.rglob("*") if p.is_file()}
    counts = imports(site, file, dry=True, declare=True)
    assert counts["written"] == 1
    assert {p: p.read_bytes() for p in site.root.rglob("*") if p.is_file()} == before


def test_a_dry_run_says_that_it_is_one(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["import", "--site", str(site.root), "--lang", "en", str(archive(site, item(1), item(2)))]
    assert command_line.main([*words, "--dry-run"]) == 0
    assert "Nothing was written. Stories to write: 2, unchanged: 0." in capsys.readouterr().out
    assert command_line.main(words) == 0
    assert "Stories written: 2, unchanged: 0." in capsys.readouterr().out


def test_two_formats_with_one_origin_are_one_export(site: Site) -> None:
    def ninjs(name: str, *numbers: int) -> Path:
        file = site.root.parent / name
        items = [
            {"uri": f"urn:agency:{n}", "version": "1", "type": "text", "versioncreated": "2026-03-01T10:00:00+03:00",
             "headline": f"عنوان {n}", "body_xhtml": f"<p>نص {n}</p>", "language": "ar"} for n in numbers
        ]  # fmt: skip
        file.write_text(json.dumps(items), encoding="utf-8")
        return file

    nitf = site.root.parent / "one.xml"
    nitf.write_text(
        '<nitf><head><docdata><doc-id id-string="urn:agency:9"/><date.issue norm="20260301T100000+0300"/></docdata></head>'
        "<body><body.head><hedline><hl1>خبر</hl1></hedline></body.head><body.content><p>نص</p></body.content></body></nitf>",
        encoding="utf-8",
    )
    both = (ninjs("a.json", 1, 2), nitf)
    assert imports(site, *both)["written"] == 3
    for paths in (both, both[::-1]):
        counts = imports(site, *paths)
        assert counts["unchanged"] == 3
        assert "import-not-seen" not in counts
    assert "import-not-seen" not in imports(site, ninjs("b.json", 1), nitf), "no agency sends all that it ever sent"


def test_a_file_that_no_import_wrote_is_no_edited_story(site: Site) -> None:
    own = site.write("content/2020/05/news-1.md", "---\ntitle: لي\nsection: water\ndate: 2020-05-31\n---\n\nنصي\n")
    file = archive(site, item(1), item(2))
    counts = imports(site, file)
    assert (counts["written"], counts["import-file-unknown"]) == (1, 1)
    assert "import-kept" not in counts
    assert "نصي" in own.read_text(encoding="utf-8")
    (site.root / ".newsgen/import.db").unlink()  # another computer does not have it
    counts = imports(site, archive(site, item(1), item(2, "نص آخر"), name="later.xml"))
    assert (counts["kept"], counts["import-file-unknown"]) == (2, 2)
    assert imports(site, file, force=True)["written"] == 1
    assert "نصي" not in own.read_text(encoding="utf-8")


def test_names_with_commas_are_one_entry_without_a_question(site: Site) -> None:
    tags = "".join(
        term("post_tag", f"t{n}", name)
        for n, name in enumerate(("غش، ورشوة", "Bribery, graft", "O'Neil, sons", "أ؛ ب", "1,5"))
    )
    imports(site, archive(site, item(1, inside=POLITICS + tags)))
    report = site.build()
    assert report.published
    assert [p.code for p in report.problems if p.code == "list-comma"] == []


def test_an_unknown_category_is_told_once_with_the_line_to_add(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    file = archive(site, *(item(n, inside=WATER) for n in range(1, 6)))
    assert command_line.main(["import", "--site", str(site.root), "--lang", "en", str(file)]) == 0
    told = capsys.readouterr().err
    assert told.count("مياه") == 2, "the message and its line"
    assert "(×5)" in told
    assert "- {id: water, name: مياه}" in told
    assert "section: politics" in contents(site)["2020/05/news-1.md"].decode()


def test_categories_that_are_no_section_become_tags(site: Site) -> None:
    """Also those that stand before the section's, as the primary one does that an SEO plug-in names."""
    dams = term("category", "dams", "سدود")
    primary = meta("_yoast_wpseo_primary_category", "4")
    imports(site, archive(site, item(1, inside=WATER + dams + POLITICS + primary), item(2, inside=WATER + dams)))
    first, second = (contents(site)[f"2020/05/news-{n}.md"].decode() for n in (1, 2))
    assert "section: politics\n" in first
    assert "tags:\n- سدود\n- مياه\n" in first
    assert "tags:\n- سدود\n" in second, "the first one is told, with the line that declares it"


def test_the_map_decides(site: Site, tmp_path: Path) -> None:
    inside = (
        WATER + term("category", "archive", "أرشيف") + term("post_tag", "x", "وسم قديم") + term("post_tag", "y", "حذف")
    )
    file = archive(site, item(1, "[box]داخل[/box][ad id=1]", inside=inside))
    wishes = tmp_path / "import.yml"
    wishes.write_text(
        "sections: {water: sport, archive: drop}\ntags: {وسم قديم: وسم جديد, حذف: drop}\n"
        "authors: {ريما الصفصاف: ريما صفصاف}\nshortcodes: {ad: drop, box: keep}\n",
        encoding="utf-8",
    )
    assert command_line.main(["import", "--site", str(site.root), "--map", str(wishes), str(file)]) == 0
    text = contents(site)["2020/05/news-1.md"].decode()
    assert "section: sport\n" in text
    assert "tags:\n- وسم جديد\n" in text
    assert "authors:\n- ريما صفصاف\n" in text
    assert text.endswith("داخل\n")


def test_a_map_with_a_fault_is_refused(site: Site, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wishes = tmp_path / "import.yml"
    wishes.write_text("section: {water: sport}\n", encoding="utf-8")
    file = archive(site, item(1))
    assert command_line.main(["import", "--site", str(site.root), "--map", str(wishes), str(file)]) != 0
    assert "sections" in capsys.readouterr().err
    assert contents(site) == {}


def test_a_map_that_leads_to_no_section_is_refused(
    site: Site, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wishes = tmp_path / "import.yml"
    file = archive(site, item(1, inside=WATER), item(2, inside=POLITICS))
    words = ["import", "--site", str(site.root), "--lang", "en", "--map", str(wishes), str(file)]
    for right in ("{water: sport}", "{water: drop}", "{}"):
        wishes.write_text(f"sections: {right}\n", encoding="utf-8")
        assert command_line.main([*words, "--dry-run"]) == 0
    wishes.write_text("sections: {politics: sport, water: sprot}\n", encoding="utf-8")
    capsys.readouterr()
    assert command_line.main(words) == USAGE
    assert "“sprot” is no section of this site." in capsys.readouterr().err
    assert contents(site) == {}
    wishes.write_text("sections: {politics: water}\n", encoding="utf-8")
    assert command_line.main([*words, "--declare"]) == 0, "a category of the archive becomes that section"


def test_a_folder_of_media_that_is_not_there_is_told(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    file = archive(site, item(1))
    words = ["import", "--site", str(site.root), "--lang", "en", str(file), "--media"]
    for wrong in (str(site.root / "uplaods"), str(file)):
        assert command_line.main([*words, wrong]) == USAGE
        assert wrong in capsys.readouterr().err
    assert contents(site) == {}
    assert command_line.main([*words, "https://river.example.org"]) == 0


def test_a_folder_in_which_nothing_can_be_read_is_no_file_without_permission(site: Site, tmp_path: Path) -> None:
    (tmp_path / "uploads").mkdir()
    (tmp_path / "uploads/a.jpg").write_bytes(b"\xff\xd8\xff")
    counts = imports(site, tmp_path / "uploads")
    assert (counts["broken"], counts["import-folder"]) == (1, 1)
    assert "unreadable" not in counts


def test_pictures_come_from_the_folder_of_media(site: Site, tmp_path: Path) -> None:
    uploads = tmp_path / "uploads"
    (uploads / "2020/05").mkdir(parents=True)
    (uploads / "2020/05/river.png").write_bytes(png(40, 30))
    (uploads / "2020/05/river-300x200.png").write_bytes(png(4, 3))
    body = (
        '<p><img src="https://river.example.org/wp-content/uploads/2020/05/river-300x200.png" alt="النهر"></p>'
        '<p><img src="https://river.example.org/wp-content/uploads/2020/05/lost.png" alt="ضائعة"></p>'
    )
    file = archive(site, item(1, body), picture(5, "2020/05/river.png", post_name="river"))
    counts = imports(site, file, media=uploads)
    text = contents(site)["2020/05/news-1.md"].decode()
    assert "![النهر](/wp-content/uploads/2020/05/river.png)" in text
    assert "[ضائعة](https://river.example.org/wp-content/uploads/2020/05/lost.png)" in text
    assert (site.root / "static/wp-content/uploads/2020/05/river.png").read_bytes() == png(40, 30)
    assert (counts["import-media"], counts["import-picture-missing"]) == (1, 1)
    assert "import-media" not in imports(site, file, media=uploads)


@pytest.mark.parametrize(
    "name", ["../../evil", "..%2F..%2Fevil", "/etc/passwd", "a/b", "con\x00trol", ".hidden", "-dash", "_worker.js", "a" * 300, "%", "نص " * 60]
)  # fmt: skip
def test_hostile_slugs_stay_inside_the_site(site: Site, name: str) -> None:
    before = set(site.root.parent.iterdir())
    imports(site, archive(site, item(1, post_name=name.replace("\x00", ""))))
    (path,) = contents(site)
    assert path.startswith("2020/05/")
    assert path.count("/") == 2
    assert {p.name for p in set(site.root.parent.iterdir()) - before} == {"export.xml"}
    assert site.build().published


def test_the_media_never_leave_their_folder(site: Site, tmp_path: Path) -> None:
    uploads = tmp_path / "uploads"
    uploads.mkdir()
    (tmp_path / "secret.png").write_bytes(png(40, 30))
    (uploads / "link.png").symlink_to(tmp_path / "secret.png")
    body = "".join(
        f'<p><img src="https://river.example.org/wp-content/uploads/{src}" alt="x"></p>'
        for src in ("../secret.png", "..%2fsecret.png", "link.png", "%2e%2e/secret.png", "....//secret.png")
    )
    imports(site, archive(site, item(1, body)), media=uploads)
    assert not list((site.root / "static").rglob("*.png"))


def test_scripts_and_frames_of_bodies_reach_no_page(site: Site) -> None:
    body = (
        "<p onclick='x()'>نص<script>alert(1)</script><a href='javascript:x()'>رابط</a></p><iframe src='https://e.example/x'></iframe>"
        "<svg onload=x()><style>p{}</style><object data='https://e.example/f.swf'></object>"
    )
    imports(site, archive(site, item(1, body)))
    text = contents(site)["2020/05/news-1.md"].decode()
    assert "javascript" not in text
    assert "<" not in text
    assert site.build().published


def test_pages_keep_their_addresses(site: Site) -> None:
    pages = [
        item(1, "من نحن", post_type="page", post_name="about", link="https://river.example.org/about/"),
        item(2, "الفريق", post_type="page", post_name="team", link="https://river.example.org/about/team/"),
        item(3, "قسم", post_type="page", post_name="sport", link="https://river.example.org/sport/"),
        item(4, "مسودة", post_type="page", post_name="later", status="draft"),
    ]
    counts = imports(site, archive(site, *pages))
    assert sorted(contents(site)) == ["pages/about.md", "pages/about/team.md", "pages/sport-page.md"]
    assert counts["import-page-unpublished"] == 1
    assert site.build().published
    assert (site.output / "about/team/index.html").exists()


def test_drafts_and_scheduled_stories(site: Site) -> None:
    items = [
        item(1, status="draft", post_name="", post_date_gmt="0000-00-00 00:00:00"),
        item(2, status="future", post_date="2090-01-01 08:00:00", post_date_gmt="2090-01-01 05:00:00"),
    ]
    imports(site, archive(site, *items))
    texts = [text.decode() for _, text in sorted(contents(site).items())]
    assert "status: draft\n" in texts[0]
    assert "publish_at: 2090-01-01 08:00\n" in texts[1]
    assert site.build().published


def test_a_damaged_journal_is_begun_anew(site: Site) -> None:
    file = archive(site, item(1))
    imports(site, file)
    (site.root / ".newsgen/import.db").write_bytes(b"no database at all" * 100)
    assert imports(site, file)["unchanged"] == 1


def test_every_old_address_is_looked_for(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    old = meta("_wp_old_slug", "earlier")
    link = "https://river.example.org/water/news-2.html"
    file = archive(site, item(1, inside=old), item(2, link=link), item(3, link="/?p=3"))
    imports(site, file)
    site.build()
    command = ["import", "--site", str(site.root), "--output", str(site.output), "--lang", "en", "--verify", str(file)]
    assert command_line.main(command) == 0
    told = capsys.readouterr().out
    assert "They are the new ones: 2." in told
    assert "A page leads on: 1." in told
    assert "Nothing answers: 0." in told
    lines = (site.root / ".newsgen/import.map").read_text(encoding="utf-8").splitlines()
    assert '"/?p=3" /2020/05/31/news-3/;' in lines
    (site.output / "water/news-2.html").unlink()
    assert command_line.main(command) == 1
    assert "/water/news-2.html" in capsys.readouterr().err


def test_pages_of_files_are_counted_apart(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    shown = picture(
        5, "2020/05/river.png", post_name="river", link="https://river.example.org/2020/05/31/news-1/river/"
    )
    lost = picture(6, "2020/05/sea.png", post_name="sea", link="https://river.example.org/sea/")
    file = archive(site, item(1), shown, lost)
    imports(site, file)
    site.build()
    command = ["import", "--site", str(site.root), "--output", str(site.output), "--lang", "en", "--verify", str(file)]
    assert command_line.main(command) == 0, "nobody promised the page of a file that no story shows"
    told = capsys.readouterr()
    assert "Pages of files where nothing answers: " in told.out
    assert "the old page of a file that is in no story here" in told.err
    lines = (site.root / ".newsgen/import.map").read_text(encoding="utf-8").splitlines()
    assert '"/2020/05/31/news-1/river/" /2020/05/31/news-1/;' in lines


KEPT = [
    ("https://river.example.org/water/news-{n}.html", "water/news-{n}.html"),
    ("https://river.example.org/archives/{n}", "archives/{n}/index.html"),
    ("https://river.example.org/2009/News_{n}.x/", "2009/News_{n}.x/index.html"),
    ("/%D9%85%DB%8C%E2%80%8C%D8%B4%D9%88%D8%AF-{n}/", "می\u200cشود-{n}/index.html"),
    ("https://river.example.org/politics/{n}/", "politics/{n}/index.html"),
    ("https://river.example.org/" + "%d8%b3" * 110 + "-{n}/", "س" * 110 + "-{n}/index.html"),
]
MOVED = [
    "https://river.example.org/politics/",
    "https://river.example.org/topics/x-{n}/",
    "https://river.example.org/archive/2020/05/",
    "https://river.example.org/news.php/{n}.php",
    "https://river.example.org/media/{n}/",
    "https://river.example.org/?p={n}",
    "https://river.example.org/" + "%d8%b3" * 130 + "/",
    "https://river.example.org/a%2F%2Fb/",
]


def test_stories_keep_their_addresses(site: Site) -> None:
    items = [item(n, link=link.format(n=n)) for n, (link, _) in enumerate(KEPT, 1)]
    moved = [item(n, link=link.format(n=n)) for n, link in enumerate(MOVED, 20)]
    counts = imports(site, archive(site, *items, *moved))
    assert (counts["import-address-taken"], counts["import-address-lost"]) == (4, 2)
    report = site.build()
    assert report.published, report.problems
    for n, (_, file) in enumerate(KEPT, 1):
        assert (site.output / file.format(n=n)).is_file()
        assert "address: " in contents(site)[f"2020/05/news-{n}.md"].decode()
    texts = [contents(site)[f"2020/05/news-{n}.md"].decode() for n in range(20, 20 + len(MOVED))]
    assert not any("address: " in text for text in texts)


def test_of_two_stories_at_one_address_the_older_keeps_it(site: Site) -> None:
    items = [item(n, link="https://river.example.org/one.html", post_name=name) for n, name in ((9, "b"), (3, "a"))]
    imports(site, archive(site, *items))
    texts = contents(site)
    assert "address: /one.html\n" in texts["2020/05/a.md"].decode()
    assert "address: " not in texts["2020/05/b-9.md"].decode()
    assert "aliases: " not in texts["2020/05/b-9.md"].decode(), "the other one answers there"
    assert site.build().published


def test_a_slug_that_was_cut_inside_a_letter(site: Site) -> None:
    cut = "%d9%86%d9%87%d8%b1-%d8"
    file = archive(site, item(1, link=f"https://river.example.org/2020/{cut}/", post_name=cut))
    imports(site, file)
    assert "address: /2020/نهر-/\n" in contents(site)["2020/05/نهر-.md"].decode()
    assert site.build().published
    command = ["import", "--site", str(site.root), "--output", str(site.output), "--lang", "en", "--verify", str(file)]
    assert command_line.main(command) == 0
    lines = (site.root / ".newsgen/import.map").read_text(encoding="utf-8").splitlines()
    assert any(line.startswith(f'"/2020/{cut}/" /2020/%D9%86') for line in lines)


def test_numbers_are_written_where_the_pattern_has_them(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    items = [item(n, link=f"https://river.example.org/archives/{n}") for n in range(1, 4)]
    file = archive(site, *items)
    assert command_line.main(["import", "--site", str(site.root), "--lang", "en", "--dry-run", str(file)]) == 0
    assert "address: /archives/{id}" in capsys.readouterr().err
    site.write("site.yml", SETTINGS + 'address: "/archives/{id}"\n')
    imports(site, file)
    assert "id: '2'\n" in contents(site)["2020/05/news-2.md"].decode()
    assert "address: " not in contents(site)["2020/05/news-2.md"].decode()
    assert site.build().published
    assert (site.output / "archives/2.html").is_file()


def test_addresses_below_the_path_of_the_new_site(site: Site) -> None:
    site.write("site.yml", SETTINGS.replace("https://example.org/", "https://example.org/ar/"))
    imports(site, archive(site, item(1, link="https://river.example.org/ar/old/one/")))
    assert "address: /old/one/\n" in contents(site)["2020/05/news-1.md"].decode()


def test_a_picture_at_the_top_may_stay_where_it_is(site: Site) -> None:
    size = meta(
        "_wp_attachment_metadata", 'a:3:{s:5:"width";i:1600;s:6:"height";i:900;s:4:"file";s:17:"2020/05/river.png";}'
    )
    file = archive(
        site,
        item(1, inside=meta("_thumbnail_id", "5")),
        picture(5, "2020/05/river.png", post_name="river", inside=size),
    )
    imports(site, file, served="https://old.example.org")
    text = contents(site)["2020/05/news-1.md"].decode()
    assert (
        "src: https://old.example.org/wp-content/uploads/2020/05/river.png\n  width: 1600\n  height: 900\n"
        in text.replace("  alt: river\n", "")
    )


def test_the_pattern_that_keeps_most_addresses_is_proposed(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    items = [item(n, link=f"https://river.example.org/water/news-{n}/", inside=WATER) for n in range(1, 6)]
    assert (
        command_line.main(["import", "--site", str(site.root), "--lang", "en", "--dry-run", str(archive(site, *items))])
        == 0
    )
    assert "address: /{section}/{slug}/" in capsys.readouterr().err


def test_sections_of_captured_pages_are_declared(site: Site, page: str) -> None:
    file = site.root.parent / "page.txt"
    file.write_text(page, encoding="utf-8")
    counts = imports(site, file, declare=True)
    assert counts["import-section-declared"] == 1
    assert "section-unknown" not in counts
    assert "محليات" in (site.root / "site.yml").read_text(encoding="utf-8")
    assert site.build().published


def sticky(number: int, day: int) -> str:
    return item(number, is_sticky="1", post_date=f"2020-05-{day} 10:00:00", post_date_gmt=f"2020-05-{day} 07:00:00")


def test_sticky_posts_are_proposed_as_the_front(site: Site) -> None:
    counts = imports(site, archive(site, sticky(1, 10), item(2), sticky(3, 20), inside_page()))
    assert contents(site)["front.yml"].decode() == "top:\n- 2020/05/news-3\n- 2020/05/news-1\n"
    assert counts["import-front"] == 2
    assert site.build().published
    assert "import-front" not in imports(site, archive(site, sticky(1, 10), sticky(3, 20))), "nothing changed"
    imports(site, archive(site, sticky(1, 10)))
    assert contents(site)["front.yml"].decode() == "top:\n- 2020/05/news-1\n"


def inside_page() -> str:
    return item(9, is_sticky="1", post_type="page", link="https://river.example.org/about/", post_name="about")


@pytest.mark.parametrize("text", ["top: [2020/05/other]\n", ""])
def test_a_front_of_the_newsroom_stays(site: Site, text: str) -> None:
    site.write("content/front.yml", text)
    counts = imports(site, archive(site, sticky(1, 10), sticky(3, 20)))
    assert contents(site)["front.yml"].decode() == text
    assert (counts["import-sticky"], counts.get("import-front")) == (2, None)


def test_an_edited_front_stays(site: Site) -> None:
    imports(site, archive(site, sticky(1, 10)))
    site.write("content/front.yml", "top: []\n")
    assert imports(site, archive(site, sticky(1, 10), sticky(3, 20)))["import-sticky"] == 2
    assert contents(site)["front.yml"] == b"top: []\n"
    (site.root / "content/front.yml").unlink()
    imports(site, archive(site, sticky(1, 10)))
    assert "front.yml" not in contents(site), "a front that somebody deleted does not come back"


def test_a_dry_run_proposes_no_front(site: Site) -> None:
    imports(site, archive(site, sticky(1, 10)), dry=True)
    assert not contents(site)


def test_the_lines_of_all_unknown_sections_stand_together(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    terms = [term("category", f"c{number}", f"باب {number}") for number in range(8)]
    file = archive(site, *(item(number + 1, inside=one) for number, one in enumerate(terms)))
    command_line.main(["import", str(file), "--site", str(site.root), "--lang", "en"])
    told = capsys.readouterr().err
    assert all(f"      - {{id: c{number}, name: باب {number}}}\n" in told for number in range(8))
    assert told.count("Add to “sections” in site.yml:") == 1


def test_files_beside_delivered_copy_that_no_reader_looks_at_are_told(site: Site) -> None:
    folder = site.root.parent / "wire"
    folder.mkdir()
    for name in ("a.json", "b.json"):
        item_ = {
            "uri": f"urn:x:{name}",
            "versioncreated": "2026-03-01T10:00:00+03:00",
            "headline": "عنوان",
            "body_text": "نص",
        }
        (folder / name).write_text(json.dumps(item_), encoding="utf-8")
    (folder / "c.xml").write_text("<newsItem/>", encoding="utf-8")
    for name in ("notes.docx", "photo.jpg", "style.css", ".hidden.xml"):
        (folder / name).write_bytes(b"x")
    assert imports(site, folder)["import-unread"] == 2
