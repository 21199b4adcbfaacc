"""The small page of a data file, which fronts fetch, and stories while the box is live."""

from ..model import page_name
from ..model.queries import Ask, DataFile
from ..site.settings import Settings
from .addresses import data_path
from .page import Context, DataSource, Kind, Page, Subject


class DataFragment(Kind):
    """The box of a data file by itself: a page without the site's head and foot, which a reader without scripts can open."""

    name = page_name.DATA
    template = "fragments/data.html"
    rank = 1

    @staticmethod
    def page(file: str) -> Page:
        return Page(DataFragment.page_name(file), data_path(file), DataSource(file))

    @staticmethod
    def context(subject: Subject, ask: Ask, settings: Settings) -> Context:
        assert isinstance(subject, DataSource)
        return Context(data=ask(DataFile(subject.file)))
