"""Who is logged in: sessions that end by themselves, and how often somebody may guess a password."""

import hmac
import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256

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


@dataclass(frozen=True, slots=True)
class Session:
    """A person who is logged in. ``form_token`` is in every form that changes something. ``password`` is the hash with which
    the session began: with another password it has ended."""

    user: str
    password: str
    form_token: str
    began: datetime
    seen: datetime


class Sessions:
    """The sessions of one server process. They are kept by the hashes of their tokens, which only browsers have."""

    def __init__(self) -> None:
        self._by_hash: dict[bytes, Session] = {}

    def begin(self, user: User, now: datetime) -> str:
        """Begin a session and return its token, of 256 random bits."""
        self._forget_ended(now)
        token = secrets.token_urlsafe(32)
        self._by_hash[_hash(token)] = Session(user.name, user.password, secrets.token_urlsafe(32), now, now)
        return token

    def get(self, token: str, now: datetime) -> Session | None:
        """The session of a token, which is seen now; None where there is none, or it has ended."""
        key = _hash(token)
        session = self._by_hash.get(key)
        if session is None:
            return None
        if _has_ended(session, now):
            del self._by_hash[key]
            return None
        self._by_hash[key] = seen = replace(session, seen=now)
        return seen

    def end(self, token: str) -> None:
        """End the session of a token."""
        self._by_hash.pop(_hash(token), None)

    def end_all(self, user: str) -> None:
        """End all sessions of an account, on every machine."""
        self._by_hash = {key: session for key, session in self._by_hash.items() if session.user != user}

    def _forget_ended(self, now: datetime) -> None:
        self._by_hash = {key: session for key, session in self._by_hash.items() if not _has_ended(session, now)}


def _hash(token: str) -> bytes:
    return sha256(token.encode()).digest()


def _has_ended(session: Session, now: datetime) -> bool:
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
