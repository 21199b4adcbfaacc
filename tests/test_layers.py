"""Imports point down, and a module that nobody placed fails; what only some modules may touch, only they touch."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import newsgen

ROOT = Path(newsgen.__file__).parent

LAYERS = (
    ("start",),
    ("cli",),
    ("preview",),
    ("commands",),
    ("build",),
    ("check", "index", "inputs", "publish", "render"),
    ("intake", "plan"),
    ("answers", "pages", "pictures", "read", "templates"),
    ("body", "engine", "feeds", "headers", "live", "redirects", "related", "structured"),
    ("addresses", "films"),
    ("sanitise",),
    ("finders", "markup", "paragraphs", "workforce"),
    ("journal", "settings", "sources"),
    ("contrast", "frontmatter"),
    ("record", "schema", "terminal"),
    ("lock", "messages", "pool", "queries", "saving", "share", "versions", "yamltext"),
    ("moments", "repository"),
    ("digest", "model", "problems", "still"),
    ("folders", "naming"),
    ("arabic",),
)
"""From the top. A module imports from the layers below its own, never from its own; a package is placed as a whole."""

BESIDE = {
    "importers": ({"commands"}, {"problems", "naming", "arabic"}),
    "search": (
        {"commands"},
        {"arabic", "digest", "lock", "model", "moments", "problems", "record", "saving", "settings", "versions"},
    ),
    "deploy": (
        {"commands"},
        {"addresses", "build", "digest", "headers", "journal", "lock", "moments", "pages", "problems", "queries", "record",
         "settings"},
    ),
}  # fmt: skip
"""Outer packages: who imports them, and all that they import."""

PLACES = {name: depth for depth, layer in enumerate(LAYERS) for name in layer}

ONLY_IN = {
    "sqlite3": {"record", "still"},
    "jinja2": {"engine", "templates", "render"},
    "yaml": {"yamltext", "importers"},
    "markdown": {"markup"},
    "nh3": {"sanitise"},
    "concurrent": {"pool", "repository", "workforce", "deploy"},
    "distributed": {"workforce"},
    "multiprocessing": {"pool"},
    "threading": {"pool", "lock", "preview", "record", "workforce"},
    "babel": {"arabic"},
    "hijridate": {"arabic"},
    "slugify": {"arabic"},
    "livereload": {"preview"},
    "tornado": {"preview"},
    "watchfiles": {"preview"},
    "argparse": {"cli"},
    "gettext": {"messages"},
    "rich": {"cli"},
    "locale": {"messages"},
    "socket": {"preview"},
    "subprocess": {"repository", "deploy", "search"},
    "obstore": {"deploy"},
    "brotli": {"deploy"},
    "random": set(),
    "uuid": set(),
    "pickle": set(),
    "requests": set(),
}
"""Libraries that stay where they are: one module for SQL, one for YAML, and so on; chance nowhere."""

CLOCK = {("datetime", "now"), ("datetime", "utcnow"), ("datetime", "today"), ("date", "today"), ("time", "time"),
         ("time", "time_ns"), ("time", "localtime"), ("time", "gmtime")}  # fmt: skip
CLOCK_READERS = {"cli", "preview", "build", "commands", "still"}
"""``now`` is an argument everywhere else. (Build gives the walk the file system's present, to judge mtimes by.)"""

ENVIRONMENT = {
    ("os", "environ"),
    ("os", "getenv"),
    ("os", "getcwd"),
    ("Path", "cwd"),
    ("Path", "home"),
    ("os", "uname"),
}
ENVIRONMENT_READERS = {"messages", "commands", "repository", "terminal"}
"""(Repository hands it on to git, less what would lead git astray.)"""


def modules() -> dict[str, Path]:
    """Every module by its name inside the package; packages by their own."""
    found = {}
    for path in sorted(ROOT.rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


MODULES = modules()


def place(module: str) -> str:
    """The name that the layers know a module by."""
    return module.split(".")[0]


@cache
def parsed(module: str) -> ast.Module:
    return ast.parse(MODULES[module].read_text(encoding="utf-8"))


def imports(module: str) -> Iterator[tuple[str, int]]:
    """Every import with its line, wherever it stands: in functions, under TYPE_CHECKING, relative or absolute."""
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


def test_every_module_is_placed() -> None:
    placed = {"", *PLACES, *BESIDE}
    assert {place(module) for module in MODULES} == placed
    assert not PLACES.keys() & BESIDE.keys()


@pytest.mark.parametrize("module", sorted(MODULES))
def test_imports_point_down(module: str) -> None:
    for imported, line in own(module):
        above, below = place(module), place(imported)
        where = f"{MODULES[module].name}:{line}: {module} imports {imported}"
        if above == below and MODULES[module].parent != ROOT:
            continue  # inside a package
        if below in BESIDE:
            assert above in BESIDE[below][0], where
        elif above in BESIDE:
            assert below in BESIDE[above][1], where
        else:
            assert above in PLACES, f"{where}: the package itself imports nothing"
            assert below in PLACES, where
            assert PLACES[above] < PLACES[below], f"{where}, which does not lie below it"


def test_the_package_imports_nothing() -> None:
    """So that importing one module of it loads that one alone."""
    assert list(own("")) == []
    assert list(own("commands")) == []


@pytest.mark.parametrize("library", ONLY_IN)
def test_libraries_stay_where_they_are(library: str) -> None:
    users = {place(module) for module in MODULES for name, _ in imports(module) if name.split(".")[0] == library}
    assert users <= ONLY_IN[library]


def attributes(module: str) -> Iterator[tuple[tuple[str, str], int]]:
    for node in ast.walk(parsed(module)):
        if isinstance(node, ast.Attribute):
            yield (ast.unparse(node.value).rpartition(".")[2], node.attr), node.lineno


@pytest.mark.parametrize("module", sorted(MODULES))
def test_clock_and_environment_are_arguments(module: str) -> None:
    for name, line in attributes(module):
        where = f"{MODULES[module].name}:{line}: {'.'.join(name)}"
        assert name not in CLOCK or place(module) in CLOCK_READERS, where
        assert name not in ENVIRONMENT or place(module) in ENVIRONMENT_READERS, where
    for name, line in imports(module):
        assert name != "time" or place(module) in {*CLOCK_READERS, "lock", "pool", "deploy"}, (
            f"{MODULES[module].name}:{line}: time"
        )
