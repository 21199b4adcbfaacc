"""What is kept while a build lives changes nothing of what is made."""

import pytest

from newsgen.model.article import Named
from newsgen.theme.engine import Template, bare_environment

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
