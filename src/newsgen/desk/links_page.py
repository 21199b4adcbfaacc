"""Find the story that a link goes to, by words of its headline."""

from collections.abc import Callable, Iterable
from datetime import datetime
from itertools import islice
from zoneinfo import ZoneInfo

from ..arabic import fold
from ..base.messages import translate
from .handler import MOST_TITLE, Handler
from .roles import may_read
from .story_list import ListedStory
from .words import STATUSES

MOST_FOUND = 8
"""How many stories are offered."""


def matching(stories: Iterable[ListedStory], words: str, admits: Callable[[ListedStory], bool]) -> list[ListedStory]:
    """The first admitted stories, in their order, in which each of the words is found, folded."""
    needles = fold(words).split()
    if not needles:
        return []
    found = (
        story
        for story in stories
        if story.address and all(needle in story.folded for needle in needles) and admits(story)
    )
    return list(islice(found, MOST_FOUND))


class Links(Handler):
    """The stories that a link in the story at ``path`` may go to: others that readers see, or that the person may read."""

    SUPPORTED_METHODS = ("GET", "HEAD")

    async def get(self) -> None:
        desk, now = self.desk, self.desk.now()
        words = self.get_query_argument("q", "")[:MOST_TITLE]
        settings = desk.builder.state.settings
        own = self.get_query_argument("path", "")
        stories = (await desk.off_loop(desk.stories.now)).stories
        found = await desk.off_loop(
            matching, stories, words, lambda story: story.path != own and self._may_link(story, now)
        )
        zone = settings.zone if settings is not None else None
        self.send_json({"stories": [self._row(story, story.status_at(now), zone) for story in found]})

    head = get

    def _row(self, story: ListedStory, status: str, zone: ZoneInfo | None) -> dict[str, str]:
        """A story for the dialog; ``shown`` is its status, empty for one that readers see."""
        shown = "" if status == "published" else translate(self.desk.lang, STATUSES[status])
        day = f"{story.published.astimezone(zone):%Y-%m-%d}"
        return {"title": story.title, "address": story.address, "at": day, "shown": shown}

    def _may_link(self, story: ListedStory, now: datetime) -> bool:
        if story.status_at(now) == "published":
            return True
        values = {"kind": story.kind, "status": story.status, "authors": list(story.authors)}
        return may_read(self.user.role, self.user.full_name, values)
