"""Builds of a site whose originals lie in a store: the pages are those that the files themselves would give."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from newsgen.base.problems import Problem
from newsgen.build.build import build
from newsgen.build.on_request import picture_on_request
from newsgen.build.run import Options
from newsgen.cli.command_line import main
from newsgen.media.cache import Cache
from newsgen.media.library import library
from newsgen.model.timestamps import microseconds
from newsgen.observe import finders
from newsgen.record.view import View
from newsgen.site.settings_pictures import Pictures
from tests.media.conftest import CAPTION
from tests.pictures.iptc import UTF8, iim, picture, with_iptc
from tests.pictures.recordings import mp4
from tests.support import NOW, SETTINGS, Site, codes, text_of, tree

PATH = "content/2026/library.jpg"
SIDECAR = PATH + ".yml"


def photograph(shade: int = 0, size: tuple[int, int] = (1300, 900)) -> bytes:
    block = iim(UTF8, ((2, 120), CAPTION.encode()), ((2, 110), "المدينة".encode()), ((2, 5), str(shade).encode()))
    return with_iptc(picture(size=size), block)


def media(site: Site, *words: str) -> None:
    assert main(["media", *words, "--site", str(site.root)]) == 0


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """Two stories with a picture, one in its text, and a film that a third links to."""
    (tmp_path / "store").mkdir()
    made = Site(tmp_path / "site", plain=False, settings=SETTINGS + "media: {store: ../store}\n")
    made.write(PATH, photograph())
    made.write("static/film.mp4", mp4())
    made.story("2026/one", "الأولى", image="{src: library.jpg, alt: قارئان}")
    made.story("2026/two", "الثانية", body="نص.\n\n![قارئان](library.jpg)\n\nنص.")
    made.story("2026/three", "الثالثة", body="[الفيلم](/film.mp4)")
    return made


def out(site: Site) -> dict[str, bytes]:
    return {path: data for path, data in tree(site.output).items() if path != ".newsgen"}


def clean(site: Site) -> dict[str, bytes]:
    """What a build without a record makes in another place."""
    other = site.root.parent / "clean"
    shutil.rmtree(other, ignore_errors=True)
    report = site.build(other, clean=True)
    assert report.published, report.problems
    found = {path: data for path, data in tree(other).items() if path != ".newsgen"}
    shutil.rmtree(other)
    return found


def built(site: Site) -> dict[str, bytes]:
    """An incremental build, which leaves what a clean one would."""
    report = site.build()
    assert report.published, report.problems
    assert out(site) == clean(site)
    return out(site)


def edit(site: Site, old: str, new: str) -> None:
    text = (site.root / SIDECAR).read_text()
    assert old in text
    site.write(SIDECAR, text.replace(old, new))


# the same pages


def test_the_pages_are_those_of_the_files(site: Site) -> None:
    """A sidecar without texts, then the file put back beside it: no byte of the output changes."""
    before = built(site)
    media(site, "add", "content", "static")
    for entry in library(site.root).entries:
        text = (site.root / entry.path).read_text()
        lines = [line for line in text.splitlines() if not line.startswith(("caption:", "credit:", "by:"))]
        site.write(entry.path, "\n".join(lines))
    assert built(site) == before
    assert site.build().written == ()
    media(site, "pull", PATH, "static/film.mp4")
    assert built(site) == before
    media(site, "add", PATH, "static/film.mp4")
    assert built(site) == before


def test_orientation_transparency_and_movement_are_in_the_sidecar(site: Site) -> None:
    from PIL import Image

    exif = Image.Exif()
    exif[0x112] = 6
    site.write(PATH, picture(size=(1300, 900), exif=exif.tobytes()))
    frames = [Image.new("P", (80, 60), colour) for colour in (1, 2)]
    site.write("content/2026/moving.gif", b"")
    frames[0].save(site.root / "content/2026/moving.gif", save_all=True, append_images=frames[1:])
    clear = Image.new("RGBA", (700, 500), (1, 2, 3, 100))
    clear.save(site.root / "content/2026/clear.png")
    site.story("2026/four", body="![أ](moving.gif)\n\n![ب](clear.png)")
    before = built(site)
    media(site, "add", "content")
    assert (site.root / "content/2026/moving.gif.yml").exists()
    assert built(site) == before


# texts and focus


def test_texts_of_the_sidecar_count_where_the_story_has_none(site: Site) -> None:
    site.story("2026/one", "الأولى", image="{src: library.jpg}")
    site.story("2026/two", "الثانية", image="{src: library.jpg, alt: من القصة, caption: شرح القصة, credit: مصور القصة}")
    assert "no-alt" in codes(site.build())
    media(site, "add", "content")
    edit(site, "alt:", "alt: قارئان عند النافذة")
    report = site.build()
    assert report.published
    assert "no-alt" not in codes(report)
    one, two = (page(site, title) for title in ("الأولى", "الثانية"))
    assert "قارئان عند النافذة" in one
    assert CAPTION in one
    assert "المدينة" in one
    assert "من القصة" in two
    assert "شرح القصة" in two
    assert "مصور القصة" in two
    assert two.index("من القصة") < two.index("قارئان عند النافذة")  # on the card of the other story
    assert out(site) == clean(site)


def page(site: Site, title: str) -> str:
    (found,) = (
        text
        for path, data in out(site).items()
        if path.startswith("2026/") and path.endswith(".html") and f"<title>{title}" in (text := data.decode())
    )
    return found


def test_a_sidecar_that_changes_rewrites_the_pages_that_use_it(site: Site) -> None:
    media(site, "add", "content")
    built(site)
    edit(site, CAPTION, "شرح آخر")
    report = site.build()
    assert "شرح آخر" in page(site, "الأولى")
    assert "شرح آخر" in page(site, "الثانية")
    assert not any("media/" in path for path in report.written)
    assert not any("film" in path or "sport" in path for path in report.written)
    assert out(site) == clean(site)
    site.write(SIDECAR, (site.root / SIDECAR).read_text() + "# a comment\n")
    assert site.build().written == ()


def test_the_focus_of_the_front_matter_counts_first(site: Site) -> None:
    media(site, "add", "content")
    built(site)
    whole = {path for path in out(site) if path.startswith("media/")}
    site.write(SIDECAR, (site.root / SIDECAR).read_text() + "focus: [0.1, 0.9]\n")
    crops = {path for path in built(site) if path.startswith("media/")} - whole
    assert crops
    assert all("-10-90-" in path for path in crops)
    site.story(
        "2026/one", "الأولى", image="{src: library.jpg, alt: قارئان, focus: [0.5, 0.4]}"
    )  # the usual point, chosen
    again = {path for path in built(site) if path.startswith("media/")}
    assert any("336x336-50-40-" in path for path in again)  # crops of the first story
    assert not any("336x336-10-90-" in path for path in again)


# bytes


def test_bytes_are_fetched_only_for_what_is_missing(site: Site, tmp_path: Path) -> None:
    media(site, "add", "content", "static")
    renditions = tmp_path / "renditions"
    assert site.build(renditions=renditions).published
    shutil.rmtree(tmp_path / "store")
    shutil.rmtree(Cache(site.root).folder)
    site.story("2026/one", "الأولى بعد", image="{src: library.jpg, alt: قارئان}")
    assert site.build(renditions=renditions).published
    assert site.build(clean=True, renditions=renditions).published
    assert not Cache(site.root).folder.exists()
    shutil.rmtree(site.output)
    report = site.build(renditions=tmp_path / "none")
    assert not report.published
    assert {problem.code for problem in report.problems if problem.level == "error"} == {"media-store"}
    (tmp_path / "store").mkdir()
    assert "media-missing" in codes(site.build(renditions=tmp_path / "none"))


def test_a_picture_that_is_nowhere_names_the_stories_and_the_command(site: Site, tmp_path: Path) -> None:
    media(site, "add", "content")
    shutil.rmtree(Cache(site.root).folder)
    site.write("site.yml", SETTINGS)
    report = site.build(renditions=tmp_path / "none")
    assert not report.published
    missing = [problem for problem in report.problems if problem.code == "media-missing"]
    assert {problem.file for problem in missing} == {"content/2026/one.md", "content/2026/two.md"}
    assert all("newsgen media pull" in problem.hint for problem in missing)
    site.write("site.yml", site.settings)
    assert site.build(renditions=tmp_path / "none").published


def test_a_damaged_store_publishes_nothing(site: Site, tmp_path: Path) -> None:
    media(site, "add", "content")
    for file in (tmp_path / "store").rglob("*.*"):
        file.write_bytes(b"x" * file.stat().st_size)
    shutil.rmtree(Cache(site.root).folder)
    report = site.build(renditions=tmp_path / "none")
    assert not report.published
    assert "media-wrong" in codes(report)


def test_a_sidecar_that_lies_about_its_file(site: Site, tmp_path: Path) -> None:
    media(site, "add", "content")
    edit(site, "width: 1300", "width: 13000")
    report = site.build(renditions=tmp_path / "none")
    assert [(p.code, p.file) for p in report.problems if p.level == "error"] == [
        ("sidecar-size", "content/2026/one.md"), ("sidecar-size", "content/2026/two.md"),
    ]  # fmt: skip
    assert ("width", "1300") in report.problems[0].values
    edit(site, "width: 13000", "width: 1300")
    edit(site, "type: JPEG", "type: PNG")
    assert "picture-suffix" in codes(site.build(renditions=tmp_path / "none"))


def test_warnings_of_sidecars_are_told_again_by_a_check(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    media(site, "add", "content", "static")
    site.write(SIDECAR, (site.root / SIDECAR).read_text() + "rights: one #two\n")
    site.write("static/film.mp4", mp4(30.0))
    site.write(
        "static/film.mp4.yml", (site.root / "static/film.mp4.yml").read_text()
    )  # else it is too young to be trusted
    assert {"yaml-comment", "media-changed"} <= set(codes(site.build()))
    assert site.build().problems == ()
    capsys.readouterr()
    main(["check", "--site", str(site.root), "--lang", "en"])
    told = capsys.readouterr()
    assert SIDECAR in told.out + told.err
    assert "static/film.mp4.yml" in told.out + told.err


# films


def test_a_film_is_published_and_its_sidecar_is_not(site: Site) -> None:
    film = (site.root / "static/film.mp4").read_bytes()
    built(site)
    media(site, "add", "static")
    assert site.build().written == ()
    shutil.rmtree(Cache(site.root).folder)
    shutil.rmtree(site.output)
    found = built(site)
    assert found["film.mp4"] == film
    assert "film.mp4.yml" not in found
    site.write("static/film.mp4", mp4(40.0))
    media(site, "add", "static/film.mp4")
    assert built(site)["film.mp4"] == mp4(40.0)
    (site.root / "static/film.mp4.yml").unlink()
    assert "film.mp4" not in built(site)


def test_a_film_of_a_hidden_story_is_held_back(site: Site) -> None:
    media(site, "add", "static")
    site.story("2026/three", "الثالثة", body="[الفيلم](/film.mp4)", status="draft")
    assert "film.mp4" not in built(site)
    site.story("2026/three", "الثالثة", body="[الفيلم](/film.mp4)")
    assert "film.mp4" in built(site)


def test_a_picture_of_static(site: Site) -> None:
    site.write("static/logo.jpg", photograph(3))
    site.story("2026/four", "الرابعة", image="{src: /logo.jpg, alt: شعار}")
    before = built(site)
    media(site, "add", "static/logo.jpg")
    text = (site.root / "static/logo.jpg.yml").read_text().splitlines()
    site.write(
        "static/logo.jpg.yml", "\n".join(line for line in text if not line.startswith(("caption:", "credit:", "by:")))
    )
    assert built(site) == before


# mistakes


@pytest.mark.parametrize("keep_good", [False, True])
def test_a_broken_sidecar_stops_its_stories(site: Site, keep_good: bool) -> None:
    media(site, "add", "content")
    before = built(site)
    good = (site.root / SIDECAR).read_text()
    edit(site, "caption", "cpation")
    for _ in range(2):
        report = site.build(keep_good=keep_good)
        assert report.published is keep_good
        errors = [(problem.code, problem.file, problem.line) for problem in report.problems if problem.level == "error"]
        assert ("unknown-key", SIDECAR, 2) in errors
        assert ("broken-sidecar", "content/2026/one.md") in [error[:2] for error in errors]
        assert len(errors) == 3
        assert out(site) == before
    site.write(SIDECAR, good)
    assert built(site) == before


def test_an_unused_broken_sidecar_is_told_too(site: Site) -> None:
    site.write("content/alone.jpg.yml", "x: y\n")
    report = site.build()
    assert ("unknown-key", "content/alone.jpg.yml") in [(p.code, p.file) for p in report.problems]


def test_another_file_beside_a_sidecar_is_told(site: Site) -> None:
    media(site, "add", "content", "static")
    built(site)
    site.write(PATH, photograph(1))
    site.write("static/film.mp4", mp4(30.0))
    report = site.build()
    assert report.published
    told = [problem for problem in report.problems if problem.code == "media-changed"]
    assert [problem.file for problem in told] == [SIDECAR, "static/film.mp4.yml"]
    assert all(problem.level == "warning" for problem in told)
    assert out(site) == clean(site)


def test_a_sidecar_that_goes(site: Site) -> None:
    media(site, "add", "content")
    built(site)
    text = (site.root / SIDECAR).read_text()
    (site.root / SIDECAR).unlink()
    report = site.build()
    assert codes(report).count("no-picture") == 2
    site.write(SIDECAR, text)
    built(site)
    site.story("2026/one", "الأولى", image="{src: libary.jpg, alt: قارئان}")
    (problem,) = (p for p in site.build().problems if p.code == "no-picture")
    assert dict(problem.values)["near"] == "library.jpg"


def test_sidecars_are_no_profiles_and_no_orphans(site: Site) -> None:
    site.write("content/authors/salma.jpg", photograph(4))
    site.write("content/authors/salma.yml", "name: سلمى حداد\nimage: {src: salma.jpg, alt: سلمى}\n")
    media(site, "add", "content")
    site.story("2026/one", "الأولى", image="{src: library.jpg, alt: قارئان}", authors=["سلمى حداد"])
    built(site)
    assert main(["check", "--site", str(site.root), "--only", "orphan-file"]) == 0
    site.write("content/2026/unused.jpg.yml", (site.root / SIDECAR).read_text())
    assert main(["check", "--site", str(site.root), "--only", "orphan-file"]) != 0


@pytest.fixture
def repository(site: Site) -> Site:
    import subprocess

    media(site, "add", "content", "static")
    site.write(".gitignore", ".newsgen\npublic\n")
    for words in (["init", "-q"], ["add", "-A"], ["-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "x"]):
        subprocess.run(["git", *words], cwd=site.root, check=True)
    return site


def test_the_git_finder_sees_sidecars(repository: Site) -> None:
    site = repository
    assert site.build(finder=finders.git).published
    edit(site, CAPTION, "شرح آخر")
    assert site.build(finder=finders.git).published
    assert "شرح آخر" in text_of(site.output)
    media(site, "pull", PATH)  # untracked
    assert site.build(finder=finders.git).written == ()
    site.write(PATH, photograph(5))
    assert "media-changed" in codes(site.build(finder=finders.git))


# on request, and share cards


def test_the_preview_makes_a_picture_of_a_sidecar_on_request(site: Site, tmp_path: Path) -> None:
    media(site, "add", "content", "static")
    site.write("content/2026/small.jpg", photograph(6, (200, 100)))
    site.story("2026/four", "الرابعة", image="{src: small.jpg, alt: صغيرة}")
    media(site, "add", "content/2026/small.jpg")
    report = site.build()
    assert report.published
    wanted = sorted(path for path in out(site) if path.startswith("media/"))
    options = Options(site.root, tmp_path / "preview", NOW, pictures_later=True, renditions=tmp_path / "none")
    assert build(options).published
    shutil.rmtree(Cache(site.root).folder)
    view = View(microseconds(NOW), False, False)
    for path in (wanted[0], next(path for path in wanted if "/original-" in path)):
        made = picture_on_request(options, view, Pictures(), path)
        assert made == out(site)[path]
    shutil.rmtree(Cache(site.root).folder)
    shutil.rmtree(tmp_path / "store")
    problem = picture_on_request(options, view, Pictures(), wanted[1])
    assert isinstance(problem, Problem)
    assert (problem.code, problem.file) == ("media-store", SIDECAR)


def test_a_share_card_shows_the_picture_of_a_sidecar(site: Site, tmp_path: Path) -> None:
    site.write("site.yml", site.settings + "cards: {since: 2020-01-01, for: all}\n")
    report = site.build()
    if "no-raqm" in codes(report):
        pytest.skip("Pillow without raqm")
    before = built(site)
    media(site, "add", "content")
    text = (site.root / SIDECAR).read_text().splitlines()
    site.write(SIDECAR, "\n".join(line for line in text if not line.startswith(("caption:", "credit:"))))
    assert built(site) == before
    shutil.rmtree(Cache(site.root).folder)
    shutil.rmtree(site.output)
    assert site.build(clean=True, renditions=tmp_path / "none").published
    assert out(site) == before
