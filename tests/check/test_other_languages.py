"""House style keeps out of passages in other languages: they are neither found nor mended."""

from __future__ import annotations

import pytest

from newsgen.base.problems import Problem
from newsgen.check.findings import check_story
from newsgen.check.mending import mended
from newsgen.check.passages import MASK, masked
from newsgen.site import settings_file
from newsgen.site.settings import Settings
from tests.support import SETTINGS, story
from tests.support.cases import sampled
from tests.support.growth import is_linear


@pytest.fixture(scope="module")
def settings() -> Settings:
    found, _ = settings_file.read((SETTINGS + "style: {quotes: guillemets}\n").encode())
    assert found is not None
    return found


def findings(body: str, settings: Settings) -> list[Problem]:
    data = story(body=body).encode()
    return [problem for problem in check_story("content/a.md", data, settings) if problem.line > 5]


OTHER = [
    '<p lang="fa" dir="rtl">آیا می‌آیی ؟ او گفت : نه</p>',
    'كتب <span lang="fa">این کتاب , را</span> ومضى.',
    '<p lang="en" dir="ltr">He said "no" , then left.</p>',
    "<P LANG=fa>او گفت</P>",
    "<p\n  lang='fa'>او گفت</p>",
    '<div lang="fa"><p>او <b>گفت</b> , نه</p></div>',
    '<div lang="fa">\n\nاو گفت , نه\n\nاو گفت\n\n</div>',
    "كتب *او گفت , نه*{: lang=fa } ومضى.",
    'كتب **"no" , yes**{ lang="en" } ومضى.',
    'كتب [او گفت , نه](https://example.org/){: lang=fa} ومضى.',
    "او گفت , نه\nاو گفت\n{: lang=fa }\n\nنص.",
    '## He said "no" {: lang=en }\n\nنص.',
    "> او گفت , نه\n> {: lang=fa }\n\nنص.",
    '| أ | ب |\n|---|---|\n| "no" {: lang=en } | نص |',
    "كتب <q lang='fa-IR'>او گفت</q> ومضى.",
    'كتب <i lang="ku">او کتاب</i> و<i lang="ur">یہ , کتاب</i> ومضى.',
    "`او گفت , نه`",
    "<code>lang</code> `<p lang=fa>`",
]  # fmt: skip


@pytest.mark.parametrize("body", OTHER)
def test_passages_in_other_languages(body: str, settings: Settings) -> None:
    assert findings(body, settings) == []
    data = story(body=body).encode()
    assert mended(data, settings, lambda rule: True) == data


ARABIC = [
    '<p lang="fa">او</p>\n\nقال او ,',
    '<p lang="ar">قال او ,</p>',
    '<p lang="ar-SY">قال او ,</p>',
    '<p lang="en">he <span lang="ar">قال او ,</span> said</p>',
    '<p lang="en">he\n\nقال او ,',  # never closed
    'قال <br lang="fa"> او ,',
    "قال *او*{: .pull } ,",
    '`<p lang="fa">` قال او ,',
    '<!-- <p lang="fa"> --> قال او ,',
    "قال او , *he*{: lang=en }",
    '<p data-lang="fa">قال او ,</p>',
]


@pytest.mark.parametrize("body", ARABIC)
def test_arabic_beside_them(body: str, settings: Settings) -> None:
    assert {problem.code for problem in findings(body, settings)} >= {"style-hamza"}


def test_masks_keep_every_place() -> None:
    body = 'a\n<p lang="fa">x\ny</p>\n\nb'
    assert len(masked(body)) == len(body)
    assert [n for n, sign in enumerate(masked(body)) if sign == "\n"] == [
        n for n, sign in enumerate(body) if sign == "\n"
    ]
    assert masked(body).replace(MASK, "") == "a\n\n\n\nb"


@sampled(3)
@pytest.mark.parametrize(
    "part", ['<p lang="fa">', '<i lang="fa">x</i>', "{: lang=en }\n", "*x*{: lang=en}", "lang<!--", "<i lang=fa></b>", "lang`` ", "| x {: lang=en } "]
)  # fmt: skip
def test_the_time_grows_with_the_text(part: str) -> None:
    assert is_linear(masked, part)


@pytest.mark.parametrize(
    "value",
    [
        ">\n  سطر أول\n  سطر ثان",
        "|\n  سطر أول\n\n  سطر ثان\n\n",
        "سطر أول\n  سطر ثان",
        '"سطر أول\n  سطر ثان"',
        "|+\n  سطر\n\n",
    ],
)
def test_values_of_several_lines_have_no_odd_spaces(value: str, settings: Settings) -> None:
    data = story(standfirst=value).encode()
    assert list(check_story("content/a.md", data, settings)) == []


def test_a_finding_in_a_folded_value_is_at_its_beginning(settings: Settings) -> None:
    data = story(standfirst=">\n  سطر أول\n  سطر ثان , هنا").encode()
    found = list(check_story("content/a.md", data, settings))
    assert {(problem.line, problem.column) for problem in found} == {(5, 13)}


def test_rules_that_the_site_ignores_are_not_mended() -> None:
    from newsgen.check.ignores import ignored_by_site

    text = SETTINGS + "check: {ignore: [{rule: style-hamza, file: 'content/old/*', reason: أرشيف}]}\n"
    found, problems = settings_file.read(text.encode())
    assert found is not None, problems
    assert ignored_by_site("content/old/a.md", found) == {"style-hamza"}
    assert ignored_by_site("content/a.md", found) == frozenset()
