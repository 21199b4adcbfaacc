"""What a piece of CSS loads: the first thing in it that comes from another file or host, or that could run.

It is searched, not parsed: every name that loads something counts wherever it stands, in a comment or a text too, so that no
trick with either hides one. See https://drafts.csswg.org/css-syntax-3/ for escapes and ``url()``, and
https://drafts.csswg.org/css-images-4/ for the functions that load pictures.
"""

import re

RASTER = re.compile(r"data:image/(?:png|jpe?g|gif|webp|avif)[;,]", re.IGNORECASE)
"""How the address of a picture that holds its own pixels begins. An SVG is none: it may load other files itself."""

_FONT = re.compile(r"data:(?:font/[a-z0-9.+-]+|application/(?:x-)?font-[a-z0-9-]+)[;,]", re.IGNORECASE)

_ESCAPE = re.compile(r"\\(?:([0-9a-f]{1,6})(?:\r\n|[ \t\r\n\f])?|\r\n|[\r\n\f]|(.))", re.IGNORECASE)

_LOADS = re.compile(
    r"@import\b|(?<![\w-])(?:url\(\s*[\"']?\s*|(?:-[a-z]+-)?(?:image-set|cross-fade|image)\(|src\(|expression\()"
    r"|(?:javascript|vbscript):|-moz-binding\b",
    re.IGNORECASE,
)


def what_loads(css: str) -> tuple[int, str] | None:
    """The first thing that a style sheet, or the value of an attribute, loads or runs; None where there is none.

    Returns its place in ``css``, counted from 0, and its first 60 characters. The place is 0 where ``css`` has escapes. Allowed
    are ``url(#id)``, and ``url()`` of a raster picture or a font as ``data:``. Takes time linear in the length.
    """
    plain = _ESCAPE.sub(_unescaped, css) if "\\" in css else css
    for match in _LOADS.finditer(plain):
        if match[0][:4].lower() == "url(" and _is_inner(plain, match.end()):
            continue
        return 0 if plain is not css else match.start(), plain[match.start() : match.start() + 60]
    return None


def _is_inner(css: str, at: int) -> bool:
    """Whether an address that begins at ``at`` is within the file; so is an empty one."""
    return css[at : at + 1] in ("#", ")", "") or bool(RASTER.match(css, at) or _FONT.match(css, at))


def _unescaped(match: re.Match[str]) -> str:
    if match[1] is None:
        return match[2] or ""  # a line end that is escaped is none
    code = int(match[1], 16)
    return chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd"
