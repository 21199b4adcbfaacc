"""The digest of all code that can change an output: this package and the libraries that it writes with."""

import os
import sys
from functools import lru_cache
from pathlib import Path

from ..base import digest
from ..site import fast_path
from ..site.layout import PACKAGE

LIBRARIES = ("babel", "hijridate", "imagesize", "jinja2", "markdown", "msgspec", "nh3", "pydantic", "python-slugify",
             "pyyaml", "tzdata")  # fmt: skip


@lru_cache(maxsize=1)
def code_digest() -> bytes:
    """Of every module's text, so that a developer's change counts as much as a release, and every library's version.

    A process runs the code that it began with, so it is asked for once.
    """
    code_listing()  # before: of what changes meanwhile the next build must hear
    root = Path(PACKAGE)
    parts = [f"python {sys.version_info.major}.{sys.version_info.minor}".encode()]
    parts += [f"{name} {version}".encode() for name, version in versions().items()]
    parts += [path.read_bytes() for path in sorted(root.rglob("*.py"))]
    return digest.of_parts(*parts)


@lru_cache(maxsize=1)
def code_listing() -> bytes:
    """A digest of the state of the files of the same, by which a later process may know that they are the same."""
    return fast_path.code_listing()


def versions() -> dict[str, str]:
    """The libraries' versions, by the names of the folders that installers leave beside a library.

    ``importlib.metadata`` says the same, and is a quarter of a build that changes nothing to import.
    """
    installed: dict[str, str] = {}
    for folder in filter(os.path.isdir, sys.path):
        for name in sorted(os.listdir(folder)):
            if name.endswith(".dist-info"):
                library, _, version = name.removesuffix(".dist-info").partition("-")
                installed.setdefault(library.lower().replace("_", "-"), version)
    return {name: installed.get(name) or _told(name) for name in LIBRARIES}


def _told(library: str) -> str:
    """The version of a library that was installed in another way."""
    from importlib.metadata import version

    return version(library)
