"""House style: spellings, quotation marks and the like that differ from ``style`` in site.yml."""

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
            problem = rule.found(
                found=finding.found,
                excerpt=excerpt(passage.text, finding.start, finding.end),
                suggestion=finding.suggestion or "",
            )
            if finding.suggestion is None:
                problem = replace(problem, hint="")
            yield problem.at("", *passage.place(finding.start))
