"""A story's or plain page's file as the rules see it: split, parsed, with the position of every part."""

from collections.abc import Iterator
from dataclasses import dataclass

from ..site import schema
from ..site.article_file import Split, split
from ..site.front_matter import FrontMatter, PageForm
from ..site.source_kind import is_article, is_page
from ..site.yamltext import Document, parse
from .passages import Passage, passages


@dataclass(frozen=True, slots=True)
class Ignore:
    """A rule that a file's front matter ignores, the reason, and the position of the entry."""

    rule: str
    reason: str
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Story:
    """A parsed story or plain page. ``form`` is None where its front matter has errors."""

    path: str
    halves: Split
    document: Document
    form: FrontMatter | PageForm | None

    @property
    def passages(self) -> Iterator[Passage]:
        """The texts that readers read, the body last; without ``form`` the body only."""
        return passages(self.halves, self.document, self.form)

    @property
    def ignores(self) -> tuple[Ignore, ...]:
        """The entries of ``check.ignore`` in the front matter; none where the front matter has errors."""
        if self.form is None:
            return ()
        where = ("check", "ignore")
        return tuple(
            Ignore(rule, reason, *self.document.key_mark((*where, rule)))
            for rule, reason in self.form.check.ignore.items()
        )


def is_checked(path: str) -> bool:
    """Whether a source is a story or a plain page: the files that ``parse_story`` parses."""
    return is_article(path) or is_page(path)


def parse_story(path: str, data: bytes) -> Story | None:
    """Parse the bytes of a story or, by its ``path``, of a plain page.

    None where they cannot be split into front matter and body. Errors are not returned: the build reports them.
    """
    halves, _ = split(data)
    if halves is None:
        return None
    document = parse(halves.front, first_line=halves.front_line)
    model: type[FrontMatter] | type[PageForm] = PageForm if is_page(path) else FrontMatter
    form, _ = schema.read(model, document, path)
    return Story(path, halves, document, form)
