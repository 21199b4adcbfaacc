"""The page on which a story, plain page or profile is written, and the same as JSON: docs/desk.md describes the latter."""

from dataclasses import asdict
from typing import Any

from tornado.web import HTTPError

from ..base.messages import hint_of, message_of, translate
from .contract import BadRequest, Request, conflicts_as_json, read_request, story_as_json
from .file_kind import FileKind, kind_of, title_of
from .findings import Finding, findings_of
from .handler import Handler
from .roles import Action, may, stage_of
from .saving import Failure, Fault, Saved, open_file, save, tried
from .story_edit import Refusal
from .story_file import StoryFile
from .story_forms import Answer, Form, forms_of
from .story_merge import StoryMerge
from .words import FAILED, REFUSED, WORDS, stage_names
from .workflow import Step, locked_reason, main_steps, stage_steps

WAYS = {
    Fault.NO_STORY: 404,
    Fault.LINK: 404,
    Fault.FORBIDDEN: 403,
    Fault.FORGOTTEN: 409,
    Fault.UNREADABLE: 422,
    Fault.SYSTEM: 500,
}
"""The HTTP status of each fault."""


def words_of(found: Refusal | Failure, lang: str) -> str:
    """Why nothing was saved or opened, in words for the person."""
    problem = found.problem
    if problem is not None:
        return f"{message_of(problem, lang)} {hint_of(problem, lang)}"
    return translate(lang, REFUSED[found.reason] if isinstance(found, Refusal) else FAILED[found.fault])


class StoryPage(Handler):
    """The base of what shows the page on which a story is written."""

    def send_story(self, path: str, file: StoryFile | Failure, answer: Answer | None = None) -> None:
        """Send the page; ``answer`` is what one of its forms has to say."""
        desk, settings = self.desk, self.desk.builder.state.settings
        values = file.values if isinstance(file, StoryFile) else {}
        kind = kind_of(path)
        self.send_page(
            "story.html",
            **self.frame(),
            path=path,
            kind=kind,
            headline=title_of(kind, values) if kind is not None else "",
            previewed=kind is FileKind.STORY or may(self.user.role, Action.READ),
            there=bool(self.get_query_argument("there", "")),
            title=settings.title if settings is not None else "",
            forms=forms_of(values, self.user, desk.now(), settings, desk.lang, answer)
            if kind is FileKind.STORY
            else None,
        )


class Story(StoryPage):
    """The page on which a story is written. Its script asks ``StoryData`` for the story."""

    SUPPORTED_METHODS = ("GET", "HEAD")

    async def get(self) -> None:
        path = self.get_query_argument("path", "")
        file = await self.desk.off_loop(open_file, self.desk.site, path)
        if isinstance(file, Failure) and (file.fault is not Fault.UNREADABLE or not may(self.user.role, Action.READ)):
            raise HTTPError(WAYS[file.fault])
        if not isinstance(file, Failure) and not self.may_read(file):
            raise HTTPError(403)
        done = self.get_query_argument("done", "")
        form = Form(done) if done in list(Form) else None
        said = translate(self.desk.lang, WORDS[f"{form.value}-done"]) if form is not None else ""
        self.send_story(path, file, Answer(form, said, done=True) if form is not None else None)

    head = get


class StoryData(Handler):
    """A story as JSON, and its saves: docs/desk.md describes both."""

    async def get(self) -> None:
        found = await self.desk.off_loop(self._opened, self.get_query_argument("path", ""))
        if isinstance(found, Failure):
            self._failed(found)
        else:
            self.send_json(found)

    head = get

    def _opened(self, path: str) -> dict[str, Any] | Failure:
        file = open_file(self.desk.site, path)
        if isinstance(file, Failure):
            return file
        return self._story(path, file) if self.may_read(file) else Failure(Fault.FORBIDDEN)

    async def post(self) -> None:
        try:
            request = read_request(self.request.body)
        except BadRequest as failure:
            self.send_json({"message": str(failure)}, 400)
            return
        found = await self.desk.off_loop(self._saved, self.get_query_argument("path", ""), request)
        if isinstance(found, dict):
            self.send_json(found)
        elif isinstance(found, StoryMerge):
            self.send_json({"conflicts": conflicts_as_json(found.conflicts), "seen": found.theirs}, 409)
        elif isinstance(found, Refusal):
            self._refused(found)
        else:
            self._failed(found)

    def _saved(self, path: str, request: Request) -> dict[str, Any] | StoryMerge | Refusal | Failure:
        """Save, note it, and say how the story is now: in one thread, because each change of threads may wait for a build."""
        found = save(
            self.desk.site, path, request.version, request.edits, request.decisions,
            seen=request.seen, permitted=self._permitted,
        )  # fmt: skip
        if not isinstance(found, Saved):
            return found
        if found.written:
            self.desk.noted(self.user, path, found.before, found.file)
        return {"merged": found.merged, "beside": found.beside, **self._story(path, found.file)}

    def _permitted(self, now: StoryFile, new: StoryFile) -> bool:
        return self.may_read(now) and self.may_change(now, new)

    def _story(self, path: str, file: StoryFile) -> dict[str, Any]:
        """The story as JSON. Reads files."""
        desk, settings = self.desk, self.desk.builder.state.settings
        found = findings_of(path, file, settings, desk.lang) if settings is not None else []
        address = desk.stories.now().address_of(path)
        if file.kind is not FileKind.STORY and not may(self.user.role, Action.READ):
            address = ""  # its preview shows drafts of others
        return {
            **story_as_json(path, file),
            "editable": self.may_change(file, file),
            "may": {action.value: may(self.user.role, action) for action in Action},
            "workflow": self._workflow(file),
            "findings": [asdict(finding) for finding in found],
            "address": settings.prefix + address if address and settings is not None else "",
        }

    def _workflow(self, file: StoryFile) -> dict[str, Any]:
        """What may be done next, as ``workflow`` says it, in the newsroom's words. Plain pages and profiles have no stages."""
        lang, settings, user = self.desk.lang, self.desk.builder.state.settings, self.user
        values = file.values
        if file.kind is not FileKind.STORY:
            locked = "" if self.may_change(file, file) else translate(lang, WORDS["pages-locked"])
            return {"stages": [], "steps": [], "locked": locked}
        if settings is None or not values:
            return {"stages": [], "steps": [], "locked": ""}

        def as_json(step: Step, label: str) -> dict[str, Any]:
            return {
                "name": step.name,
                "label": label,
                "edits": step.edits,
                "reason": step.reason and translate(lang, step.reason),
            }

        names = stage_names(settings, lang)
        main = main_steps(values, user.role, user.full_name, self.desk.now(), settings)
        locked = locked_reason(values, user.role, user.full_name)
        return {
            "stage": stage_of(values) or "draft",
            "stages": [as_json(step, names[step.name]) for step in stage_steps(values, user.role, user.full_name)],
            "steps": [as_json(step, translate(lang, step.label)) for step in main],
            "locked": locked and translate(lang, locked),
        }

    def _refused(self, refusal: Refusal) -> None:
        message = words_of(refusal, self.desk.lang)
        self.send_json({"refused": refusal.reason.value, "key": refusal.key, "message": message}, 422)

    def _failed(self, failure: Failure) -> None:
        message = words_of(failure, self.desk.lang)
        self.send_json({"failed": failure.fault.value, "message": message}, WAYS[failure.fault])


class StoryCheck(StoryData):
    """The findings of a story as it would be with edits that are not saved."""

    SUPPORTED_METHODS = ("POST",)

    async def post(self) -> None:
        try:
            request = read_request(self.request.body)
        except BadRequest as failure:
            self.send_json({"message": str(failure)}, 400)
            return
        found = await self.desk.off_loop(self._tried, self.get_query_argument("path", ""), request)
        if isinstance(found, Failure):
            self._failed(found)
        elif isinstance(found, Refusal):
            self._refused(found)
        else:
            self.send_json({"findings": [asdict(finding) for finding in found]})

    def _tried(self, path: str, request: Request) -> list[Finding] | Refusal | Failure:
        desk, settings = self.desk, self.desk.builder.state.settings
        found = tried(desk.site, path, request.version, request.edits, permitted=self._permitted)
        if not isinstance(found, StoryFile):
            return found
        return findings_of(path, found, settings, desk.lang) if settings is not None else []
