"""Open an XML file of an agency: as a whole where it is sound, else item by item."""

from collections.abc import Iterator

from . import agency_codes as codes
from . import hardened_xml, xml_units
from .hardened_xml import Node, Refused
from .item import Note, note
from .source_files import SourceFile, mapped

_CODES = {
    "xml-too-large": codes.TOO_LARGE,
    "xml-too-deep": codes.DEEP,
    "xml-entity": codes.ENTITY,
    "xml-broken": codes.BROKEN,
}


def refusal(refused: Refused, place: str) -> Note:
    """Return the note of a part that was refused."""
    code = _CODES[refused.code]
    return note(code, place, limit=hardened_xml.MAX_BYTES // 2**20) if code is codes.TOO_LARGE else note(code, place)


def read_units(source: SourceFile, names: tuple[str, ...]) -> Iterator[xml_units.Unit | Note]:
    """Yield the elements of these names in a file, wherever they stand; a note where the file is refused as a whole."""
    try:
        with mapped(source.path) as data:
            if len(data) <= hardened_xml.MAX_BYTES:
                try:
                    root, repaired = hardened_xml.parse(xml_units.utf8(bytes(data)))
                except Refused as refused:
                    if refused.code == "xml-entity":
                        yield refusal(refused, f"{source.name}: {refused.line}")
                        return
                else:
                    yield from (xml_units.Unit(node, None, node.line, repaired) for node in _top(root, names))
                    return
            found = False
            for unit in xml_units.units(xml_units.utf8(bytes(data)) if data[:1] in (b"\xff", b"\xfe") else data, names):
                found = True
                yield unit
            if not found:
                yield note(codes.BROKEN, source.name)
    except OSError:
        yield note(codes.UNREAD, source.name)


def _top(node: Node, names: tuple[str, ...]) -> Iterator[Node]:
    """The elements of these names that lie in no other one of them."""
    if node.name in names:
        yield node
        return
    for child in node.elements():
        yield from _top(child, names)
