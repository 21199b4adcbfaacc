"""What inline elements say of their words: bold, a language, a title; and how marks nest."""

import re

from .html_tree import Element
from .inline_markdown import Mark

MARKS = {
    "strong": Mark(2, "strong"), "b": Mark(2, "strong"), "em": Mark(3, "em"), "i": Mark(3, "em"), "dfn": Mark(3, "em"),
    "var": Mark(3, "em"), "del": Mark(4, "del"), "s": Mark(4, "del"), "strike": Mark(4, "del"), "code": Mark(9, "code"),
    "tt": Mark(9, "code"), "acronym": Mark(6, "abbr"),
    **{name: Mark(6, name) for name in "ins sub sup mark small abbr cite q kbd samp bdi bdo time".split()},
}  # fmt: skip
"""The mark of each element that newsgen keeps."""

_KEPT_ATTRIBUTES = {"abbr": "title", "time": "datetime"}

_LANGUAGE = 1


def language_of(element: Element) -> tuple[tuple[str, str], ...]:
    """The language and direction that an element sets, where they are not those of an Arabic page."""
    language, direction = element.get("lang") or element.get("xml:lang"), element.get("dir").lower()
    found = []
    if re.fullmatch(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*", language) and not language.lower().startswith("ar"):
        found.append(("lang", language))
    if direction in ("ltr", "auto"):
        found.append(("dir", direction))
    return tuple(found)


def mark_of(element: Element) -> Mark | None:
    """What an inline element says of its words; None where it says nothing that newsgen keeps."""
    attributes = language_of(element)
    mark = MARKS.get(element.tag)
    if mark is None:
        return Mark(_LANGUAGE, "span", attributes) if attributes else None
    if mark.tag == "code":
        return mark
    kept = _KEPT_ATTRIBUTES.get(mark.tag, "")
    own = ((kept, element.get(kept)),) if kept and element.get(kept).strip() else ()
    if mark.tag in ("abbr", "time") and not own and not attributes:
        return None
    return Mark(mark.rank, mark.tag, (*own, *attributes))


def with_mark(marks: tuple[Mark, ...], mark: Mark | None) -> tuple[Mark, ...]:
    """The marks with one more, in the order in which they nest; of two of one tag the inner one counts."""
    if mark is None:
        return marks
    return tuple(sorted((*(m for m in marks if m.tag != mark.tag), mark)))


def around_reference(marks: tuple[Mark, ...]) -> tuple[Mark, ...]:
    """The marks around a footnote's number: neither a link nor code, nor what raises it."""
    return tuple(mark for mark in marks if mark.tag not in ("a", "code", "sup"))


def without_code(marks: tuple[Mark, ...]) -> tuple[Mark, ...]:
    """The marks without that of code."""
    return tuple(mark for mark in marks if mark.tag != "code")
