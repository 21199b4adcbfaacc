"""``charts`` in site.yml: how charts of boxes are drawn."""

from typing import Literal

from .schema import Form

TimeDirection = Literal["left-to-right", "right-to-left"]


class Charts(Form):
    """The direction in which time runs in charts, whose value axis is at the right either way.

    Arabic newspapers and schoolbooks mostly print time from left to right, though their texts and bars run leftwards:
    https://mapmeld.medium.com/charts-when-you-read-right-to-left-614f0a2cf54d,
    https://gorelik.net/tag/rtl/
    """

    time: TimeDirection = "left-to-right"
