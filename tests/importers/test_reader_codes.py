"""The codes of the readers of agencies, feeds and generators are documented, each once."""

import re
from pathlib import Path

from newsgen.importers import agency_codes, podcast_codes
from newsgen.importers.codes import Code

CODES = [code for module in (agency_codes, podcast_codes) for code in vars(module).values() if isinstance(code, Code)]
PAGE = Path(__file__).parents[2] / "docs" / "importing-formats.md"


def test_every_code_is_documented() -> None:
    rows = re.findall(
        r"^\| `([\w-]+)` \| (error|warning|info) \| (.+) \|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE
    )
    texts = (f"{code.text} {code.hint}".strip().replace("{{", "{").replace("}}", "}") for code in CODES)
    assert rows == [(code.name, code.level, text) for code, text in zip(CODES, texts, strict=True)]


def test_names_are_unlike() -> None:
    assert len({code.name for code in CODES}) == len(CODES)
