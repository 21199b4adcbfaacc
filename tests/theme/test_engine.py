"""Where the engine overrides Jinja for speed, pages come out as from Jinja itself; and the overrides fit Jinja's version."""

import inspect
import tomllib
from collections.abc import Iterator
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from types import FunctionType
from typing import Any

import jinja2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jinja2.compiler import CodeGenerator
from jinja2.runtime import Context
from markupsafe import Markup

from newsgen.theme import engine
from newsgen.theme.engine import Sources, Template, bare_environment
from newsgen.theme.memo import MemoisedMacro

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

    def stops(self) -> Iterator[int]:
        raise StopIteration


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


GLOBALS: dict[str, Any] = {
    "seen": seen, "escapes": escapes, "callable": Callable(), "kept": lru_cache(str.upper),
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
    sources |= {"blank.html": Template("{# nothing #}", "blank.html"), "space.html": Template(" \n", "space.html")}
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
        IMPORT + "{{ cell() }}",
        IMPORT + "{{ cell(1, 2, 3) }}",
        IMPORT + "{{ cell(value=1, more=x) }}{{ cell(more=2, value=x) }}",
        IMPORT + "{{ cell(1, value=2) }}",
        IMPORT + "{{ cell(1, other=2) }}",
        IMPORT + "{{ cell(nothing) }}",
        "{% macro plain(a) %}mine {{ a }}{% endmacro %}{{ plain(x) }}",
        "{% set plain = x %}{{ plain }}{{ plain() }}",
        "{% for plain in [1] %}{{ plain }}{% endfor %}{{ plain(x, b=2, *[3], **{'c': 4}) }}",
        "{% call plain(x) %}{% endcall %}",
        "{% include 'blank.html' %}{{ x }}{% include 'space.html' %}{% include 'none.html' ignore missing %}",
        "{% include 'none.html' %}",
        "{{ 'a' if x }}{{ 'b' if not x }}{{ 'c' if not x else 'd' if not x }}{{ ('e' if not x) is undefined }}",
        "{% block main %}{{ x }}{{ plain(seen('x')) }}{% endblock %}{{ self.main() }}",
        "{{ nothing }}",
        "{{ nothing() }}",
        "{{ plain(nothing) }}",
        "{{ y.stops() }}",
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


OVERRIDES = [
    (engine.PageTemplate, jinja2.Template, ("_from_namespace", "_get_default_module", "render")),
    (engine._Context, Context, ("call",)),
    (
        engine._Generator,
        CodeGenerator,
        ("_output_child_pre", "_output_child_to_const", "macro_def", "visit_Call", "visit_Include", "visit_Output"),
    ),
    (engine._Environment, jinja2.Environment, ("_generate", "get_template", "make_globals")),
]


@pytest.mark.parametrize(("ours", "theirs", "names"), OVERRIDES, ids=lambda given: getattr(given, "__name__", ""))
def test_the_overrides_fit_jinja(ours: type, theirs: type, names: tuple[str, ...]) -> None:
    """Each override replaces a method that Jinja still has, with the same kinds of parameters; none is left out here."""
    methods = {
        name
        for name, value in vars(ours).items()
        if hasattr(theirs, name) and isinstance(value, (FunctionType, classmethod))
    }
    assert methods == set(names)
    for name in names:
        kinds = [
            [parameter.kind for parameter in inspect.signature(getattr(kind, name)).parameters.values()]
            for kind in (ours, theirs)
        ]
        if name != "call":  # which Jinja gives its positional-only parameters under mangled names
            assert kinds[0] == kinds[1], name


def test_the_overrides_are_used() -> None:
    """Jinja calls them: the compiled code has their marks, and an imported macro keeps its output."""
    environment = bare_environment({"m.html": Template(MACROS, "m.html"), "t.html": Template("{{ x }}", "t.html")})
    code = environment.compile("{{ x }}", "t.html", "t.html", raw=True)
    assert "environment.escaped(" in code
    assert "stateless = True" in code
    template = environment.get_template("m.html")
    assert isinstance(template.module.cell, MemoisedMacro)  # type: ignore[attr-defined]
    assert template.globals is environment.globals
    assert type(template.new_context()) is engine._Context


def test_jinja_is_bounded() -> None:
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert "jinja2>=3.1.6,<3.2" in project["dependencies"]
    assert version("jinja2").startswith("3.1.")
