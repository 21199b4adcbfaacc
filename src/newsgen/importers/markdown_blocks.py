"""Blocks of Markdown as texts: what they are, and how they are put behind markers, into rows and between fences."""

import re
from collections.abc import Sequence

from .element_walks import code_text
from .html_tree import Element
from .markdown_signs import plain


def is_list(block: str) -> bool:
    """Whether a block is a list."""
    return re.match(r"- |[0-9]+\. ", block) is not None


def cannot_begin_item(block: str) -> bool:
    """Whether newsgen would not see a block right behind the marker of a list item: a table, a rule, a
    quotation, definitions, what has attributes."""
    return (
        re.match(r"(?:- |[0-9]+\. )*(?:>|\||---$)", block) is not None
        or re.search(r"\n *(?:\{:|: )", block) is not None
    )


def is_paragraph(block: str) -> bool:
    """Whether a block is a paragraph."""
    return re.match(r"(?:- |[0-9]+\. |#|>|\||!\[|```|---|: )", block) is None


def joined(blocks: Sequence[str], loose: bool = True) -> str:
    """Blocks one after the other; ``loose`` puts an empty line between two."""
    return ("\n\n" if loose else "\n").join(blocks)


def indented(block: str, indent: str) -> str:
    """A block for behind a marker: each further line begins with ``indent``, and an empty one with its signs only."""
    return re.sub(r"\n(\n*)(?=[^\n])", lambda m: "\n" + (indent.rstrip() + "\n") * len(m[1]) + indent, block)


def table_row(cells: Sequence[str], width: int = 0) -> str:
    """A row of a table, with empty cells up to ``width``."""
    return "| " + " | ".join((*cells, *[""] * (width - len(cells)))) + " |"


def fenced(element: Element) -> list[str]:
    """Code between fences. Marks in it are lost, its lines stay."""
    code = plain("".join(code_text(element))).strip("\n")
    if not code.strip():
        return []
    longest = max((len(run) for run in re.findall("`+", code)), default=0)
    fence = "`" * max(3, longest + 1)
    return [f"{fence}\n{code}\n{fence}"]
