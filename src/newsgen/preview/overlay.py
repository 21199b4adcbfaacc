"""What the preview adds to pages: scripts, a badge on unpublished stories, and a panel with problems."""

import json
import threading
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from importlib.resources import files
from typing import Any
from urllib.parse import quote

from markupsafe import Markup

from .. import arabic
from ..arabic import isolate
from ..base.messages import hint_of, message_of, printable, translate
from ..base.problems import N_
from ..site.settings import Settings
from ..theme.engine import Template, bare_environment
from .state import Fault, State, Unpublished

OWN = "/__newsgen/"
"""The address prefix of the preview's own files. No page of a site can have it, because addresses never contain ``_``."""

DESK = "/desk/"
"""A short address of the desk, unless the site has a page there."""

SHOWN = 20  # problems in the panel; the terminal lists all of them

DRAFT, EMBARGOED = N_("Draft"), N_("Under embargo")
WORDS = {
    "wrong": N_("Not shown until fixed: {count}"),
    "more": N_("… and {count} more; the terminal lists them all."),
    "nothing": N_("There is no page to show yet."),
    "nothing_hint": N_("It appears by itself once this is fixed."),
    "building": N_("The first build is running; the page appears by itself."),
    "draft": DRAFT,
    "embargoed": EMBARGOED,
    "until": N_("Under embargo until {moment}"),
    "as_of": N_("As of {moment}"),
    "place": N_("line {line}, character {column}"),
    "line": N_("line {line}"),
    "desk": N_("Desk"),
    "preview": N_("Preview"),
}


_thread = threading.local()


def environment() -> Any:
    """Return this thread's environment of the preview's own templates. A site cannot override them.

    Pages get their overlay in the server's thread while the desk is rendered in another.
    """
    if not hasattr(_thread, "environment"):
        _thread.environment = _new_environment()
    return _thread.environment


def _new_environment() -> Any:
    folder = files(__package__) / "templates"
    sources = {
        file.name: Template(file.read_text(encoding="utf-8"), f"preview/templates/{file.name}")
        for file in folder.iterdir()
        if file.name.endswith(".html")
    }
    return bare_environment(sources)


@lru_cache(maxsize=32)
def static(name: str) -> bytes | None:
    """Return the bytes of a static file of the preview itself.

    None when there is no such file, and for every name with a slash or with a dot at its start.
    """
    file = files(__package__) / "static" / name
    return file.read_bytes() if "/" not in name and not name.startswith(".") and file.is_file() else None


@dataclass(frozen=True, slots=True)
class FaultView:
    """A fault as texts for a template. ``before``, ``at`` and ``after`` are the parts of the quoted line.

    Without ``quoted`` there is no line to quote, and these three are empty.
    """

    file: str
    place: str
    message: str
    hint: str
    before: str
    at: str
    after: str
    quoted: bool


class Overlay:
    """Renders the preview's additions in one language, ``lang``."""

    def __init__(self, lang: str) -> None:
        self.lang = lang

    def t(self, word: str, **values: object) -> str:
        """Translate an entry of ``WORDS``."""
        return translate(self.lang, WORDS[word], **values)

    def head(self, state: State, host: str, *, badges: bool = True) -> bytes:
        """Render the scripts for a page's head. With ``badges``, links to unpublished stories get a badge.

        ``host`` is the request's Host header; without a port it means port 80.
        """
        name, _, port = host.rpartition(":") if host.rpartition(":")[2].isdigit() else (host, "", "80")
        known = {"token": state.token, "unpublished": badges and bool(state.unpublished)}
        return self._render(
            "head.html", own=OWN, livereload=f"/livereload.js?host={quote(name, safe='[]:')}&port={port}",
            known=json.dumps(known).replace("<", "\\u003c"),
        )  # fmt: skip

    def foot(self, state: State, address: str) -> bytes:
        """Render the badge and the panel, in a shadow tree, so that their styles and the page's stay apart.

        ``address`` is the page's address without the site's prefix; a page that is no unpublished story has no badge.
        """
        story = state.unpublished.get(address)
        return self._render(
            "foot.html", own=OWN, desk=OWN + "desk/", badge=self.badge(story, state.settings),
            as_of=self.t("as_of", moment=format_moment(state.now, state.settings)) if state.now else "",
            faults=[self.fault_view(fault) for fault in state.faults[:SHOWN]], count=len(state.faults),
            more=max(0, len(state.faults) - SHOWN),
        )  # fmt: skip

    def empty(self, state: State, host: str) -> bytes:
        """Render a whole page for when there is nothing to show, with the scripts and the panel."""
        page = self._render("empty.html", own=OWN, faults=state.faults)
        return page.replace(b"</head>", self.head(state, host) + b"</head>").replace(
            b"</body>", self.foot(state, "") + b"</body>"
        )

    def desk(self, template: str, *, state: State, host: str, **values: Any) -> str:
        """Render a page of the desk."""
        head = Markup(self.head(state, host, badges=False).decode())
        return self._render(template, own=OWN, state=state, head=head, **values).decode()

    def badge(self, story: Unpublished | None, settings: Settings | None) -> str:
        """Return the label of a story that readers do not see yet; empty for None."""
        if story is None:
            return ""
        if story.draft:
            return translate(self.lang, DRAFT)
        return self.t("until", moment=format_moment(story.published, settings))

    def labels(self, state: State) -> dict[str, str]:
        """Return the labels of links to unpublished stories, by the link's path with the site's prefix.

        Empty until a build has read valid settings.
        """
        if state.settings is None:
            return {}
        return {
            state.settings.link(address): translate(self.lang, DRAFT if story.draft else EMBARGOED)
            for address, story in state.unpublished.items()
        }

    def fault_view(self, fault: Fault) -> FaultView:
        """Translate a fault and prepare its quote for display."""
        problem, quote = fault.problem, fault.quote
        line, column = problem.line, problem.column
        place = self.t("place" if column else "line", line=line, column=column) if line else ""
        before, at, after = (map(printable_quote, (quote.before, quote.at, quote.after))) if quote else ("", "", "")
        return FaultView(
            printable(problem.file),
            place,
            message_of(problem, self.lang),
            hint_of(problem, self.lang),
            before,
            at,
            after,
            quote is not None,
        )

    def _render(self, template: str, **values: Any) -> bytes:
        rtl = self.lang == "ar"
        own = {"t": self.t, "lang": self.lang, "dir": "rtl" if rtl else "ltr"}
        text = environment().get_template(template).render(**own | values)
        return str(text).encode()


def printable_quote(text: str) -> str:
    """Replace each control character of a quoted text with a visible sign, so that none changes the line's direction."""
    return "".join(printable(character) if character != "\t" else " " for character in text)


def format_moment(when: datetime, settings: Settings | None) -> str:
    """Format a moment in the newsroom's style and time zone; without settings, in the moment's own zone."""
    if settings is None:
        return f"{when:%Y-%m-%d %H:%M}"
    local = when.astimezone(settings.zone)
    house = settings.house
    return isolate(f"{arabic.format_date(local.date(), settings.dates.short, house)} {arabic.clock(local, house)}")
