"""What a terminal shows and asks: problems, tables to its width, colours where they are wanted, questions."""

import os
import sys
import unicodedata
from collections.abc import Iterator, Sequence
from typing import TextIO

from ..base.messages import FSI, PDI, format_problem, isolated, printable, translate
from ..base.problems import N_, Problem

SHOWN = 50  # problems of one run in the terminal; --json has them all

_STYLES = {"error": "1;31", "warning": "33", "place": "1", "head": "2", "added": "32", "removed": "31"}


def without_colour() -> None:
    """No colours in this process, by the variable that all programs know (no-color.org)."""
    os.environ["NO_COLOR"] = "1"


def coloured(stream: TextIO) -> bool:
    """Whether a stream is a terminal that shows colours, and nobody asked for none."""
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def paint(text: str, style: str, stream: TextIO) -> str:
    """A text in the style of its kind, where the stream shows any."""
    return f"\x1b[{_STYLES[style]}m{text}\x1b[0m" if text and coloured(stream) else text


def tell(problems: Sequence[Problem], lang: str, *, codes: bool = False) -> None:
    """Problems on standard error, errors first, as many as anyone reads; with their codes where they can be asked for."""
    errors_first = sorted(problems, key=lambda problem: problem.level != "error")
    for problem in errors_first[:SHOWN]:
        first, *hints = format_problem(problem, lang, lambda text, kind: paint(text, kind, sys.stderr))
        code = paint(f" [{isolated(problem.code, lang)}]", "head", sys.stderr) if codes else ""
        print("\n".join([first + code, *hints]), file=sys.stderr)
    if len(errors_first) > SHOWN:
        more = translate(lang, N_("… and {count} more; --json lists them all."), count=len(errors_first) - SHOWN)
        print(more, file=sys.stderr)


def agreed(question: str, lang: str, *, yes: bool) -> bool:
    """Whether an editor agrees: asked on a terminal; elsewhere only ``yes`` does, which ``--yes`` gives."""
    if yes:
        return True
    if not sys.stdin.isatty():
        print(translate(lang, N_("Add --yes to write this down.")))
        return False
    return (answer(question + " [y/n]") or "").casefold() in ("y", "yes", "ن", "نعم")


def answer(question: str) -> str | None:
    """What is typed after a question; None at the end of the input (Ctrl-D)."""
    try:
        return input(question + " ").strip()
    except EOFError:
        print()
        return None


def cells(text: str) -> int:
    """How many cells of a terminal a text takes: marks and invisible characters none, wide ones two (UAX 11)."""
    wide = sum(unicodedata.east_asian_width(char) in "WF" for char in text)
    return wide + sum(unicodedata.category(char) not in ("Mn", "Me", "Cf", "Cc") for char in text)


def fitted(text: str, width: int) -> str:
    """A text cut to a width in cells, with … where something is missing; a cut never parts a letter from its marks."""
    if cells(text) <= width:
        return text
    kept, room = [], width - 1
    for char in text:
        room -= cells(char)
        if room < 0:
            break
        kept.append(char)
    return "".join(kept).rstrip() + "…"


def width(stream: TextIO) -> int | None:
    """The width of a terminal in cells (``COLUMNS``, or what it says itself); None where it is none: nothing is cut."""
    import shutil  # it draws in the archivers: 5 ms that a build without work should not pay

    return shutil.get_terminal_size().columns if stream.isatty() else None


GAP = "  "


def table(head: Sequence[str], rows: Sequence[Sequence[str]], lang: str, room: int | None) -> list[str]:
    """Rows below their heads, columns side by side. Where they do not fit into the room, the widest are cut.

    Values are isolated, so that the columns keep their order whatever stands in them: all of them in Arabic, elsewhere
    those that are no plain ASCII (other programs read the others as they are).
    """
    lines = [[printable(value) for value in row] for row in (head, *rows)]
    widths = [max(cells(line[i]) for line in lines) for i in range(len(head))]
    excess = 0 if room is None else sum(widths) + len(GAP) * (len(widths) - 1) - room
    while excess > 0 and max(widths) > 8:
        widths[widths.index(max(widths))] -= 1
        excess -= 1
    return [GAP.join(_row(line, widths, lang)) for line in lines]


def _row(line: Sequence[str], widths: Sequence[int], lang: str) -> Iterator[str]:
    for i, (value, size) in enumerate(zip(line, widths, strict=True)):
        value = fitted(value, size)
        space = " " * (size - cells(value)) if i < len(line) - 1 else ""
        yield (value if lang != "ar" and value.isascii() else f"{FSI}{value}{PDI}") + space
