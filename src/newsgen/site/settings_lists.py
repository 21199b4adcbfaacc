"""``sidebar``, ``front`` and ``feeds`` in site.yml: how many stories each list shows."""

from typing import Annotated, Literal

from pydantic import Field

from .schema import Form


class Sidebar(Form):
    """The boxes beside an article: how many related stories, how many of the section's latest, and how those stay current."""

    related: Annotated[int, Field(ge=0, le=20)] = 4
    latest: Annotated[int, Field(ge=0, le=20)] = 5
    delivery: Literal["fetch", "ssi", "none"] = "fetch"


class Front(Form):
    """How many stories a section front shows; how many the home page shows of each section and as its latest."""

    section: Annotated[int, Field(ge=1, le=200)] = 24
    block: Annotated[int, Field(ge=1, le=24)] = 5
    latest: Annotated[int, Field(ge=1, le=50)] = 12


FeedFormat = Literal["rss", "atom", "json"]


class Feeds(Form):
    """Which feeds the site has, how many stories, or episodes of a show, each holds, and whether they carry the full text."""

    formats: tuple[FeedFormat, ...] = ("rss", "atom", "json")
    items: Annotated[int, Field(ge=1, le=100)] = 30
    full_text: bool = False
    episodes: Annotated[int, Field(ge=1, le=1000)] = 100
    topics: bool = False
    authors: bool = False
