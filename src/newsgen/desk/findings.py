"""What the build and ``newsgen check`` say of a file of the desk, for the person who writes it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ..articles.article import ParsedArticle, parse_article
from ..articles.page import ParsedPage, parse_page
from ..articles.profile import ParsedProfile, parse_profile
from ..base.messages import hint_of, message_of
from ..check.findings import story_findings
from ..check.story import parse_story
from ..site.settings import Settings
from .file_kind import FileKind
from .story_file import StoryFile, lines_of_text, unified

_PARSERS: Mapping[FileKind, Callable[[str, bytes, Settings], ParsedArticle | ParsedPage | ParsedProfile]] = {
    FileKind.STORY: parse_article,
    FileKind.PAGE: parse_page,
    FileKind.PROFILE: parse_profile,
}
"""What a build reads a file of each kind with."""

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
    """The problems of the build and the findings of the rules in one file, in the order of its lines, in a language."""
    data = file.data
    problems = set(_PARSERS[file.kind](path, data, settings).problems)
    story = parse_story(path, data) if file.kind is not FileKind.PROFILE else None
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
    owners = [("", -1)] * len(lines_of_text(file.head.removeprefix("\ufeff")))
    for part in file.front:
        owners += [(part.key, -1)] * len(lines_of_text(part.raw))
    owners += [("", -1)] * len(lines_of_text(file.fence + file.top))
    for index, block in enumerate(file.blocks):
        owners += [("", index)] * len(lines_of_text(block.raw + block.gap))
    return owners
