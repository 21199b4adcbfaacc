"""Write an article file: YAML that reads back unchanged, and Markdown that shows the source's text unchanged."""

import re
from collections.abc import Iterable, Mapping
from datetime import date

import yaml

Value = str | date | list[str] | dict[str, str]

_UNWANTED = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ue000\ue001\ud800-\udfff\ufffe\uffff\ufeff]")
_ANYWHERE = re.compile(r"[\\`*_\[\]{}]|~(?=~)")
_IN_SUBHEAD = re.compile(r"[\\`*_\[\]{}#]|~(?=~)")  # Markdown drops hashes at the end of a heading
_ENTITY = re.compile(r"&(?=#?\w+;)")
_FIRST = re.compile(r"[#>+\-!]")
_FIRST_ENTITY = {":": "&#58;", "~": "&#126;", "=": "&#61;"}  # a backslash does not escape these
_NUMBERED = re.compile(r"^(\d+)([.)])(?=\s|$)")


def one_line(text: str) -> str:
    """Put a text on one line, without control characters and repeated spaces; no-break spaces become spaces."""
    return " ".join(_UNWANTED.sub("", text).split())


def front_matter(fields: Mapping[str, Value]) -> str:
    """Return the fields as YAML in their order, without the ``---`` lines.

    Text that looks like a number, a date or a sign is quoted.
    """
    return yaml.dump(
        dict(fields),
        Dumper=yaml.SafeDumper,
        allow_unicode=True,
        sort_keys=False,
        default_flow_style=False,
        width=1 << 30,
    )


def paragraph(text: str) -> str:
    """Return Markdown that shows a line of text unchanged, as one paragraph. The text holds no line end."""
    return _literal(text, _ANYWHERE)


def subhead(text: str) -> str:
    """Return Markdown that shows a line of text unchanged, as a second-level heading. The text holds no line end."""
    return "## " + _literal(text, _IN_SUBHEAD)


def _literal(text: str, signs: re.Pattern[str]) -> str:
    shown = signs.sub(r"\\\g<0>", _ENTITY.sub("&amp;", text)).replace("<", "&lt;").replace("|", "&#124;")
    if shown[:1] in _FIRST_ENTITY:
        return _FIRST_ENTITY[shown[0]] + shown[1:]
    if _FIRST.match(shown):
        return "\\" + shown
    return _NUMBERED.sub(r"\1\\\2", shown, count=1)


def article_file(fields: Mapping[str, Value], blocks: Iterable[str]) -> str:
    """Return a whole article file: the front matter between ``---`` lines, then the blocks, each after a blank line."""
    return "\n".join(("---", front_matter(fields) + "---", *(f"\n{block}" for block in blocks))) + "\n"


def text_fields(text: str) -> dict[str, str]:
    """Return the front matter's keys whose values are text, as written in an article file; none where it is broken."""
    if not text.startswith("---\n") or (end := text.find("\n---\n", 3)) < 0:
        return {}
    try:
        found = yaml.load(text[4 : end + 1], Loader=yaml.BaseLoader)  # makes texts only
    except (yaml.YAMLError, RecursionError):
        return {}
    return {key: value for key, value in found.items() if isinstance(value, str)} if isinstance(found, dict) else {}
