"""Where things lie in a site's folder: its trees, its files, the state of earlier builds, the default theme.

The fast path of a build with nothing to do imports this module, so it imports nothing but ``os`` and the digest.
"""

import os

from .folders import blake2b

TYPE_CHECKING = False  # typing takes 5 ms to import
if TYPE_CHECKING:
    from pathlib import Path

PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
"""The folder of the package ``newsgen`` itself."""

TREES = CONTENT, TEMPLATES, STATIC = "content", "templates", "static"
"""The folders of a site that hold sources."""

TOP = SETTINGS, REDIRECTS = "site.yml", "redirects.yml"
"""The files beside them that are sources too."""

THEME = "theme:"
"""What the path of a source begins with that lies in the default theme."""

PAGES, PROFILES, FRONT = "content/pages/", "content/authors/", "content/front.yml"
"""Where plain pages and authors' profiles lie, and the file of what an editor puts first."""

ARTICLES = (".md", ".markdown")
"""The suffixes of an article's and a plain page's file."""

PICTURES = (".jpg", ".jpeg", ".png", ".webp", ".avif", ".gif")
"""The suffixes of pictures that pages can show."""

PUBLIC = "public"
"""The folder that a build writes to unless it is told otherwise."""

STATE, RECORD, MANIFEST = ".newsgen", "record.db", "changes.json"
"""The folder with the state of all outputs, and in that of one output its record and its manifest of changes."""

STAMP, STAGING = ".newsgen", ".newsgen-staging"
"""In an output: the file with the id of its build, and the folder of files on their way into place."""

FAST_PATH_KEY, OUTPUTS_SUM_KEY = "fast_path", "set"
"""The keys of the record's values that the fast path reads: its own line, and the sum of all outputs."""


def state_name(site: str, output: str) -> str:
    """The name of the folder below the site's ``.newsgen/`` with the state of an output."""
    relative = os.path.relpath(os.path.realpath(output), os.path.realpath(site))
    name = next((part for part in reversed(output.split(os.sep)) if part not in ("", ".")), "output")
    return f"{name}-{blake2b(relative.encode(), digest_size=4).hexdigest()}"


def state_folder(site: "Path", output: "Path") -> "Path":
    """The folder with the record of an output: under the site's ``.newsgen/``, outside the output, never deployed."""
    return site / STATE / state_name(str(site), str(output))


def theme_root() -> str:
    """The folder with the default ``templates/`` and ``static/``: inside the wheel, or the checkout that newsgen runs from."""
    packed = os.path.join(PACKAGE, "theme", "default")
    return packed if os.path.isdir(packed) else os.path.dirname(os.path.dirname(PACKAGE))


def theme() -> "Path":
    """The same folder as a path."""
    from pathlib import Path

    return Path(theme_root())
