"""Films: written as a link of the class ``video``; nothing of them is loaded before a reader asks."""

from __future__ import annotations

from pathlib import Path

import pytest

from newsgen.articles import body
from newsgen.model.picture import Picture
from newsgen.site.settings import Settings
from newsgen.site.settings_file import read
from newsgen.theme.video import video
from tests.support import SETTINGS, Site
from tests.support.page import read as read_page
from tests.support.pictures import png

YOUTUBE = "https://www.youtube-nocookie.com/embed/aB3_x-9?autoplay=1"


def settings(*frames: str) -> Settings:
    found, problems = read(f"{SETTINGS}policy: {{frame: [{', '.join(frames)}]}}\n".encode())
    assert found is not None, problems
    return found


@pytest.mark.parametrize(
    ("address", "frame"),
    [
        ("https://www.youtube.com/watch?v=aB3_x-9&t=5", YOUTUBE),
        ("https://youtu.be/aB3_x-9?si=x", YOUTUBE),
        ("https://m.youtube.com/shorts/aB3_x-9", YOUTUBE),
        ("https://vimeo.com/123/abc", "https://player.vimeo.com/video/123?autoplay=1&dnt=1"),
        ("https://www.youtube.com/watch?v=", ""),
        ('https://www.youtube.com/watch?v=x"onload=', ""),
        ("https://youtube.com.evil.example/watch?v=abc", ""),
        ("https://evil.example/?v=abc", ""),
        ("javascript:alert(1)", ""),
        ("https://[x", ""),
    ],
)
def test_the_frame_of_a_video(address: str, frame: str) -> None:
    open_to = settings("https://www.youtube-nocookie.com", "'*.vimeo.com'")
    assert video(address, open_to).frame == frame
    assert video(address, settings()).frame == "", "no frame without the policy's leave"


def test_a_file_of_the_site() -> None:
    assert video("/videos/a.MP4", settings()).file
    assert not video("//evil.example/a.mp4", settings()).file


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            '[ميناء 2-1](https://youtu.be/abc "من الأرشيف"){: .video}',
            Picture(alt="ميناء 2-1", caption="من الأرشيف", video="https://youtu.be/abc"),
        ),
        ("[فيلم](/v/a.mp4?x=1&y=2){: .video}", Picture(alt="فيلم", video="/news/v/a.mp4?x=1&y=2")),
        ("[فيلم](javascript:alert(1)){: .video}", None),
        ("نص [فيلم](https://youtu.be/abc){: .video} نص", None),
    ],
)
def test_how_it_is_written(text: str, expected: Picture | None) -> None:
    parts = body.render(f"قبل\n\n{text}\n\nبعد", first_line=1, prefix="/news").parts
    films = [part for part in parts if isinstance(part, Picture)]
    assert films == ([expected] if expected and expected.video else [])
    if expected:
        assert parts[0] == "<p>قبل</p>"
        assert parts[-1] == "<p>بعد</p>"


def test_on_a_page_it_is_a_link_that_may_become_a_frame(tmp_path: Path) -> None:
    site = Site(
        tmp_path / "site", plain=False, settings=SETTINGS + "policy: {frame: [https://www.youtube-nocookie.com]}\n"
    )
    site.story("a", body="[فيلم](https://youtu.be/abc){: .video}\n\n[آخر](https://vimeo.com/1){: .video}")
    assert site.build().published
    text = (site.output / "2026/05/01/a/index.html").read_text(encoding="utf-8")
    assert 'href="https://youtu.be/abc" data-frame="https://www.youtube-nocookie.com/embed/abc?autoplay=1"' in text
    assert 'href="https://vimeo.com/1">' in text
    assert "<iframe" not in text
    headers = (site.output / "_headers").read_text(encoding="utf-8")
    assert "frame-src https://www.youtube-nocookie.com" in headers


def test_a_video_shows_its_poster(tmp_path: Path) -> None:
    """The picture in its link; else, at the top of a story of this kind, the story's own."""
    site = Site(tmp_path / "site", plain=False, settings=SETTINGS + "feeds: {full_text: true}\n")
    site.write("content/p.png", png(1200, 675))
    site.write("content/q.png", png(1200, 675, 9))
    site.write("static/a.mp4", b"film")
    own = "{src: p.png, alt: رسم, credit: رسام}"
    inside = '[![فيلم](q.png)](https://youtu.be/abc "كلام"){: .video}'
    bodies = {"link": "[فيلم](https://youtu.be/abc){: .video}", "file": "[ملف](/a.mp4){: .video}", "inside": inside}
    for name, text in bodies.items():
        site.story(name, name, kind="video", image=own, body=text)
    site.story("text", "text", body=f"نص\n\n{inside}\n\nنص")
    site.story("bare", "bare", kind="video", body=bodies["link"])
    report = site.build()
    assert report.published, report.problems
    pages = {
        n: read_page((site.output / f"2026/05/01/{n}/index.html").read_text("utf-8")) for n in (*bodies, "text", "bare")
    }
    posters = {n: [img for a in pages[n].all("a", class_="video-posted") for img in a.all("img")] for n in pages}
    assert {n: len(found) for n, found in posters.items()} == {"link": 1, "file": 0, "inside": 1, "text": 1, "bare": 0}
    assert posters["link"][0].attributes["alt"] == "", "the link has the video's name already"
    film = pages["file"].first("video")
    shown = {film.attributes["poster"], *(found[0].attributes["src"] for found in posters.values() if found)}
    assert all((site.output / address.lstrip("/")).is_file() for address in shown)
    assert posters["inside"][0].attributes["src"] == posters["text"][0].attributes["src"] != film.attributes["poster"]
    assert "(رسام)" in pages["link"].first("figcaption").text
    assert len(list(pages["text"].first("div", class_="body").all("figure"))) == 1, "the poster is no second picture"
    feed = (site.output / "feed.xml").read_text("utf-8")
    assert '<figure><a href="https://youtu.be/abc"><img ' in feed
