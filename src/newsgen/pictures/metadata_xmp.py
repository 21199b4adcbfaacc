"""Read an XMP packet: RDF in XML (ISO 16684-1), with the properties that the IPTC Photo Metadata Standard names.

The parser takes no document type and no entities, and stops at bounds, so that a packet can neither read another file nor
grow in memory.
"""

from dataclasses import dataclass, field
from xml.parsers import expat

from .metadata_value import LONGEST, Metadata, moment, names, one_line

_MAX_ELEMENTS = 20_000
_MAX_DEPTH = 50

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns# "
_XML = "http://www.w3.org/XML/1998/namespace "
_DC = "http://purl.org/dc/elements/1.1/ "
_PHOTOSHOP = "http://ns.adobe.com/photoshop/1.0/ "
_XMP = "http://ns.adobe.com/xap/1.0/ "
_RIGHTS = "http://ns.adobe.com/xap/1.0/rights/ "
_IPTC = "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/ "
_EXIF = "http://ns.adobe.com/exif/1.0/ "

_CAPTION, _CREATOR, _COPYRIGHT = _DC + "description", _DC + "creator", _DC + "rights"
_CREDIT, _TERMS, _ALT = _PHOTOSHOP + "Credit", _RIGHTS + "UsageTerms", _IPTC + "AltTextAccessibility"
_DATES = (_EXIF + "DateTimeOriginal", _PHOTOSHOP + "DateCreated", _XMP + "CreateDate")
_POSITION = (_EXIF + "GPSLatitude", _EXIF + "GPSLongitude")

_WANTED = frozenset((_CAPTION, _CREATOR, _COPYRIGHT, _CREDIT, _TERMS, _ALT, *_DATES))

LANGUAGES = ("ar", "x-default")
"""The languages of a text that count first, in this order; after them the first that the packet has."""


class _Refused(Exception):
    """The packet has a document type, or exceeds a bound."""


@dataclass(slots=True)
class _Packet:
    """The wanted properties of a packet: by name, each text with its language. A handler of the parser fills it."""

    values: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    has_position: bool = False
    _open: list[str] = field(default_factory=list)
    _property: str = ""
    _level: int = 0
    _language: str = ""
    _text: list[str] = field(default_factory=list)
    _length: int = 0
    _count: int = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._count += 1
        self._open.append(name)
        if self._count > _MAX_ELEMENTS or len(self._open) > _MAX_DEPTH:
            raise _Refused
        if name in _POSITION or not attributes.keys().isdisjoint(_POSITION):
            self.has_position = True
        if self._property:
            if name == _RDF + "li":
                self._language = attributes.get(_XML + "lang", "").lower()
                self._text, self._length = [], 0
        elif name in _WANTED and self._open[-3:-1] == [_RDF + "RDF", _RDF + "Description"]:
            self._property, self._level = name, len(self._open)
            self._language, self._text, self._length = "", [], 0
        elif self._open[-2:] == [_RDF + "RDF", _RDF + "Description"]:
            for key, value in attributes.items():
                if key in _WANTED:
                    self.values.setdefault(key, []).append(("", value))

    def end(self, name: str) -> None:
        if self._property and name in (_RDF + "li", self._property):
            text = "".join(self._text)
            if text.strip():
                self.values.setdefault(self._property, []).append((self._language, text))
            self._text, self._length = [], 0
        if self._property and len(self._open) == self._level:
            self._property = ""
        self._open.pop()

    def characters(self, text: str) -> None:
        if self._property and self._length <= LONGEST:
            self._text.append(text)
            self._length += len(text)

    def text(self, name: str) -> str:
        """A property in the language that counts first."""
        found = [(language, one_line(text)) for language, text in self.values.get(name, ())[:100]]
        found = [(language, text) for language, text in found if text]
        for wanted in LANGUAGES:
            for language, text in found:
                if language == wanted or language.startswith(wanted + "-"):
                    return text
        return found[0][1] if found else ""

    def texts(self, name: str) -> list[str]:
        return [text for _, text in self.values.get(name, ())[:100]]


def read(packet: bytes) -> Metadata:
    """The metadata of an XMP packet in UTF-8 (or UTF-16 with a byte-order mark); empty where it is not well-formed, has a
    document type, or exceeds a bound. Raises nothing."""
    if not packet:
        return Metadata()
    found = _Packet()
    encoding = None if packet[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8"
    parser = expat.ParserCreate(encoding, namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = found.start
    parser.EndElementHandler = found.end
    parser.CharacterDataHandler = found.characters
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = parser.ExternalEntityRefHandler = _refuse
    try:
        parser.Parse(packet.strip(b"\0 \t\r\n") if encoding else packet, True)
    except (expat.ExpatError, _Refused, ValueError, LookupError):
        return Metadata()
    return Metadata(
        caption=found.text(_CAPTION),
        alt=found.text(_ALT),
        credit=found.text(_CREDIT),
        creator=names(found.texts(_CREATOR)),
        copyright=found.text(_COPYRIGHT),
        rights=found.text(_TERMS),
        taken=next(filter(None, (moment(text) for name in _DATES for text in found.texts(name))), ""),
        has_position=found.has_position,
    )


def _refuse(*_: object) -> int:
    raise _Refused
