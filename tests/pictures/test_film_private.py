"""What is private in films of the MP4 family: blanked where it stands, and nothing else is touched."""

from __future__ import annotations

import io
import shutil
import struct
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsgen.base.digest import CHUNK
from newsgen.media.adding import Added, add
from newsgen.media.cache import Cache
from newsgen.media.folder_store import FolderStore
from newsgen.pictures.film_private import Blanked, Film, read_film
from newsgen.pictures.recording import read_recording
from tests.pictures.recordings import MOVIE, PIXELS, box, film, meta, text, track
from tests.support import SETTINGS, Site, codes

PLACE = b"+31.9539+035.9106/"
SECRET = b"SECRET-serial-4711"


def value(kind: bytes, data: bytes) -> bytes:
    return box(kind, box(b"data", bytes(8) + data))


def keys(**values: bytes) -> bytes:
    names = b"".join(box(b"mdta", b"com.apple.quicktime." + name.replace("_", ".").encode()) for name in values)
    items = (value(struct.pack(">L", number), data) for number, data in enumerate(values.values(), 1))
    return box(b"keys", bytes(4) + struct.pack(">L", len(values)) + names) + box(b"ilst", b"".join(items))


OWN = text(b"\xa9nam", "ميناء".encode()) + text(b"cprt", b"(c) Layla Haddad") + text(b"\xa9ART", b"Layla Haddad")


def found(data: bytes) -> Film:
    result = read_film(io.BytesIO(data), len(data))
    assert result is not None
    return result


def published(data: bytes, part: int = CHUNK) -> bytes:
    reader = Blanked(io.BytesIO(data), found(data))
    parts = []
    while chunk := reader.read(part):
        parts.append(chunk)
    return b"".join(parts)


PRIVATE = {
    "a telephone's": (film(box(b"udta", text(b"\xa9xyz", PLACE) + OWN)), True, False),
    "3GPP's": (film(box(b"udta", OWN + box(b"loci", bytes(6) + PLACE))), True, False),
    "Apple's": (film(meta(b"mdta", keys(title="ميناء".encode(), location_ISO6709=PLACE, make=SECRET), version=False)), True, False),
    "keys in user data": (film(box(b"udta", meta(b"mdta", keys(copyright=b"(c)", location_name=PLACE)))), True, False),
    "iTunes'": (film(box(b"udta", meta(b"mdir", box(b"ilst", value(b"\xa9nam", b"x") + value(b"----", SECRET))))), False, False),
    "of a track": (film(track(b"soun", box(b"udta", text(b"\xa9xyz", PLACE)))), True, False),
    "a dashboard's": (film(box(b"gps ", PLACE)), True, True),
    "of makers": (film(box(b"udta", box(b"MMA1", SECRET) + box(b"thmb", SECRET))), False, False),
    "XMP": (film(b"", after=box(b"uuid", bytes.fromhex("be7acfcb97a942e89c71999491e3afac") + SECRET)), False, False),
    "of the whole file": (film(b"", after=box(b"SEFT", SECRET)), False, False),
    "another handler": (film(meta(b"smta", SECRET)), False, False),
    "a damaged list": (film(box(b"udta", text(b"\xa9xyz", PLACE) + b"\0\0\xff\xffabcd" + SECRET)), True, False),
    "a list with an end": (film(box(b"udta", text(b"\xa9xyz", PLACE) + bytes(4))), True, False),
    "left behind": (film(box(b"free", SECRET) + box(b"udta", box(b"skip", PLACE)), after=box(b"free", SECRET)), False, False),
    "wide boxes": (film(box(b"udta", struct.pack(">L4sQ", 1, b"\xa9xyz", 16 + len(PLACE)) + PLACE)), True, False),
    "before the kind": (film(box(b"udta", text(b"\xa9xyz", PLACE)), first=b""), True, False),
}  # fmt: skip


@pytest.mark.parametrize("name", PRIVATE)
def test_what_is_private_is_blanked(name: str) -> None:
    data, has_position, is_doubtful = PRIVATE[name]
    result = published(data)
    assert (found(data).has_position, found(data).is_doubtful) == (has_position, is_doubtful)
    assert len(result) == len(data)
    assert PLACE not in result
    assert SECRET not in result
    for kept in (PIXELS, MOVIE, track(b"vide")):
        assert kept in result
    for kept in ("ميناء".encode(), b"(c) Layla Haddad", b"\xa9ART"):
        assert result.count(kept) == data.count(kept)
    before, after = io.BytesIO(data), io.BytesIO(result)
    assert read_recording(before, len(data)) == read_recording(after, len(result))
    assert published(result) == result
    assert {published(data, part) for part in (1, 7, 64)} == {result}


@pytest.mark.parametrize(
    "data",
    [
        film(b""),
        film(box(b"udta", OWN) + box(b"free", bytes(9))),
        film(box(b"udta", b"")),
        film(track(b"vide", box(b"uuid", bytes.fromhex("ffcc8263f8554a938814587a02521fdd") + b"<rdf/>"))),
        film(box(b"udta", meta(b"mdir", box(b"ilst", value(b"\xa9nam", b"x") + value(b"covr", b"x"))))),
    ],
)
def test_nothing_else_is_touched(data: bytes) -> None:
    assert found(data) == Film((), has_position=False, is_doubtful=False)
    assert published(data) == data


@pytest.mark.parametrize(
    "data",
    [film(track(b"meta")), film(b"", after=b"a trailer of a camera"), film(b"")[:-9], film(b"\0\0\xff\xffabcd"),
     film(track(b"soun", b"\0\0\xff\xffabcd")), film(b"\0\0\0\1free")],
    ids=["measurements", "a trailer", "cut", "a damaged movie", "a damaged track", "a size that is cut off"],
)  # fmt: skip
def test_what_may_remain_is_known(data: bytes) -> None:
    assert found(data).is_doubtful


@pytest.mark.parametrize("data", [b"", b"ftyp", b"\x1aE\xdf\xa3" * 4, b"ID3\4" + bytes(99), b"RIFF\0\0\0\0WAVE"])
def test_other_files_are_left_alone(data: bytes) -> None:
    assert read_film(io.BytesIO(data), len(data)) is None


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(sorted(PRIVATE)), st.data())
def test_damage_never_raises_and_moves_nothing(name: str, draw: st.DataObject) -> None:
    data = bytearray(PRIVATE[name][0])
    for _ in range(draw.draw(st.integers(1, 3))):
        data[draw.draw(st.integers(0, len(data) - 1))] = draw.draw(st.sampled_from([0, 1, 8, 255]))
    cut = bytes(data[: draw.draw(st.integers(8, len(data)))])
    if (film := read_film(io.BytesIO(cut), len(cut))) is None:
        return
    result = published(cut)
    assert len(result) == len(cut)
    inside = {
        at for blank in film.blanks for at in (*range(blank.type, blank.type + 4), *range(blank.start, blank.end))
    }
    assert all(at in inside for at in range(len(cut)) if cut[at] != result[at])


def test_a_build_publishes_films_without_it(tmp_path: Path) -> None:
    """And an unchanged film is not read again; one that changes is."""
    site = Site(tmp_path / "site")
    data = PRIVATE["a telephone's"][0]
    site.write("static/films/a.MP4", data)
    site.write("static/b.m4a", film(b""))
    site.write("static/c.mp4", b"no film")
    assert codes(site.build()) == []
    file = site.output / "films/a.MP4"
    assert file.read_bytes() == published(data)
    assert (site.output / "b.m4a").read_bytes() == film(b"")
    assert (site.output / "c.mp4").read_bytes() == b"no film"
    assert site.build().written == ()
    other = PRIVATE["3GPP's"][0]
    site.write("static/films/a.MP4", other)
    assert site.build().written == ("films/a.MP4",)
    assert file.read_bytes() == published(other)
    site.write("static/films/a.MP4", published(other))
    assert site.build().written == (), "the same bytes are published"
    file.write_bytes(b"lost")
    assert site.build(clean=True).written == ("films/a.MP4",)
    assert file.read_bytes() == published(other)


def test_a_film_of_the_media_store(tmp_path: Path) -> None:
    """It is published alike; after the record is lost, it is fetched only where the output has other bytes than the original."""
    site = Site(tmp_path / "site", settings=SETTINGS + "media: {store: ../store}\n")
    (tmp_path / "store").mkdir()
    store, cache = FolderStore(tmp_path / "store"), Cache(site.root)
    private = film(box(b"udta", text(b"\xa9xyz", PLACE)))
    for name, data in (("a.mp4", private), ("b.mp4", film(b""))):
        site.write(f"static/{name}", data)
        assert isinstance(add(site.root, f"static/{name}", store, cache), Added)
    assert site.build().published
    assert (site.output / "a.mp4").read_bytes() == published(private)
    shutil.rmtree(cache.folder)
    assert site.build(clean=True).written == ()
    assert [file.stat().st_size for file in cache.folder.rglob("*.mp4")] == [len(private)]
