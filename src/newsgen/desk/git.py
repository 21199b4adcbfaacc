"""Run git for the desk: bounded in time, without prompts, hooks, signatures and the settings of the machine."""

import os
import signal
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

PATIENCE = 30.0
"""Seconds that a command may take which asks no other machine."""

PATIENCE_REMOTE = 60.0
"""Seconds that a command may take which asks another machine."""

MOST_DETAIL = 600
"""The most characters of git's own words that are kept."""

_ALWAYS = (
    "--no-pager",
    "--literal-pathspecs",
    "--no-replace-objects",
    *(
        argument
        for setting in (
            "core.hooksPath=/dev/null",
            "core.fsmonitor=false",
            "core.fsync=committed",
            "core.quotePath=false",
            "commit.gpgSign=false",
            "log.showSignature=false",
            "gc.auto=0",
            "maintenance.auto=false",
            "submodule.recurse=false",
            "fetch.recurseSubmodules=false",
            "push.gpgSign=false",
        )
        for argument in ("-c", setting)
    ),
)

_REMOTE_PROTOCOLS = "file:git:http:https:ssh"
"""What a remote's address may begin with. Others, as ``ext``, run commands: git-remote-ext(1)."""

_SSH = "-oBatchMode=yes -oConnectTimeout=15"


class GitFault(StrEnum):
    """Why a command of git did not succeed."""

    MISSING = "missing"
    """git is not installed."""
    TIMEOUT = "timeout"
    """It took too long, and was ended."""
    FAILED = "failed"
    """It refused."""


class GitError(Exception):
    """A command of git did not succeed. ``detail`` is what it said, in its own words, at most ``MOST_DETAIL`` characters."""

    def __init__(self, fault: GitFault, detail: str = "") -> None:
        super().__init__(f"{fault}: {detail}")
        self.fault, self.detail = fault, detail


@dataclass(frozen=True, slots=True)
class Git:
    """git in one folder of a repository."""

    folder: Path

    def ask(self, *arguments: str, data: bytes = b"", patience: float = PATIENCE) -> bytes:
        """What git prints. ``data`` is its input. Raises GitError where it fails or takes longer than ``patience`` seconds."""
        code, out, said = self._run(arguments, data, patience)
        if code:
            raise GitError(GitFault.FAILED, said)
        return out

    def try_to(self, *arguments: str) -> bytes | None:
        """What git prints; None where it says no by its exit code. Raises GitError where git is missing or takes too long."""
        code, out, _ = self._run(arguments, b"", PATIENCE)
        return None if code else out

    def _run(self, arguments: tuple[str, ...], data: bytes, patience: float) -> tuple[int, bytes, str]:
        """Run git in a session of its own, which is ended as a whole when the time is over. No path or name in ``arguments``
        may begin with a hyphen, unless "--" stands before it."""
        import subprocess

        command = ["git", *_ALWAYS, *arguments]
        try:
            process = subprocess.Popen(
                command, cwd=self.folder, env=_environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                stderr=subprocess.PIPE, start_new_session=True,
            )  # fmt: skip
        except OSError as failure:
            raise GitError(GitFault.MISSING, str(failure)[:MOST_DETAIL]) from None
        try:
            out, said = process.communicate(data, timeout=patience)
        except subprocess.TimeoutExpired:
            with suppress(OSError):
                os.killpg(process.pid, signal.SIGKILL)
            with suppress(subprocess.TimeoutExpired):  # what holds its output open does not hold the desk
                process.communicate(timeout=1)
            raise GitError(GitFault.TIMEOUT) from None
        if process.returncode and arguments[0] == "fast-import":
            self._forget_report(process.pid)
        return process.returncode, out, readable(said)

    def _forget_report(self, process: int) -> None:
        """Delete the report that git-fast-import(1) leaves in the repository when it fails."""
        found = self.try_to("rev-parse", "--git-path", f"fast_import_crash_{process}")
        if found is not None:
            with suppress(OSError):
                (self.folder / os.fsdecode(found).removesuffix("\n")).unlink()


def readable(said: bytes) -> str:
    """git's words as one line of text that can be shown: without control characters, and not too long."""
    text = " ".join(said.decode(errors="replace").split())
    return "".join(letter for letter in text if letter.isprintable())[:MOST_DETAIL]


def _environment() -> dict[str, str]:
    """The environment of git: none of git's own variables, no settings of the machine or the account, no prompt."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "SSH_ASKPASS"))}
    return {
        **kept,
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_ATTR_NOSYSTEM": "1",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_ASKPASS": "",
        "SSH_ASKPASS_REQUIRE": "never",
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_ALLOW_PROTOCOL": _REMOTE_PROTOCOLS,
        "GCM_INTERACTIVE": "never",
        "LC_ALL": "C.UTF-8",
    }


def ssh_options(own: str) -> tuple[str, ...]:
    """Arguments of git that make ssh ask nobody; ``own`` is the repository's ``core.sshCommand``, empty for none."""
    return ("-c", f"core.sshCommand={own or 'ssh'} {_SSH}")
