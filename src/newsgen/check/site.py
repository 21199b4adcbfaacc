"""The whole site as the next build would publish it, for the rules that compare files with each other."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ..articles.sanitise import position_of
from ..base.problems import Problem
from ..build.reading import bytes_of
from ..record.media import PLAIN
from ..record.record import Record
from ..record.view import View
from ..site.front_matter import FrontMatter
from ..site.settings import Settings
from ..site.yamltext import parse
from .rendered_text import RenderedText
from .story import Story, parse_story

LINK = "]("
"""The characters before a link's address in Markdown; the position of a link is that of its address."""


@dataclass(frozen=True, slots=True)
class Site:
    """A site's folder and settings, with the record that a rehearsed build brought up to date.

    It is good only inside the ``with`` block of that build, which rolls the record back at its end. ``view`` is the
    build's choice of stories; the record has all of them.
    """

    folder: Path
    settings: Settings
    record: Record
    view: View
    held: frozenset[str]
    """Sources with errors. ``texts`` leaves them out; the record still has their last good version, if any."""
    templates: Mapping[str, str]
    """The source of each template by its name."""
    _stories: dict[str, Story | None] = field(default_factory=dict, repr=False, compare=False)

    def texts(self) -> Iterator[RenderedText]:
        """Yield every story and plain page without errors, also drafts, embargoed and withdrawn ones."""
        record = self.record
        for stored in record.stories.all():
            if stored.path not in self.held:
                article = record.stories.article(stored.position[1])
                files = dict(record.media.of(article.id))
                yield RenderedText(
                    stored.path, article.card.address, stored.position[0], article.summary.draft, article.card.image,
                    article.body, files,
                )  # fmt: skip
        for page, _ in record.plain_pages.all():
            path = record.plain_pages.path(page.id)
            if path is not None and path not in self.held:
                files = dict(record.media.of(PLAIN + page.id))
                yield RenderedText(path, f"/{page.id}/", 0, False, None, page.body, files)

    def key_position(self, path: str, key: tuple[str | int, ...]) -> tuple[int, int]:
        """Line and column of the value of a front matter key, as the file is now.

        Where the key is missing, those of its nearest parent; (1, 1) where the file cannot be read or split.
        """
        story = self._story(path)
        return story.document.mark(key) if story else (1, 1)

    def form(self, path: str) -> FrontMatter | None:
        """The front matter of a story, as the file is now; None for a plain page, and where there are errors."""
        story = self._story(path)
        return story.form if story is not None and isinstance(story.form, FrontMatter) else None

    def body_position(self, path: str, *texts: str) -> tuple[int, int]:
        """Line and column where the first of these texts that the body contains begins; else the body's first line.

        For a text that begins with ``LINK`` they are those of the address after it. (1, 1) where the file cannot be
        read or split.
        """
        story = self._story(path)
        if story is None:
            return 1, 1
        body, first = story.halves.body, story.halves.body_line
        for text in texts:
            if text and text in body:
                line, column = position_of(text, body, first)
                return line, column + (len(LINK) if text.startswith(LINK) else 0)
        return first, 1

    def yaml_position(self, path: str, key: tuple[str | int, ...]) -> tuple[int, int]:
        """Line and column of the value of a key in a YAML file, as ``key_position`` gives those of front matter."""
        data = bytes_of(self.folder, path)
        return (1, 1) if isinstance(data, Problem) else parse(data.decode(errors="replace")).mark(key)

    def _story(self, path: str) -> Story | None:
        if path not in self._stories:
            data = bytes_of(self.folder, path)
            self._stories[path] = None if isinstance(data, Problem) else parse_story(path, data)
        return self._stories[path]
