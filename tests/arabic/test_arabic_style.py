"""House style: every rule finds its fault, offers the right thing and leaves good text alone."""

import pytest
from hypothesis import given

from newsgen import arabic
from newsgen.arabic import Style
from tests.arabic.test_arabic_text import DIRTY

GUILLEMETS = Style(quotes="guillemets", inner_quotes="curly")


def report(text: str, style: Style) -> list[tuple[str, str, str | None]]:
    return [(f.rule, f.found, f.suggestion) for f in arabic.findings(text, style)]


@pytest.mark.parametrize(
    ("text", "style", "found"),
    [
        ('قال "نعم"', GUILLEMETS, [("quotes", '"', "«"), ("quotes", '"', "»")]),
        ("قال «نعم “لا” نعم»", GUILLEMETS, []),
        ('قال «نعم "لا" نعم»', GUILLEMETS, [("quotes", '"', "“"), ("quotes", '"', "”")]),
        ("قال «نعم", GUILLEMETS, [("quotes", "«", None)]),
        ("قال نعم»", GUILLEMETS, [("quotes", "»", None)]),
        ('قال "نعم"', Style(), []),
        ("قال, ثم", Style(), [("latin-punctuation", ",", "،")]),
        ("لماذا?", Style(), [("latin-punctuation", "?", "؟")]),
        ("قال;نعم", Style(), [("latin-punctuation", ";", "؛")]),
        ("Oui, 1,234", Style(), []),
        ("کتاب", Style(), [("persian-letter", "ک", "ك")]),
        ("علی", Style(), [("persian-letter", "ی", None)]),
        ("ســلام", Style(), [("tatweel", "ــ", "")]),
        ("لـ CIA ودبي ـ العربية", Style(), []),
        ("20 و30 و٤٫٥", Style(), [("mixed-digits", "٤٫٥", "4.5")]),
        ("٢٠ و٣٠ و45", Style(), [("mixed-digits", "45", "٤٥")]),
        ("٢٠ و٣٠ وG20", Style(), []),
        (
            "50% و٥٠٪",
            Style(percent="word", mixed_digits=False),
            [("percent", "%", " في المئة"), ("percent", "٪", " في المئة")],
        ),
        ("50 في المئة", Style(percent="sign"), [("percent", " في المئة", "%")]),
        ("50 بالمئة", Style(percent="sign"), [("percent", " بالمئة", "%")]),
        ("50 بالمئة", Style(), []),
        ("يوم الإثنين", Style(), [("spelling", "الإثنين", "الاثنين")]),
        ("المِائة والمائة", Style(), [("spelling", "المِائة", "المئة"), ("spelling", "والمائة", "والمئة")]),
        ("ذهب الى والى", Style(), [("hamza", "الى", "إلى"), ("hamza", "والى", "وإلى")]),
        ("قال انه", Style(), [("hamza", "انه", None)]),
        ("ان الا إلى", Style(), []),
        (
            "الحكومه والدوله فى المدينه",
            Style(),
            [
                ("ending", "الحكومه", "الحكومة"),
                ("ending", "والدوله", "والدولة"),
                ("ending", "فى", "في"),
                ("ending", "المدينه", "المدينة"),
            ],
        ),
        (
            "للجنه وبالإداره وكالاداره",
            Style(),
            [("ending", "للجنه", "للجنة"), ("ending", "وبالإداره", "وبالإدارة"), ("ending", "وكالاداره", "وكالإدارة")],
        ),
        (
            "الذى وبالتالى والاسلامى",
            Style(),
            [("ending", "الذى", "الذي"), ("ending", "وبالتالى", "وبالتالي"), ("ending", "والاسلامى", "والإسلامي")],
        ),
        ("هذة الوجة", Style(), [("ending", "هذة", "هذه"), ("ending", "الوجة", "الوجه")]),
        ("ذهب الي البيت", Style(), [("ending", "الي", "إلى")]),
        ("علي سنه والكره والمياه والمنتهى والتقاه مدي ومائه والقوه", Style(), []),
        ("لاكن ذالك شئ", Style(), [("slip", "لاكن", "لكن"), ("slip", "ذالك", "ذلك"), ("slip", "شئ", "شيء")]),
        ("نعود انشاء الله غدًا", Style(), [("slip", "انشاء الله", "إن شاء الله")]),
        ("بإنشاء اللجنة وإنشاء مدرسة", Style(), []),
        ("عاد،ثم مضى؛وقال", Style(), [("stuck-mark", "،", "، "), ("stuck-mark", "؛", "؛ ")]),
        ("انتهى اليوم.وقال", Style(), [("stuck-mark", ".", ". ")]),
        ("العربية.نت وايه.ان.زد ود.ب.أ و1،200 و3.5", Style(), []),
        ("نعم،، لا..", Style(), [("doubled-mark", "،،", "،"), ("doubled-mark", "..", None)]),
        ("نعم.. لا...", Style(), []),
        ("الحكومه لاكن،ثم", Style(endings=False, slips=False), []),
        ('«إن "الميناء" عاد»', Style(quotes="guillemets"), []),
        ('"إن "الميناء" عاد".', Style(quotes="guillemets"), [("quotes", '"', "«"), ("quotes", '"', "»")]),
        ('"أ" و"ب"، "ج"', Style(quotes="straight"), []),
        ('قال "نعم "ثم مضى', Style(quotes="straight"), []),
        (
            '"إن «الميناء» عاد"',
            Style(quotes="guillemets"),
            [("quotes", '"', "«"), ("quotes", "«", '"'), ("quotes", "»", '"'), ("quotes", '"', "»")],
        ),
    ],
)
def test_rules(text: str, style: Style, found: list[tuple[str, str, str | None]]) -> None:
    assert report(text, style) == found


EVERYTHING = (
    Style(quotes="straight", inner_quotes="curly", percent="sign", tatweel=1),
    Style(quotes="curly", percent="word"),
)


@given(DIRTY)
def test_findings_name_their_place(text: str) -> None:
    for style in EVERYTHING:
        found = arabic.findings(text, style)
        assert list(found) == sorted(found, key=lambda f: (f.start, f.end, f.rule))
        for finding in found:
            assert text[finding.start : finding.end] == finding.found != finding.suggestion


def test_switched_off_it_finds_nothing() -> None:
    off = Style(
        latin_punctuation=False, persian_letters=False, tatweel=0, mixed_digits=False, pairs=(), hamza=(), endings=False,
        slips=False,
    )  # fmt: skip
    assert arabic.findings('قال, "الى" کل ســ 5 ٥% الإثنين', off) == ()
