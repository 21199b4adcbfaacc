"""The letter under which an index files a name: that of the order in which names stand there."""

from __future__ import annotations

from itertools import groupby

import pytest

from newsgen import arabic
from newsgen.site.settings_file import read as read_settings
from newsgen.theme.functions import Functions
from tests.support import SETTINGS


@pytest.fixture(scope="module")
def functions() -> Functions:
    settings, problems = read_settings(SETTINGS.encode())
    assert settings is not None, problems
    return Functions(settings)


@pytest.mark.parametrize(
    ("name", "letter"),
    [
        ("المياه", "م"), ("إيمان", "ا"), ("الله", "ا"), ("«الكتب»", "ك"), ("پاريس", "ب"), ("#وسم", "و"), ("NASA", "N"),
        ("Élan", "E"), ("الـNASA", "N"), ("2026", ""), ("", ""),
    ],
)  # fmt: skip
def test_a_name_has_its_letter(functions: Functions, name: str, letter: str) -> None:
    assert functions.initial(name) == letter


def test_names_in_order_stand_under_each_letter_once(functions: Functions) -> None:
    names = [
        "مياه",
        "المتحف",
        "أسعار",
        "إيمان",
        "الاتحاد",
        "5G",
        "2026",
        "NASA",
        "nile",
        "بحر",
        "Élan",
        "تقنية",
        "التراث",
    ]
    letters = [letter for letter, _ in groupby(sorted(names, key=arabic.sort_key), functions.initial)]
    assert len(letters) == len(set(letters)), letters
