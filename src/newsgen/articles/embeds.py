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
from collections.abc import Callable, Iterator, Sequence

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
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}(?:[ T]\d{2}:\d{2})?")


def take(root: etree.Element, begin: Callable[[int], str], end: str, words: Callable[[str], str]) -> tuple[Embed, ...]:
    """Find the embeds among the children of ``root``, put each between marks, and return them in order.

    ``begin`` gives the mark before an embed by its number, and ``end`` is that behind it; no text may hold either.
    ``words`` gives the plain text of what the engine's tree holds. The texts of posts stay in the tree, between the marks.
    Quotations and addresses inside lists, other quotations or tables are none.
    """
    found: list[Embed] = []
    children: list[etree.Element] = []
    for child in (piece for block in root for piece in _lines_apart(block, words)):
        embed, text = _of_quotation(child, words) if child.tag == "blockquote" else (_of_paragraph(child, words), ())
        if embed is None:
            children.append(child)
            continue
        children += _between(text, begin(len(found)), end)
        found.append(embed)
    if found:
        root[:] = children
    return tuple(found)


def _between(text: Sequence[etree.Element], begin: str, end: str) -> Iterator[etree.Element]:
    """Yield the words of a post between two marks, and then its pictures."""
    pictures = [block for block in text if next(block.iter("img"), None) is not None]
    yield _mark(begin)
    yield from (block for block in text if block not in pictures)
    yield _mark(end)
    yield from pictures


def _mark(text: str) -> etree.Element:
    mark = etree.Element("div")
    mark.text, mark.tail = text, "\n"
    return mark


def _of_paragraph(paragraph: etree.Element, words: Callable[[str], str]) -> Embed | None:
    """The embed of a paragraph that is one link: a bare address of a known service, or a link of the class ``embed``."""
    if (
        paragraph.tag != "p"
        or len(paragraph) != 1
        or paragraph[0].tag != "a"
        or not _blank(paragraph.text, paragraph[0].tail)
    ):
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


def _lines_apart(paragraph: etree.Element, words: Callable[[str], str]) -> Iterator[etree.Element]:
    """Yield an element as it is; a paragraph divided at the lines that are nothing but the bare address of a post or player."""
    children = list(paragraph)
    alone = [
        i
        for i in range(len(children) if paragraph.tag == "p" else 0)
        if _is_line(paragraph, children, i)
        and _is_bare(children[i], words)
        and shown_at(words(children[i].get("href") or ""))
    ]
    if not alone or (len(children) == 1 and _blank(paragraph.text, children[0].tail)):
        yield paragraph
        return
    start, text = 0, paragraph.text
    for i in (*alone, len(children)):
        piece = _trimmed(_piece(paragraph, text, children[start:i], is_first=not start))
        if len(piece) or not _blank(piece.text):
            yield piece
        if i < len(children):
            start, text = i + 1, (children[i].tail or "").lstrip()
            children[i].tail = None
            yield _piece(paragraph, None, [children[i]], is_first=False)


def _is_line(paragraph: etree.Element, children: Sequence[etree.Element], i: int) -> bool:
    """Whether a child of a paragraph is a link that has a line for itself."""
    if children[i].tag != "a" or len(children[i]):
        return False
    before = (paragraph.text if not i else children[i - 1].tail) or ""
    begins = before.rstrip(" ").endswith("\n") or (_blank(before) and (not i or children[i - 1].tag == "br"))
    after = children[i].tail or ""
    last = i + 1 == len(children) or children[i + 1].tag == "br"
    return begins and (after.lstrip(" ").startswith("\n") or (_blank(after) and last))


def _piece(
    paragraph: etree.Element, text: str | None, children: Sequence[etree.Element], *, is_first: bool
) -> etree.Element:
    """A part of a paragraph as one of its own. The first keeps its id."""
    kept = {n: v for n, v in paragraph.attrib.items() if (n != "id" or is_first) and (n, v) != ("class", CLASS)}
    piece = etree.Element("p", kept)
    piece.text, piece.tail = text, "\n"
    piece.extend(children)
    return piece


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


def _of_quotation(quote: etree.Element, words: Callable[[str], str]) -> tuple[Embed | None, Sequence[etree.Element]]:
    """The embed of a quotation and the elements of its text; None for a quotation that is no post, which stays as it is."""
    blocks = list(quote)
    if not blocks or blocks[-1].tag != "p" or not len(blocks[-1]):
        return None, ()
    last, link = blocks[-1], blocks[-1][-1]
    href = words(link.get("href") or "") if link.tag == "a" else ""
    asked = CLASS in (last.get("class") or "").split() or CLASS in (link.get("class") or "").split()
    shown = shown_at(href) if href else None
    if not re.match(r"https?://[^/\s]", href) or (link.tail or "").strip(_BETWEEN + "."):
        return None, ()
    place = _last_line(last)
    if place is None or not (asked or (shown and shown.is_said)):
        return None, ()
    if any(_shows_more(child, words) for child in list(last)[place[0] : -1]):
        return None, ()
    text = _divided(last, *place)
    blocks[-1:] = [text] if text is not None else []
    for block in blocks:
        block.tail = "\n"
        if "dir" not in block.attrib and _is_left_to_right("".join(block.itertext())):
            block.set("dir", "ltr")
    return _signature(last, link, shown.page if shown else href, words), blocks


def _shows_more(element: etree.Element, words: Callable[[str], str]) -> bool:
    """Whether an element of a post's last line is more than words: a picture, or a link to what pages show in its place."""
    return any(
        one.tag == "img" or one.get("class") or (one.tag == "a" and shown_at(words(one.get("href") or "")) is not None)
        for one in element.iter()
    )


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
    if not before and not _DATE.fullmatch(posted):
        before, posted = posted, ""
    match = _HANDLE.search(before)
    handle = (match["inside"] or match["bare"]) if match else ""
    author = before[: match.start()].strip(_BETWEEN) if match else before
    return Embed(address, author=author, handle=handle, posted=posted)
