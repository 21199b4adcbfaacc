"""List the files that a target should hold: those of the record and those of the search index, with their order."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from ..base.plain_file import open_plain
from ..base.problems import N_, FatalProblems, error
from ..model.facets import WITHDRAWN
from ..model.page_name import FORMER, REDIRECT
from ..pages.addresses import output_path
from ..pages.kinds import BY_NAME
from ..record.lists import Stretch
from ..record.record import Record
from ..record.view import View
from ..site.layout import SEARCH_STATE
from ..site.settings import Settings
from ..theme.headers import cache_class, cache_control, content_type
from .compression import SUFFIXES, is_compressible, without_coding
from .manifest import ManifestEntry
from .target import Header

NEW, CHANGED = 100, 200
"""Added to the ranks of pages, as in a build's own publishing: new files are sent before changed ones, so that no link leads
to a page that has not arrived.
"""
ASSETS, SEARCH_LISTS = 0, 70


@dataclass(frozen=True, slots=True)
class File:
    """A file that should be on the target: its entry in the manifest, and its rank in the order of sending.

    Lower ranks are sent first. The rank does not say whether the file is new; ``difference`` adds that.
    """

    path: str
    entry: ManifestEntry
    rank: int

    @property
    def asset(self) -> bool:
        """Whether no other file must arrive before this one."""
        return self.rank == ASSETS


@dataclass(frozen=True, slots=True)
class TargetFormat:
    """How a target stores files.

    With ``carries_headers`` it keeps headers with each file, and a file is sent in the first of ``encodings``. Otherwise
    compressed copies lie beside the file, one for each of ``encodings``.
    """

    settings: Settings
    carries_headers: bool
    encodings: tuple[str, ...]

    def entry(self, path: str, content: bytes, size: int, *, is_page: bool = False) -> ManifestEntry:
        """Return the manifest entry of the file at ``path`` in the output. Reads no file.

        ``content`` is the digest and ``size`` the number of its bytes, both before compression. ``is_page`` says that it is a
        page whatever its suffix, as at an old address that ends with ``.php``.
        """
        mime, cache = content_type("x.html" if is_page else path), cache_control("x.html" if is_page else path)
        codings = self.encodings if is_compressible(mime, size) and not self._has_includes(mime) else ()
        if not self.carries_headers:
            return ManifestEntry(content, size, (), tuple(SUFFIXES[coding] for coding in codings))
        headers: list[Header] = [("Cache-Control", cache)]
        headers += [("Content-Encoding", codings[0])] if codings else []
        return ManifestEntry(content, size, (*headers, ("Content-Type", mime)))

    def _has_includes(self, mime: str) -> bool:
        """Return whether the server fills includes into this file; it cannot do so in a compressed one."""
        return self.settings.sidebar.delivery == "ssi" and mime.startswith("text/html")


def desired_files(record: Record, state: Path, target_format: TargetFormat) -> dict[str, File]:
    """Return every file that should be on the target by its path.

    A file of the output that lies where a compressed copy of another would lie, such as ``app.js.gz`` of the newsroom beside
    ``app.js``, takes the copy's place: servers send it as the copy. Raises as ``output_files``.
    """
    files = {file.path: file for file in output_files(record, state, target_format)}
    for path in [path for path in files if path.endswith(tuple(SUFFIXES.values()))]:
        file = files.get(without_coding(path))
        if file:
            beside = tuple(suffix for suffix in file.entry.beside if file.path + suffix != path)
            files[file.path] = replace(file, entry=replace(file.entry, beside=beside))
    return files


def output_files(record: Record, state: Path, target_format: TargetFormat) -> Iterator[File]:
    """Yield every file that should be on the target, as the record and the state of the search index list them.

    ``state`` is the folder of the record. Reads no file of the output, so one that is missing there is yielded, too.
    Raises FatalProblems when the index's state is damaged.
    """
    for output in record.outputs.all():
        if output.name.kind == FORMER:
            continue
        kind = BY_NAME.get(output.name.kind)
        rank = kind.rank if kind else ASSETS
        is_page = output.name.kind == REDIRECT
        yield File(output.path, target_format.entry(output.path, output.digest, output.size, is_page=is_page), rank)
    yield from search_files(state, target_format)


def search_files(state: Path, target_format: TargetFormat) -> Iterator[File]:
    """Yield the files of the search index by path; none when there is no index.

    Their ranks, not the order here, make a deploy send files that never change before the lists that name them.
    ``state`` is the folder of the index's state file. Reads no file of the output. Raises FatalProblems when the
    index's state is damaged, and OSError.
    """
    try:
        with open_plain(state / SEARCH_STATE) as file:
            stored = json.loads(file.read())["files"]
        found = [(str(path), bytes.fromhex(file["digest"]), int(file["size"])) for path, file in stored.items()]
    except FileNotFoundError:
        return
    except (ValueError, KeyError, TypeError, AttributeError):
        raise FatalProblems(_BAD_SEARCH.at(str(state / SEARCH_STATE))) from None
    for path, content, size in found:
        parts = path.split("/")
        if parts[0] != "search" or ".." in parts or len(parts) < 2:
            raise FatalProblems(_BAD_SEARCH.at(str(state / SEARCH_STATE)))
        rank = ASSETS if is_versioned(path) else SEARCH_LISTS
        yield File(path, target_format.entry(path, content, size), rank)


def is_versioned(path: str) -> bool:
    """Return whether a file's address changes with its bytes or its version.

    ``path`` is that of the file in the output. Pages that readers have open may still ask for such a file after a newer
    one has superseded it.
    """
    return cache_class(path).name in ("fingerprinted", "versioned")


def withdrawal_notices(record: Record, view: View) -> set[str]:
    """Return the output paths of the withdrawn stories that ``view`` shows.

    At such a path lies the notice that replaces the story. It must reach readers before anything else.
    """
    return {output_path(story.summary.card.address) for story in record.stories.visible(view, Stretch(WITHDRAWN))}


_BAD_SEARCH = error(
    "deploy-search", N_("The list of the search index's files cannot be read."), N_("Run “newsgen index” again.")
)
