"""What windows of the desk say and get of who is in a story: docs/desk.md describes it.

Each window asks again every few seconds. It must speak that often anyway, so that a closed one is noticed; and a short
request passes every proxy, keeps no connection open, and is checked like every other change.
"""

from datetime import datetime, timedelta
from typing import Annotated, Any

import msgspec

from .handler import Handler
from .presence import Beat, Seen, Window, Wish
from .saving import Failure, Fault, read_story
from .story_page import WAYS

MOST_BEAT = 1024
"""The bytes of the largest beat."""


class _Sent(msgspec.Struct, forbid_unknown_fields=True):
    """``idle`` is for how many seconds nobody has typed in the window."""

    window: Annotated[str, msgspec.Meta(pattern=r"^[0-9a-z-]{8,40}\Z")]
    wish: Wish
    writing: bool = False
    idle: Annotated[int, msgspec.Meta(ge=0, le=10**6)] = 0


class PresenceData(Handler):
    """Takes the beat of a window, and answers with the people in the story."""

    SUPPORTED_METHODS = ("POST",)
    IS_USE = False

    async def post(self) -> None:
        desk, path = self.desk, self.get_query_argument("path", "")
        if len(self.request.body) > MOST_BEAT:
            self.send_json({}, 413)
            return
        try:
            sent = msgspec.json.decode(self.request.body, type=_Sent)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            self.send_json({}, 400)
            return
        file = await desk.off_loop(read_story, desk.site, path)
        if isinstance(file, Failure):
            self.send_json({}, WAYS[file.fault])
            return
        if not self.may_read(file):
            self.send_json({}, WAYS[Fault.FORBIDDEN])
            return
        now, user = desk.now(), self.user
        may_write = self.may_change(file, file)
        typed = now - timedelta(seconds=sent.idle)
        beat = Beat(user.name, user.full_name, sent.window, sent.wish, sent.writing, may_write, typed)
        seen = desk.presence.hear(path, beat, now)
        self.send_json({"version": file.version, "may_write": may_write, **(self._as_json(seen, now) if seen else {})})

    def _as_json(self, seen: Seen, now: datetime) -> dict[str, Any]:
        me, writer = seen.me, seen.writer
        return {
            "writing": seen.writing,
            "writer": self._writer(writer, now) if writer is not None and not seen.writing else None,
            "readers": seen.readers,
            "asking": seen.asking,
            "asked": me.asked is not None,
            "refused": me.refused is not None,
            "lost": {"name": me.lost.name, "at": self._clock(me.lost.at), "given": me.lost.given} if me.lost else None,
        }

    def _writer(self, window: Window, now: datetime) -> dict[str, Any]:
        idle = max(0, int((now - window.typed).total_seconds() // 60))
        own = window.user == self.user.name
        return {"name": window.name, "own": own, "since": self._clock(window.since), "idle": idle}

    def _clock(self, moment: datetime) -> str:
        settings = self.desk.builder.state.settings
        return f"{moment.astimezone(settings.zone) if settings is not None else moment:%H:%M}"
