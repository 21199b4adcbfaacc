"""A show's podcast feed as one value: the channel and its episodes, as directories and apps want them.

RSS 2.0 (https://www.rssboard.org/rss-specification), Apple's elements (https://podcasters.apple.com/support/823), the podcast
namespace (https://podcasting2.org/docs/podcast-namespace), and what the Podcast Standards Project asks for
(https://github.com/Podcast-Standards-Project/PSP-1-Podcast-RSS-Specification).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ..model.article import Article, Card, Summary
from ..model.body_text import transcript_id
from ..model.show import Show
from ..pages.addresses import Listing
from ..pictures.recipe import cover_picture
from ..site.podcast_guid import podcast_guid
from ..site.settings import Settings
from .feeds import Entry, Feeds, plain_text


@dataclass(frozen=True, slots=True)
class Transcript:
    """A transcript of an episode: its absolute address, its media type, its language, and whether it has times."""

    address: str
    mime: str
    language: str
    timed: bool


@dataclass(frozen=True, slots=True)
class PodcastEpisode:
    """An item of a podcast feed. ``address`` and ``guid`` are absolute addresses, ``guid`` unless another system gave it;
    ``enclosure`` is the recording's absolute address; ``seconds`` is 0 where nobody knows the length."""

    entry: Entry
    guid: str
    is_address: bool
    enclosure: str
    size: int
    mime: str
    seconds: int
    season: int
    number: int
    kind: str
    transcripts: tuple[Transcript, ...]


@dataclass(frozen=True, slots=True)
class Podcast:
    """A podcast feed. ``cover`` is the absolute address of its square artwork, or empty. Texts are plain text."""

    title: str
    description: str
    home: str
    address: str
    author: str
    cover: str
    guid: str
    changed: datetime | None
    episodes: tuple[PodcastEpisode, ...]


def podcast_functions(settings: Settings) -> dict[str, Callable[..., Any]]:
    """The functions of this module that templates call, by name."""
    podcasts = _Podcasts(settings)
    return {"podcast": podcasts.podcast, "cover": podcasts.cover}


class _Podcasts:
    """Builds the podcast feeds of one site."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._feeds = Feeds(settings)

    def cover(self, show: Show) -> str:
        """The absolute address of a show's square cover; empty where it has none that is large enough."""
        file = cover_picture(show.artwork, self._settings.pictures) if show.artwork is not None else None
        if file is None:
            return ""
        return self._settings.absolute(file.address) if file.address.startswith("/") else file.address

    def podcast(
        self, address: str, show: Show, listing: Listing, summaries: Sequence[Summary], articles: Sequence[Article]
    ) -> Podcast:
        """The podcast feed at ``address``, an address of the site that begins with a slash.

        ``articles`` are the stories of ``summaries`` in their order. Raises ValueError if their numbers differ.
        """
        feed = self._feeds.feed(address, listing, summaries, articles)
        episodes = tuple(
            self._episode(entry, article, show)
            for entry, article in zip(feed.entries, articles, strict=True)
            if article.card.sound is not None
        )
        return Podcast(
            title=plain_text(show.name),
            description=plain_text(show.description),
            home=feed.home,
            address=feed.address,
            author=plain_text(show.author) or feed.publisher,
            cover=self.cover(show),
            guid=show.guid or podcast_guid(feed.address),
            changed=feed.changed if feed.entries else None,
            episodes=episodes,
        )

    def _episode(self, entry: Entry, article: Article, show: Show) -> PodcastEpisode:
        card = article.card
        assert card.sound is not None
        assert card.episode is not None
        absolute = self._settings.absolute
        sound, episode = card.sound, card.episode
        return PodcastEpisode(
            entry=entry,
            guid=episode.guid or entry.address,
            is_address=not episode.guid,
            enclosure=absolute(sound.address) if sound.address.startswith("/") else sound.address,
            size=sound.size,
            mime=sound.mime or "audio/mpeg",
            seconds=round(sound.seconds),
            season=episode.season,
            number=episode.number,
            kind=episode.kind,
            transcripts=self._transcripts(card, article, entry.address, show.language),
        )

    def _transcripts(self, card: Card, article: Article, page: str, language: str) -> tuple[Transcript, ...]:
        files = card.sound.tracks if card.sound is not None else ()
        found = [Transcript(self._settings.absolute(one.address), "text/vtt", one.language, True) for one in files]
        anchor = transcript_id(article.body)
        if anchor is not None:
            found.append(Transcript(f"{page}#{anchor}" if anchor else page, "text/html", language, False))
        return tuple(found)
