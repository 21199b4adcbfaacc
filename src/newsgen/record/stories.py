"""The stories of a site: summaries, texts, and where each was read from."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from ..model.address import address_key
from ..model.article import Article, Named, Summary
from ..model.facets import ALL, Facet
from ..model.horizon import gains
from ..model.placement import Position
from ..model.timestamps import microseconds
from .addresses import Addresses
from .codec import Sealed, decode_summary, unpacked
from .damage import Damaged
from .lists import Lists, Stretch
from .media import Media, Use
from .spellings import Spellings
from .sums import Sums
from .timeline import Timeline
from .vanished import Vanished
from .view import View


class Stored(msgspec.Struct, frozen=True):
    """A story in the record, without its text. ``path`` is that of its file, relative to the site.

    ``digest`` is that of the whole story (``codec.Sealed``). ``terms`` are those of its title and standfirst.
    """

    path: str
    summary: Summary
    position: Position
    digest: bytes
    terms: tuple[str, ...]


class Stories:
    """All stories, drafts and those under embargo included, by id. To store or drop one brings its lists, gains, names,
    aliases, picks and pictures up to date, too."""

    def __init__(
        self, db: sqlite3.Connection, sums: Sums, lists: Lists, timeline: Timeline, spellings: Spellings,
        addresses: Addresses, media: Media, vanished: Vanished,
    ) -> None:  # fmt: skip
        self._db = db
        self._sums = sums
        self._lists = lists
        self._timeline = timeline
        self._spellings = spellings
        self._addresses = addresses
        self._media = media
        self._vanished = vanished

    # one story

    def get(self, identifier: str) -> Stored | None:
        """A story, visible or not, or None if there is none with this id."""
        row = self._db.execute(
            "SELECT path, summary, published, digest, terms FROM articles WHERE id = ?", (identifier,)
        ).fetchone()
        return _stored(identifier, *row) if row else None

    def path(self, identifier: str) -> str | None:
        """The file that a story was read from, or None if there is no such story."""
        row = self._db.execute("SELECT path FROM articles WHERE id = ?", (identifier,)).fetchone()
        return row[0] if row else None

    def article(self, identifier: str) -> Article:
        """A whole story. Raises Damaged if there is none with this id, and what ``codec.unpacked`` raises."""
        return unpacked(self.text(identifier))

    def text(self, identifier: str) -> bytes:
        """A whole story as it is stored; ``codec.unpacked`` decodes it. Raises Damaged if there is none with this id."""
        row = self._db.execute(
            "SELECT text FROM texts JOIN articles USING (number) WHERE id = ?", (identifier,)
        ).fetchone()
        if row is None:
            raise Damaged
        return bytes(row[0])

    def sources(self, identifier: str) -> list[str]:
        """The names of a story's sources; none if there is no story with this id."""
        row = self._db.execute("SELECT sources FROM articles WHERE id = ?", (identifier,)).fetchone()
        return row[0].split("\n") if row and row[0] else []

    def digest(self, identifier: str) -> bytes:
        """The digest of a whole story; empty if there is none with this id."""
        row = self._db.execute("SELECT digest FROM articles WHERE id = ?", (identifier,)).fetchone()
        return bytes(row[0]) if row else b""

    def snapshot(self, identifier: str) -> tuple[str, Sealed, list[Use]] | None:
        """The arguments with which ``put`` would store a story as it is now, or None if there is no such story."""
        row = self._db.execute(
            "SELECT path, summary, terms, digest, sources FROM articles WHERE id = ?", (identifier,)
        ).fetchone()
        if row is None:
            return None
        path, summary, terms, content, sources = row
        story = Sealed(summary, self.text(identifier), terms, content, self._timeline.entries(identifier), sources)
        story = story._replace(quoted=tuple(self.quoted(identifier)), stage=self._stage(identifier))
        return path, story, self._media.all_of(identifier)

    def put(self, path: str, story: Sealed, uses: Sequence[Use], summary: Summary | None = None) -> None:
        """Store a story under its id, with the files that it uses.

        A story stored before under this id must have been dropped; else this raises sqlite3.IntegrityError. ``summary``
        is ``story.opened()``, if the caller has it already; it is not something else to store.
        """
        summary = summary or story.opened()
        card = summary.card
        identifier = card.id
        number = self._db.execute(
            "INSERT INTO articles (id, path, address, published, draft, withdrawn, summary, digest, terms, sources)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                identifier,
                path,
                address_key(card.address),
                microseconds(card.published),
                int(summary.draft),
                int(summary.withdrawn),
                story.summary,
                story.digest,
                story.terms,
                story.sources,
            ),
        ).lastrowid
        self._db.execute("INSERT INTO texts VALUES (?, ?)", (number, story.text))
        self._sums.stories += 1
        self._lists.add(identifier, summary)
        self._spellings.add(summary)
        if found := gains(summary, story.entries):
            self._timeline.put(identifier, found)
        self._vanished.drop_story(identifier)
        if summary.aliases:
            self._addresses.put_aliases(identifier, summary.aliases, microseconds(card.published), draft=summary.draft)
        if summary.picks:
            self._db.executemany("INSERT INTO picks VALUES (?, ?)", [(pick, identifier) for pick in summary.picks])
        if story.quoted:
            rows = [(identifier, n, quoted) for n, quoted in enumerate(story.quoted)]
            self._db.executemany("INSERT INTO quoted VALUES (?, ?, ?)", rows)
        if story.stage:
            self._db.execute("INSERT INTO stages VALUES (?, ?)", (identifier, story.stage))
        if uses:
            self._media.put(identifier, uses)

    def drop(self, identifier: str) -> None:
        """Delete a story, if there is one with this id; its title and moment stay for ``newsgen moved``."""
        row = self._db.execute("SELECT number, summary, published FROM articles WHERE id = ?", (identifier,)).fetchone()
        if row is None:
            return
        number, blob, published = row
        summary = decode_summary(blob)
        self._vanished.put_stories([(identifier, summary.card.title, published)])
        self._lists.remove(identifier, summary)
        self._spellings.remove(summary)
        self._timeline.drop(identifier)
        self._addresses.drop_aliases(identifier)
        self._db.executemany("DELETE FROM picks WHERE target = ? AND id = ?", [(p, identifier) for p in summary.picks])
        self._db.execute("DELETE FROM quoted WHERE id = ?", (identifier,))
        self._db.execute("DELETE FROM stages WHERE id = ?", (identifier,))
        self._media.drop(identifier)
        self._db.execute("DELETE FROM texts WHERE number = ?", (number,))
        self._db.execute("DELETE FROM articles WHERE number = ?", (number,))
        self._sums.stories -= 1

    # many stories

    def count(self) -> int:
        """How many stories there are, visible or not."""
        return self._sums.stories

    def all(self) -> Iterator[Stored]:
        """All stories, visible or not, newest first.

        The loop must not store or drop stories: it reads them row by row.
        """
        rows = self._db.execute(
            "SELECT id, path, summary, published, digest, terms FROM articles ORDER BY published DESC, id DESC"
        )
        return (_stored(*row) for row in rows)

    def visible(self, view: View, stretch: Stretch | None = None) -> Iterator[Stored]:
        """The visible stories of a stretch, oldest first. Without ``stretch``, all but the withdrawn ones.

        The loop must not store or drop stories: it reads them row by row.
        """
        facet, first, end = stretch or Stretch(ALL)
        rows = self._db.execute(
            "SELECT a.id, a.path, a.summary, a.published, a.digest, a.terms FROM facets f CROSS JOIN articles a ON a.id = f.id"
            " WHERE f.facet = ? AND (f.published, f.id) >= (?, ?) AND (f.published, f.id) < (?, ?)"
            " AND f.published <= ? AND f.draft <= ? ORDER BY f.published, f.id",
            (facet, *first, *end, view.until, int(view.drafts)),
        )
        return (_stored(*row) for row in rows)

    def hidden(self, view: View) -> Iterator[tuple[str, str, str]]:
        """Yield (id, path of the file, address) of every story that the view does not show.

        The loop must not store or drop stories: it reads them row by row.
        """
        rows = self._db.execute(
            "SELECT id, path, summary FROM articles WHERE published > ?"
            " UNION SELECT id, path, summary FROM articles WHERE draft AND NOT ? ORDER BY id",
            (view.until, int(view.drafts)),
        )
        for identifier, path, summary in rows:
            yield identifier, path, decode_summary(summary).card.address

    def coming(self, view: View, limit: int) -> list[Stored]:
        """The next stories that time alone will make visible in this view, the soonest first.

        A ``limit`` of -1 means all. Drafts are among them only if the view shows drafts. A view that shows embargoed
        stories has none to come.
        """
        rows = self._db.execute(
            "SELECT id, path, summary, published, digest, terms FROM articles WHERE published > ? AND draft <= ?"
            " ORDER BY published, id LIMIT ?",
            (view.until, int(view.drafts), limit),
        )
        return [_stored(*row) for row in rows]

    def drafts(self) -> list[str]:
        """Ids of all drafts."""
        return [row[0] for row in self._db.execute("SELECT id FROM articles WHERE draft")]

    def _stage(self, identifier: str) -> str:
        row = self._db.execute("SELECT stage FROM stages WHERE id = ?", (identifier,)).fetchone()
        return row[0] if row else ""

    def stages(self) -> dict[str, str]:
        """The stage of every story whose front matter names one, by id."""
        return dict(self._db.execute("SELECT id, stage FROM stages").fetchall())

    def pickers(self, target: str) -> list[str]:
        """Ids of the stories, visible or not, that pick the story ``target`` (an id) as related."""
        return [row[0] for row in self._db.execute("SELECT id FROM picks WHERE target = ?", (target,))]

    def quoting(self, story: Summary) -> list[str]:
        """Ids of the stories, visible or not, whose texts show a card of a story, named by its id or its address."""
        rows = self._db.execute(
            "SELECT id FROM quoted WHERE target IN (?, ?)", (story.card.id, address_key(story.card.address))
        )
        return [row[0] for row in rows]

    def quoted(self, identifier: str) -> list[str]:
        """What the story cards in a story's text name, in their order: ids, and addresses as ``model.address.address_key``
        has them."""
        return [
            row[0] for row in self._db.execute("SELECT target FROM quoted WHERE id = ? ORDER BY seq", (identifier,))
        ]

    def has_quoted(self) -> bool:
        """Whether the text of any story shows a story's card."""
        return self._db.execute("SELECT 1 FROM quoted LIMIT 1").fetchone() is not None

    def named(self, target: str) -> list[str]:
        """Ids of the stories that a card names: the id itself, or the stories at an address, visible or not, by id."""
        if not target.startswith("/"):
            return [target]
        rows = self._db.execute("SELECT id FROM articles WHERE address = ? ORDER BY id", (target,))
        return [row[0] for row in rows]

    def crediting(self, name: Named) -> list[str]:
        """Ids of the stories, visible or not, that have this author, or a source of this name. It looks at every story."""
        rows = self._db.execute(
            "SELECT id FROM facets WHERE facet = ? UNION SELECT id FROM articles"
            " WHERE instr(char(10) || sources || char(10), char(10) || ? || char(10))",
            (Facet.named("author", name.id), name.name),
        )
        return [row[0] for row in rows]

    def digests(self) -> dict[str, bytes]:
        """The digest of every whole story, by id."""
        return dict(self._db.execute("SELECT id, digest FROM articles").fetchall())

    def terms(self, identifiers: Iterable[str]) -> dict[str, frozenset[str]]:
        """The terms of each story's title and standfirst, by id. An unknown id is there too, with an empty set."""
        found: dict[str, frozenset[str]] = dict.fromkeys(identifiers, frozenset())
        rows = self._db.execute(
            "SELECT id, terms FROM articles WHERE id IN (SELECT value FROM json_each(?))", (json.dumps(tuple(found)),)
        )
        found |= {identifier: frozenset(terms.split()) for identifier, terms in rows}
        return found


def _stored(identifier: str, path: str, summary: bytes, published: int, content: bytes, terms: str) -> Stored:
    return Stored(path, decode_summary(summary), (published, identifier), content, tuple(terms.split()))
