"""Live coverage: its entries on the page, in the fragment and for machines; when it ends; what a reader downloads."""

from __future__ import annotations

import gzip
import itertools
import json
import random
import re
import subprocess
import sys
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from newsgen.articles import live
from newsgen.articles.comments import without_comments
from newsgen.cli import command_line
from newsgen.model.picture import Picture
from tests.support import NOW, SETTINGS, Site, text_of
from tests.support.cases import sampled
from tests.support.page import Element, read

END = "2026-06-02 10:00"
OVER = datetime.fromisoformat("2026-06-02T10:00:00+03:00")
PAGE = "2026/05/31/storm/index.html"
FRAGMENT = "fragments/live/2026/05/31/storm.html"
ENTRIES = """\
مقدمة التغطية.

# 2026-06-01

## 09:40 عاد التيار إلى حي التل {#power .key}

عاد التيار[^1].

[^1]: كما قالت الشركة.

```
## 07:00 هذا نص آلي
```

## ٠٨:١٥ أغلق الرصيف

أُغلق الرصيف[^1].

[^1]: حتى الظهر.

# 2026-05-31

## 23:50 أرقام الطوارئ {#numbers .pinned}

اتصلوا بالرقم +963 11 222 3333.

## 22:05 بدأ المطر {.key}

نزلت أول القطرات على الميناء.
"""


def newsroom(root: Path, body: str = ENTRIES, **fields: object) -> Site:
    site = Site(root, plain=False)
    site.story("before", "قصة سابقة", date="2026-05-30 08:00")
    site.story(
        "storm", "عاصفة الساحل", date="2026-05-31 22:00", body=body, **({"kind": "live", "live_until": END} | fields)
    )
    site.story("after", "قصة لاحقة", date="2026-06-01 11:00")
    return site


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    site = newsroom(tmp_path_factory.mktemp("live") / "site")
    report = site.build()
    assert report.published
    assert report.problems == ()
    return site


def page(site: Site, path: str = PAGE) -> Element:
    return read((site.output / path).read_text(encoding="utf-8"))


def graph(site: Site) -> dict[str, object]:
    text = page(site).first("script", type="application/ld+json").text
    return next(node for node in json.loads(text)["@graph"] if node["@type"] == "LiveBlogPosting")


def entries(root: Element) -> list[str]:
    return [entry.attributes["id"] for entry in root.all("li") if "data-entry" in entry.attributes]


def test_entries_stand_newest_first_below_the_pinned_one(site: Site) -> None:
    root = page(site)
    assert entries(root) == ["numbers", "power", "2026-06-01-0815", "2026-05-31-2205"]
    assert [h.text for h in root.all("h2", class_="live-title")][1] == "عاد التيار إلى حي التل"
    assert "هذا نص آلي" in root.first("pre").text, "a heading inside code is code"
    assert root.first("p", class_="live-state").text.startswith("مباشر")
    events = root.first("section", class_="live-events")
    assert [a.attributes["href"] for a in events.all("a")] == ["#power", "#2026-05-31-2205"]
    assert "1 يونيو" in events.text, "over several days an hour alone says too little"
    assert "مدة القراءة" not in root.text


def test_each_entry_has_its_anchor_and_share_links(site: Site) -> None:
    ids = [element.attributes["id"] for element in page(site).all() if "id" in element.attributes]
    assert len(ids) == len(set(ids)), "footnotes of two entries are told apart"
    for entry in page(site).all("li", class_="live-entry"):
        own = entry.attributes["id"]
        assert entry.first("a", class_="live-clock").attributes["href"] == "#" + own
        links = [a.attributes["href"] for a in entry.first("details", class_="live-share").all("a")]
        assert len(links) == 5
        assert all(f"%2Fstorm%2F%23{own}" in link for link in links)
    notes = [a.attributes["href"] for a in page(site).all("a") if "fn:1" in a.attributes.get("href", "")]
    assert sorted(notes)[:2] == ["#2026-06-01-0815::fn:1", "#power::fn:1"]


def test_both_ways_of_writing_make_one_page(site: Site, tmp_path: Path) -> None:
    intro, rest = ENTRIES.split("# 2026-06-01\n", 1)
    second, first = rest.split("# 2026-05-31\n", 1)
    parts = re.split(r"(?m)^(?=## \d\d:)", "\n" + first)[:0:-1], re.split(r"(?m)^(?=## (?!07))", "\n" + second)[:0:-1]
    turned = intro + "# 2026-05-31\n\n" + "".join(parts[0]) + "\n# 2026-06-01\n\n" + "".join(parts[1])
    other = newsroom(tmp_path / "site", turned)
    assert other.build().problems == ()
    assert turned.index("22:05") < turned.index("23:50") < turned.index("٠٨:١٥") < turned.index("09:40")
    assert (other.output / PAGE).read_bytes() == (site.output / PAGE).read_bytes()


def test_a_later_entry_moves_no_anchor() -> None:
    lines = [f"## {h:02}:{m:02} خبر\n" for h, m in ((9, 0), (9, 0), (9, 30), (9, 30), (9, 30))]
    names = []
    for size in range(1, 6):
        both = ["\n".join(lines[:size]), "\n".join(reversed(lines[:size]))]
        upwards, downwards = (live.split_coverage(text, date(2026, 6, 1), 1) for text in both)
        assert upwards.problems == downwards.problems == ()
        ids = [section.id for section in reversed(upwards.entries)]
        assert ids == [section.id for section in reversed(downwards.entries)]
        names.append(ids)
    assert names[-1][1:3] == ["2026-06-01-0900-2", "2026-06-01-0930"]
    assert all(long[: len(short)] == short for short, long in itertools.pairwise(names))


def test_machines_are_told_of_the_coverage(site: Site) -> None:
    node = graph(site)
    assert node["coverageStartTime"] == "2026-05-31T22:00:00+03:00"
    assert "coverageEndTime" not in node, "the end is only planned"
    assert node["dateModified"] == "2026-06-01T09:40:00+03:00"
    updates = node["liveBlogUpdate"]
    assert isinstance(updates, list)
    assert updates[0]["headline"] == "عاد التيار إلى حي التل"
    assert updates[-1] == {
        "@type": "BlogPosting",
        "headline": "بدأ المطر",
        "datePublished": "2026-05-31T22:05:00+03:00",
        "url": "https://example.org/2026/05/31/storm/#2026-05-31-2205",
        "articleBody": "نزلت أول القطرات على الميناء.",
    }


def test_cards_say_live_and_no_time_of_an_entry(site: Site) -> None:
    for path in ("index.html", "politics/index.html", "2026/06/01/after/index.html"):
        text = page(site, path).text
        assert "مباشر" in text, path
        assert "عاد التيار" not in text
        assert "09:40" not in text


def test_the_end_is_a_threshold(tmp_path: Path) -> None:
    """Before it nothing changes as time passes; after it the labels, and nothing asks for news any more."""
    site = newsroom(tmp_path / "site")
    assert site.build(now=OVER - timedelta(hours=20)).published
    assert "live.js" in (site.output / PAGE).read_text(encoding="utf-8")
    report = site.build(now=OVER - timedelta(seconds=1))
    assert not set(report.written) - {"sitemaps/news.xml"}
    report = site.build(now=OVER)
    assert {PAGE, FRAGMENT, "index.html", "politics/index.html", "2026/06/01/after/index.html"} <= set(report.written)
    assert "2026/05/30/before/index.html" not in report.written
    root = page(site)
    assert root.first("p", class_="live-state").text == "انتهت التغطية المباشرة"
    assert "live.js" not in (site.output / PAGE).read_text(encoding="utf-8")
    assert "data-over" in (site.output / FRAGMENT).read_text(encoding="utf-8")
    assert "مباشر" not in page(site, "index.html").text
    assert graph(site)["coverageEndTime"] == "2026-06-02T10:00:00+03:00"
    report = site.build(now=OVER - timedelta(seconds=1))
    assert PAGE in report.written, "and back"


def test_next_tells_the_moment_of_the_end(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    site = newsroom(tmp_path / "site")
    assert site.build().published
    asked = ["next", "--site", str(site.root), "--now", "2026-06-01 12:00"]
    assert command_line.main([*asked, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["next"] == "2026-06-02T10:00:00+03:00"
    assert [(story["file"], story["why"]) for story in told["stories"]] == [("content/storm.md", "live")]
    assert command_line.main([*asked, "--lang", "ar"]) == 0
    assert "تنتهي تغطيتها المباشرة" in capsys.readouterr().out


def test_without_an_end_it_goes_on(tmp_path: Path) -> None:
    site = newsroom(tmp_path / "site", live_until="")
    assert site.build(now=NOW + timedelta(days=3000)).published
    assert "مباشر" in page(site, "index.html").text
    assert "coverageEndTime" not in graph(site)


@pytest.mark.parametrize("change", [{"kind": "story", "live_until": ""}, {"status": "draft"}, {"status": "withdrawn", "note": "لماذا"}, None])  # fmt: skip
def test_the_fragment_goes_with_the_coverage(tmp_path: Path, change: dict[str, object] | None) -> None:
    site = newsroom(tmp_path / "site")
    assert FRAGMENT in site.build().written
    if change is None:
        (site.root / "content/storm.md").unlink()
    else:
        fields = {"kind": "live", "live_until": END} | change
        site.story("storm", "عاصفة الساحل", date="2026-05-31 22:00", body=ENTRIES, **fields)
    assert FRAGMENT in site.build().deleted
    assert "عاد التيار" not in text_of(site.output) or change == {"kind": "story", "live_until": ""}


def test_a_template_of_the_fragment_makes_the_fragments(tmp_path: Path) -> None:
    site = newsroom(tmp_path / "site")
    assert site.build().published
    site.write("templates/fragments/live.html", "{{ article.entries|length }}")
    report = site.build()
    assert (report.rendered, report.written) == (1, (FRAGMENT,))


def test_the_fragment_holds_the_newest_and_what_the_script_must_know(tmp_path: Path) -> None:
    body = "".join(f"## {i // 60:02}:{i % 60:02} خبر {i}{' {.key}' if i == 3 else ''}\n\nنص.\n\n" for i in range(60))
    site = newsroom(tmp_path / "site", "# 2026-06-01\n\n" + body)
    assert site.build().published
    root = page(site, FRAGMENT)
    assert len(entries(root)) == 20
    assert root.first("div").attributes["data-count"] == "60"
    assert "خبر 3" in root.first("section", class_="live-events").text, "key events are told, however old"
    whole = {e.attributes["id"]: e.text for e in page(site).all("li", class_="live-entry")}
    assert len(whole) == 60
    assert all(whole[e.attributes["id"]] == e.text for e in root.all("li", class_="live-entry")), "word for word"


def test_feeds_with_whole_texts_hold_the_newest_entries(tmp_path: Path) -> None:
    site = newsroom(tmp_path / "site")
    site.write("site.yml", SETTINGS + "feeds: {full_text: true}\n")
    assert site.build().published
    feed = (site.output / "feed.xml").read_text(encoding="utf-8")
    assert "<h2>09:40 عاد التيار إلى حي التل</h2>" in feed
    assert feed.index("عاد التيار") < feed.index("بدأ المطر")


def test_drafts_are_told_of_their_faults_as_warnings(tmp_path: Path) -> None:
    site = newsroom(tmp_path / "site", "## 99:99 خبر\n", status="draft")
    report = site.build()
    assert report.published
    assert [(p.code, p.level) for p in report.problems] == [("live-time", "warning")]


def split(text: str) -> live.Coverage:
    return live.split_coverage(text, date(2026, 6, 1), 1)


@pytest.mark.parametrize(
    "line",
    ["#عاجل وصل", "#1 في المبيعات", "##عنوان", "#14:05", "### 14:05", "####### ن", "- # 2026-06-01", "    # ن"],
)
def test_a_hashtag_is_no_day(line: str) -> None:
    found = split(f"## 09:00 أول\n\n{line}\nنص\n")
    assert found.problems == ()
    assert line in found.entries[0].text


@pytest.mark.parametrize("line", ["# 2026-06-02", "  # ٢٠٢٦-٠٦-٠٢", "#\t2026-06-02"])
def test_a_day_and_an_entry_may_stand_a_little_inside(line: str) -> None:
    found = split(f"{line}\n\n   ##\t09:00 أول ##\n")
    assert found.problems == ()
    assert [(entry.title, entry.at.day) for entry in found.entries] == [("أول", 2)]


@pytest.mark.parametrize(
    ("line", "column"),
    [("##10:00 ثان", 3), ("##١٠:٠٠ ثان", 3), (" ##10:00 ثان {#x}", 4), ("#2026-06-02", 2), ("#٢٠٢٦-٠٦-٠٢ ", 2)],
)
def test_an_entry_without_its_space_is_told(line: str, column: int) -> None:
    (problem,) = split(f"## 09:00 أول\n\n{line}\n").problems
    assert (problem.level, problem.code, problem.line, problem.column) == ("error", "live-space", 3, column)


@pytest.mark.parametrize(
    ("written", "title", "identifier"),
    [
        ("أول {نسخة ثانية}", "أول {نسخة ثانية}", ""),
        ("أول {}", "أول {}", ""),
        ("أول {س=ص}", "أول {س=ص}", ""),
        ("أول {...}", "أول {...}", ""),
        ("أول {نص} {#a}", "أول {نص}", "a"),
        ("أول ## {#a .key}", "أول", "a"),
        ("لغة C# {#a}", "لغة C#", "a"),
        ("لغة C#", "لغة C#", ""),
        ("أول {: #خاتِمة }", "أول", "خاتِمة"),
        ("أول {#a\u0301}", "أول", "á"),
    ],
)
def test_braces_of_an_entry(written: str, title: str, identifier: str) -> None:
    found = split(f"## 09:00 {written}\n")
    assert found.problems == ()
    assert (found.entries[0].title, found.entries[0].id) == (title, identifier or "2026-06-01-0900")


def test_a_picture_links_to_its_own_entry() -> None:
    parts = (
        '<p id="a">نص</p>',
        Picture("c.png", link="#a"),
        Picture("c.png", link="#b"),
        Picture("c.png", link="/x#a"),
    )
    assert [part.link for part in live.with_unique_ids(parts, "e") if isinstance(part, Picture)] == [
        "#e::a",
        "#b",
        "/x#a",
    ]


@pytest.mark.parametrize("marks", ["{key}", "{pinned }", "{#a كلمة}", "{.key كلمة}", "{lang=fr}", "{#a:b}", "{#n-a}"])
def test_marks_that_are_none_are_told(marks: str) -> None:
    assert {problem.code for problem in split(f"## 09:00 أول {marks}\n").problems} == {"live-mark"}


def test_fences_that_never_close_hide_no_entry() -> None:
    read_body = live.split_coverage(
        "## 09:00 أول\n\n```\n\n## 09:10 ثان\n\n~~~\n## 09:20 ليس خبرًا\n~~~\n", date(2026, 6, 1), 1
    )
    assert [section.title for section in read_body.entries] == ["ثان", "أول"]


def test_an_entry_keeps_its_anchors_to_itself() -> None:
    parts = ('<p id="a">نص id="a"</p><a href="#a" id="b">رابط</a><a href="#out">خارج</a><a href="/x#a">صفحة</a>',)
    assert live.ids_in(parts) == {"a", "b"}
    assert live.with_unique_ids(parts, "e") == (
        '<p id="e::a">نص id="a"</p><a href="#e::a" id="e::b">رابط</a><a href="#out">خارج</a><a href="/x#a">صفحة</a>',
    )


@sampled(3)
@pytest.mark.parametrize(
    "line",
    [
        "## 09:00 a" + " " * 400_000 + "b",
        "# a" + " " * 400_000 + "b",
        "## 09:00 a" + "{" * 400_000,
        "## 09:00 a {" + "#a" * 200_000,
        "## 09:00 a " + "{#a " * 100_000 + "}",
        "## 09:00 a" + " #" * 200_000,
        "#" * 400_000,
    ],
)
def test_lines_made_to_be_slow_are_read_at_once(line: str) -> None:
    """Run in a process that is stopped: a pattern that tries every split would take minutes."""
    code = "import sys; from datetime import date; from newsgen.articles import live; live.split_coverage(sys.stdin.read(), date(2026, 6, 1), 1)"
    subprocess.run([sys.executable, "-c", code], input=line, text=True, check=True, timeout=60, encoding="utf-8")


def test_more_entries_than_a_page_can_bear_are_refused(tmp_path: Path) -> None:
    site = newsroom(tmp_path / "site", "## 09:00 خبر\n" * (live.MAX_ENTRIES + 1))
    assert [p.code for p in site.build().problems] == ["live-long"]


WORDS = (
    "وصلت المراكب إلى الرصيف بعد ليلة طويلة وقالت رئيسة المجلس إن الجلسة الطارئة تنعقد عند الظهر لبحث ما لحق بالسوق القديم "
    "والطرق المؤدية إلى حي الفنار وجسر القصب من أضرار بينما تعمل فرق الصيانة على إعادة التيار والماء وتنقل الحافلات التلاميذ "
    "من مدارسهم قبل أن يشتد الموج مرة أخرى كما يتوقع مرصد الساحل الذي رفع درجة التنبيه ودعا الصيادين إلى البقاء بعيدا عن البحر"
).split()


def long_coverage(count: int = 500, words: int = 60) -> str:
    """Entries of about as many words as newsrooms write, no two alike."""
    chance = random.Random(5)
    endings = ["", "ها", "هم", "نا", "ات", "ون", "ين", "ية"]

    def text(size: int) -> str:
        return " ".join(chance.choice(WORDS) + chance.choice(endings) for _ in range(size))

    lines = ["مقدمة.\n"]
    for i in range(count):
        if i % 100 == 0:
            lines.append(f"# 2026-05-{27 + i // 100}\n")
        mark = " {.key}" if i % 40 == 7 else ""
        lines.append(
            f"## {i % 100 * 14 // 60:02}:{i % 100 * 14 % 60:02} {text(9)}{mark}\n\n{text(words // 2)}.\n\n{text(words // 2)}.\n"
        )
    return "\n".join(lines)


def test_five_hundred_entries_stay_light(tmp_path: Path) -> None:
    site = newsroom(tmp_path / "site", long_coverage())
    assert site.build().published
    text = (site.output / PAGE).read_bytes()
    assert len(entries(page(site))) == 500
    assert len(gzip.compress(text, 6)) < 150_000
    assert len(gzip.compress((site.output / FRAGMENT).read_bytes(), 6)) < 12_000


def test_the_schema_knows_the_kinds(capsys: pytest.CaptureFixture[str]) -> None:
    assert command_line.main(["schema", "article"]) == 0
    kinds = json.loads(capsys.readouterr().out)["properties"]["kind"]["anyOf"][0]["enum"]
    assert kinds == ["story", "brief", "video", "audio", "gallery", "opinion", "explainer", "live"]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("# 2026-11-22\n\nضائع\n\n## 14:05 أ\n\nب", [3]),
        ("## 14:05 أ\n\nب\n\n# 2026-11-21\nضائع", [6]),
        ("## 14:05 أ\n\n# 2026-11-21\n\nضائع\n\n# 2026-11-20\n\nضائع\n\n## 13:00 ب", [5, 9]),
        ("مقدمة\n\n# 2026-11-22\n\n \n## 14:05 أ\n\nب", []),
        ("# 2026-11-22\n<!-- ملاحظة -->\n## 14:05 أ\n\nب", []),
    ],
)
def test_text_between_a_day_and_an_entry_is_told(text: str, lines: list[int]) -> None:
    text, _ = without_comments(text, 1)
    assert [problem.line for problem in split(text).problems if problem.code == "live-loose"] == lines


def test_an_entry_in_a_comment_is_none(tmp_path: Path) -> None:
    site = newsroom(tmp_path / "s", "## 14:05 أ\n\nب\n\n<!--\n## 13:00 لم يتأكد\n\nسر\n-->\n\n- `## ن`")
    site.build()
    assert len(entries(page(site))) == 1
    assert "لم يتأكد" not in (site.output / PAGE).read_text(encoding="utf-8")


def test_a_heading_in_the_fence_of_a_list_is_no_entry() -> None:
    assert len(split("## 14:05 أ\n\n- ب\n\n  ```md\n## 13:00 ن\n  ```\n\n> ```\n> ## 12:00\n> ```").entries) == 1
