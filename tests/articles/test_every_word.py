"""Every word of a body is on the page, in what its pictures say, or in a Problem: nothing vanishes in silence."""

from __future__ import annotations

import html
import re
from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from newsgen.articles import body
from newsgen.check.findings import story_findings
from newsgen.check.story import parse_story
from newsgen.model.picture import Picture
from newsgen.site import settings_file
from tests.support import SETTINGS

_WORD = re.compile(r"\w+")


def shown(text: str) -> tuple[str, str]:
    """What readers get of a body, as one text: words of the page, of attributes and pictures; and what is told of it."""
    made = body.render(text, first_line=1, prefix="")
    words = []
    for part in made.parts:
        if isinstance(part, Picture):
            words += [part.address, part.alt, part.caption, part.video]
        else:
            words.append(html.unescape(re.sub("<[^>]*>", lambda tag: " " + " ".join(re.findall('"([^"]*)"', tag[0])) + " ", re.sub("</?bdi[^>]*>", "", part))))  # fmt: skip
    told = [str(value) for problem in made.problems for _, value in problem.values]
    data = f"---\ntitle: عنوان\nsection: politics\ndate: 2026-05-18 07:00\n---\n{text}".encode()
    story = parse_story("content/a.md", data)
    site, _ = settings_file.read(SETTINGS.encode())
    assert site is not None
    if story is not None:
        told += [str(value) for problem in story_findings(story, site) for _, value in problem.values]
    return " ".join(words), " ".join(told)


def lost(text: str, words: list[str]) -> list[str]:
    """Those of the words that are neither shown nor told, as often as they are missing."""
    page, told = shown(text)
    there = Counter(_WORD.findall(page))
    missing = Counter(words) - there
    return sorted(word for word in missing.elements() if word not in told)


class _Words:
    """Gives each construct words of its own, so that none is found in the place of another."""

    def __init__(self) -> None:
        self.given: list[str] = []

    def __call__(self, count: int = 1) -> str:
        new = [f"ك{len(self.given) + i}ل" for i in range(count)]
        self.given += new
        return " ".join(new)


INLINE = ("{w}", "{w} {w}", "**{w}**", "*{w}*", "`{w}`", "[{w}](/a/)", "[{w}](/my file.pdf)", "[{w}](<a b.html> \"{w}\")", "{w}<br>{w}",
          "<b>{w}</b>", "<span lang=\"en\">{w}</span>", "{w} <!-- سر --> {w}", "{{{w}}}", "{w} 1948. {w}", "![{w}](a.jpg)", "![{w}](a.jpg \"{w}\")",
          "<script>", "<video>{w}</video>", "{w} & {w}", "{w} < {w}", "\\*{w}\\*", "[{w}]", "[{w}][{w}]", "({w})", "«{w}»", "{w}:", "<i> </i>{w}")  # fmt: skip
LINES = ("{i}", "{i} {i}", "    {i}", "  {i}", "\t{i}", "- {i}", "  - {i}", "   - {i}", "    - {i}", "* {i}", "+ {i}", "1. {i}", "2. {i}", "3) {i}",
         "١. {i}", "1948. {i}", "> {i}", "> - {i}", "> > {i}", "# {i}", "## {i}", "### {i} ###", "#{i}", "| {i} | {i} |", "|---|--:|", "{i} | {i}",
         "---|---", "| {i} | {i} | {i} |", "---", "===", "***", ":   {i}", "{{: .pull }}", "> — {i}", "", "", "", "<div>", "</div>",
         "<div markdown=\"1\">{i}", "<div markdown=\"1\">", "{i}</div>", "<p lang=\"en\">{i}</p>", "<table><tr><td>{i}</td></tr></table>", "<td>{i}", "</p>",
         "<!-- سر", "-->", "<!-- سر\n\nسر -->", "<hr>", "{i}  ", "{i}\\", "[^1]: {i}", "{i}[^1]", "[^2]: {i}", "[^٣]: {i}", "    {i}[^2]", "[^1]: 1. {i}", "[^2]: - {i}", ":   1. {i}", ": - {i}", "<pre>", "</pre>")  # fmt: skip
FENCED = ("```\n{w}\n```", "```py title=\"x\"\n{w}\n\n{w}\n```", "~~~ {{.py #a}}\n{w}\n~~~", "- {w}\n\n  ```\n  {w}\n  ```", "> ```\n> {w}\n> ```", "```\n{w}", "  ~~~~\n{w}\n~~~\n~~~~")  # fmt: skip


@st.composite
def bodies(draw: st.DrawFn) -> tuple[str, list[str]]:
    """A body of all constructs in any order, and its words."""
    words = _Words()
    inline = st.sampled_from(INLINE).map(lambda form: _filled(form, {"w": words}))
    line = st.sampled_from(LINES).map(lambda form: _filled(form, {"i": lambda: draw(inline)}))
    fenced = st.sampled_from(FENCED).map(lambda form: _filled(form, {"w": words}))
    lines = [draw(st.one_of(line, line, line, fenced)) for _ in range(draw(st.integers(1, 12)))]
    return "\n".join(lines), words.given


def _filled(form: str, makers: dict[str, object]) -> str:
    """A form with its fields filled, each anew; ``{{`` is a brace."""

    def fill(match: re.Match[str]) -> str:
        if match[0] in ("{{", "}}"):
            return match[0][0]
        maker = makers[match[1]]
        assert callable(maker)
        return str(maker())

    return re.sub(r"\{\{|\}\}|\{(\w)\}", fill, form)


def is_lossless(text: str, words: list[str]) -> None:
    if "<script>" in text:  # what follows it is told by name
        return
    made = body.render(text, first_line=1, prefix="")
    if any(problem.level == "error" for problem in made.problems):
        return  # nothing is published
    commented = "".join(re.findall(r"<!--.*?-->", text, re.DOTALL))
    assert not lost(text, [word for word in words if word not in commented]), text
    page = "".join(part for part in made.parts if isinstance(part, str))
    assert "سر" not in html.unescape(re.sub("<[^>]*>", "", page)) or "<!--" not in text or "`" in text, text


@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
@given(bodies())
def test_every_word_is_shown_or_told(made: tuple[str, list[str]]) -> None:
    is_lossless(*made)


@pytest.mark.nightly
@settings(max_examples=20_000, deadline=None, suppress_health_check=list(HealthCheck))
@given(bodies())
def test_every_word_is_shown_or_told_all_night(made: tuple[str, list[str]]) -> None:
    is_lossless(*made)
