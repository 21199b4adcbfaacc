"""Packed sources are unpacked, and neither bombs nor paths in them do harm."""

from __future__ import annotations

import gzip
import io
import stat
import tempfile
import zipfile
from pathlib import Path

import pytest

from newsgen.importers import packed
from newsgen.importers.packed import unpacked
from tests.importers.test_run import POLITICS, contents, imports
from tests.support import Site, tree
from tests.support.wxr import export, item

EXPORT = export(item(1, inside=POLITICS))
OTHER = export(item(2, inside=POLITICS))


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path / "site", plain=False)


def zipped(**files: bytes) -> bytes:
    return zipped_names({name.replace("_", "."): data for name, data in files.items()})


def zipped_names(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def test_packed_exports_give_the_same_files_and_leave_nothing_behind(
    tmp_path: Path, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    (tmp_path / "a.xml").write_bytes(EXPORT)
    (tmp_path / "b.xml").write_bytes(OTHER)
    imports(site, tmp_path / "a.xml", tmp_path / "b.xml")
    plain = contents(site)
    (tmp_path / "a.xml.gz").write_bytes(gzip.compress(EXPORT))
    (tmp_path / "b.zip").write_bytes(zipped(b_xml=OTHER))
    (tmp_path / "both.zip").write_bytes(zipped(a_xml=EXPORT, b_xml=OTHER, notes_txt=b"x"))
    for number, names in enumerate([("a.xml.gz", "b.zip"), ("both.zip",)]):
        other = Site(tmp_path / f"site{number}", plain=False)
        assert imports(other, *(tmp_path / name for name in names))["written"] == 2
        assert contents(other) == plain
    assert not list((tmp_path / "temporary").iterdir())


def test_hostile_members_stay_inside(tmp_path: Path, site: Site) -> None:
    link = zipfile.ZipInfo("link.xml")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in (
            "../../escape.xml",
            "/tmp/escape.xml",
            "a/../../escape.xml",
            "good.xml",
            "__MACOSX/x.xml",
            ".hidden.xml",
        ):
            archive.writestr(name, EXPORT)
        archive.writestr(link, "/etc/passwd")
    (tmp_path / "x.zip").write_bytes(out.getvalue())
    with unpacked([tmp_path / "x.zip"]) as sources:
        assert [path.name for path in sources.paths] == ["good.xml"]
        assert set(tree(sources.paths[0].parents[1])) == {"x.zip/good.xml"}
    assert not list(tmp_path.rglob("escape.xml"))


def test_bombs_and_broken_files_are_told(tmp_path: Path, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packed, "LEAST_LIMIT", 2**20)
    zeros = bytes(2**21)
    (tmp_path / "bomb.zip").write_bytes(zipped(a_xml=zeros[: 2**20 - 1], b_xml=zeros[:9]))
    (tmp_path / "bomb.gz").write_bytes(gzip.compress(zeros))
    (tmp_path / "cut.gz").write_bytes(gzip.compress(EXPORT)[:-30])
    (tmp_path / "cut.zip").write_bytes(zipped(a_xml=EXPORT)[:-30])
    (tmp_path / "bad.gz").write_bytes(gzip.compress(EXPORT)[:40] + b"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx")
    data = bytearray(zipped(a_xml=EXPORT))
    data[6] |= 1  # a password is needed
    data[data.index(b"PK\x01\x02") + 8] |= 1
    (tmp_path / "locked.zip").write_bytes(bytes(data))
    (tmp_path / "good.zip").write_bytes(zipped(a_xml=EXPORT))
    names = ("bomb.zip", "bomb.gz", "cut.gz", "cut.zip", "bad.gz", "locked.zip", "good.zip")
    counts = imports(site, *(tmp_path / name for name in names))
    assert (counts["import-packed-large"], counts["import-packed"]) == (2, 4)
    assert (counts["broken"], counts["written"]) == (6, 1)


def test_places_are_named_by_the_packed_file(tmp_path: Path, site: Site) -> None:
    (tmp_path / "x.zip").write_bytes(zipped(page_html=b"<!doctype html><p>login</p>"))
    counts = imports(site, tmp_path / "x.zip")
    assert (counts["broken"], counts["import-unread"]) == (1, 1)


def test_packed_files_in_a_folder_are_told(tmp_path: Path, site: Site) -> None:
    folder = tmp_path / "exports"
    folder.mkdir()
    (folder / "a.xml").write_bytes(EXPORT)
    (folder / "b.zip").write_bytes(zipped(b_xml=OTHER))
    counts = imports(site, folder)
    assert (counts["written"], counts["import-packed-inside"]) == (1, 1)


def test_an_export_without_items_is_told(tmp_path: Path, site: Site) -> None:
    (tmp_path / "a.xml").write_bytes(export())
    assert imports(site, tmp_path / "a.xml") == {"import-nothing": 1}
