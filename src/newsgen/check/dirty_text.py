"""Dirty text: what copying and old systems leave between the words. Each kind is reported once a passage."""

from collections.abc import Iterator
from dataclasses import replace

from ..arabic import Change, clean
from ..base.problems import Problem
from ..site.settings import Settings
from .passages import MASK, Passage, excerpt
from .rules import RULES
from .story import Story

KINDS = {
    "nfc": "text-letters", "shape": "text-letters", "control": "text-invisible", "mark": "text-invisible",
    "stray": "text-invisible", "line-end": "text-invisible", "entity": "text-entity", "nbsp": "text-spaces",
    "space": "text-spaces", "punctuation": "text-punctuation",
}  # fmt: skip
"""The rule that reports each kind of change of ``arabic.clean``."""


def changes(text: str, *, body: bool) -> Iterator[tuple[str, Change]]:
    """Yield the code of a rule and the change, for each change that would clean a text.

    ``body`` says that the text is Markdown. Changes that touch a masked character are left out. So are plain spaces in
    a body: HTML joins them, and Markdown tables are aligned with them.
    """
    for change in clean(text, markup=body).changes:
        plain = body and change.rules == ("space",) and not change.before.strip(" ")
        if not plain and MASK not in change.before + change.after:
            yield KINDS[change.rules[0]], change


def findings(story: Story, settings: Settings) -> Iterator[Problem]:
    """One finding for each rule in each passage: at the rule's first change there, with the number of its changes, and all of
    them as its remedy."""
    for passage in story.passages:
        by_code: dict[str, list[Change]] = {}
        for code, change in changes(passage.text, body=passage.body):
            by_code.setdefault(code, []).append(change)
        for code, found in by_code.items():
            yield _finding(code, found, passage)


def _finding(code: str, found: list[Change], passage: Passage) -> Problem:
    first = found[0]
    odd = next((char for char in first.before if char not in first.after and char != " "), first.before[:1])
    problem = RULES[code].found(
        found=first.before,
        suggestion=first.after,
        name=f"U+{ord(odd):04X}",
        count=len(found),
        excerpt=excerpt(passage.text, first.start, first.end),
    )
    remedy = passage.remedy((change.start, change.end, change.after) for change in found)
    return replace(problem.at("", *passage.place(first.start)), remedy=remedy)
