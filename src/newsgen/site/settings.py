"""site.yml: what a newsroom says of itself. One typed, frozen value that is passed to whoever needs it."""

import re
from collections.abc import Callable
from datetime import datetime
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import quote, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from .. import arabic
from ..arabic import style as arabic_style
from ..base.contrast import ENOUGH, contrast
from ..base.palette import COLUMN, DARK, LIGHT
from ..base.problems import N_, Problem, error
from ..model.article import Named
from . import schema
from .file_stem import Slugs
from .frontmatter import Slug, inside
from .schema import Form, Line, Text, fault
from .yamltext import parse

FILE = "site.yml"

Network = Literal["whatsapp", "telegram", "x", "facebook", "email"]
NETWORKS: tuple[Network, ...] = ("whatsapp", "telegram", "x", "facebook", "email")


def _identifier(value: str) -> str:
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", value) or len(value) > 60:
        raise fault(
            "bad-id", N_("“{value}” cannot be an id."), N_("Use small Latin letters, digits and single hyphens.")
        )
    return value


Identifier = Annotated[
    str, BeforeValidator(lambda v: v.strip() if isinstance(v, str) else v), AfterValidator(_identifier)
]


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise fault(
            "unknown-zone",
            N_("“{value}” is not a known time zone."),
            N_("Write it like “Asia/Amman” or “Africa/Cairo”."),
        ) from None
    return value


def _base_url(value: str) -> str:
    try:
        parts = urlsplit(value)
        sound = (
            parts.scheme in ("http", "https")
            and bool(parts.hostname)
            and not (parts.query or parts.fragment or "@" in parts.netloc)
            and parts.port != 0
            and not re.search(r"[\s<>\"'\\]", value)
        )
    except ValueError:
        sound = False
    if not sound:
        raise fault(
            "bad-base-url", N_("“{value}” is not the address of a site."), N_("Write it like “https://example.org/”.")
        )
    return value.rstrip("/") + "/"


def _pattern(value: str) -> str:
    unknown = arabic.validate_pattern(value)
    if unknown:
        raise fault(
            "bad-date-pattern",
            N_("“{name}” is not a part of a date."),
            N_("Known parts: {known}."),
            name="{" + unknown[0] + "}",
            known="{weekday} {day} {month} {month_en} {month_en_short} {year} {hijri}",
        )
    return value


def _address(value: str) -> str:
    fields = re.findall(r"\{([^}]*)\}", value)
    known = {"yyyy", "mm", "dd", "slug", "section"}
    plain = re.sub(r"\{[^}]*\}", "x", value)
    if not set(fields) <= known or "slug" not in fields or not re.fullmatch(r"(/[a-z0-9-]+)+/", plain):
        raise fault(
            "bad-address-pattern",
            N_("“{value}” cannot be the pattern of addresses."),
            N_("Use /, small Latin letters and {{yyyy}} {{mm}} {{dd}} {{section}} {{slug}}, with a / at both ends."),
        )
    return value


def _root_path(value: str) -> str:
    if value and (not re.match(r"/(?!/)", value) or inside(value) is None):
        raise fault(
            "bad-logo",
            N_("“{value}” is not a file of this site."),
            N_("Put it into static/ and write it like /logo.png."),
        )
    return value


def _font_file(value: str) -> str:
    if not value.endswith(".woff2"):
        raise fault(
            "bad-font", N_("“{value}” is not a woff2 file."), N_("Convert the font to woff2 and put it into static/.")
        )
    return _root_path(value)


def _font_file_or_nothing(value: str) -> str:
    return _font_file(value) if value else value


def _colour_on(*grounds: str) -> Callable[[str], str]:
    """A check that text in a colour can be read on the theme's grounds."""

    def check(value: str) -> str:
        if not value:
            return value
        if not re.fullmatch(r"#[0-9a-fA-F]{6}", value):
            raise fault(
                "bad-colour", N_("“{value}” is not a colour."), N_("Write six digits, like “#0a5c6b”, in quotes.")
            )
        ground, ratio = min(((ground, contrast(value, ground)) for ground in grounds), key=lambda pair: pair[1])
        if ratio < ENOUGH:
            raise fault(
                "weak-colour", N_("Text in “{value}” is hard to read on {ground}: contrast {ratio}, {least} is needed."),
                N_("Choose a darker colour for light pages, a lighter one for dark pages."),
                ground=ground, ratio=f"{ratio:.1f}", least=ENOUGH,
            )  # fmt: skip
        return value.lower()

    return check


def _web(value: str) -> str:
    if not re.fullmatch(r"https?://[^\s<>\"'\\]+", value):
        raise fault("bad-link", N_("“{value}” is not a safe address."), N_("Begin it with https://."))
    return value


def _secure_or_nothing(value: str) -> str:
    if value and not value.startswith("https://"):
        raise fault("bad-link", N_("“{value}” is not a safe address."), N_("Begin it with https://."))
    return _web(value) if value else value


def _contact(value: str) -> str:
    if not re.fullmatch(r"(https://|mailto:|tel:)[^\s<>\"'\\]+", value):
        raise fault(
            "bad-contact",
            N_("“{value}” is not an address to write to."),
            N_("Begin it with mailto:, https:// or tel:."),
        )
    return value


def _expiry(value: str) -> str:
    sound = bool(re.fullmatch(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(Z|[+-]\d{2}:\d{2})", value))
    try:
        datetime.fromisoformat(value)
    except ValueError:
        sound = False
    if not sound:
        raise fault(
            "bad-expiry", N_("“{value}” is not a moment of RFC 9116."), N_("Write it like 2027-06-30T00:00:00Z.")
        )
    return value


def _csp_source(value: str) -> str:
    if not re.fullmatch(
        r"'[a-z0-9-]+'|[a-z][a-z0-9+.-]*:|(https://|wss://)?[A-Za-z0-9*.-]+(:\d+)?(/[^\s;,'\"]*)?", value
    ):
        raise fault(
            "bad-source", N_("“{value}” is not a source of the content security policy."),
            N_("Write a host like https://stats.example.org."),
        )  # fmt: skip
    return value


class Language(Form):
    """The newsroom's house style for language; see ``arabic.House``."""

    region: Line = ""
    months: Literal["region", "levant/egypt", "egypt/levant"] = "region"
    digits: Literal["latn", "arab"] = "latn"
    preposition: Text = "منذ"
    monday: Literal["الاثنين", "الإثنين"] = "الاثنين"

    @model_validator(mode="after")
    def _known_region(self) -> "Language":
        try:
            arabic.months(arabic.House(region=self.region, months=self.months))
        except ValueError:
            raise fault(
                "unknown-region",
                N_("“{name}” is not an Arab country's code."),
                N_("Write it like SY, EG, MA or SA."),
                at=("region",),
                name=self.region,
            ) from None
        return self


class Dates(Form):
    """Patterns: the header's date line, an article's date, and a short one for cards."""

    line: Annotated[Text, AfterValidator(_pattern)] = "{weekday} {day} {month} {year}"
    long: Annotated[Text, AfterValidator(_pattern)] = "{weekday} {day} {month} {year}"
    short: Annotated[Text, AfterValidator(_pattern)] = "{day} {month} {year}"


RESERVED = frozenset(
    "archive assets authors corrections desk feeds fragments media places search sitemaps topics".split()
)
"""Folders of the output that are not a section's to take."""


def _not_reserved(value: str) -> str:
    if value in RESERVED:
        raise fault(
            "reserved-id", N_("“{value}” is a folder of the site's own."), N_("Choose another id, like “{value}-news”.")
        )
    return value


class Section(Form):
    """A section of the paper."""

    id: Annotated[Identifier, AfterValidator(_not_reserved)]
    name: Text
    purpose: Line = ""


class Place(Form):
    """A place that stories are datelined from."""

    id: Identifier
    name: Text


class NavigationItem(Form):
    """One entry of the navigation: a section by its id, or a name with an address."""

    section: Line = ""
    name: Line = ""
    url: Line = ""

    @model_validator(mode="after")
    def _one_kind(self) -> "NavigationItem":
        if bool(self.section) == bool(self.name and self.url):
            raise fault(
                "bad-navigation",
                N_("An entry of the navigation needs either “section”, or “name” and “url”."),
                N_("Write “- section: politics”, or “- name: …” and “url: /about/”."),
            )
        if self.url and not re.match(r"(https?://|/(?!/))", self.url):
            raise fault(
                "bad-link",
                N_("“{url}” is not a safe address."),
                N_("Begin it with / or https://."),
                at=("url",),
                url=self.url,
            )
        return self


class Sidebar(Form):
    """How many related stories and how many of the section's latest an article shows, and how the latest stay fresh."""

    related: Annotated[int, Field(ge=0, le=20)] = 4
    latest: Annotated[int, Field(ge=0, le=20)] = 5
    delivery: Literal["fetch", "ssi", "none"] = "fetch"


class Front(Form):
    """How many stories a section front shows, and the home page from each section and in its list of the latest."""

    section: Annotated[int, Field(ge=1, le=200)] = 24
    block: Annotated[int, Field(ge=1, le=24)] = 5
    latest: Annotated[int, Field(ge=1, le=50)] = 12


class Topic(Form):
    """A topic with a name of the house, the tags that mean it, and the last part of its address."""

    name: Text
    also: tuple[Text, ...] = ()
    slug: Slug = ""
    purpose: Line = ""


FeedFormat = Literal["rss", "atom", "json"]


class Feeds(Form):
    """Which feeds there are, how many stories each holds, and whether with their whole text."""

    formats: tuple[FeedFormat, ...] = ("rss", "atom", "json")
    items: Annotated[int, Field(ge=1, le=100)] = 30
    full_text: bool = False
    topics: bool = False
    authors: bool = False


class Publisher(Form):
    """Who publishes, for search engines and readers' shares; the name is the site's title where none is given."""

    name: Line = ""
    logo: Annotated[Line, AfterValidator(_root_path)] = ""
    email: Line = ""
    same_as: tuple[Annotated[Text, AfterValidator(_web)], ...] = ()
    x: Line = ""


class Policy(Form):
    """What a newsroom's own additions (analytics, video) need beyond the site itself in the content security policy."""

    script: tuple[Annotated[Text, AfterValidator(_csp_source)], ...] = ()
    style: tuple[Annotated[Text, AfterValidator(_csp_source)], ...] = ()
    image: tuple[Annotated[Text, AfterValidator(_csp_source)], ...] = ()
    connect: tuple[Annotated[Text, AfterValidator(_csp_source)], ...] = ()
    frame: tuple[Annotated[Text, AfterValidator(_csp_source)], ...] = ()
    media: tuple[Annotated[Text, AfterValidator(_csp_source)], ...] = ()


class Logo(Form):
    """A picture in ``static/`` in place of the wordmark, with its size in pixels."""

    src: Annotated[Text, AfterValidator(_root_path)]
    width: Annotated[int, Field(ge=1, le=4000)]
    height: Annotated[int, Field(ge=1, le=4000)]


class Font(Form):
    """A font of the newsroom's own: woff2 files in ``static/``, the regular one and a bold one."""

    src: Annotated[Text, AfterValidator(_font_file)]
    bold: Annotated[Line, AfterValidator(_font_file_or_nothing)] = ""


class Look(Form):
    """The newsroom's own colours, fonts, logo and density, over those of the theme."""

    accent: Annotated[Line, AfterValidator(_colour_on(LIGHT.paper, LIGHT.surface))] = ""
    accent_dark: Annotated[Line, AfterValidator(_colour_on(DARK.paper, DARK.surface))] = ""
    head_font: Font | None = None
    text_font: Font | None = None
    logo: Logo | None = None
    density: Literal["comfortable", "compact"] = "comfortable"

    @property
    def has_style(self) -> bool:
        """Whether a style sheet of the site's own is needed."""
        return bool(self.accent or self.accent_dark or self.head_font or self.text_font)


class SecurityTxt(Form):
    """security.txt (RFC 9116): where to report a weakness, and until when that holds."""

    contact: Annotated[tuple[Annotated[Text, AfterValidator(_contact)], ...], Field(min_length=1)]
    expires: Annotated[Text, AfterValidator(_expiry)]
    policy: Annotated[Line, AfterValidator(_secure_or_nothing)] = ""
    languages: Line = ""


class SpellingPair(Form):
    """A spelling that the house uses, and the one that it does not."""

    use: Text
    not_: Annotated[Text, Field(alias="instead_of")]


class Style(Form):
    """What ``newsgen check`` holds stories against; see ``arabic.style.Style``. Nothing is ever rewritten silently."""

    quotes: Literal["", "straight", "guillemets", "curly"] = ""
    inner_quotes: Literal["", "straight", "guillemets", "curly"] = ""
    latin_punctuation: bool = True
    persian_letters: bool = True
    tatweel: Annotated[int, Field(ge=2, le=100)] = 2
    mixed_digits: bool = True
    percent: Literal["", "sign", "word"] = ""
    percent_word: Text = "في المئة"
    spelling: tuple[SpellingPair, ...] | None = None
    hamza: bool = True

    @cached_property
    def rules(self) -> arabic_style.Style:
        """The same as the language package takes it."""
        plain = self.model_dump(exclude={"spelling", "hamza"})
        if self.spelling is not None:
            plain["pairs"] = tuple((pair.use, pair.not_) for pair in self.spelling)
        if not self.hamza:
            plain["hamza"] = ()
        return arabic_style.Style(**plain)


_SECRET = re.compile("secret|passw|token|credential|access_?key|api_?key|private_?key", re.IGNORECASE)
_TARGET = re.compile(
    r"(file:///|(s3|gs|az)://[a-zA-Z0-9][a-zA-Z0-9._-]*(/|$)|ssh://(\w[\w.-]*@)?[\w\[][\w.\-\[\]:]*/)[^\s?#\\]*"
)


def _no_secret(value: str) -> str:
    if re.match(r"[a-z0-9+.-]+://[^/@]*:[^/@]*@|https?://([^/]*@|[^#]*\?)", value, re.IGNORECASE):
        raise fault("secret-in-settings", *_NO_SECRETS)
    return value


_NO_SECRETS = (
    N_("Passwords, keys and tokens do not belong in site.yml or in an address."),
    N_("Delete it here, change it at the provider, and give the new one by the environment: docs/deploy.md."),
)


def _target(value: str) -> str:
    if not _TARGET.fullmatch(_no_secret(value)):
        raise fault(
            "bad-target",
            N_("“{value}” is not a place that newsgen can deploy to."),
            N_("Write it like file:///srv/www, s3://bucket/news or ssh://host/srv/www."),
        )
    return value if value.endswith(":///") else value.rstrip("/")


def bad_target(value: str) -> Problem | None:
    """What is wrong with an address that is given on the command line; None when nothing is."""
    try:
        _target(value)
    except PydanticCustomError as failure:
        context = failure.context or {}
        shown = {} if failure.type == "secret-in-settings" else {"value": value}
        return error(failure.type, context["message"], context["hint"], **shown)
    return None


def _endpoint(value: str) -> str:
    return _web(_no_secret(value)) if value else value


class _WithoutSecrets(Form):
    """A part of the settings in which somebody may look for a place for a password."""

    @model_validator(mode="before")
    @classmethod
    def _no_keys_of_secrets(cls, value: Any) -> Any:
        if isinstance(value, dict):
            for name in value:
                if _SECRET.search(name):
                    raise fault("secret-in-settings", *_NO_SECRETS, at=(name,))
        return value


class Purging(_WithoutSecrets):
    """The caches in front of a target: a Varnish, a zone of Cloudflare, or a command that gets the addresses."""

    varnish: Annotated[Line, AfterValidator(_endpoint)] = ""
    cloudflare: Line = ""
    command: tuple[Text, ...] = ()

    @model_validator(mode="after")
    def _zone_is_an_id(self) -> "Purging":
        if self.cloudflare and not re.fullmatch("[0-9a-f]{32}", self.cloudflare):
            raise fault(
                "bad-zone",
                N_("This is not the id of a zone at Cloudflare."),
                N_("Copy the 32 digits and letters of “Zone ID” from the overview of your domain there."),
                at=("cloudflare",),
            )
        return self


class DeployTarget(_WithoutSecrets):
    """A place that the site is deployed to."""

    name: Identifier
    to: Annotated[Text, AfterValidator(_target)]
    endpoint: Annotated[Line, AfterValidator(_endpoint)] = ""
    region: Line = ""
    encodings: tuple[Literal["br", "gzip"], ...] = ()
    keep_days: Annotated[int, Field(ge=0, le=365)] = 7
    purge: Purging = Purging()

    @model_validator(mode="after")
    def _one_coding_in_storage(self) -> "DeployTarget":
        if len(self.encodings) > 1 and not self.to.startswith(("file:", "ssh:")):
            raise fault(
                "bad-encodings",
                N_("Object storage keeps each file once: it cannot choose between two encodings."),
                N_("Leave one of them, or none where the CDN compresses by itself."),
                at=("encodings",),
            )
        return self


def _one_of_each_name(targets: tuple[DeployTarget, ...]) -> tuple[DeployTarget, ...]:
    names = [target.name for target in targets]
    for i, name in enumerate(names):
        if name in names[:i]:
            raise fault("duplicate-id", *_TWICE, at=(i, "name"), id=name)
    return targets


class Ignore(Form):
    """A rule that ``newsgen check`` leaves alone in files of this name, ``*`` for anything, and the reason."""

    file: Text
    rule: Text
    reason: Text


class Check(Form):
    """The limits of ``newsgen check``; 0 switches a rule off. Where they come from, docs/checks.md says."""

    headline_card: Annotated[int, Field(ge=0, le=1000)] = 84
    headline_search: Annotated[int, Field(ge=0, le=1000)] = 70
    same_title_days: Annotated[int, Field(ge=0, le=10000)] = 30
    lead_width: Annotated[int, Field(ge=0, le=10000)] = 1200
    text_width: Annotated[int, Field(ge=0, le=10000)] = COLUMN
    ignore: tuple[Ignore, ...] = ()


def _by_name(topics: tuple[Topic, ...]) -> tuple[Topic, ...]:
    seen: dict[str, str] = {}
    slugs: dict[str, str] = {}
    for i, topic in enumerate(topics):
        slug = (topic.slug or arabic.slug(topic.name)).casefold()
        if slugs.setdefault(slug, topic.name) != topic.name:
            raise fault(
                "duplicate-topic", N_("Two topics have the same address: {name}."), N_("Give one of them another slug."),
                at=(i, "slug"), name=slug,
            )  # fmt: skip
        for name in (topic.name, *topic.also):
            if seen.setdefault(arabic.fold(name), topic.name) != topic.name:
                raise fault(
                    "duplicate-topic", N_("The tag “{name}” belongs to two topics."), N_("Leave it with one of them."),
                    at=(i, "name"), name=name,
                )  # fmt: skip
    return topics


def _unique(items: tuple[Any, ...]) -> tuple[Any, ...]:
    seen: set[str] = set()
    for i, item in enumerate(items):
        if item.id in seen:
            raise fault("duplicate-id", *_TWICE, at=(i, "id"), id=item.id)
        seen.add(item.id)
    return items


_TWICE = N_("The id “{id}” is declared twice."), N_("Give each its own id.")


@lru_cache(8192)  # a topic comes again in many stories, and a slug takes 50 µs
def _slug(name: str, latin: bool) -> str:
    return arabic.slug(name, latin=latin)


class Settings(Form):
    """The whole of site.yml, its defaults filled in."""

    title: Text
    tagline: Line = ""
    base_url: Annotated[Text, AfterValidator(_base_url)]
    production: bool = True
    timezone: Annotated[Text, AfterValidator(_zone)]
    footer_note: Line = ""
    language: Language = Language()
    dates: Dates = Dates()
    address: Annotated[Text, AfterValidator(_address)] = "/{yyyy}/{mm}/{dd}/{slug}/"
    slugs: Slugs = "arabic"
    sections: Annotated[tuple[Section, ...], Field(min_length=1), AfterValidator(_unique)]
    places: Annotated[tuple[Place, ...], AfterValidator(_unique)] = ()
    navigation: tuple[NavigationItem, ...] = ()
    share: tuple[Network, ...] = NETWORKS
    sidebar: Sidebar = Sidebar()
    front: Front = Front()
    topics: Annotated[tuple[Topic, ...], AfterValidator(_by_name)] = ()
    feeds: Feeds = Feeds()
    publisher: Publisher = Publisher()
    policy: Policy = Policy()
    look: Look = Look()
    security: SecurityTxt | None = None
    ads: tuple[Text, ...] = ()
    style: Style = Style()
    deploy: Annotated[tuple[DeployTarget, ...], AfterValidator(_one_of_each_name)] = ()
    check: Check = Check()
    search: Literal["none", "pagefind"] = "none"

    @model_validator(mode="after")
    def _navigation_is_known(self) -> "Settings":
        for i, item in enumerate(self.navigation):
            if item.section and item.section not in self.sections_by_id:
                raise fault(
                    "unknown-section",
                    N_("The navigation names a section “{name}” that is not declared."),
                    N_("Declare it under “sections”, or correct the id. Known: {known}."),
                    at=("navigation", i, "section"),
                    name=item.section,
                    known=", ".join(self.sections_by_id),
                )
        return self

    @property
    def of_pages(self) -> "Settings":
        """The same without what no page can depend on: where it is deployed to."""
        return self.model_copy(update={"deploy": ()})

    def topic(self, tag: str) -> Named:
        """The topic that a tag means: a declared one, or one of its own by the tag's slug."""
        declared = self._topics.get(arabic.fold(tag)) if self._topics else None
        if declared is None:
            return self.named(tag)
        return Named(declared.slug or self.named(declared.name).id, declared.name)

    def purpose_of_topic(self, name: str) -> str:
        """What a declared topic says of itself."""
        declared = self._topics.get(arabic.fold(name))
        return declared.purpose if declared else ""

    def named(self, name: str) -> Named:
        """A name with the id that its address ends with."""
        return Named(_slug(name, self.slugs == "latin"), name)

    def place(self, place: str) -> Named:
        """A place by a declared one's id or name, else by its own name."""
        declared = self.places_by_id.get(place) or self._places_by_name.get(arabic.fold(place))
        return Named(declared.id, declared.name) if declared else self.named(place)

    @cached_property
    def _topics(self) -> dict[str, Topic]:
        return {arabic.fold(name): topic for topic in self.topics for name in (topic.name, *topic.also)}

    @cached_property
    def _places_by_name(self) -> dict[str, Place]:
        return {arabic.fold(p.name): p for p in self.places}

    @cached_property
    def sections_by_id(self) -> dict[str, Section]:
        return {s.id: s for s in self.sections}

    @cached_property
    def places_by_id(self) -> dict[str, Place]:
        return {p.id: p for p in self.places}

    @cached_property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    @cached_property
    def house(self) -> arabic.House:
        words = self.language
        return arabic.House(
            region=words.region,
            months=words.months,
            digits=words.digits,
            preposition=words.preposition,
            monday=words.monday,
        )

    def link(self, address: str) -> str:
        """An address of this site as it stands in a link: below the site's path, percent-encoded (RFC 3986). What is
        encoded already stays so."""
        path = re.sub(r"%(?![0-9A-Fa-f]{2})", "%25", self.prefix + address)
        return quote(path, safe="/#?&=~!$'()*+,;:@%")

    def absolute(self, address: str) -> str:
        """The same with scheme and host."""
        parts = urlsplit(self.base_url)
        return f"{parts.scheme}://{parts.netloc}{self.link(address)}"

    @property
    def prefix(self) -> str:
        """The path under which the site lies on its host: empty, or like ``/news``."""
        return urlsplit(self.base_url).path.rstrip("/")


MAX_BYTES = 2**20  # a newspaper's sections and places are 10 KB
_TOO_LARGE = error(
    "too-large", N_("This file is larger than {limit} MB."), N_("Only settings belong in it; see docs/settings.md."),
    limit=MAX_BYTES // 2**20,
)  # fmt: skip


def file_bytes(site: Path) -> bytes:
    """The bytes of a site's site.yml, as far as they can be settings. Raises OSError when there is none."""
    with (site / FILE).open("rb") as file:
        return file.read(MAX_BYTES + 1)


def read(data: bytes, *, base_url: str | None = None) -> tuple[Settings | None, tuple[Problem, ...]]:
    """Settings from the bytes of site.yml; ``base_url`` overrides its address."""
    text: str | Problem = _TOO_LARGE if len(data) > MAX_BYTES else schema.decode(data)
    if isinstance(text, Problem):
        return None, (text.at(FILE, text.line, text.column),)
    settings, problems = schema.read(Settings, parse(text), FILE)
    if settings is not None and base_url is not None:
        if problem := bad_base_url(base_url):
            return None, (problem,)
        settings = settings.model_copy(update={"base_url": _base_url(base_url)})
    return settings, problems


def bad_base_url(value: str) -> Problem | None:
    """What is wrong with an address that is to stand for that of the site; None when nothing is."""
    try:
        _base_url(value)
    except PydanticCustomError:
        return _BAD_OVERRIDE
    return None


_BAD_OVERRIDE = error(
    "bad-base-url",
    N_("The address given with --base-url is not that of a site."),
    N_("Write it like “https://example.org/”."),
)


def encoded(settings: BaseModel) -> bytes:
    """The settings as bytes for a digest: equal values, whatever the layout and comments of the file."""
    return settings.model_dump_json().encode()
