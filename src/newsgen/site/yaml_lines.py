"""Write values as YAML that newsgen reads back unchanged, in the same bytes on every machine."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from .yaml_slips import LIST_LIKE

_PLAIN = re.compile(
    r"[^\s\-?:,\[\]{}#&*!|>'\"%@`~=<.+\x7f-\x9f\u2028\u2029\ufeff](?:[^:#\n\x7f-\x9f\u2028\u2029\ufeff]|:(?=[^\s])|(?<=\S)#)*"
)
_LIKE_VALUE = re.compile(
    r"(?i:y|n|yes|no|on|off|true|false|null)|[0-9][0-9a-fA-FxXoObB_.:,+\-eE]*(?:[Tt ][0-9:.]*)?(?:\s*[Zz]|\s*[+-][0-9:]+)?"
)
_STAMP = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[T ][0-9]{2}:[0-9]{2}(?:[+-][0-9]{2}:[0-9]{2})?)?")
_DOUBLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff]")


def yaml_lines(value: Mapping[str, object], indent: str = "") -> Iterator[str]:
    """The lines of a mapping in its order, without line ends.

    Values are texts, dates, numbers, truth values, None, and sequences and mappings of them; anything else is written
    as its text. Texts that YAML would take for something else are between quotation marks.
    """
    for key, inner in value.items():
        yield from _entry(f"{indent}{scalar(str(key))}:", inner, indent)


def _entry(head: str, value: object, indent: str) -> Iterator[str]:
    if isinstance(value, Mapping):
        if value:
            yield head
            yield from yaml_lines(value, f"{indent}  ")
        else:
            yield f"{head} {{}}"
    elif isinstance(value, Sequence) and not isinstance(value, str | bytes):
        if value:
            yield head
            for item in value:
                yield from _item(item, indent)
        else:
            yield f"{head} []"
    else:
        yield f"{head} {scalar(value)}"


def _item(value: object, indent: str) -> Iterator[str]:
    """The lines of an entry of a list, whose dash stands at ``indent``."""
    if isinstance(value, Mapping) and value:
        lines = yaml_lines(value, f"{indent}  ")
        yield f"{indent}- {next(lines).lstrip(' ')}"
        yield from lines
    elif isinstance(value, Sequence) and not isinstance(value, str | bytes) and value:
        yield f"{indent}-"
        for item in value:
            yield from _item(item, f"{indent}  ")
    elif isinstance(value, Mapping):
        yield f"{indent}- {{}}"
    elif isinstance(value, Sequence) and not isinstance(value, str | bytes):
        yield f"{indent}- []"
    else:
        yield f"{indent}- {_one_entry(scalar(value))}"


def _one_entry(written: str) -> str:
    """A text of a list between quotation marks, where it looks like several entries and newsgen would ask."""
    plain = written[0] not in "'\""
    return "'" + written.replace("'", "''") + "'" if plain and LIST_LIKE.search(written) else written


def scalar(value: object, *, in_flow: bool = False) -> str:
    """A single value on one line; ``in_flow`` says that it stands between braces or brackets."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, date):
        return value.isoformat()
    text = str(value)
    if in_flow and re.search(r"[,\[\]{}?:]", text):
        pass
    elif _STAMP.fullmatch(text) or (
        _PLAIN.fullmatch(text) and text[-1] not in " :" and not _LIKE_VALUE.fullmatch(text)
    ):
        return text
    if _DOUBLE.search(text):
        return '"' + _DOUBLE.sub(_escape, text.replace("\\", "\\\\").replace('"', '\\"')) + '"'
    return "'" + text.replace("'", "''") + "'"


def _escape(match: re.Match[str]) -> str:
    code = ord(match[0])
    return "\\ufffd" if 0xD800 <= code < 0xE000 else {10: "\\n", 9: "\\t"}.get(code, f"\\u{code:04x}")
