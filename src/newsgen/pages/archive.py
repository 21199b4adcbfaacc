"""Months, days, the archive, and the log of corrections."""

from collections.abc import Iterator

from ..model.article import Profile
from ..model.facets import ALL, CORRECTED
from ..model.queries import Ask, Days, During, Months, ProfileOf, Recent, ShowOf
from ..model.show import Show
from ..model.timestamps import day_span, month_span
from ..site.settings import Settings
from .addresses import ARCHIVE, day_address, month_address, output_path
from .fronts import listing
from .page import Context, Day, FacetMonth, Kind, Page, Subject

MOST_IN_MONTH = 500
"""A month of the whole archive with more stories than this lists only its days."""

MOST_CORRECTED = 200
"""The largest number of corrections in the log."""


class MonthPage(Kind):
    """The page with a facet's stories of one month.

    In the archive it also has the days, and only these above MOST_IN_MONTH.
    """

    name = "month"
    template = "month.html"
    framed = True
    rank = 25

    @staticmethod
    def page(subject: FacetMonth) -> Page:
        return Page(MonthPage.page_name(subject.key), output_path(month_address(subject.facet, subject.month)), subject)

    @staticmethod
    def context(subject: Subject, ask: Ask, settings: Settings) -> Context:
        assert isinstance(subject, FacetMonth)
        facet, month = subject.facet, subject.month
        whole = facet == ALL
        span = month_span(month, settings.zone)
        summaries = ask(During(facet, span, MOST_IN_MONTH + 1 if whole else None))
        cards = tuple(summary.card for summary in summaries)
        named: Profile | Show | None = None
        if facet.kind == "author":
            named = ask(ProfileOf(facet.key))
        elif facet.is_show:
            named = ask(ShowOf(facet.key))
        return Context(
            listing=listing(facet, summaries, settings, named.name if named else ""),
            month=month,
            cards=() if whole and len(cards) > MOST_IN_MONTH else cards,
            days=tuple(ask(Days(month))) if whole else (),
        )


class DayPage(Kind):
    """The page with all stories of one day."""

    name = "day"
    template = "day.html"
    framed = True
    rank = 25

    @staticmethod
    def page(subject: Day) -> Page:
        return Page(DayPage.page_name(subject.day.isoformat()), output_path(day_address(subject.day)), subject)

    @staticmethod
    def context(subject: Subject, ask: Ask, settings: Settings) -> Context:
        assert isinstance(subject, Day)
        summaries = ask(During(ALL, day_span(subject.day, settings.zone)))
        return Context(day=subject.day, cards=tuple(summary.card for summary in summaries))


class ArchivePage(Kind):
    """The archive: links to every month."""

    name = "archive"
    template = "archive.html"
    framed = True
    rank = 35

    @classmethod
    def pages(cls, settings: Settings) -> Iterator[Page]:
        yield Page(cls.page_name(), output_path(ARCHIVE), watches=(ALL,))

    @staticmethod
    def context(subject: Subject, ask: Ask, settings: Settings) -> Context:
        return Context(months=tuple(ask(Months(ALL))), listing=listing(ALL, (), settings))


class CorrectionsPage(Kind):
    """The log of corrections: each story with one of the newest MOST_CORRECTED corrections, once, by its newest one."""

    name = "corrections"
    template = "corrections.html"
    framed = True
    rank = 35

    @classmethod
    def pages(cls, settings: Settings) -> Iterator[Page]:
        yield Page(cls.page_name(), "corrections/index.html", watches=(CORRECTED,))

    @staticmethod
    def context(subject: Subject, ask: Ask, settings: Settings) -> Context:
        once = {summary.card.id: summary for summary in ask(Recent(CORRECTED, MOST_CORRECTED))}
        return Context(summaries=tuple(once.values()))
