"""Packages import downwards only, each what its row says; a library is used only where its row says."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import newsgen

ROOT = Path(newsgen.__file__).parent

ROOMS: dict[str, set[str]] = {
    "cli": {"arabic", "articles", "base", "boxes", "build", "check", "deploy", "desk", "embeds", "executor", "importers", "media", "model", "observe",
            "pages", "pictures", "preview", "record", "search", "site", "theme"},
    "desk": {"arabic", "articles", "base", "build", "check", "model", "pictures", "preview", "record", "site", "theme"},
    "preview": {"arabic", "articles", "base", "build", "check", "model", "observe", "record", "site", "theme"},
    "check": {"arabic", "articles", "base", "build", "executor", "model", "observe", "pages", "pictures", "record", "site"},
    "deploy": {"base", "build", "model", "pages", "record", "site", "theme"},
    "embeds": {"articles", "base", "importers", "site"},
    "build": {"arabic", "articles", "base", "boxes", "executor", "media", "model", "observe", "pages", "pictures", "record", "site",
              "theme"},
    "articles": {"arabic", "base", "model", "pages", "pictures", "record", "site"},
    "theme": {"arabic", "base", "model", "pages", "pictures", "site"},
    "boxes": {"arabic", "base", "model", "site"},
    "pages": {"base", "model", "observe", "record", "site"},
    "observe": {"base", "record", "site"},
    "search": {"arabic", "base", "executor", "model", "pictures", "record", "site"},
    "record": {"base", "model", "site"},
    "executor": {"base", "site"},
    "importers": {"arabic", "base", "site"},
    "media": {"base", "pictures", "site"},
    "pictures": {"arabic", "base", "model", "site"},
    "site": {"arabic", "base", "model"},
    "model": {"arabic"},
    "base": set(),
    "arabic": set(),
}  # fmt: skip
"""Each package with the packages that it imports, from the top down: a package imports only from later rows."""

ONLY_IN = {
    "sqlite3": {"importers.journal", "importers.wordpress.index", "record"},
    "jinja2": {
        "build.compiled",
        "build.render",
        "theme.engine",
        "theme.functions",
        "theme.memo",
        "theme.state",
        "theme.templates",
    },
    "yaml": {"site.yaml_outline", "site.yamltext", "importers.writing"},
    "markdown": {
        "articles.abbreviations",
        "articles.attribute_lists",
        "articles.bare_addresses",
        "articles.engine_blocks",
        "articles.footnote_labels",
        "articles.github_marks",
        "articles.headings",
        "articles.linked_pictures",
        "articles.markup",
        "articles.numbered_lists",
        "articles.transcripts",
    },
    "markdown_it": {"importers.commonmark"},
    "nh3": {"articles.sanitise"},
    "concurrent": {
        "deploy",
        "desk.handler",
        "media",
        "executor.pool",
        "executor.workforce",
        "observe.repository",
        "preview",
    },
    "PIL": {"pictures"},
    "distributed": {"executor.workforce"},
    "multiprocessing": {"executor.pool"},
    "threading": {
        "articles.markup",
        "base.lock",
        "build.render",
        "desk",
        "executor.pool",
        "executor.workforce",
        "preview",
        "record.codec",
    },
    "babel": {"arabic"},
    "hijridate": {"arabic"},
    "slugify": {"arabic"},
    "livereload": {"preview"},
    "tornado": {"desk", "preview"},
    "argon2": {"desk.passwords"},
    "watchfiles": {"preview"},
    "argparse": {"cli"},
    "gettext": {"base.messages"},
    "rich": {"cli.progress"},
    "locale": {"base.messages"},
    "socket": {"embeds.oembed", "preview"},
    "subprocess": {"deploy", "desk.command", "desk.git", "observe.repository", "search"},
    "obstore": {"base.object_storage", "deploy", "media.object_store"},
    "brotli": {"deploy"},
    "random": set(),
    "uuid": set(),
    "pickle": set(),
    "requests": set(),
}
"""The packages or modules that use a library: one module for SQL, one for YAML, and so on; chance nowhere."""

CLOCK = {("datetime", "now"), ("datetime", "utcnow"), ("datetime", "today"), ("date", "today"), ("time", "time"),
         ("time", "time_ns"), ("time", "localtime"), ("time", "gmtime")}  # fmt: skip
CLOCK_READERS = {"build.build", "build.stages", "cli", "desk.handler", "preview", "site.fast_path"}
"""``now`` is an argument everywhere else. (``build`` reads the clock to judge which mtimes it can trust.)"""

TIMERS = {"base.lock", "deploy", "embeds.oembed", "executor.pool"}
"""Modules that wait or measure a span of time."""

ENVIRONMENT = {
    ("os", "environ"),
    ("os", "getenv"),
    ("os", "getcwd"),
    ("Path", "cwd"),
    ("Path", "home"),
    ("os", "uname"),
}
ENVIRONMENT_READERS = {"base.messages", "base.unexpected", "cli", "desk.git", "observe.repository"}
"""(``desk.git`` and ``observe.repository`` hand the environment to git, less what would lead git astray.)"""


def modules() -> dict[str, Path]:
    """Every module by its name inside the package; packages by their own."""
    found = {}
    for path in sorted(ROOT.rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


MODULES = modules()


def room(module: str) -> str:
    """The package that a module lies in; empty for the modules beside the packages."""
    return module.split(".")[0] if module.split(".")[0] in ROOMS else ""


def within(module: str, places: set[str]) -> bool:
    """Whether a module is one of these modules, or lies in one of these packages."""
    return module in places or room(module) in places


@cache
def parsed(module: str) -> ast.Module:
    return ast.parse(MODULES[module].read_text(encoding="utf-8"))


@cache
def imports(module: str) -> tuple[tuple[str, int], ...]:
    """Every import with its line, wherever it stands: in functions, under TYPE_CHECKING, relative or absolute."""
    return tuple(_imports(module))


def _imports(module: str) -> Iterator[tuple[str, int]]:
    path = MODULES[module]
    package = ["newsgen", *module.split(".")] if module else ["newsgen"]
    if path.name != "__init__.py":
        package.pop()
    for node in ast.walk(parsed(module)):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            base = [*base, *(node.module.split(".") if node.module else [])]
            for alias in node.names:
                whole = ".".join([*base, alias.name])
                yield (whole if whole.removeprefix("newsgen.") in MODULES else ".".join(base)), node.lineno
        elif isinstance(node, ast.Call) and ast.unparse(node.func) in (
            "__import__",
            "import_module",
            "importlib.import_module",
        ):
            yield ast.unparse(node.args[0]).strip("'\""), node.lineno


def own(module: str) -> Iterator[tuple[str, int]]:
    """The imports of newsgen's own modules, by their names inside the package."""
    for name, line in imports(module):
        if name == "newsgen" or name.startswith("newsgen."):
            yield name.removeprefix("newsgen").removeprefix("."), line


def test_every_module_lies_in_a_room() -> None:
    assert {module for module in MODULES if not room(module)} == {"", "__main__"}


@pytest.mark.parametrize("package", ROOMS)
def test_a_room_imports_what_its_row_says(package: str) -> None:
    found = {room(imported) for module in MODULES if room(module) == package for imported, _ in own(module)}
    assert found - {package} == ROOMS[package]


def test_rooms_stand_on_each_other() -> None:
    """A package imports only from later rows: no cycle can arise."""
    rows = list(ROOMS)
    for package, imported in ROOMS.items():
        assert imported <= set(rows[rows.index(package) + 1 :]), package


@pytest.mark.parametrize("package", ROOMS)
def test_no_circle_inside_a_room(package: str) -> None:
    """The modules of a package stand in an order, too."""
    waiting = {
        module: {name for name, _ in own(module) if name in MODULES and room(name) == package and name != module}
        for module in MODULES
        if room(module) == package
    }
    while waiting:
        free = {module for module, needs in waiting.items() if not needs & waiting.keys()}
        assert free, f"a circle among {sorted(waiting)}"
        waiting = {module: needs for module, needs in waiting.items() if module not in free}


def test_packages_import_nothing_themselves() -> None:
    """So that importing one module loads that one alone: what a command does not need costs it nothing."""
    for module, path in MODULES.items():
        if path.name == "__init__.py" and module != "arabic":
            assert list(own(module)) == [], module


@pytest.mark.parametrize("library", ONLY_IN)
def test_libraries_stay_where_they_are(library: str) -> None:
    for module in MODULES:
        for name, line in imports(module):
            if name.split(".")[0] == library:
                assert within(module, ONLY_IN[library]), f"{module}:{line} imports {library}"


def attributes(module: str) -> Iterator[tuple[tuple[str, str], int]]:
    for node in ast.walk(parsed(module)):
        if isinstance(node, ast.Attribute):
            yield (ast.unparse(node.value).rpartition(".")[2], node.attr), node.lineno


@pytest.mark.parametrize("module", sorted(MODULES))
def test_clock_and_environment_are_arguments(module: str) -> None:
    for name, line in attributes(module):
        where = f"{module}:{line}: {'.'.join(name)}"
        assert name not in CLOCK or within(module, CLOCK_READERS), where
        assert name not in ENVIRONMENT or within(module, ENVIRONMENT_READERS), where
    for library, line in imports(module):
        assert library != "time" or within(module, CLOCK_READERS | TIMERS), f"{module}:{line}: time"
