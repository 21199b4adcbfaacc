"""The top of an article file: its text split from the body, and the form that an editor fills in."""

import posixpath
import re
import unicodedata
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any
from urllib.parse import unquote

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema

from ..arabic import bidi_controls, from_digits
from ..base.problems import N_, Problem, error, warning
from ..model.article import Status, StoryKind
from .schema import NOT_UTF8, Form, Line, Text, decode, fault

MAX_BYTES = 2 * 1024 * 1024  # a long read is 60 KB; beyond this it is not an article
MAX_PART_BYTES = 255  # of a file's name, on every common file system
MAX_SLUG_BYTES = 150  # a file name has 255, and the percent-encoded address three times as many
_FENCE = re.compile(r"^---[ \t]*$", re.MULTILINE)
_END = re.compile(r"^(?:---|\.\.\.)[ \t]*$", re.MULTILINE)
_STRAY = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ue000\ue001]"
)  # U+E000 and U+E001 mark pictures while a body is made


@dataclass(frozen=True, slots=True)
class Split:
    """An article file's two halves, cleaned of invisible controls, with the lines where each begins."""

    front: str
    front_line: int
    body: str
    body_line: int
    problems: tuple[Problem, ...] = ()


EMPTY = error("empty", N_("This file is empty."), N_("Write a story in it, or delete it."))
BINARY = error(
    "binary",
    N_("This is not a text file."),
    N_("Write the story again as plain text, or move this file out of the folder."),
)
UTF16 = error("utf-16", N_("This file is UTF-16 text."), NOT_UTF8.hint)
TOO_LARGE = error("too-large", N_("This file is larger than {limit} MB."), N_("Split it, or move what is not text out of it."),
                  limit=MAX_BYTES // 2**20)  # fmt: skip
NO_FRONT = error(
    "no-front-matter",
    N_("The file does not begin with a line “---” and its keys."),
    N_("Begin the file with a line “---”, then “title: …”, then a line “---”."),
)
OPEN_FRONT = error(
    "open-front-matter", N_("The keys at the top have no end."), N_("Put a line “---” after the last key.")
)


def split(data: bytes) -> tuple[Split | None, Problem | None]:
    """The halves of an article file, or the one reason why it cannot be read."""
    if len(data) > MAX_BYTES:
        return None, TOO_LARGE
    if data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return None, UTF16
    if b"\0" in data:
        return None, UTF16 if _in_pairs(data[:2000]) else BINARY
    text = decode(data)
    if isinstance(text, Problem):
        return None, text
    if not text.strip():
        return None, EMPTY
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text, problems = without_controls(text)
    lead = len(text) - len(text.lstrip("\n"))
    ends = fences(text)
    if isinstance(ends, Problem):
        return None, ends.at("", lead + 1, 1)
    front_line = lead + 2
    front = text[ends[0] : ends[1]]
    body_line = front_line + front.count("\n") + 1
    body = text[ends[2] :]
    return Split(front, front_line, body, body_line, tuple(problems)), None


def fences(text: str) -> tuple[int, int, int] | Problem:
    """Where the front matter begins and ends and the body begins, or what is missing of it."""
    opening = _FENCE.match(text, len(text) - len(text.lstrip("\n")))
    if opening is None:
        return NO_FRONT
    closing = _END.search(text, opening.end() + 1)
    if closing is None:
        return OPEN_FRONT
    return opening.end() + 1, closing.start(), min(closing.end() + 1, len(text))


def _in_pairs(head: bytes) -> bool:
    """Whether every other byte only is ever zero: UTF-16 without its mark, of which the ASCII letters have a zero byte."""
    even, odd = head[::2].count(0), head[1::2].count(0)
    return (even == 0) != (odd == 0) and even + odd > 4


def position(text: str, offset: int, first_line: int = 1) -> tuple[int, int]:
    """Line and column, from 1, of an offset in a text that begins at ``first_line``."""
    return text.count("\n", 0, offset) + first_line, offset - (text.rfind("\n", 0, offset) + 1) + 1


def without_controls(text: str) -> tuple[str, list[Problem]]:
    """The text without characters that turn its direction over or cannot be seen, each kind told once."""
    problems = []
    turning = bidi_controls(text)
    if turning:
        problems.append(
            warning(
                "bidi-control",
                N_("Invisible direction marks were left out ({count})."),
                N_("Delete the character {name} here; the page isolates mixed text by itself."),
                count=len(turning),
                name=f"U+{ord(text[turning[0]]):04X}",
            ).at("", *position(text, turning[0]))
        )
    stray = _STRAY.search(text)
    if stray:
        problems.append(
            warning(
                "control",
                N_("An invisible control character was left out."),
                N_("Delete the character {name} here."),
                name=f"U+{ord(stray[0]):04X}",
            ).at("", *position(text, stray.start()))
        )
        text = _STRAY.sub("", text) if not turning else text
    if turning:
        drop = set(turning)
        text = _STRAY.sub("", "".join(c for i, c in enumerate(text) if i not in drop))
    return text, problems


_MOMENT = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*(Z|[+-]\d{2}:?\d{2})?)?",
    re.IGNORECASE,
)


def parse_moment(text: str) -> datetime | None:
    """A date, or a date with a time, or these with an offset, as editors write it; a date alone is its midnight.

    Without an offset the result is naive. None where it is no such text; ValueError where no such moment exists.
    """
    match = _MOMENT.fullmatch(from_digits(text.strip()))
    if match is None:
        return None
    year, month, day, hour, minute, second, offset = match.groups()
    zone = "" if offset is None else "+00:00" if offset in "Zz" else f"{offset[:3]}:{offset[-2:]}"
    moment = datetime.fromisoformat(
        f"{year}-{month:0>2}-{day:0>2}T{hour or 0:0>2}:{minute or 0:0>2}:{second or 0:0>2}{zone}"
    )
    if not 1800 <= moment.year <= 2200:
        raise ValueError(text)
    return moment


def _moment(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        moment = parse_moment(value)
    except ValueError:
        raise fault(
            "impossible-date", N_("The date “{value}” does not exist."), N_("Look at the day, the month and the hour.")
        ) from None
    if moment is None:
        raise fault("bad-date", N_("“{value}” is not a date."), N_("Write it like 2026-07-30 or 2026-07-30 14:05."))
    return moment


Moment = Annotated[
    datetime,
    BeforeValidator(_moment),
    WithJsonSchema(
        {"type": "string", "description": "2026-07-30, or 2026-07-30 14:05, or with an offset: 2026-07-30T14:05+03:00"}
    ),
]


def safe_link(value: str) -> bool:
    """Whether an address may stand in a link: http, https, mailto, tel, or a path or fragment of this site."""
    bare = "".join(c for c in value if c > " ").lower()
    scheme = re.match(r"[a-z][a-z0-9+.-]*:", bare)
    return scheme is None or scheme[0] in ("http:", "https:", "mailto:", "tel:")


def _link(value: str) -> str:
    if not safe_link(value) or re.search(r"[\s<>\"\\]", value) or not re.match(r"https?://[^/]|/(?!/)", value):
        raise fault(
            "bad-link",
            N_("“{value}” is not a safe address."),
            N_("Begin it with https:// or with / for a page of this site."),
        )
    return value


def slug_fault(slug: str) -> bool:
    """Whether a slug could leave its folder, break an address or be refused by a file system."""
    if slug.isascii() and slug.replace("-", "").isalnum() and not slug.startswith("-") and len(slug) <= MAX_SLUG_BYTES:
        return False  # as most are; letter by letter the rest takes as long as all else that is done with an address
    return (
        not slug
        or slug.startswith((".", "-"))
        or slug.endswith(".")
        or len(slug.encode()) > MAX_SLUG_BYTES
        or any(c in "/\\<>:\"|?*#%&;,'`{}[]()@!$^=+~" or c.isspace() or unicodedata.category(c)[0] == "C" for c in slug)
    )


def _slug(value: str) -> str:
    if slug_fault(value):
        raise fault(
            "bad-slug",
            N_("“{value}” cannot be part of an address."),
            N_("Use letters, digits and hyphens only, no / and no spaces."),
        )
    return value


def inside(value: str) -> str | None:
    """A site path brought to its plain form; None where it climbs out of the site."""
    if "\\" in value or "\0" in value or re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", value) or value.startswith("//"):
        return None
    plain = posixpath.normpath(value)
    return None if plain == ".." or plain.startswith("../") else plain


def _picture_path(value: str) -> str:
    if re.match(r"https?://|//", value):
        raise fault(
            "remote-picture",
            N_("A picture must be a file of the site, not an address."),
            N_("Save the picture beside the story and write its name."),
        )
    if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", value):
        raise fault(
            "bad-link",
            N_("“{value}” is not a safe address."),
            N_("Save the picture beside the story and write its name."),
        )
    return value


def _pick(value: str) -> str:
    written = unicodedata.normalize("NFC", value.removeprefix("/").removeprefix("content/"))
    plain = inside(f"content/{written}")  # below a folder a colon is a sign like any other, and no scheme or drive
    if re.match("https?://", written) or plain is None or not plain.startswith("content/"):
        raise fault(
            "leaves-site", N_("“{value}” leads out of the folder."), N_("Write the path under content/, without “..”.")
        )
    return re.sub(r"\.(md|markdown)$", "", plain.removeprefix("content/"))


def _alias(value: str) -> str:
    path = unquote(value, errors="replace")
    if (
        not value.startswith("/")
        or "//" in path
        or inside(value) is None
        or any(len(part.encode()) > MAX_PART_BYTES for part in path.split("/"))
        or re.search(r"/\.(?!well-known/)", path)
        or re.search(r"[\s<>\"\\?#]", value)
        or re.search(r"[\x00-\x20\x7f-\x9f\ufffd]", path)
    ):
        raise fault(
            "bad-alias", N_("“{value}” is not an old address of this site."), N_("Write it like /2020/05/old-name/.")
        )
    return value


Link = Annotated[Text, AfterValidator(_link)]
Slug = Annotated[Text, AfterValidator(_slug)]
OldAddress = Annotated[Text, AfterValidator(_alias)]


def _contact(value: str) -> str:
    return value if re.fullmatch(r"mailto:[^\s<>\"\\]+@[^\s<>\"\\]+", value) else _link(value)


Contact = Annotated[Text, AfterValidator(_contact)]


def _listed(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


def _once(values: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))


def _image(value: Any) -> Any:
    return {"src": value} if isinstance(value, str) else value


def _source(value: Any) -> Any:
    return {"name": value} if isinstance(value, str) else value


Words = Annotated[
    tuple[Text, ...], BeforeValidator(_listed, json_schema_input_type=str | tuple[Text, ...]), AfterValidator(_once)
]


class ImageForm(Form):
    """``src`` beside the story, or beginning with / for a file of ``static/``; without it, a text figure."""

    src: Annotated[Line, AfterValidator(_picture_path)] = ""
    alt: Line = ""
    caption: Line = ""
    credit: Line = ""


MaybeImage = Annotated[ImageForm | None, BeforeValidator(_image, json_schema_input_type=ImageForm | str | None)]


class SourceForm(Form):
    """A source's name, with the address of the document where there is one."""

    name: Text
    url: Link = ""


class CorrectionForm(Form):
    """When a story was put right, and what was wrong and is right now."""

    at: Moment
    text: Text


class ContactForm(Form):
    """Where an author can be reached or read elsewhere: the words, and an address or ``mailto:…``."""

    name: Text
    url: Contact


class ProfileForm(Form):
    """What is said of an author, in ``content/authors/``; ``name`` is the one that stories are signed with."""

    name: Text
    role: Line = ""
    bio: Line = ""
    image: MaybeImage = None
    links: tuple[ContactForm, ...] = ()


Picks = Annotated[
    tuple[Annotated[Text, AfterValidator(_pick)], ...],
    BeforeValidator(_listed, json_schema_input_type=str | tuple[Text, ...]),
    AfterValidator(_once),
]


class FrontForm(Form):
    """``content/front.yml``: the stories that an editor puts first, on the home page and in each section."""

    top: Picks = ()
    sections: dict[str, Picks] = Field(default_factory=dict)


class CheckForm(Form):
    """What ``newsgen check`` leaves alone in this file: a rule, and the reason."""

    ignore: dict[str, Text] = Field(default_factory=dict)


class PageForm(Form):
    """The keys of a page that is no story, in ``content/pages/``."""

    title: Text
    standfirst: Line = ""
    check: CheckForm = CheckForm()


class FrontMatter(Form):
    """The keys of a story."""

    title: Text
    kind: StoryKind = "story"
    kicker: Line = ""
    standfirst: Line = ""
    section: Text
    place: Line = ""
    date: Moment
    updated: Moment | None = None
    publish_at: Moment | None = None
    breaking_until: Moment | None = None
    live_until: Moment | None = None
    status: Status = "published"
    authors: Words = ()
    image: MaybeImage = None
    tags: Words = ()
    sources: Annotated[
        tuple[Annotated[SourceForm, BeforeValidator(_source)], ...],
        BeforeValidator(_listed, json_schema_input_type=str | tuple[SourceForm | str, ...]),
    ] = ()
    related: Picks = ()
    slug: Slug = ""
    aliases: Annotated[
        tuple[OldAddress, ...], BeforeValidator(_listed, json_schema_input_type=str | tuple[Text, ...])
    ] = ()
    corrections: tuple[CorrectionForm, ...] = ()
    note: Line = ""
    extra: dict[str, Any] = Field(default_factory=dict)
    check: CheckForm = CheckForm()
