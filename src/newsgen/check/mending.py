"""Mend the findings in a story's file that have one right answer.

Only prose is edited: never code, links, HTML, keys or YAML syntax. An edit that would change more than words is not
applied; the finding remains, and the editor decides. For example, an invisible character may keep a dash from starting a
list.
"""

import re
from codecs import BOM_UTF8
from collections.abc import Callable, Iterator
from typing import Any

from ..arabic import style
from ..arabic.character_classes import LETTER, MARK
from ..arabic.edits import Edit
from ..articles.body import render
from ..base.problems import Problem, has_errors
from ..site.article_file import MAX_BYTES, fences
from ..site.schema import decode
from ..site.settings import Settings
from ..site.text import without_controls
from ..site.yamltext import Path, parse, scalars
from .dirty_text import changes
from .passages import masked, text_paths
from .rules import RULES

ROUNDS = 8
"""The most passes over one text. Real text needs two: a comma may be right only after the space before it is removed."""


Wanted = Callable[[str], bool]
"""Whether to mend the findings of a rule, by its code."""


def mended(data: bytes, settings: Settings, wanted: Wanted) -> bytes:
    """The bytes of a story's file, mended; equal to ``data`` where nothing is to mend. No file is written.

    Bytes that are no article file with front matter, or that mix line endings, are returned as they are. The ignores in
    the front matter do not count: that is up to ``wanted``.
    """
    text = decode(data) if len(data) <= MAX_BYTES and b"\0" not in data else ""
    if isinstance(text, Problem) or not text.strip():
        return data
    ending = "\r\n" if "\r\n" in text else "\n"
    plain = text.replace("\r\n", "\n")
    ends = fences(plain)
    if "\r" in plain or plain.replace("\n", ending) != text or isinstance(ends, Problem):
        return data
    start, end, body = ends
    front = _front(plain[start:end], settings, wanted)
    new = plain[:start] + front + plain[end:body] + _body(plain[body:], settings, wanted)
    head = BOM_UTF8 if data.startswith(BOM_UTF8) else b""
    return head + new.replace("\n", ending).encode()


def _body(text: str, settings: Settings, wanted: Wanted) -> str:
    prefix = settings.prefix
    return _rounds(
        text,
        lambda now: _edits(masked(now), settings, wanted, body=True),
        lambda before, after: changes_words_only(before, after, prefix),
    )


def changes_words_only(before: str, after: str, prefix: str) -> bool:
    """Whether two texts in Markdown differ in words alone once they are rendered: not in structure, links, code or boxes.

    ``prefix`` is the path prefix of the site's addresses (``Settings.prefix``). Both texts are rendered.
    """
    return _structure(before, prefix) == _structure(after, prefix)


def _front(text: str, settings: Settings, wanted: Wanted) -> str:
    for path in list(text_paths(parse(text).value)):
        place = scalars(text).get(path)
        if place is not None:
            start, end, _ = place
            head, tail = text[:start], text[end:]

            def only_words_differ(
                before: str, after: str, path: Path = path, head: str = head, tail: str = tail
            ) -> bool:
                then = parse(head + after + tail)
                whole = bool(after.strip()) and not has_errors(then.problems)
                return whole and then.value == _with(parse(head + before + tail).value, path, after)

            now = _rounds(text[start:end], lambda value: _edits(value, settings, wanted, body=False), only_words_differ)
            text = head + now + tail
    return text


def _with(value: Any, path: Path, text: str) -> Any:
    """A copy of a front matter's value in which ``text`` replaces the value at ``path`` (keys and indices)."""
    if not path:
        return text
    if isinstance(value, dict):
        return {key: _with(inner, path[1:], text) if key == path[0] else inner for key, inner in value.items()}
    return [_with(inner, path[1:], text) if i == path[0] else inner for i, inner in enumerate(value)]


def _rounds(text: str, find: Callable[[str], list[Edit]], only_words_differ: Callable[[str, str], bool]) -> str:
    for _ in range(ROUNDS):
        new = _applied(text, find(text), only_words_differ)
        if new == text:
            break
        text = new
    return text


def _applied(text: str, edits: list[Edit], only_words_differ: Callable[[str, str], bool]) -> str:
    """The text with every edit that changes words only.

    All edits are tried at once; where they change more than words, each half alone, the later one first.
    """
    if not edits:
        return text
    new = text
    for edit in reversed(edits):
        new = new[: edit.start] + edit.after + new[edit.end :]
    if only_words_differ(text, new):
        return new
    if len(edits) == 1:
        return text
    half = len(edits) // 2
    return _applied(_applied(text, edits[half:], only_words_differ), edits[:half], only_words_differ)


def _edits(text: str, settings: Settings, wanted: Wanted, *, body: bool) -> list[Edit]:
    """The edits for a text: those of dirty text; where there are none, those of the house style. Never both."""
    found = [Edit(c.start, c.end, c.after, code) for code, c in changes(text, body=body) if wanted(code)]
    return found or list(_style(text, settings, wanted))


_LETTER_BEFORE = re.compile(rf"[{LETTER}{MARK}]\s?$")
_LETTER_AFTER = re.compile(rf"\s?[{LETTER}]")


def _style(text: str, settings: Settings, wanted: Wanted) -> Iterator[Edit]:
    """Yield edits for spellings with one right form, and for Latin punctuation between Arabic letters.

    A word with tashkeel or tatweel stays as it is: the suggestion, which would lose them, is not certain.
    """
    for finding in style.findings(text, settings.style.rules):
        code = "style-" + finding.rule
        if not (RULES[code].fixes and finding.suggestion and finding.certain and wanted(code)):
            continue
        if finding.rule == "latin-punctuation":
            before = text[max(0, finding.start - 2) : finding.start]
            if not (_LETTER_BEFORE.search(before) and _LETTER_AFTER.match(text, finding.end)):
                continue
        yield Edit(finding.start, finding.end, finding.suggestion, code)


_CODE = re.compile(r"<(code|pre|kbd|samp)\b.*?</\1>", re.DOTALL)
_TAG = re.compile(r"<(?!/?bdi\b)[^>]*>")


def _structure(text: str, prefix: str) -> list[object]:
    """The parts of a rendered body that are not words: tags with their attributes, code, pictures and error codes."""
    rendered = render(without_controls(text)[0], first_line=1, prefix=prefix)  # as the build renders it
    found: list[object] = [{p.code for p in rendered.problems if p.level == "error"}]
    for part in rendered.parts:
        if isinstance(part, str):
            found += [m[0] for m in _CODE.finditer(part)]
            found += _TAG.findall(part)
        else:
            box = part.box and (part.box.file, part.box.shape, part.box.type, part.box.columns)
            found.append((part.address, part.video, part.link, part.story, part.embed, part.sound, box))
    return found
