"""What a terminal shows while a command works."""

import sys
import time
from typing import Any, ClassVar

from ..base.messages import translate
from ..base.problems import N_

_OTHER_BUILD = N_("Another build of this output is running; waiting for it.")


def print_waiting(lang: str, message: str = _OTHER_BUILD) -> None:
    """Say on standard error that another process holds a lock; ``message`` names it, in English."""
    print(translate(lang, message), file=sys.stderr)


class ProgressBar:
    """A progress bar on standard error. It appears once the work takes longer than ``DELAY``, and vanishes at the end.

    It never appears with ``quiet``, or when standard error is no terminal. Use it in a ``with`` block.
    """

    DELAY = 0.5  # seconds
    STAGES: ClassVar = {
        "read": N_("Reading"), "render": N_("Rendering pages"), "pictures": N_("Making pictures"),
        "cards": N_("Drawing share cards"), "check": N_("Checking"), "deploy": N_("Uploading"),
        "media": N_("Moving originals"), "import": N_("Importing"),
    }  # fmt: skip

    def __init__(self, lang: str, *, quiet: bool = False) -> None:
        self.lang = lang
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
