"""Which stories a build shows, at which moment."""

import msgspec

FAR = 1 << 62
"""A moment later than every other, in microseconds since 1970."""


class View(msgspec.Struct, frozen=True):
    """A build's choice of stories: those published at or before ``now`` (microseconds since 1970).

    Drafts count too if ``drafts``, and stories with a later moment (under embargo) if ``embargoed``. Whether a story is
    breaking news, or young enough for the news sitemap, depends only on ``now``.
    """

    now: int
    drafts: bool
    embargoed: bool = False

    @property
    def until(self) -> int:
        """The latest moment of publication (microseconds since 1970) that is visible."""
        return FAR if self.embargoed else self.now

    def shows(self, published: int, draft: bool) -> bool:
        """Whether a story published at this moment (microseconds since 1970) is visible."""
        return published <= self.until and (self.drafts or not draft)


def spans(before: View, after: View) -> tuple[tuple[int, int], ...]:
    """The spans (low, high) that time passes between two views: a moment counts if it is after low and not after high.

    A story with such a moment may look different in the two. No span tells that only ``drafts`` differs. Empty if the
    moments are equal.
    """
    pairs = dict.fromkeys(((before.until, after.until), (before.now, after.now)))
    return tuple((min(pair), max(pair)) for pair in pairs if pair[0] != pair[1])
