"""What the preview makes only when a browser asks for it. The command line gives the functions: they belong to commands."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


def _no_styleguide(address: str) -> Path:
    raise FileNotFoundError(address)


def _no_search(output: Path) -> None:
    return None


@dataclass(frozen=True, slots=True)
class OnRequest:
    """``styleguide`` writes the style guide for an address and returns its folder; ``search`` brings the search index of an
    output up to date. Both raise FatalProblems where they fail."""

    styleguide: Callable[[str], Path] = _no_styleguide
    search: Callable[[Path], None] = _no_search
