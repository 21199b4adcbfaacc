"""Change one key of a YAML mapping, and no other line: comments, order, quotation marks and spacing stay.

A changed value is written as the old one was, where YAML reads it back so; else in the plainest form that does. Each result is
parsed and compared before it is returned.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from ..base.problems import has_errors
from ..site.yaml_lines import scalar
from ..site.yaml_outline import Written, outline
from ..site.yaml_slips import LIST_LIKE
from ..site.yamltext import parse
from .alignment import equal_runs

Value = str | None | Sequence["Value"] | Mapping[str, "Value"]
"""A value as newsgen reads YAML: texts, lists, mappings, and None for nothing behind a colon or dash."""

_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?")
"""A number as editors write it, without quotation marks; newsgen reads a text there, and a form makes a number of it."""

_WIDE = 100
"""Characters of the longest line that a new list in brackets may take."""


def with_key(text: str, key: str, value: Value, order: Sequence[str] = ()) -> str | None:
    """The mapping ``text`` with ``value`` at ``key``; None where YAML cannot hold it there.

    ``text`` is a mapping by lines, or nothing but comments; its lines end in ``\\n``. A new key comes below the comment
    that shows how to write it (``# key: …``), else below the last key that stands before it in ``order``, else at the
    end. None is also the answer where newsgen would not read exactly this value, as with control characters, or where
    the text has faults.
    """
    before = parse(text)
    if has_errors(before.problems) or not isinstance(before.value, dict):
        return None
    wanted = {**before.value, key: _plain(value)}
    whole = outline(text)
    if before.value and whole is None:
        return None
    problems = len(before.problems)
    for candidate in _ended_alike(text, _candidates(text, whole, key, value, before.value.get(key), order)):
        if _SURROGATE.search(candidate):
            return None
        after = parse(candidate)
        if (
            after.value == wanted
            and len(after.problems) <= problems
            and not any(_is_entry(path) and path[0] == key for path in after.unquoted_lists - before.unquoted_lists)
        ):
            return candidate
    return None


def _is_entry(path: Sequence[str | int]) -> bool:
    """Whether a path leads to the value of a key of the front matter or to an entry of a list, and not to a key within: only
    of the former does newsgen ask whether commas in it were meant to part entries."""
    return len(path) == 1 or isinstance(path[-1], int)


def without_key(text: str, key: str) -> str | None:
    """The mapping ``text`` without the lines of ``key``, a comment behind its value included; None where it has no such key."""
    whole = outline(text)
    found = None if whole is None else lines_of(text, whole, key)
    if whole is None or found is None:
        return None
    lines = text.splitlines(keepends=True)
    return "".join(lines[: found[0]] + lines[found[1] :])


def lines_of(text: str, mapping: Written, key: str) -> tuple[int, int] | None:
    """The first line of a key's own lines, from 0, and the one after the last; None for a key that is not there."""
    for name, first, after in key_lines(text, mapping):
        if name == key:
            return first, after
    return None


def key_lines(text: str, mapping: Written) -> Iterator[tuple[str, int, int]]:
    """Each key with the first of its lines, from 0, and the one after the last. Comments between keys belong to none."""
    line, place = 0, 0
    for key, value in zip(mapping.keys, mapping.items, strict=True):
        line += text.count("\n", place, key.start)
        first = line
        end = max(value.end, key.start)
        line += text.count("\n", key.start, end)
        place = end
        yield key.name, first, line + 1


def _plain(value: Value) -> Value:
    """The value with lists and mappings of the types that ``parse`` gives."""
    if isinstance(value, Mapping):
        return {key: _plain(inner) for key, inner in value.items()}
    if value is None or isinstance(value, str):
        return value
    return [_plain(inner) for inner in value]


def _ended_alike(text: str, candidates: Iterable[str]) -> Iterator[str]:
    """Each candidate; before it the same one without an end of its last line, where ``text`` has none."""
    for candidate in candidates:
        if text and not text.endswith("\n"):
            yield candidate.removesuffix("\n")
        yield candidate


def _candidates(
    text: str, whole: Written | None, key: str, value: Value, old: Value, order: Sequence[str]
) -> Iterator[str]:
    """The texts that may be right, the best first."""
    lines = text.splitlines(keepends=True)
    if lines and not lines[-1].endswith("\n"):
        lines[-1] += "\n"
    found = None if whole is None else lines_of(text, whole, key)
    if whole is not None and found is not None:
        first, after = found
        written = next(item for name, item in zip(whole.keys, whole.items, strict=True) if name.name == key)
        start = sum(map(len, lines[:first]))
        entry = "".join(lines[first:after])
        for new in _rewritten(entry, _moved(written, -start), key, old, value):
            yield "".join(lines[:first]) + new + "".join(lines[after:])
    else:
        indent = " " * _column(text, whole.keys[0].start) if whole is not None and whole.keys else ""
        at = _place(text, lines, whole, key, order)
        behind = at  # an empty line with spaces may be the last one of a text by lines
        while behind < len(lines) and not lines[behind].strip():
            behind += 1
        for place in dict.fromkeys((at, behind)):
            for new in _fresh(f"{indent}{_name(key)}:", value, indent, key):
                yield "".join(lines[:place]) + new + "".join(lines[place:])


def _moved(written: Written, by: int) -> Written:
    """The same value in a text that begins elsewhere."""
    return Written(
        written.kind,
        written.style,
        written.start + by,
        written.end + by,
        tuple(_moved(item, by) for item in written.items),
        tuple(type(key)(key.name, key.start + by) for key in written.keys),
    )


def _column(text: str, offset: int) -> int:
    return offset - (text.rfind("\n", 0, offset) + 1)


def _name(key: str) -> str:
    return key if re.fullmatch(r"[A-Za-z_][\w-]*", key) else scalar(key)


def _place(text: str, lines: list[str], whole: Written | None, key: str, order: Sequence[str]) -> int:
    """The index of the line before which a new key goes."""
    sample = re.compile(rf"[ ]*#[ ]?{re.escape(key)}[ ]*:")
    inside = set() if whole is None else {n for _, a, b in key_lines(text, whole) for n in range(a, b)}
    for i, line in enumerate(lines):
        if i not in inside and sample.match(line):
            return i + 1
    there = [] if whole is None else list(key_lines(text, whole))
    if key in order:
        rank = {name: i for i, name in enumerate(order)}
        earlier = [entry for entry in there if rank.get(entry[0], len(order)) < rank[key]]
        if earlier:
            return max(earlier, key=lambda entry: rank[entry[0]])[2]
        if there:
            return there[0][1]
    return there[-1][2] if there else len(lines)


# one value in the place of another


def _rewritten(entry: str, written: Written, key: str, old: Value, value: Value) -> Iterator[str]:
    """The lines of a key with another value, the forms nearest to the old one first. ``written`` is the old one."""
    head, tail = entry[: written.start], entry[written.end :]
    one_line = "\n" not in entry[written.start : written.end]
    if isinstance(value, str) and written.kind == "scalar":
        if written.style in ("|", ">") and "\n" in value:
            indent = " " * (_column(entry, len(entry) - len(entry.lstrip(" "))) + 2)
            yield head + _literal(value, indent) + tail
        gap = "" if written.start != written.end or head.endswith(" ") else " "
        space = " " if tail.startswith("#") else ""
        for form in _scalar_forms(value, written.style, in_list=False):
            yield head + gap + form + space + tail
    elif isinstance(value, str) and written.style == "flow" and one_line:
        for form in _scalar_forms(value, "plain", in_list=False):
            yield head + form + tail
    elif written.style == "flow" and one_line and value is not None and not isinstance(value, str):
        for always in (False, True):
            yield head + _kept_flow(entry, written, old, value, always_quote=always) + tail
    elif written.style == "flow" and not isinstance(value, str) and value is not None:
        for always in (False, True):
            yield head + _flow(value, always_quote=always) + tail
    elif written.style == "block" and isinstance(value, Mapping) and value and written.kind == "mapping":
        yield from _inner_mapping(entry, written, old, value)
    elif written.style == "block" and written.kind == "list" and value and not isinstance(value, str | Mapping):
        yield from _inner_list(entry, written, old, value)
    elif value is not None and one_line and written.kind == "scalar" and not _spans_lines(value):
        gap = "" if written.start != written.end or head.endswith(" ") else " "
        for always in (False, True):
            yield head + gap + _flow(value, always_quote=always) + tail
    colon = re.match(r"[^\n]*?:(?=\s|$)", entry[: max(written.start, 1)] + "\n")
    name = colon[0] if colon else entry[: entry.index(":") + 1]
    indent = " " * (len(entry) - len(entry.lstrip(" ")))
    for form in _fresh(name, value, indent, key):
        if value is None and one_line and tail.strip():
            yield form.rstrip("\n") + (tail if tail.startswith(" ") else f" {tail}")
        yield form


def _spans_lines(value: Value) -> bool:
    """Whether a value that is new to its key is written by lines: a mapping, or a list of mappings."""
    return isinstance(value, Mapping) or any(not isinstance(item, str | None) for item in value or ())


def _kept_flow(entry: str, written: Written, old: Value, value: Value, *, always_quote: bool) -> str:
    """A list or mapping in brackets, in which values that stay keep how they are written."""
    if isinstance(value, Mapping) and isinstance(old, Mapping) and written.kind == "mapping":
        pieces = {
            key.name: (old[key.name], entry[key.start : item.end])
            for key, item in zip(written.keys, written.items, strict=True)
        }
        parts = [
            pieces[name][1]
            if name in pieces and pieces[name][0] == _plain(inner)
            else f"{_name(name)}: {_flow(inner, always_quote=always_quote)}"
            for name, inner in value.items()
        ]
        return "{" + ", ".join(parts) + "}"
    if isinstance(value, Sequence) and not isinstance(value, str) and isinstance(old, list) and written.kind == "list":
        kept = [(was, entry[item.start : item.end]) for was, item in zip(old, written.items, strict=True)]
        parts = [
            next((piece for was, piece in kept if was == _plain(inner)), None)
            or _flow(inner, always_quote=always_quote)
            for inner in value
        ]
        return "[" + ", ".join(parts) + "]"
    return _flow(value, always_quote=always_quote)


def _inner_mapping(entry: str, written: Written, old: Value, value: Mapping[str, Value]) -> Iterator[str]:
    """A mapping by lines below its key, of which only the keys that differ are written again."""
    column = _column(entry, written.start)
    start = written.start - column
    inner = entry[start : written.end] + "\n"
    lines = inner.split("\n")
    if any(line.strip() and not line.startswith(" " * column) for line in lines) or not isinstance(old, Mapping):
        return
    text = "\n".join(line[column:] for line in lines)
    for name in old:
        if name not in value:
            text = without_key(text, name) or text
    for name, new in value.items():
        if name not in old or old[name] != _plain(new):
            changed = with_key(text, name, new, tuple(value))
            if changed is None:
                return
            text = changed
    indented = "".join(" " * column + line if line.strip() else line for line in text.splitlines(keepends=True))
    yield entry[:start] + indented.removesuffix("\n") + entry[written.end :]


def _inner_list(entry: str, written: Written, old: Value, value: Sequence[Value]) -> Iterator[str]:
    """A list by lines, of which only the entries that differ are written again, in the form of the others."""
    column = _column(entry, written.start)
    start = written.start - column
    lines = entry[start:].splitlines(keepends=True)
    if not isinstance(old, list) or len(old) != len(written.items) or not old:
        return
    dash = re.compile(rf" {{{column}}}-(?=\s|$)")
    firsts = [i for i, line in enumerate(lines) if dash.match(line)]
    if len(firsts) != len(old):
        return
    ends = [1 + entry.count("\n", start, max(item.end, start)) for item in written.items]
    ends = [max(end, first + 1) for end, first in zip(ends, firsts, strict=True)]
    by_lines = any(item.style == "block" for item in written.items)
    styles = [item.style for item in written.items if item.kind == "scalar"]
    new = [_plain(item) for item in value]
    keys, new_keys = ([repr(item) for item in items] for items in (old, new))
    for always in (False, True):
        out = lines[: firsts[0]]
        place = new_place = 0
        for a, c, size in equal_runs(keys, new_keys):
            for item in new[new_place:c]:
                if out and not out[-1].endswith("\n"):
                    out[-1] += "\n"
                out += _item(
                    item, " " * column, styles[0] if styles else "plain", by_lines=by_lines, always_quote=always
                )
            for i in range(place, a):  # comments and empty lines behind an entry stay
                out += lines[ends[i] : firsts[i + 1] if i + 1 < len(firsts) else len(lines)]
            for i in range(a, a + size):
                out += lines[firsts[i] : firsts[i + 1] if i + 1 < len(firsts) else len(lines)]
            place, new_place = a + size, c + size
        yield entry[:start] + "".join(out)


# values that are new


def _fresh(head: str, value: Value, indent: str, key: str) -> Iterator[str]:
    """The lines of a key whose value is new; ``head`` is the key with its indentation and colon."""
    if value is None:
        yield f"{head}\n"
    elif isinstance(value, str):
        for form in _scalar_forms(value, "plain", in_list=False):
            yield f"{head} {form}\n"
    elif isinstance(value, Mapping):
        if not value:
            yield f"{head} {{}}\n"
            return
        for always in (False, True):
            inner = "".join(_mapping_lines(value, indent + "  ", always_quote=always))
            yield f"{head}\n{inner}"
            yield f"{head} {_flow(value, always_quote=True)}\n"
        yield f"{head}\n{''.join(_lines(value, indent + '  '))}"
    else:
        for always in (False, True):
            flow = f"{head} {_flow(value, always_quote=always)}\n"
            lines = "".join(
                line
                for item in value
                for line in _item(item, indent + "  ", "plain", by_lines=key != "sources", always_quote=always)
            )
            if not value or (not _spans_lines(value) and len(flow) <= _WIDE):
                yield flow
            else:
                yield f"{head}\n{lines}"
                yield flow
        yield f"{head}\n{''.join(_lines(value, indent + '  '))}"


def _lines(value: Value, indent: str) -> Iterator[str]:
    """A value by lines in the form that always holds it: each entry below its dash, each text between quotation marks."""
    if value is None:
        return
    if isinstance(value, str):
        yield f"{indent}{_double(value)}\n"
    elif not value:
        yield f"{indent}{{}}\n" if isinstance(value, Mapping) else f"{indent}[]\n"
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            yield f"{indent}{_name(name)}:\n"
            yield from _lines(inner, indent + "  ")
    else:
        for inner in value:
            yield f"{indent}-\n"
            yield from _lines(inner, indent + "  ")


def _mapping_lines(value: Mapping[str, Value], indent: str, *, always_quote: bool) -> Iterator[str]:
    for name, inner in value.items():
        head = f"{indent}{_name(name)}:"
        if isinstance(inner, str):
            yield f"{head} {_form(inner, 'plain', in_list=False, always_quote=always_quote)}\n"
        elif isinstance(inner, Mapping) and inner:
            yield f"{head}\n"
            yield from _mapping_lines(inner, indent + "  ", always_quote=always_quote)
        else:
            yield f"{head} {_flow(inner, always_quote=always_quote)}".rstrip(" ") + "\n"


def _item(item: Value, indent: str, style: str, *, by_lines: bool, always_quote: bool) -> list[str]:
    """The lines of an entry of a list by lines."""
    if isinstance(item, str):
        return [f"{indent}- {_form(item, style, in_list=True, always_quote=always_quote)}\n"]
    if isinstance(item, Mapping) and item and by_lines:
        lines = list(_mapping_lines(item, indent + "  ", always_quote=always_quote))
        return [f"{indent}- {lines[0].lstrip(' ')}", *lines[1:]]
    return [f"{indent}- {_flow(item, always_quote=always_quote)}".rstrip(" ") + "\n"]


def _flow(value: Value, *, always_quote: bool) -> str:
    """A value on one line, in brackets where it is a list or mapping."""
    if value is None:
        return ""
    if isinstance(value, str):
        bare = scalar(value, in_flow=True) == value or _NUMBER.fullmatch(value)
        return value if bare and not always_quote and not LIST_LIKE.search(value) else _quoted(value)
    if isinstance(value, Mapping):
        parts = (f"{_name(k)}: {_flow(inner, always_quote=always_quote)}" for k, inner in value.items())
        return "{" + ", ".join(parts) + "}"
    return "[" + ", ".join(_flow(inner, always_quote=always_quote) or "~" for inner in value) + "]"


def _scalar_forms(value: str, style: str, *, in_list: bool) -> Iterator[str]:
    """A text on one line, in the forms that may be right: with the old quotation marks, plain, with any marks."""
    single = "'" + value.replace("'", "''") + "'"
    if style == "'" and value.isprintable():
        yield single
    if style == '"':
        yield _double(value)
    if (scalar(value) == value or _NUMBER.fullmatch(value)) and not (in_list and LIST_LIKE.search(value)):
        yield value
    yield _quoted(value)
    yield _double(value)


def _form(value: str, style: str, *, in_list: bool, always_quote: bool) -> str:
    """The first of the forms of a text; with ``always_quote`` the one between double quotation marks."""
    return _double(value) if always_quote else next(_scalar_forms(value, style, in_list=in_list))


def _quoted(value: str) -> str:
    """A text between quotation marks: double ones, unless single ones need no escapes and double ones do."""
    if ('"' in value or "\\" in value) and "'" not in value and value.isprintable():
        return f"'{value}'"
    return _double(value)


_SURROGATE = re.compile("[\ud800-\udfff]")
_ESCAPED = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff]")


def _double(value: str) -> str:
    """A double-quoted scalar on one line: https://yaml.org/spec/1.2.2/#731-double-quoted-style"""
    inner = value.replace("\\", "\\\\").replace('"', '\\"')
    return (
        '"' + _ESCAPED.sub(lambda sign: {"\n": "\\n", "\t": "\\t"}.get(sign[0], f"\\u{ord(sign[0]):04x}"), inner) + '"'
    )


def _literal(value: str, indent: str) -> str:
    """A text of several lines behind ``|``."""
    body = value.rstrip("\n")
    ends = len(value) - len(body)
    sign = "|" if ends == 1 else "|-" if ends == 0 else "|+"
    lines = [indent + line if line else line for line in body.split("\n")]
    return "\n".join([sign, *lines]) + "\n" * max(0, ends - 1)
