"""What site.yml says of a site that is not open to readers yet: told by ``check`` and ``deploy``, and no fault of a story."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from ..base.problems import N_, Problem, warning
from .layout import SETTINGS
from .settings import Settings
from .yamltext import parse

_EXAMPLES = ("example.org", "example.com", "example.net", "example", "test", "invalid", "localhost")
"""Names that lead nowhere, with all names below them: https://www.rfc-editor.org/rfc/rfc6761#section-6."""

_NOT_PRODUCTION = warning(
    "not-production",
    N_("“production: false”: search engines are told to leave this site out."),
    N_("Write “production: true” when it opens."),
)
_EXAMPLE = (
    N_("“{host}” is an address of an example: links of feeds, shared pages and the sitemap lead nowhere."),
    N_("Write the site's own address after “base_url”."),
)


def before_launch(settings: Settings, site_yml: bytes) -> Iterator[Problem]:
    """Yield a warning where ``production`` is false, and one where the address of the site is that of an example.

    ``settings`` are those in force; ``site_yml`` is the file's text, which gives the positions. The address may come
    from ``--base-url``; then the position is that of the line which it replaces.
    """
    document = parse(site_yml.decode(errors="replace"))
    if not settings.production:
        yield _NOT_PRODUCTION.at(SETTINGS, *document.key_mark(("production",)))
    host = urlsplit(settings.base_url).hostname or ""
    if any(host == name or host.endswith(f".{name}") for name in _EXAMPLES) or host in ("127.0.0.1", "::1"):
        yield warning("example-address", *_EXAMPLE, host=host).at(SETTINGS, *document.mark(("base_url",)))


CODES = frozenset({"not-production", "example-address"})
"""The codes of these warnings."""
