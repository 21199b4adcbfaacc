"""A file that appears whole or not at all."""

import os
import shutil
from pathlib import Path


def save(file: Path, data: bytes) -> None:
    """Put bytes in a file's place in one step, after they have reached the disk; its folder is made, its mode
    kept."""
    file.parent.mkdir(parents=True, exist_ok=True)
    beside = file.with_name(f".{file.name}.new")
    with beside.open("wb") as opened:
        opened.write(data)
        opened.flush()
        os.fsync(opened.fileno())
    if file.exists():
        shutil.copymode(file, beside)
    beside.replace(file)
