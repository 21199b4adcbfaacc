"""Read the elements of a well-formed entry with expat, which expands no entities here and refuses document types."""

import re
from collections.abc import Mapping
from xml.parsers import expat

from .post import FIELDS, Parsed, Term

Names = Mapping[str, str]
"""The prefixes of an export's namespaces, each with the one that WordPress uses: ``wp``, ``content`` and so on."""


def names_in(header: bytes) -> Names:
    """The prefixes that an export's first element declares for WordPress's namespaces under other names than usual."""
    return {
        prefix.decode(): usual
        for prefix, address in re.findall(rb"""\sxmlns:([\w.-]{1,40})\s*=\s*["']([^"']{0,200})["']""", header)
        if (usual := usual_prefix(address.decode("utf-8", "replace"))) and prefix.decode() not in USUAL
    }


def parse_item(data: bytes, names: Names) -> Parsed | None:
    """The fields of an item; None where it is not well-formed."""
    builder = _Builder(names)
    if not builder.parse(data):
        return None
    return Parsed(builder.values, tuple(builder.terms), tuple(builder.meta), builder.comments, builder.plain_title)


def parse_fields(data: bytes) -> Mapping[str, str] | None:
    """The elements of an author or a category, by their names without prefix. Of equal names the first counts.

    None where it is not well-formed.
    """
    fields = _Fields()
    return fields.fields if fields.parse(data) else None


def usual_prefix(address: str) -> str:
    """The prefix that WordPress uses for a namespace; empty for the namespaces of others."""
    bare = address.removeprefix("http://").removeprefix("https://").strip("/").removeprefix("www.")
    if bare.startswith("wordpress.org/export/"):
        return "excerpt" if bare.endswith("/excerpt") else "wp"
    return {"purl.org/rss/1.0/modules/content": "content", "purl.org/dc/elements/1.1": "dc"}.get(bare, "")


USUAL = frozenset({"wp", "excerpt", "content", "dc"})


class _Refused(Exception):
    pass


_PLAIN = frozenset({*FIELDS, "item", "category", "wp:postmeta", "wp:meta_key", "wp:meta_value"})


class _Builder:
    """Handlers of expat that collect an item's fields. Names are compared as written, with the prefixes of ``names``."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self.values: dict[str, str] = {}
        self.meta: list[tuple[str, str]] = []
        self.terms: list[Term] = []
        self.comments = 0
        self.plain_title = True
        self.text: list[str] | None = None
        self.key = self.value = ""
        self.attributes: dict[str, str] = {}
        self.path: list[str] = []

    def parse(self, data: bytes) -> bool:
        parser = expat.ParserCreate("utf-8")
        parser.buffer_text = True
        parser.ordered_attributes = False
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        parser.CharacterDataHandler = self.characters
        parser.StartCdataSectionHandler = self.cdata
        parser.StartDoctypeDeclHandler = _refuse
        parser.EntityDeclHandler = _refuse
        try:
            parser.Parse(data, True)
        except (expat.ExpatError, _Refused):
            return False
        return True

    def usual(self, name: str, attributes: dict[str, str]) -> str:
        if name in _PLAIN and "xmlns" not in attributes:
            return name
        prefix, colon, local = name.rpartition(":")
        if not colon:
            own = usual_prefix(attributes.get("xmlns", "")) if "xmlns" in attributes else ""
            return f"{own}:{local}" if own else local
        if prefix in USUAL:
            return name
        other = self.names.get(prefix) or usual_prefix(attributes.get("xmlns:" + prefix, ""))
        return f"{other}:{local}" if other else name

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.path.append(self.usual(name, attributes))
        depth = len(self.path)
        if depth == 1 and len(attributes) > 0:
            own = {
                key[6:]: usual
                for key, value in attributes.items()
                if key.startswith("xmlns:") and key[6:] not in USUAL and (usual := usual_prefix(value))
            }
            self.names = {**self.names, **own} if own else self.names
        self.text = []
        if depth == 2:
            self.attributes = attributes
            self.key = self.value = ""

    def characters(self, text: str) -> None:
        if self.text is not None:
            self.text.append(text)

    def cdata(self) -> None:
        if len(self.path) == 2 and self.path[1] == "title":
            self.plain_title = False

    def end(self, _name: str) -> None:
        depth = len(self.path)
        name = self.path.pop()
        text = "".join(self.text) if self.text is not None else ""
        self.text = None
        if depth == 2:
            if name in FIELDS:
                self.values.setdefault(FIELDS[name], text)
            elif name == "category":
                self.terms.append(
                    Term(self.attributes.get("domain", ""), self.attributes.get("nicename", ""), text.strip())
                )
            elif name == "wp:postmeta":
                self.meta.append((self.key, self.value))
            elif name == "wp:comment":
                self.comments += 1
        elif depth == 3 and self.path[1] == "wp:postmeta":
            if name == "wp:meta_key":
                self.key = text
            elif name == "wp:meta_value":
                self.value = text


def _refuse(*_arguments: object) -> None:
    raise _Refused


class _Fields:
    """Handlers of expat that collect the elements of one level."""

    def __init__(self) -> None:
        self.fields: dict[str, str] = {}
        self.depth = 0
        self.text: list[str] = []

    def parse(self, data: bytes) -> bool:
        parser = expat.ParserCreate("utf-8")
        parser.buffer_text = True
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        parser.CharacterDataHandler = self.text_of
        parser.StartDoctypeDeclHandler = _refuse
        try:
            parser.Parse(data, True)
        except (expat.ExpatError, _Refused):
            return False
        return True

    def start(self, _name: str, _attributes: dict[str, str]) -> None:
        self.depth += 1
        self.text = []

    def text_of(self, text: str) -> None:
        self.text.append(text)

    def end(self, name: str) -> None:
        if self.depth == 2:
            self.fields.setdefault(name.rpartition(":")[2], "".join(self.text).strip())
        self.depth -= 1
        self.text = []
