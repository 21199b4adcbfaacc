"""A show: a programme whose episodes are stories with sound."""

from dataclasses import dataclass
from typing import Literal

from .picture import Picture

ShowOrder = Literal["episodic", "serial"]
"""Whether listeners begin a show with its newest episode or with its first (``itunes:type``)."""


@dataclass(frozen=True, slots=True)
class ShowLink:
    """Where a show can be heard elsewhere: the name of the service, and the address there."""

    name: str
    url: str


@dataclass(frozen=True, slots=True)
class Show:
    """A programme, from ``content/shows/``. ``id`` is its file's name without suffix.

    ``author`` is who makes it, ``owner`` and ``email`` whom directories write to. ``artwork`` is its square cover, None where
    it has none. ``category`` is one of Apple's, ``subcategory`` one below it. ``language`` is a BCP 47 tag. ``guid`` is the
    show's id among podcasts (https://podcasting2.org/docs/podcast-namespace/tags/guid), in the place of the one that follows
    from the feed's address; empty for most shows. ``locked``: no other host may take the feed over.
    """

    id: str
    name: str
    description: str
    author: str = ""
    owner: str = ""
    email: str = ""
    artwork: Picture | None = None
    category: str = ""
    subcategory: str = ""
    language: str = "ar"
    explicit: bool = False
    order: ShowOrder = "episodic"
    links: tuple[ShowLink, ...] = ()
    guid: str = ""
    copyright: str = ""
    locked: bool = True
