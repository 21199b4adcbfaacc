"""With ``--keep-good`` no fault of one source stops the others, and what the record has of the faulty one stays."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from newsgen.base.problems import FatalProblems
from newsgen.observe.finders import listed, walk
from tests.support import Site, codes, tree
from tests.support.cases import first, sampled


def link(site: Site, path: str, target: str) -> None:
    file = site.root / path
    if file.is_dir() and not file.is_symlink():
        shutil.rmtree(file)
    else:
        file.unlink(missing_ok=True)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.symlink_to(target)


FAULTS: dict[str, tuple[str, Callable[[Site], object]]] = {
    "a broken link": ("content/one.md", lambda site: link(site, "content/one.md", "nowhere.md")),
    "a link to itself": ("content/one.md", lambda site: link(site, "content/one.md", "one.md")),
    "a link out of the site": ("content/one.md", lambda site: link(site, "content/one.md", "/etc/passwd")),
    "a link to a device": ("content/one.md", lambda site: link(site, "content/one.md", "/dev/zero")),
    "a folder that is a link out": ("content/old", lambda site: link(site, "content/old", "/etc")),
    "a folder that is a broken link": ("content/old", lambda site: link(site, "content/old", "nowhere")),
    "a folder that contains itself": ("content/old/loop", lambda site: link(site, "content/old/loop", "..")),
    "a static file that is a broken link": ("static/note.txt", lambda site: link(site, "static/note.txt", "nowhere")),
    "a static folder that is a link out": ("static/more", lambda site: link(site, "static/more", "/etc")),
    "a new broken link": ("content/new.md", lambda site: link(site, "content/new.md", "nowhere.md")),
    "a new name in control characters": ("content", lambda site: site.write("content/a\u202eb.md", "x")),
    "a plain page that is a broken link": ("content/pages/about.md", lambda site: link(site, "content/pages/about.md", "x")),
    "an author that is a broken link": ("content/authors/a.yml", lambda site: link(site, "content/authors/a.yml", "x")),
    "the front that is a broken link": ("content/front.yml", lambda site: link(site, "content/front.yml", "x")),
    "redirects that are a broken link": ("redirects.yml", lambda site: link(site, "redirects.yml", "x")),
    "redirects that are a folder": (
        "redirects.yml", lambda site: ((site.root / "redirects.yml").unlink(), (site.root / "redirects.yml").mkdir())
    ),
    "redirects that are a pipe": (
        "redirects.yml", lambda site: ((site.root / "redirects.yml").unlink(), os.mkfifo(site.root / "redirects.yml"))
    ),
    "a picture that is a broken link": ("content/one.png", lambda site: link(site, "content/one.png", "x")),
}  # fmt: skip

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b550000000a49444154789c6360000000020001e221bc33"
    "0000000049454e44ae426082"
)


HOW = ("", "listed", "settings")


@pytest.fixture
def site(tmp_path: Path) -> Site:
    site = Site(tmp_path / "site")
    site.write("content/one.png", PNG)
    site.story("one", date="2026-05-01 10:00", authors=["سعاد"], image={"src": "one.png", "alt": "صورة"})
    site.story("two", date="2026-05-02 10:00")
    site.story("old/three", date="2026-05-03 10:00")
    site.story("old/deep/four", date="2026-05-04 10:00")
    site.write("static/note.txt", "note")
    site.write("static/more/note.txt", "note")
    site.write("content/pages/about.md", "---\ntitle: عنا\n---\nنص\n")
    site.write("content/authors/a.yml", "name: سعاد\nrole: محررة\n")
    site.write("content/front.yml", "top: [two]\n")
    site.write("redirects.yml", "redirects:\n  - {from: /old/, to: /sport/}\n")
    assert site.build().published
    return site


@pytest.mark.parametrize(
    ("name", "how"), first(6, [(name, HOW[(at + turn) % 3]) for turn in range(3) for at, name in enumerate(FAULTS)])
)  # fmt: skip
def test_a_source_that_cannot_be_looked_at(site: Site, name: str, how: str) -> None:
    path, make = FAULTS[name]
    before = tree(site.output)
    make(site)
    refused = site.build()
    assert not refused.published
    assert [p.file for p in refused.problems if p.level == "error"] == [path]
    site.story("two", title="آخر", date="2026-05-02 10:00")
    if how == "settings":
        site.write("site.yml", site.settings.replace("title: صحيفة", "title: جريدة"))
    for _ in range(2):
        report = site.build(keep_good=True, finder=listed(["content/two.md", path]) if how == "listed" else walk)
        assert report.published, report.problems
        assert path in report.held
        after = tree(site.output)
        assert after.keys() >= before.keys(), "what was published stays"
        assert "آخر" in after["2026/05/02/two/index.html"].decode()
        assert report.deleted == ()


@sampled(5)
@pytest.mark.parametrize("name", FAULTS)
def test_what_was_mended_is_as_in_a_clean_build(site: Site, tmp_path: Path, name: str) -> None:
    path, make = FAULTS[name]
    saved = tmp_path / "saved"
    shutil.copytree(site.root / "content", saved / "content")
    shutil.copytree(site.root / "static", saved / "static")
    shutil.copy2(site.root / "redirects.yml", saved)
    make(site)
    assert site.build(keep_good=True).published
    for tree_name in ("content", "static"):
        shutil.rmtree(site.root / tree_name)
        shutil.copytree(saved / tree_name, site.root / tree_name)
    redirects = site.root / "redirects.yml"
    shutil.rmtree(redirects) if redirects.is_dir() else redirects.unlink(missing_ok=True)
    shutil.copy2(saved / "redirects.yml", redirects)
    report = site.build()
    assert report.published
    assert report.held == ()
    site.build(tmp_path / "clean")
    assert tree(site.output) == tree(tmp_path / "clean")
    if path.startswith("content/o") and not path.endswith(".png"):
        file = site.root / path
        shutil.rmtree(file) if file.is_dir() else file.unlink(missing_ok=True)
        site.build(keep_good=True)
        site.build(tmp_path / "second", keep_good=True)
        assert tree(site.output) == tree(tmp_path / "second"), "what is deleted after all goes"


@pytest.mark.parametrize("name", ["templates", "site.yml"])
def test_what_nothing_can_be_kept_of_stops_all(site: Site, name: str) -> None:
    before = tree(site.output)
    if name == "templates":
        link(site, "templates/x.html", "nowhere")
    else:
        (site.root / "site.yml").unlink()
        (site.root / "site.yml").mkdir()
    site.story("two", title="آخر", date="2026-05-02 10:00")
    if name == "templates":
        assert not site.build(keep_good=True).published
    else:
        with pytest.raises(FatalProblems):
            site.build(keep_good=True)
    assert tree(site.output) == before


def test_a_folder_that_cannot_be_listed(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """As root, all folders can be: so the system call is refused."""
    before = tree(site.output)
    real = os.scandir

    def refused(folder: object = ".") -> object:
        if str(folder).endswith("content/old"):
            raise PermissionError(13, "Permission denied")
        return real(folder)  # type: ignore[call-overload]

    site.story("two", title="آخر", date="2026-05-02 10:00")
    with monkeypatch.context() as patch:
        patch.setattr(os, "scandir", refused)
        assert codes(site.build()) == ["unreadable"]
        report = site.build(keep_good=True)
        assert report.published
        assert report.held == ("content/old",)
        assert tree(site.output).keys() == before.keys()
    assert site.build().published
    assert site.build().read == 0


TEMPLATE = "{% if article.extra.price is defined %}{{ article.extra.price * 2.0 }}{% endif %}{{ article.card.title }}"


@pytest.mark.parametrize("changed", ["story", "template", "both"])
def test_a_story_that_its_template_cannot_show(tmp_path: Path, changed: str) -> None:
    """The story is named, and is held back, as long as the template does what it should for another story."""
    site = Site(tmp_path / "site")
    site.story("one", date="2026-05-01 10:00", title="أولى")
    site.story("two", date="2026-05-02 10:00")
    if changed == "story":
        site.write("templates/article.html", TEMPLATE)
    assert site.build().published
    site.write("templates/article.html", TEMPLATE)
    if changed != "template":
        site.story("one", date="2026-05-01 10:00", title="ثانية", extra={"price": ["x"]})
    site.story("two", date="2026-05-02 10:00", title="آخر")
    if changed == "template":
        site.write("templates/article.html", "{{ article.nothing.of_this }}")
    report = site.build()
    assert not report.published
    (fault,) = report.problems
    assert fault.code == "template-failed"
    assert fault.file == ("templates/article.html" if changed == "template" else "content/one.md")
    report = site.build(keep_good=True)
    assert report.published is (changed != "template")
    if report.published:
        assert report.held == ("content/one.md",)
        assert "آخر" in (site.output / "2026/05/02/two/index.html").read_text("utf-8")
        assert "أولى" in (site.output / "2026/05/01/one/index.html").read_text("utf-8")
        site.story("one", date="2026-05-01 10:00", title="ثالثة")
        assert site.build().published
        site.build(tmp_path / "clean")
        assert tree(site.output) == tree(tmp_path / "clean")
