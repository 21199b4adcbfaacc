"""Compiled templates on the disk, so that neither each worker nor each build compiles them again."""

import importlib.util
import marshal
import os
import sys
from contextlib import suppress
from types import CodeType

import jinja2

from ..base import digest
from ..base.plain_file import open_plain

_USER = os.geteuid() if hasattr(os, "geteuid") else 0
_OTHERS_MAY_WRITE = 0o022
_INTERPRETER = importlib.util.MAGIC_NUMBER + bytes((sys.flags.optimize,))
"""What code depends on besides the code digest: the version of Python's bytecode, and whether assertions are left out."""


class CompiledTemplates(jinja2.BytecodeCache):
    """The compiled templates of one output, each in a file of ``folder``. They only save time: no byte of a page follows from
    them that would not follow from the template.

    A file begins with the digest of all that its code follows from, and of the code: the template with its name, ``basis``
    (the digests of newsgen's code, of the libraries and of the settings) and the interpreter. A file is ignored, and
    written anew, where this digest is another one, as after a change, a damage or a write that did not end; where it belongs to
    another user, who could have it run whatever they like; and where others may write to it. Errors of the system are ignored
    too: then the template is compiled. Each user has files of their own.
    """

    def __init__(self, folder: str, basis: bytes) -> None:
        self._folder = folder
        self._basis = basis

    def get_cache_key(self, name: str, filename: str | None = None) -> str:
        """The name of a template's file. ``filename`` stands in tracebacks, and so in the code."""
        return digest.of_parts(name.encode(), (filename or "").encode(), str(_USER).encode()).hex()

    def get_source_checksum(self, source: str) -> str:
        """The digest of what the code of a template with this source follows from, but for its name."""
        return digest.of_parts(self._basis, _INTERPRETER, source.encode()).hex()

    def load_bytecode(self, bucket: jinja2.bccache.Bucket) -> None:
        """Give a bucket the code of its template, if its file holds it."""
        with suppress(OSError, EOFError, ValueError, TypeError), open_plain(self._path(bucket)) as file:
            state = os.fstat(file.fileno())
            if hasattr(os, "geteuid") and (state.st_uid != _USER or state.st_mode & _OTHERS_MAY_WRITE):
                return
            data = file.read()
            code = data[digest.SIZE :]
            if data[: digest.SIZE] == _seal(bucket, code):
                found = marshal.loads(code)
                bucket.code = found if isinstance(found, CodeType) else None

    def dump_bytecode(self, bucket: jinja2.bccache.Bucket) -> None:
        """Write the code of a bucket's template in one step, so that another process reads all of it or nothing."""
        assert bucket.code is not None
        code = marshal.dumps(bucket.code)
        path = self._path(bucket)
        temporary = f"{path}.{os.getpid()}"
        try:
            with suppress(OSError):
                with open(temporary, "xb", opener=_for_us_alone) as file:
                    file.write(_seal(bucket, code) + code)
                os.replace(temporary, path)
        finally:
            with suppress(OSError):
                os.unlink(temporary)

    def _path(self, bucket: jinja2.bccache.Bucket) -> str:
        return f"{self._folder}/{bucket.key}"


def _seal(bucket: jinja2.bccache.Bucket, code: bytes) -> bytes:
    return digest.of_parts(bucket.key.encode(), bucket.checksum.encode(), code)


def _for_us_alone(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
