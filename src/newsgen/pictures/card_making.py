"""Make the share cards that the store lacks."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from ..base import digest
from ..base.problems import Problem
from ..base.unexpected import unexpected
from .card_drawing import draw
from .making import Making
from .recipe import Rendition
from .share_card import HEIGHT, WIDTH, ShareCard, rendition_of
from .store import Store


@dataclass(frozen=True, slots=True)
class CardMaking:
    """A card to make. ``picture`` says from which file its picture is made; None for a card of a headline."""

    card: ShareCard
    picture: Making | None = None


@dataclass(frozen=True, slots=True)
class CardTools:
    """What cards are made with: the folder of the store, and the bytes of the newsroom's own font, None for the theme's."""

    store: Path
    font: bytes | None = None


FONT_DIGITS = 10
"""How many hexadecimal digits of a font's digest are a part of a card's name in the store."""


def kept_as(card: ShareCard, font: bytes | None) -> Rendition:
    """The file of a card in the store. There the bytes of the newsroom's own font are a part of the name."""
    found = rendition_of(card)
    if font is None:
        return found
    return Rendition(with_font(found.address, digest.of_bytes(font).hex()[:FONT_DIGITS]), WIDTH, HEIGHT, "jpg")


def with_font(address: str, font: str) -> str:
    """The name in the store of the card at an address, drawn in the newsroom's own font.

    ``font`` are the first ``FONT_DIGITS`` digits of the digest of that font's bytes.
    """
    return f"{address.removesuffix('.jpg')}-{font}.jpg"


def make_cards(tools: CardTools, makings: list[CardMaking]) -> list[Problem | None]:
    """Make cards and keep them in the store. For each a Problem without a position, or None.

    Raises OSError where the store cannot be written or a picture cannot be read.
    """
    return [_make(tools, making) for making in makings]


def _make(tools: CardTools, making: CardMaking) -> Problem | None:
    try:
        made = _drawn(making, tools)
    except OSError:
        raise
    except Exception as failure:
        return unexpected(failure)
    if isinstance(made, Problem):
        return made
    Store(tools.store).put(kept_as(making.card, tools.font), made)
    return None


def _drawn(making: CardMaking, tools: CardTools) -> bytes | Problem:
    if making.picture is None:
        return draw(making.card, font=tools.font)
    from PIL import Image

    from .encode import Target, encode

    (shared,) = making.picture.renditions
    data = Store(tools.store).get(shared)
    if data is None:
        found = encode(making.picture.file, [Target(WIDTH, HEIGHT, shared.box, "jpg")], making.picture.name)
        if isinstance(found, Problem):
            return found
        (data,) = found
    with Image.open(BytesIO(data)) as picture:
        return draw(making.card, picture.convert("RGB"), tools.font)
