"""Decide whether a build would be a no-op, before heavy imports: a cron job asks this once a minute.

The answer is yes only for ``newsgen build --quiet`` with the options of a cron job. When anything is unsure the answer is
no, and the build decides. tests/site/test_fast_path.py and the law's test compare the answers with what a build does.

The last build wrote ``idle.txt`` beside its record: ``header``, then one line for each folder. This module compares that
file with the site.

Every import counts. Medians of 40 alternating runs over 200 stories, user and system time: a bare interpreter 13.9 ms,
this fast path 22.3 ms; reading the record instead of ``idle.txt`` 24.9 ms, with CPython's private ``_sqlite3`` and
``_blake2``, since ``_sqlite3`` imports functools and collections. The public ``sqlite3`` costs 2 ms more. ``hashlib`` takes
3 ms of the 22.3, most of it to load OpenSSL; ``_blake2`` would save them, but is private.
"""

import os
import sys
import time
from hashlib import blake2b

from ..base.plain_file import open_plain
from . import layout
from .folders import list_folder, listing_digest
from .layout import IDLE, PACKAGE, PUBLIC, RECORD, STAGING, STAMP, STATE, THEME, THEME_TREES, TOP, TREES, state_name

_HEX = 32  # digits of a digest in a folder's line


def is_no_op(arguments: list[str]) -> bool:
    """Whether a command line is a quiet build that would change and report nothing; False when anything is unsure.

    ``arguments`` lack the program's name. Nothing is written.
    """
    try:
        build = _quiet_build(arguments)
        return build is not None and _is_idle(*build)
    except (OSError, ValueError):
        return False


def code_listing() -> bytes:
    """A digest of the state of all code that can change an output: names, sizes and times of files, not their contents.

    Empty where ``list_folder`` cannot tell the state of a folder of the package: then no build counts as a no-op.
    """
    parts = [sys.version]
    waiting = [PACKAGE]
    while waiting:
        folder = waiting.pop()
        listing = list_folder(folder)
        if listing is None:
            return b""
        digest, inner = listing
        parts.append(f"{folder} {digest.hex()}")
        waiting += [os.path.join(folder, name) for name in inner if name != "__pycache__"]
    for folder in sys.path:
        if os.path.isdir(folder):
            parts += [name for name in os.listdir(folder) if name.endswith(".dist-info")]
    return blake2b("\n".join(sorted(parts)).encode(errors="surrogateescape"), digest_size=16).digest()


def header(code: bytes, state: str, span: tuple[int, int], build_id: str, folders: int) -> str:
    """The first line of ``idle.txt``, without a line end. Raises OSError where there is no record.

    ``code`` is ``code_listing()``, ``state`` the folder of the record, ``span`` the interval [low, high) of microseconds
    since 1970 in which the output cannot change by time alone, and ``folders`` the number of lines that follow.
    """
    low, high = span
    return f"{code.hex()} {_record_state(state)} {low} {high} {build_id} {folders}"


def is_current(state: str, code: bytes, now: int) -> bool:
    """Whether ``idle.txt`` in the folder ``state`` belongs to this code, the record there and this moment.

    ``code`` is ``code_listing()``; ``now`` is microseconds since 1970. The sources and the output are not looked at.
    False where ``idle.txt`` or the record cannot be read.
    """
    try:
        with open_plain(os.path.join(state, IDLE)) as file:
            written, record, low, high, *_ = file.readline().decode().split(" ")
        return written == code.hex() and record == _record_state(state) and int(low) <= now < int(high)
    except (OSError, ValueError):
        return False


def folder_line(folder: str, digest: bytes) -> str:
    """The line of ``idle.txt`` for a folder of sources, with the digest of its listing, without a line end.

    ``folder`` is the path from the site's folder, or from the default theme's after ``theme:``; empty for the files of
    ``TOP``.
    """
    return f"{digest.hex()} {folder}"


def _record_state(state: str) -> str:
    """The size, mtime (ns) and inode of the record, which differ after every commit. Raises OSError without one."""
    found = os.stat(os.path.join(state, RECORD))
    return f"{found.st_size}:{found.st_mtime_ns}:{found.st_ino}"


def _quiet_build(arguments: list[str]) -> tuple[str, str, int] | None:
    """The site, the output and the moment (microseconds since 1970) of a quiet build; None for any other command line.

    Raises ValueError where ``--now`` is not a moment with its offset.
    """
    options = {"--site": ".", "--lang": "ar"}  # those that may stand before the command too
    quiet = named = False
    rest = iter(arguments)
    for argument in rest:
        if argument == "build" and not named:
            named = True
            options |= {"--output": "", "--now": ""}
        elif argument == "--quiet" and named:
            quiet = True
        elif argument != "--no-color":
            name, equals, value = argument.partition("=")
            value = value if equals else next(rest, "")
            if name not in options or not value or value.startswith("-"):
                return None
            options[name] = value
    if not quiet or options["--lang"] not in ("ar", "en"):
        return None
    site, _, output, now = options.values()
    return site, output or os.path.join(site, PUBLIC), _microseconds(now)


def _microseconds(now: str) -> int:
    if not now:
        return time.time_ns() // 1000
    from datetime import UTC, datetime, timedelta

    if now[4:5] != "-" or now[10:11] not in ("T", " ") or now[-6:-5] not in ("+", "-") or now[-3:-2] != ":":
        raise ValueError(now)
    return (datetime.fromisoformat(now) - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)


def _is_idle(site: str, output: str, now: int) -> bool:
    """Whether the site, the code, the record and the output are those of the last build, and ``now`` changes nothing.

    Raises OSError or ValueError where a file of the last build is missing or damaged.
    """
    state = os.path.join(site, STATE, state_name(site, output))
    with open_plain(os.path.join(state, IDLE)) as file:
        first, *lines = file.read().decode().split("\n")
    code, record, low, high, build_id, folders = first.split(" ")
    with open_plain(os.path.join(output, STAMP)) as stamp:
        stamped = stamp.read().decode().strip()
    return (
        stamped == build_id
        and int(low) <= now < int(high)
        and not os.path.exists(os.path.join(output, STAGING))
        and not os.path.exists(os.path.join(state, RECORD + "-journal"))
        and record == _record_state(state)
        and int(folders) == len(lines)
        and bool(code)
        and code == code_listing().hex()
        and _holds(site, {line[_HEX + 1 :]: line[:_HEX] for line in lines})  # last: it grows with the archive
    )


def _holds(site: str, digests: dict[str, str]) -> bool:
    """Whether the site and the theme hold exactly the recorded folders, and these exactly the recorded files.

    ``digests`` are those of ``idle.txt`` by folder. They are removed as they are found.
    """
    top = [(name, os.stat(os.path.join(site, name))) for name in TOP if os.path.exists(os.path.join(site, name))]
    states = [(name, s.st_size, s.st_mtime_ns, s.st_ctime_ns, s.st_ino) for name, s in top]
    if digests.pop("", None) != listing_digest(states).hex():
        return False
    theme = layout.theme_root()
    waiting = [(os.path.join(site, tree), tree) for tree in TREES]
    if not os.path.samefile(theme, site):
        waiting += [(os.path.join(theme, tree), THEME + tree) for tree in THEME_TREES]
    waiting = [(folder, label) for folder, label in waiting if os.path.lexists(folder)]
    if any(os.path.islink(folder) for folder, _ in waiting):
        return False
    while waiting:
        folder, label = waiting.pop()
        listing = list_folder(folder)
        if listing is None or digests.pop(label, None) != listing[0].hex():
            return False
        waiting += [(f"{folder}/{name}", f"{label}/{name}") for name in listing[1]]
    return not digests
