"""Find what a written name means: a topic, place or author that site.yml declares, or one named as it is written.

Names that are not the same stay apart. The exact spelling wins. Where none matches exactly, those that fold alike (hamzas,
case, tashkeel left out) are candidates, but not those whose tashkeel contradicts the written one: عمّان is not عُمان.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from typing import Generic, TypeVar

from .. import arabic
from ..model.article import Named

T = TypeVar("T")


class Doubt(Enum):
    """Why an editor should look at a name: see ``Reading``."""

    NONE = "none"
    AMBIGUOUS = "ambiguous"
    """Several declared names may be meant, so none was taken."""
    MARKS = "marks"
    """It was taken for a declared name that has none of its tashkeel."""
    ADDRESS = "address"
    """It is not declared, and its address is that of a declared name."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a written name means: its name and id, and the declared spellings that ``doubt`` is about."""

    named: Named
    doubt: Doubt = Doubt.NONE
    others: tuple[str, ...] = ()


@lru_cache(8192)  # a topic appears in many stories, and its slug takes 50 µs to compute
def name_slug(name: str, latin: bool) -> str:
    """The id of an undeclared name: its slug, in Latin letters with ``latin``. Two names may have the same one."""
    return arabic.slug(name, latin=latin, signs=True)


class Spellings(Generic[T]):
    """The spellings of declared names, each with what it stands for."""

    def __init__(self, declared: Iterable[tuple[str, T]]) -> None:
        self._exact: dict[str, list[tuple[str, T]]] = {}
        self._folded: dict[str, list[tuple[str, T]]] = {}
        for spelling, value in declared:
            self._exact.setdefault(spelling, []).append((spelling, value))
            self._folded.setdefault(arabic.fold(spelling), []).append((spelling, value))

    def matches(self, name: str) -> list[tuple[str, T]]:
        """Each spelling that a name may stand for, with its value: the same one, else those that fold and agree with it.

        ``name`` must be in NFC, as the spellings are.
        """
        if not self._folded:
            return []
        exact = self._exact.get(name)
        return exact or [one for one in self._folded.get(arabic.fold(name), ()) if _agree(name, one[0])]

    def only(self, name: str) -> T | None:
        """What a name stands for; None where no spelling matches it, or where its matches stand for different things."""
        found = {value for _, value in self.matches(name)}
        return found.pop() if len(found) == 1 else None


def _agree(one: str, other: str) -> bool:
    """Whether the marks of one of two names that fold alike are all in the other: then they may be the same word."""
    pairs = list(zip(arabic.letter_marks(one), arabic.letter_marks(other), strict=False))
    return all(a <= b for a, b in pairs) or all(a >= b for a, b in pairs)


class DeclaredNames:
    """The declared names of one kind (topics, places or authors), and how written names are read with them."""

    def __init__(self, declared: Iterable[tuple[Named, tuple[str, ...]]], *, latin: bool) -> None:
        """``declared`` are names with all spellings that stand for them. With ``latin``, ids of others are Latin letters."""
        declared = tuple(declared)
        self._latin = latin
        self._spellings = Spellings((spelling, named) for named, spellings in declared for spelling in spellings)
        self._by_id: dict[str, Named] = {}
        self._readings: dict[str, Reading] = {}  # of the names read so far: the same few stand in most stories
        for named, _ in declared:
            self._by_id.setdefault(named.id.casefold(), named)

    def read(self, name: str) -> Reading:
        """What a written name means. ``name`` must be in NFC and without spaces around it."""
        reading = self._readings.get(name)
        if reading is None:
            reading = self._readings[name] = self._read(name)
        return reading

    def _read(self, name: str) -> Reading:
        matches = self._spellings.matches(name)
        found = tuple(dict.fromkeys(named for _, named in matches))
        if len(found) == 1:
            spellings = [spelling for spelling, _ in matches]
            guessed = name not in spellings and any(arabic.letter_marks(name))
            if guessed and not any(mark for spelling in spellings for mark in arabic.letter_marks(spelling)):
                return Reading(found[0], Doubt.MARKS, (found[0].name,))
            return Reading(found[0])
        own = Named(name_slug(name, self._latin), name)
        if found:
            return Reading(own, Doubt.AMBIGUOUS, tuple(_distinguished(found)))
        holder = self._by_id.get(own.id.casefold())
        return Reading(own, Doubt.ADDRESS, (holder.name,)) if holder is not None else Reading(own)


def _distinguished(found: tuple[Named, ...]) -> Iterator[str]:
    """The names; with their ids where two are written alike."""
    names = [named.name for named in found]
    yield from (named.name if names.count(named.name) == 1 else f"{named.name} ({named.id})" for named in found)
