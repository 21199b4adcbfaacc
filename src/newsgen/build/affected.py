"""What a change may affect: the stories, lists and files whose outputs must be looked at. These values add up."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from ..model.article import Summary
from ..model.facets import TextsOf, Watched
from ..model.placement import facet_entries
from ..record.record import Record
from ..record.stories import Stored
from ..record.view import View
from .answers import neighbours


@dataclass(frozen=True, slots=True)
class Affected:
    """The outputs that may differ after a change. None instead of a collection means all of its kind.

    ``stories`` are ids. ``lists`` holds what pages watch, each with the moments (microseconds since 1970) of the stories
    that moved in it. ``media`` are the addresses of pictures, ``static`` the paths of files below ``static/``.
    """

    stories: frozenset[str] | None = frozenset()
    lists: Mapping[Watched, frozenset[int]] | None = field(default_factory=dict)
    media: frozenset[str] | None = frozenset()
    static: frozenset[str] | None = frozenset()

    @property
    def whole(self) -> bool:
        """Whether every page and picture is affected anyway, so that single changes need no following."""
        return self.stories is None and self.lists is None and self.media is None

    def holds(self, watched: Watched) -> bool:
        """Whether a page that watches this may have changed."""
        return self.lists is None or watched in self.lists

    def __or__(self, other: "Affected") -> "Affected":
        return union((self, other))


NOTHING = Affected()
"""No output."""

EVERYTHING = Affected(None, None, None, None)
"""All outputs: the settings or the code differ, or nobody knows what lies in the output."""


EVERY_PAGE = Affected(None, None)
"""All pages, and no file besides: what every page shows differs."""


def union(parts: Iterable[Affected]) -> Affected:
    """All of what several changes affect; it costs what the parts hold, however many they are."""
    stories: set[str] | None = set()
    lists: dict[Watched, set[int]] | None = {}
    media: set[str] | None = set()
    static: set[str] | None = set()
    for part in parts:
        if part is NOTHING:
            continue
        stories = None if stories is None or part.stories is None else _grown(stories, part.stories)
        media = None if media is None or part.media is None else _grown(media, part.media)
        static = None if static is None or part.static is None else _grown(static, part.static)
        if lists is not None and part.lists is not None:
            for watched, moments in part.lists.items():
                lists.setdefault(watched, set()).update(moments)
        else:
            lists = None
    return Affected(
        None if stories is None else frozenset(stories),
        None if lists is None else {watched: frozenset(moments) for watched, moments in lists.items()},
        None if media is None else frozenset(media),
        None if static is None else frozenset(static),
    )


def _grown(whole: set[str], part: frozenset[str]) -> set[str]:
    whole |= part
    return whole


def lists_of(*watched: Watched) -> Affected:
    """The pages that watch one of these."""
    return Affected(lists=dict.fromkeys(watched, frozenset()))


def moved(record: Record, story: Stored, view: View) -> Affected:
    """The pages that show a story, or show others because of it, when its summary or its visibility differs.

    Called with the old story on the old record and with the new one on the new. The two together are complete, since a
    window of the last WINDOW older stories changes only by a story that is in it before or after.
    """
    lists: dict[Watched, set[int]] = {}
    for facet, moment in facet_entries(story.summary):
        lists.setdefault(facet, set()).add(moment)
    return Affected(
        frozenset(neighbours(record, story, view)), {facet: frozenset(moments) for facet, moments in lists.items()}
    )


def text_changed(summary: Summary) -> Affected:
    """The full-text feeds that may hold a story whose text differs, and nothing else of it."""
    return lists_of(*(TextsOf(facet) for facet, _ in facet_entries(summary)))
