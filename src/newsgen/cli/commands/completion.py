"""``newsgen completion``: print a script that lets a shell complete commands and options after Tab."""

import argparse
import shlex
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ...base.problems import N_
from ..exit_codes import DONE
from ..parser import Parser, command_line_parser


def add_arguments(parser: Parser) -> None:
    """Declare the argument."""
    parser.add_argument(
        "shell", nargs="?", choices=("bash", "zsh", "fish"), default="bash", help=N_("shell (default: bash)")
    )


def run(options: argparse.Namespace, lang: str) -> int:
    """Print the script. Exit code 0."""
    parser, parsers = command_line_parser(lang)
    commands = {
        name: Completion(command.description or "", _options(command), _choices(command))
        for name, command in parsers.items()
    }
    print(completion_script(options.shell, Completion("", _options(parser), tuple(commands)), commands), end="")
    return DONE


@dataclass(frozen=True, slots=True)
class Completion:
    """What a shell can complete after a command: its long options with their help, and words. ``about`` describes it."""

    about: str
    options: Mapping[str, "Option"]
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Option:
    """A long option: its help, and whether a value follows it."""

    about: str
    takes_value: bool


def _options(parser: argparse.ArgumentParser) -> dict[str, Option]:
    return {
        name: Option((action.help or "").replace("%%", "%"), action.nargs != 0)
        for action in parser._actions
        for name in action.option_strings
        if name.startswith("--")
    }


def _choices(parser: argparse.ArgumentParser) -> tuple[str, ...]:
    return tuple(str(word) for action in parser._actions if not action.option_strings for word in action.choices or ())


def completion_script(shell: str, everywhere: Completion, commands: Mapping[str, Completion]) -> str:
    """The script for ``bash``, ``zsh`` or ``fish``.

    ``everywhere`` holds what can stand before the command's name, and the names themselves. ``commands`` holds what can
    follow each name.
    """
    return _fish(everywhere, commands) if shell == "fish" else _bash(everywhere, commands, zsh=shell == "zsh")


def _bash(everywhere: Completion, commands: Mapping[str, Completion], *, zsh: bool) -> str:
    """The script for bash; with ``zsh`` it runs in zsh, which emulates bash's completion.

    Bash splits ``--site=x`` into three words, so a value follows its option at once or after an ``=``.
    """
    cases = "\n".join(f'        {name}) words="{_words(command)}" ;;' for name, command in commands.items())
    with_value = "|".join(name for name, option in everywhere.options.items() if option.takes_value)
    script = f"""\
_newsgen() {{
    local current="${{COMP_WORDS[COMP_CWORD]}}" words="" name="" i
    for ((i = 1; i < COMP_CWORD; i++)); do
        case "${{COMP_WORDS[i]}}" in
            {with_value}) ((i++)); if [ "${{COMP_WORDS[i]}}" = "=" ]; then ((i++)); fi ;;
            -*) ;;
            *) name="${{COMP_WORDS[i]}}"; break ;;
        esac
    done
    case "$name" in
        "")
            if [ "$i" -eq "$COMP_CWORD" ]; then
                COMPREPLY=($(compgen -W "{_words(everywhere)}" -- "$current"))
                return
            fi ;;
{cases}
    esac
    COMPREPLY=($(compgen -W "$words" -- "$current") $(compgen -f -- "$current"))
}}
complete -o filenames -F _newsgen newsgen
"""
    return "autoload -U +X bashcompinit && bashcompinit\n" + script if zsh else script


def _words(command: Completion) -> str:
    return " ".join([*command.options, *command.words])


def _fish(everywhere: Completion, commands: Mapping[str, Completion]) -> str:
    outside = f"'not __fish_seen_subcommand_from {' '.join(commands)}'"
    lines = list(_fish_options(outside, everywhere))
    for name, command in commands.items():
        lines.append(f"complete -c newsgen -n {outside} -f -a {name} -d {shlex.quote(command.about)}")
        inside = f"'__fish_seen_subcommand_from {name}'"
        lines += _fish_options(inside, command)
        if command.words:
            lines.append(f"complete -c newsgen -n {inside} -f -a {shlex.quote(' '.join(command.words))}")
    return "\n".join(lines) + "\n"


def _fish_options(condition: str, command: Completion) -> Iterable[str]:
    for name, option in command.options.items():
        value = " -r" if option.takes_value else ""
        yield f"complete -c newsgen -n {condition} -l {name.removeprefix('--')}{value} -d {shlex.quote(option.about)}"
