"""Who is in a story: one window writes; others read, ask, or take over, and nobody is left without word."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from newsgen.desk import presence
from newsgen.desk.presence import EXPIRY, Beat, Presence, Seen, Wish

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
PATH = "content/own.md"
NAMES = {"salma": "سلمى", "karim": "كريم", "huda": "هدى"}


class Newsroom:
    """People at one story, and a clock."""

    def __init__(self) -> None:
        self.table, self.now = Presence(), NOW
        self.writing: dict[str, bool] = {}

    def say(
        self, who: str, wish: Wish = Wish.STAY, *, may_write: bool = True, after: float = 0, path: str = PATH
    ) -> Seen:
        """What a window gets. ``who`` is an account, and after a slash the window where a person has several."""
        self.now += timedelta(seconds=after)
        user = who.partition("/")[0]
        beat = Beat(user, NAMES[user], who, wish, self.writing.get(who, False), may_write, self.now)
        seen = self.table.hear(path, beat, self.now)
        assert seen is not None
        self.writing[who] = seen.writing
        return seen

    def leave(self, who: str) -> None:
        user = who.partition("/")[0]
        beat = Beat(user, NAMES[user], who, Wish.LEAVE, self.writing.pop(who, False), True, self.now)
        assert self.table.hear(PATH, beat, self.now) is None


def test_the_first_writes_and_the_second_reads() -> None:
    room = Newsroom()
    assert room.say("salma", Wish.OPEN).writing
    seen = room.say("karim", Wish.OPEN, after=5)
    assert not seen.writing
    assert seen.writer is not None
    assert (seen.writer.name, seen.writer.since) == ("سلمى", NOW)
    assert room.say("salma").readers == ("كريم",)
    assert room.table.writers(room.now) == {PATH: "سلمى"}


def test_a_reader_asks_and_gets_it() -> None:
    room = Newsroom()
    room.say("salma", Wish.OPEN)
    room.say("karim", Wish.OPEN)
    assert room.say("karim", Wish.ASK).me.asked
    assert room.say("salma").asking == ("كريم",)
    given = room.say("salma", Wish.GIVE, after=7)
    assert not given.writing
    assert given.me.lost is not None
    assert (given.me.lost.name, given.me.lost.given) == ("كريم", True)
    assert room.say("karim").writing
    assert room.say("karim").asking == ()
    assert not room.say("salma").writing, "who gave it reads on"


def test_a_reader_asks_and_is_told_not_now() -> None:
    room = Newsroom()
    room.say("salma", Wish.OPEN)
    room.say("karim", Wish.OPEN)
    room.say("karim", Wish.ASK)
    assert room.say("salma", Wish.KEEP).writing
    seen = room.say("karim")
    assert (seen.writing, seen.me.asked, seen.me.refused) == (False, None, room.now)
    assert room.say("salma").asking == ()
    assert room.say("karim", Wish.ASK).me.refused is None


def test_a_take_over_is_told_to_both() -> None:
    room = Newsroom()
    room.say("salma", Wish.OPEN)
    room.say("karim", Wish.OPEN)
    assert room.say("karim", Wish.TAKE, after=3).writing
    seen = room.say("salma", after=2)
    assert not seen.writing
    assert seen.me.lost is not None
    assert (seen.me.lost.name, seen.me.lost.at, seen.me.lost.given) == ("كريم", NOW + timedelta(seconds=3), False)
    assert room.say("salma", Wish.TAKE).writing, "and back"
    assert room.say("karim").me.lost is not None


def test_a_closed_window_leaves_at_once_and_nobody_writes_unasked() -> None:
    room = Newsroom()
    room.say("salma", Wish.OPEN)
    room.say("karim", Wish.OPEN)
    room.leave("salma")
    seen = room.say("karim")
    assert (seen.writing, seen.writer) == (False, None), "what karim sees is older than what salma saved"
    assert room.say("karim", Wish.TAKE).writing


def test_a_laptop_that_slept_goes_on_writing_where_nobody_took_over() -> None:
    room = Newsroom()
    room.say("salma", Wish.OPEN)
    assert room.table.writers(NOW + EXPIRY) == {PATH: "سلمى"}
    assert room.table.writers(NOW + EXPIRY + timedelta(seconds=1)) == {}
    assert room.say("salma", after=8 * 3600).writing


def test_a_laptop_that_slept_is_told_who_writes_now() -> None:
    room = Newsroom()
    room.say("salma", Wish.OPEN)
    assert room.say("karim", Wish.OPEN, after=3600).writing, "whoever opens it finds nobody there"
    seen = room.say("salma", after=20)
    assert not seen.writing
    assert seen.me.lost is not None
    assert (seen.me.lost.name, seen.me.lost.at) == ("كريم", NOW + timedelta(seconds=3600))
    assert room.say("karim").readers == ("سلمى",)


def test_a_server_that_began_anew_believes_the_window_that_was_writing() -> None:
    room = Newsroom()
    room.say("salma", Wish.OPEN)
    room.say("karim", Wish.OPEN)
    room.table = Presence()
    seen = room.say("karim")
    assert (seen.writing, seen.writer) == (False, None)
    assert room.say("salma").writing
    assert room.say("karim").writer is not None


def test_two_that_believe_to_be_writing_after_a_restart_are_told_apart() -> None:
    room = Newsroom()
    room.say("salma", Wish.OPEN)
    room.say("karim", Wish.OPEN)
    room.say("karim", Wish.TAKE)  # salma has not heard of it when the server ends
    room.table = Presence()
    assert room.say("karim").writing
    seen = room.say("salma")
    assert (seen.writing, seen.me.lost is not None) == (False, True)


def test_two_windows_of_one_person() -> None:
    room = Newsroom()
    room.say("salma", Wish.OPEN)
    seen = room.say("salma/2", Wish.OPEN)
    assert not seen.writing
    assert seen.writer is not None
    assert seen.writer.user == "salma"
    assert room.say("salma").readers == (), "nobody is told of their own second window"
    assert room.say("salma/2", Wish.TAKE).writing
    assert not room.say("salma").writing


def test_who_may_only_read_never_writes() -> None:
    room = Newsroom()
    for wish in (Wish.OPEN, Wish.TAKE, Wish.STAY):
        assert not room.say("salma", wish, may_write=False).writing
    assert room.say("karim", Wish.OPEN).writing
    room.say("salma", Wish.ASK, may_write=False)
    assert room.say("karim").asking == ()


def test_who_may_not_write_any_more_is_no_writer() -> None:
    """An editor has published the reporter's draft: the reporter's window gives it free."""
    room = Newsroom()
    room.say("salma", Wish.OPEN)
    assert not room.say("salma", may_write=False).writing
    assert room.say("karim", Wish.OPEN).writing


def test_nobody_gives_what_somebody_else_writes() -> None:
    room = Newsroom()
    for who in ("salma", "karim", "huda"):
        room.say(who, Wish.OPEN)
    room.say("huda", Wish.ASK)
    for wish in (Wish.GIVE, Wish.KEEP):
        room.say("karim", wish)
        assert room.say("salma").writing
        assert room.say("salma").asking == ("هدى",)


def test_giving_without_anybody_who_asked_changes_nothing() -> None:
    room = Newsroom()
    room.say("salma", Wish.OPEN)
    assert room.say("salma", Wish.GIVE).writing


def test_the_first_who_asked_gets_it() -> None:
    room = Newsroom()
    for who in ("salma", "karim", "huda"):
        room.say(who, Wish.OPEN)
    room.say("huda", Wish.ASK, after=1)
    room.say("karim", Wish.ASK, after=1)
    room.say("salma", Wish.GIVE)
    assert room.say("huda").writing
    assert room.say("huda").asking == ("كريم",), "the other is still waiting"


def test_what_is_remembered_is_bounded() -> None:
    room = Newsroom()
    for number in range(presence.MOST + 200):
        room.say(f"salma/{number}", Wish.OPEN, path=f"content/{number // 3}.md", after=0.01)
    assert sum(len(story.windows) for story in room.table._stories.values()) == presence.MOST
    room.now += EXPIRY * 2
    assert room.table.writers(room.now) == {}
    assert not room.table._stories
