"""The pictures of the output: find the renditions that it lacks, have them made, and hand them to the publisher."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from ..base import digest
from ..base.problems import N_, FatalProblems, Problem, error
from ..executor import workforce as workforces
from ..executor.workforce import Workforce
from ..media.fetching import Fetcher
from ..model.page_name import MEDIA, PageName
from ..model.picture import Original
from ..observe.sources import unreadable
from ..pictures.making import Making, make
from ..pictures.measure import measure
from ..pictures.recipe import Rendition, published
from ..pictures.store import Store, store_of
from ..record.view import View
from ..site.layout import SIDECAR
from ..site.settings_pictures import Pictures
from ..site.source_kind import file_of, is_sidecar, original_of
from .publish import Publisher
from .reading import bytes_of


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
            if isinstance(lacking, tuple):
                problems.extend(lacking)
                continue
            if publisher.rehearsal:
                for rendition in lacking.renditions:
                    publisher.put_picture(rendition.address, None)
            elif lacking.making.renditions:
                yield lacking
            else:
                _stage(publisher, lacking, places, store)

    workers = Workforce(places.workforce.processes)
    for lacking, problem in workforces.over(workers, workforces.as_it_is, store, _make, to_make(), least=2, batch=1):
        if problem is None:
            _stage(publisher, lacking, places, store)
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
    """The renditions that the output lacks of the picture with this folder; others are deleted. Where there are none, no
    Problems; where the bytes are needed and cannot be had, the Problems."""
    record = publisher.record
    shown = record.media.shown(folder, view)
    named = record.sources.named
    source = named(shown.source) or named(shown.source + SIDECAR) if shown and not places.later else None
    expected: dict[str, Rendition] = {}
    if shown is not None and source is not None and record.sources.digest(source) is not None:
        found = (one for showing in shown.showings for one in published(showing, places.settings))
        expected = {rendition.address: rendition for rendition in found}
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
        fetched = _fetched(source, shown.showings[0].original, places)
        if isinstance(fetched, Problem):
            return _at_users(fetched, users, source)
        file, content = fetched
    return _Lacking(source, lacking, Making(file, source, missing), users, content)


def _fetched(source: str, original: Original, places: Places) -> tuple[Path, bytes] | Problem:
    """The file with the bytes that a sidecar stands for, and their digest."""
    from ..pictures.sidecar import parse_sidecar

    data = bytes_of(places.site, source)
    sidecar = None if isinstance(data, Problem) else parse_sidecar(source, data).sidecar
    if sidecar is None or not sidecar.digest.startswith(original.digest):
        return _CHANGED_MEANWHILE
    file = places.fetcher.file(sidecar)
    if isinstance(file, Problem):
        return file
    measured = measure(original_of(source), file.read_bytes())
    if isinstance(measured, Problem):
        return measured
    if (measured.format, measured.width, measured.height) != (original.format, original.width, original.height):
        return replace(
            _OTHER_SIZE, values=(("file", source), ("width", str(measured.width)), ("height", str(measured.height)))
        )
    return file, bytes.fromhex(sidecar.digest)


def _stage(publisher: Publisher, lacking: _Lacking, places: Places, store: Store) -> None:
    for rendition in lacking.renditions:
        if rendition.original:
            publisher.put_picture(rendition.address, _original(lacking))
            continue
        data = store.get(rendition)
        if data is None:  # it was damaged
            (problem,) = make(store, [replace(lacking.making, renditions=(rendition,))])
            if problem is not None:
                raise FatalProblems(problem.at(lacking.source))
            data = store.get(rendition)
            assert data is not None
        publisher.put_picture(rendition.address, data)


def _original(lacking: _Lacking) -> bytes:
    """The bytes of the picture's own file, without what is private in it."""
    from ..pictures.originals import without_private
    from ..pictures.traits import read_traits

    try:
        data = lacking.making.file.read_bytes()
    except OSError as failure:
        raise FatalProblems(unreadable(failure).at(lacking.source)) from failure
    content = digest.of_bytes(data)
    if content != lacking.content:
        raise FatalProblems(_CHANGED_MEANWHILE.at(lacking.source))
    traits = read_traits(data)
    assert traits is not None, "it was measured"
    found = without_private(data, traits.format)
    if isinstance(found, Problem):
        raise FatalProblems(found.at(lacking.source))
    return found


_OTHER_SIZE = error(
    "sidecar-size", N_("The file that {file} stands for is {width} × {height} pixels, which is not what it says."),
    N_("Correct “width” and “height” there."),
)  # fmt: skip
_CHANGED_MEANWHILE = error("changed-meanwhile", N_("This file changed while it was copied."), N_("Build again."))
