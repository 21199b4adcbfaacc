"""Turn the blocks of the block editor into HTML.

A block stands between two comments, ``<!-- wp:image {"id":5} -->`` and ``<!-- /wp:image -->``, or is one comment alone.
https://developer.wordpress.org/block-editor/getting-started/fundamentals/markup-representation-block/
"""

import json
import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from html import escape, unescape

from .autop import paragraphs
from .embeds import embedded
from .pattern_overrides import Overrides, overridden, overrides_of

MAX_DEPTH = 60
"""The deepest nesting of blocks; the comments of deeper ones are left out, and their HTML stays."""

MAX_REUSED = 8
"""How deeply reusable blocks may contain each other. One that contains itself shows nothing there, as in WordPress."""

MOST_REUSED = 1000
"""How many reusable blocks one body may show, those inside others too."""

_COMMENT = re.compile(r"<!--\s*(/?)wp:((?:[a-z][a-z0-9_-]*/)?[a-z][a-z0-9_-]*)\b(.*?)-->", re.DOTALL)
_KNOWN = frozenset(
    "paragraph heading list list-item image gallery quote pullquote table embed html code preformatted verse buttons button "
    "columns column group row stack media-text cover details file audio video separator spacer more nextpage shortcode "
    "freeform footnotes block text-columns subhead missing social-links social-link accordion accordion-item "
    "accordion-heading accordion-panel".split()
)
_OF_THE_THEME = frozenset(
    "archives avatar calendar categories comment-author-name comment-content comment-date comment-edit-link "
    "comment-reply-link comment-template comments comments-pagination comments-pagination-next comments-pagination-numbers "
    "comments-pagination-previous comments-title home-link latest-comments latest-posts loginout navigation navigation-link "
    "navigation-submenu page-list page-list-item post-author post-author-biography post-author-name post-comments "
    "post-comments-count post-comments-form post-content post-date post-excerpt post-featured-image post-navigation-link "
    "post-template post-terms post-title query query-no-results query-pagination query-pagination-next "
    "query-pagination-numbers query-pagination-previous query-title read-more rss search site-logo site-tagline site-title "
    "tag-cloud template-part term-description pattern breadcrumbs post-time-to-read query-total".split()
)
"""Blocks whose words come from elsewhere when a page is shown: nothing of them belongs to the story."""

_WORDS_IN_JSON = frozenset(
    "content text title heading subtitle description caption quote label value citation html body editor".split()
)
_TAG = re.compile(r"<[^<>]*>")
_ARABIC = re.compile("[\u0621-\u064a\u0671-\u06d3]")


@dataclass(slots=True)
class Block:
    """A block: its name without ``core/``, its JSON, and its HTML with the blocks inside it, in order.

    The name is empty for the HTML outside of blocks.
    """

    name: str
    attributes: Mapping[str, object] = field(default_factory=dict)
    parts: list["Block | str"] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Rendered:
    """The HTML of blocks. ``unknown`` counts the blocks that nothing here knows: their words stay. ``dynamic`` counts those
    of the theme, ``broken`` those whose JSON cannot be read, ``missing`` the reusable blocks that the export lacks."""

    html: str
    unknown: Mapping[str, int] = field(default_factory=dict)
    dynamic: Mapping[str, int] = field(default_factory=dict)
    buttons: int = 0
    broken: int = 0
    missing: int = 0


def has_blocks(text: str) -> bool:
    """Whether a body was written in the block editor."""
    return "<!-- wp:" in text


def render(
    text: str, reusable: Callable[[str], str | None], gallery: Callable[[list[str]], str], footnotes: str = ""
) -> Rendered:
    """Return the HTML of a body with blocks; shortcodes in it stay as they are.

    ``reusable`` gives the text of a reusable block by its number, None when there is none. ``gallery`` gives the HTML of
    pictures by their numbers. ``footnotes`` is the JSON of WordPress's meta field of that name.
    """
    notes = _footnotes(footnotes)
    renderer = _Renderer(reusable, gallery, notes)
    html = renderer.of(parse(text), 0)
    return Rendered(
        _with_references(html, notes, listed=renderer.listed),
        dict(renderer.unknown),
        dict(renderer.dynamic),
        renderer.buttons,
        renderer.broken,
        renderer.missing,
    )


def parse(text: str) -> Block:
    """Return the blocks of a body as a tree below one block without a name. A block without an end ends with its parent."""
    root = Block("")
    stack = [root]
    at = 0
    for match in _COMMENT.finditer(text, 0, text.rfind("-->") + 3):
        if match.start() > at:
            stack[-1].parts.append(text[at : match.start()])
        at = match.end()
        name = match[2].removeprefix("core/")
        if match[1]:
            depth = next((i for i in range(len(stack) - 1, 0, -1) if stack[i].name == name), 0)
            if depth:
                del stack[depth:]
            continue
        written = match[3].strip()
        alone = written.endswith("/")
        written = written.removesuffix("/").rstrip()
        block = Block(name, _json(written) if written else {})
        if not alone and len(stack) > MAX_DEPTH:
            continue
        stack[-1].parts.append(block)
        if not alone:
            stack.append(block)
    if at < len(text):
        stack[-1].parts.append(text[at:])
    return root


_BROKEN: Mapping[str, object] = {"": "broken"}


def _json(written: str) -> Mapping[str, object]:
    try:
        found = json.loads(written)
    except (ValueError, RecursionError):
        return _BROKEN
    return found if isinstance(found, dict) else _BROKEN


def _footnotes(written: str) -> dict[str, str]:
    try:
        found = json.loads(written) if written else []
    except (ValueError, RecursionError):
        return {}
    return {
        str(note["id"]): str(note.get("content", ""))
        for note in (found if isinstance(found, list) else [])
        if isinstance(note, dict) and note.get("id")
    }


_EMBED_ADDRESS = re.compile(r">\s*(https?://[^\s<>\"]+)\s*<")
_FOOTNOTE = re.compile(r"<sup\s[^<>]*\bdata-fn=\"([^\"<>]{1,80})\"[^<>]*>\s*(?:<a\s[^<>]*>)?([^<>]*)(?:</a>)?\s*</sup>")
_FILE_BUTTON = re.compile(r"<a\s[^<>]*\bwp-block-file__button\b[^<>]*>[^<>]*</a>")
_PRE = re.compile(r"</?pre(?:\s[^<>]*)?>")
_BLOCKQUOTE = re.compile(r"<blockquote(?:\s[^<>]*)?>")
_FIGURE = re.compile(r"</?figure(?:\s[^<>]*)?>")


class _Renderer:
    def __init__(
        self, reusable: Callable[[str], str | None], gallery: Callable[[list[str]], str], footnotes: dict[str, str]
    ) -> None:
        self.reusable = reusable
        self.gallery = gallery
        self.footnotes = footnotes
        self.listed = False
        self.overrides: Overrides = {}
        self.inside: list[str] = []
        self.unknown: Counter[str] = Counter()
        self.dynamic: Counter[str] = Counter()
        self.buttons = self.broken = self.missing = self.reused = 0

    def of(self, block: Block, reused: int) -> str:
        if block.attributes is _BROKEN:
            self.broken += 1
        name = block.name
        if name == "block":
            return self.of_reusable(block, reused)
        if name in ("more", "nextpage", "spacer"):
            return ""
        if name == "footnotes":
            self.listed = True
            return _list_of(self.footnotes)
        inner = "".join(
            part
            if isinstance(part, str) and name
            else paragraphs_of(part)
            if isinstance(part, str)
            else self.of(part, reused)
            for part in block.parts
        )
        if self.overrides:
            inner = overridden(inner, name, block.attributes, self.overrides)
        if not name or name in _KNOWN:
            return self.of_known(block, inner)
        if name.startswith("core-embed/"):
            return self.of_embed(block, inner)
        if name in _OF_THE_THEME:
            self.dynamic[name] += 1
            return inner
        self.unknown[name] += 1
        return inner if _TAG.sub("", inner).strip() or "<img" in inner else inner + words_of(block.attributes)

    def of_known(self, block: Block, inner: str) -> str:
        if block.name == "embed":
            return self.of_embed(block, inner)
        if block.name == "pullquote":
            return _BLOCKQUOTE.sub('<blockquote class="pull">', _FIGURE.sub("", inner))
        if block.name == "verse":
            words = _PRE.sub("", inner).strip().replace("\r", "").replace("\n", "<br />\n")
            return f"<p>{words}</p>\n"
        if block.name == "file":
            inner, buttons = _FILE_BUTTON.subn("", inner)
            self.buttons += buttons
            return inner
        if block.name == "gallery" and "<img" not in inner and isinstance(ids := block.attributes.get("ids"), list):
            return self.gallery([str(number) for number in ids])
        if block.name == "social-link":
            self.dynamic[block.name] += 1
            return ""
        return inner

    def of_embed(self, block: Block, inner: str) -> str:
        found = _EMBED_ADDRESS.search(inner)
        address = block.attributes.get("url") or (found[1] if found else "")
        if not isinstance(address, str) or not address:
            return inner
        return embedded(unescape(address), caption=caption_in(inner)) + "\n"

    def of_reusable(self, block: Block, reused: int) -> str:
        number = str(block.attributes.get("ref", ""))
        self.reused += 1
        allowed = reused < MAX_REUSED and self.reused <= MOST_REUSED and number not in self.inside
        text = self.reusable(number) if allowed else None
        if text is None:
            self.missing += 1
            return ""
        outer, self.overrides = self.overrides, overrides_of(block.attributes)
        self.inside.append(number)
        html = self.of(parse(text), reused + 1) if has_blocks(text) else paragraphs(text)
        self.inside.pop()
        self.overrides = outer
        return html


def with_footnotes(html: str, written: str) -> str:
    """HTML without blocks, with the footnotes of WordPress's meta field of that name at its end where it refers to them."""
    return _with_references(html, _footnotes(written), listed=False) if "data-fn=" in html else html


def _with_references(html: str, footnotes: Mapping[str, str], *, listed: bool) -> str:
    """The HTML with references of our own; and unless it is ``listed`` there, with the list of footnotes at its end."""
    if not footnotes:
        return html
    html = _FOOTNOTE.sub(
        lambda match: (
            f'<a href="#{match[1]}" class="footnote-ref">{match[2]}</a>' if match[1] in footnotes else match[0]
        ),
        html,
    )
    return html if listed or "footnote-ref" not in html else html + _list_of(footnotes)


def _list_of(footnotes: Mapping[str, str]) -> str:
    items = "".join(f'<li id="{escape(key)}">{content}</li>' for key, content in footnotes.items())
    return f'<ol class="footnotes">{items}</ol>\n' if items else ""


def caption_in(html: str) -> str:
    """The HTML of the first caption in a figure; empty when there is none."""
    _, _, rest = html.partition("<figcaption")
    inner, end, _ = rest.partition(">")[2].partition("</figcaption>")
    return inner if end else ""


def paragraphs_of(text: str) -> str:
    """HTML outside of blocks: what the classic block holds. It gets paragraphs where it has none."""
    return paragraphs(text) if text.strip() and not re.search(r"<(?:p|div|ul|ol|table|figure)[\s>]", text) else text


def _is_of_words(name: str) -> bool:
    """Whether a name in JSON means a text: ``title``, ``box_title``, but no ``_title``, where plug-ins keep keys."""
    return not name.startswith("_") and not _WORDS_IN_JSON.isdisjoint(re.split("[_-]", name.lower()))


def words_of(attributes: object) -> str:
    """The texts in the JSON of a block, as paragraphs: under names that mean a text, of two words or more, or in Arabic."""
    found: list[str] = []
    waiting: list[tuple[str, object, int]] = [("", attributes, 0)]
    while waiting:
        name, value, depth = waiting.pop()
        if isinstance(value, dict) and depth < 30:
            waiting += [(str(key), inner, depth + 1) for key, inner in reversed(list(value.items()))]
        elif isinstance(value, list) and depth < 30:
            waiting += [(name, inner, depth + 1) for inner in reversed(value)]
        elif isinstance(value, str) and _is_of_words(name) and (len(value.split()) > 1 or _ARABIC.search(value)):
            found.append(f"<p>{value}</p>\n")
    return "".join(found)
