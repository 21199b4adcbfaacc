"""Outputs on file systems that know no case, as those of macOS and Windows: no file takes another one's place unseen."""

import os
import unicodedata
from pathlib import Path

import pytest

from newsgen.build import new_paths, publish
from newsgen.build.output_folder import folded, knows_no_case
from newsgen.cli import command_line
from newsgen.site.layout import STAMP
from tests.support import NOW, Site, codes, story, tree
from tests.support.cases import sampled

ABOUT = "---\ntitle: عنا\n---\nنص\n"


@pytest.fixture
def site(tmp_path: Path) -> Site:
    site = Site(tmp_path / "site")
    site.story("first")
    return site


@pytest.fixture
def caseless(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file system that knows no case, as far as builds ask: what is deleted goes under every case."""
    unlink = Path.unlink

    def every_case(path: Path, missing_ok: bool = False) -> None:
        names = os.listdir(path.parent) if path.parent.is_dir() else []
        for name in names:
            if folded(name) == folded(path.name):
                unlink(path.parent / name)

    monkeypatch.setattr(Path, "unlink", every_case)
    for module in (publish, new_paths):
        monkeypatch.setattr(module, "knows_no_case", lambda output: True)


PAIRS = {
    "static files": ({"static/A.txt": "1"}, {"static/a.txt": "2"}),
    "in folders of two cases": ({"static/Maps/x.txt": "1"}, {"static/maps/x.txt": "2"}),
    "with letters outside of ASCII": ({"static/É.txt": "1"}, {"static/é.txt": "2"}),
    "plain pages": ({"content/pages/About.md": ABOUT}, {"content/pages/about.md": ABOUT}),
    "a static file and a front": ({"content/x.md": story()}, {"static/Sport/index.html": "x"}),
    "an alias and a front": ({"content/x.md": story()}, {"content/y.md": story("غيره", aliases=["/Sport/"])}),
    "two aliases": ({"content/x.md": story(aliases=["/Old/"])}, {"content/y.md": story("غيره", aliases=["/old/"])}),
    "a file and a folder": ({"static/Maps": "1"}, {"static/maps/x.txt": "2"}),
    "a folder and a file": ({"static/maps/x.txt": "1"}, {"static/MAPS": "2"}),
    "an alias and a static file": (
        {"content/x.md": story(aliases=["/Old/"])},
        {"static/old/Index.HTML": "x"},
    ),
}


@sampled(3)
@pytest.mark.usefixtures("caseless")
@pytest.mark.parametrize("together", [True, False])
@pytest.mark.parametrize("pair", PAIRS)
def test_two_paths_that_are_one_are_told_before_the_commit(site: Site, pair: str, together: bool) -> None:
    """Whether both come at once, or one later; ``--keep-good`` holds the newer one back, and the rest goes out."""
    first, second = PAIRS[pair]
    for path, text in first.items():
        site.write(path, text)
    if not together:
        assert site.build().published
    before = tree(site.output) if site.output.exists() else {}
    for path, text in second.items():
        site.write(path, text)
    report = site.build()
    assert not report.published
    assert set(codes(report)) == {"same-output"}
    assert "To the output's file system" in report.problems[0].message
    assert {path: data for path, data in tree(site.output).items() if path != STAMP} == {
        path: data for path, data in before.items() if path != STAMP
    }
    report = site.build(keep_good=True)
    assert report.published
    assert set(report.held) <= {*first, *second} - {"content/x.md" if not together else ""}
    names = [folded(path) for path in tree(site.output)]
    assert len(names) == len(set(names))


@sampled(3)
@pytest.mark.parametrize("pair", PAIRS)
def test_elsewhere_they_are_two(site: Site, pair: str) -> None:
    for path, text in {**PAIRS[pair][0], **PAIRS[pair][1]}.items():
        site.write(path, text)
    assert site.build().published


@pytest.mark.usefixtures("caseless")
def test_letters_that_only_some_file_systems_take_for_others_are_tried(site: Site) -> None:
    """The one of this test tells ß from ss, and a build asks it."""
    site.story("names", tags=["ß", "ss"])
    assert site.build().published
    assert {"topics/ß/index.html", "topics/ss/index.html"} <= set(tree(site.output))


@pytest.mark.usefixtures("caseless")
@pytest.mark.parametrize("variant", ["as it is", "no stamp", "clean", "other bytes"])
def test_a_name_that_gets_another_case_loses_no_file(site: Site, variant: str) -> None:
    site.write("static/A.txt", "text")
    site.write("static/Maps/x.txt", "map")
    site.write("content/pages/About.md", ABOUT)
    site.write("content/Two.md", story("قصة", aliases=["/Old/"]))
    assert site.build().published
    renamed = {
        "static/A.txt": "static/a.txt", "static/Maps/x.txt": "static/maps/x.txt",
        "content/pages/About.md": "content/pages/about.md", "content/Two.md": "content/two.md",
    }  # fmt: skip
    for old, new in renamed.items():
        text = (site.root / old).read_text()
        (site.root / old).unlink()
        site.write(new, text.replace("/Old/", "/old/") + ("\n" if variant == "other bytes" else ""))
    if variant == "no stamp":
        (site.output / STAMP).unlink()
    assert site.build(clean=variant == "clean").published
    found = {folded(path): data for path, data in tree(site.output).items()}
    assert site.build(site.root.parent / "again").published
    assert found == {folded(path): data for path, data in tree(site.root.parent / "again").items()}


def test_check_tells_it_too(site: Site, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    site.write("static/A.txt", "1")
    site.write("static/a.txt", "2")
    for module in (publish, new_paths):
        monkeypatch.setattr(module, "knows_no_case", lambda output: True)
    assert command_line.main(["check", "--site", str(site.root), "--now", NOW.isoformat(), "--lang", "en"]) != 0
    assert "To the output's file system" in capsys.readouterr().err


def test_the_question_is_answered_by_what_is_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    output = tmp_path / "public"
    assert not knows_no_case(output)
    output.mkdir()
    assert not knows_no_case(output)
    (output / STAMP).write_text("x")
    assert not knows_no_case(output)
    (output / STAMP.upper()).write_text("another file")
    assert not knows_no_case(output)
    listed = os.listdir
    monkeypatch.setattr(os, "listdir", lambda folder: [name.lower() for name in listed(folder)])
    assert knows_no_case(output)


def test_folded_paths_know_no_normalisation() -> None:
    for one, two in (("É", "é"), ("É.txt", unicodedata.normalize("NFD", "é.TXT")), ("ﬁ", "FI"), ("ς", "Σ"), ("ك", "ك")):
        assert folded(one) == folded(two)
    assert folded("ى") != folded("ي")
