"""Which stories have a share card, what stands on it, and its address."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from datetime import datetime

import pytest

from newsgen.model.article import Article, Card, Part, Summary
from newsgen.model.picture import Original, Picture
from newsgen.pictures.share_card import CardLook, ShareCard, card_of, look_of, rendition_of, shared_of
from newsgen.site.settings import Settings
from newsgen.site.settings_file import read

SITE = """
title: بريد السنونو
base_url: https://example.org/
timezone: Asia/Amman
sections: [{id: sport, name: رياضة}, {id: opinion, name: رأي}]
"""


def site(more: str = "cards: {since: 2026-01-01}") -> Settings:
    settings, problems = read(f"{SITE}{more}\n".encode())
    assert settings is not None, problems
    return settings


def story(
    published: str = "2026-06-01T00:00:00+03:00", status: str = "published", body: tuple[Part, ...] = (), **more: object
) -> Article:
    card = Card("a", "/a/", "عنوان", "", "sport", None, "story", "", datetime.fromisoformat(published), None)
    summary = Summary(replace(card, **more), status)  # type: ignore[arg-type]
    return Article(summary, card.published, body)


LARGE = Picture("/media/x/1.webp", 1600, 900, original=Original("ab", 1600, 900, "JPEG"))
SMALL = Picture("/media/x/1.webp", 500, 300, original=Original("ab", 500, 300, "JPEG"))
ELSEWHERE = Picture("https://example.org/a.jpg", 1600, 900)
UNUSABLE = Picture("https://example.org/a.webp", 1600, 900)
WORDS = Picture(caption="نص")
ALL, WITHOUT = "cards: {since: 2026-01-01, for: all}", "cards: {since: 2026-01-01, for: without-picture}"


@pytest.mark.parametrize(
    ("cards", "picture", "found"),
    [
        ("", None, None),
        ("cards: {since: 2026-01-01}", None, "headline"),
        ("cards: {since: 2026-01-01}", LARGE, None),
        (WITHOUT, None, "headline"),
        (WITHOUT, LARGE, None),
        (WITHOUT, ELSEWHERE, None),
        (WITHOUT, SMALL, "headline"),
        (WITHOUT, UNUSABLE, "headline"),
        (WITHOUT, WORDS, "headline"),
        (ALL, None, "headline"),
        (ALL, LARGE, "picture"),
        (ALL, SMALL, "headline"),
        (ALL, ELSEWHERE, None),
        (
            ALL
            + "\npictures: {resizer: 'https://r.example.org/{width}/{address}'}\npolicy: {image: ['https://r.example.org']}",
            LARGE,
            None,
        ),
        (
            ALL
            + "\npictures: {resizer: 'https://r.example.org/{width}/{address}'}\npolicy: {image: ['https://r.example.org']}",
            None,
            "headline",
        ),
        ("cards: {since: 2026-06-02, for: all}", None, None),
    ],
)
def test_which_stories_have_a_card(cards: str, picture: Picture | None, found: str | None) -> None:
    card = card_of(story(image=picture), site(cards))
    assert (None if card is None else "picture" if card.picture else "headline") == found


@pytest.mark.parametrize(
    ("lead", "body", "without", "all_of_them"),
    [
        (None, ("<p>نص</p>", LARGE), None, "picture"),
        (None, ("<p>نص</p>", SMALL, LARGE), "headline", "headline"),  # the first stands for the story
        (None, (ELSEWHERE, LARGE), None, None),
        (None, (WORDS, LARGE), None, "picture"),  # a caption whose picture was never supplied
        (WORDS, (LARGE,), None, "picture"),
        (SMALL, (LARGE,), "headline", "headline"),
        (LARGE, (SMALL,), None, "picture"),
        (None, ("<p>نص</p>",), "headline", "headline"),
    ],
)
def test_a_picture_in_the_text_stands_for_the_story(
    lead: Picture | None, body: tuple[Part, ...], without: str | None, all_of_them: str | None
) -> None:
    article = story(image=lead, body=body)
    for settings, found in ((site(WITHOUT), without), (site(ALL), all_of_them)):
        card, shared = card_of(article, settings), shared_of(article, settings)
        assert (None if card is None else "picture" if card.picture else "headline") == found
        assert shared is not None
        assert shared.card == card
        assert (shared.alt == "عنوان") == (found == "headline")
    assert (shared_of(article, site("")) is None) == (without == "headline")


@pytest.mark.parametrize(
    ("published", "has"), [("2026-01-01T00:00:00+03:00", True), ("2025-12-31T23:59:59+03:00", False)]
)
def test_since_is_a_day_of_the_story(published: str, has: bool) -> None:
    assert (card_of(story(published), site()) is not None) == has


def test_a_withdrawn_story_has_none_and_a_draft_one() -> None:
    assert card_of(story(status="withdrawn"), site()) is None
    assert card_of(story(status="draft"), site()) is not None


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ("cards: {}", "missing"),
        ("cards: {for: all}", "missing"),
        ("cards: {since: yesterday}", "bad-date"),
        ("cards: {since: 2026-02-30}", "bad-date"),
        ("cards: {since: 2026-01-01, for: everyone}", "not-a-choice"),
        ("cards: {since: 2026-01-01, ground: blue}", "not-a-choice"),
        ("cards: {since: 2026-01-01, stories: all}", "unknown-key"),
    ],
)
def test_a_mistake_in_the_settings_is_told(more: str, code: str) -> None:
    settings, problems = read(f"{SITE}{more}\n".encode())
    assert settings is None
    assert [problem.code for problem in problems] == [code]


def test_the_look_is_the_newsroom_s() -> None:
    assert look_of(site()) == CardLook("#ffffff", "#12181b", "#12181b", "#0a5c6b")
    dark = site("cards: {since: 2026-01-01, ground: dark}")
    assert look_of(dark) == CardLook("#0f1416", "#e9eded", "#66767b", "#69c4d1")
    own = 'look: {accent: "#8a1c5b", accent_dark: "#f0a0d0"}\ncards: {since: 2026-01-01'
    assert look_of(site(own + "}")).accent == "#8a1c5b"
    assert look_of(site(own + ", ground: dark}")).accent == "#f0a0d0"


def test_the_font_is_the_bold_one() -> None:
    assert look_of(site("look: {head_font: {src: /a.woff2}}")).font == "/a.woff2"
    assert look_of(site("look: {head_font: {src: /a.woff2, bold: /b.woff2}}")).font == "/b.woff2"


def test_what_stands_on_a_card() -> None:
    settings, look = site(), look_of(site())
    live = story(kind="live", live=True)
    assert card_of(live, settings) == ShareCard("بريد السنونو", look, "عنوان", "رياضة", "تغطية")
    assert card_of(story(kind="live"), settings) == card_of(live, settings)
    plain, opinion = card_of(story(), settings), card_of(story(kind="opinion", section="opinion"), settings)
    assert plain is not None
    assert opinion is not None
    assert plain.kind == opinion.kind == "", "a kind with the name of its section is not written twice"


def test_a_card_of_a_picture_follows_from_the_picture_alone() -> None:
    one, other = (card_of(story(image=LARGE, title=title), site(ALL)) for title in ("أ", "ب"))
    assert one == other
    moved = card_of(story(image=replace(LARGE, original=Original("ab", 1600, 1200, "JPEG"), focus=(0, 90))), site(ALL))
    assert one is not None
    assert moved is not None
    assert rendition_of(one).address != rendition_of(moved).address


BASE = ShareCard("ت", CardLook("#ffffff", "#000000", "#000000", "#0a5c6b"), "ع", "ق", "ن")


def test_the_address_follows_from_all_that_is_shown() -> None:
    others = [
        replace(BASE, title="x"), replace(BASE, headline="x"), replace(BASE, section="x"), replace(BASE, kind="x"),
        replace(BASE, picture="x"), replace(BASE, headline="عق", section=""),
        *(replace(BASE, look=replace(BASE.look, **{name: "#111111"})) for name in ("paper", "ink", "line", "accent", "font")),
    ]  # fmt: skip
    addresses = {rendition_of(card).address for card in (BASE, *others)}
    assert len(addresses) == len(others) + 1
    assert rendition_of(replace(BASE)) == rendition_of(BASE)


def test_the_address_is_raised_by_the_recipe_and_the_font(monkeypatch: pytest.MonkeyPatch) -> None:
    before = rendition_of(BASE)
    monkeypatch.setattr("newsgen.pictures.share_card.RECIPE", 2)
    again = rendition_of(BASE)
    monkeypatch.setattr("newsgen.pictures.share_card.FONT", "head-700-0000000000.ttf")
    assert len({before, again, rendition_of(BASE)}) == 3


def test_an_address_needs_no_pillow() -> None:
    code = (
        "import sys\nfrom newsgen.pictures import card_making, share_card\n"
        "share_card.rendition_of(share_card.ShareCard('a', share_card.CardLook('#ffffff', '#000000', '#000000', '#000000')))\n"
        "sys.exit('PIL' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
