"""Run newsgen's own commands in processes of their own: a long build takes neither the desk's memory nor its answers."""

import json
import os
import signal
import sys
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

LONGEST = 3600.0
"""Seconds after which a command is ended."""

BEHIND = 5
"""How much further back than the desk a command stands for the processors, by its nice value: answers come first."""

Progress = Callable[[str, int, int], None]
"""Called with a stage, the number done and the total; 0 is an unknown total. The stage ``waiting`` is that for a lock."""


@dataclass(frozen=True, slots=True)
class Answer:
    """How a command ended: its exit code, negative for a signal, and the object that it printed, empty for none."""

    code: int
    printed: Mapping[str, Any]


def run(site: Path, lang: str, arguments: list[str], progress: Progress) -> Answer:
    """Run a command that takes ``--json``, with its messages in a language. Raises OSError where no process can begin.

    The command goes on where the desk is killed: it holds its own locks, and the next one waits for it.
    """
    import subprocess

    command = [sys.executable, "-m", "newsgen", "--site", str(site), "--lang", lang, *arguments, "--json"]
    process = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
    )
    _put_back(process.pid)
    assert process.stdout is not None
    assert process.stderr is not None
    ended = threading.Timer(LONGEST, _end, (process.pid,))
    ended.daemon = True
    ended.start()
    lines = process.stderr
    reader = threading.Thread(target=_report, args=(lines, progress), daemon=True)
    reader.start()
    try:
        printed = process.stdout.read()
        code = process.wait()
    finally:
        ended.cancel()
    reader.join(5)
    process.stdout.close()
    with suppress(ValueError):
        found = json.loads(printed)
        return Answer(code, found if isinstance(found, dict) else {})
    return Answer(code, {})


def _put_back(process: int) -> None:
    """Give a process, and those that it begins, less of busy processors. Windows has no such call."""
    if sys.platform != "win32":
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, process, os.getpriority(os.PRIO_PROCESS, 0) + BEHIND)


def _end(process: int) -> None:
    with suppress(OSError):
        os.killpg(process, signal.SIGKILL)


def _report(lines: Any, progress: Progress) -> None:
    """Hand on the steps that a command prints, to the end of its output."""
    with lines:
        for line in lines:
            with suppress(ValueError, KeyError, TypeError):
                step = json.loads(line)
                progress(str(step["stage"]), int(step["done"]), int(step["total"]))
