"""Files of ``static/`` that are used by whatever is no story, page or profile: templates, settings, other static files."""

import posixpath
from collections.abc import Iterator

from ..articles.file_uses import files_named
from ..base.problems import Problem
from ..observe.sources import Changes
from ..record.media import OTHERS, Use
from ..site.layout import REDIRECTS, SETTINGS, STATIC, TEMPLATES
from .indexing import Indexed, Indexing, media_of
from .reading import bytes_of

_TEXTS = (".css", ".htm", ".html", ".js", ".json", ".svg", ".txt", ".webmanifest", ".xml")
"""The suffixes of files in ``static/`` that may name other files."""


def index_mentions(indexing: Indexing, changes: Changes) -> Iterator[Indexed]:
    """Record which files of ``static/`` are named by the texts that changed, or by all when every source is read again.

    Works as it is consumed. What such a text names is seen by readers, whatever stories use it. Only the site's own texts
    count, and one that cannot be looked at now counts as before. A name put together from parts is not found.
    """
    record = indexing.record
    paths = {path for path in (*changes.changed, *changes.vanished) if _may_name_files(path)}
    if indexing.again:
        known = (*record.sources.under(TEMPLATES), *record.sources.under(STATIC), SETTINGS, REDIRECTS)
        paths |= {path for path in known if _may_name_files(path)}
    for path in sorted(path for path in paths if path not in changes.refused):
        user = OTHERS + path
        before = media_of(record, user)
        record.media.drop(user)
        data = b"" if record.sources.stat(path) is None else bytes_of(indexing.site, path)
        if data and not isinstance(data, Problem):
            folder = posixpath.dirname(path).removeprefix(STATIC) if path.startswith(STATIC + "/") else ""
            named = files_named(data.decode("utf-8", "replace"), folder.strip("/"), indexing.settings)
            record.media.put(user, (Use(use.source) for use in named))
        yield Indexed(before | media_of(record, user))


def _may_name_files(path: str) -> bool:
    if path.startswith(STATIC + "/"):
        return path.lower().endswith(_TEXTS)
    return path.startswith(TEMPLATES + "/") or path in (SETTINGS, REDIRECTS)
