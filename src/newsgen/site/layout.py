"""The names of files and folders: in a site, in an output, in the state of earlier builds, in the default theme.

The fast path imports this module before anything else, so it imports nothing but ``os`` and ``hashlib``.
"""

import os
from hashlib import blake2b

TYPE_CHECKING = False  # a constant of our own, since importing typing takes 5 ms
if TYPE_CHECKING:
    from pathlib import Path

PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
"""The folder of the package ``newsgen`` itself."""

TREES = CONTENT, TEMPLATES, STATIC = "content", "templates", "static"
"""The folders of a site that hold sources."""

TOP = SETTINGS, REDIRECTS = "site.yml", "redirects.yml"
"""The files beside these folders that are sources as well."""

THEME_TREES = (TEMPLATES, STATIC + "/assets")
"""The folders of the default theme. In a checkout the sample newsroom lies around them, and its other files are no theme's."""

THEME = "theme:"
"""The prefix of a source's path that marks a file of the default theme."""

PAGES, PROFILES, FRONT = "content/pages/", "content/authors/", "content/front.yml"
"""The folders of plain pages and of authors' profiles, and the file that lists an editor's picks for the fronts."""

SHOWS = "content/shows/"
"""The folder of shows: programmes whose episodes are stories."""

DATA, DATA_FILES = "content/data/", (".csv", ".yml", ".yaml")
"""The folder of data files, and their suffixes."""

ARTICLES = (".md", ".markdown")
"""The suffixes of the files of articles and plain pages."""

PICTURES = (".jpg", ".jpeg", ".png", ".webp", ".avif", ".gif")
"""The suffixes of pictures that pages can show."""

RECORDINGS = (".mp4", ".webm", ".mp3", ".m4a", ".ogg", ".opus", ".wav", ".flac")
"""The suffixes of films and of recorded sound that browsers play."""

FILMS = (".mp4", ".m4a", ".m4v", ".mov", ".3gp")
"""The suffixes of the MP4 family: films and sound that may say where they were taken."""

CAPTIONS = ".vtt"
"""The suffix of captions and transcripts beside a recording: ``port.vtt`` or ``port.ar.vtt`` beside ``port.mp4``."""

SIDECAR = ".yml"
"""What the name of a sidecar adds to the name of the picture or recording that it stands for: ``library.jpg.yml``."""

PUBLIC = "public"
"""The default output folder of a build."""

STATE = ".newsgen"
"""The folder in a site that holds a folder of state for each output."""

DESK = "desk"
"""The folder in a site that holds the accounts of the desk. It is no source, no cache, and never published."""

RECORD, MANIFEST, IDLE = "record.db", "changes.json", "idle.txt"
"""In the state of an output: its record, the list of changes of its last build, and what the fast path compares."""

COMPILED = "compiled"
"""In the state of an output: the folder of its compiled templates, which may be deleted at any time."""

SEARCH_STATE = "search.json"
"""In the state of an output: what the last ``newsgen index`` wrote."""

IMPORT_LOCK = "import.lock"
"""In ``.newsgen``: the lock file that an import holds while it writes to the site."""

MEDIA_CACHE = "media"
"""In ``.newsgen``: the folder of the originals that were fetched from the media store."""

STAMP, STAGING = ".newsgen", ".newsgen-staging"
"""In an output: the file with its build id, and the folder of staged files."""


def state_name(site: str, output: str) -> str:
    """The name of the folder in ``.newsgen/`` that holds the state of an output. Neither it nor the output need exist.

    The name begins with the last part of ``output`` as it is written: a link and its target have different names.
    """
    relative = os.path.relpath(os.path.realpath(output), os.path.realpath(site))
    name = next((part for part in reversed(output.split(os.sep)) if part not in ("", ".")), "output")
    return f"{name}-{blake2b(relative.encode(), digest_size=4).hexdigest()}"


def state_folder(site: "Path", output: "Path") -> "Path":
    """The folder in the site's ``.newsgen/`` that holds the state of an output.

    It is not created here. It is never deployed.
    """
    return site / STATE / state_name(str(site), str(output))


def theme_root() -> str:
    """The folder of the default ``templates/`` and ``static/``: in the installed package, else in the checkout."""
    packed = os.path.join(PACKAGE, "theme", "default")
    return packed if os.path.isdir(packed) else os.path.dirname(os.path.dirname(PACKAGE))


def theme() -> "Path":
    """``theme_root()`` as a ``Path``."""
    from pathlib import Path

    return Path(theme_root())
