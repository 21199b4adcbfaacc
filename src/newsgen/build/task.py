"""A page to render, with all that its template is given, as bytes that travel to a worker."""

from dataclasses import dataclass, replace
from typing import NamedTuple

import msgspec

from ..model.article import Article
from ..model.horizon import article_until
from ..pages.kinds import STORY_KINDS, Context, Page, Story
from ..record.codec import unpacked
from ..site.settings_sections import Section

OF_STORIES = frozenset(kind.name for kind in STORY_KINDS)
"""The names of the kinds of page that are made of one story."""


class Text(NamedTuple):
    """A whole story as the record holds it, and its horizon (``model.horizon``): what is later stays unseen."""

    packed: bytes
    horizon: int | None

    def article(self) -> Article:
        """Decode the story, as readers see it. Raises what ``codec.unpacked`` raises."""
        return article_until(unpacked(self.packed), self.horizon)


@dataclass(frozen=True, slots=True)
class Task:
    """A page to render. ``context_json`` is its context, serialised; ``texts`` are the story's text, or those of a full-text
    feed; ``why`` names the parts of the key that differ.

    A task goes to a worker as these bytes: copying a context object by object costs both sides more than a template.
    There the ``subject`` of a story's page is None, and so is ``planned``, the context as the plan made it. The properties
    decode the bytes at each access.
    """

    page: Page
    key: bytes
    context_json: bytes
    texts: tuple[Text, ...]
    why: str
    planned: Context | None = None

    @property
    def context(self) -> Context:
        """The context of the page's template."""
        return _contexts.decode(self.context_json) if self.planned is None else self.planned

    @property
    def article(self) -> Article | None:
        """The story of a story's page, else None."""
        return self.texts[0].article() if self.page.kind in OF_STORIES else None

    @property
    def articles(self) -> tuple[Article, ...]:
        """The stories of a full-text feed, else none."""
        return () if self.page.kind in OF_STORIES else tuple(text.article() for text in self.texts)

    def __reduce__(self) -> tuple[object, ...]:
        page = replace(self.page, subject=None) if isinstance(self.page.subject, Story) else self.page
        return Task, (page, self.key, self.context_json, self.texts, self.why)


def _section(kind: type, value: object) -> object:
    return Section.model_validate(value) if kind is Section else value


_contexts = msgspec.json.Decoder(Context, dec_hook=_section)
