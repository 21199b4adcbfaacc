"""One story's findings: what can be said of a file by reading it alone."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain

from ..base.problems import Problem
from ..site import schema
from ..site.article_file import Split, split
from ..site.front_matter import FrontMatter, PageForm
from ..site.settings import Settings
from ..site.source_kind import is_page
from ..site.yamltext import Document, parse
from . import dirty_text, headlines, pictures, style
from .passages import Passage, passages


@dataclass(frozen=True, slots=True)
class Ignore:
    """A rule that a file asks to leave alone, why, and where it says so."""

    rule: str
    reason: str
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Story:
    """A story's or plain page's file, taken apart."""

    path: str
    halves: Split
    document: Document
    form: FrontMatter | PageForm | None

    @property
    def passages(self) -> Iterator[Passage]:
        return passages(self.halves, self.document, self.form)

    @property
    def ignores(self) -> tuple[Ignore, ...]:
        if self.form is None:
            return ()
        where = ("check", "ignore")
        return tuple(
            Ignore(rule, reason, *self.document.key_mark((*where, rule)))
            for rule, reason in self.form.check.ignore.items()
        )


def take_apart(path: str, data: bytes) -> Story | None:
    """None where the file cannot be read, which is the build's to say."""
    halves, _ = split(data)
    if halves is None:
        return None
    document = parse(halves.front, first_line=halves.front_line)
    model: type[FrontMatter] | type[PageForm] = PageForm if is_page(path) else FrontMatter
    form, _ = schema.read(model, document, path)
    return Story(path, halves, document, form)


FINDERS: tuple[Callable[[Story, Settings], Iterator[Problem]], ...] = (
    style.findings,
    dirty_text.findings,
    headlines.too_long,
    pictures.without_words,
)


def check_story(path: str, data: bytes, settings: Settings) -> Iterator[Problem]:
    """The findings in one story or plain page, in order of place, but for those that it ignores."""
    story = take_apart(path, data)
    if story is not None:
        ignored = {ignore.rule for ignore in story.ignores}
        yield from (problem for problem in findings(story, settings) if problem.code not in ignored)


def findings(story: Story, settings: Settings) -> list[Problem]:
    """All of them, in order of place."""
    found = chain.from_iterable(find(story, settings) for find in FINDERS)
    return sorted((problem.at(story.path, problem.line, problem.column) for problem in found), key=lambda p: p.order)
