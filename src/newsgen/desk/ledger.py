"""What was saved, by whom and when: a file to which each save adds a line, in ``desk/history/`` beside the accounts."""

import os
import secrets
import threading
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path

import msgspec

from ..base.contained import append_line, create_file, opened_file, opened_folder, replace_file
from ..site.layout import DESK
from .roles import Action

FOLDER, FILE = f"{DESK}/history", "saves.jsonl"

_writes = threading.Lock()


class Entry(msgspec.Struct, frozen=True, omit_defaults=True):
    """A save. ``before`` and ``version`` are the versions of the file; ``name`` is the person's full name, ``title`` the
    headline and ``status`` the status afterwards, ``did`` what the save did beside changing words. ``restored`` names the
    version that was brought back, if one was. ``id`` tells it from all others."""

    id: str
    at: datetime
    path: str
    before: str
    version: str
    name: str
    title: str = ""
    did: tuple[Action, ...] = ()
    restored: str = ""
    status: str = ""


class _Settled(msgspec.Struct, frozen=True):
    """The line that says that an entry needs no commit any more."""

    settled: str


class Ledger:
    """The ledger of one site's desk. Every method may be called by any thread; reading and writing raise OSError.

    Lines are read once: each method reads those that were added since, also by another process.
    """

    def __init__(self, site: Path) -> None:
        self._site = site
        self._lock = threading.Lock()
        self._entries: list[Entry] = []
        self._open: dict[str, Entry] = {}
        self._read_to = (0, 0)
        """The inode of the file that was read, and the place up to which."""

    def add(self, entry: Entry) -> None:
        """Add a save."""
        self._append(msgspec.json.encode(entry))

    def settle(self, entries: Iterable[Entry]) -> None:
        """Note that these saves are in the repository, or need not go there."""
        for entry in entries:
            self._append(msgspec.json.encode(_Settled(entry.id)))

    def all(self) -> Sequence[Entry]:
        """All saves, the oldest first. Lines that cannot be read, as after a power cut, are left out."""
        with self._lock:
            self._read()
            return tuple(self._entries)

    def unsettled(self) -> Sequence[Entry]:
        """The saves that are not settled, the oldest first."""
        with self._lock:
            self._read()
            return tuple(self._open.values())

    def shorten(self, before: datetime) -> None:
        """Forget settled saves that were made before a moment and neither published nor withdrew anything."""
        with self._lock:
            self._read()
            kept = [entry for entry in self._entries if entry.id in self._open or entry.at >= before or entry.did]
            if len(kept) == len(self._entries):
                return
            lines = [msgspec.json.encode(entry) for entry in kept]
            lines += [msgspec.json.encode(_Settled(entry.id)) for entry in kept if entry.id not in self._open]
            with _writes, opened_folder(self._site, FOLDER) as folder:
                replace_file(folder, FILE, b"".join(line + b"\n" for line in lines), mode=0o600)

    def _append(self, line: bytes) -> None:
        with _writes, opened_folder(self._site, FOLDER, create=True) as folder:
            create_file(folder, ".gitignore", b"*\n")
            append_line(folder, FILE, line, mode=0o600)

    def _read(self) -> None:
        """Read the lines that were added since the last time; all of them where the file is another."""
        try:
            with opened_folder(self._site, FOLDER) as folder, opened_file(folder, FILE) as file:
                found = os.fstat(file.fileno())
                if found.st_ino != self._read_to[0] or found.st_size < self._read_to[1]:
                    self._entries, self._open, self._read_to = [], {}, (found.st_ino, 0)
                file.seek(self._read_to[1])
                whole, end, _ = file.read().rpartition(b"\n")
        except FileNotFoundError:
            self._entries, self._open, self._read_to = [], {}, (0, 0)
            return
        self._read_to = (found.st_ino, self._read_to[1] + len(whole) + len(end))
        for line in whole.split(b"\n"):
            with suppress(msgspec.MsgspecError, UnicodeDecodeError):
                if b'"path"' in line:
                    entry = msgspec.json.decode(line, type=Entry)
                    self._entries.append(entry)
                    self._open[entry.id] = entry
                elif line:
                    self._open.pop(msgspec.json.decode(line, type=_Settled).settled, None)


def entry_id() -> str:
    """A new ``Entry.id``."""
    return secrets.token_hex(8)
