"""The bytes of a file of the site as they are published: a picture without what is private in it."""

import posixpath
from pathlib import Path

from ..base import digest
from ..base.problems import N_, FatalProblems, Problem, error
from ..observe.sources import unreadable
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


CHANGED_MEANWHILE = error("changed-meanwhile", N_("This file changed while it was copied."), N_("Build again."))
