"""Share cards: which stories have one, what stands on it, and its file. All of it follows from inputs; nothing is drawn here.

A share card is the picture that social networks show beside a link (https://ogp.me): the story's headline in the newsroom's
colours and type.
``card_drawing`` draws it.
"""

from dataclasses import dataclass

from ..base import digest
from ..base.palette import DARK, LIGHT
from ..model.article import KIND_NAMES, Article, Card
from ..site.settings import Settings
from .card_fonts import FONT
from .recipe import SHARE_SIZE, Rendition, folder_of, share_picture

RECIPE = 1
"""The number of the way in which cards are drawn. Raise it by hand with a change that all cards since ``cards.since`` shall
show: their addresses change, and the pages with them."""

WIDTH, HEIGHT = SHARE_SIZE
"""The size of every card in pixels."""


@dataclass(frozen=True, slots=True)
class CardLook:
    """The colours of a card, in six hexadecimal digits, and ``font``: the address of the newsroom's own font of headlines, a
    file of ``static/``; empty for the theme's."""

    paper: str
    ink: str
    line: str
    accent: str
    font: str = ""


@dataclass(frozen=True, slots=True)
class ShareCard:
    """What stands on a card. ``title`` is the newsroom's name; ``kind`` is the label of the story's kind, empty for none.

    ``picture`` is empty on a card of the headline. Else the card is a picture with the newsroom's name in a corner, and
    ``picture`` is the address of that picture (``recipe.share_picture``). Headline, section and kind are empty then.
    """

    title: str
    look: CardLook
    headline: str = ""
    section: str = ""
    kind: str = ""
    picture: str = ""


@dataclass(frozen=True, slots=True)
class Shared:
    """What networks show beside a link to a story: a file, and what is on it in words. ``card`` is the share card that the file
    is; None for a picture as it is."""

    file: Rendition
    alt: str
    card: ShareCard | None = None


def shared_of(article: Article, settings: Settings) -> Shared | None:
    """What a shared link to a story shows: its share card, or else its picture; None where it has neither.

    Whatever of both it is, only that is made and published for shared links.
    """
    card, picture = card_of(article, settings), article.picture
    if card is not None:
        alt = picture.alt if card.picture and picture is not None else article.card.title
        return Shared(rendition_of(card), alt, card)
    file = share_picture(picture, settings.pictures) if picture is not None else None
    return Shared(file, picture.alt) if file is not None and picture is not None else None


def card_of(article: Article, settings: Settings) -> ShareCard | None:
    """The card of a story, by ``cards`` in site.yml; None for a story without one.

    A story since the day ``cards.since`` that has no picture to share, at its top or in its text (``Article.picture``), has a
    card of its headline. With ``for: all`` one with a picture of this site has that picture with the newsroom's name; not where
    an image server crops the pictures. A withdrawn story has no card.
    """
    cards, summary = settings.cards, article.summary
    if cards is None or summary.withdrawn or summary.card.published.date() < cards.since:
        return None
    look, picture = look_of(settings), article.picture
    shared = share_picture(picture, settings.pictures) if picture is not None else None
    if picture is None or shared is None:
        return _headline_card(summary.card, settings, look)
    if cards.stories == "without-picture" or picture.original is None or settings.pictures.resizer:
        return None
    return ShareCard(settings.title, look, picture=shared.address)


def look_of(settings: Settings) -> CardLook:
    """The look of a site's cards."""
    dark = settings.cards is not None and settings.cards.ground == "dark"
    theme = DARK if dark else LIGHT
    accent = settings.look.accent_dark if dark else settings.look.accent
    font = settings.look.head_font
    return CardLook(theme.paper, theme.ink, theme.line, accent or theme.accent, (font.bold or font.src) if font else "")


def _headline_card(card: Card, settings: Settings, look: CardLook) -> ShareCard:
    """The card with the headline of a story. The label of live coverage is the same while it goes on and after: networks keep
    a card for years. A kind with the name of its section is not written twice."""
    section = settings.sections_by_id[card.section].name
    kind = KIND_NAMES.get(card.kind, "")
    return ShareCard(settings.title, look, card.title, section, "" if kind == section else kind)


def rendition_of(card: ShareCard) -> Rendition:
    """The file of a card: its address holds a digest of all that the card shows and of the theme's font, and the recipe.

    Versions of libraries are no part of it, so that an upgrade changes no page; nor are the bytes of the newsroom's own font,
    which is known by its address.
    """
    content = digest.of_value((card, FONT)).hex()[:20]
    return Rendition(f"{folder_of(content)}card-{RECIPE}.jpg", WIDTH, HEIGHT, "jpg")
