"""The input and the result of one deploy."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from ..base.problems import Problem
from ..site.settings import Settings
from ..site.settings_deploy import DeployTarget


@dataclass(frozen=True, slots=True)
class Request:
    """The input of one deploy.

    ``site`` and ``output`` are folders. ``now`` is the wall clock, with a time zone. ``by`` identifies this machine and
    folder, ``deploy`` this run. ``allow_deletes`` is the number of files that may be deleted where the guard's own
    limit is lower; when every file is compared, up to so many foreign files are deleted, too. ``verify`` compares every
    file of the target. ``dry_run`` only lists the steps.
    """

    site: Path
    output: Path
    settings: Settings
    to: DeployTarget
    now: datetime
    by: str
    deploy: str
    allow_deletes: int = 0
    verify: bool = False
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a dry run.

    ``what`` is ``send``, ``delete``, ``purge`` or ``keep``; ``names`` are files or addresses; ``size`` is in bytes.
    """

    what: str
    names: tuple[str, ...]
    size: int = 0


@dataclass(frozen=True, slots=True)
class DeployReport:
    """What a deploy did, also one that failed midway; after a dry run, what it would do.

    Without ``done`` something remains for the next deploy; a dry run that ends is ``done``. ``uploaded`` and
    ``deleted`` count files, in general without compressed copies. ``bytes`` includes copies. ``purged`` counts
    addresses that every cache purged. ``unchanged`` counts the files of the whole output that the target already holds.
    ``steps`` is filled by a dry run alone.
    """

    done: bool = False
    uploaded: int = 0
    deleted: int = 0
    purged: int = 0
    unchanged: int = 0
    bytes: int = 0
    seconds: float = 0.0
    problems: Sequence[Problem] = ()
    steps: Sequence[Step] = ()


@dataclass(frozen=True, slots=True)
class Listener:
    """Progress callbacks of a deploy.

    ``progress`` gets the stage, the number of files sent, and the number to send. ``waiting`` is called when another
    deploy may be at work and this one begins to wait.
    """

    progress: Callable[[str, int, int], None] = lambda stage, done, total: None
    waiting: Callable[[], None] = lambda: None
