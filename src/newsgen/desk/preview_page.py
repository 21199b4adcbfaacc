"""The pages of the built preview, drafts included."""

from tornado.web import HTTPError

from ..base.problems import FatalProblems
from ..build.story_alone import story_alone
from ..preview.builder import ORIGIN
from ..preview.page_injection import LINK_SUFFIXES, TYPES, BadAddress, file_of, is_page, path_of
from ..record.failures import FAILURES
from ..site.source_kind import article_id
from .handler import Handler
from .pages import OWN
from .roles import Action, may

PREVIEW_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; media-src 'self'; base-uri 'none';"
    " form-action 'none'; frame-ancestors 'self'; sandbox allow-same-origin"
)
"""That of the previewed pages of the site: they run no script, so that nothing in a story can act as its reader."""

MOST_PREVIEWED = 64 * 2**20
"""The bytes of the largest file that the preview sends; it is read as a whole."""

ASSETS = (".css", ".js", ".woff2", ".woff", ".webp", ".avif", ".png", ".jpg", ".jpeg", ".gif", ".svg", ".ico")
"""Files of the output that hold no story's words; a reporter gets these for the preview of an own draft."""


class Preview(Handler):
    """A file of the built preview, drafts included: all for those who may read all, else the pages of own drafts."""

    SUPPORTED_METHODS = ("GET", "HEAD")

    async def get(self, _: str = "") -> None:
        desk, settings = self.desk, self.desk.builder.state.settings
        try:
            path = path_of(self.request.uri or "", settings.prefix if settings is not None else "")
        except BadAddress:
            raise HTTPError(400) from None
        except LookupError:
            path = ""
        if self.request.path == "/" and not self.get_query_argument("home", ""):
            self.redirect(OWN)
            return
        if not may(self.user.role, Action.READ) and not path.lower().endswith(ASSETS):
            await self._send_own(path)
            return
        file = file_of(desk.builder.output, path) if path else None
        if file is not None and file.stat().st_size > MOST_PREVIEWED:
            raise HTTPError(404)
        data = await desk.off_loop(file.read_bytes) if file is not None else None
        if data is None and path.startswith("media/"):
            data = await desk.off_loop(desk.builder.picture, path)
        if data is None:
            raise HTTPError(404)
        suffix = ".html" if file is not None and is_page(file) else "." + path.rpartition(".")[2].lower()
        if suffix in LINK_SUFFIXES:
            data = data.replace(ORIGIN.encode(), b"")
        kind = TYPES.get(suffix, "application/octet-stream")
        self.set_header("Content-Type", kind + ("; charset=utf-8" if kind.startswith("text/") else ""))
        self.set_header("Content-Security-Policy", PREVIEW_POLICY)
        self.finish(data)

    head = get

    async def _send_own(self, path: str) -> None:
        """Answer a person who may see own stories alone: the page of one, whose lists show published stories only."""
        desk, settings = self.desk, self.desk.builder.state.settings
        stories = (await desk.off_loop(desk.stories.now)).own_of.get(self.user.full_name, ())
        own = next(
            (one for one in stories if path in (one.address.lstrip("/") + "index.html", one.address.lstrip("/"))), None
        )
        if own is None or settings is None:
            raise HTTPError(403)
        try:
            page = await desk.in_patience(
                story_alone,
                desk.site,
                desk.builder.output,
                article_id(own.path),
                desk.now(),
                f"{ORIGIN}{settings.prefix}/",
            )
        except (*FAILURES, FatalProblems):
            raise HTTPError(503) from None
        if not isinstance(page, bytes):
            raise HTTPError(404)
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.set_header("Content-Security-Policy", PREVIEW_POLICY)
        self.finish(page.replace(ORIGIN.encode(), b""))
