"""Sample content for ``newsgen styleguide``: invented stories with the shortest and the longest values of each field."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from ..articles import body
from ..model.article import (
    KIND_NAMES,
    Article,
    Card,
    Correction,
    Entry,
    Named,
    Part,
    PinnedBox,
    Profile,
    Reference,
    Summary,
)
from ..model.box import Box, BoxData, Column, Goal, Prayers, Score, Side, Standing, Table
from ..model.embed import Embed
from ..model.picture import Picture
from ..model.show import Show, ShowLink
from ..model.sound import Episode, Sound
from ..model.timestamps import Month
from ..pages.addresses import Listing
from ..pages.page import Block
from ..site.settings import Settings
from ..site.settings_sections import Section

DRAWINGS = {"wide": (1600, 900), "square": (800, 800), "tall": (800, 1300)}
"""The sample pictures and their size in pixels; each is an SVG in ``/samples/``."""

WORDS = {
    "short": "المرفأ يفتح أبوابه",
    "long": (
        "مجلس البلدة يقرّ بعد جلسة امتدت حتى منتصف الليل موازنة تعيد رصف الطرق القديمة وتبني مدرستين "
        "وتخصص للأحياء البعيدة عن المركز نصيبًا أكبر من الماء"
    ),
    "marked": "عَادَتْ مَرَاكِبُ الصَّيْدِ مُحَمَّلَةً بَعْدَ غِيَابٍ طَوِيلٍ",
    "mixed": "فريق Blue Harbour يفوز 2-1 ويقدّم تطبيق iTide (النسخة 3.2) لبحّارة البلدة",
    "plain": "أمينة المكتبة تجمع حكايات الجدّات في دفتر واحد",
    "tall": "برج الساعة يُرمَّم حجرًا حجرًا",
    "text": "صورة قديمة للسوق ضاعت وبقي تعليقها",
}
"""Headlines by what they show: three words, twenty-five, full tashkeel, mixed direction, with and without a picture."""

BODY = """\
تبدأ القصة بفقرة فيها **كلام مهم** و*كلام يُشدَّد عليه* و[رابط إلى صفحة](/about/)، ونتيجة 2-1 ورقم +963 11 222 3333.

## عنوان فرعي

- بند أول
- بند ثان
    - بند داخله

1. خطوة أولى
2. خطوة ثانية

### عنوان أصغر

> كنا نعدّ المراكب قبل أن تصل، ونعرف أصحابها من أشرعتها.
>
> — بحّار متقاعد

جملة تستحق أن تُرى من بعيد.
{: .pull}

| الباب | 2026 | 2027 |
|---|---|---|
| المياه | 12.0 | 14.2 |
| الطرق | 20.5 | 19.9 |

كُتب الاسم باللاتينية Qantara Quay على اللوح، ثم جاءت حاشية[^1].

[^1]: نُقل اللوح إلى المتحف.

السداة
:   خيوط النسيج الطولية.

قال <mark>كلامًا معلّمًا</mark> و<kbd>زر</kbd> و<code>make tide</code> و<abbr title="توضيح">اختصار</abbr> و10<sup>2</sup>.

    tide --port qantara --days 3

[اقرأ أيضًا](sample-tall)
[اقرأ أيضًا](sample-plain)
{: .also}

***

<p lang="en" dir="ltr">The boats came back on the ninth of March, and nobody was late.</p>

كلمة أخيرة.
"""

EMBEDS = (
    Embed(
        "https://x.com/sununu/status/1858123456789012345",
        "<p>وصلت أول سفينة إلى الرصيف الجديد عند 06:40، والبحر هادئ.</p>",
        "مرفأ السنونو",
        "@sununu_port",
        "2026-05-20 06:52",
    ),
    Embed(
        "https://social.example.net/@hala/115915200000000001",
        '<p dir="ltr">First ship of the year!</p>',
        "Hala",
        posted="أمس",
    ),
    Embed("https://t.me/sununu_news/120"),
    Embed("https://soundcloud.com/sununu/quay", name="أصوات الرصيف", caption="سُجّلت قبل شروق الشمس"),
    Embed("https://www.google.com/maps/@31.95,35.91,12z"),
)
"""Posts with words and without, and players: of a service that the styleguide's policy allows, and of others."""

AT = datetime(2026, 5, 20, 10, 30, tzinfo=UTC)
LATER = datetime(2026, 5, 21, 9, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Samples:
    """Everything that the styleguide shows.

    ``cards`` has the keys of ``WORDS``. ``films`` are three videos: a link, one that can be embedded, and a file. ``embeds``
    are EMBEDS.
    ``profiles`` are a complete one, one with a role only, and none. ``kinds`` has a card for each kind of story, and three
    for live coverage. ``quoted`` are the stories whose cards stand in the text. ``live`` is live coverage with every kind of
    entry. ``boxes`` are boxes of data, and ``pinned_box`` is one of the home page. ``blocks`` give a row of each grid of the
    home page; ``portraits`` are those of its columnists. ``episode`` is a story of
    ``show``; ``sounds`` are a recording of the site, one of unknown length, and one that browsers may not play.
    """

    cards: dict[str, Card]
    article: Article
    withdrawn: Article
    corrections: tuple[Correction, ...]
    figures: tuple[Picture, ...]
    films: tuple[Picture, ...]
    embeds: tuple[Embed, ...]
    listing: Listing
    months: tuple[Month, ...]
    days: tuple[tuple[date, int], ...]
    profiles: tuple[Profile | None, ...]
    kinds: tuple[Card, ...]
    gallery: tuple[Part, ...]
    quoted: tuple[tuple[str, Card], ...]
    live: Article
    blocks: tuple[Block, ...]
    portraits: tuple[tuple[str, Picture], ...]
    episode: Card
    show: Show
    sounds: tuple[Sound, ...]
    boxes: tuple[Box, ...]
    pinned_box: PinnedBox


def samples(settings: Settings) -> Samples:
    """The samples in the sections and the time zone of a site."""
    place = Named("harbour", "المرفأ القديم")
    wide = _picture("wide", "رسم لمرفأ فيه ثلاثة مراكب", "المرفأ صباح الأربعاء", "تصوير: هالة السنديان")
    tall = _picture("tall", "رسم لبرج", "البرج قبل الترميم")
    lost = Picture(caption="السوق كما كان", credit="أرشيف البلدية")
    images = {"plain": None, "tall": tall, "text": lost}
    standfirst = "ثلاث سنوات من العمل انتهت صباح الأربعاء، والصيادون ينتظرون المرحلة الثانية من الرصيف."
    sections, zone = settings.sections, settings.zone
    cards = {}
    for number, (name, words) in enumerate(WORDS.items()):
        cards[name] = Card(
            id=f"sample-{name}",
            address=f"/samples/{name}/",
            title=words,
            kicker="الرصيف الجديد" if number % 2 else "",
            section=sections[number % len(sections)].id,
            place=place if number % 3 == 0 else None,
            kind="story",
            standfirst=standfirst,
            published=AT.replace(day=20 - number // 3, hour=18 - number).astimezone(zone),
            image=images.get(name, wide),
        )
    authors = (Named("hala", "هالة السنديان"), Named("mazin", "مازن المجداف"))
    corrections = (
        Correction(LATER.astimezone(zone), "ذكرت نسخة سابقة أن الرصيف بطول 90 مترًا. الصحيح 80."),
        Correction(LATER.replace(hour=15).astimezone(zone), "صُحّح اسم الحي."),
    )
    summary = Summary(
        card=cards["short"],
        status="published",
        updated=LATER.astimezone(zone),
        tags=(Named("port", "الميناء"), Named("fishing", "الصيد"), Named("roads", "Roads 2027")),
        authors=authors,
        corrections=corrections,
    )
    films = (
        Picture(alt="جولة في المرفأ", video="https://films.example.net/harbour"),
        Picture(alt=WORDS["long"], caption="كما صُوّرت من السور", video="https://youtu.be/aB3_x-9"),
        Picture(alt="دقيقة على الرصيف", video="/samples/quay.webm"),
    )
    sound = Sound("/samples/harbour.mp3", 3725.0, 29_872_640, "audio/mpeg")
    figures = (wide, tall, lost, Picture(credit="صورة بلا تعليق، واسم مصوّرها وحده"))
    article = Article(
        summary=summary,
        date=cards["short"].published,
        body=_body(*figures[:3], *films),
        sources=(Reference("محضر الجلسة"), Reference("جداول الموازنة", "https://example.net/budget")),
        minutes=3,
    )
    withdrawn = replace(
        article,
        summary=replace(summary, status="withdrawn"),
        body=(),
        note="تبيّن أن الوثيقة التي بُنيت عليها ليست صحيحة.",
    )
    bio = "تحضر الجلسات إلى آخرها، وتعدّ الأصوات مرتين (13 مع 8)."
    links = (Reference("دفترها", "https://example.net/hala"), Reference("من نحن", "/about/"))
    square = _picture("square", "رسم لوجه")
    return Samples(
        cards=cards,
        article=article,
        withdrawn=withdrawn,
        corrections=corrections,
        figures=figures,
        films=films,
        embeds=EMBEDS,
        listing=Listing("all", "", settings.title, "/"),
        months=tuple(Month(year, number) for year in (2026, 2025) for number in (5, 4, 2, 1)),
        days=tuple((date(2026, 5, day), 1 + day * 7 % 23) for day in (20, 19, 18, 12, 3, 1)),
        profiles=(Profile("hala", authors[0].name, "مراسلة البلدية", bio, square, links),
                  Profile("mazin", authors[1].name, "رسّام"), None),
        kinds=(*(replace(cards["short"], id=f"sample-kind-{kind}", kind=kind) for kind in KIND_NAMES),
               replace(cards["short"], id="sample-kind-on", kind="live", live=True),
               replace(cards["plain"], id="sample-kind-plain", kind="live", live=True)),
        gallery=figures[:2] * 2,
        quoted=tuple((cards[name].id, cards[name]) for name in ("tall", "plain")),
        live=_live(article),
        blocks=_blocks(cards, authors[0]),
        portraits=((authors[0].id, square),),
        episode=replace(
            cards["long"], id="sample-episode", kind="audio", sound=sound, episode=Episode("harbour", season=2, number=12)
        ),
        show=Show("harbour", "حديث المرفأ", standfirst, links=(ShowLink("Apple Podcasts", "https://podcasts.example.net/1"),)),
        sounds=(sound, Sound("/samples/quay.mp3", mime="audio/mpeg"), Sound("https://sounds.example.net/quay")),
        boxes=_boxes(LATER.astimezone(zone)),
        pinned_box=PinnedBox("data/samples.yml", "النهائي: الفنار والميناء", "score"),
    )  # fmt: skip


def _boxes(updated: datetime) -> tuple[Box, ...]:
    """Each kind of box of data, and each type of chart, with missing and negative values."""
    columns = (Column("الباب"), Column("2026", "number"), Column("2027", "number"))
    rows = (("المياه والصرف", "12.0", "14.2"), ("المدارس والمكتبة", "5.2", ""), ("رسوم لم تُجمع", "-2.5", "-1"))
    budget = BoxData("table", source="محضر الجلسة", updated=updated, table=Table(columns, rows))
    years = tuple((str(2018 + n), str(380 + n * 7), str(340 + n * 13)) for n in range(9))
    rain = BoxData(
        "table", table=Table((Column("السنة", "number"), Column("المرفأ", "number"), Column("التلة", "number")), years)
    )
    goals = (Goal("سامر البحري", "12"), Goal("نادر العود", "45+2", "penalty"))
    match = Score(
        Side("الفنار", 2, goals),
        Side("الميناء", 1, (Goal("عمر القصب", "31", "own-goal"),)),
        "live",
        "67",
        place="ملعب البلدية",
    )
    league = (Standing(1, "الفنار", 6, 5, 1, 0, 14, 4, 16), Standing(2, "شباب وادي التوت", 6, 0, 1, 5, 3, 19, 1))
    city = Prayers("المرفأ القديم", 31.95, 35.93, "Asia/Amman", "mwl")
    return (
        Box("data/budget.csv", "chart", "كيف توزعت الموازنة", unit="مليون دينار", data=budget),
        Box("data/rain.csv", "chart", "هطول المطر", unit="ملم", data=rain),
        Box("data/rain.csv", "chart", "هطول المطر في المرفأ", type="column", columns=("المرفأ",), data=rain),
        Box("data/budget.csv", "table", "الموازنة", data=budget),
        Box("data/match.yml", "score", "النهائي", data=BoxData("score", score=match)),
        Box("data/league.yml", "standings", "الترتيب", data=BoxData("standings", standings=league)),
        Box("data/city.yml", "prayers", "مواقيت الصلاة", data=BoxData("prayers", prayers=city)),
    )


def _blocks(cards: dict[str, Card], columnist: Named) -> tuple[Block, ...]:
    """Sections with as many stories, with and without pictures, as the grids of the home page ask for."""
    every = tuple(cards.values())
    wide = tuple(card for card in every if card.image is not None and card.image.address)
    plain = tuple(replace(card, image=None) for card in every)
    opinions = tuple(replace(card, kind="opinion", columnists=(columnist,)) for card in every[:3])
    stories = {
        "قسم كبير": every[:5], "أربع صور": wide[:4], "قصة وعناوين": every[:4], "ثلاث صور": wide[:3], "رأي": opinions,
        "كلمات": plain[:3], "عناوين": plain[:4], "قصتان": wide[:2], "قصة": wide[:1], "قصة ثانية": wide[1:2],
    }  # fmt: skip
    return tuple(
        Block(
            Section(id=f"sample-{number}", name=name),
            tuple(replace(card, id=f"{card.id}-{number}") for card in shown),
        )
        for number, (name, shown) in enumerate(stories.items())
    )


def _live(article: Article) -> Article:
    """Live coverage of two days: a plain entry, key events, a pinned entry, a picture, the longest headline."""
    at = LATER.astimezone(article.date.tzinfo)
    text = body.render("عاد المركب الأول وعليه 3 صيادين.\n\n- بند\n- بند ثان\n", first_line=1, prefix="").parts
    picture = _picture("wide", "رسم لمرفأ", "المرفأ ظهرًا")
    entries = (
        Entry("sample-new", at, WORDS["short"], text),
        Entry("sample-long", at - timedelta(hours=2), WORDS["long"], (*text, picture), key=True),
        Entry("sample-numbers", at - timedelta(hours=3), "أرقام تلزمك", text, pinned=True),
        Entry("sample-old", at - timedelta(days=1), WORDS["marked"], text, key=True),
    )
    summary = replace(article.summary, card=replace(article.card, kind="live"))
    return replace(article, summary=summary, entries=entries)


def _picture(name: str, alt: str, caption: str = "", credit: str = "") -> Picture:
    width, height = DRAWINGS[name]
    return Picture(f"/samples/{name}.svg", width, height, alt, caption, credit)


def _body(*figures: Picture) -> tuple[Part, ...]:
    """The body, with pictures and videos after its first part."""
    first, *rest = body.render(BODY, first_line=1, prefix="").parts
    return (first, *figures, *rest)


def drawing(width: int, height: int) -> str:
    """An SVG of this size in pixels: sky, water and three boats."""
    line, size = round(height * 0.62), min(width, height) // 9
    hull = f"l{size} {-size * 2}v{size * 2}zm{-size // 2} {size // 6}h{size * 2}l{-size // 2} {size // 2}h{-size}z"
    places = ((width // 6, "#f4efe6"), (width * 5 // 12, "#e2b477"), (width * 7 // 10, "#f4efe6"))
    boats = "".join(f'<path fill="{colour}" d="M{x} {line}{hull}"/>' for x, colour in places)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}">'
        f'<path fill="#8fb3b8" d="M0 0h{width}v{height}H0z"/><path fill="#2f5f6a" d="M0 {line}h{width}v{height - line}H0z"/>'
        f"{boats}</svg>\n"
    )
