"""How the record encodes values: JSON, and for the text of a story JSON compressed with Zstandard.

Workers encode the stories that they read, so this module loads neither SQLite nor, before the first story, Zstandard.
"""

import threading
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from ..base import digest
from ..model.article import Article, Pins, PlainPage, Profile, Summary
from ..model.horizon import entry_moments
from ..model.placement import card_terms
from ..model.show import Show
from .damage import Damaged

if TYPE_CHECKING:
    import zstandard


encode = msgspec.json.Encoder().encode
"""The JSON of a value of the model."""

decode_summary = msgspec.json.Decoder(Summary).decode
decode_plain_page = msgspec.json.Decoder(PlainPage).decode
decode_profile = msgspec.json.Decoder(Profile).decode
decode_show = msgspec.json.Decoder(Show).decode
decode_pins = msgspec.json.Decoder(Pins).decode
_decode_article = msgspec.json.Decoder(Article).decode


class Sealed(NamedTuple):
    """A story encoded for the record. Its fields are plain bytes and text, so a worker sends them cheaply.

    ``summary`` is JSON, ``text`` the compressed JSON of the whole Article, ``terms`` those of title and standfirst separated
    by spaces, ``digest`` that of the article and of the ``body_key`` of ``sealed``, ``entries`` its ``horizon.entry_moments``,
    ``sources`` the names of its sources, a line each; ``quoted`` are its ``quoted_stories``; ``stage``, which no digest covers,
    is for the lists of people who write.
    """

    summary: bytes
    text: bytes
    terms: str
    digest: bytes
    entries: tuple[int, ...] = ()
    sources: str = ""
    quoted: tuple[str, ...] = ()
    stage: str = ""

    def opened(self) -> Summary:
        """Decode the story's summary. Raises msgspec.DecodeError when it is none."""
        return decode_summary(self.summary)


def sealed(article: Article, body_key: bytes, stage: str = "") -> Sealed:
    """Encode a story. ``body_key`` identifies what its body was rendered from: another key gives another digest."""
    return Sealed(
        encode(article.summary),
        _codecs()[0].compress(encode(article)),
        " ".join(card_terms(article.card)),
        digest.of_parts(digest.of_value(article), body_key),
        entry_moments(article) if article.entries else (),
        "\n".join([source.name for source in article.sources]),
        quoted_stories(article),
        stage,
    )


def quoted_stories(article: Article) -> tuple[str, ...]:
    """What the story cards of a story's text name, each once: ids, and addresses as ``model.address.address_key`` has them."""
    bodies = (article.body, *(entry.body for entry in article.entries))
    return tuple(
        dict.fromkeys(part.story for body in bodies for part in body if not isinstance(part, str) and part.story)
    )


def unpacked(text: bytes) -> Article:
    """Decode a ``Sealed.text``. Raises Damaged when it is no Zstandard data, and msgspec.DecodeError when it is no article."""
    import zstandard

    try:
        return _decode_article(_codecs()[1].decompress(text))
    except zstandard.ZstdError as failure:
        raise Damaged from failure


_thread = threading.local()


def _codecs() -> "tuple[zstandard.ZstdCompressor, zstandard.ZstdDecompressor]":
    """This thread's compressor and decompressor. Threads must not share them, and creating a pair takes as long as
    compressing a story. Level 1 shrinks a text to a third in a quarter of zlib's time."""
    try:
        return _thread.codecs  # type: ignore[no-any-return]
    except AttributeError:
        import zstandard

        _thread.codecs = zstandard.ZstdCompressor(level=1), zstandard.ZstdDecompressor()
        return _thread.codecs  # type: ignore[no-any-return]
