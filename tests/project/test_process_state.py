"""What changes in a process, outside of any call: each such value has its place here, with the reason why it is safe.

``newsgen serve`` runs builds, the desk, the checks of its stories and the server in four threads. A value that two of them
may use must be immutable, belong to one thread (``threading.local``), be passed, or be safe for a reason that stands here.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from newsgen.record.record import _LATER
from tests.project.test_layers import MODULES, parsed
from tests.support.process_state import is_constant, values

ANSWERS = (
    "a cache of a pure function with immutable answers; ``lru_cache`` is safe for threads, which at worst compute twice"
)
TABLE = "as ANSWERS, but the answer is a table: all callers only read it"
CODEC = "msgspec keeps the state of a call on the stack of the call"
LOCAL = "belongs to one thread"
LOCK = "is what makes threads wait"
PROPERTY = "computed from a frozen object: threads at worst compute the same value twice, and only read it"

PLACES = {
    "arabic:globals()": "the package's functions by name, imported at their first use: the same object whoever sets it",
    "arabic.bidi_levels:keeps_order": ANSWERS,
    "arabic.character_classes:unshape_one": ANSWERS,
    "arabic.counting:nouns": TABLE,
    "arabic.dates:_parts": ANSWERS,
    "arabic.dates:_without_hijri": ANSWERS,
    "arabic.dates:cldr_months": ANSWERS,
    "arabic.dates:months": ANSWERS,
    "arabic.dates:weekdays": ANSWERS,
    "arabic.digits:separators": ANSWERS,
    "arabic.hijri:hijri_months": ANSWERS,
    "arabic.hijri:to_hijri": ANSWERS,
    "arabic.reading:_month_numbers": TABLE,
    "arabic.slips:endings": TABLE,
    "arabic.slips:words": TABLE,
    "arabic.reading:_noise": ANSWERS,
    "arabic.reading:_units": TABLE,
    "arabic.stems:stem": ANSWERS,
    "arabic.style:_words": TABLE,
    "articles.article:_article_decoder": CODEC,
    "articles.markup:_thread": LOCAL + ": the Markdown engine, which holds the text that it converts",
    "articles.sanitise:cleaner": "nh3's Cleaner is frozen when it is made, and its filter is a pure function",
    "base.digest:_encoder": CODEC,
    "base.lock:_thread_lock": LOCK,
    "base.percent:_others": ANSWERS + "; a compiled pattern is immutable",
    "base.messages:_catalogue": "a catalogue that is only read after it is loaded",
    "base.messages:message_language": "reads the environment, which only ``cli.terminal`` changes, before there are threads",
    "build.indexing:union.read": "belongs to one call",
    "build.render:_thread": LOCAL + ": the environment of the site's templates, which keeps the output of macros",
    "build.task:_contexts": CODEC,
    "cli.command_line:argparse": "set before there are threads, for the messages of argparse",
    "cli.start:os.environ": "set before there are threads, and before pydantic is imported, which reads it",
    "cli.terminal:os.environ": "set before there are threads, for the libraries that colour their output",
    "desk.known_names:folded_name": ANSWERS,
    "desk.pages:_thread": LOCAL + ": the environment of the desk's templates",
    "desk.pages:static": ANSWERS,
    "desk.ledger:_writes": LOCK,
    "desk.saving:_saves": LOCK,
    "desk.users:_changes": LOCK,
    "desk.passwords:_hasher": "argon2's PasswordHasher is not changed after it is made",
    "executor.pool:_tool": "used in a worker process only, by the one thread that runs its batches",
    "executor.versions:code_digest": ANSWERS,
    "executor.versions:code_listing": ANSWERS,
    "executor.workforce:_prepared": "used in a Dask worker only, under ``_work_lock``",
    "executor.workforce:_work_lock": LOCK,
    "importers.archive_index:_own_address": "a validator, which is not changed after it is made",
    "importers.article:_old_address": "a validator, which is not changed after it is made",
    "importers.commonmark:_engine": "markdown-it keeps the state of a parse on the stack of the call",
    "importers.wordpress.reading:Export.index": "belongs to one import, which one thread runs",
    "pictures.card_text:_ranges": ANSWERS,
    "preview.findings:Findings.__init__: lru_cache": "the desk's own, which fills and empties it under its lock",
    "preview.overlay:_thread": LOCAL + ": the environment of the preview's templates",
    "preview.overlay:static": ANSWERS,
    "preview.serve:LiveReloadHandler.live_css": "set before the server's thread answers",
    "preview.serve:LiveReloadHandler.watcher": "set before the server's thread answers",
    "preview.serve:serve.known": "the builder's thread alone calls ``on_build``",
    "preview.serve:serve.last": "the builder's thread alone calls ``on_build``",
    **dict.fromkeys(
        (f"record.record:Record.{noun}" for noun in _LATER),
        "belongs to a record, whose connection refuses every thread but the one that opened it",
    ),
    "record.codec:_thread": LOCAL + ": the compressor and the decompressor",
    "site.declared_names:name_slug": ANSWERS,
    "site.providers:_forms": TABLE,
    "site.settings:Settings._author_names": PROPERTY,
    "site.settings:Settings._place_names": PROPERTY,
    "site.settings:Settings._topic_names": PROPERTY,
    "site.settings:Settings._origin": PROPERTY,
    "site.settings:Settings.house": PROPERTY,
    "site.settings:Settings.places_by_id": PROPERTY,
    "site.settings:Settings.prefix": PROPERTY,
    "site.settings:Settings.sections_by_id": PROPERTY,
    "site.settings:Settings.zone": PROPERTY,
    "site.settings_language:Style.rules": PROPERTY,
    "theme.functions:Functions.__init__: lru_cache": "belongs to an environment of templates, and so to one thread",
    "theme.functions:Functions.all: lru_cache": "belongs to an environment of templates, and so to one thread",
    "theme.memo:MemoisedMacro.keep: lru_cache": "belongs to an environment of templates, and so to one thread",
    "theme.memo:missing": "Jinja's mark of an argument that a call leaves out: a constant",
    "theme.structured:_encoder": CODEC,
    "theme.templates:_references": ANSWERS,
}


def found_in_source() -> Iterator[str]:
    """Places in the source that change a value of a module or a class, or that keep answers."""
    for module in MODULES:
        yield from (f"{module}:{place}" for place in changes(parsed(module)))


def changes(tree: ast.Module) -> Iterator[str]:
    """The places in one module."""
    assigned, imported = _assigned(tree), _imported(tree)
    for function, owner in _functions(tree):
        own = _local_names(function)
        for node in ast.walk(function):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                inner = "" if node is function else f"{function.name}."
                yield from (f"{owner}{inner}{node.name}" for d in node.decorator_list if _keeps_answers(d))
            elif isinstance(node, ast.Global):
                yield from node.names
            elif isinstance(node, ast.Nonlocal):
                yield from (f"{owner}{function.name}.{name}" for name in node.names)
            elif isinstance(node, ast.Call) and isinstance(node.func, ast.Call) and _keeps_answers(node.func.func):
                yield f"{owner}{function.name}: {ast.unparse(node.func.func)}"
            for target in _changed(node):
                root, path = _root(target)
                if root == "globals()" or root == "cls" or (root in imported and root not in own):
                    yield path
                elif root in assigned and root not in own:
                    yield root


def _functions(tree: ast.Module) -> Iterator[tuple[ast.FunctionDef | ast.AsyncFunctionDef, str]]:
    """Every function that is not inside another, with ``Class.`` before a method."""
    for node in tree.body:
        inner = node.body if isinstance(node, (ast.ClassDef, ast.If, ast.Try)) else [node]
        owner = f"{node.name}." if isinstance(node, ast.ClassDef) else ""
        yield from ((n, owner) for n in inner if isinstance(n, (ast.FunctionDef, ast.AsyncFunctionDef)))


def _imported(tree: ast.Module) -> set[str]:
    """The names that a module imports, at its top or in a function."""
    imports = (node for node in ast.walk(tree) if isinstance(node, (ast.Import, ast.ImportFrom)))
    return {(alias.asname or alias.name).split(".")[0] for node in imports for alias in node.names}


def _assigned(tree: ast.Module) -> set[str]:
    """The names that a module assigns or defines at its top level."""
    names = set()
    for top in tree.body:
        for node in ast.walk(top) if isinstance(top, (ast.If, ast.Try, ast.With)) else [top]:
            if isinstance(node, (ast.Assign, ast.AnnAssign)):
                targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                names |= {n.id for target in targets for n in ast.walk(target) if isinstance(n, ast.Name)}
            elif isinstance(node, (ast.ClassDef, ast.FunctionDef)):
                names.add(node.name)
    return names


def _local_names(function: ast.AST) -> set[str]:
    """Names that a function, or one inside it, binds for itself; without those that it declares ``global``."""
    names, declared = set(), set()
    for node in ast.walk(function):
        if isinstance(node, ast.arg):
            names.add(node.arg)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
        elif isinstance(node, ast.Global):
            declared |= set(node.names)
    return names - declared


CHANGING_METHODS = {"add", "append", "appendleft", "clear", "discard", "extend", "insert", "move_to_end", "pop", "popitem",
                    "put", "remove", "reverse", "setdefault", "sort", "update", "acquire", "register"}  # fmt: skip


def _changed(node: ast.AST) -> Iterator[ast.expr]:
    """The attributes, items and containers that a node changes."""
    match node:
        case ast.Assign(targets=nodes) | ast.Delete(targets=nodes):
            targets: list[ast.expr] = nodes
        case ast.AugAssign(target=ast.expr() as node) | ast.AnnAssign(target=ast.expr() as node):
            targets = [node]
        case ast.Call(func=ast.Attribute(value=value, attr=attr)) if attr in CHANGING_METHODS:
            yield value
            return
        case ast.Call(func=ast.Name(id="setattr" | "delattr"), args=[first, *_]):
            yield first
            return
        case _:
            return
    for target in targets:
        for part in target.elts if isinstance(target, (ast.Tuple, ast.List)) else [target]:
            if isinstance(part, (ast.Attribute, ast.Subscript)):
                yield part


def _root(target: ast.expr) -> tuple[str, str]:
    """The name that an expression begins with, and the expression up to its first item."""
    path: list[str] = []
    while True:
        match target:
            case ast.Attribute(value=inner, attr=attr):
                path.append(attr)
                target = inner
            case ast.Subscript(value=inner):
                path.clear()
                target = inner
            case ast.Name(id=name):
                return name, ".".join([name, *reversed(path)])
            case ast.Call(func=ast.Name(id="globals" | "vars")):
                return "globals()", "globals()"
            case _:
                return "", ""


def _keeps_answers(decorator: ast.expr) -> bool:
    return "cache" in ast.unparse(decorator)


def found_at_run_time() -> Iterator[str]:
    """Values of modules and classes that are not constant."""
    yield from (place for place, value in values() if not is_constant(value))


def found() -> set[str]:
    return {*found_in_source(), *found_at_run_time()}


@pytest.mark.ci
def test_whatever_changes_in_a_process_is_safe_for_a_reason() -> None:
    unplaced, gone = sorted(found() - PLACES.keys()), sorted(PLACES.keys() - found())
    assert not unplaced, "values that change and have no place in PLACES"
    assert not gone, "places of values that are no more"


@pytest.mark.parametrize(
    ("source", "place"),
    [
        ("known = {}\ndef f(x):\n    known[x] = 1", "known"),
        ("known = []\ndef f(x):\n    known.append(x)", "known"),
        ("known = {}\ndef f(x):\n    del known[x]", "known"),
        ("count = 0\ndef f():\n    global count\n    count += 1", "count"),
        ("engine = Engine()\nclass A:\n    def f(self):\n        engine.text.lines += ['']", "engine"),
        ("class A:\n    seen = 0\n    def f(self):\n        A.seen += 1", "A"),
        ("class A:\n    @classmethod\n    def f(cls):\n        cls.seen = 1", "cls.seen"),
        ("from x import B\ndef f():\n    B.option = True", "B.option"),
        ("def f():\n    import os\n    os.environ['A'] = ''", "os.environ"),
        ("@functools.lru_cache\ndef f(x): ...", "f"),
        ("class A:\n    @cached_property\n    def f(self): ...", "A.f"),
        ("def f():\n    @cache\n    def g(): ...", "f.g"),
        ("def f(g):\n    return lru_cache(9)(g)", "f: lru_cache"),
        ("def f():\n    n = 0\n    def g():\n        nonlocal n\n        n += 1", "f.n"),
        ("try:\n    known = {}\nexcept E:\n    pass\nif x:\n    def f():\n        known.update(a=1)", "known"),
        ("a = {}\ndef f():\n    a['x'], b = 1, 2", "a"),
        ("a = {}\ndef f():\n    setattr(a, 'x', 1)", "a"),
    ],
)
def test_changes_are_found(source: str, place: str) -> None:
    assert list(changes(ast.parse(source))) == [place]


@pytest.mark.parametrize(
    "source",
    [
        "known = {}\ndef f(known):\n    known['x'] = 1",
        "known = {}\ndef f():\n    known = {}\n    known['x'] = 1",
        "known = {}\nknown['x'] = 1\ndef f():\n    return known['x']",
        "class A:\n    def f(self):\n        self.x = 1",
    ],
)
def test_what_belongs_to_a_call_is_no_state_of_the_process(source: str) -> None:
    assert not list(changes(ast.parse(source)))


IMMUTABLE = {"str", "int", "bool", "bytes", "None", "tuple", "frozenset", "Problem", "..."}


def test_answers_that_are_kept_are_immutable() -> None:
    for place in (place for place, reason in PLACES.items() if reason == ANSWERS):
        module, name = place.split(":")
        (function,) = (n for n in ast.walk(parsed(module)) if isinstance(n, ast.FunctionDef) and n.name == name)
        assert function.returns is not None
        kinds = {ast.unparse(n) for n in ast.walk(function.returns) if isinstance(n, (ast.Name, ast.Constant))}
        assert {kind.replace("Ellipsis", "...") for kind in kinds} <= IMMUTABLE, place
