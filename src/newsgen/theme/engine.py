"""The template engine: Jinja as newsgen wants it, with what is the same on many pages made once.

What is quicker here than in Jinja is the same otherwise: tests/test_engine.py compares the two.
"""

from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from types import FunctionType, MethodType
from typing import Any

import jinja2
from jinja2.compiler import CodeGenerator
from jinja2.runtime import Context, Macro
from markupsafe import Markup, escape

from ..model.article import Card, Month, Named
from ..pages.addresses import Listing
from ..site.settings_sections import Section

try:
    from markupsafe import _escape_inner  # type: ignore[attr-defined]
except ImportError:  # another version of the library: slower, and the same
    _escape_inner = escape


@dataclass(frozen=True, slots=True)
class Template:
    """A template's text and the file that it came from, as the editor knows it."""

    source: str
    file: str


Sources = Mapping[str, Template]


class Loader(jinja2.BaseLoader):
    """Templates from a mapping; gives Jinja the real file names, so that a failing line can be named."""

    def __init__(self, sources: Sources) -> None:
        self.sources = sources

    def get_source(
        self, environment: jinja2.Environment, template: str
    ) -> tuple[str, str | None, Callable[[], bool] | None]:
        if template not in self.sources:
            raise jinja2.TemplateNotFound(template)
        found = self.sources[template]
        return found.source, found.file, lambda: True


class _Template(jinja2.Template):
    """A template whose macros, imported by others, keep what they made of the same arguments."""

    def make_module(
        self, vars: dict[str, Any] | None = None, shared: bool = False, locals: Mapping[str, Any] | None = None
    ) -> jinja2.environment.TemplateModule:
        module = super().make_module(vars, shared, locals)
        if vars is None and not shared and locals is None:  # imported without the importing page's context
            for name, value in list(_macros(module)):
                setattr(module, name, _Kept(value))
        return module


def _macros(module: jinja2.environment.TemplateModule) -> Iterator[tuple[str, Macro]]:
    return ((name, value) for name, value in module.__dict__.items() if isinstance(value, Macro))


KEPT_OUTPUTS = 1024  # of each macro; four times as many bring nothing and take 90 MB
_VALUES = frozenset((str, Markup, int, bool, type(None), date, datetime, Card, Named, Month, Listing, Section))


class _Kept:
    """A macro with its answers. It sees its arguments and the environment's functions alone, which are the same for a
    whole build; so equal arguments of the types of values give equal HTML: a header, a footer, a card that stands on
    many pages."""

    def __init__(self, macro: Macro) -> None:
        self._macro = macro
        self._outputs: OrderedDict[object, str] = OrderedDict()

    @jinja2.pass_eval_context
    def __call__(self, context: jinja2.nodes.EvalContext, /, *values: Any, **named: Any) -> str:
        every = (*values, *named.values()) if named else values
        types = tuple(map(type, every))
        if not _VALUES.issuperset(types):
            return self._macro(context, *values, **named)
        key = (context.autoescape, types, every, *named)
        known = self._outputs.get(key)
        if known is None:
            known = self._outputs[key] = self._macro(context, *values, **named)
            if len(self._outputs) > KEPT_OUTPUTS:
                self._outputs.popitem(last=False)
        return known

    def __getattr__(self, name: str) -> Any:
        return getattr(self._macro, name)


_FUNCTIONS = frozenset((FunctionType, MethodType, type(lru_cache(escape))))


class _Context(Context):
    """Calls plain functions without asking each time which of them want a context: half of what a call costs."""

    def call(
        self, function: Any, /, *values: Any, _loop_vars: Any = None, _block_vars: Any = None, **named: Any
    ) -> Any:
        kind = type(function)
        if kind is _Kept:
            return function(self.eval_ctx, *values, **named)
        if kind in _FUNCTIONS and getattr(function, "jinja_pass_arg", None) is None:
            try:
                return function(*values, **named)
            except StopIteration:  # inside a generator it would end the page
                return self.environment.undefined("a function raised StopIteration")
        return super().call(function, *values, _loop_vars=_loop_vars, _block_vars=_block_vars, **named)


def _escaped(value: object) -> str:
    """A value as it stands in the page. It is only joined with other text, so it need not be marked as safe again."""
    kind = type(value)
    if kind is str:
        return _escape_inner(value)  # type: ignore[arg-type]
    return value if kind is Markup else escape(value)  # type: ignore[return-value]


class _Generator(CodeGenerator):
    def _output_child_pre(self, node: jinja2.nodes.Expr, frame: Any, finalize: Any) -> None:
        if frame.eval_ctx.autoescape and not frame.eval_ctx.volatile and finalize.src is None:
            self.write("environment.escaped(")
        else:
            super()._output_child_pre(node, frame, finalize)


class _Environment(jinja2.Environment):
    template_class = _Template
    context_class = _Context
    code_generator_class = _Generator
    escaped = staticmethod(_escaped)
    _found: dict[str, jinja2.Template]

    def get_template(self, name: Any, parent: str | None = None, globals: Any = None) -> jinja2.Template:
        """A template by its name: sources do not change while an environment lives, and a page asks for ten."""
        found = self._found.get(name)
        if found is None:
            found = self._found[name] = super().get_template(name, parent, globals)
        return found

    def make_globals(self, d: Any) -> Any:
        """Templates have no globals but the environment's. A chain of two mappings, as Jinja has it, costs an import of
        macros 0.1 ms on every page."""
        return self.globals


def bare_environment(sources: Sources) -> jinja2.Environment:
    """The environment without the site's functions: for parsing. What is random or reaches out of the page is absent."""
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
    environment._found = {}
    environment.filters.pop("random")
    environment.globals.pop("lipsum")
    environment.policies["json.dumps_kwargs"] = {"ensure_ascii": False, "sort_keys": True, "separators": (",", ":")}
    return environment
