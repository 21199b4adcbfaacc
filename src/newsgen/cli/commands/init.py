"""``newsgen init``: a new site that builds at once."""

import json
from pathlib import Path

from ...base.atomic_write import write_atomically
from ...base.messages import FSI, PDI, translate
from ...base.problems import N_, error
from ..terminal import tell
from .schema import FORMS, schema_text

SITE = """\
# إعدادات الصحيفة. الشرح الكامل: docs/settings.md
title: صحيفتي
tagline: ""
base_url: https://example.org/   # عنوان الموقع كما يراه القراء
production: false                # اجعلها true عند الإطلاق، وقبلها لا تفهرس محركات البحث الموقع
timezone: Asia/Amman

language:
  region: JO          # أسماء الشهور: SY أو EG أو MA أو SA …
  months: region      # أو levant/egypt أو egypt/levant

sections:
  - {id: news, name: أخبار}
  - {id: opinion, name: رأي}

places: []
share: [whatsapp, telegram, x, facebook, email]
"""

STORY = """\
---
title: مرحبًا بكم في صحيفتنا
standfirst: هذه أول قصة، وهي مثال يمكنكم حذفه.
section: news
date: 2026-01-01 09:00
---

اكتبوا القصص في مجلد `content` بلغة **ماركداون**، ثم نفّذوا `newsgen build`.
"""

ABOUT = """\
---
title: من نحن
---

اكتبوا هنا عن صحيفتكم.
"""

FILES = {
    "site.yml": SITE,
    "content/welcome.md": STORY,
    "content/pages/about.md": ABOUT,
    ".gitignore": "/public/\n/.newsgen/\n",
}
FOLDERS = ("templates", "static")


def _matcher(level: str) -> dict[str, object]:
    """How VS Code reads a line of ``newsgen check``, in either language; it takes the level from no Arabic word."""
    word = {"error": "error|خطأ", "warning": "warning|تنبيه"}[level]
    return {
        "owner": f"newsgen-{level}",
        "severity": level,
        "fileLocation": ["relative", "${workspaceFolder}"],
        "pattern": {
            "regexp": f"^{FSI}?(.+?):(\\d+):(\\d+){PDI}?: (?:{word}): (.*)$",
            "file": 1,
            "line": 2,
            "column": 3,
            "message": 4,
        },
    }


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


EDITOR = {
    "settings.json": _json(
        {
            "yaml.schemas": {
                "./.vscode/schemas/site.json": "site.yml",
                "./.vscode/schemas/redirects.json": "redirects.yml",
                "./.vscode/schemas/front.json": "content/front.yml",
                "./.vscode/schemas/author.json": "content/authors/*.yml",
            },
            "files.encoding": "utf8",
            "files.eol": "\n",
            "files.exclude": {".newsgen": True},
            "editor.unicodeHighlight.allowedLocales": {"ar": True},
            "editor.unicodeHighlight.invisibleCharacters": True,
            "[markdown]": {
                "editor.wordWrap": "on",
                "files.trimTrailingWhitespace": False,
                "editor.quickSuggestions": {"other": "on", "comments": "off", "strings": "off"},
                "editor.snippetSuggestions": "top",
            },
        }
    ),
    "extensions.json": _json({"recommendations": ["redhat.vscode-yaml"]}),
    "tasks.json": _json(
        {
            "version": "2.0.0",
            "tasks": [
                {
                    "label": "newsgen check",
                    "type": "shell",
                    "command": "newsgen check --lang ar --no-color",
                    "group": {"kind": "build", "isDefault": True},
                    "presentation": {"reveal": "silent", "clear": True},
                    "problemMatcher": [_matcher(level) for level in ("error", "warning")],
                },
                {
                    "label": "newsgen serve",
                    "type": "shell",
                    "command": "newsgen serve --drafts --lang ar",
                    "isBackground": True,
                    "problemMatcher": [],
                },
            ],
        }
    ),
    "newsgen.code-snippets": _json(
        {
            "newsgen: قصة جديدة": {
                "scope": "markdown",
                "prefix": ["story", "قصة"],
                "description": "مقدمة قصة بمفاتيحها",
                "body": [
                    "---",
                    'title: "${1:العنوان}"',
                    'standfirst: "${2:المقدمة}"',
                    "section: ${3:news}",
                    "date: $CURRENT_YEAR-$CURRENT_MONTH-$CURRENT_DATE $CURRENT_HOUR:$CURRENT_MINUTE",
                    "status: ${4|draft,published|}",
                    "authors: [${5}]",
                    "tags: [${6}]",
                    "---",
                    "",
                    "$0",
                ],
            },
            "newsgen: صورة": {
                "scope": "markdown",
                "prefix": ["image", "صورة"],
                "description": "صورة القصة",
                "body": ['image: {src: ${1:picture.jpg}, alt: "${2:ما يُرى في الصورة}", credit: "${3:المصوّر}"}'],
            },
        }
    ),
}
"""Settings for VS Code. Its YAML extension knows the schemas; the top of a Markdown file it does not check,
so there the snippets help to write it and the task shows what ``newsgen check`` says of it."""


def init_site(folder: Path, lang: str) -> int:
    """Begin a site in a folder that is new or empty. Exit code 0, or 1 when the folder holds something."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        problem = error("not-empty", N_("This folder is not empty."), N_("Choose a new name."))
        tell([problem.at(str(folder))], lang)
        return 1
    for name, text in FILES.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    for name in FOLDERS:
        (folder / name).mkdir(exist_ok=True)
    editor_settings(folder)
    print(translate(lang, N_("A new site begins in {folder}. Go there and run “newsgen build”."), folder=str(folder)))
    return 0


def editor_settings(site: Path) -> list[str]:
    """Write what VS Code needs; schemas are brought up to date, other files that are there stay as they are. Returns the
    paths of what was written, from the site's folder."""
    wanted = {f".vscode/{name}": text for name, text in EDITOR.items() if not (site / ".vscode" / name).exists()}
    wanted |= {f".vscode/schemas/{name}.json": schema_text(name) for name in FORMS}
    for name, text in wanted.items():
        write_atomically(site / name, text.encode())
    return list(wanted)


def init_editor(site: Path, lang: str) -> int:
    """Write the editor's settings into a site that exists. Exit code 0."""
    for name in editor_settings(site):
        print(name)
    print(translate(lang, N_("Open the folder in VS Code, and agree when it offers the YAML extension.")))
    return 0
