"""``newsgen init``: a new site that builds at once."""

import sys
from pathlib import Path

from ..messages import lines, say
from ..problems import N_, error

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


def init_site(folder: Path, lang: str) -> int:
    """Begin a site in a folder that is new or empty. Exit code 0, or 1 when the folder holds something."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        problem = error("not-empty", N_("This folder is not empty."), N_("Choose a new name."))
        print("\n".join(lines(problem.at(str(folder)), lang)), file=sys.stderr)
        return 1
    for name, text in FILES.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    for name in FOLDERS:
        (folder / name).mkdir(exist_ok=True)
    print(say(lang, N_("A new site begins in {folder}. Go there and run “newsgen build”."), folder=str(folder)))
    return 0
