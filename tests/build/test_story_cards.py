"""Cards of stories in texts: named by id or address, they follow what they show; a clean build gives the same bytes."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest

from newsgen.articles import body
from newsgen.articles.story_cards import reference
from newsgen.model.picture import Picture
from newsgen.site.layout import theme
from tests.support import NOW, SETTINGS, Site, tree

ALSO = "نص قبلها.\n\n[اقرأ أيضًا]({}){{: .also}}\n\nنص بعدها."
TARGET = "content/2026/05/library.md"


def page(site: Site, identifier: str = "reader") -> str:
    (file,) = site.output.glob(f"2026/05/01/{identifier}/index.html")
    return file.read_text(encoding="utf-8")


def cards(site: Site, identifier: str = "reader") -> list[str]:
    """The headlines of the cards in a story's text."""
    asides = re.findall(r'<aside class="also".*?</aside>', page(site, identifier), re.DOTALL)
    return [re.sub("<[^>]*>", "", re.findall(r"<a [^>]*>(.*?)</a>", aside, re.DOTALL)[0]) for aside in asides]


def problems(site: Site, **more: object) -> list[tuple[str, int, str]]:
    report = site.build(**more)  # type: ignore[arg-type]
    assert report.published
    return [(p.code, p.line, p.file) for p in report.problems]


def clean_equals_incremental(site: Site, **more: object) -> None:
    site.build(site.root / "clean", clean=True, **more)  # type: ignore[arg-type]
    one, other = tree(site.output), tree(site.root / "clean")
    assert {path: data for path, data in one.items() if path != ".newsgen"} == {
        path: data for path, data in other.items() if path != ".newsgen"
    }


@pytest.fixture
def site(tmp_path: Path) -> Site:
    site = Site(tmp_path / "site", plain=False, settings=SETTINGS)
    site.story("2026/05/library", "افتتاح المكتبة", date="2026-05-01 09:00")
    return site


@pytest.mark.parametrize(
    "named",
    [
        "2026/05/library", "2026/05/library.md", "content/2026/05/library.md", "/2026/05/01/library/", "/2026/05/01/library",
        "/2026/05/01/Library/?utm=x#part", "https://example.org/2026/05/01/library/",
    ],
)  # fmt: skip
def test_a_story_is_named_by_its_id_or_its_address(site: Site, named: str) -> None:
    site.story("reader", "قارئة", body=ALSO.format(named))
    assert problems(site) == []
    assert cards(site) == ["افتتاح المكتبة"]
    assert "also}" not in page(site)


@pytest.mark.parametrize("pattern", ["/{section}/{slug}", "/{section}/{slug}.html"])
def test_a_card_by_address_follows_its_story_whatever_addresses_end_with(tmp_path: Path, pattern: str) -> None:
    site = Site(tmp_path / "site", plain=False, settings=f'{SETTINGS}address: "{pattern}"\n')
    address = pattern.format(section="politics", slug="Library")
    site.story(
        "reader", "قارئة", date="2026-04-30 09:00", body=ALSO.format(address)
    )  # older: nothing else of it shows the other
    for title in ("افتتاح المكتبة", "المكتبة تفتح أبوابها"):
        site.story("library", title, date="2026-05-01 09:00", slug="Library")
        assert site.build().published
        assert f">{title}</a></p>\n</aside>" in (site.output / "politics/reader.html").read_text(encoding="utf-8")
        clean_equals_incremental(site)


def test_a_card_follows_its_story(site: Site) -> None:
    """Headline, address, withdrawal, return, another story at the address: each rewrites the page that shows the card."""
    site.story("by-id", "بالاسم", body=ALSO.format("2026/05/library"))
    site.story("by-address", "بالعنوان", body=ALSO.format("/2026/05/01/library/"))
    readers = ("by-id", "by-address")
    site.build()

    def shown() -> list[list[str]]:
        assert site.build().published
        clean_equals_incremental(site)
        return [cards(site, reader) for reader in readers]

    site.story("2026/05/library", "المكتبة تفتح أبوابها", date="2026-05-01 09:00")
    assert shown() == [["المكتبة تفتح أبوابها"]] * 2
    site.story("2026/05/library", "المكتبة", date="2026-05-01 09:00", slug="book-house")
    assert shown() == [["المكتبة"], []]
    assert 'href="/2026/05/01/book-house/"' in page(site, "by-id")
    site.story("other", "خزانة الكتب", date="2026-05-01 09:00", slug="library")
    assert shown() == [["المكتبة"], ["خزانة الكتب"]]
    site.story("2026/05/library", "المكتبة", date="2026-05-01 09:00", slug="book-house", status="withdrawn", note="سبب")
    assert shown() == [[], ["خزانة الكتب"]]
    (site.root / "content/other.md").unlink()
    (site.root / TARGET).unlink()
    assert shown() == [[], []]


def test_an_embargo_ends_and_the_card_appears_by_time_alone(site: Site) -> None:
    later = NOW + timedelta(hours=2)
    site.story("2026/05/library", "افتتاح المكتبة", date="2026-05-01 09:00", publish_at=f"{later:%Y-%m-%d %H:%M%z}")
    site.story("reader", "قارئة", body=ALSO.format("2026/05/library"))
    assert problems(site) == [("story-card-skipped", 8, "content/reader.md")]
    assert cards(site) == []
    site.build(now=later + timedelta(minutes=1))
    assert cards(site) == ["افتتاح المكتبة"]
    clean_equals_incremental(site, now=later + timedelta(minutes=1))


@pytest.mark.parametrize(
    "named", ["2026/05/nothing", "/2026/05/01/nothing/", "reader", "../secret", "https://example.net/x/"]
)
def test_a_card_of_nothing_is_told(site: Site, named: str) -> None:
    site.story("reader", "قارئة", body=ALSO.format(named))
    assert problems(site) == [("story-card-skipped", 8, "content/reader.md")]
    assert cards(site) == []


def test_a_draft_has_no_card_but_in_a_build_with_drafts(site: Site) -> None:
    site.story("2026/05/library", "افتتاح المكتبة", date="2026-05-01 09:00", status="draft")
    site.story("reader", "قارئة", body=ALSO.format("2026/05/library"))
    assert problems(site) == [("story-card-skipped", 8, "content/reader.md")]
    assert problems(site, drafts=True) == []
    assert cards(site) == ["افتتاح المكتبة"]


def test_several_cards_the_form_below_the_paragraph_and_live_coverage(site: Site) -> None:
    site.story("two", "ثانية", date="2026-05-01 08:00")
    links = "[أ](2026/05/library)\n[ب](two)\n{: .also}"
    site.story("reader", "قارئة", body=f"{links}\n\nنص.")
    coverage = "مقدمة.\n\n## 10:00 مدخل\n\nنص.\n\n[أ](two){: .also}\n"
    site.story("live", "تغطية", kind="live", body=coverage)
    assert problems(site) == []
    assert cards(site) == ["افتتاح المكتبة", "ثانية"]
    assert cards(site, "live") == ["ثانية"]
    (fragment,) = site.output.glob("fragments/**/live*.html")
    assert 'class="also"' in fragment.read_text(encoding="utf-8")
    site.story("two", "ثانية بعنوان آخر", date="2026-05-01 08:00")
    site.build()
    assert cards(site, "live") == ["ثانية بعنوان آخر"]
    assert "ثانية بعنوان آخر" in fragment.read_text(encoding="utf-8")
    clean_equals_incremental(site)


def test_other_places_than_pages_leave_the_card_out(site: Site) -> None:
    """A feed cannot follow the other story's headline; a plain page has no cards, and says so."""
    site.write("site.yml", SETTINGS + "feeds: {full_text: true}\n")
    site.story("reader", "قارئة", body=ALSO.format("2026/05/library"))
    site.write("content/pages/about.md", "---\ntitle: من نحن\n---\n" + ALSO.format("2026/05/library"))
    assert problems(site) == [("story-card-skipped", 6, "content/pages/about.md")]
    feed = next(site.output.glob("**/*.xml")).parent
    for file in feed.glob("*.xml"):
        assert "also" not in file.read_text(encoding="utf-8")


def test_a_link_among_words_is_told_and_stays_a_link() -> None:
    rendered = body.render("نص و[أ](/x/){: .also} نص.", first_line=1, prefix="")
    assert [p.code for p in rendered.problems] == ["also-not-alone"]
    assert "<a" in str(rendered.parts[0])


def test_the_path_that_the_site_lies_under_is_no_part_of_the_name() -> None:
    rendered = body.render("[أ](/2026/05/01/x/){: .also}", first_line=1, prefix="/news")
    assert rendered.parts == (Picture(story="/2026/05/01/x/"),)
    assert reference("/NEWS/x", "") == "/news/x/"


def test_the_component_is_in_the_theme() -> None:
    assert (theme() / "templates/components/also.html").is_file()
