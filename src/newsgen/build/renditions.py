"""The pictures of the output: find the renditions that it lacks, have them made, and hand them to the publisher."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from ..base.problems import FatalProblems, Problem
from ..executor import workforce as workforces
from ..executor.workforce import Workforce
from ..media.fetching import Fetcher
from ..model.page_name import MEDIA, PageName
from ..pictures.making import Making, make, versions
from ..pictures.recipe import Rendition, published_by_address
from ..pictures.store import Store, store_of
from ..record.media import CARD
from ..record.view import View
from ..site.settings_pictures import Pictures
from ..site.source_kind import file_of, is_sidecar
from .copies import published_copy
from .picture_files import picture_file, source_of_picture
from .publish import Publisher


@dataclass(frozen=True, slots=True)
class Places:
    """Where pictures come from and who makes them. ``later``: nobody makes them now; the preview does so on request."""

    site: Path
    theme: Path
    settings: Pictures
    workforce: Workforce
    progress: Callable[[str, int, int], None]
    fetcher: Fetcher
    later: bool = False
    store: Path | None = None
    """The folder of the renditions; None for the site's usual one."""


@dataclass(frozen=True, slots=True)
class _Lacking:
    """The renditions of a picture that the output lacks. ``source`` is the path of the picture's file as it is on the disk, or
    of its sidecar; ``users`` are the files that use it, and ``content`` is the digest of its bytes, empty where the record
    does not know it."""

    source: str
    renditions: tuple[Rendition, ...]
    making: Making
    users: tuple[str, ...]
    content: bytes


def copy_pictures(publisher: Publisher, folders: frozenset[str] | None, view: View, places: Places) -> None:
    """Stage the renditions that are new, and delete those that readers see no use of any more.

    ``folders`` are the addresses of the folders of the affected pictures, None for all. Raises FatalProblems where a
    picture cannot be read or decoded; all such pictures are in it.
    """
    record = publisher.record
    store = store_of(places.site, places.store)
    if folders is None:
        kept = (output.name.identifier.rpartition("/")[0] + "/" for output in record.outputs.of_kind(MEDIA))
        folders = frozenset((*record.media.addresses(), *kept))
    problems: list[Problem] = []

    def to_make() -> Iterator[_Lacking]:
        for done, folder in enumerate(sorted(folders)):
            if len(folders) > 1:
                places.progress("pictures", done, len(folders))
            lacking = _lacking(publisher, folder, view, places, store)
            if isinstance(lacking, tuple):
                problems.extend(lacking)
                continue
            if publisher.rehearsal:
                for rendition in lacking.renditions:
                    publisher.put_picture(rendition.address, None)
            elif lacking.making.renditions:
                yield lacking
            else:
                _stage(publisher, lacking, store)

    workers = Workforce(places.workforce.processes)
    for lacking, problem in workforces.over(workers, workforces.as_it_is, store, _make, to_make(), least=2, batch=1):
        if problem is None:
            _stage(publisher, lacking, store)
        else:
            problems.extend(_at_users(problem, lacking.users, lacking.source))
    if problems:
        raise FatalProblems(*problems)


def _make(store: Store, items: list[_Lacking]) -> list[Problem | None]:
    return make(store, [item.making for item in items])


def _at_users(problem: Problem, users: Iterable[str], source: str) -> tuple[Problem, ...]:
    return tuple(problem.at(user, 1, 1) for user in users) or (problem.at(source),)


def _lacking(
    publisher: Publisher, folder: str, view: View, places: Places, store: Store
) -> _Lacking | tuple[Problem, ...]:
    """The renditions that the output lacks of the picture with this folder; others are deleted. Where there are none, and
    for a share card, no Problems; where the bytes are needed and cannot be had, the Problems."""
    record = publisher.record
    shown = record.media.shown(folder, view)
    if shown is not None and shown.source.startswith(CARD):
        return ()
    source = source_of_picture(record.sources, shown.source) if shown and not places.later else None
    expected: dict[str, Rendition] = {}
    if shown is not None and source is not None and record.sources.digest(source) is not None:
        expected = published_by_address(shown.showings, places.settings)
    there = {output.name.identifier: output for output in record.outputs.named_below(MEDIA, folder)}
    for address in sorted(there.keys() - expected.keys()):
        publisher.delete(PageName.of(MEDIA, address))
    lacking = tuple(r for address, r in expected.items() if address not in there or not there[address].digest)
    if shown is None or source is None or not lacking or publisher.waits(source):
        return ()
    users = tuple(record.media.users(shown.source))
    missing = () if publisher.rehearsal else tuple(r for r in lacking if not r.original and not store.has(r))
    file, content = file_of(places.site, places.theme, source), record.sources.digest(source) or b""
    if is_sidecar(source) and not publisher.rehearsal and (missing or any(r.original for r in lacking)):
        fetched = picture_file(places.site, places.theme, source, content, shown.showings[0].original, places.fetcher)
        if isinstance(fetched, Problem):
            return _at_users(fetched, users, source)
        file, content = fetched.file, fetched.content
    return _Lacking(source, lacking, Making(file, source, missing), users, content)


def _stage(publisher: Publisher, lacking: _Lacking, store: Store) -> None:
    """Stage the renditions of a picture; of those that this build made, the record notes with which libraries."""
    libraries = versions() if lacking.making.renditions else ""
    for rendition in lacking.renditions:
        if rendition.original:
            data = published_copy(lacking.making.file, lacking.source, lacking.content)
            publisher.put_picture(rendition.address, data)
            continue
        made = store.get(rendition)
        if made is None:  # it was damaged
            (problem,) = make(store, [replace(lacking.making, renditions=(rendition,))])
            if problem is not None:
                raise FatalProblems(problem.at(lacking.source))
            made = store.get(rendition)
            assert made is not None
        by = libraries if rendition in lacking.making.renditions else ""
        publisher.put_picture(rendition.address, made, by.encode())
