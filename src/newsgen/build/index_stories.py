"""Stories that come, change, leave, or are seen from now on: the record is brought up to date with them."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from ..articles.article import NO_ALT, ParsedArticle
from ..articles.data_links import article_with_data
from ..articles.picture_uses import article_with_files
from ..articles.recording_uses import with_recordings
from ..base.problems import Problem, has_errors
from ..model.article import Article
from ..model.facets import Facet, OldAddressAt, SiteList
from ..model.placement import written_names
from ..pages.redirects import entries_through, over_page
from ..pictures.share_card import ShareCard, card_of, rendition_of
from ..record.codec import Sealed, sealed, unpacked
from ..record.media import AUTHORS, CARD, SHOWS, Use
from ..record.stories import Stored
from ..record.view import View, spans
from ..site.layout import STATIC
from ..site.source_kind import article_id
from .affected import NOTHING, Affected, lists_of, moved, text_changed
from .index_data import data_problems
from .index_faults import future_faults, pick_fault, quoted_fault, same_address, same_id
from .index_names import Written
from .indexing import Indexed, Indexing, media_of
from .reading import Source
from .recordings import track_uses, unknown_show

FEW = 200
"""So many changed stories are always followed one by one."""

EVERYTHING = 0.1
"""A larger share of the archive than this is planned in one sweep, which is cheaper than looking for each one's neighbours."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """A file that was read, on its way into the record. Without ``reading`` the record's story still holds. ``sealed`` is
    None for a broken story."""

    source: Source
    reading: ParsedArticle | None = None
    sealed: Sealed | None = None
    problems: tuple[Problem, ...] = ()
    read: int = 1

    @property
    def id(self) -> str:
        return article_id(self.source.path)


@dataclass(frozen=True, slots=True)
class _Arrived:
    """What must be remembered of each story that came or changed: there may be a million."""

    quiet: bool
    pick_marks: tuple[tuple[int, int], ...]
    has_aliases: bool
    story_marks: tuple[tuple[int, int], ...] = ()
    show_mark: tuple[int, int] | None = None


OldAddresses = tuple[tuple[str, ...], str, int] | None
"""The old addresses that a visible story answers at, its own, and its moment; None where it has none."""


@dataclass(slots=True)
class Stories:
    """The stories of one run of indexing. With ``whole`` all pages are affected anyway, and no neighbours are looked for."""

    indexing: Indexing
    whole: bool
    names: Written = field(default_factory=dict)
    """The names in the stories of this run: complete when ``index`` is consumed. It grows with the names, not the stories."""
    _old_addresses: dict[str, OldAddresses] = field(default_factory=dict)
    _arrived: dict[str, _Arrived] = field(default_factory=dict)
    _toggled: Mapping[str, bool] = field(default_factory=dict)
    _last_good: dict[str, tuple[str, Sealed, list[Use]] | None] = field(default_factory=dict)

    def index(
        self, readings: Iterable[tuple[Source, ParsedArticle | None]], vanished: list[str], toggled: Mapping[str, bool]
    ) -> Iterator[Indexed]:
        """Put the stories that were read into the record, drop those of ``vanished``, and yield what this affects.

        Works as it is consumed. ``vanished`` are paths, ``toggled`` the answer of the function of that name. What shows a
        story as it was is found before the record forgets it; what shows it as it is, after the record knows it.
        """
        self._toggled = toggled
        arrivals: Iterable[Arrival] = (self._arrival(source, reading) for source, reading in readings)
        quiet: set[str] = set()
        if not self.whole:
            arrivals = list(arrivals)
            quiet = {arrival.id for arrival in arrivals if self._is_quiet(arrival)}
            yield from (self._leave(arrival.id, quiet=arrival.id in quiet) for arrival in arrivals)
        yield from (self._leave(identifier, quiet=quietly) for identifier, quietly in toggled.items())
        yield from (self._leave(identifier) for identifier in map(article_id, vanished))
        for path in vanished:
            self._drop(path)
        yield from (self._take(arrival, quiet=arrival.id in quiet) for arrival in arrivals)
        yield from self._settle_addresses()
        yield from (
            self._concerns(identifier, self.indexing.after, quiet=quietly) for identifier, quietly in toggled.items()
        )
        for identifier, arrived in self._arrived.items():
            yield self._concerns(identifier, self.indexing.after, quiet=arrived.quiet)
            if arrived.pick_marks or arrived.has_aliases or arrived.story_marks or arrived.show_mark:
                yield Indexed(
                    problems=(
                        *self._show_faults(identifier, arrived),
                        *self._pick_faults(identifier, arrived),
                        *self._quoted_faults(identifier, arrived),
                        *self._alias_faults(identifier, arrived),
                    )
                )
        if not self.whole:
            yield from (Indexed(self._redirects(story, old)) for story, old in self._old_addresses.items())

    def _arrival(self, source: Source, reading: ParsedArticle | None) -> Arrival:
        if reading is None:
            return Arrival(source)
        if reading.sealed is not None or reading.article is None:
            return Arrival(source, reading, reading.sealed, reading.problems)
        measured = self.indexing.pictures.used(reading.picture_uses, reading.path)
        heard = self.indexing.recordings.used(reading.recordings, reading.path)
        faults = (
            *measured.problems,
            *heard.problems,
            *data_problems(self.indexing.record, reading.boxes, reading.path),
        )
        problems = (*reading.problems, *measured.warnings, *(fault for fault in faults if fault.level == "warning"))
        faults = tuple(fault for fault in faults if fault.level == "error")
        if faults and reading.article.summary.draft:
            faults = tuple(problem.as_warning() for problem in faults)
        story = None
        if not faults:
            as_they_came = self._as_they_came(reading.article)
            placed = article_with_files(
                reading.article, measured.pictures, reading.path, self.indexing.settings.pictures,
                as_they_came=as_they_came,
            )  # fmt: skip
            if heard.sounds:
                placed = with_recordings(placed, heard.sounds, self.indexing.settings)
                reading = replace(reading, files=(*reading.files, *track_uses(reading.files, heard.sounds)))
            if reading.boxes:
                placed = article_with_data(placed, self.indexing.record.boxes.at)
            story = sealed(placed, reading.body_key, reading.stage)
            if placed.card.image is not None and placed.card.image.alt:  # from the sidecar, perhaps
                problems = tuple(problem for problem in problems if problem.code != NO_ALT.code)
        return Arrival(source, reading, story, (*problems, *faults), 1 + measured.read + heard.read)

    def _as_they_came(self, article: Article) -> bool:
        """Whether nothing smaller is made of a story's pictures: it is older than ``pictures.since``."""
        since = self.indexing.settings.pictures.since
        return since is not None and article.card.published.date() < since

    def _is_quiet(self, arrival: Arrival) -> bool:
        """Whether the story's Summary is the recorded one: then only its own page and full-text feeds can change."""
        if arrival.reading is None:
            return True
        stored = self.indexing.record.stories.get(arrival.id)
        return arrival.sealed is not None and stored is not None and stored.summary == arrival.sealed.opened()

    def _leave(self, identifier: str, *, quiet: bool = False) -> Indexed:
        """What shows the story as the last build saw it.

        Its old addresses are remembered, to be compared at the end.
        """
        self._old_addresses.setdefault(identifier, self._answers_at(identifier, self.indexing.before))
        return self._concerns(identifier, self.indexing.before, quiet=quiet)

    def _concerns(self, identifier: str, view: View, *, quiet: bool = False) -> Indexed:
        """What a change of the story affects in a view: its own pages and pictures, and what shows it if it is visible.

        With ``quiet``, only full-text feeds count as showing it. Nothing where all pages are affected anyway.
        """
        if self.whole:
            return Indexed()
        record = self.indexing.record
        own = Affected(stories=frozenset((identifier,))) | media_of(record, identifier)
        stored = record.stories.get(identifier)
        if stored is not None and not quiet:
            own |= self._profiles(stored)
            if stored.summary.card.episode is not None:
                own |= media_of(record, SHOWS + stored.summary.card.episode.show)
        if stored is None or not view.shows(stored.position[0], stored.summary.draft):
            return Indexed(own)
        return Indexed(own | (text_changed(stored.summary) if quiet else moved(record, stored, view)))

    def _profiles(self, stored: Stored) -> Affected:
        """The fronts and the portraits of a story's authors who have a profile: it is hidden where all their stories are."""
        record, found = self.indexing.record, NOTHING
        for author in stored.summary.authors:
            if record.authors.get(author.id) is not None:
                found |= lists_of(Facet.named("author", author.id)) | media_of(record, AUTHORS + author.id)
        return found

    def _answers_at(self, identifier: str, view: View) -> OldAddresses:
        stored = self.indexing.record.stories.get(identifier)
        if stored is None or not stored.summary.aliases:
            return None
        shown = view.shows(stored.position[0], stored.summary.draft)
        return (stored.summary.aliases, stored.summary.card.address, stored.position[0]) if shown else None

    def _redirects(self, identifier: str, before: OldAddresses) -> Affected:
        """The redirects, and the lists of them, that differ because a story's old addresses do: those of entries that lead to
        them too, and those of stories that have one of them, whatever the case of its letters."""
        after = self._answers_at(identifier, self.indexing.after)
        if before == after:
            return NOTHING
        record = self.indexing.record
        sources: set[str] = set()
        moments: set[int] = set()
        for aliases, _, moment in filter(None, (before, after)):
            sources.update(aliases)
            moments.add(moment)
        chained: set[str] = set()
        for source in sources:
            moments.update(moment for _, _, moment, _ in record.addresses.like(source))
            chained |= entries_through(record, source)
        found = lists_of(*map(OldAddressAt, sources | chained), *((SiteList.CHAINS,) if chained else ()))
        return found | Affected(lists={SiteList.ALIASES: frozenset(moments)})

    def _drop(self, path: str) -> None:
        """The file is gone; its story goes too, unless another file holds it by now."""
        record = self.indexing.record
        if record.stories.path(article_id(path)) == path:
            record.stories.drop(article_id(path))
        elif record.stories.path(article_id(path)) is None:  # a draft that waited for a picture
            record.media.drop(article_id(path))
        record.sources.drop(path)

    def _take(self, arrival: Arrival, *, quiet: bool) -> Indexed:
        """Put a story into the record, or hold its file back."""
        record, source, identifier = self.indexing.record, arrival.source, arrival.id
        if source.fault is not None:
            return Indexed(problems=(source.fault,)) | self.indexing.hold(source.path, source.stat)
        if arrival.reading is None:
            record.sources.put(source.path, source.stat, source.digest)
            return Indexed(read=arrival.read)
        before = record.stories.path(identifier)
        held = self.indexing.held.get(source.path)
        problems = arrival.problems if held is None else (*arrival.problems, held)
        if before is not None and before != source.path:
            problems = (*problems, same_id(before).at(source.path))
        found = Indexed(problems=problems, read=arrival.read)
        if has_errors(problems):
            if held is not None and before == source.path and not self._has_last_good(identifier, source):
                record.stories.drop(identifier)
            return found | self.indexing.hold(source.path, source.stat)
        if self.indexing.keep_good:
            self._last_good[identifier] = record.stories.snapshot(identifier)
        if before is not None:
            record.stories.drop(identifier)
        record.media.drop(identifier)
        record.sources.put(source.path, source.stat, source.digest)
        if arrival.sealed is None:  # a draft that waits for a picture, which nothing else would notice
            self.indexing.read_again(source.path, source.stat)
            record.media.put(identifier, self._static_uses(arrival.reading))  # no story is seen, and so is no use
            return found | Indexed(media_of(record, identifier))
        summary = arrival.sealed.opened()
        if arrival.reading.gains:
            faults = future_faults(arrival.reading.gains, summary, self.indexing.after.now)
            found |= Indexed(problems=tuple(fault.at(source.path, fault.line, fault.column) for fault in faults))
        article = arrival.reading.article
        as_they_came = article is not None and self._as_they_came(article)
        settings = self.indexing.settings
        card = card_of(unpacked(arrival.sealed.text), settings) if settings.cards is not None else None
        carded = card is not None and bool(card.picture)
        uses = self.indexing.pictures.uses(
            arrival.reading.picture_uses, arrival.reading.files, as_they_came=as_they_came, carded=carded
        )
        if card is not None:
            uses.append(_use_of_card(card))
        record.stories.put(source.path, arrival.sealed, uses, summary)
        for kind, named in written_names(summary):
            self.names.setdefault((kind, named.id), {}).setdefault(named.name, source.path)
        self._arrived[identifier] = _Arrived(
            quiet,
            arrival.reading.pick_marks,
            bool(summary.aliases),
            arrival.reading.story_marks,
            arrival.reading.show_mark,
        )
        return found

    def _static_uses(self, reading: ParsedArticle) -> Iterator[Use]:
        """The files of ``static/`` that a story uses, for a story that is not in the record."""
        pictures = (use.source for use in reading.picture_uses if use.source.startswith(STATIC + "/"))
        yield from (Use(source) for source in (*pictures, *(file.source for file in reading.files)))

    def _has_last_good(self, identifier: str, source: Source) -> bool:
        """Whether the record has another version of a story that is held back, and the last build showed it."""
        record = self.indexing.record
        stored = record.stories.get(identifier)
        same = record.sources.digest(source.path) == source.digest
        return stored is not None and not same and self.indexing.before.shows(stored.position[0], stored.summary.draft)

    def _settle_addresses(self) -> Iterator[Indexed]:
        """Two stories at one address are an error. A story that goes back to its last good version may meet another at its
        old address, so this goes on until nothing goes back."""
        while True:
            restored = [found for found in self._same_addresses() if found is not None]
            yield from restored
            if not any(found.held for found in restored):
                return

    def _same_addresses(self) -> Iterator[Indexed | None]:
        record, after = self.indexing.record, self.indexing.after
        shown = [identifier for identifier in self._toggled if identifier not in self._arrived]
        if after.drafts and not self.indexing.before.drafts:  # every draft may meet a story, one under embargo too
            sharing: Collection[str] = record.addresses.sharing_stories()
            more = sorted(set(sharing) - self._arrived.keys(), key=lambda one: (not self._is_draft(one), one))
            looked_at = (*self._arrived, *more)
        else:
            looked_at = (*self._arrived, *shown)
            sharing = record.addresses.sharing_stories() if len(looked_at) > FEW else frozenset(looked_at)
        for identifier in [one for one in looked_at if one in sharing]:
            stored = record.stories.get(identifier)
            if stored is None:
                continue
            address = stored.summary.card.address
            others = [
                path for other, path, draft in record.addresses.stories_at(address)
                if other != identifier and (after.drafts or not (draft or stored.summary.draft))
            ]  # fmt: skip
            if others:
                found = Indexed(problems=(same_address(address, others[0]).at(stored.path, 1, 1),))
                yield found | self._restore(identifier, stored.path) if self.indexing.keep_good else found

    def _is_draft(self, identifier: str) -> bool:
        stored = self.indexing.record.stories.get(identifier)
        return stored is not None and stored.summary.draft

    def _restore(self, identifier: str, path: str) -> Indexed:
        """Put the last good version of a story back into the record, or none if it had none, and hold the file back."""
        record = self.indexing.record
        record.stories.drop(identifier)
        good = self._last_good.get(identifier)
        if good is not None:
            record.stories.put(*good)
        self._arrived.pop(identifier, None)
        return Indexed(Affected(stories=frozenset((identifier,)))) | self.indexing.hold(path)

    def _show_faults(self, identifier: str, arrived: _Arrived) -> Iterator[Problem]:
        """A warning for an episode whose show has no file."""
        stored = self.indexing.record.stories.get(identifier) if arrived.show_mark else None
        episode = stored.summary.card.episode if stored is not None else None
        fault = unknown_show(self.indexing.record, episode.show) if episode is not None else None
        if stored is not None and fault is not None and arrived.show_mark is not None:
            yield fault.at(stored.path, *arrived.show_mark)

    def _pick_faults(self, identifier: str, arrived: _Arrived) -> Iterator[Problem]:
        """Warnings for picks whose stories no reader can see."""
        stored = self.indexing.record.stories.get(identifier) if arrived.pick_marks else None
        if stored is None:
            return
        for pick, mark in zip(stored.summary.picks, arrived.pick_marks, strict=True):
            fault = pick_fault(self.indexing.record, self.indexing.after, pick)
            if fault is not None:
                yield fault.at(stored.path, *mark)

    def _quoted_faults(self, identifier: str, arrived: _Arrived) -> Iterator[Problem]:
        """Warnings for story cards of a text whose stories no reader can see."""
        record = self.indexing.record
        path = record.stories.path(identifier) if arrived.story_marks else None
        if path is None:
            return
        for target, mark in zip(record.stories.quoted(identifier), arrived.story_marks, strict=True):
            fault = quoted_fault(record, self.indexing.after, identifier, target)
            if fault is not None:
                yield fault.at(path, *mark)

    def _alias_faults(self, identifier: str, arrived: _Arrived) -> Iterator[Problem]:
        """An error for an alias of a story that is not visible yet, where something answers: on the day when the story
        appears, it must not come to stand over a page."""
        record, settings = self.indexing.record, self.indexing.settings
        stored = record.stories.get(identifier) if arrived.has_aliases else None
        if stored is None or self.indexing.after.shows(stored.position[0], stored.summary.draft):
            return
        for alias in stored.summary.aliases:
            others = [
                path for other, path, draft in record.addresses.stories_at(alias) if other != identifier and not draft
            ]
            page = alias.strip("/")
            if others or page in settings.sections_by_id or record.plain_pages.path(page):
                yield over_page(alias).at(stored.path, 1, 1)


def _use_of_card(card: ShareCard) -> Use:
    folder = rendition_of(card).address.rpartition("/")[0] + "/"
    return Use(CARD + folder, folder)


def brought_by_time(indexing: Indexing) -> frozenset[str]:
    """Paths of the stories that only time makes visible, and of those that were held back at their moment before."""
    record, before, after = indexing.record, indexing.before, indexing.after
    found = set(record.last_build.late)
    if not record.fresh and before.until < after.until:
        for identifier in record.timeline.between(before.until, after.until):
            stored = record.stories.get(identifier)
            if stored is not None and not before.shows(stored.position[0], before.drafts and stored.summary.draft):
                found.add(stored.path)
    return frozenset(found)


def toggled(indexing: Indexing) -> dict[str, bool]:
    """Ids of the stories that may look different in the two views, though their files did not change; True for those
    whose text alone differs, by live entries that appear or are still to come.

    These are the stories with a moment between the views (``record.timeline``). Where only one view has drafts, all
    drafts are among them.
    """
    record, before, after = indexing.record, indexing.before, indexing.after
    found: dict[str, bool] = {}
    for lower, upper in spans(before, after):
        found |= dict.fromkeys(record.timeline.between(lower, upper), True)
    for lower, upper in spans(before, after):
        found |= dict.fromkeys(record.timeline.between(lower, upper, entries=False), False)
    if before.drafts != after.drafts:
        found |= dict.fromkeys(record.stories.drafts(), False)
    return dict(sorted(found.items()))
