"""What was read goes into the record; whom it may concern comes out."""

import difflib
import posixpath
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import get_args

from ..articles.read import (
    Reading,
    Use,
    parts_with_pictures,
    placed,
    read_front,
    read_page,
    read_profile,
    with_pictures,
)
from ..base import digest
from ..base.problems import N_, Problem, error, has_errors, warning
from ..model.article import Picture, Profile
from ..model.queries import NEWS, NamedKind, name_in, named_facet
from ..observe.sources import Changes, unreadable
from ..pages import redirects
from ..pictures.measure import measure
from ..record.codec import Sealed, sealed
from ..record.media import AUTHORS, PLAIN
from ..record.record import Record
from ..record.sources import Stat
from ..record.view import View, spans
from ..site.layout import FRONT, PAGES, PROFILES, REDIRECTS, SETTINGS, STATIC, THEME
from ..site.settings import Settings
from ..site.source_kind import article_id, file_of, is_article, is_page, is_profile, page_id
from .intake import Source, bytes_of, picture_users
from .plan import ALL_MONTHS, EVERYTHING, Affected

FEW = 200  # changes that are always looked at one by one


@dataclass(slots=True)
class _Arrival:
    """A file that was read, on its way into the record."""

    source: Source
    reading: Reading | None
    sealed: Sealed | None
    problems: list[Problem]
    quiet: bool = False

    @property
    def id(self) -> str:
        return article_id(self.source.path)


@dataclass(slots=True)
class Index:
    """Brings a build's readings into the record. ``before`` and ``after`` are the views of the last build and of this."""

    record: Record
    affected: Affected
    before: View
    after: View
    site: Path
    theme: Path
    settings: Settings
    again: bool
    keep_good: bool
    problems: list[Problem]
    held: set[str] = field(default_factory=set)
    read: int = 0
    _answering: dict[str, tuple[tuple[str, ...], str] | None] = field(default_factory=dict)
    _pin_marks: tuple[tuple[str, tuple[int, int]], ...] = ()
    _pictures: dict[str, Picture | Problem] = field(default_factory=dict)
    _arrived: dict[str, tuple[bool, tuple[tuple[int, int], ...], bool]] = field(default_factory=dict)
    """Of each story that came or changed only whether it did quietly, where its picks stand, and whether it has aliases:
    there may be a million."""
    _last_good: dict[str, tuple[str, Sealed, list[tuple[str, str]]] | None] = field(default_factory=dict)

    def toggled(self) -> list[str]:
        """Stories that one of the two views shows and the other does not, whatever became of their files."""
        found: set[str] = set()
        for lower, upper in spans(self.before, self.after):
            found |= set(self.record.timeline.between(lower, upper))
        if self.before.drafts != self.after.drafts:
            found |= set(self.record.stories.drafts())
        return sorted(found)

    def apply(self, taken: Iterable[tuple[Source, Reading | None]], changes: Changes, toggled: list[str]) -> None:
        """All of it: other files, stories that left, stories that came or changed, and what depends on visibility."""
        known = self.record.stories.count()
        had = self.record.had_stories()
        self._other_files(changes)
        self._plain_pages(changes)
        self._profiles(changes)
        self._redirects(changes)
        self._front(changes)
        vanished = [path for path in changes.vanished if is_article(path)]
        few = max(FEW, known * EVERYTHING)
        if len(vanished) + len(toggled) + sum(is_article(path) for path in changes.changed) > few:
            self.affected.all_pages()
        arrivals: Iterable[_Arrival] = (self._place(source, reading) for source, reading in taken)
        if not self.affected.whole:
            arrivals = list(arrivals)
            for arrival in arrivals:
                self._leaves(arrival.id, quiet=self._is_quiet(arrival))
        for identifier in (*toggled, *(article_id(path) for path in vanished)):
            self._leaves(identifier)
        for path in vanished:
            stored = self.record.stories.get(article_id(path))
            if stored is not None and stored.path == path:
                self.record.stories.drop(article_id(path))
            self.record.sources.drop(path)
        for arrival in arrivals:
            self._take(arrival)
        self._settle_addresses()
        for identifier in toggled:
            self._arrives(identifier)
        for identifier, (quiet, marks, aliases) in self._arrived.items():
            self._arrives(identifier, quiet=quiet)
            self._check_picks(identifier, marks)
            if aliases:
                self._check_aliases(identifier)
        self._check_pins()
        for identifier, answering in self._answering.items():
            if answering != self._answers_at(identifier, self.after):
                self.affected.facet("redirects")
        self._names()
        self._news()
        if self.again:
            self._pictures_of_the_site()
        if self.affected.stories is None or not self.record.pins.get().ids.isdisjoint(self.affected.stories):
            self.affected.facet("front")
        if self.affected.holds("redirects"):
            self.problems += redirects.faults(self.record, self.after)
        if had and not self.record.stories.count():
            self.problems.append(_NO_ARTICLES.at("content"))

    # one story

    def _place(self, source: Source, reading: Reading | None) -> "_Arrival":
        self.read += 1
        if reading is None:
            return _Arrival(source, None, None, [])
        problems = list(reading.problems)
        return _Arrival(source, reading, reading.sealed or self._with_pictures(reading, problems), problems)

    def _is_quiet(self, arrival: "_Arrival") -> bool:
        """Whether no other page can tell that the story changed: the same Summary (the third cut-off)."""
        stored = self.record.stories.get(arrival.id)
        same = arrival.sealed is not None and stored is not None and stored.summary == arrival.sealed.opened()
        arrival.quiet = arrival.reading is None or same
        return arrival.quiet

    def _leaves(self, identifier: str, *, quiet: bool = False) -> None:
        """On the old record: whoever shows the story as it was."""
        self._answering.setdefault(identifier, self._answers_at(identifier, self.before))
        self._concerns(identifier, self.before, quiet)

    def _arrives(self, identifier: str, *, quiet: bool = False) -> None:
        """On the new record: whoever shows the story as it is."""
        self._concerns(identifier, self.after, quiet)

    def _answers_at(self, identifier: str, view: View) -> tuple[tuple[str, ...], str] | None:
        """The old addresses of a visible story that has any, and its own."""
        stored = self.record.stories.get(identifier)
        if stored is None or not stored.summary.aliases:
            return None
        shown = view.shows(stored.position[0], stored.summary.draft)
        return (stored.summary.aliases, stored.summary.card.address) if shown else None

    def _check_aliases(self, identifier: str) -> None:
        """A story that is not visible yet must not come to stand over a page on the day when it is."""
        stored = self.record.stories.get(identifier)
        if stored is None or self.after.shows(stored.position[0], stored.summary.draft):
            return
        for alias in stored.summary.aliases:
            others = [
                path
                for other, path, draft in self.record.addresses.stories_at(alias)
                if other != identifier and not draft
            ]
            if (
                others
                or alias.strip("/") in self.settings.sections_by_id
                or self.record.plain_pages.path(alias.strip("/"))
            ):
                self.problems.append(redirects.over_page(alias).at(stored.path, 1, 1))

    def _pictures_of_the_site(self) -> None:
        """Files that site.yml names and nobody has put there."""
        look, publisher = self.settings.look, self.settings.publisher
        fonts = [font for font in (look.head_font, look.text_font) if font]
        named = [
            publisher.logo,
            look.logo.src if look.logo else "",
            *(f for font in fonts for f in (font.src, font.bold)),
        ]
        for name in filter(None, named):
            source = STATIC + name
            if self.record.sources.stat(source) is None and self.record.sources.stat(THEME + source) is None:
                self.problems.append(_missing_picture(source, self.site).as_warning().at(SETTINGS))

    def _concerns(self, identifier: str, view: View, quiet: bool) -> None:
        self.affected.story(identifier)
        if self.affected.media is not None:
            self.affected.media.update(address for address, _ in self.record.media.of(identifier))
        if self.affected.whole:
            return
        stored = self.record.stories.get(identifier)
        if stored is not None and view.shows(stored.position[0], stored.summary.draft):
            if quiet:
                self.affected.text(stored.summary)
            else:
                self.affected.moved(self.record, stored, view)

    def _take(self, arrival: "_Arrival") -> None:
        source, reading, story, identifier = arrival.source, arrival.reading, arrival.sealed, arrival.id
        if reading is None:
            self.record.sources.put(source.path, source.stat, source.digest)
            return
        before = self.record.stories.path(identifier)
        if before is not None and before != source.path:
            arrival.problems.append(_same_id(before).at(source.path))
        self.problems += arrival.problems
        if has_errors(arrival.problems):
            self._hold(source)
            return
        if self.keep_good:
            self._last_good[identifier] = self.record.stories.snapshot(identifier)
        if before is not None:
            self.record.stories.drop(identifier)
        self.record.sources.put(source.path, source.stat, source.digest)
        if story is None:
            return
        uses = [(use.source, self._media_address(use)) for use in reading.uses]
        summary = story.opened()
        self.record.stories.put(source.path, story, uses, summary)
        self._arrived[identifier] = (arrival.quiet, reading.pick_marks, bool(summary.aliases))

    def _hold(self, source: Source) -> None:
        """The source is broken: what the record has of it stays, and it is read again next time."""
        self.held.add(source.path)
        self.record.sources.put(source.path, Stat(source.stat.size, -1, source.stat.inode), b"")

    def _settle_addresses(self) -> None:
        while self._restored_any():  # what goes back to its last good address may meet another story there
            pass

    def _restored_any(self) -> bool:
        before = len(self._arrived)
        sharing = self.record.addresses.sharing_stories() if before > FEW else self._arrived.keys()
        for identifier in [arrived for arrived in self._arrived if arrived in sharing]:
            stored = self.record.stories.get(identifier)
            assert stored is not None
            address = stored.summary.card.address
            others = [
                (other, path) for other, path, draft in self.record.addresses.stories_at(address)
                if other != identifier and (self.after.drafts or not (draft or stored.summary.draft))
            ]  # fmt: skip
            if not others:
                continue
            self.problems.append(_same_address(address, others[0][1]).at(stored.path, 1, 1))
            if self.keep_good:
                self._restore(identifier, stored.path)
        return len(self._arrived) < before

    def _restore(self, identifier: str, path: str) -> None:
        self.record.stories.drop(identifier)
        good = self._last_good.get(identifier)
        if good is not None:
            self.record.stories.put(*good)
        del self._arrived[identifier]
        self.affected.story(identifier)
        self.held.add(path)
        stat = self.record.sources.stat(path) or Stat(0, -1, 0)
        self.record.sources.put(path, Stat(stat.size, -1, stat.inode), b"")

    def _check_picks(self, identifier: str, marks: tuple[tuple[int, int], ...]) -> None:
        stored = self.record.stories.get(identifier) if marks else None
        if stored is None:
            return
        for pick, mark in zip(stored.summary.picks, marks, strict=True):
            if self.record.lists.summary(pick, self.after) is None:
                known = self.record.stories.get(pick) is not None
                self.problems.append((_hidden_pick(pick) if known else _unknown_pick(pick)).at(stored.path, *mark))

    # pictures and other files

    def _with_pictures(self, reading: Reading, problems: list[Problem]) -> Sealed | None:
        if reading.article is None:
            return None
        faults: list[Problem] = []
        found = self._found_pictures(reading.uses, reading.path, faults)
        if faults:
            problems += [p.as_warning() for p in faults] if reading.article.summary.draft else faults
            return None
        return sealed(with_pictures(reading.article, found, reading.path), reading.body_key)

    def _media_address(self, use: Use) -> str:
        picture = self._pictures[use.source]
        return picture.address if isinstance(picture, Picture) and not use.source.startswith(STATIC + "/") else ""

    def _picture(self, source: str) -> Picture | Problem:
        if source not in self._pictures:
            self._pictures[source] = self._look_at(source)
        return self._pictures[source]

    def _look_at(self, source: str) -> Picture | Problem:
        recorded = next((s for s in (source, THEME + source) if self.record.sources.stat(s) is not None), None)
        if recorded is None:
            return _missing_picture(source, self.site)
        try:
            data = file_of(self.site, self.theme, recorded).read_bytes()
        except OSError:
            return _missing_picture(source, self.site)
        self.read += 1
        stat = self.record.sources.stat(recorded)
        assert stat is not None
        self.record.sources.put(recorded, stat, digest.of_bytes(data))
        return measure(source, data)

    def _plain_pages(self, changes: Changes) -> None:
        """Pages that are no stories: those that changed, those whose pictures did, or all when the settings did."""
        wanted = {path for path in changes.changed if is_page(path)}
        wanted |= {user for user in picture_users(changes, self.record) if is_page(user)}
        if self.again:
            wanted |= {path for path in self.record.sources.under(PAGES.rstrip("/")) if is_page(path)}
        for path in changes.vanished:
            if is_page(path) and self.record.plain_pages.path(page_id(path)) == path:
                self._lasting_media(PLAIN + page_id(path))
                self.record.plain_pages.drop(page_id(path))
                self.affected.facet("plain")
        for path in sorted(wanted.difference(changes.vanished)):
            self._take_plain(path)

    def _lasting_media(self, user: str) -> None:
        """The pictures of a plain page or of an author may come or go."""
        if self.affected.media is not None:
            self.affected.media.update(address for address, _ in self.record.media.of(user))

    def _take_plain(self, path: str) -> None:
        data = bytes_of(self.site, path)
        if isinstance(data, Problem):
            self.problems.append(data)
            return
        self.read += 1
        page, uses, problems = read_page(path, data, self.settings)
        found = list(problems)
        other = self.record.plain_pages.path(page_id(path))
        if other is not None and other != path:
            found.append(_same_id(other).at(path))
        pictures = self._found_pictures(uses, path, found)
        self.problems += found
        if page is None or has_errors(found):
            self._hold_file(path)
            return
        page = replace(page, body=parts_with_pictures(page.body, pictures, path))
        self._lasting_media(PLAIN + page.id)
        if other is None:
            self.affected.facet("plain")
        self.record.plain_pages.put(
            path, page, digest.of_value(page), [(use.source, self._media_address(use)) for use in uses]
        )
        self._lasting_media(PLAIN + page.id)

    def _hold_file(self, path: str) -> None:
        """A file that is no story is broken: what the record has of it stays, and it is read again next time."""
        stat = self.record.sources.stat(path) or Stat(0, -1, 0)
        self.held.add(path)
        self.record.sources.put(path, Stat(stat.size, -1, stat.inode), b"")

    def _profiles(self, changes: Changes) -> None:
        """What is said of authors: the files that changed, those whose pictures did, or all when the settings did."""
        wanted = {path for path in changes.changed if is_profile(path)}
        wanted |= {user for user in picture_users(changes, self.record) if is_profile(user)}
        if self.again:
            wanted |= {path for path in self.record.sources.under(PROFILES.rstrip("/")) if is_profile(path)}
        for path in changes.vanished:
            self._drop_profile(path)
        taken = [self._read_profile(path) for path in sorted(wanted.difference(changes.vanished))]
        for path, profile, _ in taken:  # first, so that two files may exchange their authors
            if profile is not None:
                self._drop_profile(path)
        for path, profile, uses in taken:
            if profile is not None:
                self._take_profile(path, profile, uses)

    def _drop_profile(self, path: str) -> None:
        for identifier, other in self.record.authors.paths():
            if other == path:
                self._lasting_media(AUTHORS + identifier)
                self.record.authors.drop(identifier)
                self._author_changed(identifier)

    def _author_changed(self, identifier: str) -> None:
        """The author's front, and all months, which are called as the profile says."""
        self.affected.facet(named_facet("author", identifier))
        self.affected.facet(f"{ALL_MONTHS}:{named_facet('author', identifier)}")

    def _read_profile(self, path: str) -> tuple[str, Profile | None, tuple[Use, ...]]:
        data = bytes_of(self.site, path)
        if isinstance(data, Problem):
            self.problems.append(data)
            return path, None, ()
        self.read += 1
        profile, uses, problems = read_profile(path, data, self.settings)
        found = list(problems)
        pictures = self._found_pictures(uses, path, found)
        self.problems += found
        if profile is None or has_errors(found):
            self._hold_file(path)
            return path, None, ()
        if profile.picture is not None:
            profile = replace(profile, picture=placed(profile.picture, pictures, path))
        return path, profile, uses

    def _take_profile(self, path: str, profile: Profile, uses: tuple[Use, ...]) -> None:
        others = [other for known, other in self.record.authors.paths() if known == profile.id]
        if others:
            self.problems.append(_same_author(others[0]).at(path))
            self._hold_file(path)
            return
        self.record.authors.put(path, profile, [(use.source, self._media_address(use)) for use in uses])
        self._lasting_media(AUTHORS + profile.id)
        self._author_changed(profile.id)

    def _redirects(self, changes: Changes) -> None:
        again = self.again and self.record.sources.stat(REDIRECTS) is not None
        if again or REDIRECTS in changes.changed or REDIRECTS in changes.vanished:
            entries, problems = redirects.read(self.site, self.settings.base_url)
            self.problems += problems
            if has_errors(problems):
                self._hold_file(REDIRECTS)
            else:
                self.record.redirects.replace(entries)
                self.affected.facet("redirects")

    def _front(self, changes: Changes) -> None:
        if FRONT in changes.changed or FRONT in changes.vanished or (self.again and self.record.sources.stat(FRONT)):
            data = b"" if FRONT in changes.vanished else bytes_of(self.site, FRONT)
            if isinstance(data, Problem):
                self.problems.append(data)
                return
            pins, self._pin_marks, problems = read_front(FRONT, data, self.settings)
            self.problems += problems
            if has_errors(problems):
                self._hold_file(FRONT)
            else:
                self.record.pins.put(pins)
                self.affected.facet("front")

    def _check_pins(self) -> None:
        for pick, mark in self._pin_marks:
            if self.record.lists.summary(pick, self.after) is None:
                known = self.record.stories.get(pick) is not None
                self.problems.append((_hidden_pick(pick) if known else _unknown_pick(pick)).at(FRONT, *mark))

    def _names(self) -> None:
        """How the topics, authors and places of the affected lists are called now, for their indexes."""
        kinds: tuple[NamedKind, ...] = get_args(NamedKind)
        for kind in kinds:
            if self.affected.facets is None:
                known = {named.id for named in self.record.names.of_kind(kind)}
                known |= {facet.partition(":")[2] for facet in self.record.lists.facets(kind)}
                known |= {identifier for identifier, _ in self.record.authors.paths() if kind == "author"}
            else:
                known = {f.partition(":")[2] for f in self.affected.facets if f.startswith(kind + ":")}
            for identifier in sorted(known):
                if self.record.names.put(kind, identifier, self._name(kind, identifier)):
                    self.affected.facet(f"names:{kind}")

    def _name(self, kind: NamedKind, identifier: str) -> str | None:
        profile = self.record.authors.get(identifier) if kind == "author" else None
        if profile is not None:
            return profile.name
        newest = self.record.lists.latest(named_facet(kind, identifier), 1, self.after)
        stored = self.record.stories.get(newest[0][1]) if newest else None
        return name_in(stored.summary, kind, identifier) if stored else None

    def _news(self) -> None:
        """Stories grow too old for the news sitemap as time passes."""
        lower, upper = sorted((self.before.now, self.after.now))
        if lower != upper and self.record.timeline.between(lower - NEWS - 1, upper - NEWS):
            self.affected.facet("news")

    def _found_pictures(self, uses: Iterable[Use], path: str, problems: list[Problem]) -> dict[str, Picture]:
        found: dict[str, Picture] = {}
        for use in uses:
            picture = self._picture(use.source)
            if isinstance(picture, Problem):
                problems.append(picture.at(path, use.line, use.column))
            else:
                found[use.source] = picture
        return found

    def _other_files(self, changes: Changes) -> None:
        """Everything that is not a story: its stat, and for static files the digest of their bytes."""
        static = (STATIC + "/", THEME + STATIC + "/")
        for path in changes.changed:
            if is_article(path):
                continue
            content = b""
            if path.startswith(static):
                self.read += 1
                try:
                    content = digest.of_file(file_of(self.site, self.theme, path))
                except OSError as failure:
                    self.problems.append(unreadable(failure).at(path))
            self.record.sources.put(path, changes.stats[path], content)
        for path in changes.vanished:
            if not is_article(path):
                self.record.sources.drop(path)
        for path in (*changes.changed, *changes.vanished):
            if path.startswith(static) and self.affected.static is not None:
                self.affected.static.add(path.removeprefix(THEME).removeprefix(STATIC + "/"))


_NO_ARTICLES = error(
    "no-articles",
    N_("There is no story left in this folder, and there were some at the last build."),
    N_("Bring the files back; to begin anew, delete the folder .newsgen."),
)


def _same_author(other: str) -> Problem:
    return error(
        "same-author", N_("This author is described in {other} already."), N_("Keep one of the two files."), other=other
    )


def _same_id(other: str) -> Problem:
    return error(
        "same-id",
        N_("“{other}” is the same story under another suffix."),
        N_("Keep one of the two files."),
        other=other,
    )


def _same_address(address: str, other: str) -> Problem:
    return error(
        "same-address", N_("This story has the same address as {other}: {address}"), N_("Give one of them its own “slug: …”."),
        other=other, address=address,
    )  # fmt: skip


def _unknown_pick(pick: str) -> Problem:
    return warning(
        "pick-skipped",
        N_("The related story “{pick}” does not exist and was left out."),
        N_("Write its path under content/."),
        pick=pick,
    )


def _hidden_pick(pick: str) -> Problem:
    return warning(
        "pick-skipped",
        N_("The related story “{pick}” is not published yet and was left out."),
        N_("It appears by itself when it is."),
        pick=pick,
    )


def _missing_picture(source: str, site: Path) -> Problem:
    wanted = posixpath.basename(source)
    try:
        names = sorted(path.name for path in (site / posixpath.dirname(source)).iterdir() if path.is_file())
    except (OSError, ValueError):  # no such folder, or a name that no file system has
        names = []
    near = difflib.get_close_matches(wanted[:200], [name for name in names if name != wanted], n=1, cutoff=0.75)
    hint = N_("Did you mean “{near}”?") if near else N_("Put the file there, or correct the name.")
    return error(
        "no-picture", N_("The picture “{source}” does not exist."), hint, source=source[:200], near="".join(near)
    )
