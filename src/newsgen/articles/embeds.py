"""Posts and players of other sites in a text: an address on a line of its own, and a quotation that names its post.

    > The swallows are back.
    >
    > — Safiya Nawl (@safiya) [2026-11-17 22:05](https://x.com/safiya/status/1)

The last paragraph of such a quotation, or its last line, begins with a dash and ends with a link to the post. Any Markdown
renderer shows it as a quotation with its source. ``{: .embed}`` below it says so of an address that is not in the table of
``site.providers``; below a link, or behind it, it makes a player of the link.
"""

import re
import unicodedata
import xml.etree.ElementTree as etree
from collections.abc import Callable
from dataclasses import dataclass

from ..model.embed import Embed
from ..model.picture import Picture
from ..site.providers import shown_at

CLASS = "embed"

_DASH = re.compile(r"\s*(?:[—–]|--)\s*")
_LAST_LINE = re.compile(r"\n[ ]*(?=[—–]|--(?!-))")
_ACCOUNT = r"@[A-Za-z0-9_.-]+(?:@[A-Za-z0-9.-]+)?"
_HANDLE = re.compile(
    rf"\((?P<inside>{_ACCOUNT}|[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)\)\Z|(?:(?<=\s)|\A)(?P<bare>{_ACCOUNT})\Z"
)
"""An account at the end of a name: behind an @, or in parentheses a host as Bluesky has them."""
_BETWEEN = " \n\t,،؛:|·-–—"
_NOT_WORDS = re.compile(r"[@#][\w.@-]*|https?://\S+|\x02[0-9]+\x03")
DATE = re.compile(r"\d{4}-\d{2}-\d{2}(?:[ T]\d{2}:\d{2})?")


@dataclass(frozen=True, slots=True)
class Marks:
    """What stands before and behind the words of an embed in the engine's output: unguessable, so that no text has them."""

    begin: Callable[[int], str]
    end: str


def may_hold_embed(root: etree.Element) -> bool:
    """Whether a tree has a link to another site, without which it holds no embed."""
    return any((link.get("href") or "")[:4].lower() == "http" for link in root.iter("a"))


def take(root: etree.Element, marks: Marks, words: Callable[[str], str]) -> tuple[Embed, ...]:
    """Find the embeds among the children of ``root``, put each between marks with its number, and return them in order.

    ``words`` gives the plain text of what the engine's tree holds. The texts of posts stay in the tree, between the marks.
    Quotations and addresses inside lists, other quotations or tables are none.
    """
    found: list[Embed] = []
    for child in list(root):
        if child.tag == "p":
            _split_lines(root, child, words)
    for child in list(root):
        if child.tag == "p" and (embed := _of_paragraph(child, words)):
            _replace(root, child, marks, len(found), [])
            found.append(embed)
        elif child.tag == "blockquote" and (quoted := _of_quotation(child, words)):
            embed, text = quoted
            _replace(root, child, marks, len(found), text)
            found.append(embed)
    return tuple(found)


def _replace(root: etree.Element, child: etree.Element, marks: Marks, number: int, text: list[etree.Element]) -> None:
    """Put marks with the words of a post between them in the place of a paragraph or quotation. Its pictures follow them."""
    begin, end = etree.Element("div"), etree.Element("div")
    begin.text, end.text = marks.begin(number), marks.end
    begin.tail = end.tail = "\n"
    pictures = [paragraph for paragraph in text if next(paragraph.iter("img"), None) is not None]
    at = list(root).index(child)
    root[at : at + 1] = [begin, *(one for one in text if one not in pictures), end, *pictures]


def _of_paragraph(paragraph: etree.Element, words: Callable[[str], str]) -> Embed | None:
    """The embed of a paragraph that is one link: a bare address of a known service, or a link of the class ``embed``."""
    if len(paragraph) != 1 or paragraph[0].tag != "a" or not _blank(paragraph.text, paragraph[0].tail):
        return None
    link = paragraph[0]
    if len(link):
        return None
    href = words(link.get("href") or "")
    asked = CLASS in (link.get("class") or "").split() or CLASS in (paragraph.get("class") or "").split()
    name = " ".join(words(link.text or "").split())
    if not asked and not _is_bare(link, words):
        return None
    shown = shown_at(href)
    if shown is None:
        return None
    return Embed(shown.page, name="" if _is_bare(link, words) else name, caption=words(link.get("title") or ""))


def _is_bare(link: etree.Element, words: Callable[[str], str]) -> bool:
    """Whether the words of a link are its address."""
    text, href = words(link.text or "").strip(), words(link.get("href") or "")
    return text in (href, href.removeprefix("http://"))


def _blank(*texts: str | None) -> bool:
    return not any((text or "").strip() for text in texts)


def _split_lines(root: etree.Element, paragraph: etree.Element, words: Callable[[str], str]) -> None:
    """Divide a paragraph at the lines that are nothing but the bare address of a post or a player."""
    children = list(paragraph)
    if not any(child.tag == "a" for child in children) or not (
        len(children) > 1 or not _blank(paragraph.text, children[0].tail)
    ):
        return
    pieces = [_copy(paragraph, paragraph.text)]
    for i, child in enumerate(children):
        before = paragraph.text if not i else children[i - 1].tail
        starts = (
            (not i and not (before or "").strip())
            or (before or "").rstrip(" ").endswith("\n")
            or (i > 0 and children[i - 1].tag == "br" and _blank(before))
        )
        tail = child.tail or ""
        ends = tail.lstrip(" ").startswith("\n") or (
            not tail.strip() and (i + 1 == len(children) or children[i + 1].tag == "br")
        )
        alone = child.tag == "a" and not len(child) and starts and ends and _is_bare(child, words)
        if alone and shown_at(words(child.get("href") or "")):
            pieces.append(_copy(paragraph, None))
            pieces[-1].append(child)
            child.tail = None
            pieces.append(_copy(paragraph, tail.lstrip()))
        else:
            pieces[-1].append(child)
    if len(pieces) > 1:
        at = list(root).index(paragraph)
        root[at : at + 1] = [_trimmed(piece) for piece in pieces if len(piece) or not _blank(piece.text)]


def _copy(paragraph: etree.Element, text: str | None) -> etree.Element:
    copy = etree.Element("p", dict(paragraph.attrib))
    copy.text, copy.tail = text, "\n"
    return copy


def _trimmed(piece: etree.Element) -> etree.Element:
    """A piece of a paragraph without the line breaks at its ends."""
    while len(piece) and piece[0].tag == "br" and _blank(piece.text):
        piece.text = (piece[0].tail or "").lstrip()
        piece.remove(piece[0])
    while len(piece) and piece[-1].tag == "br" and _blank(piece[-1].tail):
        piece.remove(piece[-1])
    if len(piece):
        piece[-1].tail = (piece[-1].tail or "").rstrip()
    else:
        piece.text = (piece.text or "").strip()
    return piece


def _of_quotation(quote: etree.Element, words: Callable[[str], str]) -> tuple[Embed, list[etree.Element]] | None:
    """The embed of a quotation and the elements of its text; None for a quotation that is no post, which stays as it is."""
    blocks = list(quote)
    if not blocks or blocks[-1].tag != "p" or not len(blocks[-1]):
        return None
    last, link = blocks[-1], blocks[-1][-1]
    href = words(link.get("href") or "") if link.tag == "a" else ""
    asked = CLASS in (last.get("class") or "").split() or CLASS in (link.get("class") or "").split()
    shown = shown_at(href) if href else None
    if not re.match(r"https?://[^/\s]", href) or (link.tail or "").strip(_BETWEEN + ".") or not (shown or asked):
        return None
    place = _last_line(last)
    if place is None:
        return None
    text = _divided(last, *place)
    blocks[-1:] = [text] if text is not None else []
    for block in blocks:
        block.tail = "\n"
        if "dir" not in block.attrib and _is_left_to_right("".join(block.itertext())):
            block.set("dir", "ltr")
    return _signature(last, link, shown.page if shown else href, words), blocks


def _is_left_to_right(text: str) -> bool:
    """Whether words begin with a letter that is written from left to right. Accounts, tags and addresses do not count."""
    first = next((c for c in _NOT_WORDS.sub(" ", text) if c.isalpha()), "")
    return bool(first) and unicodedata.bidirectional(first) == "L"


def part_of(embed: Embed) -> Picture:
    """The part of a body for an embed: a video where it is nothing else, so that whoever looks for videos finds it."""
    shown = shown_at(embed.address)
    if shown is None or shown.provider.kind != "video" or embed.text or embed.author:
        return Picture(embed=embed)
    return Picture(alt=embed.name or f"فيديو على {shown.provider.name}", caption=embed.caption, video=embed.address)


def _last_line(paragraph: etree.Element) -> tuple[int, int] | None:
    """Where the last line of a paragraph begins that begins with a dash: the number of the children before it, and the offset
    in the words behind them; None where no line does."""
    children = list(paragraph)
    for i in range(len(children) - 1, -1, -1):
        before = (paragraph.text if not i else children[i - 1].tail) or ""
        places = list(_LAST_LINE.finditer(before))
        if places:
            return i, places[-1].end()
        if (not i or children[i - 1].tag == "br") and _DASH.match(before):
            return i, 0
    return None


def _divided(paragraph: etree.Element, number: int, offset: int) -> etree.Element | None:
    """Take all words before a place out of a paragraph, and return them as one of their own; None where there are none."""
    if not number and not offset:
        return None
    first = etree.Element("p")
    first.text = paragraph.text
    for child in list(paragraph)[:number]:
        paragraph.remove(child)
        first.append(child)
    end = first[-1].tail if number else first.text
    paragraph.text = (end or "")[offset:]
    if number:
        first[-1].tail = (end or "")[:offset].rstrip()
    else:
        first.text = (end or "")[:offset].rstrip()
    return _trimmed(first)


def _signature(paragraph: etree.Element, link: etree.Element, address: str, words: Callable[[str], str]) -> Embed:
    """Who wrote a post and when, from a paragraph that begins with a dash and ends with the link to it; without its text."""
    written = [paragraph.text or ""]
    for child in list(paragraph)[:-1]:
        written += ["".join(child.itertext()), child.tail or ""]
    before = _DASH.sub("", " ".join(words("".join(written)).split()), count=1).strip(_BETWEEN)
    posted = "" if _is_bare(link, words) else " ".join(words("".join(link.itertext())).split())
    if not before and not DATE.fullmatch(posted):
        before, posted = posted, ""
    match = _HANDLE.search(before)
    handle = (match["inside"] or match["bare"]) if match else ""
    author = before[: match.start()].strip(_BETWEEN) if match else before
    return Embed(address, author=author, handle=handle, posted=posted)
