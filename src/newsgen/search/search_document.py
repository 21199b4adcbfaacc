"""The document that Pagefind indexes for a story: its words folded like a reader's query, and the original texts to show."""

import re
from html import escape, unescape

from .. import arabic
from ..model.article import KIND_NAMES, Article, Part
from ..model.body_text import without_references
from ..model.box import words_of_box
from ..model.picture import Picture
from ..model.sound import clock_length
from ..pictures.recipe import Rendition, renditions
from ..pictures.roles import ROLES
from ..site.settings import Settings

_TAG = re.compile("<[^>]*>")
TITLE_WEIGHT, STANDFIRST_WEIGHT = 7, 3
"""The weight of a word in the headline and in the standfirst; a word in the body has weight 1 (Pagefind allows up to 10)."""


def search_document(article: Article, settings: Settings) -> str:
    """Return a story's document as HTML."""
    card = article.card
    section, place = settings.sections_by_id[card.section].name, card.place.name if card.place else ""
    local = card.published.astimezone(settings.zone)
    kind = KIND_NAMES.get(card.kind, "")
    if card.sound is not None and card.sound.seconds:
        length = arabic.to_digits(clock_length(card.sound.seconds), settings.house)
        kind = f"{kind} {length}" if kind else ""
    place_names = [section] + ([place] if place else [])
    meta = {
        "address": settings.link(card.address),
        "title": arabic.isolate(card.title),
        "standfirst": "" if card.standfirst.startswith(card.title) else arabic.isolate(card.standfirst),
        "label": arabic.isolate((f"{kind} · " if kind and kind != section else "") + " - ".join(place_names)),
        "date": card.published.isoformat(),
        "day": arabic.format_date(local.date(), settings.dates.short, settings.house),
    }
    if card.image and card.image.address:
        meta |= _picture(card.image, settings)
    filters = {"section": card.section, "place": place, "year": str(local.year)}
    elements = [_element("meta", name, value) for name, value in meta.items() if value]
    elements += [_element("filter", name, value) for name, value in filters.items() if value]
    names = (name.name for name in (*article.summary.tags, *article.summary.authors))
    words = (
        _words(card.title, TITLE_WEIGHT),
        _words(f"{card.kicker} {card.standfirst} {' '.join(names)} {place}", STANDFIRST_WEIGHT),
        _words(_text(article), 1),
    )
    return (
        '<!doctype html><html lang="und"><head><meta charset="utf-8"></head><body><main data-pagefind-body>'
        + "".join((*elements, *words))
        + "</main></body></html>"
    )


def _picture(picture: Picture, settings: Settings) -> dict[str, str]:
    """What the script draws a picture from: a file with its size, and the addresses and widths for ``srcset``. ``wide`` are
    those of the ``source`` in the page's card."""
    suffix = settings.pictures.formats[-1]
    wide, row = (renditions(picture, view.shape, settings.pictures, suffix) for view in ROLES["found"])
    file = row[-1]
    told = {"picture": _link(file, settings), "width": str(file.width), "height": str(file.height),
            "alt": arabic.isolate(picture.alt)}  # fmt: skip
    if picture.original is None:
        return told
    sets = {
        name: ",".join(f"{_link(one, settings)} {one.width}w" for one in files)
        for name, files in (("files", row), ("wide", wide))
    }
    return told | sets


def _link(file: Rendition, settings: Settings) -> str:
    return settings.link(file.address) if file.address.startswith("/") else file.address


def _element(kind: str, name: str, value: str) -> str:
    return f'<i data-pagefind-{kind}="{name}[title]" title="{escape(value)}"></i>'


def _words(text: str, weight: int) -> str:
    return f'<p data-pagefind-weight="{weight}">{" ".join(arabic.search_terms(text))}</p>'


def _text(article: Article) -> str:
    parts = [_part_text(part) for part in article.body]
    for entry in article.entries:
        parts += [entry.title, *map(_part_text, entry.body)]
    return " ".join(parts)


def _part_text(part: Part) -> str:
    """The words of a part, those of footnotes too, but not their numbers and arrows."""
    if isinstance(part, str):
        return unescape(_TAG.sub(" ", without_references(part)))
    if part.box is not None:
        return words_of_box(part.box)
    if part.embed is not None:
        said = unescape(_TAG.sub(" ", without_references(part.embed.text)))
        return f"{said} {part.embed.author} {part.embed.handle} {part.embed.name} {part.embed.caption}"
    return f"{part.alt} {part.caption}"
