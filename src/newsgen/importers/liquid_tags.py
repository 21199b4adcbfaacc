"""Expand the tags of Jekyll, Hexo and Eleventy that name pages, pictures and code; keep the others and tell of them.

https://jekyllrb.com/docs/liquid/tags/, https://hexo.io/docs/tag-plugins.
"""

import re
from collections import Counter
from collections.abc import Callable
from html import escape

from . import agency_codes as codes
from . import agency_text
from .hugo_shortcodes import CODE_END, arguments, code_begin, with_fences
from .item import Note, note

_RAW = re.compile(r"\{%-?\s*raw\s*-?%\}(.*?)(?:\{%-?\s*endraw\s*-?%\}|\Z)", re.DOTALL)
_COMMENT = re.compile(r"\{%-?\s*comment\s*-?%\}.*?(?:\{%-?\s*endcomment\s*-?%\}|\Z)", re.DOTALL)
_TAG = re.compile(r"\{%-?\s*(\w{1,40})((?:[^%]|%(?!\})){0,500}?)-?%\}|\{\{-?\s*((?:[^{}]|\}(?!\})){0,500}?)\s*-?\}\}")
_CODE = frozenset({"highlight", "codeblock", "code"})
_OPEN, _CLOSE = "\ue010", "\ue011"


def expand(text: str, link: Callable[[str], str], base: str) -> tuple[str, list[Note]]:
    """Return the text without the tags that are known, and notes on those that were kept and on links to no page.

    ``link`` gives the address of the page that a tag names, empty where there is none. ``base`` stands for the site's
    address and path.
    """
    if "{%" not in text and "{{" not in text:
        return text, []
    kept = Counter[str]()
    missing = Counter[str]()
    text = text.replace(_OPEN, "").replace(_CLOSE, "")
    if "raw" in text:
        text = (
            _RAW.sub(lambda match: match[1].replace("{", _OPEN).replace("}", _CLOSE), text)
            if "endraw" in text
            else text
        )
    if "endcomment" in text:
        text = _COMMENT.sub("", text)

    def replaced(match: re.Match[str]) -> str:
        if match[3] is not None:
            return _output(match, kept, link, base)
        name, words = match[1].lower(), match[2].strip()
        if name in ("post_url", "link", "post_link"):
            wanted, *label = words.split(maxsplit=1) or [""]
            address = link(wanted.strip("'\""))
            if not address:
                missing[wanted] += 1
            if name == "post_link":
                shown = label[0].strip("'\"") if label else wanted
                return f'<a href="{escape(address or wanted)}">{escape(shown, quote=False)}</a>'
            return address or wanted
        if name in _CODE:
            return code_begin(words.split()[0] if re.match(r"[a-z]", words) else "")
        if name.removeprefix("end") in _CODE:
            return CODE_END
        if name in ("asset_img", "img"):
            given = arguments(words)
            parts = [part for part in given.bare if not part.isdigit()]
            source = next((part for part in parts if "." in part), "")
            title = " ".join(parts[parts.index(source) + 1 :]) if source else ""
            return f'\n\n<figure><img src="{escape(source)}" alt="{escape(title)}"></figure>\n\n'
        if name in ("youtube", "vimeo"):
            identifier = (arguments(words).bare or [""])[0]
            address = identifier if identifier.startswith("http") else (
                f"https://www.youtube.com/watch?v={identifier}" if name == "youtube" else f"https://vimeo.com/{identifier}"
            )  # fmt: skip
            return f'\n\n<p><a class="video" href="{escape(address)}">{escape(address, quote=False)}</a></p>\n\n'
        kept[match[0]] += 1
        return match[0]

    text = with_fences(_TAG.sub(replaced, text)).replace(_OPEN, "{").replace(_CLOSE, "}")
    notes = [note(codes.TAG_KEPT, count=count, tag=agency_text.excerpt(tag)) for tag, count in sorted(kept.items())]
    return text, notes + [note(codes.LINK_UNKNOWN, count=count, name=name) for name, count in sorted(missing.items())]


_URL = re.compile(r"['\"]([^'\"]+)['\"]\s*\|\s*(?:relative_url|absolute_url|url|prepend:\s*site\.(?:base)?url)\b")


def _output(match: re.Match[str], kept: Counter[str], link: Callable[[str], str], base: str) -> str:
    """The value of ``{{ … }}`` where it is an address of the site."""
    words = match[3]
    if words in ("site.baseurl", "site.url", "site.url | append: site.baseurl", "root_url", "SITEURL"):
        return base
    if found := _URL.match(words):
        return base + "/" + found[1].lstrip("/")
    kept[match[0]] += 1
    return match[0]
