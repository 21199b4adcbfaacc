"""The search in a browser, over an index that `newsgen index` made, under the very policy that hosts are given."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from newsgen.cli import command_line
from newsgen.site.settings_file import file_bytes, read
from newsgen.theme.headers import content_security_policy
from tests.browser.newsrooms import picture
from tests.browser.server import Served, serve
from tests.browser.test_access import violations
from tests.support import SETTINGS, Site
from tests.support.cases import every

pytestmark = pytest.mark.browser
Open = Callable[..., Page]

STORIES = {
    "council": ("المجلس البلدي يقرّ موازنة العام 2027", "2026-05-20", "صوّت الأعضاء على الموازنة في جلسة مسائية."),
    "school": ("مدرسةٌ جديدة تفتح أبوابها في حيّ الفنار", "2026-04-11", "استقبلت المدرسة مئتي طالب وطالبة."),
    "hospital": ("مستشفى الساحل يضيف قسمًا للأطفال", "2025-11-02", "يستقبل القسم أربعين مريضًا كل يوم."),
    "fishing": ("الصيّادون يعودون إلى البحر بعد العاصفة", "2025-03-14", "خرج ٣٥ قاربًا من الميناء عند الفجر."),
    "olive": ("موسم الزيتون: الإنتاج أقل من المتوقع", "2024-10-30", "قال المزارعون إن الأمطار تأخرت ٤٠ يومًا."),
    "library": ("المكتبة العامة تستعيد ١٢٠٠ كتاب", "2024-02-05", "أعادها القرّاء بعد سنوات من الإعارة."),
}
"""One word to be found by each of the questions below; the body is the third of each."""

BULLETINS = 12
"""And so many more that are all found by one word, the last with a picture."""

FEW = (
    ("مدرسة", "school"),
    ("المدرسه", "school"),
    ("مستشفي", "hospital"),
    ("الانتاج", "olive"),
    ("35", "fishing"),
    ("وبالميناء", "fishing"),
)
MANY = (
    ("مُوَازَنَة", "council"),
    ("الموازنه", "council"),
    ("للموازنة", "council"),
    ("والموازنة", "council"),
    ("٢٠٢٧", "council"),
    ("2027", "council"),
    ("۲۰۲۷", "council"),
    ("المجلس البلدى", "council"),
    ("جلسة مسائيه", "council"),
    ("مـــوازنة", "council"),
    ("بالمدرسة", "school"),
    ("لمدرسة", "school"),
    ("ومدرسة", "school"),
    ("مدرسةٌ", "school"),
    ("حي الفنار", "school"),
    ("حىّ الفنار", "school"),
    ("طالبه", "school"),
    ("مئتى طالب", "school"),
    ("ابوابها", "school"),
    ("أبوابها", "school"),
    ("المستشفى", "hospital"),
    ("بمستشفى", "hospital"),
    ("للاطفال", "hospital"),
    ("أطفال", "hospital"),
    ("اربعين", "hospital"),
    ("مـستشفى الـساحل", "hospital"),
    ("الصيادون", "fishing"),
    ("صيادون", "fishing"),
    ("٣٥ قارب", "fishing"),
    ("العاصفه", "fishing"),
    ("بحر", "fishing"),
    ("للبحر", "fishing"),
    ("إنتاج", "olive"),
    ("الأنتاج", "olive"),
    ("40 يوم", "olive"),
    ("زيتون", "olive"),
    ("1200", "library"),
    ("مكتبه عامه", "library"),
    ("القرّاء", "library"),
    ("بالإعاره", "library"),
)
assert len(MANY) == 40
AIM = 38


def policy(site: Site) -> str:
    settings, _ = read(file_bytes(site.root))
    assert settings is not None
    return content_security_policy(settings)


@pytest.fixture(scope="module")
def searched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    settings = SETTINGS.replace("example.org/", "example.org/news/") + "search: pagefind\n"
    site = Site(tmp_path_factory.mktemp("search") / "site", plain=False, settings=settings)
    for name, (title, day, body) in STORIES.items():
        place = {"place": "port"} if name == "fishing" else {}
        section = "sport" if name == "library" else "politics"
        site.story(f"s/{name}", title, section=section, date=f"{day} 09:00", body=body, slug=name, **place)
    site.write("content/b/p.webp", picture(1600, 900, "#357"))
    for number in range(1, BULLETINS + 1):
        image = {"image": "{src: p.webp, alt: غيوم}"} if number == BULLETINS else {}
        site.story(
            f"b/{number}",
            f"نشرة الطقس {number}",
            date=f"2026-01-{number:02} 09:00",
            body="غيوم متفرقة.",
            slug=f"b{number}",
            **image,
        )
    assert site.build().published
    assert command_line.main(["index", "--site", str(site.root)]) == 0
    with serve(site.output, "/news", policy=policy(site)) as served:
        yield served


def answers(page: Page) -> list[str]:
    """The stories that are shown, once the newest question is answered."""
    expect(page.locator("[data-search-state]")).to_have_text(DONE)
    links: Any = page.eval_on_selector_all("[data-search-results] .headline a", "all => all.map(a => a.pathname)")
    return [Path(path).name for path in links]


DONE = re.compile("^(عدد النتائج|لا نتائج)")


def asked(page: Page, question: str) -> list[str]:
    page.locator(".search [name=q]").fill(question)
    page.locator(".search [name=q]").press("Enter")
    return answers(page)


def test_spellings_meet(open_page: Open, searched: Served) -> None:
    page = open_page(searched("/search/"))
    for words, name in FEW:
        assert name in asked(page, words), words


@pytest.mark.nightly
def test_forty_questions(open_page: Open, searched: Served) -> None:
    page = open_page(searched("/search/"))
    missed = [(words, name) for words, name in MANY if name not in asked(page, words)]
    print(f"{len(MANY) - len(missed)} of {len(MANY)} hit; missed: {missed}")
    assert len(MANY) - len(missed) >= AIM, missed


def test_results_show_the_story_and_facets_narrow(open_page: Open, searched: Served) -> None:
    page = open_page(searched("/search/?q=موسم"))
    assert answers(page) == ["olive"]
    assert page.locator(".search-results .headline").inner_text() == STORIES["olive"][0]
    assert page.locator(".search-results time").get_attribute("datetime") == "2024-10-30T09:00:00+03:00"
    page.locator(".search [name=q]").fill("")
    page.locator(".search [name=q]").press("Enter")
    expect(page.locator("[data-search-state]")).to_have_text("")
    page.locator("form[data-ready]").wait_for()
    page.locator("[name=year]").select_option("2024")
    assert sorted(answers(page)) == ["library", "olive"]
    page.locator("[name=section]").select_option("sport")
    expect(page.locator(".search-results li")).to_have_count(1)
    assert answers(page) == ["library"]
    assert "section=sport" in page.url
    page.locator("[name=section]").select_option("")
    page.locator("[name=year]").select_option("")
    page.locator("[name=place]").select_option("الميناء")
    expect(page.locator(".search-results li")).to_have_count(1)
    assert answers(page) == ["fishing"]


def test_the_keyboard_alone_leads_from_the_words_to_the_story(open_page: Open, searched: Served) -> None:
    page = open_page(searched("/search/"))
    page.locator(".search [name=q]").focus()
    page.keyboard.type("غيوم")
    page.keyboard.press("Enter")
    assert len(answers(page)) == 10
    links = page.locator("[data-search-results] .headline a")
    for _ in range(4):  # the button, then section, place and year
        page.keyboard.press("Tab")
    for _ in range(10):
        page.keyboard.press("Tab")
    expect(links.nth(9)).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator("[data-search-more]")).to_be_focused()
    page.keyboard.press("Enter")
    expect(links).to_have_count(BULLETINS)
    expect(links.nth(10)).to_be_focused()
    expect(page.locator("[data-search-more]")).to_be_hidden()
    address = links.nth(10).get_attribute("href")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{address}")


@pytest.mark.parametrize(("width", "chosen"), [(1280, "184x123"), (360, "112x112")])
def test_a_result_shows_its_picture(open_page: Open, searched: Served, width: int, chosen: str) -> None:
    page = open_page(searched("/search/?q=غيوم"), width=width)
    answers(page)
    shown = page.locator(".search-results img")
    if not shown.count():
        page.locator("[data-search-more]").click()
    expect(shown).to_have_count(1)
    shown.scroll_into_view_if_needed()
    expect(shown).to_have_js_property("complete", True)
    assert shown.evaluate("i => [i.naturalWidth > 0, i.alt]") == [True, "غيوم"]
    assert f"/{chosen}-" in shown.evaluate("i => i.currentSrc")
    assert shown.evaluate("i => i.offsetWidth / i.offsetHeight") == pytest.approx(1 if width == 360 else 1.5, rel=0.01)
    assert (
        page.locator(".search-results li", has=page.locator("img")).locator(".headline").inner_text()
        == f"نشرة الطقس {BULLETINS}"
    )


def test_without_script_the_archive_is_offered(open_page: Open, searched: Served) -> None:
    page = open_page(searched("/search/"), script=False)
    assert page.locator("noscript a").get_attribute("href") == "/news/archive/"
    assert page.locator("form[data-search]").is_hidden()


@pytest.mark.parametrize(("width", "colours"), every(2, [(360, "light"), (1280, "dark")]))
def test_the_search_has_no_barrier(open_page: Open, searched: Served, width: int, colours: Any) -> None:
    page = open_page(searched("/search/?q=بحر"), width=width, color_scheme=colours)
    assert answers(page) == ["fishing"]
    assert violations(page) == []
