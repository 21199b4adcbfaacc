"""Divide an XML file into its items, so that one broken item costs itself and memory holds one item at a time."""

import re
from collections.abc import Iterator
from mmap import mmap
from typing import NamedTuple

from .hardened_xml import MAX_BYTES, Node, Refused, parse
from .source_files import Released

_DECLARATION = re.compile(rb"""\s*<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z][\w.-]{0,30})["'][^>]*>""")
_SPACES = re.compile(rb"""\sxmlns(?::[\w.-]{1,60})?\s*=\s*(?:"[^"<]*"|'[^'<]*')""")
_ROOT = re.compile(rb"<(?![?!])[^>]{0,20000}>")


class Unit(NamedTuple):
    """One item: its root and where it stands, or the reason why it was refused."""

    node: Node | None
    refused: Refused | None
    line: int
    repaired: bool = False


def utf8(data: bytes) -> bytes:
    """Return the bytes of an XML file in UTF-8 where they were in UTF-16, which cannot be divided; else as they are."""
    if data[:2] not in (b"\xff\xfe", b"\xfe\xff"):
        return data
    text = data.decode("utf-16", "replace")
    return re.sub(r"""(<\?xml[^>]*?)\sencoding\s*=\s*["'][^"']*["']""", r"\1", text, count=1).encode("utf-8", "replace")


def head_text(head: bytes) -> bytes:
    """Return the first bytes of a file for a search of ASCII words, whatever its encoding."""
    return head.replace(b"\x00", b"")


def units(data: bytes | mmap, names: tuple[str, ...]) -> Iterator[Unit]:
    """Yield the elements of these names, each parsed alone with the namespaces and the encoding of the file.

    An item ends at its end tag, or where the next one begins. Tags in CDATA and comments do not count; but a CDATA that
    swallows the end of an item, the next beginning and another CDATA was not closed, and counts as text. So does one that
    nothing closes.
    """
    head = bytes(data[:20_000])
    declaration = _DECLARATION.match(head.removeprefix(b"\xef\xbb\xbf"))
    root = _ROOT.search(head)
    spaces = b"".join(dict.fromkeys(match[0] for match in _SPACES.finditer(root[0]))) if root else b""
    encoding = declaration[1] if declaration else b"utf-8"
    before = b'<?xml version="1.0" encoding="' + encoding + b'"?><import' + spaces + b">"
    line, counted = 1, 0
    released = Released(data)
    for start, end in spans(data, names):
        released.before(start)
        while (at := data.find(b"\n", counted, start)) >= 0:
            line, counted = line + 1, at + 1
        if end - start > MAX_BYTES:
            yield Unit(None, Refused("xml-too-large", line), line)
            continue
        unit = bytes(data[start:end])
        try:
            try:
                wrapped, repaired = parse(before + unit + b"</import>", first_line=line)
            except Refused as refused:
                missing = _undeclared(unit, spaces) if refused.code == "xml-broken" else b""
                if not missing:
                    raise
                wrapped, repaired = parse(before[:-1] + missing + b">" + unit + b"</import>", first_line=line)[0], True
        except Refused as refused:
            yield Unit(None, refused, line)
        else:
            yield Unit(next(wrapped.elements(), None), None, line, repaired)


_PREFIX = re.compile(rb"<([A-Za-z_][\w.-]{0,40}):|\s([A-Za-z_][\w.-]{0,40}):[\w.-]+\s*=")
_KNOWN = {
    b"content": b"http://purl.org/rss/1.0/modules/content/",
    b"dc": b"http://purl.org/dc/elements/1.1/",
    b"media": b"http://search.yahoo.com/mrss/",
    b"atom": b"http://www.w3.org/2005/Atom",
    b"itunes": b"http://www.itunes.com/dtds/podcast-1.0.dtd",
    b"rdf": b"http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    b"googleplay": b"http://www.google.com/schemas/play-podcasts/1.0",
    b"podcast": b"https://podcastindex.org/namespace/1.0",
}
"""What prefixes mean that feeds use without declaring them."""


def _undeclared(unit: bytes, spaces: bytes) -> bytes:
    """Declarations of the prefixes that an item uses and neither it nor its file declares."""
    declared = spaces + b" " + b" ".join(match[0] for match in _SPACES.finditer(unit))
    prefixes = {match[1] or match[2] for match in _PREFIX.finditer(unit)} - {b"xml", b"xmlns"}
    return b"".join(
        b' xmlns:%b="%b"' % (prefix, _KNOWN.get(prefix, b"urn:undeclared:" + prefix))
        for prefix in sorted(prefixes)
        if b"xmlns:" + prefix not in declared
    )


def declared(data: bytes) -> bytes:
    """Return a document whose root declares the prefixes that are used in it and that nobody declares."""
    root = _ROOT.search(data)
    if root is None:
        return data
    end = root.end() - (2 if root[0].endswith(b"/>") else 1)
    return data[:end] + _undeclared(data, b"") + data[end:]


def spans(data: bytes | mmap, names: tuple[str, ...]) -> Iterator[tuple[int, int]]:
    """Yield where each element of these names begins and ends."""
    alternatives = "|".join(map(re.escape, names)).encode()
    sign = re.compile(rb"<!\[CDATA\[|<!--|<(/?)(?:[\w.-]+:)?(?:" + alternatives + rb")(?=[\s/>])[^<>]*>")
    next_item = re.compile(
        rb"</(?:[\w.-]+:)?(?:" + alternatives + rb")\s*>\s*<(?:[\w.-]+:)?(?:" + alternatives + rb")[\s>]"
    )
    ends = {b"<![CDATA[": -1, b"<!--": -1}  # where the next end of each lies, searched once
    crossing = nested = -1
    start = position = 0
    is_open = False
    size = len(data)
    while match := sign.search(data, position):
        position = match.end()
        if match[0] in ends:
            opening = match[0]
            if ends[opening] < position:
                found = data.find(b"]]>" if opening == b"<![CDATA[" else b"-->", position)
                ends[opening] = found + 3 if found >= 0 else size + 1
            if crossing < position:
                crossed = next_item.search(data, position)
                crossing = crossed.start() if crossed else size + 1
            if nested < position:
                found = data.find(opening, position)
                nested = found if found >= 0 else size + 1
            if ends[opening] <= size and (ends[opening] <= crossing or ends[opening] <= nested):
                position = ends[opening]
            continue
        if is_open:
            yield start, match.end() if match[1] else match.start()
            is_open = False
        if not match[1] and not match[0].endswith(b"/>"):
            start, is_open = match.start(), True
    if is_open:
        yield start, size
