"""A folder on another machine as a target, through rsync over ssh.

Others may be able to write to that folder. So the remote scripts enter each folder with "cd -P", compare where they arrived
with where they should be, and then name files in that folder only; rsync carries no links. Names reach the other machine
through standard input, each behind "./" or "--", so none can act as an option or a comment.
"""

import errno
import hashlib
import os
import re
import shlex
import shutil
import stat
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import unquote, urlsplit

from ..base import digest
from ..base.plain_path import is_plain_path
from ..base.problems import N_, FatalProblems, error
from . import manifest
from .target import FOLDER, HEAD, ErrorKind, HeadConflict, RemoteFile, TargetError, Tick, Upload, verify_upload

OPTIONS = (
    "-o",
    "BatchMode=yes",
    "-o",
    "ConnectTimeout=15",
    "-o",
    "ServerAliveInterval=10",
    "-o",
    "ServerAliveCountMax=3",
)

_REASONS: tuple[tuple[str, ErrorKind], ...] = (
    ("No space left", "full"), ("quota exceeded", "full"), ("Permission denied", "denied"), ("Read-only", "denied"),
    ("Operation not permitted", "denied"), ("Host key verification failed", "denied"), ("Connection refused", "unreachable"),
    ("Connection reset", "unreachable"), ("Connection closed", "unreachable"), ("Connection", "unreachable"),
    ("timed out", "unreachable"), ("Could not resolve", "unreachable"), ("No route", "unreachable"),
    ("closed", "unreachable"), ("Broken pipe", "unreachable"), ("No such file", "missing"), ("can't cd", "missing"),
)  # fmt: skip
"""Parts of error messages of ssh, rsync and the remote shell, and their meaning; the first match counts."""

CONFLICT, LINK = 73, 74
"""Exit codes of the remote scripts: another deploy replaced the head; a link is in the way."""

_REFUSE = """\
refuse() { printf 'newsgen-link:%s\\n' "$1" >&2; exit 74; }
"""
"""A function of the remote scripts: report the path of a link, and end."""

_PREPARE = f"""\
{_REFUSE}cd -- "$1" || exit
for own in {FOLDER[:-1]} {FOLDER}tmp; do
    [ ! -L "$own" ] || refuse "$own"
    [ -d "$own" ] || mkdir -p "$own" || exit
done
"""

_SWAP = f"""\
{_REFUSE}cd -- "$1" || exit 71
for own in {FOLDER[:-1]} {FOLDER}lock {HEAD}; do [ ! -L "$own" ] || refuse "$own"; done
[ ! -d {HEAD} ] || refuse {HEAD}
exec 9>>{FOLDER}lock && flock -x 9 || exit 71
if [ -f {HEAD} ]; then now=$(sha256sum < {HEAD} | cut -c1-64); else now=none; fi
[ "$now" = "$2" ] || exit 73
mv -f -- {FOLDER}head.new {HEAD}
"""

_EACH = """\
cd -P -- "$1" && root="${PWD%/}" || exit
export root
xargs -0 -r sh -c '
refuse() { printf "newsgen-link:%s\\n" "$1" >&2; exit 255; }
for path; do
    folder="${root:-/}"
    case "$path" in */*) folder="$root/${path%/*}";; esac
    cd -P -- "$folder" 2>/dev/null || continue
    [ "$PWD" = "$folder" ] || refuse "${folder#"$root/"}"
    name="./${path##*/}"
    COMMAND
done' sh
code=$?
[ $code != 124 ] || exit 74
exit $code
"""
"""Runs a command for each path of standard input, inside the folder of the path. A folder that is missing is skipped; one
that lies elsewhere, because a link is on the way, ends the script."""

_DELETE = _EACH.replace("COMMAND", 'rm -f -- "$name" || exit 1')
_DELETE_FOLDER = _EACH.replace("COMMAND", 'rmdir -- "$name" 2>/dev/null || :')
_CHECK_FOLDER = _EACH.replace("COMMAND", '[ ! -L "$name" ] || refuse "$path"')


class Ssh:
    """A target ``ssh://user@host:port/folder``. The user's own ssh configuration and keys give access."""

    carries_headers = False

    def __init__(self, address: str, command: str = "") -> None:
        """Connect, and create newsgen's own folder on the other machine when it is missing.

        ``command`` replaces ``ssh``, as RSYNC_RSH does for rsync. Raises FatalProblems when rsync or ssh is not
        installed here, and TargetError when access fails or the target's folder does not exist.
        """
        if not (shutil.which("rsync") and shutil.which("ssh")):
            raise FatalProblems(_NO_RSYNC)
        parts = urlsplit(address)
        host = unquote(str(parts.hostname))
        user = f"{parts.username}@" if parts.username else ""
        self._host = user + host
        self._rsync_host = f"{user}[{host}]" if ":" in host else self._host  # a colon ends the host for rsync
        self._root = unquote(parts.path).rstrip("/") or "/"
        self._place = tempfile.TemporaryDirectory(prefix="newsgen-")
        self._here = Path(self._place.name)
        port = ["-p", str(parts.port)] if parts.port else []
        shared = ["-o", "ControlMaster=auto", "-o", f"ControlPath={self._here / 'ssh'}", "-o", "ControlPersist=30"]
        self._ssh = [*shlex.split(command or "ssh"), *OPTIONS, *shared, *port]
        try:
            self._shell(_PREPARE, self._root)
        except BaseException:
            self.close()
            raise

    def _run(
        self, words: Sequence[str], data: bytes = b"", tick: Tick | None = None, expected: Sequence[int] = ()
    ) -> bytes:
        """Run a program to its end and return its output.

        ``data`` is its standard input; ``tick`` is called each second. Exit codes in ``expected`` raise _Answer, others
        but 0 TargetError. When ``tick`` raises, the program is ended.
        """
        with tempfile.TemporaryFile() as stdin, tempfile.TemporaryFile() as stdout, tempfile.TemporaryFile() as stderr:
            stdin.write(data)
            stdin.seek(0)
            process = subprocess.Popen(words, stdin=stdin, stdout=stdout, stderr=stderr)
            try:
                while process.poll() is None:
                    try:
                        process.wait(1.0)
                    except subprocess.TimeoutExpired:
                        if tick:
                            tick()
            except BaseException:
                process.terminate()
                process.wait()
                raise
            if process.returncode and process.returncode not in expected:
                stderr.seek(0)
                raise _refusal(stderr.read(8192).decode(errors="replace"), process.returncode)
            if process.returncode:
                raise _Answer(process.returncode)
            stdout.seek(0)
            return stdout.read()

    def _shell(
        self, script: str, *words: str, data: bytes = b"", tick: Tick | None = None, expected: Sequence[int] = ()
    ) -> bytes:
        """Run a script in the remote machine's sh, with ``words`` as its arguments.

        Returns and raises the same as ``_run``.
        """
        line = " ".join(["sh", "-c", shlex.quote(script), "sh", *map(shlex.quote, words)])
        return self._run([*self._ssh, self._host, line], data, tick, expected)

    def _rsync(self, words: Sequence[str], names: Iterable[str], tick: Tick | None = None) -> None:
        """Run rsync for the files ``names``, relative to the source. Links and devices among them are not copied.

        ``words`` are further options, then source and destination. Raises TargetError.
        """
        listing = _listed(f"./{name}" for name in names)  # so that no name is a comment
        options = ["-t", "-s", "--no-links", "--timeout=120", "--from0", "--files-from=-", "-e", shlex.join(self._ssh)]
        self._run(["rsync", *options, *words], listing, tick)

    @property
    def _remote_root(self) -> str:
        return f"{self._rsync_host}:{self._root}/"

    def head(self) -> tuple[bytes, str] | None:
        with self._fetched([HEAD]) as folder:
            file = _regular(folder / HEAD)
            if file is None:
                return None
            with file.open("rb") as opened:
                version = hashlib.file_digest(opened, "sha256").hexdigest()
                opened.seek(0)
                return opened.read(manifest.LARGEST), version

    def swap(self, data: bytes, version: str | None) -> str:
        self.send([Upload(FOLDER + "head.new", data, b"", len(data))], lambda: None)
        try:
            self._shell(_SWAP, self._root, version or "none", expected=[CONFLICT])
        except _Answer:
            raise HeadConflict from None
        return hashlib.sha256(data).hexdigest()

    def read(self, paths: Iterable[str]) -> Mapping[str, bytes]:
        wanted = list(paths)
        with self._fetched(wanted) as folder:
            files = {path: file for path in wanted if (file := _regular(folder / path))}
            return {path: file.read_bytes() for path, file in files.items() if file.stat().st_size <= manifest.LARGEST}

    @contextmanager
    def _fetched(self, paths: Sequence[str]) -> Iterator[Path]:
        """Copy files of the target into a temporary folder and yield it.

        The folder is deleted at the end of the ``with`` block. Missing files and links are left out.
        """
        with tempfile.TemporaryDirectory(dir=self._here) as folder:
            if paths:
                self._rsync(["--ignore-missing-args", "--", self._remote_root, folder + "/"], paths)
            yield Path(folder)

    def send(self, uploads: Sequence[Upload], tick: Tick) -> None:
        """Send files from a temporary folder of hard links, or of copies where the file system has no links.

        Their content cannot change meanwhile, because a build replaces files and never writes into them. Every file
        of the output is checked before the first is sent. Raises FatalProblems when one is not what the build wrote,
        and TargetError.
        """
        with tempfile.TemporaryDirectory(dir=self._here) as folder:
            for upload in uploads:
                file = Path(folder, upload.path)
                file.parent.mkdir(parents=True, exist_ok=True)
                if isinstance(upload.data, Path):
                    _link_or_copy(upload.data, file)
                    verify_upload(Upload(upload.path, file, upload.content, upload.size))
                else:
                    file.write_bytes(upload.data)
                tick()
            self._shell(_CHECK_FOLDER, self._root, data=_listed(sorted(_folders(u.path for u in uploads))), tick=tick)
            # The remote rsync writes into a temporary folder and moves whole files out of it.
            words = ["--ignore-times", "--chmod=D755,F644", f"--temp-dir={FOLDER}tmp"]
            places = ["--", folder + "/", self._remote_root]
            self._rsync([*words, *places], (upload.path for upload in uploads), tick)

    def delete(self, paths: Sequence[str], tick: Tick) -> None:
        """Delete files, and the folders that become empty."""
        folders = sorted(_folders(paths) - {FOLDER[:-1]}, reverse=True)
        self._shell(_DELETE, self._root, data=_listed(paths), tick=tick)
        if folders:
            self._shell(_DELETE_FOLDER, self._root, data=_listed(folders), tick=tick)

    def list_paths(self) -> Iterator[str]:
        output = self._shell('cd -- "$1" && find . -type f -print0', self._root)
        return (name.decode(errors="replace").removeprefix("./") for name in output.split(b"\0") if name)

    def inspect(self, paths: Sequence[str], tick: Tick) -> Mapping[str, RemoteFile]:
        """Read files' digests with the remote machine's b2sum, which gives the same digests as ``base.digest``.

        Files that b2sum cannot read are left out like missing ones; on a machine without b2sum, these are all files.
        """
        names = b"".join(path.encode() + b"\0" for path in paths)
        script = f'cd -- "$1" && xargs -0 -r b2sum -z -l {8 * digest.SIZE} -- 2>/dev/null; true'
        output = self._shell(script, self._root, data=names, tick=tick)
        found = {}
        for line in output.split(b"\0"):
            hex_digest, gap, name = line.partition(b"  ")
            if gap:
                found[name.decode()] = RemoteFile(bytes.fromhex(hex_digest.decode()))
        return found

    def close(self) -> None:
        subprocess.run([*self._ssh, "-O", "exit", self._host], capture_output=True, check=False, timeout=30)
        self._place.cleanup()


class _Answer(Exception):
    """A remote program ended with an exit code that its caller expected. Its only argument is the code."""


def _listed(paths: Iterable[str]) -> bytes:
    """Encode paths for standard input; a NUL ends each. Raises TargetError for a path that is not plain."""
    wanted = list(paths)
    if not all(is_plain_path(path.removeprefix("./")) for path in wanted):
        raise TargetError("other", os.strerror(errno.EINVAL))
    return b"".join(path.encode() + b"\0" for path in wanted)


def _folders(paths: Iterable[str]) -> set[str]:
    """Return all folders above some files, at every level, without the root."""
    return {path[:i] for path in paths for i, sign in enumerate(path) if sign == "/"}


def _regular(file: Path) -> Path | None:
    """Return ``file`` itself if a regular file lies there; None for a link, a folder, a special file, or nothing."""
    try:
        return file if stat.S_ISREG(file.lstat().st_mode) else None
    except FileNotFoundError:
        return None


def _link_or_copy(source: Path, file: Path) -> None:
    try:
        if source.is_symlink():  # rsync carries no links
            shutil.copyfile(source, file)
        else:
            os.link(source, file)
    except FileNotFoundError:
        pass  # the check that follows reports it
    except OSError:  # another file system
        shutil.copyfile(source, file)


def _refusal(stderr: str, code: int) -> TargetError:
    """Return, and do not raise, the TargetError for a program's error message and exit code.

    Its reason names no host, and no file other than a link in the way.
    """
    if code == LINK and (found := re.search(r"newsgen-link:(.*)", stderr)):
        return TargetError("link", found[1])
    for words, kind in _REASONS:
        if words.lower() in stderr.lower():
            return TargetError(kind, words)
    return TargetError("unreachable" if code in (12, 30, 35, 255) else "other", f"exit code {code}")


_NO_RSYNC = error(
    "deploy-extra", N_("Targets by ssh need two programs that are not installed: rsync and ssh."),
    N_("Install them with your system's package manager."),
)  # fmt: skip
