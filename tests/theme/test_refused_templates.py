"""What a template may not do, because its page would not depend on its inputs alone; and which components keep no state."""

from pathlib import Path

import pytest

from newsgen.site.settings import Settings
from newsgen.site.settings_file import read
from newsgen.theme.engine import MemoryAddress, PageTemplate, Template, bare_environment
from newsgen.theme.functions import environment
from newsgen.theme.templates import closure, load, runtime_problem
from tests.support import SETTINGS, Site

THEME = Path(__file__).parents[2]


def settings() -> Settings:
    found, problems = read(SETTINGS.encode())
    assert found is not None, problems
    return found


def found(text: str) -> list[tuple[str, int]]:
    _, problems = closure({"t.html": Template(text, "templates/t.html")}, "t.html")
    assert all(problem.file == "templates/t.html" for problem in problems)
    return [(problem.code, problem.line) for problem in problems]


@pytest.mark.parametrize(
    "text",
    [
        "\n{{ context.day.today() }}",
        "\n{{ article.date.now(none) }}",
        "\n{{ article.date.utcnow() }}",
        "{% macro m() %}\n{{ day.today().year }}{% endmacro %}",
        "\n{{ [1, 2]|random }}",
        "\n{{ cards|map(attribute='id')|random }}",
        "\n{{ lipsum(2) }}",
    ],
)
def test_clocks_and_chance(text: str) -> None:
    assert found(text) == [("template-unrepeatable", 2)]


@pytest.mark.parametrize(
    "text",
    [
        "{{ days.today }}",
        "{{ now }}",
        "{% set lipsum = 1 %}{{ lipsum }}",
        "{% macro m(lipsum) %}{{ lipsum }}{% endmacro %}",
    ],
)
def test_names_of_the_site_s_own(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("{% macro m() %}\n{% include 'a.html' without context %}{% endmacro %}", [2]),
        ("{% call m() %}\n{% include 'a.html' without context %}{% endcall %}", [2]),
        ("{% include 'a.html' without context %}{% macro m() %}{% include 'a.html' %}{% endmacro %}", []),
        ("{% include name %}", [1]),
        ("{% include ['a.html', name] %}", [1]),
        ("{% include ['a.html', 'b.html'] ignore missing %}", []),
        ("{% import 'a' ~ name as x %}", [1]),
        ("\n{% from name import x %}\n{% include name %}", [2, 3]),
    ],
)
def test_includes(text: str, lines: list[int]) -> None:
    assert sorted(found(text)) == [("template-dynamic", line) for line in lines]


@pytest.mark.parametrize(
    "text",
    [
        "{{ [1, 2]|map('string') }}",
        "{{ [1, 2]|select('odd') }}",
        "{{ [2, 1]|reverse }}",
        "{{ url }}",
        "{{ 'a b'.split }}",
        "{{ cycler(1, 2) }}",
        "{{ [url] }}",
        "{{ {'a': [1]|map('string')} }}",
    ],
)
@pytest.mark.parametrize("name", ["t.html", "t.txt"])
def test_a_memory_address_is_no_text(text: str, name: str) -> None:
    sources = {name: Template("\n" + text, f"templates/{name}")}
    with pytest.raises(MemoryAddress) as failure:
        environment(sources, settings()).get_template(name).render()
    problem = runtime_problem(failure.value, sources, name, "index.html")
    assert (problem.code, problem.file, problem.line) == ("template-failed", f"templates/{name}", 2)
    assert "|list" in problem.hint


@pytest.mark.parametrize(
    "text", ["{{ x }}", "{{ [x] }}", "{{ x|upper }}", "{{ range(3) }}", "{{ {'a': 1}.keys() }}", "{{ 1.5 }}"]
)
def test_other_values_have_a_text(text: str) -> None:
    sources = {"t.html": Template(text, "templates/t.html")}
    assert bare_environment(sources).get_template("t.html").render(x="crash at 0x7f00")


def test_pages_do_not_share_the_tables_of_scripts() -> None:
    sources = {
        "one.js": Template("{{ tables.pop('d', '') }}", "templates/one.js"),
        "two.js": Template(
            "{% set mine = dict(tables) %}{{ mine.pop('m') and '' }}{{ mine|tojson }}", "templates/two.js"
        ),
    }
    site = environment(sources, settings())
    with pytest.raises(TypeError, match="shared by all pages"):
        site.get_template("one.js").render()
    assert site.get_template("two.js").render() == site.get_template("two.js").render()


def test_components_of_the_theme_are_shared_by_all_pages() -> None:
    """A component with state is run again for each page; the theme has none."""
    sources, problems = load(Path("/nonexistent"), THEME)
    assert not problems
    theme = bare_environment(sources)
    components = [name for name in sources if name.startswith("components/")]
    kept = []
    for name in components:
        template = theme.get_template(name)
        assert isinstance(template, PageTemplate)
        if not template.is_shareable():
            kept.append(name)
    assert kept == []


def test_state_in_a_component_keeps_the_law(tmp_path: Path) -> None:
    """A counter in a component: the second build renders one page, and it is the page of a clean build."""
    site = Site(tmp_path / "site")
    for number in range(3):
        site.story(f"s{number}", date=f"2026-05-0{number + 1} 10:00")
    cards = (site.root / "templates/cards.html").read_text(encoding="utf-8")
    site.write(
        "templates/cards.html",
        '{% set row = cycler("odd", "even") %}{% set count = namespace(n=0) %}'
        + cards.replace("<li>", "<li>{{ row.next() }}{% set count.n = count.n + 1 %}{{ count.n }}"),
    )
    assert site.build().published
    site.story("s1", "عنوان آخر", date="2026-05-02 10:00")
    assert site.build().published
    site.build(tmp_path / "clean")
    for page in (tmp_path / "clean").rglob("*.html"):
        assert (site.output / page.relative_to(tmp_path / "clean")).read_bytes() == page.read_bytes()
    assert b"even2" in (site.output / "index.html").read_bytes()
