"""A newsroom with posts, players and a gallery, for the tests of both."""

from __future__ import annotations

from pathlib import Path

from tests.support import SETTINGS, Site
from tests.support.pictures import png

SOURCES = ("https://platform.twitter.com", "https://w.soundcloud.com", "https://www.youtube-nocookie.com")
X = "https://x.com/safiya/status/1"
STORY = f"""مقدمة.

> عادت السنونو إلى #رأس_السنونو، والساعة 10:30.
>
> — صفية النول (@safiya_n) [2026-11-17 22:05]({X}?s=20)

> The swallows are back!
>
> — Safiya [2026-11-18](https://bsky.app/profile/s.bsky.social/post/3kabc)

[أصوات السوق](https://soundcloud.com/u/t "من السوق القديم"){{: .embed}}

https://youtu.be/aB3_x-9

https://x.com/other/status/2

خاتمة [برابط](https://example.org/).
"""
PICTURES = ((1600, 1000), (900, 1400), (1500, 1000), (2400, 800), (300, 200))


def newsroom(folder: Path, more: str = "") -> Site:
    """The newsroom, built: ``/2026/05/01/posts/``, ``/2026/05/01/gallery/`` and a story without either, ``/2026/05/01/plain/``."""
    site = Site(folder, plain=False, settings=f"{SETTINGS}embeds: [x, soundcloud, youtube]\n{more}")
    site.story("posts", body=STORY)
    site.story("plain", body="نص [برابط](https://example.org/).")
    for number, size in enumerate(PICTURES):
        (folder / f"content/g{number}.png").write_bytes(png(*size))
    figures = [f'![صورة {i}](g{i}.png "تعليق {i}، وفيه كلام")' for i in range(len(PICTURES))]
    site.story(
        "gallery",
        kind="gallery",
        body="نص.\n\n" + "\n\n".join(figures[:3]) + "\n\nنص بينها.\n\n" + "\n\n".join(figures[3:]),
    )
    report = site.build()
    assert report.published, report.problems
    return site
