"""The law: a build with any earlier record leaves the same bytes as a build without a record."""

import contextlib
import json
import os
import shutil
import sqlite3
import subprocess
import tempfile
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from newsgen.base.problems import Problem
from newsgen.build import answers
from newsgen.media.adding import add
from newsgen.media.cache import Cache
from newsgen.media.folder_store import FolderStore
from newsgen.observe.finders import Finder, git, listed, walk
from newsgen.pages import archive, partners
from newsgen.site.fast_path import is_no_op
from newsgen.site.layout import TREES, state_folder
from tests import support
from tests.pictures.recordings import box, film, mp3, text, wav
from tests.support import NOW, SETTINGS, Site, story, tree
from tests.support.cases import first, sampled
from tests.support.finding import later
from tests.support.pictures import png


@pytest.fixture(autouse=True)
def narrow_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Shrink the window and the largest month to 3 stories, and what partners take back to 2, so that nine stories exceed them."""
    monkeypatch.setattr(answers, "WINDOW", 3)
    monkeypatch.setattr(archive, "MOST_IN_MONTH", 3)
    monkeypatch.setattr(partners, "MOST_WITHDRAWN", 2)


PNG = png(7, 5)
HEARD = ("sound", "show", "episode")
"""The keys of a story with sound."""

SECTIONS = st.sampled_from(["politics", "sport", "culture"])
TAGS = st.lists(st.sampled_from(["أ", "ب", "بَ", "ج", "د"]), max_size=3, unique=True)
PARTNERS = "partners: [{id: a, name: أ, sections: [politics], tags: [ب], items: 2, ninjs: true}]"
PLACES = st.sampled_from(["", "port", "الميناء", "الجبل", "الجبلُ"])
AUTHORS = st.lists(st.sampled_from(["ليلى", "ليلَى", "سامر", "هند"]), max_size=2, unique=True)
DAYS = st.integers(0, 110)
NAMES = ("s0", "s1", "s2", "s3", "article:s0", "a:b?c*d", "نص، & #1 (2)!", "s%41 'x' <\"y\">", "live:+=@~;$^`{}[]|")
"""File names of stories with every legal character. Some look like names that the record uses itself."""

IDS = st.sampled_from(NAMES)
OLD = st.sampled_from(["/old/a/", "/old/b/", "/old/c", "/old/قديم/"])
BOX = "[أرقام](data/d.csv){: .chart}"
ENTRIES = st.lists(
    st.sampled_from(["", "نص", "![صورة](p.png)", "حاشية[^1]\n\n[^1]: هنا.", "[ملف](/a.txt)", BOX]),
    min_size=1,
    max_size=3,
)
MARKS = st.sampled_from(
    [
        "{% set mark = cycler('أ', 'ب') %}{% macro card(c) %}{{ mark.next() }} {{ _card(c) }}{% endmacro %}",
        "{% set mark = joiner('، ') %}{% macro card(c) %}{{ mark() }} {{ _card(c) }}{% endmacro %}",
        "{% set mark = namespace(n=0) %}{% macro card(c) %}{% set mark.n = mark.n + 1 %}{{ mark.n }} {{ _card(c) }}{% endmacro %}",
        "{% set seen = [] %}{% macro card(c) %}{{ seen.append(c.id) or seen|length }} {{ _card(c) }}{% endmacro %}",
        "{% set left = range(100)|map('string') %}{% macro card(c) %}{{ left|first }} {{ _card(c) }}{% endmacro %}",
        "{% import 'marks.html' as marks %}{% macro card(c) %}{{ marks.seen.append(c.id) or marks.seen|length }} {{ _card(c) }}{% endmacro %}",
        "{% macro card(c) %}{% include 'counted.html' %} {{ _card(c) }}{% endmacro %}",
        "{% macro card(c, seen=[]) %}{{ seen.append(c.id) or seen|length }} {{ _card(c) }}{% endmacro %}",
    ]
)
"""Components that carry something from one card to the next, in every way that Jinja allows."""
TITLES = st.sampled_from(["عنوان", "خبر آخر", "قصة ثالثة"])


TEMPLATES = support.TEMPLATES | {
    "article.html": support.TEMPLATES["article.html"].replace(
        "{% block main %}",
        "{% block main %}{% with s = share_image(article) %}{{ s.file.address if s }}{% endwith %}"
        "{{ article.card.sound.seconds if article.card.sound }} {{ context.show.name if context.show }}"
        "{% for p in article.body if p is not string %}{{ p.sound.size if p.sound }}{{ p.tracks|map(attribute='address')|join }}{% endfor %}"
        "{% for part in article.body|reject('string')|selectattr('embed') %}{{ embed_box(part.embed) }}{{ part.embed }}{% endfor %}"
        "{{ iso(article.changed) }}{% for c in article.summary.corrections %}{{ iso(c.at) }}{% endfor %}",
    )
}
"""Templates that show the moments of a story, its posts and players, and what a shared link to it shows."""
EMBEDS = [
    "https://x.com/a/status/1",
    "> كلام\n>\n> — صفية (@saf) [2026-05-01](https://x.com/a/status/1)",
    "> كلام آخر [ملف](/a.txt)\n>\n> — صفية [أمس](https://example.org/1)\n{: .embed}",
    "[صوت](https://soundcloud.com/u/t){: .embed}",
    "https://youtu.be/abc",
    "![صورة](p.png)\n\n![ثانية](p.png)\n\nhttps://t.me/news/1\n\n![ثالثة](p.png)",
]


def quoted(text: str) -> str:
    """A text as a YAML scalar."""
    return json.dumps(text, ensure_ascii=False)


class Newsroom(RuleBasedStateMachine):
    """Random newsroom days; after each build the output equals that of a clean build elsewhere."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="newsgen-law-"))
        self.site = Site(self.folder / "site")
        self.now = NOW
        self.drafts = self.embargoed = False
        self.fields: dict[str, dict[str, object]] = {}
        self.output = self.site.output
        self.steps = 0
        self.pace = 1
        self.finder = "walk"
        self.seen: dict[Path, dict[str, tuple[int, int]]] = {}
        self.store = self.folder / "renditions"
        self.originals = self.folder / "originals"
        self.originals.mkdir()
        self.settings = f"{SETTINGS}media: {{store: {json.dumps(str(self.originals))}}}\n"

    def teardown(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)

    def write(self, name: str) -> None:
        fields = dict(self.fields[name])
        day = NOW - timedelta(days=90) + timedelta(days=int(str(fields.pop("day"))), minutes=len(name))
        self.site.write(f"content/{name}.md", story(date=f"{day:%Y-%m-%d %H:%M}", **fields))  # type: ignore[arg-type]

    @initialize(pace=st.integers(1, 3))
    def start(self, pace: int) -> None:
        self.pace = pace
        self.site.write("site.yml", self.settings + f"front: {{section: 2}}\n{PARTNERS}\n")
        self.site.write("templates/article.html", TEMPLATES["article.html"])
        self.site.write("static/a.txt", "ثابت")
        self.site.write("content/p.png", PNG)
        self.site.write("static/s/a.mp3", mp3(40))
        self.site.write("static/s/b.wav", wav())
        self.site.write("content/data/d.csv", "الاسم,عدد\nأ,1\n")
        for i in range(4):
            self.fields[f"s{i}"] = {"title": "أول", "day": i, "section": "politics", "body": "نص", "tags": ["أ"]}
            self.write(f"s{i}")

    @rule(
        name=IDS,
        day=DAYS,
        title=TITLES,
        section=SECTIONS,
        place=PLACES,
        tags=TAGS,
        body=st.sampled_from(["نص", "نص ثان"]),
    )
    def put(self, name: str, day: int, title: str, section: str, place: str, tags: list[str], body: str) -> None:
        kept = {
            k: v
            for k, v in self.fields.get(name, {}).items()
            if k in ("status", "related", "slug", "authors", "corrections", "kind", "note", "updated", *HEARD)
        }
        if kept.get("kind") == "live":
            body = "## 08:00 خبر\n\n" + body
        self.fields[name] = {"day": day, "title": title, "section": section, "tags": tags, "body": body, **kept}
        if place:
            self.fields[name]["place"] = place
        self.write(name)

    def edit(self, name: str, **changes: object) -> None:
        if name in self.fields:
            self.fields[name].update(changes)
            self.write(name)

    @rule(
        name=IDS,
        body=st.sampled_from(
            [
                "نص",
                "نص ثان",
                "![صورة](p.png)",
                "[ملف](/a.txt)",
                "[ملف](/b/c.txt){: .video}",
                "[قصة](s0){: .also}",
                "[حديث](/s/a.mp3){: .audio}\n\n[فيلم](/films/a.mp4){: .video}",
                "## نص {.transcript}\n\n[00:01] هالة: نعم",
                BOX,
                BOX,
            ]
        ),
    )
    def edit_body(self, name: str, body: str) -> None:
        live = name in self.fields and self.fields[name].get("kind") == "live"
        self.edit(name, body="## 08:00 خبر\n\n" + body if live else body)

    @rule(
        name=IDS,
        texts=ENTRIES,
        end=st.one_of(st.none(), DAYS),
        marks=st.sampled_from(["", " {.key}", " {#a .pinned}"]),
        last=st.one_of(st.none(), DAYS),
    )
    def cover(self, name: str, texts: list[str], end: int | None, marks: str, last: int | None) -> None:
        """Live coverage with these entries, which ends on that day or goes on. The last entry may be of another day."""
        entries = [f"## {8 + i:02}:15 خبر {i}{'' if i else marks}\n\n{text}" for i, text in enumerate(texts)]
        if last is not None and name in self.fields and last > int(str(self.fields[name]["day"])):
            entries.insert(len(entries) - 1, f"# {NOW - timedelta(days=90) + timedelta(days=last):%Y-%m-%d}")
        if name in self.fields:
            self.fields[name].pop("live_until", None)
        until = (
            {} if end is None else {"live_until": f"{NOW - timedelta(days=90) + timedelta(days=end):%Y-%m-%d %H:%M}"}
        )
        self.edit(name, kind="live", body="مقدمة\n\n" + "\n\n".join(entries), **until)

    @rule(
        name=IDS,
        kind=st.sampled_from(["audio", "story"]),
        src=st.sampled_from(["/s/a.mp3", "/s/b.wav", "https://img.example.org/x.mp3"]),
        show=st.sampled_from(["", "sea", "port"]),
        number=st.integers(0, 3),
    )
    def record_sound(self, name: str, kind: str, src: str, show: str, number: int) -> None:
        """A story with sound, of which two files may be one show's episodes."""
        if name not in self.fields or self.fields[name].get("kind") == "live":
            return
        for key in HEARD:
            self.fields[name].pop(key, None)
        of_show: dict[str, object] = {"show": show} if show else {}
        self.edit(name, kind=kind, sound=src, **of_show, **({"episode": number} if show and number else {}))

    @rule(frames=st.integers(3, 6), name=st.sampled_from(["a.mp3", "b.wav"]))
    def change_sound(self, frames: int, name: str) -> None:
        if name == "b.wav" or not (self.site.root / "static/s/a.mp3.yml").exists():
            self.site.write(f"static/s/{name}", mp3(frames) if name == "a.mp3" else wav(float(frames)))

    @rule()
    def keep_sound_elsewhere(self) -> None:
        """The bytes of the sound go into the media store, and a sidecar stays in their place."""
        if (self.site.root / "static/s/a.mp3").exists():
            added = add(self.site.root, "static/s/a.mp3", FolderStore(self.originals), Cache(self.site.root))
            assert not isinstance(added, Problem), added

    @rule(
        name=st.sampled_from(["sea", "port"]), title=TITLES, there=st.booleans(),
        artwork=st.sampled_from(["", "artwork: {src: p.png, alt: غلاف}\n"]),
    )  # fmt: skip
    def describe_show(self, name: str, title: str, there: bool, artwork: str) -> None:
        text = f"name: {title}\ndescription: برنامج\ncategory: News\n{artwork.replace('p.png', '../p.png')}"
        file = self.site.write(f"content/shows/{name}.yml", text)
        if not there:
            file.unlink()

    @rule(name=st.sampled_from(["films/a.ar.vtt", "films/a.en.vtt", "films/a.vtt", "s/a.vtt"]), there=st.booleans())
    def caption(self, name: str, there: bool) -> None:
        """Captions of the film, or a transcript of the sound, come or go."""
        file = self.site.write(f"static/{name}", "WEBVTT\n\n00:00.000 --> 00:01.000\nنص\n")
        if not there:
            file.unlink()

    @rule(name=IDS, kind=st.sampled_from(["story", "video", "opinion", "gallery"]))
    def file_as(self, name: str, kind: str) -> None:
        if name in self.fields:
            self.fields[name].pop("live_until", None)
            self.edit(name, kind=kind)

    @rule(name=IDS, title=TITLES)
    def edit_title(self, name: str, title: str) -> None:
        self.edit(name, title=title)

    @rule(name=IDS, tags=TAGS)
    def retag(self, name: str, tags: list[str]) -> None:
        self.edit(name, tags=tags)

    @rule(name=IDS, day=DAYS)
    def redate(self, name: str, day: int) -> None:
        self.edit(name, day=day)

    @rule(name=IDS, picks=st.lists(IDS, max_size=3, unique=True))
    def pick(self, name: str, picks: list[str]) -> None:
        self.edit(name, related=[quoted(pick) for pick in picks])

    @rule(name=IDS, status=st.sampled_from(["draft", "published", "withdrawn"]))
    def set_status(self, name: str, status: str) -> None:
        if status != "draft" and name in self.fields and "q.png" in str(self.fields[name]):
            self.illustrate(name, on=False, focus="")
            self.edit_body(name, "نص")
        self.edit(name, status=status, note="سُحبت")

    @rule(name=IDS, where=st.sampled_from(["image", "body", "static"]))
    def wait_for_picture(self, name: str, where: str) -> None:
        """A draft that names a picture which comes later, or goes again."""
        if self.fields.get(name, {}).get("status") == "draft":
            live = self.fields[name].get("kind") == "live"
            if where == "image":
                self.edit(name, image="{src: q.png, alt: صورة}")
            elif where == "body":
                text = "![صورة](q.png)\n\n[ملف](/a.txt)"
                self.edit(name, body="## 08:00 خبر\n\n" + text if live else text)
            else:
                self.edit(name, body="## 08:00 خبر\n\nنص" if live else "نص", image="{src: /q.png, alt: صورة}")

    @rule(name=IDS, words=st.sampled_from(["فيلم", "مشهد"]))
    def show_film(self, name: str, words: str) -> None:
        """A story, or a draft, whose video is a file of the site that comes later, or goes again."""
        self.edit_body(name, f'[{words}](/films/a.mp4 "شرح"){{: .video}}')

    @rule(name=IDS, body=st.sampled_from(EMBEDS))
    def embed(self, name: str, body: str) -> None:
        """A post, a player, or pictures around them, whose words change."""
        self.edit_body(name, body)

    @rule(data=st.sampled_from([None, "a", "b"]))
    def bring_film(self, data: str | None) -> None:
        """The film that stories wait for comes, changes, or goes."""
        file = self.site.write("static/films/a.mp4", data or "")
        if data is None:
            file.unlink()

    @rule(path=st.sampled_from(["content/q.png", "static/q.png"]), width=st.integers(0, 3))
    def bring_picture(self, path: str, width: int) -> None:
        """The picture that drafts wait for comes, changes, or goes (0)."""
        file = self.site.write(path, png(width, 5))
        if not width:
            file.unlink()

    @rule(name=IDS, day=DAYS)
    def break_news(self, name: str, day: int) -> None:
        self.edit(name, breaking_until=f"{NOW - timedelta(days=90) + timedelta(days=day):%Y-%m-%d %H:%M}")

    @rule(value=st.sampled_from(["1", "٢", "3%", ""]), other=st.sampled_from(["4", "5\nج,7"]))
    def change_data(self, value: str, other: str) -> None:
        """The data file that stories and plain pages show in boxes."""
        self.site.write("content/data/d.csv", f"الاسم,عدد\nأ,{value}\nب,{other}\n")

    @rule(score=st.one_of(st.none(), st.integers(0, 2)), kind=st.sampled_from(["score", "table"]))
    def play(self, score: int | None, kind: str) -> None:
        """The data file that the home page and drafts may show comes, changes its score or its kind, or goes."""
        match = f"kind: score\nstatus: live\nhome: {{name: أ, score: {score}}}\naway: {{name: ب, score: 0}}\n" + (
            "live_until: 2026-09-01\n" if score == 2 else ""
        )
        file = self.site.write(
            "content/data/match.yml", match if kind == "score" else f"columns: [أ, ب]\nrows: [[ج, {score}]]\n"
        )
        if score is None:
            file.unlink()

    @rule(
        top=st.lists(IDS, max_size=3, unique=True),
        section=SECTIONS,
        pins=st.lists(IDS, max_size=2, unique=True),
        boxes=st.lists(
            st.tuples(st.sampled_from(["d.csv", "match.yml"]), st.lists(SECTIONS, max_size=2)),
            max_size=2,
            unique_by=repr,
        ),
    )
    def pin(self, top: list[str], section: str, pins: list[str], boxes: list[tuple[str, list[str]]]) -> None:
        text = f"top: [{', '.join(map(quoted, top))}]\nsections: {{{section}: [{', '.join(map(quoted, pins))}]}}\n"
        shown = (f"{{data: data/{box}, title: أرقام, sections: [{', '.join(fronts)}]}}" for box, fronts in boxes)
        text += f"boxes: [{', '.join(shown)}]\n"
        file = self.site.write("content/front.yml", text)
        if not top and not boxes:
            file.unlink()

    @rule(name=IDS, authors=AUTHORS)
    def sign(self, name: str, authors: list[str]) -> None:
        self.edit(name, authors=authors)

    @rule(name=IDS, days=st.lists(DAYS, max_size=2))
    def correct(self, name: str, days: list[int]) -> None:
        texts = [f"{{at: {NOW - timedelta(days=90) + timedelta(days=day):%Y-%m-%d}, text: تصويب}}" for day in days]
        self.edit(name, corrections=texts)

    @rule(name=IDS, day=DAYS)
    def update(self, name: str, day: int) -> None:
        self.edit(name, updated=f"{NOW - timedelta(days=90) + timedelta(days=day):%Y-%m-%d %H:%M}")

    @rule(
        name=IDS,
        aliases=st.lists(OLD, max_size=2, unique=True),
        slug=st.sampled_from(["", "new"]),
        own=st.sampled_from(["", "", "/", ".html"]),
    )
    def readdress(self, name: str, aliases: list[str], slug: str, own: str) -> None:
        number = NAMES.index(name)
        self.edit(name, aliases=aliases, slug=f"{slug or 'old'}-{number}")
        if name in self.fields:
            self.fields[name].pop("address", None)
        if own:
            self.edit(name, address=f"/own/{number}{own}")

    @rule(entries=st.dictionaries(OLD, st.sampled_from(["/politics/", "/old/c/", "/old/d/", ""]), max_size=3))
    def redirect(self, entries: dict[str, str]) -> None:
        entries = {old: new for old, new in entries.items() if old != "/old/c" or new != "/old/c/"}
        lines = [f"  - {{from: {old}" + (f", to: {new}}}" if new else "}") for old, new in entries.items()]
        file = self.site.write("redirects.yml", "\n".join(["redirects:", *lines]) + "\n")
        if not lines:
            file.unlink()

    @rule(name=st.sampled_from(["ليلى", "هند", "سامر"]), role=st.sampled_from(["محررة", "مراسلة"]), there=st.booleans())
    def describe(self, name: str, role: str, there: bool) -> None:
        letter = {"سامر": "c", "هند": "a"}.get(name, "b")
        text = f"name: {name}\nrole: {role}\nlinks: [{{name: ملف, url: /b/c.txt}}]\n"
        file = self.site.write(f"content/authors/{letter}.yml", text)
        if not there:
            file.unlink()

    @rule(text=st.sampled_from(["نص", "نص آخر", "[ملف](/a.txt)", BOX]), there=st.booleans())
    def plain_page(self, text: str, there: bool) -> None:
        file = self.site.write("content/pages/about.md", f"---\ntitle: من نحن\n---\n{text}\n")
        if not there:
            file.unlink()

    @rule(name=IDS, on=st.booleans(), focus=st.sampled_from(["", ", focus: [0, 1]", ", focus: [0.9, 0.1]"]))
    def illustrate(self, name: str, on: bool, focus: str = "") -> None:
        if name in self.fields:
            self.fields[name].pop("image", None)
            self.edit(name, **({"image": f"{{src: p.png, alt: صورة{focus}}}"} if on else {}))

    @rule(name=IDS)
    def delete(self, name: str) -> None:
        if name in self.fields and len(self.fields) > 1:
            del self.fields[name]
            (self.site.root / f"content/{name}.md").unlink()

    @rule(name=IDS, to=IDS)
    def rename(self, name: str, to: str) -> None:
        if name in self.fields and to not in self.fields:
            self.fields[to] = self.fields.pop(name)
            (self.site.root / f"content/{name}.md").unlink()
            self.write(to)

    @rule(size=st.sampled_from([(1, 5), (2, 5), (479, 5), (480, 5), (640, 5), (640, 340)]), shade=st.integers(0, 1))
    def change_picture(self, size: tuple[int, int], shade: int) -> None:
        """Another picture of the same name: one that is shown as it is, one that smaller ones are made of, or one that is large
        enough for a shared link, so that its story needs no card."""
        self.site.write("content/p.png", png(*size, shade))

    @rule(place=st.sampled_from(["", "+31.9+035.9/", "+30.1+035.2/"]))
    def change_film(self, place: str) -> None:
        """A film with or without the place where it was taken; without it, all are equal."""
        inside = box(b"udta", text(b"\xa9xyz", place.encode())) if place else b""
        self.site.write("static/f.mp4", film(inside))

    @rule()
    def keep_originals_elsewhere(self) -> None:
        """The bytes of the picture go into the media store, and a sidecar stays in its place."""
        if (self.site.root / "content/p.png").exists():
            added = add(self.site.root, "content/p.png", FolderStore(self.originals), Cache(self.site.root))
            assert not isinstance(added, Problem), added

    @rule(focus=st.sampled_from([None, "[0.1, 0.9]", "[1, 0]"]), credit=st.sampled_from(["", "هند"]))
    def edit_sidecar(self, focus: str | None, credit: str) -> None:
        sidecar = self.site.root / "content/p.png.yml"
        if sidecar.exists():
            facts = [
                line for line in sidecar.read_text("utf-8").splitlines() if not line.startswith(("focus", "credit"))
            ]
            facts += [f"credit: {credit}"] if credit else []
            facts += [f"focus: {focus}"] if focus else []
            self.site.write("content/p.png.yml", "\n".join(facts) + "\n")

    @rule(damage=st.booleans(), which=st.integers(0, 9))
    def lose_renditions(self, damage: bool, which: int) -> None:
        """The store of what was made of pictures is emptied, or a file in it is damaged."""
        files = sorted(path for path in self.store.rglob("*") if path.is_file())
        if damage and files:
            files[which % len(files)].write_bytes(b"damaged")
        elif not damage:
            shutil.rmtree(self.store, ignore_errors=True)

    @rule(name=st.sampled_from(sorted(TEMPLATES)), back=st.booleans())
    def edit_template(self, name: str, back: bool) -> None:
        self.site.write(f"templates/{name}", TEMPLATES[name] + ("" if back else " "))

    @rule(mark=MARKS)
    def component_with_state(self, mark: str) -> None:
        self.site.write("templates/marks.html", "{% set seen = [] %}")
        self.site.write(
            "templates/counted.html", "{% from 'marks.html' import seen %}{{ seen.append(1) or seen|length }}"
        )
        plain = TEMPLATES["cards.html"].replace("macro card", "macro _card").strip()
        self.site.write("templates/cards.html", plain + mark)

    @rule(there=st.booleans(), text=st.sampled_from(["زيادة {{ site.title }}", "{{ url('/a.txt') }}"]))
    def optional_template(self, there: bool, text: str) -> None:
        if there:
            self.site.write("templates/extra.html", text)
        else:
            (self.site.root / "templates/extra.html").unlink(missing_ok=True)

    @rule(
        title=TITLES,
        months=st.sampled_from(["region", "levant/egypt"]),
        related=st.integers(0, 4),
        zone=st.sampled_from(["Asia/Amman", "Africa/Casablanca"]),
        front=st.integers(1, 4),
        whole=st.booleans(),
        search=st.sampled_from(["none", "pagefind"]),
        pictures=st.sampled_from(
            [
                "{}",
                "{since: 2026-04-01}",
                "{since: 2026-05-10}",
                "{formats: [avif, webp]}",
                '{resizer: "https://img.example.org/{width}x{height}/{address}"}',
            ]
        ),
        places=st.lists(st.sampled_from(["{id: port, name: الميناء}", "{id: mountain, name: الجبل}"]), unique=True),
        address=st.sampled_from(["/{yyyy}/{mm}/{dd}/{slug}/", "/{section}/{id}.html", "/news/{id}-{slug}"]),
        cards=st.sampled_from(["", "cards: {since: 2026-04-15}", "cards: {since: 2026-01-01, for: all, ground: dark}"]),
        taken=st.sampled_from(
            [
                "",
                PARTNERS,
                "partners: [{id: all, name: كل, items: 2}, {id: port, name: ميناء, sections: [sport], ninjs: true}]",
            ]
        ),
        embeds=st.sampled_from(["", "embeds: [x]", "embeds: [youtube, x]"]),
    )
    def edit_settings(
        self,
        title: str,
        months: str,
        related: int,
        zone: str,
        front: int,
        whole: bool,
        search: str,
        pictures: str,
        places: list[str],
        address: str,
        cards: str,
        taken: str,
        embeds: str,
    ) -> None:
        """Among them the places that stories name already or will name: they come, go, and change their order."""
        text = SETTINGS.replace("صحيفة التجربة", title).replace("Asia/Amman", zone).partition("places:")[0]
        text += self.settings.removeprefix(SETTINGS)
        text += f"places: [{', '.join(places)}]\n"
        feeds = f"{{full_text: {str(whole).lower()}, topics: {str(whole).lower()}, authors: true, items: 3}}"
        self.site.write(
            "site.yml",
            f"{text}language: {{months: {months}}}\nsidebar: {{related: {related}}}\n"
            f"front: {{section: {front}}}\nfeeds: {feeds}\nsearch: {search}\npictures: {pictures}\n{cards}\n{taken}\n{embeds}\n"
            f'policy: {{image: [https://img.example.org], media: [https://img.example.org]}}\naddress: "{address}"\n',
        )

    @rule(text=st.sampled_from(["ثابت", "آخر", None]), name=st.sampled_from(["a.txt", "b/c.txt", "b"]))
    def edit_static(self, name: str, text: str | None) -> None:
        """A file that nothing uses, or that stories use, seen or hidden."""
        file = self.site.root / "static" / name
        if text is None:
            if file.is_file():
                file.unlink()
        elif not file.is_dir() and not file.parent.is_file():
            self.site.write(f"static/{name}", text)

    @rule(days=st.integers(-90, 25), hours=st.integers(0, 3))
    def pass_time(self, days: int, hours: int) -> None:
        self.now = NOW + timedelta(days=days, hours=hours)

    @rule(finder=st.sampled_from(["git", "git, trusting folders", "listed"]))
    def find_by(self, finder: str) -> None:
        self.finder = finder if self.finder == "walk" else "walk"
        if finder.startswith("git") and not (self.site.root / ".git").exists():
            (self.site.root / ".gitignore").write_text("/public\n/other\n/.newsgen\n/static/b\n", encoding="utf-8")
            self.git("init", "-q")
            self.commit()
        self.git("config", "core.untrackedCache", "true" if finder == "git, trusting folders" else "keep")

    @rule()
    def commit(self) -> None:
        if (self.site.root / ".git").exists():
            self.git("add", "-A")
            self.git("-c", "user.name=a", "-c", "user.email=a@b.c", "commit", "-q", "--allow-empty", "-m", "يوم")

    @rule(path=st.sampled_from(["content", "site.yml", "static"]))
    def revert(self, path: str) -> None:
        """Discard the uncommitted changes of the working tree."""
        if (self.site.root / ".git").exists() and path != "content":
            self.git("checkout", "-q", "--", path)

    def git(self, *words: str) -> None:
        subprocess.run(["git", "-C", str(self.site.root), *words], check=False, capture_output=True)

    def found_by(self) -> Finder:
        if self.finder == "git":
            return git
        if self.finder.startswith("git"):
            return later  # a build lies between any two changes
        if self.finder == "listed":
            before, now = self.seen.get(self.output, {}), stats(self.site.root)
            return listed(sorted(path for path in before | now if before.get(path) != now.get(path)))
        return walk

    @rule(drafts=st.booleans(), embargoed=st.booleans())
    def switch_drafts(self, drafts: bool, embargoed: bool) -> None:
        self.drafts, self.embargoed = drafts, embargoed

    @rule(what=st.sampled_from(["empty", "remove one", "other", "record", "keep a copy", "restore"]))
    def lose(self, what: str) -> None:
        copy = self.folder / f"copy of {self.output.name}"
        if what == "keep a copy":
            shutil.rmtree(copy, ignore_errors=True)
            if (self.output / ".newsgen").exists():  # without its stamp, nobody knows whose the copy's files are
                shutil.copytree(self.output, copy)
        elif what == "restore":
            if copy.exists():
                shutil.rmtree(self.output, ignore_errors=True)
                shutil.copytree(copy, self.output)
        elif what == "empty":
            shutil.rmtree(self.output, ignore_errors=True)
        elif what == "remove one":
            (self.output / ".newsgen").unlink(missing_ok=True)
            (self.output / "index.html").unlink(missing_ok=True)
        elif what == "other":
            self.output = self.site.root / ("other" if self.output == self.site.output else "public")
        else:
            shutil.rmtree(self.site.root / ".newsgen", ignore_errors=True)
            shutil.rmtree(self.site.output, ignore_errors=True)
            shutil.rmtree(self.site.root / "other", ignore_errors=True)
            for copy in self.folder.glob("copy of *"):
                shutil.rmtree(copy)

    def stands(self) -> bool:
        """Whether the fast path decides that a build would change nothing."""
        places = ["--site", str(self.site.root), "--output", str(self.output)]
        return is_no_op(["build", "--quiet", *places, "--now", self.now.isoformat()])

    def counted(self) -> tuple[int, int]:
        """The pages and the visible stories, by looking at all that the record has of them."""
        now, draft = int(self.now.timestamp() * 1_000_000), int(self.drafts)
        with contextlib.closing(sqlite3.connect(state_folder(self.site.root, self.output) / "record.db")) as db:
            names = [row[0] for row in db.execute("SELECT name FROM pages")]
            stories = db.execute(
                "SELECT id FROM articles WHERE NOT withdrawn AND draft <= ? AND (? OR published <= ?)",
                (draft, self.embargoed, now),
            ).fetchall()
        return sum(not name.startswith(("media:", "static:")) for name in names), len(stories)

    @invariant()
    def equals_a_clean_build(self) -> None:
        self.steps += 1
        if not self.fields or self.steps % self.pace:
            return
        view: dict[str, Any] = {"now": self.now, "drafts": self.drafts, "embargoed": self.embargoed}
        stood = self.stands()
        report = self.site.build(self.output, finder=self.found_by(), renditions=self.store, **view)
        assert report.published, report.problems
        if stood and not (self.drafts or self.embargoed):
            assert (report.read, report.rendered, report.written, report.deleted) == (0, 0, (), ())
        self.seen[self.output] = stats(self.site.root)
        assert not any(problem.code.startswith("record-") for problem in report.problems)
        clean, copy = self.folder / "clean", self.folder / "copy"
        shutil.copytree(self.site.root, copy, ignore=shutil.ignore_patterns(".newsgen", ".git", "public", "other"))
        try:
            expected = _at(copy).build(clean, **view)
            assert expected.published
            assert tree(self.output) == tree(clean)
            assert report.build_id == expected.build_id
            assert (report.pages, report.articles) == (expected.pages, expected.articles)
            assert (report.pages, report.articles) == self.counted()
        finally:
            shutil.rmtree(clean, ignore_errors=True)
            shutil.rmtree(copy, ignore_errors=True)
        again = self.site.build(self.output, renditions=self.store, **view)
        assert (again.rendered, again.written, again.deleted) == (0, (), ())


def stats(root: Path) -> dict[str, tuple[int, int]]:
    """The size and mtime of every source, without newsgen's code."""
    below = (walked for tree in TREES for walked in os.walk(root / tree))
    files = ["site.yml", "redirects.yml"]
    files += [os.path.relpath(os.path.join(above, name), root) for above, _, names in below for name in names]
    found = {file: os.stat(root / file) for file in files if os.path.isfile(root / file)}
    return {file: (stat.st_size, stat.st_mtime_ns) for file, stat in found.items()}


def _at(root: Path) -> Site:
    site = Site.__new__(Site)
    site.root = root
    return site


PARTS = range(4)
"""Each test of the law runs in so many parts, because pytest-xdist gives each part to the next free processor."""


def obeys_the_law(sequences: int, steps: int) -> None:
    """Run random sequences of up to ``steps`` steps each."""
    run_state_machine_as_test(
        Newsroom,
        settings=settings(
            max_examples=sequences,
            stateful_step_count=steps,
            deadline=None,
            derandomize=False,  # else all parts would run the same sequences
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.parametrize(("steps", "part"), first(2, [*((8, part) for part in PARTS), (12, 0), (12, 1)]))
def test_the_law(steps: int, part: int) -> None:
    """100 random sequences, half of them in README's command, and 50 longer ones."""
    obeys_the_law(100 // len(PARTS), steps)


@pytest.mark.nightly
@pytest.mark.parametrize("part", PARTS)
def test_the_law_at_length(part: int) -> None:
    """2,000 longer random sequences."""
    obeys_the_law(2000 // len(PARTS), 25)


@sampled(4)
@pytest.mark.parametrize(
    "other", ["article:x", "article:article:x", "live:x", "page:about", "former:article:x", "topic:أ"]
)
def test_a_file_called_like_a_name_of_the_record(tmp_path: Path, other: str) -> None:
    """A story whose file name looks like a name of the record has its own page."""
    site = Site(tmp_path / "site")
    site.write("content/pages/about.md", "---\ntitle: من نحن\n---\nنص\n")
    site.story("x", title="الأولى", date="2026-05-01 10:00", tags=["أ"])
    assert site.build().published
    site.story(other, title="الثانية", date="2026-05-02 10:00", slug="second")
    assert site.build().published
    _at(site.root).build(tmp_path / "clean")
    assert tree(site.output) == tree(tmp_path / "clean")
    assert {"2026/05/01/x/index.html", "2026/05/02/second/index.html"} <= tree(site.output).keys()
    (site.root / f"content/{other}.md").unlink()
    assert site.build().published
    _at(site.root).build(tmp_path / "clean")
    assert tree(site.output) == tree(tmp_path / "clean")
    assert "2026/05/01/x/index.html" in tree(site.output)


def test_a_plain_page_called_like_a_name_of_the_record(tmp_path: Path) -> None:
    site = Site(tmp_path / "site")
    site.story("one")
    page = "---\ntitle: من نحن\n---\nنص\n"
    site.write("content/pages/about.md", page)
    assert site.build().published
    site.write("content/pages/page:about.md", page)
    report = site.build()
    assert [problem.code for problem in report.problems] == ["no-slug"], "its name is no address"
    assert "about/index.html" in tree(site.output)


def test_a_moment_is_a_threshold_only(tmp_path: Path) -> None:
    """``now`` changes no byte between the moments of two stories, after both have left the news sitemap."""
    site = Site(tmp_path / "site")
    site.story("one", date="2026-05-01 10:00")
    first = site.build(now=datetime(2026, 5, 4, tzinfo=NOW.tzinfo))
    second = site.build(tmp_path / "other", now=datetime(2026, 5, 30, tzinfo=NOW.tzinfo))
    assert first.build_id == second.build_id
    assert tree(site.output) == tree(tmp_path / "other")


@sampled(5)
@pytest.mark.parametrize("template", ["article.html", "home.html", "section.html", "base.html"])
@pytest.mark.parametrize(
    "change", [{"title": "عنوان جديد"}, {"status": "draft"}, {"image": "{src: q.png, alt: صورة}"}, None]
)
def test_a_template_and_a_story_changed_at_once(tmp_path: Path, template: str, change: dict[str, str] | None) -> None:
    """A build finds the pages that a changed story affects, also when a template changes at the same time."""
    site = Site(tmp_path / "site")
    site.write("content/p.png", PNG)
    site.write("content/q.png", PNG[:16] + b"\0\0\0\x09" + PNG[20:])
    for number in (1, 2, 3):
        site.story(f"s{number}", title="خبر", date=f"2026-05-0{number} 10:00", image="{src: p.png, alt: صورة}")
    assert site.build().published
    site.write(f"templates/{template}", TEMPLATES[template].replace(" %}", "  %}"))
    if change is None:
        (site.root / "content/s3.md").unlink()
    else:
        site.story("s3", **({"title": "خبر", "date": "2026-05-03 10:00", "image": "{src: p.png, alt: صورة}"} | change))
    assert site.build().published
    _at(site.root).build(tmp_path / "clean")
    assert tree(site.output) == tree(tmp_path / "clean")


def test_a_filtered_constant_follows_the_settings(tmp_path: Path) -> None:
    """Jinja runs a filter over a constant when it compiles, so a compiled template holds what the settings were then."""
    site = Site(tmp_path / "site")
    site.story("one")
    site.write("templates/extra.html", "{{ '/about/'|url }}")
    assert site.build().published
    site.write("site.yml", SETTINGS.replace("https://example.org/", "https://example.org/news/"))
    assert site.build().published
    shutil.copytree(site.root, tmp_path / "copy", ignore=shutil.ignore_patterns(".newsgen", "public"))
    _at(tmp_path / "copy").build(tmp_path / "clean")
    assert "/news/about/" in (tmp_path / "clean/index.html").read_text(encoding="utf-8")
    assert tree(site.output) == tree(tmp_path / "clean")


def test_clean_does_not_wipe_a_site_whose_stories_are_missing(tmp_path: Path) -> None:
    """``--clean`` without any story is an error and keeps the output."""
    site = Site(tmp_path / "site")
    site.story("one")
    assert site.build().published
    before = tree(site.output)
    (site.root / "content/one.md").unlink()
    for clean in (False, True, True):
        report = site.build(clean=clean)
        assert [p.code for p in report.problems] == ["no-articles"]
        assert not report.published
        assert tree(site.output) == before
    site.story("two")
    assert site.build(clean=True).published
    assert "2026/05/01/one/index.html" not in tree(site.output)


def test_an_output_whose_record_is_gone_is_told(tmp_path: Path) -> None:
    site = Site(tmp_path / "site")
    site.story("one")
    site.story("two")
    site.build()
    shutil.rmtree(site.root / ".newsgen")
    (site.root / "content/two.md").unlink()
    report = site.build()
    assert report.published
    assert [p.code for p in report.problems] == ["record-missing"]
    assert "2026/05/01/two/index.html" in tree(site.output), "nobody knows that it is ours, so nobody deletes it"


@sampled(3)
@pytest.mark.parametrize("drafts", [False, True])
@pytest.mark.parametrize("fields", [{"image": "{src: q.png, alt: صورة}"}, {"body": "![صورة](q.png)"}])
@pytest.mark.parametrize("known", [False, True])
def test_a_draft_that_waits_for_its_picture(
    tmp_path: Path, fields: dict[str, str], known: bool, drafts: bool
) -> None:  # fmt: skip
    """The picture comes, goes and comes again; the draft is there whenever it is."""
    site = Site(tmp_path / "site")
    site.story("one")
    if known:
        site.story("mine", status="draft")
        assert site.build(drafts=drafts).published
    site.story("mine", status="draft", **fields)
    for round in range(2):
        assert site.build(drafts=drafts).published
        site.write("content/q.png", PNG)
        assert site.build(drafts=drafts).published
        _at(site.root).build(tmp_path / f"clean{round}", drafts=True)
        site.build(drafts=True)
        assert tree(site.output) == tree(tmp_path / f"clean{round}")
        assert "2026/05/01/mine/index.html" in tree(site.output)
        (site.root / "content/q.png").unlink()


@sampled(5)
@pytest.mark.parametrize("change", ["deleted", "embargo", "draft"])
@pytest.mark.parametrize("edited", [False, True])
@pytest.mark.parametrize("clean", [False, True])
def test_an_older_copy_of_the_output_is_put_back(tmp_path: Path, change: str, edited: bool, clean: bool) -> None:
    """What is no page today goes again, in this version or in an earlier one; a file that newsgen did not write stays."""
    site = Site(tmp_path / "site")
    site.story("one")
    site.story("secret", "سر")
    site.build()
    shutil.copytree(site.output, tmp_path / "copy")
    if edited:
        site.story("secret", "سر آخر")
        site.build()
    if change == "deleted":
        (site.root / "content/secret.md").unlink()
    else:
        site.story("secret", "سر", **({"status": "draft"} if change == "draft" else {"publish_at": "2026-07-01 10:00"}))
    site.build()
    expected = tree(site.output)
    shutil.rmtree(site.output)
    shutil.copytree(tmp_path / "copy", site.output)
    site.write("public/mine.html", "x")
    report = site.build(clean=clean)
    assert report.published
    assert {path: data for path, data in tree(site.output).items() if path != "mine.html"} == expected
    assert (site.output / "mine.html").exists()


def test_a_foreign_file_where_a_build_deleted_one_is_told(tmp_path: Path) -> None:
    site = Site(tmp_path / "site")
    site.story("one")
    site.story("two")
    site.build()
    (site.root / "content/two.md").unlink()
    site.build()
    (site.output / ".newsgen").unlink()
    site.write("public/2026/05/01/two/index.html", "mine")
    report = site.build()
    assert [p.code for p in report.problems] == ["left-over"]
    assert (site.output / "2026/05/01/two/index.html").read_text() == "mine"
