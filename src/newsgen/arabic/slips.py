"""Slips of Arabic typing: closed lists of forms that are wrong wherever they stand, and marks that stick to a word.

Every list is closed. A form that is a word of its own, such as ``علي`` (a name) or ``سنه`` (his tooth), is in none of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from .character_classes import LETTER, MARK

_ARTICLES = ("ال", "بال", "كال", "لل")
_LEADS = ("", "و", "ف")

# Definite nouns: after ال no suffix can follow, so their last ه can only be a ة. Left out are those whose ه belongs to
# the root (المياه، الفقه), and those that are words with ه too (الكره "hatred").
_FEMININE = """
    أزمة أسرة أغلبية أمانة إدارة إذاعة إقامة إنسانية اتفاقية اجتماعية استخباراتية اقتصادية
    بداية بطولة بلدية بيئة تجارة تجربة تغطية تنمية ثانية ثقافة ثقافية ثورة جامعة جائزة جالية جريدة جريمة جزيرة
    جلسة جمعة جمعية جمهورية جنازة جنسية جولة جهة حادثة حافلة حالة حدودية حديقة حرية حركة حقيقة حكومة حكومية حلقة حملة
    حياة خارجية خاصة خدمة خطة خطوة خلفية داخلية دراسة درجة دفعة دقيقة دولة دولية دورة ذاكرة رابطة رسالة رسمية رئاسة رئيسية
    رواية رياضة رياضية زراعة زيارة ساعة ساحة سابقة سفارة سفينة سلطة سورية سياحة سياسة سياسية سيارة شبكة شخصية شرطة
    شركة صحة صحيفة صحية صفحة صفقة صناعة صورة ضاحية ضفة طائرة طاقة طبيعة عاصفة عاصمة عالمية عامة عائلة عدالة عربية
    عسكرية عقوبة عملة عملية غارة غرفة فائدة فرصة فرقة فضائية فكرة قارة قاهرة قائمة قذيفة قرية قصة قضية قطاعية قناة
    قيادة قيمة كارثة كتيبة كلمة كنيسة لجنة لحظة لغة مؤسسة مؤقتة مادة مالية مباراة مبادرة متحدة مجزرة مجلة مجموعة
    محافظة محاكمة محاولة محكمة محطة محلية مدرسة مدنية مدينة مرأة مرحلة مرة مساحة مساعدة مستشارة مسيرة مشاركة مشكلة مصلحة
    مطالبة معارضة معاهدة معركة معلومة مفاوضة مقاطعة مقاومة مقبلة مكتبة ملكية مملكة منصة منطقة منظمة منظومة موازنة مواجهة موافقة
    ميزانية ناحية نتيجة نسخة نسبة نقابة نقطة نهاية نووية هجرة هدنة هيئة واجهة وثيقة وحدة ورشة وزارة وزيرة وسيلة وظيفة وكالة
    ولاية إسلامية إسرائيلية أميركية أمريكية إيرانية بريطانية فرنسية روسية صينية تركية
    فلسطينية مصرية سعودية سورية عراقية لبنانية أردنية يمنية ليبية تونسية مغربية جزائرية سودانية قطرية
""".split()  # fmt: skip

# Adjectives and nouns whose last ى can only be a ي, after ال.
_NISBA = """
    إسلامي إسرائيلي أميركي أمريكي إيراني أردني أمني أراضي
    اقتصادي اجتماعي ابتدائي انتخابي بريطاني تالي تركي ثاني ثقافي ثلاثي جزائري جماعي جاري جمهوري حالي حقيقي حكومي خارجي
    داخلي دستوري دولي ديني رئيسي رسمي روسي رياضي سعودي سوري سوداني سياسي شمالي جنوبي شرقي غربي شخصي صحفي صحافي
    صيني طبي عالمي عراقي عربي عسكري عمومي فرنسي فلسطيني فني قاضي قانوني قضائي قطري قومي كويتي لبناني ليبي ماضي مالي محلي
    مدني مصري مغربي نادي نووي نيابي وادي وطني يمني يومي
""".split()  # fmt: skip

# The reverse: ة where the word ends in ه.
_WITH_HA = {
    "هذة": "هذه",
    "اللة": "الله",
    "فية": "فيه",
    "الوجة": "الوجه",
    "المياة": "المياه",
    "الفقة": "الفقه",
    "الاتجاة": "الاتجاه",
}

# ى for ي, and ي for ى, in words without the article.
_ENDINGS = {
    "فى": "في", "الذى": "الذي", "التى": "التي", "هى": "هي", "أى": "أي", "اى": "أي", "لكى": "لكي", "كى": "كي",
    "حوالى": "حوالي", "ثانى": "ثاني", "حتي": "حتى", "مستشفي": "مستشفى", "المستشفي": "المستشفى",
    "احدي": "إحدى", "إحدي": "إحدى", "اخري": "أخرى", "أخري": "أخرى", "الاخري": "الأخرى", "الأخري": "الأخرى",
    "غزه": "غزة", "مكه": "مكة", "فاطمه": "فاطمة", "خديجه": "خديجة", "عائشه": "عائشة",
    "ثلاثه": "ثلاثة", "أربعه": "أربعة", "ثمانيه": "ثمانية", "بالذى": "بالذي", "للذى": "للذي", "كالذى": "كالذي",
    "بالتى": "بالتي", "للتى": "للتي", "كالتى": "كالتي",
}  # fmt: skip

_WORDS = {
    "لاكن": "لكن", "لاكنه": "لكنه", "لاكنها": "لكنها", "لاكنهم": "لكنهم", "هاذا": "هذا", "هاذه": "هذه", "هاذة": "هذه",
    "ذالك": "ذلك", "كذالك": "كذلك", "لذالك": "لذلك", "بذالك": "بذلك", "هاكذا": "هكذا", "هاؤلاء": "هؤلاء", "أولائك": "أولئك",
    "اولائك": "أولئك", "اللذي": "الذي", "اللتي": "التي", "اللذى": "الذي", "اللتى": "التي", "شئ": "شيء", "الشئ": "الشيء",
    "بشئ": "بشيء",
    "إستقبل": "استقبل", "إستقبلت": "استقبلت", "إستمر": "استمر", "إستمرت": "استمرت", "إستمرار": "استمرار", "إستهدف": "استهدف",
    "إستهدفت": "استهدفت", "إستخدام": "استخدام", "الإستخدام": "الاستخدام", "إستقالة": "استقالة", "الإستقالة": "الاستقالة",
    "إجتماع": "اجتماع", "الإجتماع": "الاجتماع", "إجتماعات": "اجتماعات", "الإجتماعي": "الاجتماعي", "الإجتماعية": "الاجتماعية",
    "إنتخابات": "انتخابات", "الإنتخابات": "الانتخابات", "إقتصاد": "اقتصاد", "الإقتصاد": "الاقتصاد", "الإقتصادي": "الاقتصادي",
    "الإقتصادية": "الاقتصادية", "إتفاق": "اتفاق", "الإتفاق": "الاتفاق", "إتفاقية": "اتفاقية", "الإتفاقية": "الاتفاقية",
    "الإتحاد": "الاتحاد", "إتحاد": "اتحاد", "إعتبر": "اعتبر", "إعتبرت": "اعتبرت", "إعتقال": "اعتقال", "الإعتقال": "الاعتقال",
    "إعتقلت": "اعتقلت", "إنفجار": "انفجار", "الإنفجار": "الانفجار", "إحتجاجات": "احتجاجات", "الإحتجاجات": "الاحتجاجات",
    "إحتلال": "احتلال", "الإحتلال": "الاحتلال", "إرتفاع": "ارتفاع", "الإرتفاع": "الارتفاع", "إرتفعت": "ارتفعت",
    "إرتفع": "ارتفع",
    "إنخفاض": "انخفاض", "إنسحاب": "انسحاب", "الإنسحاب": "الانسحاب", "إجتمع": "اجتمع", "إفتتاح": "افتتاح", "إنطلاق": "انطلاق",
    "إختيار": "اختيار", "إحتفال": "احتفال", "الإحتفال": "الاحتفال", "إسم": "اسم", "الإسم": "الاسم", "إبن": "ابن",
    "الإبن": "الابن",
    "الإثنان": "الاثنان",
}  # fmt: skip


@lru_cache(maxsize=1)
def endings() -> dict[str, str]:
    """Map each form that ends in the wrong letter to the right one: ``الحكومه`` to ``الحكومة``, ``فى`` to ``في``.

    The forms have no tashkeel. They include those after و and ف, and the definite nouns also after ب, ك and ل.
    """
    table = _ENDINGS | _WITH_HA
    for last, nouns in (("ه", _FEMININE), ("ى", _NISBA)):
        for word in nouns:
            for article in _ARTICLES:
                before = "ل" if article == "لل" and word[0] == "ل" else article
                bad = {word[:-1] + last, re.sub("^[أإ]", "ا", word)[:-1] + last}
                table |= {before + form: before + word for form in bad}
    return {lead + bad: lead + good for bad, good in table.items() for lead in _LEADS}


@lru_cache(maxsize=1)
def words() -> dict[str, str]:
    """Map each form that is no word to the word that is meant: ``لاكن`` to ``لكن``; also after و and ف."""
    return {lead + bad: lead + good for bad, good in _WORDS.items() for lead in _LEADS}


_GOD_WILLING = re.compile(rf"(?<![{LETTER}{MARK}])(?:[إأا]نشاء|ان شاء) الله(?![{LETTER}{MARK}])")
_SHORT = {"نت", "كوم", "أورغ", "اورغ"}
_STUCK = re.compile(
    rf"(?<=[{LETTER}{MARK}])(?:[،؛؟](?=[{LETTER}0-9\u0660-\u0669])"
    rf"|(?<=[{LETTER}{MARK}]{{3}})\.(?=([{LETTER}{MARK}]{{3,}})(?![.{LETTER}])))"
)
_TWO_POINTS = re.compile(r"(?<!\.)\.\.(?=[\"»”’)]*[ \t]*$)|(?<!،)،[ ]?،(?!،)|(?<!؛)؛[ ]?؛(?!؛)", re.MULTILINE)


def phrases(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield start and end of each ``انشاء الله`` and its like, and what is meant."""
    for m in _GOD_WILLING.finditer(text):
        yield m.start(), m.end(), "إن شاء الله"


def stuck_marks(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield start and end of each mark between two words without a space behind it, and the mark with its space.

    The marks are ، ؛ ؟ and the full stop. A full stop counts between two words of three letters at least, so that
    abbreviations and the names of websites are left alone.
    """
    for m in _STUCK.finditer(text):
        if m[1] not in _SHORT:
            yield m.start(), m.end(), m[0] + " "


def doubled_marks(text: str) -> Iterator[tuple[int, int, str | None]]:
    """Yield start and end of each doubled comma, doubled semicolon, and pair of full stops at the end of a line.

    The third value is the single mark; None for two full stops, which may stand for one or for three. Two full stops
    between words are a habit of Arabic headlines, and left alone.
    """
    for m in _TWO_POINTS.finditer(text):
        yield m.start(), m.end(), None if m[0][0] == "." else m[0][0]
