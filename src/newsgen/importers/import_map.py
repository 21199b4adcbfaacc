"""The map of an import, ``import.yml``: what an editor decides about an archive that the archive cannot say."""

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from ..base.problems import N_, Problem, error
from ..site import schema
from ..site.schema import Form, Line, Text
from ..site.yamltext import parse

FILE = "import.yml"

MAX_BYTES = 2**23
"""A map of 200,000 tags takes 8 MB."""

_TOO_LARGE = error(
    "too-large",
    N_("This file is larger than {limit} MB."),
    N_("Only decisions about the archive belong in it; see docs/importing.md."),
    limit=MAX_BYTES // 2**20,
)


def _hosts(value: object) -> object:
    return [value] if isinstance(value, str) else value


class ImportMap(Form):
    """The map. Names of the old system are matched without regard to case, hamzas and tashkeel, slugs as they are.

    ``sections`` leads from a category (its slug or name) to the id of a section, or to ``drop``; ``default`` is the section of
    stories whose categories lead to none. ``tags`` and ``authors`` lead from a spelling to the one to write, or to
    ``drop``. ``shortcodes`` says what a shortcode of WordPress shows: ``drop``, ``keep`` (the words between its tags), or HTML
    with ``{content}``. ``types`` and ``taxonomies`` are for WordPress: ``story``, ``page`` or ``drop``, and ``sections``,
    ``tags``, ``places`` or ``drop``. ``fields`` says of a field of a post of WordPress what it is: ``kicker``, ``standfirst``,
    ``body`` (it follows the text) or ``drop``. ``host`` are the old site's hosts, beside those of the stories' own addresses.
    ``addresses`` says what becomes of an old address that the site's pattern does not give: the story's own (``keep``), or
    an alias.
    """

    sections: dict[str, Text] = Field(default_factory=dict)
    default: Line = ""
    tags: dict[str, Text] = Field(default_factory=dict)
    authors: dict[str, Text] = Field(default_factory=dict)
    shortcodes: dict[str, Text] = Field(default_factory=dict)
    types: dict[str, Literal["story", "page", "drop"]] = Field(default_factory=dict)
    taxonomies: dict[str, Literal["sections", "tags", "places", "drop"]] = Field(default_factory=dict)
    fields: dict[str, Literal["kicker", "standfirst", "body", "drop"]] = Field(default_factory=dict)
    addresses: Literal["keep", "alias"] = "keep"
    host: Annotated[tuple[Text, ...], BeforeValidator(_hosts)] = ()


KEEP = "keep"
"""The value of ``addresses`` by which stories keep their old addresses."""

DROP = "drop"
"""The value by which the map leaves a category, a tag or an author out."""


def read_map(data: bytes, file: str) -> tuple[ImportMap | None, tuple[Problem, ...]]:
    """Read a map; None where it has errors, or more than ``MAX_BYTES``. ``file`` is the path that the problems carry."""
    text: str | Problem = _TOO_LARGE if len(data) > MAX_BYTES else schema.decode(data)
    if isinstance(text, Problem):
        return None, (text.at(file, text.line, text.column),)
    if not text.strip():
        return ImportMap(), ()
    return schema.read(ImportMap, parse(text), file)
