"""Convert plain texts to HTML without the Markdown engine: paragraphs, headings, bold words, links to other sites.

Most news is such text, and the engine with the sanitiser takes more than ten times as long for it. The output is that of
the engine and the sanitiser, byte for byte; tests/articles/test_paragraphs.py compares the two over the whole syntax. A
text with any other syntax, or with any doubtful character, goes to the engine as a whole.
"""

import re

from ..arabic.character_classes import DIGITS, LEADING_MARKS

_SPACES = "\t\x0b-\r\x1c-\x1f\x85\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_NOT_PLAIN = re.compile(rf"[\\`<>{{}}|\x00-\x08\x0e-\x1b\x7f-\x9f\ue000\ue001{_SPACES}]")
"""What needs the engine: marks, attribute lists, tables, control characters, and spaces that Markdown trims or takes for
line breaks, but no no-break space. One class alone is looked for in a third of the time."""
_ENTITY = re.compile(r"&(?! |[A-Z](?![A-Za-z0-9;])|(?:amp|lt|gt|quot);)")
"""What may be another entity than these four: any & but theirs and those of "S&P" and of "A & B"."""
_BARE = re.compile("&(?!(?:amp|lt|gt|quot);)")
_INDENT = re.compile("(?:^|(?<=\n)) +(?=[ء-ي])")
"""Spaces at the beginning of a line, which begins with a letter: Markdown here has no code by indentation."""
_SPACE_AT_END = re.compile(" \n(?!\n)")
"""A space at the end of a line inside a paragraph; two are a line break. At the end of a paragraph they are text."""
_BLOCK_START = re.compile(rf"\n(?:[-+:](?=[-+:= \n{LEADING_MARKS}]|$)|[=~ {LEADING_MARKS}]|[{DIGITS}]+[.)])")
"""Beginnings of lines that need the engine: of lists, underlines, definitions, fences, indentation, and invisible marks.
A hyphen, a plus or a colon before a word begins none of these."""

_MARK = re.compile(r"[#*_\[\]]")
_BOLD = r"\*\*(?<![^ \n(«]\*\*)([^\W_](?:[^*_\[\]\n]*[^\W_])?)\*\*(?![*_])"
_HOST = r"(?:(?!xn--)[a-z0-9-]+\.)+[a-z]{2,}"
_LINK = rf"\[(?<!\]\[)([^*_\[\]\n]+)\]\((https?://{_HOST}(?:/[A-Za-z0-9./?=%+~-]*)?)\)"
_BRACKETED = r"\[(?<!\]\[)(?:[^\W_]|\.\.|…)[^*_\[\]#\n]*\](?![(\[])"
"""Words in brackets, which are a link only where the text says their address."""
_INLINE = re.compile(f"{_BOLD}|{_LINK}|(?P<bracketed>{_BRACKETED})|_(?<=[^\\W_]_)(?=[^\\W_])")
"""The look-behinds follow the mark, so that the search jumps from mark to mark instead of trying every letter."""
_UNPAIRED = re.compile(r"[*_\[\]]")
_ONE_STAR = re.compile(rf"[^*_\[\]#]*(?:\*\*|\*(?![ \n{LEADING_MARKS}]))[^*_\[\]#]*")
"""A paragraph with one star or pair of stars: nothing closes what it might open, as in "*نقلاً عن"."""
_WHOLE_LINK = re.compile(_LINK)
_HEADING = re.compile(r"(#{1,6}) +([^#\n \xa0](?:[^#\n]*[^#\n \xa0])?)")
_HEADING_LINE = re.compile(rf"(?:^|\n)#{{1,6}}(?:[#\n \xa0{LEADING_MARKS}]|$)")
"""A line that may be a heading. Any other line that begins with # begins with a hashtag, which is text."""

_ESCAPE = re.compile(r"\\([*_#+.()\[\]!>-])")
"""A sign behind a backslash, as imports write it where it is no mark. Of two backslashes in a row the first is left over."""
_STAND_INS = {sign: chr(0xE300 + ord(sign)) for sign in "*_#+.()[]!>-"}
"""For each such sign a character that means nothing to Markdown, while the text is converted."""
_STAND_IN = re.compile(f"[{''.join(_STAND_INS.values())}]")
_SIGNS = str.maketrans({stand_in: "&gt;" if sign == ">" else sign for sign, stand_in in _STAND_INS.items()})

_RULE = re.compile(r"(?<=\n\n)-{3,}(?=\n\n|$)")
"""Hyphens between two paragraphs, as agencies put them before a note."""
_MARK_AFTER_SPACE = re.compile("\n\xa0[\xa0 \n]*[#*-]")
"""A mark that a no-break space keeps from the beginning of its line."""

_AT = re.compile(r"@(?<=[A-Za-z0-9._+-]@)[A-Za-z0-9]")


def may_hold_address(text: str) -> bool:
    """Whether a text may hold an address of which ``BareAddresses`` makes a link. It is quick, and True too often."""
    return "://" in text or "ww." in text or "WW." in text or ("@" in text and _AT.search(text) is not None)


def convert_plain(text: str) -> str | None:
    """Convert a plain text to safe HTML; None when the text needs the Markdown engine.

    A blank text gives an empty string. Text of mixed direction is not isolated yet.
    """
    text = text.strip("\n")
    if "\\" in text:
        if _STAND_IN.search(text):
            return None
        html = _convert(_ESCAPE.sub(lambda match: _STAND_INS[match[1]], text))
        return None if html is None else html.translate(_SIGNS)
    return _convert(text)


def _convert(text: str) -> str | None:
    """Convert a text without empty lines at its ends, whose escaped signs are replaced by their stand-ins."""
    if text.startswith(" ") or "\n " in text:
        text = _INDENT.sub("", text)
    lines = "\n" + (_RULE.sub("", text) if "\n---" in text else text)
    if _NOT_PLAIN.search(text) or "![" in text or ("&" in text and _ENTITY.search(text)):
        return None
    if _BLOCK_START.search(lines) or (" \n" in text and _SPACE_AT_END.search(text)):
        return None
    if "~~" in text or "]:" in text or (may_hold_address(text) and may_hold_address(_WHOLE_LINK.sub("", text))):
        return None
    if "&" in text:
        text = _BARE.sub("&amp;", text).replace("&quot;", '"')
    blocks = [block for block in re.split("\n\n+", text) if block]
    if "\xa0" in text:
        if _MARK_AFTER_SPACE.search("\n" + text):
            return None
        blocks = [trimmed for block in blocks if (trimmed := block.lstrip("\xa0 \n"))]
    if not _MARK.search(text) and "\n---" not in text:
        html = "\n".join([f"<p>{block}</p>" for block in blocks])
    else:
        converted = []
        for block in blocks:
            made = _convert_block(block) if block.startswith("---") or _MARK.search(block) else f"<p>{block}</p>"
            if made is None:
                return None
            converted.append(made)
        html = "\n".join(converted)
    return html.replace("\xa0", "&nbsp;")


def _convert_block(block: str) -> str | None:
    """Convert a rule, a heading, or a paragraph that holds marks. None when it needs the engine, as where signs are escaped
    beside marks."""
    if _STAND_IN.search(block):
        return None
    if block.startswith("---"):
        return "<hr>"
    heading = _HEADING.fullmatch(block)
    if heading:
        level = max(2, len(heading[1]))  # the headline is the only h1
        html = _convert_inline(heading[2])
        return None if html is None else f"<h{level}>{html}</h{level}>"
    if "#" in block and _HEADING_LINE.search(block):
        return None
    html = block if _ONE_STAR.fullmatch(block) else _convert_inline(block)
    return None if html is None else f"<p>{html}</p>"


def _convert_inline(text: str) -> str | None:
    """Convert bold words and links. None when a mark is left over, for the engine may pair it."""
    unmarked, html, last = [], [], 0
    for match in _INLINE.finditer(text):
        between = text[last : match.start()]
        unmarked.append(between)
        html.append(between)
        last = match.end()
        bold, words, address, bracketed = match.groups()
        if bold is not None:
            html.append(f"<strong>{bold}</strong>")
        elif words is not None:
            html.append(f'<a href="{address}">{words}</a>')
        else:
            html.append(bracketed or "_")
    unmarked.append(text[last:])
    html.append(text[last:])
    if any(map(_UNPAIRED.search, unmarked)):
        return None
    return "".join(html)
