"""``partners`` in site.yml: newsrooms that take whole stories over."""

from typing import Annotated

from pydantic import Field

from .schema import Form, Text
from .settings_types import Identifier


class Partner(Form):
    """A partner with a feed of whole stories: those of the ``sections`` and ``tags`` named, or all where none is named.

    With ``ninjs`` each of these stories has a file in the agencies' format ninjs too.
    """

    id: Identifier
    name: Text
    sections: tuple[Text, ...] = ()
    tags: tuple[Text, ...] = ()
    items: Annotated[int, Field(ge=1, le=100)] = 50
    ninjs: bool = False
