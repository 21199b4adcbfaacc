"""Write plain text, addresses and titles so that newsgen's Markdown shows them unchanged: escape what it takes for marks."""

import re
from urllib.parse import quote

from ..arabic.character_classes import DIGITS, LEADING_MARKS

_SPACES = " \t\n\r\x0b\x0c\x1c-\x1f\x85\u2028\u2029"
_LONG = re.compile(f"(?:[{_SPACES[1:]}]| [{_SPACES}])[{_SPACES}]*")
_UNWANTED = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ue000-\ue001\ue100-\ue209\ufdd0-\ufdef\ufeff\ufffe\uffff]"
)
_SURROGATES = re.compile("[\ud800-\udfff]")

_MARKS = re.compile(
    r"""
    [\\`*\[\]{<]                                # escapes, code, emphasis, links, attribute lists, tags
    | _(?:(?<![^\W_]_)|(?![^\W_]))              # inside a word it is a letter
    | ~(?:(?=~|\Z)|(?<=~~)|(?<!.~))
    | &(?=\#?\w{1,40};)                         # entities
    | :(?:(?<=[Tt][Tt][Pp]:)|(?<=[Tt][Tt][Pp][Ss]:))(?=//) | \.(?<=[Ww][Ww][Ww]\.)    # bare addresses
    | @(?<=[A-Za-z0-9._+-]@)(?=[A-Za-z0-9])
    | !\Z                                       # a link may follow, which would be a picture then
    """,
    re.VERBOSE | re.DOTALL,
)
"""Each alternative begins with its sign, and looks behind it afterwards, so that the search jumps from sign to sign."""

_LINE_START = re.compile(
    rf"[\s{LEADING_MARKS}]*(?:(?=\#{{1,6}}(?:\s|$)|>|[-+](?:\s|$)|:(?:\s|$)|(?:=+|-+|~+)\s*$)|[{DIGITS}]{{1,3}}(?=[.)](?:\s|$)))"
)
_HEADING_END = re.compile(r"(?:(?<=\s)|\A)#(?=#*\s*\Z)")
_IN_TITLE = re.compile(r"[\\`\[\]<>\"]|&(?=#?\w{1,40};)")
_IN_ATTRIBUTE = re.compile(r"[^\w\s.,;:/%()?=+-]|_|(?<=[Ww][Ww][Ww])\.|:(?=//)")
_UNSAFE_IN_ADDRESS = re.compile(r"[\s\"'()*<>\[\\\]^`{|}]")


def plain(text: str) -> str:
    """The text without characters that no file of a site may hold: controls, lone surrogates, some for private use."""
    return _SURROGATES.sub("\ufffd", _UNWANTED.sub("", text))


def collapsed(text: str) -> str:
    """The text with one space for each run of what HTML, or a program before it, shows as one: no-break spaces stay."""
    return _LONG.sub(" ", text)


def escaped(text: str) -> str:
    """Markdown that shows a text within a line. What may begin a line is the affair of ``line``."""
    return _MARKS.sub(r"\\\g<0>", text)


def line(markdown: str) -> str:
    """A line of Markdown that begins with words, changed where newsgen would take its beginning for that of a block."""
    match = _LINE_START.match(markdown)
    return f"{markdown[: match.end()]}\\{markdown[match.end() :]}" if match else markdown


def heading(markdown: str) -> str:
    """The words of a heading, changed where newsgen would take hashes at their end for a mark."""
    return _HEADING_END.sub(r"\\#", markdown)


def title(text: str) -> str:
    """A text between the quotation marks behind an address, or between the brackets of a picture, on one line."""
    return _IN_TITLE.sub(lambda match: f"&#{ord(match[0])};", " ".join(text.split()))


def attribute(text: str) -> str:
    """A text between the quotation marks of an attribute of HTML that stands in Markdown."""
    return _IN_ATTRIBUTE.sub(lambda match: f"&#{ord(match[0])};", " ".join(text.split()))


def address(written: str) -> str:
    """An address between the parentheses of a link. It stays readable: only what could end it is percent-encoded."""
    encoded = _UNSAFE_IN_ADDRESS.sub(lambda match: quote(match[0], safe=""), written.strip())
    return re.sub(r"&(?=#?\w{1,40};)", "&amp;", encoded)
