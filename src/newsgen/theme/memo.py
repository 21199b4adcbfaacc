"""Macros that keep their output, so that what many pages show is rendered once."""

from collections.abc import Callable
from datetime import date
from functools import lru_cache
from types import NoneType
from typing import Any

import jinja2
from jinja2 import nodes
from jinja2.runtime import Macro
from jinja2.utils import missing
from markupsafe import Markup

from ..model.article import Card, Named
from ..model.picture import Picture
from ..model.timestamps import Month
from ..pages.addresses import Listing
from ..site.settings_sections import Section

KEPT = 1024
"""How many outputs a ``MemoisedMacro`` holds."""

IMMUTABLE = frozenset((str, Markup, int, bool, NoneType, date, Card, Named, Month, Listing, Section))
"""Types whose equal values print equally. A ``datetime`` is none: the hour before and the hour after the clock is put back are
equal, and so is one moment in two zones."""

_IN_TUPLES = frozenset((str, Markup, Named))


def _type(value: object) -> object:
    """The type of an immutable value, for a tuple those of its items; None for a value that may change or whose equals may
    print otherwise, and for a tuple of anything but texts and names, since hashing it may take longer than the macro."""
    kind = type(value)
    if kind is tuple:
        if not value:
            return kind
        kinds = tuple(map(type, value))  # type: ignore[call-overload]
        return kinds if _IN_TUPLES.issuperset(kinds) else None
    if kind is Picture:  # a box of data holds moments
        return kind if value.box is None else None  # type: ignore[attr-defined]
    return kind if kind in IMMUTABLE else None


class MemoisedMacro:
    """A macro of a template's top level. From ``keep`` on it keeps its output for each set of arguments.

    That is for macros of shared templates: such a macro sees its arguments, the immutable names of its template and the
    environment's functions, which are pure; so equal arguments of immutable types give equal HTML. Calls with any other
    argument run the macro.

    The ``KEPT`` outputs that were asked for last are kept. A macro whose first ``KEPT`` outputs were of no use to any page,
    because each page gives it values of its own, stops keeping outputs.
    """

    __slots__ = ("_function", "_kept", "_macro", "_made", "_names")

    def __init__(self, macro: Macro) -> None:
        self._macro = macro
        self._function: Callable[..., str] | None = None
        self._names = tuple(macro.arguments)
        if not (macro.caller or macro.catch_kwargs or macro.catch_varargs or macro._environment.is_async):
            self._function = macro._func
        self._kept: Any = None
        self._made = 0

    def keep(self) -> None:
        """Keep outputs from now on."""
        self._made = 0
        self._kept = lru_cache(KEPT, typed=True)(self._make)

    @property
    def kept(self) -> int:
        """How many outputs are kept now."""
        return 0 if self._kept is None else self._kept.cache_info().currsize

    @jinja2.pass_eval_context
    def __call__(self, /, *values: Any, **named: Any) -> str:
        """The macro's output. The first value is the caller's evaluation context, where it passes one."""
        return self._macro(*values, **named)

    def call(self, context: nodes.EvalContext, /, *values: Any, **named: Any) -> str:
        """The macro's output, kept or made now."""
        kept = self._kept
        if kept is None:
            return self._run(context.autoescape, values, named)
        if IMMUTABLE.issuperset(map(type, values)) and (not named or IMMUTABLE.issuperset(map(type, named.values()))):
            return kept(context.autoescape, None, *values, **named)  # type: ignore[no-any-return]
        types = tuple(map(_type, (*values, *named.values())))
        if None in types:
            return self._run(context.autoescape, values, named)
        return kept(context.autoescape, types, *values, **named)  # type: ignore[no-any-return]

    def _make(self, autoescape: bool, types: tuple[object, ...] | None, /, *values: Any, **named: Any) -> str:
        """Run the macro for ``_kept``, which tells arguments apart by their values and types, and by ``types`` the items of
        tuples."""
        self._made += 1
        if self._made == KEPT and self._kept is not None and not self._kept.cache_info().hits:
            self._kept = None
        return self._run(autoescape, values, named)

    def _run(self, autoescape: bool, values: tuple[Any, ...], named: dict[str, Any]) -> str:
        """Run the macro. Rendering takes 10 % longer where Jinja binds the arguments; that stays for macros with a
        ``caller`` or with arguments that they do not name, and for calls that do not fit, whose errors it words."""
        function, names = self._function, self._names[len(values) :]
        arguments = (*values, *[named.get(name, missing) for name in names]) if names else values
        if (
            function is None
            or len(arguments) != len(self._names)
            or (named and len(named) != sum(name in named for name in names))
        ):
            context = nodes.EvalContext(self._macro._environment)
            context.autoescape = autoescape
            return self._macro(context, *values, **named)
        text = function(*arguments)
        return str.__new__(Markup, text) if autoescape else text

    def __getattr__(self, name: str) -> Any:
        return getattr(self._macro, name)
