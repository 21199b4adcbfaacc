"""A table of a body as rows of cells."""

from collections.abc import Iterator
from dataclasses import dataclass

from .html_tree import BLOCKS, Element

MAX_SPAN = 100
"""The most columns or rows of one cell; a larger number counts as this."""

_MAX_CELLS = 2_000
"""The most cells that spans may add to a table; further ones reach nowhere."""

_LAYOUT = frozenset("table h1 h2 h3 h4 h5 h6 blockquote pre figure iframe hr dl form article section".split())
"""Elements in a cell for which the table is one of looks, and no table of figures."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row: None stands where a cell of this or an earlier row reaches to."""

    cells: tuple[Element | None, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table. ``is_layout`` says that it only divides the page: its cells are blocks, one after the other.

    ``has_header`` is about the first row. ``has_spans`` and ``has_blocks`` say what Markdown's tables do not know.
    """

    rows: tuple[Row, ...]
    captions: tuple[Element, ...]
    has_header: bool
    has_spans: bool
    has_blocks: bool
    is_layout: bool


def rows_of(table: Element) -> Table:
    """Take a table apart; tables in its cells stay whole."""
    parts = list(_parts(table))
    captions = tuple(part for part, _ in parts if part.tag == "caption")
    found = [(part, header) for part, header in parts if part.tag == "tr"]
    rows: list[Row] = []
    reaching: dict[int, int] = {}  # by column: how many more rows a cell from above reaches
    added, has_spans = 0, False
    for row, _ in found:
        cells: list[Element | None] = []
        for cell in (child for child in row.children if isinstance(child, Element)):
            while reaching.get(len(cells), 0) and added <= _MAX_CELLS:
                reaching[len(cells)] -= 1
                cells.append(None)
                added += 1
            wide, high = _span(cell.get("colspan")), _span(cell.get("rowspan"))
            if added > _MAX_CELLS:
                wide = high = 1
            has_spans = has_spans or wide > 1 or high > 1
            added += wide - 1
            for column in range(wide):
                if high > 1:
                    reaching[len(cells)] = high - 1
                cells.append(None if column else cell)
        rows.append(Row(tuple(cells)))
    all_cells = [cell for row in rows for cell in row.cells if cell]
    inner = [{e.tag for e in cell.elements()} for cell in all_cells]
    return Table(
        rows=tuple(rows),
        captions=captions,
        has_header=bool(found) and (found[0][1] or _is_header(found[0][0])),
        has_spans=has_spans,
        has_blocks=any(tags & (BLOCKS - {"p", "div"}) for tags in inner) or any(map(_has_paragraphs, all_cells)),
        is_layout=any(tags & _LAYOUT for tags in inner)
        or max((len(row.cells) for row in rows), default=0) < 2
        or table.get("role") == "presentation"
        or not any(cell.text().strip() for cell in all_cells),
    )


def _parts(table: Element) -> Iterator[tuple[Element, bool]]:
    """The rows and captions of a table; and whether each is in its head. What stands in a table outside of its rows counts
    as a caption: browsers show it before the table."""
    for child in table.children:
        if isinstance(child, Element) and child.tag in ("thead", "tbody", "tfoot"):
            for row in child.children:
                yield _row_or_caption(row), child.tag == "thead"
        else:
            yield _row_or_caption(child), False


def _row_or_caption(child: Element | str) -> Element:
    if isinstance(child, Element) and child.tag in ("tr", "caption", "col", "colgroup"):
        return child
    return Element("caption", {}, [child])


def _is_header(row: Element) -> bool:
    cells = [child for child in row.children if isinstance(child, Element)]
    return bool(cells) and all(cell.tag == "th" for cell in cells)


def _has_paragraphs(cell: Element) -> bool:
    return sum(isinstance(child, Element) and child.tag in ("p", "div") for child in cell.children) > 1


def _span(written: str) -> int:
    written = written.strip()
    return max(1, min(MAX_SPAN, int(written))) if written.isascii() and written.isdecimal() and len(written) < 6 else 1
