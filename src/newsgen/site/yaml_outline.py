"""Tell which lines of a YAML mapping belong to which key, and how each value is written: for whoever edits one of them."""

import re
from dataclasses import dataclass
from typing import Literal

import yaml

from .yamltext import composed

Style = Literal["plain", "'", '"', "|", ">", "flow", "block"]
"""How a value is written: a scalar by its quotation mark or block sign, a list or mapping in brackets or by lines."""


@dataclass(frozen=True, slots=True)
class Written:
    """A value as it stands in a text. ``start`` and ``end`` are offsets: the value is ``text[start:end]``.

    Of a value by lines, and of a text behind ``|`` or ``>``, ``end`` is the end of its last line that is no comment. An
    empty value is a plain one of length 0, behind its colon. ``items`` are those of a list or the values of a mapping;
    a list has no ``keys``.
    """

    kind: Literal["scalar", "list", "mapping"]
    style: Style
    start: int
    end: int
    items: tuple["Written", ...] = ()
    keys: tuple["Key", ...] = ()


@dataclass(frozen=True, slots=True)
class Key:
    """A key of a mapping, and the offset where it begins; its quotation marks are not part of ``name``."""

    name: str
    start: int


def outline(text: str) -> Written | None:
    """The mapping that a YAML text is, if it is one by lines, with every value in it; None for any other text.

    Lines end in ``\\n``. A text of which a key is not a plain word, or that cannot be parsed, gives None too.
    """
    if any(mark in text for mark in "\x85\u2028\u2029"):  # lines of YAML, but of no editor
        return None
    root = composed(text)
    if not isinstance(root, yaml.MappingNode) or root.flow_style:
        return None
    return _Outline(text).of(root)


class _Outline:
    def __init__(self, text: str) -> None:
        self._lines = text.split("\n")
        self._starts = [0, *(match.end() for match in re.finditer("\n", text))]

    def of(self, node: yaml.Node) -> Written | None:
        """The outline of a node; None where a key of a mapping in it is no scalar."""
        start = self._offset(node.start_mark)
        if isinstance(node, yaml.ScalarNode):
            style: Style = node.style or "plain"  # type: ignore[assignment]  # PyYAML's styles are those of Style
            end = self._end_of_block_text(node) if style in ("|", ">") else self._offset(node.end_mark)
            return Written("scalar", style, start, max(start, end))
        pairs = node.value if isinstance(node, yaml.MappingNode) else [(None, item) for item in node.value]
        items, keys = [], []
        for key, value in pairs:
            if key is not None and not isinstance(key, yaml.ScalarNode):
                return None
            item = self.of(value)
            if item is None:
                return None
            items.append(item)
            if key is not None:
                keys.append(Key(key.value, self._offset(key.start_mark)))
        flow = bool(getattr(node, "flow_style", False))
        end = self._offset(node.end_mark) if flow or not items else items[-1].end
        kind: Literal["list", "mapping"] = "mapping" if isinstance(node, yaml.MappingNode) else "list"
        return Written(kind, "flow" if flow else "block", start, end, tuple(items), tuple(keys))

    def _offset(self, mark: yaml.Mark) -> int:
        return self._starts[mark.line] + mark.column

    def _end_of_block_text(self, node: yaml.ScalarNode) -> int:
        """The end of the last line of a text behind ``|`` or ``>``: blank lines count only behind ``|+`` and ``>+``."""
        first, after = node.start_mark.line, node.end_mark.line
        lines = self._lines[first : after + (node.end_mark.column > 0)]
        head = lines[0][node.start_mark.column :].split("#")[0]
        keeps = "+" in head
        inner = [len(line) - len(line.lstrip(" ")) for line in lines[1:] if line.strip(" ")]
        indent = inner[0] if inner else 0
        last = len(lines) - 1
        while last > 0 and _is_behind(lines[last], indent, keeps=keeps):
            last -= 1
        return self._starts[first + last] + len(lines[last])


def _is_behind(line: str, indent: int, *, keeps: bool) -> bool:
    """Whether a line below the last words of a block text is none of it; ``indent`` is that of its words."""
    body = line.lstrip(" ")
    if not body:
        return not keeps
    return body.startswith("#") and len(line) - len(body) < indent
