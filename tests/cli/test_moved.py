"""``newsgen moved``, redirects and aliases: an address that was published keeps answering."""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from pathlib import Path

import pytest

from newsgen.base.problems import FatalProblems
from newsgen.build.run import Options
from newsgen.cli import command_line
from newsgen.cli.commands.moved import append, missing_redirects
from newsgen.model.article import Redirect
from newsgen.pages import redirects
from tests.support import NOW, Site, codes
from tests.support.cases import sampled


@pytest.fixture
def site(tmp_path: Path) -> Site:
    site = Site(tmp_path / "site")
    site.write("templates/redirect.html", "{{ context.redirect.source }} > {{ context.redirect.target }}")
    for name in ("one", "two", "three"):
        site.story(name, f"قصة {name}")
    assert site.build().published
    return site


def lost(site: Site) -> list[Redirect]:
    found, problems = missing_redirects(Options(site.root, site.output, NOW))
    assert problems == []
    return found


def text(site: Site, path: str) -> str:
    return (site.output / path).read_text(encoding="utf-8")


def test_nothing_moved(site: Site) -> None:
    assert lost(site) == []


def test_moved_renamed_and_gone(site: Site) -> None:
    """A new slug, a renamed file and a deleted one, before the build and after it."""
    site.story("one", "قصة one", slug="eins")
    (site.root / "content/two.md").rename(site.root / "content/zwei.md")
    (site.root / "content/three.md").unlink()
    expected = [
        Redirect("/2026/05/01/one/", "/2026/05/01/eins/"),
        Redirect("/2026/05/01/three/"),
        Redirect("/2026/05/01/two/", "/2026/05/01/zwei/"),
    ]
    assert lost(site) == expected
    assert lost(site) == expected, "looking changes nothing"
    assert codes(site.build()) == ["address-vanished"] * 3
    assert lost(site) == expected, "and the record remembers"
    append(site.root, expected)
    assert lost(site) == []
    report = site.build()
    assert codes(report) == []
    assert text(site, "2026/05/01/one/index.html") == "/2026/05/01/one/ > /2026/05/01/eins/"
    assert text(site, "2026/05/01/three/index.html") == "/2026/05/01/three/ > "
    (site.root / "content/zwei.md").unlink()
    assert lost(site) == [Redirect("/2026/05/01/zwei/")]


def test_a_story_that_comes_back_is_not_lost(site: Site) -> None:
    saved = (site.root / "content/one.md").read_text(encoding="utf-8")
    (site.root / "content/one.md").unlink()
    site.build()
    site.write("content/one.md", saved)
    assert lost(site) == []
    site.build()
    (site.root / "content/one.md").unlink()
    assert lost(site) == [Redirect("/2026/05/01/one/")]


def test_embargo_and_drafts_are_not_lost(site: Site) -> None:
    site.story("one", "قصة one", status="draft")
    site.story("two", "قصة two", publish_at="2026-07-01 10:00")
    assert lost(site) == []


def test_an_alias_answers(site: Site) -> None:
    site.story("one", "قصة one", slug="eins", aliases=["/2026/05/01/one/", "/قديم"])
    assert lost(site) == []
    report = site.build()
    assert codes(report) == []
    assert text(site, "2026/05/01/one/index.html").endswith("> /2026/05/01/eins/")
    assert text(site, "قديم/index.html").endswith("> /2026/05/01/eins/")
    assert len(report.written) < 30
    site.story("one", "قصة one", slug="eins")
    gone = ("2026/05/01/one/index.html", "_nginx/redirects/2026-05.map", "قديم/index.html")
    assert site.build().deleted == gone


def test_chains_are_followed(site: Site) -> None:
    """A file's entry, another one, an alias: the last address at once, and again when that moves."""
    site.write("redirects.yml", "redirects:\n  - {from: /a/, to: /b/}\n  - {from: /b/, to: /c/}\n")
    site.story("one", "قصة one", aliases=["/c/"])
    assert site.build().published
    for path in ("a", "b", "c"):
        assert text(site, f"{path}/index.html") == f"/{path}/ > /2026/05/01/one/"
    site.story("one", "قصة one", aliases=["/c/"], slug="uno")
    site.build()
    assert text(site, "a/index.html") == "/a/ > /2026/05/01/uno/"


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        ("  - {from: /a/, to: /a/}\n", ("redirect-loop", 2, 1)),
        ("  - {from: /a/, to: /b/}\n  - {from: /b, to: /a#x}\n", ("redirect-loop", 2, 1)),
        ("  - {from: /a, to: /b/}\n  - {from: /a/, to: /c/}\n", ("redirect-twice", 3, 12)),
        ("  - {from: /2026/05/01/one/, to: /politics/}\n", ("redirect-over-page", 2, 1)),
        ("  - {from: /politics, to: /sport/}\n", ("redirect-over-page", 2, 1)),
        ("  - {from: /%00/, to: /sport/}\n", ("bad-alias", 2, 12)),
        ("  - {from: /%2e%2e/x/, to: /sport/}\n", ("bad-alias", 2, 12)),
        ("  - {from: //evil.example/, to: /sport/}\n", ("bad-alias", 2, 12)),
        ("  - {from: /x/, to: 'javascript:alert(1)'}\n", ("bad-link", 2, 21)),
    ],
)
def test_bad_redirects(site: Site, entries: str, expected: tuple[str, int, int]) -> None:
    site.write("redirects.yml", "redirects:\n" + entries)
    before = sorted(site.output.rglob("*"))
    report = site.build()
    first = report.problems[0]
    assert (first.code, first.line, first.column) == expected
    assert first.file == "redirects.yml"
    assert not report.published
    assert sorted(site.output.rglob("*")) == before


def test_an_alias_over_a_page(site: Site) -> None:
    site.story("one", "قصة one", aliases=["/2026/05/01/two/"])
    report = site.build()
    assert [(p.code, p.file) for p in report.problems] == [("redirect-over-page", "content/one.md")]


def test_a_story_at_an_old_address(site: Site) -> None:
    site.write("redirects.yml", "redirects:\n  - {from: /2026/05/01/four/, to: /sport/}\n")
    assert site.build().published
    site.story("four", "قصة four")
    report = site.build()
    assert [(p.code, p.file, p.line) for p in report.problems] == [("redirect-over-page", "redirects.yml", 2)]


def test_a_redirect_to_nowhere(site: Site) -> None:
    site.write("redirects.yml", "redirects:\n  - {from: /a/, to: /nowhere/}\n  - {from: /b/, to: /sport/#top}\n")
    report = site.build()
    assert report.published
    assert [(p.code, p.line) for p in report.problems] == [("redirect-nowhere", 2)]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", 'redirects:\n  - {from: "/a/", to: "/b/"}\n'),
        ("# ملاحظة\n", '# ملاحظة\nredirects:\n  - {from: "/a/", to: "/b/"}\n'),
        ("redirects: []\n", 'redirects:\n  - {from: "/a/", to: "/b/"}\n'),
        ("redirects:\n- from: /x/ # هنا\n", 'redirects:\n- from: /x/ # هنا\n- {from: "/a/", to: "/b/"}\n'),
        ("redirects:\n    - {from: /x/}", 'redirects:\n    - {from: /x/}\n    - {from: "/a/", to: "/b/"}\n'),
    ],
)
def test_appending_leaves_what_is_there(tmp_path: Path, before: str, after: str) -> None:
    if before:
        (tmp_path / "redirects.yml").write_text(before, encoding="utf-8")
    append(tmp_path, [Redirect("/a/", "/b/")])
    assert (tmp_path / "redirects.yml").read_text(encoding="utf-8") == after


def test_a_form_that_cannot_be_appended_to(tmp_path: Path) -> None:
    text = "redirects: [{from: /x/}]\n"
    (tmp_path / "redirects.yml").write_text(text, encoding="utf-8")
    with pytest.raises(FatalProblems):
        append(tmp_path, [Redirect("/a/", "/b/")])
    assert (tmp_path / "redirects.yml").read_text(encoding="utf-8") == text


def test_the_command(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    command = ["moved", "--site", str(site.root), "--lang", "en", "--now", "2026-06-01T12:00:00+03:00"]
    assert command_line.main(command) == 0
    assert "still works" in capsys.readouterr().out
    site.story("one", "قصة one", slug="eins")
    assert command_line.main(command) == 1, "nobody is there to agree"
    assert not (site.root / "redirects.yml").exists()
    assert command_line.main([*command, "--yes"]) == 0
    assert re.search(r"/2026/05/01/one/.*/2026/05/01/eins/", capsys.readouterr().out)
    assert command_line.main(command) == 0


def test_what_is_broken_beside_the_stories_is_held(site: Site) -> None:
    """--keep-good: the last good redirects, front and profiles stay, the stories are published."""
    site.write("redirects.yml", "redirects:\n  - {from: /a/, to: /sport/}\n")
    site.write("content/front.yml", "top: [one]\n")
    site.write("content/authors/x.yml", "name: ليلى\nbio: تكتب.\n")
    assert site.build().published
    before = {path: text(site, path) for path in ("a/index.html", "index.html", "authors/ليلى/index.html")}
    site.write("redirects.yml", "redirects:\n  - {from: b, to: /sport/}\n")
    site.write("content/front.yml", "tops: [two]\n")
    site.write("content/authors/x.yml", "nom: ليلى\n")
    site.story("four", "قصة four", date="2026-04-01 10:00")
    assert not site.build().published
    report = site.build(keep_good=True)
    assert report.published
    assert set(report.held) == {"redirects.yml", "content/front.yml", "content/authors/x.yml"}
    assert text(site, "a/index.html") == before["a/index.html"]
    assert text(site, "authors/ليلى/index.html") == before["authors/ليلى/index.html"]
    assert "2026/04/01/four/index.html" in report.written
    site.write("redirects.yml", "redirects:\n  - {from: /b/, to: /sport/}\n")
    (site.root / "content/front.yml").unlink()
    (site.root / "content/authors/x.yml").unlink()
    report = site.build()
    assert report.published
    assert {"a/index.html", "authors/ليلى/index.html"} == set(report.deleted)


@sampled(3)
@pytest.mark.parametrize("mark", [b"", BOM_UTF8])
@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
@pytest.mark.parametrize(
    "before",
    [
        "redirects:\n  - {from: /x/, to: /archive/}\n",
        "redirects:\n  - {from: /x/, to: /archive/}",
        "# قديم\nredirects:\n",
        "redirects: []\n",
        "",
    ],
)
def test_line_ends_and_the_mark_stay(site: Site, before: str, end: bytes, mark: bytes) -> None:
    data = mark + before.encode().replace(b"\n", end)
    file = site.write("redirects.yml", data)
    append(site.root, [Redirect("/old/", "/new/"), Redirect("/gone/")])
    after = file.read_bytes()
    assert after.startswith(mark)
    assert not after.removeprefix(mark).startswith(BOM_UTF8)
    added = b'  - {from: "/old/", to: "/new/"}\n  - {from: "/gone/"}\n'.replace(b"\n", end if b"\r" in data else b"\n")
    assert after.endswith(added)
    if "/x/" in before:
        assert after.startswith(data)
    if b"\r" in data:
        assert after.count(b"\n") == after.count(b"\r\n")


def test_mixed_line_ends_stay_where_they_are(site: Site) -> None:
    data = b"redirects:\r\n  - {from: /x/}\n  - {from: /y/}\r\n"
    file = site.write("redirects.yml", data)
    append(site.root, [Redirect("/old/")])
    assert file.read_bytes() == data + b'  - {from: "/old/"}\r\n'


@pytest.mark.parametrize("source", ["/C#/", "/a b/", "/50%/", "/a%20b/", '/say "no"/', "/a?b/"])
def test_odd_old_addresses_are_written_as_they_are_read(site: Site, source: str) -> None:
    append(site.root, [Redirect(source, "/new #1/")])
    ((read, target, _),), problems = redirects.read(site.root)
    assert problems == ()
    assert (read, target) == (source, "/new%20%231/")
