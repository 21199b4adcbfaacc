"""Parse YAML into plain texts, lists and mappings, with the line and column of every value.

Every scalar stays the text that the editor wrote. YAML's own guesses (``no`` is false, ``12:30:00`` is 45000, ``0123`` is
83) do not apply; the form that reads the value decides on its type. Tags, anchors, aliases and merge keys are errors, so
a document can contain neither Python objects nor alias bombs.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from .. import arabic
from ..base.problems import N_, Problem, error, warning
from .merge_conflict import conflict_in_yaml
from .plain_yaml import read_plain
from .yaml_slips import COMMENT_LIKE, LIST_LIKE, arabic_comma, cause, comments_in_text, reader_place

try:
    from yaml import CSafeLoader as _Composer
except ImportError:  # without libyaml, which the wheels of all common platforms contain, parsing is ten times slower
    from yaml import SafeLoader as _Composer  # type: ignore[assignment]

_TAG = "tag:yaml.org,2002:"


class _Loader(_Composer):
    """A loader that resolves no types, which halves its time: every plain scalar is a text, except the key ``<<``."""

    def resolve(self, kind: Any, value: Any, implicit: Any) -> str:
        if kind is yaml.ScalarNode:
            return _TAG + ("merge" if value == "<<" and implicit[0] else "str")
        return _TAG + ("seq" if kind is yaml.SequenceNode else "map")


MAX_DEPTH = 20
"""The deepest nesting of a document."""

SAFE_DEPTH = 500
"""The deepest nesting that is parsed at all. libyaml recurses in C, and some 30,000 levels crash the process."""

_BREAKS = str.maketrans("\x85\u2028\u2029", "   ")
"""Characters that are line breaks in YAML but in no editor: a pasted one would end a value."""

_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ue000\ue001]")
_PLAIN_TAGS = {
    _TAG + name for name in ("str", "int", "float", "bool", "null", "timestamp", "seq", "map", "merge", "value")
}
_MERGE = _TAG + "merge"

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """The value of a YAML text. ``marks`` has the (line, column) of each value by its path, of a key by path + ``"."``.

    ``value`` is made of dict, list, str and None, which is an empty value. It is None where the text cannot be parsed;
    with other errors among ``problems`` it is incomplete. ``unquoted_lists`` are the paths of texts without quotation
    marks, outside of [brackets], that hold a comma or semicolon as between the entries of a list.
    """

    value: Any
    marks: dict[Path, tuple[int, int]] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    unquoted_lists: frozenset[Path] = frozenset()

    def mark(self, path: Path) -> tuple[int, int]:
        """Line and column of the value at a path, else of its nearest parent that exists."""
        while path and path not in self.marks:
            path = path[:-1]
        return self.marks.get(path, (1, 1))

    def key_mark(self, path: Path) -> tuple[int, int]:
        """Line and column of the key of the value at a path; where there is no such key, what ``mark`` gives."""
        return self.marks.get((*path, "."), self.mark(path))


def parse(text: str, *, first_line: int = 1) -> Document:
    """Parse one YAML document that begins at ``first_line`` of its file. An empty text is an empty mapping.

    Errors are in ``Document.problems``, with lines of the file but without its path.
    """
    plain = read_plain(text, first_line)
    if plain is not None:
        return Document(plain.value, plain.marks, unquoted_lists=plain.unquoted_lists)
    return _parse(text, first_line)


def _parse(text: str, first_line: int) -> Document:
    """Parse a document with the YAML library."""
    if any(mark in text for mark in "\x85\u2028\u2029"):
        text = text.translate(_BREAKS)
    if conflict := conflict_in_yaml(text, first_line):
        return Document(None, {(): (conflict.line, 1)}, (conflict,))
    try:
        found = tuple(_refused_marks(text, first_line))
        root = None if found else yaml.compose(text, _Loader)
    except yaml.MarkedYAMLError as failure:
        problem, mark = cause(failure, text)
        place = (mark.line + first_line, mark.column + 1) if mark else (first_line, 1)
        return Document(None, {(): place}, (problem.at("", *place),))
    except yaml.YAMLError as failure:  # a control character; this kind of error has no mark
        place = reader_place(text, failure, first_line)
        return Document(None, {(): place}, (_CONTROL.at("", *place),))
    except RecursionError:
        return Document(None, {(): (first_line, 1)}, (_DEEP.at("", first_line, 1),))
    if found:
        return Document(None, {(): (first_line, 1)}, found)
    if root is None:
        return Document({}, {(): (first_line, 1)})
    reading = _Reading(first_line)
    value = reading.build(root, ())
    comments = comments_in_text(root, text, first_line) if COMMENT_LIKE.search(text) else ()
    return Document(value, reading.marks, (*reading.problems, *comments), frozenset(reading.unquoted_lists))


def composed(text: str) -> yaml.Node | None:
    """The node of a YAML document; None where the text is empty or cannot be parsed, or has anchors or aliases."""
    try:
        return None if tuple(_refused_marks(text, 1)) else yaml.compose(text, _Loader)
    except (yaml.YAMLError, RecursionError):
        return None


def scalars(text: str) -> dict[Path, tuple[int, int, str]]:
    """The offsets (start, end) and the text of each value that stands verbatim on one line, by its path.

    The offsets leave out quotation marks. Empty where the text cannot be parsed. Of a key that is written twice, the
    last such value counts.
    """
    root = composed(text)
    starts = [0, *(match.end() for match in re.finditer("\n", text))]
    found: dict[Path, tuple[int, int, str]] = {}

    def walk(node: yaml.Node | None, path: Path) -> None:
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                walk(value, (*path, key.value if isinstance(key, yaml.ScalarNode) else ""))
        elif isinstance(node, yaml.SequenceNode):
            for i, item in enumerate(node.value):
                walk(item, (*path, i))
        elif isinstance(node, yaml.ScalarNode):
            begin, end = (starts[m.line] + m.column for m in (node.start_mark, node.end_mark))
            quoted = node.style in ('"', "'")
            inner = (begin + quoted, end - quoted)
            if text[slice(*inner)] == node.value:
                found[path] = (*inner, node.value)

    walk(root, ())
    return found


_CONTROL = error(
    "yaml-control",
    N_("There is an invisible control character here."),
    N_("Delete the characters at this place and type them again."),
)
_DEEP = error(
    "yaml-deep",
    N_("Lists or groups of keys are nested too deeply here."),
    N_("Use at most a few levels of indentation."),
)


_ALIAS = error(
    "yaml-alias", N_("“&” and “*” have a special meaning in YAML and are not allowed here."),
    N_("Put the text between quotation marks, or write the value out again."),
)  # fmt: skip


def _refused_marks(text: str, first_line: int) -> Iterator[Problem]:
    """Errors for anchors and aliases, one for each line, and for unsafe nesting, before libyaml composes anything.

    Raises yaml.YAMLError where the text cannot be scanned.
    """
    if "&" in text or "*" in text:
        last_line = 0
        for token in yaml.scan(text, _Loader):
            line, column = _place(token, first_line)
            if isinstance(token, (yaml.AnchorToken, yaml.AliasToken)) and line > last_line:
                yield _ALIAS.at("", line, column)
                last_line = line
    if sum(map(text.count, "[{-?")) > SAFE_DEPTH:
        depth = 0
        for event in yaml.parse(text, _Loader):
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > SAFE_DEPTH:
                yield _DEEP.at("", *_place(event, first_line))
                return


def _place(found: Any, first_line: int) -> tuple[int, int]:
    return found.start_mark.line + first_line, found.start_mark.column + 1


class _Reading:
    def __init__(self, first_line: int) -> None:
        self.first_line = first_line
        self.marks: dict[Path, tuple[int, int]] = {}
        self.problems: list[Problem] = []
        self.unquoted_lists: list[Path] = []

    def place(self, node: yaml.Node) -> tuple[int, int]:
        mark = node.start_mark
        return mark.line + self.first_line, mark.column + 1

    def refuse(self, node: yaml.Node, problem: Problem) -> None:
        self.problems.append(problem.at("", *self.place(node)))

    def build(self, node: yaml.Node, path: Path, *, in_brackets: bool = False) -> Any:
        self.marks[path] = self.place(node)
        if node.tag not in _PLAIN_TAGS:
            tag = re.sub("^tag:yaml.org,2002:", "!!", node.tag)
            self.refuse(
                node,
                error("yaml-tag", N_("“{tag}” has a special meaning in YAML and is not allowed here."),
                      N_("Put the text between quotation marks, or write the value without it."), tag=tag),
            )  # fmt: skip
            return None
        if len(path) > MAX_DEPTH:
            self.refuse(node, _DEEP)
            return None
        if isinstance(node, yaml.MappingNode):
            return self.mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            if node.flow_style and (comma := arabic_comma(node)):
                self.refuse(*comma)
            flow = bool(node.flow_style)
            return [self.build(item, (*path, i), in_brackets=flow) for i, item in enumerate(node.value)]
        assert isinstance(node, yaml.ScalarNode)
        if not node.style and node.value in ("", "~", "null", "Null", "NULL"):
            return None
        if not node.style and not in_brackets and LIST_LIKE.search(node.value):
            self.unquoted_lists.append(path)
        return self.text(node)

    def text(self, node: yaml.ScalarNode) -> str:
        """The text of a scalar without control characters, written directly or as escapes; warns where it had any."""
        value: str = node.value
        drop = {*arabic.bidi_controls(value), *(match.start() for match in _CONTROLS.finditer(value))}
        if not drop:
            return value
        self.refuse(
            node,
            warning("control", N_("An invisible control character was left out."), N_("Delete the character {name} here."),
                    name=f"U+{ord(value[min(drop)]):04X}"),
        )  # fmt: skip
        return "".join(c for i, c in enumerate(value) if i not in drop)

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
            if isinstance(key, yaml.ScalarNode) and key.tag in _PLAIN_TAGS and key.tag != _MERGE:
                yield key, value
            else:
                self.refuse(key, _NO_KEY)


_NO_KEY = error("yaml-key", N_("This cannot be a key."), N_("Write a plain word, a colon and its value: “key: value”."))
