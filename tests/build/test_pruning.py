"""``newsgen media prune``: what no record names goes, what any record names or a build may just be writing stays."""

from __future__ import annotations

import os
import shutil
import sqlite3
from pathlib import Path

import pytest

from newsgen.base import digest
from newsgen.base.problems import FatalProblems
from newsgen.build import pruning
from newsgen.build.pruning import MIN_AGE, Pruned
from newsgen.cli.command_line import main
from newsgen.pictures.recipe import Rendition
from newsgen.pictures.store import Store, store_of
from newsgen.record import schema
from newsgen.site.layout import RECORD, state_folder
from newsgen.site.settings_pictures import Pictures
from tests.support import SETTINGS, Site, tree
from tests.support.cases import sampled
from tests.support.pictures import png

FONTS = Path(__file__).parents[2] / "static/assets/fonts"

NOW = 2_000_000_000.0
"""Years after whatever the tests write."""

STRAY = Rendition("/media/00000000000000000000/480x320-1.webp", 480, 320, "webp")


@pytest.fixture
def site(tmp_path: Path) -> Site:
    site = Site(tmp_path / "site")
    site.write("content/a.png", png(800, 600))
    site.story("one", image="{src: a.png, alt: x}")
    return site


def build(site: Site, **more: object) -> None:
    report = site.build(renditions=None, **more)  # type: ignore[arg-type]
    assert report.published, report.problems


def kept(site: Site) -> list[str]:
    return sorted(tree(site.root / ".newsgen/renditions"))


def prune(site: Site, *, now: float = NOW, dry_run: bool = False, formats: str = "webp") -> Pruned:
    settings = Pictures(formats=(formats,))  # type: ignore[arg-type]
    return pruning.prune(site.root, settings, now=now, dry_run=dry_run)


def test_what_is_wanted_stays_and_the_next_build_makes_nothing(site: Site) -> None:
    build(site)
    before = kept(site)
    assert len(before) > 5
    assert prune(site) == Pruned(0, 0)
    assert kept(site) == before


def test_what_nothing_names_goes(site: Site) -> None:
    build(site)
    before = kept(site)
    store_of(site.root).put(STRAY, b"12345")
    assert prune(site, dry_run=True) == Pruned(1, 5)
    assert len(kept(site)) == len(before) + 1
    assert prune(site) == Pruned(1, 5)
    assert kept(site) == before
    assert not (site.root / ".newsgen/renditions/00000000000000000000").exists(), "nor is its folder left"


def test_the_crops_of_an_old_focus_and_of_a_picture_that_went_go(site: Site) -> None:
    build(site)
    first = set(kept(site))
    site.story("one", image="{src: a.png, alt: x, focus: [0.1, 0.9]}")
    build(site)
    both = set(kept(site))
    assert first < both
    prune(site)
    assert not {name for name in kept(site) if "-50-40-" in name}
    assert set(kept(site)) < both
    site.story("one")
    (site.root / "content/a.png").unlink()
    build(site)
    assert prune(site).files > 5
    assert kept(site) == []
    assert prune(site) == Pruned(0, 0)


def test_pictures_of_every_output_and_of_drafts_stay(site: Site, tmp_path: Path) -> None:
    site.write("content/b.png", png(900, 600, 50))
    site.story("two", image="{src: b.png, alt: x}", status="draft")
    build(site)
    build(site, output=tmp_path / "preview", drafts=True, now=site_now())
    before = kept(site)
    assert prune(site) == Pruned(0, 0)
    build(site)
    shutil.rmtree(state_folder(site.root, tmp_path / "preview"))
    assert prune(site) == Pruned(0, 0), "the record of the public output knows the draft"
    (site.root / "content/two.md").unlink()
    build(site)
    assert prune(site).files > 5
    assert set(kept(site)) < set(before)


def site_now() -> object:
    from tests.support import NOW as now

    return now


def test_formats_that_the_settings_do_not_have_any_more_go_after_the_build_without_them(site: Site) -> None:
    site.write("site.yml", SETTINGS + "pictures: {formats: [avif, webp]}\n")
    build(site)
    assert any(".avif." in name for name in kept(site))
    assert prune(site) == Pruned(0, 0), "the record names what is published still"
    site.write("site.yml", SETTINGS)
    build(site)
    prune(site)
    assert not any(".avif." in name for name in kept(site))


def test_nothing_young_goes(site: Site) -> None:
    build(site)
    store = store_of(site.root)
    store.put(STRAY, b"12345")
    (file,) = (store.root / "00000000000000000000").iterdir()
    left = store.root / "00000000000000000000/.new-abc"
    left.write_bytes(b"123")
    written = file.stat().st_mtime
    for path in (file, left):
        os.utime(path, (written, written))
    assert prune(site, now=written + MIN_AGE) == Pruned(0, 0)
    assert prune(site, now=written - 10 * MIN_AGE) == Pruned(0, 0), "nor what a clock puts into the future"
    assert prune(site, now=written + MIN_AGE + 1) == Pruned(2, 8)
    assert not file.exists()
    assert not left.exists()


def test_what_killed_builds_left_goes_from_a_folder_that_stays(site: Site) -> None:
    build(site)
    before = kept(site)
    folder = next((site.root / ".newsgen/renditions").iterdir())
    (folder / ".new-xyz").write_bytes(b"half")
    (folder / "notes").mkdir()
    assert prune(site) == Pruned(1, 4)
    assert kept(site) == before
    assert (folder / "notes").is_dir()


def test_a_link_is_not_followed(site: Site, tmp_path: Path) -> None:
    build(site)
    before = kept(site)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "mine.jpg").write_bytes(b"x")
    (site.root / ".newsgen/renditions/linked").symlink_to(elsewhere)
    folder = next(p for p in (site.root / ".newsgen/renditions").iterdir() if not p.is_symlink())
    (folder / ("one." + "0" * 32)).symlink_to(elsewhere / "mine.jpg")
    prune(site)
    assert (elsewhere / "mine.jpg").exists()
    assert kept(site) == before


def test_what_no_store_wrote_stays(site: Site, tmp_path: Path) -> None:
    """Somebody put a link to a folder of their own in the place of the store."""
    build(site)
    mine = tmp_path / "mine"
    os.rename(site.root / ".newsgen/renditions", mine)
    (site.root / ".newsgen/renditions").symlink_to(mine)
    for name in ("2026/letter.txt", "2026/.profile", "photos/a.jpg"):
        (mine / name).parent.mkdir(exist_ok=True)
        (mine / name).write_text("mine")
    before = tree(mine)
    store_of(site.root).put(STRAY, b"x")
    assert prune(site) == Pruned(1, 1)
    assert tree(mine) == before


def test_share_cards_stay_in_the_theme_s_font_and_in_the_newsroom_s(site: Site) -> None:
    (font,) = (file for file in FONTS.glob("text-*.woff2") if "latin" not in file.name)
    site.story("two", "عنوان بلا صورة")
    for own in (False, True):
        look = "look: {head_font: {src: /f/head.woff2}}\n" if own else ""
        if own:
            site.write("static/f/head.woff2", font.read_bytes())
        site.write("site.yml", SETTINGS + "cards: {since: 2020-01-01}\n" + look)
        build(site)
        assert prune(site).files == (1 if own else 0), "the card in the former font"
        assert [name for name in kept(site) if "/card-" in name]
        assert prune(site) == Pruned(0, 0)


def test_without_a_record_nothing_is_deleted(site: Site) -> None:
    """A fresh clone whose cache of renditions came back before the first build."""
    store_of(site.root).put(STRAY, b"12345")
    with pytest.raises(FatalProblems) as raised:
        prune(site)
    assert raised.value.problems[0].code == "prune-unbuilt"
    assert len(kept(site)) == 1


@sampled(3)
@pytest.mark.parametrize("damage", ["bytes", "version", "empty"])
def test_with_a_record_that_cannot_be_read_nothing_is_deleted(site: Site, damage: str, tmp_path: Path) -> None:
    build(site)
    build(site, output=tmp_path / "other")
    store_of(site.root).put(STRAY, b"12345")
    before = kept(site)
    path = state_folder(site.root, tmp_path / "other") / RECORD
    if damage == "version":
        with sqlite3.connect(path) as db:
            db.execute("UPDATE meta SET value = ? WHERE key = 'schema'", (schema.VERSION.encode() + b"0",))
        db.close()
    else:
        path.write_bytes(b"no record" if damage == "bytes" else b"")
    with pytest.raises(FatalProblems) as raised:
        prune(site)
    assert raised.value.problems[0].code == "prune-record"
    assert kept(site) == before
    build(site, output=tmp_path / "other")
    assert prune(site) == Pruned(1, 5)


def test_a_record_that_begins_anew_still_names_what_lies_in_its_output(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the first commit of a new record and the end of its build, the pictures are those of the record before."""
    from newsgen.record.recovery import open_record

    build(site)
    before = kept(site)
    open_record(state_folder(site.root, site.output) / RECORD, anew=True).close()
    assert prune(site) == Pruned(0, 0)
    assert kept(site) == before


def test_a_build_makes_again_what_was_pruned_too_early(site: Site) -> None:
    build(site)
    before = tree(site.output)
    list(store_of(site.root).prune(frozenset(), before=NOW))
    assert kept(site) == []
    build(site, clean=True)
    assert tree(site.output) == before


def test_a_folder_that_goes_while_a_file_is_put_is_made_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = Store(tmp_path / "store")
    real = Path.mkdir
    gone: list[Path] = []

    def mkdir(path: Path, *words: object, **more: object) -> None:
        real(path, *words, **more)  # type: ignore[arg-type]
        if not gone and path.name == STRAY.address.split("/")[2]:
            gone.append(path)
            path.rmdir()

    monkeypatch.setattr(Path, "mkdir", mkdir)
    store.put(STRAY, b"12345")
    assert gone
    assert store.get(STRAY) == b"12345"
    assert digest.of_bytes(b"12345").hex() in "".join(tree(tmp_path / "store"))


def test_the_command(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    def media(*words: str) -> tuple[int, str]:
        code = main(["media", *words, "--site", str(site.root), "--lang", "en"])
        told = capsys.readouterr()
        return code, told.out + told.err

    code, told = media("prune")
    assert (code, "Nothing has been built yet" in told) == (1, True)
    build(site)
    store = store_of(site.root)
    store.put(STRAY, bytes(1_500_000))
    assert media("prune") == (0, "Smaller pictures deleted that nothing uses any more: 0 (0.0 MB).\n"), "it is young"
    for file in (store.root / "00000000000000000000").iterdir():
        os.utime(file, (1_700_000_000, 1_700_000_000))
    code, told = media("prune", "--dry-run")
    assert (code, told) == (
        0,
        "Smaller pictures that nothing uses any more: 1 (1.5 MB). Without --dry-run they are deleted.\n",
    )
    assert media("prune") == (0, "Smaller pictures deleted that nothing uses any more: 1 (1.5 MB).\n")
    assert media("prune", "content")[0] == media("prune", "--json")[0] == media("status", "--dry-run")[0] == 2
