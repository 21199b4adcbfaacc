"""The forms that editors fill in: the front matter of stories and pages, authors' profiles, front.yml."""

import re
import unicodedata
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field

from ..base.problems import N_
from ..model.article import ProfileKind, Status, StoryKind
from .links import Contact, Link, OldAddress, Slug, inside
from .schema import Form, Line, Text, fault
from .timestamps import Moment


def _as_list(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


def _once(values: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))


def _image(value: Any) -> Any:
    return {"src": value} if isinstance(value, str) else value


def _source(value: Any) -> Any:
    return {"name": value} if isinstance(value, str) else value


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


Words = Annotated[
    tuple[Text, ...], BeforeValidator(_as_list, json_schema_input_type=str | tuple[Text, ...]), AfterValidator(_once)
]


class ImageForm(Form):
    """A picture: ``src`` is a file beside the story, or a file of ``static/`` after a /. Without ``src``, a figure of text."""

    src: Annotated[Line, AfterValidator(_picture_path)] = ""
    alt: Line = ""
    caption: Line = ""
    credit: Line = ""


MaybeImage = Annotated[ImageForm | None, BeforeValidator(_image, json_schema_input_type=ImageForm | str | None)]


class SourceForm(Form):
    """A source of the story: its name, and optionally the address of a document."""

    name: Text
    url: Link = ""


class CorrectionForm(Form):
    """A correction: its moment, what was wrong, and what is right."""

    at: Moment
    text: Text


class CheckForm(Form):
    """The rules that ``newsgen check`` ignores in this file, each with the reason."""

    ignore: dict[str, Text] = Field(default_factory=dict)


class ContactForm(Form):
    """A link to an author: its text, and an address or ``mailto:…``."""

    name: Text
    url: Contact


Picks = Annotated[
    tuple[Annotated[Text, AfterValidator(_pick)], ...],
    BeforeValidator(_as_list, json_schema_input_type=str | tuple[Text, ...]),
    AfterValidator(_once),
]


class ProfileForm(Form):
    """An author's profile in ``content/authors/``. ``name`` is the name in the ``authors`` of stories."""

    name: Text
    kind: ProfileKind = "person"
    role: Line = ""
    bio: Line = ""
    image: MaybeImage = None
    links: tuple[ContactForm, ...] = ()


class FrontForm(Form):
    """``content/front.yml``: the stories that come first on the home page and on the front of each section."""

    top: Picks = ()
    sections: dict[str, Picks] = Field(default_factory=dict)


class PageForm(Form):
    """The front matter of a plain page in ``content/pages/``."""

    title: Text
    standfirst: Line = ""
    check: CheckForm = CheckForm()


class FrontMatter(Form):
    """The front matter of a story."""

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
        BeforeValidator(_as_list, json_schema_input_type=str | tuple[SourceForm | str, ...]),
    ] = ()
    related: Picks = ()
    slug: Slug = ""
    aliases: Annotated[
        tuple[OldAddress, ...], BeforeValidator(_as_list, json_schema_input_type=str | tuple[Text, ...])
    ] = ()
    corrections: tuple[CorrectionForm, ...] = ()
    note: Line = ""
    extra: dict[str, Any] = Field(default_factory=dict)
    check: CheckForm = CheckForm()
