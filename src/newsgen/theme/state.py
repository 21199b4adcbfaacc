"""Which templates keep no state at their top level, so that pages can share them when they import them.

Jinja runs the top level of an imported template once and keeps its names. A list, a namespace, a cycler or a joiner there
would carry something from one page to the next, and a page would depend on the pages rendered before it. The check reads the
syntax tree alone and is strict: whatever it does not know counts as state. That costs time and never changes a page, because
a template with state is run anew for each page.
"""

from collections.abc import Iterable

from jinja2 import nodes


def is_stateless(template: nodes.Template) -> bool:
    """Whether the top level sets nothing but immutable values: text, numbers, tuples of them, and macros.

    Imports and includes count as stateless here; the caller checks the templates that they name. A loop, a block
    and ``extends`` count as state, whatever they hold.
    """
    return _all_stateless(template.body)


def _all_stateless(statements: Iterable[nodes.Node]) -> bool:
    return all(_stateless(statement) for statement in statements)


def _stateless(statement: nodes.Node) -> bool:
    match statement:
        case nodes.Output() | nodes.Macro() | nodes.Import() | nodes.FromImport() | nodes.Include():
            return True
        case nodes.If():
            return _all_stateless((*statement.body, *statement.elif_, *statement.else_))
        case nodes.Assign():
            return not isinstance(statement.target, nodes.NSRef) and _immutable(statement.node)
        case nodes.AssignBlock():
            return statement.filter is None and isinstance(statement.target, nodes.Name)
    return False


def _immutable(expression: nodes.Node) -> bool:
    match expression:
        case nodes.Const():
            return True
        case nodes.Tuple():
            return all(map(_immutable, expression.items))
        case nodes.Concat():
            return all(map(_immutable, expression.nodes))
    return False
