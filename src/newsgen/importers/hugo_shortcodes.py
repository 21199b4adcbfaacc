"""Expand Hugo's shortcodes: https://gohugo.io/content-management/shortcodes/. Of unknown ones the text is kept."""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from html import escape

from . import agency_codes as codes
from .item import Note, note

_SHORTCODE = re.compile(
    r"\{\{(?P<sign>[<%])(?P<literal>/\*)?[ \t\n]*(?P<end>/?)[ \t\n]*(?P<name>[\w][\w./-]{0,60})"
    r"(?P<words>(?:[^\"`{}]|\"(?:\\.|[^\"\\]){0,2000}\"|`[^`]{0,2000}`|\{(?!\{)|\}(?!\})){0,1500}?)(?:\*/)?[>%]\}\}"
)
_WORD = re.compile(r"(?:([\w-]+)\s*=\s*)?(?:\"((?:\\.|[^\"\\])*)\"|`([^`]*)`|([^\s\"`=]+))")
_EMBEDS = {
    "youtube": "https://www.youtube.com/watch?v={0}",
    "vimeo": "https://vimeo.com/{0}",
    "instagram": "https://www.instagram.com/p/{0}/",
    "tweet": "https://twitter.com/{0}",
    "twitter": "https://twitter.com/{0}",
    "x": "https://x.com/{0}",
    "gist": "https://gist.github.com/{0}",
}


@dataclass(frozen=True, slots=True)
class Arguments:
    """The words of a tag: those with a name, and those without, in order."""

    named: dict[str, str]
    bare: list[str]

    def get(self, name: str, place: int | None = None) -> str:
        """Return a named word, else the bare one at a place; empty if there is neither."""
        if name in self.named:
            return self.named[name]
        return self.bare[place] if place is not None and place < len(self.bare) else ""


def arguments(words: str) -> Arguments:
    """Read the words of a tag: ``src="a b.jpg" 42``."""
    named, bare = {}, []
    for match in _WORD.finditer(words[:4000]):
        value = next((group for group in match.groups()[1:] if group is not None), "").replace('\\"', '"')
        if match[1]:
            named[match[1].lower()] = value
        else:
            bare.append(value)
    return Arguments(named, bare)


_CODE, _NAMED, CODE_END = "\ue012", "\ue013", "\ue014"
_CODE_BEGIN = re.compile(rf"{_CODE}([^{_CODE}{_NAMED}]{{0,40}}){_NAMED}[ \t]*\n?")
_CODE_CLOSE = re.compile(rf"\n?(?<![ \t])[ \t]*{CODE_END}")


def code_begin(language: str) -> str:
    """Return the mark of the beginning of a block of code, for ``with_fences``."""
    return f"{_CODE}{language[:40]}{_NAMED}"


def with_fences(text: str) -> str:
    """Return a text in which the marks of blocks of code are fences on lines of their own."""
    if _CODE not in text and CODE_END not in text:
        return text
    return _CODE_CLOSE.sub("\n```\n", _CODE_BEGIN.sub(r"\n```\1\n", text))


def expand(text: str, link: Callable[[str], str]) -> tuple[str, list[Note]]:
    """Return Markdown without shortcodes, and notes on unknown ones and on links to pages that are not there.

    ``link`` gives the address of the page that a reference names, empty where there is none.
    """
    if "{{" not in text:
        return text, []
    unknown = Counter[str]()
    missing = Counter[str]()

    def replaced(match: re.Match[str]) -> str:
        if match["literal"]:
            sign, other = match["sign"], ">" if match["sign"] == "<" else "%"
            return f"{{{{{sign} {match['end']}{match['name']}{match['words'].rstrip()} {other}}}}}"
        name = match["name"].lower()
        given = arguments(match["words"].rstrip().removesuffix("/"))
        if name == "highlight":
            return CODE_END if match["end"] else code_begin(given.get("lang", 0))
        if match["end"]:
            return "" if name != "details" else "\n"
        if name == "figure":
            return _figure(given)
        if name in ("ref", "relref"):
            wanted = given.get("path", 0)
            address = link(wanted)
            if not address:
                missing[wanted] += 1
            return address or wanted
        if name in ("youtube", "vimeo"):
            address = _EMBEDS[name].format(given.get("id", 0))
            title = given.get("title") or address
            return f'\n\n<p><a class="video" href="{escape(address)}">{escape(title, quote=False)}</a></p>\n\n'
        if name in _EMBEDS:
            user, number = given.get("user", 0), given.get("id", 1)
            path = (
                f"{user}/status/{number}"
                if name in ("tweet", "twitter", "x") and number
                else f"{user}/{number}".strip("/")
            )
            address = _EMBEDS[name].format(path or given.get("id", 0))
            return f'\n\n<p><a href="{escape(address)}">{escape(address, quote=False)}</a></p>\n\n'
        if name == "details" and given.get("summary"):
            return f"\n**{given.get('summary')}**\n\n"
        unknown[name] += 1
        return ""

    text = with_fences(_SHORTCODE.sub(replaced, text))
    notes = [note(codes.SHORTCODE, count=count, name=name) for name, count in sorted(unknown.items())]
    return text, notes + [note(codes.LINK_UNKNOWN, count=count, name=name) for name, count in sorted(missing.items())]


def _figure(given: Arguments) -> str:
    source = given.get("src", 0)
    image = f'<img src="{escape(source)}" alt="{escape(given.get("alt") or "")}">' if source else ""
    if link := given.get("link"):
        image = f'<a href="{escape(link)}">{image}</a>'
    title, caption, credit = (given.get(name) for name in ("title", "caption", "attr"))
    words = " ".join(escape(part, quote=False) for part in (title, caption) if part)
    if credit:
        words += f" <cite>{escape(credit, quote=False)}</cite>"
    below = f"<figcaption>{words.strip()}</figcaption>" if words else ""
    return f"\n\n<figure>{image}{below}</figure>\n\n"
