"""What Elementor keeps beside an empty body: a tree of widgets as JSON. https://developers.elementor.com/docs/data-structure/"""

import json
import re
from collections.abc import Iterator, Mapping
from html import escape

from .embeds import embedded

_MAX_DEPTH = 40
_LAYOUT = ("section", "column", "container")
_BLOCK = re.compile(r"\s*<(?:p|div|h[1-6]|ul|ol|table|blockquote|figure|pre)\b", re.IGNORECASE)
_HTML = ("editor", "html", "tab_content", "content", "description_text", "description", "item_description")
"""The settings that hold HTML or a longer text, in the order in which they are shown."""

_TITLES = ("title", "title_text", "tab_title", "item_title", "heading", "sub_title", "subtitle")
_WORDS = ("text", "alert_title", "alert_description", "testimonial_content", "testimonial_name", "testimonial_job", "prefix",
          "suffix", "inner_text", "caption")  # fmt: skip
_ADDRESSES = ("youtube_url", "vimeo_url", "dailymotion_url", "videopress_url")


def html_of(written: str) -> str:
    """The HTML of a post's widgets in their order: headings, texts, pictures, films, quotations, words of others."""
    try:
        found = json.loads(written) if written else []
    except (ValueError, RecursionError):
        return ""
    return "".join(_widgets(found, 0))


def _widgets(elements: object, depth: int) -> Iterator[str]:
    if not isinstance(elements, list) or depth > _MAX_DEPTH:
        return
    for element in elements:
        if not isinstance(element, dict):
            continue
        settings = element.get("settings")
        if element.get("elType") not in _LAYOUT and isinstance(settings, dict):
            yield from _widget(str(element.get("widgetType", "")), settings)
        yield from _widgets(element.get("elements"), depth + 1)


def _widget(kind: str, settings: Mapping[str, object]) -> Iterator[str]:
    if kind == "heading":
        size = _text(settings, "header_size")
        yield _element(size if re.fullmatch("h[1-6]", size) else "h2", _text(settings, "title"))
        return
    if kind == "blockquote":
        speaker = _element("cite", _text(settings, "author_name"))
        yield f"<blockquote>{_element('p', _text(settings, 'blockquote_content'))}{speaker}</blockquote>"
        return
    if kind == "button":
        address = _address(settings.get("link"))
        words = _text(settings, "text")
        yield _element("p", f'<a href="{escape(address)}">{words}</a>' if address and words else words)
        return
    if picture := _address(settings.get("image")):
        caption = _element("figcaption", _text(settings, "caption"))
        yield f'<figure><img src="{escape(picture)}" alt="{escape(_alt(settings.get("image")))}">{caption}</figure>'
        settings = {**settings, "caption": ""}
    for name in _ADDRESSES:
        if (address := _text(settings, name)).startswith("http"):
            yield embedded(address)
    if film := _address(settings.get("hosted_url")):
        yield embedded(film)
    yield from _words(settings)


def _words(settings: Mapping[str, object]) -> Iterator[str]:
    """The words of a widget and of the rows that it repeats: tabs, items of a list, pictures of a gallery."""
    for name in _TITLES:
        yield _element("h3", _text(settings, name))
    for name in (*_HTML, *_WORDS):
        text = _text(settings, name)
        yield text if name in _HTML and _BLOCK.match(text) else _element("p", text)
    for rows in settings.values():
        for row in rows if isinstance(rows, list) else ():
            if (
                isinstance(row, dict)
                and (address := _address(row))
                and re.search(r"\.(?:jpe?g|png|gif|webp)$", address, re.IGNORECASE)
            ):
                yield f'<figure><img src="{escape(address)}" alt="{escape(_alt(row))}"></figure>'
            elif isinstance(row, dict):
                yield from _words(row)


def _element(name: str, html: str) -> str:
    return f"<{name}>{html}</{name}>\n" if html else ""


def _text(settings: Mapping[str, object], name: str) -> str:
    value = settings.get(name)
    return value.strip() if isinstance(value, str) else ""


def _address(value: object) -> str:
    """The address in a setting that names a file or a page."""
    address = value.get("url") if isinstance(value, dict) else None
    return address.strip() if isinstance(address, str) and re.match("https?://|/", address.strip()) else ""


def _alt(value: object) -> str:
    alt = value.get("alt") if isinstance(value, dict) else None
    return alt if isinstance(alt, str) else ""
