"""Run Pagefind's command line: find its version, and index a folder of pages."""

import subprocess
import sys
from importlib import metadata
from pathlib import Path

from ..base.problems import N_, FatalProblems, error

KEPT_FILES = ("pagefind.js", "pagefind-worker.js", "pagefind-entry.json", "wasm.unknown.pagefind")
"""The files of an index that a search needs, beside those with a digest in their names.

The others are Pagefind's own user interface and its stemmers, which fold words in another way than newsgen does.
"""
SUFFIXES = (".pf_filter", ".pf_fragment", ".pf_index", ".pf_meta")


def version() -> str:
    """Return the installed version of Pagefind.

    Raises FatalProblems when the package pagefind or pagefind-bin is not installed.
    """
    try:
        metadata.version("pagefind-bin")
        return metadata.version("pagefind")
    except metadata.PackageNotFoundError:
        raise FatalProblems(_MISSING) from None


def bundle(pages: Path, target: Path) -> dict[str, Path]:
    """Index a folder of pages into the folder ``target``, and return the files there that a search needs.

    The keys are paths within ``target``, with slashes. Other files that Pagefind writes are left out. Raises
    FatalProblems when Pagefind fails or is not installed.
    """
    command = [sys.executable, "-m", "pagefind", "--site", str(pages), "--output-path", str(target), "--silent"]
    process = subprocess.run(command, capture_output=True, text=True, cwd=pages, check=False)
    if process.returncode or not (target / "pagefind-entry.json").is_file():
        reason = " ".join((process.stderr or process.stdout).split())[-300:] or f"{process.returncode}"
        raise FatalProblems(error("search-failed", *_FAILED, reason=reason))
    found = (path for path in sorted(target.rglob("*")) if path.is_file())
    return {
        path.relative_to(target).as_posix(): path
        for path in found
        if path.name in KEPT_FILES or path.suffix in SUFFIXES
    }


_MISSING = error(
    "search-missing",
    N_("Pagefind, which builds the search index, is not installed."),
    N_("Install it with: pip install 'newsgen[search]'"),
)
_FAILED = N_("Pagefind could not build the index: {reason}"), N_("The previous index stays in use; try again.")
