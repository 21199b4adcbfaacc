"""The theme's style sheet: puts the files of style/ together into static/assets/v1/newsgen.css.

    python tools/style.py            write the style sheet
    python tools/style.py --check    exit 1 if the style sheet is not what the files give

A page loads one style sheet, and a site's own static/assets/v1/newsgen.css replaces it (docs/templates.md); so the whole sheet
is a static file. It is written in style/, one file a layer, and minified here and not when a site is published: a site's own
sheet goes out byte for byte as its author wrote it, a build copies files and understands none, and what readers get is what
the tests of the sheet read. tests/theme/test_style.py checks that both agree.
"""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "style"
SHEET = ROOT / "static/assets/v1/newsgen.css"

FILES = ("head", "faces", "stand-ins", "reset", "tokens", "base", "layout", "components", "print")
"""The names of the files in their order: what the theme is, the fonts, the fonts until those have come, and the six layers."""


NOTE = "/* newsgen: the default theme, minified. Its source is style/ in newsgen's repository. */\n"

_STRING = re.compile(r"(\"[^\"\n]*\"|'[^'\n]*')")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_SPACES = re.compile(r"\s+")
_AROUND = re.compile(r" ?([{};,]) ?")
_CHILD = re.compile(r" > ")
_COLON = re.compile(r"(?<=[{;])([\w-]+): ?")


def assembled() -> str:
    """The style sheet that the files of style/ give, minified."""
    return NOTE + minified("".join((SOURCES / f"{name}.css").read_text(encoding="utf-8") for name in FILES))


def minified(sheet: str) -> str:
    """A style sheet without comments and without spaces that mean nothing, a line for each rule of a layer.

    Strings stay as they are; no comment or string of the sheet may hold the beginning of the other. A space before a colon or a
    parenthesis stays, because it separates two selectors; so do those around ``+`` and ``-``, which ``calc()`` needs.
    """
    pieces = _STRING.split(_COMMENT.sub("", sheet))
    strings = pieces[1::2]
    text = _SPACES.sub(" ", "\x00".join(pieces[::2])).strip()
    text = _COLON.sub(r"\1:", _CHILD.sub(">", _AROUND.sub(r"\1", text))).replace(";}", "}")
    whole, depth = [], 0
    for character in text:
        depth += (character == "{") - (character == "}")
        whole.append(character)
        if character == "}" and depth < 2:
            whole.append("\n")
    parts = "".join(whole).split("\x00")
    return "".join(part + string for part, string in zip(parts, [*strings, ""], strict=True))


def main(arguments: list[str]) -> int:
    if "--check" in arguments:
        return int(SHEET.read_text(encoding="utf-8") != assembled())
    SHEET.write_text(assembled(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
