"""Every note of WordPress's exports is in the documentation."""

from pathlib import Path

from newsgen.importers.codes import Code
from newsgen.importers.wordpress import codes

PAGE = Path(__file__).parents[3] / "docs" / "importing-wordpress.md"


def test_the_documentation_has_each_code_with_its_texts() -> None:
    rows = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| `wordpress-")]
    assert rows == [
        f"| `{code.name}` | {code.level} | {f'{code.text} {code.hint}'.strip()} |".replace("{{", "{").replace("}}", "}")
        for code in vars(codes).values()
        if isinstance(code, Code)
    ]
