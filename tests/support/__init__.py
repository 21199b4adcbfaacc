"""Small sites for tests, and helpers to compare outputs."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from newsgen.build.build import build
from newsgen.build.run import Options, Report

ZONE = ZoneInfo("Asia/Amman")
NOW = datetime(2026, 6, 1, 12, 0, tzinfo=ZONE)

SETTINGS = """\
title: صحيفة التجربة
base_url: https://example.org/
timezone: Asia/Amman
sections:
  - {id: politics, name: سياسة}
  - {id: sport, name: رياضة}
  - {id: culture, name: ثقافة}
places:
  - {id: port, name: الميناء}
"""

BASE = """\
<!doctype html><html lang="ar" dir="rtl"><head><meta charset="utf-8"><title>{{ page.title }}</title></head><body>
{{ date_line(context.day) if context.day }}
{% block main %}{% endblock %}
{% include ["extra.html", "none.html"] ignore missing %}
</body></html>
"""
CARDS = (
    "{% macro card(c) %}<li>{{ c.title }} {{ c.section }} {{ c.place.name if c.place }} {{ short_date(c.published) }} {{ url(c.address) }} {{ c.kind }}{{ ' مباشر' if c.live }}"
    "{% if c.image %} {{ c.image.address }} {{ c.image.width }}{% endif %}</li>{% endmacro %}\n"
)
TEMPLATES = {
    "base.html": BASE,
    "cards.html": CARDS,
    "article.html": """{% extends "base.html" %}{% from "cards.html" import card %}{% block main %}
<h1>{{ article.card.title }}</h1>{{ long_date(article.date) }} {% for t in article.summary.tags %}<a href="{{ url(topic_address(t)) }}">{{ t.name }}</a>{% endfor %} {{ article.note }} {{ site.title }}
{% for part in article.body %}{% if part is string %}{{ part|safe }}{% elif part.box %}<pre>{{ part.box.shape }} {{ part.box.data }}</pre>{% else %}<img src="{{ url(part.address) }}">{% endif %}{% endfor %}
{% for e in article.entries %}<p id="{{ e.id }}">{{ iso(e.at) }} {{ e.title }}{% for part in e.body %}{% if part is string %}{{ part|safe }}{% elif part.box %}<pre>{{ part.box.shape }} {{ part.box.data }}</pre>{% else %}<img src="{{ url(part.address) }}">{% endif %}{% endfor %}</p>{% endfor %}{{ "مباشر" if context.live }}
<ul>{% for c in context.related %}{{ card(c) }}{% endfor %}</ul>
<ol>{% for c in context.more %}{{ card(c) }}{% endfor %}</ol><div>{% for c in context.onward %}{{ card(c) }}{% endfor %}</div>{% if context.previous %}{{ card(context.previous) }}{% endif %}{% endblock %}
""",
    "home.html": """{% extends "base.html" %}{% from "cards.html" import card %}{% block main %}
{% for c in context.cards %}{{ card(c) }}{% endfor %}{% for b in context.boxes %}{{ b.title }} {{ b.kind }}{% endfor %}{{ context.pinned }}{% for c in context.breaking %}{{ c.title }}{% endfor %}
{% for b in context.blocks %}<h2>{{ b.section.name }}</h2>{% for c in b.cards %}{{ card(c) }}{% endfor %}{% endfor %}{% endblock %}
""",
    "section.html": """{% extends "base.html" %}{% from "cards.html" import card %}{% block main %}
{% for b in context.boxes %}{{ b.title }} {{ b.kind }}{% endfor %}
{{ context.section.name }}{% for c in context.cards %}{{ card(c) }}{% endfor %}{{ context.pinned }}{{ context.breaking|length }}
{% for m in context.months %}{{ month_address(context.listing, m) }}{% endfor %}{% endblock %}
""",
    "listing.html": """{% extends "base.html" %}{% from "cards.html" import card %}{% block main %}
{{ context.listing.name }} {{ context.profile.bio if context.profile }}{% for c in context.cards %}{{ card(c) }}{% endfor %}
{% for m in context.months %}{{ month_address(context.listing, m) }}{% endfor %}{% endblock %}
""",
    "month.html": """{% extends "base.html" %}{% from "cards.html" import card %}{% block main %}
{{ context.listing.name }} {{ month_name(context.month) }}{% for c in context.cards %}{{ card(c) }}{% endfor %}
{% for d, n in context.days %}{{ day_address(d) }} {{ n }}{% endfor %}{% endblock %}
""",
    "day.html": """{% extends "base.html" %}{% from "cards.html" import card %}{% block main %}
{% for c in context.cards %}{{ card(c) }}{% endfor %}{% endblock %}
""",
    "archive.html": """{% extends "base.html" %}{% block main %}
{% for m in context.months %}{{ month_address(context.listing, m) }}{% endfor %}{% endblock %}
""",
    "names.html": """{% extends "base.html" %}{% block main %}
{% for n in context.names %}{{ n.id }} {{ n.name }}{% endfor %}{% endblock %}
""",
    "corrections.html": """{% extends "base.html" %}{% block main %}
{% for s in context.summaries %}{{ s.card.title }}{% for c in s.corrections %}{{ c.text }}{% endfor %}{% endfor %}{% endblock %}
""",
    "404.html": """{% extends "base.html" %}{% block main %}لا شيء هنا{% endblock %}
""",
    "redirect.html": "{{ context.redirect.source }} {{ url(context.redirect.target) if context.redirect.target }}",
    "fragments/live.html": "{% for e in article.entries %}<p id=\"{{ e.id }}\">{{ e.title }}</p>{% endfor %}{{ 'مباشر' if context.live }}",
    "fragments/latest.html": '{% from "cards.html" import card %}{% for c in context.cards %}{{ card(c) }}{% endfor %}',
    "fragments/data.html": "{{ context.data }}",
    "fragments/breaking.html": "{% for c in context.breaking %}{{ c.title }} {{ url(c.address) }}{% endfor %}",
    "page.html": """{% extends "base.html" %}{% block main %}
{{ plain.title }} {% for part in plain.body %}{% if part is string %}{{ part|safe }}{% elif part.box %}{{ part.box.data }}{% else %}{{ part.address }}{% endif %}{% endfor %}
{% endblock %}
""",
    "assets/dates.js": "{{ tables|tojson }}",
}


def story(
    title: str = "عنوان",
    *,
    section: str = "politics",
    date: str = "2026-05-01 10:00",
    body: str = "نص القصة.",
    **more: object,
) -> str:
    """The text of an article file. ``more`` are other keys: lists become YAML lists, other values are written unchanged."""
    lines = [f'title: "{title}"', f"section: {section}", f"date: {date}"]
    for key, value in more.items():
        if isinstance(value, (list, tuple)):
            lines.append(f"{key}: [{', '.join(str(v) for v in value)}]")
        else:
            lines.append(f"{key}: {value}")
    return "---\n" + "\n".join(lines) + "\n---\n" + body + "\n"


@dataclass
class Site:
    """A site on disk for tests to change. With ``plain`` it has small templates instead of the default theme's.

    ``clock`` counts the written files, so that each gets another mtime.
    """

    root: Path
    plain: bool = True
    settings: str = SETTINGS
    clock: int = field(default=0)

    def __post_init__(self) -> None:
        self.root.mkdir(parents=True, exist_ok=True)
        self.write("site.yml", self.settings)
        (self.root / "content").mkdir(exist_ok=True)
        if self.plain:
            for name, text in TEMPLATES.items():
                self.write(f"templates/{name}", text)

    @property
    def output(self) -> Path:
        """The default output folder."""
        return self.root / "public"

    def write(self, path: str, text: str | bytes) -> Path:
        """Write a file with a new mtime that is old enough for newsgen to trust it. Return its path."""
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        self.clock += 1
        stamp = 1_700_000_000_000_000_000 + self.clock * 1_000_000_000
        os.utime(file, ns=(stamp, stamp))
        return file

    def story(self, identifier: str, title: str = "عنوان", **fields: object) -> Path:
        """Write the story with this id; ``fields`` are the arguments of ``story``."""
        return self.write(f"content/{identifier}.md", story(title, **fields))  # type: ignore[arg-type]

    def build(self, output: Path | None = None, *, now: datetime = NOW, jobs: int = 1, **more: Any) -> Report:
        more.setdefault("renditions", renditions())
        return build(Options(self.root, output or self.output, now, jobs, **more))


def renditions() -> Path:
    """The folder that the builds of all tests share for the pictures that they make: equal ones are encoded once."""
    return Path(os.environ["NEWSGEN_RENDITIONS"])


def tree(folder: Path) -> dict[str, bytes]:
    """Every file below a folder with its bytes."""
    start = len(os.path.join(folder, ""))
    paths = (os.path.join(above, name) for above, _, names in os.walk(folder) for name in names)
    found = {}
    for path in sorted(paths):
        if os.path.isfile(path):
            with open(path, "rb") as file:
                found[path[start:]] = file.read()
    return found


def codes(report: Report | Iterable[object]) -> list[str]:
    """The codes of a report's problems, in order."""
    problems = report.problems if isinstance(report, Report) else report
    return [p.code for p in problems]  # type: ignore[attr-defined]


def text_of(folder: Path) -> str:
    """The text of all files below a folder in one string."""
    return "\n".join(data.decode(errors="replace") for data in tree(folder).values())
