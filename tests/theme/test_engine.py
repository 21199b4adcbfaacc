"""What the engine does in a quicker way than Jinja comes out as from Jinja itself."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import jinja2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markupsafe import Markup

from newsgen.theme.engine import Sources, Template, bare_environment

MACROS = """\
{% macro cell(value, more="") %}<i>{{ value }}</i>{{ more }}{% endmacro %}
{% macro told(context, more=1) %}{{ context }}{{ more }}{% endmacro %}
{% macro around() %}<b>{{ caller("<") }}</b>{% endmacro %}
"""
IMPORT = '{% from "m.html" import cell, around, told %}'


class Address:
    """A value that knows its own HTML."""

    def __html__(self) -> str:
        return "<address>"

    def __repr__(self) -> str:
        return "<an address>"

    def called(self, value: object) -> str:
        return f"<{value}>"


@jinja2.pass_context
def seen(context: Any, name: str) -> Any:
    return context[name]


@jinja2.pass_eval_context
def escapes(context: Any) -> bool:
    return bool(context.autoescape)


class Callable:
    @jinja2.pass_environment
    def __call__(self, environment: jinja2.Environment, value: object) -> str:
        return f"{value} {len(environment.globals)}"


def stops() -> Iterator[int]:
    raise StopIteration


GLOBALS: dict[str, Any] = {
    "seen": seen, "escapes": escapes, "callable": Callable(), "stops": stops, "kept": lru_cache(str.upper),
    "plain": lambda *values, **named: f"{values}{sorted(named.items())}",
}  # fmt: skip


def plain_jinja(sources: Sources) -> jinja2.Environment:
    """Jinja's own environment with the options of ours."""
    ours = bare_environment(sources)
    theirs = jinja2.Environment(
        loader=ours.loader, undefined=ours.undefined, autoescape=ours.autoescape, trim_blocks=True, lstrip_blocks=True,
        keep_trailing_newline=True,
    )  # fmt: skip
    theirs.globals.pop("lipsum")
    return theirs


def both(text: str, name: str = "t.html", **values: Any) -> tuple[object, object]:
    """What our engine and Jinja's own render from one template, or the types of the exceptions that they raise."""
    sources = {"m.html": Template(MACROS, "m.html"), name: Template(text, name)}
    return output(bare_environment(sources), name, values), output(plain_jinja(sources), name, values)


def output(environment: jinja2.Environment, name: str, values: dict[str, Any]) -> object:
    environment.globals.update(GLOBALS)
    try:
        return environment.get_template(name).render(**values)
    except Exception as failure:
        return type(failure)


@pytest.mark.parametrize(
    "text",
    [
        "{{ x }}{{ x|safe }}{{ x|e }}{{ x ~ y }}{{ y }}{{ none }}{{ 1 }}{{ 1.5 }}{{ [x, y] }}",
        "{{ plain(x, a=y) }}{{ kept(x) }}{{ callable(x) }}{{ seen('x') }}{{ escapes() }}{{ y.called(x) }}{{ x.upper() }}",
        "{% for a in [1, 2] %}{{ seen('a') }}{{ plain(a) }}{% endfor %}",
        "{% set s %}<p>{{ x }}</p>{% endset %}{{ s }}{{ s|length }}{{ s ~ '<' }}{{ s.__class__.__name__ }}",
        IMPORT
        + "{{ cell(x) }}{{ cell(x|safe, more='<') }}{{ cell(cell(x)) }}{{ cell(x) ~ x }}{{ cell(x).__class__.__name__ }}",
        IMPORT + "{% call(v) around() %}{{ v }}{{ x }}{% endcall %}",
        IMPORT + "{{ told(context=x) }}{{ told(x, more=2) }}{{ told(context=x) }}{{ plain(function=1, self=2) }}",
        "{% macro own(v) %}{{ v }}{{ varargs }}{{ kwargs }}{% endmacro %}{{ own(x, 1, a=2) }}",
        "{% autoescape false %}{{ x }}{{ escapes() }}{{ plain(x) }}{% endautoescape %}",
        "{% filter upper %}{{ x }}{% endfilter %}",
        "{% block main %}{{ x }}{{ plain(seen('x')) }}{% endblock %}{{ self.main() }}",
        "{{ nothing }}",
        "{{ nothing() }}",
        "{{ plain(nothing) }}",
        "{{ stops() }}",
        "{{ x() }}",
        "{{ x.nothing }}",
    ],
)
@pytest.mark.parametrize("name", ["t.html", "t.txt"])
def test_as_jinja_does(text: str, name: str) -> None:
    ours, theirs = both(text, name, x='<a href="\'&">', y=Address())
    assert ours == theirs
    assert type(ours) is type(theirs)


@settings(max_examples=200, deadline=None)
@given(
    st.text()
    | st.integers()
    | st.floats()
    | st.none()
    | st.text().map(Markup)
    | st.lists(st.text(), max_size=3)
    | st.builds(Address)
)
def test_values_stand_as_jinja_writes_them(value: object) -> None:
    ours, theirs = both("{{ x }}{{ plain(x) }}{% set y %}{{ x }}{% endset %}{{ y }}", x=value)
    assert ours == theirs
