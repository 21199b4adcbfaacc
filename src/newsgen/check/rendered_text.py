"""A story or plain page after rendering, as the rules of the whole site see it."""

from collections.abc import Mapping
from dataclasses import dataclass

from ..model.article import Part
from ..model.picture import Picture
from ..site.layout import STATIC


@dataclass(frozen=True, slots=True)
class RenderedText:
    """The rendered body of a story or plain page, with its address, its moment and its lead picture.

    ``path`` is that of the source, ``address`` has no prefix of the site, ``moment`` is that of publication. ``lead``
    is None without a lead picture, and for every plain page.
    """

    path: str
    address: str
    moment: int
    """Microseconds since 1970; 0 for a plain page."""
    draft: bool
    lead: Picture | None
    parts: tuple[Part, ...]
    files: Mapping[str, str]
    """The path of each picture's file from the site's folder, by the address of the folder of what is made of it.

    A picture in ``static/`` may have no entry.
    """

    def source(self, picture: Picture) -> str:
        """The path of a picture's file from the site's folder: from ``files``, else below ``static/``."""
        return self.files.get(picture.address.rpartition("/")[0] + "/") or STATIC + picture.address
