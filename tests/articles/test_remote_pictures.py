"""Pictures that lie on another host: with their size they are shown, where the site's security policy allows it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support import SETTINGS, Site, codes
from tests.support.page import read

HOST = "https://pictures.example.net"
ALLOWED = SETTINGS + f"policy: {{image: ['{HOST}']}}\n"
SRC = f"{HOST}/a%20b.jpg?v=1&x=2"
SIZED = "{: width=1200 height=800}"


def site(folder: Path, settings: str = ALLOWED) -> Site:
    return Site(folder / "site", plain=False, settings=settings)


def images(page: Site, address: str = "2026/05/01/one") -> list[dict[str, str]]:
    text = (page.output / address / "index.html").read_text(encoding="utf-8")
    return [image.attributes for image in read(text).first("main").all("img")]


def test_a_picture_of_another_host_is_drawn_with_its_size(tmp_path: Path) -> None:
    there = site(tmp_path)
    image = f"{{src: '{SRC}', alt: جسر, width: 1200, height: 800}}"
    there.story(
        "one",
        image=image,
        body=f'نص.\n\n![مرفأ]({SRC} "تعليق"){SIZED}\n\n[![بعيد]({SRC}){SIZED}](https://example.net/)',
    )
    assert codes(there.build()) == []
    lead, text, linked = images(there)
    for one in (lead, text, linked):
        assert (one["src"], one["width"], one["height"]) == (SRC, "1200", "800")
        assert not {"srcset", "sizes"} & one.keys()
    assert [one["alt"] for one in (lead, text, linked)] == ["جسر", "مرفأ", "بعيد"]
    assert lead["fetchpriority"] == "high"
    assert text["loading"] == "lazy"
    assert not (there.output / "media").exists()
    assert f"img-src 'self' {HOST}" in (there.output / "_headers").read_text(encoding="utf-8")


def test_a_path_of_the_site_with_a_size_is_no_file(tmp_path: Path) -> None:
    there = site(tmp_path, SETTINGS)
    there.story("one", image="{src: /wp-content/uploads/a.jpg, alt: جسر, width: 640, height: 400}")
    assert codes(there.build()) == []
    (lead,) = images(there)
    assert (lead["src"], lead["width"], lead["height"]) == ("/wp-content/uploads/a.jpg", "640", "400")


@pytest.mark.parametrize(
    "source",
    [None, "https://other.example.net", "*.pictures.example.net", "https://pictures.example.net:8443", "data:"],
)
@pytest.mark.parametrize("place", ["lead", "text", "entry", "page", "profile"])
def test_a_picture_that_the_policy_refuses_is_an_error(tmp_path: Path, source: str | None, place: str) -> None:
    there = site(tmp_path, SETTINGS + (f"policy: {{image: ['{source}']}}\n" if source else ""))
    text = f"نص.\n\n![مرفأ]({SRC}){SIZED}\n"
    image = f"{{src: '{SRC}', alt: جسر, width: 1200, height: 800}}"
    match place:
        case "lead":
            there.story("one", image=image)
        case "text":
            there.story("one", body=text)
        case "entry":
            there.story("one", kind="live", body=f"مقدمة.\n\n## 10:05 عنوان\n\n{text}")
        case "page":
            there.story("one")
            there.write("content/pages/about.md", f"---\ntitle: من نحن\n---\n{text}")
        case _:
            there.story("one", authors=["هالة"])
            there.write("content/authors/hala.yml", f"name: هالة\nimage: {image}\n")
    report = there.build()
    assert not report.published
    (problem,) = report.problems
    assert problem.code == "picture-refused"
    assert problem.line > 1
    assert HOST in str(problem.hint).format(**dict(problem.values))


def test_a_withdrawn_story_shows_no_picture_and_needs_no_policy(tmp_path: Path) -> None:
    there = site(tmp_path, SETTINGS)
    image = f"{{src: '{SRC}', alt: جسر, width: 1200, height: 800}}"
    there.story("one", image=image, status="withdrawn", note="خطأ.", body=f"![مرفأ]({SRC}){SIZED}")
    assert codes(there.build()) == []


@pytest.mark.parametrize(
    "written",
    [
        f"![مرفأ]({SRC})", f"![مرفأ]({SRC}){{: width=1200}}", f"![مرفأ]({SRC}){{: width=0 height=5}}",
        f"![مرفأ]({SRC}){{: width=100% height=5}}", f"![مرفأ]({SRC}){{: width=1.5 height=5}}",
        f"![مرفأ]({SRC}){{: width=-3 height=5}}", f"![مرفأ]({SRC}){{: width=99999 height=5}}",
        f"![مرفأ]({SRC}){{: width=١٢٠٠ height=٨٠٠}}", f"![مرفأ]({SRC.replace('https', 'http')}){SIZED}",
        f"![مرفأ]({SRC.removeprefix('https:')}){SIZED}", f"![مرفأ]({SRC}) {SIZED}",
    ],
)  # fmt: skip
def test_without_a_sound_size_it_is_left_out_and_told(tmp_path: Path, written: str) -> None:
    there = site(tmp_path)
    there.story("one", body=f"نص.\n\n{written}\n\nنص.")
    report = there.build()
    assert report.published
    assert "remote-picture" in codes(report)
    assert images(there) == []


def test_a_size_of_the_sites_own_picture_is_measured_all_the_same(tmp_path: Path) -> None:
    there = site(tmp_path)
    there.story("one", body=f"نص.\n\n![مرفأ](lost.jpg){SIZED}")
    assert codes(there.build()) == ["no-picture"]


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ("pictures: {resizer: 'https://r.example.net/{width}/{address}'}", ["picture-refused"]),
        (
            "pictures: {resizer: 'https://r.example.net/{width}/{address}'}\npolicy: {image: ['https://r.example.net']}",
            [],
        ),
        ("pictures: {resizer: 'https://r.example.net/x/{width}/{address}'}\npolicy: {image: ['r.example.net/x/']}", []),
        ("pictures: {resizer: '/cdn-cgi/image/width={width},height={height}/{address}'}", []),
        ("pictures: {resizer: 'https://example.org/r/{width}/{address}'}", []),
    ],
)
def test_the_policy_allows_the_resizer(tmp_path: Path, settings: str, told: list[str]) -> None:
    there = site(tmp_path, SETTINGS + settings + "\n")
    there.story("one")
    assert codes(there.build()) == told
