"""``newsgen check --fix``: words are mended and nothing else; twice is once; an editor sees it first."""

from __future__ import annotations

import html
import json
import stat
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsgen.arabic import fold
from newsgen.articles.article import parse_article
from newsgen.check.mending import _structure, mended
from newsgen.check.rules import RULES
from newsgen.cli import command_line
from newsgen.site.article_file import split
from newsgen.site.settings_file import read as read_settings
from newsgen.site.yamltext import parse
from tests.support import SETTINGS, Site, story
from tests.support.terminal import Terminal, without_colours

SITE, _ = read_settings(SETTINGS.encode())
assert SITE is not None
ALL = {code for code, rule in RULES.items() if rule.fixes}


def mend(text: str, wanted: set[str] = ALL) -> str:
    assert SITE is not None
    return mended(text.encode(), SITE, wanted.__contains__).decode()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("ذهب الى البيت, ومضى.", "ذهب إلى البيت، ومضى."),
        ("عاد\u00a0\u200bمركب \ufee3\ufeae\ufedb\ufe90 .", "عاد مركب مركب."),
        ("قال &laquo;نعم&raquo; ثم مضى.", "قال «نعم» ثم مضى."),
        ("كتاب\u0627\u0653خر", "كتاب\u0622خر"),
        ("- الى البيت\n- والى السوق", "- إلى البيت\n- وإلى السوق"),
        ('**الى** [الى](/الى/) ![الى](a.png "الى")', '**إلى** [إلى](/الى/) ![إلى](a.png "الى")'),
    ],
)
def test_what_is_mended(before: str, after: str) -> None:
    assert mend(story(body=before)) == story(body=after)


@pytest.mark.parametrize(
    "body",
    [
        "````\n```\nذهب الى البيت, ومضى.\n```\nثم الى السوق.\n````\nنص.",
        "~~~\n```\nذهب الى البيت.\n~~~\nنص ``` نص.",
        "- بند\n\n  ````\n  ```\n  الى\n  ````",
        "```\n<!--\n```\nنص.\n\n~~~\n--> الى\n~~~",
    ],
)
def test_no_word_is_mended_in_fenced_code(body: str) -> None:
    assert mend(story(body=body)) == story(body=body)


def test_no_word_is_mended_in_a_comment() -> None:
    assert mend(story(body="<!-- ```\nالى\n--> نص الى ``` نص.")) == story(body="<!-- ```\nالى\n--> نص إلى ``` نص.")


@pytest.mark.parametrize(
    "body",
    [
        'رمز `الى, ب` و<span title="الى">x</span> و{: .الى}',
        "```\nالى\u00a0البيت ,\n```",
        "نص\n\n```\nالى\u00a0البيت\n```",
        "[الى]: /الى/",
        "https://example.org/الى",
        "\u200b# ليس عنوانًا",  # without the character it would become one
        "\u200f- ليس بندًا",
        "\u200b",  # nothing would be left of the paragraph
        "أَلى إِلَى الىَ",  # vocalised: the marks would be lost
        "ذهب, x",  # Latin after it: which mark is meant, an editor must see
        "انه هنا",  # two words are possible
        "هذا کتاب قالـــت 5% ٣ و3",  # judgement
        "سطر  \nبعد كسر",
        "| أ | ب |\n|---|---|\n| نص    | نص |",
        "2 &lt; 3 &amp; &#42;نص&#42;",
    ],
)
def test_what_is_left_alone(body: str) -> None:
    assert mend(story(body=body)) == story(body=body)


def test_only_texts_at_the_top() -> None:
    before = (
        '---\ntitle: "ذهب الى البيت"  # الى\nkicker: الى\nsection: politics\ndate: 2026-05-01 10:00\nplace: الى\n'
        "tags: [الى]\nauthors: [الى]\nimage: {src: الى.png, alt: الى, caption: 'الى\u00a0هنا'}\n"
        "corrections:\n  - {at: 2026-05-02, text: الى}\nextra: {الى: الى}\n---\nنص.\n"
    )
    after = before
    for old, new in (
        ('"ذهب الى البيت"', '"ذهب إلى البيت"'), ("kicker: الى", "kicker: إلى"), ("alt: الى", "alt: إلى"),
        ("'الى\u00a0هنا'", "'إلى هنا'"), ("text: الى", "text: إلى"),
    ):  # fmt: skip
        after = after.replace(old, new)
    assert mend(before) == after


@pytest.mark.parametrize(
    "line",
    [
        "title: قال:\u00a0نعم",  # a plain space would make a key of it
        "title: نعم\u00a0# لا",  # a comment
        r'title: "الى \u0627\u0644"',  # written with escapes: its places are not those of the text
        'title: "قال &quot;نعم&quot;"',
        "title: |\n  الى البيت",
        "title: '&apos;'",
    ],
)
def test_yaml_stays_what_it_is(line: str) -> None:
    before = f"---\n{line}\nsection: politics\ndate: 2026-05-01 10:00\n---\nنص.\n"
    assert mend(before) == before


def test_line_ends_and_the_mark_at_the_start_stay() -> None:
    text = story(body="الى\n\nالى")
    windows = "\ufeff" + text.replace("\n", "\r\n")
    assert mend(windows) == windows.replace("الى", "إلى")
    mixed = text.replace("\n", "\r\n", 2)
    assert mend(mixed) == mixed
    assert mended(b"\xff", SITE, ALL.__contains__) == b"\xff"  # type: ignore[arg-type]


def test_only_what_is_wanted() -> None:
    text = story(body="ذهب الى البيت, ومضى.")
    assert mend(text, {"style-hamza"}) == story(body="ذهب إلى البيت, ومضى.")
    assert mend(text, set()) == text


WORDS = st.sampled_from(
    ["الى", "البيت", "اعلن", "الإثنين", "،", ",", "?", " ", "  ", "\u00a0", "\n", "\n\n", "\u200b", "\u200f", "\u202e",
     "\ufee3", "e\u0301", "ا\u0653", "&nbsp;", "&lt;", "*", "**", "_", "`", "```\n", "[", "](", ")", "/a/", "![", "# ", "## ", "- ",
     "> ", "1. ", "    ", "|", "---\n", "<b>", "</b>", "<span lang=en>", "{#x}", "[^1]", "[^1]: ", ": ", "http://x.y/الى", "5%", "."]
)  # fmt: skip


def essence(text: str) -> str:
    """A text without all that mending may change: how letters are encoded, hamzas, spaces, what nobody sees, whose comma."""
    plain = unicodedata.normalize("NFKC", html.unescape(text)).translate(str.maketrans("،؛؟", ",;?"))
    return "".join(char for char in fold(plain) if unicodedata.category(char) not in ("Cf", "Cc", "Zs"))


@given(st.lists(WORDS, max_size=40).map("".join), st.lists(WORDS, max_size=6).map("".join))
@settings(max_examples=150)
def test_a_mended_story_is_the_same_story_in_other_words(body: str, title: str) -> None:
    """Whatever stands in it: what was readable stays readable, with the same keys, pictures, links and elements; and mending
    again changes nothing."""
    text = f"---\ntitle: {title or 'x'}\nsection: politics\ndate: 2026-05-01 10:00\ntags: [الى]\n---\n{body}\n"
    after = mend(text)
    assert mend(after) == after
    assert essence(after) == essence(text)
    assert SITE is not None
    old, new = (parse_article("content/a.md", one.encode(), SITE) for one in (text, after))
    assert {p.code for p in new.problems} <= {p.code for p in old.problems}
    assert old.article is None or new.article is not None
    before, then = split(text.encode())[0], split(after.encode())[0]
    assert (before is None) == (then is None)
    if before is None or then is None:
        return
    assert _structure(before.body, "") == _structure(then.body, "")
    keys, same = parse(before.front).value, parse(then.front).value
    if isinstance(keys, dict):
        assert {**keys, "title": ""} == {**same, "title": ""}
        assert list(keys) == list(same)


# the command


@pytest.fixture
def site(tmp_path: Path) -> Site:
    site = Site(tmp_path / "site")
    site.story("one", "أولى", body="ذهب الى\u200b البيت.")
    site.story("two", "ثانية", body="الى السوق.", check="{ignore: {style-hamza: سبب}}")
    return site


def test_asked_and_refused_then_asked_and_agreed(site: Site) -> None:
    one = site.root / "content/one.md"
    one.chmod(0o640)
    before = one.read_bytes()
    asked = Terminal(["check", "--fix", "--lang", "ar", "--now", "2026-06-01"], site.root)
    asked.wait("[y/n]")
    shown = without_colours(asked.shown).replace("\r\n", "\n")
    assert "--- a/content/one.md\n+++ b/content/one.md" in shown
    assert "-ذهب الى<U+200B> البيت.\n+ذهب إلى البيت.\n" in shown
    assert "two.md" not in shown, "what it ignores is not mended"
    asked.type("لا\n")
    code, said = asked.end()
    assert (code, one.read_bytes()) == (4, before)
    assert "خطأ" not in said
    agreed = Terminal(["check", "--fix", "--lang", "en", "--no-color", "--now", "2026-06-01"], site.root)
    agreed.wait("[y/n]")
    assert "\x1b" not in agreed.shown
    agreed.type("y\n")
    code, said = agreed.end()
    assert one.read_text(encoding="utf-8") == story("أولى", body="ذهب إلى البيت.")
    assert stat.S_IMODE(one.stat().st_mode) == 0o640
    assert "Files fixed: 1." in said
    assert code == 0
    assert sorted(path.name for path in one.parent.iterdir()) == ["one.md", "two.md"]


def test_without_a_terminal_nothing_is_written_but_with_yes(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    one = site.root / "content/one.md"
    before = one.read_bytes()
    words = ["check", "--site", str(site.root), "--now", "2026-06-01", "--lang", "en", "--fix"]
    assert command_line.main(words) == 4
    assert "Add --yes" in capsys.readouterr().out
    assert one.read_bytes() == before
    assert command_line.main([*words, "--json"]) == 4
    assert json.loads(capsys.readouterr().out)["fixed"] == []
    assert one.read_bytes() == before
    assert command_line.main([*words, "--only", "text", "--yes", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["fixed"] == ["content/one.md"]
    assert "الى البيت" in one.read_text(encoding="utf-8")


def test_links_out_of_the_site_are_not_written(site: Site, tmp_path: Path) -> None:
    outside = tmp_path / "outside.md"
    outside.write_text(story(body="ذهب الى البيت."), encoding="utf-8")
    (site.root / "content/link.md").symlink_to(outside)
    inside = site.write("shared.md", story("ثالثة", body="ذهب الى البيت."))
    (site.root / "content/inside.md").symlink_to(inside)
    command_line.main(["check", "--site", str(site.root), "--now", "2026-06-01", "--fix", "--yes"])
    assert "الى" in outside.read_text(encoding="utf-8")
    assert "إلى" in inside.read_text(encoding="utf-8")
    assert (site.root / "content/inside.md").is_symlink()


def test_a_file_saved_meanwhile_is_left_alone(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    from newsgen.cli.commands import check

    one = site.root / "content/one.md"

    def editor(question: str, lang: str, *, yes: bool) -> bool:
        one.write_text(story("أولى", body="نص آخر."), encoding="utf-8")
        return True

    monkeypatch.setattr(check, "confirm", editor)
    command_line.main(["check", "--site", str(site.root), "--now", "2026-06-01", "--fix"])
    assert one.read_text(encoding="utf-8") == story("أولى", body="نص آخر.")
