"""Pagefind, by its command line: which version is there, and a bundle of a folder of pages."""

import subprocess
import sys
from importlib import metadata
from pathlib import Path

from ..base.problems import N_, Unusable, error

KEPT = ("pagefind.js", "pagefind-worker.js", "pagefind-entry.json", "wasm.unknown.pagefind")
"""Of a bundle's files those without a digest in their names that a search needs; the rest are Pagefind's own controls and
the stemmers of languages, which would fold words in another way than we do."""
SUFFIXES = (".pf_filter", ".pf_fragment", ".pf_index", ".pf_meta")


def version() -> str:
    """The installed version. Raises Unusable when it is not installed."""
    try:
        metadata.version("pagefind-bin")
        return metadata.version("pagefind")
    except metadata.PackageNotFoundError:
        raise Unusable(_MISSING) from None


def bundle(pages: Path, target: Path) -> dict[str, Path]:
    """Index a folder of pages; the bundle's files by their paths in it. Raises Unusable when Pagefind fails."""
    command = [sys.executable, "-m", "pagefind", "--site", str(pages), "--output-path", str(target), "--silent"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=pages, check=False)
    if done.returncode or not (target / "pagefind-entry.json").is_file():
        reason = " ".join((done.stderr or done.stdout).split())[-300:] or f"{done.returncode}"
        raise Unusable(error("search-failed", *_FAILED, reason=reason))
    found = (path for path in sorted(target.rglob("*")) if path.is_file())
    return {path.relative_to(target).as_posix(): path for path in found if path.name in KEPT or path.suffix in SUFFIXES}


_MISSING = error(
    "search-missing",
    N_("Pagefind, which makes the index of the search, is not installed."),
    N_("Install it with: pip install 'newsgen[search]'"),
)
_FAILED = N_("Pagefind could not make the index: {reason}"), N_("What was searched before stays as it was; try again.")
