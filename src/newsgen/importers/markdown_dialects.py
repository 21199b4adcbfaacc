"""What generators and editors add to Markdown, as Markdown and HTML that CommonMark knows.

Boxes of Docusaurus and VitePress (``:::note``), of Python-Markdown (``!!! note``) and of GitHub and Obsidian (``> [!note]``),
links in double brackets, shortcodes of Zola, and ``markdown="1"``. Code stays as it is.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import escape

from . import agency_codes as codes
from .item import Note, note

_FENCE = re.compile(r" {0,3}(?:> ?)*(`{3,}|~{3,})")
_COLONS = re.compile(
    r" {0,3}(:{3,})[ \t]*(?:\{?([a-zA-Z][\w-]{0,40})\}?)?(?:\[([^\]\n]{0,300})\])?[ \t]*([^\n]{0,300})$"
)
_MARKS = re.compile(r"(?:!!!|\?\?\?\+?)[ \t]+([a-zA-Z][\w -]{0,60}?)(?:[ \t]+\"([^\"\n]{0,300})\")?[ \t]*$")
_CALLOUT = re.compile(r"((?: {0,3}> ?)+)\[!([\w-]{1,40})\][+-]?[ \t]*([^\n]{0,300})$")
_WIKI = re.compile(r"(!?)\[\[(?=\S)([^\[\]|#\n]{0,200})(#[^\[\]|\n]{0,200})?(?:\|([^\[\]\n]{0,300}))?\]\](?![(\[:])")
_PICTURE = re.compile(r"\.(?:jpe?g|png|gif|webp|avif|svg)$", re.IGNORECASE)
_INNER = re.compile(r"(<(\w+)\b[^<>]*?)\s+markdown=[\"']?(?:1|block|span)[\"']?([^<>]*>)(.*?)(</\2>)", re.DOTALL)
_ZOLA = re.compile(
    r"\{([{%])\s*(\w{1,60})\(((?:[^()\"'`]|\"[^\"]{0,2000}\"|'[^']{0,2000}'|`[^`]{0,2000}`){0,500})\)\s*[}%]\}"
)
_COMMENT = re.compile(r"%%(?:[^%]|%(?!%)){0,20000}%%")
_ZOLA_END = re.compile(r"\{%\s*end\s*%\}")


@dataclass(frozen=True, slots=True)
class Plain:
    """A text without these additions, and what is to be said of it."""

    text: str
    notes: tuple[Note, ...]


def plain(text: str, link: Callable[[str], str], *, with_comments: bool = False) -> Plain:
    """A text in CommonMark. ``link`` gives the address of the page that a link names, empty where there is none.

    ``with_comments`` says that ``%%words%%`` are a comment, which Obsidian shows to nobody.
    """
    if with_comments:
        text = _COMMENT.sub("", text)
    boxes: Counter[str] = Counter()
    missing: Counter[str] = Counter()
    lines = list(_lines(text.split("\n"), boxes, missing, link))
    text = "\n".join(lines)
    if "markdown=" in text:
        text = _INNER.sub(r"\1\3\n\n\4\n\n\5", text)
    notes = [note(codes.CARD, count=count, name=name) for name, count in sorted(boxes.items())]
    notes += [note(codes.LINK_UNKNOWN, count=count, name=name) for name, count in sorted(missing.items())]
    return Plain(text, tuple(notes))


def as_hugo(text: str) -> str:
    """A text in which Zola's shortcodes are written as Hugo's: ``{{ youtube(id="x") }}`` as ``{{< youtube id="x" >}}``."""
    if "{{" not in text and "{%" not in text:
        return text
    return _ZOLA_END.sub("{{< /end >}}", _ZOLA.sub(lambda match: f"{{{{< {match[2]} {_spaced(match[3])} >}}}}", text))


def _spaced(arguments: str) -> str:
    """The arguments of a shortcode of Zola with spaces between them."""
    return re.sub(r",(?=\s*\w+\s*=)", " ", arguments).replace("\n", " ").strip()


def _lines(lines: list[str], boxes: Counter[str], missing: Counter[str], link: Callable[[str], str]) -> Iterator[str]:
    fence = ""
    indent = ""  # of the box of Python-Markdown whose lines these are
    for written, below in zip(lines, (*lines[1:], ""), strict=True):
        text = written
        found = _FENCE.match(text)
        if found and (not fence or (found[1][0] == fence[0] and len(found[1]) >= len(fence))):
            fence = "" if fence else found[1]
        elif not fence:
            if indent and text.strip() and not text.startswith(indent):
                indent = ""
            if indent:
                text = text.removeprefix(indent)
            if below.startswith("    ") and text.startswith(("!!!", "???")) and (named := _MARKS.match(text)):
                boxes[named[1].split()[0].lower()] += 1
                indent = "    "
                yield from _titled(named[2] or "")
                continue
            if (box := _box(text, boxes)) is not None:
                yield from box
                continue
            if "[[" in text:
                text = _with_links(text, missing, link)
        elif indent:
            text = text.removeprefix(indent)
        yield text


def _box(line: str, boxes: Counter[str]) -> tuple[str, ...] | None:
    """The lines in place of one that begins or ends a box; None for all others."""
    if ":::" in line and (found := _COLONS.match(line)):
        if found[2] is None and found[4]:
            return None
        if found[2]:
            boxes[found[2].lower()] += 1
        return _titled(found[3] or found[4] or "")
    if "[!" in line and (found := _CALLOUT.match(line)):
        boxes[found[2].lower()] += 1
        return (f"{found[1]}**{found[3].strip()}**", found[1].rstrip()) if found[3].strip() else (found[1].rstrip(),)
    return None


def _titled(title: str) -> tuple[str, ...]:
    """The lines of a box's title, between empty ones."""
    words = title.strip().strip("\"'").strip()
    return ("", f"**{words}**", "") if words else ("",)


def _with_links(line: str, missing: Counter[str], link: Callable[[str], str]) -> str:
    """A line in which links in double brackets are links, or words where nothing has the name."""

    def replaced(match: re.Match[str]) -> str:
        name, shown = match[2].strip(), (match[4] or "").strip()
        if match[1] and _PICTURE.search(name):
            alt = "" if re.fullmatch(r"[0-9x]*", shown) else shown
            return f"\n\n![{alt}]({name.replace(' ', '%20')})\n\n"
        address = link(name) or link(f"{name}.md") if name else ""
        words = shown or name or (match[3] or "").lstrip("#")
        if not address:
            missing[name] += bool(name)
            return words
        return f'<a href="{escape(address)}">{escape(words, quote=False)}</a>'

    parts = re.split(r"(`+[^`]*`+)", line)
    return "".join(part if part.startswith("`") else _WIKI.sub(replaced, part) for part in parts)
