"""Since when the stories that were changed of late are on the site as they are."""

import json
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from ..base.contained import append_line, opened_file, opened_folder, replace_file
from ..site.layout import STATE
from .saving import FOLDER

FILE = "on-site.jsonl"

MOST = 20_000
"""The most stories that are remembered; then the oldest are forgotten."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """A version of a story's file, and when it came to the site."""

    version: str
    at: datetime


class Since:
    """The arrivals of one site. They are read from their file once; any thread may ask."""

    def __init__(self, site: Path) -> None:
        self._state = site / STATE
        self._lock = threading.Lock()
        self._known: dict[str, Arrival] | None = None

    def get(self, path: str, version: str) -> datetime | None:
        """When a version of a story came to the site; None where that is not known."""
        with self._lock:
            found = self._read().get(path)
        return found.at if found is not None and found.version == version else None

    def note(self, path: str, version: str, at: datetime) -> None:
        """Note that a version is on the site from now on, unless it was before. Raises OSError."""
        with self._lock:
            known = self._read()
            last = known.pop(path, None)
            if last is not None and last.version == version:
                known[path] = last
                return
            known[path] = Arrival(version, at)
            while len(known) > MOST:
                del known[next(iter(known))]
            line = _line(path, known[path])
            self._state.mkdir(exist_ok=True)
            with opened_folder(self._state, FOLDER, create=True) as folder:
                append_line(folder, FILE, line, mode=0o600)

    def _read(self) -> dict[str, Arrival]:
        if self._known is None:
            self._known, lines = {}, 0
            with suppress(OSError), opened_folder(self._state, FOLDER) as folder:
                with opened_file(folder, FILE) as file:
                    for line in file:
                        lines += 1
                        with suppress(ValueError, TypeError, KeyError):
                            found: Mapping[str, str] = json.loads(line)
                            self._known.pop(found["path"], None)
                            self._known[found["path"]] = Arrival(found["version"], datetime.fromisoformat(found["at"]))
                if lines > 2 * len(self._known) + 100:
                    data = b"".join(_line(path, one) + b"\n" for path, one in self._known.items())
                    replace_file(folder, FILE, data, mode=0o600)
        return self._known


def _line(path: str, arrival: Arrival) -> bytes:
    fields = {"path": path, "version": arrival.version, "at": arrival.at.isoformat()}
    return json.dumps(fields, ensure_ascii=False).encode()
