"""A page pays only for what it shows: posts, players, galleries, sound and data elsewhere cost a plain story no byte."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.pictures.recordings import mp3
from tests.support import SETTINGS, Site, tree
from tests.support.pictures import png

OWN = ("embeds", "gallery", "sound", "data", "prayers", "kinds")
"""The style sheets and scripts of these parts, by name."""


@pytest.fixture
def site(tmp_path: Path) -> Site:
    made = Site(tmp_path / "site", plain=False, settings=SETTINGS + "embeds: [x, youtube]\n")
    made.story("plain", "قصة بلا شيء من ذلك", section="politics", body="نص أول.\n\nنص ثانٍ [برابط](/about/).")
    made.write("content/pages/about.md", "---\ntitle: من نحن\n---\nنص.\n")
    return made


def test_a_plain_page_is_not_a_byte_heavier_for_what_others_show(site: Site) -> None:
    site.build()
    paths = (
        "2026/05/01/plain/index.html",
        "about/index.html",
        "404.html",
        "assets/v1/newsgen.css",
        "assets/v1/newsgen.js",
    )
    before = {path: data for path, data in tree(site.output).items() if path in paths}
    assert {"2026/05/01/plain/index.html", "about/index.html", "assets/v1/newsgen.css"} <= before.keys()
    for path in ("2026/05/01/plain/index.html", "about/index.html"):
        assert not re.findall(rf"/assets/v1/(?:{'|'.join(OWN)})\.(?:css|js)", before[path].decode()), path
    more = {"section": "sport", "date": "2026-05-03 10:00"}
    site.write("content/data/budget.csv", "أ,ب\nج,1\nد,2\n")
    site.write(
        "content/data/pray.yml",
        "kind: prayers\ncity: ع\nlatitude: 31\nlongitude: 35\ntimezone: Asia/Amman\nmethod: mwl\n",
    )
    site.write("static/a.mp3", mp3())
    site.write("content/shows/waves.yml", "name: موج\ndescription: نص\n")
    for number in range(3):
        site.write(f"content/g{number}.png", png(300, 200))
    site.story(
        "post",
        "منشور",
        body="> كلام\n>\n> — اسم [2026-05-01](https://x.com/a/status/1)\n\nhttps://youtu.be/aB3_x-9",
        **more,
    )
    site.story("gallery", "صور", kind="gallery", body="\n\n".join(f"![ص](g{n}.png)" for n in range(3)), **more)
    site.story("sound", "صوت", kind="audio", sound="/a.mp3", show="waves", body="نص", **more)
    site.story("data", "أرقام", body="[أ](data/budget.csv){: .chart}\n\n[م](data/pray.yml){: .prayers}", **more)
    report = site.build()
    assert report.published, report.problems
    after = tree(site.output)
    shown = {name for name in OWN if any(path.startswith(f"assets/v1/{name}.") for path in after)}
    assert shown >= {"embeds", "gallery", "sound", "data", "prayers"}, "the others do load theirs"
    assert {path: after[path] for path in before} == before
