"""``newsgen users``: the accounts of the desk: add people, give them passwords, disable them, list them."""

import argparse
import sys
from getpass import getpass

from ...base.messages import isolated, printable, translate
from ...base.problems import N_, FatalProblems, error
from ..arguments import UsageError, read_settings
from ..exit_codes import DONE
from ..parser import Parser

ACTIONS = ("add", "passwd", "disable", "list")
ROLES = ("reporter", "editor", "chief")

_NO_NAME = error(
    "not-told", N_("The name of the account is missing."), N_("Write it behind the action: newsgen users add salma.")
)
_TWICE = error("password-differs", N_("The two passwords differ."), N_("Run the command again."))


def add_arguments(parser: Parser) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "action", choices=ACTIONS, metavar="add|passwd|disable|list",
        help=N_("add an account; give it another password; disable it; list all"),
    )  # fmt: skip
    parser.add_argument("name", nargs="?", default="", metavar="NAME", help=N_("what the person types to log in"))
    parser.add_argument(
        "--role", choices=ROLES, default="reporter", metavar="reporter|editor|chief", help=N_("what the person may do")
    )
    parser.add_argument("--full-name", default="", metavar="NAME", help=N_("the name as stories write it in “authors”"))
    parser.add_argument("--stdin", action="store_true", help=N_("read the password from the first line of the input"))


def run(options: argparse.Namespace, lang: str) -> int:
    """Do one of the actions, and print what was done. Exit code 0.

    Raises UsageError where the name is missing, FatalProblems where the action is refused, and KeyboardInterrupt where
    the input ends before a password.
    """
    from ...desk.roles import Role
    from ...desk.users import MOVES, OLD_PLACE, PLACE, Users
    from ...desk.words import ROLES as NAMES

    read_settings(options.site)
    users = Users(options.site)
    if told := MOVES[users.move()]:
        print(translate(lang, told, old=OLD_PLACE, new=PLACE), file=sys.stderr)
    if options.action == "list":
        for user in users.all().values():
            state = translate(lang, N_("disabled")) if user.disabled else user.role.value
            print(f"{user.name}\t{state}\t{isolated(printable(user.full_name), lang)}")
        return DONE
    if not options.name:
        raise UsageError(_NO_NAME)
    if options.action == "add":
        user = users.add(options.name, options.full_name or options.name, Role(options.role), _password(options, lang))
        print(translate(lang, N_("Added: {name}, {role}."), name=user.name, role=translate(lang, NAMES[user.role])))
    elif options.action == "passwd":
        users.set_password(options.name, _password(options, lang))
        print(
            translate(
                lang,
                N_("{name} has a new password; whoever was logged in with the old one is not any more."),
                name=options.name,
            )
        )
    else:
        users.disable(options.name)
        print(translate(lang, N_("{name} cannot log in any more."), name=options.name))
    return DONE


def _password(options: argparse.Namespace, lang: str) -> str:
    """The password that the person at the terminal types twice, or the first line of the input."""
    if options.stdin or not sys.stdin.isatty():
        line = sys.stdin.readline()
        if not line:
            raise KeyboardInterrupt
        return line.rstrip("\r\n")
    first = getpass(translate(lang, N_("Password:")) + " ")
    if getpass(translate(lang, N_("Once more:")) + " ") != first:
        raise FatalProblems(_TWICE)
    return first
