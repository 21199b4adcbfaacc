"""The desk: a page that lists all stories, their problems, and what the next build of the site would publish."""

import threading
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote, urlencode

from .. import arabic
from ..arabic import fold
from ..base import digest
from ..base.lock import locked
from ..base.messages import hint_of, message_of, translate
from ..base.problems import N_, Problem
from ..build.run import Options
from ..record.failures import FAILURES
from ..record.last_build import Basis
from ..record.record import Record
from ..record.recovery import published
from ..site import settings_file
from ..site.layout import RECORD, state_folder
from ..site.settings import Settings
from .builder import Builder
from .findings import FindingCounts, Findings, StoryVersion
from .overlay import Overlay, format_moment
from .rows import NextBuild, Row, next_build, rows
from .state import State

PAGE_SIZE = 50
"""Stories on one page of the desk."""

MAX_SEARCH_LENGTH = 200
"""Characters of a search text that are used; the rest is cut off."""

STATUSES = {
    "published": N_("Published"),
    "embargoed": N_("Under embargo"),
    "draft": N_("Draft"),
    "withdrawn": N_("Withdrawn"),
}
NEEDS = {
    "error": N_("Must be fixed"),
    "warning": N_("With warnings"),
    "style": N_("House style"),
    "no-picture": N_("Without a picture"),
    "no-alt": N_("Picture without alternative text"),
}
NEXT = {
    "new": N_("Appears"),
    "changed": N_("Changes"),
    "gone": N_("Disappears"),
}
WORDS = {
    "title": N_("The desk"),
    "search": N_("Search headlines and files"),
    "status": N_("Status"),
    "section": N_("Section"),
    "needs": N_("Needs"),
    "next": N_("At the next build"),
    "all": N_("All"),
    "filter": N_("Show"),
    "site": N_("To the preview"),
    "found": N_("Stories: {count}"),
    "nothing": N_("No story matches."),
    "page": N_("Page {page} of {pages}"),
    "newer": N_("Newer"),
    "older": N_("Older"),
    "left": N_("Remaining: {time}"),
    "errors": N_("Errors: {count}"),
    "warnings": N_("Warnings: {count}"),
    "findings": N_("House style: {count}"),
    "no-picture": N_("No picture"),
    "no-alt": N_("No alternative text"),
    "looking": N_("Not yet checked for warnings and style: {count}"),
    "broken": N_("The next build publishes nothing until these are fixed: {count}"),
    "first": N_("The site has not been built yet: the next build publishes all of it."),
    "whole": N_("Settings, templates or newsgen changed: the next build renders every page again."),
    "same": N_("The next build would publish nothing new."),
    "coming": N_("The next build would publish:"),
    "clear": N_("Clear"),
    "details": N_("What to fix"),
    "styleguide": N_("Style guide"),
    "write": N_("Write in the browser"),
    "edit": N_("Open in the editor"),
    "new": N_("New story"),
    "headline": N_("Headline"),
    "begin": N_("Begin"),
    "more": N_("… and {count} more; “newsgen check” lists them all."),
}


@dataclass(frozen=True, slots=True)
class DeskQuery:
    """The filters of a request to the desk, and the number of the wanted page. An empty filter matches every story."""

    search: str = ""
    status: str = ""
    section: str = ""
    needs: str = ""
    next: str = ""
    page: int = 1

    @classmethod
    def read(cls, arguments: dict[str, str]) -> "DeskQuery":
        """Read the filters from the arguments of an address. Never fails.

        An unknown status, need or change counts as empty, and an invalid page as 1. A section is not checked: an
        unknown one matches no story.
        """
        number = arguments.get("page", "")
        return cls(
            search=arguments.get("q", "")[:MAX_SEARCH_LENGTH].strip(),
            status=arguments.get("status", "") if arguments.get("status") in STATUSES else "",
            section=arguments.get("section", "")[:MAX_SEARCH_LENGTH],
            needs=arguments.get("needs", "") if arguments.get("needs") in NEEDS else "",
            next=arguments.get("next", "") if arguments.get("next") in NEXT else "",
            page=max(1, int(number)) if number.isascii() and number.isdigit() and len(number) < 7 else 1,
        )

    def query_string(self, **other: str | int) -> str:
        """Return the query string of these filters, with ``other`` in place of some arguments.

        ``other`` uses the names of the address: ``q`` for the search text. The page stays as it is unless it is
        replaced. Empty values and page 1 are left out; with nothing left, the result is ``?``.
        """
        values = {
            "q": self.search, "status": self.status, "section": self.section, "needs": self.needs, "next": self.next,
            "page": "" if self.page == 1 else self.page,
        }  # fmt: skip
        kept = {name: value for name, value in (values | other).items() if value not in ("", 1)}
        return "?" + urlencode(kept) if kept else "?"


def editor_link(file: Path) -> str:
    """The address at which VS Code opens a file of this machine: https://code.visualstudio.com/docs/editor/command-line."""
    return "vscode://file" + quote(file.resolve().as_posix())


class Desk:
    """The desk of one site. It keeps the rows of all stories and updates only those that changed.

    The rows come from the record of the preview. ``public`` are the options of the site's own build, not of the
    preview: its output is what the desk compares the rows with.
    """

    def __init__(self, builder: Builder, findings: Findings, overlay: Overlay, public: Options) -> None:
        self._builder, self._findings, self._overlay, self._public = builder, findings, overlay, public
        self._lock = threading.Lock()
        self._rows: dict[str, Row] = {}
        self._order: list[Row] = []
        self._rows_build = -1  # the number of the build whose rows these are
        self._basis: Basis | None = None  # the digests of that build's inputs

    @property
    def site(self) -> Path:
        """The site's folder."""
        return self._public.site

    def page(self, arguments: dict[str, str], state: State, host: str, *, own_machine: bool = False) -> str:
        """Bring the rows up to date and return the desk's page as HTML.

        ``arguments`` are those of the request's address, ``host`` is its Host header. With ``own_machine`` the
        browser runs on this machine, so that the page can lead to files and begin stories. Blocks while a build holds the
        lock of the preview's record; raises FatalProblems when it holds it too long.
        """
        with self._lock:
            return self._page(DeskQuery.read(arguments), state, host, own_machine=own_machine)

    def _page(self, query: DeskQuery, state: State, host: str, *, own_machine: bool) -> str:
        settings, now = state.settings, state.now or datetime.now(UTC)
        errors: dict[str, int] = {}
        for fault in state.faults:
            errors[fault.problem.file] = errors.get(fault.problem.file, 0) + 1
        if settings is not None:
            self._refresh(settings)
        live = published(state_folder(self._public.site, self._public.output) / RECORD)
        upcoming = next_build(live, self._order, now, whole=self._whole(live.basis, settings))
        statuses: dict[str, int] = dict.fromkeys(STATUSES, 0)
        found: list[tuple[Row, str]] = []
        needle = fold(query.search)
        for row in self._order:
            status = row.status_at(now)
            statuses[status] += 1
            if (
                query.status in ("", status)
                and query.section in ("", row.section)
                and query.next in ("", upcoming.stories.get(row.id, ""))
                and (not needle or needle in row.folded)
                and (not query.needs or self._needs(row, query.needs, errors))
            ):
                found.append((row, status))
        pages = max(1, -(-len(found) // PAGE_SIZE))
        page = min(query.page, pages)
        names = settings.sections_by_id if settings else {}
        return self._overlay.desk(
            "desk.html",
            state=state,
            host=host,
            t=self._t,
            number=self._number(settings),
            query=query,
            own_machine=own_machine,
            filters=(
                ("status", "status", [(k, translate(self._overlay.lang, v), statuses[k]) for k, v in STATUSES.items()]),
                ("section", "section", [(i, section.name, None) for i, section in names.items()]),
                ("needs", "needs", [(k, translate(self._overlay.lang, v), None) for k, v in NEEDS.items()]),
                ("next", "next", [(k, translate(self._overlay.lang, v), None) for k, v in NEXT.items()]),
            ),
            total=len(self._order),
            count=len(found),
            page=page,
            pages=pages,
            stories=[
                self._story_view(row, status, settings, now, errors.get(row.path, 0), upcoming)
                for row, status in found[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
            ],
            next_build=upcoming,
            numbers={k: sum(v == k for v in upcoming.stories.values()) for k in NEXT},
            next_words={k: translate(self._overlay.lang, v) for k, v in NEXT.items()},
            gone=[
                identifier
                for identifier, what in upcoming.stories.items()
                if what == "gone" and identifier not in self._rows
            ][:PAGE_SIZE],
            faults=[self._overlay.fault_view(fault) for fault in state.faults[:PAGE_SIZE]],
            remaining=self._findings.remaining,
        )

    def _refresh(self, settings: Settings) -> None:
        """Update the rows when a build was published since the last request, then queue stories for their findings.

        When the record is damaged, the old rows stay and nothing is queued.
        """
        builds = self._builder.builds
        if builds != self._rows_build:
            folder = state_folder(self._public.site, self._builder.output)
            try:
                with locked(folder / "lock"):
                    record = Record(folder / RECORD)
                    try:
                        self._rows = rows(record, self._rows)
                        self._basis = record.last_build.basis
                    finally:
                        record.close()
            except FAILURES:  # the record is damaged; the next build starts a new one
                return
            self._order = sorted(self._rows.values(), key=lambda row: (row.published, row.id), reverse=True)
            self._rows_build = builds
        self._findings.check_stories((StoryVersion(row.path, row.source) for row in self._order), settings)

    def _whole(self, basis: Basis | None, settings: Settings | None) -> bool:
        """Return whether other settings, templates or newsgen make the site's next build render every page.

        ``basis`` is that of the site's own last build. False also when that build, the preview's or the settings are
        unknown.
        """
        if settings is None or self._basis is None or basis is None:
            return False
        # Not the preview's own digest, which covers another base address.
        own = digest.of_bytes(settings_file.encoded(settings))
        return (basis.settings, basis.code, basis.templates) != (own, self._basis.code, self._basis.templates)

    def _needs(self, row: Row, what: str, errors: dict[str, int]) -> bool:
        count = self._findings.count(row.path)
        match what:
            case "error":
                return row.path in errors
            case "warning":
                return count is not None and count.warnings > 0
            case "style":
                return count is not None and count.style > 0
            case "no-picture":
                return not row.picture and row.status != "withdrawn"
            case _:
                return row.picture and not row.alt

    def _story_view(
        self, row: Row, status: str, settings: Settings | None, now: datetime, errors: int, upcoming: NextBuild
    ) -> dict[str, object]:
        count = self._findings.count(row.path) or FindingCounts(b"", 0, 0)
        some = (count.warnings or count.style) and settings is not None
        words = self._findings.words(row.path, row.source, settings) if some and settings is not None else ()
        return {
            "title": row.title,
            "path": row.path,
            "editor": editor_link(self._public.site / row.path),
            "link": settings.link(row.address) if settings else row.address,
            "status": status,
            "status_word": translate(self._overlay.lang, STATUSES[status]),
            "section": settings.sections_by_id[row.section].name
            if settings and row.section in settings.sections_by_id
            else row.section,
            "when": row.published,
            "moment": format_moment(row.published, settings),
            "left": self._embargo_left(row.published, now, settings) if status == "embargoed" else "",
            "errors": errors,
            "warnings": count.warnings,
            "style": count.style,
            "no_picture": not row.picture and status != "withdrawn",
            "no_alt": row.picture and not row.alt,
            "next": upcoming.stories.get(row.id, ""),
            "findings": [self._problem_view(problem) for problem in words],
            "more": max(0, count.warnings + count.style - len(words)),
        }

    def _problem_view(self, problem: Problem) -> dict[str, str]:
        place = f"{problem.line}:{problem.column}" if problem.line else ""
        lang = self._overlay.lang
        return {"place": place, "message": message_of(problem, lang), "hint": hint_of(problem, lang)}

    def _t(self, word: str, **values: object) -> str:
        return translate(self._overlay.lang, WORDS[word], **values)

    def _number(self, settings: Settings | None) -> "object":
        def number(count: int) -> str:
            return arabic.number(count, settings.house) if settings and self._overlay.lang == "ar" else f"{count:,}"

        return number

    def _embargo_left(self, until: datetime, now: datetime, settings: Settings | None) -> str:
        """Return the time left of an embargo in words: hours and minutes below a day, days and hours above.

        The time is rounded up to a whole minute.
        """
        minutes = -(-int((until - now).total_seconds()) // 60)
        days, rest = divmod(minutes, 1440)
        hours, minutes = divmod(rest, 60)
        counts = ((days, "day"), (hours, "hour")) if days else ((hours, "hour"), (minutes, "minute"))
        if self._overlay.lang == "ar" and settings is not None:
            text = " و".join(arabic.counted(n, unit, settings.house) for n, unit in counts if n)
        else:
            text = " ".join(f"{n} {unit}{'s' if n > 1 else ''}" for n, unit in counts if n)
        return self._t("left", time=text)
