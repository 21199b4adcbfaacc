"""Files of the output as a target wants them."""

from dataclasses import dataclass
from pathlib import Path

from .compression import SUFFIXES, Codings
from .files import File
from .target import Upload


@dataclass(frozen=True, slots=True)
class Packing:
    """What is sent for a file: its bytes, encoded ones in their place, or copies beside it."""

    output: Path
    codings: Codings

    def uploads(self, file: File) -> list[Upload]:
        """A file as the target wants it, copies first."""
        entry, path = file.entry, self.output / file.path
        whole = Upload(file.path, path, entry.content, entry.size, entry.headers)
        coding = dict(entry.headers).get("Content-Encoding")
        if coding:
            data = self._encoded(file, coding)
            return [Upload(file.path, data, entry.content, len(data), entry.headers)]
        return [*self.copies(file), whole]

    def copies(self, file: File) -> list[Upload]:
        """The copies that lie beside a file on the target."""
        made = []
        for coding, suffix in SUFFIXES.items():
            if suffix in file.entry.beside:
                data = self._encoded(file, coding)
                made.append(Upload(file.path + suffix, data, b"", len(data)))
        return made

    def _encoded(self, file: File, coding: str) -> bytes:
        entry = file.entry
        whole = Upload(file.path, self.output / file.path, entry.content, entry.size)
        return self.codings.encoded(entry.content, coding, whole.read)
