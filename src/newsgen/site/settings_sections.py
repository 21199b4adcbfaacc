"""``sections``, ``places``, ``topics`` and ``navigation`` in site.yml."""

import re
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, model_validator
from pydantic_core import PydanticCustomError

from ..base.problems import N_
from .declared_names import name_slug
from .links import Slug, reserved_path, slug_fault
from .schema import Form, Line, Text, fault
from .settings_types import DUPLICATE_ID, Identifier
from .yamltext import Path

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


def _section_path(value: str) -> str:
    if value and (any(slug_fault(part) for part in value.split("/")) or reserved_path(value)):
        raise fault(
            "bad-section-path",
            N_("“{value}” cannot be part of an address."),
            N_("Write it like “news/local”, without a slash at the ends."),
        )
    return value


class Section(Form):
    """A section of the newspaper. ``path`` stands for it in the addresses of its stories; its own page is at its id."""

    id: Annotated[Identifier, AfterValidator(_not_reserved)]
    name: Text
    purpose: Line = ""
    path: Annotated[Line, AfterValidator(_section_path)] = ""


class Place(Form):
    """A place with an id of its own. A story's dateline can name it, or a place that is not declared."""

    id: Identifier
    name: Text


class Author(Form):
    """An author whose name has several spellings, or is easily taken for another's; ``slug`` is the last part of the
    author's address."""

    name: Text
    also: tuple[Text, ...] = ()
    slug: Slug = ""


class Topic(Author):
    """A topic: its display name, other tags that mean the same, and the last part of its address."""

    purpose: Line = ""


class NavigationItem(Form):
    """One link of the navigation or the footer: a section by its id, or a name with an address."""

    section: Line = ""
    name: Line = ""
    url: Line = ""

    @model_validator(mode="after")
    def _one_kind(self) -> "NavigationItem":
        if bool(self.section) == bool(self.name and self.url):
            raise fault(
                "bad-navigation",
                N_("An entry of the navigation or the footer needs either “section”, or “name” and “url”."),
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


def refuse_shared_names(entries: tuple[Author, ...], key: Literal["topics", "authors"], *, latin: bool) -> None:
    """Raise the fault ``duplicate-topic`` or ``duplicate-author`` where two entries share a spelling or an address.

    Spellings are compared as they are written, addresses without regard to the case of letters. ``key`` is that of the
    entries in site.yml; ``latin`` says that addresses are made in Latin letters.
    """
    spellings: dict[str, int] = {}
    addresses: dict[str, str] = {}
    for i, entry in enumerate(entries):
        for name in (entry.name, *entry.also):
            if spellings.setdefault(name, i) != i:
                words = N_("“{name}” is declared in two entries."), N_("Keep it in one of them.")
                raise _shared(key, *words, at=(key, i, "name"), name=name)
        address = entry.slug or name_slug(entry.name, latin)
        other = addresses.setdefault(address.casefold(), entry.name)
        if other != entry.name:
            words = (
                N_("“{name}” and “{other}” have the same address: {address}."),
                N_("Give each a “slug” of its own."),
            )
            raise _shared(key, *words, at=(key, i, "slug"), name=entry.name, other=other, address=address)


def _shared(key: str, message: str, hint: str, *, at: Path, **values: object) -> PydanticCustomError:
    if key == "topics":
        return fault("duplicate-topic", message, hint, at=at, **values)
    return fault("duplicate-author", message, hint, at=at, **values)
