"""Plain texts to HTML without the Markdown engine: paragraphs, headings, bold words, links to other sites.

Most news is such text, and the engine with the sanitiser takes more than ten times as long for it. What comes out is what
these two would make of it, to the byte; tests/test_paragraphs.py compares them over the whole syntax. Where a text holds
anything else, or where it is not certain, it is for the engine, whole.
"""

import re

_SPACES = "\t\x0b-\r\x1c-\x1f\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_ELSE = re.compile(rf"[\\`<>&{{}}|!\x00-\x08\x0e-\x1b\x7f-\x9f\ue000\ue001{_SPACES}]")
"""Marks, entities, attribute lists, tables, controls; spaces that are trimmed or break lines."""
_LINE = re.compile(r"\n(?:[-+=:~ ]|[0-9]+[.)])")
"""Lines of lists, below headings, of definitions, fences and code; indented ones."""

_MARK = re.compile(r"[#*_\[\]]")
_BOLD = r"\*\*(?<![^ \n(«]\*\*)([^\W_](?:[^*_\[\]\n]*[^\W_])?)\*\*(?![*_])"
_HOST = r"(?:(?!xn--)[a-z0-9-]+\.)+[a-z]{2,}"
_LINK = rf"\[(?<!\]\[)([^*_\[\]\n]+)\]\((https?://{_HOST}(?:/[A-Za-z0-9./?=%+~-]*)?)\)"
_INLINE = re.compile(f"{_BOLD}|{_LINK}|_(?<=[^\\W_]_)(?=[^\\W_])")
"""What stands before a mark is asked after it, so that a search runs from mark to mark and not from letter to letter."""
_LEFT = re.compile(r"[*_\[\]]")
_HEADING = re.compile(r"(#{1,6}) +([^#\n ](?:[^#\n]*[^#\n ])?)")


def plain(text: str) -> str | None:
    """A body's safe HTML, or None where the engine is wanted."""
    text = text.strip("\n")
    if _ELSE.search(text) or " \n" in text or _LINE.search("\n" + text):
        return None
    blocks = [block for block in re.split("\n\n+", text) if block]
    if not _MARK.search(text):
        return "\n".join([f"<p>{block}</p>" for block in blocks])
    made = []
    for block in blocks:
        html = f"<p>{block}</p>" if not _MARK.search(block) else _marked(block)
        if html is None:
            return None
        made.append(html)
    return "\n".join(made)


def _marked(block: str) -> str | None:
    heading = _HEADING.fullmatch(block)
    if heading:
        level = max(2, len(heading[1]))  # the headline is the only h1
        words = _inline(heading[2])
        return None if words is None else f"<h{level}>{words}</h{level}>"
    if block.startswith("#") or "\n#" in block:
        return None
    words = _inline(block)
    return None if words is None else f"<p>{words}</p>"


def _inline(text: str) -> str | None:
    rest, html, last = [], [], 0
    for match in _INLINE.finditer(text):
        between = text[last : match.start()]
        rest.append(between)
        html.append(between)
        last = match.end()
        bold, words, address = match.groups()
        if bold is not None:
            html.append(f"<strong>{bold}</strong>")
        elif words is not None:
            html.append(f'<a href="{address}">{words}</a>')
        else:
            html.append("_")
    rest.append(text[last:])
    html.append(text[last:])
    if any(map(_LEFT.search, rest)):
        return None
    return "".join(html)
