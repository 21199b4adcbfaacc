"""Arabic words that editors write as keys and values, and what stands for each in front matter and in site.yml.

Only errors need this module.
"""

import difflib
import re
from collections.abc import Sequence

from ..arabic import fold

KEYS: dict[str, str] = {
    "title": "العنوان، عنوان القصة، عنوان الخبر، العنوان الرئيسي، المانشيت، اسم الموقع، اسم الصحيفة",
    "kicker": "العنوان التمهيدي، تمهيد، فوق العنوان، العلامة، الوسم فوق العنوان",
    "standfirst": "المقدمة، الملخص، موجز الخبر، العنوان الفرعي، عنوان فرعي، الوصف، نبذة، المدخل، الاستهلال",
    "section": "القسم، قسم، الباب، التصنيف، تصنيف، الزاوية",
    "place": "المكان، الموقع، البلد، المدينة، مكان الحدث",
    "date": "التاريخ، تاريخ النشر، تاريخ الخبر، تاريخ الكتابة، الوقت، اليوم",
    "updated": "التحديث، آخر تحديث، تاريخ التحديث، حُدّث، تعديل، آخر تعديل",
    "publish_at": "موعد النشر، وقت النشر، النشر في، يُنشر في، لا يُنشر قبل، الحظر حتى",
    "breaking_until": "عاجل، عاجل حتى، خبر عاجل",
    "live_until": "مباشر حتى، نهاية التغطية، التغطية حتى",
    "status": "الحالة، حالة القصة، حالة النشر",
    "stage": "المرحلة، مرحلة، مرحلة القصة، مرحلة العمل",
    "kind": "النوع، نوع القصة، نوع الخبر، الشكل",
    "authors": "الكاتب، الكاتبة، الكتّاب، المؤلف، المؤلفون، المحرر، المحررة، المحررون، الصحفي، بقلم، كتب، كتبت، إعداد",
    "image": "الصورة، صورة القصة، الصورة الرئيسية، صورة الغلاف",
    "sound": "الصوت، التسجيل، ملف الصوت، المقطع الصوتي",
    "show": "البرنامج، برنامج، البودكاست",
    "season": "الموسم، موسم",
    "episode": "الحلقة، رقم الحلقة، حلقة",
    "episode_type": "نوع الحلقة",
    "episode_guid": "معرف الحلقة",
    "length": "المدة، طول التسجيل",
    "tags": "الوسوم، الوسم، الكلمات المفتاحية، كلمات مفتاحية، الكلمات الدلالية، المواضيع، الموضوعات، تاغات",
    "sources": "المصادر، المصدر، المراجع، نقلا عن",
    "related": "قصص ذات صلة، مواضيع ذات صلة، أخبار ذات صلة، اقرأ أيضا، ذات صلة",
    "slug": "الرابط، المسار، اسم الرابط",
    "address": "عنوان الصفحة، رابط الصفحة، الرابط الدائم",
    "aliases": "روابط قديمة، الروابط القديمة، العناوين القديمة، عناوين قديمة",
    "corrections": "التصحيح، التصحيحات، تصويب، تصويبات",
    "note": "الملاحظة، سبب السحب، سبب الحذف، التنويه",
    "alt": "النص البديل، وصف الصورة، بديل",
    "caption": "التعليق، تعليق الصورة، شرح الصورة، كلام الصورة",
    "credit": "المصور، المصورة، تصوير، بعدسة، عدسة، مصدر الصورة، حقوق الصورة، الحقوق",
    "src": "الملف، اسم الملف، ملف الصورة",
    "focus": "مركز الصورة، نقطة التركيز، البؤرة",
    "name": "الاسم، اسم القسم، اسم الكاتب",
    "role": "الصفة، المنصب، الوظيفة، العمل",
    "bio": "السيرة، نبذة عن الكاتب، تعريف",
    "links": "الروابط، روابط، الحسابات",
    "url": "العنوان الإلكتروني، رابط المصدر، الوصلة",
    "id": "المعرف، المعرّف، الرمز",
    "tagline": "الشعار، شعار الصحيفة، وصف الموقع",
    "base_url": "عنوان الموقع، رابط الموقع، النطاق",
    "timezone": "المنطقة الزمنية، التوقيت",
    "sections": "الأقسام، أقسام، الأبواب",
    "places": "الأماكن، أماكن، المدن، البلدان",
    "navigation": "القائمة، القائمة الرئيسية، التصفح",
    "language": "اللغة",
    "production": "الإنتاج، الإطلاق، منشور",
    "share": "المشاركة، أزرار المشاركة",
    "search": "البحث",
    "deploy": "النشر، وجهات النشر، الخادم",
    "top": "الأعلى، أول الصفحة، الرئيسية",
}
"""Each key with the Arabic words that editors write for it."""

VALUES: dict[str, dict[str, str]] = {
    "kind": {
        "story": "خبر، قصة، تقرير، مقالة، عادي",
        "brief": "موجز، خبر قصير، مختصر",
        "video": "فيديو، مرئي، مقطع",
        "audio": "صوت، صوتي، تسجيل، تسجيل صوتي، بودكاست، حلقة",
        "gallery": "صور، معرض، معرض صور، ألبوم، قصة مصورة",
        "opinion": "رأي، مقال، مقال رأي، عمود، افتتاحية",
        "explainer": "شرح، شارح، تفسير، تبسيط، سؤال وجواب",
        "live": "مباشر، بث، بث مباشر، تغطية، تغطية مباشرة، تغطية حية",
    },
    "status": {
        "published": "منشور، منشورة، نُشر، نُشرت، تم النشر، جاهز، جاهزة",
        "draft": "مسودة، غير منشور، غير منشورة، قيد التحرير، قيد الكتابة",
        "withdrawn": "مسحوب، مسحوبة، سُحب، سُحبت، محذوف، محذوفة، ملغى",
    },
    "stage": {
        "idea": "فكرة، اقتراح، مقترح",
        "draft": "مسودة، قيد الكتابة، كتابة",
        "review": "مراجعة، للمراجعة، قيد المراجعة، تحرير، للتحرير، عند المحرر، تدقيق",
        "ready": "جاهز، جاهزة، جاهز للنشر، معتمد، معتمدة",
    },
}
"""Each key with a closed list of values: the values, each with the Arabic words that editors write for it."""

_OTHER_VALUES = {
    "status": {"publish": "published", "public": "published", "final": "published", "pending": "draft", "private": "draft",
               "trash": "withdrawn", "deleted": "withdrawn", "retracted": "withdrawn"},
    "kind": {"article": "story", "news": "story", "post": "story", "liveblog": "live", "live-blog": "live", "photos": "gallery",
             "column": "opinion", "op-ed": "opinion", "film": "video", "podcast": "audio", "sound": "audio"},
}  # fmt: skip
"""What other systems call these values."""

_YES, _NO = "نعم، صح، صحيح، أجل، مفعل", "لا، خطأ، غير صحيح، معطل"


def key_for(written: str, known: Sequence[str]) -> str:
    """The key among ``known`` that an Arabic word, or one with a slip in it, stands for; empty for none."""
    table: dict[str, str] = {}
    for key, words in KEYS.items():
        for word in words.split("، ") if key in known else ():
            table.setdefault(_normal(word), key)
    return _looked_up(written, table)


def value_for(key: str, written: str) -> str:
    """The value of ``kind``, ``status`` or ``stage`` that a word in Arabic, of another system or with a slip stands for; else
    empty."""
    values = VALUES.get(key, {})
    table = {_normal(word): value for value, words in values.items() for word in words.split("، ")}
    other = _OTHER_VALUES.get(key, {}) | {value: value for value in values}
    return _looked_up(written, table | other)


def truth_of(written: str) -> bool | None:
    """Whether a word says yes or no in Arabic; None for other words."""
    word = _normal(written)
    if word in map(_normal, _YES.split("، ")):
        return True
    return False if word in map(_normal, _NO.split("، ")) else None


def _looked_up(written: str, table: dict[str, str]) -> str:
    word = _normal(written)
    if word not in table:
        word = next(iter(difflib.get_close_matches(word, table, n=1, cutoff=0.8)), "")
    return table.get(word, "")


def _normal(word: str) -> str:
    """A word in one form for all its spellings: folded, without ال, without spaces and hyphens at its ends."""
    words = re.split(r"[\s_]+", fold(word).strip(" \t:-"))
    return " ".join(part.removeprefix("ال") if len(part) > 4 else part for part in words)
