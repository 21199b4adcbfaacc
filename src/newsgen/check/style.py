"""House style: spellings, quotation marks and the like that differ from ``style`` in site.yml."""

import re
from collections.abc import Iterator
from dataclasses import replace

from ..arabic import style
from ..base.problems import Problem
from ..site.settings import Settings
from .passages import excerpt
from .rules import RULES
from .story import Story


def findings(story: Story, settings: Settings) -> Iterator[Problem]:
    """Yield every difference from the house style, at its position, also those without a suggestion."""
    for passage in story.passages:
        for finding in style.findings(passage.text, settings.style.rules):
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
            yield problem.at("", *passage.place(finding.start))


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
