"""Messages to editors in Arabic or English: the translation catalogue, the choice of language, Problems as text."""

import gettext
import locale
import os
import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path

from .problems import N_, Problem

LANGUAGES = ("ar", "en")


def message_language(chosen: str | None, environment: Mapping[str, str] = os.environ) -> str:
    """Return the language of messages: ``ar`` or ``en``.

    The first that is set decides: ``chosen``, ``NEWSGEN_LANG``, ``LC_ALL``, ``LC_MESSAGES``, ``LANG``. If it names
    another language, the answer is English, and the later ones are not asked.
    """
    for value in (chosen, environment.get("NEWSGEN_LANG"), environment.get("LC_ALL"), environment.get("LC_MESSAGES"),
                  environment.get("LANG")):  # fmt: skip
        if value:
            code = locale.normalize(value).split("_")[0].lower()[:2]
            return code if code in LANGUAGES else "en"
    return "en"


@lru_cache(maxsize=4)
def _catalogue(lang: str) -> gettext.NullTranslations:
    if lang == "en":
        return gettext.NullTranslations()
    return gettext.translation("newsgen", Path(__file__).parent / "locale", [lang], fallback=True)


LONGEST = 300  # characters of one value that a message shows
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ue000\ue001]")


def translate(lang: str, message: str, /, **values: object) -> str:
    """Translate a message and fill its ``{fields}``.

    In Arabic each value is wrapped in bidi isolates, so that paths and numbers keep their order. Values may come from
    untrusted files: control characters and bidi controls in them are shown as �, so that they cannot steer the terminal.
    """
    text = _catalogue(lang).gettext(message) if message else ""
    shown = {key: printable(str(value)) for key, value in values.items()}
    return text.format(**{key: isolated(value, lang) for key, value in shown.items()})


FSI, PDI = "\u2068", "\u2069"


def isolated(value: str, lang: str) -> str:
    """Wrap a value in bidi isolates for an Arabic line, so that a path or a number keeps its order."""
    return f"{FSI}{value}{PDI}" if lang == "ar" and value else value


def printable(value: str) -> str:
    """Return a value that is safe in one terminal line: control characters replaced by �, long values shortened."""
    value = _UNSEEN.sub("\ufffd", value)
    return value if len(value) <= LONGEST else value[: LONGEST - 1] + "…"


def message_of(problem: Problem, lang: str) -> str:
    """Return what is wrong, translated."""
    return translate(lang, problem.message, **dict(problem.values))


def hint_of(problem: Problem, lang: str) -> str:
    """Return what the editor can do about it, translated; empty when there is no hint."""
    return translate(lang, problem.hint, **dict(problem.values))


ERROR, WARNING = N_("error"), N_("warning")


def problem_as_json(problem: Problem, lang: str) -> dict[str, object]:
    """Return a Problem as the object that ``--json`` prints."""
    return {
        "level": problem.level, "code": problem.code, "message": message_of(problem, lang), "file": problem.file,
        "line": problem.line, "column": problem.column, "hint": hint_of(problem, lang),
    }  # fmt: skip


def format_problem(
    problem: Problem, lang: str, paint: Callable[[str, str], str] = lambda text, kind: text
) -> list[str]:
    """Return a Problem as lines for the terminal: place, level, message, then the hint.

    ``paint(text, kind)`` colours the place (kind ``place``) and the level (kind ``error`` or ``warning``).
    """
    place = printable(problem.file)
    if problem.line:
        place += f":{problem.line}"
        if problem.column:
            place += f":{problem.column}"
    level = translate(lang, ERROR if problem.level == "error" else WARNING)
    place = isolated(place, lang)
    place, level = paint(place, "place"), paint(level, problem.level)
    out = [f"{place}: {level}: {message_of(problem, lang)}" if place else f"{level}: {message_of(problem, lang)}"]
    hint = hint_of(problem, lang)
    if hint:
        out.append(f"    {hint}")
    return out


ARGPARSE = (
    N_("usage: "),
    N_("positional arguments"),
    N_("options"),
    N_("show this help message and exit"),
    N_("show program's version number and exit"),
    N_("%(prog)s: error: %(message)s\n"),
    N_("argument %(argument_name)s: %(message)s"),
    N_("the following arguments are required: %s"),
    N_("unrecognized arguments: %s"),
    N_("invalid choice: %(value)r (choose from %(choices)s)"),
    N_("invalid %(type)s value: %(value)r"),
    N_("expected one argument"),
    N_("expected at least one argument"),
    N_("ignored explicit argument %r"),
    N_("ambiguous option: %(option)s could match %(matches)s"),
)
"""Messages of the standard library's argparse, which looks up translations by ``argparse._``."""
