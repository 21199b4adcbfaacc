"""A site with pictures, and a store in a folder beside it."""

from __future__ import annotations

from pathlib import Path

import pytest

from newsgen.media.cache import Cache
from newsgen.media.folder_store import FolderStore
from tests.pictures.iptc import UTF8, iim, picture, with_iptc
from tests.support import SETTINGS, Site

CAPTION = "قارئان في المكتبة"


def photograph(shade: int = 0) -> bytes:
    """A picture of 160 × 90 pixels with a caption and a credit; ``shade`` makes others of it."""
    block = iim(UTF8, ((2, 120), CAPTION.encode()), ((2, 110), "المدينة".encode()), ((2, 5), str(shade).encode()))
    return with_iptc(picture(size=(160, 90)), block)


@pytest.fixture
def site(tmp_path: Path) -> Site:
    made = Site(tmp_path / "site", settings=SETTINGS + "media: {store: ../store}\n")
    (tmp_path / "store").mkdir()
    return made


@pytest.fixture
def store(site: Site) -> FolderStore:
    return FolderStore(site.root.parent / "store")


@pytest.fixture
def cache(site: Site) -> Cache:
    return Cache(site.root)
