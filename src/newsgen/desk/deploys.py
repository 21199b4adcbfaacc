"""When the desk sent the site to its targets: by these moments a page that has not changed since was there."""

import json
import threading
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from ..base.contained import append_line, opened_file, opened_folder, replace_file
from ..site.layout import STATE
from .saving import FOLDER

FILE = "deploys.jsonl"

MOST = 2_000
"""The most deploys that are remembered; then the older half is forgotten."""


@dataclass(frozen=True, slots=True)
class Deploy:
    """A deploy to a target that succeeded: when it began to compare the output with the target, and when all was there."""

    target: str
    began: datetime
    done: datetime


class Deploys:
    """The deploys of one site's desk, in their order. They are read from their file once; any thread may ask."""

    def __init__(self, site: Path) -> None:
        self._state = site / STATE
        self._lock = threading.Lock()
        self._known: list[Deploy] | None = None

    def first_after(self, target: str, moment: datetime) -> Deploy | None:
        """The first known deploy to a target that began after a moment; None where none is known."""
        with self._lock:
            return next((one for one in self._read() if one.target == target and one.began > moment), None)

    def note(self, deploy: Deploy) -> None:
        """Note a deploy that succeeded. Raises OSError; it is remembered in memory all the same."""
        with self._lock:
            known = self._read()
            known.append(deploy)
            self._state.mkdir(exist_ok=True)
            with opened_folder(self._state, FOLDER, create=True) as folder:
                if len(known) <= MOST:
                    append_line(folder, FILE, _line(deploy), mode=0o600)
                    return
                del known[: MOST // 2]
                replace_file(folder, FILE, b"".join(_line(one) + b"\n" for one in known), mode=0o600)

    def _read(self) -> list[Deploy]:
        if self._known is None:
            self._known = []
            with suppress(OSError), opened_folder(self._state, FOLDER) as folder, opened_file(folder, FILE) as file:
                for line in file:
                    with suppress(ValueError, TypeError, KeyError):
                        found = json.loads(line)
                        began, done = (datetime.fromisoformat(found[name]) for name in ("began", "done"))
                        if began.tzinfo and done.tzinfo:
                            self._known.append(Deploy(str(found["target"]), began, done))
        return self._known


def _line(deploy: Deploy) -> bytes:
    fields = {"target": deploy.target, "began": deploy.began.isoformat(), "done": deploy.done.isoformat()}
    return json.dumps(fields, ensure_ascii=False).encode()
