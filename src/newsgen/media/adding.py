"""Move a picture or a recording into the media store: measure it, store its bytes, leave a sidecar in its place."""

import os
import posixpath
import stat
from dataclasses import dataclass
from pathlib import Path

from ..base import digest
from ..base.atomic_write import write_atomically
from ..base.problems import N_, Problem, error
from ..pictures.film_private import read_film
from ..pictures.measure import MAX_BYTES, measure
from ..pictures.metadata import read_metadata
from ..pictures.originals import without_private
from ..pictures.recording import read_recording
from ..pictures.sidecar import (
    MAX_SIDECAR,
    SUFFIXES_BY_TYPE,
    Sidecar,
    filled,
    parse_sidecar,
    sidecar_text,
    updated_text,
    wrong_suffix,
)
from ..site.layout import PICTURES, RECORDINGS, SIDECAR
from ..site.source_kind import is_picture, is_recording
from .cache import Cache
from .folder_store import sync_folder
from .library import read_regular
from .store import Store, StoreError, blob_of


@dataclass(frozen=True, slots=True)
class Added:
    """A file that was moved into the store. ``stored`` is False where the store had its bytes already. ``has_position``: it
    says where it was taken."""

    path: str
    sidecar: Sidecar
    stored: bool
    has_position: bool


@dataclass(frozen=True, slots=True)
class _Inspected:
    sidecar: Sidecar
    state: os.stat_result
    has_position: bool = False


def add(site: Path, path: str, store: Store, cache: Cache) -> Added | Problem:
    """Put the bytes of the file at ``path`` (from the site's folder) into the store, write its sidecar, and move the file into
    the cache.

    In this order, and each step is on the disk before the next: killed at any moment, the bytes lie at least in one place,
    and the same call goes on. Texts, focus and comments of a sidecar that is there stay. Returns an error, with its file,
    where the file is no picture or recording, is a picture that no build could show (cut off, for example), changes
    meanwhile, or has a sidecar with errors. Raises StoreError where the store fails, and OSError.
    """
    file, sidecar_path = site / path, path + SIDECAR
    inspected = _inspected(file, path)
    if isinstance(inspected, Problem):
        return inspected.at(path)
    text = _text(site / sidecar_path, sidecar_path, inspected.sidecar)
    if isinstance(text, Problem):
        return text
    blob = blob_of(inspected.sidecar)
    try:
        stored = store.put(blob, file)
    except StoreError as failure:
        if failure.is_of_one_file:
            return failure.problem(store.place).at(path)
        raise
    write_atomically(site / sidecar_path, text.encode())
    sync_folder(file.parent)
    if not cache.take(blob, file, inspected.state):
        return _CHANGED.at(path)
    return Added(path, inspected.sidecar, stored, inspected.has_position)


def _text(file: Path, path: str, sidecar: Sidecar) -> str | Problem:
    """The text of the sidecar: of a new one, or of the one that is there with the facts of ``sidecar``."""
    if not os.path.lexists(file):
        return sidecar_text(sidecar)
    data = read_regular(file, MAX_SIDECAR + 1)
    found = parse_sidecar(path, data) if data is not None else None
    if data is None or found is None or found.sidecar is None:
        errors = [problem for problem in found.problems if problem.level == "error"] if found else []
        return errors[0] if errors else _IN_THE_WAY.at(path)
    own = found.sidecar
    words = {key: getattr(own, key) for key in ("focus", "alt", "caption", "credit", "rights", "taken", "by")}
    return updated_text(data.decode("utf-8-sig"), sidecar.model_copy(update=words))


def _inspected(file: Path, path: str) -> _Inspected | Problem:
    name = posixpath.basename(path)
    try:
        state = file.lstat()
        if not stat.S_ISREG(state.st_mode):
            return error("not-a-file", N_("This is not a regular file."), N_("Copy the file itself here, then add it."))
        if is_picture(path):
            return _picture(file, path, state)
        if is_recording(path):
            return _recording(file, name, state)
    except OSError as failure:
        return error(
            "unreadable",
            N_("This cannot be read: {reason}."),
            N_("Check its permissions."),
            reason=failure.strerror or "",
        )
    return error(
        "not-media", N_("“{name}” is neither a picture nor a film nor sound."),
        N_("Only files of these kinds go into the media store: {kinds}."),
        name=name, kinds=" ".join(suffix[1:] for suffix in (*PICTURES, *RECORDINGS)),
    )  # fmt: skip


def _picture(file: Path, path: str, state: os.stat_result) -> _Inspected | Problem:
    with file.open("rb") as opened:
        data = opened.read(MAX_BYTES + 1)
    measured = measure(path, data)
    if isinstance(measured, Problem):
        return measured
    facts = Sidecar(
        digest=digest.of_bytes(data).hex(), type=measured.format, width=measured.width, height=measured.height,
        bytes=len(data), transparent=measured.transparent, animated=measured.animated,
    )  # fmt: skip
    clean = without_private(data, measured.format, posixpath.basename(path))
    if isinstance(clean, Problem):  # no build could show it
        return clean
    words = read_metadata(data)
    return _Inspected(filled(facts, words), state, words.has_position)


def _recording(file: Path, name: str, state: os.stat_result) -> _Inspected | Problem:
    with file.open("rb") as opened:
        found = read_recording(opened, state.st_size)
        if found is None:
            return error(
                "not-media", N_("“{name}” is damaged, or of a kind that browsers do not play."),
                N_("Save it as MP4 (H.264), WebM, MP3, M4A, Ogg, Opus, WAV or FLAC."), name=name,
            )  # fmt: skip
        if not name.lower().endswith(SUFFIXES_BY_TYPE[found.format]):
            return wrong_suffix(name, found.format)
        film = read_film(opened, state.st_size)
        opened.seek(0)
        content = digest.copy(opened, None)
    facts = Sidecar(digest=content.hex(), type=found.format, bytes=state.st_size, length=found.seconds or None)
    return _Inspected(facts, state, film is not None and film.has_position)


_CHANGED = error("changed-meanwhile", N_("This file changed while it was copied."), N_("Run the command again."))
_IN_THE_WAY = error("not-a-file", N_("This is not a regular file."), N_("Delete it, or put the file in its place."))
