"""What is kept while a build lives changes nothing of what is made."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import jinja2
import pytest
from markupsafe import Markup

from newsgen.model.article import Card, Named
from newsgen.site import settings_file
from newsgen.theme import functions
from newsgen.theme.engine import PageTemplate, Template, bare_environment
from newsgen.theme.memo import KEPT, MemoisedMacro
from newsgen.theme.templates import load
from tests.support import SETTINGS

MACROS = """\
{% macro shown(value, more="") %}{{ value }}{{ more }}{{ counted() }}{% endmacro %}
{% macro around() %}<b>{{ caller() }}</b>{% endmacro %}
{% macro grown(list) %}{{ list.append(1) or "" }}{{ list|length }}{% endmacro %}
{% macro here() %}{{ page }}{% endmacro %}
"""


def rendered(text: str, **context: object) -> tuple[str, int]:
    """What a template makes that imports these macros, and how often one of them ran."""
    runs = []
    sources = {"m.html": Template(MACROS, "m.html"), "t.html": Template(text, "t.html")}
    environment = bare_environment(sources)
    environment.globals["counted"] = lambda: runs.append(1) or ""
    return environment.get_template("t.html").render(**context), len(runs)


IMPORT = '{% from "m.html" import shown, around, grown %}'


@pytest.mark.parametrize(
    ("text", "context", "expected", "runs"),
    [
        ('{{ shown("a") }}{{ shown("a") }}', {}, "aa", 1),
        ('{{ shown("a") }}{{ shown("b") }}{{ shown("a", more="c") }}{{ shown("a", "c") }}', {}, "abacac", 4),
        ("{{ shown(1) }}{{ shown(true) }}{{ shown(1.0) }}", {}, "1True1.0", 3),
        ("{{ shown(x) }}{{ shown(x) }}", {"x": Named("a", "<أ>")}, "Named(id=&#39;a&#39;, name=&#39;&lt;أ&gt;&#39;)" * 2, 1),
        ('{{ shown("<i>") }}{{ shown("<i>"|safe) }}', {}, "&lt;i&gt;<i>", 2),
        ("{{ shown(x) }}{{ x.append(2) or '' }}{{ shown(x) }}", {"x": [1]}, "[1][1, 2]", 2),
        ("{{ grown(x) }}{{ grown(x) }}", {"x": []}, "12", 0),
        ("{% call around() %}1{% endcall %}{% call around() %}2{% endcall %}", {}, "<b>1</b><b>2</b>", 0),
        ("{% set n = namespace(v=1) %}{{ shown(n.v) }}{% set n.v = 2 %}{{ shown(n.v) }}", {}, "12", 2),
    ],
)  # fmt: skip
def test_a_macro_keeps_what_it_made_of_values(text: str, context: dict[str, object], expected: str, runs: int) -> None:
    assert rendered(IMPORT + text, **context) == (expected, runs)


def test_a_macro_that_sees_its_page_keeps_nothing() -> None:
    text = '{% from "m.html" import here with context %}{{ here() }}'
    sources = {"m.html": Template(MACROS, "m.html"), "t.html": Template(text, "t.html")}
    environment = bare_environment(sources)
    environment.globals["counted"] = lambda: ""
    assert [environment.get_template("t.html").render(page=page) for page in ("أ", "ب")] == ["أ", "ب"]


# What the default theme makes once

THEME = Path(__file__).parents[2]
SITE = settings_file.read(SETTINGS.encode())[0]
assert SITE is not None
SOURCES = load(Path("/nonexistent"), THEME)[0]


def imported(file: str, *names: str) -> tuple[jinja2.Environment, list[MemoisedMacro]]:
    """The environment of a site with the default theme, and macros of a file as templates import them."""
    assert SITE is not None
    made = functions.environment(SOURCES, SITE)
    template = made.get_template(file)
    assert isinstance(template, PageTemplate)
    module = template._get_default_module()
    return made, [getattr(module, name) for name in names]


def test_pages_of_a_section_share_their_navigation() -> None:
    """Two mastheads of a section, on other days and at other addresses, need one rendering of all but the date line."""
    made, [masthead] = imported("components/masthead.html", "masthead")
    context = made.from_string("").new_context()
    pages = [
        masthead.call(context.eval_ctx, "politics", False, date(2026, 5, day), f"/2026/{day}/") for day in (1, 2, 3)
    ]
    assert len(set(pages)) == 3, "each has its day"
    entries = imported_from(made, "components/navigation.html").entries
    assert entries.kept == 1
    masthead.call(context.eval_ctx, "politics", True, date(2026, 5, 1), "/politics/")
    assert entries.kept == 2, "the front of the section is another page"


def card(number: int, title: str = "عنوان") -> Card:
    published = datetime(2026, 5, 1 + number % 28, 9, tzinfo=UTC)
    return Card(f"s{number}", f"/2026/{number}/", title, "", "politics", None, "story", "خبر.", published, None)


def test_a_card_is_made_once_for_many_lists() -> None:
    """Lists decode their cards each for itself: equal cards are one. A card whose title was edited is another."""
    made, [stories] = imported("components/stories.html", "stories")
    card_macro = imported_from(made, "components/card.html").card
    context = made.from_string("").new_context().eval_ctx
    for first in range(3):
        stories.call(context, tuple(card(number) for number in (first, 7, 8, 9)))
    assert card_macro.kept == 3 + 3, "three that lead their lists, and three that stand in the row of each"
    edited = stories.call(context, (card(0, "صُحّح"), card(7), card(8), card(9)))
    assert "صُحّح" in edited
    assert card_macro.kept == 7


def imported_from(made: jinja2.Environment, file: str) -> Any:
    template = made.get_template(file)
    assert isinstance(template, PageTemplate)
    return template._get_default_module()


def test_what_stands_in_every_head_is_made_once() -> None:
    made, [links, look] = imported("components/head.html", "site_links", "look_and_scripts")
    context = made.from_string("").new_context().eval_ctx
    assert links.call(context) is links.call(context)
    assert look.call(context) is look.call(context)


# How outputs are kept

KEPT_BY_MODULE = "{% macro _inner(v) %}{{ counted() }}{{ v }}{% endmacro %}{% macro outer(v, w) %}{{ _inner(v) }}{{ w }}{% endmacro %}"


def test_macros_of_a_file_keep_their_outputs_for_each_other() -> None:
    runs: list[int] = []
    made = bare_environment({"m.html": Template(KEPT_BY_MODULE, "m.html"), "t.html": Template(
        '{% from "m.html" import outer %}{{ outer(1, 2) }}{{ outer(1, 3) }}', "t.html")})  # fmt: skip
    made.globals["counted"] = lambda: runs.append(1) or ""
    assert [made.get_template("t.html").render() for _ in range(3)] == ["1213"] * 3
    assert len(runs) == 1


def test_a_macro_inside_a_macro_keeps_nothing() -> None:
    """It sees the values of the one around it."""
    text = "{% macro outer(v) %}{% macro inner() %}{{ v }}{% endmacro %}{{ inner() }}{% endmacro %}{{ outer(9) }}"
    made = bare_environment({"m.html": Template(text, "m.html"), "t.html": Template(
        '{% from "m.html" import outer %}{{ outer(1) }}{{ outer(2) }}{{ outer(1) }}', "t.html")})  # fmt: skip
    assert made.get_template("t.html").render() == "121"


def kept_by(calls: list[str]) -> tuple[MemoisedMacro, int]:
    """A macro after these calls, and how often it ran."""
    runs: list[int] = []
    made = bare_environment({"m.html": Template("{% macro shown(v) %}{{ counted() }}{{ v }}{% endmacro %}", "m.html")})
    made.globals["counted"] = lambda: runs.append(1) or ""
    macro = imported_from(made, "m.html").shown
    context = made.from_string("").new_context().eval_ctx
    for value in calls:
        assert macro.call(context, value) == value
    return macro, len(runs)


def test_outputs_are_bounded() -> None:
    """What is asked for again and again stays; the rest goes."""
    macro, runs = kept_by([name for n in range(5 * KEPT) for name in ("always", str(n))])
    assert macro.kept == KEPT
    assert runs == 5 * KEPT + 1


def test_a_macro_of_no_use_stops_keeping() -> None:
    macro, runs = kept_by([*map(str, range(KEPT + 1)), *map(str, range(KEPT + 1))])
    assert macro.kept == 0
    assert runs == 2 * KEPT + 2


@pytest.mark.parametrize(
    ("top", "shared"),
    [
        ("{% set t = table(a=1, b=('x', 'y')) %}", True),
        ("{% set a = 1 %}{% set t = table(a=a) %}{% set b = t %}", True),
        ("{% set t = table(a=[1]) %}", False),
        ("{% set t = table(**{'a': 1}) %}", False),
        ("{% set t = dict(a=1) %}", False),
        ("{% macro table() %}{% endmacro %}{% set t = table() %}", False),
        ("{% set table = namespace %}{% set t = table(a=1) %}", False),
        ("{% import 'n.html' as table %}{% set t = table(a=1) %}", False),
        ("{% from 'n.html' import x as table %}{% set t = table(a=1) %}", False),
    ],
)
def test_a_table_cannot_change(top: str, shared: bool) -> None:
    assert SITE is not None
    made = functions.environment({"m.html": Template(top, "m.html"), "n.html": Template("", "n.html")}, SITE)
    template = made.get_template("m.html")
    assert isinstance(template, PageTemplate)
    assert template.is_shareable() is shared
    with pytest.raises(TypeError):
        made.from_string("{{ table(a=1).update(b=2) }}").render()


# Functions that spare work

BODIES = ["<p>نص &amp; آخر.</p>", "<p>نص  في\nسطرين</p>\n<p>آخر</p>", "<p>أ</p><!-- <p> -->", "<h2>نص</h2>", "", "<p>a&nbsp;b</p>", "<p>نص " + "طويل " * 300 + "</p>"]  # fmt: skip
TEXTS = ["نص & آخر.", "نص في سطرين آخر", "أ", "نص", "", "a\xa0b", "a b", ("نص " + "طويل " * 300).strip(), "نص طويل"]


@pytest.mark.parametrize("body", BODIES)
@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("more", ["", "\n<p>" + "كلام " * 400 + "</p>\n<p>آخر</p>"])
def test_whether_a_body_only_says_a_text(body: str, text: str, more: str) -> None:
    assert SITE is not None
    asked = functions.Functions(SITE).only_says
    assert asked((body + more,), text) == (Markup(body + more).striptags() == text)
    assert not asked((body, more), text)
