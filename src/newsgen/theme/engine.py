"""The template engine: Jinja for pages that depend on nothing but what they are given.

Two things differ from Jinja's own environment, and tests compare both with it:

- **A page starts anew.** Jinja keeps an imported template for as long as the environment lives, with any namespace, cycler or
  list at its top level. Here such a template is run again for each page (``state`` decides which ones).
- **What many pages repeat is rendered once.** All overrides of Jinja's internals for the sake of speed are in this file and
  in ``memo``. Each says what it saves: the share of processor time that rendering takes longer without it, the least of
  several runs, over 500 pages of a corpus (330 articles); for macros, calls, includes and conditions over 3,440 pages of 700
  real articles, beside other work. Jinja's version is bounded in pyproject.toml, and tests/theme/test_engine.py checks that
  the overrides still fit it.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from keyword import iskeyword
from types import BuiltinFunctionType, FunctionType, MethodType, NoneType
from typing import Any

import jinja2
import jinja2.meta
from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame, MacroRef
from jinja2.environment import TemplateModule
from jinja2.idtracking import VAR_LOAD_RESOLVE
from jinja2.runtime import Context, Macro
from markupsafe import Markup, escape

from .memo import MemoisedMacro
from .state import is_stateless

try:
    from markupsafe import _escape_inner  # type: ignore[attr-defined]
except ImportError:  # another version of MarkupSafe: slower, with the same result
    _escape_inner = escape


@dataclass(frozen=True, slots=True)
class Template:
    """A template's source, and the name of its file for problems: ``templates/…`` or ``newsgen:templates/…``."""

    source: str
    file: str


Sources = Mapping[str, Template]
"""Templates by the name that other templates import them by."""


class Loader(jinja2.BaseLoader):
    """Loads templates from a mapping.

    The file names that it passes to Jinja stand in tracebacks, so that a problem can name the line that failed.
    """

    def __init__(self, sources: Sources) -> None:
        self.sources = sources

    def get_source(
        self, environment: jinja2.Environment, template: str
    ) -> tuple[str, str | None, Callable[[], bool] | None]:
        if template not in self.sources:
            raise jinja2.TemplateNotFound(template)
        found = self.sources[template]
        return found.source, found.file, lambda: True


class MemoryAddress(jinja2.TemplateRuntimeError):
    """A template prints a value whose text is an address in memory, which differs from run to run.

    Such values are generators (a filter without ``|list`` after it) and functions (without ``()``). The error's text is
    the name of the value's type.
    """


class PageTemplate(jinja2.Template):
    """Any template of the environment, rendered as a page or imported by others.

    What others import of it is shared by all pages if it keeps no state, else run anew for each page.
    """

    environment: "_Environment"
    _stateless: bool
    _blank: bool
    _references: tuple[str, ...]

    @classmethod
    def _from_namespace(cls, environment: Any, namespace: Any, globals: Any) -> "PageTemplate":
        template = super()._from_namespace(environment, namespace, globals)
        assert isinstance(template, PageTemplate)
        template._stateless = namespace["stateless"]
        template._blank = namespace["blank"]
        template._references = namespace["references"]
        return template

    def render(self, *args: Any, **kwargs: Any) -> str:
        """Render one page. Whatever the last page's imports kept is dropped, for the whole environment.

        So two renderings of one environment must not overlap.
        """
        self.environment.page_modules = {}
        self.environment.macros = []
        return super().render(*args, **kwargs)

    def _get_default_module(self, ctx: Context | None = None) -> TemplateModule:
        """The template as others import it without their context: run now, or kept from before. ``ctx`` is ignored."""
        if self._module is not None:
            return self._module
        page_modules = self.environment.page_modules
        module = page_modules.get(self.name)
        if module is None:
            outer, self.environment.macros = self.environment.macros, []
            try:
                module = self.make_module()
                own = self.environment.macros
            finally:
                self.environment.macros = outer
            if self.is_shareable():
                self._module = module
                for macro in own:
                    macro.keep()
            else:
                page_modules[self.name] = module
        return module

    def is_shareable(self) -> bool:
        """Whether neither this template nor any that it imports, includes or extends, also through others, keeps state.

        Names without a template do not count.
        """
        seen = {self.name}
        waiting: list[Any] = [self]
        while waiting:
            template = waiting.pop()
            if not template._stateless:
                return False
            for name in template._references:
                if name not in seen and name in self.environment.sources:
                    seen.add(name)
                    waiting.append(self.environment.get_template(name))
        return True


def references(template: jinja2.Template) -> frozenset[str]:
    """The names of the templates that a template itself includes, imports or extends; names that it computes are left out.

    A template of a name need not exist. ``template`` must come from an environment of newsgen.
    """
    assert isinstance(template, PageTemplate)
    return frozenset(template._references)


_FUNCTIONS = frozenset((FunctionType, MethodType, BuiltinFunctionType, type, type(lru_cache(escape))))
"""Types of functions, methods and classes that a template may call."""


def _is_plain(function: object) -> bool:
    """Whether a value is a function that wants none of Jinja's contexts."""
    return type(function) in _FUNCTIONS and getattr(function, "jinja_pass_arg", None) is None


class _Context(Context):
    """Calls plain functions directly; Jinja's ``call`` first looks whether they want a context.

    Rendering takes 13 % longer without.
    """

    def call(
        self, function: Any, /, *values: Any, _loop_vars: Any = None, _block_vars: Any = None, **named: Any
    ) -> Any:
        kind = type(function)
        if kind is MemoisedMacro:
            return function.call(self.eval_ctx, *values, **named)
        if kind in _FUNCTIONS and getattr(function, "jinja_pass_arg", None) is None:
            try:
                return function(*values, **named)
            except StopIteration:  # inside a generator it would end the page
                return self.environment.undefined("a function raised StopIteration")
        return super().call(function, *values, _loop_vars=_loop_vars, _block_vars=_block_vars, **named)


_PRINTED_ALIKE = frozenset((int, bool, float, NoneType))
_MEMORY_ADDRESS = re.compile("<[^<>]* at 0x[0-9a-fA-F]+>")


def _text(value: object) -> str:
    """A value as it stands in a page that is no HTML.

    Raises MemoryAddress where its text holds an address in memory.
    """
    kind = type(value)
    if kind is str or kind is Markup:
        return value  # type: ignore[return-value]
    text = str(value)
    if kind not in _PRINTED_ALIKE and _MEMORY_ADDRESS.search(text):
        raise MemoryAddress(type(value).__name__)
    return text


def _escaped(value: object) -> str:
    """A value as it stands in an HTML page. Jinja joins the result with other text, so it need not be marked as safe.

    Raises MemoryAddress where its text holds an address in memory. A value with ``__html__`` is neither checked nor
    escaped.
    """
    kind = type(value)
    if kind is str:
        return _escape_inner(value)  # type: ignore[arg-type]
    if kind is Markup:
        return value  # type: ignore[return-value]
    if kind is int:
        return str(value)
    if not hasattr(kind, "__html__"):
        _text(value)
    return escape(value)


class _Generator(CodeGenerator):
    """Writes the calls of ``_escaped`` and ``_text`` into the compiled template.

    ``_escaped`` in place of ``escape`` also spares a Markup object for each printed value. Rendering takes 13 % longer
    without.
    """

    def _output_child_to_const(self, node: nodes.Expr, frame: Any, finalize: Any) -> str:
        """What Jinja can compute while it compiles. A memory address is left for the page, where ``_text`` refuses it."""
        constant = super()._output_child_to_const(node, frame, finalize)
        if " at 0x" in constant and not isinstance(node, nodes.TemplateData):
            raise nodes.Impossible
        return constant

    def _output_child_pre(self, node: nodes.Expr, frame: Any, finalize: Any) -> None:
        if finalize.src is not None or frame.eval_ctx.volatile:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write("environment.escaped(" if frame.eval_ctx.autoescape else "environment.text(")

    def macro_def(self, macro_ref: MacroRef, frame: Frame) -> None:
        """The value of a macro's name. A macro of the top level can keep its output; one inside another sees that one's
        values, and so does the body of a ``call``. Rendering takes 33 % longer where no macro keeps its output."""
        memoised = isinstance(macro_ref.node, nodes.Macro) and frame.parent is not None and frame.parent.toplevel
        self.write("environment.memoised(" if memoised else "(")
        super().macro_def(macro_ref, frame)
        self.write(")")

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:
        """The environment's functions are called without a detour. Rendering takes 10 % longer without.

        A page may give such a name another value; whatever can be called so is called with the same arguments.
        """
        name = node.node
        if (
            isinstance(name, nodes.Name)
            and _is_plain(self.environment.globals.get(name.name))
            and frame.symbols.find_load(frame.symbols.ref(name.name)) == (VAR_LOAD_RESOLVE, name.name)
            and not (
                forward_caller or node.dyn_args or node.dyn_kwargs or any(iskeyword(one.key) for one in node.kwargs)
            )
        ):
            self.visit(name, frame)
            self.write("(")
            for value in (*node.args, *node.kwargs):
                self.visit(value, frame)
                self.write(", ")
            self.write(")")
        else:
            super().visit_Call(node, frame, forward_caller=forward_caller)

    def visit_Output(self, node: nodes.Output, frame: Frame) -> None:
        """``{{ "x" if y }}`` prints nothing without ``y``; Jinja makes an undefined value for that. Rendering takes 10 % longer
        without."""
        for one in node.nodes:
            while isinstance(one, nodes.CondExpr):
                if one.expr2 is None:
                    one.expr2 = nodes.Const("", lineno=one.lineno)
                one = one.expr2
        super().visit_Output(node, frame)

    def visit_Include(self, node: nodes.Include, frame: Frame) -> None:
        """An empty file, such as ``head_extra.html`` of most sites, costs a page nothing. Rendering takes 8 % longer
        without."""
        name = node.template
        if isinstance(name, nodes.Const) and isinstance(name.value, str):
            self.writeline(f"if not environment.is_blank({name.value!r}):")
            self.indent()
            super().visit_Include(node, frame)
            self.outdent()
        else:
            super().visit_Include(node, frame)


class _Environment(jinja2.Environment):
    template_class = PageTemplate
    context_class = _Context
    code_generator_class = _Generator
    escaped = staticmethod(_escaped)
    text = staticmethod(_text)
    sources: Sources
    loaded: dict[Any, Any]
    """The templates that were asked for, by name."""
    page_modules: dict[str | None, TemplateModule]
    macros: list[MemoisedMacro]
    """The macros that the template defined that is being run now."""

    def get_template(self, name: Any, parent: str | None = None, globals: Any = None) -> Any:
        """The template of a name, which stands for one file whoever asks for it: ``parent`` is ignored, and so are ``globals``,
        since templates have none of their own. Rendering takes 3 % longer where Jinja asks its cache and loader first, some
        twenty times a page."""
        found = self.loaded.get(name)
        if found is None:
            found = self.loaded[name] = super().get_template(name)
        return found

    def is_blank(self, name: str) -> bool:
        """Whether a template exists and prints nothing, whatever the page."""
        return name in self.sources and getattr(self.get_template(name), "_blank", False)

    def memoised(self, macro: Macro) -> MemoisedMacro:
        """A macro of the top level of the template that is being run, which may keep its output later."""
        found = MemoisedMacro(macro)
        self.macros.append(found)
        return found

    def _generate(self, source: nodes.Template, name: Any, filename: Any, defer_init: bool = False) -> str:
        """The Python code of a template, with what ``PageTemplate`` must know, so that the bytecode cache holds it too."""
        references = [*jinja2.meta.find_referenced_templates(source)]
        stateless = is_stateless(source) and None not in references
        code = super()._generate(source, name, filename, defer_init)
        named = tuple(name for name in references if name is not None)
        return f"{code}\nstateless = {stateless!r}\nblank = {not source.body!r}\nreferences = {named!r}\n"

    def make_globals(self, d: Any) -> Any:
        """The environment's globals, live. Templates have none of their own, so ``d`` is ignored.

        Jinja chains two mappings here, which makes every lookup and every import slower. Rendering takes 9 % longer
        without.
        """
        return self.globals


def bare_environment(sources: Sources) -> jinja2.Environment:
    """The environment without the functions of a site, for parsing and for the preview's own pages.

    ``functions.environment`` adds those to it. Values are escaped as HTML except in templates named .js, .txt, .conf or
    .map. An undefined name raises UndefinedError. Jinja's functions of chance are absent.
    """
    environment = _Environment(
        loader=Loader(sources),
        undefined=jinja2.StrictUndefined,
        autoescape=lambda name: name is None or not name.endswith((".js", ".txt", ".conf", ".map")),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        cache_size=-1,
        auto_reload=False,
    )
    environment.sources = sources
    environment.loaded = {}
    environment.page_modules = {}
    environment.macros = []
    environment.filters.pop("random")
    environment.globals.pop("lipsum")
    environment.policies["json.dumps_kwargs"] = {"ensure_ascii": False, "sort_keys": True, "separators": (",", ":")}
    return environment
