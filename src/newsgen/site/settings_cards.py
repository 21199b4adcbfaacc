"""``cards`` in site.yml: which stories have a share card."""

from datetime import datetime
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import Field

from .schema import Form
from .timestamps import Moment


class Cards(Form):
    """The stories that have a share card: those published since a moment, without a picture or all; and the cards' ground."""

    since: Moment
    stories: Annotated[Literal["without-picture", "all"], Field(alias="for")] = "without-picture"
    ground: Literal["light", "dark"] = "light"

    def since_in(self, zone: ZoneInfo) -> datetime:
        """``since`` with an offset: in this zone where site.yml gives none."""
        return self.since if self.since.tzinfo else self.since.replace(tzinfo=zone)
