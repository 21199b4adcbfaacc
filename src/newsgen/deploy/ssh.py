"""A folder on another machine as a target, through rsync over ssh."""

import os
import shlex
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from urllib.parse import unquote, urlsplit

from ..base import digest
from ..base.problems import N_, FatalProblems, error
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

_SWAP = """\
cd -- "$1" && exec 9>>{folder}lock && flock -x 9 || exit 71
if [ -f {head} ]; then now=$(sha256sum < {head} | cut -c1-64); else now=none; fi
[ "$now" = "$2" ] || exit 73
mv -f -- {folder}head.new {head}
""".format(folder=FOLDER, head=HEAD)  # noqa: UP032 - braces of the shell
CONFLICT = 73


class Ssh:
    """A target ``ssh://user@host:port/folder``. The user's own ssh configuration and keys give access."""

    carries_headers = False

    def __init__(self, address: str, command: str = "") -> None:
        """Connect. ``command`` replaces ``ssh``, as RSYNC_RSH does for rsync.

        Raises FatalProblems when rsync or ssh is not installed, and TargetError when access fails.
        """
        if not (shutil.which("rsync") and shutil.which("ssh")):
            raise FatalProblems(_NO_RSYNC)
        parts = urlsplit(address)
        self._host = f"{parts.username}@{parts.hostname}" if parts.username else str(parts.hostname)
        self._root = unquote(parts.path).rstrip("/") or "/"
        self._place = tempfile.TemporaryDirectory(prefix="newsgen-")
        self._here = Path(self._place.name)
        port = ["-p", str(parts.port)] if parts.port else []
        shared = ["-o", "ControlMaster=auto", "-o", f"ControlPath={self._here / 'ssh'}", "-o", "ControlPersist=30"]
        self._ssh = [*shlex.split(command or "ssh"), *OPTIONS, *shared, *port]
        try:
            self._shell(f"cd -- {shlex.quote(self._root)} && mkdir -p {FOLDER}tmp")
        except BaseException:
            self.close()
            raise

    def _run(
        self, words: Sequence[str], data: bytes = b"", tick: Tick | None = None, expected: Sequence[int] = ()
    ) -> bytes:
        """Run a program to its end and return its output. Exit codes in ``expected`` raise _Answer, others TargetError."""
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
        """Run a script in the remote machine's sh, with arguments."""
        line = " ".join(["sh", "-c", shlex.quote(script), "sh", *map(shlex.quote, words)])
        return self._run([*self._ssh, self._host, line], data, tick, expected)

    def _rsync(self, words: Sequence[str], names: Iterable[str], tick: Tick | None = None) -> None:
        listing = b"".join(name.encode() + b"\0" for name in names)
        shell = shlex.join(self._ssh)
        self._run(
            ["rsync", "-rlt", "-s", "--timeout=120", "--from0", "--files-from=-", "-e", shell, *words], listing, tick
        )

    @property
    def _remote_root(self) -> str:
        return f"{self._host}:{self._root}/"

    def head(self) -> tuple[bytes, str] | None:
        data = self.read([HEAD]).get(HEAD)
        return None if data is None else (data, _version(data))

    def swap(self, data: bytes, version: str | None) -> str:
        self.send([Upload(FOLDER + "head.new", data, b"", len(data))], lambda: None)
        try:
            self._shell(_SWAP, self._root, version or "none", expected=[CONFLICT])
        except _Answer:
            raise HeadConflict from None
        return _version(data)

    def read(self, paths: Iterable[str]) -> Mapping[str, bytes]:
        with tempfile.TemporaryDirectory(dir=self._here) as folder:
            wanted = list(paths)
            if wanted:
                self._rsync(["--ignore-missing-args", self._remote_root, folder + "/"], wanted)
            return {path: file.read_bytes() for path in wanted if (file := Path(folder, path)).is_file()}

    def send(self, uploads: Sequence[Upload], tick: Tick) -> None:
        """Send files from a temporary folder of hard links.

        Their content cannot change meanwhile, because a build replaces files and never writes into them.
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
            # The remote rsync writes into a temporary folder and moves whole files out of it.
            words = ["--ignore-times", "--chmod=D755,F644", f"--temp-dir={FOLDER}tmp", folder + "/", self._remote_root]
            self._rsync(words, (upload.path for upload in uploads), tick)

    def delete(self, paths: Sequence[str], tick: Tick) -> None:
        """Delete files, and the folders that become empty."""
        above = {path[:i] for path in paths for i, sign in enumerate(path) if sign == "/"}
        folders = sorted(above - {FOLDER[:-1]}, reverse=True)
        script = 'cd -- "$1" && xargs -0 rm -f -- '
        self._shell(script, self._root, data=b"".join(p.encode() + b"\0" for p in paths), tick=tick)
        if folders:
            script = 'cd -- "$1" && xargs -0 rmdir --ignore-fail-on-non-empty -- 2>/dev/null; true'
            self._shell(script, self._root, data=b"".join(f.encode() + b"\0" for f in folders), tick=tick)

    def list_paths(self) -> Iterator[str]:
        output = self._shell('cd -- "$1" && find . -type f -print0', self._root)
        return (name.decode(errors="replace").removeprefix("./") for name in output.split(b"\0") if name)

    def inspect(self, paths: Sequence[str], tick: Tick) -> Mapping[str, RemoteFile]:
        """Read files' digests with the remote machine's b2sum, which gives the same digests as ``base.digest``."""
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
    """An exit code that carries an answer."""


def _version(data: bytes) -> str:
    from hashlib import sha256

    return sha256(data).hexdigest()


def _link_or_copy(source: Path, file: Path) -> None:
    try:
        os.link(source, file)
    except FileNotFoundError:
        pass  # the check that follows reports it
    except OSError:  # another file system
        shutil.copyfile(source, file)


def _refusal(stderr: str, code: int) -> TargetError:
    """Turn a program's error message into a TargetError that names the reason without names of hosts or files."""
    for words, kind in _REASONS:
        if words.lower() in stderr.lower():
            return TargetError(kind, words)
    return TargetError("unreachable" if code in (12, 30, 35, 255) else "other", f"exit code {code}")


_NO_RSYNC = error(
    "deploy-extra", N_("Targets by ssh need two programs that are not installed: rsync and ssh."),
    N_("Install them with your system's package manager."),
)  # fmt: skip
