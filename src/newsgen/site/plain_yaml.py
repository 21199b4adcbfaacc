"""Read plain YAML without the YAML library: keys with texts on their lines, lists of texts, groups of keys.

Nearly every front matter is that, and libyaml with its nodes takes three times as long. The result is that of the library,
place by place: tests/site/test_plain_yaml.py compares the two. A document with anything else goes to the library as a whole.
"""

import re
from typing import Any, NamedTuple

from .yaml_slips import LIST_LIKE

Path = tuple[str | int, ...]

_DOUBTFUL = re.compile("[^\n -~\xa0-\u061b\u061d-\u1fff\u200c\u200d\u2010-\u2027\u2030-\u205e\U0001f300-\U0001faff]| #")
"""Control characters and invisible marks, which may be refused, and what may begin a comment."""
_FIRST = r"(?:[^\W_]|[(/«»“”‘’—–…])"
_QUOTED = r"\"[^\"\\\n]*\"|'[^'\n]*'"
_LINE = re.compile(
    r"(?P<indent> *)(?:- |(?P<key>[a-z][a-z_]*):(?: |$))"
    rf"(?:(?P<text>{_FIRST}[^:\n]*(?::(?! )[^:\n]+)*)|(?P<quoted>{_QUOTED})|\[(?P<items>[^\[\]{{}}\n]+)\])?"
)
_ITEM = re.compile(rf" *(?:({_FIRST}[^,;،؛:?\"'#]*)(?<! )|({_QUOTED})) *(?:,|$)")
_NULLS = frozenset(("null", "Null", "NULL"))


class PlainYaml(NamedTuple):
    """What ``yamltext.Document`` holds of a document without problems."""

    value: dict[str, Any]
    marks: dict[Path, tuple[int, int]]
    unquoted_lists: frozenset[Path]


def read_plain(text: str, first_line: int) -> PlainYaml | None:
    """The values of a plain document that begins at ``first_line`` of its file; None where it needs the YAML library, as an
    empty one and one with a fault do."""
    if _DOUBTFUL.search(text):
        return None
    value: dict[str, Any] = {}
    marks: dict[Path, tuple[int, int]] = {(): (first_line, 1)}
    unquoted: list[Path] = []
    above = ""  # the key of the group or list on the lines that follow
    inside: Any = None  # that group or list, once it has an entry
    width = 0
    at: Any
    for number, line in enumerate(text.removesuffix("\n").split("\n"), first_line):
        match = _LINE.fullmatch(line)
        if match is None:
            return None
        indent, key, plain, quoted, items = match.groups()
        path: Path
        if key is not None and not indent:
            if key in value or (above and inside is None):
                return None
            path, into, at, column = (key,), value, key, len(key) + 3
            above, inside = "", None
            marks[key, "."] = number, 1
            if items is not None:
                found = _items(items)
                if found is None:
                    return None
                value[key] = [word for _, word in found]
                marks[path] = number, column
                marks.update({(key, i): (number, column + 1 + at) for i, (at, _) in enumerate(found)})
                continue
            if plain is None and quoted is None:
                above, value[key] = key, None
                continue
        elif (
            above
            and items is None
            and (inside is None or (len(indent) == width and (key is None) is (type(inside) is list)))
        ):
            if inside is None:
                inside = value[above] = [] if key is None else {}
                width = len(indent)
                marks[above,] = number, width + 1
            if key is None:
                at, column = len(inside), width + 3
                inside.append(None)
            elif key in inside:
                return None
            else:
                at, column = key, width + len(key) + 3
                marks[above, key, "."] = number, width + 1
            path, into = (above, at), inside
        else:
            return None
        if quoted is not None:
            into[at] = quoted[1:-1]
        elif plain is None or plain[-1] == " " or plain in _NULLS:
            return None
        else:
            into[at] = plain
            if LIST_LIKE.search(plain):
                unquoted.append(path)
        marks[path] = number, column
    return None if above and inside is None else PlainYaml(value, marks, frozenset(unquoted))


def _items(written: str) -> list[tuple[int, str]] | None:
    """The entries between brackets, each with its offset; None where the YAML library must read them."""
    found, at = [], 0
    while at < len(written):
        match = _ITEM.match(written, at)
        if match is None or match[1] in _NULLS:
            return None
        found.append((match.start(match.lastindex or 1), match[1] or match[2][1:-1]))
        at = match.end()
    return None if written.rstrip().endswith(",") else found
