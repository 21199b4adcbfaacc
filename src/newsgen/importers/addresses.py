"""Where what an imported body names lies in the new site."""

from dataclasses import dataclass
from typing import Protocol

from .item import Picture


class Addresses(Protocol):
    """Answers where links and pictures of a body lead now."""

    def link(self, address: str) -> str:
        """The address to link to; empty where the words shall be no link."""
        ...

    def picture(self, picture: Picture) -> str:
        """The file of a picture as a story names it; empty where the site has none."""
        ...


@dataclass(frozen=True, slots=True)
class Unchanged:
    """Addresses as they are written."""

    def link(self, address: str) -> str:
        """The address itself."""
        return address

    def picture(self, picture: Picture) -> str:
        """Its address."""
        return picture.src


UNCHANGED = Unchanged()
