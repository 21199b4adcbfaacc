"""Files beside the stories that no story uses. Those in ``static/`` are no orphans: anybody may link to them."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..base.problems import Problem
from ..site.layout import CONTENT, FRONT
from ..site.source_kind import is_article, is_page, is_profile
from .rules import RULES

if TYPE_CHECKING:
    from .site import Site


def unused(site: "Site") -> Iterator[Problem]:
    """Sources in ``content/`` that are nothing by themselves and belong to nobody. Where a file is broken, its pictures
    cannot be known: nothing is said of that folder."""
    broken = {path.rpartition("/")[0] for path in site.held}
    for path in sorted(site.record.sources.under(CONTENT)):
        itself = is_article(path) or is_page(path) or is_profile(path) or path == FRONT
        if not itself and path.rpartition("/")[0] not in broken and not site.record.media.users(path):
            yield RULES["orphan-file"].found().at(path)
