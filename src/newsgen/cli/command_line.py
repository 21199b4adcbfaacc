"""Run one command: parse the command line, call the command's module, and turn failures into messages and exit codes."""

import argparse
import sys
from collections.abc import Sequence

from ..base.messages import message_language, translate
from ..base.problems import N_, FatalProblems
from .arguments import UsageError, system_error
from .exit_codes import FAILED, INTERRUPTED, USAGE
from .parser import COMMANDS, command_line_parser, command_module
from .terminal import disable_colours, print_problems


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command that ``arguments`` (default: those of the process) name. Returns the exit code.

    Raises SystemExit, as argparse does, after ``--help``, ``--version`` and errors of the command line.
    """
    words = list(sys.argv[1:] if arguments is None else arguments)
    _write_utf8()
    lang = message_language(_last_value(words, "--lang"))
    setattr(argparse, "_", lambda text: translate(lang, text))  # noqa: B010 - argparse's own messages, see messages.ARGPARSE
    parser, _ = command_line_parser(lang, COMMANDS.keys() & set(words))
    options = parser.parse_args(words)
    if options.no_color:
        disable_colours()
    try:
        return int(command_module(options.command).run(options, lang))
    except FatalProblems as failure:
        print_problems(failure.problems, lang)
        return USAGE if isinstance(failure, UsageError) else FAILED
    except KeyboardInterrupt:
        print(translate(lang, N_("Interrupted. What was published stays as it was.")), file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        sys.stderr.close()
        return FAILED
    except OSError as failure:  # a folder that this user may not write, a full disk, a file where a folder belongs
        print_problems([system_error(failure)], lang)
        return FAILED


def _write_utf8() -> None:
    """Make both output streams UTF-8, whatever the locale says."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")


def _last_value(words: list[str], option: str) -> str | None:
    """The last value of an option among the words of a command line that is not parsed yet; None without one.

    The language is needed before, since parsing prints messages already.
    """
    found = None
    for word, following in zip(words, [*words[1:], None], strict=False):
        if word.startswith(option + "="):
            found = word.partition("=")[2]
        elif word == option and following is not None:
            found = following
    return found
