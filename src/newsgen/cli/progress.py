"""What a terminal shows while a command works."""

import json
import sys
import time
from contextlib import suppress
from typing import Any, ClassVar

from ..base.messages import translate
from ..base.problems import N_

_OTHER_BUILD = N_("Another build of this output is running; waiting for it.")


def print_waiting(lang: str, message: str = _OTHER_BUILD) -> None:
    """Say on standard error that another process holds a lock; ``message`` names it, in English."""
    print(translate(lang, message), file=sys.stderr)


class ProgressBar:
    """A progress bar on standard error. It appears once the work takes longer than ``DELAY``, and vanishes at the end.

    It never appears with ``quiet``, or when standard error is no terminal. With ``lines`` it is no bar, but a JSON object
    in a line of standard error for each step, for a program that reads it. Use it in a ``with`` block.
    """

    DELAY = 0.5  # seconds
    STAGES: ClassVar = {
        "read": N_("Reading"), "render": N_("Rendering pages"), "pictures": N_("Making pictures"),
        "cards": N_("Drawing share cards"), "check": N_("Checking"), "deploy": N_("Uploading"),
        "media": N_("Moving originals"), "import": N_("Importing"),
    }  # fmt: skip

    EVERY = 0.25  # seconds between two lines of one stage

    def __init__(self, lang: str, *, quiet: bool = False, lines: bool = False) -> None:
        self.lang = lang
        self.lines = lines
        self.last = ("", 0.0)
        self.shown = not quiet and sys.stderr.isatty()
        self.began = time.monotonic()
        self.bar: Any = None
        self.tasks: dict[str, Any] = {}

    def __enter__(self) -> "ProgressBar":
        return self

    def __exit__(self, *details: object) -> None:
        if self.bar is not None:
            self.bar.stop()

    def progress(self, stage: str, done: int, total: int) -> None:
        """Show that ``done`` of ``total`` items of a stage (a key of ``STAGES``) are done; 0 is an unknown total."""
        if self.lines:
            self._print_line(stage, done, total)
        if not self.shown or time.monotonic() - self.began < self.DELAY:
            return
        if self.bar is None:
            from rich.console import Console
            from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

            self.bar = Progress(
                TextColumn("{task.description}"),
                BarColumn(),
                MofNCompleteColumn(),
                console=Console(stderr=True),
                transient=True,
            )
            self.bar.start()
        if stage not in self.tasks:
            self.tasks[stage] = self.bar.add_task(translate(self.lang, self.STAGES[stage]), total=total or None)
        self.bar.update(self.tasks[stage], completed=done)

    def waiting(self) -> None:
        """Say that another process holds the output's lock: in words, or with ``lines`` as the stage ``waiting``."""
        if self.lines:
            self._print_line("waiting", 0, 0)
        else:
            print_waiting(self.lang)

    def _print_line(self, stage: str, done: int, total: int) -> None:
        """Print a step, unless one of this stage was printed a moment ago. A reader that went away stops nothing."""
        now = time.monotonic()
        if stage == self.last[0] and now - self.last[1] < self.EVERY and done < total:
            return
        self.last = (stage, now)
        with suppress(OSError):
            print(json.dumps({"stage": stage, "done": done, "total": total}), file=sys.stderr, flush=True)
