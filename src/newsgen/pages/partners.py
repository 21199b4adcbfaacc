"""What partners take over: feeds of whole stories, and each story in the agencies' format ninjs."""

from collections.abc import Iterator

from ..model.article import Summary
from ..model.facets import ALL, WITHDRAWN, Facet, TextsOf, Watched
from ..model.queries import Ask, Recent, Texts, Withdrawn
from ..site.settings import Settings
from ..site.settings_partners import Partner
from .addresses import Listing, ninjs_path, partner_feed_address
from .page import Context, Kind, Page, Story, Subject

MOST_WITHDRAWN = 50
"""How many of the newest withdrawn stories a partner's feed looks at."""


def facets_of(partner: Partner, settings: Settings) -> tuple[Facet, ...]:
    """The lists of which a partner gets all stories: sections and topics, each once; ``ALL`` where none is chosen."""
    topics = settings.names_of("topic")
    chosen = [Facet.section(section) for section in partner.sections]
    chosen += [Facet.named("topic", topics.read(tag).named.id) for tag in partner.tags]
    return tuple(dict.fromkeys(chosen)) or (ALL,)


def takes(facets: tuple[Facet, ...], summary: Summary) -> bool:
    """Whether a story is, or was before its withdrawal, in one of a partner's lists."""
    if ALL in facets or Facet.section(summary.card.section) in facets:
        return True
    return any(Facet.named("topic", tag.id) in facets for tag in summary.tags)


class PartnerFeed(Kind):
    """A partner's feed of whole stories, as RSS 2.0. It names the stories that were withdrawn, too."""

    name = "partner"
    template = "feeds/partner.xml"
    rank = 50

    @classmethod
    def pages(cls, settings: Settings) -> Iterator[Page]:
        for partner in settings.partners:
            facets = facets_of(partner, settings)
            path = partner_feed_address(partner.id).lstrip("/")
            watches: tuple[Watched, ...] = (*facets, *(TextsOf(facet) for facet in facets), WITHDRAWN)
            yield Page(cls.page_name(partner.id), path, partner, watches)

    @staticmethod
    def context(subject: Subject, ask: Ask, settings: Settings) -> Context:
        assert isinstance(subject, Partner)
        facets = facets_of(subject, settings)
        found = {one.card.id: one for facet in facets for one in ask(Recent(facet, subject.items))}
        newest = sorted(found.values(), key=lambda one: (one.card.published, one.card.id), reverse=True)
        summaries = tuple(newest[: subject.items])
        withdrawn = (one for one in ask(Withdrawn(MOST_WITHDRAWN)) if takes(facets, one))
        return Context(
            listing=Listing("partner", subject.id, subject.name, "/"),
            summaries=summaries,
            texts=tuple(ask(Texts(tuple(one.card.id for one in summaries)))),
            withdrawn=tuple(withdrawn),
        )


class NinjsPage(Kind):
    """A story in the agencies' format ninjs 3.0: https://www.iptc.org/std/ninjs/. A withdrawn one says that alone."""

    name = "ninjs"
    template = "feeds/ninjs.json"
    rank = 2

    @staticmethod
    def enabled(summary: Summary, settings: Settings) -> bool:
        """Whether a partner gets this story as ninjs."""
        return any(one.ninjs and takes(facets_of(one, settings), summary) for one in settings.partners)

    @staticmethod
    def page(story: Story) -> Page:
        return Page(NinjsPage.page_name(story.id), ninjs_path(story.summary.card), story)

    @staticmethod
    def context(subject: Subject, ask: Ask, settings: Settings) -> Context:
        return Context()
