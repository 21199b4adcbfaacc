"""The subheads of an explainer have ids, so that its table of contents leads to them."""

import html
import re

from ..model.article import Part
from ..model.body_text import without_references
from .anchors import as_anchor
from .live import ids_in
from .sanitise import RESERVED_ID_PREFIX

_BARE_SUBHEAD = re.compile(r"<h2>(.*?)</h2>", re.DOTALL)
_TAG = re.compile("<[^>]*>")
_MAX_WORDS = 60
"""Characters of an id that is made of words, at most."""


def with_subhead_ids(parts: tuple[Part, ...]) -> tuple[Part, ...]:
    """A rendered body in which each ``h2`` has an id: its own, or its words with hyphens between them.

    A number is added where the id is taken already. So a subhead keeps its id while its words stay, whatever else changes
    but an earlier subhead of the same words.
    """
    if not any(isinstance(part, str) and "<h2>" in part for part in parts):
        return parts
    taken = ids_in(parts)
    numbers: dict[str, int] = {}

    def named(match: re.Match[str]) -> str:
        words = html.unescape(_TAG.sub("", without_references(match[1])))
        wanted = as_anchor(words, _MAX_WORDS).strip("-:.")
        if not wanted or wanted.startswith(RESERVED_ID_PREFIX):
            wanted = f"part-{wanted}".rstrip("-")
        name = wanted
        while name in taken:
            numbers[wanted] = numbers.get(wanted, 1) + 1
            name = f"{wanted}-{numbers[wanted]}"
        taken.add(name)
        return f'<h2 id="{html.escape(name)}">{match[1]}</h2>'

    return tuple(_BARE_SUBHEAD.sub(named, part) if isinstance(part, str) else part for part in parts)
