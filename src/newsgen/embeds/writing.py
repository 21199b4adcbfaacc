"""Write into a story what its posts and players say: each bare address becomes a quotation, or a link with a name."""

import re
from codecs import BOM_UTF8
from collections.abc import Iterator
from dataclasses import dataclass, replace

from ..articles.embed_lines import bare_lines
from ..base.problems import Problem
from ..importers.html_tree import parse
from ..importers.inline_markdown import HEADING, Piece, written
from ..importers.markdown_signs import address as written_address
from ..importers.markdown_signs import plain
from ..importers.posts import Post, post_in, quotation
from ..site.article_file import MAX_BYTES, fences
from ..site.providers import Shown, shown_at
from ..site.schema import decode
from .oembed import Answer, Ask

LONGEST_NAME = 200
"""The most characters of a player's name."""


@dataclass(frozen=True, slots=True)
class Filled:
    """What became of a line: its number in the file from 1, the address on it, and the Markdown in its place.

    ``problem`` says why there is none; it has no position.
    """

    line: int
    address: str
    markdown: str = ""
    problem: Problem | None = None


def filled(data: bytes, ask: Ask) -> tuple[bytes, tuple[Filled, ...]]:
    """The bytes of a story's file with a quotation or a named link for each address of a known service that is alone on its
    line, and what became of each; each address is asked about once. All other lines stay as they are, byte for byte.

    Bytes that are no article file with front matter are returned as they are. No file is written.
    """
    text = decode(data) if len(data) <= MAX_BYTES and b"\0" not in data else ""
    if isinstance(text, Problem) or not text:
        return data, ()
    ending = "\r\n" if "\r\n" in text else "\n"
    unix = text.replace("\r\n", "\n")
    ends = fences(unix)
    if "\r" in unix or unix.replace("\n", ending) != text or isinstance(ends, Problem):
        return data, ()
    head, body = unix[: ends[2]], unix[ends[2] :]
    found = tuple(_each(body, head.count("\n"), ask))
    lines = body.split("\n")
    for one in reversed(found):
        if one.markdown:
            index = one.line - 1 - head.count("\n")
            before = [""] if index and lines[index - 1].strip() else []
            after = [""] if index + 1 < len(lines) and lines[index + 1].strip() else []
            lines[index : index + 1] = [*before, *one.markdown.split("\n"), *after]
    mark = BOM_UTF8 if data.startswith(BOM_UTF8) else b""
    return mark + (head + "\n".join(lines)).replace("\n", ending).encode(), found


def _each(body: str, lines_before: int, ask: Ask) -> Iterator[Filled]:
    answers: dict[str, Answer | Problem] = {}
    for bare in bare_lines(body):
        shown = shown_at(bare.address)
        if shown is None:
            continue
        if shown.page not in answers:
            answers[shown.page] = ask(shown)
        answer = answers[shown.page]
        line = lines_before + bare.number + 1
        if isinstance(answer, Problem):
            yield Filled(line, bare.address, problem=answer)
        else:
            yield Filled(line, bare.address, markdown_of(shown, answer))


def markdown_of(shown: Shown, answer: Answer) -> str:
    """A post as a quotation, a player as a link with its name; empty where the answer says neither."""
    if shown.provider.kind == "post":
        post = _post(shown, answer)
        return quotation(post) if post.text else ""
    name = _clean(answer.title)[:LONGEST_NAME]
    if not name:
        return ""
    kind = "video" if shown.provider.kind == "video" else "embed"
    return f"[{written([Piece(name)], HEADING)}]({written_address(shown.page)}){{: .{kind}}}"


def _post(shown: Shown, answer: Answer) -> Post:
    """The post of an answer: of its HTML what the allow-list knows, else its title; all as plain words."""
    elements = parse(answer.html).root.elements()
    found = next((post for element in elements if element.tag == "blockquote" and (post := post_in(element))), None)
    post = found or Post(shown.page)
    text = tuple(tuple(filter(None, map(_clean, lines))) for lines in post.text)
    title = _clean(answer.title)
    handle = _clean(post.handle) or (f"@{shown.user}" if shown.user else "")
    return replace(
        post,
        address=shown.page,
        text=tuple(filter(None, text)) or (((title,),) if title else ()),
        author=_clean(post.author) or _clean(answer.author),
        handle=handle if re.fullmatch(r"@?[A-Za-z0-9_.-]+(?:@[A-Za-z0-9.-]+)?", handle) else "",
    )


def _clean(text: str) -> str:
    """A text on one line without control characters and direction marks."""
    return " ".join(_CONTROLS.sub("", plain(text)).split())


_CONTROLS = re.compile("[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
