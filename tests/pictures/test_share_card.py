"""Which stories have a share card, what stands on it, and its address."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from newsgen.model.article import Card, Summary
from newsgen.pictures.share_card import (
    CardLook,
    ShareCard,
    address_of,
    headline_card,
    headline_font,
    look_of,
    wanted,
    wordmark_card,
)
from newsgen.site.settings import Settings
from newsgen.site.settings_cards import Cards
from newsgen.site.settings_file import read

SITE = """
title: بريد السنونو
base_url: https://example.org/
timezone: Asia/Amman
sections: [{id: sport, name: رياضة}]
"""


def site(more: str = "cards: {since: 2026-01-01}") -> Settings:
    settings, problems = read(f"{SITE}{more}\n".encode())
    assert settings is not None, problems
    return settings


def story(published: str = "2026-06-01T00:00:00+00:00", **more: object) -> Summary:
    card = Card("a", "/a/", "عنوان", "", "sport", None, "story", "", datetime.fromisoformat(published), None)
    return Summary(replace(card, **more), "published")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("cards", "pictured", "found"),
    [
        ("", False, None),
        ("cards: {since: 2026-01-01}", False, "headline"),
        ("cards: {since: 2026-01-01}", True, None),
        ("cards: {since: 2026-01-01, for: without-picture}", True, None),
        ("cards: {since: 2026-01-01, for: all}", False, "headline"),
        ("cards: {since: 2026-01-01, for: all}", True, "wordmark"),
        ("cards: {since: 2026-06-02, for: all}", False, None),
    ],
)
def test_which_stories_have_a_card(cards: str, pictured: bool, found: str | None) -> None:
    assert wanted(story(), site(cards), pictured=pictured) == found


@pytest.mark.parametrize(
    ("since", "published", "has"),
    [
        ("2026-01-01", "2025-12-31T21:00:00+00:00", True),  # midnight in Amman
        ("2026-01-01", "2025-12-31T20:59:59+00:00", False),
        ("2026-01-01 10:00", "2026-01-01T07:00:00+00:00", True),
        ("2026-01-01T00:00+00:00", "2025-12-31T21:00:00+00:00", False),
    ],
)
def test_since_is_a_moment_in_the_zone_of_the_site(since: str, published: str, has: bool) -> None:
    assert (wanted(story(published), site(f"cards: {{since: {since}}}"), pictured=False) is not None) == has


def test_a_withdrawn_story_has_none_and_a_draft_one() -> None:
    assert wanted(replace(story(), status="withdrawn"), site(), pictured=False) is None
    assert wanted(replace(story(), status="draft"), site(), pictured=False) == "headline"


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ("cards: {}", "missing"),
        ("cards: {for: all}", "missing"),
        ("cards: {since: yesterday}", "bad-date"),
        ("cards: {since: 2026-02-30}", "impossible-date"),
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
    assert look_of(site(own + ", ground: dark}"), "ab").accent == "#f0a0d0"
    assert look_of(site(), "ab").font == "ab"


def test_the_font_is_the_bold_one() -> None:
    assert headline_font(site()) == ""
    assert headline_font(site("look: {head_font: {src: /a.woff2}}")) == "/a.woff2"
    assert headline_font(site("look: {head_font: {src: /a.woff2, bold: /b.woff2}}")) == "/b.woff2"


def test_what_stands_on_a_card() -> None:
    settings, look = site(), look_of(site())
    card = story(kind="live", live=True).card
    assert headline_card(card, settings, look) == ShareCard("بريد السنونو", look, "عنوان", "رياضة", "تغطية")
    assert headline_card(replace(card, live=False), settings, look) == headline_card(card, settings, look)
    assert headline_card(story().card, settings, look).kind == ""
    assert wordmark_card("ab", settings, look) == ShareCard("بريد السنونو", look, picture="ab")


BASE = ShareCard("ت", CardLook("#ffffff", "#000000", "#000000", "#0a5c6b"), "ع", "ق", "ن")


def test_the_address_follows_from_all_that_is_shown() -> None:
    others = [
        replace(BASE, title="x"), replace(BASE, headline="x"), replace(BASE, section="x"), replace(BASE, kind="x"),
        replace(BASE, picture="x"), replace(BASE, headline="عق", section=""),
        *(replace(BASE, look=replace(BASE.look, **{name: "#111111"})) for name in ("paper", "ink", "line", "accent", "font")),
    ]  # fmt: skip
    addresses = {address_of(card) for card in (BASE, *others)}
    assert len(addresses) == len(others) + 1
    assert address_of(replace(BASE)) == address_of(BASE)


def test_the_address_is_raised_by_the_recipe_and_the_font(monkeypatch: pytest.MonkeyPatch) -> None:
    before = address_of(BASE)
    monkeypatch.setattr("newsgen.pictures.share_card.RECIPE", 2)
    again = address_of(BASE)
    monkeypatch.setattr("newsgen.pictures.share_card.FONT", "head-700-0000000000.ttf")
    assert len({before, again, address_of(BASE)}) == 3


def test_an_address_needs_no_pillow() -> None:
    code = (
        "import sys\nfrom newsgen.pictures import card_drawing, share_card\n"
        "share_card.address_of(share_card.ShareCard('a', share_card.CardLook('#ffffff', '#000000', '#000000', '#000000')))\n"
        "sys.exit('PIL' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_since_keeps_its_own_offset() -> None:
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    assert Cards(since=moment).since_in(site().zone) == moment
