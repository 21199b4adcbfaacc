"""Make a headline from the first words of a summary, for a captured story that shows none."""

import re

from ..arabic import fold

MIN_WORDS = 4
MIN_WORDS_AT_COMMA = 5  # "the German Mesut Özil," is a subject, not yet a clause
MAX_WORDS = 16  # words; one more and a phone's card shows it on four lines
MIN_CUT = 6
DEFAULT_CUT = 12  # words, when no phrase ends within MAX_WORDS
MIN_GOOD_CUT = 9
_END_MARKS = " ،؛:.,-–—"
_MAX_LENGTH = 2000  # characters that are read; a headline is always shorter
_MARK = re.compile(r"[،؛؟!](?=[\s\"»”]|$)|[.:…,](?=[\s\"»”]|$)|(?<!\d)\s[-–—]\s(?!\d)")


def _folded(words: str) -> frozenset[str]:
    return frozenset(fold(w) for w in words.split())


# Words that need a following word: no headline ends in them.
_PREPOSITIONS = _folded("""
    في من على إلى عن مع منذ حتى خلال بعد قبل أمام ضد بين حول عبر دون نحو لدى وفق ضمن تحت فوق وسط إثر عقب جراء
    إزاء تجاه بشأن بسبب بهدف بحق بعدما عندما حين حيث بينما فيما كما مما إذ إذا لكن ولكن بل ثم أو أم لأن كي لكي
    بغية رغم وراء خلف حسب بحسب بموجب لصالح بشكل بصورة بطريقة أثناء عند قرب قبيل بعيد ريثما ومن وفي وعلى وإلى
    وعن ومع وبعد وقبل وبين وحتى بدون بمناسبة بحضور بمشاركة بدعوى بتهمة برفقة بغرض بدعم بقيادة برئاسة بفعل لمدة
    لغاية مقابل بحلول انطلاقا استنادا
""")
_CONJUNCTIONS = _folded(
    "و ف أن إن بأن وأن وإن أنه أنها إنه إنها لأنه لأنها الذي التي الذين اللذين اللتين اللواتي ما لا لم لن قد لو هل يا"
)
_CONSTRUCTS = _folded("""
    كل جميع بعض معظم غير عدم أكثر أقل أبرز أهم نحو ضرورة محاولة عملية عدة سوى مجرد مثل شبه كافة سائر أي أول
    آخر أحد إحدى رئيس وزير وزارة مدير وكالة هيئة مجلس مدينة محافظة ثاني ثالث كان كانت يكون تكون ليس ليست هو هي
    هم هذا هذه ذلك تلك هؤلاء هناك
""")
_NEVER_LAST = _CONJUNCTIONS | _folded("في من على إلى عن مع منذ حتى ضد بين نحو لدى أو أم ثم بل")
_INCOMPLETE_AT_END = _PREPOSITIONS | _CONJUNCTIONS | _CONSTRUCTS
_RELATIVES = _folded("أن إن بأن أنه أنها إنه إنها الذي التي الذين وهو وهي ما مما")

# A sentence may be cut before these words: a new phrase begins.
_OPENERS = (_PREPOSITIONS - _folded("نحو حتى أو أم بل وسط من ثم")) | _folded("ومن")
_OPENING = re.compile(  # on folded words: بال… لل… وال… لاست… لت… لم…ة
    r"(?:بال(?!غ|ون|ي)|لل|وال(?!د|ي)|لا(?:ست|نت|قت|حت|خت|عت|فت|كت|جت|شت|رت)|لاعاد|لانه|لت(?!ر)|لم\w{3,}ه$)\w*"
)

# These begin an adverbial, which a sentence can do without; the verb may require the other phrases.
_CIRCUMSTANCES = _folded("""
    خلال بعد قبل منذ وسط إثر عقب جراء بعدما عندما حين حيث بينما فيما كما مما إذ بسبب بهدف ضمن وفق بشكل بصورة
    بطريقة لمدة لغاية رغم بحسب حسب بموجب أثناء قبيل بمناسبة بحضور بمشاركة بدعوى بتهمة برفقة بغرض بدعم بقيادة
    برئاسة لكي كي لأن لكن ولكن
""")

# "Said the minister" is incomplete: the statement must follow.
_SAYING = _folded("""
    قال قالت أعلن أعلنت أكد أكدت أضاف أضافت ذكر ذكرت أفاد أفادت صرح صرحت كشف كشفت أوضح أوضحت اعتبر اعتبرت رأى
    رأت شدد شددت طالب طالبت دعا دعت حذر حذرت نفى نفت اتهم اتهمت أشار أشارت قرر قررت كتب كتبت يقول تقول يرى ترى
    وقال وقالت وأكد وأعلن
""")
_SAID = _folded("أن إن بأن أنه أنها إنه إنها عن على إلى من ضد في")
_WHEN = _folded("""
    اليوم أمس الأمس غدا صباح مساء فجر ليل ليلة ظهر عصر يوم الأحد الاثنين الإثنين الثلاثاء الأربعاء الخميس
    الجمعة السبت الماضي الجاري المقبل الحالي الأول صباحا
""")


def first_clause(text: str) -> str:
    """Return the first complete clause of 4 to 16 words; if there is none, the first words up to the end of a phrase.

    A text of 16 words or fewer without such a clause is returned whole. A longer one without the end of a phrase among
    its first 16 words is cut after the twelfth. Punctuation and words that cannot stand last are trimmed from the end.
    The result may be shorter than four words, and is empty for a text without words.
    """
    text = " ".join(text[:_MAX_LENGTH].split())
    previous = 0
    for mark in _MARK.finditer(text):
        piece, kept = text[: mark.start()], mark[0] if mark[0] in "؟!" else ""
        count = len(piece.split())
        if count > MAX_WORDS:
            break
        fewest = MIN_WORDS_AT_COMMA if mark[0] == "،" else MIN_WORDS
        if count >= fewest and _is_complete(piece, text[previous : mark.start()], mark[0], text[mark.end() :]):
            return _trim(piece) + kept
        previous = mark.end()
    words = text.split()
    if len(words) <= MAX_WORDS:
        return _trim(text)
    ends = [n for n in range(MAX_WORDS, MIN_CUT - 1, -1) if _is_phrase_end(words, n)]
    good = [n for n in ends if n >= MIN_GOOD_CUT and _word(words[n]) in _CIRCUMSTANCES]
    return _trim(" ".join(words[: (good or ends or [DEFAULT_CUT])[0]]), _INCOMPLETE_AT_END)


def _is_phrase_end(words: list[str], count: int) -> bool:
    return (
        _opens_phrase(words[count])
        and _word(words[count - 1]) not in _INCOMPLETE_AT_END
        and _balanced(" ".join(words[:count]))
    )


def _is_complete(piece: str, last: str, mark: str, rest: str) -> bool:
    """Return whether the words up to a punctuation mark can be read alone."""
    words = [_word(w) for w in piece.split()]
    following = rest.lstrip('"»” ').split(None, 1)[:1]
    if not _balanced(piece):
        return False
    if mark in ".؟!…":
        return words[-1] not in _NEVER_LAST and not (mark == "." and len(words[-1]) < 3)
    if words[-1] in _INCOMPLETE_AT_END:
        return False
    if following and _word(following[0]) in _RELATIVES:
        return False
    if words[0] in _SAYING and (mark == ":" or (len(words) <= 8 and not _SAID & set(words))):
        return False
    if words[0] in _PREPOSITIONS and len(words) <= 6:
        return False
    commas = piece.count("،")
    if (
        commas
        and len(piece.split("،")[0].split()) < MIN_WORDS_AT_COMMA
        and commas == 1
        and len(last.split()) < MIN_WORDS_AT_COMMA
    ):
        return False  # a name or an office between two commas
    after = _MARK.split(rest, maxsplit=1)[0]
    return not (_only_time(last) or _only_time(after))


def _only_time(piece: str) -> bool:
    """Return whether a part between two commas only gives a time: a cut beside it would leave half a sentence."""
    words = [_word(w) for w in piece.split()]
    return 0 < len(words) <= 4 and set(words) <= _WHEN


def _opens_phrase(word: str) -> bool:
    plain = _word(word)
    return plain in _OPENERS or bool(_OPENING.match(plain))


def _word(text: str) -> str:
    return fold(text).strip("\"'«»“”()[]،؛:.,!؟…-")


def _balanced(text: str) -> bool:
    return text.count('"') % 2 == 0 and all(text.count(a) == text.count(b) for a, b in ("«»", "()", "[]", "“”"))


def _trim(text: str, incomplete: frozenset[str] = _NEVER_LAST) -> str:
    """Remove punctuation, incomplete words, and a time after the last comma from the end.

    ``incomplete`` are the folded words that cannot stand last; they are removed while more than ``MIN_WORDS`` remain.
    If one quotation mark or bracket is unpaired, all of them are removed.
    """
    clause, _, last = text.rpartition("،")
    if _only_time(last) and len(clause.split()) >= MIN_WORDS:
        text = clause
    if not _balanced(text):
        text = text.translate(dict.fromkeys(map(ord, '"«»“”()[]')))
    words = text.rstrip(_END_MARKS).split()
    while len(words) > MIN_WORDS and (_word(words[-1]) in incomplete or not words[-1].strip(_END_MARKS)):
        words.pop()
    return " ".join(words).rstrip(_END_MARKS)
