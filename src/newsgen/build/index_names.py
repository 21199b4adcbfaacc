"""The names of topics, authors and places: what their indexes print, and the names that share an address."""

from collections.abc import Iterator

from ..articles.names import position_of_name, shared_address
from ..base.problems import Problem
from ..model.facets import NAMED_KINDS, Facet, NamedKind, NamesOf
from ..model.placement import name_in
from ..observe.sources import Changes
from ..site import schema
from ..site.article_file import split
from ..site.declared_names import Doubt
from ..site.source_kind import is_profile
from ..site.yamltext import parse
from .affected import Affected, lists_of
from .indexing import Indexing
from .reading import bytes_of


def names_affected(indexing: Indexing, affected: Affected) -> Affected:
    """Bring the names of the affected lists up to date in the record, and return the indexes in which one differs."""
    return lists_of(*(NamesOf(kind) for kind in NAMED_KINDS if any([*_renamed(indexing, affected, kind)])))


def _renamed(indexing: Indexing, affected: Affected, kind: NamedKind) -> Iterator[bool]:
    """Store the name of each topic, author or place of the affected lists in the record, and yield whether it differs.

    The iterator must be consumed to its end, or names stay as they were.
    """
    record = indexing.record
    if affected.lists is None:
        known = {named.id for named in record.names.of_kind(kind)}
        known |= {Facet(facet).key for facet in record.lists.facets(kind)}
        known |= {identifier for identifier, _ in record.authors.paths() if kind == "author"}
    else:
        known = {facet.key for facet in affected.lists if isinstance(facet, Facet) and facet.kind == kind}
    for identifier in sorted(known):
        yield record.names.put(kind, identifier, _name(indexing, kind, identifier))


def _name(indexing: Indexing, kind: NamedKind, identifier: str) -> str | None:
    """The name by which readers know a topic, author or place: the profile's, else that of its newest story; None where
    there is no profile and no visible story."""
    record = indexing.record
    profile = record.authors.seen(identifier, indexing.after) if kind == "author" else None
    if profile is not None:
        return profile.name
    newest = record.lists.latest(Facet.named(kind, identifier), 1, indexing.after)
    stored = record.stories.get(newest[0][1]) if newest else None
    return name_in(stored.summary, kind, identifier) if stored else None


Written = dict[tuple[NamedKind, str], dict[str, str]]
"""Each spelling of a topic, author or place (by its kind and id) that this run read, with the first file that has it."""

_MOST_NAMED = 5
"""So many other spellings are named in one warning."""


def spellings_of_profiles(indexing: Indexing, changes: Changes) -> Written:
    """The names of the authors whose profiles this run read."""
    record = indexing.record
    read = record.authors.paths() if indexing.again else [p for p in record.authors.paths() if p[1] in changes.changed]
    profiles = ((identifier, path, record.authors.get(identifier)) for identifier, path in read)
    return {("author", identifier): {profile.name: path} for identifier, path, profile in profiles if profile}


def shared_addresses(indexing: Indexing, stories: Written, profiles: Written) -> Iterator[Problem]:
    """A warning for each topic, author and place of the files of this run that has several spellings, one for each.

    It is at the file of the rarest of the run's spellings, unless that is the most frequent of all: then the others were
    told when they came. A name that is declared beside one that is not is told where it is read.
    """
    record, settings = indexing.record, indexing.settings
    for kind, identifier in sorted({**stories, **profiles}):
        files = profiles.get((kind, identifier), {}) | stories.get((kind, identifier), {})
        counts = record.spellings.of(kind, identifier)
        profile = record.authors.get(identifier) if kind == "author" else None
        if profile is not None:
            counts[profile.name] = counts.get(profile.name, 0) + 1
        known = [name for name in files if name in counts]
        if len(counts) < 2 or not known:
            continue
        name = min(known, key=lambda one: (counts[one], one))
        others = [other for other in counts if other != name]
        if all(counts[name] > counts[other] for other in others):
            continue
        if settings.names_of(kind).read(name).doubt is not Doubt.ADDRESS:
            yield shared_address(kind, name, others[:_MOST_NAMED]).at(
                files[name], *_place(indexing, kind, name, files[name])
            )


def _place(indexing: Indexing, kind: NamedKind, name: str, path: str) -> tuple[int, int]:
    """Line and column of a name in the file at a path; the first of the file where it is not found."""
    data = bytes_of(indexing.site, path)
    if isinstance(data, Problem):
        return 1, 1
    if is_profile(path):
        text = schema.decode(data)
        return (1, 1) if isinstance(text, Problem) else parse(text).mark(("name",))
    halves, _ = split(data)
    return (1, 1) if halves is None else position_of_name(kind, name, parse(halves.front, first_line=halves.front_line))
