"""What picture files say of themselves: every standard in every format, each by bytes that the test or Pillow wrote."""

from __future__ import annotations

import functools
import struct
import time
import tracemalloc
import zlib
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from newsgen.pictures.metadata import read_metadata
from newsgen.pictures.metadata_charset import decoded
from newsgen.pictures.metadata_value import Metadata, moment, one_line
from newsgen.site.schema import MAX_LENGTH
from tests.pictures.iptc import (
    UTF8,
    alternatives,
    iim,
    in_jpeg,
    packet,
    picture,
    resource,
    segment,
    sequence,
    with_iptc,
)
from tests.support.cases import sampled

CAPTION = "قارئان في المكتبة العامة بعد فتحها مساءً"
FORMATS = ["JPEG", "PNG", "WebP", "AVIF"]


def exif(**more: Any) -> Image.Exif:
    found = Image.Exif()
    found[0x10E] = more.get("caption", "A reader at the door")
    found[0x13B] = more.get("artist", "Salma Haddad")
    found[0x8298] = "Al-Madina 2026"
    found[0x10F], found[0x131] = "Maker", "Editor 9.1"
    part = found.get_ifd(0x8769)
    part[0x9003] = "2026:07:30 14:05:09"
    part[0xA431] = "serial-7"
    if "offset" in more:
        part[0x9011] = more["offset"]
    if more.get("position"):
        found.get_ifd(0x8825).update({1: "N", 2: (31.0, 57.0, 1.0), 3: "E", 4: (35.0, 56.0, 1.0)})
    return found


# EXIF


@pytest.mark.parametrize("format", FORMATS)
def test_exif_of_every_format(format: str) -> None:
    found = read_metadata(picture(format, exif=exif(position=True, offset="+03:00").tobytes()))
    assert found == Metadata(
        caption="A reader at the door", creator="Salma Haddad", copyright="Al-Madina 2026",
        taken="2026-07-30 14:05:09+03:00", has_position=True,
    )  # fmt: skip


@pytest.mark.parametrize("order", ["<", ">"])
def test_both_byte_orders(order: str) -> None:
    text = "قارئ".encode() + b"\0"
    entry = struct.pack(order + "HHLL", 0x10E, 2, len(text), 26)
    block = (b"II*\0" if order == "<" else b"MM\0*") + struct.pack(order + "LH", 8, 1) + entry + bytes(4) + text
    assert read_metadata(in_jpeg(picture(), segment(0xE1, b"Exif\0\0" + block))).caption == "قارئ"


@pytest.mark.parametrize("junk", ["OLYMPUS DIGITAL CAMERA         ", "SONY DSC", "default", "   "])
def test_what_a_camera_writes_into_every_picture_is_no_caption(junk: str) -> None:
    assert read_metadata(picture(exif=exif(caption=junk).tobytes())).caption == ""


@pytest.mark.parametrize("lost", ["????", "???? ????", "-", "…", "?؟?"])
def test_a_text_whose_letters_were_lost_says_nothing(lost: str) -> None:
    assert one_line(lost) == ""
    assert one_line(lost + " 2") == lost + " 2"


def test_a_position_without_degrees_is_none() -> None:
    found = Image.Exif()
    found.get_ifd(0x8825).update({0: b"\x02\x03\0\0", 29: "2026:07:30"})
    assert not read_metadata(picture(exif=found.tobytes())).has_position


# IPTC


ALL = (
    ((2, 55), b"20260730"), ((2, 60), b"140500+0300"), ((2, 80), "سلمى حداد".encode()), ((2, 80), "كريم ناصر".encode()),
    ((2, 110), "المدينة / سلمى حداد".encode()), ((2, 116), "© المدينة".encode()), ((2, 120), CAPTION.encode()),
)  # fmt: skip


@pytest.mark.parametrize("pieces", [1, 2, 7])
def test_iptc_with_its_charset(pieces: int) -> None:
    found = read_metadata(with_iptc(picture(), iim(UTF8, *ALL), pieces=pieces))
    assert found == Metadata(
        caption=CAPTION, credit="المدينة / سلمى حداد", creator="سلمى حداد، كريم ناصر", copyright="© المدينة",
        taken="2026-07-30 14:05+03:00",
    )  # fmt: skip


def test_iptc_in_utf_8_that_does_not_say_so() -> None:
    assert read_metadata(with_iptc(picture(), iim(*ALL))).caption == CAPTION


@pytest.mark.parametrize("day", [b"00000000", b"20261340", b"", b"yesterday"])
def test_a_date_that_does_not_exist_is_none(day: bytes) -> None:
    assert read_metadata(with_iptc(picture(), iim(((2, 55), day)))).taken == ""


def test_a_long_dataset_has_a_length_of_its_length() -> None:
    text = ("قارئ " * 900).encode()
    block = b"\x1c" + struct.pack(">BBHL", 2, 120, 0x8004, len(text)) + text + iim(((2, 110), b"AFP"))
    found = read_metadata(with_iptc(picture(), block))
    assert found.credit == "AFP"
    assert len(found.caption) == MAX_LENGTH
    assert found.caption.endswith("…")


@pytest.mark.parametrize(
    ("text", "codec"),
    [
        (CAPTION, "cp1256"),
        ("وزير المياه: «لا نقص في الصيف»", "cp1256"),
        ("الميناء", "cp1256"),
        ("تصوير: سلمى حداد، خلال الافتتاح 2026 (AFP)", "cp1256"),
        ("مؤتمرٌ صحفيٌّ في عمّان", "cp1256"),
        ("Café à Zürich, Møller & Gödel", "cp1252"),
        ("É", "cp1252"),
        ("caf\xe9", "latin-1"),
        ("ÇÈÉÊ", "latin-1"),
        ("“Quoted” – São Paulo", "cp1252"),
        ("naïve œuvre", "cp1252"),
        ("Ünal Öz", "cp1252"),
        ("plain", "ascii"),
    ],
)
def test_a_text_without_charset_is_read_as_it_was_written(text: str, codec: str) -> None:
    assert decoded(text.encode(codec)) == text


@pytest.mark.parametrize(("text", "codec"), [("Москва, Кремль и река", "cp1251"), ("Збруев у реки", "cp1251"),
                                             ("Αθήνα και θάλασσα", "iso8859-7"), ("ירושלים בבוקר", "cp1255")])  # fmt: skip
def test_other_scripts_are_not_taken_for_arabic(text: str, codec: str) -> None:
    assert not any("\u0600" <= char <= "\u06ff" for char in decoded(text.encode(codec)))


def test_utf_8_that_was_cut_in_a_letter_keeps_what_is_sound() -> None:
    whole = "المدينة"
    assert decoded(whole.encode()[:-1]) == whole[:-1]
    assert decoded(whole.encode()[:5] + b"\xff", is_utf8=True) == whole[:2]


# XMP


@pytest.mark.parametrize("format", FORMATS)
def test_xmp_of_every_format(format: str) -> None:
    elements = (
        alternatives("dc:description", x_default="A library", en="A library", ar=CAPTION)
        + alternatives("dc:rights", x_default="© المدينة")
        + alternatives("xmpRights:UsageTerms", x_default="للنشر مرة واحدة")
        + alternatives("Iptc4xmpCore:AltTextAccessibility", x_default="رجلان يقرآن", fr="Deux hommes")
        + sequence("dc:creator", "سلمى حداد", "Karim Nasser")
        + "<photoshop:Credit>المدينة &amp; شركاؤها</photoshop:Credit>"
    )
    data = packet(elements, 'photoshop:DateCreated="2026-07-30T14:05:00.25+03:00" exif:GPSLatitude="31,57.1N"')
    if format == "PNG":
        info = PngImagePlugin.PngInfo()
        info.add_itxt("XML:com.adobe.xmp", data.decode(), zip=True)
        made = picture(format, pnginfo=info)
    else:
        made = picture(format, xmp=data)
    assert read_metadata(made) == Metadata(
        caption=CAPTION, alt="رجلان يقرآن", credit="المدينة & شركاؤها", creator="سلمى حداد، Karim Nasser",
        copyright="© المدينة", rights="للنشر مرة واحدة", taken="2026-07-30 14:05+03:00", has_position=True,
    )  # fmt: skip


def of_xmp(data: bytes) -> Metadata:
    return read_metadata(in_jpeg(picture(), segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + data)))


@pytest.mark.parametrize(
    ("texts", "found"),
    [
        ({"en": "one", "ar": "واحد"}, "واحد"),
        ({"en": "one", "ar_JO": "واحد"}, "واحد"),
        ({"fr": "un", "x_default": "one"}, "one"),
        ({"fr": "un", "en": "one"}, "un"),
        ({"ar": "  ", "x_default": "one"}, "one"),
        ({"AR": "واحد", "en": "one"}, "واحد"),
    ],
)
def test_the_language_of_a_text(texts: dict[str, str], found: str) -> None:
    assert of_xmp(packet(alternatives("dc:description", **texts))).caption == found


def test_properties_as_attributes_and_of_other_things() -> None:
    assert of_xmp(packet("", 'photoshop:Credit="AFP"')).credit == "AFP"
    inner = "<dc:relation><rdf:Description><photoshop:Credit>another</photoshop:Credit></rdf:Description></dc:relation>"
    assert of_xmp(packet(inner)).credit == ""


ENTITIES = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    "hostile",
    [
        ENTITIES.encode() + packet("<photoshop:Credit>&b;</photoshop:Credit>"),
        b'<!DOCTYPE x SYSTEM "file:///etc/passwd">' + packet('<photoshop:Credit>x</photoshop:Credit>'),
        packet("<photoshop:Credit>&b;</photoshop:Credit>"),
        packet("<a>" * 200 + "</a>" * 200 + "<photoshop:Credit>x</photoshop:Credit>"),
        packet("<a/>" * 30_000 + "<photoshop:Credit>x</photoshop:Credit>"),
        packet("<photoshop:Credit>x</photoshop:Credit>")[:-300],
        b'<?xml version="1.0" encoding="utf-7"?>' + packet("<photoshop:Credit>\xff</photoshop:Credit>").replace(b"\xc3\xbf", b"\xff"),
        b"\0" * 1000, b"\xff\xfe<\0", b"<",
    ],
)  # fmt: skip
def test_a_hostile_packet_says_nothing(hostile: bytes) -> None:
    from newsgen.pictures import metadata_xmp

    assert metadata_xmp.read(hostile) == Metadata()


# all together


def test_xmp_counts_before_iptc_and_iptc_before_exif() -> None:
    data = with_iptc(picture(exif=exif(artist="Camera").tobytes()), iim(UTF8, *ALL))
    assert read_metadata(data).caption == CAPTION
    data = in_jpeg(data, segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + packet("", 'photoshop:Credit="AFP"')))
    found = read_metadata(data)
    assert (found.credit, found.caption) == ("AFP", CAPTION)
    assert found.taken == "2026-07-30 14:05:09"  # the camera's


def test_text_chunks_of_a_png() -> None:
    info = PngImagePlugin.PngInfo()
    info.add_text("Author", "Salma")
    info.add_text("Copyright", "© Al-Madina", zip=True)
    info.add_itxt("Description", CAPTION)
    info.add_text("Software", "Editor")
    assert read_metadata(picture("PNG", pnginfo=info)) == Metadata(
        caption=CAPTION, creator="Salma", copyright="© Al-Madina"
    )


@pytest.mark.parametrize("format", [*FORMATS, "GIF", "BMP"])
def test_a_picture_without_metadata(format: str) -> None:
    assert read_metadata(picture(format)) == Metadata()


@pytest.mark.parametrize(
    ("text", "written"),
    [("2026:07:30 14:05:00", "2026-07-30 14:05"), ("2026-07-30", "2026-07-30"), ("20260730", "2026-07-30"),
     ("2026-07-30T14:05Z", "2026-07-30 14:05+00:00"), ("0000:00:00 00:00:00", ""), ("2026:07:30 25:00:00", ""),
     ("1066-10-14", ""), ("    :  :     :  :  ", ""), ("9" * 10_000, "")],
)  # fmt: skip
def test_moments(text: str, written: str) -> None:
    assert moment(text) == written


def test_a_text_is_one_clean_line() -> None:
    assert one_line(" a\r\n\tb\0c\u202e\ufeff d\ud800 ") == "a b c d"
    assert one_line("e\u0301") == "é"


# hostile bytes


def chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">L", len(content)) + kind + content + struct.pack(">L", zlib.crc32(kind + content))


PNG = b"\x89PNG\r\n\x1a\n"


@functools.cache
def bomb() -> bytes:
    return zlib.compress(bytes(200_000_000), 9)


HOSTILE: dict[str, Callable[[], bytes]] = {
    "compressed XMP": lambda: PNG + chunk(b"iTXt", b"XML:com.adobe.xmp\0\1\0\0\0" + bomb()) * 5,
    "compressed text": lambda: PNG + chunk(b"zTXt", b"Author\0\0" + bomb()) * 5,
    "long text": lambda: PNG + chunk(b"tEXt", b"Author\0" + b"x" * 900_000) * 200,
    "empty segments": lambda: b"\xff\xd8" + b"\xff\xe1\x00\x02" * 2_000_000,
    "fill bytes": lambda: b"\xff\xd8" + b"\xff" * 5_000_000,
    "long IPTC": lambda: in_jpeg(picture(), *[segment(0xED, b"Photoshop 3.0\0" + b"x" * 65_000)] * 300),
    "many resources": lambda: in_jpeg(picture(), *[segment(0xED, b"Photoshop 3.0\0" + resource(1, b"") * 5000)] * 50),
    "many chunks": lambda: b"RIFF\0\0\0\0WEBP" + b"EXIF\0\0\0\0" * 1_000_000,
    "many fields": lambda: in_jpeg(
        picture(),
        segment(0xE1, b"Exif\0\0II*\0\x08\0\0\0\xff\xff" + struct.pack("<HHLL", 0x10E, 2, 65_000, 0) * 5000),
    ),
}
"""Made in their tests: they are large, and every process that collects tests would make them."""


@sampled(4)
@pytest.mark.parametrize("make", HOSTILE.values(), ids=HOSTILE)
def test_hostile_files_cost_little(make: Callable[[], bytes]) -> None:
    data = make()
    tracemalloc.start()
    began = time.perf_counter()
    read_metadata(data)
    spent = time.perf_counter() - began
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert spent < 5
    assert peak < 120_000_000


SEEDS = [
    picture(exif=exif(position=True).tobytes(), xmp=packet(alternatives("dc:description", ar=CAPTION))),
    with_iptc(picture(), iim(UTF8, *ALL)),
    picture("PNG", exif=exif().tobytes()),
    picture("WebP", exif=exif().tobytes(), xmp=packet("", 'photoshop:Credit="AFP"')),
    picture("AVIF", exif=exif().tobytes(), xmp=packet("", 'photoshop:Credit="AFP"')),
]


@settings(max_examples=300)
@given(st.data())
def test_no_bytes_make_it_fail(data: st.DataObject) -> None:
    bytes_ = bytearray(data.draw(st.sampled_from(SEEDS)))
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, min(len(bytes_) - 1, 2000)))
        bytes_[at : at + data.draw(st.integers(0, 4))] = data.draw(st.binary(max_size=4))
    found = read_metadata(bytes(bytes_[: data.draw(st.integers(0, len(bytes_)))]))
    for text in (found.caption, found.alt, found.credit, found.creator, found.copyright, found.rights):
        assert text == one_line(text)


@settings(max_examples=200)
@given(
    st.binary(max_size=300),
    st.sampled_from([b"", b"\xff\xd8\xff", PNG, b"RIFF0000WEBP", b"\0\0\0\x18ftypavif", b"II*\0"]),
)
def test_any_bytes(tail: bytes, head: bytes) -> None:
    read_metadata(head + tail)
