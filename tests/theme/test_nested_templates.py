"""Templates that are nested more deeply than Jinja or Python can follow are a Problem with their place."""

import pytest

from newsgen.theme.engine import Template, bare_environment
from newsgen.theme.templates import closure, runtime_problem

FILE = "templates/article.html"


def of(text: str) -> dict[str, Template]:
    return {"article.html": Template(f"<p>\n\n{text}\n", FILE)}


@pytest.mark.parametrize(
    "text",
    [
        "{{ " + "(" * 400 + "1" + ")" * 400 + " }}", "{{ " + "[" * 900 + "]" * 900 + " }}", "{{ " + "not " * 3000 + "1 }}",
        "{{ " + "+".join(["one"] * 3000) + " }}", "{{ 1" + "|string" * 3000 + " }}",
        "{{ a" + ".b" * 3000 + " }}", "{{ a" + "[0]" * 3000 + " }}", "{% if 1 %}" * 1000 + "{% endif %}" * 1000,
        "".join(f"{{% block b{n} %}}" for n in range(500)) + "{% endblock %}" * 500,
    ],
)  # fmt: skip
def test_what_jinja_cannot_read(text: str) -> None:
    found, problems = closure(of(text), "article.html")
    assert found is None
    assert [(one.code, one.file, one.line) for one in problems] == [("template-syntax", FILE, 3)]
    assert "nested" in str(problems[0].message)


@pytest.mark.parametrize(
    "text",
    [
        "".join(f"{{% for i{n} in [1] %}}" for n in range(25)) + "{% endfor %}" * 25, "{% if 1 %}" * 120 + "{% endif %}" * 120,
    ],
)  # fmt: skip
def test_what_python_cannot_compile(text: str) -> None:
    sources = of(text)
    assert closure(sources, "article.html")[0] is not None
    with pytest.raises((SyntaxError, MemoryError, RecursionError)) as failure:
        bare_environment(sources).get_template("article.html").render()
    problem = runtime_problem(failure.value, sources, "article.html", "a/index.html")
    assert (problem.code, problem.file) == ("template-syntax", FILE)


def test_what_is_nested_as_people_write_it() -> None:
    text = "{% if 1 %}" * 30 + "{{ " + "(" * 20 + "1" + ")" * 20 + " }}" + "{% endif %}" * 30
    assert closure(of(text), "article.html")[0] is not None
    assert "1" in bare_environment(of(text)).get_template("article.html").render()
