"""What the target should hold: the files that the record vouches for, and the search's own, in the order of sending."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ..base.problems import N_, Unusable, error
from ..model.facets import WITHDRAWN
from ..model.page_name import FORMER
from ..pages.addresses import output_path
from ..pages.kinds import BY_NAME
from ..record.record import Record
from ..record.view import View
from ..site.settings import Settings
from ..theme.headers import cache_class, cache_control, content_type
from .compression import SUFFIXES, worth
from .manifest import Entry
from .target import Header

NEW, CHANGED = 100, 200
"""Added to the ranks of pages, as the build's own publishing does: what is nowhere yet comes before what replaces others, so
that nothing leads to a page before it is there."""
ASSETS, LAST, LISTS = 0, 99, 70

SEARCH = "search.json"
"""Where the search's command says what it wrote below the output, beside the record."""


@dataclass(frozen=True, slots=True)
class File:
    """A file of the output: what it is to be on the target, and its rank among those that are sent.

    ``lasting`` files are superseded by others under another address and may be gone only when no reader's page asks for
    them any more.
    """

    path: str
    entry: Entry
    rank: int
    lasting: bool = False

    @property
    def asset(self) -> bool:
        return self.rank == ASSETS


@dataclass(frozen=True, slots=True)
class Shape:
    """In which shape a target wants files: headers kept with them, in one coding, or copies beside in several."""

    settings: Settings
    carries_headers: bool
    encodings: tuple[str, ...]

    def entry(self, path: str, content: bytes, size: int) -> Entry:
        """What lies at a path when a file of the output was sent there."""
        mime = content_type(path)
        codings = self.encodings if worth(mime, size) and not self._assembled(mime) else ()
        if not self.carries_headers:
            return Entry(content, size, (), tuple(SUFFIXES[coding] for coding in codings))
        headers: list[Header] = [("Cache-Control", cache_control(path))]
        headers += [("Content-Encoding", codings[0])] if codings else []
        return Entry(content, size, (*headers, ("Content-Type", mime)))

    def _assembled(self, mime: str) -> bool:
        """Whether the server puts pages together as it sends them: it would send an encoded one as it is, unfilled."""
        return self.settings.sidebar.delivery == "ssi" and mime.startswith("text/html")


def files(record: Record, state: Path, shape: Shape) -> Iterator[File]:
    """Every file that should be on the target."""
    for output in record.outputs.all():
        if output.name.kind == FORMER:
            continue
        kind = BY_NAME.get(output.name.kind)
        rank = kind.rank if kind else ASSETS
        yield File(output.path, shape.entry(output.path, output.digest, output.size), rank, lasts(output.path))
    yield from of_search(state, shape)


def of_search(state: Path, shape: Shape) -> Iterator[File]:
    """The files of the search, if its command has run: those that never change first, its entries with the lists."""
    try:
        told = json.loads((state / SEARCH).read_bytes())["files"]
        found = [(str(path), bytes.fromhex(file["digest"]), int(file["size"])) for path, file in told.items()]
    except FileNotFoundError:
        return
    except (ValueError, KeyError, TypeError, AttributeError):
        raise Unusable(_BAD_SEARCH.at(str(state / SEARCH))) from None
    for path, content, size in found:
        parts = path.split("/")
        if parts[0] != "search" or ".." in parts or len(parts) < 2:
            raise Unusable(_BAD_SEARCH.at(str(state / SEARCH)))
        lasting = lasts(path)
        yield File(path, shape.entry(path, content, size), ASSETS if lasting else LISTS, lasting)


def lasts(path: str) -> bool:
    """Whether a file's address changes with its bytes or its version."""
    return cache_class(path).name in ("fingerprinted", "versioned")


def urgent(record: Record, view: View) -> set[str]:
    """The pages of withdrawn stories: readers get the notice before anything else is sent."""
    return {output_path(story.summary.card.address) for story in record.stories.visible(view, WITHDRAWN)}


_BAD_SEARCH = error(
    "deploy-search", N_("The list of the search's files cannot be read."), N_("Make the search's files again.")
)
