"""Which templates keep no state at their top level, so that pages can share them when they import them.

Jinja runs the top level of an imported template once and keeps its names. A list, a namespace, a cycler or a joiner there
would carry something from one page to the next, and a page would depend on the pages rendered before it. The check reads the
syntax tree alone and is strict: whatever it does not know counts as state. That costs time and never changes a page, because
a template with state is run anew for each page.
"""

from collections.abc import Iterable

from jinja2 import nodes


def is_stateless(template: nodes.Template) -> bool:
    """Whether the top level sets nothing but immutable values: text, numbers, tuples and tables of them, other names, and
    macros.

    Imports and includes count as stateless here; the caller checks the templates that they name. A loop, a block
    and ``extends`` count as state, whatever they hold.
    """
    return _all_stateless(template.body, template)


def _gives_a_value_to(name: str, template: nodes.Template) -> bool:
    """Whether a template sets, imports or defines something of this name, in any place."""
    for node in template.find_all((nodes.Name, nodes.Macro, nodes.Import, nodes.FromImport)):
        match node:
            case nodes.Name(name=found, ctx=context) if context != "load":
                names = [found]
            case nodes.Macro(name=found) | nodes.Import(target=found):
                names = [found]
            case nodes.FromImport(names=pairs):
                names = [pair if isinstance(pair, str) else pair[1] for pair in pairs]
            case _:
                names = []
        if name in names:
            return True
    return False


def _all_stateless(statements: Iterable[nodes.Node], template: nodes.Template) -> bool:
    return all(_stateless(statement, template) for statement in statements)


def _stateless(statement: nodes.Node, template: nodes.Template) -> bool:
    match statement:
        case nodes.Output() | nodes.Macro() | nodes.Import() | nodes.FromImport() | nodes.Include():
            return True
        case nodes.If():
            return _all_stateless((*statement.body, *statement.elif_, *statement.else_), template)
        case nodes.Assign():
            return not isinstance(statement.target, nodes.NSRef) and _immutable(statement.node, template)
        case nodes.AssignBlock():
            return statement.filter is None and isinstance(statement.target, nodes.Name)
    return False


def _immutable(expression: nodes.Node, template: nodes.Template) -> bool:
    """Whether the value of an expression of a template cannot change."""
    match expression:
        case nodes.Const() | nodes.Name():  # a name of the site, of an imported file that is checked too, or set before
            return True
        case nodes.Call(node=nodes.Name(name="table"), args=[], dyn_args=None, dyn_kwargs=None):
            own = _gives_a_value_to("table", template)
            return not own and all(_immutable(pair.value, template) for pair in expression.kwargs)
        case nodes.Tuple():
            return all(_immutable(item, template) for item in expression.items)
        case nodes.Concat():
            return all(_immutable(item, template) for item in expression.nodes)
    return False
