"""Read items that are not well-formed XML."""

import html
import re
from html.entities import html5

from .post import FIELDS, Mending, Parsed, Term

_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\ufffe\uffff]")
_FEEDS = re.compile("[\x0b\x0c]")
_REFERENCE = re.compile(r"&(?:#(\d{1,9}|[xX][0-9a-fA-F]{1,8});|(\w{1,40});|)")
_XML_NAMED = frozenset({"amp", "lt", "gt", "quot", "apos"})
_CDATA = re.compile(r"<!\[CDATA\[.*?\]\]>", re.DOTALL)


def decoded(data: bytes) -> tuple[str, Mending]:
    """The text of an entry, and what its bytes needed: ``signs`` for nothing.

    Old databases hold windows-1256 that an export calls UTF-8. An entry most of whose letters are no UTF-8, and are Arabic
    when they are read as windows-1256, is that. Elsewhere what is no UTF-8 becomes U+FFFD.
    """
    try:
        return data.decode(), "signs"
    except UnicodeDecodeError:
        pass
    text = data.decode("utf-8", "replace")
    faults = text.count("\ufffd") - data.count(b"\xef\xbf\xbd")
    letters = sum(sign > "\x7f" for sign in text) - text.count("\ufffd")
    if faults > letters:
        other = data.decode("cp1256", "replace")
        foreign = [sign for sign in other if sign > "\x7f"]
        if 10 * sum("\u0600" <= sign <= "\u06ff" for sign in foreign) > 6 * len(foreign):
            return other, "encoding"
    return text, "bytes"


def legal(text: str) -> bytes:
    """The text of an entry without what XML refuses, in UTF-8: form feeds become spaces, other control signs vanish.

    Outside CDATA, HTML's named entities become their signs, references to control signs vanish, and a lone ampersand
    becomes text.
    """
    text = _CONTROL.sub("", _FEEDS.sub(" ", text))
    found = []
    at = 0
    for match in _CDATA.finditer(text, 0, text.rfind("]]>") + 3):
        found += [_REFERENCE.sub(_legal_reference, text[at : match.start()]), match[0]]
        at = match.end()
    found.append(_REFERENCE.sub(_legal_reference, text[at:]))
    return "".join(found).encode("utf-8", "replace")


def _legal_reference(match: re.Match[str]) -> str:
    if match[1]:
        number = int(match[1][1:], 16) if match[1][0] in "xX" else int(match[1])
        legal = (
            number in (9, 10, 13) or 32 <= number < 0xD800 or 0xE000 <= number < 0xFFFE or 0xFFFF < number < 0x110000
        )
        return match[0] if legal else ""
    if match[2]:
        if match[2] in _XML_NAMED:
            return match[0]
        sign = html5.get(match[2] + ";")
        return sign if sign and sign not in "<&" else "&amp;" + match[0][1:]
    return "&amp;"


_ELEMENT = re.compile(
    r"<(" + "|".join(map(re.escape, [*FIELDS, "wp:postmeta", "category", "wp:comment"])) + r")(\s[^<>]{0,2000})?>"
)
_OPENED = re.compile(r"<!\[.{0,9}?\[", re.DOTALL)
_CLOSED = re.compile(r"(?:\]\].|\].>|.\]>)$", re.DOTALL)  # one of its signs may be damaged
_ATTRIBUTE = re.compile(r"""([\w:]{1,20})\s*=\s*["']([^"']*)["']""")


def parse_by_fields(text: str) -> Parsed | None:
    """The item of a text with each field taken from its start tag to the first end tag of the same name.

    None where a field has no end, or where the number, the type, the status, the text or the field for a password is
    missing: then there is no knowing what was lost, or whether anybody may see it.
    """
    text = _CONTROL.sub("", _FEEDS.sub(" ", text))
    values: dict[str, str] = {}
    terms: list[Term] = []
    meta: list[tuple[str, str]] = []
    comments = 0
    at = 0
    while match := _ELEMENT.search(text, at):
        name = match[1]
        end = text.find(f"</{name}>", match.end())
        if end < 0:
            return None
        inner = text[match.end() : end]
        at = end + len(name) + 3
        if name == "category":
            given = dict(_ATTRIBUTE.findall(match[2] or ""))
            terms.append(Term(given.get("domain", ""), given.get("nicename", ""), _bare(inner).strip()))
        elif name == "wp:postmeta":
            key = re.search(r"<wp:meta_key>(.*?)</wp:meta_key>", inner, re.DOTALL)
            value = re.search(r"<wp:meta_value>(.*?)</wp:meta_value>", inner, re.DOTALL)
            if key and value:
                meta.append((_bare(key[1]), _bare(value[1])))
        elif name == "wp:comment":
            comments += 1
        else:
            values.setdefault(FIELDS[name], _bare(inner))
    if not {"id", "type", "status", "content", "password"} <= values.keys():
        return None
    return Parsed(values, tuple(terms), tuple(meta), comments, plain_title=False)


def _bare(text: str) -> str:
    """A field's text without the CDATA around it, or with its references decoded where there is none."""
    inner = text.strip()
    opened = _OPENED.match(inner)
    if opened:
        return _CLOSED.sub("", inner[opened.end() :]).replace("]]]]><![CDATA[>", "]]>")
    return html.unescape(text) if "<" not in inner else text.removesuffix("]]>")
