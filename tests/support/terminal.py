"""Run a command in a pseudo-terminal: read what it shows, and type answers."""

from __future__ import annotations

import os
import pty
import re
import select
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

PATIENCE = 60  # seconds for a condition to come true on a busy machine


class Terminal:
    """``newsgen`` in a pseudo-terminal. ``shown`` is its output since the last answer."""

    def __init__(self, words: Sequence[str], cwd: Path, environment: Mapping[str, str] | None = None) -> None:
        self.master, slave = pty.openpty()
        plain = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "NEWSGEN_LANG")}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "newsgen", *words],
            cwd=cwd,
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env={**plain, "TERM": "xterm-256color", "COLUMNS": "100", **(environment or {})},
            start_new_session=True,
        )
        os.close(slave)
        self.shown = ""

    def _more(self, deadline: float) -> bool:
        """Read more output. Return False at the end of the output."""
        ready, _, _ = select.select([self.master], [], [], max(0.0, deadline - time.monotonic()))
        assert ready, f"nothing more was said after: {self.shown!r}"
        try:
            data = os.read(self.master, 65536)
        except OSError:  # Linux: the other side was closed
            return False
        self.shown += data.decode(errors="replace")
        return bool(data)

    def wait(self, text: str) -> None:
        """Wait until the output since the last answer contains this text."""
        deadline = time.monotonic() + PATIENCE
        while text not in self.shown:
            assert self._more(deadline), f"it ended without {text!r}: {self.shown!r}"

    def type(self, text: str) -> None:
        """Type an answer."""
        self.shown = ""
        os.write(self.master, text.encode())

    def end(self) -> tuple[int, str]:
        """Wait for the end of the process. Return its exit code and the output since the last answer."""
        deadline = time.monotonic() + PATIENCE
        while self._more(deadline):
            pass
        code = self.process.wait(PATIENCE)
        os.close(self.master)
        return code, self.shown.replace("\r\n", "\n")


def without_colours(text: str) -> str:
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", text)
