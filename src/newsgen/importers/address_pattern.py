"""Infer the pattern of an archive's addresses, and propose the site's own that keeps the most of them."""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from .item import Kind, Outline, State

_ENDINGS = re.compile(r"\.(?:html?|php|aspx?|jsp)$", re.IGNORECASE)
_MOST_NAMES = 5
"""A part of the addresses with more different names than this is something that varies: an author, an outer category."""

_TRIED = 8
"""So many of the most frequent shapes are compared by what they keep."""

VARYING = "{…}"
"""Stands in a shape for a part that varies and that nothing here knows."""


@dataclass(frozen=True, slots=True)
class Shape:
    """A pattern that addresses have: ``/{yyyy}/{mm}/{slug}/``, ``/{section}/{id}-{slug}.html``.

    The fields are those of the setting ``address``, and besides them ``{query}`` for addresses like ``/?p=42``, and
    ``VARYING``.
    """

    pattern: str
    count: int
    example: str


@dataclass(frozen=True, slots=True)
class Inferred:
    """The shapes of an archive's addresses, the most frequent one first, and the one to use.

    ``proposal`` is the shape that newsgen can have and that keeps the most addresses, and ``kept`` the number of stories whose
    address it keeps, out of ``total``; empty and 0 where newsgen can have none of them. ``beyond`` are the more frequent
    shapes: their stories need addresses of their own, or aliases.
    """

    shapes: tuple[Shape, ...]
    total: int
    proposal: str = ""
    kept: int = 0
    beyond: tuple[Shape, ...] = ()


def infer(
    outlines: Iterable[Outline],
    allowed: Callable[[str], bool],
    base: str = "/",
    kept_by: Callable[[str], int] | None = None,
) -> Inferred:
    """Infer the shapes from the published stories. ``allowed`` says whether the setting ``address`` can be a pattern.

    ``kept_by`` says of a pattern how many addresses it keeps, and is asked of the ``_TRIED`` most frequent ones; without it,
    a shape keeps those that have it, as far as the sections' ids are the old categories' slugs.
    ``base`` is the path at which the old site began, with a slash at both ends; no shape has it. The day of a story is taken
    in the zone of its ``published``: the old system's.
    """
    counts: Counter[tuple[str, ...]] = Counter()
    examples: dict[tuple[str, ...], str] = {}
    for outline in outlines:
        if outline.kind in (Kind.PAGE, Kind.ATTACHMENT) or outline.state is not State.PUBLISHED or not outline.address:
            continue
        parts = parts_of(outline, base)
        counts[parts] += 1
        if parts not in examples or outline.address < examples[parts]:
            examples[parts] = outline.address
    shapes = _joined(counts, examples)
    total = counts.total()
    possible = [at for at, shape in enumerate(shapes) if allowed(shape.pattern) and not _is_of_one_day(shape.pattern)]
    kept = {at: kept_by(shapes[at].pattern) if kept_by else shapes[at].count for at in possible[:_TRIED]}
    best = max(kept, key=lambda at: (kept[at], -at), default=-1)
    if best < 0 or not kept[best]:
        return Inferred(shapes, total, beyond=shapes)
    return Inferred(shapes, total, shapes[best].pattern, kept[best], shapes[:best])


def _is_of_one_day(pattern: str) -> bool:
    """Whether a pattern has a number as it is: a year, or a day, that is none of its stories' own."""
    return any(part.isdecimal() for part in pattern.split("/"))


def parts_of(outline: Outline, base: str = "/") -> tuple[str, ...]:
    """The parts of a story's address between slashes behind ``base``, known ones as fields: ``("{yyyy}", "{slug}", "")``.

    The last part is empty where the address ends with a slash. Parts that are no field are as they are.
    """
    try:
        address = urlsplit(outline.address)
    except ValueError:
        return ("{query}",)
    path = unquote(address.path).strip()
    if (path + "/").startswith(base):
        path = path[len(base) - 1 :]
    if path in ("", "/") and address.query:
        return ("{query}",)
    slug = _folded(unquote(outline.slug))
    number = outline.id.rpartition(":")[2]
    sections = {_folded(term.slug) for term in outline.sections if term.slug}
    written = path.lstrip("/").split("/")
    parts = [_folded(part) for part in written]
    own = max((at for at, part in enumerate(parts) if slug and slug in part), default=len(parts))
    found: list[str] = []
    for at, part in enumerate(parts):
        if at == own:
            found.append(_with_slug(written[at], part, slug, number))
        elif part in sections:
            if found[-1:] != ["{section}"]:  # the path of a section may hold the categories above it
                found.append("{section}")
        else:
            found.append(_of_date(part, outline, found) or _with_number(written[at], number))
    return tuple(found)


def _folded(part: str) -> str:
    return unicodedata.normalize("NFC", part).lower()


def _with_slug(written: str, part: str, slug: str, number: str) -> str:
    """A part that has the slug; ``part`` is ``written`` in small letters."""
    before, _, after = part.rpartition(slug)
    if len(written) == len(part):
        before, after = written[: len(before)], written[len(written) - len(after) :]
    return before.replace(number, "{id}") + "{slug}" + after.replace(number, "{id}")


def _with_number(part: str, number: str) -> str:
    stem = _ENDINGS.sub("", part)
    return "{id}" + part[len(stem) :] if stem == number and stem else part


def _of_date(part: str, outline: Outline, before: list[str]) -> str:
    """The field of a date that a part is. Months stand behind a year, and days behind a month."""
    day = outline.published
    if day is None:
        return ""
    if "{yyyy}" not in before:
        return "{yyyy}" if part == f"{day.year:04}" else ""
    if "{mm}" not in before and "{m}" not in before:
        return {f"{day.month}": "{m}", f"{day.month:02}": "{mm}"}.get(part, "")
    if "{dd}" not in before and "{d}" not in before:
        return {f"{day.day}": "{d}", f"{day.day:02}": "{dd}"}.get(part, "")
    return ""


def _joined(counts: Counter[tuple[str, ...]], examples: dict[tuple[str, ...], str]) -> tuple[Shape, ...]:
    """The shapes, in which parts with many different names are one."""
    names: dict[tuple[tuple[str, ...], int], set[str]] = {}
    for parts in counts:
        skeleton = _skeleton(parts)
        for at, part in enumerate(parts):
            known = names.setdefault((skeleton, at), set())
            if skeleton[at] == VARYING and len(known) <= _MOST_NAMES:
                known.add(part)
    joined: Counter[str] = Counter()
    shown: dict[str, str] = {}
    for parts, count in counts.items():
        skeleton = _skeleton(parts)
        varying = (len(names[skeleton, at]) > _MOST_NAMES for at in range(len(parts)))
        pattern = "/" + "/".join(VARYING if many else part for part, many in zip(parts, varying, strict=True))
        joined[pattern] += count
        shown[pattern] = min(shown.get(pattern, examples[parts]), examples[parts])
    ordered = sorted(joined.items(), key=lambda found: (-found[1], found[0]))
    return tuple(Shape(pattern, count, shown[pattern]) for pattern, count in ordered)


def _skeleton(parts: tuple[str, ...]) -> tuple[str, ...]:
    """The parts with ``VARYING`` for each that is no field, and is not empty."""
    return tuple(part if "{" in part or not part else VARYING for part in parts)
