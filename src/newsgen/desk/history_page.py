"""The page with the versions of a story, what differs between them, and the button that brings one back."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import urlencode

from tornado.web import HTTPError

from ..base.messages import translate
from ..preview.overlay import format_moment
from . import pages
from .earlier_version import brought_back
from .file_kind import kind_of, title_of
from .git import GitError
from .handler import Desk, Handler
from .repository import Repository, Unready
from .saving import Failure, Saved, open_file, restore
from .site_words import deed_of
from .story_file import StoryFile, open_story
from .story_page import WAYS
from .versions import Version, bytes_of, kept_versions, versions_in_git
from .word_difference import difference
from .words import WORDS, key_names


@dataclass(frozen=True, slots=True)
class _Found:
    """The versions of a story, and where they lie: in git, or with None in the desk's own folder."""

    versions: Sequence[Version]
    repository: Repository | None


def _versions(desk: Desk, path: str, file: StoryFile) -> _Found:
    """The versions from git where saves are commits and git answers, else those that the desk keeps."""
    settings = desk.builder.state.settings
    if settings is not None and settings.desk.history == "git":
        try:
            repository = Repository(desk.site)
            return _Found(versions_in_git(repository, path, file.data), repository)
        except (GitError, Unready):
            pass
    try:
        return _Found(kept_versions(desk.site, desk.history.ledger, path, file.version), None)
    except OSError:
        return _Found((), None)


def _old(desk: Desk, found: _Found, path: str, identifier: str) -> StoryFile | None:
    """A listed version as a file; None where it is not listed, not kept any more, or no story."""
    version = next((version for version in found.versions if version.id == identifier), None)
    if version is None:
        return None
    try:
        data = bytes_of(desk.site, found.repository, path, version)
    except (GitError, OSError):
        return None
    kind = kind_of(path)
    file = open_story(data, kind) if data is not None and kind is not None else None
    return file if isinstance(file, StoryFile) else None


class History(Handler):
    """The versions of a story; with ``version`` also what has changed since that one."""

    SUPPORTED_METHODS = ("GET", "HEAD")

    async def get(self) -> None:
        desk, path = self.desk, self.get_query_argument("path", "")
        file = await desk.off_loop(open_file, desk.site, path)
        if isinstance(file, Failure):
            raise HTTPError(WAYS[file.fault])
        if not self.may_read(file):
            raise HTTPError(403)
        found = await desk.off_loop(_versions, desk, path, file)
        chosen = self.get_query_argument("version", "")
        old = await desk.off_loop(_old, desk, found, path, chosen) if chosen else None
        secret = old is not None and not self.may_read(old)
        back = brought_back(old, file) if old is not None else None
        changes = None
        if old is not None and not secret:
            changes = await desk.off_loop(difference, old, file)
        settings = desk.builder.state.settings
        self.send_page(
            "history.html", **self.frame(), title=settings.title if settings is not None else "",
            path=path, headline=title_of(file.kind, file.values) or path, kind=file.kind, version=file.version, chosen=chosen,
            versions=self._rows(path, found.versions, chosen), in_git=found.repository is not None,
            lost=bool(chosen) and old is None, secret=secret, changes=changes,
            editable=isinstance(back, StoryFile) and self.may_change(file, back),
            failed=self.get_query_argument("failed", ""),
            names=key_names(file.kind, desk.lang),
        )  # fmt: skip

    head = get

    def _rows(self, path: str, versions: Sequence[Version], chosen: str) -> list[dict[str, Any]]:
        """The versions for the page; the newest under each earlier name says that name."""
        names = [version.path for version in versions]
        return [
            self._row(path, version, chosen) | {"was": version.path if version.path != before else ""}
            for version, before in zip(versions, ["", *names], strict=False)
        ]

    def _row(self, path: str, version: Version, chosen: str) -> dict[str, Any]:
        desk = self.desk
        did = [translate(desk.lang, deed) for action in version.did if (deed := deed_of(action, version.status))]
        if version.restored:
            did.append(translate(desk.lang, WORDS["history-restored"]))
        return {
            "link": f"{pages.OWN}history?{urlencode({'path': path, 'version': version.id})}",
            "at": format_moment(version.at, desk.builder.state.settings), "name": version.name,
            "did": did, "here": version.here, "chosen": version.id == chosen,
            "title": "" if version.here else version.title,
        }  # fmt: skip


class Restore(Handler):
    """Brings a version back: a save like others, which merges what somebody changed meanwhile."""

    SUPPORTED_METHODS = ("POST",)

    async def post(self) -> None:
        desk, user = self.desk, self.user
        path, chosen = self.get_body_argument("path", ""), self.get_body_argument("version", "")
        file = await desk.off_loop(open_file, desk.site, path)
        if isinstance(file, Failure):
            raise HTTPError(WAYS[file.fault])
        if not self.may_read(file):
            raise HTTPError(403)
        found = await desk.off_loop(_versions, desk, path, file)
        old = await desk.off_loop(_old, desk, found, path, chosen)
        if old is None:
            raise HTTPError(404)
        if not self.may_read(old):
            raise HTTPError(403)

        def permitted(now: StoryFile, new: StoryFile) -> bool:
            return self.may_read(now) and self.may_change(now, new)

        work = partial(restore, desk.site, path, self.get_body_argument("base", ""), old.data, permitted=permitted)
        done = await desk.off_loop(work)
        if isinstance(done, Saved):
            if done.written:
                await desk.off_loop(partial(desk.noted, user, path, done.before, done.file, restored=chosen))
            self.redirect(f"{pages.OWN}story?{urlencode({'path': path})}", status=303)
            return
        failed = "refused" if isinstance(done, Failure) and done.fault.value != "forgotten" else "meanwhile"
        self.redirect(
            f"{pages.OWN}history?{urlencode({'path': path, 'version': chosen, 'failed': failed})}", status=303
        )
