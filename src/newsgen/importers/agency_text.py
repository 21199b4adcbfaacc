"""Texts as agencies and feeds write them: plain text to HTML, names without contacts, words of HTML."""

import html
import re
from collections.abc import Iterable
from itertools import pairwise

_EMAIL = re.compile(r"(?<![\w.+%-])[\w.+%-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}")
_PHONE = re.compile(r"(?<![\w/.-])(?:\+|00)\d[\d ()./–-]{6,24}\d(?!\w)")
_EMPTY_BRACKETS = re.compile(r"\(\s*\)|<\s*>|\[\s*\]")
_SEPARATORS = re.compile(r"([,;،؛])(?:\s*[,;،؛])+")
_BY = re.compile(r"(?:by|von|par|por|da|بقلم|كتب|كتبت|إعداد|تقرير)\s*[:：]?\s+(?=\S)", re.IGNORECASE)
_BETWEEN = re.compile(r"\s*[,;،؛\n]\s*|\s+(?:and|und|et|y|&)\s+")
_TAG = re.compile(r"<(?:!--.*?(?:-->|\Z)|/?[a-zA-Z!?][^<>]*>)", re.DOTALL)
_HAS_TAG = re.compile(r"</?[a-zA-Z][a-zA-Z0-9]{0,20}(?:\s[^<>]*)?/?>")
_BODY = re.compile(r"<body(?:\s[^>]*)?>", re.IGNORECASE)
_HEADLINE = re.compile(r"<h1(?:\s[^>]*)?>([^<]*(?:<(?!/h1)[^<]*){0,20})</h1>", re.IGNORECASE)
_WORD = re.compile(r"\w+")


def line(text: str) -> str:
    """Return a text on one line, with each run of white space as one space."""
    return " ".join(text.split())


def excerpt(text: str) -> str:
    """Return a text for quoting in a note: on one line, cut to 200 characters."""
    text = line(text)
    return text if len(text) <= 200 else text[:199] + "…"


def without_contacts(text: str) -> tuple[str, int]:
    """Return a text without e-mail addresses and international telephone numbers, and how many there were."""
    text, emails = _EMAIL.subn("", text) if "@" in text else (text, 0)
    text, phones = _PHONE.subn("", text)
    if emails or phones:
        text = _SEPARATORS.sub(r"\1", line(_EMPTY_BRACKETS.sub("", text.replace("mailto:", "")))).strip(" ,;،؛-–—/")
    return text, emails + phones


_LINE = re.compile(
    r"<(p|li|h[1-6])(?:\s[^<>]*)?>([^<]*(?:<(?!/?(?:p|li|ul|ol|div|table|blockquote|figure|h[1-6])\b)[^<]*)*)</\1\s*>\n?",
    re.IGNORECASE,
)
_MOST_WORDS = 8


def without_contact_lines(body: str) -> tuple[str, int]:
    """Return HTML without the paragraphs and items that are contacts, as agencies add them for editors; and how many.

    Such a line has an e-mail address or an international telephone number, and few other words. One within a sentence of
    the story stays.
    """
    if "@" not in body and "+" not in body and "00" not in body:
        return body, 0
    gone = [match.span() for match in _LINE.finditer(body) if _is_contact(match[2])]
    kept = [body[end:start] for (_, end), (start, _) in pairwise([(0, 0), *gone, (len(body), 0)])]
    return "".join(kept), len(gone)


def _is_contact(line: str) -> bool:
    bare, contacts = without_contacts(line_free(line))
    return contacts > 0 and len(_WORD.findall(bare)) <= _MOST_WORDS


def names(written: Iterable[str]) -> tuple[tuple[str, ...], int]:
    """Return the names in bylines, each once, and how many contacts were left out.

    "By A and B, C" gives A, B and C. An Arabic "و" divides nothing, because names begin with it too.
    """
    found: dict[str, None] = {}
    contacts = 0
    for byline in written:
        bare, count = without_contacts(byline)
        contacts += count
        bare = line_free(bare)
        for name in _BETWEEN.split(_BY.sub("", bare, count=1) if _BY.match(bare) else bare):
            if name := line(name).strip(" ()،,"):
                found[name] = None
    return tuple(found), contacts


def line_free(text: str) -> str:
    """Return a text without HTML: tags left out, entities as characters, line ends kept."""
    if "<" in text:
        text = _TAG.sub(" ", text)
    return html.unescape(text).strip() if "&" in text else text.strip()


def plain(text: str) -> str:
    """Return the words of HTML or of a plain text on one line."""
    return line(line_free(text))


def is_html(text: str) -> bool:
    """Return whether a text that may be either has a tag of HTML."""
    return _HAS_TAG.search(text) is not None


def paragraphs(text: str) -> str:
    """Write a plain text as HTML: a paragraph for each block of lines, for each line where no line is empty."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    parts = re.split(r"\n[ \t]*\n\s*", text) if re.search(r"\n[ \t]*\n", text) else text.split("\n")
    return "".join(f"<p>{html.escape(line(part), quote=False)}</p>\n" for part in parts if part.strip())


def fragment(text: str, title: str) -> str:
    """Return what stands in the body of a page of HTML, without a first heading that repeats the title."""
    if start := _BODY.search(text):
        end = text.lower().rfind("</body")
        text = text[start.end() : end if end > start.end() else len(text)]
    heading = _HEADLINE.search(text[:20_000])
    if heading and plain(heading[1]) == line(title):
        text = text[: heading.start()] + text[heading.end() :]
    return text.strip()


def words(text: str) -> set[str]:
    """Return the words of HTML or of a plain text, for comparing two versions of one text."""
    return set(_WORD.findall(line_free(text).casefold()))
