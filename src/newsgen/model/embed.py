"""A post or a player of another site in the text of a story."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Embed:
    """A post or a player, as the story's own file holds it. Nothing here is asked of another host.

    ``address`` is that of its page, whole. ``text`` are the words of the post as finished HTML; empty where the file holds
    none. ``author`` and ``handle`` (with its ``@``) say whose post it is; ``posted`` is its date as the file writes it,
    ``2026-11-17``, ``2026-11-17 22:05`` or in words. ``name`` is what the file calls a player, and ``caption`` what it says
    below. Each may be empty, but for ``address``.
    """

    address: str
    text: str = ""
    author: str = ""
    handle: str = ""
    posted: str = ""
    name: str = ""
    caption: str = ""
