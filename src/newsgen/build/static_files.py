"""The files of ``static/`` in the output: copies without what is private, those of which only a sidecar is there, and
those that go."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from ..base import digest
from ..base.problems import N_, FatalProblems, Problem, warning
from ..model import page_name
from ..model.page_name import PageName
from ..observe.sources import unreadable
from ..pictures.recipe import FILM_RECIPE, RECIPE
from ..record.boxes import ASSETS as ASSETS_OF_BOXES
from ..record.outputs import Output
from ..record.record import Record
from ..record.view import View
from ..site.layout import PICTURES, SIDECAR, STATIC, THEME
from ..site.source_kind import file_of, is_sidecar, nfc, original_of
from .affected import Affected
from .copies import CHANGED_MEANWHILE, film_copy, is_film, published_copy
from .output_folder import lies_there
from .publish import ASSETS, Publisher

if TYPE_CHECKING:
    from ..media.fetching import Fetcher
    from .picture_users import PictureUsers


def stage_static_files(
    publisher: Publisher, affected: Affected, view: View, theme: Path, fetcher: "Fetcher", users: "PictureUsers"
) -> None:
    """Stage the affected static files that are new or differ, and delete those without a source, and those that only
    hidden stories use.

    ``view`` decides which stories are hidden; ``fetcher`` gives the bytes of files of which only a sidecar is there. Raises
    FatalProblems where a source cannot be opened or fetched, has other bytes than the record says, or is a damaged
    picture; all of them are in it, and a damaged picture where its ``users`` name it.
    """
    record, problems = publisher.record, list[Problem]()
    files = affected.static
    if files is None:
        trees = (STATIC, THEME + STATIC)
        files = frozenset(
            original_of(nfc(path)).removeprefix(tree + "/") for tree in trees for path in record.sources.under(tree)
        )
        files |= {output.name.identifier for output in record.outputs.of_kind(page_name.STATIC)}
    for file in sorted(files):
        name = PageName.of(page_name.STATIC, file)
        own, default = (record.sources.named(s) is not None for s in (f"{STATIC}/{file}", f"{THEME}{STATIC}/{file}"))
        sidecar = None if own else record.sources.named(f"{STATIC}/{file}{SIDECAR}")
        source = f"{STATIC}/{file}" if own else f"{THEME}{STATIC}/{file}" if default else None
        if (own or sidecar) and not default and record.media.is_held(nfc(f"{STATIC}/{file}"), view):
            if record.outputs.get(name) is not None:
                publisher.withhold(_withheld(record, f"{STATIC}/{file}"))
            source = sidecar = None
        if default and not own and file in ASSETS_OF_BOXES and not record.boxes.is_asset_used(file, view):
            source = None
        try:
            if is_sidecar(f"{STATIC}/{file}"):
                publisher.delete(name)  # it stands for another file
            elif sidecar is not None:
                problem = _copy_original(publisher, name, file, sidecar, users.site, fetcher)
                problems += users.at(problem, nfc(f"{STATIC}/{file}")) if problem else ()
            else:
                problem = _copy(publisher, name, file, source, users.site, theme)
                problems += users.at(problem, nfc(source or "")) if problem else ()
        except FatalProblems as failure:
            problems += failure.problems
    if problems:
        raise FatalProblems(*problems)


def _copy(
    publisher: Publisher, name: PageName, path: str, source: str | None, site: Path, theme: Path
) -> Problem | None:
    """Stage a static file, or delete it where it has no ``source``. Returns what is wrong with it as a picture."""
    source = publisher.record.sources.named(source) if source else None  # as it is on the disk
    content = publisher.record.sources.digest(source) if source else None
    if source is None or content is None:
        publisher.delete(name)
        return None
    old = publisher.record.outputs.get(name)
    key = _key(path, content)
    if not content or publisher.waits(source) or (old is not None and old.key == key and old.path == path):
        return None  # a file that is held back keeps its last good copy, if any
    file = file_of(site, theme, source)
    if is_film(path):
        with film_copy(file, source, content, rehearsal=publisher.rehearsal) as film:
            publisher.put_output(Output(name, path, key, film.digest, film.size), ASSETS, film.write)
        return None
    if key != content:
        copied = published_copy(file, source, content)
        if isinstance(copied, Problem):
            return copied
        publisher.put_file(name, path, key, copied)
        return None

    def write(staged: BinaryIO) -> None:
        if digest.copy(opened, staged) != content:
            raise FatalProblems(CHANGED_MEANWHILE.at(source))

    try:
        opened = file.open("rb")
    except OSError as failure:
        raise FatalProblems(unreadable(failure).at(source)) from failure
    with opened:
        publisher.put_output(Output(name, path, content, content, os.fstat(opened.fileno()).st_size), ASSETS, write)
    return None


def _copy_original(
    publisher: Publisher, name: PageName, path: str, sidecar: str, site: Path, fetcher: "Fetcher"
) -> Problem | None:
    """Stage the file that a sidecar stands for, unless it lies there. Its bytes are fetched only where they are needed.

    Returns what is wrong with it as a picture.
    """
    from ..pictures.sidecar import MAX_SIDECAR, parse_sidecar

    if publisher.waits(sidecar):
        return None
    try:
        with (site / sidecar).open("rb") as opened:
            data = opened.read(MAX_SIDECAR + 1)
    except OSError as failure:
        raise FatalProblems(unreadable(failure).at(sidecar)) from failure
    found = parse_sidecar(sidecar, data).sidecar
    if found is None or digest.of_bytes(data) != publisher.record.sources.digest(sidecar):
        raise FatalProblems(CHANGED_MEANWHILE.at(sidecar))
    content = bytes.fromhex(found.digest)
    key = _key(path, content)
    old = publisher.record.outputs.get(name)
    if old is not None and old.key == key and old.path == path:
        return None

    def fetched() -> Path:
        file = fetcher.file(found)
        if isinstance(file, Problem):
            raise FatalProblems(file.at(sidecar, 1, 1))
        return file

    def write(staged: BinaryIO) -> None:
        with fetched().open("rb") as opened:
            if digest.copy(opened, staged) != content:
                raise FatalProblems(CHANGED_MEANWHILE.at(sidecar))

    if found.is_picture:
        stripped = None if publisher.rehearsal else published_copy(fetched(), sidecar, content)
        if isinstance(stripped, Problem):
            return stripped
        publisher.put_file(name, path, key, stripped)
    elif is_film(path) and not publisher.rehearsal:
        published = publisher.output / path  # after a record was dropped, and where nothing private was in the film
        with film_copy(published if lies_there(published, content) else fetched(), sidecar, content) as film:
            publisher.put_output(Output(name, path, key, film.digest, film.size), ASSETS, film.write)
    else:
        publisher.put_output(Output(name, path, key, content, found.bytes), ASSETS, write)
    return None


def _key(path: str, content: bytes) -> bytes:
    """What a file of ``static/`` is published from: its digest, and how what is private is taken out of such files."""
    if path.lower().endswith(PICTURES):
        return content + bytes((RECIPE,))
    return content + bytes((FILM_RECIPE,)) if is_film(path) else content


def _withheld(record: Record, source: str) -> Problem:
    users = record.media.users(nfc(source)) or record.media.ids(nfc(source))
    return warning(
        "file-withheld", N_("This file was published; now only {story} uses it, which readers do not see, so it is held back."),
        N_("If readers should keep it, name it in a page that they see, or in a template."), story=users[0] if users else "",
    ).at(source)  # fmt: skip
