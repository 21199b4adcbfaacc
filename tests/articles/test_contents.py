"""Subheads of an explainer have ids of their own words."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from newsgen.articles.contents import with_subhead_ids
from newsgen.model.picture import Picture
from tests.support import Site
from tests.support.growth import is_linear


def ids(*parts: str) -> list[str]:
    return re.findall(r' id="([^"]*)"', "".join(p for p in with_subhead_ids(parts) if isinstance(p, str)))


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        (("<h2>ما هو المدّ؟</h2>",), ["ما-هو-المدّ"]),
        (("<h2>أ</h2>", "<p>ن</p>\n<h2>أ</h2>"), ["أ", "أ-2"]),
        (('<h2>أ</h2>\n<h2 id="أ">ب</h2>\n<p id="أ-2">x</p><h2>أ</h2>',), ["أ-3", "أ", "أ-2", "أ-4"]),
        (("<h2>n-main</h2>",), ["part-n-main"]),
        (("<h2>؟!</h2><h2>…</h2>",), ["part", "part-2"]),
        (("<h2>فاز <bdi dir=\"ltr\">3-2</bdi> &amp; «مضى» <em>ليلًا</em></h2>",), ["فاز-3-2-مضى-ليلًا"]),
        (("<h3>أ</h3><p>ب</p>",), []),
        (("<h2>" + "كلمة " * 40 + "</h2>",), ["-".join(["كلمة"] * 12)]),
    ],
)  # fmt: skip
def test_ids_of_words(parts: tuple[str, ...], expected: list[str]) -> None:
    assert ids(*parts) == expected


def test_pictures_stay_and_other_kinds_get_none(tmp_path: Path) -> None:
    picture = Picture("a.png")
    assert with_subhead_ids(("<h2>أ</h2>", picture)) == ('<h2 id="أ">أ</h2>', picture)
    site = Site(tmp_path / "site", plain=False)
    for kind in ("explainer", "story"):
        site.story(kind, kind=kind, body="## أول\n\nنص\n\n## ثان\n\nنص")
    site.build()
    pages = [(site.output / f"2026/05/01/{kind}/index.html").read_text("utf-8") for kind in ("explainer", "story")]
    assert ['<h2 id="أول">' in page for page in pages] == [True, False]
    assert '<a href="#أول">' in pages[0]


def test_the_same_subhead_a_thousand_times_is_no_slow_story() -> None:
    assert is_linear(lambda text: with_subhead_ids((text,)), "<h2>أ</h2>")
