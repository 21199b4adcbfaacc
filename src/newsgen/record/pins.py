"""The stories that an editor pins to the fronts."""

from ..model.article import Pins as PinnedStories
from . import meta
from .codec import decode_pins, encode
from .meta import Meta


class Pins:
    """The contents of ``content/front.yml``."""

    def __init__(self, values: Meta) -> None:
        self._meta = values

    def get(self) -> PinnedStories:
        """The pinned stories; none before the file was first read."""
        return decode_pins(self._meta.get(meta.PINS) or b"{}")

    def put(self, pins: PinnedStories) -> None:
        """Store the pinned stories in place of the former ones."""
        self._meta.put(meta.PINS, encode(pins))
