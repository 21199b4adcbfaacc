"""A file of ``static/`` that only hidden stories use is held back like a story's own; every other one stays published."""

from __future__ import annotations

from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from newsgen.cli import command_line
from newsgen.deploy.guards import hidden_story_problems
from newsgen.model.timestamps import microseconds
from newsgen.record.record import Record
from newsgen.site.layout import RECORD, state_folder
from tests.support import NOW, SETTINGS, Site, codes, tree
from tests.support.cases import sampled
from tests.support.pictures import png

PNG = png(7, 5)
FILE, PATH = "files/secret-1.pdf", "static/files/secret-1.pdf"
LINK = "[الملف](/files/secret-1.pdf)"
PAGE = "---\ntitle: صفحة\n---\n"
LATER = "2026-06-02 06:00"
DAY = timedelta(days=1)
HIDDEN: dict[str, dict[str, Any]] = {
    "embargo": {"date": LATER},
    "publish_at": {"publish_at": LATER},
    "draft": {"status": "draft"},
    "withdrawn": {"status": "withdrawn", "note": "خطأ"},
    "draft to come": {"status": "draft", "date": LATER},
}
USES: dict[str, dict[str, Any]] = {
    "lead picture": {"image": "{src: /p/x.png, alt: صورة}"},
    "picture in the text": {"body": "![صورة](/p/x.png)"},
    "link": {"body": "[ملف](/p/x.png)"},
    "link with a query": {"body": "[ملف](/p/x.png?v=1#a)"},
    "link with the host": {"body": "[ملف](https://example.org/p/x.png)"},
    "link without encryption": {"body": "[ملف](http://example.org/p/x.png)"},
    "link without a scheme": {"body": "[ملف](//example.org/p/x.png)"},
    "link in capitals": {"body": "[ملف](HTTPS://Example.ORG/p/x.png)"},
    "linked picture": {"body": "[![صورة](/a.png)](/p/x.png)"},
    "linked picture in a quote": {"body": '> [![صورة](/a.png)](/p/x.png "شرح")'},
    "linked picture by reference": {"body": "[![صورة][1]][2]\n\n[1]: /a.png\n[2]: /p/x.png"},
    "relative link": {"body": "[ملف](../../../../p/x.png)"},
    "HTML": {"body": '<p><a href="/p/x.png">ملف</a></p>'},
    "video": {"body": "[فيلم](/p/x.png){: .video}"},
    "source": {"sources": ['{name: وثيقة, url: "/p/x.png"}']},
    "extra": {"extra": "{cover: {src: /p/x.png}}"},
    "footnote": {"body": "نص[^1]\n\n[^1]: [ملف](/p/x.png)"},
    "reference": {"body": "[ملف][1]\n\n[1]: /p/x.png"},
    "encoded": {"body": "[ملف](/p/%78.png)"},
}


def built(site: Site, now: datetime = NOW, **more: Any) -> set[str]:
    report = site.build(now=now, **more)
    assert report.published, report.problems
    return set(tree(site.output))


def newsroom(tmp_path: Path, prefix: str = "") -> Site:
    site = Site(tmp_path / "site", settings=SETTINGS.replace("example.org/", "example.org/" + prefix))
    site.write("static/p/x.png", PNG)
    site.write("static/a.png", PNG)
    site.story("a", "منشورة")
    return site


@sampled(5)
@pytest.mark.parametrize("use", USES)
@pytest.mark.parametrize("hidden", ["embargo", "withdrawn"])
def test_every_use_of_a_hidden_story_holds_a_file_back(tmp_path: Path, use: str, hidden: str) -> None:
    site = newsroom(tmp_path)
    site.story("secret", **{**USES[use], **HIDDEN[hidden]})
    assert "p/x.png" not in built(site)
    site.story("secret", **USES[use])
    assert "p/x.png" in built(site)


@sampled(3)
@pytest.mark.parametrize("use", USES)
def test_every_use_of_a_visible_story_keeps_it(tmp_path: Path, use: str) -> None:
    site = newsroom(tmp_path)
    site.story("secret", image="{src: /p/x.png, alt: صورة}", date=LATER)
    assert "p/x.png" not in built(site)
    site.story("seen", **USES[use])
    assert "p/x.png" in built(site)


@pytest.mark.parametrize("hidden", HIDDEN)
def test_every_hidden_story_holds_its_files_back(tmp_path: Path, hidden: str) -> None:
    site = newsroom(tmp_path)
    site.story("secret", **{**USES["lead picture"], **HIDDEN[hidden]})
    assert "p/x.png" not in built(site)
    assert ("p/x.png" in built(site, NOW + DAY)) == (hidden in ("embargo", "publish_at"))
    assert "p/x.png" not in built(site), "and back"
    assert ("p/x.png" in built(site, drafts=True, embargoed=True)) == (hidden != "withdrawn")
    (site.root / "content/secret.md").unlink()
    assert "p/x.png" in built(site), "now nothing uses it"


@sampled(3)
@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("content/pages/about.md", PAGE + LINK),
        ("content/pages/about.md", PAGE + "[فيلم](/files/secret-1.pdf){: .video}"),
        ("content/authors/a.yml", "name: هند\nlinks:\n  - {name: سيرة, url: /files/secret-1.pdf}\n"),
        ("templates/extra.html", '<a href="{{ url("/files/secret-1.pdf") }}">ملف</a>'),
        ("redirects.yml", "redirects:\n  - {from: /old.pdf, to: /files/secret-1.pdf}\n"),
        ("static/a.css", "a { background: url(files/secret-1.pdf) }"),
        ("templates/extra.html", '<a href="//Example.org/files/secret-1.pdf">ملف</a>'),
        ("static/files/b.css", "a { background: url('secret-1.pdf?1') }"),
        ("static/x/page.html", '<a href="../files/secret-1.pdf">'),
        ("static/x/app.js", 'load("https://example.org/files/secret-1.pdf")'),
    ],
)
def test_whatever_else_names_a_file_keeps_it(tmp_path: Path, path: str, text: str) -> None:
    site = newsroom(tmp_path)
    site.write(PATH, "pdf")
    site.story("secret", date=LATER, body=LINK)
    assert FILE not in built(site)
    file = site.write(path, text)
    assert FILE in built(site)
    assert FILE in built(site, clean=True)
    file.unlink()
    assert FILE not in built(site)


@pytest.mark.parametrize("name", ["f/prices.xls", "f/map.geojson", "f/تقرير.مسودة"])
def test_files_of_every_sort_that_a_template_names(tmp_path: Path, name: str) -> None:
    site = newsroom(tmp_path)
    site.write(f"static/{name}", "x")
    site.story("secret", date=LATER, body=f"[ملف](/{name})")
    assert name not in built(site)
    site.write("templates/extra.html", f'<a href="/{name}">ملف</a>')
    assert name in built(site)


def test_settings_keep_what_they_name(tmp_path: Path) -> None:
    site = newsroom(tmp_path)
    site.story("secret", date=LATER, **USES["lead picture"])
    assert "p/x.png" not in built(site)
    site.write("site.yml", SETTINGS + "publisher: {name: دار, logo: /p/x.png}\n")
    assert "p/x.png" in built(site)
    site.write("site.yml", SETTINGS)
    assert "p/x.png" not in built(site)


def test_a_file_of_the_theme_stays(tmp_path: Path) -> None:
    site = Site(tmp_path / "site", plain=False)
    site.story("secret", date=LATER, body="[نمط](/assets/v1/newsgen.css)")
    site.write("static/assets/v1/newsgen.css", "a {}")
    assert "assets/v1/newsgen.css" in built(site)


def test_a_site_below_a_path(tmp_path: Path) -> None:
    site = newsroom(tmp_path, "news/")
    site.write(PATH, "pdf")
    site.story("secret", date=LATER, body=LINK)
    assert FILE not in built(site)
    site.story("seen", body="[ملف](https://example.org/news/files/secret-1.pdf)")
    assert FILE in built(site)


@pytest.mark.parametrize("prefix", ["", "news/"])
@pytest.mark.parametrize("link", ["/p/x.png", "https://example.org/{}p/x.png"])
def test_links_of_front_matter(tmp_path: Path, prefix: str, link: str) -> None:
    site = newsroom(tmp_path, prefix)
    where = link.format(prefix)
    uses: list[dict[str, Any]] = [
        {"sources": [f'{{name: وثيقة, url: "{where}"}}']}, {"extra": f'{{cover: ["{where}"]}}'}
    ]  # fmt: skip
    for use in uses:
        site.story("secret", date=LATER, **use)
        assert "p/x.png" not in built(site)
        (site.root / "content/secret.md").unlink()
        assert "p/x.png" in built(site)


def test_names_of_every_sort(tmp_path: Path) -> None:
    site = newsroom(tmp_path)
    names = ["ملفات/تقرير سري.pdf", "f/تقرير.مسودة", "f/a.tar.gz", "f/A.PDF", "f/c++.pdf", "f/50%.pdf", "f/a#b.pdf"]
    for name in names:
        site.write(f"static/{name}", "x")
    site.story("secret", date=LATER, body="\n\n".join(f"[ملف](/{quote(name)})" for name in names))
    assert not built(site) & set(names)
    assert built(site, NOW + DAY) >= set(names)


def test_what_was_published_and_is_held_back_is_told_once(tmp_path: Path) -> None:
    site = newsroom(tmp_path)
    site.write(PATH, "pdf")
    assert FILE in built(site)
    site.story("secret", date=LATER, body=LINK)
    report = site.build()
    assert codes(report) == ["file-withheld"]
    assert report.problems[0].file == PATH
    assert report.deleted == (FILE,)
    assert codes(site.build()) == []


def test_a_picture_of_a_live_entry_to_come(tmp_path: Path) -> None:
    site = newsroom(tmp_path)
    site.write("content/own.png", png(7, 5, 1))
    pictures = "![صورة](/p/x.png)\n\n![صورة](own.png)\n\n[فيلم](/p/f.mp4){: .video}"
    site.write("static/p/f.mp4", "film")
    site.story("live", kind="live", date="2026-06-01 08:00", body=f"## 13:00 آت\n\n{pictures}\n\n## 09:00 أول\n\nنص")
    files = built(site)
    assert not files & {"p/x.png", "p/f.mp4"}
    assert not any(path.startswith("media/") for path in files)
    files = built(site, NOW + timedelta(hours=1))
    assert files > {"p/x.png", "p/f.mp4"}
    assert any(path.startswith("media/") for path in files)
    files = built(site)
    assert not files & {"p/x.png", "p/f.mp4"}
    assert not any(path.startswith("media/") for path in files)


def test_deploy_refuses_files_of_hidden_stories(tmp_path: Path) -> None:
    site = newsroom(tmp_path)
    site.write(PATH, "pdf")
    site.story("secret", date=LATER, body=LINK)
    site.story("wrong", status="withdrawn", note="خطأ", **USES["lead picture"])
    built(site, NOW + DAY)
    with closing(Record(state_folder(site.root, site.output) / RECORD)) as record:
        problems = list(hidden_story_problems(record, microseconds(NOW)))
        assert ("content/secret.md", "/" + FILE) in [(p.file, dict(p.values)["address"]) for p in problems]
        assert list(hidden_story_problems(record, microseconds(NOW + DAY))) == []


def test_a_draft_that_waits_for_another_picture(tmp_path: Path) -> None:
    site = newsroom(tmp_path)
    site.story("secret", status="draft", image="{src: /p/x.png, alt: صورة}", body="![صورة](later.png)")
    assert "p/x.png" not in built(site)
    assert "p/x.png" not in built(site), "nothing changed"
    assert "p/x.png" not in built(site, drafts=True), "its page is not there either"
    site.story("secret", status="draft", body="![صورة](later.png)")
    assert "p/x.png" in built(site)
    site.story("secret", status="draft", image="{src: /p/x.png, alt: صورة}", body="![صورة](later.png)")
    assert "p/x.png" not in built(site)
    site.write("content/later.png", PNG)
    assert "p/x.png" not in built(site)
    assert "p/x.png" in built(site, drafts=True)
    (site.root / "content/later.png").unlink()
    assert "p/x.png" not in built(site)
    (site.root / "content/secret.md").unlink()
    assert "p/x.png" in built(site)


def test_a_check_takes_a_file_that_is_held_back_for_one_that_comes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    site = newsroom(tmp_path)
    site.write(PATH, "pdf")
    site.story("secret", date=LATER, body=LINK)
    arguments = ["check", "--site", str(site.root), "--now", NOW.isoformat(), "--only", "link"]
    assert command_line.main(arguments) == 0, capsys.readouterr().out
    (site.root / PATH).unlink()
    assert command_line.main(arguments) != 0


AUTHOR = "content/authors/hind.yml"


@sampled(3)
@pytest.mark.parametrize("hidden", ["embargo", "draft", "draft to come"])
def test_the_profile_of_an_author_whose_only_stories_are_hidden(tmp_path: Path, hidden: str) -> None:
    site = newsroom(tmp_path)
    site.write("content/authors/hind.png", png(7, 5, 2))
    site.write(
        AUTHOR, "name: هند\nbio: سيرة-سرية\nimage: {src: hind.png, alt: هند}\nlinks: [{name: ملف, url: /p/x.png}]\n"
    )
    front = "authors/هند/index.html"

    def shown(**more: Any) -> list[bool]:
        files = built(site, **more)
        names = (site.output / "authors/index.html").read_text(encoding="utf-8")
        return [front in files, "هند" in names, any(path.startswith("media/") for path in files), "p/x.png" in files]

    assert shown() == [True] * 4, "a profile without stories is shown"
    site.story("secret", authors=["هند"], **HIDDEN[hidden])
    assert shown() == [False] * 4
    assert shown(clean=True) == [False] * 4
    assert shown(now=NOW + DAY) == [hidden == "embargo"] * 4
    assert shown() == [False] * 4
    site.story("seen", authors=["هند"])
    assert shown() == [True] * 4
    (site.root / "content/seen.md").unlink()
    assert shown() == [False] * 4
    site.story("secret", authors=["ليلى"], **HIDDEN[hidden])
    assert shown() == [True] * 4
