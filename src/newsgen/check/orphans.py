"""Files that never reach a reader: those in ``content/`` that no story uses, and hidden ones in ``static/``.

Other files in ``static/`` are never orphans: any site may link to them.
"""

from collections.abc import Iterator

from ..base.problems import Problem
from ..site.hidden_files import hidden_files
from ..site.layout import CONTENT, FRONT
from ..site.source_kind import is_article, is_data, is_page, is_profile, is_show, nfc, original_of
from .rules import RULES
from .site import Site


def unused(site: Site) -> Iterator[Problem]:
    """Yield a finding for each file in ``content/`` that is neither text nor used by one.

    A sidecar is used where its picture is.
    Text is a story, a plain page, a profile, a show or the list of an editor's picks. A folder with a broken source is left
    out, since the pictures that the broken source uses are unknown.
    """
    broken = {path.rpartition("/")[0] for path in site.held}
    for path in sorted(site.record.sources.under(CONTENT)):
        is_text = is_article(path) or is_page(path) or is_profile(path) or is_show(path) or path == FRONT
        used = nfc(original_of(path))
        users = (
            site.record.media.ids if is_data(used) else site.record.media.users
        )  # the home page shows data files too
        if not is_text and path.rpartition("/")[0] not in broken and not users(used):
            yield RULES["orphan-file"].found().at(path)


def hidden(site: Site) -> Iterator[Problem]:
    """Yield a warning for each hidden file in ``static/`` that a site may expect to be published.

    A build reports them only when it looks at their folder; a check always does.
    """
    return hidden_files(site.folder)
