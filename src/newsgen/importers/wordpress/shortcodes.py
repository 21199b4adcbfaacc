"""Replace WordPress's shortcodes: those that show something become HTML, of all others the text between them stays.

https://developer.wordpress.org/plugins/shortcodes/ and https://codex.wordpress.org/Shortcode_API say how they are written.
Only a site knows which names it has. So a name in brackets counts as a shortcode when something here knows it, when it has
an attribute with a value, when it has an end, or when it has an underscore: ``[sic]`` and ``[1]`` stay words.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape

MAX_DEPTH = 30
"""The deepest nesting of shortcodes that is followed; deeper ones are left out, and the words between them stay."""

_TAG = re.compile(
    r"<!--.*?(?:-->|\Z)|<[a-zA-Z/][^<>]*>"
    r"|\[(?P<close>/?)(?P<name>[a-zA-Z][\w-]{1,59})(?P<rest>(?:[\s=/\u00a0](?:[^\[\]\"]|\"[^\"]{0,20000}\"|\")*+)?)\]",
    re.DOTALL | re.ASCII,
)
_ATTRIBUTE = re.compile(
    r"(?P<key>[\w-]{1,80})\s*=\s*(?:\"(?P<a>[^\"]*)\"|'(?P<b>[^']*)'|[”“″»](?P<c>[^”“″«]*)[”“″«]|(?P<d>[^\s'\"]+))"
    r"|\"(?P<e>[^\"]*)\"|'(?P<f>[^']*)'|(?P<g>[^\s\"']+)"
)
_ONLY_ATTRIBUTES = re.compile(
    r"(?:\s++[\w-]{1,80}\s*+=\s*+(?:\"[^\"]*+\"|'[^']*+'|[”“″»][^”“″«]*+[”“″«]|[^\s\"'<>]++))++\s*+/?"
)
_SPACE = r"(?:[ \t\r\n\u00a0]|&nbsp;|<br />)*"
_OPEN_P = re.compile(rf"<p(?:\s[^<>]{{0,150}})?>{_SPACE}$")
_CLOSE_P = re.compile(rf"{_SPACE}</p>")
_AROUND = 200  # signs before a shortcode in which its paragraph's start is looked for


@dataclass(frozen=True, slots=True)
class Shortcode:
    """One shortcode: its name, its attributes, and the HTML between its two tags, in which all others are replaced.

    Attributes without a name have the keys ``0``, ``1`` and so on. ``raw`` is the text between the tags as written.
    """

    name: str
    attributes: Mapping[str, str]
    content: str = ""
    raw: str = ""

    def get(self, *names: str) -> str:
        """The value of the first of these attributes that has one; empty when none has."""
        return next((self.attributes[name] for name in names if self.attributes.get(name)), "")


@dataclass(frozen=True, slots=True)
class Shown:
    """What a shortcode shows. A ``block`` cannot stand inside a paragraph. ``known`` is false for what is left out."""

    html: str
    block: bool = True
    known: bool = True


@dataclass(frozen=True, slots=True)
class Expanded:
    """A text without shortcodes. ``unknown`` counts those of which only the words stayed, ``dropped`` those that the map
    says to leave out, ``words`` names in brackets that may be shortcodes and stayed words."""

    html: str
    unknown: Mapping[str, int] = field(default_factory=dict)
    dropped: Mapping[str, int] = field(default_factory=dict)
    words: Mapping[str, int] = field(default_factory=dict)


Show = Callable[[Shortcode], Shown | None]
"""Shows a shortcode; None for a name that it does not know."""


def expand(html: str, show: Show, rules: Mapping[str, str], known: Callable[[str], bool]) -> Expanded:
    """Replace the shortcodes of a text that has its paragraphs.

    ``rules`` come before ``show``: by name, ``drop`` leaves the shortcode and its content out, ``keep`` keeps the content,
    and any other text is HTML in which ``{content}`` and ``{name of an attribute}`` are replaced. A shortcode alone in its
    paragraph takes the paragraph's place. In ``[[name]]`` the outer brackets go, and it is text.
    """
    if "[" not in html:
        return Expanded(html)
    return _Expansion(html, show, rules, known).all()


def attributes_of(rest: str) -> dict[str, str]:
    """The attributes of a shortcode, from the text behind its name; keys are in small letters."""
    found: dict[str, str] = {}
    if rest.startswith("="):
        return {"0": rest[1:].strip().strip("\"'”“")}
    rest = rest.rstrip().removesuffix("/").replace("\u00a0", " ")
    if '"' not in rest:
        rest = rest.replace("&quot;", '"').replace("&#8221;", "”").replace("&#8243;", "″")
    plain = 0
    for match in _ATTRIBUTE.finditer(rest):
        value = next((match[group] for group in "abcdefg" if match[group] is not None), "")
        if match["key"]:
            found.setdefault(match["key"].lower(), value)
        else:
            found.setdefault(str(plain), value)
            plain += 1
    return found


class _Expansion:
    def __init__(self, html: str, show: Show, rules: Mapping[str, str], known: Callable[[str], bool]) -> None:
        self.html = html
        self.show = show
        self.rules = rules
        tags = [match for match in _TAG.finditer(html) if match["name"]]
        ends: dict[str, list[int]] = {}
        for at, tag in enumerate(tags):
            if tag["close"]:
                ends.setdefault(tag["name"].lower(), []).append(at)
        self.tags = tags
        self.ends = ends
        self.is_known = known
        self.unknown: Counter[str] = Counter()
        self.dropped: Counter[str] = Counter()
        self.words: Counter[str] = Counter()

    def all(self) -> Expanded:
        written = "".join(self.between(0, len(self.tags), 0, len(self.html), 0))
        return Expanded(written, dict(self.unknown), dict(self.dropped), dict(self.words))

    def between(self, first: int, last: int, start: int, end: int, depth: int) -> Iterator[str]:
        """Yield ``html[start:end]`` with its shortcodes replaced, and count those in ``unknown``, ``dropped`` and ``words``.

        The tags ``tags[first:last]`` lie in it. ``depth`` counts the shortcodes around it; the content of one that lies in
        ``MAX_DEPTH`` others keeps the shortcodes in it as they are written.
        """
        at = first
        while at < last:
            tag = self.tags[at]
            if tag.start() < start:
                at += 1
                continue
            name = tag["name"].lower()
            before, after = self.html[tag.start() - 1 : tag.start()], self.html[tag.end() : tag.end() + 1]
            if before == "[" and after == "]" and start < tag.start() and tag.end() < end:
                yield self.html[start : tag.start() - 1] + tag[0]
                start = tag.end() + 1
                at += 1
                continue
            closing = -1 if tag["close"] or tag["rest"].rstrip().endswith("/") else self.end_of(name, at, last)
            if (
                before == "["
                and closing >= 0
                and self.html.startswith("]", self.tags[closing].end())
                and start < tag.start()
            ):
                yield self.html[start : tag.start() - 1] + self.html[tag.start() : self.tags[closing].end()]
                start = self.tags[closing].end() + 1
                at = closing + 1
                continue
            if not self.counts(name, tag, closing >= 0, start, end):
                if name not in _EDITORS:
                    self.words[name] += 1
                at += 1
                continue
            stop = self.tags[closing].end() if closing >= 0 else tag.end()
            text = self.html[start : tag.start()]
            if tag["close"]:
                yield text
                start = stop
                at += 1
                continue
            inner = raw = ""
            if closing >= 0:
                raw = self.html[tag.end() : self.tags[closing].start()]
                if depth < MAX_DEPTH:
                    inner = "".join(self.between(at + 1, closing, tag.end(), self.tags[closing].start(), depth + 1))
                else:
                    inner = raw
            shown = self.shown(Shortcode(name, attributes_of(tag["rest"]), inner, raw))
            opened = _OPEN_P.search(text, max(0, len(text) - _AROUND)) if shown.block else None
            closed = _CLOSE_P.match(self.html, stop, end) if shown.block else None
            if opened and closed:
                yield text[: opened.start()] + shown.html
                start = closed.end()
            elif shown.block and shown.html and _inside_paragraph(text):
                yield f"{text}</p>{shown.html}<p>"
                start = stop
            else:
                yield text + shown.html
                start = stop
            at = closing + 1 if closing >= 0 else at + 1
        yield self.html[start:end]

    def end_of(self, name: str, at: int, last: int) -> int:
        """The place of the first end tag of this name behind ``at`` and before ``last``; -1 when there is none."""
        places: Sequence[int] = self.ends.get(name, ())
        number = bisect_left(places, at)
        return places[number] if number < len(places) and places[number] < last else -1

    def counts(self, name: str, tag: re.Match[str], closed: bool, start: int, end: int) -> bool:
        """Whether a name in brackets is a shortcode."""
        if name in self.rules or self.is_known(name) or closed:
            return True
        if tag["close"]:
            return name in self.unknown or name in self.dropped
        if _ONLY_ATTRIBUTES.fullmatch(tag["rest"]):
            return True
        before = self.html[max(start, tag.start() - _AROUND) : tag.start()]
        return "_" in name and bool(_OPEN_P.search(before) and _CLOSE_P.match(self.html, tag.end(), end))

    def shown(self, code: Shortcode) -> Shown:
        rule = self.rules.get(code.name)
        if rule == "drop":
            self.dropped[code.name] += 1
            return Shown("", block=False)
        if rule == "keep":
            return Shown(code.content, block="<p>" in code.content)
        if rule:
            return Shown(_filled(rule, code))
        shown = self.show(code)
        if shown is None:
            self.unknown[code.name] += 1
            content = _with_title(code)
            return Shown(content, block=not content.strip() or re.search("<(?:p|blockquote)[ >]", content) is not None)
        if not shown.known:
            self.unknown[code.name] += 1
        return shown


_EDITORS = frozenset({"sic", "source", "video", "photo", "edited", "update", "updated", "redacted", "note", "ed"})
"""Words in brackets that writers put into quotations and headlines."""


def _inside_paragraph(text: str) -> bool:
    return text.rfind("<p") > text.rfind("</p>")


def _with_title(code: Shortcode) -> str:
    """The content of an unknown shortcode that has some, with the words of the attributes that such boxes, tabs and
    quotations show beside it."""
    content = code.content
    if not content.strip():
        return content
    heading = code.get("title", "heading").strip()
    speaker = code.get("cite", "author", "source").strip()
    if speaker and "quote" in code.name:
        content = f"<blockquote>{content}<cite>{speaker}</cite></blockquote>"
    return f"<p><strong>{heading}</strong></p>{content}" if heading else content


MAX_FILLED = 2**22
"""The most characters that a template of the map makes of one shortcode."""


def _filled(template: str, code: Shortcode) -> str:
    """What a template of the map makes of a shortcode; of one that would grow beyond ``MAX_FILLED`` its content alone."""
    if template.count("{") * len(code.content) > MAX_FILLED:
        return code.content
    values = {**{key: escape(value) for key, value in code.attributes.items()}, "content": code.content}
    return re.sub(r"\{([\w-]{1,80})\}", lambda match: values.get(match[1].lower(), ""), template)
