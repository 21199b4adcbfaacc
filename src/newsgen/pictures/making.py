"""Make the renditions of pictures that the store lacks: one picture at a time, so that memory is bounded by one."""

from dataclasses import dataclass
from pathlib import Path
from posixpath import basename
from typing import TYPE_CHECKING, cast

from ..base.problems import Problem
from ..base.unexpected import unexpected
from ..site.source_kind import original_of
from .recipe import Rendition, Suffix
from .store import Store

if TYPE_CHECKING:
    from .encode import Target


@dataclass(frozen=True, slots=True)
class Making:
    """The renditions to make of one picture file. ``source`` is its path from the site's folder, or that of its sidecar."""

    file: Path
    source: str
    renditions: tuple[Rendition, ...]

    @property
    def name(self) -> str:
        """The picture's name as stories know it; ``file`` has another one in the cache of the media store."""
        return basename(original_of(self.source))


def versions() -> str:
    """The libraries that make renditions, with their versions."""
    from . import encode

    return encode.versions()


def make(store: Store, makings: list[Making]) -> list[Problem | None]:
    """Make renditions and keep them in the store. For each picture a Problem without a position, or None.

    Raises OSError where the store cannot be written.
    """
    return [_make(store, making) for making in makings]


def refusals(makings: list[Making]) -> list[Problem | None]:
    """For each picture the Problem, without a position, for which ``make`` would make nothing, or None. Nothing is kept.

    Raises OSError where a picture cannot be read.
    """
    return [_refusal(making) for making in makings]


def _refusal(making: Making) -> Problem | None:
    from .encode import refusal

    try:
        return refusal(making.file, _targets(making), making.name)
    except OSError:
        raise
    except Exception as failure:
        return unexpected(failure)


def _targets(making: Making) -> "list[Target]":
    from .encode import Target

    return [Target(r.width, r.height, r.box, cast("Suffix", r.suffix)) for r in making.renditions]


def _make(store: Store, making: Making) -> Problem | None:
    from .encode import encode

    try:
        made = encode(making.file, _targets(making), making.name)
    except OSError:
        raise
    except Exception as failure:
        return unexpected(failure)
    if isinstance(made, Problem):
        return made
    for rendition, data in zip(making.renditions, made, strict=True):
        store.put(rendition, data)
    return None
