"""Helpers for the tests of readers: write sample files, and read what comes of them."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from newsgen.importers.item import Item, Note, Source

Read = Callable[[Sequence[Path]], Source]


def written(folder: Path, **samples: str | bytes | object) -> Path:
    """Write samples to a folder, each named by its keyword with its last underscore as a dot: ``a_xml``."""
    for name, content in samples.items():
        stem, _, suffix = name.rpartition("_")
        path = folder / f"{stem}.{suffix}"
        if isinstance(content, bytes):
            path.write_bytes(content)
        else:
            path.write_text(
                content if isinstance(content, str) else json.dumps(content, ensure_ascii=False), encoding="utf-8"
            )
    return folder


def items(read: Read, *paths: Path) -> list[Item]:
    """The items of files or folders."""
    return [found for found in read(paths).items() if isinstance(found, Item)]


def one(read: Read, *paths: Path) -> Item:
    """The only item of files or folders."""
    (found,) = items(read, *paths)
    return found


def codes(read: Read, *paths: Path) -> list[str]:
    """The names of the codes of all notes, in order, each as often as it came."""
    found: list[str] = []
    for thing in read(paths).items():
        found += [note.code.name for note in ([thing] if isinstance(thing, Note) else thing.notes)]
    return found


def everything(read: Read, *paths: Path) -> str:
    """All that a reader gives, as one text: for searching what must not be in it."""
    return repr([found for found in read(paths).items()])


def notes(item: Item) -> dict[str, dict[str, str]]:
    """The notes of an item: their values by the names of their codes."""
    return {note.code.name: dict(note.values) for note in item.notes}


def story(**fields: Any) -> dict[str, Any]:
    """A story in ninjs 3."""
    return {
        "uri": "urn:x:1", "type": "text", "version": "1", "versionCreated": "2026-03-01T10:00:00+03:00", "pubStatus": "usable",
        "headlines": [{"role": "main", "value": "عنوان"}], "bodies": [{"contentType": "text/html", "value": "<p>نص الخبر.</p>"}],
        **fields,
    }  # fmt: skip
