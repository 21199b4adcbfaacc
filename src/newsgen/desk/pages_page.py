"""The list of plain pages and authors' profiles, and the forms that begin one."""

from collections import Counter
from functools import partial
from urllib.parse import quote, urlencode

from tornado.web import HTTPError

from ..base.messages import translate
from ..site.settings import Settings
from .file_kind import FileKind
from .handler import MOST_TITLE, PAGE_SIZE, Handler
from .new_page import NewPage, begin_page
from .page_list import matching_pages
from .pages import OWN
from .roles import Action, may
from .saving import Fault, open_file
from .story_file import StoryFile
from .words import FAILED, WORDS

KINDS = {FileKind.PAGE: "plain-pages", FileKind.PROFILE: "profiles"}
"""The kinds of this list, each with the key of its name in ``WORDS``."""


class PageList(Handler):
    """What both handlers below show: the list with its search, and the forms for those who may begin a page."""

    async def show(self, *, typed: NewPage | None = None, problem: str = "") -> None:
        """Send the list; ``typed`` is what a form held that was not taken, and ``problem`` says why."""
        desk, settings = self.desk, self.desk.builder.state.settings
        words = self.get_query_argument("q", "")[:MOST_TITLE].strip()
        kind = self.get_query_argument("kind", "")
        kind = kind if kind in KINDS else ""
        every = tuple((await desk.off_loop(desk.stories.now)).pages.values())
        found = await desk.off_loop(matching_pages, every, words, kind)
        page, count = self.page_of(len(found))
        shown = found[(page - 1) * PAGE_SIZE :][:PAGE_SIZE]
        writers = desk.presence.writers(desk.now())
        kept = {"q": words, "kind": kind}
        self.send_page(
            "pages.html", **self.frame(), title=settings.title if settings is not None else "",
            rows=[(one, f"{OWN}story?path={quote(one.path)}", writers.get(one.path, "")) for one in shown],
            kinds={one.value: translate(desk.lang, WORDS[name]) for one, name in KINDS.items()},
            numbers=Counter(one.kind.value for one in every),
            count=len(found), page=page, pages=count, query=kept, typed=typed, problem=problem,
            link=lambda **to: f"{OWN}pages?" + urlencode({key: value for key, value in {**kept, **to}.items() if value}),
            may_begin=may(self.user.role, Action.PAGES) and settings is not None,
            building=desk.builder.builds == 0, faults=self.faults() if may(self.user.role, Action.READ) else [],
        )  # fmt: skip


class Pages(PageList):
    """The list of plain pages and profiles. Whoever is logged in sees it: nothing in it is kept from people of the newsroom."""

    SUPPORTED_METHODS = ("GET", "HEAD")

    async def get(self) -> None:
        await self.show()

    head = get


class PageBeginning(PageList):
    """Begins a plain page or a profile, and leads to it; or shows the form again and says why not."""

    SUPPORTED_METHODS = ("POST",)

    async def post(self) -> None:
        desk, settings = self.desk, self.desk.builder.state.settings
        if settings is None:
            raise HTTPError(409)
        kind = self.get_body_argument("kind", "")
        if kind not in KINDS:
            raise HTTPError(400)
        title = self.get_body_argument("title", "")[:MOST_TITLE]
        wanted = NewPage(FileKind(kind), title, self.get_body_argument("text", ""))
        path = await desk.off_loop(self._profile_of, wanted, settings)
        if path:
            self._lead_to(path, is_new=False)
            return
        try:
            begun = await desk.off_loop(partial(begin_page, desk.site, desk.builder.output, settings, wanted))
        except OSError:
            self.set_status(500)
            await self.show(typed=wanted, problem=translate(desk.lang, FAILED[Fault.SYSTEM]))
            return
        if isinstance(begun, str):
            self.set_status(422)
            await self.show(typed=wanted, problem=translate(desk.lang, WORDS[begun]))
            return
        file = await desk.off_loop(open_file, desk.site, begun.path)
        if begun.is_written and isinstance(file, StoryFile):
            await desk.off_loop(desk.noted, self.user, begun.path, None, file)
        self._lead_to(begun.path, is_new=begun.is_written)

    def _profile_of(self, wanted: NewPage, settings: Settings) -> str:
        """The file of the profile that an author has already, whatever it is called; empty for none, and for a page."""
        if wanted.kind is not FileKind.PROFILE or not wanted.title:
            return ""
        author = settings.names_of("author").read(wanted.title).named.id
        known = self.desk.stories.now().pages.values()
        return next((one.path for one in known if one.author == author), "")

    def _lead_to(self, path: str, *, is_new: bool) -> None:
        self.redirect(f"{OWN}story?path={quote(path)}{'' if is_new else '&there=1'}", status=303)
