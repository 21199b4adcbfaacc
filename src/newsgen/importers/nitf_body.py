"""Turn the body of a NITF document, alone or inside NewsML-G2, into HTML and the fields that stand in it.

The format: https://iptc.org/std/NITF/3.6/documentation/.
"""

import re
from dataclasses import dataclass
from html import escape

from . import agency_text
from .hardened_xml import Node, text_at

_KEPT = {
    "p": "p", "ol": "ol", "ul": "ul", "li": "li", "dl": "dl", "dt": "dt", "dd": "dd", "pre": "pre", "hr": "hr", "br": "br",
    "sub": "sub", "sup": "sup", "a": "a", "q": "q", "em": "em", "b": "strong", "strong": "strong", "i": "em",
    "table": "table", "caption": "caption", "thead": "thead", "tbody": "tbody", "tfoot": "tfoot", "tr": "tr",
    "th": "th", "td": "td", "hl1": "h2", "hl2": "h2", "hl3": "h3", "bq": "blockquote", "credit": "p", "tagline": "p",
    "bibliography": "p", "fn": "small", "object.title": "cite",
}  # fmt: skip
"""NITF's elements with HTML's. Others are marks of meaning (person, org, money, location …), whose text stays."""

_ATTRIBUTES = frozenset({"href", "title", "colspan", "rowspan", "start", "lang"})
_DROPPED = frozenset({"alt-code", "media-metadata", "media-object", "nitf-table-metadata", "datasource"})
_STRONG = re.compile(r"bold|strong", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Media:
    """One media element: ``kind`` is image, audio, video or what NITF says else; sizes are in pixels, 0 if unknown."""

    kind: str
    source: str
    alternative: str
    caption: str
    credit: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class NitfBody:
    """The body element's content. ``html`` has no headline; ``lead`` is the media that stands before all text.

    ``bylines`` are as written. ``standfirst`` is the abstract as text, ``subheads`` the headlines after the first.
    ``left_out`` counts, by the name of the element, what has neither text nor address.
    """

    headline: str = ""
    subheads: tuple[str, ...] = ()
    bylines: tuple[str, ...] = ()
    dateline: str = ""
    place: str = ""
    standfirst: str = ""
    editors: tuple[str, ...] = ()
    lead: Media | None = None
    html: str = ""


def read_body(nitf: Node) -> NitfBody:
    """Read the ``body`` of a ``nitf`` element; an empty one where it has none."""
    body = nitf.first("body")
    if body is None:
        return NitfBody()
    head = body.first("body.head")
    headlines = _headlines(head) if head else []
    content = [part for part in body.elements("body.content", "body.end")]
    if not content:  # some agencies put their paragraphs right below the body
        content = [Node("body.content", children=[c for c in body.children if c is not head])]
    lead = _lead(content[0])
    html = "".join(_children(part, lead) for part in content)
    dateline = head.first("dateline") if head else None
    return NitfBody(
        headline=headlines[0] if headlines else "",
        subheads=tuple(headlines[1:]),
        bylines=tuple(text for line in (head.elements("byline") if head else ()) if (text := _byline(line))),
        dateline=dateline.text() if dateline else "",
        place=text_at(dateline, "location"),
        standfirst=text_at(head, "abstract"),
        editors=tuple(text for note in (head.elements("note") if head else ()) if (text := note.text())),
        lead=read_media(lead) if lead else None,
        html=html.strip(),
    )


def _headlines(head: Node) -> list[str]:
    found = [
        line.text()
        for hedline in head.elements("hedline")
        for line in sorted(hedline.elements("hl1", "hl2"), key=lambda line: line.name)
    ]
    return [text for text in found if text]


def _byline(line: Node) -> str:
    """The names in a byline, without titles; its whole text where no person is marked and it is more than a title."""
    people = [person.text() for person in line.elements("person")]
    if any(people):
        return ", ".join(name for name in people if name)
    bare = Node(
        "byline", children=[c for c in line.children if isinstance(c, str) or c.name not in ("byttl", "virtloc")]
    )
    return bare.text().strip(" ,;-–—") or line.text()


def _lead(content: Node) -> Node | None:
    """The picture before all text."""
    for child in content.children:
        if isinstance(child, str):
            if child.strip():
                return None
        elif child.name == "media" and child.get("media-type") in ("image", "photo", "") and _reference(child):
            return child
        elif child.text():
            return None
    return None


def _reference(media: Node) -> Node | None:
    """The largest file that a media element names."""
    found = [node for node in media.elements("media-reference") if node.get("source")]
    return max(found, key=lambda node: _number(node.get("width")), default=None)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0


def read_media(media: Node) -> Media:
    """Read a ``media`` element. ``source`` is empty where no file is named."""
    reference = _reference(media)
    get = reference.get if reference else lambda name: ""
    captions = [caption.text() for caption in media.elements("media-caption")]
    return Media(
        kind=media.get("media-type") or "image",
        source=get("source"),
        alternative=get("alternate-text"),
        caption=" ".join(text for text in captions if text),
        credit=text_at(media, "media-producer") or get("source-credit"),
        width=_number(get("width")),
        height=_number(get("height")),
    )


def media_html(media: Media) -> str:
    """Write a picture, a film or a sound as HTML; its caption alone where no file is named."""
    caption = f"{media.caption} ({media.credit})" if media.caption and media.credit else media.caption or media.credit
    below = f"<figcaption>{escape(caption, quote=False)}</figcaption>" if caption else ""
    if not media.source:
        return f"<p>{escape(caption, quote=False)}</p>" if caption else ""
    source = escape(media.source)
    if media.kind in ("audio", "video"):
        return f'<figure><{media.kind} controls src="{source}"></{media.kind}>{below}</figure>'
    size = f' width="{media.width}" height="{media.height}"' if media.width and media.height else ""
    return f'<figure><img src="{source}" alt="{escape(media.alternative)}"{size}>{below}</figure>'


def _children(node: Node, lead: Node | None) -> str:
    return "".join(
        escape(child, quote=False) if isinstance(child, str) else _element(child, lead) for child in node.children
    )


def _element(node: Node, lead: Node | None) -> str:
    if node is lead or node.name in _DROPPED:
        return ""
    if node.name == "media":
        return media_html(read_media(node))
    if node.name == "nitf-table":
        return "".join(_element(child, lead) for child in node.elements("table", "nitf-table"))
    if node.name in ("tagline", "virtloc"):  # where agencies write how to reach the author
        inner = escape(agency_text.without_contacts(node.text())[0], quote=False)
    else:
        inner = _children(node, lead)
    if node.name == "em" and _STRONG.search(node.get("class")):
        return f"<strong>{inner}</strong>"
    if node.name == "note":
        return f"<aside>{inner}</aside>"
    if node.name == "p" and node.get("lede") == "true" and not inner.strip():
        return ""
    name = _KEPT.get(node.name)
    if name is None:
        return inner
    if name in ("hr", "br"):
        return f"<{name}>"
    attributes = "".join(
        f' {key}="{escape(value)}"' for key, value in sorted(node.attributes.items()) if key in _ATTRIBUTES
    )
    return f"<{name}{attributes}>{inner}</{name}>"
