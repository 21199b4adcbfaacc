"""The newsroom's settings, as site.yml states them: one typed, frozen value."""

import re
from collections.abc import Iterable
from functools import cached_property
from typing import Annotated, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field, model_validator

from .. import arabic
from ..base.percent import encoded
from ..base.problems import N_
from ..model.article import Named
from ..model.facets import NamedKind
from .declared_names import DeclaredNames, name_slug
from .file_stem import Slugs
from .policy_source import allows
from .provider_table import ProviderId
from .schema import Form, Line, Text, fault
from .settings_cards import Cards
from .settings_charts import Charts
from .settings_check import Check
from .settings_deploy import DeployTarget, unique_names
from .settings_desk import DeskSettings
from .settings_language import Dates, Language, Style
from .settings_lists import Feeds, Front, Sidebar
from .settings_look import Look
from .settings_media import MediaStore
from .settings_partners import Partner
from .settings_pictures import Pictures
from .settings_publisher import NETWORKS, Network, Policy, Publisher, SecurityTxt
from .settings_sections import Author, NavigationItem, Place, Section, Topic, refuse_shared_names, unique_ids
from .settings_types import TimeZone, base_address
from .story_address import address_pattern
from .yamltext import Path


class Settings(Form):
    """All of site.yml, with default values for what it leaves out."""

    title: Text
    title_short: Line = ""
    tagline: Line = ""
    base_url: Annotated[Text, AfterValidator(base_address)]
    production: bool = True
    timezone: TimeZone
    footer_note: Line = ""
    language: Language = Language()
    dates: Dates = Dates()
    address: Annotated[Text, AfterValidator(address_pattern)] = "/{yyyy}/{mm}/{dd}/{slug}/"
    slugs: Slugs = "arabic"
    sections: Annotated[tuple[Section, ...], Field(min_length=1), AfterValidator(unique_ids)]
    places: Annotated[tuple[Place, ...], AfterValidator(unique_ids)] = ()
    navigation: tuple[NavigationItem, ...] = ()
    footer: tuple[NavigationItem, ...] | None = None
    share: tuple[Network, ...] = NETWORKS
    sidebar: Sidebar = Sidebar()
    front: Front = Front()
    topics: tuple[Topic, ...] = ()
    authors: tuple[Author, ...] = ()
    feeds: Feeds = Feeds()
    partners: Annotated[tuple[Partner, ...], AfterValidator(unique_ids)] = ()
    publisher: Publisher = Publisher()
    policy: Policy = Policy()
    embeds: tuple[ProviderId, ...] = ()
    look: Look = Look()
    pictures: Pictures = Pictures()
    cards: Cards | None = None
    charts: Charts = Charts()
    security: SecurityTxt | None = None
    ads: tuple[Text, ...] = ()
    style: Style = Style()
    deploy: Annotated[tuple[DeployTarget, ...], AfterValidator(unique_names)] = ()
    media: MediaStore = MediaStore()
    desk: DeskSettings = DeskSettings()
    check: Check = Check()
    search: Literal["none", "pagefind"] = "none"

    @model_validator(mode="after")
    def _sections_are_known(self) -> "Settings":
        for key, items, message in (
            ("navigation", self.navigation, N_("The navigation names a section “{name}” that is not declared.")),
            ("footer", self.footer or (), N_("The footer names a section “{name}” that is not declared.")),
        ):
            for i, item in enumerate(items):
                if item.section:
                    self._refuse_unknown(item.section, (key, i, "section"), message)
        of_partner = N_("The partner “{partner}” names a section “{name}” that is not declared.")
        for i, partner in enumerate(self.partners):
            for j, name in enumerate(partner.sections):
                self._refuse_unknown(name, ("partners", i, "sections", j), of_partner, partner=partner.name)
        return self

    def _refuse_unknown(self, name: str, at: Path, message: str, **values: str) -> None:
        """Raise the fault ``unknown-section`` for a section that is not declared."""
        if name not in self.sections_by_id:
            hint = N_("Declare it under “sections”, or correct the id. Known: {known}.")
            raise fault(
                "unknown-section", message, hint, at=at, name=name, known=", ".join(self.sections_by_id), **values
            )

    @model_validator(mode="after")
    def _policy_allows_the_resizer(self) -> "Settings":
        resizer = self.pictures.resizer.partition("{")[0]
        if resizer.startswith("https://") and not allows(self.policy.image, resizer, self.base_url):
            raise fault(
                "picture-refused",
                N_("Browsers would show no picture: the site's security policy does not allow “{host}”."),
                N_("Add “https://{host}” to “policy.image”."),
                at=("pictures", "resizer"),
                host=urlsplit(resizer).netloc,
            )
        return self

    @model_validator(mode="after")
    def _desk_deploys_to_a_target(self) -> "Settings":
        names = [target.name for target in self.deploy]
        if self.desk.deploy and self.desk.deploy not in names:
            raise fault(
                "desk-settings",
                N_("The desk is to deploy to “{value}”, which is no target under “deploy”."),
                N_("Write the name of a target, or add it. Known: {known}."),
                at=("desk", "deploy"),
                value=self.desk.deploy,
                known=", ".join(names),
            )
        return self

    @model_validator(mode="after")
    def _names_are_apart(self) -> "Settings":
        latin = self.slugs == "latin"
        refuse_shared_names(self.topics, "topics", latin=latin)
        refuse_shared_names(self.authors, "authors", latin=latin)
        return self

    @property
    def of_pages(self) -> "Settings":
        """These settings without ``deploy``, ``media`` and ``desk``, on which no page depends."""
        return self.model_copy(update={"deploy": (), "media": MediaStore(), "desk": DeskSettings()})

    def purpose_of_topic(self, name: str) -> str:
        """The ``purpose`` of a declared topic with exactly this name; empty for other topics."""
        return next((topic.purpose for topic in self.topics if topic.name == name), "")

    def names_of(self, kind: NamedKind) -> DeclaredNames:
        """How the topics, places or authors that stories write are read."""
        return {"topic": self._topic_names, "place": self._place_names, "author": self._author_names}[kind]

    @cached_property
    def _topic_names(self) -> DeclaredNames:
        return self._declared(self.topics)

    @cached_property
    def _author_names(self) -> DeclaredNames:
        return self._declared(self.authors)

    def _declared(self, entries: Iterable[Author]) -> DeclaredNames:
        latin = self.slugs == "latin"
        declared = ((Named(e.slug or name_slug(e.name, latin), e.name), (e.name, *e.also)) for e in entries)
        return DeclaredNames(declared, latin=latin)

    @cached_property
    def _place_names(self) -> DeclaredNames:
        """A place is found by its id too. An id of one place counts before the name of another."""
        ids = self.places_by_id
        declared = (
            (Named(p.id, p.name), (p.id, *([p.name] if p.name not in ids or p.name == p.id else [])))
            for p in self.places
        )
        return DeclaredNames(declared, latin=self.slugs == "latin")

    @cached_property
    def sections_by_id(self) -> dict[str, Section]:
        return {s.id: s for s in self.sections}

    def section_path(self, identifier: str) -> str:
        """What stands for a section in the addresses of its stories: its ``path``, else its id; the id of an unknown one."""
        section = self.sections_by_id.get(identifier)
        return section.path if section is not None and section.path else identifier

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
        """The link to an address of this site: with the site's path before it, percent-encoded (RFC 3986). Parts that
        are encoded already stay as they are."""
        path = re.sub(r"%(?![0-9A-Fa-f]{2})", "%25", self.prefix + address)
        return encoded(path, "/#?&=~!$'()*+,;:@%")

    def absolute(self, address: str) -> str:
        """The link to an address of this site with scheme and host."""
        return self._origin + self.link(address)

    @cached_property
    def _origin(self) -> str:
        """Scheme and host of the site."""
        parts = urlsplit(self.base_url)
        return f"{parts.scheme}://{parts.netloc}"

    @cached_property
    def prefix(self) -> str:
        """The path of the site on its host: empty, or like ``/news``."""
        return urlsplit(self.base_url).path.rstrip("/")
