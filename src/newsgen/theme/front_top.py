"""Which story has the largest place of a page, and how the top of the home page is divided into columns of like height."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from ..model.article import Card

TOP = 4
"""The stories at the top of a front, among which the largest place is given."""

WIDE_ENOUGH = 426
"""The least width of a picture in the largest place, in pixels: up to 852 pixels wide, and no picture is enlarged more than
twice."""

_LEAST_LATEST = 4
"""The list of the latest stories has at least so many; with fewer its column would stay empty."""

_SLACK = 60
"""So many pixels may a column be higher than its neighbours before something is taken from it."""


@dataclass(frozen=True, slots=True)
class Text:
    """How a text is set, in pixels on a wide screen: the width of its column, the mean advance of a letter, the line height."""

    width: int
    advance: float
    line: float

    def height(self, text: str) -> float:
        """The height of a text, estimated from its number of letters: lines are never quite full."""
        return ceil(len(text) * self.advance / (self.width * 0.92)) * self.line


_LEAD_WIDTH, _SECOND_WIDTH, _LATEST_WIDTH = 562, 260, 220
_LEAD = Text(_LEAD_WIDTH, 40 * 0.429, 54)
_LEAD_LONG = Text(_LEAD_WIDTH, 36 * 0.429, 51)
_STANDFIRST = Text(_LEAD_WIDTH, 20 * 0.383, 34)
_SECOND = Text(_SECOND_WIDTH, 20 * 0.429, 30)
_LATEST = Text(_LATEST_WIDTH, 16 * 0.413, 25.6)
_LABEL, _TIME, _PICTURE_GAP, _BETWEEN = 27, 31, 12, 41
_LATEST_HEAD, _LATEST_REST = 43, 35


@dataclass(frozen=True, slots=True)
class Second:
    """A story beside the first; ``pictured``: with its picture."""

    card: Card
    pictured: bool


@dataclass(frozen=True, slots=True)
class FrontTop:
    """The top of a home page: the story in the largest place, those beside it, and the list of the latest."""

    lead: Card
    seconds: tuple[Second, ...]
    latest: tuple[Card, ...]


def has_picture(card: Card) -> bool:
    """Whether there is a picture file to show of a story."""
    return card.image is not None and bool(card.image.address)


def leading(cards: Sequence[Card], pinned: int = 0) -> Card:
    """The story for the largest place of a page: the first that an editor pinned; else the first of ``TOP`` whose picture is
    wide enough for the place, else the first with a picture, else the first. Raises IndexError for no cards."""
    if pinned:
        return cards[0]
    illustrated = [card for card in cards[:TOP] if has_picture(card)]
    wide = [card for card in illustrated if card.image is not None and _crop_width(card) >= WIDE_ENOUGH]
    return (wide or illustrated or list(cards))[0]


def _crop_width(card: Card) -> int:
    """The width of the widest 16:9 crop of a story's picture, in pixels; that of a picture of unknown size is unbounded."""
    assert card.image is not None
    original = card.image.original or card.image
    return min(original.width, original.height * 16 // 9) if original.height else WIDE_ENOUGH


def front_top(cards: Sequence[Card], pinned: int = 0) -> FrontTop:
    """The top of the home page. The list of the latest is empty where fewer than four stories are left for it.

    The columns are made of like height by an estimate from the texts: so many of the stories beside the first have their
    picture, and the list of the latest is so long, that no column ends far above another. Raises IndexError for no cards.
    """
    lead = leading(cards, pinned)
    others = [card for card in cards[:TOP] if card.id != lead.id]
    latest = sorted(cards[TOP:], key=lambda card: (card.published, card.id), reverse=True)
    if len(latest) < _LEAST_LATEST:
        latest = []
    if not has_picture(lead):  # then the others stand in a row below it, all with pictures or none
        pictured = all(map(has_picture, others))
        return FrontTop(lead, tuple(Second(card, pictured) for card in others), tuple(latest))
    able = sum(map(has_picture, others))
    target = _lead_height(lead)
    bare = _seconds_height(others, 0)
    rows = len(latest)
    while rows > _LEAST_LATEST and _latest_height(latest[:rows]) > max(target, bare) + _SLACK:
        rows -= 1
    target = max(target, _latest_height(latest[:rows]))
    count = able
    while count and _seconds_height(others, count) > target + _SLACK:
        count -= 1
    return FrontTop(lead, tuple(_with_pictures(others, count)), tuple(latest[:rows]))


def _with_pictures(cards: Sequence[Card], count: int) -> list[Second]:
    """The cards, of which the first ``count`` that have a picture show it."""
    shown = [card.id for card in cards if has_picture(card)][:count]
    return [Second(card, card.id in shown) for card in cards]


def _lead_height(card: Card) -> float:
    headline = (_LEAD_LONG if is_long(card.title) else _LEAD).height(card.title)
    return _LEAD_WIDTH * 2 / 3 + _PICTURE_GAP + _LABEL + headline + _STANDFIRST.height(card.standfirst) + _TIME


def _seconds_height(cards: Sequence[Card], pictures: int) -> float:
    texts = sum(_LABEL + _SECOND.height(card.title) + _TIME for card in cards)
    return texts + pictures * (_SECOND_WIDTH * 9 / 16 + _PICTURE_GAP) + _BETWEEN * (len(cards) - 1)


def _latest_height(cards: Sequence[Card]) -> float:
    return _LATEST_HEAD + sum(_LATEST.height(card.title) + _LATEST_REST for card in cards)


def is_long(title: str) -> bool:
    """Whether a headline is set in the smaller of two sizes: from 18 words on."""
    return len(title.split()) >= 18
