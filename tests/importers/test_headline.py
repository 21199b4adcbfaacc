"""Headlines made of summaries: what an editor would let pass."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsgen.importers.headline import MAX_WORDS, first_clause


@pytest.mark.parametrize(
    ("summary", "headline"),
    [
        # The first clause.
        (
            "أغلق الميناء الصغير أبوابه أمام قوارب النزهة، فقد بلغت سرعة الرياح خمسين عقدة.",
            "أغلق الميناء الصغير أبوابه أمام قوارب النزهة",
        ),
        ("انتهى ترميم الجسر القديم. وفتح أمام المشاة.", "انتهى ترميم الجسر القديم"),
        ("من يدفع ثمن الجسر الجديد؟ سؤال يطرحه السكان.", "من يدفع ثمن الجسر الجديد؟"),
        ("زرع التلاميذ مئة شجرة زيتون - كل تلميذ شجرة.", "زرع التلاميذ مئة شجرة زيتون"),
        # Too short: up to the next.
        ("مساء أمس، أضاءت البلدية مصابيح الجسر القديم، وتجمع السكان.", "مساء أمس، أضاءت البلدية مصابيح الجسر القديم"),
        # A name or a day set between commas does not end a clause.
        (
            "افتتح رئيس البلدية، سالم الينبوعي، الجسر القديم أمام المشاة، وحضر الأهالي.",
            "افتتح رئيس البلدية، سالم الينبوعي، الجسر القديم أمام المشاة",
        ),
        (
            "أقفلت البلدية طريق الميناء الصغير، الأحد، حتى إشعار آخر.",
            "أقفلت البلدية طريق الميناء الصغير، الأحد، حتى إشعار آخر",
        ),
        # What was said must follow.
        ("قالت بلدية رأس الينبوع في بيان: الجسر مفتوح. وشكرت السكان.", "قالت بلدية رأس الينبوع في بيان: الجسر مفتوح"),
        (
            "أعلنت بلدية رأس الينبوع الساحلية، أن الجسر سيفتح، وشكرت السكان.",
            "أعلنت بلدية رأس الينبوع الساحلية، أن الجسر سيفتح",
        ),
        # A mark inside a quotation, a score, an hour or an initial ends nothing.
        ('وصف الزوار الجسر بأنه "جميل، واسع، آمن"، وعادوا.', 'وصف الزوار الجسر بأنه "جميل، واسع، آمن"'),
        ("فاز فريق الينبوع على ضيفه 2 - 1، وصعد.", "فاز فريق الينبوع على ضيفه 2 - 1"),
        ("يفتح السوق أبوابه عند 05:30، ويغلق ظهرًا.", "يفتح السوق أبوابه عند 05:30"),
        # Too long: cut before a phrase, and never ending in a word that leans on the next.
        (
            "فاز فريق الينبوع على ضيفه فريق الوادي 2-1 في ختام دوري البلدات الصغيرة بحضور ألف متفرج من البلدتين.",
            "فاز فريق الينبوع على ضيفه فريق الوادي 2-1 في ختام دوري البلدات الصغيرة",
        ),
        ("شجرة زيتون", "شجرة زيتون"),
        ("", ""),
    ],
)
def test_first_clause(summary: str, headline: str) -> None:
    assert first_clause(summary) == headline


WORDS = [
    "فتح",
    "الجسر",
    "القديم",
    "في",
    "من",
    "أن",
    "التي",
    "و",
    "،",
    "؛",
    ":",
    ".",
    "؟",
    '"',
    "«",
    "»",
    "(",
    ")",
    "-",
    "بعد",
    "البلدة،",
    "قال",
]


@given(st.one_of(st.text(), st.lists(st.sampled_from(WORDS), max_size=60).map(" ".join)))
def test_any_summary_gives_a_bounded_headline(summary: str) -> None:
    made = first_clause(summary)
    assert len(made.split()) <= MAX_WORDS
    assert made == made.rstrip(" ،.")
    words = made.split()
    if len(words) > 4 and not made.endswith(("؟", "!")):
        assert words[-1] not in {"في", "من", "على", "إلى", "عن", "أن", "التي", "الذي", "و"}
    assert made.count('"') % 2 == 0


def test_a_word_that_leans_never_ends_a_cut() -> None:
    words = (
        "أعادت البلدية ترميم الواجهة الشرقية كلها الحجرية الكبيرة الجميلة القديمة الواسعة من على في إلى الضفاف الأخرى"
    )
    assert first_clause(words).split()[-1] == "الواسعة"
