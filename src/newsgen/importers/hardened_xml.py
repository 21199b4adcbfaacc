"""Parse XML from strangers into small trees: nothing is fetched, no entity is defined, depth and size are bounded.

A document type is allowed, because NITF and old RSS name one; a declaration of an entity in it is refused, so neither
external entities (XXE) nor entities made of entities ("billion laughs") exist.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape
from html.entities import html5
from typing import Literal
from xml.parsers import expat

MAX_BYTES = 16 * 2**20
"""The largest document that is parsed."""

MAX_DEPTH = 200
"""The deepest nesting of elements."""

MAX_NODES = 500_000
"""The most elements of one document."""

Fault = Literal["xml-too-large", "xml-too-deep", "xml-entity", "xml-broken"]


class Refused(Exception):
    """A document that is not read, with the code of the reason and the line, counted from 1."""

    def __init__(self, code: Fault, line: int) -> None:
        super().__init__(code, line)
        self.code = code
        self.line = line


@dataclass(slots=True)
class Node:
    """An element. ``name`` has no prefix; ``space`` is the address of its namespace, empty for none.

    ``attributes`` are named without a prefix: ``lang`` for ``xml:lang``; where two differ by their prefix alone, the one
    without a prefix counts. ``line`` counts from 1.
    """

    name: str
    space: str = ""
    attributes: dict[str, str] = field(default_factory=dict)
    children: "list[Node | str]" = field(default_factory=list)
    line: int = 0

    def get(self, attribute: str) -> str:
        """Return an attribute's value without white space around it; empty where it is absent."""
        return self.attributes.get(attribute, "").strip()

    def elements(self, *names: str) -> "Iterator[Node]":
        """Yield the child elements of these names, of all names where none is given, in order."""
        for child in self.children:
            if isinstance(child, Node) and (not names or child.name in names):
                yield child

    def first(self, *path: str) -> "Node | None":
        """Return the first descendant along a path of child names; None where a step is missing."""
        node: Node | None = self
        for name in path:
            node = next(node.elements(name), None) if node else None
        return node

    def walk(self) -> "Iterator[Node]":
        """Yield this element and all below it, in the document's order."""
        yield self
        for child in self.children:
            if isinstance(child, Node):
                yield from child.walk()

    def text(self) -> str:
        """Return all text below, with each run of white space as one space, and none around it."""
        return " ".join("".join(self.strings()).split())

    def strings(self) -> Iterator[str]:
        """Yield the texts below as they are."""
        for child in self.children:
            if isinstance(child, str):
                yield child
            else:
                yield from child.strings()


def text_at(node: Node | None, *path: str) -> str:
    """Return the text of the first descendant along a path; empty where there is none."""
    found = node.first(*path) if node else None
    return found.text() if found else ""


_VOID = frozenset({"area", "br", "col", "embed", "hr", "img", "input", "source", "track", "wbr"})


def to_html(children: "list[Node | str]") -> str:
    """Write XHTML as HTML: names without prefixes and in small letters, everything escaped."""
    parts: list[str] = []
    for child in children:
        if isinstance(child, str):
            parts.append(escape(child, quote=False))
            continue
        name = child.name.lower()
        attributes = "".join(f' {key.lower()}="{escape(value)}"' for key, value in child.attributes.items())
        parts.append(f"<{name}{attributes}>")
        if name not in _VOID:
            parts.append(to_html(child.children) + f"</{name}>")
    return "".join(parts)


def parse(data: bytes, *, first_line: int = 1) -> tuple[Node, bool]:
    """Parse a document that begins at ``first_line`` of its file. Return its root, and whether it had to be repaired.

    A document that is not well-formed is parsed once more without control characters, with HTML's named entities as
    characters and with ``&`` alone as a character. Raises Refused.
    """
    if len(data) > MAX_BYTES:
        raise Refused("xml-too-large", first_line)
    try:
        return _Parsing(first_line).run(data), False
    except Refused as refused:
        repaired = _repaired(data) if refused.code == "xml-broken" else data
        if repaired == data:
            raise
    return _Parsing(first_line).run(repaired), True


_SIGNS = re.compile(
    rb"<!\[CDATA\[.*?\]\]>|&(?:#[0-9]{1,7};|#x[0-9A-Fa-f]{1,6};|([A-Za-z][A-Za-z0-9]{1,31});)?|[\x00-\x08\x0b\x0c\x0e-\x1f]",
    re.DOTALL,
)
_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_OWN = frozenset({b"amp", b"lt", b"gt", b"quot", b"apos"})


def _repaired(data: bytes) -> bytes:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):  # UTF-16: every second byte is null
        return data

    def sign(match: re.Match[bytes]) -> bytes:
        found = match[0]
        if found.startswith(b"<!["):
            return _CONTROL.sub(b"", found)
        if found == b"&":
            return b"&amp;"
        if match[1] and match[1] not in _OWN:
            characters = html5.get(match[1].decode("ascii") + ";")
            return "".join(f"&#{ord(c)};" for c in characters).encode() if characters else b"&amp;" + found[1:]
        if found.startswith(b"&#"):
            number = int(found[3:-1], 16) if found[2:3] == b"x" else int(found[2:-1])
            return found if number in (9, 10, 13) or 32 <= number < 0xD800 or 0xE000 <= number < 0x110000 else b""
        return found if found.startswith(b"&") else b""

    return _SIGNS.sub(sign, data)


class _Parsing:
    """One run of expat over one document."""

    def __init__(self, first_line: int) -> None:
        self.offset = first_line - 1
        self.root: Node | None = None
        self.stack: list[Node] = []
        self.nodes = 0
        self.parser = expat.ParserCreate(namespace_separator="}")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.characters
        self.parser.SkippedEntityHandler = self.skipped
        self.parser.EntityDeclHandler = self.entity

    @property
    def line(self) -> int:
        return self.parser.CurrentLineNumber + self.offset

    def run(self, data: bytes) -> Node:
        try:
            self.parser.Parse(data, True)
        except expat.ExpatError as failure:
            raise Refused("xml-broken", failure.lineno + self.offset) from None
        except (ValueError, LookupError):  # an unknown or impossible encoding in the declaration
            raise Refused("xml-broken", self.offset + 1) from None
        assert self.root is not None
        return self.root

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.nodes += 1
        if len(self.stack) >= MAX_DEPTH or self.nodes > MAX_NODES:
            raise Refused("xml-too-deep" if len(self.stack) >= MAX_DEPTH else "xml-too-large", self.line)
        space, _, local = name.rpartition("}")
        named: dict[str, str] = {}
        for key, value in attributes.items():
            prefix, _, bare = key.rpartition("}")
            if not prefix or bare not in named:
                named[bare] = value
        node = Node(local, space, named, [], self.line)
        if self.stack:
            self.stack[-1].children.append(node)
        else:
            self.root = node
        self.stack.append(node)

    def end(self, name: str) -> None:
        self.stack.pop()

    def characters(self, data: str) -> None:
        if self.stack:
            self.stack[-1].children.append(data)

    def skipped(self, name: str, is_parameter: bool) -> None:
        """An entity of a document type that was not fetched: HTML's names are known, others keep their signs."""
        if not is_parameter:
            self.characters(html5.get(name + ";", f"&{name};"))

    def entity(self, *declaration: object) -> None:
        raise Refused("xml-entity", self.line)
