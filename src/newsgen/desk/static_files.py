"""The desk's own files, and the texts of its scripts."""

from tornado.web import HTTPError, RequestHandler

from ..preview.page_injection import TYPES
from ..site.layout import theme
from . import pages
from .handler import Handler
from .uploads import MOST_PICTURE


class Static(Handler):
    """The desk's own style sheet, scripts and fonts: nothing of a site, so the login page gets them, too."""

    SUPPORTED_METHODS = ("GET", "HEAD")

    def compute_etag(self) -> str | None:
        """The digest of the file, so that a browser that has it gets a 304: the editor's bundle has a quarter of a megabyte."""
        return RequestHandler.compute_etag(self)

    def get(self, name: str) -> None:
        suffix = "." + name.rpartition(".")[2]
        if suffix == ".woff2":
            file = next((theme() / "static/assets/fonts").glob(name.removesuffix(suffix) + "-*" + suffix), None)
            data = file.read_bytes() if file is not None and name in ("head-500.woff2", "head-700.woff2") else None
        else:
            data = pages.static(name)
        if data is None:
            raise HTTPError(404)
        self.set_header("Cache-Control", "no-cache")
        self.set_header(
            "Content-Type",
            TYPES.get(suffix, "application/octet-stream") + ("" if suffix == ".woff2" else "; charset=utf-8"),
        )
        self.finish(data)

    head = get


class Texts(Handler):
    """The texts of the script, the sections that it offers, the bytes of the largest picture, and the token of its changes."""

    SUPPORTED_METHODS = ("GET", "HEAD")

    def get(self) -> None:
        settings = self.desk.builder.state.settings
        sections = [[one.id, one.name] for one in settings.sections] if settings is not None else []
        more = {"sections": sections, "token": self.session.form_token, "most_picture": MOST_PICTURE}
        self.send_json({**pages.texts(self.desk.lang), **more})

    head = get
