"""The page about the way to the site and the history in git, and the answer for one story."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Any
from urllib.parse import quote

from tornado.web import HTTPError

from ..base.messages import translate
from ..preview.overlay import format_moment
from . import pages
from .countdown import countdown
from .handler import Desk, Handler
from .history import Where
from .incoming import WHOLE, Conflicted, Decided
from .on_site import Asked, OnSite, on_site
from .publisher import Phase, PublisherState
from .roles import Action, may
from .saving import Failure, open_file
from .site_words import REASONS, STAGES, deed_of
from .story_merge import Choice
from .versions import Version, deeds
from .words import KEYS, WORDS

MOST_FORM = 2**20
"""The bytes of a form with decisions that are read."""


def answer(desk: Desk, path: str) -> OnSite | None:
    """Whether a story is on the site, for the desk's pages; None where the file cannot be opened. Reads files."""
    file = open_file(desk.site, path)
    if isinstance(file, Failure):
        return None
    listed = desk.stories.now().by_path.get(path)
    since = desk.publisher.since.get(path, file.version)
    known = desk.publisher.story(path)
    return on_site(
        Asked(
            path,
            file,
            known,
            listed.published if listed is not None else None,
            since,
            desk.publisher.latest(known) if since is None else None,
        ),
        desk.publisher.state,
        desk.now(),
    )


def text_of(desk: Desk, found: OnSite) -> str:
    """The answer in the newsroom's language."""
    settings, now = desk.builder.state.settings, desk.now()
    fields = dict(found.fields)
    if found.at is not None:
        fields["at"] = format_moment(found.at, settings)
        fields["left"] = countdown(found.at, now, settings, desk.lang) if settings is not None else ""
    text = translate(desk.lang, WORDS[found.word], **fields)
    return f"{text} {found.detail}" if found.detail else text


class StoryOnSite(Handler):
    """Whether a story is on the site, as JSON: ``state``, ``tone``, ``text``, ``hint``, and ``link`` to its page there, empty
    where readers do not find it as it is here."""

    SUPPORTED_METHODS = ("GET", "HEAD")
    IS_USE = False

    async def get(self) -> None:
        path = self.get_query_argument("path", "")
        file = await self.desk.off_loop(open_file, self.desk.site, path)
        if isinstance(file, Failure):
            raise HTTPError(404)
        if not self.may_read(file):
            raise HTTPError(403)
        found = await self.desk.off_loop(answer, self.desk, path)
        if found is None:
            raise HTTPError(404)
        text, settings = text_of(self.desk, found), self.desk.builder.state.settings
        address = (await self.desk.off_loop(self.desk.stories.now)).address_of(path)
        link = settings.absolute(address) if settings is not None and address and found.tone == "good" else ""
        self.send_json({"state": found.word, "tone": found.tone, "text": text, "hint": found.hint, "link": link})

    head = get


class Site(Handler):
    """How the site is built, sent and exchanged, with buttons for those who may begin each by hand."""

    async def get(self) -> None:
        desk = self.desk
        settings = desk.builder.state.settings
        done = await desk.off_loop(_deeds, desk)
        self.send_page(
            "site.html", **self.frame(), title=settings.title if settings is not None else "",
            state=desk.publisher.state, now=_now_texts(desk), git=_git_texts(desk),
            may_deploy=may(self.user.role, Action.DEPLOY), deeds=[self._deed(one) for one in done],
            conflicts=[self._conflicted(one) for one in _conflicts(desk)],
            moment=partial(_moment, desk), link=lambda path: f"{pages.OWN}story?path={quote(path)}",
            busy=desk.publisher.state.phase is not Phase.IDLE or desk.publisher.state.behind,
        )  # fmt: skip

    head = get

    def post(self) -> None:
        """Begin a build, a deploy or an exchange, or take decisions about a conflict."""
        desk, do = self.desk, self.get_body_argument("do", "")
        if len(self.request.body) > MOST_FORM:
            raise HTTPError(413)
        if do == "build":
            desk.publisher.build_soon()
        elif do == "deploy":
            if not may(self.user.role, Action.DEPLOY):
                raise HTTPError(403)
            desk.publisher.deploy_soon()
        elif do == "exchange":
            desk.history.exchange_soon()
        elif do == "decide":
            self._decide()
        else:
            raise HTTPError(400)
        self.redirect(pages.OWN + "site", status=303)

    def _decide(self) -> None:
        path = self.get_body_argument("path", "")
        conflicted = next((one for one in _conflicts(self.desk) if one.path == path), None)
        if conflicted is None:
            return
        choices: dict[str, Choice] = {}
        names = [WHOLE] if not conflicted.conflicts else [conflict.name for conflict in conflicted.conflicts]
        for number, name in enumerate(names):
            chosen = self.get_body_argument(f"choice-{number}", "")
            if chosen == "mine" or chosen == "theirs" or (chosen == "both" and name != WHOLE):
                choices[name] = chosen  # type: ignore[assignment]  # one of the three words
        self.desk.history.decide(path, Decided(self.get_body_argument("seen", ""), choices))

    def _deed(self, one: Version) -> dict[str, Any]:
        return {
            "title": one.title or one.path, "path": one.path, "name": one.name, "at": _moment(self.desk, one.at),
            "did": "، ".join(
                translate(self.desk.lang, deed) for action in one.did if (deed := deed_of(action, one.status))
            ),
        }  # fmt: skip

    def _conflicted(self, one: Conflicted) -> dict[str, Any]:
        lang = self.desk.lang
        gone = translate(lang, WORDS["git-gone"])
        return {
            "path": one.path, "seen": one.seen, "whole": not one.conflicts,
            "places": [
                {"key": translate(lang, KEYS[place.key]) if place.key in KEYS else place.key,
                 "mine": place.mine if place.mine is not None else gone,
                 "theirs": place.theirs if place.theirs is not None else gone,
                 "both": place.where == "block" and None not in (place.mine, place.theirs)}
                for place in one.conflicts
            ] or [{"key": "", "mine": gone if one.mine_gone else "", "theirs": gone if one.theirs_gone else "", "both": False}],
        }  # fmt: skip


class SiteAgain(Site):
    """The same page, as its own script asks for it while something goes on."""

    SUPPORTED_METHODS = ("GET",)
    IS_USE = False


def _conflicts(desk: Desk) -> Sequence[Conflicted]:
    exchange = desk.history.state.exchange
    return exchange.conflicts if exchange is not None else ()


def _deeds(desk: Desk) -> Sequence[Version]:
    try:
        return deeds(desk.history.ledger)
    except OSError:
        return ()


def _moment(desk: Desk, at: datetime | None) -> str:
    """A moment in the newsroom's words; that the desk has not seen it, where there is none."""
    return translate(desk.lang, WORDS["site-never"]) if at is None else format_moment(at, desk.builder.state.settings)


def _now_texts(desk: Desk) -> list[tuple[str, str]]:
    """What the publisher does now, each with its tone."""
    state, lang = desk.publisher.state, desk.lang

    def text(word: str, **fields: object) -> str:
        return translate(lang, WORDS[word], **fields)

    if not state.on:
        return [(text("on-first"), "wait")] if desk.builder.state.settings is None else [(text("site-off"), "plain")]
    found = []
    since = _moment(desk, state.since) if state.since is not None else ""
    words = {Phase.BUILDING: "site-building", Phase.WAITING: "site-waiting", Phase.DEPLOYING: "site-deploying"}
    if state.phase is not Phase.IDLE:
        found.append((text(words[state.phase], at=since, target=state.target), "wait"))
        if state.step is not None and state.step[0] in STAGES:
            stage, done, total = state.step
            step = text("site-progress", stage=translate(lang, STAGES[stage]), done=done, total=total or "…")
            found.append((step, "plain"))
    elif state.behind:
        found.append((text("site-behind"), "wait"))
    found += _faults_texts(desk, state)
    if state.failure:
        found.append((text("site-broken", failure=state.failure), "stop"))
    if not found:
        found.append((text("site-idle-deployed" if state.target and state.sent else "site-idle"), "good"))
    return found


def _faults_texts(desk: Desk, state: PublisherState) -> list[tuple[str, str]]:
    found = []
    if state.built is not None and not state.built.published:
        found.append((translate(desk.lang, WORDS["site-failed"]), "stop"))
    elif state.built is not None and state.built.held:
        found.append((translate(desk.lang, WORDS["site-held"]), "stop"))
    if state.deployed is not None and not state.deployed.done:
        at = _moment(desk, state.deployed.again)
        found.append((translate(desk.lang, WORDS["site-deploy-failed"], target=state.target, at=at), "stop"))
    return found


def _git_texts(desk: Desk) -> list[tuple[str, str, str]]:
    """How the history in git goes: each with its tone, and git's own words where it refuses; empty without git."""
    state, lang = desk.history.state, desk.lang
    if not state.on:
        return []
    found = []
    trouble = state.trouble
    if trouble is not None:
        word = "git-trouble" if trouble.where is Where.COMMIT else "git-index"
        why = translate(lang, REASONS.get(trouble.reason, REASONS["failed"]))
        text = f"{translate(lang, WORDS[word], at=_moment(desk, trouble.since))} {why}"
        found.append((text, "stop" if trouble.where is Where.COMMIT else "wait", trouble.detail))
    if state.waiting:
        found.append((translate(lang, WORDS["git-waiting"], count=state.waiting), "wait", ""))
    if not found:
        found.append((translate(lang, WORDS["git-on"]), "good", ""))
    exchange = state.exchange
    if exchange is not None and exchange.conflicts:
        found.append((translate(lang, WORDS["git-conflicts"], remote=exchange.remote), "stop", ""))
    elif exchange is not None and exchange.step is not None:
        since = translate(lang, WORDS["git-exchange-trouble"], at=_moment(desk, exchange.since), remote=exchange.remote)
        why = translate(lang, REASONS.get(exchange.reason, REASONS["failed"]))
        found.append((f"{since} {why}", "stop", " ".join(filter(None, (exchange.path, exchange.detail)))))
    elif exchange is not None and exchange.at is not None:
        text = translate(lang, WORDS["git-exchanged"], remote=exchange.remote, at=_moment(desk, exchange.at))
        found.append((text, "good", ""))
    elif desk.remote:
        found.append((translate(lang, WORDS["git-never"], remote=desk.remote), "wait", ""))
    return found
