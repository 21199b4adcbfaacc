"""A corpus of synthetic stories: deterministic, about 6 KB each, with the lists and links of a real newsroom.

    python benchmarks/corpus.py FOLDER COUNT

makes a site that ``newsgen build --site FOLDER`` builds.
"""

import random
import sys
from datetime import datetime, timedelta
from pathlib import Path

SECTIONS = ("politics", "economy", "society", "culture", "science", "sport", "health", "opinion")
NAMES = ("سياسة", "اقتصاد", "مجتمع", "ثقافة", "علوم", "رياضة", "صحة", "رأي")
NOUNS = [
    "المدينة",
    "المجلس",
    "السوق",
    "الميناء",
    "المدرسة",
    "الطريق",
    "الجسر",
    "النهر",
    "المكتبة",
    "الملعب",
    "الحديقة",
    "المتحف",
    "القرية",
    "الحي",
    "الساحة",
    "المصنع",
    "المزرعة",
    "المحطة",
    "القطار",
    "السفينة",
    "البلدية",
    "الورشة",
    "المسرح",
    "الكتاب",
    "المعرض",
    "الموسم",
    "المطر",
    "البحر",
    "الجبل",
    "الوادي",
    "الخريف",
    "الشتاء",
]
VERBS = [
    "أعلن",
    "أطلق",
    "نظّم",
    "افتتح",
    "ناقش",
    "درس",
    "عرض",
    "قدّم",
    "وسّع",
    "جدّد",
    "راجع",
    "أنجز",
    "بدأ",
    "أنهى",
    "حدّد",
    "وزّع",
    "نقل",
    "جمع",
    "رمّم",
    "أضاف",
]
WORDS = [
    "في",
    "على",
    "من",
    "إلى",
    "مع",
    "بعد",
    "قبل",
    "خلال",
    "عند",
    "بين",
    "هذا",
    "العام",
    "الماضي",
    "المقبل",
    "الجديد",
    "القديم",
    "الكبير",
    "الصغير",
    "الأول",
    "الثاني",
    "ثلاثة",
    "أربعة",
    "خمسة",
    "مشروع",
    "خطة",
    "لجنة",
    "فريق",
    "برنامج",
    "عمل",
    "يوم",
    "شهر",
    "سنة",
    "أسبوع",
    "ساعة",
    "سكان",
    "أهالي",
    "زوار",
    "طلاب",
    "عمال",
    "تجار",
    "مزارعون",
    "باحثون",
    "حيث",
    "كما",
    "أيضًا",
    "غير",
    "أن",
    "لكن",
    "ثم",
    "حتى",
    "نحو",
    "أكثر",
    "أقل",
    "نصف",
    "ربع",
    "جزء",
    "عدد",
    "كبير",
    "واسع",
    "مفتوح",
    "مجاني",
    "يومي",
    "أسبوعي",
    "شهري",
    "سنوي",
    "محلي",
]
TAGS = 400
PLACES = 30
FIRST = datetime(2020, 1, 1, 6, 0)
LAST = datetime(2026, 10, 31, 22, 0)


def settings() -> str:
    """site.yml of the corpus."""
    sections = "\n".join(f"  - {{id: {i}, name: {n}}}" for i, n in zip(SECTIONS, NAMES, strict=True))
    places = "\n".join(f"  - {{id: place-{i}, name: بلدة {i}}}" for i in range(PLACES))
    return (
        "title: صحيفة القياس\nbase_url: https://example.org/\ntimezone: Asia/Amman\n"
        f"sections:\n{sections}\nplaces:\n{places}\n"
    )


def sentence(chance: random.Random) -> str:
    words = [
        chance.choice(VERBS),
        chance.choice(NOUNS),
        *chance.choices(WORDS, k=chance.randint(8, 18)),
        chance.choice(NOUNS),
    ]
    return " ".join(words)


def article(number: int, count: int) -> tuple[str, str]:
    """Path under content/ and text of one story."""
    chance = random.Random(f"newsgen-{number}")
    moment = FIRST + (LAST - FIRST) * number / max(1, count - 1)
    moment = moment.replace(second=0, microsecond=0) + timedelta(minutes=chance.randint(0, 5))
    tags = sorted({f"موضوع {int(TAGS * chance.random() ** 2)}" for _ in range(chance.randint(2, 5))})
    title = f"{chance.choice(VERBS)} {chance.choice(NOUNS)} {' '.join(chance.choices(WORDS, k=4))} {chance.choice(NOUNS)} {number}"
    lines = [
        "---",
        f"title: {title}",
        f"standfirst: {sentence(chance)}",
        f"section: {chance.choice(SECTIONS)}",
        f"place: place-{chance.randrange(PLACES)}",
        f"date: {moment:%Y-%m-%d %H:%M}",
        f"authors: [كاتب {chance.randrange(60)}]",
        f"tags: [{', '.join(tags)}]",
        "---",
        "",
    ]
    for i in range(chance.randint(6, 14)):
        if i and i % 4 == 0:
            lines += [f"## {chance.choice(NOUNS)} {' '.join(chance.choices(WORDS, k=3))}", ""]
        text = "، ".join(sentence(chance) for _ in range(chance.randint(2, 4)))
        if chance.random() < 0.2:
            text += f" **{chance.choice(NOUNS)}** و[رابط](https://example.org/{number}/{i})"
        lines += [text + ".", ""]
    return f"{moment:%Y/%m}/story-{number}.md", "\n".join(lines)


def write(folder: Path, count: int) -> None:
    """Write the site with that many stories."""
    (folder / "content").mkdir(parents=True, exist_ok=True)
    (folder / "site.yml").write_text(settings(), encoding="utf-8")
    made = set()
    for number in range(count):
        name, text = article(number, count)
        path = folder / "content" / name
        if path.parent not in made:
            path.parent.mkdir(parents=True, exist_ok=True)
            made.add(path.parent)
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]), int(sys.argv[2]))
