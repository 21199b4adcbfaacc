"""What partners take over: feeds of whole stories, and ninjs; what appears in them, what never does, and what a change costs."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import feedparser
import jsonschema
import pytest

from newsgen.cli.arguments import read_settings
from newsgen.importers import ninjs
from newsgen.importers.html_tree import parse
from newsgen.importers.import_map import ImportMap
from newsgen.importers.run import Import, run_import
from newsgen.site.settings_file import read
from tests.importers.reading import one as only_item
from tests.importers.words import words_of
from tests.support import NOW, SETTINGS, Site, story
from tests.support.cases import sampled
from tests.support.pictures import png

PARTNERS = """\
partners:
  - {id: radio, name: إذاعة الساحل, sections: [sport], tags: [مياه], ninjs: true, items: 3}
  - {id: paper, name: جريدة الجبل}
"""

_STRING, _LIST = {"type": "string"}, "array"


def _objects(*required: str, **properties: Any) -> dict[str, Any]:
    fields = {"type": "object", "additionalProperties": False, "properties": properties, "required": list(required)}
    return {"type": _LIST, "minItems": 1, "items": fields}


_WORDS = _objects("value", role=_STRING, contentType=_STRING, value={"type": "string", "minLength": 1})
_URI = {"type": "string", "pattern": r"^https?://[!-~]+$"}
_MOMENT = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)$"}
_CONCEPTS = _objects("name", name=_STRING, uri=_URI, literal=_STRING, rel=_STRING)
_RENDITIONS = _objects(
    "name", name=_STRING, href=_URI, contentType=_STRING, width={"type": "number"}, height={"type": "number"}
)
_COMMON = {
    "uri": _URI, "type": {"enum": ["text", "audio", "video", "picture", "graphic", "composite"]},
    "headlines": _WORDS, "descriptions": _WORDS, "bodies": _WORDS, "by": _STRING, "renditions": _RENDITIONS,
}  # fmt: skip
NINJS = {
    "type": "object",
    "additionalProperties": False,
    "required": ["uri"],
    "properties": {
        **_COMMON,
        "standard": {
            "type": "object", "additionalProperties": False,
            "properties": {"name": {"const": "ninjs"}, "version": {"const": "3.0"}, "schema": _URI},
        },
        "representationType": {"enum": ["full", "partial"]}, "version": _STRING, "firstCreated": _MOMENT,
        "versionCreated": _MOMENT, "pubStatus": {"enum": ["usable", "withheld", "canceled"]}, "language": _STRING,
        "copyrightHolder": _STRING, "edNote": _STRING, "located": _STRING, "places": _CONCEPTS, "subjects": _CONCEPTS,
        "genres": _CONCEPTS, "infoSources": _CONCEPTS,
        "associations": _objects("name", "uri", name=_STRING, **_COMMON),
    },
}  # fmt: skip
"""What ninjs 3.0 allows in the fields that newsgen writes; names, required fields, closed lists of values."""


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path / "site", settings=SETTINGS + PARTNERS)


def ninjs_of(site: Site, name: str) -> dict[str, Any]:
    (file,) = site.output.glob(f"feeds/ninjs/**/{name}/item.json")
    found: dict[str, Any] = json.loads(file.read_bytes())
    jsonschema.validate(found, NINJS)
    return found


def names(site: Site) -> list[str]:
    """The stories that have a file in ninjs."""
    return sorted(file.parent.name for file in site.output.glob("feeds/ninjs/**/item.json"))


def feed(site: Site, partner: str) -> Any:
    found = feedparser.parse((site.output / f"feeds/{partner}/feed.xml").read_bytes())
    assert not found.bozo, found.bozo_exception
    return found


def hours(count: float) -> str:
    return f"{NOW + timedelta(hours=count):%Y-%m-%d %H:%M}"


def test_a_partner_gets_whole_stories_of_its_sections_and_tags(site: Site) -> None:
    site.write("content/a.md", story("مباراة", section="sport", date=hours(-3)))
    site.write("content/b.md", story("سد", section="politics", tags=["مياه"], date=hours(-2)))
    site.write("content/c.md", story("خطاب", section="politics", date=hours(-1)))
    assert site.build().published
    assert [entry.title for entry in feed(site, "radio").entries] == ["سد", "مباراة"]
    assert [entry.title for entry in feed(site, "paper").entries] == ["خطاب", "سد", "مباراة"]
    assert names(site) == ["a", "b"], "only a partner with ninjs has them"
    links = {link.get("type"): link.href for link in feed(site, "radio").entries[0].links}
    assert links["application/json"].endswith("/feeds/ninjs/" + hours(-2)[:10].replace("-", "/") + "/b/item.json")
    assert "application/json" not in {link.get("type") for link in feed(site, "paper").entries[0].links}


def test_drafts_and_embargoes_never_leak(site: Site) -> None:
    site.write("content/a.md", story("مسودة سرية", section="sport", status="draft"))
    site.write("content/b.md", story("محظورة سرية", section="sport", date=hours(-3), publish_at=hours(2)))
    site.write("content/c.md", story("غدا سرية", section="sport", date=hours(20)))
    site.build()
    everything = b"".join(file.read_bytes() for file in site.output.rglob("*") if file.is_file())
    assert "سرية".encode() not in everything
    assert names(site) == []
    site.build(now=NOW + timedelta(hours=3))
    assert names(site) == ["b"]
    assert [entry.title for entry in feed(site, "radio").entries] == ["محظورة سرية"]


def test_a_withdrawal_is_told_and_takes_the_text_back(site: Site) -> None:
    site.write("content/a.md", story("مباراة", section="sport", date=hours(-3)) + "\nنص سيُسحب.\n")
    site.write("content/b.md", story("خطاب", section="politics", date=hours(-3)))
    site.build()
    address = feed(site, "radio").entries[0].link
    assert ninjs_of(site, "a")["pubStatus"] == "usable"
    for name, section in (("a", "sport"), ("b", "politics")):
        site.write(
            f"content/{name}.md", story("مباراة", section=section, date=hours(-3), status="withdrawn", note="خطأ")
        )
    site.build()
    taken = ninjs_of(site, "a")
    assert (taken["pubStatus"], taken["edNote"], "bodies" in taken) == ("canceled", "خطأ", False)
    text = (site.output / "feeds/radio/feed.xml").read_text(encoding="utf-8")
    assert f'<at:deleted-entry ref="{address}" when="' in text
    assert text.count("deleted-entry") == 1, "only what the partner had"
    assert not feed(site, "radio").entries
    assert "سيُسحب" not in text + json.dumps(taken, ensure_ascii=False)
    assert (site.output / "feeds/paper/feed.xml").read_text(encoding="utf-8").count("deleted-entry") == 2


def test_one_more_story_writes_its_ninjs_and_the_feeds_that_it_appears_in(site: Site) -> None:
    for number in range(8):
        section = ("sport", "politics")[number % 2]
        site.write(f"content/s{number}.md", story(f"قصة {number}", section=section, date=hours(-number - 2)))
    site.build()
    site.write("content/new.md", story("جديدة", section="politics", date=hours(-1)))
    for_partners = {path for path in site.build().written if path.startswith("feeds/")}
    assert for_partners == {"feeds/paper/feed.xml"}
    site.write("content/more.md", story("أخرى", section="sport", date=hours(-1)))
    written = {path for path in site.build().written if path.startswith("feeds/")}
    assert len(written) == 3
    assert {"feeds/paper/feed.xml", "feeds/radio/feed.xml"} < written


def test_a_story_that_leaves_the_section_leaves_the_partner(site: Site) -> None:
    site.write("content/a.md", story("مباراة", section="sport", date=hours(-3)))
    site.build()
    assert names(site) == ["a"]
    site.write("content/a.md", story("مباراة", section="politics", date=hours(-3)))
    site.build()
    assert names(site) == []
    site.write("content/a.md", story("مباراة", section="politics", tags=["مياه"], date=hours(-3)))
    site.build()
    assert names(site) == ["a"]
    site.write("site.yml", SETTINGS)
    site.build()
    assert not (site.output / "feeds").exists(), "without partners there are no files for them"


BODY = """
قال **الوزير**: «ارتفع *النهر* 3 أمتار»، بحسب [التقرير](/about/).

## ماذا بعد؟

> لا خوف.

- أول
- ثانٍ

![سد ممتلئ](/media/b.png "السد في نيسان (فاطمة النهري)")

| بلدة | متر |
|---|---|
| النهر | 3 |

نص بحاشية[^1].

[^1]: تفصيل الحاشية.
"""


@sampled(4)
@pytest.mark.parametrize("kind", ["story", "brief", "opinion", "video", "gallery", "explainer"])
def test_our_own_ninjs_comes_back_with_the_same_words(site: Site, kind: str) -> None:
    for name, width in (("a", 900), ("b", 1000)):
        site.write(f"static/media/{name}.png", png(width, 600))
    image = {"src": "/media/a.png", "alt": "نهر", "caption": "النهر في الصباح", "credit": "ليلى الجبلي"}
    site.write(
        "content/a.md",
        story(
            'عنوان فيه «اقتباس» & <رقم> 1.5', section="sport", kind=kind, kicker="مياه", standfirst="مقدمة القصة", date=hours(-30),
            updated=hours(-2), tags=["مياه", "سدود"], authors=["هالة السنديان"], place="الميناء", image=image,
            sources=["وزارة المياه"], corrections=[{"at": hours(-3), "text": "صُحّح الرقم."}],
        ) + BODY,
    )  # fmt: skip
    site.build()
    sent = ninjs_of(site, "a")
    assert [one["name"] for one in sent["associations"]] == ["main", "picture-1"]
    (file,) = site.output.glob("feeds/ninjs/**/a/item.json")
    back = only_item(ninjs.read, file)
    assert (back.title, back.kicker, back.standfirst) == ("عنوان فيه «اقتباس» & <رقم> 1.5", "مياه", "مقدمة القصة")
    assert back.kind.value == (kind if kind != "explainer" else "story")
    assert [term.name for term in back.sections] == ["رياضة"]
    assert [term.name for term in back.tags] == ["مياه", "سدود"]
    assert (back.authors, back.places, back.sources) == (("هالة السنديان",), ("الميناء",), ("وزارة المياه",))
    assert back.published
    assert back.updated
    assert (hours(-30), hours(-2)) == (f"{back.published:%Y-%m-%d %H:%M}", f"{back.updated:%Y-%m-%d %H:%M}")
    assert back.image
    assert (back.image.alt, back.image.caption, back.image.credit) == ("نهر", "النهر في الصباح", "ليلى الجبلي")
    assert "السد في نيسان" in sent["bodies"][0]["value"]
    assert {note.code.name for note in back.notes} <= {"import-correction"}
    other = Site(site.root.parent / "other", settings=SETTINGS + PARTNERS)
    wanted = Import(other.root, read_settings(other.root), (file,), ImportMap(host=("example.org",)), media=site.output)
    assert run_import(wanted).counts["written"] == 1
    other.build()
    (again,) = other.output.glob("feeds/ninjs/**/item.json")
    returned = json.loads(again.read_bytes())
    same = ["headlines", "by", "located", "infoSources", *(["genres"] if kind != "explainer" else [])]
    assert [returned.get(key) for key in same] == [sent.get(key) for key in same]
    words = [words_of(parse(one["bodies"][0]["value"]).root) for one in (sent, returned)]
    assert words[0] == words[1]


def test_live_coverage_and_a_story_without_a_body_are_sent(site: Site) -> None:
    site.write(
        "content/live.md",
        story("تغطية", section="sport", kind="live", date=hours(-3)) + "\n## 10:00 بداية\n\nنص البداية.\n",
    )
    site.write("content/empty.md", story("خبر", section="sport", date=hours(-3)))
    site.build()
    assert "نص البداية" in ninjs_of(site, "live")["bodies"][0]["value"]
    assert "headlines" in ninjs_of(site, "empty")


@pytest.mark.parametrize(
    ("partners", "code"),
    [
        ("[{id: a, name: أ, sections: [nowhere]}]", "unknown-section"),
        ("[{id: a, name: أ}, {id: a, name: ب}]", "duplicate-id"),
        ("[{id: ../a, name: أ}]", "bad-id"),
        ("[{id: a}]", "missing"),
        ("[{id: a, name: أ, items: 1000}]", "out-of-range"),
    ],
)
def test_what_partners_cannot_be(partners: str, code: str) -> None:
    found, problems = read((SETTINGS + f"partners: {partners}\n").encode())
    assert found is None
    assert problems
    assert problems[0].code == code or code in ("bad-id", "missing", "out-of-range")
