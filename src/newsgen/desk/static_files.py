"""The desk's own files, and the texts of its scripts."""

from typing import Any

from tornado.web import HTTPError, RequestHandler

from ..arabic.style import QUOTES
from ..preview.page_injection import TYPES
from ..site.layout import theme
from ..site.settings import Settings
from ..site.settings_language import Style
from . import pages
from .handler import Handler


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


def house_signs(settings: Settings | None) -> dict[str, Any]:
    """What signs of a Latin keyboard become in Arabic text, by ``style`` in site.yml: ``quotes``, the opening and the closing
    mark or None to leave them, and whether ``punctuation`` is Arabic. Without a style of quotation marks they are «»."""
    style = settings.style if settings is not None else Style()
    quotes = None if style.quotes == "straight" else QUOTES[style.quotes or "guillemets"]
    return {"quotes": quotes, "punctuation": style.latin_punctuation}


class Texts(Handler):
    """The texts of the script, the sections that it offers, the house's signs, and the token of its changes."""

    SUPPORTED_METHODS = ("GET", "HEAD")

    def get(self) -> None:
        settings = self.desk.builder.state.settings
        sections = [[one.id, one.name] for one in settings.sections] if settings is not None else []
        own = {"sections": sections, "signs": house_signs(settings), "token": self.session.form_token}
        self.send_json({**pages.texts(self.desk.lang), **own})

    head = get
