"""Decode texts that do not say how they are encoded: UTF-8, Arabic Windows (1256) where the bytes prove it, else Western."""

import re


def decoded(data: bytes, *, is_utf8: bool = False) -> str:
    """The text of bytes without a declared encoding; ``is_utf8`` where the file declares UTF-8.

    Bytes that are UTF-8 throughout are read so. Others are Windows-1256 where they have an Arabic word that hardly arises by
    chance (see ``_is_arabic``), else Windows-1252, which holds Latin-1. Damaged UTF-8 of a file that declares it keeps
    what is sound in it. Raises nothing.
    """
    try:
        return data.decode()
    except UnicodeDecodeError as failure:
        cut = failure.reason == "unexpected end of data" and not data[: failure.start].isascii()
        if is_utf8 or cut:  # a writer cut it to a length in bytes
            return data.decode("utf-8", "ignore")
    arabic = data.decode("cp1256")
    return arabic if _is_arabic(arabic) else data.decode("cp1252", "replace").replace("\ufffd", "")


_WORD = re.compile(r"[^\W\d_]+")
_ARABIC_WORD = re.compile(
    "[\u0621-\u064a\u067e\u0686\u0688\u0691\u0698\u06a9\u06af\u06ba\u06be\u06c1\u06d2][\u0621-\u0652\u067e-\u06d2]*"
)
_TYPICAL = re.compile("[وفبك]?ال[\u0621-\u064a]{2,}|لل[\u0621-\u064a]{2,}|في|من|على|إلى|عن|مع|خلال|بعد|قبل|أمام")


def _is_arabic(text: str) -> bool:
    """Whether a text, decoded as Windows-1256, is Arabic: no word mixes Arabic and Latin letters, none of its letters is one of
    the French ones that Windows-1256 holds, and one word is among the commonest of Arabic or has its article.

    Western texts fail because their accented letters stand between plain ones; Cyrillic and Greek ones because they
    would hold French letters.
    """
    words = [word for word in _WORD.findall(_MARKS.sub("", text)) if not word.isascii()]
    return bool(words) and all(map(_ARABIC_WORD.fullmatch, words)) and any(map(_TYPICAL.fullmatch, words))


_MARKS = re.compile("[\u064b-\u0652\u0640]")
