"""Who is in which story: one window writes, others read, ask for it, or take it over.

It is advice for people, kept in memory. No save is refused because of it: a save merges, whoever writes. A new process of
the server knows nobody, and learns from the next beat of each window who was writing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

EXPIRY = timedelta(seconds=100)
"""A window that has not been heard of for this long is gone: it was closed, or its computer sleeps. Browsers let a window in
the background speak once a minute: https://developer.chrome.com/blog/timer-throttling-in-chrome-88"""

MOST = 2000
"""The most windows that are remembered, of all stories together; then those heard of longest ago are forgotten."""


class Wish(StrEnum):
    """What a window says of a story."""

    OPEN = "open"
    """It shows the story from now on; it writes where nobody else does."""
    STAY = "stay"
    """It still shows it."""
    ASK = "ask"
    """It would like to write."""
    TAKE = "take"
    """It writes from now on, whoever did before."""
    GIVE = "give"
    """It leaves writing to the window that asked first."""
    KEEP = "keep"
    """It goes on writing; whoever asked is told."""
    LEAVE = "leave"
    """It does not show the story any more."""


@dataclass(frozen=True, slots=True)
class Window:
    """A window of somebody's browser that shows a story. ``seen`` is when it was last heard of; ``since`` when it began to
    write, or to read; ``typed`` when somebody last typed in it. ``asked`` is when it asked to write, ``refused`` when the
    one who wrote kept it; ``lost`` says who took writing from it, or got it, and when."""

    user: str
    name: str
    seen: datetime
    since: datetime
    typed: datetime
    asked: datetime | None = None
    refused: datetime | None = None
    lost: "Lost | None" = None


@dataclass(frozen=True, slots=True)
class Lost:
    """``name`` writes since ``at``, in the place of a window that did. ``given`` says that this one agreed."""

    name: str
    at: datetime
    given: bool


@dataclass(frozen=True, slots=True)
class Beat:
    """What a window sends every few seconds. ``window`` is a name that it has chosen, ``writing`` whether it believes to be the
    one that writes, ``typed`` when somebody last typed in it; ``may_write`` whether its person may change the story."""

    user: str
    name: str
    window: str
    wish: Wish
    writing: bool
    may_write: bool
    typed: datetime


@dataclass(frozen=True, slots=True)
class Seen:
    """A story as one window should show it. ``writer`` is the window that writes, which is this one if ``writing``;
    ``readers`` are the full names of others who have it open, ``asking`` of those who would like to write."""

    me: Window
    writing: bool
    writer: Window | None
    readers: tuple[str, ...]
    asking: tuple[str, ...]


@dataclass(slots=True)
class _Story:
    windows: dict[str, Window] = field(default_factory=dict)
    writer: str = ""
    """The key of the window that writes; empty where none does."""


class Presence:
    """The windows of all people, by story. One thread uses it."""

    def __init__(self) -> None:
        self._stories: dict[str, _Story] = {}

    def hear(self, path: str, beat: Beat, now: datetime) -> Seen | None:
        """Take in what a window says of the story at a path, and return what it should show; None where it has left."""
        self._forget(now)
        story = self._stories.setdefault(path, _Story())
        key = f"{beat.user}:{beat.window}"
        if beat.wish is Wish.LEAVE:
            _drop(story, key)
            return None
        me = story.windows.get(key) or Window(beat.user, beat.name, now, now, beat.typed)
        me = replace(me, seen=now, typed=beat.typed)
        if beat.wish is Wish.OPEN:
            me = replace(me, lost=None)
        story.windows[key] = me
        self._bound()
        if beat.may_write:
            _decide(story, key, beat, now)
        elif story.writer == key:
            story.writer = ""
        return _seen(story, key)

    def writers(self, now: datetime) -> Mapping[str, str]:
        """The full name of who writes in each story that somebody writes in, by its path."""
        self._forget(now)
        return {path: story.windows[story.writer].name for path, story in self._stories.items() if story.writer}

    def _forget(self, now: datetime) -> None:
        for path, story in list(self._stories.items()):
            for key in [key for key, window in story.windows.items() if now - window.seen > EXPIRY]:
                _drop(story, key)
            if not story.windows:
                del self._stories[path]

    def _bound(self) -> None:
        if sum(len(story.windows) for story in self._stories.values()) > MOST:
            windows = [(w.seen, path, key) for path, story in self._stories.items() for key, w in story.windows.items()]
            _, path, key = min(windows)
            _drop(self._stories[path], key)


def _drop(story: _Story, key: str) -> None:
    story.windows.pop(key, None)
    if story.writer == key:
        story.writer = ""


def _decide(story: _Story, key: str, beat: Beat, now: datetime) -> None:
    """Whether the window writes from now on, and what it asked or answered."""
    me = story.windows[key]
    if beat.wish is Wish.TAKE:
        _hand_over(story, key, now, given=False)
    elif not story.writer and (beat.wish is Wish.OPEN or (beat.wish is Wish.STAY and beat.writing and me.lost is None)):
        _hand_over(story, key, now, given=True)
    elif beat.wish is Wish.ASK and story.writer not in ("", key):
        story.windows[key] = replace(me, asked=now, refused=None)
    elif story.writer == key:
        asking = [other for _, other in sorted((w.asked, k) for k, w in story.windows.items() if w.asked is not None)]
        if beat.wish is Wish.GIVE and asking:
            _hand_over(story, asking[0], now, given=True)
        elif beat.wish is Wish.KEEP:
            for other in asking:
                story.windows[other] = replace(story.windows[other], asked=None, refused=now)
    elif beat.wish is Wish.STAY and beat.writing and me.lost is None:  # it slept, or the server began anew meanwhile
        writer = story.windows[story.writer] if story.writer else None
        lost = Lost(writer.name, writer.since, given=False) if writer is not None else None
        story.windows[key] = replace(me, lost=lost)


def _hand_over(story: _Story, key: str, now: datetime, *, given: bool) -> None:
    before, new = story.writer, story.windows[key]
    if before == key:
        return
    if before:
        story.windows[before] = replace(story.windows[before], since=now, lost=Lost(new.name, now, given))
    story.windows[key] = replace(new, since=now, asked=None, refused=None, lost=None)
    story.writer = key


def _seen(story: _Story, key: str) -> Seen:
    others = {other: window for other, window in story.windows.items() if other not in (key, story.writer)}
    me, writing = story.windows[key], story.writer == key
    return Seen(
        me,
        writing,
        story.windows.get(story.writer),
        tuple(dict.fromkeys(window.name for window in others.values() if window.user != me.user)),
        tuple(window.name for window in others.values() if window.asked is not None) if writing else (),
    )
