"""The shadow of a story: a page for the index alone, its words folded as a reader's question is, beside the original words
that results show."""

import re
from html import escape, unescape

from .. import arabic
from ..model.article import KIND_NAMES, Article, Part
from ..site.settings import Settings

_TAG = re.compile("<[^>]*>")
TITLE, STANDFIRST = 7, 3
"""What a word in the headline or the standfirst weighs; in the body 1 (Pagefind takes up to 10)."""


def shadow(article: Article, settings: Settings) -> str:
    """A story as Pagefind reads it."""
    card = article.card
    section, place = settings.sections_by_id[card.section].name, card.place.name if card.place else ""
    local = card.published.astimezone(settings.zone)
    kind = KIND_NAMES.get(card.kind, "")
    filed = [section] + ([place] if place else [])
    meta = {
        "address": settings.link(card.address),
        "title": arabic.isolate(card.title),
        "standfirst": "" if card.standfirst.startswith(card.title) else arabic.isolate(card.standfirst),
        "label": arabic.isolate((f"{kind} · " if kind and kind != section else "") + " - ".join(filed)),
        "date": card.published.isoformat(),
        "day": arabic.format_date(local.date(), settings.dates.short, settings.house),
    }
    if card.image and card.image.address:
        image = card.image
        meta |= {"picture": settings.link(image.address), "width": str(image.width), "height": str(image.height),
                 "alt": arabic.isolate(image.alt)}  # fmt: skip
    filters = {"section": card.section, "place": place, "year": str(local.year)}
    said = [_element("meta", name, value) for name, value in meta.items() if value]
    said += [_element("filter", name, value) for name, value in filters.items() if value]
    names = (name.name for name in (*article.summary.tags, *article.summary.authors))
    words = (
        _words(card.title, TITLE),
        _words(f"{card.kicker} {card.standfirst} {' '.join(names)} {place}", STANDFIRST),
        _words(_text(article), 1),
    )
    return (
        '<!doctype html><html lang="und"><head><meta charset="utf-8"></head><body><main data-pagefind-body>'
        + "".join((*said, *words))
        + "</main></body></html>"
    )


def _element(kind: str, name: str, value: str) -> str:
    return f'<i data-pagefind-{kind}="{name}[title]" title="{escape(value)}"></i>'


def _words(text: str, weight: int) -> str:
    return f'<p data-pagefind-weight="{weight}">{" ".join(arabic.search_terms(text))}</p>'


def _text(article: Article) -> str:
    parts = [_said(part) for part in article.body]
    for entry in article.entries:
        parts += [entry.title, *map(_said, entry.body)]
    return " ".join(parts)


def _said(part: Part) -> str:
    if isinstance(part, str):
        return unescape(_TAG.sub(" ", part))
    return f"{part.alt} {part.caption}"
