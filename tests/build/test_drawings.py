"""SVG files of ``static/``: an unsafe one stops the build, or is held back, and only those that changed are parsed."""

import gzip
import json
from pathlib import Path

import pytest

from newsgen.base import digest
from newsgen.cli.command_line import main
from newsgen.pictures import vector
from newsgen.record.record import Record
from newsgen.site.layout import RECORD, state_folder
from tests.support import NOW, SETTINGS, Site, codes, tree

GOOD = '<svg xmlns="http://www.w3.org/2000/svg">\n  <path d="M0 0h1"/>\n</svg>\n'
BETTER = GOOD.replace("h1", "h2")
BAD = GOOD.replace("<path", '<path onload="x()"')


@pytest.fixture
def site(tmp_path: Path) -> Site:
    site = Site(tmp_path / "site")
    site.story("one")
    site.write("static/maps/town.svg", GOOD)
    return site


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """The files that were parsed."""
    seen: list[bytes] = []
    real = vector.faults

    def faults(data: bytes) -> object:
        seen.append(data)
        return real(data)

    monkeypatch.setattr(vector, "faults", faults)
    return seen


def published(site: Site) -> str:
    return (site.output / "maps/town.svg").read_text()


def test_an_unsafe_drawing_stops_the_build_at_its_place(site: Site) -> None:
    assert site.build().published
    site.write("static/maps/town.svg", BAD)
    site.story("two")
    for _ in range(2):
        report = site.build()
        assert not report.published
        (problem,) = report.problems
        assert (problem.code, problem.level) == ("unsafe-svg", "error")
        assert (problem.file, problem.line, problem.column) == ("static/maps/town.svg", 2, 3)
    assert published(site) == GOOD
    site.write("static/maps/town.svg", BETTER)
    assert site.build().published
    assert published(site) == BETTER


def test_with_keep_good_the_last_good_copy_stays_and_all_else_goes_on(site: Site) -> None:
    site.build()
    site.write("static/maps/town.svg", BAD)
    site.write("static/new.SVG", BAD)
    site.story("two")
    report = site.build(keep_good=True)
    assert report.published
    assert codes(report) == ["unsafe-svg", "unsafe-svg"]
    assert published(site) == GOOD
    assert not (site.output / "new.SVG").exists()
    assert codes(site.build(keep_good=True)) == ["unsafe-svg", "unsafe-svg"], "a fault is told until it is mended"
    site.write("static/maps/town.svg", BETTER)
    site.write("static/new.SVG", GOOD)
    assert codes(site.build(keep_good=True)) == []
    assert published(site) == BETTER
    before = tree(site.output)
    site.build(clean=True)
    assert tree(site.output) == before


def test_a_drawing_that_goes_takes_its_fault_along(site: Site) -> None:
    site.write("static/new.svg", BAD)
    assert codes(site.build(keep_good=True)) == ["unsafe-svg"]
    (site.root / "static/new.svg").unlink()
    assert codes(site.build(keep_good=True)) == []


def test_only_what_changed_is_parsed(site: Site, parsed: list[bytes]) -> None:
    site.write("static/other.svg", BETTER)
    site.build()
    assert sorted(parsed) == sorted([GOOD.encode(), BETTER.encode()])
    site.story("one", body="غيره")
    site.write("static/note.txt", "x")
    site.build()
    assert len(parsed) == 2
    site.write("static/other.svg", GOOD + "<!-- -->")
    site.build()
    assert parsed[2:] == [(GOOD + "<!-- -->").encode()]
    site.write("site.yml", SETTINGS.replace("صحيفة", "جريدة"))
    site.build()
    assert len(parsed) == 5, "whoever reads every source reads these too"


def test_rules_that_came_after_a_drawing_find_it(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another version of newsgen reads every source again; then a drawing that nobody changed is held back."""
    monkeypatch.setattr(vector, "faults", lambda data: ())
    site.write("static/maps/town.svg", BAD)
    assert site.build().published
    monkeypatch.undo()
    assert site.build().published
    site.write("site.yml", SETTINGS.replace("صحيفة", "جريدة"))
    assert codes(site.build()) == ["unsafe-svg"]
    assert codes(site.build(keep_good=True)) == ["unsafe-svg"]


def test_check_reads_all_of_them(
    site: Site, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with monkeypatch.context() as before:
        before.setattr(vector, "faults", lambda data: ())
        site.write("static/maps/town.svg", BAD)
        assert site.build().published
    words = ["check", "--site", str(site.root), "--now", NOW.isoformat(), "--json", "--only", "build"]
    assert main(words) == 1
    (problem,) = json.loads(capsys.readouterr().out)["problems"]
    assert (problem["code"], problem["file"], problem["line"]) == ("unsafe-svg", "static/maps/town.svg", 2)
    assert published(site) == BAD, "a check changes nothing"


@pytest.mark.parametrize("name", ["x.svgz", "x.SVGZ", "x.svg"])
def test_compressed_drawings_are_refused(site: Site, name: str) -> None:
    site.write(f"static/{name}", gzip.compress(GOOD.encode()))
    (problem,) = site.build().problems
    assert (problem.code, problem.file) == ("unsafe-svg", f"static/{name}")
    assert "compressed" in problem.message


def test_a_drawing_that_is_too_large_is_not_read_to_its_end(site: Site, parsed: list[bytes]) -> None:
    site.write("static/x.svg", b" " * (vector.MAX_BYTES + 1_000_000))
    assert codes(site.build()) == ["unsafe-svg"]
    assert max(map(len, parsed)) == vector.MAX_BYTES + 1


def test_a_drawing_that_only_hidden_stories_use_is_looked_at_before_it_is_published(site: Site) -> None:
    site.write("static/later.svg", BAD)
    site.story("later", date="2027-01-01 10:00", body="[رسم](/later.svg)")
    assert codes(site.build()) == ["unsafe-svg"]


def test_the_themes_own_drawings_are_trusted(site: Site, parsed: list[bytes]) -> None:
    (site.root / "static/maps/town.svg").unlink()
    assert site.build().published
    assert any(site.output.rglob("*.svg"))
    assert parsed == []


def test_the_record_has_the_digest_of_the_bytes_that_were_parsed(site: Site) -> None:
    site.build()
    record = Record(state_folder(site.root, site.output) / RECORD)
    try:
        assert record.sources.digest("static/maps/town.svg") == digest.of_bytes(GOOD.encode())
    finally:
        record.close()
