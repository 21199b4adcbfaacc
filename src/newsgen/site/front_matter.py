"""The forms that editors fill in: the front matter of stories and pages, authors' profiles, front.yml."""

import re
import unicodedata
from collections import Counter
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from ..base.problems import N_
from ..model.article import ProfileKind, Stage, Status, StoryKind
from ..model.picture import MAX_SIDE
from ..model.show import ShowOrder
from ..model.sound import EpisodeKind
from .durations import Duration
from .links import Contact, Link, OldAddress, OwnAddress, Slug, inside
from .podcast_guid import is_podcast_guid
from .schema import Form, Line, Text, fault
from .source_kind import is_data
from .timestamps import Moment


def _as_list(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


def _once(values: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))


def _image(value: Any) -> Any:
    return {"src": value} if isinstance(value, str) else value


def _source(value: Any) -> Any:
    return {"name": value} if isinstance(value, str) else value


def _refuse_address(src: str) -> None:
    """Raise a fault where the ``src`` of a picture of the site is no path."""
    if re.match(r"https?://|//", src):
        raise fault(
            "remote-picture",
            N_("A picture must be a file of the site, or have “width” and “height”."),
            N_("Save the picture beside the story and write its name, or write its size in pixels."),
            at=("src",),
        )
    if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", src):
        raise fault(
            "bad-link",
            N_("“{value}” is not a safe address."),
            N_("Save the picture beside the story and write its name."),
            at=("src",),
            value=src[:80],
        )


def story_id(value: str) -> str:
    """The id of the story that an editor names: a path under ``content/``, with or without it and the file's suffix.

    Raises the fault ``leaves-site`` for one that leads out of that folder.
    """
    written = unicodedata.normalize("NFC", value.removeprefix("/").removeprefix("content/"))
    plain = inside(f"content/{written}")  # below a folder a colon is a sign like any other, and no scheme or drive
    if re.match("https?://", written) or plain is None or not plain.startswith("content/"):
        raise fault(
            "leaves-site", N_("“{value}” leads out of the folder."), N_("Write the path under content/, without “..”.")
        )
    return re.sub(r"\.(md|markdown)$", "", plain.removeprefix("content/"))


def show_id(value: str) -> str:
    """The id of the show that an editor names: its file's name under ``content/shows/``, with or without the suffix."""
    written = unicodedata.normalize("NFC", value.removeprefix("/").removeprefix("content/").removeprefix("shows/"))
    return re.sub(r"\.ya?ml$", "", written)


MOST_NAMES = 100
"""The most tags, authors or old addresses of one story. Each makes pages, so a small file could make thousands."""


def _few(values: tuple[str, ...]) -> tuple[str, ...]:
    if len(values) > MOST_NAMES:
        raise fault(
            "too-many",
            N_("“{key}” has {count} entries; {limit} are the most."),
            N_("Keep those that readers look for."),
            count=len(values),
            limit=MOST_NAMES,
        )
    return values


Words = Annotated[
    tuple[Text, ...],
    BeforeValidator(_as_list, json_schema_input_type=str | tuple[Text, ...]),
    AfterValidator(_once),
    AfterValidator(_few),
]


Share = Annotated[float, Field(ge=0, le=1)]
"""A part of a whole, 0 to 1."""

Pixels = Annotated[int, Field(ge=1, le=MAX_SIDE)]


class ImageForm(Form):
    """A picture: ``src`` is a file beside the story, or a file of ``static/`` after a /. Without ``src``, a figure of text.

    ``focus`` is the point that every crop keeps, as parts of the width from the left and of the height from the top. With
    ``width`` and ``height``, in pixels, the picture lies elsewhere: ``src`` is an address, whose file nobody measures.
    """

    src: Line = ""
    alt: Line = ""
    caption: Line = ""
    credit: Line = ""
    focus: tuple[Share, Share] | None = None
    width: Pixels | None = None
    height: Pixels | None = None

    @model_validator(mode="after")
    def _has_a_place(self) -> "ImageForm":
        if (self.width is None) != (self.height is None):
            raise fault("half-size", N_("A picture needs both “width” and “height”, or neither."), N_("Write both."))
        if not (self.elsewhere and re.match(r"https://[^/\\\s]+/|/(?![/\\])", self.src)):
            _refuse_address(self.src)
            if self.elsewhere:
                raise fault(
                    "size-of-own-picture", N_("Only a picture that lies elsewhere needs “width” and “height”."),
                    N_("Delete both; the size of a file is measured."), at=("width",),
                )  # fmt: skip
        return self

    @property
    def elsewhere(self) -> bool:
        """Whether the picture is no file of the site: its size is given."""
        return self.width is not None and self.height is not None


MaybeImage = Annotated[ImageForm | None, BeforeValidator(_image, json_schema_input_type=ImageForm | str | None)]


def _sound(value: Any) -> Any:
    return {"src": value} if isinstance(value, str) else value


class SoundForm(Form):
    """Recorded sound: ``src`` is a file of ``static/`` after a /, or an https address.

    ``length`` in seconds and ``bytes`` are for a recording that lies elsewhere: those of a file of the site are read from it.
    A file of the site may have a ``length`` too, where its own cannot be read.
    """

    src: Text
    length: Duration | None = None
    bytes: Annotated[int, Field(ge=1)] | None = None

    @model_validator(mode="after")
    def _has_a_place(self) -> "SoundForm":
        is_path = re.match(r"/(?!/)", self.src) and inside(self.src) is not None
        if not is_path and not re.fullmatch(r"https://[^/\s<>\"\\]+/[^\s<>\"\\]+", self.src):
            raise fault(
                "bad-link", N_("“{value}” is not a safe address."),
                N_("Begin it with https://, or with / for a file of static/."), at=("src",), value=self.src[:80],
            )  # fmt: skip
        if self.bytes is not None and not self.elsewhere:
            raise fault(
                "size-of-own-sound", N_("Only sound that lies elsewhere needs “bytes”."),
                N_("Delete the line; the size of a file is measured."), at=("bytes",),
            )  # fmt: skip
        return self

    @property
    def elsewhere(self) -> bool:
        """Whether the recording lies on another host, so that nobody measures it."""
        return self.src.startswith("https:")


MaybeSound = Annotated[SoundForm | None, BeforeValidator(_sound, json_schema_input_type=SoundForm | str | None)]


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
    tuple[Annotated[Text, AfterValidator(story_id)], ...],
    BeforeValidator(_as_list, json_schema_input_type=str | tuple[Text, ...]),
    AfterValidator(_once),
    AfterValidator(_few),
]


def _email(value: str) -> str:
    if not re.fullmatch(r"[^\s<>@\"]+@[^\s<>@\"]+\.[^\s<>@\"]+", value):
        raise fault("bad-email", N_("“{value}” is not an e-mail address."), N_("Write it like desk@example.org."))
    return value


def _language(value: str) -> str:
    if not re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", value):
        raise fault("bad-language", N_("“{value}” is not the tag of a language."), N_("Write it like ar, ar-EG or en."))
    return value


class ProfileForm(Form):
    """An author's profile in ``content/authors/``. ``name`` is the name in the ``authors`` of stories."""

    name: Text
    kind: ProfileKind = "person"
    role: Line = ""
    bio: Line = ""
    image: MaybeImage = None
    links: tuple[ContactForm, ...] = ()


Number = Annotated[int, Field(ge=1, le=99_999)]
"""The number of a season or an episode."""


class OwnerForm(Form):
    """Whom podcast directories write to: a name and an address."""

    name: Text
    email: Annotated[Text, AfterValidator(_email)]


def _guid(value: str) -> str:
    if not is_podcast_guid(value.lower()):
        raise fault(
            "bad-guid", N_("“{value}” is not the id of a show among podcasts."),
            N_("Copy it from the old feed: podcast:guid, 32 hexadecimal digits with hyphens."),
        )  # fmt: skip
    return value.lower()


class ShowForm(Form):
    """A show in ``content/shows/``. The file's name without suffix is its id."""

    name: Text
    description: Text
    author: Line = ""
    owner: OwnerForm | None = None
    artwork: MaybeImage = None
    category: Line = ""
    subcategory: Line = ""
    language: Annotated[Text, AfterValidator(_language)] = "ar"
    explicit: bool = False
    type: ShowOrder = "episodic"
    links: tuple[ContactForm, ...] = ()
    guid: Annotated[Text, AfterValidator(_guid)] = ""
    copyright: Line = ""
    locked: bool = True


def data_file(value: str) -> str:
    """The path under ``content/`` of the data file that an editor names, with or without ``content/`` before it.

    Raises the fault ``no-data`` for any other path.
    """
    path = unicodedata.normalize("NFC", value.removeprefix("/").removeprefix("content/"))
    if inside("content/" + path) != "content/" + path or not is_data("content/" + path):
        raise fault(
            "no-data", N_("“{src}” is no file of content/data/."),
            N_("Write its path, like data/budget.csv. It ends with .csv, .yml or .yaml."), src=value[:80],
        )  # fmt: skip
    return path


class FrontBoxForm(Form):
    """A box of data on a front: the path of its file under ``content/``, its title there, and the ids of the sections on whose
    fronts it stands; without any it stands on the home page."""

    data: Annotated[Text, AfterValidator(data_file)]
    title: Text
    sections: Words = ()


MOST_BOXES = 6
"""The most boxes of data on one front."""


def _few_boxes(values: tuple[FrontBoxForm, ...]) -> tuple[FrontBoxForm, ...]:
    fronts = Counter(front for box in values for front in set(box.sections) or {""})
    most = max(fronts.values(), default=0)
    if most > MOST_BOXES:
        raise fault(
            "too-many",
            N_("“{key}” has {count} entries; {limit} are the most."),
            N_("Keep those that readers look for."),
            count=most,
            limit=MOST_BOXES,
        )
    return values


class FrontForm(Form):
    """``content/front.yml``: the stories that come first on the home page and on the front of each section, and the boxes of
    fronts."""

    top: Picks = ()
    sections: dict[str, Picks] = Field(default_factory=dict)
    boxes: Annotated[tuple[FrontBoxForm, ...], AfterValidator(_few_boxes)] = ()


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
    stage: Annotated[Line, BeforeValidator(lambda value: value, json_schema_input_type=Stage)] = ""
    authors: Words = ()
    image: MaybeImage = None
    sound: MaybeSound = None
    show: Annotated[Text, AfterValidator(show_id)] = ""
    season: Number | None = None
    episode: Number | None = None
    episode_type: EpisodeKind = "full"
    episode_guid: Line = ""
    tags: Words = ()
    sources: Annotated[
        tuple[Annotated[SourceForm, BeforeValidator(_source)], ...],
        BeforeValidator(_as_list, json_schema_input_type=str | tuple[SourceForm | str, ...]),
    ] = ()
    related: Picks = ()
    slug: Slug = ""
    id: Slug = ""
    address: OwnAddress = ""
    aliases: Annotated[
        tuple[OldAddress, ...],
        BeforeValidator(_as_list, json_schema_input_type=str | tuple[Text, ...]),
        AfterValidator(_few),
    ] = ()
    corrections: tuple[CorrectionForm, ...] = ()
    note: Line = ""
    extra: dict[str, Any] = Field(default_factory=dict)
    check: CheckForm = CheckForm()
