"""Make the uploads of a file in the format of a target."""

from dataclasses import dataclass
from pathlib import Path

from .compression import SUFFIXES, CompressionCache
from .files import File
from .target import Upload


@dataclass(frozen=True, slots=True)
class Payload:
    """The bytes to send for each file of an output.

    They are the file itself, its compressed form, or the file with compressed copies beside it. ``output`` is the
    folder of the output.
    """

    output: Path
    cache: CompressionCache

    def uploads(self, file: File) -> list[Upload]:
        """Return the uploads of a file: compressed copies first, then the file, or only its compressed form.

        Compresses now what the cache lacks, and raises FatalProblems when the file is then not what the build wrote. An
        upload of the file itself is not read or checked here.
        """
        entry, path = file.entry, self.output / file.path
        whole = Upload(file.path, path, entry.content, entry.size, entry.headers)
        coding = dict(entry.headers).get("Content-Encoding")
        if coding:
            data = self._encoded(file, coding)
            return [Upload(file.path, data, entry.content, len(data), entry.headers)]
        return [*self.copies(file), whole]

    def copies(self, file: File) -> list[Upload]:
        """Return the uploads of the compressed copies that belong beside a file; an empty list when it has none.

        Their ``content`` is empty. Compresses now what the cache lacks, and raises FatalProblems when the file is then
        not what the build wrote.
        """
        uploads = []
        for coding, suffix in SUFFIXES.items():
            if suffix in file.entry.beside:
                data = self._encoded(file, coding)
                uploads.append(Upload(file.path + suffix, data, b"", len(data)))
        return uploads

    def _encoded(self, file: File, coding: str) -> bytes:
        entry = file.entry
        whole = Upload(file.path, self.output / file.path, entry.content, entry.size)
        return self.cache.encoded(entry.content, coding, whole.read)
