"""What editors easily get wrong in YAML, and how they are told: a line that cannot be read, a comment where a hashtag was
meant, an Arabic comma between the entries of a list.

Nothing here loads the YAML library: nodes, marks and failures are those of ``yamltext``.
"""

import re
from collections.abc import Iterator
from typing import Any

from ..base.problems import N_, Problem, error, warning

COMMENT_LIKE = re.compile(r"[ \t]#\w")
"""The sign of a comment right before a letter, as in a hashtag."""

LIST_LIKE = re.compile(r"[،؛]|[,;]\s")
"""What stands between the entries of a list in running text."""

_WRONG_IN_BRACKETS = re.compile(r"\s*(?:[،؛]|;(?=\s))\s*")
_SEPARATOR = re.compile(r"\s*(?:[،؛]|[,;](?=\s))\s*")


def comments_in_text(root: Any, text: str, first_line: int) -> Iterator[Problem]:
    """A warning for each text without quotation marks below a node that ends at a # right before a letter.

    YAML takes the rest of the line for a comment. ``text`` is the whole document; it begins at ``first_line`` of its file.
    """
    lines = text.split("\n")
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if node.id == "mapping":
            waiting += [value for _, value in node.value]
        elif node.id == "sequence":
            waiting += node.value
        elif not node.style and node.end_mark.line < len(lines):
            end = node.end_mark
            rest = lines[end.line][end.column :]
            if re.match(r"[ \t]+#\w", rest):
                column = end.column + len(rest) - len(rest.lstrip()) + 1
                yield _comment(rest.strip()).at("", end.line + first_line, column)


def _comment(left_out: str) -> Problem:
    return warning(
        "yaml-comment", N_("“{text}” was left out: # after a space begins a comment."),
        N_("Put the whole text after the first colon between quotation marks; write a space after # if it is a comment."),
        text=left_out if len(left_out) <= 40 else left_out[:39] + "…",
    )  # fmt: skip


def arabic_comma(sequence: Any) -> tuple[Any, Problem] | None:
    """The first entry of a list in brackets that an Arabic comma or a semicolon joins to the next, and the warning for it.

    None where there is none. Entries in quotation marks, and entries that are groups of keys, do not count.
    """
    scalars = [node for node in sequence.value if node.id == "scalar"]
    for node in scalars:
        if not node.style and (sign := _WRONG_IN_BRACKETS.search(node.value)):
            entries = [
                part
                for one in scalars
                for part in ([f'"{one.value}"'] if one.style else _WRONG_IN_BRACKETS.split(one.value))
                if part
            ]
            return node, _list_sign(sign[0].strip(), node.value, entries)
    return None


def joined_list(text: str) -> Problem:
    """The warning, without a position, for a text that names several entries of a list and is one of them."""
    sign = LIST_LIKE.search(text)
    assert sign is not None
    return _list_sign(sign[0].strip(), text, [part for part in _SEPARATOR.split(text) if part])


def _list_sign(sign: str, text: str, entries: list[str]) -> Problem:
    """The warning, without a position, that ``sign`` does not separate the entries of a list."""
    return warning(
        "list-comma", N_("“{text}” is one entry: “{sign}” does not separate entries here."),
        N_("Write [{form}]; if it is one entry, put it between quotation marks."),
        text=text[:80], sign=sign, form=", ".join(entries)[:200],
    )  # fmt: skip


_MARK_IN_KEY = error(
    "yaml-control",
    N_("There is an invisible character at the beginning of this line: U+FEFF."),
    N_("Delete the whole beginning of the line and type it again."),
)

_UNREADABLE = N_("This line cannot be read.")
_QUOTE_ALL = N_("Put the whole text after the first colon between quotation marks.")
_CHECK = N_("Check the indentation and the colons; put a text that contains “: ” or “#” between quotation marks.")
_HINTS = (
    ("quoted scalar", N_('Close the quotation mark that opens here; inside “…” write \\" for a quotation mark.')),
    ("simple key", N_("This line has no colon: write “key: value”.")),
    ("flow sequence", N_("Close the bracket [ that opens here.")),
    ("flow mapping", N_("Close the bracket {{ that opens here.")),
)


def cause(failure: Any, text: str) -> tuple[Problem, Any]:
    """The error, without a position, for a ``yaml.MarkedYAMLError``, and the mark, if any, where an editor sees its cause."""
    hint, mark = _cause(failure, text)
    lines = text.split("\n")
    if mark is not None and mark.line < len(lines) and lines[mark.line].lstrip(" -").startswith("\ufeff"):
        return _MARK_IN_KEY, mark
    return error("yaml-syntax", _UNREADABLE, hint), mark


def _cause(failure: Any, text: str) -> tuple[str, Any]:
    reason, context = failure.problem or "", failure.context or ""
    mark = failure.problem_mark or failure.context_mark
    for kind, hint in _HINTS:
        if kind in context and "escape" not in reason:
            return hint, failure.context_mark or mark
    if mark is None:
        return _CHECK, None
    lines = text.split("\n")
    line = lines[mark.line] if mark.line < len(lines) else ""
    before, here = line[: mark.column], line[mark.column :]
    if "\t" in line[: len(line) - len(line.lstrip())]:
        return N_("Use spaces, not tabs, at the start of a line."), mark
    if "mapping values" in reason and ":" not in before:
        return N_("The line above has no colon or no quotation marks, or this line is indented too far."), mark
    if (
        "mapping values" in reason
        or "not allowed in this context" in reason
        or (before.strip() and "expected key" in reason)
    ):
        return _QUOTE_ALL, mark
    if "expected key" in reason or "expected '-'" in reason:
        return N_("Indent this line exactly like the line that it belongs with."), mark
    if before.strip() and here[:1] in tuple("@`%,]}|>!"):
        return _QUOTE_ALL, mark
    return _CHECK, mark


def reader_place(text: str, failure: Exception, first_line: int) -> tuple[int, int]:
    """Line and column of the character that a ``yaml.reader.ReaderError`` refuses; the first one where it has no position."""
    position = getattr(failure, "position", None)
    if not isinstance(position, int):
        return first_line, 1
    head = text.encode()[:position].decode(errors="ignore")
    return head.count("\n") + first_line, len(head) - (head.rfind("\n") + 1) + 1
