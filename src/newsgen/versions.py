"""The digest of all code that can change an output: this package and the libraries that it writes with."""

import sys
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path

from . import digest

LIBRARIES = ("babel", "hijridate", "imagesize", "jinja2", "markdown", "msgspec", "nh3", "pydantic", "python-slugify",
             "pyyaml", "tzdata")  # fmt: skip


@lru_cache(maxsize=1)
def code_digest() -> bytes:
    """Of every module's text, so that a developer's change counts as much as a release, and every library's version.

    A process runs the code that it began with, so it is asked for once.
    """
    root = Path(__file__).parent
    parts = [f"python {sys.version_info.major}.{sys.version_info.minor}".encode()]
    parts += [f"{name} {version(name)}".encode() for name in LIBRARIES]
    parts += [path.read_bytes() for path in sorted(root.rglob("*.py"))]
    return digest.of_parts(*parts)
