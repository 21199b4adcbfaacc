"""What the preview adds to pages: scripts, the badge of a story that is not published yet, and the panel of what is wrong."""

import json
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from importlib.resources import files
from typing import Any
from urllib.parse import quote

from markupsafe import Markup

from .. import arabic
from ..arabic import isolate
from ..base.messages import hint_of, message_of, say, seen
from ..base.problems import N_
from ..site.settings import Settings
from ..theme.engine import Template, bare_environment
from .state import Fault, State, Unpublished

OWN = "/__newsgen/"
"""Below this address lies what the preview itself brings. No page of a site can have it: names of addresses have no _."""

DESK = "/desk/"
"""Where the desk answers too, as long as the site itself has no page there."""

SHOWN = 20  # faults in the panel; the terminal has them all

DRAFT, EMBARGOED = N_("Draft"), N_("Under embargo")
WORDS = {
    "wrong": N_("Not shown until mended: {count}"),
    "more": N_("… and {count} more; the terminal lists them all."),
    "nothing": N_("There is no page to show yet."),
    "nothing_hint": N_("It appears by itself once this is mended."),
    "building": N_("The first build is under way; the page appears by itself."),
    "draft": DRAFT,
    "embargoed": EMBARGOED,
    "until": N_("Under embargo until {moment}"),
    "as_of": N_("As of {moment}"),
    "place": N_("line {line}, character {column}"),
    "line": N_("line {line}"),
    "desk": N_("Desk"),
    "preview": N_("Preview"),
}


@lru_cache(maxsize=1)
def environment() -> Any:
    """The preview's own templates, which are none of the theme's: a site does not override them."""
    folder = files(__package__) / "templates"
    sources = {
        file.name: Template(file.read_text(encoding="utf-8"), f"preview/templates/{file.name}")
        for file in folder.iterdir()
        if file.name.endswith(".html")
    }
    return bare_environment(sources)


@lru_cache(maxsize=32)
def static(name: str) -> bytes | None:
    """A file of the preview's own static ones, or None."""
    file = files(__package__) / "static" / name
    return file.read_bytes() if "/" not in name and not name.startswith(".") and file.is_file() else None


@dataclass(frozen=True, slots=True)
class ShownFault:
    """A fault in words."""

    file: str
    place: str
    message: str
    hint: str
    before: str
    at: str
    after: str
    quoted: bool


class Parts:
    """In the language of the browser's reader, ``lang``."""

    def __init__(self, lang: str) -> None:
        self.lang = lang

    def t(self, word: str, **values: object) -> str:
        return say(self.lang, WORDS[word], **values)

    def head(self, state: State, host: str, *, badges: bool = True) -> bytes:
        """The scripts, and what they must know; ``badges``: whether links to unpublished stories get one."""
        name, _, port = host.rpartition(":") if host.rpartition(":")[2].isdigit() else (host, "", "80")
        known = {"token": state.token, "unpublished": badges and bool(state.unpublished)}
        return self._render(
            "head.html", own=OWN, livereload=f"/livereload.js?host={quote(name, safe='[]:')}&port={port}",
            known=json.dumps(known).replace("<", "\\u003c"),
        )  # fmt: skip

    def foot(self, state: State, address: str) -> bytes:
        """The badge and the panel, in a shadow tree: the page's styles do not reach them, nor theirs the page."""
        story = state.unpublished.get(address)
        return self._render(
            "foot.html", own=OWN, desk=OWN + "desk/", badge=self.badge(story, state.settings),
            as_of=self.t("as_of", moment=moment(state.now, state.settings)) if state.now else "",
            faults=[self.shown(fault) for fault in state.faults[:SHOWN]], count=len(state.faults),
            more=max(0, len(state.faults) - SHOWN),
        )  # fmt: skip

    def empty(self, state: State, host: str) -> bytes:
        """A page that stands in while there is none."""
        page = self._render("empty.html", own=OWN, faults=state.faults)
        return page.replace(b"</head>", self.head(state, host) + b"</head>").replace(
            b"</body>", self.foot(state, "") + b"</body>"
        )

    def desk(self, template: str, *, state: State, host: str, **values: Any) -> str:
        """A page of the desk."""
        head = Markup(self.head(state, host, badges=False).decode())
        return self._render(template, own=OWN, state=state, head=head, **values).decode()

    def badge(self, story: Unpublished | None, settings: Settings | None) -> str:
        """What a story that readers do not see yet is labelled with."""
        if story is None:
            return ""
        if story.draft:
            return say(self.lang, DRAFT)
        return self.t("until", moment=moment(story.published, settings))

    def labels(self, state: State) -> dict[str, str]:
        """The badges of all links to unpublished stories, by the path that such a link has for a browser."""
        if state.settings is None:
            return {}
        return {
            state.settings.link(address): say(self.lang, DRAFT if story.draft else EMBARGOED)
            for address, story in state.unpublished.items()
        }

    def shown(self, fault: Fault) -> ShownFault:
        problem, quote = fault.problem, fault.quote
        line, column = problem.line, problem.column
        place = self.t("place" if column else "line", line=line, column=column) if line else ""
        before, at, after = (map(unsteered, (quote.before, quote.at, quote.after))) if quote else ("", "", "")
        return ShownFault(
            seen(problem.file),
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


def unsteered(text: str) -> str:
    """A quoted text whose control characters are shown, each by one sign, so that none turns the line over."""
    return "".join(seen(character) if character != "\t" else " " for character in text)


def moment(when: datetime, settings: Settings | None) -> str:
    """A moment as the newsroom writes it, in its own zone."""
    if settings is None:
        return f"{when:%Y-%m-%d %H:%M}"
    local = when.astimezone(settings.zone)
    house = settings.house
    return isolate(f"{arabic.format_date(local.date(), settings.dates.short, house)} {arabic.clock(local, house)}")
