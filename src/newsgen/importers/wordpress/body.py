"""The body of a post as HTML: with WordPress's paragraphs, and without its blocks and shortcodes."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from ..codes import Code
from ..item import Note, note
from . import blocks, codes, elementor, embeds, fields, pictures, shortcodes
from .autop import paragraphs
from .index import Attachment, Index
from .known_shortcodes import Shortcodes, is_known, part_layout, without_code
from .post import Post

_PAGE_BREAK = re.compile(r"<!--\s{0,9}nextpage\s{0,9}-->")
_MORE = re.compile(r"<!--\s{0,9}(?:more\b[^<>]{0,200}?|nextpage|noteaser)\s{0,9}-->")


@dataclass(frozen=True, slots=True)
class Body:
    """The HTML of a body, and what was lost or changed on the way. The notes have no place."""

    html: str
    notes: tuple[Note, ...] = ()


def body_of(
    post: Post, site: str, index: Index, rules: Mapping[str, str], kinds: Mapping[str, str] = MappingProxyType({})
) -> Body:
    """Return the body of a post. ``rules`` say what shortcodes show, by their names: see ``shortcodes.expand``; ``kinds``
    which of the post's own fields follow its text: see ``fields.html_of``."""

    def find(name: str) -> Attachment | None:
        return index.attachment(site, name) if name.isascii() and name.isdigit() else index.attachment_at(name)

    shower = Shortcodes(find, lambda: index.attachments_of(site, post.id))
    text = post.content
    notes: list[Note] = []
    if breaks := len(_PAGE_BREAK.findall(text)):
        notes.append(note(codes.PAGE_BREAK, count=breaks))
    if blocks.has_blocks(text):
        rendered = blocks.render(
            text, lambda number: index.reusable(site, number), shower.gallery, post.meta.get("footnotes", "")
        )
        html = rendered.html
        notes += _counted(codes.BLOCK_UNKNOWN, rendered.unknown)
        notes += _counted(codes.BLOCK_OF_THEME, rendered.dynamic)
        notes += [note(codes.FILE_BUTTON, count=rendered.buttons)] * bool(rendered.buttons)
        notes += [note(codes.BLOCK_BROKEN, count=rendered.broken)] * bool(rendered.broken)
        notes += [note(codes.BLOCK_MISSING, count=rendered.missing)] * bool(rendered.missing)
    else:
        html = classic(_MORE.sub("\n\n", text), encoded=post.meta.get("_syntaxhighlighter_encoded") == "1")
        html = blocks.with_footnotes(html, post.meta.get("footnotes", ""))
    expanded = shortcodes.expand(html, shower.show, rules, is_known)
    notes += _counted(codes.SHORTCODE_UNKNOWN, expanded.unknown)
    notes += _counted(codes.SHORTCODE_DROPPED, expanded.dropped)
    notes += _counted(codes.SHORTCODE_WORDS, expanded.words)
    if shower.missing:
        notes.append(note(codes.GALLERY_MISSING, count=shower.missing))
    added = "" if text.strip() else elementor.html_of(post.meta.get("_elementor_data", ""))
    added += "".join(map(classic, fields.html_of(post.meta, kinds))) + _enclosed(post)
    enlarged = pictures.enlarge(expanded.html + added, find)
    if enlarged.reduced:
        notes.append(note(codes.PICTURE_REDUCED, count=enlarged.reduced))
    return Body(enlarged.html.strip(), tuple(notes))


def _enclosed(post: Post) -> str:
    """The link of a podcast's sound or film, which the feed shows and the body does not."""
    address = post.meta.get("enclosure", "").partition("\n")[0].strip()
    return embeds.embedded(address) if re.match("https?://", address) and address not in post.content else ""


def classic(text: str, *, encoded: bool = False) -> str:
    """A classic body with its paragraphs, embedded addresses and code; its shortcodes stay as they are."""
    text = part_layout(without_code(text.replace("\r\n", "\n").replace("\r", "\n"), encoded=encoded))
    return paragraphs(embeds.lines_of_addresses(text))


def _counted(code: Code, counts: Mapping[str, int]) -> Iterator[Note]:
    return (note(code, count=count, name=name) for name, count in sorted(counts.items()))
