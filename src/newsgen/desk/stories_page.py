"""The list of stories, and the form that begins one."""

from functools import partial
from typing import Any
from urllib.parse import quote, urlencode

from tornado.web import HTTPError

from ..arabic import fold
from ..articles.new_story import NewStory, one_line, write_draft
from ..base.messages import translate
from ..base.problems import FatalProblems
from .handler import MOST_TITLE, Handler
from .pages import OWN
from .roles import Action, may
from .saving import open_file
from .story_file import StoryFile
from .story_list import ListedStory
from .words import STATUSES

PAGE_SIZE = 50


class Stories(Handler):
    """The list of stories, with a search, filters and the form that begins one."""

    SUPPORTED_METHODS = ("GET", "HEAD")

    async def get(self) -> None:
        desk, now = self.desk, self.desk.now()
        every = [story for story in await desk.off_loop(desk.stories.all) if self._may_see(story)]
        search = self.get_query_argument("q", "")[:MOST_TITLE]
        status, section = self.get_query_argument("status", ""), self.get_query_argument("section", "")
        needle = fold(search)
        found = [
            (story, story.status_at(now))
            for story in every
            if needle in story.folded and section in ("", story.section) and status in ("", story.status_at(now))
        ]
        number = self.get_query_argument("page", "1")
        count = max(1, -(-len(found) // PAGE_SIZE))
        page = min(count, int(number) if number.isascii() and number.isdigit() and 0 < len(number) < 6 else 1) or 1
        settings = desk.builder.state.settings
        names = settings.sections_by_id if settings is not None else {}
        statuses = {key: translate(desk.lang, text) for key, text in STATUSES.items()}
        faults = sorted(
            {fault.problem.file for fault in desk.builder.state.faults if fault.problem.file.startswith("content/")}
        )
        kept = {name: value for name, value in (("q", search), ("status", status), ("section", section)) if value}
        self.send_page(
            "stories.html", **self.frame(), title=settings.title if settings is not None else "",
            stories=[self._row(story, then, names, settings) for story, then in found[(page - 1) * PAGE_SIZE :][:PAGE_SIZE]],
            count=len(found), page=page, pages=count, query={"q": search, "status": status, "section": section},
            link=lambda to: "?" + urlencode({**kept, "page": to}),
            statuses=statuses,
            sections={identifier: one.name for identifier, one in names.items()},
            building=desk.builder.builds == 0, faults=faults if may(self.user.role, Action.READ) else [],
        )  # fmt: skip

    head = get

    def _may_see(self, story: ListedStory) -> bool:
        return may(self.user.role, Action.READ, own_draft=story.is_own_draft(self.user.full_name))

    @staticmethod
    def _row(story: ListedStory, status: str, names: Any, settings: Any) -> dict[str, Any]:
        moment = story.published.astimezone(settings.zone) if settings is not None else story.published
        section = names[story.section].name if story.section in names else story.section
        return {
            "title": story.title, "status": status, "section": section,
            "authors": story.authors, "at": f"{moment:%Y-%m-%d %H:%M}", "link": f"{OWN}story?path={quote(story.path)}",
        }  # fmt: skip


class New(Handler):
    """Begins a story as a draft of the person."""

    SUPPORTED_METHODS = ("POST",)

    async def post(self) -> None:
        desk, settings = self.desk, self.desk.builder.state.settings
        if settings is None:
            raise HTTPError(409)
        title = one_line(self.get_body_argument("title", ""))[:MOST_TITLE]
        story = NewStory(title, self.get_body_argument("section", ""), authors=(self.user.full_name,))
        try:
            path, written = await desk.off_loop(partial(write_draft, desk.site, settings, story, now=desk.now()))
        except FatalProblems:
            raise HTTPError(400) from None
        file = await desk.off_loop(open_file, desk.site, path)
        if written and isinstance(file, StoryFile):
            await desk.off_loop(desk.noted, self.user, path, None, file)
        self.redirect(f"{OWN}story?path={quote(path)}{'' if written else '&there=1'}", status=303)
