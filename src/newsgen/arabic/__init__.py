"""Knowledge of the Arabic language for news pages: pure functions that import nothing else of newsgen.

The names below are loaded at their first use, so importing the package takes a millisecond: a no-op build need not compile
the patterns for cleaning text, which would cost more than reading a small site.
"""

TYPE_CHECKING = False  # type checkers treat it as true; importing it from `typing` costs two milliseconds

if TYPE_CHECKING:
    from .bidi import ISOLATING_TAGS, bidi_runs, isolate
    from .cleaning import Change, Cleaned, clean
    from .collation import sort_key
    from .controls import bidi_controls, strip_controls
    from .counting import UNITS, category, counted, relative, since
    from .dates import (
        HEADER,
        LONG,
        SHORT,
        TOKENS,
        WITH_HIJRI,
        WITH_WEEKDAY,
        clock,
        format_date,
        months,
        validate_pattern,
        weekdays,
    )
    from .digits import from_digits, number, percent, to_digits
    from .folding import fold, letter_marks
    from .hijri import format_hijri
    from .house_style import TERRITORIES, House
    from .numerals import house_number, read_number
    from .reading import parse_date, parse_relative
    from .script import script_forms, script_tables
    from .searching import search_tables, search_terms
    from .slugs import slug
    from .stems import terms
    from .style import Finding, Style, findings
    from .whole_words import MOST_WHOLE, WHOLE_TAGS, unbroken

__all__ = [
    "HEADER",
    "ISOLATING_TAGS",
    "LONG",
    "MOST_WHOLE",
    "SHORT",
    "TERRITORIES",
    "TOKENS",
    "UNITS",
    "WHOLE_TAGS",
    "WITH_HIJRI",
    "WITH_WEEKDAY",
    "Change",
    "Cleaned",
    "Finding",
    "House",
    "Style",
    "bidi_controls",
    "bidi_runs",
    "category",
    "clean",
    "clock",
    "counted",
    "findings",
    "fold",
    "format_date",
    "format_hijri",
    "from_digits",
    "house_number",
    "isolate",
    "letter_marks",
    "months",
    "number",
    "parse_date",
    "parse_relative",
    "percent",
    "read_number",
    "relative",
    "script_forms",
    "script_tables",
    "search_tables",
    "search_terms",
    "since",
    "slug",
    "sort_key",
    "strip_controls",
    "terms",
    "to_digits",
    "unbroken",
    "validate_pattern",
    "weekdays",
]

# No module may have the name of a function: loading the module would replace the function here.
_EXPORTS = {
    "bidi": "ISOLATING_TAGS bidi_runs isolate",
    "cleaning": "Change Cleaned clean",
    "collation": "sort_key",
    "controls": "bidi_controls strip_controls",
    "counting": "UNITS category counted relative since",
    "dates": "HEADER LONG SHORT TOKENS WITH_HIJRI WITH_WEEKDAY clock format_date months validate_pattern weekdays",
    "digits": "from_digits number percent to_digits",
    "folding": "fold letter_marks",
    "hijri": "format_hijri",
    "house_style": "TERRITORIES House",
    "numerals": "house_number read_number",
    "reading": "parse_date parse_relative",
    "script": "script_forms script_tables",
    "searching": "search_tables search_terms",
    "slugs": "slug",
    "stems": "terms",
    "style": "Finding Style findings",
    "whole_words": "MOST_WHOLE WHOLE_TAGS unbroken",
}
_MODULE_OF = {name: module for module, names in _EXPORTS.items() for name in names.split()}

if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        from importlib import import_module

        if name not in _MODULE_OF:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value = getattr(import_module(f"{__name__}.{_MODULE_OF[name]}"), name)
        globals()[name] = value
        return value

    def __dir__() -> list[str]:
        return __all__
