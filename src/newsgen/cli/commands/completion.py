"""``newsgen completion``: what a shell offers after Tab, made from the command line's own definition."""

import shlex
from collections.abc import Mapping
from dataclasses import dataclass

SHELLS = ("bash", "zsh", "fish")


@dataclass(frozen=True, slots=True)
class Command:
    """A command as a shell offers it: what it does, its options with what they do, and words that can stand in it."""

    about: str
    options: Mapping[str, str]
    words: tuple[str, ...] = ()


def completion(shell: str, commands: Mapping[str, Command]) -> str:
    """The script that the shell reads."""
    return _fish(commands) if shell == "fish" else _bash(commands, zsh=shell == "zsh")


def _bash(commands: Mapping[str, Command], *, zsh: bool) -> str:
    cases = "\n".join(
        f'        {name}) words="{" ".join([*command.options, *command.words])}" ;;'
        for name, command in commands.items()
    )
    script = f"""\
_newsgen() {{
    local current="${{COMP_WORDS[COMP_CWORD]}}" words=""
    if [ "$COMP_CWORD" -eq 1 ]; then
        COMPREPLY=($(compgen -W "{" ".join(commands)}" -- "$current"))
        return
    fi
    case "${{COMP_WORDS[1]}}" in
{cases}
    esac
    COMPREPLY=($(compgen -W "$words" -- "$current") $(compgen -f -- "$current"))
}}
complete -o filenames -F _newsgen newsgen
"""
    return "autoload -U +X bashcompinit && bashcompinit\n" + script if zsh else script


def _fish(commands: Mapping[str, Command]) -> str:
    lines = []
    for name, command in commands.items():
        lines.append(f"complete -c newsgen -n __fish_use_subcommand -f -a {name} -d {shlex.quote(command.about)}")
        inside = f"'__fish_seen_subcommand_from {name}'"
        for option, about in command.options.items():
            lines.append(f"complete -c newsgen -n {inside} -l {option.removeprefix('--')} -d {shlex.quote(about)}")
        if command.words:
            lines.append(f"complete -c newsgen -n {inside} -f -a {shlex.quote(' '.join(command.words))}")
    return "\n".join(lines) + "\n"
