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
