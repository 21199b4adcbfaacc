"""A newsroom's hardest day, to look at: fifteen sections, headlines from one word to thirty, pictures of every shape.

    python tools/hard_site.py FOLDER               write the site, to be built as of 2026-11-28T23:30
    python tools/hard_site.py FOLDER --photographs the same with the photographs that scikit-image ships, where it is installed

The texts are invented, the pictures are drawn. A drawing of a person has its face in the upper fifth, as portraits have, so
that a crop by the middle beheads it. tests/browser/test_fronts.py measures the pages, tools/screenshots.py photographs them.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.util import find_spec
from pathlib import Path

import yaml
from PIL import Image, ImageDraw

NOW = datetime(2026, 11, 28, 23, 20)
"""The moment of the newest story, in the site's zone."""

TITLE = "جريدة خليج السنونو اليومية المستقلة للأنباء والدراسات"
"""A title that does not fit into a line of a telephone."""

SECTIONS = {
    "city": ("المدينة", 10),
    "region": ("الإقليم والعالم", 7),
    "money": ("اقتصاد وأعمال", 6),
    "opinion": ("رأي وتحليل", 5),
    "people": ("مجتمع", 6),
    "arts": ("ثقافة وفنون", 6),
    "science": ("علوم وتقنية", 5),
    "health": ("صحة", 3),
    "sea": ("البحر والبيئة", 3),
    "sport": ("رياضة", 4),
    "schools": ("مدارس", 2),
    "travel": ("سفر", 1),
    "inquiry": ("تحقيقات طويلة النفس", 1),
    "pictures": ("صور وفيديو", 2),
    "letters": ("بريد القراء", 0),
}
"""The sections: their names and numbers of stories."""

_SHORT = "اعتذار"
_LONG = (
    "مجلس المدينة يوافق بعد سبع ساعات من النقاش على خطة تمتد 36 شهرًا لتجديد أنابيب الماء وتعبيد 14 شارعًا "
    "وبناء جسر ثان فوق القناة بكلفة 3.2 مليون دينار تدفع على أقساط"
)
_WHO = ("عمال الميناء", "مجلس الأحياء", "فريق Blue Harbour", "طلاب المعهد البحري", "صيادو الخليج", "لجنة الأسواق")
_WHAT = ("يفتتحون", "يناقشون", "يؤجلون", "يرفضون", "يعيدون كتابة", "يقيسون كلفة")
_WHICH = (
    "خطة الحافلات الليلية",
    "ميزانية 2027 قبل التصويت عليها",
    "ترميم السوق المسقوف بعد 13 عامًا من الإغلاق",
    "قانون القوارب الصغيرة",
    "جدول السفن الجديد (النسخة 2.1)",
    "أسعار السمك التي ارتفعت 15%",
)
_STANDFIRST = "خمس سنوات من العمل، وثلاث مراحل، وسؤال واحد لم يجب عنه أحد: من يدفع الفرق حين تتأخر السفن؟"
_BODY = "هذا نص قصة مخترعة، كُتب ليُرى كيف تقف الكلمات. لا يصف مكانًا حقيقيًا ولا إنسانًا بعينه، وأرقامه 35% و4.7 للتجربة.\n"

_BODIES = {
    "live": "تغطية مخترعة.\n\n## 14:05 وصلت أولى السفن\n\n",
    "gallery": "![رسم](pics/harbour.jpg)\n\n![رسم](pics/woman.jpg)\n\n![رسم](pics/wall.jpg)\n\n![رسم](pics/archive.jpg)\n\n",
    "video": "[إنزال السفينة](https://video.example.net/ship){: .video}\n\n",
}
"""What comes before the text, by kind of story."""

SETTINGS = {
    "title": TITLE,
    "tagline": "أنباء الخليج كما يراها أهله",
    "base_url": "https://example.org/",
    "timezone": "Asia/Amman",
    "dates": {"line": "{weekday} {day} {month} {year}"},
    "search": "pagefind",
    "front": {"latest": 12, "block": 5},
    "sections": [{"id": name, "name": words} for name, (words, _) in SECTIONS.items()],
}
"""site.yml."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """A picture of the site: its size in pixels, what it shows, and a photograph of scikit-image for its place."""

    width: int
    height: int
    scene: str
    photograph: str = ""


PICTURES = {
    "harbour.jpg": Drawing(1600, 1067, "hills", "rocket.jpg"),
    "garden.jpg": Drawing(1600, 1060, "sun", "coffee.png"),
    "street.jpg": Drawing(1482, 1000, "houses", "chelsea.png"),
    "night.jpg": Drawing(1400, 1220, "sun", "hubble_deep_field.jpg"),
    "camera.jpg": Drawing(1200, 1200, "houses", "camera.png"),
    "woman.jpg": Drawing(900, 1500, "person", "astronaut.png"),
    "man.jpg": Drawing(1024, 1200, "person", "astronaut.png"),
    "tower.jpg": Drawing(600, 2400, "houses"),
    "wall.jpg": Drawing(4200, 700, "houses", "brick.png"),
    "archive.jpg": Drawing(150, 100, "sun", "coffee.png"),
    "emblem.png": Drawing(1200, 1000, "emblem"),
    "face.jpg": Drawing(600, 600, "person", "astronaut.png"),
}
"""The pictures of the site, by their file's name."""

_ORDINARY = ("harbour.jpg", "garden.jpg", "street.jpg", "night.jpg", "camera.jpg", "")
"""What stories show in turn; one in six shows nothing."""

_SKIES = ("#d8e6ea", "#f3d9b1", "#c9d6c2", "#e7c7c1", "#ccd3e8")
_GROUNDS = ("#2f5f6a", "#8a5a3c", "#46614a", "#7a3f49", "#3d4a75")


def drawn(name: str) -> Image.Image:
    """A picture of the site, drawn. Raises KeyError for another name."""
    it = PICTURES[name]
    width, height = it.width, it.height
    number = list(PICTURES).index(name)
    sky, ground = _SKIES[number % len(_SKIES)], _GROUNDS[number % len(_GROUNDS)]
    if it.scene == "emblem":
        picture = Image.new("RGBA", (width, height))
        ImageDraw.Draw(picture).polygon(
            [(width // 2, 40), (width - 40, height // 2), (width // 2, height - 40), (40, height // 2)], fill="#0a5c6b"
        )
        return picture
    picture = Image.new("RGB", (width, height), sky)
    draw = ImageDraw.Draw(picture)
    if it.scene == "person":
        size = min(width, height) // 5
        middle, top = width // 2, height // 12
        draw.rounded_rectangle((middle - size * 2, top + size * 2, middle + size * 2, height), size, fill=ground)
        draw.ellipse((middle - size, top, middle + size, top + size * 5 // 2), fill="#c98f68")
        for side in (-1, 1):
            eye = middle + side * size * 2 // 5
            draw.ellipse((eye - size // 9, top + size, eye + size // 9, top + size * 11 // 9), fill="#22262a")
        draw.arc((middle - size // 2, top + size, middle + size // 2, top + size * 2), 30, 150, "#22262a", size // 12)
    elif it.scene == "houses":
        step = max(width // 9, 40)
        for place, left in enumerate(range(0, width, step)):
            roof = height * (5 + place * 3 % 4) // 12
            draw.rectangle((left, roof, left + step - step // 8, height), fill=_GROUNDS[(number + place) % 5])
            draw.rectangle((left + step // 4, roof + step // 3, left + step // 2, roof + step // 3 * 2), fill=sky)
    else:
        round_ = min(width, height) // 4
        centre = width * (2 if it.scene == "sun" else 6) // 8
        draw.ellipse((centre - round_, height // 5, centre + round_, height // 5 + 2 * round_), fill="#e0a458")
        for place in range(4):
            line = height * (7 + place) // 12
            draw.polygon([(0, line + height // 9), (width * (place + 1) // 5, line), (width, line + height // 7),
                          (width, height), (0, height)], fill=_GROUNDS[(number + place) % 5])  # fmt: skip
    return picture


def photographed(name: str) -> Image.Image:
    """A picture of the site as a photograph that scikit-image ships, cut to size; drawn where it ships none."""
    it = PICTURES[name]
    package = find_spec("skimage")
    places = package.submodule_search_locations if package and it.photograph else None
    file = Path(places[0]) / "data" / it.photograph if places else None
    if file is None or not file.is_file():
        return drawn(name)
    with Image.open(file) as opened:
        picture = opened.convert("RGB")
    times = max(it.width / picture.width, it.height / picture.height)
    picture = picture.resize((round(picture.width * times), round(picture.height * times)))
    left, top = (picture.width - it.width) // 2, (picture.height - it.height) // 2
    return picture.crop((left, top, left + it.width, top + it.height))


def stories() -> Iterator[tuple[str, dict[str, object], str]]:
    """Every story: its name, its front matter and its text, the newest first within its section."""
    minutes = 0
    for place, (section, (_, count)) in enumerate(SECTIONS.items()):
        for number in range(count):
            minutes += 11 + 173 * number
            turn = place * 7 + number * 5
            picture = _ORDINARY[(place + number) % len(_ORDINARY)]
            fields: dict[str, object] = {
                "title": f"{_WHO[turn % 6]} {_WHAT[(turn // 2 + number) % 6]} {_WHICH[(turn + place) % 6]}",
                "section": section,
                "date": f"{NOW - timedelta(minutes=place * 9 + number * 700 + place * number):%Y-%m-%d %H:%M}",
                **({"place": ("المرفأ", "تل الغار", "باب القناة")[turn % 3]} if turn % 4 else {}),
                **({"standfirst": _STANDFIRST} if turn % 3 else {}),
                **({"image": {"src": f"pics/{picture}", "alt": "رسم", "credit": "رسم الجريدة"}} if picture else {}),
            }
            fields |= _SPECIAL.get(f"{section}-{number}", {})
            yield f"{section}-{number}", fields, _BODIES.get(str(fields.get("kind")), "") + _BODY


def _shown(name: str) -> dict[str, object]:
    return {"image": {"src": f"pics/{name}", "alt": "رسم", "credit": "رسم الجريدة"}}


def _opinion(author: str, title: str) -> dict[str, object]:
    return {"kind": "opinion", "authors": [author], "title": title}


_SPECIAL: dict[str, dict[str, object]] = {
    "city-0": {"title": _LONG, "standfirst": _STANDFIRST, **_shown("harbour.jpg")},
    "city-1": {"title": _SHORT, **_shown("man.jpg")},
    "city-2": {"kind": "explainer", "title": "كيف تُقرأ ميزانية المدينة؟"},
    "region-0": {
        "title": "هزة بقوة 5.1 درجات يشعر بها سكان 4 مدن على الساحل", "breaking_until": "2026-11-30 09:00", "image": {},
    },
    "region-1": {"kind": "live", "live_until": "2026-12-02 20:00", "title": "قمة الموانئ: تغطية متواصلة"},
    "science-0": _shown("woman.jpg"),
    "science-1": _shown("tower.jpg"),
    "arts-0": {"title": "صورة صغيرة من خزانة قديمة", **_shown("archive.jpg")},
    "arts-1": _shown("emblem.png"),
    "travel-0": {"title": "السور الطويل كما لم يُر من قبل", **_shown("wall.jpg")},
    "inquiry-0": {"title": "من باع رمل الشاطئ؟ تتبعنا 11 وسيطًا في 4 مدن", **_shown("night.jpg")},
    "pictures-0": {"kind": "gallery", "title": "المدينة القديمة في ست صور", **_shown("street.jpg")},
    "pictures-1": {"kind": "video", "title": "لحظة إنزال السفينة", **_shown("garden.jpg")},
    "opinion-0": _opinion("نوال الغدير", "المدن التي تنسى أسماء أشجارها"),
    "opinion-1": _opinion("سالم الوعر", "لماذا نقرأ الميزانية؟") | _shown("face.jpg"),
    "opinion-2": _opinion("هيئة التحرير", "السوق لنا جميعًا، فلتكن قواعده مكتوبة قبل أول عطلة") | {"image": {}},
    "opinion-3": _opinion("نوال الغدير", "عن الكتابة قرب البحر") | {"image": {}},
    "opinion-4": _opinion("عبد الرحمن بن يوسف الأنصاري", "رسالة مفتوحة إلى جيل لم يُسأل رأيه"),
}  # fmt: skip
"""What is hard about single stories, by their name. An empty ``image`` is none."""


def make(folder: Path, *, photographs: bool = False) -> None:
    """Write the site into a folder, over what it holds. ``photographs``: with those of scikit-image instead of drawings."""
    content = folder / "content"
    for below in ("pics", "authors", "pages"):
        (content / below).mkdir(parents=True, exist_ok=True)
    (folder / "site.yml").write_text(_yaml(SETTINGS), encoding="utf-8")
    for name in PICTURES:
        picture = photographed(name) if photographs else drawn(name)
        picture.save(content / "pics" / name, quality=84)
    for name, fields, body in stories():
        front = {key: value for key, value in fields.items() if value != {}}
        (content / f"{name}.md").write_text(f"---\n{_yaml(front)}---\n\n{body}", encoding="utf-8")
    profile = {"name": "نوال الغدير", "role": "روائية", "image": {"src": "../pics/face.jpg", "alt": "نوال الغدير"}}
    (content / "authors/nawal.yml").write_text(_yaml(profile), encoding="utf-8")
    (content / "pages/about.md").write_text("---\ntitle: من نحن\n---\n\nجريدة مخترعة.\n", encoding="utf-8")


def _yaml(value: object) -> str:
    return str(yaml.safe_dump(value, allow_unicode=True, sort_keys=False))


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(description="Write a site of hard cases to look at.")
    parser.add_argument("folder", type=Path)
    parser.add_argument(
        "--photographs", action="store_true", help="use the photographs of scikit-image, if it is installed"
    )
    options = parser.parse_args(arguments)
    if options.photographs and find_spec("skimage") is None:
        raise SystemExit("scikit-image is missing: pip install scikit-image.")
    make(options.folder, photographs=options.photographs)


if __name__ == "__main__":
    main(sys.argv[1:])
