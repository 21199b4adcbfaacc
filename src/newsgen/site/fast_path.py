"""Whether the last build still stands. Asked before anything else is imported, since that takes longer than to look.

Only for ``newsgen build --quiet`` with the options of a clock's job. Whatever is not certain is for the build to find out:
this gives no answer but "yes, it stands". tests/test_still.py and the law's test hold it against the build's own.
"""

import os
import sys
import time

from . import layout
from .folders import blake2b, list_folder, listing_digest
from .layout import PACKAGE, PUBLIC, RECORD, STAGING, STAMP, STATE, THEME, TOP, TREES, state_name

TYPE_CHECKING = False  # typing would be another 5 ms
if TYPE_CHECKING:
    import sqlite3
else:
    try:
        import _sqlite3 as sqlite3  # sqlite3 itself imports datetime and more: another 4 ms
    except ImportError:
        import sqlite3


def code_listing() -> bytes:
    """A digest of the state of all code that can change an output; empty where that cannot be told by looking."""
    parts = [sys.version]
    waiting = [PACKAGE]
    while waiting:
        folder = waiting.pop()
        found = list_folder(folder)
        if found is None:
            return b""
        parts.append(f"{folder} {found[0].hex()}")
        waiting += [os.path.join(folder, name) for name in found[1] if name != "__pycache__"]
    for folder in sys.path:
        if os.path.isdir(folder):
            parts += [name for name in os.listdir(folder) if name.endswith(".dist-info")]
    return blake2b("\n".join(sorted(parts)).encode(errors="surrogateescape"), digest_size=16).digest()


def is_no_op(words: list[str]) -> bool:
    """Whether a command is a build that would change nothing, and say nothing."""
    try:
        asked = _asked(words)
        return asked is not None and _stands(*asked)
    except (OSError, ValueError, sqlite3.Error):
        return False


def _asked(words: list[str]) -> tuple[str, str, int] | None:
    """The site, the output and the moment (microseconds since 1970) of a quiet build; None for any other command."""
    if words[:1] != ["build"] or "--quiet" not in words:
        return None
    given = {"--site": ".", "--output": "", "--now": ""}
    rest = iter([word for word in words[1:] if word != "--quiet"])
    for word in rest:
        name, equals, value = word.partition("=")
        value = value if equals else next(rest, "")
        if name not in given or not value:
            return None
        given[name] = value
    site, output, now = given.values()
    return site, output or os.path.join(site, PUBLIC), _microseconds(now)


def _microseconds(now: str) -> int:
    if not now:
        return time.time_ns() // 1000
    from datetime import UTC, datetime, timedelta

    if now[4:5] != "-" or now[10:11] not in ("T", " ") or now[-6:-5] not in ("+", "-") or now[-3:-2] != ":":
        raise ValueError(now)
    return (datetime.fromisoformat(now) - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)


def _stands(site: str, output: str, now: int) -> bool:
    path = os.path.join(site, STATE, state_name(site, output), RECORD)
    if not os.path.isfile(path) or os.path.exists(os.path.join(output, STAGING)):
        return False
    db = sqlite3.connect(path, timeout=0)
    try:
        told = dict(db.execute("SELECT key, value FROM meta WHERE key IN ('still', 'set')"))
        code, low, high = (told.get("still") or b"  ").split(b" ")
        with open(os.path.join(output, STAMP), encoding="ascii") as stamp:
            build_id = stamp.read().strip()
        return (
            bool(code)
            and code_listing().hex().encode() == code
            and int(low) <= now < int(high)
            and blake2b(told["set"], digest_size=16).hexdigest() == build_id
            and not any(db.execute("SELECT 1 FROM journal LIMIT 1"))
            and not any(db.execute("SELECT 1 FROM sources WHERE mtime = -1 LIMIT 1"))
            and _holds(site, db)  # last: it takes as long as the archive is large
        )
    finally:
        db.close()


def _holds(site: str, db: sqlite3.Connection) -> bool:
    """Whether the site and the theme hold the recorded files and no others."""
    known: dict[str, bytes] = dict(db.execute("SELECT folder, digest FROM listings"))
    top = [(name, os.stat(os.path.join(site, name))) for name in TOP if os.path.exists(os.path.join(site, name))]
    if known.pop("", None) != listing_digest((name, s.st_size, s.st_mtime_ns, s.st_ino) for name, s in top):
        return False
    theme = layout.theme_root()
    waiting = [(os.path.join(site, tree), tree) for tree in TREES]
    if not os.path.samefile(theme, site):
        waiting += [(os.path.join(theme, tree), THEME + tree) for tree in TREES[1:]]
    waiting = [(folder, label) for folder, label in waiting if os.path.lexists(folder)]
    if any(os.path.islink(folder) for folder, _ in waiting):
        return False
    recorded = set(known)
    while waiting:
        folder, label = waiting.pop()
        found = list_folder(folder)
        if found is None or known.pop(label, None) != found[0]:
            return False
        waiting += [(f"{folder}/{name}", f"{label}/{name}") for name in found[1]]
    return not known and all(folder in recorded for folder in _folders(db))


def _folders(db: sqlite3.Connection) -> list[str]:
    """Every folder that a source is recorded in but for the top, by hops over the index."""
    found: list[str] = []
    row = db.execute("SELECT min(folder) FROM sources WHERE folder > ''").fetchone()
    while row[0] is not None:
        found.append(row[0])
        row = db.execute("SELECT min(folder) FROM sources WHERE folder > ?", row).fetchone()
    return found
