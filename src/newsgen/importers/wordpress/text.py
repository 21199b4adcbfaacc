"""Plain text from the HTML that WordPress keeps in titles, names, captions and excerpts."""

import html
import re

_TAG = re.compile(
    r"</?(?:a|abbr|b|bdi|bdo|big|br|cite|code|del|div|em|figcaption|font|h[1-6]|hr|i|img|ins|kbd|li|mark|nobr|ol|p|q|s|samp|small"
    r"|span|strike|strong|sub|sup|time|tt|u|ul|wbr)(?:\s[^<>]*)?/?>|<!--.{0,2000}?-->|<(script|style)\b.{0,20000}?</\1\s*>",
    re.IGNORECASE | re.DOTALL,
)
_BREAKING = re.compile(r"</?(?:br|div|h[1-6]|hr|li|ol|p|ul)\b", re.IGNORECASE)


def plain(written: str, *, is_text: bool = False) -> str:
    """Return the words of a short HTML text, on one line: without tags, entities as their signs.

    ``is_text`` says that WordPress took the tags out already, so that ``<b>`` is words. Names of elements that nobody
    uses in a title are words too: "The tag <html>".
    """
    if "<" in written and not is_text:
        written = _TAG.sub(lambda match: " " if _BREAKING.match(match[0]) else "", written)
    if "&" in written:
        written = html.unescape(written)
    return " ".join(written.split())
