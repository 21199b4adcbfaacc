"""The template files of a site: loading them, what each page's template draws in, and what is wrong with them."""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path

import jinja2
import jinja2.meta
from jinja2 import nodes
from jinja2.parser import Parser

from ..base import digest
from ..base.plain_file import open_plain
from ..base.problems import N_, Problem, error
from ..site import schema
from ..site.folders import walk_below
from ..site.source_kind import nfc
from .engine import MemoryAddress, Sources, Template, bare_environment

MAX_BYTES = 1024 * 1024
"""The largest template, in bytes."""


def load(site: Path, default: Path) -> tuple[dict[str, Template], tuple[Problem, ...]]:
    """Every template by its name, and the problems of files that are too large or not UTF-8.

    ``site`` and ``default`` are the folders that hold ``templates/`` of the site and of the theme. A file of the site
    replaces the theme's file of the same name; if it has a problem, the theme's file stays in the answer. Hidden files,
    and files that cannot be read, are left out without a problem. The templates themselves are not parsed.
    """
    found: dict[str, Template] = {}
    problems: list[Problem] = []
    for root, label in ((default, "newsgen:"), (site, "")):
        folder = root / "templates"
        for path in sorted(Path(above) / name for above, _, names in walk_below(str(folder)) for name in names):
            name = nfc(path.relative_to(folder).as_posix())
            if any(part.startswith(".") for part in name.split("/")) or path.is_dir():
                continue
            file = f"{label}templates/{name}"
            try:
                with open_plain(path, links=True) as opened:
                    data = opened.read(MAX_BYTES + 1)
            except OSError:
                continue
            text = schema.decode(data) if len(data) <= MAX_BYTES else _TOO_LARGE
            if isinstance(text, Problem):
                problems.append(text.at(file, text.line, text.column))
            else:
                found[name] = Template(text.replace("\r\n", "\n").replace("\r", "\n"), file)
    return found, tuple(problems)


_TOO_LARGE = error(
    "too-large",
    N_("This file is larger than {limit} MB."),
    N_("A template is a page's frame; put files to be copied into static/."),
    limit=MAX_BYTES // 2**20,
)  # fmt: skip


def closure(sources: Sources, name: str) -> tuple[bytes | None, tuple[Problem, ...]]:
    """The digest of a page's template with all that it can draw in, or None and the problems of those templates.

    ``name`` is the page's template. With a digest there are no problems.
    A name that is included and absent counts too: when its file appears, the page changes.
    """
    parts: list[bytes] = []
    problems: list[Problem] = []
    waiting, seen = [name], {name}
    while waiting:
        current = waiting.pop()
        found = sources.get(current)
        parts.append(current.encode() + b"\0" + (digest.of_bytes(found.source.encode()) if found else b"absent"))
        if found is None:
            continue
        references, faults = _references(current, found)
        problems += faults
        for referenced in references:
            if referenced not in seen:
                seen.add(referenced)
                waiting.append(referenced)
    if problems:
        return None, tuple(problems)
    return digest.of_parts(*sorted(parts)), ()


@lru_cache(maxsize=512)
def _references(name: str, template: Template) -> tuple[tuple[str, ...], tuple[Problem, ...]]:
    """The names of the templates that this one draws in itself, and its problems.

    A template that cannot be parsed has no names and one problem. Many kinds of page share a template, so the answer is
    kept.
    """
    try:
        tree = bare_environment({}).parse(template.source, name, template.file)
        found = jinja2.meta.find_referenced_templates(tree)
        return tuple(r for r in found if r is not None), tuple(_refusals(tree, template.file))
    except jinja2.TemplateSyntaxError as failure:
        return (), (_syntax(failure, template.file),)
    except RecursionError as failure:
        return (), (_TOO_DEEP.at(template.file, _deepest_line(failure), 1),)


def _deepest_line(failure: RecursionError) -> int:
    """The line of the template that its parser, or a walk through its tree, had come to."""
    line, traceback = 1, failure.__traceback__
    while traceback is not None:
        met = traceback.tb_frame.f_locals.get("self")
        if isinstance(met, Parser):
            line = met.stream.current.lineno
        elif isinstance(met, nodes.Node):
            line = met.lineno
        traceback = traceback.tb_next
    return line


def closures(sources: Sources, names: Mapping[str, str]) -> tuple[dict[str, bytes], tuple[Problem, ...]]:
    """The digest of the closure of each kind's template, and the problems, each once.

    ``names`` maps each kind of page to the name of its template. Kinds whose closure has a problem have no digest.
    """
    found: dict[str, bytes] = {}
    problems: list[Problem] = []
    for kind, name in names.items():
        value, faults = closure(sources, name)
        problems += faults
        if value is not None:
            found[kind] = value
    return found, tuple(dict.fromkeys(problems))


def _syntax(failure: jinja2.TemplateSyntaxError, file: str) -> Problem:
    return error(
        "template-syntax",
        N_("The template cannot be read: {reason}"),
        N_("Mend this line; the part before it may lack its end tag."),
        reason=failure.message or "",
    ).at(file, failure.lineno, 1)


def _refusals(tree: nodes.Template, file: str) -> Iterator[Problem]:
    """What Jinja allows and newsgen refuses, because a page would not depend on its inputs alone."""
    found = tuple(tree.find_all(nodes.Node))  # one walk: every build reads the tree of every template
    for node in found:
        match node:
            case nodes.Include() | nodes.Import() | nodes.FromImport() | nodes.Extends():
                if not _is_written_out(node.template):
                    yield _DYNAMIC.at(file, node.lineno, 1)
            case nodes.Macro() | nodes.CallBlock():
                for include in node.find_all(nodes.Include):
                    if not include.with_context:
                        yield _WITHOUT_CONTEXT.at(file, include.lineno, 1)
            case nodes.Call(node=nodes.Getattr(attr=attribute)) if attribute in _CLOCKS:
                yield _unrepeatable(f"{attribute}()", file, node.lineno)
            case nodes.Filter(name="random"):
                yield _unrepeatable("random", file, node.lineno)
    chances = [node for node in found if isinstance(node, nodes.Name) and node.name == "lipsum"]
    if chances and "lipsum" in jinja2.meta.find_undeclared_variables(tree):
        yield from (_unrepeatable("lipsum", file, name.lineno) for name in chances)


def _is_written_out(name: nodes.Expr) -> bool:
    if isinstance(name, (nodes.List, nodes.Tuple)):
        return all(isinstance(item, nodes.Const) for item in name.items)
    return isinstance(name, nodes.Const)


_TOO_DEEP = error(
    "template-syntax",
    N_("The template is nested too deeply."),
    N_(
        "Move an inner part into a file of its own and include it, or give a part of a long expression a name with “set”."
    ),
)
_DYNAMIC = error(
    "template-dynamic",
    N_("The name of an included template must be written out."),
    N_('Write {{% include "name.html" %}}, with “if” around it where a choice is needed.'),
)
_WITHOUT_CONTEXT = error(
    "template-dynamic",
    N_("“include … without context” does not work inside a macro: Jinja prints a memory address there."),
    N_("Remove “without context”, or import a macro from the other file and call it."),
)
_CLOCKS = frozenset(("now", "utcnow", "today"))


def _unrepeatable(name: str, file: str, line: int) -> Problem:
    return error(
        "template-unrepeatable",
        N_("“{name}” gives another result each time, so that a page would differ from build to build."),
        N_("Use what the page is given, such as context.day or article.date; docs/templates.md lists it."),
        name=name,
    ).at(file, line, 1)


def runtime_problem(failure: Exception, sources: Sources, name: str, page: str) -> Problem:
    """The problem of a template that failed while it rendered a page, at the innermost line of a template.

    ``name`` is the page's template and ``page`` its path in the output.
    """
    if isinstance(
        failure, (SyntaxError, MemoryError)
    ):  # Python's own compiler gives up; its line is no line of the file
        files = {template.file for template in sources.values()}
        file = getattr(failure, "filename", None)
        return _TOO_DEEP.at(file if file in files else sources[name].file, 1, 1)
    file, line = _failed_line(failure, sources, name)
    message, hint = N_("The template fails on {page}: {reason}"), N_("Correct this line.")
    reason = str(failure)[:300] or type(failure).__name__
    if isinstance(failure, jinja2.TemplateNotFound):
        message = N_("The template “{reason}” does not exist.")
        hint = N_("Correct the name, or create the file in templates/.")
        reason = str(failure.name or "")
    elif isinstance(failure, jinja2.UndefinedError):
        message = N_("The template fails on {page}: nothing is called “{reason}” here.")
        hint = N_("Correct the name in this line; docs/templates.md lists what there is.")
        missing = re.match(r"'([^']*)' is undefined|.* has no attribute '([^']*)'", str(failure))
        reason = (missing[1] or missing[2]) if missing else str(failure)[:300]
    elif isinstance(failure, RecursionError):  # each version of Python words this one differently
        message = N_("The template fails on {page}: it includes or calls itself without end.")
        reason = ""
    elif isinstance(failure, MemoryAddress):
        message = N_("The template fails on {page}: a “{reason}” has no text, only an address in memory.")
        hint = N_("After a filter such as map or select write |list or |join; call a function with ().")
    return error("template-failed", message, hint, reason=reason, page=page).at(file, line, 1 if line else 0)


def _failed_line(failure: Exception, sources: Sources, name: str) -> tuple[str, int]:
    """The file and line of the innermost template in a traceback; line 0 of the page's template if there is none."""
    if isinstance(failure, jinja2.TemplateSyntaxError) and failure.filename:
        return str(failure.filename), failure.lineno
    files = {template.file for template in sources.values()}
    file, line = sources[name].file if name in sources else name, 0
    traceback = failure.__traceback__
    while traceback is not None:
        code = traceback.tb_frame.f_code
        if code.co_filename in files:
            file, line = code.co_filename, traceback.tb_lineno
        traceback = traceback.tb_next
    return file, failure.lineno if isinstance(failure, jinja2.TemplateSyntaxError) else line
