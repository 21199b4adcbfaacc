"""Who is logged in: sessions that end by themselves, and how often somebody may guess a password."""

import hmac
import os
import secrets
import stat
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

import msgspec

from ..base.contained import opened_file, opened_folder, replace_file
from ..site.layout import DESK, STATE
from .users import User

IDLE = timedelta(hours=2)
"""A session ends after this time without a request."""

LONGEST = timedelta(hours=24)
"""A session ends this long after the login."""

TRIES = 5
"""How many wrong passwords one account, and each address, may send within ``PAUSE``."""

PAUSE = timedelta(minutes=15)

MOST_REMEMBERED = 10_000
"""The most accounts and addresses whose wrong passwords are remembered; then the oldest are forgotten."""


WRITTEN = timedelta(minutes=1)
"""How often at most the file of sessions is written because somebody was seen."""

FILE = "sessions.json"
"""The name of the file in ``.newsgen/desk/``: whoever deletes it logs everybody out, and loses nothing else."""


@dataclass(frozen=True, slots=True)
class Session:
    """A person who is logged in. ``form_token`` is in every form that changes something."""

    user: str
    form_token: str
    began: datetime
    seen: datetime
    _password: str

    def is_of(self, user: User) -> bool:
        """Whether the account still has the password with which the session began; with another it has ended."""
        return self.user == user.name and hmac.compare_digest(self._password, _digest("password", user.password))


class _Kept(msgspec.Struct, frozen=True):
    """A session as the file has it: ``password`` is a digest of the hash of the password."""

    user: str
    password: str
    began: datetime
    seen: datetime


class Sessions:
    """The sessions of a desk, by the hashes of their tokens, which only browsers have.

    With ``site`` they are kept in a file for its owner alone, so that a new process of the server still knows them. Where
    it cannot be written, it is deleted: nobody who has logged out is logged in again by a restart. One thread uses them.
    """

    def __init__(self, site: Path | None = None) -> None:
        self._site = site
        self._by_hash: dict[str, _Kept] = self._read()
        self._written: datetime | None = None

    def begin(self, user: User, now: datetime) -> str:
        """Begin a session and return its token, of 256 random bits."""
        self._forget_ended(now)
        token = secrets.token_urlsafe(32)
        self._by_hash[_digest("session", token)] = _Kept(user.name, _digest("password", user.password), now, now)
        self._write(now)
        return token

    def get(self, token: str, now: datetime, *, is_use: bool = True) -> Session | None:
        """The session of a token; None where there is none, or it has ended. ``is_use`` says that its person is there now."""
        key = _digest("session", token)
        kept = self._by_hash.get(key)
        if kept is None:
            return None
        if _has_ended(kept, now):
            del self._by_hash[key]
            return None
        if is_use:
            self._by_hash[key] = kept = msgspec.structs.replace(kept, seen=now)
            if self._written is None or now - self._written >= WRITTEN:
                self._write(now)
        return Session(kept.user, _digest("form", token), kept.began, kept.seen, kept.password)

    def end(self, token: str) -> None:
        """End the session of a token."""
        if self._by_hash.pop(_digest("session", token), None) is not None:
            self._write(None)

    def end_all(self, user: str) -> None:
        """End all sessions of an account, on every machine."""
        self._by_hash = {key: kept for key, kept in self._by_hash.items() if kept.user != user}
        self._write(None)

    def _forget_ended(self, now: datetime) -> None:
        self._by_hash = {key: kept for key, kept in self._by_hash.items() if not _has_ended(kept, now)}

    def _read(self) -> dict[str, _Kept]:
        """The sessions of the file; none where it is missing, damaged, or others may read or write it."""
        if self._site is None:
            return {}
        try:
            with opened_folder(self._site / STATE, DESK) as folder, opened_file(folder, FILE) as file:
                if os.name != "nt" and stat.S_IMODE(os.fstat(file.fileno()).st_mode) & 0o077:
                    return {}
                return msgspec.json.decode(file.read(), type=dict[str, _Kept])
        except (OSError, msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            return {}

    def _write(self, now: datetime | None) -> None:
        self._written = now or self._written
        if self._site is None:
            return
        try:
            (self._site / STATE).mkdir(exist_ok=True)
            with opened_folder(self._site / STATE, DESK, create=True) as folder:
                try:
                    replace_file(folder, FILE, msgspec.json.encode(self._by_hash), mode=0o600)
                except OSError:
                    os.unlink(FILE, dir_fd=folder)
        except OSError:
            return


def _digest(purpose: str, secret: str) -> str:
    return sha256(f"{purpose}:{secret}".encode()).hexdigest()


def _has_ended(session: _Kept, now: datetime) -> bool:
    return now - session.seen > IDLE or now - session.began > LONGEST


def is_token(session: Session, sent: str) -> bool:
    """Whether a form sent the token of a session."""
    return hmac.compare_digest(session.form_token.encode(), sent.encode())


class Guesses:
    """Wrong passwords of late, by account and by address."""

    def __init__(self) -> None:
        self._wrong: dict[str, tuple[datetime, ...]] = {}

    def may_try(self, name: str, address: str, now: datetime) -> bool:
        """Whether an account and an address have tries left. Each has its own, so that a stranger who guesses from one
        address locks an account for some minutes, and not other accounts."""
        return all(len(self._recent(key, now)) < TRIES * weight for key, weight in _keys(name, address))

    def wrong(self, name: str, address: str, now: datetime) -> None:
        """Note a wrong password."""
        for key, _ in _keys(name, address):
            recent = (*self._recent(key, now), now)
            self._wrong.pop(key, None)
            self._wrong[key] = recent
        while len(self._wrong) > MOST_REMEMBERED:
            del self._wrong[next(iter(self._wrong))]

    def right(self, name: str, address: str) -> None:
        """Forget the wrong passwords of an account whose owner has logged in, and the last try from the address."""
        self._wrong.pop(f"name:{name[:100]}", None)
        if tries := self._wrong.get(f"from:{address}", ())[:-1]:
            self._wrong[f"from:{address}"] = tries
        else:
            self._wrong.pop(f"from:{address}", None)

    def _recent(self, key: str, now: datetime) -> tuple[datetime, ...]:
        return tuple(moment for moment in self._wrong.get(key, ()) if now - moment < PAUSE)


def _keys(name: str, address: str) -> tuple[tuple[str, int], ...]:
    """An account and an address with how many times ``TRIES`` each has: behind one address sits a whole newsroom."""
    return (f"name:{name[:100]}", 1), (f"from:{address}", 6)
