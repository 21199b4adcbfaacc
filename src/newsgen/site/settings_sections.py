"""``sections``, ``places``, ``topics`` and ``navigation`` in site.yml."""

import re
from typing import Annotated, Any

from pydantic import AfterValidator, model_validator

from .. import arabic
from ..base.problems import N_
from .links import Slug
from .schema import Form, Line, Text, fault
from .settings_types import DUPLICATE_ID, Identifier

RESERVED = frozenset(
    "archive assets authors corrections desk feeds fragments media places search sitemaps topics".split()
)
"""Folders of the output that newsgen itself writes to: no section may have one of these ids."""


def _not_reserved(value: str) -> str:
    if value in RESERVED:
        raise fault(
            "reserved-id",
            N_("“{value}” is the name of a folder that newsgen uses."),
            N_("Choose another id, like “{value}-news”."),
        )
    return value


class Section(Form):
    """A section of the newspaper."""

    id: Annotated[Identifier, AfterValidator(_not_reserved)]
    name: Text
    purpose: Line = ""


class Place(Form):
    """A place with an id of its own. A story's dateline can name it, or a place that is not declared."""

    id: Identifier
    name: Text


class Topic(Form):
    """A topic: its display name, other tags that mean the same, and the last part of its address."""

    name: Text
    also: tuple[Text, ...] = ()
    slug: Slug = ""
    purpose: Line = ""


class NavigationItem(Form):
    """One link of the navigation: a section by its id, or a name with an address."""

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


def unique_ids(items: tuple[Any, ...]) -> tuple[Any, ...]:
    """The items, unchanged. Raises the fault ``duplicate-id`` where two of them have the same id."""
    seen: set[str] = set()
    for i, item in enumerate(items):
        if item.id in seen:
            raise fault("duplicate-id", *DUPLICATE_ID, at=(i, "id"), id=item.id)
        seen.add(item.id)
    return items


def unambiguous_topics(topics: tuple[Topic, ...]) -> tuple[Topic, ...]:
    """The topics, unchanged. Raises the fault ``duplicate-topic`` where two of them share a tag or an address.

    Topics with one and the same ``name`` may share both.
    """
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
                    "duplicate-topic", N_("The tag “{name}” belongs to two topics."), N_("Keep it in one of them."),
                    at=(i, "name"), name=name,
                )  # fmt: skip
    return topics
