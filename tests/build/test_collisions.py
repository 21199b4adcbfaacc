"""Two sources at one address: told from the day that they exist; whoever comes last is held back, and nobody else."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from newsgen.base import digest
from newsgen.cli import command_line
from tests.support import NOW, SETTINGS, Site, codes, tree
from tests.support.cases import sampled

LATER = NOW + timedelta(days=1)
COMING = {"date": f"{LATER:%Y-%m-%d %H:%M}", "tags": ["ماء"]}
ADDRESS = f"/{LATER:%Y/%m/%d}/coming/"
PAGE = "---\ntitle: صفحة\n---\nنص\n"

OBSTACLES: dict[str, Callable[[Site], object]] = {
    "an old address": lambda site: site.story("open", aliases=[ADDRESS]),
    "an old address of its topic": lambda site: site.story("open", aliases=["/topics/ماء/"]),
    "an old address in its topic's feeds": lambda site: (
        site.story("open", aliases=["/topics/ماء/x/"]) and site.write("static/topics/ماء/feed.xml", "x")
    ),
    "a redirect": lambda site: site.write("redirects.yml", f"redirects:\n  - {{from: {ADDRESS}, to: /sport/}}\n"),
    "a static file": lambda site: site.write(f"static{ADDRESS}index.html", "x"),
    "a static file where its topic is": lambda site: site.write("static/topics/ماء/index.html", "x"),
    "a static file where its folder is": lambda site: site.write(f"static/{LATER:%Y/%m/%d}/coming", "x"),
    "a static folder where its page is": lambda site: site.write(f"static{ADDRESS}index.html/x.txt", "x"),
    "a static file where its day is": lambda site: site.write(f"static/archive/{LATER:%Y/%m/%d}/index.html", "x"),
    "a plain page where its topic is": lambda site: site.write("content/pages/topics/ماء.md", PAGE),
    "another story's topic under embargo": lambda site: site.story(
        "earlier", date=f"{LATER - timedelta(hours=2):%Y-%m-%d %H:%M}", aliases=["/topics/ماء/"]
    ),
}


@pytest.fixture
def site(tmp_path: Path) -> Site:
    site = Site(tmp_path / "site", settings=SETTINGS + "feeds: {topics: true}\n")
    site.story("first")
    assert site.build().published
    return site


@sampled(5)
@pytest.mark.parametrize("obstacle", OBSTACLES)
@pytest.mark.parametrize("kept", [False, True])
def test_an_embargo_that_ends_at_an_address_that_is_not_free(site: Site, obstacle: str, kept: bool) -> None:
    OBSTACLES[obstacle](site)
    site.story("coming", "قادمة", **COMING)
    report = site.build(keep_good=kept)
    assert report.published
    assert [(p.code, p.file, p.level) for p in report.problems] == [
        ("collides-later", "content/coming.md", "warning")
    ], "told from the day that it exists"
    site.story("urgent", "عاجل", date=f"{NOW:%Y-%m-%d %H:%M}")
    for step in range(3):
        report = site.build(now=LATER + timedelta(minutes=step), keep_good=kept)
        assert report.published, report.problems
        assert report.held == ("content/coming.md",)
        assert {p.file for p in report.problems if p.level == "error"} == {"content/coming.md"}
        pages = tree(site.output)
        assert f"{NOW:%Y/%m/%d}/urgent/index.html" in pages
        assert not any("قادمة".encode() in data for data in pages.values())
    site.story("coming", "قادمة", date="2026-05-03 10:00", slug="elsewhere")
    report = site.build(now=LATER + timedelta(minutes=4))
    assert report.published, report.problems
    assert not report.held
    assert "2026/05/03/elsewhere/index.html" in tree(site.output)


def test_a_story_that_is_held_comes_when_its_address_is_free(site: Site) -> None:
    site.story("open", aliases=[ADDRESS])
    site.story("coming", "قادمة", **COMING)
    assert site.build().published
    assert site.build(now=LATER).held == ("content/coming.md",)
    site.story("open", aliases=["/other/"])
    report = site.build(now=LATER)
    assert report.published, report.problems
    assert not report.held
    assert "قادمة" in (site.output / ADDRESS.strip("/") / "index.html").read_text()
    clean = site.root.parent / "clean"
    assert site.build(clean, now=LATER).published
    assert tree(clean) == tree(site.output)


def test_a_held_story_stays_held_with_a_new_record(site: Site) -> None:
    site.story("open", aliases=[ADDRESS])
    site.story("coming", "قادمة", **COMING)
    site.build()
    assert site.build(now=LATER).held == ("content/coming.md",)
    report = site.build(now=LATER, clean=True)
    assert report.published
    assert report.held == ("content/coming.md",)


def test_drafts_are_not_told(site: Site) -> None:
    site.story("open", aliases=[ADDRESS])
    site.story("coming", "قادمة", status="draft", **COMING)
    assert codes(site.build()) == []
    assert codes(site.build(drafts=True)) == ["collides-later"]


@sampled(3)
@pytest.mark.parametrize("obstacle", OBSTACLES)
def test_check_and_next_tell_it(site: Site, obstacle: str, capsys: pytest.CaptureFixture[str]) -> None:
    OBSTACLES[obstacle](site)
    site.story("coming", "قادمة", **COMING)
    words = ["--site", str(site.root), "--now", NOW.isoformat(), "--lang", "en"]
    command_line.main(["check", *words, "--only", "build", "--json"])
    assert [p["code"] for p in json.loads(capsys.readouterr().out)["problems"]] == ["collides-later"]
    assert command_line.main(["next", *words]) == 0
    assert "it will be held back then" in capsys.readouterr().err


@sampled(3)
@pytest.mark.parametrize(
    "alias",
    ["/about/", "/politics/", "/", "/feed.xml", "/topics/", "/a.txt", "/2026/05/01/first/", "/politics/feed.xml/x/",
     "/archive/2026/05/", "/a.txt/below/"],
)  # fmt: skip
@pytest.mark.parametrize("known", [False, True])
def test_keep_good_holds_the_one_story_whose_old_address_is_taken(site: Site, alias: str, known: bool) -> None:
    site.write("content/pages/about.md", PAGE)
    site.write("static/a.txt", "x")
    site.build()
    if known:
        site.story("bad", "قديمة")
        site.build()
    site.story("urgent", "عاجل")
    site.story("bad", "جديدة", aliases=[alias])
    before = tree(site.output)
    report = site.build(keep_good=True)
    assert report.published, report.problems
    assert report.held == ("content/bad.md",)
    assert "2026/05/01/urgent/index.html" in report.written
    assert ("قديمة" in (site.output / "index.html").read_text()) == known
    path = alias.lstrip("/") + "index.html" * alias.endswith("/")
    if alias not in ("/", "/feed.xml", "/politics/", "/archive/2026/05/"):
        assert tree(site.output).get(path) == before.get(path)


@sampled(5)
@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("redirects.yml", "redirects:\n  - {from: /politics/, to: /sport/}\n"),
        ("redirects.yml", "redirects:\n  - {from: /a/, to: /b/}\n  - {from: /b/, to: /a/}\n"),
        ("static/politics/index.html", "x"),
        ("static/politics", "x"),
        ("content/pages/politics.md", PAGE),
        ("content/pages/topics/نفط.md", PAGE),
    ],
)
@pytest.mark.parametrize("fresh", [False, True])
def test_keep_good_holds_whatever_source_collides(site: Site, path: str, text: str, fresh: bool) -> None:
    site.story("oil", tags=["نفط"])
    site.build()
    site.write(path, text)
    site.story("urgent", "عاجل")
    output = site.root.parent / "fresh" if fresh else site.output
    assert not site.build(output).published
    report = site.build(output, keep_good=True)
    assert report.published, report.problems
    assert report.held == (path,)
    assert {"2026/05/01/urgent/index.html", "politics/index.html", "topics/نفط/index.html"} <= tree(output).keys()
    (site.root / path).unlink()
    report = site.build(output)
    assert report.published
    assert not report.held


def test_keep_good_and_files_that_cannot_be_copied(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """A static file that changes while it is copied is held; the next build copies it."""
    copy = digest.copy
    site.write("static/a.txt", "الأول")
    site.build()
    site.write("static/a.txt", "الثاني")
    site.story("urgent", "عاجل")
    monkeypatch.setattr(digest, "copy", lambda source, target: copy(source, target) + b"x" * (target is not None))
    assert codes(site.build()) == ["changed-meanwhile"]
    report = site.build(keep_good=True)
    assert report.published, report.problems
    assert report.held == ("static/a.txt",)
    assert (site.output / "a.txt").read_text() == "الأول"
    monkeypatch.undo()
    assert site.build().published
    assert (site.output / "a.txt").read_text() == "الثاني"


@pytest.mark.parametrize("day", ["2026-05-02 10:00", f"{LATER:%Y-%m-%d %H:%M}"])
def test_drafts_that_share_an_address_are_refused_when_they_are_switched_on(site: Site, day: str) -> None:
    site.story("a", date=day, slug="x")
    site.story("b", date=day, slug="x", status="draft")
    assert site.build().published
    report = site.build(drafts=True)
    clean = site.build(site.root.parent / "clean", drafts=True)
    assert not report.published
    assert not clean.published
    assert set(codes(report)) == set(codes(clean)) == {"same-address"}


@sampled(5)
@pytest.mark.parametrize("kept", [False, True])
@pytest.mark.parametrize("days", [-1, 1])
@pytest.mark.parametrize("statuses", [("", "draft"), ("draft", ""), ("draft", "draft")])
def test_drafts_switched_on_meet_what_stands_at_their_address(
    tmp_path: Path, statuses: tuple[str, str], days: int, kept: bool
) -> None:
    """A build that turns drafts on says what a clean one says, also of stories that are both under embargo."""
    site = Site(tmp_path / "site")
    site.story("other")
    date = f"{NOW + timedelta(days=days):%Y-%m-%d %H:%M}"
    for name, status in zip(("a", "b"), statuses, strict=True):
        site.story(name, name, slug="x", date=date, **({"status": status} if status else {}))
    assert site.build().published
    report = site.build(drafts=True, keep_good=kept)
    clean = site.build(tmp_path / "clean", drafts=True, keep_good=kept)
    assert report.published == clean.published == kept
    assert codes(report) == codes(clean)
    assert "same-address" in codes(report)
    if not kept:
        assert report.problems == clean.problems
    elif "" in statuses:
        assert report.held == (f"content/{'ab'[statuses.index('draft')]}.md",), "the draft gives way"
    assert site.build().published, "and without drafts the rest goes on"
