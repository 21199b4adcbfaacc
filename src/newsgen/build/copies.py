"""The bytes of a file of the site as they are published: a picture or a film without what is private in it."""

import os
import posixpath
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from ..base import digest
from ..base.problems import N_, FatalProblems, Problem, error
from ..observe.sources import unreadable
from ..site.layout import FILMS
from ..site.source_kind import original_of


def published_copy(file: Path, source: str, content: bytes) -> bytes | Problem:
    """The bytes of a picture's file, without what is private in it; those of another file as they are.

    ``source`` is the file's path from the site's folder, and ``content`` the digest that the record has of it. Returns an error
    without a position for a picture that is too damaged to say what is private in it. Raises FatalProblems, at ``source``,
    where the file cannot be read or has another digest.
    """
    from ..pictures.originals import without_private
    from ..pictures.traits import read_traits

    try:
        data = file.read_bytes()
    except OSError as failure:
        raise FatalProblems(unreadable(failure).at(source)) from failure
    if digest.of_bytes(data) != content:
        raise FatalProblems(CHANGED_MEANWHILE.at(source))
    traits = read_traits(data)
    return data if traits is None else without_private(data, traits.format, posixpath.basename(original_of(source)))


@dataclass(frozen=True, slots=True)
class FilmCopy:
    """A film as it is published: digest and size of its bytes, and a function that writes them.

    The function raises FatalProblems where the film's file changed since.
    """

    digest: bytes
    size: int
    write: Callable[[BinaryIO], None]


def is_film(path: str) -> bool:
    """Whether a file is one of those in which films and sound keep where they were taken."""
    return path.lower().endswith(FILMS)


@contextmanager
def film_copy(file: Path, source: str, content: bytes, *, rehearsal: bool = False) -> Iterator[FilmCopy]:
    """A film without what is private in it, for the ``with`` block; another file as it is. It is read a part at a time.

    ``source`` and ``content`` are those of ``published_copy``, as is what is raised. In a rehearsal, where nothing is written,
    the digest is that of the film's own bytes.
    """
    from ..pictures.film_private import Blanked, read_film

    try:
        opened = file.open("rb")
    except OSError as failure:
        raise FatalProblems(unreadable(failure).at(source)) from failure
    with opened:
        size = os.fstat(opened.fileno()).st_size
        film = read_film(opened, size)

        def published() -> digest.Reader:
            opened.seek(0)
            return opened if film is None else Blanked(opened, film)

        found = content
        if film is not None and film.blanks and not rehearsal:
            opened.seek(0)
            if digest.copy(opened, None) != content:
                raise FatalProblems(CHANGED_MEANWHILE.at(source))
            found = digest.copy(published(), None)

        def write(staged: BinaryIO) -> None:
            if digest.copy(published(), staged) != found:
                raise FatalProblems(CHANGED_MEANWHILE.at(source))

        yield FilmCopy(found, size, write)


CHANGED_MEANWHILE = error("changed-meanwhile", N_("This file changed while it was copied."), N_("Build again."))
