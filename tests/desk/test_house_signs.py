"""The signs that the editor writes for those of a Latin keyboard follow the house's style."""

from __future__ import annotations

import pytest

from newsgen.desk.static_files import house_signs
from newsgen.site.settings_file import read as read_settings
from tests.support import SETTINGS


@pytest.mark.parametrize(
    ("style", "quotes", "punctuation"),
    [
        ("", ("«", "»"), True),
        ("style: {quotes: guillemets}\n", ("«", "»"), True),
        ("style: {quotes: curly}\n", ("“", "”"), True),
        ("style: {quotes: straight}\n", None, True),
        ("style: {latin_punctuation: false}\n", ("«", "»"), False),
    ],
)
def test_signs_by_style(style: str, quotes: tuple[str, str] | None, punctuation: bool) -> None:
    settings, _ = read_settings((SETTINGS + style).encode())
    assert settings is not None
    assert house_signs(settings) == {"quotes": quotes, "punctuation": punctuation}


def test_before_the_first_build() -> None:
    assert house_signs(None) == {"quotes": ("«", "»"), "punctuation": True}
