"""What a story says in place of the words of a synced pattern (a reusable block) that it shows.

https://developer.wordpress.org/news/2024/06/21/an-introduction-to-overrides-in-synced-patterns/
"""

import re
from collections.abc import Mapping
from html import escape

_TAGS = re.compile(r"\s*((?:<[a-zA-Z][^<>]*>\s*)+)")
_ATTRIBUTES = {"image": {"url": "src", "alt": "alt", "title": "title"}, "button": {"url": "href"}}
"""The attributes of HTML that an override of these blocks replaces, each by its name in the block's JSON."""

Overrides = Mapping[str, Mapping[str, str]]
"""The values that replace those of a pattern's blocks: by the name of the block, then by the name of the value."""


def overrides_of(attributes: Mapping[str, object]) -> Overrides:
    """The overrides in the JSON of a reusable block. What is no text is left out."""
    content = attributes.get("content")
    return {
        str(name): {str(key): text for key, text in values.items() if isinstance(text, str)}
        for name, values in (content.items() if isinstance(content, dict) else ())
        if isinstance(values, dict)
    }


def overridden(html: str, block: str, attributes: Mapping[str, object], overrides: Overrides) -> str:
    """The HTML of one of the pattern's blocks with the story's own values. ``block`` is the kind of the block."""
    metadata = attributes.get("metadata")
    name = metadata.get("name") if isinstance(metadata, dict) else None
    values = overrides.get(name, {}) if isinstance(name, str) else {}
    words = values.get("content", values.get("text"))
    if words is not None:
        html = _with_words(html, words)
    for key, attribute in _ATTRIBUTES.get(block, {}).items():
        if key in values:
            written = f' {attribute}="{escape(values[key])}"'.replace("\\", r"\\")
            html = re.sub(rf"\s{attribute}=\"[^\"<>]*\"", written, html, count=1)
    return html


def _with_words(html: str, words: str) -> str:
    """The HTML whose first elements, one in the other, hold other words."""
    opened = _TAGS.match(html)
    if opened is None:
        return words
    closed = "".join(f"</{name}>" for name in reversed(re.findall(r"<([a-zA-Z][\w-]*)", opened[1])))
    return f"{opened[0]}{words}{closed}\n"
