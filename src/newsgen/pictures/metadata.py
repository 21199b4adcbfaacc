"""What a picture file says of itself in words: caption, alternative text, credit, rights, date, and whether it names a place.

Three standards overlap in one file: EXIF (cameras), IPTC-IIM (agencies, since 1991) and XMP (agencies and editors' programs).
"""

from . import metadata_exif, metadata_iptc, metadata_xmp
from .metadata_blocks import MetadataBlocks, metadata_blocks
from .metadata_value import WORDS, Metadata, moment, one_line


def read_metadata(data: bytes) -> Metadata:
    """The metadata of a picture file (JPEG, PNG, WebP or AVIF), whose bytes are ``data``.

    For words, XMP counts before IPTC-IIM, and both before EXIF and the text chunks of a PNG. For the date, EXIF counts
    first, since a camera wrote it. What is damaged, too large or of another format counts as absent. Raises nothing.
    """
    blocks = metadata_blocks(data)
    exif, iptc, xmp = metadata_exif.read(blocks.exif), metadata_iptc.read(blocks.iptc), metadata_xmp.read(blocks.xmp)
    chunks = _of_chunks(blocks)
    caption, alt, credit, creator, notice, rights = (
        next((text for source in (xmp, iptc, exif, chunks) if (text := str(getattr(source, word)))), "")
        for word in WORDS
    )
    taken = exif.taken or xmp.taken or iptc.taken or chunks.taken
    return Metadata(caption, alt, credit, creator, notice, rights, taken, exif.has_position or xmp.has_position)


def _of_chunks(blocks: MetadataBlocks) -> Metadata:
    """What the text chunks of a PNG say under the keywords of the standard (PNG, Third Edition, 11.3.3.1)."""
    words = {keyword: text for keyword, text in reversed(blocks.words)}

    def text(keyword: str) -> str:
        return one_line(words.get(keyword, ""))

    return Metadata(
        caption=text("Description"),
        creator=text("Author"),
        copyright=text("Copyright"),
        taken=moment(text("Creation Time")),
    )
