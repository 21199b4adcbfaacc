"""What editors read: every message in Arabic too, its fields the same, its values kept apart from the sentence."""

from __future__ import annotations

import gettext
import importlib.util
import re
import string
from pathlib import Path
from types import ModuleType

import pytest

from newsgen.base import messages as shown
from newsgen.base.messages import format_problem, hint_of, message_language, message_of, translate
from newsgen.base.problems import error

ROOT = Path(__file__).parents[2]


def _tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("catalogue", ROOT / "tools" / "messages.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


tool = _tool()
ARABIC: dict[str, str] = tool.translations()


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


@pytest.fixture(scope="module")
def messages() -> dict[str, list[str]]:
    """The messages of the code. All of it is parsed, which no process does that runs other tests."""
    found: dict[str, list[str]] = tool.messages()
    return found


def test_every_message_is_translated_and_nothing_else(messages: dict[str, list[str]]) -> None:
    """After a change of a message: ``python tools/messages.py``, then its translation in the .po file, then again."""
    assert [message for message in messages if not ARABIC.get(message)] == []
    assert [message for message in ARABIC if message not in messages] == []


def test_every_literal_message_is_marked() -> None:
    assert tool.unmarked() == []


def test_the_catalogue_is_compiled(messages: dict[str, list[str]]) -> None:
    assert tool.PO.read_text(encoding="utf-8") == tool.po(messages, ARABIC)
    assert tool.MO.read_bytes() == tool.mo(ARABIC)


def test_the_compiled_catalogue_is_what_gettext_reads(messages: dict[str, list[str]]) -> None:
    with tool.MO.open("rb") as file:
        read = gettext.GNUTranslations(file)
    assert all(read.gettext(message) == ARABIC[message] for message in messages)
    assert read.info()["language"] == "ar"


@pytest.mark.parametrize("message", ARABIC)
def test_a_translation(message: str) -> None:
    text = ARABIC[message]
    assert fields(text) == fields(message)
    assert re.search("[\u0621-\u064a]", text), "no Arabic in it"
    assert not re.search("[“”]", text), "« » quote in Arabic"
    ends = re.compile(r"^\s*|\s*$")
    assert ends.findall(text) == ends.findall(message)
    assert sorted(re.findall(r"%(?:\(\w+\))?[sr]", text)) == sorted(re.findall(r"%(?:\(\w+\))?[sr]", message))
    plain = text.replace("[أول, ثان]", "").replace("بـ ", "")
    assert not re.search("  |[,;?] |[\u0660-\u0669\u0640]", plain), "Arabic punctuation, ASCII digits"
    assert message.strip().endswith(".") == text.endswith(".") or not text.endswith("."), "a full stop of its own"
    assert text.count("«") == text.count("»")
    assert text.count("(") == text.count(")")
    assert max(len(message), len(text)) <= 120, "longer than a line of a terminal"
    for leading in re.finditer(r"(?<![\w\u200e])(--?[a-z]|/[a-z{]|\d{4}-)", text):
        assert not re.search(r"[\u0621-\u064a»،:]:? ?$", text[: leading.start()].replace("url: ", "x")), "wants U+200E"
    filled = {name: f"<{name}>" for name in fields(message)}
    for lang in ("ar", "en"):
        said = translate(lang, message, **filled)
        assert all(value in said for value in filled.values())
    bare = translate("ar", message, **filled)
    assert all(f"\u2068{value}\u2069" in bare for value in filled.values())


def test_values_are_isolated_in_arabic_only() -> None:
    problem = error("x", "“{value}” is not a date.", "Did you mean “{near}”?", value="a/b-1.md", near="غدا")
    assert message_of(problem, "en") == "“a/b-1.md” is not a date."
    assert message_of(problem, "ar") == "«\u2068a/b-1.md\u2069» ليس تاريخًا."
    assert hint_of(problem, "ar") == "هل تقصد «\u2068غدا\u2069»؟"


def test_values_are_never_translated() -> None:
    """A story may be called “error”, a section “command”."""
    assert "\u2068error\u2069" in translate("ar", "Did you mean “{near}”?", near="error")


def test_values_cannot_steer_the_terminal() -> None:
    said = translate("en", "“{value}” is not a date.", value="a\x1b[31m\u202eb\nc\u2069")
    assert said == "“a�[31m�b�c�” is not a date."
    assert len(translate("en", "“{value}” is not a date.", value="x" * 100_000)) < 400
    assert (
        format_problem(error("x", "Delete it.").at("a\x1b]0;x\u202e.md", 1, 2), "en")[0]
        == "a�]0;x�.md:1:2: error: Delete it."
    )


def test_lines_say_where_what_and_what_to_do() -> None:
    problem = error("x", "This file is empty.", "Rename it.").at("content/a.md", 3, 7)
    assert format_problem(problem, "en") == ["content/a.md:3:7: error: This file is empty.", "    Rename it."]
    assert format_problem(problem, "ar") == ["\u2068content/a.md:3:7\u2069: خطأ: هذا الملف فارغ.", "    غيّر اسمه."]
    assert format_problem(error("x", "This file is empty.").as_warning(), "ar") == ["تنبيه: هذا الملف فارغ."]


def test_the_language() -> None:
    assert message_language("ar", {}) == "ar"
    assert message_language(None, {"NEWSGEN_LANG": "ar", "LANG": "en_GB.UTF-8"}) == "ar"
    assert message_language(None, {"LANG": "ar_EG.UTF-8"}) == "ar"
    assert message_language(None, {"LANG": "C"}) == "en"
    assert message_language("fr", {}) == "en"
    assert message_language(None, {}) == "en"


def test_every_language_has_its_catalogue() -> None:
    for lang in shown.LANGUAGES:
        assert translate(lang, "error")


def test_the_words_of_argparse_are_its_own() -> None:
    """What the standard library says is looked up by its text; a word that it no longer uses is of no use here."""
    import argparse

    source = Path(argparse.__file__).read_text(encoding="utf-8")
    assert [word for word in shown.ARGPARSE if word.replace("\n", "\\n") not in source] == []
