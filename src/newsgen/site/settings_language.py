"""``language``, ``dates`` and ``style`` in site.yml: how the newsroom writes Arabic."""

from functools import cached_property
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from .. import arabic
from ..arabic import style as arabic_style
from ..base.problems import N_
from .schema import Form, Line, Text, fault


def _date_pattern(value: str) -> str:
    unknown = arabic.validate_pattern(value)
    if unknown:
        raise fault(
            "bad-date-pattern",
            N_("“{name}” is not a part of a date."),
            N_("Known parts: {known}."),
            name="{" + unknown[0] + "}",
            known="{weekday} {day} {month} {month_en} {month_en_short} {year} {hijri}",
        )
    return value


class Language(Form):
    """The region, and the names and digits that follow from it; see ``arabic.House``."""

    region: Line = ""
    months: Literal["region", "levant/egypt", "egypt/levant"] = "region"
    digits: Literal["latn", "arab"] = "latn"
    preposition: Text = "منذ"
    monday: Literal["الاثنين", "الإثنين"] = "الاثنين"

    @model_validator(mode="after")
    def _known_region(self) -> "Language":
        try:
            arabic.months(arabic.House(region=self.region, months=self.months))
        except ValueError:
            raise fault(
                "unknown-region",
                N_("“{name}” is not an Arab country's code."),
                N_("Write it like SY, EG, MA or SA."),
                at=("region",),
                name=self.region,
            ) from None
        return self


class Dates(Form):
    """Date patterns: ``line`` for the page header, ``long`` for articles, ``short`` for cards."""

    line: Annotated[Text, AfterValidator(_date_pattern)] = "{weekday} {day} {month} {year}"
    long: Annotated[Text, AfterValidator(_date_pattern)] = "{weekday} {day} {month} {year}"
    short: Annotated[Text, AfterValidator(_date_pattern)] = "{day} {month} {year}"


class SpellingPair(Form):
    """A spelling of the house style, and the spelling that it replaces."""

    use: Text
    not_: Annotated[Text, Field(alias="instead_of")]


class Style(Form):
    """The house style that ``newsgen check`` compares stories with; see ``arabic.style.Style``. A build rewrites nothing."""

    quotes: Literal["", "straight", "guillemets", "curly"] = ""
    inner_quotes: Literal["", "straight", "guillemets", "curly"] = ""
    latin_punctuation: bool = True
    persian_letters: bool = True
    tatweel: Annotated[int, Field(ge=2, le=100)] = 2
    mixed_digits: bool = True
    percent: Literal["", "sign", "word"] = ""
    percent_word: Text = "في المئة"
    spelling: tuple[SpellingPair, ...] | None = None
    hamza: bool = True
    endings: bool = True
    slips: bool = True

    @cached_property
    def rules(self) -> arabic_style.Style:
        """This style as the package ``arabic`` expects it.

        Without ``spelling`` the default pairs apply; an empty list means none.
        """
        plain = self.model_dump(exclude={"spelling", "hamza"})
        if self.spelling is not None:
            plain["pairs"] = tuple((pair.use, pair.not_) for pair in self.spelling)
        if not self.hamza:
            plain["hamza"] = ()
        return arabic_style.Style(**plain)
