"""Picture files of every kind, made by Pillow: a table for the tests of traits, originals and renditions."""

from __future__ import annotations

import io
import struct
import zlib
from functools import cache
from typing import Any

from PIL import Image, ImageCms, ImageDraw

from newsgen.pictures.header import Format

SIZE = (61, 37)
"""Odd, and not square: whatever confuses sides or halves shows."""

SECRET = b"SECRET-52.5200N-13.4050E-serial-4711"
"""What stands wherever a file has room for something private. No published file may have it."""


def drawing(mode: str = "RGB", size: tuple[int, int] = SIZE, shift: int = 0) -> Image.Image:
    """A smooth drawing whose four corners differ; with alpha, or a palette, as the mode has them."""
    image = Image.merge(
        "RGB", (Image.linear_gradient("L"), Image.radial_gradient("L"), Image.linear_gradient("L").rotate(90))
    )
    image = image.resize(size, Image.Resampling.BILINEAR)
    draw = ImageDraw.Draw(image)
    draw.rectangle((shift, 0, size[0] // 3 + shift, size[1] // 3), fill=(220, 30, 40))
    draw.rectangle((size[0] // 2, size[1] // 2 + shift, size[0], size[1]), fill=(20, 60, 210))
    if "A" in mode:
        image.putalpha(Image.linear_gradient("L").resize(size))
    if mode == "I;16":
        return image.convert("L").convert("I").point(lambda value: value * 257).convert("I;16")
    return image.convert(mode)


def exif(orientation: int = 1) -> bytes:
    """An EXIF block as cameras write it: with a position, a serial number, a maker's note and a thumbnail's worth of bytes."""
    block = Image.Exif()
    block[0x0112] = orientation
    block[0x013B] = "Layla Haddad"
    block[0x8298] = "(c) Layla Haddad 2026"
    block[0x010E] = SECRET.decode()
    gps = block.get_ifd(0x8825)
    gps[1], gps[2] = "N", (52.0, 31.0, 12.0)
    more = block.get_ifd(0x8769)
    more[0x927C], more[0xA431] = SECRET * 9, SECRET.decode()
    return block.tobytes()


XMP = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>" + SECRET + b"</x:xmpmeta>"


def saved(image: Image.Image, format: str, **options: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, format, **options)
    return out.getvalue()


def segment(marker: int, body: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">L", len(body)) + kind + body + struct.pack(">L", zlib.crc32(kind + body))


def riff_chunk(kind: bytes, body: bytes) -> bytes:
    return kind + struct.pack("<L", len(body)) + body + b"\0" * (len(body) % 2)


def box(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">L4s", 8 + len(content), kind) + content


@cache
def srgb() -> bytes:
    return bytes(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())


def with_private_jpeg(data: bytes) -> bytes:
    """A JPEG with every place of private data filled, and a film behind its end."""
    thumbnail = b"JFXX\0\x10" + saved(drawing(size=(16, 16)), "JPEG", comment=SECRET)
    private = (segment(0xE0, thumbnail), segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + XMP), segment(0xED, b"Photoshop 3.0\0" + SECRET),
               segment(0xE2, b"MPF\0" + SECRET), segment(0xFE, SECRET), segment(0xEC, b"Ducky" + SECRET), segment(0xEB, b"JP" + SECRET))  # fmt: skip
    first = 2 + (2 + int.from_bytes(data[4:6]) if data[2:4] == b"\xff\xe0" else 0)
    return (
        data[:first]
        + b"".join(private)
        + data[first:]
        + saved(drawing(), "JPEG", comment=SECRET)
        + b"ftypmp42"
        + SECRET
    )


def with_private_png(data: bytes) -> bytes:
    private = (chunk(b"tEXt", b"Comment\0" + SECRET), chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + XMP), chunk(b"zTXt", b"x\0\0" + zlib.compress(SECRET, 0)),
               chunk(b"tIME", b"\x07\xea\1\1\1\1\1"), chunk(b"caBX", SECRET), chunk(b"sPLT", SECRET + b"\0\x08"), chunk(b"prVt", SECRET))  # fmt: skip
    return data[:33] + b"".join(private) + data[33:-12] + private[0] + data[-12:] + b"PK\3\4" + SECRET


def with_private_webp(data: bytes) -> bytes:
    content = data[12:] + riff_chunk(b"XMP ", XMP) + riff_chunk(b"SEcr", SECRET)
    return b"RIFF" + struct.pack("<L", len(content) + 4) + b"WEBP" + content + SECRET


def with_private_gif(data: bytes) -> bytes:
    piece = bytes([len(SECRET)]) + SECRET + b"\0"
    private = b"!\xfe" + piece + b"!\xff\x0bXMP DataXMP" + piece + b"!\x01\x0c" + bytes(12) + piece
    first = 13 + (3 << (data[10] & 7) + 1 if data[10] & 0x80 else 0)
    return data[:first] + private + data[first:-1] + private + b";" + SECRET


def with_private_avif(data: bytes) -> bytes:
    return data + box(b"free", SECRET) + box(b"uuid", bytes(16) + SECRET) + box(b"mpvd", SECRET) + SECRET


WITH_PRIVATE = {
    "JPEG": with_private_jpeg,
    "PNG": with_private_png,
    "WEBP": with_private_webp,
    "GIF": with_private_gif,
    "AVIF": with_private_avif,
}


def _frames(mode: str = "RGB") -> dict[str, Any]:
    return {"save_all": True, "append_images": [drawing(mode, shift=s) for s in (9, 18)], "duration": 80, "loop": 0}


def _gif(transparent: bool) -> bytes:
    image = drawing("P")
    return saved(image, "GIF", **({"transparency": 3} if transparent else {}))


@cache
def files() -> dict[str, bytes]:
    """Every file by its name, which begins with its format as Pillow calls it. None has private data but in EXIF."""
    table: dict[str, bytes] = {}
    for turn in range(1, 9):
        table[f"JPEG turned {turn}"] = saved(drawing(), "JPEG", exif=exif(turn), quality=90)
        table[f"PNG turned {turn}"] = saved(drawing(), "PNG", exif=exif(turn))
        table[f"WEBP turned {turn}"] = saved(drawing(), "WEBP", exif=exif(turn))
        table[f"AVIF turned {turn}"] = saved(drawing(), "AVIF", exif=exif(turn), speed=10, max_threads=1)
    jpegs: dict[str, dict[str, Any]] = {
        "plain": {}, "progressive": {"progressive": True}, "restarts": {"restart_marker_blocks": 3},
        "profile": {"icc_profile": srgb()}, "4:4:4": {"subsampling": "4:4:4"},
    }  # fmt: skip
    for name, options in jpegs.items():
        table[f"JPEG {name}"] = saved(drawing(), "JPEG", **options)
    table["JPEG grey"] = saved(drawing("L"), "JPEG")
    table["JPEG CMYK"] = saved(drawing("CMYK"), "JPEG")
    for mode in ("1", "L", "LA", "P", "RGB", "RGBA", "I;16"):
        table[f"PNG {mode}"] = saved(drawing(mode), "PNG")
    table["PNG P transparent"] = saved(drawing("P"), "PNG", transparency=bytes([0, 90, 255]))
    table["PNG L key"] = saved(drawing("L"), "PNG", transparency=120)
    table["PNG RGB key"] = saved(drawing(), "PNG", transparency=(220, 30, 40))
    table["PNG profile"] = saved(drawing(), "PNG", icc_profile=srgb())
    table["PNG animated"] = saved(drawing(), "PNG", **_frames())
    table["PNG one frame"] = saved(drawing(), "PNG", save_all=True)
    for mode in ("RGB", "RGBA"):
        table[f"WEBP {mode}"] = saved(drawing(mode), "WEBP")
        table[f"WEBP {mode} lossless"] = saved(drawing(mode), "WEBP", lossless=True)
        table[f"WEBP {mode} animated"] = saved(drawing(mode), "WEBP", exif=exif(1), **_frames(mode))
        table[f"AVIF {mode}"] = saved(drawing(mode), "AVIF", speed=10, max_threads=1)
        table[f"AVIF {mode} XMP"] = saved(drawing(mode), "AVIF", speed=10, max_threads=1, xmp=XMP, exif=exif(1))
        table[f"AVIF {mode} animated"] = saved(
            drawing(mode), "AVIF", speed=10, max_threads=1, exif=exif(1), **_frames(mode)
        )
    table["WEBP profile"] = saved(drawing(), "WEBP", icc_profile=srgb(), exif=exif(1))
    table["AVIF profile"] = saved(drawing(), "AVIF", icc_profile=srgb(), speed=10, max_threads=1)
    table["GIF plain"], table["GIF transparent"] = _gif(False), _gif(True)
    table["GIF grey"] = saved(drawing("L"), "GIF", interlace=True)
    table["GIF animated"] = saved(drawing("P"), "GIF", **_frames("P"))
    return table


FORMATS: dict[str, Format] = {"JPEG": "JPEG", "PNG": "PNG", "WEBP": "WebP", "AVIF": "AVIF", "GIF": "GIF"}
"""newsgen's name of each format by Pillow's."""
