"""The whole site, as the next build would make it: what only all of its files together can tell."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

from ..articles.sanitise import position_of
from ..base.problems import Problem
from ..build.reading import bytes_of
from ..record.media import PLAIN
from ..record.record import Record
from ..record.view import View
from ..site.settings import Settings
from ..site.source_kind import is_article, is_page
from . import headlines, links, orphans, pictures
from .rendered_text import Text
from .story import Story, take_apart

LINK = "]("
"""What stands before a link's address: a place is that of the address."""


@dataclass(slots=True)
class Site:
    """A record that a rehearsal brought up to date, and the site behind it. Sources in ``held`` are broken: what the record
    has of them is older than their files, so nothing is said of them."""

    folder: Path
    settings: Settings
    record: Record
    view: View
    held: frozenset[str]
    templates: Mapping[str, str]
    """The templates' sources by name."""
    _stories: dict[str, Story | None] = field(default_factory=dict)

    def texts(self) -> Iterator[Text]:
        """Every story and plain page that can be read, drafts and embargoed ones too."""
        record = self.record
        for stored in record.stories.all():
            if stored.path not in self.held:
                article = record.stories.article(stored.position[1])
                files = dict(record.media.of(article.id))
                yield Text(
                    stored.path, article.card.address, stored.position[0], article.summary.draft, article.card.image,
                    article.body, files,
                )  # fmt: skip
        for page, _ in record.plain_pages.all():
            path = record.plain_pages.path(page.id)
            if path is not None and path not in self.held:
                files = dict(record.media.of(PLAIN + page.id))
                yield Text(path, f"/{page.id}/", 0, False, None, page.body, files)

    def key(self, path: str, where: tuple[str | int, ...]) -> tuple[int, int]:
        """Where a key's value stands in a file."""
        story = self._story(path)
        return story.document.mark(where) if story else (1, 1)

    def written(self, path: str, *forms: str) -> tuple[int, int]:
        """Where a file's body has one of these texts first."""
        story = self._story(path)
        if story is None:
            return 1, 1
        body, first = story.halves.body, story.halves.body_line
        for form in forms:
            if form and form in body:
                line, column = position_of(form, body, first)
                return line, column + (len(LINK) if form.startswith(LINK) else 0)
        return first, 1

    def _story(self, path: str) -> Story | None:
        if path not in self._stories:
            data = bytes_of(self.folder, path)
            self._stories[path] = None if isinstance(data, Problem) else take_apart(path, data)
        return self._stories[path]


FINDERS: tuple[Callable[[Site], Iterator[Problem]], ...] = (
    headlines.again,
    links.astray,
    pictures.small,
    orphans.unused,
)


def check_site(site: Site) -> Iterator[Problem]:
    """The findings that only the whole site gives; the files' own are ``check_story``'s."""
    yield from chain.from_iterable(find(site) for find in FINDERS)


def is_checked(path: str) -> bool:
    """Whether a source is one that ``check_story`` reads."""
    return is_article(path) or is_page(path)
