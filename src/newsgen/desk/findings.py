"""What the build and ``newsgen check`` say of a story's text, for the person who writes it."""

from dataclasses import dataclass

from ..articles.article import parse_article
from ..base.messages import hint_of, message_of
from ..check.findings import story_findings
from ..check.story import parse_story
from ..site.settings import Settings
from .story_file import StoryFile, lines_of_text, unified

MOST = 100
"""The most findings that are sent."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A finding in plain words. ``key`` is the key of the front matter that it is in, ``block`` the index of the block, -1
    outside of the text; ``text`` is the line that it is in, with its first character at ``column`` from 1."""

    level: str
    code: str
    message: str
    hint: str
    key: str
    block: int
    text: str
    column: int


def findings_of(path: str, file: StoryFile, settings: Settings, lang: str) -> list[Finding]:
    """The problems of the build and the findings of the rules in one story, in the order of its lines, in a language."""
    data = file.data
    problems = set(parse_article(path, data, settings).problems)
    story = parse_story(path, data)
    if story is not None:
        problems |= set(story_findings(story, settings))
    lines = [unified(line).rstrip("\n") for line in lines_of_text(file.text)]
    owners = list(_owners(file))
    found = []
    for problem in sorted(problems, key=lambda problem: problem.order)[:MOST]:
        at = problem.line - 1
        key, block = owners[at] if 0 <= at < len(owners) else ("", -1)
        text = lines[at] if 0 <= at < len(lines) else ""
        found.append(
            Finding(
                problem.level,
                problem.code,
                message_of(problem, lang),
                hint_of(problem, lang),
                key,
                block,
                text,
                problem.column,
            )
        )
    return found


def _owners(file: StoryFile) -> list[tuple[str, int]]:
    """For each line of the file, the key and the index of the block that it belongs to."""
    owners = [("", -1)] * len(lines_of_text(file.head))
    for part in file.front:
        owners += [(part.key, -1)] * len(lines_of_text(part.raw))
    owners += [("", -1)] * len(lines_of_text(file.fence + file.top))
    for index, block in enumerate(file.blocks):
        owners += [("", index)] * len(lines_of_text(block.raw + block.gap))
    return owners
