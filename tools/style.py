"""The theme's style sheet: puts the files of style/ together into static/assets/v1/newsgen.css.

    python tools/style.py            write the style sheet
    python tools/style.py --check    exit 1 if the style sheet is not what the files give

A page loads one style sheet, and a site's own static/assets/v1/newsgen.css replaces it (docs/templates.md); so the whole sheet
is a static file. It is written in style/, one file a layer. tests/theme/test_style.py checks that both agree.
"""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "style"
SHEET = ROOT / "static/assets/v1/newsgen.css"

FILES = ("head", "faces", "stand-ins", "reset", "tokens", "base", "layout", "components", "print")
"""The names of the files in their order: what the theme is, the fonts, the fonts until those have come, and the six layers."""


def assembled() -> str:
    """The style sheet that the files of style/ give."""
    return "".join((SOURCES / f"{name}.css").read_text(encoding="utf-8") for name in FILES)


def main(arguments: list[str]) -> int:
    if "--check" in arguments:
        return int(SHEET.read_text(encoding="utf-8") != assembled())
    SHEET.write_text(assembled(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
