"""What the forms of a story's page send: each changes the file as it is now, under the lock of saves, and answers with the page
or, for its script, with JSON."""

from collections.abc import Mapping
from functools import partial
from urllib.parse import urlencode

from tornado.web import HTTPError

from ..base.messages import translate
from ..site.settings import Settings
from .corrections import with_correction, without_correction
from .file_kind import FileKind
from .live_update import Added, with_update
from .live_update import Update as LiveUpdate
from .pages import OWN
from .roles import may_update
from .saving import Failure, Mine, Saved, open_file, save_now
from .story_edit import Refusal
from .story_file import StoryFile
from .story_forms import Answer, Form
from .story_page import WAYS, StoryPage, words_of
from .unfit import Unfit
from .withdrawal import published_again, withdrawn
from .words import WORDS

MOST_FORM = 256 * 1024
"""The bytes of the largest form: an update with a long text."""


class FormPost(StoryPage):
    """The base of what forms send: ``path`` names the story, ``change`` says what becomes of its file."""

    SUPPORTED_METHODS = ("POST",)
    form: Form
    fields: tuple[str, ...] = ()

    async def post(self) -> None:
        desk, settings = self.desk, self.desk.builder.state.settings
        if len(self.request.body) > MOST_FORM:
            raise HTTPError(413)
        if settings is None:
            raise HTTPError(409)
        path = self.get_body_argument("path", "")
        typed = {name: self.get_body_argument(name, "") for name in self.fields}
        make = partial(self.change, typed=typed, settings=settings)
        try:
            found = await desk.off_loop(self._saved, path, make)
        except Unfit as unfit:
            await self._not_done(path, translate(desk.lang, unfit.message, **unfit.values), 422, typed)
            return
        if isinstance(found, Refusal | Failure):
            status = WAYS[found.fault] if isinstance(found, Failure) else 422
            await self._not_done(path, words_of(found, desk.lang), status, typed)
        else:
            if self._wants_json:
                self.send_json({"message": self.done_words(written=found.written)})
            else:
                self.redirect(f"{OWN}story?{urlencode({'path': path, 'done': self.form.value})}", status=303)

    def _saved(self, path: str, make: Mine) -> Saved | Refusal | Failure:
        """Save and note it: in one thread, because each change of threads may wait for a build."""
        found = save_now(self.desk.site, path, make, permitted=self.permitted)
        if isinstance(found, Saved) and found.written:
            self.desk.noted(self.user, path, found.before, found.file)
        return found

    @property
    def _wants_json(self) -> bool:
        return "application/json" in self.request.headers.get("Accept", "")

    async def _not_done(self, path: str, message: str, status: int, typed: Mapping[str, str]) -> None:
        """Say why nothing was saved; the page has what was typed in its form again, where the person may see it."""
        self.set_status(status)
        if self._wants_json:
            self.send_json({"message": message}, status)
            return
        file = await self.desk.off_loop(open_file, self.desk.site, path)
        if isinstance(file, Failure):
            self.send_page("error.html", message="not-found")
        elif not self.may_read(file):
            self.send_page("error.html", message="forbidden")
        else:
            self.send_story(path, file, Answer(self.form, message, typed=typed))

    def permitted(self, now: StoryFile, new: StoryFile) -> bool:
        """Whether the person may change the story so; asked under the lock of saves."""
        return now.kind is FileKind.STORY and self.may_read(now) and self.may_change(now, new)

    def change(self, file: StoryFile, *, typed: Mapping[str, str], settings: Settings) -> StoryFile | Refusal:
        """The story with what was typed. Raises Unfit."""
        raise NotImplementedError

    def done_words(self, *, written: bool) -> str:
        """What the page says when it is done; ``written`` is false where the file already was so."""
        return translate(self.desk.lang, WORDS[f"{self.form.value}-done" if written else "already-so"])


class Update(FormPost):
    """Adds an update to live coverage: for who may edit it, and for the reporters that it names as authors."""

    form = Form.UPDATE
    fields = ("headline", "text", "key")
    added: Added

    def permitted(self, now: StoryFile, new: StoryFile) -> bool:
        user = self.user
        return (
            now.kind is FileKind.STORY
            and self.may_read(now)
            and may_update(user.role, user.full_name, now.values)
            and now.front_text == new.front_text
        )

    def change(self, file: StoryFile, *, typed: Mapping[str, str], settings: Settings) -> StoryFile | Refusal:
        update = LiveUpdate(typed["headline"], typed["text"], bool(typed["key"]))
        self.added = with_update(file, update, self.desk.now(), settings, self.desk.lang)
        return self.added.file

    def done_words(self, *, written: bool) -> str:
        word = "update-at" if written else "update-again"
        return translate(self.desk.lang, WORDS[word], at=f"{self.added.at:%H:%M}")


class Correct(FormPost):
    """Adds a correction to a story; with ``was_text``, and ``was_at``, changes that one, or deletes it with ``delete``."""

    form = Form.CORRECT
    fields = ("at", "text", "was_at", "was_text", "delete")

    def change(self, file: StoryFile, *, typed: Mapping[str, str], settings: Settings) -> StoryFile | Refusal:
        was = {"at": typed["was_at"], "text": typed["was_text"]} if typed["was_text"] else None
        if was is not None and typed["delete"]:
            return without_correction(file, was)
        return with_correction(file, typed["at"], typed["text"], was)


class Withdraw(FormPost):
    """Withdraws a published story, with the reason that readers see."""

    form = Form.WITHDRAW
    fields = ("note",)

    def change(self, file: StoryFile, *, typed: Mapping[str, str], settings: Settings) -> StoryFile | Refusal:
        return withdrawn(file, typed["note"])


class PublishAgain(FormPost):
    """Publishes a withdrawn story again."""

    form = Form.PUBLISH_AGAIN

    def change(self, file: StoryFile, *, typed: Mapping[str, str], settings: Settings) -> StoryFile | Refusal:
        return published_again(file)
