"""House style: spellings, quotation marks and the like that differ from ``style`` in site.yml."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from ..arabic import style
from ..base.problems import Problem, Replacement
from ..site.settings import Settings
from .passages import Passage, excerpt
from .rules import RULES
from .story import Story


def findings(story: Story, settings: Settings) -> Iterator[Problem]:
    """Yield every difference from the house style, at its position, also those without a suggestion.

    Those whose suggestion is certain have a remedy. Quotation marks open and close by turns, so the remedy of one is that of
    all in its line that have a suggestion.
    """
    for passage in story.passages:
        found = style.findings(passage.text, settings.style.rules)
        of_marks = _remedies_of_marks(passage, found)
        for finding in found:
            rule = RULES["style-" + finding.rule]
            suggestion = finding.suggestion or ""
            if finding.rule == "quotes":
                suggestion = _beside_its_word(passage.text, finding, suggestion)
            problem = rule.found(
                found=finding.found,
                excerpt=excerpt(passage.text, finding.start, finding.end),
                suggestion=suggestion,
            )
            if finding.suggestion is None and finding.rule != "doubled-mark":
                problem = replace(problem, hint="")
            remedy = of_marks[finding.start] if finding.rule == "quotes" else _remedy(passage, [finding])
            yield replace(problem.at("", *passage.place(finding.start)), remedy=remedy)


def _remedy(passage: Passage, found: Sequence[style.Finding]) -> tuple[Replacement, ...]:
    """What some findings suggest, without what is uncertain."""
    sure = ((one.start, one.end, one.suggestion) for one in found if one.certain)
    return passage.remedy((start, end, new) for start, end, new in sure if new is not None)


def _remedies_of_marks(passage: Passage, found: Sequence[style.Finding]) -> Mapping[int, tuple[Replacement, ...]]:
    """The remedy of each quotation mark, by its start: that of its line; none for a mark without a suggestion."""
    remedies: dict[int, tuple[Replacement, ...]] = {}
    line: list[style.Finding] = []
    end = 0
    for one in [*(one for one in found if one.rule == "quotes"), None]:
        if line and (one is None or "\n" in passage.text[end : one.start]):
            whole = _remedy(passage, line)
            remedies |= {mark.start: whole if mark.suggestion is not None else () for mark in line}
            line = []
        if one is not None:
            line.append(one)
            end = one.end
    return remedies


_WORD_BEHIND = re.compile(r"[^\s«»“”\"]{1,24}")
_WORD_BEFORE = re.compile(r"[^\s«»“”\"]{1,24}\Z")


def _beside_its_word(text: str, finding: style.Finding, mark: str) -> str:
    """A quotation mark with the word that it stands at, so that an Arabic reader sees to which side it opens.

    A mark alone is shown in the direction of the message, and « and » look exchanged.
    """
    behind = _WORD_BEHIND.match(text, finding.end)
    if "»" in (mark, finding.found) or "”" in (mark, finding.found) or behind is None:
        before = _WORD_BEFORE.search(text[max(0, finding.start - 24) : finding.start])
        return (before[0] if before else "") + mark
    return mark + behind[0]
