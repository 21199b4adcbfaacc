"""What of a captured page is recognised, and that no line is ever lost."""

from collections.abc import Callable, Iterable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsgen.importers.capture import Capture, Line, bare, split_credit
from newsgen.importers.pagetext import LIMIT, LONGEST_LINE, MOST_CARDS, parse
from tests.support.growth import is_linear


def whole(line: Line | None) -> Line:
    """The line, which must have been found."""
    assert line is not None
    return line


def numbers(lines: Iterable[Line | None]) -> list[int]:
    return [whole(line).number for line in lines]


def texts(lines: Iterable[Line | None]) -> list[str]:
    return [bare(whole(line).text) for line in lines]


def every_line_once(text: str, capture: Capture) -> None:
    lines = [n for n, line in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), 1) if bare(line)]
    assert sorted(numbers(capture.placed) + numbers(capture.unplaced)) == lines


def test_every_element_of_the_page_is_recognised(page: str) -> None:
    capture = parse(page)
    assert capture.header_date == date(2027, 3, 14)
    assert capture.story_date == date(2027, 3, 11)
    assert texts(capture.trail) == texts([capture.headline])
    assert numbers([*capture.trail, capture.headline, capture.dated, capture.lead]) == [3, 5, 6, 8]
    kinds = [(b.kind, bare(b.line.text)[:10]) for b in capture.body]
    assert kinds == [
        ("paragraph", "وقالت البل"),
        ("subhead", "سوق الأسما"),
        ("paragraph", "ونقل الباع"),
        ("subhead", "ماذا عن ال"),
        ("paragraph", "ولن يسمح ل"),
    ]
    assert texts([capture.sources_mark]) == ["المصادر:"]
    assert texts(capture.sources) == ["نشرة الينبوع"]
    assert texts([capture.share, capture.closing]) == ["شارك القصة", "Close"]
    assert capture.unplaced == ()
    assert [(c.section, c.place, c.ago, c.credit) for c in capture.cards] == [
        ("محليات", "رأس الينبوع", (8, "minute"), "أرشيف - النشرة"),
        ("رياضة", "الوادي", (2, "day"), "النشرة"),
        ("محليات", "الميناء الصغير", (3, "hour"), "النشرة"),
    ]
    for card in capture.cards:
        assert len(card.summary) == 1
        assert texts(card.buttons) == ["شارك", "Share"]
        assert whole(card.alt).number + 1 == whole(card.caption).number
    every_line_once(page, capture)


@pytest.mark.parametrize(
    "change",
    [
        lambda t: t.replace("\n", "\r\n"),
        lambda t: t.replace("\n", "\r"),
        lambda t: "\ufeff" + t,
        lambda t: t + "\n\n\n",
        lambda t: t.replace("\n\n", "\n\n\n\n"),
        lambda t: t.replace("\n\n", "\n\u00a0\n"),
        lambda t: t.replace(" - ", " – "),
        lambda t: t.replace("المصادر:", "المصادر"),
        lambda t: "\n".join("  " + line + "\t" for line in t.split("\n")),
        lambda t: t.replace("شارك القصة", "شارك القصّة"),
    ],
)
def test_the_layout_survives_other_line_ends_and_spaces(page: str, change: Callable[[str], str]) -> None:
    whole, changed = parse(page), parse(change(page))
    every_line_once(change(page), changed)
    assert [b.kind for b in changed.body] == [b.kind for b in whole.body]
    assert [(c.section, c.place, c.ago) for c in changed.cards] == [(c.section, c.place, c.ago) for c in whole.cards]
    assert (changed.header_date, changed.story_date) == (whole.header_date, whole.story_date)
    assert changed.unplaced == ()


def test_a_line_between_every_line_keeps_the_cards(page: str) -> None:
    text = "\n\n".join(line for line in page.split("\n") if line.strip())
    capture = parse(text)
    every_line_once(text, capture)
    assert [(c.section, c.place, c.ago, len(c.summary)) for c in capture.cards] == [
        (c.section, c.place, c.ago, len(c.summary)) for c in parse(page).cards
    ]


def test_missing_pieces(page: str) -> None:
    def without(*parts: str) -> Capture:
        text = page
        for part in parts:
            assert part in text
            text = text.replace(part, "")
        every_line_once(text, parse(text))
        return parse(text)

    assert without("المصادر:\nنشرة الينبوع\n").sources == ()
    bald = without("الأحد 14 Mar / March 2027\n\n")
    assert (bald.header_date, bald.story_date) == (None, date(2027, 3, 11))
    assert bald.trail
    undated = without("الخميس 11 مارس 2027\n")
    assert undated.header_date == date(2027, 3, 14)
    assert undated.story_date is None
    assert bare(whole(undated.headline).text).startswith("بلدية")
    assert bare(whole(undated.lead).text).startswith("عاد")
    assert len(without("شارك القصة\n\n").cards) == 3
    assert without(" - الوادي").cards[1].place == ""
    assert without("منذ يومين\n").cards[1].ago is None
    alone = parse(page[: page.index("شارك القصة")])
    assert alone.cards == ()
    assert texts(alone.sources) == ["نشرة الينبوع"]
    no_summary = without("أغلق الميناء الصغير أبوابه أمام قوارب النزهة، فقد بلغت سرعة الرياح خمسين عقدة.\n\n")
    assert [len(c.summary) for c in no_summary.cards] == [1, 1, 0]
    assert without("Close").closing is None


def test_a_card_without_buttons_is_parted_by_the_blank_line(page: str) -> None:
    capture = parse(page.replace("شارك\nShare\n", ""))
    assert [len(c.summary) for c in capture.cards] == [1, 1, 1]
    assert all(c.caption and c.alt for c in capture.cards)
    assert capture.unplaced == ()


def test_a_card_that_shows_its_headline(page: str) -> None:
    capture = parse(page.replace("أضاءت مصابيح", "ليلة الجسر الأولى\n\nأضاءت مصابيح"))
    assert bare(whole(capture.cards[0].headline).text) == "ليلة الجسر الأولى"
    assert len(capture.cards[0].summary) == 1


def test_the_share_mark_may_stand_above_the_story(page: str) -> None:
    moved = page.replace("شارك القصة\n\n", "").replace("11 مارس 2027\n", "11 مارس 2027\nشارك القصة\n")
    capture = parse(moved)
    assert len(capture.body) == 5
    assert len(capture.cards) == 3
    assert capture.share


def test_strange_lines_are_reported(page: str) -> None:
    text = page.replace("\n\nClose", "\n\nجميع الحقوق محفوظة\n\nمن نحن\n\nClose")
    capture = parse(text)
    assert texts(capture.unplaced) == ["جميع الحقوق محفوظة", "من نحن"]
    text = page.replace("منذ يومين\n", "منذ يومين\nسطر زائد\n")
    capture = parse(text)
    assert texts(capture.unplaced) == ["لاعبو فريق الينبوع يحتفلون (النشرة)"]


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("أرقام الترميم", "subhead"),
        ("من يدفع الثمن؟", "subhead"),
        ("أرقام الترميم:", "paragraph"),
        ("انتهى الترميم.", "paragraph"),
        ("انتهى الترميم!", "paragraph"),
        ("- جسر جديد", "paragraph"),
        ("1. جسر جديد", "paragraph"),
        ("الجسر في الليل (النشرة)", "paragraph"),
        ("كلمة " * 13, "paragraph"),
        ("كلمةطويلةجدا" * 8, "paragraph"),
    ],
)
def test_what_is_a_subhead(line: str, kind: str) -> None:
    story = f"عنوان القصة هنا\nالخميس 11 مارس 2027\n\nمقدمة طويلة.\n\nفقرة أولى.\n\n{line}\n\nفقرة ثانية."
    assert [b.kind for b in parse(story).body] == ["paragraph", kind, "paragraph"]


def test_short_lines_in_a_row_or_at_the_end_are_no_subheads() -> None:
    head = "عنوان القصة هنا\nالخميس 11 مارس 2027\n\nمقدمة طويلة.\n\n"
    assert {b.kind for b in parse(head + "قائمة أولى\n\nقائمة ثانية\n\nفقرة.").body} == {"paragraph"}
    assert {b.kind for b in parse(head + "فقرة.\n\nسطر أخير").body} == {"paragraph"}
    assert {b.kind for b in parse(head + "فقرة.\nسطر بلا فراغ\nفقرة.").body} == {"paragraph"}


@pytest.mark.parametrize(
    ("caption", "parts"),
    [
        ("جسر (النشرة)", ("جسر", "النشرة")),
        ("جسر (أرشيف - النشرة).", ("جسر", "أرشيف - النشرة")),
        ("جسر (يمين)", ("جسر (يمين)", "")),
        ("جسر (2027)", ("جسر (2027)", "")),
        ("(النشرة)", ("(النشرة)", "")),
        ("جسر (قديم) وحجر", ("جسر (قديم) وحجر", "")),
        ("جسر (قديم) وحجر (النشرة)", ("جسر (قديم) وحجر", "النشرة")),
        ("جسر", ("جسر", "")),
        ("", ("", "")),
    ],
)
def test_credit_at_a_captions_end(caption: str, parts: tuple[str, str]) -> None:
    assert split_credit(caption) == parts


@given(st.text())
def test_any_text_is_parsed(text: str) -> None:
    every_line_once(text, parse(text))


PIECES = [
    "",
    "",
    "الأحد 14 Mar / March 2027",
    "الخميس 11 مارس 2027",
    "عنوان قصير",
    "فقرة تنتهي بنقطة.",
    "منذ 8 دقائق",
    "منذ يومين",
    "محليات - الوادي",
    "شارك",
    "Share",
    "شارك القصة",
    "المصادر:",
    "المصدر: النشرة",
    "Close",
    "تعليق (النشرة)",
    "\u200f",
    "\u00a0",
    "كلمة " * 30,
    "(",
    '"',
    "منذ 999999 سنة",
]


@given(st.lists(st.sampled_from(PIECES), max_size=40), st.sampled_from(["\n", "\r\n", "\r"]))
def test_the_layouts_lines_in_any_order_are_placed_or_reported(lines: list[str], end: str) -> None:
    text = end.join(lines)
    every_line_once(text, parse(text))


@given(st.data())
def test_a_page_that_lost_or_doubled_lines(page: str, data: st.DataObject) -> None:
    lines = page.split("\n")
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(lines) - 1))
        lines[at : at + 1] = data.draw(st.sampled_from([[], [lines[at]] * 2, [lines[at], ""], [""]]))
        lines = lines or [""]
    text = "\n".join(lines)
    every_line_once(text, parse(text))


def test_a_text_beyond_the_bound_is_refused() -> None:
    assert parse("ا" * (LIMIT // 2 + 1)).refused == "too-large"
    assert parse("a" * (LIMIT + 1)) == Capture(refused="too-large")
    assert parse("a" * LIMIT).refused == ""


def test_a_line_that_is_no_paragraph_is_reported(page: str) -> None:
    capture = parse(page.replace("\n\nماذا عن", "\n\n" + "ا" * (LONGEST_LINE + 1) + "\n\nماذا عن"))
    assert len(capture.unplaced) == 1
    assert len(capture.body) == 5


def test_more_cards_than_a_page_has_are_reported_not_taken() -> None:
    text = "شارك القصة\n" + "محليات - الوادي\nمنذ ساعة\nصورة\nصورة\nشارك\n\nخبر قصير.\n\n" * (MOST_CARDS + 5)
    capture = parse("عنوان القصة\nالخميس 11 مارس 2027\nمقدمة.\n" + text)
    assert len(capture.cards) == MOST_CARDS
    assert len(capture.unplaced) == 5 * 6


@pytest.mark.parametrize(
    "piece", ["(", "\n", "منذ ساعة\n", "شارك\n", "a b ", "\u00a0", ".", "ن - ", "شارك القصة\n", "سطر\n\n"]
)
def test_time_grows_with_the_text_only(piece: str) -> None:
    assert is_linear(parse, piece)
