"""Dirty text: what copying and old systems leave between the words, each kind told once for each passage."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..arabic import Change, clean
from ..base.problems import Problem
from ..site.settings import Settings
from .passages import MASK, Passage, excerpt
from .rules import RULES

if TYPE_CHECKING:
    from .story import Story

KINDS = {
    "nfc": "text-letters", "shape": "text-letters", "control": "text-invisible", "mark": "text-invisible",
    "stray": "text-invisible", "line-end": "text-invisible", "entity": "text-entity", "nbsp": "text-spaces",
    "space": "text-spaces", "punctuation": "text-punctuation",
}  # fmt: skip
"""The rule that tells of each kind of change that ``arabic.clean`` makes."""


def changes(text: str, *, body: bool) -> Iterator[tuple[str, Change]]:
    """What would be cleaned in a passage, each with its rule. Plain spaces are a body's own affair: HTML joins them, and
    tables are aligned with them."""
    for change in clean(text, markup=body).changes:
        plain = body and change.rules == ("space",) and not change.before.strip(" ")
        if not plain and MASK not in change.before + change.after:
            yield KINDS[change.rules[0]], change


def findings(story: "Story", settings: Settings) -> Iterator[Problem]:
    """The first of each kind in each passage, with their number."""
    for passage in story.passages:
        kinds: dict[str, list[Change]] = {}
        for code, change in changes(passage.text, body=passage.body):
            kinds.setdefault(code, []).append(change)
        for code, found in kinds.items():
            yield _told(code, found, passage)


def _told(code: str, found: list[Change], passage: Passage) -> Problem:
    first = found[0]
    odd = next((char for char in first.before if char not in first.after and char != " "), first.before[:1])
    problem = RULES[code].found(
        found=first.before,
        suggestion=first.after,
        name=f"U+{ord(odd):04X}",
        count=len(found),
        excerpt=excerpt(passage.text, first.start, first.end),
    )
    return problem.at("", *passage.place(first.start))
