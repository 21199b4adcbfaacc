"""Posts of other sites as those sites give them to be embedded: who said what and when, and the quotation of it in Markdown.

The shapes are those that the services document for embedding, and that their oEmbed services answer: a ``blockquote`` with the
post's words, a line with its author, and a link to it as the last one. Scripts and styles of the services are left out.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from .. import arabic
from ..site.providers import shown_at
from .html_tree import Element
from .inline_markdown import BREAK, HEADING, Piece, paragraphs, written
from .markdown_signs import address as written_address

_CLASSES = frozenset(
    "twitter-tweet twitter-video instagram-media tiktok-embed fb-post fb-video fb-xfbml-parse-ignore bluesky-embed "
    "mastodon-embed text-post-media".split()
)
_ADDRESSES = ("data-instgrm-permalink", "data-text-post-permalink", "data-href", "data-embed-url", "cite")
_DASH = re.compile(r"\s*(?:—|–|--|-)\s*")
_ACCOUNT = re.compile(r"\(\s*(@?[A-Za-z0-9_.-]+(?:@[A-Za-z0-9.-]+)?)\s*\)")
_SHARED = re.compile(
    r"(?:A post shared by|Posted by|Post by|Publiée par|تمت مشاركة منشور بواسطة|‏?تم النشر بواسطة)\s+(.+)", re.DOTALL
)
_TAIL = re.compile(r"\s+(?:on|at|في|بتاريخ)\s+.*\Z", re.DOTALL)
_NOISE = re.compile(
    r"view (?:this post )?on \w+|\[?image or embed\]?|view on (?:threads|mastodon)|عرض هذا المنشور على .+|♬.*",
    re.IGNORECASE | re.DOTALL,
)
_PICTURE_LINK = re.compile(r"\s*\bpic\.(?:twitter|x)\.com/\w+\s*")
_MONTH_DAY = re.compile(r"([A-Za-z]+) (\d{1,2}), (\d{4})")
MOST_WORDS = 5000
"""The most characters of a post's text that are kept. The services' own limits are lower, but for articles of theirs."""


@dataclass(frozen=True, slots=True)
class Post:
    """A post: the address of its page, its words by paragraphs and lines, and who wrote it when.

    ``handle`` has its ``@``, if it is one. ``posted`` is ``2026-11-17``, or empty. ``language`` is what its service says of the
    text; empty for Arabic, and where it says nothing.
    """

    address: str
    text: tuple[tuple[str, ...], ...] = ()
    author: str = ""
    handle: str = ""
    posted: str = ""
    language: str = ""


def post_in(element: Element) -> Post | None:
    """The post that an element embeds; None for other elements.

    ``element`` is a ``blockquote``, or a ``div`` or ``script`` that a service's own script turns into one.
    """
    if element.tag == "script":
        widget = element.get("data-telegram-post")
        return _at(f"https://t.me/{widget}") if re.fullmatch(r"[A-Za-z]\w{3,31}/\d{1,12}", widget) else None
    known = bool(_CLASSES & set(element.classes))
    if element.tag not in ("blockquote", "div") or not (known or element.tag == "blockquote"):
        return None
    links = [e for e in element.elements() if e.tag == "a" and e.get("href")]
    given = [element.get(name) for name in _ADDRESSES] if known else []
    found = next(
        (post for one in (*given, *(link.get("href") for link in reversed(links))) if one and (post := _at(one))), None
    )
    quote = (
        element
        if element.tag == "blockquote"
        else next((e for e in element.elements() if e.tag == "blockquote"), element)
    )
    if found is None or not (known or _is_signed(quote, links)):
        return None
    source = _source(quote)
    author, handle = _author(source, quote)
    said = [e for e in quote.elements() if e.tag == "p" and not _SHARED.match(" ".join(e.text().split()))]
    language = next(
        (e.get("lang") for e in said if re.fullmatch(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*", e.get("lang"))), ""
    )
    return replace(
        found,
        text=tuple(_text(said)),
        author=author,
        handle=handle or found.handle,
        posted=_posted(quote, links),
        language="" if language.startswith(("ar", "und", "zxx", "q")) else language,
    )


def _at(address: str) -> Post | None:
    """The post at an address without its words; None where it is none of a known service."""
    address = address.strip().removesuffix("/embed")
    shown = shown_at(f"https:{address}" if address.startswith("//") else address)
    if shown is None:
        return None
    return Post(shown.page, handle=f"@{shown.user}" if shown.user else "")


def _is_signed(quote: Element, links: list[Element]) -> bool:
    """Whether a quotation without a class of a service is one all the same: its last words are the link to the post, behind a
    dash and a name."""
    if not links or _at(links[-1].get("href")) is None:
        return False
    text, end = " ".join(quote.text().split()), " ".join(links[-1].text().split())
    return bool(end) and text.endswith(end) and bool(re.search(r"(?:—|–|--)\s[^—]{1,120}\Z", text[: -len(end)]))


def _source(quote: Element) -> str:
    """The words of a quotation that stand outside of its paragraphs: its author and date."""
    return " ".join(" ".join(_loose(quote)).split())


def _loose(element: Element) -> Iterator[str]:
    for child in element.children:
        if isinstance(child, str):
            yield child
        elif child.tag not in ("p", "section", "script", "style"):
            yield from _loose(child)


def _author(source: str, quote: Element) -> tuple[str, str]:
    """Author and account, from the words behind the dash or behind "A post shared by"; each may be empty."""
    shared = _SHARED.search(" ".join(quote.text().split()))
    behind = _DASH.split(source, maxsplit=1)
    words = shared[1] if shared else behind[1] if len(behind) > 1 and not behind[0] else ""
    account = _ACCOUNT.search(words)
    if account:
        return _one_line(words[: account.start()]), account[1]
    return _one_line(_TAIL.sub("", words)) if shared else "", ""


def _one_line(text: str) -> str:
    return " ".join(text.split()).strip(" ,،")[:200]


def _posted(quote: Element, links: list[Element]) -> str:
    """The day of a post: of its ``time`` element, else of the last link's words, in any language that is read."""
    for element in quote.elements():
        if element.tag == "time" and re.match(r"\d{4}-\d{2}-\d{2}", element.get("datetime")):
            return element.get("datetime")[:10]
    words = " ".join(links[-1].text().split()) if links else ""
    american = _MONTH_DAY.search(words)
    day = arabic.parse_date(f"{american[2]} {american[1]} {american[3]}" if american else words)
    return day.isoformat() if day else ""


def _text(said: list[Element]) -> Iterator[tuple[str, ...]]:
    """The words of a post: paragraphs of lines, without what its service adds to them."""
    left = MOST_WORDS
    for element in said:
        for words in paragraphs(_pieces(element)):
            lines = "".join(BREAK if piece.words == BREAK else piece.words for piece in words).split(BREAK)
            kept = [" ".join(_PICTURE_LINK.sub(" ", line).split()) for line in lines]
            kept = [line[: max(0, left)] for line in kept if line and not _NOISE.fullmatch(line)]
            left -= sum(map(len, kept))
            if any(kept):
                yield tuple(line for line in kept if line)


def _pieces(element: Element) -> Iterator[Piece]:
    for child in element.children:
        if isinstance(child, str):
            yield Piece(child.replace("\n", " "))
        elif child.tag == "br":
            yield Piece(BREAK)
        elif child.tag == "img":
            yield Piece(child.get("alt"))
        elif child.tag not in ("script", "style"):
            yield from _pieces(child)


def quotation(post: Post) -> str:
    """A post as newsgen's Markdown: a quotation whose last line names it, or the bare address where it has no words."""
    if not post.text:
        return post.address
    blocks = []
    for lines in post.text:
        pieces = [piece for line in lines for piece in (Piece(line), Piece(BREAK))][:-1]
        blocks.append(written(pieces) + (f"\n{{: lang={post.language}}}" if post.language else ""))
    name = written([Piece(post.author)], HEADING) if post.author else ""
    handle = written([Piece(f"({post.handle})" if name else post.handle)], HEADING) if post.handle else ""
    link = f"[{post.posted}]({written_address(post.address)})" if post.posted else f"<{post.address}>"
    blocks.append("— " + " ".join(filter(None, (name, handle, link))))
    return "\n>\n".join("\n".join(f"> {line}" for line in block.split("\n")) for block in blocks)
