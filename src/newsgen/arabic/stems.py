"""Terms: the words that show that two stories are about the same subject."""

from __future__ import annotations

import re
from functools import lru_cache

from .folding import fold

# A clitic may precede a figure (و2021); a Latin word may contain one (g20).
_WORD = re.compile(r"[0-9a-z\u00df-\u024f]+|[^\W\d_a-z\u00df-\u024f]+")
_ARTICLES = ("وال", "بال", "كال", "فال", "ال", "لل")
_SUFFIXES = ("ها", "ان", "ات", "ون", "ين", "يه", "ه", "ي")
LONGEST = 40
"""The maximum length of a word. A longer run of letters is no word; the bound also keeps the stored terms small."""

# Function words and verbs of reporting, folded. They are frequent in every story, so they do not show a relation.
_WORDS = """
    في من علي الي عن مع بين بعد قبل منذ خلال حتي عند لدي نحو دون ضد عبر حول فوق تحت امام وراء ضمن اثر وفق بسبب رغم
    ان انه انها انهم كان كانت كانوا يكون تكون ليس ليست قد لقد لم لن لا ما لما كما كلما لكن بل او ام ثم اذا اذ لو لولا
    هو هي هم هن نحن انا انت هذا هذه ذلك تلك هؤلاء الذي التي الذين اللذين اللتين اللواتي من ماذا متي اين كيف كم اي ايه
    كل بعض جميع كافه عده غير سوي مثل حيث حين حينما عندما بينما ايضا فقط جدا الان اليوم امس غدا هناك هنا مازال لايزال
    قال قالت قالوا اكد اكدت اعلن اعلنت اضاف اضافت ذكر ذكرت اوضح اوضحت اشار اشارت يقول تقول تم يتم جري بات اصبح
    الاول الاولي الثاني الثانيه احد احدي اثنين ثلاثه اربعه خمسه عام عاما سنه شهر يوم
    the of and in to a an for on at by with from is as
"""
STOP_WORDS = frozenset(_WORDS.split())


@lru_cache(8192)
def stem(word: str) -> str:
    """Remove an article or else a leading waw from a folded word, and then one common ending.

    An article (ال, وال, بال, كال, فال, لل) or an ending goes only if three letters or more remain. A waw goes only if
    four or more remain and no article was removed. A word that does not begin with an Arabic letter is returned as it
    is.

    The stem is light on purpose: it joins المدينة, مدينة and والمدينه, and leaves broken plurals alone, because a
    root would join كاتب, مكتبة and كتيبة.
    """
    if not "\u0600" <= word[:1] <= "\u06ff":
        return word
    for article in _ARTICLES:
        if word.startswith(article) and len(word) - len(article) >= 3:
            word = word[len(article) :]
            break
    else:
        if word.startswith("و") and len(word) >= 5:
            word = word[1:]
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= 3:
            return word[: -len(suffix)]
    return word


def terms(text: str) -> tuple[str, ...]:
    """Return the distinct stems of a text's words, sorted by code point. The text need not be folded.

    Left out are function words (also stems that equal one), numbers of fewer than four digits, single letters, and
    words longer than ``LONGEST``.
    """
    found = set()
    for word in _WORD.findall(fold(text)):
        if len(word) < 2 or len(word) > LONGEST or word in STOP_WORDS or (word.isdigit() and len(word) < 4):
            continue
        stemmed = stem(word)
        if len(stemmed) > 1 and stemmed not in STOP_WORDS:
            found.add(stemmed)
    return tuple(sorted(found))
