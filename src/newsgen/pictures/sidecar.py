"""The sidecar of a picture or a recording, ``library.jpg.yml``: what is known of a file whose bytes lie in the media store.

An editor may write into it: texts, the focus, comments. ``newsgen media add`` writes the rest.
"""

import json
import posixpath
import re
from dataclasses import dataclass, replace
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from ..base.problems import N_, Problem, error
from ..base.unexpected import unexpected
from ..model.picture import MAX_SIDE, Described, Original
from ..site import schema
from ..site.layout import SIDECAR
from ..site.schema import Form, Line, Text, fault
from ..site.timestamps import parse_moment
from ..site.yamltext import Document, parse, scalars
from .header import SUFFIXES, Format
from .metadata_value import Metadata, one_line
from .recording import RECORDING_SUFFIXES, RecordingFormat

MAX_SIDECAR = 64 * 1024
"""The largest sidecar. One with a long caption has 2 KB."""

MediaType = Literal[Format, RecordingFormat]
"""What a file is, by its bytes."""

SUFFIXES_BY_TYPE: dict[str, tuple[str, ...]] = dict((*SUFFIXES.items(), *RECORDING_SUFFIXES.items()))
"""The suffixes that a file of each type may have."""

STORED_SUFFIXES: dict[MediaType, str] = {
    "JPEG": ".jpg", "PNG": ".png", "WebP": ".webp", "AVIF": ".avif", "GIF": ".gif", "MP4": ".mp4", "WebM": ".webm",
    "MP3": ".mp3", "M4A": ".m4a", "Ogg": ".ogg", "Opus": ".opus", "WAV": ".wav", "FLAC": ".flac",
}  # fmt: skip
"""The suffix of each type in the media store, whatever the newsroom's own file is called."""


def _digest(value: str) -> str:
    if not re.fullmatch("[0-9a-f]{32}", value):
        raise fault(
            "bad-digest", N_("“{value}” is not the digest of a file."),
            N_("Have “newsgen media add” write it; nobody needs to change it."),
        )  # fmt: skip
    return value


def _taken(value: str) -> str:
    try:
        sound = not value or parse_moment(value) is not None
    except ValueError:
        sound = False
    if not sound:
        raise fault("bad-date", N_("“{value}” is not a date."), N_("Write it like 2026-07-30 or 2026-07-30 14:05."))
    return value


def _focus(value: Any) -> Any:
    try:
        parts = [float(part) for part in value] if isinstance(value, (list, tuple)) else []
    except (TypeError, ValueError):
        parts = []
    if len(parts) != 2 or not all(0 <= part <= 1 for part in parts):
        raise fault(
            "bad-focus", N_("This is no point of a picture."),
            N_("Write it like [0.5,0.4]: the parts from the left and from the top, each from 0 to 1."),
        )  # fmt: skip
    return tuple(parts)


Focus = Annotated[tuple[float, float], BeforeValidator(_focus)]
"""A point of a picture, as parts of the width from the left and of the height from the top."""

_Pixels = Annotated[int, Field(ge=1, le=MAX_SIDE)]


class Sidecar(Form):
    """What a sidecar says.

    ``digest`` is that of the bytes (``base.digest``) in 32 hexadecimal digits, ``bytes`` their number. ``width`` and ``height``
    are pixels after the rotation that the file asks for; None for a recording, whose ``length`` is in seconds, None where
    it is not known. ``focus`` is the point that every crop keeps, as parts of the width from the left and of the height
    from the top. ``taken`` is a date as editors write it, and ``by`` is who took the picture.
    """

    digest: Annotated[Text, AfterValidator(_digest)]
    type: MediaType
    width: _Pixels | None = None
    height: _Pixels | None = None
    bytes: Annotated[int, Field(ge=1)]
    length: Annotated[float, Field(ge=0, le=10_000_000)] | None = None
    transparent: bool = False
    animated: bool = False
    focus: Focus | None = None
    alt: Line = ""
    caption: Line = ""
    credit: Line = ""
    rights: Line = ""
    taken: Annotated[Line, AfterValidator(_taken)] = ""
    by: Line = ""

    @property
    def is_picture(self) -> bool:
        """Whether it stands for a picture, and not for a film or recorded sound."""
        return self.type in SUFFIXES

    @property
    def stored_name(self) -> str:
        """The name of the bytes in the media store and in the cache: ``ab/abcdef….jpg``."""
        return f"{self.digest[:2]}/{self.digest}{STORED_SUFFIXES[self.type]}"


@dataclass(frozen=True, slots=True)
class ParsedSidecar:
    """The result of parsing a sidecar, which is None where there are errors among the problems."""

    sidecar: Sidecar | None
    problems: tuple[Problem, ...]


def parse_sidecar(path: str, data: bytes) -> ParsedSidecar:
    """Parse a sidecar, whose bytes are ``data`` (``MAX_SIDECAR`` + 1 of a larger file are enough). ``path`` is relative to the
    site's folder.

    Faults of the file are problems of the result. No exception passes through, unless ``NEWSGEN_RAISE`` is set.
    """
    try:
        text = _TOO_LARGE if len(data) > MAX_SIDECAR else schema.decode(data)
        if isinstance(text, Problem):
            return ParsedSidecar(None, (replace(text, file=path),))
        document = parse(text)
        return _checked(path, *schema.read(Sidecar, document, path), document)
    except Exception as failure:
        return ParsedSidecar(None, (unexpected(failure).at(path),))


def _checked(path: str, sidecar: Sidecar | None, problems: tuple[Problem, ...], document: Document) -> ParsedSidecar:
    """The result; with an error where a picture has no size, or its type is not that of the file's name."""
    if sidecar is None:
        return ParsedSidecar(None, problems)
    if sidecar.is_picture and (sidecar.width is None or sidecar.height is None):
        return ParsedSidecar(None, (*problems, _NO_SIZE.at(path, *document.mark(()))))
    suffixes = SUFFIXES_BY_TYPE[sidecar.type]
    if not path.lower().removesuffix(SIDECAR).endswith(suffixes):
        wrong = wrong_suffix(posixpath.basename(path).removesuffix(SIDECAR), sidecar.type)
        return ParsedSidecar(None, (*problems, wrong.at(path, *document.mark(("type",)))))
    return ParsedSidecar(sidecar, problems)


def wrong_suffix(name: str, media: MediaType) -> Problem:
    """The problem of a file whose name has the suffix of another type."""
    return error(
        "picture-suffix", N_("“{name}” is a {format} file in spite of its name."),
        N_("Let its name end with {suffix}, here and where it is used."),
        name=name, format=media, suffix=SUFFIXES_BY_TYPE[media][0],
    )  # fmt: skip


_TOO_LARGE = error(
    "too-large", N_("This file is larger than {limit} KB."), N_("A sidecar holds a few lines: see docs/media.md."),
    limit=MAX_SIDECAR // 1024,
)  # fmt: skip
_NO_SIZE = error(
    "missing", N_("“width” and “height” are missing."), N_("Have “newsgen media add” write the file again.")
)


def described(sidecar: Sidecar) -> Described:
    """The picture that a sidecar stands for. Raises ValueError for the sidecar of a recording."""
    media = sidecar.type
    if sidecar.width is None or sidecar.height is None or media not in SUFFIXES:
        raise ValueError(media)
    original = Original(
        sidecar.digest[:20], sidecar.width, sidecar.height, media, sidecar.transparent, sidecar.animated
    )
    focus = None if sidecar.focus is None else (round(sidecar.focus[0] * 100), round(sidecar.focus[1] * 100))
    return Described(original, sidecar.alt, sidecar.caption, sidecar.credit, focus)


OTHER_BYTES = error(
    "media-changed", N_("The file beside this sidecar has other bytes than it says."),
    N_("Run “newsgen media add” if the file is right; delete the file if the sidecar is."),
)  # fmt: skip
"""The problem, without a position, of a sidecar beside which another file lies than it stands for."""


def filled(facts: Sidecar, words: Metadata) -> Sidecar:
    """A sidecar with what a file says of itself. Where it has no credit line, its creator is the credit."""
    rights = one_line("; ".join(dict.fromkeys(filter(None, (words.copyright, words.rights)))))
    return facts.model_copy(
        update={
            "alt": words.alt, "caption": words.caption, "credit": words.credit or words.creator, "rights": rights,
            "taken": words.taken, "by": words.creator,
        }
    )  # fmt: skip


_FACTS = ("type", "width", "height", "length", "transparent", "animated", "bytes", "digest")
"""The keys that only ``newsgen media add`` writes."""

_ALWAYS = ("alt", "caption", "credit")
"""The keys of a picture that have a line even where they are empty, since an editor should fill them."""


def sidecar_text(sidecar: Sidecar) -> str:
    """The text of a new sidecar file. Equal values give equal texts; ``parse_sidecar`` gives the value back."""
    values = {
        **{key: _quoted(getattr(sidecar, key)) for key in ("alt", "caption", "credit", "rights")},
        "taken": sidecar.taken,
        "by": _quoted(sidecar.by),
        "focus": "" if sidecar.focus is None else "[{:g}, {:g}]".format(*sidecar.focus),
        **{key: _written(getattr(sidecar, key)) for key in _FACTS},
    }
    always = _ALWAYS if sidecar.is_picture else ()
    return "".join(f"{key}: {value}".rstrip() + "\n" for key, value in values.items() if value or key in always)


def updated_text(text: str, sidecar: Sidecar) -> str:
    """The text of a sidecar file with the facts of another value: whatever else stands in it stays, comments too.

    ``sidecar`` has the texts and the focus that ``text`` says. Where that is not possible, the text of a new file.
    """
    places = scalars(text)
    result = text
    for key in sorted(_FACTS, key=lambda key: places.get((key,), (0, 0, ""))[0], reverse=True):
        value = _written(getattr(sidecar, key))
        if (key,) in places:
            start, end, _ = places[(key,)]
            result = result[:start] + (value or "false" if key != "length" else value or "0") + result[end:]
        elif value:
            end_of_line = "\r\n" if "\r\n" in text else "\n"
            result += ("" if result.endswith("\n") else end_of_line) + f"{key}: {value}{end_of_line}"
    found = schema.read(Sidecar, parse(result), "")[0]
    same = found is not None and found.model_copy(update={"length": found.length or None}) == sidecar
    return result if same else sidecar_text(sidecar)


def _written(value: object) -> str:
    """A fact as YAML; empty for one that is not written."""
    if value is None or value is False:
        return ""
    return "true" if value is True else f"{value:g}" if isinstance(value, float) else str(value)


def _quoted(text: str) -> str:
    """A text as a YAML scalar in quotation marks, which nobody takes for a number, a list or a comment; empty for none."""
    if not text:
        return ""
    return _UNSEEN.sub(lambda char: f"\\u{ord(char[0]):04x}", json.dumps(text, ensure_ascii=False))


_UNSEEN = re.compile("[\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
