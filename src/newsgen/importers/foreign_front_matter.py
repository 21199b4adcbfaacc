"""Read the front matter of other generators' Markdown: YAML, TOML, JSON, or Pelican's lines without marks."""

import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any, Literal

from ..site import yamltext

Form = Literal["yaml", "toml", "json", "lines", "none"]

MAX_CHARACTERS = 500_000
"""The longest front matter that is parsed."""

_MAX_DEPTH = 20

_FENCE = re.compile(r"---[ \t]*(yaml|json|toml)?[ \t]*\n", re.IGNORECASE)
_END = re.compile(r"^(?:---|\.\.\.)[ \t]*$", re.MULTILINE)
_TOML_END = re.compile(r"^\+\+\+[ \t]*$", re.MULTILINE)
_LINE = re.compile(r"([A-Za-z][\w.-]{0,60})[ \t]*:(?:[ \t]+|$)(.*)")
_SIMPLE = re.compile(r"[ ]{0,3}([A-Za-z][\w-]{0,60})[ \t]*:(?:[ \t]+(.*)|$)")
_ENTRY = re.compile(r"[ \t]*-[ \t]+(\S.*)")


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """A file's front matter and text.

    ``values`` has keys in small letters, and texts, lists and mappings: no number, no truth value, no date. ``body``
    begins at ``line`` of the file. ``repaired`` says that YAML or TOML was broken at ``fault`` (a line, else 0), and
    that only its simple lines were read.
    """

    values: Mapping[str, Any] = field(default_factory=dict)
    body: str = ""
    line: int = 1
    form: Form = "none"
    repaired: bool = False
    fault: int = 0


def split(text: str) -> FrontMatter:
    """Split a file into its front matter and its text. Line ends become ``\\n``."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if fence := _FENCE.match(text):
        form = (fence[1] or "yaml").lower()
        if end := _END.search(text, fence.end()):
            inner, body = text[fence.end() : end.start()], text[end.end() + 1 :]
            line = text.count("\n", 0, end.end()) + 2
            return _parsed(inner, body, line, "json" if form == "json" else "toml" if form == "toml" else "yaml")
    elif text.startswith("+++") and (end := _TOML_END.search(text, 3)):
        inner = text[text.find("\n") + 1 : end.start()]
        return _parsed(inner, text[end.end() + 1 :], text.count("\n", 0, end.end()) + 2, "toml")
    elif text.startswith("{") and not text.startswith(("{%", "{{")):
        try:
            value, end_of_json = json.JSONDecoder(strict=False).raw_decode(text[:MAX_CHARACTERS])
        except (ValueError, RecursionError):
            return FrontMatter(body=text)
        if isinstance(value, dict):
            body = text[end_of_json:].lstrip("\n")
            return FrontMatter(lowered(value), body, text.count("\n", 0, len(text) - len(body)) + 1, "json")
    return _lines(text)


def _parsed(inner: str, body: str, line: int, form: Form) -> FrontMatter:
    value: Any = None
    fault = 0
    if len(inner) <= MAX_CHARACTERS:
        try:
            if form == "yaml":
                document = yamltext.parse(inner, first_line=2)
                value = document.value
                fault = document.problems[0].line if document.problems else 0
            elif form == "toml":
                value = tomllib.loads(inner)
            else:
                value = json.loads(inner if inner.lstrip().startswith("{") else "{" + inner + "}", strict=False)
        except (ValueError, RecursionError) as failure:
            at = re.search(r"line (\d+)", str(failure))
            fault = int(at[1]) + 1 if at else 0
    if isinstance(value, dict):
        return FrontMatter(lowered(value), body, line, form)
    return FrontMatter(_simple(inner), body, line, form, True, fault)


def lowered(value: Mapping[str, Any]) -> dict[str, Any]:
    """Return a mapping with keys in small letters, and texts, lists and mappings alone below."""
    return {str(key).lower(): plain for key, entry in value.items() if (plain := _plain(entry, _MAX_DEPTH)) is not None}


def _plain(value: Any, depth: int) -> Any:
    """A value with texts alone; None for nothing, and for what is nested too deeply."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, str):  # JSON and YAML can write half of a pair, which no file can hold
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if value is None:
        return None
    if not depth:
        return None
    if isinstance(value, Mapping):
        return {str(key): plain for key, entry in value.items() if (plain := _plain(entry, depth - 1)) is not None}
    if isinstance(value, list | tuple):
        return [plain for entry in value if (plain := _plain(entry, depth - 1)) is not None]
    return str(value)


def _simple(inner: str) -> dict[str, Any]:
    """The lines ``key: value`` and the lists below a key, of YAML or TOML that cannot be parsed."""
    found: dict[str, Any] = {}
    key = ""
    for line in inner[:MAX_CHARACTERS].split("\n"):
        simple = _SIMPLE.match(line.replace(" = ", ": ", 1) if ":" not in line.split(" = ")[0] else line)
        if simple:
            key = simple[1].lower()
            found[key] = _unquoted(simple[2] or "")
        elif key and (entry := _ENTRY.match(line)):
            entries = found[key] if isinstance(found[key], list) else []
            found[key] = [*entries, _unquoted(entry[1])] if len(entries) < 200 else entries
    return found


def _unquoted(text: str) -> Any:
    text = text.strip()
    if text.startswith("[") and text.endswith("]"):
        return [_unquoted(part) for part in text[1:-1].split(",") if part.strip()]
    if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'":
        return text[1:-1].strip()
    return text


_PELICAN = frozenset(
    {"title", "date", "category", "tags", "slug", "author", "authors", "status", "summary", "modified"}
)


def _lines(text: str) -> FrontMatter:
    """Pelican's form: lines ``Key: value`` from the first line to an empty one; further lines of a value are indented."""
    found: dict[str, Any] = {}
    key = ""
    lines = text.split("\n")
    at = 0
    for at, line in enumerate(lines):  # noqa: B007 – the place of the first line of the text
        if key and line.startswith(("    ", "\t")) and line.strip():
            found[key] = f"{found[key]}\n{line.strip()}".strip()
        elif match := _LINE.match(line):
            key = match[1].lower()
            found[key] = f"{found[key]}\n{match[2].strip()}" if key in found else match[2].strip()
        else:
            break
    else:
        at = len(lines)
    ends_well = at >= len(lines) or not lines[at].strip()
    if not found or not ends_well or "title" not in found or not _PELICAN & found.keys():
        return FrontMatter(body=text)
    return FrontMatter(found, "\n".join(lines[at + 1 :]), at + 2, "lines")
