"""YAML as editors write it: every scalar stays the text that was written, and every value knows its line and column.

YAML's own guesses (``no`` is false, ``12:30:00`` is 45000, ``0123`` is 83) never happen, because nothing is resolved:
the schema that reads the value decides. Tags, anchors and aliases are refused, so neither Python objects nor alias
bombs can be written.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from .problems import N_, Problem, error

try:
    from yaml import CSafeLoader as _Loader
except (
    ImportError
):  # libyaml is in the wheels of all common platforms; without it the same rules hold, ten times slower
    from yaml import SafeLoader as _Loader  # type: ignore[assignment]

MAX_DEPTH = 20
_PLAIN_TAGS = {
    "tag:yaml.org,2002:" + name
    for name in ("str", "int", "float", "bool", "null", "timestamp", "seq", "map", "merge", "value")
}

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """What a YAML text says. ``marks`` gives (line, column) of each value by its path, of a key by its path + ``"."``."""

    value: Any
    marks: dict[Path, tuple[int, int]] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()

    def mark(self, path: Path) -> tuple[int, int]:
        """Position of the value at a path, or of its nearest parent that was written."""
        while path and path not in self.marks:
            path = path[:-1]
        return self.marks.get(path, (1, 1))

    def key_mark(self, path: Path) -> tuple[int, int]:
        """Position of the key that introduces the value at a path."""
        return self.marks.get((*path, "."), self.mark(path))


def parse(text: str, *, first_line: int = 1) -> Document:
    """Read one YAML document; ``first_line`` is where the text begins in its file."""
    try:
        root = yaml.compose(text, _Loader)
    except yaml.MarkedYAMLError as failure:
        mark = failure.problem_mark or failure.context_mark
        place = (mark.line + first_line, mark.column + 1) if mark else (first_line, 1)
        return Document(None, {(): place}, (_syntax(failure.problem or "").at("", *place),))
    except yaml.YAMLError as failure:  # a control character: the reader's errors carry no mark
        place = _reader_place(text, failure, first_line)
        return Document(None, {(): place}, (_CONTROL.at("", *place),))
    except RecursionError:
        return Document(None, {(): (first_line, 1)}, (_DEEP.at("", first_line, 1),))
    if root is None:
        return Document({}, {(): (first_line, 1)})
    reading = _Reading(first_line)
    value = reading.build(root, ())
    return Document(value, reading.marks, tuple(reading.problems))


_CONTROL = error(
    "yaml-control",
    N_("There is an invisible control character in the settings at the top."),
    N_("Delete the characters at this place and type them again."),
)
_DEEP = error("yaml-deep", N_("These settings are nested too deeply."), N_("Use at most a few levels of indentation."))


def _syntax(reason: str) -> Problem:
    hint = N_("Check the indentation and the colons; put a text that contains “: ” or “#” between quotation marks.")
    if "mapping values" in reason:
        hint = N_("Put the whole text after the first colon between quotation marks.")
    elif "\\t" in reason or "tab" in reason:
        hint = N_("Use spaces, not tabs, at the start of a line.")
    return error("yaml-syntax", N_("This line cannot be read as YAML."), hint)


def _reader_place(text: str, failure: yaml.YAMLError, first_line: int) -> tuple[int, int]:
    position = getattr(failure, "position", None)
    if not isinstance(position, int):
        return first_line, 1
    head = text.encode()[:position].decode(errors="ignore")
    return head.count("\n") + first_line, len(head) - (head.rfind("\n") + 1) + 1


class _Reading:
    def __init__(self, first_line: int) -> None:
        self.first_line = first_line
        self.marks: dict[Path, tuple[int, int]] = {}
        self.problems: list[Problem] = []
        self.seen: set[int] = set()

    def place(self, node: yaml.Node) -> tuple[int, int]:
        mark = node.start_mark
        return mark.line + self.first_line, mark.column + 1

    def refuse(self, node: yaml.Node, problem: Problem) -> None:
        self.problems.append(problem.at("", *self.place(node)))

    def build(self, node: yaml.Node, path: Path) -> Any:
        self.marks[path] = self.place(node)
        if id(node) in self.seen:
            self.refuse(
                node,
                error(
                    "yaml-alias", N_("Anchors and aliases (& and *) are not allowed."), N_("Write the value out again.")
                ),
            )
            return None
        self.seen.add(id(node))
        if node.tag not in _PLAIN_TAGS:
            self.refuse(
                node,
                error(
                    "yaml-tag", N_("The tag “{tag}” is not allowed."), N_("Write the value without it."), tag=node.tag
                ),
            )
            return None
        if len(path) > MAX_DEPTH:
            self.refuse(node, _DEEP)
            return None
        if isinstance(node, yaml.MappingNode):
            return self.mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self.build(item, (*path, i)) for i, item in enumerate(node.value)]
        assert isinstance(node, yaml.ScalarNode)
        if node.style is None and node.value in ("", "~", "null", "Null", "NULL"):
            return None
        return node.value

    def mapping(self, node: yaml.MappingNode, path: Path) -> dict[str, Any]:
        out: dict[str, Any] = {}
        for key, value in self.pairs(node):
            if key.value in out:
                self.refuse(
                    key,
                    error(
                        "yaml-duplicate",
                        N_("“{key}” is written twice."),
                        N_("Keep one of the two."),
                        key=key.value,
                    ),
                )
            self.marks[(*path, key.value, ".")] = self.place(key)
            out[key.value] = self.build(value, (*path, key.value))
        return out

    def pairs(self, node: yaml.MappingNode) -> Iterator[tuple[yaml.Node, yaml.Node]]:
        for key, value in node.value:
            if isinstance(key, yaml.ScalarNode):
                yield key, value
            else:
                self.refuse(key, error("yaml-key", N_("A key must be a plain word."), N_("Write it as “key: value”.")))
