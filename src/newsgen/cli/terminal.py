"""Output and questions on a terminal: problems, tables that fit its width, colours where they are wanted."""

import os
import sys
import unicodedata
from collections.abc import Iterator, Sequence
from typing import TextIO

from ..base.messages import FSI, PDI, format_problem, isolated, printable, translate
from ..base.problems import N_, Problem

MAX_PROBLEMS = 50  # in the terminal, for one command; --json prints all

_STYLES = {"error": "1;31", "warning": "33", "place": "1", "head": "2", "added": "32", "removed": "31"}


def disable_colours() -> None:
    """Print no colours in this process, through the variable that all programs know (no-color.org)."""
    os.environ["NO_COLOR"] = "1"


def wants_colours(stream: TextIO) -> bool:
    """Whether a stream is a terminal that shows colours, and the user has not disabled them."""
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def paint(text: str, style: str, stream: TextIO) -> str:
    """The text in a style, a key of ``_STYLES``, where the stream shows colours."""
    return f"\x1b[{_STYLES[style]}m{text}\x1b[0m" if text and wants_colours(stream) else text


def print_problems(problems: Sequence[Problem], lang: str, *, codes: bool = False) -> None:
    """Print problems on standard error, errors first, at most ``MAX_PROBLEMS``; with their codes on request."""
    errors_first = sorted(problems, key=lambda problem: problem.level != "error")
    for problem in errors_first[:MAX_PROBLEMS]:
        first, *hints = format_problem(problem, lang, lambda text, kind: paint(text, kind, sys.stderr))
        code = paint(f" [{isolated(problem.code, lang)}]", "head", sys.stderr) if codes else ""
        print("\n".join([first + code, *hints]), file=sys.stderr)
    if len(errors_first) > MAX_PROBLEMS:
        more = translate(
            lang, N_("… and {count} more; “newsgen check --json” lists all."), count=len(errors_first) - MAX_PROBLEMS
        )
        print(more, file=sys.stderr)


def confirm(question: str, lang: str, *, yes: bool) -> bool:
    """Ask a yes-or-no question, and return whether the answer is yes. Any other answer, and none, is no.

    ``yes`` (the option ``--yes``) answers it without asking. Without it and without a terminal, the answer is no.
    """
    if yes:
        return True
    if not sys.stdin.isatty():
        print(translate(lang, N_("Add --yes to write this without asking.")))
        return False
    return (prompt(question + " [y/n]") or "").casefold() in ("y", "yes", "ن", "نعم")


def prompt(question: str) -> str | None:
    """Print a question and return the line that the user types, stripped; None at the end of the input (Ctrl-D)."""
    try:
        return input(question + " ").strip()
    except EOFError:
        print()
        return None


def cell_width(text: str) -> int:
    """The width of a text in cells of the terminal: marks and invisible characters take none, wide ones two (UAX 11)."""
    wide = sum(unicodedata.east_asian_width(char) in "WF" for char in text)
    return wide + sum(unicodedata.category(char) not in ("Mn", "Me", "Cf", "Cc") for char in text)


def truncate(text: str, width: int) -> str:
    """The text cut to a width in cells and ended with …; a cut never separates a letter from its marks."""
    if cell_width(text) <= width:
        return text
    kept, room = [], width - 1
    for char in text:
        room -= cell_width(char)
        if room < 0:
            break
        kept.append(char)
    return "".join(kept).rstrip() + "…"


def terminal_width(stream: TextIO) -> int | None:
    """The width of a terminal in cells, from ``COLUMNS`` or the terminal; None where ``stream`` is no terminal."""
    import shutil  # it imports the archive libraries: 5 ms, which a build with nothing to do must not pay

    return shutil.get_terminal_size().columns if stream.isatty() else None


GAP = "  "
NARROWEST = 8  # cells of a column; a table that still does not fit is wider than the terminal


def table(head: Sequence[str], rows: Sequence[Sequence[str]], lang: str, width: int | None) -> list[str]:
    """The lines of a table: its head, then its rows. Where it exceeds ``width`` cells, the widest columns are cut.

    No column is cut below ``NARROWEST`` cells, so the table may stay wider. Without ``width`` nothing is cut.

    Directional isolates keep the columns in order: around every value in Arabic, elsewhere around values that are not
    plain ASCII (other programs read the plain ones unchanged).
    """
    lines = [[printable(value) for value in row] for row in (head, *rows)]
    widths = [max(cell_width(line[i]) for line in lines) for i in range(len(head))]
    excess = 0 if width is None else sum(widths) + len(GAP) * (len(widths) - 1) - width
    while excess > 0 and max(widths) > NARROWEST:
        widths[widths.index(max(widths))] -= 1
        excess -= 1
    return [GAP.join(_cells(line, widths, lang)) for line in lines]


def _cells(line: Sequence[str], widths: Sequence[int], lang: str) -> Iterator[str]:
    for i, (value, size) in enumerate(zip(line, widths, strict=True)):
        value = truncate(value, size)
        space = " " * (size - cell_width(value)) if i < len(line) - 1 else ""
        yield (value if lang != "ar" and value.isascii() else f"{FSI}{value}{PDI}") + space
