"""``look`` in site.yml: the newsroom's own colours, fonts, logo and density."""

import re
from collections.abc import Callable
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from ..base.contrast import MIN_CONTRAST, contrast, lightened
from ..base.palette import DARK, LIGHT
from ..base.problems import N_
from .schema import Form, Line, Text, fault
from .settings_types import site_file


def _font_file(value: str) -> str:
    if not value.endswith(".woff2"):
        raise fault(
            "bad-font", N_("“{value}” is not a woff2 file."), N_("Convert the font to woff2 and put it into static/.")
        )
    return site_file(value)


def _font_file_or_nothing(value: str) -> str:
    return _font_file(value) if value else value


def _colour_on(*grounds: str) -> Callable[[str], str]:
    """Make a validator of text colours that demands enough contrast with every one of these backgrounds (WCAG 2.2).

    The validator returns the colour in lower case, lets an empty text pass, and raises ``bad-colour`` or
    ``weak-colour``.
    """

    def check(value: str) -> str:
        if not value:
            return value
        if not re.fullmatch(r"#[0-9a-fA-F]{6}", value):
            raise fault(
                "bad-colour", N_("“{value}” is not a colour."), N_("Write six digits, like “#0a5c6b”, in quotes.")
            )
        ground, ratio = min(((ground, contrast(value, ground)) for ground in grounds), key=lambda pair: pair[1])
        if ratio < MIN_CONTRAST:
            raise fault(
                "weak-colour", N_("Text in “{value}” is hard to read on {ground}: contrast {ratio}, {least} is needed."),
                N_("Choose a darker colour for light pages, a lighter one for dark pages."),
                ground=ground, ratio=f"{ratio:.1f}", least=MIN_CONTRAST,
            )  # fmt: skip
        return value.lower()

    return check


DARK_CONTRAST = 7.0
"""The contrast of the accent on dark pages where the settings name none for them: that of the theme's own on light ones."""


class Logo(Form):
    """A picture of ``static/`` that replaces the wordmark, with its size in pixels."""

    src: Annotated[Text, AfterValidator(site_file)]
    width: Annotated[int, Field(ge=1, le=4000)]
    height: Annotated[int, Field(ge=1, le=4000)]


class Font(Form):
    """A font of the newsroom: woff2 files of ``static/``, one regular and optionally one bold."""

    src: Annotated[Text, AfterValidator(_font_file)]
    bold: Annotated[Line, AfterValidator(_font_file_or_nothing)] = ""


class Look(Form):
    """Colours, fonts, logo and density that replace those of the theme."""

    accent: Annotated[Line, AfterValidator(_colour_on(LIGHT.paper, LIGHT.surface))] = ""
    accent_dark: Annotated[Line, AfterValidator(_colour_on(DARK.paper, DARK.surface))] = ""
    head_font: Font | None = None
    text_font: Font | None = None
    logo: Logo | None = None
    density: Literal["comfortable", "compact"] = "comfortable"

    @property
    def dark(self) -> str:
        """The accent of dark pages: ``accent_dark``, else one made of ``accent``; empty for the theme's."""
        if self.accent_dark or not self.accent:
            return self.accent_dark
        return lightened(self.accent, (DARK.paper, DARK.surface), DARK_CONTRAST)

    @property
    def has_icons(self) -> bool:
        """Whether icons and a web app manifest are made from the logo. Vector drawings are not drawn in pixels."""
        return self.logo is not None and not self.logo.src.lower().endswith((".svg", ".svgz"))

    @property
    def has_style(self) -> bool:
        """Whether the site needs a style sheet besides the theme's."""
        return bool(self.accent or self.accent_dark or self.head_font or self.text_font)
