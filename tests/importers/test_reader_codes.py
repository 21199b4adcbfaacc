"""The codes of the readers of agencies, feeds and generators are documented, each once."""

import re
from pathlib import Path

from newsgen.importers import agency_codes
from newsgen.importers.codes import Code

CODES = [value for value in vars(agency_codes).values() if isinstance(value, Code)]
PAGE = Path(__file__).parents[2] / "docs" / "importing-formats.md"


def test_every_code_is_documented() -> None:
    rows = re.findall(
        r"^\| `([\w-]+)` \| (error|warning|info) \| (.+) \|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE
    )
    assert rows == [(code.name, code.level, f"{code.text} {code.hint}".strip()) for code in CODES]


def test_names_are_unlike() -> None:
    assert len({code.name for code in CODES}) == len(CODES)
