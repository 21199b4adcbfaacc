"""IPTC-IIM and XMP written by hand, and put into pictures, for tests."""

from __future__ import annotations

import io
import struct
from xml.sax.saxutils import escape, quoteattr

from PIL import Image

UTF8 = ((1, 90), b"\x1b%G")


def iim(*datasets: tuple[tuple[int, int], bytes]) -> bytes:
    """An IPTC-IIM block."""
    return b"".join(b"\x1c" + struct.pack(">BBH", *number, len(content)) + content for number, content in datasets)


def resource(number: int, content: bytes, name: bytes = b"") -> bytes:
    """An image resource of Photoshop."""
    label = bytes([len(name)]) + name
    label += b"\0" * (len(label) % 2)
    return (
        b"8BIM"
        + struct.pack(">H", number)
        + label
        + struct.pack(">L", len(content))
        + content
        + b"\0" * (len(content) % 2)
    )


def segment(marker: int, content: bytes) -> bytes:
    return bytes([0xFF, marker]) + struct.pack(">H", len(content) + 2) + content


def in_jpeg(jpeg: bytes, *segments: bytes) -> bytes:
    """A JPEG with segments after its first marker."""
    return jpeg[:2] + b"".join(segments) + jpeg[2:]


def with_iptc(jpeg: bytes, block: bytes, *, pieces: int = 1) -> bytes:
    """A JPEG with an IPTC-IIM block between two other resources, in one or several segments."""
    whole = resource(0x0425, b"0" * 16) + resource(0x0404, block, b"x") + resource(0x040F, b"abc")
    size = -(-len(whole) // pieces)
    parts = [whole[i : i + size] for i in range(0, len(whole), size)]
    return in_jpeg(jpeg, *(segment(0xED, b"Photoshop 3.0\0" + part) for part in parts))


def packet(elements: str = "", attributes: str = "") -> bytes:
    """An XMP packet with properties written as elements and as attributes."""
    spaces = " ".join(
        f"xmlns:{name}={quoteattr(uri)}"
        for name, uri in {
            "dc": "http://purl.org/dc/elements/1.1/", "photoshop": "http://ns.adobe.com/photoshop/1.0/",
            "xmp": "http://ns.adobe.com/xap/1.0/", "xmpRights": "http://ns.adobe.com/xap/1.0/rights/",
            "Iptc4xmpCore": "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/", "exif": "http://ns.adobe.com/exif/1.0/",
        }.items()
    )  # fmt: skip
    return (
        f'<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
        f'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" {spaces} {attributes}>'
        f'{elements}</rdf:Description></rdf:RDF></x:xmpmeta>{" " * 200}<?xpacket end="w"?>'
    ).encode()


def alternatives(name: str, **texts: str) -> str:
    """A property with a text for each language; ``x_default`` is the one of no language."""
    items = "".join(
        f"<rdf:li xml:lang={quoteattr(lang.replace('_', '-'))}>{escape(text)}</rdf:li>" for lang, text in texts.items()
    )
    return f"<{name}><rdf:Alt>{items}</rdf:Alt></{name}>"


def sequence(name: str, *texts: str) -> str:
    return f"<{name}><rdf:Seq>{''.join(f'<rdf:li>{escape(text)}</rdf:li>' for text in texts)}</rdf:Seq></{name}>"


def picture(format: str = "JPEG", size: tuple[int, int] = (40, 30), **options: object) -> bytes:
    """The bytes of a picture that Pillow writes."""
    out = io.BytesIO()
    Image.new("RGB", size, (10, 90, 110)).save(out, format, **options)
    return out.getvalue()
