"""Render the formats of Ghost's editors to HTML: Lexical, and Mobiledoc before it.

https://lexical.dev/docs/concepts/nodes, https://github.com/bustle/mobiledoc-kit/blob/master/MOBILEDOC.md.
"""

import json
from collections import Counter
from collections.abc import Mapping
from html import escape
from typing import Any

from . import agency_codes as codes
from . import agency_text, commonmark
from .item import Note, note
from .ninjs_fields import text

_MAX_DEPTH = 60
_MARKS = ((1, "strong"), (2, "em"), (4, "s"), (8, "u"), (16, "code"), (32, "sub"), (64, "sup"), (128, "mark"))
"""The bits of Lexical's formats."""

_DROPPED = frozenset({"signup", "email", "email-cta"})
"""Cards for subscribers, which no page shows to readers."""

_TAGS = frozenset(
    "p h1 h2 h3 h4 h5 h6 blockquote aside pull-quote ul ol li b strong i em u s strike a code sub sup del mark".split()
)


def from_lexical(written: str) -> tuple[str, list[Note]]:
    """Return the HTML of a Lexical document, and notes on cards without a counterpart. Empty where it is broken."""
    cards = Counter[str]()
    try:
        root = json.loads(written)["root"]
        html = _children(root, cards, _MAX_DEPTH)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return "", [note(codes.BROKEN)]
    return html, _notes(cards)


def _notes(cards: Counter[str]) -> list[Note]:
    return [
        note(codes.CARD_DROPPED if name in _DROPPED else codes.CARD, count=count, name=name)
        for name, count in sorted(cards.items())
    ]


def _children(node: Mapping[str, Any], cards: Counter[str], depth: int) -> str:
    children = node.get("children")
    if not isinstance(children, list) or not depth:
        return ""
    return "".join(_node(child, cards, depth - 1) for child in children if isinstance(child, Mapping))


def _node(node: Mapping[str, Any], cards: Counter[str], depth: int) -> str:
    kind = text(node.get("type"))
    if kind in ("text", "extended-text"):
        return _words(node)
    if kind == "linebreak":
        return "<br>"
    inner = _children(node, cards, depth)
    if kind in ("paragraph",):
        return f"<p>{inner}</p>\n" if inner.strip() else ""
    if kind in ("heading", "extended-heading"):
        tag = text(node.get("tag"))
        tag = tag if tag in ("h1", "h2", "h3", "h4", "h5", "h6") else "h2"
        return f"<{tag}>{inner}</{tag}>\n"
    if kind in ("quote", "extended-quote"):
        return f"<blockquote>{inner if inner.startswith('<p') else f'<p>{inner}</p>'}</blockquote>\n"
    if kind == "aside":
        return f'<blockquote class="pull"><p>{inner}</p></blockquote>\n'
    if kind in ("link", "autolink"):
        return f'<a href="{escape(text(node.get("url")))}">{inner}</a>'
    if kind == "list":
        tag = "ol" if node.get("listType") == "number" or node.get("tag") == "ol" else "ul"
        start = node.get("start")
        at = f' start="{start}"' if tag == "ol" and isinstance(start, int) and start > 1 else ""
        return f"<{tag}{at}>{inner}</{tag}>\n"
    if kind == "listitem":
        return f"<li>{inner}</li>\n"
    if kind == "root":
        return inner
    return card(kind, node, cards) + inner


def _words(node: Mapping[str, Any]) -> str:
    words = node.get("text")
    html = escape(words, quote=False) if isinstance(words, str) else ""
    bits = node.get("format")
    if isinstance(bits, int) and html.strip():
        for bit, tag in _MARKS:
            if bits & bit:
                html = f"<{tag}>{html}</{tag}>"
    return html


def _figure(inner: str, caption: object) -> str:
    words = caption if isinstance(caption, str) else ""
    below = f"<figcaption>{words}</figcaption>" if agency_text.plain(words) else ""
    return f"<figure>{inner}{below}</figure>\n"


def _image(data: Mapping[str, Any]) -> str:
    source = text(data.get("src"))
    if not source:
        return ""
    size = "".join(
        f' {name}="{value}"' for name in ("width", "height") if isinstance(value := data.get(name), int) and value > 0
    )
    html = f'<img src="{escape(source)}" alt="{escape(text(data.get("alt")))}"{size}>'
    link = text(data.get("href"))
    return f'<a href="{escape(link)}">{html}</a>' if link else html


def card(kind: str, data: Mapping[str, Any], cards: Counter[str]) -> str:
    """Return the HTML of a card, of either format; one without a counterpart is counted in ``cards``."""
    if kind in ("horizontalrule", "hr"):
        return "<hr>\n"
    if kind == "paywall":
        return ""
    if kind == "image":
        return _figure(_image(data), data.get("caption"))
    if kind == "gallery":
        images = data.get("images")
        shown = [_image(one) for one in images if isinstance(one, Mapping)] if isinstance(images, list) else []
        parts = [f"<figure>{one}</figure>" for one in shown]
        caption = text(data.get("caption"))
        return "".join(parts) + (f"<p>{caption}</p>" if caption else "") + "\n"
    if kind == "html":
        return _raw(data.get("html"))
    if kind in ("markdown", "card-markdown"):
        written = data.get("markdown")
        return commonmark.render(written).html if isinstance(written, str) else ""
    if kind in ("code", "codeblock"):
        words, language = data.get("code"), text(data.get("language"))
        class_ = f' class="language-{escape(language)}"' if language else ""
        code = f"<pre><code{class_}>{escape(words if isinstance(words, str) else '')}</code></pre>\n"
        caption = text(data.get("caption"))
        return code + (f"<p>{caption}</p>\n" if caption else "")
    if kind == "embed":
        address = text(data.get("url"))
        link = f'<p><a href="{escape(address)}">{escape(address, quote=False)}</a></p>\n' if address else ""
        caption = text(data.get("caption"))
        return (_raw(data.get("html")) or link) + (f"<p>{caption}</p>\n" if caption else "")
    if kind == "bookmark":
        about = data.get("metadata")
        title = text(about.get("title")) if isinstance(about, Mapping) else ""
        about = about if isinstance(about, Mapping) else {}
        address = text(data.get("url"))
        link = f'<p><a href="{escape(address)}">{escape(title or address, quote=False)}</a></p>\n'
        return link + _further(escape(text(about.get("description")), quote=False), text(data.get("caption")))
    if kind in ("video", "audio", "file"):
        address = text(data.get("src"))
        name = (
            text(data.get("title"))
            or text(data.get("fileTitle"))
            or text(data.get("caption"))
            or address.rpartition("/")[2]
        )
        if not address:
            return ""
        class_ = f' class="{kind}"' if kind != "file" else ""
        named = f'<p><a{class_} href="{escape(address)}">{escape(agency_text.plain(name), quote=False)}</a></p>\n'
        below = [words for key in ("caption", "fileCaption") if (words := text(data.get(key))) and words != name]
        return named + _further(*below)
    if kind == "button":
        link, name = text(data.get("buttonUrl")), text(data.get("buttonText"))
        return f'<p><a href="{escape(link)}">{escape(name, quote=False)}</a></p>\n' if name else ""
    if kind == "toggle":
        return f"<h3>{_raw(data.get('heading'))}</h3>\n{_raw(data.get('content'))}\n"
    if kind == "callout":
        return f"<aside><p>{_raw(data.get('calloutText'))}</p></aside>\n"
    cards[kind or "?"] += 1
    if kind in _DROPPED:
        return ""
    keys = (
        "heading",
        "header",
        "subheader",
        "subheading",
        "productTitle",
        "productDescription",
        "disclaimer",
        "content",
        "text",
        "html",
    )
    parts = [words for name in keys if agency_text.plain(words := _raw(data.get(name)))]
    return "".join(f"<p>{part}</p>\n" for part in parts)


def _further(*html: str) -> str:
    return "".join(f"<p>{words}</p>\n" for words in html if words)


def _raw(value: object) -> str:
    return value if isinstance(value, str) else ""


def from_mobiledoc(written: str) -> tuple[str, list[Note]]:
    """Return the HTML of a Mobiledoc document, and notes on cards without a counterpart. Empty where it is broken."""
    cards = Counter[str]()
    try:
        document = json.loads(written)
        html = "".join(_section(section, document, cards) for section in document["sections"])
    except (ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError):
        return "", [note(codes.BROKEN)]
    return html, _notes(cards)


def _section(section: list[Any], document: Mapping[str, Any], cards: Counter[str]) -> str:
    kind = section[0]
    if kind == 1:
        tag = str(section[1]).lower()
        inner = _markers(section[2], document)
        if tag in ("aside", "pull-quote"):
            return f'<blockquote class="pull"><p>{inner}</p></blockquote>\n'
        tag = tag if tag in _TAGS else "p"
        return f"<{tag}>{inner}</{tag}>\n" if inner.strip() else ""
    if kind == 2:
        return f'<figure><img src="{escape(str(section[1]))}" alt=""></figure>\n'
    if kind == 3:
        tag = "ol" if section[1] == "ol" else "ul"
        return f"<{tag}>{''.join(f'<li>{_markers(item, document)}</li>' for item in section[2])}</{tag}>\n"
    name, data = document["cards"][section[1]]
    return card(str(name), data if isinstance(data, Mapping) else {}, cards)


def _markers(markers: list[Any], document: Mapping[str, Any]) -> str:
    """A run of texts and atoms: [type, indexes of opened marks, number of closed marks, text]."""
    parts: list[str] = []
    open_marks: list[str] = []
    for kind, opened, closed, value in markers:
        for number in opened:
            markup = document["markups"][number]
            tag = str(markup[0]).lower()
            given = markup[1] if len(markup) > 1 and isinstance(markup[1], list) else []
            named = dict(zip(map(str, given[::2]), map(str, given[1::2]), strict=False))
            link = f' href="{escape(named["href"])}"' if tag == "a" and "href" in named else ""
            tag = tag if tag in _TAGS else "span"
            parts.append(f"<{tag}{link}>")
            open_marks.append(tag)
        if kind == 0:
            parts.append(escape(str(value), quote=False))
        else:
            atom = document["atoms"][value]
            parts.append("<br>" if atom[0] == "soft-return" else escape(str(atom[1]), quote=False))
        for _ in range(min(closed, len(open_marks))):
            parts.append(f"</{open_marks.pop()}>")
    return "".join(parts) + "".join(f"</{tag}>" for tag in reversed(open_marks))
