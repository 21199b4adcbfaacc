"""Open an XML file of an agency: as a whole where it is sound, else item by item."""

from collections.abc import Iterator
from mmap import mmap

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
    """Yield the elements of these names in a file, wherever they stand; a note where the file is refused as a whole.

    The file is read item by item where it is not well-formed, too large, or where a CDATA that nobody closed makes
    fewer items of it than it has beginnings.
    """
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
                    top = list(_top(root, names))
                    if sum(1 for _ in xml_units.spans(_ascii_compatible(data), names)) <= len(top):
                        yield from (xml_units.Unit(node, None, node.line, repaired) for node in top)
                        return
            found = False
            for unit in xml_units.units(_ascii_compatible(data), names):
                found = True
                yield unit
            if not found:
                yield note(codes.BROKEN, source.name)
    except OSError:
        yield note(codes.UNREAD, source.name)


def _ascii_compatible(data: bytes | mmap) -> bytes | mmap:
    return xml_units.utf8(bytes(data)) if data[:2] in (b"\xff\xfe", b"\xfe\xff") else data


def _top(node: Node, names: tuple[str, ...]) -> Iterator[Node]:
    """The elements of these names that lie in no other one of them."""
    if node.name in names:
        yield node
        return
    for child in node.elements():
        yield from _top(child, names)
