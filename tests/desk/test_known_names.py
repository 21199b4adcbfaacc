"""The topics, authors and places that are offered as somebody types: found folded, the likeliest first, nothing hidden."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import quote

import pytest

from newsgen.desk.known_names import MOST_OFFERED, Spelling, known_names, matching, without
from newsgen.model.article import Named
from tests.desk.running import Running, running_desk
from tests.support import story

TOPICS = {
    "c": ("C", 9),
    "c-sharp": ("C#", 2),
    "prices": ("الأسعار", 5),
    "energy": ("أسعار الطاقة", 7),
    "algiers": ("مدينة الجزائر", 1),
    "housing": ("إسكان", 4),
    "affairs": ("شؤون عربية", 3),
    "vowels": ("عِلْم", 2),
    "salaries": ("رواتب", 1),
    "numbers": ("رؤية ٢٠٣٠", 1),
}
SPELLINGS: dict[Spelling, int] = {("topic", Named(one, name)): count for one, (name, count) in TOPICS.items()}
NAMES = known_names(SPELLINGS)["topic"]


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("C#", ["C#"]),
        ("c", ["C", "C#"]),  # what is typed whole comes first
        ("اسعار", ["أسعار الطاقة", "الأسعار"]),
        ("الاسعار", ["الأسعار"]),
        ("مدينه", ["مدينة الجزائر"]),
        ("الجزائر", ["مدينة الجزائر"]),
        ("الجزاير مدينة", ["مدينة الجزائر"]),
        ("اسكان", ["إسكان"]),
        ("شوون", ["شؤون عربية"]),
        ("علم", ["عِلْم"]),
        ("عَلم", ["عِلْم"]),
        ("رؤيه 2030", ["رؤية ٢٠٣٠"]),
        ("روات", ["رواتب"]),
        ("لا شيء كهذا", []),
        ("", ["C", "أسعار الطاقة", "الأسعار", "إسكان", "شؤون عربية", "C#", "عِلْم", "رؤية ٢٠٣٠"]),
    ],
)
def test_what_is_offered(typed: str, offered: list[str]) -> None:
    assert [one.name for one in matching(NAMES, typed)] == offered


def test_spellings_of_one_name_are_one_offer_in_the_most_frequent_spelling() -> None:
    spellings: dict[Spelling, int] = {
        ("author", Named("ahmad", "احمد خالد")): 2,
        ("author", Named("ahmad", "أحمد خالد")): 5,
        ("author", Named("ahmadi", "أحمد الخالدي")): 1,
        ("place", Named("ahmad", "أحمد")): 1,
    }
    names = known_names(spellings)
    assert [(one.name, one.count) for one in matching(names["author"], "احمد")] == [
        ("أحمد خالد", 7),
        ("أحمد الخالدي", 1),
    ]
    left = known_names(
        without(spellings, [("author", Named("ahmadi", "أحمد الخالدي")), ("place", Named("ahmad", "أحمد"))])
    )
    assert [(one.name, one.count) for one in left["author"]] == [("أحمد خالد", 7)]
    assert not left["place"]


def test_so_many_are_offered() -> None:
    many: dict[Spelling, int] = {("topic", Named(str(n), f"موضوع {n}")): n + 1 for n in range(50)}
    found = matching(known_names(many)["topic"], "موضوع")
    assert [one.count for one in found] == list(range(50, 50 - MOST_OFFERED, -1))


def offered(running: Running, user: str, key: str, typed: str) -> dict[str, int]:
    status, _, text = running.ask("GET", f"/_/api/names?key={key}&q={quote(typed)}", user=user)
    assert status == 200
    return {one["name"]: one["count"] for one in json.loads(text)["names"]}


def test_a_reporter_hears_no_name_of_a_hidden_story(tmp_path: Path) -> None:
    with running_desk(tmp_path) as running:
        pages = {
            "shown": story("منشورة", tags=["طاقة", "C#"], authors=["أحمد"], place="حلب", body="نص."),
            "draft": story("مسودة", tags=["سر الطاقة", "طاقة"], authors=["أحمد الخفي"], place="حلب الخفية", status="draft", body="نص."),
            "later": story("لاحقة", tags=["طاقة الغد"], date="2099-01-01 10:00", body="نص."),
            "gone": story("مسحوبة", tags=["طاقة مسحوبة"], status="withdrawn", note="خطأ.", body="نص."),
        }  # fmt: skip
        for name, text in pages.items():
            (running.site / f"content/{name}.md").write_text(text, encoding="utf-8")
        running.build()
        assert offered(running, "salma", "tags", "طاقه") == {"طاقة": 1}
        assert offered(running, "karim", "tags", "طاقه") == {"طاقة": 2, "سر الطاقة": 1, "طاقة الغد": 1}
        assert offered(running, "salma", "tags", "c#") == {"C#": 1}
        assert offered(running, "salma", "authors", "احمد") == {"أحمد": 1}
        assert offered(running, "huda", "authors", "احمد") == {"أحمد": 1, "أحمد الخفي": 1}
        assert offered(running, "salma", "place", "حلب") == {"حلب": 1}
        (running.site / "content/draft.md").write_text(pages["draft"].replace("draft", "published"), encoding="utf-8")
        running.build()
        assert offered(running, "salma", "tags", "طاقه") == {"طاقة": 2, "سر الطاقة": 1}
