"""Bare addresses in a text, ``https://…``, ``www.…`` and ``name@host``, become links, as GitHub's Markdown makes them."""

import re
import xml.etree.ElementTree as etree
from collections.abc import Iterator

from markdown import Markdown
from markdown.inlinepatterns import InlineProcessor
from markdown.util import ETX, STX, AtomicString

from .paragraphs import may_hold_address

_HIDDEN = rf"{STX}klzzwxh:([0-9]+){ETX}"
"""The place of what an earlier pattern has taken; the group is its number in the engine's stash."""

_ENDS = r"\s<>\"`{}|\\^\[\]«»‹›“”„،؛؟…\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff" + STX + ETX
"""The characters that end an address, for use inside a character class. Arabic letters belong to it."""

_BARE = rf"""(?x)
    <a[\s>](?:(?!<a[\s>]|</a).)*+</a\s*>      # a link in HTML, and
    |<[A-Za-z/!?][^<>]*+>                      # other tags, whose attributes may hold addresses
    |(?<![A-Za-z0-9@/.-])(?<!=)(?<!=["'])     # not the value of an attribute
     (?:(?P<web>(?:[Hh][Tt][Tt][Pp][Ss]?://|(?:[Ww]ww|WWW)\.)(?:(?!\*\*|~~)[^{_ENDS}]|{_HIDDEN})++)
       |(?<![+])(?P<mail>[A-Za-z0-9._+-]++@[A-Za-z0-9-]++(?:\.[A-Za-z0-9-]++)++(?![_@])))
"""
_PLACE = re.compile(_HIDDEN)
_ESCAPED = re.compile(f"{STX}([0-9]+){ETX}")
_ENTITY = re.compile(r"&[A-Za-z0-9#]+;\Z")
_HOST = re.compile(r"(?:https?://|(?=www\.))[\w-]+(?:\.[\w-]+)+(?=[:/?\#]|\Z)", re.IGNORECASE)
_MAIL = re.compile(r"[A-Za-z0-9._+-]*[A-Za-z0-9]@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}")
_TRAILING = "?!.,:;*_~'"


class _Pattern:
    """The pattern of addresses as the engine uses it: it searches only in texts that may hold one, for most hold none."""

    def __init__(self) -> None:
        self._pattern = re.compile(_BARE, re.DOTALL)

    def finditer(self, data: str, start: int) -> Iterator[re.Match[str]]:
        return self._pattern.finditer(data, start) if may_hold_address(data) else iter(())


class BareAddresses(InlineProcessor):
    """Make links of bare addresses, but not inside links or tags (https://github.github.com/gfm/#autolinks-extension-).

    Closing punctuation and a parenthesis without its opening one stay behind the link.
    """

    ANCESTOR_EXCLUDES = ("a",)

    def __init__(self, md: Markdown) -> None:
        super().__init__(_BARE, md)
        self.compiled_re = _Pattern()  # type: ignore[assignment]

    def handleMatch(  # type: ignore[override]
        self, m: re.Match[str], data: str
    ) -> tuple[etree.Element | None, int, int]:
        """The link and where its address begins and ends; None with the place of anything else, to go on behind it."""
        if m["mail"] is not None:
            shown = written = m["mail"]
            href = f"mailto:{shown}" if _MAIL.fullmatch(shown) else ""
        elif m["web"] is not None:
            written = _without_closing(self._until_element(m["web"]))
            shown = _PLACE.sub(lambda match: self._sign(match[1]), written)
            href = (shown if "://" in shown[:8] else f"http://{shown}") if _HOST.match(shown) else ""
        else:
            return None, m.start(), m.end()
        if not href:
            return None, m.start(), m.end()
        link = etree.Element("a", {"href": href})
        link.text = AtomicString(shown)
        return link, m.start(), m.start() + len(written)

    def _until_element(self, written: str) -> str:
        """An address up to the first place that holds anything but an escaped sign: a footnote, code, another link."""
        for match in _PLACE.finditer(written):
            if not self._sign(match[1]):
                return written[: match.start()]
        return written

    def _sign(self, number: str) -> str:
        """The sign that stood behind a backslash; empty where this part of the engine's stash is no such sign."""
        inline = self.md.treeprocessors["inline"]
        kept = inline.stashed_nodes.get(number)  # type: ignore[attr-defined]
        escaped = _ESCAPED.fullmatch(kept) if isinstance(kept, str) else None
        return chr(int(escaped[1])) if escaped else ""


def _without_closing(written: str) -> str:
    """An address without the punctuation at its end that belongs to the sentence."""
    end = len(written)
    unopened = written.count(")") - written.count("(")
    while end:
        last = written[end - 1]
        entity = _ENTITY.search(written, max(0, end - 10), end) if last == ";" else None
        if entity:
            end = entity.start()
        elif last in _TRAILING:
            end -= 1
        elif last == ")" and unopened > 0:
            end, unopened = end - 1, unopened - 1
        else:
            break
    return written[:end]


def register(engine: Markdown) -> None:
    """Let an engine make links of bare addresses."""
    engine.inlinePatterns.register(BareAddresses(engine), "newsgen-address", 95)
