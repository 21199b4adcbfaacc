"""What the documentation and the templates say of pictures is what the code has."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

from newsgen.pictures.roles import ROLES, RoleName

ROOT = Path(__file__).parents[2]
TEMPLATES = [
    file for folder in ("templates", "src/newsgen/preview/templates") for file in sorted((ROOT / folder).rglob("*.*"))
]


def test_every_role_is_documented_and_no_other() -> None:
    text = (
        (ROOT / "docs/templates.md").read_text(encoding="utf-8").partition("\n## Pictures\n")[2].partition("\n## ")[0]
    )
    first_cells = (line.split("|")[1] for line in text.splitlines() if line.startswith("| `"))
    assert (
        {name for cell in first_cells for name in re.findall(r"`([^`]+)`", cell)}
        == ROLES.keys()
        == set(get_args(RoleName))
    )


def test_every_role_ends_with_a_view_without_condition() -> None:
    for name, views in ROLES.items():
        assert [bool(view.media) for view in views] == [True] * (len(views) - 1) + [False], name


def test_templates_name_roles_that_exist() -> None:
    named = set()
    for file in TEMPLATES:
        for block in re.findall(r"\{\{.*?\}\}", file.read_text(encoding="utf-8")):
            drawn = re.findall(r"\b(?:picture|figure|views)\([^()]*\)", block)
            words = " ".join((*drawn, *re.findall(r"\brole=.*", block)))
            named |= set(re.findall(r'"([a-z0-9-]+)"', words))
    assert named - {"four", "three"} <= ROLES.keys()
    assert len(named & ROLES.keys()) > 12


def test_one_template_writes_images() -> None:
    """The others are the card of the search page, which a script fills, and the preview's own pages."""
    written = {file.relative_to(ROOT).as_posix() for file in TEMPLATES if "<img" in file.read_text(encoding="utf-8")}
    assert written <= {"templates/components/picture.html", "templates/search.html"}
    assert "templates/components/picture.html" in written
