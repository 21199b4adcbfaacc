"""Numbers as newsrooms write them in tables."""

import pytest

from newsgen.arabic import House, house_number, read_number


@pytest.mark.parametrize(
    ("written", "read", "with_comma"),
    [
        ("1234", "1234", "1234"),
        ("1,234", "1234", "1.234"),
        ("1,234,567.5", "1234567.5", None),
        ("1.234.567", "1234567", "1234567"),
        ("1.234,5", None, "1234.5"),
        ("12,5", None, "12.5"),
        ("12.50", "12.50", "12.50"),
        ("١٬٢٣٤٫٥", "1234.5", "1234.5"),
        ("۱۲۳", "123", "123"),
        ("٣،٥", "3.5", "3.5"),
        ("٣،٥٠٠", "3500", "3500"),
        ("1 234 567", "1234567", "1234567"),
        ("1\u00a0234", "1234", "1234"),
        ("1'234", "1234", "1234"),
        ("12%", "12%", "12%"),
        ("١٢ ٪", "12%", "12%"),
        ("٪١٢", "12%", "12%"),
        ("-3", "-3", "-3"),
        ("\u22123", "-3", "-3"),
        ("3-", "-3", "-3"),
        ("\u200f-٣\u200f", "-3", "-3"),
        ("+4", "+4", "+4"),
        ("0", "0", "0"),
        ("0.05", "0.05", "0.05"),
    ],
)  # fmt: skip
def test_what_is_a_number(written: str, read: str | None, with_comma: str | None) -> None:
    assert read_number(written) == read
    assert read_number(written, decimal_comma=True) == with_comma


@pytest.mark.parametrize(
    "written",
    ["", "-", "0555", "00", "18+", "1.2.3", "10.0.0.1", "1e5", "1_000", "5 كم", "1.", "nan", "inf", "²", "9" * 60, "1,23,456", "5/6"],
)  # fmt: skip
def test_what_is_none(written: str) -> None:
    assert read_number(written) is None


def test_a_number_in_the_house_style() -> None:
    arab = House(digits="arab")
    assert house_number("-1234567.50%", arab) == "-١٬٢٣٤٬٥٦٧٫٥٠٪"
    assert house_number("1234.0", House()) == "1,234.0"
    assert house_number("2026", arab, grouped=False) == "٢٠٢٦"
    assert house_number("+5", House()) == "+5"
