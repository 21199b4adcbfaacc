"""The digest of all code that can change an output: newsgen itself and the libraries that it renders with."""

import os
import sys
from functools import lru_cache
from pathlib import Path

from ..base import digest
from ..site import fast_path
from ..site.layout import PACKAGE

LIBRARIES = ("babel", "hijridate", "jinja2", "markdown", "msgspec", "nh3", "pydantic", "python-slugify",
             "pyyaml", "tzdata")  # fmt: skip


@lru_cache(maxsize=1)
def code_digest() -> bytes:
    """Return the digest of the text of every module, the version of Python and the versions of the libraries.

    It covers the text, so that a developer's change counts as much as a release. It is computed once in a process, because
    a process keeps running the code that it loaded.
    """
    code_listing()  # first: the next build must notice a change of the code during this call
    root = Path(PACKAGE)
    parts = [f"python {sys.version_info.major}.{sys.version_info.minor}".encode()]
    parts += [f"{name} {version}".encode() for name, version in versions().items()]
    parts += [path.read_bytes() for path in sorted(root.rglob("*.py"))]
    return digest.of_parts(*parts)


@lru_cache(maxsize=1)
def code_listing() -> bytes:
    """Return a digest of the state of the code, as it was at this process's first call.

    It covers the names, sizes, mtimes, ctimes and inodes of the files, the version of Python, and the names of the libraries'
    ``.dist-info`` folders.
    A later process compares it to know, without reading the files, that they are unchanged. It is empty where that
    needs a closer look (a link among the files, for example): then nobody may conclude that they are unchanged.
    """
    return fast_path.code_listing()


def versions() -> dict[str, str]:
    """Return the version of each of ``LIBRARIES``.

    It is read from the names of the ``.dist-info`` folders on the import path.
    Raises importlib.metadata.PackageNotFoundError when one is not installed.
    ``importlib.metadata`` gives the same answer, but importing it takes a quarter of the time of a no-op build.
    """
    installed: dict[str, str] = {}
    for folder in filter(os.path.isdir, sys.path):
        for name in sorted(os.listdir(folder)):
            if name.endswith(".dist-info"):
                library, _, version = name.removesuffix(".dist-info").partition("-")
                installed.setdefault(library.lower().replace("_", "-"), version)
    return {name: installed.get(name) or _metadata_version(name) for name in LIBRARIES}


def _metadata_version(library: str) -> str:
    """Return the version of a library without a ``.dist-info`` folder. Raises PackageNotFoundError if there is none."""
    from importlib.metadata import version

    return version(library)
