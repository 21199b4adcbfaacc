"""Generate corpora: stories that are identical on every machine, with the sections and topics of a newsroom.

    python benchmarks/corpus.py FOLDER COUNT [KIND]

creates a site for ``newsgen build --site FOLDER``. KIND is ``news`` (about 3 KB, with the lengths, quotations, signs, lists
and topics that real articles have), ``synthetic`` (about 6 KB, with headings, bold words and links), ``plain`` (about 3 KB,
paragraphs like those of news agencies), or the path of a folder with documents (*.txt).
A document has its title in <TITLE> and its paragraphs in <TEXT>; otherwise its first line is the title.
"""

import html
import random
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
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
KINDS = ("news", "synthetic", "plain")
"""The kinds of corpora that are generated; any other kind is the path of a folder with documents."""

TAGS = 400
LAST = datetime(2026, 10, 31, 22, 0)
A_DAY = 20  # stories per day; large archives have more, so that they stay within MOST_DAYS
MOST_DAYS = 3650


@dataclass(frozen=True, slots=True)
class Piece:
    """A story, independent of a generator's file format. ``body`` is Markdown and ends with a newline."""

    name: str
    title: str
    standfirst: str
    section: str
    moment: datetime
    tags: tuple[str, ...]
    body: str


def pieces(count: int, kind: str = "news") -> Iterator[Piece]:
    """The stories of a corpus, oldest first."""
    return (piece(number, count, kind) for number in range(count))


def piece(number: int, count: int, kind: str = "news") -> Piece:
    """The story with this number in a corpus of ``count`` stories. Numbers from ``count`` on give newer stories."""
    chance = random.Random(f"newsgen-{number}")
    days = min(MOST_DAYS, max(1, count // A_DAY))
    moment = LAST - timedelta(days=days) * (1 - (number + 1) / count)
    tags = sorted({f"موضوع {int(TAGS * chance.random() ** 2)}" for _ in range(chance.randint(2, 5))})
    section = chance.choice(SECTIONS)
    if kind == "synthetic":
        title, body = _title(chance), _marked(chance, number)
    elif kind == "plain":
        title, body = _title(chance), _paragraphs(chance)
    else:
        tags = _topics(chance, count)
        if kind == "news":
            title, body = _title(chance), _news(chance)
        else:
            documents = real(Path(kind))
            title, body = documents[number % len(documents)]
    standfirst = sentence(chance) if kind in ("synthetic", "plain") else _beginning(body)
    return Piece(
        f"{moment:%Y/%m}/story-{number}", f"{title} {number}", standfirst, section,
        moment.replace(second=0, microsecond=0), tuple(tags), body,
    )  # fmt: skip


def sentence(chance: random.Random) -> str:
    words = [
        chance.choice(VERBS),
        chance.choice(NOUNS),
        *chance.choices(WORDS, k=chance.randint(8, 18)),
        chance.choice(NOUNS),
    ]
    return " ".join(words)


def _title(chance: random.Random) -> str:
    return (
        f"{chance.choice(VERBS)} {chance.choice(NOUNS)} {' '.join(chance.choices(WORDS, k=4))} {chance.choice(NOUNS)}"
    )


def _marked(chance: random.Random, number: int) -> str:
    blocks = []
    for i in range(chance.randint(6, 14)):
        if i and i % 4 == 0:
            blocks.append(f"## {chance.choice(NOUNS)} {' '.join(chance.choices(WORDS, k=3))}")
        text = "، ".join(sentence(chance) for _ in range(chance.randint(2, 4)))
        if chance.random() < 0.2:
            text += f" **{chance.choice(NOUNS)}** و[رابط](https://example.org/{number}/{i})"
        blocks.append(text + ".")
    return "\n\n".join(blocks) + "\n"


def _paragraphs(chance: random.Random) -> str:
    """Paragraphs with some numbers, quotations and foreign names, and without Markdown."""
    blocks = []
    for _ in range(chance.randint(5, 12)):
        text = "، ".join(sentence(chance) for _ in range(chance.randint(1, 3)))
        if chance.random() < 0.5:
            text += f" بنسبة {chance.randint(1, 99)}% عام {chance.randint(1990, 2026)}"
        if chance.random() < 0.3:
            text += f'، وقال: "{sentence(chance)}"'
        if chance.random() < 0.2:
            text += f" ({chance.choice(('UNESCO', 'Reuters', 'ISO 9001', 'GPS'))})"
        blocks.append(text + ".")
    return "\n\n".join(blocks) + "\n"


def _topics(chance: random.Random, count: int) -> list[str]:
    """The topics of a story: some that many stories have, and some that hardly any other has. An archive has nearly as many
    topics as stories, and most of them have one or two."""
    many = 60 + count
    numbers = {int(many ** chance.random()) for _ in range(chance.choice((1, 2, 3, 4, 4, 5)))}
    return sorted(f"{NOUNS[n % len(NOUNS)]} {WORDS[n // len(NOUNS) % len(WORDS)]} {n}" for n in numbers)


def _news(chance: random.Random) -> str:
    """Paragraphs as in 200 articles of Arabic sites: 2 to 17, seven at the median, of some 29 words, one in three with figures or
    Latin letters. Three articles of four have quotations and figures, two in five vowel marks and colons, one in three brackets,
    one in six Latin words, one in eight hashtags, one in five no-break spaces, one in twelve a dash; exclamation marks, lists, rules
    and signs behind a backslash are rare. Nearly none has headings, bold words or links."""
    quotes, figures, latin, marks = (chance.random() < share for share in (0.72, 0.78, 0.16, 0.4))
    blocks = []
    for _ in range(min(30, max(2, round(chance.lognormvariate(1.95, 0.65))))):
        text = " ".join(chance.choices(WORDS, k=chance.randint(2, 12))) + f" {sentence(chance)}"
        if figures and chance.random() < 0.36:
            text += f" {chance.choice(('بنسبة', 'نحو', 'عام'))} {chance.choice((chance.randint(2, 99), chance.randint(1990, 2026)))}"
            text += chance.choices(("", "%", " مليون دولار", f" من {chance.randint(2, 30)} مايو/أيار"), (85, 2, 8, 5))[
                0
            ]
        if quotes and chance.random() < 0.45:
            text += f' {chance.choices(("وقال:", "مضيفا أن", "وصفها بـ"), (30, 60, 15))[0]} "{_without_marks(sentence(chance))}"'
        if latin and chance.random() < 0.3:
            text += (
                f" ({chance.choice(('UNESCO', 'Reuters', 'ISO 9001', 'GPS', 'Airbus A320', 'S&P 500', 'Covid-19'))})"
            )
        blocks.append(f"{text if marks else _without_marks(text)}.")
    for share, change in _RARE:
        if chance.random() < share:
            at = chance.randrange(len(blocks))
            blocks[at] = change(blocks[at])
    return "\n\n".join(blocks) + "\n"


def _without_marks(text: str) -> str:
    return re.sub("[\u064b-\u0652]", "", text)


_RARE: tuple[tuple[float, Callable[[str], str]], ...] = (
    (0.12, lambda text: f"{text} #{NOUNS[len(text) % len(NOUNS)]}_{WORDS[len(text) % 20]}"),
    (0.20, lambda text: text.replace(" ", "\xa0", 1)),
    (0.30, lambda text: f"({NOUNS[len(text) % len(NOUNS)]}) {text}"),
    (0.10, lambda text: f"{text[:-1]}؟"),
    (0.03, lambda text: f"{text[:-1]}!"),
    (0.01, lambda text: f"-{text}"),
    (0.08, lambda text: text.replace(" و", " – و", 1)),
    (0.02, lambda text: f"\\*{text}"),
    (0.02, lambda text: f"{text}\n\n\\---"),
    (0.02, lambda text: "\n".join(f"- {part}" for part in text.split(" و", 3)) if " و" in text else text),
    (0.01, lambda text: f"{text}\n\n---"),
)
"""What a few articles have: the share of those, and what one of their paragraphs becomes."""


def _beginning(body: str) -> str:
    """The first thirty words of a body as a standfirst, without Markdown and quotation marks."""
    return " ".join(re.sub(r'[\\"*_\[\]#]', "", body).split()[:30])


@cache
def real(folder: Path) -> tuple[tuple[str, str], ...]:
    """The title and the body of every document in a folder."""
    found = [_document(path.read_text("utf-8", "replace")) for path in sorted(folder.rglob("*.txt"))]
    return tuple((title, body) for title, body in found if title and body.strip())


def _document(text: str) -> tuple[str, str]:
    title, paragraphs = re.search("<TITLE>(.*?)</TITLE>", text, re.S), re.search("<TEXT>(.*?)</TEXT>", text, re.S)
    first, _, rest = text.partition("\n")
    lines = [_plain(line) for line in (paragraphs[1] if paragraphs else rest).splitlines()]
    name = _plain(title[1] if title else first).replace('"', "”").replace("\\", "")
    return name, "\n\n".join(filter(None, (_escaped(line) for line in lines))) + "\n"


def _plain(line: str) -> str:
    """A line without HTML entities and control characters."""
    return " ".join(re.sub("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", " ", html.unescape(line)).split())


def _escaped(line: str) -> str:
    """A line of text with those signs escaped that are Markdown where they stand, for all of the generators."""
    line = re.sub(r"([\\`*]|(?<!\w)_|_(?!\w)|\[(?=[^\]]*\][(\[:])|\](?=[(\[:]))", r"\\\1", line).replace("<", "&lt;")
    line = re.sub(r"^([#>]|[+-](?!\w))", r"\\\1", re.sub("^[:|~= ]+", "", line))
    return re.sub(r"^(\d+)([.)])", r"\1\\\2", line)


def settings() -> str:
    """The content of site.yml."""
    sections = "\n".join(f"  - {{id: {i}, name: {n}}}" for i, n in zip(SECTIONS, NAMES, strict=True))
    return (
        "title: صحيفة القياس\nbase_url: https://example.org/\ntimezone: Asia/Amman\n"
        f"feeds: {{formats: [rss]}}\nsections:\n{sections}\n"
    )


def article(one: Piece) -> str:
    """A story as a file for newsgen. Hugo and Eleventy read the same format."""
    return (
        f'---\ntitle: "{one.title}"\nstandfirst: "{one.standfirst}"\nsection: {one.section}\n'
        f"date: {one.moment:%Y-%m-%dT%H:%M:%S}\ntags: [{', '.join(one.tags)}]\n---\n\n{one.body}"
    )


def write(folder: Path, count: int, kind: str = "news") -> None:
    """Write a site with ``count`` stories."""
    put(folder / "site.yml", settings())
    for one in pieces(count, kind):
        put(folder / "content" / f"{one.name}.md", article(one))


def put(path: Path, text: str) -> None:
    """Write a file, and create its folder if it is missing."""
    try:
        path.write_text(text, encoding="utf-8")
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]), int(sys.argv[2]), *sys.argv[3:4])
