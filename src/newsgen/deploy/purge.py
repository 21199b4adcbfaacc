"""Telling the caches in front of a site which addresses answer otherwise than before."""

import http.client
import json
import re
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from urllib.parse import quote, urlsplit

from ..base.problems import N_, Problem, Unusable, error, warning
from ..site.settings import Settings
from ..site.settings_deploy import DeployTarget
from .target import Tick

TRIES = 4
PAUSE = 1.0  # seconds before the second try; each later pause is twice as long
LONGEST = 30.0  # seconds that a cache may ask us to wait
TIMEOUT = 30.0  # seconds for an answer
HOSTS = ("_headers", "_redirects", "_nginx/")


def address_of(path: str, settings: Settings) -> str:
    """The whole address at which a file answers, percent-encoded; empty for files that hosts keep for themselves."""
    if path.startswith(HOSTS):
        return ""
    folder = path.removesuffix("index.html")
    address = folder if folder.endswith("/") or not folder else path
    return settings.absolute("/" + quote(address, safe="/~!$'()*+,;:@&="))


@dataclass(frozen=True, slots=True)
class Result:
    """The addresses that could not be purged, and why."""

    left: Sequence[str] = ()
    problem: Problem | None = None


class Purge(Protocol):
    """A cache that can be told."""

    def purge(self, addresses: Sequence[str], tick: Tick) -> Result:
        """Purge these addresses and no others, in their order."""


def purges(target: DeployTarget, site: Path, environment: Mapping[str, str]) -> list[Purge]:
    """The caches of a target, the innermost first: an outer one that asks again gets what is new."""
    found: list[Purge] = []
    purge = target.purge
    if purge.varnish:
        found.append(Varnish(purge.varnish))
    if purge.cloudflare:
        token = environment.get("CLOUDFLARE_API_TOKEN", "")
        if not token:
            raise Unusable(_NO_TOKEN)
        found.append(Cloudflare(purge.cloudflare, token))
    if purge.command:
        found.append(Command(purge.command, site))
    return found


_NO_TOKEN = error(
    "deploy-credentials", N_("Purging at Cloudflare needs a token in the environment: CLOUDFLARE_API_TOKEN."),
    N_("Make one that may purge this zone's cache and nothing else; docs/deploy.md says how."),
)  # fmt: skip


class _No(Exception):
    """A try failed; ``after`` is how long the cache asks us to wait, ``final`` that another try is useless."""

    def __init__(self, reason: str, *, after: float = 0.0, final: bool = False) -> None:
        super().__init__(reason)
        self.after, self.final = after, final


def _in_batches(
    name: str, batches: Iterator[list[str]], send: Callable[[list[str]], None], tick: Tick, between: float = 0.0
) -> Result:
    """Send batch after batch, each again when it failed; what failed to the end is left."""
    left: list[str] = []
    reason = ""
    for number, batch in enumerate(batches):
        if reason:  # one batch failed after all its tries: the others would only wait as long
            left += batch
            continue
        if number and between:
            time.sleep(between)
        try:
            _tried(batch, send, tick)
        except _No as no:
            reason = str(no)
            left += batch
    return Result(left, _not_purged(name, len(left), reason)) if left else Result()


def _tried(batch: list[str], send: Callable[[list[str]], None], tick: Tick) -> None:
    pause = PAUSE
    for number in range(1, TRIES + 1):
        tick()
        try:
            send(batch)
            return
        except _No as no:
            if no.final or number == TRIES:
                raise
            time.sleep(min(max(pause, no.after), LONGEST))
            pause *= 2


def _not_purged(name: str, count: int, reason: str) -> Problem:
    return warning(
        "deploy-not-purged", N_("{name} did not purge {count} addresses: {reason}"),
        N_("The next “newsgen deploy” tries again; until then readers may see these pages as they were."),
        name=name, count=count, reason=reason,
    )  # fmt: skip


def _asked(request: urllib.request.Request) -> bytes:
    """The body of an answer; raises _No."""
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT) as answer:
            return bytes(answer.read())
    except urllib.error.HTTPError as failure:
        after = failure.headers.get("Retry-After", "")
        wait = float(after) if re.fullmatch(r"\d{1,4}", after) else 0.0
        failure.close()
        raise _No(
            f"HTTP {failure.code}", after=wait, final=failure.code < 500 and failure.code not in (408, 429)
        ) from None
    except (OSError, http.client.HTTPException) as failure:
        reason = getattr(failure, "reason", failure)
        raise _No(str(getattr(reason, "strerror", "") or type(reason).__name__)) from None


@dataclass(frozen=True, slots=True)
class Cloudflare:
    """Purges single files of a zone. 100 addresses a request, at most 800 a second in the smallest plan.

    https://developers.cloudflare.com/cache/how-to/purge-cache/
    """

    zone: str
    token: str
    api: str = "https://api.cloudflare.com/client/v4"

    BATCH = 100
    BETWEEN = 0.2  # seconds: 500 addresses a second

    def purge(self, addresses: Sequence[str], tick: Tick) -> Result:
        batches = (list(addresses[i : i + self.BATCH]) for i in range(0, len(addresses), self.BATCH))
        return _in_batches("Cloudflare", batches, self._send, tick, self.BETWEEN)

    def _send(self, batch: list[str]) -> None:
        request = urllib.request.Request(
            f"{self.api}/zones/{self.zone}/purge_cache", json.dumps({"files": batch}).encode(), method="POST",
            headers={"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"},
        )  # fmt: skip
        try:
            told = json.loads(_asked(request))
        except ValueError:
            raise _No("no JSON") from None
        if told.get("success") is not True:
            codes = [str(one.get("code", "")) for one in told.get("errors", []) if isinstance(one, dict)]
            raise _No(" ".join(["success: false", *codes]))


@dataclass(frozen=True, slots=True)
class Varnish:
    """Purges by key (vmod_xkey): the key of a page is the path of its address. The recipe's VCL sets and takes them."""

    at: str

    LONGEST = 6000  # bytes of keys a request; Varnish takes lines of 8 KiB (http_req_hdr_len)

    def purge(self, addresses: Sequence[str], tick: Tick) -> Result:
        return _in_batches("Varnish", self._batches(addresses), self._send, tick)

    def _batches(self, addresses: Sequence[str]) -> Iterator[list[str]]:
        batch: list[str] = []
        size = 0
        for address in addresses:
            size += len(key(address)) + 1
            if batch and size > self.LONGEST:
                yield batch
                batch, size = [], len(key(address)) + 1
            batch.append(address)
        if batch:
            yield batch

    def _send(self, batch: list[str]) -> None:
        keys = " ".join(key(address) for address in batch)
        _asked(urllib.request.Request(self.at, method="PURGE", headers={"xkey": keys}))


def key(address: str) -> str:
    """The key of a page in Varnish: keys end at a space or a comma."""
    return urlsplit(address).path.replace(",", "%2C")


@dataclass(frozen=True, slots=True)
class Command:
    """A command of one's own: it gets the addresses on its standard input, one a line, and says yes with exit code 0."""

    words: Sequence[str]
    site: Path

    PATIENCE = 600.0  # seconds

    def purge(self, addresses: Sequence[str], tick: Tick) -> Result:
        return _in_batches(self.words[0], iter([list(addresses)]), self._send, tick)

    def _send(self, batch: list[str]) -> None:
        lines = "".join(address + "\n" for address in batch).encode()
        try:
            done = subprocess.run(
                list(self.words),
                input=lines,
                cwd=self.site,
                timeout=self.PATIENCE,
                check=False,
                stdout=subprocess.DEVNULL,
            )
        except FileNotFoundError:
            raise _No("not found", final=True) from None
        except (OSError, subprocess.TimeoutExpired) as failure:
            raise _No(type(failure).__name__) from None
        if done.returncode:
            raise _No(f"exit code {done.returncode}")
