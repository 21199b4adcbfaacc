"""The list of stories, and the form that begins one."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from functools import partial
from typing import Any
from urllib.parse import quote, urlencode

from tornado.web import HTTPError

from ..articles.new_story import NewStory, one_line, write_draft
from ..base.messages import translate
from ..base.problems import FatalProblems
from ..site.settings import Settings
from .handler import MOST_TITLE, PAGE_SIZE, Handler
from .pages import OWN
from .roles import Action, may
from .saving import open_file
from .story_file import StoryFile
from .story_list import Filter, ListedStory, Snapshot, stages_of
from .words import STATUSES, stage_names

MOST_COMING = 6
"""How many stories that go out next are shown."""

FIELDS = ("q", "stage", "status", "section", "person", "since", "until")
"""The fields of the search, as the address has them."""


class Stories(Handler):
    """The list of stories, with a search, filters, what goes out next, and the form that begins a story."""

    SUPPORTED_METHODS = ("GET", "HEAD")

    async def get(self) -> None:
        desk, now = self.desk, self.desk.now()
        snapshot = await desk.off_loop(desk.stories.now)
        every = snapshot.stories
        if not may(self.user.role, Action.READ):
            every = snapshot.own_of.get(self.user.full_name, ())
        kept = {key: value for key in FIELDS if (value := self.get_query_argument(key, "")[:MOST_TITLE].strip())}
        wanted = _filter(kept)
        found = await desk.off_loop(wanted.among, every, now)
        page, count = self.page_of(len(found))
        settings = desk.builder.state.settings
        names = settings.sections_by_id if settings is not None else {}
        writers = desk.presence.writers(now)
        stages = stage_names(settings, desk.lang)
        in_stage = stages_of(self._drafts(snapshot))
        self.send_page(
            "stories.html", **self.frame(), title=settings.title if settings is not None else "",
            stories=[
                self._row(story, now, settings, writers) for story in found[(page - 1) * PAGE_SIZE :][:PAGE_SIZE]
            ],
            coming=self._coming(snapshot, now, settings),
            count=len(found), page=page, pages=count, query={key: kept.get(key, "") for key in FIELDS},
            has_nothing=not kept.get("q") and not kept.get("stage") and not may(self.user.role, Action.READ),
            is_filtered=any(key in kept for key in ("section", "status", "person", "since", "until")),
            link=lambda **to: "?" + urlencode({key: value for key, value in {**kept, **to}.items() if value}),
            statuses={key: translate(desk.lang, text) for key, text in STATUSES.items()},
            stages=[(key, name, in_stage.get(key, 0)) for key, name in stages.items()],
            sections={identifier: one.name for identifier, one in names.items()},
            people=sorted(user.full_name for user in desk.users.all().values()) if may(self.user.role, Action.READ) else [],
            building=desk.builder.builds == 0, faults=self.faults() if may(self.user.role, Action.READ) else [],
        )  # fmt: skip

    head = get

    def _drafts(self, snapshot: Snapshot) -> Sequence[ListedStory]:
        """The drafts that the person may see."""
        if may(self.user.role, Action.READ):
            return snapshot.drafts
        return [story for story in snapshot.own_of.get(self.user.full_name, ()) if story.status == "draft"]

    def _coming(self, snapshot: Snapshot, now: datetime, settings: Settings | None) -> list[dict[str, Any]]:
        """What goes out next, the soonest first, and the drafts whose moment comes before: they do not go out by themselves."""
        name, sees_all = self.user.full_name, may(self.user.role, Action.READ)
        seen = [
            story for story in snapshot.to_come(now) if sees_all or (story.is_open_to_authors and name in story.authors)
        ]
        seen = [story for story in seen if story.status != "withdrawn"]
        return [
            self._row(story, now, settings, {}) | {"moment": f"{story.published.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"}
            for story in reversed(seen[-MOST_COMING:])
        ]

    def _row(
        self, story: ListedStory, now: datetime, settings: Settings | None, writers: Mapping[str, str]
    ) -> dict[str, Any]:
        lang, status = self.desk.lang, story.status_at(now)
        moment = story.published.astimezone(settings.zone) if settings is not None else story.published
        sections = settings.sections_by_id if settings is not None else {}
        state = stage_names(settings, lang)[story.stage] if story.stage else translate(lang, STATUSES[status])
        return {
            "title": story.title, "status": status, "stage": story.stage, "state": state,
            "section": sections[story.section].name if story.section in sections else story.section,
            "authors": story.authors, "at": f"{moment:%Y-%m-%d %H:%M}", "writer": writers.get(story.path, ""),
            "link": f"{OWN}story?path={quote(story.path)}",
        }  # fmt: skip


def _filter(fields: Mapping[str, str]) -> Filter:
    """What the fields of the search ask for."""
    written = {key: fields.get(key, "") for key in FIELDS}
    since, until = _day(written.pop("since")), _day(written.pop("until"))
    return Filter(words=written.pop("q"), since=since, until=until, **written)


def _day(written: str) -> date | None:
    """The day of a date field; None for none, and for what is no day."""
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None


class New(Handler):
    """Begins a story as a draft of the person."""

    SUPPORTED_METHODS = ("POST",)

    async def post(self) -> None:
        desk, settings = self.desk, self.desk.builder.state.settings
        if settings is None:
            raise HTTPError(409)
        authors = () if desk.owner is not None else (self.user.full_name,)
        title = one_line(self.get_body_argument("title", ""))[:MOST_TITLE]
        story = NewStory(title, self.get_body_argument("section", ""), authors=authors, hint=False)
        try:
            path, written = await desk.off_loop(partial(write_draft, desk.site, settings, story, now=desk.now()))
        except FatalProblems:
            raise HTTPError(400) from None
        file = await desk.off_loop(open_file, desk.site, path)
        if written and isinstance(file, StoryFile):
            await desk.off_loop(desk.noted, self.user, path, None, file)
        self.redirect(f"{OWN}story?path={quote(path)}{'' if written else '&there=1'}", status=303)
