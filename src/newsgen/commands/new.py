"""``newsgen new``: a story's file with its front matter begun."""

import sys
from datetime import datetime
from pathlib import Path

from .. import arabic
from ..messages import lines, say
from ..naming import stem
from ..problems import N_, Unusable, error
from ..read import local
from ..settings import Settings

TEMPLATE = """\
---
title: {title}
standfirst:   # مقدمة القصة في جملة أو جملتين
section: {section}
place: {place}  # معرّف مكان من site.yml، أو نص حر
date: {date}
status: draft   # احذف هذا السطر عند النشر
authors: []
tags: []
# image: {{src: picture.jpg, alt: "ما يُرى في الصورة", caption: "تعليق", credit: "المصدر"}}
# publish_at: 2026-12-31 09:00   # لا تُنشر قبل هذا الموعد
---

اكتب القصة هنا.
"""


def new_story(site: Path, settings: Settings, title: str, *, section: str, place: str, now: datetime, lang: str) -> int:
    """Begin a story in the folder of its month. Exit code 0, or 1 when nothing was begun."""
    if section not in settings.sections_by_id:
        raise Unusable(
            error(
                "unknown-section",
                N_("The section “{name}” is not declared."),
                N_("Declare it in site.yml, or choose one of: {known}."),
                name=section,
                known=", ".join(settings.sections_by_id),
            )
        )
    title = " ".join(arabic.strip_controls(title).split())
    if not title:
        raise Unusable(error("blank", N_("“{key}” is empty."), N_("Write a text, or remove the line."), key="title"))
    moment = local(now, settings)
    folder = site / "content" / f"{moment:%Y}" / f"{moment:%m}"
    file = folder / f"{stem(title, moment.date(), settings.slugs)}.md"
    if file.exists():
        problem = error("exists", N_("This file is there already."), N_("Open it, or choose another headline."))
        print("\n".join(lines(problem.at(file.relative_to(site).as_posix()), lang)), file=sys.stderr)
        return 1
    folder.mkdir(parents=True, exist_ok=True)
    text = TEMPLATE.format(
        title=_quoted(title), section=section, place=_quoted(place) if place else "", date=f"{moment:%Y-%m-%d %H:%M}"
    )
    file.write_text(text, encoding="utf-8")
    print(file.relative_to(site).as_posix())
    print(say(lang, N_("Begun as a draft. See it with “newsgen serve”; remove the line “status: draft” to publish.")))
    return 0


def _quoted(text: str) -> str:
    """A YAML double-quoted scalar (YAML 1.2, 7.3.1)."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
