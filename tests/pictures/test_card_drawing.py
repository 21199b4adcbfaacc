"""Share cards as they are drawn: every headline fits, nothing is cut, and equal cards are equal bytes."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import pytest
from PIL import Image, ImageChops, features

from newsgen.base.contrast import contrast
from newsgen.base.palette import DARK, LIGHT, Palette
from newsgen.base.problems import Problem
from newsgen.pictures.card_drawing import AREA, MARGIN, MAX_LINES, SIZES, Block, draw, set_headline
from newsgen.pictures.card_fonts import COVERED, FONT
from newsgen.pictures.card_text import card_text
from newsgen.pictures.card_type import CardFont, shaping, theme_font, versions
from newsgen.pictures.share_card import HEIGHT, WIDTH, CardLook, ShareCard
from tests.pictures.card_headlines import HEADLINES

FONTS = Path(__file__).parents[2] / "static/assets/fonts"
HOSTILE = (
    "كلمة " * 400, "ق" * 2000, "https://example.org/" + "a/" * 300, "و " * 900, "م" + "\u064b\u0651" * 900, "😀" * 50, "\ud800",
    "«" * 300, "2-1 " * 300, "\u202e" * 300 + "نص", "ﷺ" * 80, "﷽ " * 30, "\u200d" * 500, "ـ" * 500, "A\u0301" * 300, "1" * 500, " \xa0 ",
)  # fmt: skip


def look(palette: Palette) -> CardLook:
    return CardLook(palette.paper, palette.ink, palette.line, palette.accent)


def card(headline: str, palette: Palette = LIGHT) -> ShareCard:
    return ShareCard("بريد السنونو", look(palette), headline, "رياضة", "فيديو")


def opened(data: bytes | Problem) -> Image.Image:
    assert isinstance(data, bytes), data
    return Image.open(BytesIO(data))


def block(headline: str) -> Block:
    return set_headline(
        card_text(headline).text, theme_font(), WIDTH - 2 * MARGIN, AREA[1] - AREA[0], labelled=True
    )  # fmt: skip


def test_a_card_is_a_plain_jpeg_of_its_size() -> None:
    data = draw(card(HEADLINES[5]))
    picture = opened(data)
    assert (picture.format, picture.size, picture.mode) == ("JPEG", (1200, 630), "RGB")
    assert isinstance(data, bytes)
    assert len(data) < 150_000
    assert set(picture.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


def test_equal_cards_are_equal_bytes() -> None:
    assert draw(card(HEADLINES[6])) == draw(card(HEADLINES[6]))
    assert draw(card(HEADLINES[6])) != draw(card(HEADLINES[7]))


@pytest.mark.parametrize(
    "headline", [*HEADLINES, *HOSTILE], ids=lambda text: text[:12].encode("unicode_escape").decode()
)
def test_no_ink_is_cut_and_no_lines_touch(headline: str) -> None:
    found = block(headline)
    font = theme_font()
    inks = [font.ink(line, found.size) for line in found.lines]
    assert len(found.lines) <= MAX_LINES
    assert all(ink.right - ink.left <= WIDTH - 2 * MARGIN + found.size * 0.1 for ink in inks)
    tops = [at + ink.top for at, ink in zip(found.baselines, inks, strict=True)]
    bottoms = [at + ink.bottom for at, ink in zip(found.baselines, inks, strict=True)]
    assert all(top > bottom for bottom, top in zip(bottoms, tops[1:], strict=False))
    assert not tops or tops[0] >= 0
    assert max(bottoms, default=0) <= found.height + 0.01
    assert found.height <= AREA[1] - AREA[0]


@pytest.mark.parametrize("palette", [LIGHT, DARK])
@pytest.mark.parametrize("headline", [HEADLINES[0], HEADLINES[5], HEADLINES[11], *HOSTILE[:5]], ids=range(8))
def test_the_margins_are_bare(headline: str, palette: Palette) -> None:
    picture = opened(draw(card(headline, palette)))
    ground = Image.new("RGB", picture.size, palette.paper)
    ink = ImageChops.difference(picture, ground).convert("L").point(lambda v: 255 if v > 24 else 0)
    for bare in (
        (0, 0, MARGIN - 12, AREA[1]),
        (WIDTH - MARGIN + 6, 0, WIDTH, AREA[1]),
        (0, AREA[1] + 4, WIDTH, HEIGHT - 20),
    ):
        assert ink.crop(bare).getbbox() is None, bare


def test_a_long_headline_is_whole_and_a_word_is_large() -> None:
    long = HEADLINES[5]
    assert len(long.split()) >= 25
    assert block(long).text == long
    assert block("زلزال").size == SIZES[0]
    assert block(HOSTILE[0]).text.endswith("كلمة…")
    assert block(HOSTILE[2]).text.endswith("…")


def test_every_headline_is_whole() -> None:
    assert all(block(headline).text == card_text(headline).text for headline in HEADLINES)


def test_a_line_neither_begins_nor_ends_with_a_lonely_word() -> None:
    for headline in HEADLINES:
        found = block(headline)
        lines = [found.text[start:end].split(" ") for start, end in found.spans]
        for above, below in pairwise(lines):
            assert above[-1] not in ("و", "لـ", "عبد", "بن", "3", "25", "45", "120")
            assert below[0] not in ("–", "!", "؟", "المئة")
        assert len(lines) == 1 or len(lines[-1]) > 1 or len(found.text.split()) <= 3


def test_tashkeel_pushes_lines_apart() -> None:
    marked, bare = "شُكْرًا لِكُمْ جَمِيعًا يَا أَهْلَ الْبَلَدِ", "شكرا لكم جميعا يا أهل البلد"
    tops = [theme_font().ink(text, 100).top for text in (marked, bare)]
    assert tops[0] < tops[1]
    stacked = block("كلٌّ إلى اللّٰهِ وإِنَّ الأُمُورَ تَصِيرُ إِلَيْهِ فِي آخِرِ المَطَافِ")
    assert len(stacked.lines) > 1


def test_what_cannot_be_drawn_leaves_the_newsroom_s_name() -> None:
    assert draw(card("🏆")) == draw(card("بريد السنونو"))


def test_a_card_without_any_word_is_drawn() -> None:
    opened(draw(ShareCard("🏆", look(LIGHT), "🏆", "🏆", "")))


def test_long_names_stay_in_their_places() -> None:
    picture = opened(draw(ShareCard("صحيفة " * 60, look(LIGHT), "خبر", "قسم " * 80, "شرح " * 3)))
    column = picture.crop((0, 0, MARGIN - 12, AREA[1])).convert("L")
    assert column.point(lambda v: 255 if v < 230 else 0).getbbox() is None


# the picture with the newsroom's name


def greatest(one: Image.Image, other: Image.Image) -> int:
    """The greatest difference of two pictures in any channel of any pixel."""
    histogram = ImageChops.difference(one, other).histogram()
    return max(value % 256 for value, count in enumerate(histogram) if count)


@pytest.mark.parametrize("palette", [LIGHT, DARK])
@pytest.mark.parametrize("colour", ["#ffffff", "#000000", "#808080"])
def test_the_name_stands_on_its_own_ground(palette: Palette, colour: str) -> None:
    picture = Image.new("RGB", (WIDTH, HEIGHT), colour)
    done = opened(draw(replace(card(""), look=look(palette), picture="x"), picture))
    assert done.size == (WIDTH, HEIGHT)
    corner = done.crop((WIDTH - 10, 2, WIDTH - 2, 10))
    assert greatest(corner, Image.new("RGB", corner.size, palette.paper)) < 12
    below = (0, 120, WIDTH, HEIGHT)
    assert greatest(done.crop(below), picture.crop(below)) < 12
    assert contrast(palette.ink, palette.paper) > 7


def test_a_picture_of_another_size_is_a_mistake() -> None:
    for wrong in (Image.new("RGB", (1200, 629)), Image.new("RGBA", (1200, 630))):
        with pytest.raises(ValueError, match=r"\("):
            draw(replace(card(""), picture="x"), wrong)


# fonts


def test_the_package_s_font_has_what_it_says() -> None:
    font = theme_font()
    ranges = [part.partition("-") for part in COVERED.split()]
    every = [chr(code) for low, _, high in ranges for code in range(int(low, 16), int(high, 16) + 1)]
    assert all(font.has(char) for char in every)
    assert not any(font.has(char) for char in "Жğ日🏆")
    folder = Path(__file__).parents[2] / "src/newsgen/pictures/fonts"
    assert sorted(path.name for path in folder.iterdir()) == ["OFL.txt", FONT]
    assert (folder / FONT).stat().st_size < 150_000


def naskh() -> bytes:
    """A font of a newsroom: Arabic alone, with several weights."""
    (path,) = (path for path in FONTS.glob("text-*.woff2") if "latin" not in path.name)
    return path.read_bytes()


def test_a_newsroom_s_font_is_used_where_it_has_all_letters() -> None:
    own = CardFont(naskh())
    assert own.has("خبر، جديد")
    assert not own.has("خبر عن Apple")
    arabic, latin = card("خبر جديد"), card("خبر عن Apple")
    assert draw(arabic, font=naskh()) != draw(arabic)
    title = replace(latin, title="B", section="C", kind="D")
    assert draw(title, font=naskh()) == draw(title), "what it lacks a letter of is set in the theme's font as a whole"


def test_a_variable_font_is_bold() -> None:
    font = CardFont(naskh()).at(40)
    heavy = font.getlength("خبر جديد", direction="rtl", language="ar")
    font.set_variation_by_axes([400])
    assert heavy > font.getlength("خبر جديد", direction="rtl", language="ar")


@pytest.mark.parametrize("data", [b"", b"no font", b"wOF2" + b"\0" * 200, b"\0\1\0\0" + b"\xff" * 400])
def test_a_damaged_font_is_a_problem(data: bytes) -> None:
    problem = draw(card("خبر"), font=data)
    assert isinstance(problem, Problem)
    assert (problem.code, problem.level) == ("card-font", "error")


def test_a_truncated_font_draws_or_is_a_problem() -> None:
    whole = theme_font()._data
    for length in range(1000, len(whole), len(whole) // 12):
        assert isinstance(draw(card("خبر"), font=whole[:length]), bytes | Problem)


@pytest.mark.parametrize("fribidi", [None, "0.19.7"])
def test_a_pillow_that_orders_no_mixed_text_is_a_problem(monkeypatch: pytest.MonkeyPatch, fribidi: str | None) -> None:
    version = features.version
    monkeypatch.setattr(features, "version", lambda name: fribidi if name == "fribidi" else version(name))
    problem = draw(card("خبر"))
    assert isinstance(problem, Problem)
    assert problem.code == "no-raqm"


def test_a_pillow_without_raqm_is_a_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(features, "check", lambda name: name != "raqm")
    problem = shaping()
    assert problem is not None
    assert problem.code == "no-raqm"


def test_the_versions_name_every_library() -> None:
    assert shaping() is None
    assert [name for name in versions().split()[::2]] == ["pillow", "raqm", "fribidi", "harfbuzz", "freetype2", "jpg"]
    assert "None" not in versions()
