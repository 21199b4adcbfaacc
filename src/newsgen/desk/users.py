"""The people who may use the desk: ``desk/users.json`` in the site, a file that only the server's own user may read.

It lies beside the sources and not in ``.newsgen``, which is a cache that people delete. Git ignores it.
"""

import errno
import os
import re
import stat
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from enum import StrEnum
from pathlib import Path

import msgspec

from ..base.contained import create_file, opened_file, opened_folder, replace_file
from ..base.lock import locked
from ..base.problems import N_, FatalProblems, Problem, error
from ..site.layout import DESK, STATE
from .passwords import hashed
from .roles import Role

FILE = "users.json"
"""The name of the file in ``desk/``."""

PLACE, OLD_PLACE = f"{DESK}/{FILE}", f"{STATE}/{DESK}/{FILE}"
"""Where the accounts are, and where newsgen 0.2 kept them, relative to the site."""

IGNORED = f"/{FILE}\n/.{FILE}.new\n"
"""What ``desk/.gitignore`` says: hashes of passwords are in no history."""

MAX_BYTES = 2**20

_changes = threading.Lock()

NAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,31}")
"""What people type to log in: small Latin letters, digits, dots, hyphens."""


class User(msgspec.Struct, frozen=True):
    """A person. ``name`` is what they type to log in, ``full_name`` how ``authors`` of stories name them, ``password`` the
    hash of their password."""

    name: str
    full_name: str
    role: Role
    password: str
    disabled: bool = False


_BAD_NAME = error(
    "user-name",
    N_("“{name}” cannot be the name of an account."),
    N_("Use 2 to 32 small Latin letters, digits, dots and hyphens, and begin with a letter or digit."),
)
_EXISTS = error(
    "user-exists", N_("There is an account “{name}” already."), N_("Choose another name, or give it a new password.")
)
_NO_USER = error("no-user", N_("There is no account “{name}”."), N_("“newsgen users list” names all of them."))
_NO_FULL_NAME = error(
    "blank", N_("“{key}” is empty."), N_("Write the name as stories write it in “authors”."), key="full_name"
)
_OPEN_FILE = error(
    "users-readable",
    N_("Others may read or write the file of accounts."),
    N_("Run “chmod 600” on it, and give new passwords if others have read it."),
)
_DAMAGED = error(
    "users-damaged",
    N_("The file of accounts cannot be read."),
    N_("Put back a copy of it, or delete it and add the accounts again."),
)


def _with_name(problem: Problem, name: str) -> Problem:
    return replace(problem, values=(("name", name[:80]),))


class Move(StrEnum):
    """What became of accounts in ``OLD_PLACE``."""

    NOTHING = "nothing"
    """There were none."""
    MOVED = "moved"
    BOTH = "both"
    """``PLACE`` has others already, which are used. The old file was left."""


MOVES: Mapping[Move, str] = {
    Move.NOTHING: "",
    Move.MOVED: N_("The accounts have moved from {old} to {new}: deleting .newsgen does not delete them any more."),
    Move.BOTH: N_(
        "The accounts in {old} are not used, because there are others in {new}. Delete the one or the other."
    ),
}
"""What is told of it."""


class Users:
    """The accounts of a site's desk. Every method looks at the file, and reads it where it may have changed since the last
    time, so that commands and the server agree.

    All raise FatalProblems where the file is damaged, or where others than its owner may read it; and OSError.
    """

    def __init__(self, site: Path) -> None:
        self._site = site
        self._read: tuple[tuple[int, ...], Mapping[str, User]] | None = None
        """The accounts as they were read last, and the stamp of the file then."""

    def all(self) -> Mapping[str, User]:
        """All accounts by name; none where there is no file."""
        stamp = self._stamp()
        if stamp and self._read is not None and self._read[0] == stamp:
            return self._read[1]
        data = self._data(PLACE)
        found = {} if data is None else _accounts(data, PLACE)
        if stamp and stamp == self._stamp():
            self._read = stamp, found
        return found

    def _stamp(self) -> tuple[int, ...]:
        """What tells the file as it is from what it was; empty where there is none.

        Each change makes a new file while the old one is there, so its inode is another. Only the change after that could
        have the first one's, and a password takes longer to hash than the system's clock to tick.
        """
        try:
            found = os.stat(self._site / PLACE, follow_symlinks=False)
        except OSError:
            return ()
        return found.st_dev, found.st_ino, found.st_mode, found.st_size, found.st_mtime_ns, found.st_ctime_ns

    def move(self) -> Move:
        """Move the accounts of newsgen 0.2 from ``OLD_PLACE`` to ``PLACE``, unless some are there already."""
        with self._alone():
            new = self._data(PLACE)
            try:
                old = self._data(OLD_PLACE)
            except FatalProblems:
                if new is None:
                    raise
                return Move.BOTH
            if old is None:
                return Move.NOTHING
            if new is None:
                _accounts(old, OLD_PLACE)
                self._write(old)
            elif new != old:
                return Move.BOTH
            with opened_folder(self._site / STATE, DESK) as folder:
                os.unlink(FILE, dir_fd=folder)
            return Move.MOVED

    def _data(self, place: str) -> bytes | None:
        """The bytes of a file of accounts, None where there is none."""
        above, _, name = place.rpartition("/")
        try:
            with opened_folder(self._site, above) as folder, opened_file(folder, name) as file:
                if os.name != "nt" and stat.S_IMODE(os.fstat(file.fileno()).st_mode) & 0o077:
                    raise FatalProblems(_OPEN_FILE.at(place))
                return file.read(MAX_BYTES + 1)
        except FileNotFoundError:
            return None
        except OSError as failure:
            if failure.errno in (errno.ELOOP, errno.EINVAL, errno.ENOTDIR):
                raise FatalProblems(_DAMAGED.at(place)) from None
            raise

    def get(self, name: str) -> User | None:
        """The account of this name; None where there is none or it is disabled."""
        user = self.all().get(name)
        return None if user is None or user.disabled else user

    def add(self, name: str, full_name: str, role: Role, password: str) -> User:
        """Add an account. Raises FatalProblems where the name is taken or cannot be one, and as ``passwords.hashed`` does."""
        if not NAME.fullmatch(name):
            raise FatalProblems(_with_name(_BAD_NAME, name))
        full_name = " ".join(full_name.split())
        if not full_name:
            raise FatalProblems(_NO_FULL_NAME)
        user = User(name, full_name, role, hashed(password))
        with self._changing() as users:
            if name in users:
                raise FatalProblems(_with_name(_EXISTS, name))
            users[name] = user
        return user

    def set_password(self, name: str, password: str) -> None:
        """Give an account another password: its sessions end. Raises FatalProblems where there is no such account."""
        new = hashed(password)
        with self._changing() as users:
            users[name] = msgspec.structs.replace(self._there(users, name), password=new)

    def disable(self, name: str) -> None:
        """Disable an account: its sessions end, and nobody logs in with it. Raises FatalProblems where there is none."""
        with self._changing() as users:
            users[name] = msgspec.structs.replace(self._there(users, name), disabled=True)

    @staticmethod
    def _there(users: Mapping[str, User], name: str) -> User:
        if name not in users:
            raise FatalProblems(_with_name(_NO_USER, name))
        return users[name]

    @contextmanager
    def _changing(self) -> Iterator[dict[str, User]]:
        """Give the accounts to change; they are written in one step where the block ends well."""
        with self._alone():
            users = dict(self.all())
            yield users
            self._write(msgspec.json.format(msgspec.json.encode(list(users.values())), indent=1) + b"\n")

    @contextmanager
    def _alone(self) -> Iterator[None]:
        (self._site / STATE).mkdir(exist_ok=True)
        with locked(self._site / STATE / "users-lock", threads=_changes):
            yield

    def _write(self, data: bytes) -> None:
        with opened_folder(self._site, DESK, create=True) as folder:
            create_file(folder, ".gitignore", IGNORED.encode())
            replace_file(folder, FILE, data, mode=0o600)


def _accounts(data: bytes, place: str) -> dict[str, User]:
    try:
        return {user.name: user for user in msgspec.json.decode(data, type=list[User])}
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        raise FatalProblems(_DAMAGED.at(place)) from None
