"""Sites to be deployed, targets to deploy them to, and what the tests ask of both."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from newsgen.deploy.purge import Cache, PurgeResult
from newsgen.deploy.request import DeployReport, Listener, Request
from newsgen.deploy.run import deploy
from newsgen.deploy.target import FOLDER, HEAD, RemoteFile, Target, Tick, Upload
from newsgen.site.settings import Settings
from newsgen.site.settings_deploy import DeployTarget
from newsgen.site.settings_file import read
from tests.support import NOW, Site, tree
from tests.support.pictures import png

PNG = png(7, 5)

SETTINGS = """\
title: صحيفة التجربة
base_url: https://example.org/
timezone: Asia/Amman
sections:
  - {id: politics, name: سياسة}
  - {id: sport, name: رياضة}
"""


def newsroom(root: Path, *, settings: str = SETTINGS, stories: int = 6) -> Site:
    """A small newsroom with the default theme, with Arabic addresses, pictures, topics."""
    site = Site(root, plain=False, settings=settings)
    site.write("content/p.png", PNG)
    site.write("static/ملف بمسافة.txt", "نص " * 200)
    for number in range(stories):
        site.story(f"قصة-{number}", f"القصة رقم {number}", **fields(number))
    return site


def fields(number: int) -> dict[str, Any]:
    """What the newsroom's story of a number says of itself: every third has the picture."""
    picture = {"image": "{src: p.png, alt: صورة}"} if number % 3 == 0 else {}
    return {
        "section": ("politics", "sport")[number % 2], "date": f"2026-05-{number % 27 + 1:02} 08:00",
        "tags": ["مياه", f"وسم{number % 3}"], **picture,
    }  # fmt: skip


def settings_of(site: Site) -> Settings:
    found, problems = read((site.root / "site.yml").read_bytes())
    assert found is not None, problems
    return found


@dataclass
class Deploys:
    """Deploys of a site to a target, each with a name of its own."""

    site: Site
    opened: Callable[[], Target]
    to: str = "s3://bucket"
    options: Mapping[str, Any] = field(default_factory=dict)
    purges: Sequence[Cache] = ()
    by: str = "here"
    count: int = 0

    def __call__(
        self, *, now: datetime = NOW, target: Target | None = None, by: str | None = None, **more: Any
    ) -> DeployReport:
        self.count += 1
        place = DeployTarget(name="live", to=self.to, **self.options)
        order = Request(
            self.site.root, self.site.output, settings_of(self.site), place, now, by or self.by,
            f"{os.getpid()}-{self.count}", **more,
        )  # fmt: skip
        opened = target or self.opened()
        try:
            return deploy(order, opened, self.purges, Listener())
        finally:
            opened.close()


def published(site: Site) -> dict[str, bytes]:
    """What a target should hold of a site."""
    return {path: data for path, data in tree(site.output).items() if path != ".newsgen"}


def served(folder: Path) -> dict[str, bytes]:
    """What a directory holds without the manifest."""
    return {path: data for path, data in tree(folder).items() if not path.startswith(FOLDER)}


def copied(site: Site, root: Path) -> Site:
    """A copy of a built site, with its record."""
    shutil.copytree(site.root, root, symlinks=True)
    return replace(site, root=root)


@dataclass
class Watched:
    """A target that tells what was asked of it, and fails where the test says so."""

    target: Target
    calls: list[tuple[str, str]] = field(default_factory=list)
    manifest_bytes: int = 0
    before: Callable[[str, str], object] = lambda what, path: None
    """Called before each file is sent, deleted, read or looked at, and before each swap."""

    @property
    def carries_headers(self) -> bool:
        return self.target.carries_headers

    def _told(self, what: str, path: str) -> None:
        self.calls.append((what, path))
        self.before(what, path)

    def head(self) -> tuple[bytes, str] | None:
        self._told("head", HEAD)
        found = self.target.head()
        self.manifest_bytes += len(found[0]) if found else 0
        return found

    def swap(self, data: bytes, version: str | None) -> str:
        self._told("swap", HEAD)
        self.manifest_bytes += len(data)
        return self.target.swap(data, version)

    def read(self, paths: Iterable[str]) -> Mapping[str, bytes]:
        wanted = list(paths)
        for path in wanted:
            self._told("read", path)
        found = self.target.read(wanted)
        self.manifest_bytes += sum(map(len, found.values()))
        return found

    def send(self, uploads: Sequence[Upload], tick: Tick) -> None:
        for upload in uploads:
            self._told("send", upload.path)
            if upload.path.startswith(FOLDER):
                self.manifest_bytes += upload.size
            self.target.send([upload], tick)

    def delete(self, paths: Sequence[str], tick: Tick) -> None:
        for path in paths:
            self._told("delete", path)
            self.target.delete([path], tick)

    def list_paths(self) -> Iterator[str]:
        self._told("list", "")
        return self.target.list_paths()

    def inspect(self, paths: Sequence[str], tick: Tick) -> Mapping[str, RemoteFile]:
        for path in paths:
            self._told("look", path)
        return self.target.inspect(paths, tick)

    def close(self) -> None:
        self.target.close()

    def named(self, what: str) -> list[str]:
        """The site's own files with which something was done, in their order."""
        return [path for did, path in self.calls if did == what and not path.startswith(FOLDER)]


@dataclass
class Told:
    """A cache that remembers what it was told."""

    batches: list[list[str]] = field(default_factory=list)
    broken: bool = False

    def purge(self, addresses: Sequence[str], tick: Tick) -> PurgeResult:
        self.batches.append(list(addresses))
        return PurgeResult(list(addresses)) if self.broken else PurgeResult()

    @property
    def addresses(self) -> list[str]:
        return [address for batch in self.batches for address in batch]
