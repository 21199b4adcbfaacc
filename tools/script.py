"""The theme's scripts: takes comments and blanks out of the files of script/ and writes them to static/assets/v1/.

    python tools/script.py            write the scripts
    python tools/script.py --check    exit 1 if the scripts are not what the files give

A reader downloads neither the comments nor the blanks; names stay, so that the scripts can be read. A site's own
static/assets/v1/newsgen.js replaces the theme's (docs/templates.md), and so the scripts are static files.
tests/theme/test_script.py checks that both agree.
"""

import sys
from pathlib import Path

from newsgen.theme.script import stripped_script

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "script"
SCRIPTS = ROOT / "static/assets/v1"


def main(arguments: list[str]) -> int:
    wanted = {
        SCRIPTS / file.name: stripped_script(file.read_text(encoding="utf-8")) for file in sorted(SOURCES.glob("*.js"))
    }
    if "--check" in arguments:
        return int(
            any(not script.is_file() or script.read_text(encoding="utf-8") != text for script, text in wanted.items())
        )
    for script, text in wanted.items():
        script.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
