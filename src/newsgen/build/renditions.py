"""The pictures of the output: find the renditions that it lacks, have them made, and hand them to the publisher."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from ..base.problems import FatalProblems, Problem
from ..executor import workforce as workforces
from ..executor.workforce import Workforce
from ..model.page_name import MEDIA, PageName
from ..pictures.making import Making, libraries, make
from ..pictures.recipe import Rendition, published
from ..pictures.store import Store, store_of
from ..record.view import View
from ..site.settings_pictures import Pictures
from ..site.source_kind import file_of
from .copies import published_copy
from .publish import Publisher


@dataclass(frozen=True, slots=True)
class Places:
    """Where pictures come from and who makes them. ``later``: nobody makes them now; the preview does so on request."""

    site: Path
    theme: Path
    settings: Pictures
    workforce: Workforce
    progress: Callable[[str, int, int], None]
    later: bool = False
    store: Path | None = None
    """The folder of the renditions; None for the site's usual one."""


@dataclass(frozen=True, slots=True)
class _Lacking:
    """The renditions of a picture that the output lacks. ``source`` is the path of the picture's file as it is on the disk."""

    source: str
    renditions: tuple[Rendition, ...]
    making: Making


def copy_pictures(publisher: Publisher, folders: frozenset[str] | None, view: View, places: Places) -> None:
    """Stage the renditions that are new, and delete those that readers see no use of any more.

    ``folders`` are the addresses of the folders of the affected pictures, None for all. Raises FatalProblems where a
    picture cannot be read or decoded; all such pictures are in it.
    """
    record = publisher.record
    store = store_of(places.site) if places.store is None else Store(places.store)
    if folders is None:
        kept = (output.name.identifier.rpartition("/")[0] + "/" for output in record.outputs.of_kind(MEDIA))
        folders = frozenset((*record.media.addresses(), *kept))
    problems: list[Problem] = []

    def to_make() -> Iterator[_Lacking]:
        for done, folder in enumerate(sorted(folders)):
            if len(folders) > 1:
                places.progress("pictures", done, len(folders))
            lacking = _lacking(publisher, folder, view, places, store)
            if lacking is None:
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
            users = record.media.users(lacking.source)
            problems.extend(problem.at(user, 1, 1) for user in users or (lacking.source,))
    if problems:
        raise FatalProblems(*problems)


def _make(store: Store, items: list[_Lacking]) -> list[Problem | None]:
    return make(store, [item.making for item in items])


def _lacking(publisher: Publisher, folder: str, view: View, places: Places, store: Store) -> _Lacking | None:
    """The renditions that the output lacks of the picture with this folder; None if none. Others are deleted."""
    record = publisher.record
    shown = record.media.shown(folder, view)
    source = record.sources.named(shown.source) if shown and not places.later else None
    expected: dict[str, Rendition] = {}
    if shown is not None and source is not None and record.sources.digest(source) is not None:
        found = (one for showing in shown.showings for one in published(showing, places.settings))
        expected = {rendition.address: rendition for rendition in found}
    there = {output.name.identifier: output for output in record.outputs.named_below(MEDIA, folder)}
    for address in sorted(there.keys() - expected.keys()):
        publisher.delete(PageName.of(MEDIA, address))
    lacking = tuple(r for address, r in expected.items() if address not in there or not there[address].digest)
    if source is None or not lacking or publisher.waits(source):
        return None
    missing = () if publisher.rehearsal else tuple(r for r in lacking if not r.original and not store.has(r))
    return _Lacking(source, lacking, Making(file_of(places.site, places.theme, source), source, missing))


def _stage(publisher: Publisher, lacking: _Lacking, store: Store) -> None:
    """Stage the renditions of a picture; of those that this build made, the record notes with which libraries."""
    for rendition in lacking.renditions:
        if rendition.original:
            content = publisher.record.sources.digest(lacking.source) or b""
            data = published_copy(lacking.making.file, lacking.source, content)
            publisher.put_picture(rendition.address, data)
            continue
        made = store.get(rendition)
        if made is None:  # it was damaged
            (problem,) = make(store, [Making(lacking.making.file, lacking.source, (rendition,))])
            if problem is not None:
                raise FatalProblems(problem.at(lacking.source))
            made = store.get(rendition)
            assert made is not None
        by = libraries() if rendition in lacking.making.renditions else ""
        publisher.put_picture(rendition.address, made, by.encode())
