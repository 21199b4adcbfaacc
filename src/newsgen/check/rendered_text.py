"""Text: what was made of a story or plain page, as far as the rules of the whole site look at it."""

from collections.abc import Mapping
from dataclasses import dataclass

from ..model.article import Part, Picture
from ..site.layout import STATIC


@dataclass(frozen=True, slots=True)
class Text:
    """What was made of a story or plain page: where and when it answers, its picture at the top and its body.

    ``files`` says which file each picture is, by its address.
    """

    path: str
    address: str
    moment: int
    draft: bool
    lead: Picture | None
    parts: tuple[Part, ...]
    files: Mapping[str, str]

    def source(self, picture: Picture) -> str:
        """The path of a picture's file from the site's folder."""
        return self.files.get(picture.address) or STATIC + picture.address
