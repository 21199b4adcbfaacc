"""Files in ``static/`` that are not published because their names begin with a dot, though a site may expect them."""

from collections.abc import Iterator
from pathlib import Path

from ..base.problems import N_, Problem, warning
from .folders import is_skipped, walk_below
from .layout import STATIC

_NO_CONTENT = (".DS_Store", ".directory", ".editorconfig", ".keep", ".localized")
_NO_CONTENT_PREFIXES = ("._", ".#", ".git", ".nfs")
_NO_CONTENT_SUFFIXES = ("~", ".swp", ".tmp", ".new")

HIDDEN_FILE = warning(
    "hidden-file",
    N_("Names that begin with a dot are not published."),
    N_("Rename it, or put it on the server yourself. For security.txt, write “security” into site.yml."),
)


def is_expected(name: str) -> bool:
    """Whether a site may expect a hidden name to be published, like ``.htaccess`` or ``.well-known``.

    False for names without a leading dot, for leftovers, and for files of editors, desktops and git.
    """
    return (
        name.startswith(".")
        and name not in _NO_CONTENT
        and not name.startswith(_NO_CONTENT_PREFIXES)
        and not name.endswith(_NO_CONTENT_SUFFIXES)
    )


def hidden_files(site: Path) -> Iterator[Problem]:
    """A warning for each hidden name in ``static/`` that a site may expect to be published: see ``is_expected``.

    Files, folders and links count alike. What lies in a hidden folder or behind a link is not looked at.
    """
    for folder, inner, files in walk_below(str(site / STATIC)):
        label = Path(folder).relative_to(site).as_posix()
        yield from (HIDDEN_FILE.at(f"{label}/{name}") for name in sorted([*inner, *files]) if is_expected(name))
        inner[:] = [name for name in inner if not is_skipped(name)]
