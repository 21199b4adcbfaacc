"""Write a file so that readers see the old content or the new, never a part."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO


def write_atomically(file: Path, data: bytes) -> None:
    """Replace a file's content in one step, after the bytes have reached the disk.

    Creates missing parent folders. Keeps the mode of an existing file, and replaces a link, not its target. The new
    bytes first lie in ``.NAME.new`` beside it, so only one writer at a time may write a file. Raises OSError.
    """
    with written_atomically(file) as stream:
        stream.write(data)


@contextmanager
def written_atomically(file: Path) -> Iterator[BinaryIO]:
    """Give a stream whose bytes replace a file's content when the block ends well; see ``write_atomically``. Where it raises,
    the file stays as it was. Raises OSError."""
    file.parent.mkdir(parents=True, exist_ok=True)
    temporary = file.with_name(f".{file.name}.new")
    with temporary.open("wb") as stream:
        yield stream
        stream.flush()
        os.fsync(stream.fileno())
    if file.exists():
        shutil.copymode(file, temporary)
    temporary.replace(file)
