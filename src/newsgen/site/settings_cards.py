"""``cards`` in site.yml: which stories have a share card."""

from typing import Annotated, Literal

from pydantic import Field

from .schema import Form
from .settings_types import Day


class Cards(Form):
    """Which stories have a share card: those published since a day, without a picture or all. And the ground of the cards."""

    since: Day
    stories: Annotated[Literal["without-picture", "all"], Field(alias="for")] = "without-picture"
    ground: Literal["light", "dark"] = "light"
