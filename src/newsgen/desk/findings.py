"""What the build and ``newsgen check`` say of a file of the desk, for the person who writes it."""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from ..articles.article import ParsedArticle, parse_article
from ..articles.page import ParsedPage, parse_page
from ..articles.profile import ParsedProfile, parse_profile
from ..base.messages import hint_of, message_of
from ..base.problems import Problem, Replacement
from ..check.findings import story_findings
from ..check.mending import changes_words_only
from ..check.story import Story, parse_story
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

MOST_RENDERED = 100_000
"""The most characters that are rendered to see which remedies change words alone; a finding that would need more has none."""


@dataclass(frozen=True, slots=True)
class Mend:
    """A line that mends a finding, whole: ``before`` becomes ``after``.

    ``field`` is empty for a line of the text; else it names a key of the front matter, an inner key behind a point, and
    both are the whole value.
    """

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Finding:
    """A finding in plain words. ``key`` is the key of the front matter that it is in, ``block`` the index of the block, -1
    outside of the text; ``text`` is the line that it is in, with its first character at ``column`` from 1. ``mends`` mend it
    together; it is empty where a person must see what is right."""

    level: str
    code: str
    message: str
    hint: str
    key: str
    block: int
    text: str
    column: int
    mends: tuple[Mend, ...] = ()


def findings_of(path: str, file: StoryFile, settings: Settings, lang: str) -> list[Finding]:
    """The problems of the build and the findings of the rules in one file, in the order of its lines, in a language."""
    data = file.data
    problems = set(_PARSERS[file.kind](path, data, settings).problems)
    story = parse_story(path, data) if file.kind is not FileKind.PROFILE else None
    if story is not None:
        problems |= set(story_findings(story, settings))
    lines = [unified(line).rstrip("\n") for line in lines_of_text(file.text)]
    owners = list(_owners(file))
    mending = _Mending(file, story, lines, owners, settings.prefix) if story is not None else None
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
                mending.mends(problem) if mending is not None else (),
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


class _Mending:
    """Turns remedies into mends, and keeps count of what was rendered for that."""

    def __init__(
        self, file: StoryFile, story: Story, lines: Sequence[str], owners: Sequence[tuple[str, int]], prefix: str
    ) -> None:
        self._file, self._lines, self._owners, self._prefix = file, lines, owners, prefix
        self._first = story.halves.body_line - 1
        self._clean = story.halves.body.split("\n")
        self._starts = list(accumulate((len(line) + 1 for line in self._clean), initial=0))
        self._first_lines = {block: n for n, (_, block) in reversed(list(enumerate(owners)))}
        self._left = MOST_RENDERED
        self._known: dict[int, tuple[Mend, ...]] = {}

    def mends(self, problem: Problem) -> tuple[Mend, ...]:
        """The mends of a problem; none where one of them cannot be made exactly, or would change more than words."""
        remedy = problem.remedy
        if not remedy:
            return ()
        if id(remedy) not in self._known:  # the marks of one line share theirs, and the problems outlive this object
            path = remedy[0].path
            self._known[id(remedy)] = tuple(self._of_value(path, remedy) if path else self._of_lines(remedy))
        return self._known[id(remedy)]

    def _of_value(self, path: tuple[str | int, ...], remedy: Sequence[Replacement]) -> Iterator[Mend]:
        names = [step for step in path if isinstance(step, str)]
        value = _at(self._file.values, path)
        if len(names) != len(path) or not self._file.keyed or not isinstance(value, str):
            return
        after = _replaced(value, 0, remedy)
        if after is not None and after.strip():
            yield Mend(".".join(names), value, after)

    def _of_lines(self, remedy: Sequence[Replacement]) -> Iterator[Mend]:
        changed: dict[int, str] = {}
        for n, parts in self._by_line(remedy).items():
            line = self._lines[self._first + n] if self._first + n < len(self._lines) else ""
            after = _replaced(line, self._starts[n], parts)
            if after is None or line != self._clean[n]:
                return
            changed[self._first + n] = after
        if self._is_sure(changed):
            yield from (Mend("", self._lines[n], after) for n, after in changed.items())

    def _by_line(self, remedy: Sequence[Replacement]) -> Mapping[int, list[Replacement]]:
        found: dict[int, list[Replacement]] = {}
        for one in remedy:
            found.setdefault(bisect_right(self._starts, one.start) - 1, []).append(one)
        return found

    def _is_sure(self, changed: Mapping[int, str]) -> bool:
        """Whether each block with changed lines, which are named by their place in the file, differs in words alone."""
        for index in {self._owners[n][1] for n in changed}:
            if index < 0:
                return False
            first, before = self._first_lines[index], self._file.blocks[index].source
            if 2 * len(before) > self._left:
                return False
            self._left -= 2 * len(before)
            own = before.split("\n")
            after = "\n".join(changed.get(first + n, line) for n, line in enumerate(own))
            if not changes_words_only(before, after, self._prefix):
                return False
        return True


def _replaced(text: str, start: int, remedy: Sequence[Replacement]) -> str | None:
    """A text that begins at an offset, with some replacements in it; None where it does not hold what they replace."""
    pieces, place = [], 0
    for one in sorted(remedy, key=lambda one: one.start):
        at = one.start - start
        if at < place or not text.startswith(one.before, at):
            return None
        pieces += [text[place:at], one.after]
        place = at + len(one.before)
    return "".join([*pieces, text[place:]])


def _at(values: Any, path: Sequence[str | int]) -> Any:
    """The value to which keys and indexes lead; None where there is none."""
    for step in path:
        if isinstance(values, Mapping):
            values = values.get(step)
        else:
            return None
    return values
