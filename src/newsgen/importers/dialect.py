"""Write a tree of HTML as newsgen's Markdown: what newsgen renders from it has the same words, in the same order."""

from dataclasses import dataclass

from ..site.text import without_controls
from . import codes
from .addresses import UNCHANGED, Addresses
from .body_writer import BodyWriter
from .html_tree import Element, Tree, parse
from .item import Note, note
from .markdown_signs import plain


@dataclass(frozen=True, slots=True)
class Written:
    """Markdown, ending in a line end unless it is empty, and what was changed or left out."""

    text: str
    notes: tuple[Note, ...] = ()


def serialize(root: Element, addresses: Addresses = UNCHANGED) -> Written:
    """Write what lies below ``root``. Its notes have no place; those of one code and the same values are one, counted."""
    writer = BodyWriter(root, addresses)
    text = "\n\n".join(writer.body())
    text, problems = without_controls(plain(text))
    if problems:
        writer.tell(codes.INVISIBLE)
    notes = tuple(Note(code, values, count=count) for (code, values), count in writer.told.items())
    return Written(text + "\n" if text.strip() else "", notes)


def to_markdown(html: str, addresses: Addresses = UNCHANGED) -> Written:
    """Write HTML as newsgen's Markdown: ``parse``, then ``serialize``, and notes of what the parser left out."""
    tree = parse(html)
    written = serialize(tree.root, addresses)
    return Written(written.text, (*_notes_of(tree), *written.notes))


def _notes_of(tree: Tree) -> tuple[Note, ...]:
    hidden = (note(codes.COMMENT_OPEN, length=tree.hidden),) if tree.hidden else ()
    return (*hidden, note(codes.NESTING)) if tree.deep else hidden
