"""The cost of one change, by count: the same in an archive of 300 and of 3,000 stories."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
from collections.abc import Iterable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

import pytest

from newsgen.pages import hosts
from newsgen.site.layout import STAMP
from tests.support import NOW, SETTINGS, Site, story, tree
from tests.support.cases import first
from tests.support.pictures import png

SMALL, LARGE = 300, 3000
FACETS = 5  # three tags, an author, a place
EVERYTHING = "feeds: {full_text: true, topics: true, authors: true}\n"
SECTIONS = ("politics", "sport", "culture")


def fields(number: int) -> dict[str, object]:
    """The fields of story ``number``: a few frequent and many rare tags, three hours after the story before."""
    chance = random.Random(number)
    tags = sorted({f"وسم{int(40 * chance.random() ** 2)}" for _ in range(3)})
    return {
        "title": f"قصة {number}",
        "section": SECTIONS[number % 3],
        "place": f"بلدة {chance.randrange(20)}",
        "date": f"{NOW - timedelta(hours=3 * number):%Y-%m-%d %H:%M}",
        "tags": tags,
        "authors": [f"كاتب {chance.randrange(12)}"],
    }


def page_of(number: int) -> str:
    return f"{NOW - timedelta(hours=3 * number):%Y/%m/%d}/s{number}/index.html"


def holding(site: Site, number: int) -> set[str]:
    """The feeds that contain a story."""
    address = f"/s{number}/<".encode()
    feeds = [*site.output.rglob("feed.xml")]
    found = {path for path in feeds if address in path.read_bytes()}
    names = ("feed.xml", "atom.xml", "feed.json")
    return {path.with_name(name).relative_to(site.output).as_posix() for path in found for name in names}


@pytest.fixture(scope="module")
def archives(tmp_path_factory: pytest.TempPathFactory) -> dict[int, Site]:
    return {size: made(size, tmp_path_factory.mktemp("archive") / "site") for size in (SMALL, LARGE)}


def made(size: int, root: Path) -> Site:
    site = Site(root, settings=SETTINGS + EVERYTHING)
    for number in range(1, size + 1):
        site.write(f"content/{number // 100}/s{number}.md", story(**fields(number)))  # type: ignore[arg-type]
    report = site.build(jobs=2)
    assert report.published
    assert report.articles == size
    return site


class Copy(Site):
    """A copy of an archive. Its sources and pages are hard links: they cost nothing to copy, and the output stays known.
    The new link changes the ctime of each source, so the first build reads them all. A build puts a new file in a page's place; so does ``write`` with a source."""

    def __init__(self, archive: Site, root: Path) -> None:
        shutil.copytree(archive.root, root, copy_function=self.take, ignore=shutil.ignore_patterns(".newsgen"))
        shutil.copytree(archive.root / ".newsgen", root / ".newsgen")
        shutil.copy2(archive.output / STAMP, root / "public")
        self.root, self.clock = root, archive.clock

    def take(self, source: str, target: str) -> None:
        os.link(source, target)

    def write(self, path: str, text: str | bytes) -> Path:
        (self.root / path).unlink(missing_ok=True)
        return super().write(path, text)


Kind = TypeVar("Kind", bound="Copy")


class Lent(Copy):
    """A copy that the tests of the module use one after another. Each gives it back as it was; that costs less than a copy.

    Its sources are files of their own, because links of other copies would change their ctime."""

    def __init__(self, archive: Site, root: Path) -> None:
        super().__init__(archive, root)
        self.before: dict[str, bytes | None] = {}

    def take(self, source: str, target: str) -> None:
        if "/public/" in source:
            os.link(source, target)
        else:
            shutil.copy2(source, target)

    def keep(self, path: str) -> None:
        file = self.root / path
        self.before.setdefault(path, file.read_bytes() if file.exists() else None)

    def write(self, path: str, text: str | bytes) -> Path:
        self.keep(path)
        return super().write(path, text)

    def delete(self, path: str) -> None:
        self.keep(path)
        (self.root / path).unlink()

    def give_back(self) -> None:
        for path, data in self.before.items():
            if data is None:
                (self.root / path).unlink()
            else:
                Copy.write(self, path, data)
        self.before.clear()
        assert self.build().published


def copied(kind: type[Kind], archive: Site, root: Path) -> Kind:
    copy = kind(archive, root)
    assert (copy.build().rendered, copy.build().written) == (0, ())
    return copy


@pytest.fixture(scope="module")
def lent(archives: dict[int, Site], tmp_path_factory: pytest.TempPathFactory) -> dict[int, Lent]:
    return {size: copied(Lent, site, tmp_path_factory.mktemp("lent") / "site") for size, site in archives.items()}


@pytest.fixture(params=[SMALL, LARGE])
def site(request: pytest.FixtureRequest, lent: dict[int, Lent]) -> Iterator[Lent]:
    site = lent[request.param]
    report = site.build()
    assert (report.read, report.rendered, report.written) == (0, 0, ())
    yield site
    site.give_back()


@pytest.fixture(params=first(1, [SMALL, LARGE]))
def own(request: pytest.FixtureRequest, archives: dict[int, Site], tmp_path: Path) -> Site:
    """A copy for a test that renders every page, and needs not give it back."""
    return copied(Copy, archives[request.param], tmp_path / "site")


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
    assert (report.read, report.rendered) == (1, len(report.written))
    feeds = holding(site, 150)
    assert set(report.written) - feeds == {page_of(150)}
    assert feeds <= set(report.written)


def test_a_body_edit_of_an_old_story_makes_one_page(site: Site) -> None:
    """An old story is in no feed, so an edit of its body writes one page."""
    number = max(int(path.stem[1:]) for path in (site.root / "content").rglob("s*.md"))
    edit(site, number, tags=[], authors=[])
    site.build()
    edit(site, number, tags=[], authors=[], body="نص القصة، وقد صُحّح.")
    report = site.build()
    assert (report.read, report.rendered, report.written) == (1, 1, (page_of(number),))


def pictures(paths: Iterable[str]) -> set[str]:
    """Those of these paths that are files made of pictures."""
    return {path for path in paths if path.startswith("media/")}


def test_a_picture_costs_its_renditions(site: Site) -> None:
    """A story with a picture writes the files of one without, and the renditions; an edit of its text opens no picture, and
    a moved focus writes the crops and what shows them."""
    new = "content/0/new.md"
    look: dict[str, object] = {
        "title": "قصة بصورة",
        "section": "sport",
        "date": f"{NOW:%Y-%m-%d %H:%M}",
        "tags": ["وسم0"],
    }
    site.write("content/0/wide.png", png(640, 400))
    site.write(new, story(**look))  # type: ignore[arg-type]
    without = site.build()
    site.write(new, story(**look, image="{src: wide.png, alt: رصيف}"))  # type: ignore[arg-type]
    report = site.build()
    made = pictures(report.written)
    assert set(report.written) - made <= set(without.written), "nothing but what shows the story"
    assert len(made) == len(set(made)) == len(pictures(tree(site.output)))
    assert 5 < len(made) < 30
    site.write(new, story(**look, image="{src: wide.png, alt: رصيف}", body="نص صُحّح."))  # type: ignore[arg-type]
    report = site.build()
    assert report.read == 1, "the story, and not its picture"
    assert pictures((*report.written, *report.deleted)) == set()
    site.write(new, story(**look, image="{src: wide.png, alt: رصيف, focus: [0.1, 0.1]}", body="نص صُحّح."))  # type: ignore[arg-type]
    report = site.build()
    assert report.read == 1
    cropped = pictures(report.written)
    assert cropped
    assert cropped == {path for path in pictures(tree(site.output)) if "-10-10-" in path}
    assert len(cropped) == len(report.deleted)
    assert set(report.written) - cropped <= set(without.written)


def covered(entries: int) -> dict[str, object]:
    """The fields of a live story with this number of entries, one every minute."""
    text = "".join(f"## 08:{i:02} خبر {i}\n\nنص الخبر {i}.\n\n" for i in range(entries))
    return {"kind": "live", "live_until": f"{NOW + timedelta(hours=3):%Y-%m-%d %H:%M}", "body": text}


def test_an_entry_more_writes_the_story_and_its_fragment(site: Site) -> None:
    edit(site, 1, **covered(3))
    report = site.build()
    fragment = f"fragments/live/{page_of(1).removesuffix('/index.html')}.html"
    assert {page_of(1), fragment} < set(report.written)
    assert "index.html" in report.written, "the home page says that it is live"
    edit(site, 1, **covered(4))
    report = site.build()
    feeds = holding(site, 1)
    assert set(report.written) - feeds == {page_of(1), fragment}
    assert feeds <= set(report.written), "these feeds hold whole texts"
    assert (report.read, report.rendered) == (1, 2 + len(feeds))
    assert len(feeds) <= 3 * (2 + FACETS), "the site's, the section's, the tags' and the author's"


def test_an_entry_more_writes_two_files_where_feeds_hold_no_texts(own: Site) -> None:
    site = own
    text = (site.root / "site.yml").read_text(encoding="utf-8")
    site.write("site.yml", text.replace("full_text: true", "full_text: false"))
    edit(site, 1, **covered(3))
    assert site.build().published
    edit(site, 1, **covered(4))
    report = site.build()
    assert (report.read, report.rendered, len(report.written)) == (1, 2, 2)


def test_the_end_of_live_coverage_stays_bounded(site: Site) -> None:
    """The end changes the story's page, its fragment, and the lists and boxes that show it."""
    edit(site, 50, **covered(3))
    assert site.build().published
    report = site.build(now=NOW + timedelta(hours=4))
    assert report.read == 0
    assert {page_of(50), f"fragments/live/{page_of(50).removesuffix('/index.html')}.html"} <= set(report.written)
    assert len(report.written) <= 50 * FACETS
    assert len(report.written) <= 60, "in practice about 30"


def test_a_new_story_writes_a_handful(site: Site) -> None:
    edit(site, 0, title="قصة جديدة")
    report = site.build()
    assert report.read == 1
    feeds = holding(site, 0)
    assert feeds <= set(report.written)
    others = set(report.written) - feeds
    named = {path for path in others if path.startswith(("topics/", "authors/", "places/"))}
    assert len(named) <= 2 * FACETS, "of each topic, author and place the front and a month"
    assert len(others - named) <= 25
    assert (report.rendered, len(others - named)) == (len(report.written), 8), "the same at both sizes"
    changed = [path for path in report.written if path.startswith("20") and not path.endswith("/s0/index.html")]
    assert changed == [], "a new story changes no older page"


class CountingConnection(sqlite3.Connection):
    """A connection that counts the steps of SQLite's virtual machine, in tens."""

    steps = 0

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        self.set_progress_handler(self._count, 10)

    def _count(self) -> int:
        CountingConnection.steps += 1
        return 0


def record_steps(site: Site, monkeypatch: pytest.MonkeyPatch) -> int:
    """The work of the record during one build, which reads one changed story."""
    connect = sqlite3.connect
    with monkeypatch.context() as patch:
        patch.setattr(
            sqlite3, "connect", lambda *args, **options: connect(*args, **options, factory=CountingConnection)
        )
        CountingConnection.steps = 0
        report = site.build()
    assert report.read == 1
    return CountingConnection.steps


def test_the_work_of_the_record_does_not_grow(
    archives: dict[int, Site], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One query that reads the whole archive costs the large one 1.7 times the steps. The windows of lists, which 300
    stories do not fill, and the folders looked at make it 1.4 times."""
    steps = {}
    for size, archive in archives.items():
        site = copied(Copy, archive, tmp_path / f"site{size}")
        edit(site, 150, body="نص القصة، وقد صُحّح.")
        steps[size] = record_steps(site, monkeypatch)
    assert steps[SMALL] > 100
    assert steps[LARGE] < 1.6 * steps[SMALL]


@pytest.mark.ci
def test_what_a_new_story_rewrites_does_not_grow(archives: dict[int, Site], tmp_path: Path) -> None:
    """Each file that a new story rewrites has the same size in a large archive as in a small one, without its links to
    months. So no list of all stories is among these files."""
    sizes: dict[int, dict[str, int]] = {}
    months = {}
    for size, archive in archives.items():
        site = copied(Copy, archive, tmp_path / str(size))
        edit(site, 0, title="قصة جديدة")
        report = site.build()
        sizes[size] = {path: (site.output / path).stat().st_size for path in report.written}
        months[size] = len([*(site.output / "archive").glob("*/*/index.html")])
    assert months[LARGE] > 4 * months[SMALL]
    more = months[LARGE] - months[SMALL]
    for path in sizes[SMALL].keys() & sizes[LARGE].keys():
        small, large = sizes[SMALL][path], sizes[LARGE][path]
        if path.startswith(("topics/", "authors/", "places/")):  # few stories, until the list is full like a section's
            small = max(small, sizes[LARGE]["politics/" + path.rpartition("/")[2]])
        assert large <= 1.1 * small + 120 * more, path
    assert sum(sizes[LARGE].values()) <= 1.6 * sum(sizes[SMALL].values())


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


def test_a_deletion_is_as_bounded(site: Lent) -> None:
    site.delete("content/1/s150.md")
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


@pytest.mark.ci
def test_a_setting_renders_all_and_writes_what_differs(own: Site) -> None:
    site = own
    text = (site.root / "site.yml").read_text(encoding="utf-8")
    site.write("site.yml", text + "\nfooter_note: لا يظهر في هذه القوالب\n")
    report = site.build()
    assert report.rendered == report.pages
    assert report.written == ()


OLD = 10
"""Old addresses of each story, in the tests below."""


@pytest.fixture
def moved_in(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> dict[int, Site]:
    """Archives whose stories have many old addresses, of every form: more than fill the bounded lists."""
    sites = {}
    monkeypatch.setattr(hosts, "MOST_REDIRECTS", 100)
    for size in (SMALL, LARGE):
        site = Site(tmp_path_factory.mktemp("moved") / "site", settings=SETTINGS)
        for number in range(1, size // 10 + 1):
            aliases = [f"/old/{number}-{n}{('/', '.html', '.php')[n % 3]}" for n in range(OLD)]
            date = f"{NOW - timedelta(days=10 * number):%Y-%m-%d %H:%M}"
            site.write(f"content/s{number}.md", story(f"قصة {number}", date=date, aliases=aliases))
        assert site.build(jobs=1).published  # workers that are not forked do not see the smaller bound
        sites[size] = site
    return sites


@pytest.mark.ci
def test_an_old_address_more_costs_the_same_in_every_archive(
    moved_in: dict[int, Site], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One more story with old addresses writes their pages, the part of nginx's map of its month and a list of the newest; it
    evaluates no other redirect, and the record looks at no other old address."""
    counts, steps = {}, {}
    for size, archive in moved_in.items():
        site = copied(Copy, archive, tmp_path / f"site{size}")
        aliases = ["/old/new/", "/old/new.html", "/old/new.pdf"]
        site.write("content/new.md", story("قصة جديدة", date=f"{NOW:%Y-%m-%d %H:%M}", aliases=aliases))
        steps[size] = record_steps(site, monkeypatch)
        pages = tree(site.output)
        assert {
            "old/new/index.html",
            "old/new.html",
            "old/new.pdf",
            f"_nginx/redirects/{NOW:%Y-%m}.map",
        } <= pages.keys()
        assert len([path for path in pages if path.startswith("_nginx/redirects/")]) > size // 60
        site.write("content/new.md", story("قصة جديدة", date=f"{NOW:%Y-%m-%d %H:%M}", aliases=aliases[1:]))
        report = site.build()
        changed = {path for path in report.written if path.startswith(("_nginx/redirects/", "_redirects", "old/"))}
        assert changed == {f"_nginx/redirects/{NOW:%Y-%m}.map", "_redirects"}
        assert report.deleted == ("old/new/index.html",)
        counts[size] = (report.rendered, len(report.written))
        assert all(len(data) < 200_000 for path, data in tree(site.output).items() if path in report.written)
    assert counts[SMALL] == counts[LARGE]
    assert steps[LARGE] < 1.6 * steps[SMALL]
