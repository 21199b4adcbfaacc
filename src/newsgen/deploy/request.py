"""What a deploy is asked for, and what it says of itself."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from ..base.problems import Problem
from ..site.settings import Settings
from ..site.settings_deploy import DeployTarget


@dataclass(frozen=True, slots=True)
class Order:
    """What a deploy is asked for. ``now`` is the wall clock; ``by`` names this machine and folder, ``deploy`` this run."""

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
    """A part of a dry run: ``what`` is to be done with which files or addresses, and how many bytes that takes."""

    what: str
    names: tuple[str, ...]
    size: int = 0


@dataclass(slots=True)
class Report:
    """What a deploy did; without ``done`` something remains for the next one."""

    done: bool = False
    uploaded: int = 0
    deleted: int = 0
    purged: int = 0
    unchanged: int = 0
    bytes: int = 0
    seconds: float = 0.0
    problems: list[Problem] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Listener:
    """Whom a deploy tells how it goes: files sent of all that are to be sent, and that another one may be at work."""

    progress: Callable[[str, int, int], None] = lambda stage, done, total: None
    waiting: Callable[[], None] = lambda: None
