"""Words in are words out: of generated Arabic posts with every kind of block, and of everything that the classic editor wrote."""

from __future__ import annotations

import difflib
import json
import unicodedata
from pathlib import Path

import pytest

from newsgen.cli import command_line
from newsgen.cli.arguments import read_settings
from newsgen.importers.dialect import to_markdown
from newsgen.importers.html_tree import parse
from newsgen.importers.import_map import ImportMap
from newsgen.importers.item import Item
from newsgen.importers.media import Media
from newsgen.importers.old_site import OldSite
from newsgen.importers.run import Import, run_import
from tests.importers.words import rendered, words_of
from tests.support import NOW, Site, arabic_wxr
from tests.support.arabic_wxr import BLOCKS, CLASSIC, Made, Maker
from tests.support.cases import first
from tests.support.pictures import png
from tests.support.wxr import export, item, read_items

HOSTS = frozenset({"river.example.org"})


class WholePictures:
    """A site that has every picture, none of them reduced."""

    def has(self, path: str) -> bool:
        return "-300x200" not in path


def lost(folder: Path, posts: list[Made], *inside: str) -> list[str]:
    """The posts whose words differ, each with its markup and the difference."""
    folder.mkdir(exist_ok=True)
    written = [
        item(n, made.markup, post_name=arabic_wxr.slug(n), inside=extra)
        for n, (made, extra) in enumerate(zip(posts, inside or [""] * len(posts), strict=True), 1)
    ]
    found = [one for one in read_items(folder, export(*written)) if isinstance(one, Item)]
    assert len(found) == len(posts)
    faults = []
    for one, made in zip(found, posts, strict=True):
        markdown = to_markdown(one.body, OldSite(HOSTS, Media(WholePictures()), one.address)).text
        there = [word for word in words_of(rendered(markdown)) if word != "—"]  # newsgen draws one before a speaker
        wanted = [word for word in unicodedata.normalize("NFC", made.words).split() if word != "—"]
        if there != wanted:
            changes = [line for line in difflib.ndiff(wanted, there) if line[0] in "+-"]
            faults.append("\n".join([made.markup, "-----", markdown, "-----", *changes[:10]]))
    return faults


@pytest.mark.parametrize("name", BLOCKS)
def test_a_block_keeps_its_words(tmp_path: Path, name: str) -> None:
    posts = [arabic_wxr.post(seed, {name: BLOCKS[name]}, 2) for seed in range(8)]
    assert not (found := lost(tmp_path, posts)), found[0]


@pytest.mark.parametrize("name", CLASSIC)
def test_what_the_classic_editor_wrote_keeps_its_words(tmp_path: Path, name: str) -> None:
    posts = [arabic_wxr.post(seed, {name: CLASSIC[name]}, 2) for seed in range(8)]
    assert not (found := lost(tmp_path, posts)), found[0]


@pytest.mark.parametrize("part", first(1, list(range(8))))
@pytest.mark.parametrize("makers", [BLOCKS, CLASSIC], ids=["blocks", "classic"])
def test_whole_posts_keep_their_words(tmp_path: Path, makers: dict[str, Maker], part: int) -> None:
    posts = [arabic_wxr.post(1000 * part + seed, makers) for seed in range(25)]
    assert not (found := lost(tmp_path, posts)), found[0]


def test_footnotes_keep_their_words(tmp_path: Path) -> None:
    made = [arabic_wxr.with_footnote(seed) for seed in range(8)]
    folder = tmp_path / "export"
    folder.mkdir()
    written = [item(n, one.markup, inside=extra) for n, (one, extra) in enumerate(made, 1)]
    for one, (wanted, _) in zip(read_items(folder, export(*written)), made, strict=True):
        assert isinstance(one, Item)
        assert words_of(rendered(to_markdown(one.body).text)) == wanted.words.split()


def test_built_pages_have_the_words_and_no_fault_of_structure(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    site = Site(tmp_path / "site", plain=False)
    makers = (BLOCKS, CLASSIC)
    posts = {n: arabic_wxr.post(n + 5000, makers[n % 2]) for n in range(1, 21)}
    uploads = tmp_path / "uploads/wp-content/uploads/2020/05"
    uploads.mkdir(parents=True)
    for number in range(9):
        (uploads / f"p-{number}.png").write_bytes(png(30 + number, 20))
    file = tmp_path / "export.xml"
    file.write_bytes(export(*(item(n, made.markup, post_name=f"news-{n}") for n, made in posts.items())))
    wanted = Import(site.root, read_settings(site.root), (file,), ImportMap(), media=tmp_path / "uploads")
    assert run_import(wanted).counts["written"] == len(posts)
    report = site.build()
    assert report.published, report.problems
    for number, made in posts.items():
        page = parse((site.output / f"2020/05/31/news-{number}/index.html").read_text(encoding="utf-8")).root
        there = " ".join(word for word in words_of(page) if word != "—")
        wanted_ = " ".join(word for word in unicodedata.normalize("NFC", made.words).split() if word != "—")
        assert wanted_ in there, (made.markup, there)
    capsys.readouterr()
    command_line.main(["check", "--site", str(site.root), "--now", NOW.isoformat(), "--json"])
    found = json.loads(capsys.readouterr().out)["problems"]
    assert "link-broken" in {one["code"] for one in found}, (
        "the check ran, and the old site's other stories are not here"
    )
    assert not [one for one in found if one["level"] == "error" or one["code"].startswith(("mark-", "markdown-"))]
