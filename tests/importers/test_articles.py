"""Article files made of a captured page, and what is said about them."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from newsgen.importers.articles import Imported, ImportedFile, Options, to_articles
from newsgen.importers.notes import HINTS, TEXTS, Note, hint, message, note
from newsgen.importers.pagetext import LIMIT, parse
from newsgen.importers.times import count_back, stamp

ZONE = ZoneInfo("Africa/Cairo")
SECTIONS = (("politics", "سياسة"), ("local", "محليّات"), ("sport", "رياضة"))
PLACES = (("ras", "رأس الينبوع"), ("valley", "الوادي"))
OPTIONS = Options(sections=SECTIONS, places=PLACES, zone=ZONE, stem="page-1")


def options(**changes: Any) -> Options:
    return replace(OPTIONS, **changes)


def imported(text: str, **changes: Any) -> Imported:
    return to_articles(parse(text), options(**changes))


def front(file: ImportedFile) -> tuple[dict[str, Any], str]:
    _, fields, body = re.split(r"^---$", file.text, maxsplit=2, flags=re.MULTILINE)
    return yaml.safe_load(fields), body.strip()


def codes(result: Imported) -> list[str]:
    return [n.code for n in result.notes]


def test_the_main_story(page: str) -> None:
    result = imported(page)
    assert [f.path for f in result.files] == [
        "2027/03/بلدية-رأس-الينبوع-تعيد-فتح-الجسر-القديم-أمام-المشاة.md",
        "2027/03/أضاءت-مصابيح-الجسر-القديم-مساء-أول-من-أمس-للمرة-الأولى.md",
        "2027/03/فاز-فريق-الينبوع-على-ضيفه-فريق-الوادي-2-1-في-ختام-دوري-البلدات.md",
        "2027/03/أغلق-الميناء-الصغير-أبوابه-أمام-قوارب-النزهة.md",
    ]
    fields, body = front(result.files[0])
    assert fields == {
        "title": "بلدية رأس الينبوع تعيد فتح الجسر القديم أمام المشاة",
        "standfirst": "عاد سكان رأس الينبوع إلى عبور الجسر القديم سيرًا على الأقدام بعد سبعة أشهر من أعمال الترميم.",
        "section": "local",
        "date": date(2027, 3, 11),
        "sources": ["نشرة الينبوع"],
        "related": [f.path.removesuffix(".md") for f in result.files[1:]],
    }
    assert body.split("\n\n") == [
        "وقالت البلدية إن الحجارة الأصلية بقيت في مكانها، وإن الأعمال كلفت 1.2 مليون درهم.",
        "## سوق الأسماك يعود",
        "ونقل الباعة عرباتهم إلى الضفة الشرقية، حيث يبدأ البيع عند الخامسة فجرًا كل يوم.",
        "## ماذا عن السيارات؟",
        "ولن يسمح للسيارات بالعبور قبل الصيف المقبل، بحسب جدول الأعمال المعلق على باب البلدية.",
    ]


def test_the_related_stories(page: str) -> None:
    first, second, third = (front(f) for f in imported(page).files[1:])
    summary = "أضاءت مصابيح الجسر القديم مساء أول من أمس للمرة الأولى، وتجمع مئات السكان على الضفتين."
    assert first == (
        {
            "title": "أضاءت مصابيح الجسر القديم مساء أول من أمس للمرة الأولى",
            "kind": "brief",
            "standfirst": summary,
            "section": "local",
            "place": "ras",
            "date": "2027-03-14T11:52+02:00",
            "image": {
                "alt": "أطفال يعبرون الجسر القديم في يومه الأول",
                "caption": "أطفال يعبرون الجسرَ القديم في يومه الأول",
                "credit": "أرشيف - النشرة",
            },
        },
        summary,
    )
    assert (second[0]["section"], second[0]["place"], second[0]["date"]) == (
        "sport",
        "valley",
        "2027-03-12T12:00+02:00",
    )
    assert (third[0]["section"], third[0]["place"]) == ("local", "الميناء الصغير")


def test_every_inference_is_told(page: str) -> None:
    result = imported(page)
    assert sorted(codes(result)) == sorted(
        ["section-majority", "captured-at-noon", "text-cleaned", "subhead", "subhead", "place-free"]
        + ["time-counted", "credit", "text-figure", "headline-from-summary"] * 3
    )
    cleaned = next(n for n in result.notes if n.code == "text-cleaned")
    assert dict(cleaned.values)["count"] == "2"
    assert all(a.order <= b.order for a, b in pairwise(result.notes))
    assert {n.level for n in result.notes} == {"info"}


def test_the_same_page_gives_the_same_bytes(page: str) -> None:
    assert imported(page) == imported(page) == imported(page.replace("\n", "\r\n"))


def test_section_of_the_main_story(page: str) -> None:
    assert front(imported(page, section="sport").files[0])[0]["section"] == "sport"
    assert front(imported(page, section="رياضه").files[0])[0]["section"] == "sport"
    wrong = imported(page, section="sports")
    assert front(wrong.files[0])[0]["section"] == "local"
    assert "section-option-unknown" in codes(wrong)
    head, rest = page.split("\n\n", 1)
    named = imported(f"{head}\n\nالرئيسية / رياضة\n{rest}")
    assert front(named.files[0])[0]["section"] == "sport"
    assert "section-majority" not in codes(named)
    alone = imported(page[: page.index("شارك القصة")])
    assert front(alone.files[0])[0]["section"] == "politics"
    assert "section-default" in codes(alone)


def test_a_trail_that_names_no_section_is_told(page: str) -> None:
    head, rest = page.split("\n\n", 1)
    assert "trail-unused" in codes(imported(f"{head}\n\nالرئيسية / طقس\n{rest}"))


def test_an_undeclared_section_is_an_error_with_a_remedy(page: str) -> None:
    result = imported(page.replace("رياضة - الوادي", "بيئة - الوادي"))
    found = next(n for n in result.notes if n.code == "section-unknown")
    assert found.level == "error"
    assert found.line == page.split("\n").index("رياضة - الوادي") + 1
    assert "بيئة" in message(found)
    assert "site.yml" in hint(found)
    assert front(result.files[2])[0]["section"] == "local"


def test_the_moment_of_the_capture(page: str) -> None:
    at = datetime(2027, 3, 14, 9, 30)
    for said in (at, at.replace(tzinfo=ZONE), at.replace(tzinfo=ZONE).astimezone(UTC)):
        result = imported(page, captured=said)
        assert front(result.files[1])[0]["date"] == "2027-03-14T09:22+02:00"
        assert "captured-at-noon" not in codes(result)
    headless = page.removeprefix("الأحد 14 Mar / March 2027\n\n")
    result = imported(headless)
    assert front(result.files[1])[0]["date"] == "2027-03-11T11:52+02:00"
    assert "captured-from-story" in codes(result)
    undated = headless.replace("الخميس 11 مارس 2027\n", "")
    assert (imported(undated).files, codes(imported(undated))[0]) == ((), "no-date")
    assert front(imported(undated, captured=at).files[0])[0]["date"] == date(2027, 3, 14)
    story = imported(page.replace("الخميس 11 مارس 2027\n", ""))
    assert front(story.files[0])[0]["date"] == date(2027, 3, 14)
    assert "date-from-capture" in codes(story)


@pytest.mark.parametrize(
    ("n", "unit", "back"),
    [
        (30, "second", "2027-03-31T11:59+02:00"),
        (8, "minute", "2027-03-31T11:52+02:00"),
        (13, "hour", "2027-03-30T23:00+02:00"),
        (2, "day", "2027-03-29T12:00+02:00"),
        (1, "week", "2027-03-24T12:00+02:00"),
        (1, "month", "2027-02-28T12:00+02:00"),
        (3, "month", "2026-12-31T12:00+02:00"),
        (1, "year", "2026-03-31T12:00+02:00"),
        (7, "month", "2026-08-31T12:00+03:00"),
    ],
)
def test_counting_back(n: int, unit: str, back: str) -> None:
    moment = count_back(datetime(2027, 3, 31, 12, tzinfo=ZONE), n, unit, ZONE)
    assert moment is not None
    assert stamp(moment) == back


@pytest.mark.parametrize(
    ("n", "unit"), [(999_999, "year"), (999_999, "month"), (999_999, "week"), (10**12, "hour"), (227, "year")]
)
def test_counting_back_too_far(n: int, unit: str) -> None:
    when = count_back(datetime(2027, 3, 31, 12, tzinfo=ZONE), n, unit, ZONE)
    assert when is None or when.year == 1800


def test_an_offset_with_seconds_is_written_in_utc() -> None:
    assert (
        stamp(datetime(1850, 1, 1, tzinfo=timezone(timedelta(hours=2, minutes=5, seconds=9))))
        == "1849-12-31T21:54+00:00"
    )


def test_impossible_times_are_told(page: str) -> None:
    result = imported(page.replace("منذ يومين", "منذ 9999 سنة"))
    assert "time-impossible" in codes(result)
    assert front(result.files[2])[0]["date"] == "2027-03-14T12:00+02:00"
    assert "time-missing" in codes(imported(page.replace("منذ يومين\n", "")))
    result = imported(page.replace("11 مارس 2027", "11 مارس 9999"))
    assert "date-out-of-range" in codes(result)
    assert front(result.files[0])[0]["date"] == date(2027, 3, 14)


def test_cards_with_missing_pieces(page: str) -> None:
    bare = imported(page.replace("رياضة - الوادي", "رياضة"))
    assert "place" not in front(bare.files[2])[0]
    one = imported(page.replace("لاعبو فريق الينبوع يحتفلون (النشرة)\n", "", 1))
    assert front(one.files[2])[0]["image"] == {
        "alt": "لاعبو فريق الينبوع يحتفلون",
        "caption": "لاعبو فريق الينبوع يحتفلون",
        "credit": "النشرة",
    }
    assert "caption-single" in codes(one)
    silent = imported(
        page.replace("أغلق الميناء الصغير أبوابه أمام قوارب النزهة، فقد بلغت سرعة الرياح خمسين عقدة.", "")
    )
    fields, body = front(silent.files[3])
    assert (fields["title"], body) == ("قوارب الصيد في الميناء الصغير", "قوارب الصيد في الميناء الصغير")
    assert "standfirst" not in fields
    assert "headline-from-caption" in codes(silent)
    empty = imported(page + "\n\nرياضة - الوادي\nمنذ ساعة\nشارك\nShare\n")
    assert "card-empty" in codes(empty)
    assert len(empty.files) == 4


def test_a_card_that_stands_twice_is_one_story(page: str) -> None:
    card = page[page.index("رياضة - الوادي") : page.index("محليات - الميناء")]
    result = imported(page.replace("\n\nClose", "\n\n" + card + "Close"))
    assert len(result.files) == 4
    assert "card-repeated" in codes(result)


def test_two_stories_of_one_name_lie_apart(page: str) -> None:
    text = page.replace(
        "أغلق الميناء الصغير أبوابه أمام قوارب النزهة، فقد",
        "أضاءت مصابيح الجسر القديم مساء أول من أمس للمرة الأولى، فقد",
    )
    result = imported(text)
    assert result.files[3].path == result.files[1].path.replace(".md", "-2.md")
    assert front(result.files[0])[0]["related"][2] == result.files[3].path.removesuffix(".md")
    assert "path-numbered" in codes(result)


def test_sources_on_one_line(page: str) -> None:
    for line in ("نشرة الينبوع - وكالات", "نشرة الينبوع، وكالات"):
        result = imported(page.replace("نشرة الينبوع\n", line + "\n"))
        assert front(result.files[0])[0]["sources"] == ["نشرة الينبوع", "وكالات"]
        assert "sources-split" in codes(result)
    assert front(imported(page.replace("المصادر:\n", "المصدر: ")).files[0])[0]["sources"] == ["نشرة الينبوع"]


def test_unplaced_lines_and_pages_without_a_story(page: str) -> None:
    found = imported(page.replace("\n\nClose", "\n\nمن نحن\n\nClose"))
    assert [message(n) for n in found.notes if n.code == "line-unplaced"] == ["This line could not be placed: “من نحن”"]
    assert codes(imported("")) == ["nothing"]
    assert codes(imported("a" * (LIMIT + 1))) == ["too-large"]
    sentence = imported("الأحد 14 Mar / March 2027\n\nعاد السكان إلى الجسر القديم صباح اليوم، وعبروه.")
    assert front(sentence.files[0])[0]["title"] == "عاد السكان إلى الجسر القديم صباح اليوم"
    assert "headline-from-lead" in codes(sentence)
    cards = imported("الأحد 14 Mar / March 2027\n" + page[page.index("شارك القصة") :])
    assert len(cards.files) == 3
    assert "no-story" in codes(cards)


def test_every_note_has_a_text_that_its_values_fill() -> None:
    assert set(HINTS) <= set(TEXTS)
    for code, text in TEXTS.items():
        fields = sorted(set(re.findall(r"{(\w+)}", text + HINTS.get(code, ""))))
        shown = Note(code, 1, tuple((name, "x") for name in fields))
        assert message(shown)
        assert "{" not in message(shown) + hint(shown)
        assert shown.level in ("error", "warning", "info")
    with pytest.raises(AssertionError):
        note("unknown")


@given(st.data())
def test_any_page_gives_readable_files_and_notes_that_can_be_shown(page: str, data: st.DataObject) -> None:
    lines = page.split("\n")
    for _ in range(data.draw(st.integers(0, 8))):
        at = data.draw(st.integers(0, len(lines) - 1))
        other = data.draw(
            st.one_of(st.sampled_from(lines), st.text(), st.just("منذ 999999 سنة"), st.just("12 مايو 0001"))
        )
        lines[at : at + 1] = data.draw(st.sampled_from([[], [lines[at], other], [other]]))
        lines = lines or [""]
    result = imported("\n".join(lines))
    paths = [f.path for f in result.files]
    assert len(set(paths)) == len(paths)
    for file in result.files:
        fields, _ = front(file)
        assert fields["title"].strip()
        assert fields["section"] in dict(SECTIONS)
        assert {p + ".md" for p in fields.get("related", [])} <= set(paths)
        file.text.encode()
    for found in result.notes:
        assert message(found)
        hint(found)


@given(st.text())
def test_any_text_is_imported_or_refused(text: str) -> None:
    assert to_articles(parse(text), OPTIONS).notes
