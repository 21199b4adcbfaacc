"""``newsgen init``: create a site that builds at once, with settings for VS Code."""

import argparse
import json
from pathlib import Path

from ...base.atomic_write import write_atomically
from ...base.messages import FSI, PDI, translate
from ...base.problems import N_, error
from ...site.layout import PICTURES, RECORDINGS, SIDECAR
from ..arguments import read_settings
from ..exit_codes import DONE, FAILED
from ..parser import Parser
from ..terminal import print_problems

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
    """A problem matcher of VS Code for the lines of ``newsgen check`` in both languages, one for each level, because
    VS Code knows no Arabic names of levels."""
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
                "./.vscode/schemas/show.json": "content/shows/*.yml",
                "./.vscode/schemas/data.json": "content/data/**/*.yml",
                "./.vscode/schemas/sidecar.json": [f"**/*{suffix}{SIDECAR}" for suffix in (*PICTURES, *RECORDINGS)],
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
                    "command": "newsgen serve --lang ar",
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
            "newsgen: اقرأ أيضًا": {
                "scope": "markdown",
                "prefix": ["also", "اقرأ"],
                "description": "بطاقة قصة أخرى في وسط النص",
                "body": ["[اقرأ أيضًا](${1:2026/12/another-story}){: .also}", ""],
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
"""The files in ``.vscode/``, but for the schemas. VS Code's YAML extension reads the schemas; it does not check the front
matter of Markdown files, so snippets help to write that, and the task ``newsgen check`` shows its problems."""


def add_arguments(parser: Parser) -> None:
    """Declare the arguments."""
    parser.add_argument("folder", type=Path, metavar="DIR", help=N_("folder of the site"))
    parser.add_argument(
        "--vscode", action="store_true", help=N_("write only the settings of VS Code, into an existing site")
    )


def run(options: argparse.Namespace, lang: str) -> int:
    """Create a site, or only its settings for VS Code. Exit code 0, or 1 when the folder is not empty or is a file.

    Raises FatalProblems where ``--vscode`` finds no site.
    """
    if options.vscode:
        read_settings(options.folder)
        return _init_editor(options.folder, lang)
    return _init_site(options.folder, lang)


def _init_site(folder: Path, lang: str) -> int:
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        problem = error("not-empty", N_("This folder is not empty."), N_("Choose a new name."))
        print_problems([problem.at(str(folder))], lang)
        return FAILED
    for name, text in FILES.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    for name in FOLDERS:
        (folder / name).mkdir(exist_ok=True)
    _write_editor_settings(folder)
    print(translate(lang, N_("Created a site in {folder}. Go there and run “newsgen build”."), folder=str(folder)))
    return DONE


def _write_editor_settings(site: Path) -> list[str]:
    """Write all schemas, and those of the other settings that are missing. Returns the written paths, relative to the
    site."""
    from ..json_schema import NAMES, schema_text

    wanted = {f".vscode/{name}": text for name, text in EDITOR.items() if not (site / ".vscode" / name).exists()}
    wanted |= {f".vscode/schemas/{name}.json": schema_text(name) for name in NAMES}
    for name, text in wanted.items():
        write_atomically(site / name, text.encode())
    return list(wanted)


def _init_editor(site: Path, lang: str) -> int:
    for name in _write_editor_settings(site):
        print(name)
    print(translate(lang, N_("Open the folder in VS Code and install the YAML extension that it recommends.")))
    return DONE
