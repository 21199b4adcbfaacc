"""Write the blocks of a body as newsgen's Markdown."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ..site.links import safe_link
from ..site.providers import shown_at
from . import codes, media_blocks
from .addresses import Addresses
from .captions import Caption, as_figure, caption_of, picture_in
from .element_marks import MARKS, around_reference, language_of, mark_of, with_mark, without_code
from .element_walks import (
    INVISIBLE,
    WORDS,
    all_below,
    definition_parts,
    flattened,
    grouped,
    is_cite,
    last_of,
    leaves,
    without_ways_back,
)
from .embeds import embedded_address, is_sound_file
from .footnotes import Footnotes, footnotes_of, target
from .html_tree import BLOCKS, Element
from .inline_markdown import BREAK, CELL, HEADING, LINK, Mark, Piece, Where, paragraphs, written
from .item import Picture
from .markdown_blocks import cannot_begin_item, fenced, indented, is_list, is_paragraph, joined, table_row
from .markdown_signs import address, heading, line, title
from .posts import post_in, quotation
from .table_cells import rows_of

_MAX_LEVELS = 6
"""The deepest nesting of lists and quotations that is written; newsgen refuses more than 20 levels."""

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_SILENT = frozenset("rp source track col colgroup param area map head meta link base template".split())
"""The elements of ``INVISIBLE`` without anything to miss."""
_TRANSPARENT = frozenset(
    "div section article main header footer nav aside address center span font big u tt nobr label body html form fieldset "
    "legend hgroup search details summary picture noscript wbr p li dd dt ul ol dl menu dir table tbody thead tfoot tr td th "
    "caption figure figcaption blockquote pre listing xmp br hr img rt rb rtc ruby object dialog".split()
) | set(_HEADINGS)
"""Elements that have a counterpart, or that lose nothing but their look."""


@dataclass(frozen=True, slots=True)
class _Context:
    """What the surroundings say: the attributes ``dir`` and ``lang`` for paragraphs, and how many lists and quotes are open."""

    attributes: tuple[tuple[str, str], ...] = ()
    level: int = 0


_DASHES = re.compile(r"(?:\\?[-—–―]|\s)+")
"""The dashes before a speaker's name, which newsgen draws itself."""


class BodyWriter:
    """Writes one body. ``told`` counts its notes."""

    def __init__(self, root: Element, addresses: Addresses) -> None:
        self.root = root
        self.addresses = addresses
        self.told: Counter[tuple[codes.Code, tuple[tuple[str, str], ...]]] = Counter()
        self.notes: Footnotes = footnotes_of(root)
        self.wanted = {target(element) for element in root.elements()} - {""}
        levels = sorted({int(element.tag[1]) for element in root.elements() if element.tag in _HEADINGS})
        self.levels = {f"h{level}": "#" * min(6, n) for n, level in enumerate(levels, 2)}

    def tell(self, code: codes.Code, **values: object) -> None:
        """Count a note."""
        self.told[(code, tuple((name, str(value)) for name, value in values.items()))] += 1

    def body(self) -> list[str]:
        """The blocks of the body, its footnotes last."""
        return [*self.blocks(self.root.children, _Context()), *self._footnotes()]

    # Blocks.

    def blocks(self, children: Iterable[Element | str], context: _Context) -> list[str]:
        """The blocks that some nodes make, each of one or more lines without an empty line at its ends."""
        out: list[str] = []
        inline: list[Element | str] = []
        for child in children:
            if isinstance(child, Element) and child.tag in BLOCKS:
                out += self._paragraphs(inline, context)
                inline = []
                out += self._block(child, context)
            else:
                inline.append(child)
        return out + self._paragraphs(inline, context)

    def _block(self, element: Element, context: _Context) -> list[str]:
        tag = element.tag
        if self.notes.holds(element):
            return []
        context = self._inner(element, context)
        if element.classes and (figure := as_figure(element)) is not element:
            return self._figure(figure, context)
        if tag in _HEADINGS:
            return self._heading(element, context)
        if tag in ("ul", "ol", "menu", "dir"):
            return self._list(element, context)
        if tag in ("blockquote", "div") and not context.level and (post := post_in(element)):
            return [quotation(post)]
        if tag == "blockquote":
            return self._quote(element, context)
        if tag == "table":
            return self._table(element, context)
        if tag == "dl":
            return self._definitions(element, context)
        if tag == "figure":
            return self._figure(element, context)
        if tag in ("pre", "listing", "xmp"):
            pictures = [child for child in element.elements() if child.tag == "img"]
            return [*fenced(element), *self._paragraphs(pictures, context)]
        if tag == "hr":
            return ["---"]
        if tag == "summary":
            return self._paragraphs([Element("strong", {}, element.children)], context)
        self._known(element)
        if tag in INVISIBLE:
            return []
        return self.blocks(element.children, context)

    def _known(self, element: Element) -> None:
        """Tell of an element that has no counterpart, or that nobody saw."""
        if element.tag in INVISIBLE:
            if element.tag not in _SILENT:
                self.tell(codes.ELEMENT_DROPPED, tag=element.tag)
        elif element.tag not in _TRANSPARENT and element.tag not in MARKS:
            self.tell(codes.ELEMENT_FLATTENED, tag=element.tag)

    def _inner(self, element: Element, context: _Context) -> _Context:
        own = language_of(element)
        return _Context(own, context.level) if own or element.get("dir") or element.get("lang") else context

    def _paragraphs(self, children: Sequence[Element | str], context: _Context) -> list[str]:
        """Inline nodes as paragraphs, between the pictures, videos and frames that stand among them."""
        alone = _bare_address(children)
        if alone:
            return [alone]
        out: list[str] = []
        pieces: list[Piece] = []
        for piece in self._pieces(children, ()):
            if isinstance(piece, Piece):
                pieces.append(piece)
                continue
            out += self._words(pieces, context)
            pieces = []
            out.append(piece.markdown)
        return out + self._words(pieces, context)

    def _words(self, pieces: Sequence[Piece], context: _Context) -> list[str]:
        attributes = "".join(f" {name}={value}" for name, value in context.attributes)
        below = f"\n{{:{attributes}}}" if attributes else ""
        return [text + below for words in paragraphs(pieces) if (text := written(words))]

    def _heading(self, element: Element, context: _Context) -> list[str]:
        words, apart = self._one_line(element.children, HEADING)
        if not words:
            return apart
        first = next((e for e in leaves(element)), None)
        before, apart = (apart[:1], apart[1:]) if isinstance(first, Element) and apart else ([], apart)
        identifier = element.get("id")
        attributes = [f"#{identifier}"] if identifier in self.wanted and _is_id(identifier) else []
        attributes += [f"{name}={value}" for name, value in context.attributes]
        suffix = f" {{{' '.join(attributes)}}}" if attributes else ""
        return [*before, f"{self.levels[element.tag]} {heading(words)}{suffix}", *apart]

    def _one_line(self, children: Iterable[Element | str], where: Where) -> tuple[str, list[str]]:
        """Nodes as words on one line, with spaces between what were blocks; and the pictures among them."""
        pieces: list[Piece] = []
        apart: list[str] = []
        for child in flattened(children):
            if child is None:
                pieces.append(Piece(BREAK))
                continue
            for piece in self._pieces([child], ()):
                if isinstance(piece, Piece):
                    pieces.append(piece)
                else:
                    apart.append(piece.markdown)
                    pieces.append(Piece(" "))
        return written(pieces, where), apart

    def _list(self, element: Element, context: _Context) -> list[str]:
        items: list[list[Element | str]] = []
        values: list[str] = []
        for child in grouped(element.children):
            if child.tag == "li":
                if self.notes.holds(child):
                    continue
                items.append(child.children)
                values.append(child.get("value"))
            elif child.tag in ("ul", "ol", "menu", "dir") and items:
                items[-1] = [*items[-1], child]
            else:
                items.append(child.children if child.tag == WORDS else [child])
                values.append("")
        if items and all(self._is_picture(item) for item in items):
            return media_blocks.gallery([block for item in items for block in self.blocks(item, context)])
        if context.level >= _MAX_LEVELS:
            self.tell(codes.NESTING)
            return [block for item in items for block in self.blocks(item, context)]
        backwards = "reversed" in element.attributes
        number = _number(element.get("start"), len(items) if backwards else 1)
        inner = _Context(context.attributes, context.level + 1)
        found = [
            (blocks, value) for item, value in zip(items, values, strict=True) if (blocks := self.blocks(item, inner))
        ]
        if any(cannot_begin_item(blocks[0]) for blocks, _ in found):
            self.tell(codes.LIST_FLATTENED)
            return [block for blocks, _ in found for block in blocks]
        out: list[str] = []
        loose = False
        for blocks, value in found:
            number = _number(value, number)
            loose = loose or any(is_list(above) or not is_list(block) for above, block in pairwise(blocks))
            marker = f"{number}. " if element.tag == "ol" and number < 1000 else "- "
            out.append(marker + indented(joined(blocks, loose), " " * len(marker)))
            number += -1 if backwards and number else 1
        return [("\n\n" if loose else "\n").join(out)] if out else []

    def _quote(self, element: Element, context: _Context) -> list[str]:
        pull = bool({"pull", "wp-block-pullquote"} & set(element.classes))
        speaker = ""
        children = list(element.children)
        last = last_of(children)
        if isinstance(last, Element) and (last.tag in ("cite", "footer") or (last.tag == "p" and is_cite(last))):
            children.remove(last)
            speaker, _ = self._one_line(last.children, HEADING)
            speaker = speaker[match.end() :] if (match := _DASHES.match(speaker)) else speaker
        inner = _Context(context.attributes, context.level + 1)
        blocks = self.blocks(children, inner)
        if len(blocks) == 1 and blocks[0][0] in "—–":  # newsgen would take it for a speaker without a quotation
            blocks[0] = f"&#{ord(blocks[0][0])};{blocks[0][1:]}"
        if speaker and pull and blocks and is_paragraph(blocks[-1]):
            blocks[-1] = f"{blocks[-1]}\\\n— {speaker}"
        elif speaker:
            blocks.append(f"— {speaker}")
        if pull:
            return [f"{block}\n{{: .pull}}" if is_paragraph(block) else block for block in blocks]
        if context.level >= _MAX_LEVELS:
            self.tell(codes.NESTING)
            return blocks
        return ["> " + indented(joined(blocks), "> ")] if blocks else []

    def _definitions(self, element: Element, context: _Context) -> list[str]:
        inner = _Context(context.attributes, context.level + 1)
        groups: list[_Definition] = []
        for child in definition_parts(element):
            if child.tag == "dt":
                words, apart = self._one_line(child.children, HEADING)
                if words and groups and not groups[-1].blocks:
                    groups[-1] = _Definition((*groups[-1].terms, words), groups[-1].blocks)
                elif words:
                    groups.append(_Definition((words,), ()))
                blocks = apart
            else:
                blocks = self.blocks(child.children, inner)
            if blocks:
                if not groups:
                    groups.append(_Definition((), ()))
                groups[-1] = _Definition(groups[-1].terms, (*groups[-1].blocks, tuple(blocks)))
        every = [blocks for group in groups for blocks in group.blocks]
        simple = all(group.terms and group.blocks for group in groups)
        simple = simple and all(is_paragraph(blocks[0]) and not cannot_begin_item(blocks[0]) for blocks in every)
        if not simple or (context.level and not all(is_paragraph(block) for blocks in every for block in blocks)):
            if groups:
                self.tell(codes.LIST_FLATTENED)
            return [
                block for g in groups for block in (*map(line, g.terms), *(b for blocks in g.blocks for b in blocks))
            ]
        return ["\n\n".join(group.written() for group in groups)] if groups else []

    def _table(self, element: Element, context: _Context) -> list[str]:
        table = rows_of(element)
        out = [block for caption in table.captions for block in self.blocks(caption.children, context)]
        if table.is_layout:
            return out + [
                block for row in table.rows for cell in row.cells for block in self._cell_blocks(cell, context)
            ]
        if table.has_spans:
            self.tell(codes.TABLE_SPANS)
        if table.has_blocks:
            self.tell(codes.TABLE_NESTED)
        rows: list[list[str]] = []
        apart: list[str] = []
        for row in table.rows:
            cells = []
            for cell in row.cells:
                words, pictures = self._one_line(cell.children if cell else (), CELL)
                cells.append(words)
                apart += pictures
            while cells and not cells[-1]:
                cells.pop()
            if cells or not rows:
                rows.append(cells)
        width = max(map(len, rows), default=0)
        if not width:
            return out + apart
        head = rows.pop(0) if table.has_header else []
        lines = [table_row(head, width), "|" + "---|" * width, *(table_row(row) for row in rows if row)]
        return [*out, "\n".join(lines), *apart]

    def _cell_blocks(self, cell: Element | None, context: _Context) -> list[str]:
        return self.blocks(cell.children, self._inner(cell, context)) if cell else []

    def _figure(self, element: Element, context: _Context) -> list[str]:
        caption, others = caption_of(element)
        pictures = [e for e in all_below(others) if e.tag == "img"]
        frames = [e for e in all_below(others) if embedded_address(e) or "video" in e.classes]
        if len(pictures) == 1 and not frames and not self._has_words(others):
            return self._picture_figure(pictures[0], others, caption)
        if len(frames) == 1 and not pictures and caption is not None and not self._has_words(others, frames[0]):
            return [self._embed(frames[0], caption.text).markdown]
        blocks = self.blocks(others, context)
        if caption is not None:
            blocks += self.blocks(caption.element.children, context)
        return blocks

    def _is_picture(self, nodes: Iterable[Element | str]) -> bool:
        """Whether nodes hold pictures, and no words but those of their captions: an item of a gallery."""
        nodes = list(nodes)
        return any(e.tag == "img" for e in all_below(nodes)) and not self._has_words(nodes, silent=("figcaption",))

    def _has_words(
        self, nodes: Iterable[Element | str], besides: Element | None = None, silent: Collection[str] = ()
    ) -> bool:
        """Whether nodes hold words, those of one element and of elements with the tags ``silent`` apart."""
        for node in nodes:
            if isinstance(node, str):
                if node.strip():
                    return True
            elif node is besides or node.tag in silent or node.tag in INVISIBLE:
                continue
            elif self._has_words(node.children, besides, silent):
                return True
        return False

    def _picture_figure(self, image: Element, others: Sequence[Element | str], caption: Caption | None) -> list[str]:
        found = picture_in(image)
        if found is None:
            return self.blocks(caption.element.children, _Context()) if caption else []
        link = next((e for e in all_below(others) if e.tag == "a" and any(i is image for i in e.elements())), None)
        if caption:
            found = Picture(found.src, found.alt, caption.text, caption.credit, found.width, found.height)
            for inner in caption.element.elements():
                if inner.tag == "a" and inner.get("href"):
                    self.tell(codes.CAPTION_LINK, address=inner.get("href"))
        return [self._picture(found, link.get("href") if link else "")]

    # Inline.

    def _pieces(self, nodes: Iterable[Element | str], marks: tuple[Mark, ...]) -> "Iterator[Piece | _Apart]":
        """The words of inline nodes with their marks, and what stands by itself among them."""
        for node in nodes:
            if isinstance(node, str):
                yield Piece(node.replace("\n", " "), marks)
                continue
            tag = node.tag
            if self.notes.holds(node):
                continue
            if tag == "br":
                yield Piece(BREAK, marks)
            elif tag == "img":
                yield from self._image(node, marks)
            elif tag in BLOCKS:  # below an element such as ``button`` or ``object``
                yield from (_Apart(block) for block in self._block(node, _Context()))
            elif (
                embedded_address(node)
                or tag in ("iframe", "embed", "object", "video", "audio")
                or "video" in node.classes
            ):
                yield self._embed(node)
            elif tag == "a":
                yield from self._link(node, marks)
            elif tag == "script" and (post := post_in(node)):
                yield _Apart(quotation(post))
            elif tag in INVISIBLE:
                self._known(node)
            elif tag == "sup" and (label := self._only_reference(node)):
                yield Piece(f"[^{label}]", around_reference(marks), ready=True)
            else:
                self._known(node)
                yield from self._anchor(node, marks)
                yield from self._pieces(node.children, with_mark(marks, mark_of(node)))

    def _only_reference(self, element: Element) -> str:
        """The label of the footnote that an element without other words refers to; empty where it does not."""
        links = [e for e in element.elements() if e.tag == "a"]
        if len(links) != 1 or element.text().strip(" []()") != links[0].text().strip(" []()"):
            return ""
        return self.notes.label(links[0])

    def _anchor(self, node: Element, marks: tuple[Mark, ...]) -> Iterator[Piece]:
        """The place that a link within the text leads to."""
        identifier = node.get("id") or (node.get("name") if node.tag == "a" else "")
        if identifier in self.wanted and _is_id(identifier):
            yield Piece(f'<span id="{identifier}"></span>', without_code(marks), ready=True)

    def _link(self, node: Element, marks: tuple[Mark, ...]) -> "Iterator[Piece | _Apart]":
        label = self.notes.label(node)
        if label:
            yield Piece(f"[^{label}]", around_reference(marks), ready=True)
            return
        yield from self._anchor(node, marks)
        href = node.get("href").strip()
        link = self.addresses.link(href) if href else ""
        if link and not safe_link(link):
            self.tell(codes.UNSAFE_LINK, address=link[:80])
            link = ""
        if link:
            tip = " ".join(node.get("title").split())
            tip = "" if tip == " ".join(node.text().split()) else tip
            attributes = (("href", link), *((("title", tip),) if tip else ()))
            marks = with_mark(marks, Mark(LINK, "a", attributes))
        yield from self._pieces(node.children, with_mark(marks, mark_of(node)))

    def _image(self, node: Element, marks: tuple[Mark, ...]) -> "Iterator[Piece | _Apart]":
        found = picture_in(node)
        if found is None:
            if node.get("alt").strip():
                yield Piece(node.get("alt"), marks)
            return
        if {"emoji", "wp-smiley", "smiley"} & set(node.classes):
            yield Piece(found.alt, marks)
            return
        link = next((dict(mark.attributes)["href"] for mark in marks if mark.tag == "a"), "")
        yield _Apart(self._picture(found, link))

    def _picture(self, picture: Picture, link: str) -> str:
        """A picture as a block. A link to a larger copy of the picture itself is none."""
        src = self.addresses.picture(picture)
        caption = f"{picture.caption} ({picture.credit})" if picture.caption and picture.credit else ""
        caption = caption or picture.caption or picture.credit
        if not src:
            self.tell(codes.PICTURE_MISSING, src=picture.src)
            name = caption or picture.alt or picture.src
            tip = (("title", picture.alt),) if picture.alt not in ("", name) else ()
            words = Piece(name, (Mark(LINK, "a", (("href", picture.src), *tip)),))
            return written([words])
        shown = f"![{title(picture.alt)}]({address(src)}{f' {chr(34)}{title(caption)}{chr(34)}' if caption else ''})"
        if link and not _is_picture_file(link) and safe_link(link):
            return f"[{shown}]({address(self.addresses.link(link) or link)})"
        return shown

    def _embed(self, node: Element, caption: str = "") -> "_Apart":
        """A video, sound, post or frame: a figure where newsgen knows the host, or plays the sound of the site; else a link."""
        found = embedded_address(node) or node.get("href").strip()
        if not found or not safe_link(found):
            self.tell(codes.EMBED_UNNAMED)
            return _Apart(written([Piece(node.text() if node.tag not in ("iframe", "object") else "")]))
        link = self.addresses.link(found) or found
        own = " ".join((node.get("title") or (node.text() if node.tag == "a" else "")).split())
        name = own or caption
        shown = shown_at(link)
        if shown and not caption and name in ("", link, found):
            return _Apart(shown.page)
        if is_sound_file(link):
            return _Apart(media_blocks.sound(link, name, caption))
        if media_blocks.is_video(link, node.classes):
            return _Apart(media_blocks.video(link, name, caption))
        if shown:
            return _Apart(media_blocks.embed(link, name, caption))
        self.tell(codes.EMBED, address=link)
        return _Apart(media_blocks.page(link, name, caption))

    def _footnotes(self) -> list[str]:
        """The texts of the footnotes that the body names."""
        out = []
        for name, element in self.notes.notes.items():
            label = self.notes.labels[name]
            blocks = self.blocks(list(without_ways_back(element.children)), _Context(level=1))
            out.append(f"[^{label}]: " + indented(joined(blocks), "    "))
        return out


@dataclass(frozen=True, slots=True)
class _Definition:
    """Some terms, each Markdown of one line, and the blocks of each of their definitions."""

    terms: tuple[str, ...]
    blocks: tuple[tuple[str, ...], ...]

    def written(self) -> str:
        definitions = (":   " + indented(joined(blocks), "    ") for blocks in self.blocks)
        return "\n".join((*map(line, self.terms), *definitions))


@dataclass(frozen=True, slots=True)
class _Apart:
    """A block that stands among words: a picture, a video, a link to a frame."""

    markdown: str


def _bare_address(nodes: Iterable[Element | str]) -> str:
    """The address of a post or a player that is all that nodes hold, as a link whose words it is; else empty."""
    found = [node for node in nodes if not isinstance(node, str) or node.strip()]
    while len(found) == 1 and isinstance(found[0], Element) and found[0].tag in ("span", "p", "a"):
        node = found[0]
        if node.tag == "a":
            href = node.get("href").strip()
            shown = shown_at(href) if node.text().strip() == href else None
            return shown.page if shown else ""
        found = [child for child in node.children if not isinstance(child, str) or child.strip()]
    text = found[0].strip() if len(found) == 1 and isinstance(found[0], str) else ""
    shown = shown_at(text) if text.startswith("http") and " " not in text else None
    return shown.page if shown else ""


def _number(written: str, other: int) -> int:
    written = written.strip()
    return int(written) if written.isascii() and written.isdecimal() and len(written) < 4 else other


def _is_id(identifier: str) -> bool:
    return re.fullmatch(r"(?!n-)[\w][\w:.-]{0,79}", identifier) is not None


def _is_picture_file(link: str) -> bool:
    return (
        link.partition("?")[0]
        .lower()
        .endswith((".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif", ".bmp", ".tif", ".tiff"))
    )
