"""Purge the changed addresses from the caches in front of a site."""

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

from ..base.problems import N_, FatalProblems, Problem, error, warning
from ..site.settings import Settings
from ..site.settings_deploy import DeployTarget
from ..site.story_address import is_bare
from .target import Tick

TRIES = 4
PAUSE = 1.0  # seconds before the second try; each later pause is twice as long
LONGEST = 30.0  # seconds to wait at most when a cache asks for a pause
TIMEOUT = 30.0  # seconds for an answer
HOST_FILES = ("_headers", "_redirects", "_nginx/")


def address_of(path: str, settings: Settings) -> str:
    """Return the address at which a file is served, percent-encoded; empty for files that web hosts read and do not serve."""
    if path.startswith(HOST_FILES):
        return ""
    folder = path.removesuffix("index.html")
    address = folder if folder.endswith("/") or not folder else path
    if is_bare(settings.address) and not address.startswith("fragments/"):
        address = address.removesuffix(".html")
    return settings.absolute("/" + quote(address, safe="/~!$'()*+,;:@&="))


@dataclass(frozen=True, slots=True)
class PurgeResult:
    """The addresses that could not be purged, and why."""

    failed: Sequence[str] = ()
    problem: Problem | None = None


class Cache(Protocol):
    """A cache that can purge single addresses."""

    def purge(self, addresses: Sequence[str], tick: Tick) -> PurgeResult:
        """Purge these addresses and no others, in their order.

        Returns the addresses that were not purged, and why; raises nothing for a cache that fails. Once a batch fails after
        all its tries, the later ones are not tried and count as failed. Calls ``tick`` before every try.
        """


def caches_of(target: DeployTarget, site: Path, environment: Mapping[str, str]) -> list[Cache]:
    """Return the caches of a target, the innermost first; an empty list when it has none.

    In this order an outer cache that refetches a page gets the new one. ``site`` is the folder in which the site's own
    command runs. Contacts no cache. Raises FatalProblems when a token is missing from the environment.
    """
    caches: list[Cache] = []
    purge = target.purge
    if purge.varnish:
        caches.append(Varnish(purge.varnish))
    if purge.cloudflare:
        token = environment.get("CLOUDFLARE_API_TOKEN", "")
        if not token:
            raise FatalProblems(_NO_TOKEN)
        caches.append(Cloudflare(purge.cloudflare, token))
    if purge.command:
        caches.append(Command(purge.command, site))
    return caches


_NO_TOKEN = error(
    "deploy-credentials", N_("Purging at Cloudflare needs a token in the environment: CLOUDFLARE_API_TOKEN."),
    N_("Create a token that may only purge this zone's cache; see docs/deploy.md."),
)  # fmt: skip


class _PurgeFailed(Exception):
    """A try failed. ``after`` is the pause in seconds that the cache asks for; ``final`` means that another try is useless."""

    def __init__(self, reason: str, *, after: float = 0.0, final: bool = False) -> None:
        super().__init__(reason)
        self.after, self.final = after, final


def _in_batches(
    name: str, batches: Iterator[list[str]], send: Callable[[list[str]], None], tick: Tick, between: float = 0.0
) -> PurgeResult:
    """Send one batch after another, with retries, and return what was not purged.

    After a batch that failed for good, the others are not tried and count as failed. ``name`` is the cache's in the
    problem; ``between`` is the pause between two batches in seconds.
    """
    failed: list[str] = []
    reason = ""
    for number, batch in enumerate(batches):
        if reason:  # one batch failed after all its tries: the others would fail after the same wait
            failed += batch
            continue
        if number and between:
            time.sleep(between)
        try:
            _send_with_retries(batch, send, tick)
        except _PurgeFailed as failure:
            reason = str(failure)
            failed += batch
    return PurgeResult(failed, _not_purged(name, len(failed), reason)) if failed else PurgeResult()


def _send_with_retries(batch: list[str], send: Callable[[list[str]], None], tick: Tick) -> None:
    pause = PAUSE
    for number in range(1, TRIES + 1):
        tick()
        try:
            send(batch)
            return
        except _PurgeFailed as failure:
            if failure.final or number == TRIES:
                raise
            time.sleep(min(max(pause, failure.after), LONGEST))
            pause *= 2


def _not_purged(name: str, count: int, reason: str) -> Problem:
    return warning(
        "deploy-not-purged", N_("{name} did not purge {count} addresses: {reason}"),
        N_("The next “newsgen deploy” tries again; until then readers may see these pages as they were."),
        name=name, count=count, reason=reason,
    )  # fmt: skip


def _fetch(request: urllib.request.Request) -> bytes:
    """Send a request once and return the body of the answer. Raises _PurgeFailed, also for an error status."""
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT) as answer:
            return bytes(answer.read())
    except urllib.error.HTTPError as failure:
        after = failure.headers.get("Retry-After", "")
        wait = float(after) if re.fullmatch(r"\d{1,4}", after) else 0.0
        failure.close()
        raise _PurgeFailed(
            f"HTTP {failure.code}", after=wait, final=failure.code < 500 and failure.code not in (408, 429)
        ) from None
    except (OSError, http.client.HTTPException) as failure:
        reason = getattr(failure, "reason", failure)
        raise _PurgeFailed(str(getattr(reason, "strerror", "") or type(reason).__name__)) from None


@dataclass(frozen=True, slots=True)
class Cloudflare:
    """Purges single files of a zone: 100 addresses per request, at most 800 per second in the smallest plan.

    https://developers.cloudflare.com/cache/how-to/purge-cache/
    """

    zone: str
    token: str
    api: str = "https://api.cloudflare.com/client/v4"

    BATCH = 100
    BETWEEN = 0.2  # seconds: 500 addresses a second

    def purge(self, addresses: Sequence[str], tick: Tick) -> PurgeResult:
        batches = (list(addresses[i : i + self.BATCH]) for i in range(0, len(addresses), self.BATCH))
        return _in_batches("Cloudflare", batches, self._send, tick, self.BETWEEN)

    def _send(self, batch: list[str]) -> None:
        request = urllib.request.Request(
            f"{self.api}/zones/{self.zone}/purge_cache", json.dumps({"files": batch}).encode(), method="POST",
            headers={"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"},
        )  # fmt: skip
        try:
            answer = json.loads(_fetch(request))
        except ValueError:
            raise _PurgeFailed("no JSON") from None
        if answer.get("success") is not True:
            codes = [str(fault.get("code", "")) for fault in answer.get("errors", []) if isinstance(fault, dict)]
            raise _PurgeFailed(" ".join(["success: false", *codes]))


@dataclass(frozen=True, slots=True)
class Varnish:
    """Purges by key (vmod_xkey). A page's key is the path of its address; the VCL in docs/hosting.md sets the keys."""

    at: str

    LONGEST = 6000  # bytes of keys per request; Varnish accepts header lines of 8 KiB (http_req_hdr_len)

    def purge(self, addresses: Sequence[str], tick: Tick) -> PurgeResult:
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
        _fetch(urllib.request.Request(self.at, method="PURGE", headers={"xkey": keys}))


def key(address: str) -> str:
    """Return a page's key in Varnish. A space or a comma ends a key, so commas are escaped."""
    return urlsplit(address).path.replace(",", "%2C")


@dataclass(frozen=True, slots=True)
class Command:
    """The site's own command. It reads all addresses from standard input, one per line; exit code 0 means success.

    A command that fails runs again with all addresses, up to ``TRIES`` times in all.
    """

    words: Sequence[str]
    site: Path

    PATIENCE = 600.0  # seconds

    def purge(self, addresses: Sequence[str], tick: Tick) -> PurgeResult:
        return _in_batches(self.words[0], iter([list(addresses)]), self._send, tick)

    def _send(self, batch: list[str]) -> None:
        lines = "".join(address + "\n" for address in batch).encode()
        try:
            process = subprocess.run(
                list(self.words),
                input=lines,
                cwd=self.site,
                timeout=self.PATIENCE,
                check=False,
                stdout=subprocess.DEVNULL,
            )
        except FileNotFoundError:
            raise _PurgeFailed("not found", final=True) from None
        except (OSError, subprocess.TimeoutExpired) as failure:
            raise _PurgeFailed(type(failure).__name__) from None
        if process.returncode:
            raise _PurgeFailed(f"exit code {process.returncode}")
