"""The name of an output: its identity from build to build, even when its address changes.

For example: a story's page is ``article:2026/05/library``, the home page is ``home``, a copied picture is
``media:/media/0123.jpg``.
"""

ARTICLE, LIVE, PLAIN, SECTION, AUTHOR = "article", "live", "page", "section", "author"
REDIRECT, DATA = "redirect", "data"
"""The kinds of page that other packages refer to. Every class in ``pages/`` has its own kind."""

MEDIA, STATIC, ICON = "media", "static", "icon"
"""The kinds of files that are no pages: what is made of stories' pictures, the files of ``static/``, the icons."""

FORMER = "former"
"""The kind of an output from a record that was dropped. The build deletes it unless a page has its path."""


class PageName(str):
    """``kind`` alone, or ``kind:identifier``.

    A kind contains no colon, so the first colon ends it: the name of a story in ``article:x.md`` is
    ``article:article:x``, not ``article:x``.
    """

    __slots__ = ()

    @classmethod
    def of(cls, kind: str, identifier: str = "") -> "PageName":
        """The name of an output; ``identifier`` distinguishes it from the other outputs of its kind."""
        return cls(f"{kind}:{identifier}" if identifier else kind)

    @property
    def kind(self) -> str:
        """The part before the first colon."""
        return str(self.partition(":")[0])  # without a colon, ``partition`` returns the object itself

    @property
    def identifier(self) -> str:
        """The part after the first colon: a story's id, an old address and so on; empty for a kind with a single page."""
        return self.partition(":")[2]

    @property
    def without_former(self) -> "PageName":
        """The original name of an output from a dropped record (``former:article:x`` is ``article:x``), else this name."""
        return PageName(self.identifier) if self.kind == FORMER else self
