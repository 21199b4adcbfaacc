"""Give a classic body its paragraphs, as WordPress does when it shows a post.

Classic bodies have no ``<p>``: an empty line parts two paragraphs, a line end is a line break, and a block element stands
for itself. https://developer.wordpress.org/reference/functions/wpautop/ says so; what it leaves open was tried out, by feeding
texts to WordPress and looking at what came back.

The text is cut into tags, comments and words, then into pieces: a piece ends at an empty line, behind the end of a block
element and before the start of one. So a piece is, at most, a block's start tag, words, and a block's end tag, and these
three decide alone which paragraph tags the piece gets. Everything takes time linear in the length of the text.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

BLOCKS = frozenset(
    "address area article aside blockquote caption col colgroup dd details div dl dt fieldset figure footer form h1 h2 h3 h4 "
    "h5 h6 header hgroup hr legend li map math menu nav ol p pre section style summary table tbody td tfoot th thead tr "
    "ul".split()
)
"""The elements that stand for themselves, in small letters: WordPress takes ``<DIV>`` for a part of a paragraph."""

_NO_BREAK_BEFORE = frozenset("p li div dl dd dt th pre td ul ol".split())
"""A line break right before the tags of these is left out."""

_LINES_KEPT = frozenset({"script", "style", "svg"})
"""A line end inside these is no line break."""

_SPACE = " \t\n\r\f\v"
_TOKEN = re.compile(r"<!--.*?(?:-->|\Z)|<(/?)([a-z][a-z0-9]*)(?=[\s/>])[^>]*>?|<[^>]*>?", re.DOTALL | re.ASCII)
_PRE = re.compile(r"<pre(?=[\s>]).*?(?:</pre>|\Z)", re.DOTALL | re.ASCII)
_EMPTY_LINE = re.compile(r"\n[ \t\n\r\f\v]*\n")
_BREAK = re.compile(r"<br\s*/?>", re.ASCII)
_RULE = re.compile(r"<hr\s*/?>", re.ASCII)
_LINE_END = re.compile(r"[ \t\r\f\v]*\n")

_OF_OBJECT = ("<param", "</param", "<embed", "</embed")
_BEFORE_AND_AFTER = {
    "<option": ({"<option"}, {"</option"}),
    "</object>": ({"</object", *_OF_OBJECT}, {"<object", *_OF_OBJECT}),
    "<source": ({"</audio", "</video", "<source"}, {"<audio", "<video", "<source"}),
    "<track": ({"</audio", "</video", "<track"}, {"<audio", "<video", "<track"}),
    "<figcaption": ({"<figcaption"}, {"</figcaption"}),
}  # fmt: skip
"""When a text has the key, spaces before the first tags and after the second ones are left out."""


@dataclass(frozen=True, slots=True)
class _Token:
    """A tag, a comment or words. ``tag`` is like ``<p`` or ``</p``; empty for words and comments."""

    text: str
    tag: str = ""
    words: bool = False

    @property
    def name(self) -> str:
        return self.tag.lstrip("</")


@dataclass(slots=True)
class _Piece:
    opened: _Token | None = None
    inner: list[_Token] = field(default_factory=list)
    closed: _Token | None = None

    @property
    def blank(self) -> bool:
        return all(token.words and not token.text.strip(_SPACE) for token in self.inner)


def paragraphs(text: str) -> str:
    """Return a classic body with its paragraphs and line breaks; empty for a text of spaces only.

    It makes what WordPress makes, also where that is no valid HTML: two paragraphs in one ``<div>`` become
    ``<div>one</p>\\n<p>two</p></div>``.
    """
    if not text.strip(_SPACE):
        return ""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    pieces = list(_pieces(_without_tight_spaces(list(_tokens(text)), text)))
    written: list[str] = []
    raw = 0
    for at, piece in enumerate(pieces):
        following = pieces[at + 1] if at + 1 < len(pieces) else None
        html, raw = _piece(piece, following, raw)
        if html and not (html == "</p>" and written):
            written.append(html)
    return "\n".join(written) + "\n"


def _tokens(text: str) -> Iterator[_Token]:
    at = 0
    for pre in [*_PRE.finditer(text), None]:
        yield from _tokens_outside_pre(text, at, pre.start() if pre else len(text))
        if pre:
            yield _Token(pre[0], "<pre")
            at = pre.end()


def _tokens_outside_pre(text: str, at: int, end: int) -> Iterator[_Token]:
    while match := _TOKEN.search(text, at, end):
        if match.start() > at:
            yield _Token(text[at : match.start()], words=True)
        yield _Token(match[0], f"<{match[1]}{match[2]}" if match[2] else "")
        at = match.end()
    if at < end:
        yield _Token(text[at:end], words=True)


def _without_tight_spaces(tokens: list[_Token], text: str) -> list[_Token]:
    rules = [rule for key, rule in _BEFORE_AND_AFTER.items() if key in text]
    if not rules:
        return tokens
    before = frozenset[str]().union(*(rule[0] for rule in rules))
    after = frozenset[str]().union(*(rule[1] for rule in rules))
    found = []
    for at, token in enumerate(tokens):
        words = token.text
        if token.words:
            if at and tokens[at - 1].tag in after:
                words = words.lstrip(_SPACE)
            if at + 1 < len(tokens) and tokens[at + 1].tag in before:
                words = words.rstrip(_SPACE)
        found.append(_Token(words, words=True) if token.words else token)
    return found


def _pieces(tokens: list[_Token]) -> Iterator[_Piece]:
    """The pieces that are not blank."""
    piece = _Piece()
    at = 0
    while at < len(tokens):
        token = tokens[at]
        at += 1
        if token.words:
            for number, words in enumerate(_EMPTY_LINE.split(token.text)):
                if number:
                    yield from _seen(piece)
                    piece = _Piece()
                if words:
                    piece.inner.append(_Token(words, words=True))
        elif token.tag == "<br" and (second := _second_break(tokens, at)):
            yield from _seen(piece)
            piece = _Piece()
            at = second
        elif token.name not in BLOCKS:
            piece.inner.append(token)
        elif token.tag.startswith("</"):
            piece.closed = token
            yield piece
            piece = _Piece()
        else:
            yield from _seen(piece)
            piece = _Piece(opened=token)
            if token.name == "pre" or _RULE.fullmatch(token.text):
                yield piece
                piece = _Piece()
    yield from _seen(piece)


def _second_break(tokens: list[_Token], at: int) -> int:
    """The place behind a ``<br>`` that follows one; 0 when none does."""
    if at < len(tokens) and tokens[at].words and not tokens[at].text.strip(_SPACE):
        at += 1
    return at + 1 if at < len(tokens) and tokens[at].tag == "<br" and _BREAK.fullmatch(tokens[at].text) else 0


def _seen(piece: _Piece) -> Iterator[_Piece]:
    if piece.opened or not piece.blank:
        yield piece


def _piece(piece: _Piece, following: _Piece | None, raw: int) -> tuple[str, int]:
    """The HTML of a piece. ``raw`` counts the open elements in which line ends stay as they are; so does the second result."""
    opened = piece.opened.text if piece.opened else ""
    closed = piece.closed.text if piece.closed else ""
    opened_name = piece.opened.name if piece.opened else ""
    closed_name = piece.closed.name if piece.closed else ""
    if piece.blank:
        return ("" if opened_name == "p" else opened) + closed, raw
    plain = all(token.words for token in piece.inner)
    one_line = not any("\n" in token.text.strip("\n") for token in piece.inner)
    looks_like_item = (opened or piece.inner[0].text).startswith("<li")
    if not opened:
        opened = "" if looks_like_item and one_line and not closed else "<p>"
    elif opened_name == "blockquote":
        opened += "<p>"
    if closed_name == "blockquote":
        closed = "</p>" + closed
    elif not closed:
        closed = "" if looks_like_item and one_line else "</p>"
    elif closed_name in ("div", "address", "form") and plain and (opened == "<p>" or opened_name == "p"):
        closed = "</p>" + closed
    follower = _first_name(closed) if closed else _follower(following)
    inner, raw = _with_breaks(piece.inner, raw, before_end=follower in _NO_BREAK_BEFORE)
    return opened + inner + closed, raw


def _first_name(html: str) -> str:
    match = re.match(r"</?([a-z0-9]+)", html)
    return match[1] if match else ""


def _follower(following: _Piece | None) -> str:
    if following is None:
        return ""
    if following.opened:
        return following.opened.name
    return "p" if not following.blank else following.closed.name if following.closed else ""


def _with_breaks(tokens: list[_Token], raw: int, *, before_end: bool) -> tuple[str, int]:
    """The inside of a piece with its line ends as line breaks, but for one at each end that a block's tag makes needless."""
    written: list[str] = []
    for token in _trimmed(tokens):
        if token.name in _LINES_KEPT:
            raw += -1 if token.tag.startswith("</") else 1
            raw = max(raw, 0)
        if token.words and not raw:
            words = token.text
            if written and written[-1] == "<br />" and words.startswith("\n"):
                written.append("\n")
                words = words[1:]
            parts = _LINE_END.split(words)
            for number, part in enumerate(parts):
                if number:
                    written += ["<br />", "\n"]
                written.append(part)
        else:
            written.append("<br />" if token.tag == "<br" and _BREAK.fullmatch(token.text) else token.text)
    kept = [part for part in written if part]
    first = next((at for at, part in enumerate(kept) if part.strip(_SPACE)), len(kept))
    if first < len(kept) and kept[first] == "<br />":
        del kept[: first + 1]
    if before_end:
        last = next((at for at in range(len(kept) - 1, -1, -1) if kept[at].strip(_SPACE)), -1)
        if last >= 0 and kept[last] == "<br />":
            del kept[last]
    return "".join(kept), raw


def _trimmed(tokens: list[_Token]) -> list[_Token]:
    """The tokens of a piece without line ends at its two ends."""
    found = list(tokens)
    if found and found[0].words:
        found[0] = _Token(found[0].text.lstrip("\n"), words=True)
    if found and found[-1].words:
        found[-1] = _Token(found[-1].text.rstrip("\n"), words=True)
    return found
