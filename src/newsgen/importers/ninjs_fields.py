"""Read the fields of ninjs 1, 2 and 3, which name the same things differently: https://www.iptc.org/std/ninjs/."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from . import agency_text

Fields = Mapping[str, Any]
"""An item's fields by their names in small letters: ninjs 3 writes ``versionCreated``, earlier ones ``versioncreated``."""


def lowered(value: Any) -> Any:
    """Return a value of JSON with all names of fields in small letters."""
    if isinstance(value, dict):
        return {str(key).lower(): lowered(entry) for key, entry in value.items()}
    if isinstance(value, list):
        return [lowered(entry) for entry in value]
    return value


def text(value: object) -> str:
    """Return a text or number as text on one line; empty for anything else."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return agency_text.line(str(value))


def entries(value: object) -> Iterator[tuple[str, Fields]]:
    """Yield the objects of a list, or of an object by their names: the two forms of associations and renditions."""
    if isinstance(value, Mapping):
        for name, entry in value.items():
            if isinstance(entry, Mapping):
                yield str(name), entry
    elif isinstance(value, list):
        for entry in value:
            if isinstance(entry, Mapping):
                yield text(entry.get("name")), entry


def both(fields: Fields, *keys: str) -> Iterator[Fields]:
    """Yield the objects of the first of these fields that has any: ``subject`` became ``subjects``."""
    for key in keys:
        if found := [entry for _, entry in entries(fields.get(key))]:
            yield from found
            return


@dataclass(frozen=True, slots=True)
class Words:
    """A headline, a description or a body: what it is for, its media type (small letters), and the words."""

    role: str
    type: str
    value: str


def worded(fields: Fields, single: str, plural: str) -> list[Words]:
    """Return the headlines, descriptions or bodies in the order of the item: ``body_html`` (1) or ``bodies`` (2, 3)."""
    found = [
        Words(text(entry.get("role")).lower(), text(entry.get("contenttype")).lower(), value)
        for entry in both(fields, plural)
        if isinstance(value := entry.get("value"), str) and value.strip()
    ]
    for key, value in fields.items():
        name, _, form = key.partition("_")
        if name == single and isinstance(value, str) and value.strip():
            kind = {"html": "text/html", "xhtml": "application/xhtml+xml", "text": "text/plain"}.get(form, "")
            found.append(Words(form if form not in ("html", "xhtml", "text") else "", kind, value))
    return found


def pick(found: list[Words], *roles: str) -> str:
    """Return the plain words of the first entry with one of these roles, the roles in their order; empty if none has."""
    for role in roles:
        for entry in found:
            if entry.role.rpartition(":")[2] == role:
                return agency_text.plain(entry.value)
    return ""


@dataclass(frozen=True, slots=True)
class Rendition:
    """A file of a picture, film or sound. Sizes are in pixels, 0 where unknown."""

    address: str
    type: str
    width: int
    height: int
    title: str


def renditions(fields: Fields) -> list[Rendition]:
    """Return the files that have an address on the web or a name."""
    return [
        Rendition(
            address,
            (text(entry.get("contenttype")) or text(entry.get("mimetype"))).lower(),
            _pixels(entry.get("width")),
            _pixels(entry.get("height")),
            text(entry.get("title")) or name,
        )
        for name, entry in entries(fields.get("renditions"))
        if (address := text(entry.get("href")))
    ]


def _pixels(value: object) -> int:
    number = text(value)
    return int(number) if number.isascii() and number.isdigit() and len(number) < 7 else 0


def largest(found: list[Rendition], kind: str) -> Rendition | None:
    """Return the largest file of a kind (``image``, ``video``, ``audio``), one without a watermark before others.

    A file without a type counts as of every kind.
    """
    fitting = [one for one in found if one.type.startswith(kind + "/") or not one.type]
    return max(
        fitting,
        key=lambda one: (bool(one.type), "watermark" not in (one.title + one.address).lower(), one.width),
        default=None,
    )
