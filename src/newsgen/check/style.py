"""House style: what ``style`` in site.yml would have written otherwise."""

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from ..arabic import style
from ..base.problems import Problem
from ..site.settings import Settings
from .passages import excerpt
from .rules import RULES

if TYPE_CHECKING:
    from .story import Story


def findings(story: "Story", settings: Settings) -> Iterator[Problem]:
    """Every departure from the house's style, at its place."""
    for passage in story.passages:
        for finding in style.findings(passage.text, settings.style.rules):
            rule = RULES["style-" + finding.rule]
            problem = rule.found(
                found=finding.found,
                excerpt=excerpt(passage.text, finding.start, finding.end),
                suggestion=finding.suggestion or "",
            )
            if finding.suggestion is None:
                problem = replace(problem, hint="")
            yield problem.at("", *passage.place(finding.start))
