"""Nothing of an unpublished story is in the output before its moment: no title, address, picture or word."""

import itertools
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from newsgen.base.digest import of_bytes
from newsgen.pictures.recipe import RECIPE
from newsgen.site.layout import state_folder
from tests.support import NOW, ZONE, Site, codes, tree
from tests.support.cases import every, sampled
from tests.support.pictures import png

PNG = png(7, 5)
SECRET = png(7, 5, 1)
BODY = png(7, 5, 2)
MEDIA = [f"media/{of_bytes(data).hex()[:20]}/original-{RECIPE}.png" for data in (SECRET, BODY)]
AT = datetime(2026, 6, 1, 12, 0, 0, tzinfo=ZONE)
SECOND = timedelta(seconds=1)
WORDS = {
    "title": "عنوان-سري-ألف",
    "kicker": "كاشف-سري-ألف",
    "standfirst": "مقدمة-سرية-ألف",
    "body": "متن-سري-ألف",
    "tag": "وسم-سري-ألف",
    "author": "كاتب-سري-ألف",
    "place": "مكان-سري-ألف",
    "caption": "شرح-سري-ألف",
    "credit": "مصور-سري-ألف",
    "alt": "بديل-سري-ألف",
    "source": "مصدر-سري-ألف",
    "slug": "secret-slug-alpha",
    "alias": "secret-alias-alpha",
    "file": "secret-file-alpha",
    "picture": "secret-picture-alpha",
    "extra": "إضافي-سري-ألف",
}
"""Words that only the hidden story contains."""
FIELDS = {
    "title": WORDS["title"],
    "kicker": WORDS["kicker"],
    "standfirst": WORDS["standfirst"],
    "tags": [WORDS["tag"], "مشترك"],
    "authors": [WORDS["author"]],
    "place": WORDS["place"],
    "slug": WORDS["slug"],
    "aliases": [f"/{WORDS['alias']}/"],
    "sources": [WORDS["source"]],
    "image": (
        f"{{src: {WORDS['picture']}.png, alt: {WORDS['alt']}, caption: {WORDS['caption']}, credit: {WORDS['credit']}}}"
    ),
    "extra": f"{{note: {WORDS['extra']}}}",
    "body": f"{WORDS['body']}\n\n![{WORDS['alt']}]({WORDS['picture']}-2.png)",
}
SHOWN = ("title", "body", "standfirst", "slug")
"""The words that every theme shows of a published story."""


@pytest.fixture(params=["plain templates", "the default theme"])
def site(request: pytest.FixtureRequest, tmp_path: Path) -> Site:
    """A site whose other stories could show the hidden one: by a pick, and by its section, tag, place and day."""
    site = Site(tmp_path / "site", plain=request.param == "plain templates")
    site.write(f"content/{WORDS['picture']}.png", SECRET)
    site.write(f"content/{WORDS['picture']}-2.png", BODY)
    site.story("before", "قبلها", date="2026-05-31 10:00", tags=["مشترك"], place=WORDS["place"][:2])
    site.story("picks", "تختارها", date="2026-05-30 10:00", tags=["مشترك"], related=[WORDS["file"], "before"])
    site.story("later", "بعدها", date="2026-06-01 11:59", tags=["مشترك"])
    site.story("sport", "رياضة", date="2026-05-29 10:00", section="sport")
    return site


def hide(site: Site, **fields: object) -> None:
    site.story(WORDS["file"], **{"date": "2026-05-01 10:00", **FIELDS, **fields})  # type: ignore[arg-type]


def traces(output: Path) -> list[str]:
    """Every trace of the hidden story in the output: in file names, in contents, and its pictures under any name."""
    found = []
    for path, data in tree(output).items():
        for kind, word in WORDS.items():
            forms = {
                word,
                quote(word),
                quote(quote(word)),
                word.encode("unicode_escape").decode(),
                word.replace("-", " "),
            }
            if any(form in path or form.encode() in data for form in forms):
                found.append(f"{kind} in {path}")
        if path in MEDIA or data in (SECRET, BODY):
            found.append(f"picture {path}")
    return found


def shown(output: Path) -> bool:
    """Whether the story is published: its page, its pictures, and links to it from elsewhere."""
    pages = tree(output)
    own = [path for path in pages if WORDS["slug"] in path]
    elsewhere = [path for path, data in pages.items() if WORDS["title"].encode() in data and path not in own]
    return len(own) == 1 and {"index.html", "politics/index.html"} <= set(elsewhere) and set(MEDIA) <= set(pages)


def build(site: Site, now: datetime, **more: Any) -> None:
    report = site.build(now=now, **more)
    assert report.published, report.problems
    assert set(codes(report)) <= {"pick-skipped", "address-vanished", "early-moment"}


def gone(site: Site) -> None:
    assert traces(site.output) == []
    assert (site.output / "index.html").is_file()


MOMENTS = {
    "date": {"date": "2026-06-01 12:00:00"},
    "date with offset": {"date": "2026-06-01T11:00:00+02:00"},
    "publish_at": {"date": "2026-05-20 10:00", "publish_at": "2026-06-01 12:00:00"},
    "publish_at with offset": {"date": "2026-05-20 10:00", "publish_at": "2026-06-01T09:00:00Z"},
    "publish_at before a later date": {"date": "2026-06-05 10:00", "publish_at": "2026-06-01 12:00:00"},
}


@sampled(3)
@pytest.mark.parametrize("moment", MOMENTS)
def test_hidden_until_its_second(moment: str, site: Site) -> None:
    """One second before its moment the story is hidden, at its moment it is published, and it is hidden again earlier."""
    hide(site, **MOMENTS[moment])
    build(site, AT - SECOND)
    gone(site)
    build(site, AT - timedelta(microseconds=1))
    gone(site)
    build(site, AT)
    assert shown(site.output)
    build(site, AT - SECOND)
    gone(site)
    clean = site.root.parent / "clean"
    assert site.build(clean, now=AT - SECOND).published
    assert tree(site.output) == tree(clean)


def test_a_clean_build_hides_too(site: Site) -> None:
    """A clean build computes sidebars in one sweep over the archive, and hides the story too."""
    hide(site, date="2026-06-01 12:00:00")
    build(site, AT - SECOND, clean=True)
    gone(site)
    build(site, AT, clean=True)
    assert shown(site.output)


def test_drafts(site: Site) -> None:
    """Only --drafts shows a draft, and not before the date of the draft."""
    hide(site, status="draft")
    build(site, NOW)
    gone(site)
    build(site, NOW, drafts=True)
    assert shown(site.output)
    build(site, NOW)
    gone(site)


def test_a_draft_with_a_broken_picture_hides_too(site: Site) -> None:
    (site.root / f"content/{WORDS['picture']}.png").unlink()
    hide(site, status="draft")
    report = site.build(now=NOW)
    assert report.published
    gone(site)


@sampled(3)
@pytest.mark.parametrize(
    "change", [{"date": "2026-07-01 10:00"}, {"publish_at": "2026-07-01 10:00"}, {"status": "draft"}]
)
def test_withdrawn(change: dict[str, object], site: Site) -> None:
    """After a published story goes back under embargo, one build removes its file, pictures and every link."""
    hide(site)
    build(site, NOW)
    assert shown(site.output)
    hide(site, **change)
    build(site, NOW)
    gone(site)
    again = site.build(now=NOW)
    assert (again.written, again.deleted) == ((), ())


HIDES: list[dict[str, object] | None] = [{"date": "2026-07-01 10:00"}, {"status": "draft"}, None]
ALSO = ["settings", "templates", "a lost output", "two hundred stories"]


@pytest.mark.parametrize(("change", "also"), every(7, itertools.product(HIDES, ALSO)))
def test_withdrawn_together_with_what_touches_every_page(
    change: dict[str, object] | None, also: str, site: Site
) -> None:
    """A change of every page takes another path through the plan, and it must remove a hidden story too."""
    hide(site)
    build(site, NOW)
    assert shown(site.output)
    if change is None:
        (site.root / f"content/{WORDS['file']}.md").unlink()
    else:
        hide(site, **change)
    if also == "settings":
        site.write("site.yml", site.settings + "footer_note: جديد\n")
    elif also == "templates":
        site.write("templates/foot_extra.html", "جديد")
        site.write("templates/extra.html", "جديد")
    elif also == "a lost output":
        (site.output / ".newsgen").unlink()
        (site.output / "index.html").unlink()
    else:
        for i in range(210):
            site.story(f"many{i}", f"قصة {i}")
    build(site, NOW)
    gone(site)


def test_deleted(site: Site) -> None:
    hide(site)
    build(site, NOW)
    (site.root / f"content/{WORDS['file']}.md").unlink()
    build(site, NOW)
    gone(site)


def test_edited_while_hidden(site: Site) -> None:
    """An edit of an embargoed story shows nothing and writes nothing."""
    hide(site, date="2026-06-01 12:00:00")
    build(site, AT - SECOND)
    hide(site, date="2026-06-01 12:00:00", kicker=WORDS["kicker"] + " آخر")
    report = site.build(now=AT - SECOND)
    assert (report.published, report.written, report.deleted) == (True, (), ())
    gone(site)


def test_a_picture_shared_with_a_published_story_stays(site: Site) -> None:
    """A picture of a hidden and a published story stays until no published story shows it."""
    hide(site, date="2026-06-01 12:00:00")
    site.story("before", "قبلها", date="2026-05-31 10:00", image=f"{{src: {WORDS['picture']}.png, alt: صورة}}")
    build(site, AT - SECOND)
    assert traces(site.output) == [f"picture {MEDIA[0]}"]
    build(site, AT)
    assert shown(site.output)
    site.story("before", "قبلها", date="2026-05-31 10:00")
    build(site, AT - SECOND)
    gone(site)


def test_held_back_by_an_error(site: Site) -> None:
    """Neither a build with an error nor --keep-good shows anything of a hidden story."""
    build(site, AT - SECOND)
    hide(site, date="2026-06-01 12:00:00")
    site.write("content/broken.md", "---\ntitle: [\n---\n")
    assert not site.build(now=AT - SECOND).published
    gone(site)
    assert site.build(now=AT - SECOND, keep_good=True).published
    gone(site)


def test_the_record_is_not_in_the_output(site: Site) -> None:
    """The record contains hidden stories, so nothing of it is in the output: only the stamp, which is a digest."""
    hide(site, date="2026-06-01 12:00:00")
    build(site, AT - SECOND)
    assert (state_folder(site.root, site.output) / "record.db").is_file()
    assert site.output not in state_folder(site.root, site.output).parents
    hidden = [p.relative_to(site.output).as_posix() for p in site.output.rglob(".*")]
    assert hidden == [".newsgen"]
    stamp = (site.output / ".newsgen").read_text().strip()
    assert set(stamp) <= set("0123456789abcdef")
