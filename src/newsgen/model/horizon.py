"""What of a visible story is still to come: an update, corrections and live entries, each of which has a moment of its own.

A story's *horizon* is the latest of its own moments that has passed, where a later one is to come. So it follows from what
readers see of the story, and not from the moment of the build.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Literal

from .article import Article, Summary
from .timestamps import microseconds

Gain = Literal["update", "correction", "entry"]
"""What a story gains at a moment after its publication."""

GainAt = tuple[int, Gain]
"""A moment, in microseconds since 1970, and what the story gains then."""


def entry_moments(article: Article) -> tuple[int, ...]:
    """The moments of live entries after the story's publication, in microseconds since 1970; each once, in order."""
    published = microseconds(article.card.published)
    moments = {microseconds(entry.at) for entry in article.entries}
    return tuple(sorted(moment for moment in moments if moment > published))


def gains(summary: Summary, entries: Iterable[int]) -> tuple[GainAt, ...]:
    """What the story gains after its publication, each moment and kind once. ``entries`` are its ``entry_moments``.

    Whatever is older than the publication is seen as soon as the story is, and is left out.
    """
    published = microseconds(summary.card.published)
    found: list[GainAt] = [(moment, "entry") for moment in entries]
    if summary.updated:
        found.append((microseconds(summary.updated), "update"))
    found += [(microseconds(correction.at), "correction") for correction in summary.corrections]
    return tuple(dict.fromkeys(gain for gain in found if gain[0] > published))


def summary_until(summary: Summary, until: int | None) -> Summary:
    """The summary without an update and corrections after ``until``, in microseconds since 1970; as it is for None."""
    if until is None or (summary.updated is None and not summary.corrections):
        return summary
    updated = summary.updated if summary.updated and microseconds(summary.updated) <= until else None
    corrections = tuple(one for one in summary.corrections if microseconds(one.at) <= until)
    if updated == summary.updated and len(corrections) == len(summary.corrections):
        return summary
    return replace(summary, updated=updated, corrections=corrections)


def article_until(article: Article, until: int | None) -> Article:
    """The story without its update, corrections and entries after ``until``, in microseconds since 1970; as it is for None."""
    if until is None:
        return article
    entries = tuple(entry for entry in article.entries if microseconds(entry.at) <= until)
    return replace(article, summary=summary_until(article.summary, until), entries=entries)
