"""What a reader sees: the order of glyphs on screen, in a real browser, with tags and with isolates."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from html import escape
from typing import Any

import pytest
from playwright.sync_api import sync_playwright

from newsgen import arabic
from newsgen.arabic.bidi_levels import keeps_order
from newsgen.arabic.bidi_table import ROWS
from newsgen.arabic.digits import ARABIC_INDIC
from newsgen.articles.isolation import isolate_mixed
from tests.arabic import test_arabic_script
from tests.browser import needs
from tests.support.cases import first

# Runs that a browser shows out of order when they stand bare after Arabic, and runs that it does not.
FLIP = (
    "2018-2021", "+963 11 222 3333", "C++", "@user", "2-1", "2018 – 2021", "50%", "-5", "$50", "35°C", "#Trump", ".NET",
    "10 000", "2021-07-30", "10×20", "011 222 3333", "Visual C++", "Disney+", "1.5-2.5%", "https://example.com/a/",
    "https://example.com/خبر/1",
)  # fmt: skip
FLIP_BEFORE_ARABIC = ("Apple Inc.", "U.S.", "Warner Bros.")
STAND = (
    "30/7/2021", "08:30", "Apple", "New York", "iPhone 15", "COVID-19", "5G", "3D", "1,234.5", "16:9", "AT&T", "F-16",
    "Apple (AAPL) Inc", "a@example.com", "Sep / September 2021", "J. K. Rowling",
)  # fmt: skip
PLACES = {
    "middle": ("قالت المصادر إن ", " كانت هناك"),
    "middle, before a stop": ("قالت المصادر إن ", "، كما قيل"),
    "quoted": ("قالت «", "» أمس"),
    "start": ("", " كانت هناك"),
    "end": ("هذا ما قيل عن ", ""),
    "question": ("هل سمعت عن ", "؟"),
    "after a figure": ("عاد 12 شخصًا إلى ", " أمس"),
}


def as_tags(text: str) -> str:
    tags = {"ltr": "<bdi dir=ltr>{}</bdi>", "auto": "<bdi>{}</bdi>", "override": "<bdo dir=ltr>{}</bdo>", None: "{}"}
    return "".join(tags[direction].format(escape(run)) for run, direction in arabic.bidi_runs(text))


def as_isolates(text: str) -> str:
    return escape(arabic.isolate(text))


@pytest.fixture(scope="module")
def page() -> Iterator[Any]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=needs.chromium(), args=needs.ARGUMENTS)
        yield browser.new_page()
        browser.close()


LEFT_EDGES = """() => [...document.querySelectorAll("p")].map(p => {
  const walk = document.createTreeWalker(p, NodeFilter.SHOW_TEXT), found = []
  for (let node; node = walk.nextNode();)
    for (let i = 0; i < node.length; i++) {
      const range = document.createRange()
      range.setStart(node, i); range.setEnd(node, i + 1)
      const box = range.getClientRects()[0]
      found.push([node.data[i], box ? box.left + box.width / 2 : null])
    }
  return found
})"""


def seen(page: Any, paragraphs: list[str]) -> list[list[tuple[str, float | None]]]:
    """For every paragraph its characters and the middle of each on screen, without isolates and marks."""
    body = "".join(f"<p>{text}</p>" for text in paragraphs)
    style = "p { white-space: nowrap; font: 20px sans-serif; width: 1200px }"
    page.set_content(f'<!doctype html><html lang="ar" dir="rtl"><style>{style}</style><body>{body}')
    return [[(c, x) for c, x in row if c not in "\u2068\u2069\u200e"] for row in page.evaluate(LEFT_EDGES)]


def in_order(row: list[tuple[str, float | None]], start: int, run: str) -> bool:
    """Whether the run's characters stand on screen from left to right as written, with nothing foreign among them."""
    places = [x for _, x in row[start : start + len(run)]]
    assert "".join(c for c, _ in row[start : start + len(run)]) == run
    whole = [x for x in places if x is not None]
    if any("\u0620" <= c <= "\u064a" for c in run):  # Inside an address Arabic words run their own way.
        latin = [x for c, x in row[start : start + len(run)] if c in "https:" and x is not None]
        return latin[0] == min(whole)
    others = [x for n, (_, x) in enumerate(row) if not start <= n < start + len(run) and x is not None]
    return whole == sorted(whole) and not any(whole[0] < x < whole[-1] for x in others)


def cases(runs: tuple[str, ...]) -> list[tuple[str, str, int, str]]:
    return [(run, place, len(a), a + run + b) for run in runs for place, (a, b) in PLACES.items()]


@pytest.mark.browser
@pytest.mark.parametrize("write", first(1, [as_tags, as_isolates]))
def test_every_run_reads_the_same_in_every_place(page: Any, write: Any) -> None:
    every = cases(FLIP + FLIP_BEFORE_ARABIC + STAND)
    rows = seen(page, [write(text) for *_, text in every])
    wrong = [(run, place) for (run, place, at, _), row in zip(every, rows, strict=True) if not in_order(row, at, run)]
    assert wrong == []


@pytest.mark.browser
def test_only_what_flips_is_isolated(page: Any) -> None:
    every = cases(FLIP + FLIP_BEFORE_ARABIC + STAND)
    rows = seen(page, [escape(text) for *_, text in every])
    bare = {(run, place): in_order(row, at, run) for (run, place, at, _), row in zip(every, rows, strict=True)}
    assert all(bare[run, place] for run in STAND for place in PLACES)
    assert not any(bare[run, "middle"] for run in FLIP + FLIP_BEFORE_ARABIC)
    for run, _, _, text in every:
        isolated = [direction for _, direction in arabic.bidi_runs(text) if direction]
        assert len(isolated) == (run not in STAND), text


@pytest.mark.browser
def test_a_list_of_latin_names_runs_from_the_right(page: Any) -> None:
    text = "شركات Apple، Google، Microsoft العالمية"
    for write in (as_tags, as_isolates):
        (row,) = seen(page, [write(text)])
        places = [x for name in ("Apple", "Google", "Microsoft") if (x := row[text.index(name)][1]) is not None]
        assert len(places) == 3
        assert places == sorted(places, reverse=True)


@pytest.mark.browser
def test_a_foreign_title_keeps_its_full_stop(page: Any) -> None:
    text = "Hello, world."
    (row,) = seen(page, [as_tags(text)])
    assert in_order(row, 0, text)


@pytest.mark.browser
def test_a_run_that_crosses_tags_reads_as_written(page: Any) -> None:
    crossing = [
        ("<b>قال {}</b>{} ثم", ("Apple", " Inc.")), ("قال <a href='/'>في {}</a>{} ثم", ("2018", "-2021")),
        ("<b>هاتف {}</b>{} ثم", ("٠٦ ٥٥٥", " ٥٥٥٥")), ("هاتف {}<i>{} ثم</i>", ("+962 6", " 555 5555")),
    ]  # fmt: skip
    shown = seen(page, [isolate_mixed(html.format(*parts)) for html, parts in crossing])
    for (_, parts), row in zip(crossing, shown, strict=True):
        visible = [(c, x) for c, x in row if c not in "\u2066\u202d\u202c"]
        text = "".join(c for c, _ in visible)
        assert in_order(visible, text.index("".join(parts)), "".join(parts)), text


IN_QUOTES = (("قالت «", "» أمس"), ("قالت “", "” أمس"), ('قالت "', '" أمس'), ("قالت ‘", "’ أمس"), ("قالت ‹", "›، ثم"), ("قالت (", ") أمس"),
             ("«", "» قالت"), ("قالت [", "]"), ("", ""))  # fmt: skip
AROUND = (*PLACES.values(), ("قالت بلد: ", " هنا"), ("قالت (", ") أمس"), ("", ""))
TO_ARABIC_INDIC = str.maketrans("0123456789", ARABIC_INDIC)


def rows() -> list[tuple[str, int, str]]:
    """Each example of the grammar in each of its places: the run, where it begins, the text."""
    return [
        (run, len(before), before + run + after)
        for row in ROWS
        for run in row.one
        for before, after in (IN_QUOTES if row.name == "quotation" else AROUND)
        if not ("(" in run + before and ")" in run and before.endswith("("))
    ]


@pytest.mark.browser
@pytest.mark.parametrize("write", first(1, [as_tags, as_isolates]))
@pytest.mark.ci
def test_every_row_of_the_grammar_reads_as_written(page: Any, write: Any) -> None:
    every = rows()
    shown = seen(page, [write(text) for *_, text in every])
    wrong = [text for (run, at, text), row in zip(every, shown, strict=True) if not in_order(row, at, run)]
    assert wrong == []


# Arabic-Indic figures that have one order in every place, as written: from left to right.
FIXED = ("telephone with + or 00", "telephone with 0", "telephone", "card, account", "date", "thousands", "short code")


@pytest.mark.browser
@pytest.mark.parametrize("write", first(1, [as_tags, as_isolates]))
def test_arabic_indic_telephones_and_dates_read_from_the_left(page: Any, write: Any) -> None:
    every = [
        (run.translate(TO_ARABIC_INDIC), len(before), before + run.translate(TO_ARABIC_INDIC) + after)
        for row in ROWS
        if row.name in FIXED
        for run in row.one
        if run not in ("*100", "555-5555", "5 000 - 10 000 $")
        for before, after in PLACES.values()
    ]
    shown = seen(page, [write(text) for *_, text in every])
    wrong = [text for (run, at, text), row in zip(every, shown, strict=True) if not in_order(row, at, run)]
    assert wrong == []


@pytest.mark.browser
@pytest.mark.parametrize("write", first(1, [as_tags, as_isolates]))
def test_runs_of_their_own_read_from_the_right(page: Any, write: Any) -> None:
    """Neighbours that are no run: the first part stands to the right of the second."""
    every = [
        ("CNN: 5 قتلى", "CNN", "5"), ("شركة (Apple) 2018 كانت", "Apple", "2018"), ("قناة CNN «Breaking» قالت", "CNN", "Breaking"),
        ("«Meta» «Google» ثم", "Meta", "Google"), ("شركات Apple، 2018 ثم", "Apple", "2018"), ("عام 2018 300 قتيل", "2018", "300"),
        ("عام 2018 Apple أعلنت", "2018", "Apple"), ("فاز 3-2 (5-4) ثم", "3-2", "5-4"), ("قال Apple. 2018 كان", "Apple", "2018"),
        ("هاتف 06 5555555 - 07 6666666 ثم", "06", "07"), ("طائرات ف-16 هنا", "ف", "16"), ("مرض كوفيد-19 هنا", "كوفيد", "19"),
    ]  # fmt: skip
    shown = seen(page, [write(text) for text, *_ in every])
    for (text, before, after), row in zip(every, shown, strict=True):
        right, left = row[text.index(before)][1], row[text.index(after)][1]
        assert right is not None, text
        assert left is not None, text
        assert right > left, text


def random_runs(count: int) -> list[str]:
    chance = random.Random(11)
    signs = [*"0123459abXYé..,:/-+%$#@()&'°€ ", "–"]
    drawn = (" ".join("".join(chance.choices(signs, k=chance.randint(2, 9))).split()) for _ in range(3 * count))
    return [run for run in dict.fromkeys(drawn) if len(run) > 1][:count]


@pytest.mark.browser
def test_the_algorithm_agrees_with_the_browser(page: Any) -> None:
    runs = random_runs(400)
    assert len(runs) == 400
    after = seen(page, [escape(f"قال {run} هنا") for run in runs])
    first = seen(page, [escape(f"{run} هنا") for run in runs])
    for run, a, b in zip(runs, after, first, strict=True):
        assert keeps_order(run) == (in_order(a, 4, run) and in_order(b, 0, run)), run


@pytest.mark.browser
def test_the_script_runs_in_a_browser(page: Any) -> None:
    now = datetime.now(UTC)
    recent, old = ((now - timedelta(seconds=s)).isoformat() for s in (490, 10**7))
    script = test_arabic_script.render(arabic.House(), zone="UTC")
    page.set_content(
        f"<p data-today>x</p><time datetime={recent} data-relative>أ</time><time datetime={old} data-relative>ب</time>"
        f"<script>{script}</script>"
    )
    times = page.eval_on_selector_all("time", "all => all.map(e => [e.textContent, e.getAttribute('title')])")
    assert times == [["منذ 8 دقائق", "أ"], ["ب", None]]
    today = page.text_content("p")
    assert today in {
        arabic.format_date(day.date(), arabic.WITH_WEEKDAY, arabic.House()) for day in (now, datetime.now(UTC))
    }
