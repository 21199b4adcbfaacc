"""The grammar of foreign runs as tables: what readers take for one run inside an Arabic sentence, with examples.

``bidi_groups`` follows ``SHAPES``, and ``bidi_grammar`` follows ``UNITS`` and ``MONTHS``. ``ROWS`` describes what comes of
all their rules.
"""

from __future__ import annotations

from typing import NamedTuple


class Row(NamedTuple):
    """A kind of run: its name, what it is made of, texts that are one run each, and texts that must stay in parts.

    A part in ``apart`` is bare text between runs of its own. It reads from right to left.
    """

    name: str
    made_of: str
    one: tuple[str, ...]
    apart: tuple[str, ...] = ()


ROWS = (
    Row("range", "figures, a dash, figures no shorter; spaces or none",
        ("2018-2021", "2018 - 2021", "2018 – 2021", "5-10", "95 - 105", "2018- 2021", "5% - 10%", "$5 - $10", "10:30 - 12:00",
         "10:30-12:00", "30/7 - 5/8", "5 -10", "2018 - 19", "1,200 - 1,500", "2–3", "5 - 10%", "2018 → 2021",
         "38 - 40 °C", "5°C - 10°C", "2020 / 21", "5 000 - 10 000"),
        ("2018 - 300",)),
    Row("score, formation", "figures of one or two digits with dashes or colons; points of a match",
        ("3-2", "3 - 2", "4-3-3", "102 - 98", "4 - 3 - 3", "3 : 2", "98 - 102"), ("120 - 30",)),
    Row("date", "three figures with the same sign between them; spaces or none",
        ("30-7-2021", "30 - 7 - 2021", "30 / 7 / 2021", "30 . 7 . 2021", "2021-07-30", "2021 / 7 / 30", "30 /7/ 2021",
         "30–7–2021")),
    Row("sum", "figures and signs of arithmetic", ("2+2=4", "2 + 2 = 4", "5×3", "5 × 3", "10 ÷ 2 = 5", "x = 5", "y = x + 2")),
    Row("signed figure", "a sign before or after a figure, also after the prefixes و ف ب ل ك",
        ("-5", "+3%", "−5", "±2", "18+", "+18", "5%-", "≥50", "<3%", "-5°C", "-5 °C", "~50", "+/-5")),
    Row("amount", "a figure with a currency sign on either side; a space or none",
        ("$50", "50$", "50 $", "€20", "20 €", "-$50", "$1.5bn", "₪30", "30₪", "US$50", "$50-60", "\u20c150", "50 \u20c1",
         "80 $/bbl")),
    Row("share", "a figure with a per cent sign or degrees", ("50%", "7.5%", "50٪", "50 %", "5‰", "35°", "1.5-2.5%")),
    Row("thousands", "up to three digits, then groups of three",
        ("10 000", "1 250 000", "15 200", "$10 000", "10 000 €", "-10 000", "10 000%", "38 500.5", "10 000,50 €",
         "5 000 - 10 000 $", "10 000 km"),
        ("2018 300",)),
    Row("telephone with + or 00", "groups of digits, one of them in brackets or none",
        ("+962 6 555 5555", "+962 (6) 555 5555", "(+962) 6 5555 555", "00962 6 5555555", "+1 (212) 555-1234", "+962-6-5555555",
         "+962 6 555-5555", "(00962) 6 5555555", "+96265555555", "+962(6)5555555", "+962.6.555.5555",
         "+(962) 6 5555555", "+971 4 123 4567 ext. 5", "+962-(6)-5555555")),
    Row("telephone with 0", "the first group begins with 0",
        ("06 555 5555", "(02) 234567", "(02)234567", "010 1234 5678", "050 123 4567", "0522 12 34 56", "06-5555555",
         "06 - 5555555", "06 / 5555555", "0800 123 456", "(06) 555-5555", "03 123 456", "(06)-5555555", "(06) - 5555555",
         "(06)-555-5555")),
    Row("telephone", "two groups that make seven digits or more, or three groups",
        ("4444 1234", "9200 12345", "1 800 345 5678", "800 123 4567", "1 (800) 345-5678", "555 1234", "70 123 456",
         "22 45 67 89", "555-5555", "800 12 34"),
        ("2018 2021",)),
    Row("short code", "signs of the dial and digits", ("*100#", "*123*1#", "#31#", "*#06#", "*100")),
    Row("card, account", "groups of digits",
        ("1234 5678 9012 3456", "3782 822463 10005", "001 234567 001", "1234-5678-9012-3456")),
    Row("IBAN", "letters, then groups", ("JO94 CBJO 0010 0000 0000 0131 0003 02", "SA03 8000 0000 6080 1016 7519")),
    Row("figure with a unit", "a figure, a space, a unit of UNITS or a small Latin word",
        ("5 km/h", "10 GB", "5 - 10 km", "7 pm", "5 p.m.", "100 USD", "3 m²", "1.5 million", "10:30 GMT", "5 km - 10 km",
         "10:30 GMT+3", "10 a.m.-5 p.m.", "31.9° N, 35.9° E")),
    Row("English date", "the figures and the name of a month",
        ("4 July 2021", "July 4, 2021", "5-7 July 2021", "July 5-7, 2021", "24 Sep / September 2021"), ("2018 July",)),
    Row("Latin words", "words, the figures after them, and signs between them",
        ("Visual C++", "Disney+", "Apple (AAPL) Inc", "Blade Runner (1982)", "Tom & Jerry", "C#", "Boeing 737-800", "A/B",
         "Wi-Fi 6", "Fe(OH)3", "printf()", "f(x)", "2.0.1-beta", "2,4-D", "COVID-19", "F-16", "v2.0.1",
         'Dwayne "The Rock" Johnson', "BBB-", "Jean-Luc", "10×20 cm")),
    Row("abbreviation", "its full stop belongs to it, and what follows in the phrase",
        ("Apple Inc.", "U.S.", "No. 1", "Apple Inc. (AAPL)", "Warner Bros.", "Ph.D.", "Washington D.C.", "B.Sc.", "pp. 5-10",
         "vol. 3, no. 2", "Rs. 500")),
    Row("address, handle, path", "with the signs that they begin and end with",
        ("@user", "@user_name", "@user_", "#Trump", "#Trump2020", "a@example.com", "https://example.com/a/", ".NET", "/usr/bin",
         r"C:\Users\x", "~/a/b", "--help",
         "~/.bashrc", "*.pdf", "example.com/", r"\\server\a", "https://example.com/wiki/A_(b)")),
    Row("quotation", "Latin text between quotation marks or brackets, as a whole",
        ("12 Years a Slave", "Mamma Mia!", "2001: A Space Odyssey", "(500) Days of Summer", "We will win.", "Who are you?",
         "Help!", "50 First Dates", "Wait…", "The ‘Big’ 12", "The Beatles’ Help!", "Se7en, 1995.",
         "…And Justice for All", "9 to 5", "?uestlove")),
)  # fmt: skip
"""What newsgen takes for one run. The tests try each example in a browser, and docs/language.md shows the table."""


class Shape(NamedTuple):
    """Groups of digits with one space (or a bracket) between them that are one number.

    ``lengths`` are the digits of each group as (least, most). With ``more`` there may be further groups like the last.
    ``begins`` is what the first group begins with, "" for anything. ``digits`` is the least number of digits of all groups.
    """

    name: str
    begins: tuple[str, ...]
    lengths: tuple[tuple[int, int], ...]
    more: bool
    digits: int


SHAPES = (
    Shape("telephone with + or 00", ("+", "00"), ((1, 10), (1, 10)), True, 7),
    Shape("telephone with 0", ("0",), ((2, 5), (2, 10)), True, 6),
    Shape("thousands", ("",), ((1, 3), (3, 3)), True, 4),
    Shape("two groups", ("",), ((1, 10), (4, 10)), False, 7),
    Shape("card, account, telephone", ("",), ((1, 10), (1, 10), (1, 10)), True, 5),
)
MAX_GROUPS = 20
"""How many groups of digits are compared with the shapes at once, which bounds the work for each."""
UNITS = frozenset(
    "km m cm mm nm µm μm kg g mg µg t l L ml cl W kW MW GW TW Wh kWh MWh GWh V kV A mA Ah mAh Hz kHz MHz GHz THz "
    "bit B KB kB MB GB TB PB Kbps Mbps Gbps bps h s min ms km² mph rpm ppm ppb dB dpi px pt fps hp bar psi Pa kPa "
    "hPa MPa K C F cal kcal J kJ MJ BTU bbl ft in yd mi lb oz ha AM PM a.m p.m GMT UTC EST EDT CET CEST AST USD EUR "
    "GBP JPY CHF CNY SAR AED QAR KWD BHD OMR JOD EGP ILS LBP SYP IQD YER LYD TND DZD MAD SDG TRY IRR INR RUB x X".split()
)
"""What follows a figure as its unit, besides every word of small letters. A part after / and a power count too: kg/m³."""
MONTHS = frozenset(
    "January February March April May June July August September October November December "
    "Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec".split()
)
"""The English names of the months: a figure of a day belongs to them, and a year after a comma."""
