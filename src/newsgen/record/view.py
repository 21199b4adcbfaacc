"""Which stories a build shows, at which moment."""

import msgspec

FAR = 1 << 62
"""A moment later than every other, in microseconds since 1970."""


class View(msgspec.Struct, frozen=True):
    """A build's choice of stories: those published until ``now`` (microseconds since 1970), with drafts if ``drafts``, and
    with stories under embargo if ``embargoed``. Breaking and news status depend only on ``now``."""

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
    """The spans of time in which a story looks different in two views: (first moment, last moment), both included."""
    pairs = dict.fromkeys(((before.until, after.until), (before.now, after.now)))
    return tuple((min(pair), max(pair)) for pair in pairs if pair[0] != pair[1])
