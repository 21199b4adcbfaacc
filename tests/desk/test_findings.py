"""Findings that are mended by a click: what is offered, that it mends, and that it changes words in its own lines alone."""

from __future__ import annotations

import pytest

from newsgen.desk import findings as module
from newsgen.desk.file_kind import FileKind
from newsgen.desk.findings import Finding, Mend, findings_of
from newsgen.desk.story_edit import ReplaceBlock, SetKey, edited
from newsgen.desk.story_file import StoryFile, open_story
from newsgen.site.settings_file import read as read_settings
from tests.support import SETTINGS, story

HOUSE, _ = read_settings((SETTINGS + "style:\n  quotes: guillemets\n  percent: word\n").encode())
assert HOUSE is not None
PATH = "content/a.md"
FRONT = "---\ntitle: القصة\ndate: 2026-05-01T10:00:00Z\nsection: politics\nauthors: [كريم]\n{}\n---\nنص.\n"


def file_of(text: str) -> StoryFile:
    file = open_story(text.encode())
    assert isinstance(file, StoryFile)
    return file


def found_in(text: str) -> list[Finding]:
    assert HOUSE is not None
    return findings_of(PATH, file_of(text), HOUSE, "en")


def of(code: str, text: str) -> list[Finding]:
    return [finding for finding in found_in(text) if finding.code == code]


def mended(text: str, finding: Finding) -> str:
    """The text of a file after a click on a finding, as the desk's page and a save make it."""
    for mend in finding.mends:
        file = file_of(text)
        if mend.field:
            key, _, inner = mend.field.partition(".")
            assert (file.values[key][inner] if inner else file.values[key]) == mend.before
            new = edited(file, [SetKey(key, {**file.values[key], inner: mend.after} if inner else mend.after)])
        else:
            index = next(n for n, block in enumerate(file.blocks) if mend.before in block.source.split("\n"))
            lines = file.blocks[index].source.split("\n")
            lines[lines.index(mend.before)] = mend.after
            new = edited(file, [ReplaceBlock(index, "\n".join(lines))])
        assert isinstance(new, StoryFile)
        text = new.text
    return text


CLICKS = [
    ("style-quotes", 'قال "نعم" ومضى.', "قال «نعم» ومضى."),
    ("style-quotes", 'قال "نعم" ثم "لا" ومضى.', "قال «نعم» ثم «لا» ومضى."),
    ("style-quotes", "قال “نعم” ومضى.", "قال «نعم» ومضى."),
    ("style-quotes", 'قال "سمعت "نعم" ومضيت".', 'قال «سمعت "نعم" ومضيت».'),
    ("style-latin-punctuation", "نعم, ومضى.", "نعم، ومضى."),
    ("style-latin-punctuation", "نعم; ومضى.", "نعم؛ ومضى."),
    ("style-latin-punctuation", "أليس كذلك?", "أليس كذلك؟"),
    ("style-tatweel", "كتـــاب جديد.", "كتاب جديد."),
    ("style-mixed-digits", "في 2026 و2027 و١٢ شخصا.", "في 2026 و2027 و12 شخصا."),
    ("style-percent", "نسبة 12% من الناس.", "نسبة 12 في المئة من الناس."),
    ("style-hamza", "ذهب الى البيت.", "ذهب إلى البيت."),
    ("style-spelling", "الإثنين القادم.", "الاثنين القادم."),
    ("style-ending", "قرار الحكومه أمس.", "قرار الحكومة أمس."),
    ("style-slip", "لاكن المطر نزل.", "لكن المطر نزل."),
    ("style-stuck-mark", "قال،نعم.", "قال، نعم."),
    ("style-doubled-mark", "قال،، نعم.", "قال، نعم."),
    ("style-persian-letter", "کتاب جديد.", "كتاب جديد."),
    ("text-spaces", "عاد\u00a0مركب\u202fاليوم.", "عاد مركب اليوم."),
    ("text-invisible", "عاد\u200b مركب\u2060.", "عاد مركب."),
    ("text-letters", "عاد \ufee3\ufeae\ufedb\ufe90.", "عاد مركب."),
    ("text-entity", "قال &laquo;نعم&raquo;.", "قال «نعم»."),
    ("text-punctuation", "قال نعم ، ومضى .", "قال نعم، ومضى."),
]


@pytest.mark.parametrize(("code", "before", "after"), CLICKS)
def test_a_click_mends_the_line_and_the_finding_goes_away(code: str, before: str, after: str) -> None:
    around = "## عنوان  {#id}\n\n{}\n\n* بند\n* بند آخر\n".replace("{}", before)
    text = story(body=around)
    finding = of(code, text)[0]
    assert finding.mends == (Mend("", before, after),)
    assert mended(text, finding) == story(body=around.replace(before, after))
    assert not of(code, mended(text, finding))


def test_a_plain_page_is_mended_as_a_story_is() -> None:
    text = "\ufeff---\ntitle: من نحن\nstandfirst: نعم, ومضى.\n---\n\nكتـــاب جديد.\n"
    file = open_story(text.encode(), FileKind.PAGE)
    assert isinstance(file, StoryFile)
    assert HOUSE is not None
    found = findings_of("content/pages/about.md", file, HOUSE, "en")
    assert [(one.code, one.key, one.block, one.mends) for one in found if one.mends] == [
        ("style-latin-punctuation", "standfirst", -1, (Mend("standfirst", "نعم, ومضى.", "نعم، ومضى."),)),
        ("style-tatweel", "", 0, (Mend("", "كتـــاب جديد.", "كتاب جديد."),)),
    ]


def test_a_profile_has_the_findings_of_the_build_at_their_keys() -> None:
    file = open_story("\ufeffname: هالة\nlinks:\n  - {name: x, url: 'javascript:1'}\n".encode(), FileKind.PROFILE)
    assert isinstance(file, StoryFile)
    assert HOUSE is not None
    (finding,) = findings_of("content/authors/hala.yml", file, HOUSE, "en")
    assert (finding.code, finding.key, finding.block, finding.mends) == ("bad-link", "links", -1, ())


@pytest.mark.parametrize(("code", "before", "after"), [row for row in CLICKS if row[0] != "text-entity"])
def test_a_click_mends_a_key(code: str, before: str, after: str) -> None:
    text = FRONT.format(f"kicker: {before}  # ملاحظة")
    finding = of(code, text)[0]
    assert finding.mends == (Mend("kicker", before, after),)
    assert mended(text, finding) == text.replace(before, after)


@pytest.mark.parametrize(
    ("body", "mends"),
    [
        ("- كلمة, ثم\n- والى السوق", [Mend("", "- كلمة, ثم", "- كلمة، ثم"), Mend("", "- والى السوق", "- وإلى السوق")]),
        ("| الاسم | قيمة |\n|---|---|\n| كتـــاب | 1 |", [Mend("", "| كتـــاب | 1 |", "| كتاب | 1 |")]),
        ("> قال: ذهب الى البيت.", [Mend("", "> قال: ذهب الى البيت.", "> قال: ذهب إلى البيت.")]),
        ("عاد\u00a0مركب.\n\nثم عاد\u00a0آخر.", [Mend("", "عاد\u00a0مركب.", "عاد مركب."), Mend("", "ثم عاد\u00a0آخر.", "ثم عاد آخر.")]),
        ('[الى](/الى/ "الى") البيت', [Mend("", '[الى](/الى/ "الى") البيت', '[إلى](/الى/ "الى") البيت')]),
    ],
)  # fmt: skip
def test_remedies_in_every_kind_of_block(body: str, mends: list[Mend]) -> None:
    assert [mend for finding in found_in(story(body=body)) for mend in finding.mends] == mends


@pytest.mark.parametrize(
    ("code", "body"),
    [
        ("style-quotes", 'قال "نعم ومضى.'),  # an unpaired mark
        ("style-hamza", "ثم انه مضى."),  # two words are possible
        ("style-ending", "ذهب الي البيت."),  # it may be إليّ
        ("style-hamza", "ذهب الىَ البيت."),  # the suggestion has no tashkeel
        ("style-doubled-mark", "مضى.."),  # one point or three
        ("text-invisible", "\u200b- بند واحد"),  # it would become a list
    ],
)
def test_what_a_person_must_see_has_no_button(code: str, body: str) -> None:
    found = of(code, story(body=body))
    assert found
    assert not any(finding.mends for finding in found)


def test_values_that_have_no_field_or_are_not_exact() -> None:
    inner = FRONT.format("image:\n  src: a.jpg\n  alt: ذهب الى البيت\n  credit: كريم")
    assert [one.mends for one in of("style-hamza", inner)] == [(Mend("image.alt", "ذهب الى البيت", "ذهب إلى البيت"),)]
    folded = FRONT.format("standfirst: >\n  ذهب\n  الى البيت")
    assert [one.mends for one in of("style-hamza", folded)] == [()]
    listed = FRONT.format("corrections:\n  - at: 2026-05-02T10:00:00Z\n    text: ذهب الى البيت")
    assert [one.mends for one in of("style-hamza", listed)] == [()]
    quoted = FRONT.format('standfirst: "قال \\"نعم\\", ومضى"')
    quotes = of("style-quotes", quoted)[0]
    assert quotes.mends == (Mend("standfirst", 'قال "نعم", ومضى', "قال «نعم», ومضى"),)
    assert 'standfirst: "قال «نعم», ومضى"' in mended(quoted, quotes)


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_line_ends_and_marks_of_encoding_stay(ending: str) -> None:
    text = "\ufeff" + story(body="سطر أول\nذهب الى البيت\nسطر ثالث").replace("\n", ending)
    finding = of("style-hamza", text)[0]
    assert mended(text, finding) == text.replace("الى", "إلى")


def test_a_line_with_an_invisible_control_is_for_its_person() -> None:
    assert [one.mends for one in of("style-hamza", story(body="ذهب\x07 الى البيت"))] == [()]


def test_what_is_rendered_for_remedies_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    rendered: list[int] = []

    def counted(before: str, after: str, prefix: str) -> bool:
        rendered.append(len(before) + len(after))
        return True

    monkeypatch.setattr(module, "changes_words_only", counted)
    found = found_in(story(body="\n".join(["كلام كثير هنا ذهب الى البيت " * 4] * 200)))
    assert len(found) == module.MOST
    assert found[0].mends
    assert sum(rendered) <= module.MOST_RENDERED * 1.1
    one_line = story(body='قال "نعم" ثم ' * 60)
    rendered.clear()
    assert all(finding.mends for finding in of("style-quotes", one_line))
    assert len(rendered) == 1
