"""A newsroom whose pages have pictures in every place that a page has for one."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from PIL import Image

from tests.browser.newsrooms import BASE
from tests.support import Site

SECTIONS = {"news": 12, "split": 6, "three": 3, "grid": 5, "two": 2, "one": 1}
"""The sections with their numbers of stories: the home page draws a block of each number in another way. The stories of the
first are the newest, so that they fill the top of the home page."""

PAGES = {
    "home": "/",
    "section": "/news/",
    "section of two": "/two/",
    "topic": "/topics/كثير/",
    "topic of three": "/topics/ثلاث/",
    "topic of two": "/topics/اثنتان/",
    "topic of one": "/topics/واحدة/",
    "author": "/authors/هالة-السنديان/",
    "day": "/archive/2026/05/20/",
    "article": "/2026/05/20/news-11/",
    "tall": "/2026/05/20/news-10/",
    "gallery": "/2026/05/20/news-9/",
    "live": "/2026/05/20/news-8/",
    "plain": "/about/",
}
"""The pages with pictures, one of each kind and layout."""

BODY = """\
نص القصة الأول.

![صورة عريضة](wide-1.jpg "التعليق")

- بند

    ![صورة في بند](wide-2.jpg)

> ![صورة في اقتباس](wide-3.jpg)

![صورة طويلة](tall-1.jpg)

كلمة أخيرة.
"""

GALLERY = "![أولى](wide-1.jpg)\n\n![ثانية](wide-2.jpg)\n\n![ثالثة](tall-1.jpg)\n\nكلام.\n\n![رابعة](wide-3.jpg)\n\n![خامسة](tall-2.jpg)\n"
LIVE = "مقدمة.\n\n## 10:05 عنوان\n\n![في مدخل](wide-1.jpg)\n"


def photographs(width: int, height: int) -> Iterator[bytes]:
    """Pictures of this size, each another file with a comment of its own: where one file of a picture is in its cache, Chromium
    takes it instead of a smaller one."""
    file = io.BytesIO()
    Image.new("RGB", (width, height), "teal").save(file, "JPEG")
    data = file.getvalue()
    for number in range(65_536):
        yield data[:2] + b"\xff\xfe\x00\x04" + number.to_bytes(2, "big") + data[2:]


def drawing() -> bytes:
    """A picture with a transparent ground."""
    file = io.BytesIO()
    Image.new("RGBA", (500, 600)).save(file, "PNG")
    return file.getvalue()


def pictured(folder: Path, stories: int | None = None, **settings: Any) -> Site:
    """The newsroom, built but for the files of its pictures, with all its stories or so many of the newest; ``settings`` take the place of BASE's."""
    sections = [{"id": name, "name": f"قسم {number}"} for number, name in enumerate(SECTIONS)]
    own = {**BASE, "sections": sections, "navigation": [], **settings}
    site = Site(folder, plain=False, settings=yaml.safe_dump(own, allow_unicode=True))
    wide, tall = photographs(2400, 1600), photographs(1200, 1800)
    for number in (1, 2, 3):
        site.write(f"content/wide-{number}.jpg", next(wide))
        site.write(f"content/tall-{number}.jpg", next(tall))
    names = [(name, number) for name, count in SECTIONS.items() for number in reversed(range(count))]
    for place, (section, number) in enumerate(names[:stories]):
        tags = ["كثير"] if section in ("news", "split") else []
        tags += {"three": ["ثلاث"], "two": ["اثنتان"], "one": ["واحدة"]}.get(section, [])
        more: dict[str, Any] = {}
        body = "نص القصة."
        if section == "news":
            body = {11: BODY, 9: GALLERY, 8: LIVE}.get(number, body)
            more = {"kind": {9: "gallery", 8: "live"}.get(number, "story")}
        lead = "tall" if (section, number) == ("news", 10) else "wide"
        site.write(f"content/{section}-{number}.jpg", next(tall if lead == "tall" else wide))
        site.story(
            f"{section}-{number}", f"قصة {number} من القسم {section}", section=section,
            date=f"2026-05-{20 - place // 12:02} {20 - place % 12:02}:00", tags=tags, authors=["هالة السنديان"],
            image=f"{{src: {section}-{number}.jpg, alt: صورة, caption: شرح, credit: أرشيف}}",
            standfirst="سطر يلخص القصة.", body=body, **more,
        )  # fmt: skip
    site.write("content/authors/hala.yml", "name: هالة السنديان\nimage: {src: drawing.png, alt: هالة}\n")
    site.write("content/authors/drawing.png", drawing())
    site.write("content/pages/about.md", f"---\ntitle: من نحن\n---\n{BODY.replace('(', '(../')}")
    report = site.build(pictures_later=True)
    assert report.published, report.problems
    return site
