"""The functions that templates may call, and the environment that has them. docs/templates.md lists them."""

import html
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any

import jinja2
from markupsafe import Markup, escape

from .. import arabic
from ..base import digest
from ..base.palette import DARK, LIGHT
from ..model.article import Article, Card, Entry, Named, Part
from ..model.body_text import excerpt, transcript_id, without_references
from ..model.box import data_id
from ..model.facets import ALL, Facet
from ..model.picture import Picture
from ..model.show import Show
from ..model.timestamps import Month
from ..pages.addresses import (
    FeedLink,
    Listing,
    data_path,
    day_address,
    feed_links,
    front_address,
    live_path,
    month_address,
    podcast_address,
)
from ..pages.page import Block
from ..site.settings import Settings
from ..site.settings_sections import Section
from .boxes import box_functions
from .embeds import embed_functions
from .engine import Sources, bare_environment
from .feeds import feed_functions
from .front_rows import Row, front_rows
from .front_top import FrontTop, front_top, has_picture, leading
from .headers import header_functions
from .labels import Inside, filed_under, kind_label
from .ninjs import ninjs_functions
from .pictures import picture_functions
from .podcast import podcast_functions
from .script import stripped_script
from .share import ShareLink, share_links
from .sound import sound_functions
from .structured import structured_functions
from .video import video_functions


def environment(sources: Sources, settings: Settings) -> jinja2.Environment:
    """The environment of a site's pages: its settings as ``site``, tables for scripts, and pure functions.

    The functions of ``Functions`` are filters too. ``search`` is undefined for a site without search.
    """
    site_environment = bare_environment(sources)
    functions = Functions(settings)
    site_environment.globals["site"] = settings
    site_environment.globals["palette"] = _read_only({"light": LIGHT, "dark": DARK})
    site_environment.globals["tables"] = _read_only(functions._script_tables())
    if settings.search != "none":
        site_environment.globals["search"] = _read_only(arabic.search_tables())
    site_environment.globals["table"] = lambda **values: _read_only(values)
    site_environment.filters["stripped_script"] = stripped_script
    own = dict(functions.all())
    site_environment.globals.update(own)
    site_environment.filters.update(own)
    site_environment.globals.update(feed_functions(settings))
    site_environment.globals.update(ninjs_functions(settings))
    site_environment.globals.update(video_functions(settings))
    site_environment.globals.update(sound_functions(settings))
    site_environment.globals.update(podcast_functions(settings))
    site_environment.globals.update(box_functions(settings))
    site_environment.globals.update(embed_functions(settings))
    site_environment.globals.update(picture_functions(settings))
    site_environment.globals.update(header_functions(settings))
    site_environment.globals.update(structured_functions(settings, own["absolute"]))
    return site_environment


class _ReadOnly(dict[str, Any]):
    """A mapping that all pages share; changing it raises TypeError. A template changes a copy: ``dict(tables)``."""

    def _refuse(self, *args: Any, **kwargs: Any) -> Any:
        raise TypeError("this table is shared by all pages; change a copy: dict(…)")

    __setitem__ = __delitem__ = __ior__ = clear = pop = popitem = setdefault = update = _refuse


def _read_only(value: Any) -> Any:
    """A copy of a value with its mappings read-only and its lists as tuples, at every depth. Other values stay."""
    if isinstance(value, dict):
        return _ReadOnly({key: _read_only(one) for key, one in value.items()})
    return tuple(map(_read_only, value)) if isinstance(value, (list, tuple)) else value


_ISOLATED = {
    direction: Markup(f"{opening}%s{closing}") for direction, (opening, closing) in arabic.ISOLATING_TAGS.items()
}
_SHORT = Markup('<bdi dir="ltr" class="whole">%s</bdi>')
"""A score or a range that fits into a line of the largest letters too, where longer runs may be divided."""
_WHOLE = Markup(f"{arabic.WHOLE_TAGS[0]}%s{arabic.WHOLE_TAGS[1]}")
MEMOISED = {"url", "absolute", "share", "isolate", "bidi"}
"""Functions that keep their answers, because neighbouring pages show the same cards. Rendering takes longer without: url 15 %,
bidi 12 %, share 5 %, isolate 4 %, absolute 9 %. Any other function saves less than 3 %."""

ANSWERS = 4096
"""How many answers each of them keeps."""

TITLE_STEPS = (20, 36, 60)
"""The most letters of a site's title in each size of the masthead but the smallest: one line of a telephone holds 20, two lines
hold 36 in the next size and 60 in the one after."""

_VOWEL_MARKS = "ًٌٍَُِّْ"
_HEADING = re.compile(r'<h2 id="([^"]*)">(.*?)</h2>')
_TAG = re.compile("<[^>]*>")


def _plain(text: str) -> str:
    """HTML without comments as plain text on one line, as ``Markup.striptags`` gives it, in a tenth of the time."""
    return html.unescape(" ".join(_TAG.sub("", text).split()))


def _digest(value: object) -> int:
    return int.from_bytes(digest.of_value(value)[:4], "big")


class Functions:
    """The functions that templates call, a method each; one class, because the list of them is what a template's author reads.

    Each depends on its arguments and the settings alone.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._house = settings.house
        self._format = lru_cache(ANSWERS)(self._formatted)
        self._navigation = frozenset(item.url for item in settings.navigation if item.url)

    def all(self) -> Iterator[tuple[str, Callable[..., Any]]]:
        """Each function with its name. Those that are memoised tell HTML from plain text (``typed``)."""
        for name in dir(self):
            if not name.startswith("_") and name != "all":
                function = getattr(self, name)
                yield name, lru_cache(ANSWERS, typed=True)(function) if name in MEMOISED else function

    def url(self, address: str) -> str:
        """An address of this site as a link writes it: below the site's path and percent-encoded.

        An address with a scheme stays, and so does one that begins with ``#``.
        """
        if re.match(r"[a-z]+:", address) or address.startswith("#"):
            return address
        return self._settings.link(address)

    def absolute(self, address: str) -> str:
        """An address of this site with scheme and host, for canonical addresses, Open Graph and share links.

        An address with a scheme stays.
        """
        return address if re.match(r"[a-z]+:", address) else self._settings.absolute(address)

    def in_navigation(self, address: str) -> bool:
        """Whether an entry of the navigation, other than a section, leads to this address."""
        return address in self._navigation

    def share(self, card: Card) -> tuple[ShareLink, ...]:
        """The share links of a story, one for each network of the settings."""
        return share_links(self._settings.share, title=arabic.isolate(card.title), url=self.absolute(card.address))

    def share_entry(self, card: Card, entry: Entry) -> tuple[ShareLink, ...]:
        """The share links of an entry of live coverage. They hold no title, since a page may have hundreds of entries."""
        return share_links(self._settings.share, title="", url=self.absolute(f"{card.address}#{entry.id}"))

    def data_address(self, file: str) -> str:
        """The address of the fragment of a data file, by the file's path under ``content/`` or its id."""
        return "/" + data_path(data_id(file))

    def live_address(self, card: Card) -> str:
        """The address of the fragment with the newest entries of a live story."""
        return "/" + live_path(card)

    def entry_digest(self, entry: Entry) -> int:
        """A number of 32 bits that changes when anything of an entry of live coverage does: its text, time, id or marks."""
        return _digest(entry)

    def live_rest(self, article: Article, most: int | None = None) -> int:
        """A number for all that is told of live coverage beside its newest entries: it changes when any of that does.

        It is the sum of a digest of the story's own words, as they stand around the entries, and of ``entry_digest`` of
        each entry after the first ``most`` that are not pinned; of no entry for None. So the numbers of a list of entries,
        added to the ``live_rest`` of that list, have the same sum for each ``most``. The script compares these sums.
        """
        card, summary = article.card, article.summary
        around = (
            card.title, card.kicker, card.standfirst, card.place, card.image, summary.authors, summary.corrections,
            article.date, article.body, article.sources,
        )  # fmt: skip
        older = () if most is None else [entry for entry in article.entries if not entry.pinned][most:]
        return _digest(around) + sum(map(_digest, older))

    def section(self, identifier: str) -> Section:
        """A section by its id. Raises KeyError for an unknown one."""
        return self._settings.sections_by_id[identifier]

    def topic_address(self, topic: Named) -> str:
        """The address of a topic's front."""
        return front_address(Facet.named("topic", topic.id))

    def author_address(self, author: Named) -> str:
        """The address of an author's front."""
        return front_address(Facet.named("author", author.id))

    def place_address(self, place: Named) -> str:
        """The address of a place's front."""
        return front_address(Facet.named("place", place.id))

    def month_address(self, listing: Listing | None, month: Month) -> str:
        """The address of a list's month page; for the list of all stories and for None, of the archive's month page."""
        return month_address(Facet.of(listing.kind, listing.id) if listing else ALL, month)

    def month_of(self, day: date) -> Month:
        """The month of a day."""
        return Month(day.year, day.month)

    def day_address(self, day: date) -> str:
        """The address of a day's page in the archive."""
        return day_address(day)

    def month_name(self, month: Month) -> str:
        """A month with its year, in the month names that the settings choose."""
        return self._date(date(month.year, month.number, 1), "{month} {year}")

    def feeds(self, listing: Listing | None) -> tuple[FeedLink, ...]:
        """The feeds of a list, or of the whole site for None. Empty if the settings ask for none, and for places."""
        facet = listing.facet if listing else ALL
        return tuple(feed_links(facet, listing.name if listing and listing.id else "", self._settings))

    def date_line(self, day: date) -> str:
        """A date as the masthead writes it (``dates.line``)."""
        return self._date(day, self._settings.dates.line)

    def long_date(self, day: date) -> str:
        """A date as articles write it (``dates.long``)."""
        return self._date(day, self._settings.dates.long)

    def short_date(self, day: date) -> str:
        """A date as cards write it (``dates.short``)."""
        return self._date(day, self._settings.dates.short)

    def _date(self, day: date, pattern: str) -> str:
        return self._format(day.date() if isinstance(day, datetime) else day, pattern)

    def _formatted(self, day: date, pattern: str) -> str:
        return arabic.format_date(day, pattern, self._house)

    def clock(self, moment: datetime) -> str:
        """The time of day in 24 hours, in the moment's own zone and the digits that the settings choose."""
        return arabic.clock(moment, self._house)

    def iso(self, moment: datetime) -> str:
        """A moment in ISO 8601 with its offset, for ``datetime`` attributes."""
        return moment.isoformat()

    def counted(self, count: int, unit: str) -> str:
        """A number with its unit, in the grammatical form of a phrase that stands alone; one and two have no figure.

        The unit is second, minute, … year, ``picture``, ``update``, ``edited update`` or ``deleted update``. Raises
        ValueError for others and a negative number.
        """
        return arabic.counted(count, unit, self._house)

    def count_forms(self, thing: str) -> str:
        """The forms of a counted noun for a script that counts: one, two, few, many, other, separated by ``|``.

        ``thing`` is a unit as in ``counted``. Raises ValueError for others.
        """
        return arabic.script_forms(thing)

    def vowel_marks(self, text: str) -> int:
        """How many vowel marks stand in a text: a headline with one on most letters is set with wider lines."""
        return sum(map(text.count, _VOWEL_MARKS))

    def only_says(self, body: Sequence[Part], text: str) -> bool:
        """Whether a body, without its tags, is this text and nothing more."""
        if len(body) != 1 or not isinstance(body[0], str):
            return False
        words = body[0]
        enough = words.find("<p>", 2 * len(text) + 200)  # most bodies are longer than such a text
        if enough > 0 and "<!--" not in words and not text.startswith(_plain(words[:enough])):
            return False
        return Markup(words).striptags() == text

    def shown_in(self, article: Article) -> list[Picture]:
        """What a story shows beside words: the pictures, videos and embedded posts of its text, then those of its live
        coverage. A withdrawn one shows none."""
        if article.summary.withdrawn:
            return []
        parts = (*article.body, *(part for entry in article.entries for part in entry.body))
        return [part for part in parts if isinstance(part, Picture)]

    def pictured(self, cards: Iterable[Card]) -> int:
        """How many of these stories have a picture file to show."""
        return sum(map(has_picture, cards))

    def without(self, cards: Iterable[Card], one: Card) -> list[Card]:
        """These stories without one of them."""
        return [card for card in cards if card.id != one.id]

    def kind_name(self, card: Card) -> str:
        """The name of a story's kind for its label; «مباشر» while live coverage goes on.

        Empty for a plain story, and if the name of its section says the kind.
        """
        return kind_label(card, self._settings.sections_by_id[card.section].name)

    def filed_under(self, card: Card, inside: Inside = False) -> tuple[str, ...]:
        """Where a story is filed, for its label: section or kicker, then place or columnists. See ``labels.filed_under``."""
        return filed_under(card, self._settings.sections_by_id[card.section].name, inside)

    def leading(self, cards: Sequence[Card], pinned: int = 0) -> Card:
        """The story for the largest place of a page. Raises IndexError for no cards. See ``front_top.leading``."""
        return leading(cards, pinned)

    def front_top(self, cards: Sequence[Card], pinned: int = 0) -> FrontTop:
        """The top of the home page. Raises IndexError for no cards. See ``front_top.front_top``."""
        return front_top(cards, pinned)

    def front_rows(self, blocks: Sequence[Block], shown: Sequence[Card]) -> tuple[Row, ...]:
        """The rows of the home page's sections, without the stories ``shown`` already. See ``front_rows.front_rows``."""
        return front_rows(blocks, frozenset(card.id for card in shown))

    def has_picture(self, card: Card) -> bool:
        """Whether there is a picture file to show of a story."""
        return has_picture(card)

    def title_size(self, title: str) -> int:
        """The step of size in which the masthead sets a title: 0 for a short one, to 3 for a very long one."""
        return sum(len(title) > most for most in TITLE_STEPS)

    def headings(self, body: Sequence[Part]) -> list[tuple[str, Markup]]:
        """The subheads of a text that have an id: pairs of the id and the words as HTML, without numbers of footnotes."""
        found = (match for part in body if isinstance(part, str) for match in _HEADING.finditer(part))
        return [(match[1], Markup(_TAG.sub("", without_references(match[2])))) for match in found]

    def transcript(self, body: Sequence[Part]) -> str | None:
        """The id of the first transcript in a text, empty where it has none; None for a text without a transcript."""
        return transcript_id(body)

    def show_address(self, show: Show) -> str:
        """The address of a show's front."""
        return front_address(Facet.show(show.id))

    def show_feed(self, show: Show) -> str:
        """The address of a show's podcast feed."""
        return podcast_address(show.id)

    def excerpt(self, body: Sequence[Part]) -> str:
        """The beginning of a text, without tags and footnotes: at most some 160 characters. Empty for a text without words."""
        return excerpt(body)

    def number(self, count: int) -> str:
        """A number in the digits that the settings choose, grouped in thousands."""
        return arabic.number(count, self._house)

    def isolate(self, text: str) -> str:
        """Text with its foreign runs isolated by control characters, for places without tags: titles, attributes."""
        return arabic.isolate(text)

    def bidi(self, text: str) -> Markup:
        """Text as HTML with its foreign runs in ``bdi`` or ``bdo``, and what stays on one line in ``span``."""
        out = []
        for run, direction in arabic.bidi_runs(text):
            if direction:
                short = direction == "ltr" and len(run) <= arabic.MOST_WHOLE and "-" in run and " " not in run
                out.append(_SHORT % (run,) if short else _ISOLATED[direction] % (run,))
                continue
            at = 0
            for start, end in arabic.unbroken(run):
                out += [escape(run[at:start]), _WHOLE % (run[start:end],)]
                at = end
            out.append(escape(run[at:]))
        return Markup("").join(out)

    def initial(self, name: str) -> str:
        """The letter under which an index files a name (see ``arabic.sort_key``). Empty for digits and signs."""
        first = arabic.sort_key(name)[0][:1]
        if unicodedata.category(first or " ") == "Co":  # collation moves Latin letters behind the Arabic ones
            first = next(c for c in unicodedata.normalize("NFD", name) if c.isascii() and c.isalpha()).upper()
        return first if first.isalpha() else ""

    def _script_tables(self) -> dict[str, Any]:
        """The data of ``assets/dates.js``: month names and counted nouns, the pattern of the date line, the site's zone."""
        tables = dict(arabic.script_tables(self._house))
        return tables | {"pattern": self._settings.dates.line, "zone": self._settings.timezone}
