"""The name of an output: its identity from build to build, whatever its address.

For example: a story's page is ``article:2026/05/library``, the home page is ``home``, a copied picture is
``media:/media/0123.jpg``.
"""

ARTICLE, LIVE, PLAIN, SECTION, REDIRECT = "article", "live", "page", "section", "redirect"
"""The kinds of page that other packages ask for by name; every class in ``pages/`` has one."""

MEDIA, STATIC = "media", "static"
"""The kinds of the files that are copied: pictures, and what lies in ``static/``."""

FORMER = "former"
"""The kind of an output of a dropped record: it is deleted unless a page claims its path."""


class PageName(str):
    """``kind`` alone, or ``kind:identifier``. A kind holds no colon, so that the first colon ends it: a story whose file is
    called ``article:x.md`` is ``article:article:x`` and not ``article:x``."""

    __slots__ = ()

    @classmethod
    def of(cls, kind: str, identifier: str = "") -> "PageName":
        """The name of an output of a kind; ``identifier`` tells it from others of its kind."""
        return cls(f"{kind}:{identifier}" if identifier else kind)

    @property
    def kind(self) -> str:
        return str(self.partition(":")[0])  # without a colon, ``partition`` returns the object itself

    @property
    def identifier(self) -> str:
        """The story's id, the plain page's id, the old address and so on; empty where a kind has one page."""
        return self.partition(":")[2]

    @property
    def of_former(self) -> "PageName":
        """The name that an output of a dropped record had, else the name itself."""
        return PageName(self.identifier) if self.kind == FORMER else self
