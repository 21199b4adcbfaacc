"""The pictures of the output: find the renditions that it lacks, have them made, and hand them to the publisher."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from ..base.problems import FatalProblems, Problem
from ..executor import workforce as workforces
from ..executor.workforce import Workforce
from ..media.fetching import Fetcher
from ..model.page_name import MEDIA, PageName
from ..observe.sources import unreadable
from ..pictures.making import Making, make, refusals, versions
from ..pictures.recipe import FOLDER, Rendition, needed_by_cards, published_by_address
from ..pictures.store import Store, store_of
from ..record.media import CARD
from ..record.outputs import Output
from ..record.view import View
from ..site.settings_pictures import Pictures
from ..site.source_kind import file_of, is_sidecar, nfc, original_of
from .copies import published_copy
from .picture_files import is_cached, picture_file, source_of_picture
from .picture_users import PictureUsers
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
    users: PictureUsers
    later: bool = False
    store: Path | None = None
    """The folder of the renditions; None for the site's usual one."""
    trial: bool = False
    """In a rehearsal, whether the pictures are decoded of which nobody knows that they can be."""


@dataclass(frozen=True, slots=True)
class _Lacking:
    """The renditions of a picture that the output lacks. ``source`` is the path of the picture's file as it is on the disk, or
    of its sidecar; ``content`` is the digest of its bytes, empty where the record does not know it."""

    source: str
    renditions: tuple[Rendition, ...]
    making: Making
    content: bytes
    hidden: bool = False
    """Whether readers see no use of the picture yet."""


def copy_pictures(publisher: Publisher, folders: frozenset[str] | None, view: View, places: Places) -> None:
    """Stage the renditions that are new, and delete those that readers see no use of any more.

    ``folders`` are the addresses of the folders of the affected pictures, None for all. Raises FatalProblems where a
    picture cannot be read or decoded; all such pictures are in it, each where its users name it. In a rehearsal nothing
    is made; with ``places.trial`` the same pictures are found, and as warnings those of drafts and of stories under embargo.
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
                hidden = _hidden(publisher, folder, view, places, store) if places.trial and not lacking else None
                if hidden is not None:
                    yield hidden
                continue
            if publisher.rehearsal:
                for rendition in lacking.renditions:
                    publisher.put_picture(rendition.address, None)
                if places.trial and (lacking.making.renditions or any(r.original for r in lacking.renditions)):
                    yield lacking
            elif lacking.making.renditions:
                yield lacking
            else:
                problems.extend(_stage(publisher, lacking, store, places.users))

    workers = Workforce(places.workforce.processes)
    work = _try if publisher.rehearsal else _make
    for lacking, problem in workforces.over(workers, workforces.as_it_is, store, work, to_make(), least=2, batch=1):
        if problem is not None:
            problem = problem.as_warning() if lacking.hidden else problem
            problems.extend(places.users.at(problem, nfc(original_of(lacking.source))))
        elif not publisher.rehearsal:
            problems.extend(_stage(publisher, lacking, store, places.users))
    if problems:
        raise FatalProblems(*problems)


def _make(store: Store, items: list[_Lacking]) -> list[Problem | None]:
    return make(store, [item.making for item in items])


def _try(store: Store, items: list[_Lacking]) -> list[Problem | None]:
    return [_tried(store, item) for item in items]


def _tried(store: Store, item: _Lacking) -> Problem | None:
    """Why nothing can be made of a picture, or it cannot be published as it came; None where it can. What is found good is
    noted in the store."""
    try:
        if any(rendition.original for rendition in item.renditions):
            copied = published_copy(item.making.file, item.source, item.content)
            if isinstance(copied, Problem):
                return copied
        if not item.making.renditions:
            return None
        (problem,) = refusals([item.making])
        if problem is None:
            store.mark_sound(_digest_in(item.making.renditions[0].address))
        return problem
    except FatalProblems as failure:
        return failure.problems[0]
    except OSError as failure:
        return unreadable(failure).at(item.source)


def _digest_in(address: str) -> str:
    """The digest of the original of which the file at an address is made."""
    return address.removeprefix(FOLDER).partition("/")[0]


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
    if publisher.rehearsal:
        missing = _doubtful(lacking, there, store) if places.trial else ()
    else:
        missing = tuple(r for r in lacking if not r.original and not store.has(r))
        if missing:  # the picture is decoded anyway
            missing += tuple(r for r in needed_by_cards(shown.showings) if not store.has(r))
    file, content = file_of(places.site, places.theme, source), record.sources.digest(source) or b""
    if is_sidecar(source) and (missing or any(r.original for r in lacking)):
        if publisher.rehearsal and not (places.trial and is_cached(places.site, source, places.fetcher)):
            return _Lacking(source, lacking, Making(file, source, ()), content)
        fetched = picture_file(places.site, places.theme, source, content, shown.showings[0].original, places.fetcher)
        if isinstance(fetched, Problem):
            return places.users.at(fetched, shown.source)
        file, content = fetched.file, fetched.content
    return _Lacking(source, lacking, Making(file, source, missing), content)


def _hidden(publisher: Publisher, folder: str, view: View, places: Places, store: Store) -> _Lacking | None:
    """The picture with this folder if only drafts or stories under embargo use it: a build of another day needs it."""
    record = publisher.record
    shown = record.media.shown(folder, View(view.now, drafts=True, embargoed=True))
    source = source_of_picture(record.sources, shown.source) if shown else None
    if (
        shown is None
        or source is None
        or is_sidecar(source)
        or publisher.waits(source)
        or record.media.shown(folder, view)
    ):
        return None
    wanted = tuple(published_by_address(shown.showings, places.settings).values())
    missing = _doubtful(wanted, {}, store)
    if not missing and not any(rendition.original for rendition in wanted):
        return None
    making = Making(file_of(places.site, places.theme, source), source, missing)
    return _Lacking(source, wanted, making, record.sources.digest(source) or b"", hidden=True)


def _doubtful(lacking: tuple[Rendition, ...], there: Mapping[str, Output], store: Store) -> tuple[Rendition, ...]:
    """The renditions that nobody may be able to make; none where something was made of the picture before."""
    missing = tuple(rendition for rendition in lacking if not rendition.original)
    made = any(output.digest for address, output in there.items() if "/original-" not in address)
    return () if made or not missing or store.is_sound(_digest_in(missing[0].address)) else missing


def _stage(publisher: Publisher, lacking: _Lacking, store: Store, users: PictureUsers) -> tuple[Problem, ...]:
    """Stage the renditions of a picture; of those that this build made, the record notes with which libraries.

    Returns what is wrong with the picture, at its users.
    """
    libraries = versions() if lacking.making.renditions else ""
    for rendition in lacking.renditions:
        if rendition.original:
            data = published_copy(lacking.making.file, lacking.source, lacking.content)
            if isinstance(data, Problem):
                return users.at(data, nfc(original_of(lacking.source)))
            publisher.put_picture(rendition.address, data)
            continue
        made = store.get(rendition)
        if made is None:  # it was damaged
            (problem,) = make(store, [replace(lacking.making, renditions=(rendition,))])
            if problem is not None:
                return users.at(problem, nfc(original_of(lacking.source)))
            made = store.get(rendition)
            assert made is not None
        by = libraries if rendition in lacking.making.renditions else ""
        publisher.put_picture(rendition.address, made, by.encode())
    return ()
