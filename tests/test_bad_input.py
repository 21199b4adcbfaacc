"""Bad input: every broken file is told with its place and a remedy, all in one run, and nothing is lost.

``tests/bad/articles/NAME.md`` lies as ``content/story.md`` in a small working site; ``tests/bad/sites/NAME/`` is laid over
it; what git or a reader would not bear is made here. What must be said of each stands beside it in ``NAME.expected``,
in both languages, refreshed with UPDATE_GOLDEN=1. There ⟨ ⟩ stand for the invisible isolates U+2068 and U+2069.
"""

import os
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from newsgen.build import Report
from newsgen.frontmatter import MAX_BYTES, split
from newsgen.messages import hint_of, lines
from newsgen.problems import Problem, Unusable
from newsgen.yamltext import parse

from .support import Site, story, tree

BAD = Path(__file__).parent / "bad"
ARTICLES = sorted((BAD / "articles").glob("*.md"))
SITES = sorted(folder for folder in (BAD / "sites").iterdir() if folder.is_dir())
WRITTEN_BACK = bool(os.environ.get("UPDATE_GOLDEN"))


def png(width: int, height: int) -> bytes:
    return bytes.fromhex("89504e470d0a1a0a0000000d49484452") + width.to_bytes(4) + height.to_bytes(4) + b"\x08\x06" + bytes(11)


PICTURES = {
    "small.png": png(4, 3),
    "zero.png": png(0, 0),
    "huge.png": png(200_000, 10),
    "empty.png": b"",
    "false.png": b"GIF89 is what this is not",
    "notes.txt": b"text",
    "folder.png/inside.txt": b"text",
}


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small working site that was built once."""
    site = Site(tmp_path_factory.mktemp("bad") / "site")
    site.story("good", "قصة سليمة")
    for name, data in PICTURES.items():
        site.write(f"content/{name}", data)
    assert site.build().published
    return site.root


@pytest.fixture
def site(published: Path, tmp_path: Path) -> Site:
    """A copy of it with its output and record, to break."""
    shutil.copytree(published, tmp_path / "site", symlinks=True)
    copy = Site.__new__(Site)
    copy.root, copy.plain, copy.settings, copy.clock = tmp_path / "site", True, "", 100
    return copy


def record_of(site: Site) -> list[str]:
    """Everything that the record says."""
    return [line for db in sorted(site.root.glob(".newsgen/*/record.db")) for line in sqlite3.connect(db).iterdump()]


def built(site: Site, **options: object) -> Report:
    """The report of a build; an Unusable comes as the report of nothing, as the command line shows it."""
    try:
        return site.build(**options)  # type: ignore[arg-type]
    except Unusable as failure:
        return Report(False, failure.problems)


def told(report: Report, site: Site) -> str:
    """A report as the golden files hold it, the site's own folder as SITE."""
    out = [f"published: {'yes' if report.published else 'no'}"]
    for problem in report.problems:
        place = f"{problem.file}:{problem.line}:{problem.column}" if problem.line else problem.file or "-"
        out.append(f"\n{problem.level} {problem.code} {place}")
        for language in ("en", "ar"):
            first, *hints = lines(problem, language)
            out += ["    " + _visible(first), *("    " + _visible(hint) for hint in hints)]
    return ("\n".join(out) + "\n").replace(str(site.root.resolve()), "SITE")


def _visible(text: str) -> str:
    shown = text.replace("\u2068", "⟨").replace("\u2069", "⟩")
    assert shown.isprintable(), ascii(text)
    return shown


def check(site: Site, golden: Path) -> Report:
    """Build over the published site: the golden file's words, and nothing moved where there are errors."""
    output, record = tree(site.output), record_of(site)
    report = built(site)
    text = told(report, site)
    if WRITTEN_BACK:
        golden.write_text(text, encoding="utf-8")
    assert text == golden.read_text(encoding="utf-8")
    has_errors = any(problem.level == "error" for problem in report.problems)
    assert report.published is not has_errors
    if has_errors:
        assert tree(site.output) == output
        assert record_of(site) == record
    for problem in report.problems:
        assert_has_a_remedy(problem)
    return report


def assert_has_a_remedy(problem: Problem) -> None:
    assert problem.hint, problem
    for language in ("en", "ar"):
        assert hint_of(problem, language).strip(), problem
        assert max(len(line) for line in lines(problem, language)) < 700, problem


@pytest.mark.parametrize("source", ARTICLES, ids=lambda path: path.stem)
def test_a_broken_story(site: Site, source: Path) -> None:
    site.write("content/story.md", source.read_bytes())
    check(site, source.with_suffix(".expected"))


@pytest.mark.parametrize("source", ARTICLES, ids=lambda path: path.stem)
def test_the_same_as_a_draft_only_warns(site: Site, source: Path) -> None:
    """Whatever is wrong with a draft that can be read, it stops no build."""
    halves, _ = split(source.read_bytes())
    if halves is None:
        pytest.skip("has no front matter")
    head, fence, rest = source.read_bytes().partition(b"---\n")
    document = parse(halves.front)
    if head or not isinstance(document.value, dict) or "status" in document.value:
        pytest.skip("cannot be read as a draft")
    site.write("content/story.md", fence + b"status: draft\n" + rest)
    for drafts in (False, True):
        report = built(site, drafts=drafts)
        assert report.published, report.problems
        assert {problem.level for problem in report.problems} <= {"warning"}


@pytest.mark.parametrize("source", SITES, ids=lambda path: path.name)
def test_a_broken_site(site: Site, source: Path) -> None:
    for path in sorted(source.rglob("*")):
        if path.is_file():
            site.write(path.relative_to(source).as_posix(), path.read_bytes())
    check(site, BAD / "sites" / f"{source.name}.expected")


# what is made here


def _link(site: Site, path: str, target: Path | str) -> None:
    file = site.root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    if file.is_dir():
        shutil.rmtree(file)
    file.unlink(missing_ok=True)
    file.symlink_to(target)


def _outside(site: Site) -> Path:
    folder = site.root.parent / "outside"
    (folder / "deep").mkdir(parents=True)
    (folder / "secret.md").write_text(story("سر"), encoding="utf-8")
    (folder / "deep" / "secret.md").write_text(story("سر أعمق"), encoding="utf-8")
    (folder / "secret.png").write_bytes(png(9, 9))
    (folder / "secret.html").write_text("سر {{ site.title }}", encoding="utf-8")
    return folder


def link_article(site: Site) -> None:
    _link(site, "content/secret.md", _outside(site) / "secret.md")


def link_folder(site: Site) -> None:
    _link(site, "content/more", _outside(site))


def link_tree(site: Site) -> None:
    _link(site, "static", _outside(site))


def link_picture(site: Site) -> None:
    _link(site, "content/secret.png", _outside(site) / "secret.png")
    site.story("story", image="{src: secret.png, alt: وصف}")


def link_template(site: Site) -> None:
    _link(site, "templates/extra.html", _outside(site) / "secret.html")


def link_static(site: Site) -> None:
    _link(site, "static/secret.md", _outside(site) / "secret.md")


def link_relative(site: Site) -> None:
    _outside(site)
    _link(site, "content/a/b/secret.md", "../../../../outside/secret.md")


def link_loop(site: Site) -> None:
    _link(site, "content/a/again", "..")


def link_to_itself(site: Site) -> None:
    _link(site, "content/itself.md", "itself.md")


def link_to_nothing(site: Site) -> None:
    _link(site, "content/nothing.md", "not-here.md")


def link_inside_is_fine(site: Site) -> None:
    site.write("shared-text.md", story("قصة مشتركة"))
    _link(site, "content/linked.md", "../shared-text.md")


def name_not_utf_8(site: Site) -> None:
    Path(os.fsdecode(os.fsencode(site.root) + b"/content/\xff.md")).write_text(story(), encoding="utf-8")


def name_in_two_encodings(site: Site) -> None:
    site.write("content/\u0622.md", story("أول"))
    site.write("content/\u0627\u0653.md", story("ثان"))


def name_without_address(site: Site) -> None:
    site.write("content/؟؟؟.md", story("أول"))


def name_with_controls(site: Site) -> None:
    site.write("content/a\u202eb\x1b[31m.md", "بلا مقدمة")


def pipe(site: Site) -> None:
    os.mkfifo(site.root / "content" / "pipe.md")


def large_article(site: Site) -> None:
    with site.write("content/large.md", story("كبيرة")).open("r+b") as file:
        file.truncate(50 * 2**20)


def large_by_one_byte(site: Site) -> None:
    text = story("كبيرة").encode()
    site.write("content/large.md", text + b"x" * (MAX_BYTES + 1 - len(text)))


def large_as_allowed(site: Site) -> None:
    text = story("كبيرة").encode()
    site.write("content/large.md", text + (b"word " * 99 + b"\n\n\n\n\n") * ((MAX_BYTES - len(text)) // 500))


def large_template(site: Site) -> None:
    site.write("templates/home.html", "x" * (2 * 2**20))


def large_redirects(site: Site) -> None:
    site.write("redirects.yml", "redirects: []\n" + "#" * (50 * 2**20))


def article_is_a_folder(site: Site) -> None:
    site.write("content/story.md/inside.md", story("داخل"))


def no_content(site: Site) -> None:
    shutil.rmtree(site.root / "content")


def no_settings(site: Site) -> None:
    (site.root / "site.yml").unlink()


MADE: tuple[Callable[[Site], None], ...] = (
    link_article, link_folder, link_tree, link_picture, link_template, link_static, link_relative, link_loop, link_to_itself,
    link_to_nothing, link_inside_is_fine, name_not_utf_8, name_in_two_encodings, name_without_address, name_with_controls,
    pipe, large_article, large_by_one_byte, large_as_allowed, large_template, large_redirects, article_is_a_folder,
    no_content, no_settings,
)  # fmt: skip


@pytest.mark.parametrize("make", MADE, ids=lambda make: make.__name__.replace("_", "-"))
def test_a_site_made_broken(site: Site, make: Callable[[Site], None]) -> None:
    make(site)
    check(site, BAD / "made" / f"{make.__name__.replace('_', '-')}.expected")
    assert "سر" not in "".join(data.decode(errors="replace") for data in tree(site.output).values())
