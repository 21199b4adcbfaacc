"""The cost of one change, by count: the same in an archive of 300 and of 3,000 stories."""

from __future__ import annotations

import random
import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from .support import NOW, Site, story

SMALL, LARGE = 300, 3000
FACETS = 5  # three tags, a section, a place
SECTIONS = ("politics", "sport", "culture")


def fields(number: int) -> dict[str, object]:
    """A story's front matter: tags as uneven as a newsroom's, three hours between stories."""
    chance = random.Random(number)
    tags = sorted({f"وسم{int(40 * chance.random() ** 2)}" for _ in range(3)})
    return {
        "title": f"قصة {number}",
        "section": SECTIONS[number % 3],
        "place": f"بلدة {chance.randrange(20)}",
        "date": f"{NOW - timedelta(hours=3 * number):%Y-%m-%d %H:%M}",
        "tags": tags,
    }


@pytest.fixture(scope="module", params=[SMALL, LARGE])
def archive(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Site:
    site = Site(tmp_path_factory.mktemp("archive") / "site")
    for number in range(1, request.param + 1):
        site.write(f"content/{number // 100}/s{number}.md", story(**fields(number)))  # type: ignore[arg-type]
    report = site.build(jobs=2)
    assert report.published
    assert report.articles == request.param
    return site


@pytest.fixture
def site(archive: Site, tmp_path: Path) -> Site:
    """A copy of the archive, its inodes apart; the first build takes note of them."""
    shutil.copytree(archive.root, tmp_path / "site", copy_function=shutil.copy2)
    copy = Site.__new__(Site)
    copy.root, copy.clock = tmp_path / "site", archive.clock
    report = copy.build()
    assert (report.rendered, report.written) == (0, ())
    return copy


def edit(site: Site, number: int, **changes: object) -> None:
    site.write(f"content/{number // 100}/s{number}.md", story(**(fields(number) | changes)))  # type: ignore[arg-type]


def test_nothing_changed(site: Site) -> None:
    report = site.build()
    assert (report.read, report.rendered, report.written, report.deleted) == (0, 0, (), ())


def test_a_touched_file_is_read_and_nothing_else(site: Site) -> None:
    edit(site, 150)
    report = site.build()
    assert (report.read, report.rendered, report.written) == (1, 0, ())


def test_a_body_edit_makes_one_page(site: Site) -> None:
    edit(site, 150, body="نص القصة، وقد صُحّح.")
    report = site.build()
    assert (report.read, report.rendered) == (1, 1)
    assert len(report.written) == 1
    assert report.written[0].endswith("/s150/index.html")


def test_a_new_story_writes_a_handful(site: Site) -> None:
    edit(site, 0, title="قصة جديدة")
    report = site.build()
    assert report.read == 1
    assert len(report.written) <= 25 + 2 * FACETS
    assert (report.rendered, len(report.written)) == (18, 18), "the same at both sizes"
    changed = [path for path in report.written if path.startswith("20") and not path.endswith("/s0/index.html")]
    assert changed == [], "a new story changes no older page"


def test_a_back_dated_story_stays_bounded(site: Site) -> None:
    edit(site, 0, title="قصة متأخرة", date=f"{NOW - timedelta(hours=500):%Y-%m-%d %H:%M}")
    report = site.build()
    assert report.read == 1
    assert len(report.written) <= 25 + 50 * FACETS


def test_a_title_change_writes_only_where_it_shows(site: Site) -> None:
    edit(site, 150, title="عنوان آخر")
    report = site.build()
    assert report.read == 1
    same = {path for path, _ in report.explained} - set(report.written)
    assert same == {"sitemaps/2026-05.xml"}, "what is rendered really changed; a sitemap holds no titles"
    assert len(report.written) <= 50 * FACETS
    assert len(report.written) <= 40, "in practice about 20"


def test_a_deletion_is_as_bounded(site: Site) -> None:
    (site.root / "content/1/s150.md").unlink()
    report = site.build()
    assert report.deleted == tuple(p for p in report.deleted if p.endswith("/s150/index.html"))
    assert len(report.written) <= 50 * FACETS


def test_a_style_sheet_is_one_file(site: Site) -> None:
    site.write("static/assets/v1/newsgen.css", "/* آخر */")
    report = site.build()
    assert report.rendered == 0
    assert report.written == ("assets/v1/newsgen.css",)


def test_a_template_of_the_home_page_makes_one_page(site: Site) -> None:
    text = (site.root / "templates/home.html").read_text(encoding="utf-8")
    site.write("templates/home.html", text.replace("h2", "h3"))
    report = site.build()
    assert (report.rendered, report.written) == (1, ("index.html",))


def test_a_comment_in_the_settings_renders_nothing(site: Site) -> None:
    text = (site.root / "site.yml").read_text(encoding="utf-8")
    site.write("site.yml", text + "\n# تعليق\n")
    report = site.build()
    assert (report.rendered, report.written) == (0, ())


def test_a_setting_renders_all_and_writes_what_differs(site: Site) -> None:
    text = (site.root / "site.yml").read_text(encoding="utf-8")
    site.write("site.yml", text + "\nfooter_note: لا يظهر في هذه القوالب\n")
    report = site.build()
    assert report.rendered == report.pages
    assert report.written == ()
