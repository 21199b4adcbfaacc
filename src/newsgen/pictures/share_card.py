"""Share cards: which stories have one, what stands on it, and its address. All of it follows from inputs; nothing is drawn here.

A share card is the picture that social networks show beside a link: the story's headline in the newsroom's colours and type.
``card_drawing`` draws it.
"""

from dataclasses import dataclass
from typing import Literal

from ..base import digest
from ..base.palette import DARK, LIGHT
from ..model.article import KIND_NAMES, Card, Summary
from ..site.settings import Settings
from .card_fonts import FONT

RECIPE = 1
"""The number of the way in which cards are drawn. Raise it by hand with a change that all cards since ``cards.since`` shall
show: their addresses change, and the pages with them."""

WIDTH, HEIGHT = 1200, 630
"""The size of every card in pixels: the ratio 1.91:1 of large previews (https://ogp.me/,
https://developers.facebook.com/docs/sharing/webmasters/images/)."""

Wanted = Literal["headline", "wordmark"]
"""What a card shows: the headline, or the story's picture with the newsroom's name in a corner."""


@dataclass(frozen=True, slots=True)
class CardLook:
    """The colours of a card, in six hexadecimal digits, and ``font``: the digest of the newsroom's own font of headlines, or
    empty for the theme's."""

    paper: str
    ink: str
    line: str
    accent: str
    font: str = ""


@dataclass(frozen=True, slots=True)
class ShareCard:
    """What stands on a card. ``kind`` is the label of the story's kind, empty for a plain story; ``title`` is the newsroom's name.

    ``picture`` is empty on a card of the headline. Else the card is the picture with the newsroom's name in a corner, and
    ``picture`` identifies its pixels: the digest of the source with the focus. Headline, section and kind are empty then.
    """

    title: str
    look: CardLook
    headline: str = ""
    section: str = ""
    kind: str = ""
    picture: str = ""


def wanted(summary: Summary, settings: Settings, *, pictured: bool) -> Wanted | None:
    """What card a story has, by ``cards`` in site.yml; None for none.

    ``pictured`` says whether the story has a picture that can be shared. ``cards.since`` is compared with the publication in
    the site's zone. A withdrawn story has no card.
    """
    cards = settings.cards
    if cards is None or summary.withdrawn or summary.card.published < cards.since_in(settings.zone):
        return None
    if not pictured:
        return "headline"
    return "wordmark" if cards.stories == "all" else None


def look_of(settings: Settings, font: str = "") -> CardLook:
    """The look of a site's cards. ``font`` is the hexadecimal digest of the file that ``headline_font`` names, if any."""
    dark = settings.cards is not None and settings.cards.ground == "dark"
    theme = DARK if dark else LIGHT
    accent = settings.look.accent_dark if dark else settings.look.accent
    return CardLook(theme.paper, theme.ink, theme.line, accent or theme.accent, font)


def headline_font(settings: Settings) -> str:
    """The address of the newsroom's own font of headlines, a file of ``static/``: the bold one, if it has any; empty without."""
    font = settings.look.head_font
    return (font.bold or font.src) if font else ""


def headline_card(card: Card, settings: Settings, look: CardLook) -> ShareCard:
    """The card with the headline of a story. The label of live coverage is the same while it goes on and after: networks keep
    a card for years."""
    section = settings.sections_by_id[card.section].name
    return ShareCard(settings.title, look, card.title, section, KIND_NAMES.get(card.kind, ""))


def wordmark_card(picture: str, settings: Settings, look: CardLook) -> ShareCard:
    """The card of a picture with the newsroom's name. ``picture`` identifies its pixels; see ``ShareCard``."""
    return ShareCard(settings.title, look, picture=picture)


def address_of(card: ShareCard) -> str:
    """The address of a card on the site: a digest of all that it shows, of the recipe and of the theme's font.

    Versions of libraries are no part of it, so that an upgrade changes no page.
    """
    return f"/media/cards/{digest.of_value((card, RECIPE, FONT)).hex()[:20]}.jpg"
