"""The sites whose pages are looked at: the repository's sample, the rebuilt seed page, and a small one with everything."""

from __future__ import annotations

import io
import shutil
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml
from PIL import Image

from newsgen.cli import command_line
from tests.importers.test_seed import PAGE, SETTINGS
from tests.support import ZONE, Site

ROOT = Path(__file__).parents[2]
SAMPLE_NOW = datetime(2026, 12, 1, 12, 0, tzinfo=ZONE)
SAMPLE = {
    "article": "/2026/11/17/budget-2027/",
    "live": "/2026/11/25/boat-fair-live/",
    "gallery": "/2026/11/22/town-in-drawings/",
    "explainer": "/2026/05/03/tides/",
    "home": "/",
    "section": "/politics/",
    "topic": "/topics/شرح-مبسط/",
    "author": "/authors/ربى-النجاد/",
    "place": "/places/harbour/",
    "month": "/archive/2026/11/",
    "day": "/archive/2026/11/10/",
    "archive": "/archive/",
    "names": "/topics/",
    "corrections": "/corrections/",
    "missing": "/404.html",
    "plain": "/about/",
    "sound": "/2026/11/20/harbour-talk-2/",
    "show": "/shows/harbour-talk/",
    "shows": "/shows/",
    "film": "/2026/11/23/loom-film/",
    "post": "/2026/01/18/winter-storm/",
    "chart": "/2026/02/09/inflation/",
    "standings": "/2026/11/14/derby/",
    "section with a box": "/sport/",
    "box": "/fragments/data/coast-league.html",
}
"""A page of each kind of the sample."""


def sample(folder: Path, base_url: str | None = None) -> Site:
    """The repository's own newsroom, built."""
    for part in ("content", "static/sound", "static/films"):
        shutil.copytree(ROOT / part, folder / part)
    site = Site(folder, plain=False, settings=(ROOT / "site.yml").read_text(encoding="utf-8"))
    report = site.build(now=SAMPLE_NOW, base_url=base_url)
    assert report.published, report.problems
    return site


def seed(folder: Path) -> Site:
    """A captured page, imported and built; the same as in test_seed.py."""
    site = Site(folder, plain=False, settings=SETTINGS)
    file = site.write("seeds/page.txt", PAGE)
    assert command_line.main(["import", "--site", str(folder), str(file)]) == 0
    assert site.build().published
    return site


BASE: dict[str, Any] = {
    "title": "صحيفة التجربة",
    "tagline": "أخبار البلدة وما حولها",
    "base_url": "https://example.org/",
    "timezone": "Asia/Amman",
    "language": {"region": "EG"},
    "footer_note": "صحيفة للتجربة.",
    "sections": [
        {"id": "town", "name": "البلدة", "purpose": "ما يجري في شوارعها."},
        {"id": "harbour", "name": "الميناء"},
        {"id": "orchards", "name": "البساتين"},
        {"id": "library", "name": "المكتبة"},
    ],
    "places": [{"id": "hill", "name": "حي التل"}],
    "navigation": [{"section": "town"}, {"section": "harbour"}, {"name": "من نحن", "url": "/about/"}],
    "sidebar": {"related": 2, "latest": 3},
    "policy": {"frame": ["https://www.youtube-nocookie.com"]},
}
"""No Latin letter that a reader sees, so that one on a page is the theme's. The section library stays empty."""

VARIANTS: dict[str, dict[str, Any]] = {
    "plain settings": {},
    "ssi": {"sidebar": {"related": 2, "latest": 3, "delivery": "ssi"}, "base_url": "https://example.org/news/"},
    "no delivery": {"sidebar": {"related": 2, "latest": 3, "delivery": "none"}},
    "no latest": {"sidebar": {"latest": 0}},
    "no related": {"sidebar": {"related": 0}},
    "no share": {"share": []},
    "no navigation": {"navigation": [], "tagline": "", "footer_note": ""},
    "prefix": {"base_url": "https://example.org/news/ar/"},
    "arabic digits": {"language": {"region": "SY", "digits": "arab", "months": "levant/egypt", "preposition": "قبل"}},
    "staging": {"production": False},
    "nothing yet": {"navigation": [{"section": "library"}]},
    "long archive": {"front": {"section": 2}, "publisher": {"email": "desk@example.org"}},
    "topic feeds": {"feeds": {"topics": True, "authors": True, "formats": ["atom"]}},
    "no feeds": {"feeds": {"formats": []}},
}

LONG = (
    "اختتم مجلس البلدة بعد منتصف الليل جلسته الطويلة التي ناقش فيها موازنة الماء والطرق والمدارس "
    "وحصص الأحياء البعيدة عن وسط المدينة كلها"
)
MARKED = "عُمَّالٌ يُعِيدُونَ سُوقَ البَلْدَةِ القَدِيمِ إِلَى حَالِهِ"
BODY = """\
نص القصة الأول وفيه **كلام مهم** و*كلام مائل* و[رابط إلى قصة](/2026/05/02/short/) ونتيجة 2-1 ورقم +963 11 222 3333.

## عنوان فرعي {#details}

- بند أول
- بند ثان
    - بند داخله

1. أول
2. ثان

### عنوان أصغر

> نقلت النقشة من الذاكرة.
>
> — أمينة المتحف

جملة تستحق أن ترى من بعيد.
{: .pull}

![صورة طويلة لبرج](tall.webp "البرج كما كان")

[القوارب تعود إلى الرصيف الجديد](https://youtu.be/aB3_x-9 "كما صُوّرت من السور"){: .video}

[جولة في المرفأ](https://films.example.net/harbour){: .video}

[دقيقة على الرصيف](/films/quay.webm){: .video}

| الباب | 2026 | 2027 |
|---|---|---|
| المياه | 12.0 | 14.2 |
| الطرق | 20.5 | 19.9 |

الكتاب طبع مرتين[^1].

[^1]: الطبعة الثانية في 1938.

السداة
:   خيوط النسيج الطولية.

قال <mark>كلامًا معلّمًا</mark> و<kbd>زر</kbd> و<code>نص آلي</code> و<abbr title="توضيح">اختصار</abbr> و10<sup>2</sup>.

    سطر كتب كما هو

***

<p lang="en" dir="ltr">The swallows came back on the ninth of March.</p>

كلمة أخيرة.
"""
LETTERS = "ابتثجحخدذرزسشصضطظعغفقكلمنهوي"
PROFILE = """\
name: هالة السنديان
role: مراسلة البلدية
bio: تحضر الجلسات إلى آخرها، وتعدّ الأصوات مرتين (13 مع 8).
image: {src: hala.webp, alt: لوح أزرق}
links:
  - {name: دفترها, url: "https://example.net/hala"}
  - {name: من نحن, url: /about/}
"""
EVERYTHING = "/2026/05/20/everything/"
OLD = "/2026/05/02/short/"
PAGES = {
    "article": EVERYTHING,
    "short article": OLD,
    "long title": "/2026/05/18/long/",
    "home": "/",
    "section": "/town/",
    "section of one": "/orchards/",
    "empty section": "/library/",
    "topic of one": "/topics/بستان/",
    "topic of two": "/topics/صيد/",
    "topic of three": "/topics/الميناء/",
    "author": "/authors/هالة-السنديان/",
    "author of nothing": "/authors/ليان-المسفن/",
    "place": "/places/hill/",
    "month": "/archive/2026/04/",
    "topic's month": "/topics/قوارب/2023/03/",
    "topic of years": "/topics/قوارب/",
    "many topics": "/topics/",
    "few places": "/places/",
    "day": "/archive/2026/05/02/",
    "archive": "/archive/",
    "corrections": "/corrections/",
    "withdrawn": "/2026/02/02/withdrawn/",
    "missing": "/404.html",
    "plain": "/about/",
}
"""The small newsroom's pages, one of each kind and state."""


def picture(width: int, height: int, colour: str) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(file, "WEBP")
    return file.getvalue()


def small(folder: Path, stories: bool = True, **settings: Any) -> Site:
    """A newsroom with every element in every state, built; ``settings`` take the place of BASE's."""
    site = Site(folder, plain=False, settings=yaml.safe_dump({**BASE, **settings}, allow_unicode=True))
    if stories:
        write(site)
    report = site.build()
    assert report.published, report.problems
    assert report.problems == ()
    return site


def write(site: Site) -> None:
    """The small newsroom's stories, whose ids are ``s/NAME``."""
    site.write("content/s/wide.webp", picture(1600, 900, "#3c6e71"))
    site.write("content/s/tall.webp", picture(800, 1300, "#c08552"))
    wide = "{src: wide.webp, alt: رسم لمرفأ صغير, caption: المرفأ صباحًا, credit: صحيفة التجربة}"
    site.story(
        "s/everything",
        "ميناء البلدة يفتح رصيفه الجديد أمام قوارب الصيد",
        section="town",
        place="hill",
        date="2026-05-20 10:30",
        updated="2026-05-21 09:00",
        kicker="الرصيف الجديد",
        standfirst="ثلاث سنوات من العمل انتهت صباح الأربعاء، والصيادون ينتظرون المرحلة الثانية.",
        authors=["هالة السنديان", "مازن المجداف"],
        image=wide,
        tags=["الميناء", "صيد"],
        sources=["محضر الجلسة", '{name: جداول الموازنة, url: "https://example.net/b"}'],
        related=["s/long", "s/words"],
        corrections=["{at: 2026-05-21 09:00, text: ذكرت نسخة سابقة أن الرصيف بطول 90 مترًا. الصحيح 80.}"],
        body=BODY,
    )
    site.story(
        "s/long",
        LONG,
        section="town",
        date="2026-05-18 08:00",
        image=wide,
        tags=["الميناء"],
        breaking_until="2026-06-30 08:00",
    )
    site.story("s/marked", MARKED, section="town", date="2026-05-17", image="{src: tall.webp, alt: برج}")
    site.story("s/words", "صورة لم تصل", section="town", date="2026-05-16 08:00", standfirst="كلمات بلا صورة.", breaking_until="2026-06-02 08:00",
               image="{caption: عمال على الرصيف, credit: أرشيف}")  # fmt: skip
    site.story("s/short", "خبر قصير جدًا", section="town", date="2026-05-02 08:00", tags=["صيد"])
    for number in range(3, 9):
        site.story(f"s/town-{number}", f"قصة {number} من البلدة", section="town", date=f"2026-04-0{number} 08:00",
                   image=wide, standfirst="سطر يلخص القصة في كلمات قليلة.")  # fmt: skip
    for number in range(1, 5):
        site.story(f"s/harbour-{number}", f"قارب رقم {number} يعود إلى الميناء", section="harbour",
                   date=f"2026-05-0{number} 12:00", standfirst="سطر واحد عن القارب.")  # fmt: skip
    site.story(
        "s/orchard", "الزيتون يزهر مبكرًا", section="orchards", date="2026-03-03 08:00", image=wide, tags=["بستان"]
    )
    site.story("s/withdrawn", "قصة سُحبت بعد نشرها", section="harbour", date="2026-02-02 08:00", image=wide, place="hill",
               status="withdrawn", note="تبيّن أن الوثيقة التي بُنيت عليها ليست صحيحة.", updated="2026-02-03 09:00",
               authors=["هالة السنديان"], tags=["صيد"])  # fmt: skip
    for number in range(40):
        site.story(f"s/old-{number}", f"قارب قديم رقم {number}", section="harbour", tags=["قوارب", f"{LETTERS[number % 28]}سم {number}"],
                   date=f"{2025 - number // 12}-{12 - number % 12:02}-15 08:30")  # fmt: skip
    site.write("content/front.yml", "top: [s/words]\nsections: {harbour: [s/old-3]}\n")
    site.write("static/films/quay.webm", b"webm")
    site.write("content/authors/hala.webp", picture(640, 640, "#24697a"))
    site.write("content/authors/hala.yml", PROFILE)
    site.write("content/authors/layan.yml", "name: ليان المسفن\nrole: رسامة\n")
    site.write(
        "content/pages/about.md", "---\ntitle: من نحن\nstandfirst: صحيفة صغيرة.\n---\nنص الصفحة.\n\n## عنوان\n\nنص.\n"
    )


def variant(folder: Path, name: str) -> Site:
    return small(folder, stories=name != "nothing yet", **VARIANTS[name])


def pages(site: Site) -> list[Path]:
    """Every HTML file of the output, fragments among them."""
    return sorted(site.output.rglob("*.html"))
