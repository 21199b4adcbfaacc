"""Where sources name a picture. It is looked up for a problem only: the record keeps no positions, which any edit moves."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from ..articles.picture_uses import PictureUse, decoded_source
from ..base.problems import Problem
from ..record.record import Record
from ..site.settings import Settings
from ..site.source_kind import is_page, is_profile, is_show
from .reading import bytes_of


@dataclass(frozen=True, slots=True)
class PictureUsers:
    """The stories, plain pages, profiles and shows of a site, as those who use pictures."""

    record: Record
    site: Path
    settings: Settings

    def at(self, problem: Problem, picture: str) -> tuple[Problem, ...]:
        """A problem of a picture once for each source that uses it, at the picture's name there; at the picture itself where
        none does.

        ``picture`` is its path from the site's folder, in NFC. A problem that has a file already stays as it is.
        """
        if problem.file:
            return (problem,)
        users = self.record.media.users(picture)
        return tuple(problem.at(user, *self.place(user, picture)) for user in users) or (problem.at(picture),)

    def place(self, user: str, picture: str) -> tuple[int, int]:
        """Line and column of a picture's name in the source at the path ``user``, as that file is now: the first, and that of
        ``image`` before those of the text. (1, 1) where the file does not name it or cannot be read."""
        uses = (use for use in self._uses(user) if picture in (use.source, decoded_source(use.source)))
        return next(((use.line, use.column) for use in uses), (1, 1))

    def _uses(self, user: str) -> Iterable[PictureUse]:
        from ..articles.article import parse_article
        from ..articles.page import parse_page
        from ..articles.profile import parse_profile
        from ..articles.show import parse_show

        data = bytes_of(self.site, user)
        if isinstance(data, Problem):
            return ()
        if is_page(user):
            return parse_page(user, data, self.settings).picture_uses
        if is_show(user):
            return parse_show(user, data, self.settings).picture_uses
        if is_profile(user):
            return parse_profile(user, data, self.settings).picture_uses
        return parse_article(user, data, self.settings).picture_uses
