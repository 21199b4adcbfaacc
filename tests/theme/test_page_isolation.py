"""A page comes out as if nothing had been rendered before it: whatever a template may keep, it keeps for one page."""

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

import jinja2
import pytest
from markupsafe import Markup

from newsgen.theme.engine import Template, bare_environment
from tests.theme.test_engine import plain_jinja

PAGES = ("one", "two", "three")

STATEFUL = {
    "namespace": "{% set count = namespace(n=0) %}{% macro m(x) %}{% set count.n = count.n + 1 %}{{ x }}{{ count.n }}{% endmacro %}",
    "cycler": '{% set row = cycler("odd", "even") %}{% macro m(x) %}{{ x }}{{ row.next() }}{% endmacro %}',
    "joiner": '{% set comma = joiner("، ") %}{% macro m(x) %}{{ comma() }}{{ x }}{% endmacro %}',
    "list": "{% set seen = [] %}{% macro m(x) %}{{ seen.append(x) or '' }}{{ seen|length }}{% endmacro %}",
    "private list": "{% set _seen = [] %}{% macro m(x) %}{{ _seen.append(x) or '' }}{{ _seen|length }}{% endmacro %}",
    "dict": "{% set seen = {} %}{% macro m(x) %}{{ seen.setdefault(x, seen|length) }}{% endmacro %}",
    "list in a tuple": "{% set seen = (1, []) %}{% macro m(x) %}{{ seen[1].append(x) or '' }}{{ seen[1]|length }}{% endmacro %}",
    "alias": "{% set a = [] %}{% set seen = a %}{% macro m(x) %}{{ a.append(x) or '' }}{{ seen|length }}{% endmacro %}",
    "made by a function": "{% set seen = dict(n=0) %}{% macro m(x) %}{{ seen.update(n=seen.n + 1) or '' }}{{ seen.n }}{% endmacro %}",
    "made by a filter": "{% set seen = 'a b'|list %}{% macro m(x) %}{{ seen.pop() }}{% endmacro %}",
    "generator": "{% set left = [1, 2, 3]|map('string') %}{% macro m(x) %}{% for one in left %}{{ one }}{% endfor %}{% endmacro %}",
    "iterator": "{% set left = [1, 2, 3, 4, 5, 6, 7, 8, 9].__iter__() %}{% macro m(x) %}{{ left.__next__() }}{% endmacro %}",
    "in a condition": "{% if true %}{% set row = cycler(1, 2) %}{% endif %}{% macro m(x) %}{{ row.next() }}{% endmacro %}",
    "unpacked": "{% set a, row = 1, cycler(1, 2) %}{% macro m(x) %}{{ row.next() }}{% endmacro %}",
    "filtered block": "{% set seen | list %}ab{% endset %}{% macro m(x) %}{{ seen.pop() }}{% endmacro %}",
    "method": '{% set next = cycler("a", "b").next %}{% macro m(x) %}{{ next() }}{% endmacro %}',
    "imported with a name": '{% import "state.html" as state %}{% macro m(x) %}{{ state.row.next() }}{% endmacro %}',
    "imported in the macro": '{% macro m(x) %}{% from "state.html" import row %}{{ row.next() }}{% endmacro %}',
    "imported with the context": '{% macro m(x) %}{% from "state.html" import row with context %}{{ row.next() }}{% endmacro %}',
    "included": '{% macro m(x) %}{% include "uses_state.html" %}{% endmacro %}',
    "included from a list": '{% macro m(x) %}{% include ["none.html", "uses_state.html"] %}{% endmacro %}',
    "default": "{% macro m(x, seen=[]) %}{{ seen.append(x) or '' }}{{ seen|length }}{% endmacro %}",
    "varargs": "{% set row = cycler(1, 2) %}{% macro m() %}{{ varargs|first }}{{ row.next() }}{% endmacro %}",
    "called block": "{% set row = cycler(1, 2) %}{% macro wrap() %}{{ caller() }}{{ row.next() }}{% endmacro %}"
    "{% macro m(x) %}{% call wrap() %}{{ x }}{% endcall %}{% endmacro %}",
    "extended": '{% extends "state.html" %}{% macro m(x) %}{{ x }}{% endmacro %}',
    "with": "{% with seen = [] %}{% macro inner(x) %}{{ seen.append(x) or '' }}{{ seen|length }}{% endmacro %}{% set kept = [inner] %}{% endwith %}"
    "{% macro m(x) %}{{ x }}{% endmacro %}",
    "own text": "{% set row = cycler(1, 2) %}{{ row.next() }}{% macro m(x) %}{{ row.next() }}{{ x }}{% endmacro %}",
}  # fmt: skip
OTHERS = {
    "state.html": '{% set row = cycler("odd", "even") %}',
    "uses_state.html": '{% from "state.html" import row %}{{ row.next() }}',
}
USES = {
    "from": '{% from "part.html" import m %}{{ m("a") }}{{ m("a") }}{{ m("b") }}',
    "import": '{% import "part.html" as part %}{{ part.m("a") }}{{ part.m("a") }}{{ part }}',
    "twice": '{% from "part.html" import m %}{{ m("a") }}{% from "part.html" import m as n %}{{ n("a") }}',
    "with context": '{% from "part.html" import m with context %}{{ m("a") }}{{ m("a") }}',
    "in a block": '{% from "part.html" import m %}{% block b %}{{ m("a") }}{{ m("a") }}{% endblock %}{{ self.b() }}',
    "through another": '{% from "between.html" import two %}{{ two("a") }}{{ two("a") }}',
    "included": '{% include "between.html" %}{% include "shown.html" %}{% include "shown.html" without context %}'
    '{% include "shown.html" without context %}',
}  # fmt: skip
BETWEEN = {
    "between.html": '{% from "part.html" import m %}{% macro two(x) %}{{ m(x) }}{{ m(x) }}{% endmacro %}',
    "shown.html": '{% from "part.html" import m %}{{ m("a") }}',
}


def sources(part: str, page: str) -> dict[str, Template]:
    texts = OTHERS | BETWEEN | {"part.html": part} | {f"{name}.html": page for name in PAGES}
    return {name: Template(text, name) for name, text in texts.items()}


def rendered(environment: jinja2.Environment, name: str, **values: Any) -> object:
    try:
        return environment.get_template(f"{name}.html").render(**values)
    except Exception as failure:
        return type(failure)


@pytest.mark.parametrize("page", USES.values(), ids=USES)
@pytest.mark.parametrize("part", STATEFUL.values(), ids=STATEFUL)
def test_each_page_begins_anew(part: str, page: str) -> None:
    """In one environment pages come out as each does in a Jinja environment of its own."""
    given = sources(part, page)
    ours = bare_environment(given)
    alone = [rendered(plain_jinja(given), name) for name in PAGES]
    assert [rendered(ours, name) for name in PAGES] == alone
    assert [rendered(ours, name) for name in reversed(PAGES)] == alone[::-1]


MIDNIGHT = datetime(2021, 10, 29, 0, 30, tzinfo=ZoneInfo("Asia/Amman"))
PAIRS = {
    "the hour that comes twice": (MIDNIGHT, MIDNIGHT.replace(fold=1)),
    "one moment in two zones": (datetime(2026, 5, 1, 10, tzinfo=UTC), datetime(2026, 5, 1, 13, tzinfo=timezone(timedelta(hours=3)))),
    "a number and a truth": (1, True),
    "text and HTML": ("<i>", Markup("<i>")),
    "a day and a moment": (date(2026, 5, 1), datetime(2026, 5, 1)),
    "lists": ([1], [True]),
}  # fmt: skip


@pytest.mark.parametrize("pair", PAIRS.values(), ids=PAIRS)
@pytest.mark.parametrize("use", ["{{ m(x) }}", "{{ m(x=x) }}", "{{ m(1, x) }}"])
def test_values_that_are_equal_and_differ(pair: tuple[object, object], use: str) -> None:
    part = "{% macro m(x, y=none) %}{{ x }} {{ y }} {{ x.isoformat() if x.isoformat is defined }}{% endmacro %}"
    given = sources(part, '{% from "part.html" import m %}' + use)
    ours = bare_environment(given)
    for value in (*pair, *reversed(pair)):
        assert rendered(ours, "one", x=value) == rendered(plain_jinja(given), "one", x=value)
