"""The rows of the desk, and what the next build of the site would change."""

from dataclasses import dataclass
from datetime import datetime

from ..arabic import fold
from ..record.record import Record
from ..record.recovery import Published
from ..record.stories import Stored
from ..site.layout import CONTENT


@dataclass(frozen=True, slots=True)
class Row:
    """A story on the desk, as the preview's record has it. Nothing in it depends on the current time.

    ``status`` is that of the front matter, so it is never ``embargoed``. ``picture`` and ``alt`` say whether there is a
    lead picture and whether it has a text. ``folded`` is what a search compares. ``digest`` is that of the story,
    ``source`` that of its file's bytes.
    """

    id: str
    path: str
    address: str
    title: str
    section: str
    status: str
    published: datetime
    picture: bool
    alt: bool
    folded: str
    digest: bytes
    source: bytes

    def status_at(self, now: datetime) -> str:
        """Return ``published``, ``embargoed``, ``draft`` or ``withdrawn``. A draft of the future is a ``draft``."""
        return "embargoed" if self.status == "published" and self.published > now else self.status


@dataclass(frozen=True, slots=True)
class NextBuild:
    """What the next build of the site would change: story ids with ``new``, ``changed`` or ``gone``.

    Stories that stay the same are left out. ``first`` means that no earlier build is known; then ``stories`` is empty,
    although the build publishes all of them. ``whole`` means that every page is rendered again.
    """

    stories: dict[str, str]
    first: bool
    whole: bool


def rows(record: Record, known: dict[str, Row]) -> dict[str, Row]:
    """Return a row for every story of the record, drafts included, by id.

    Rows of ``known`` that are still valid are kept. ``known`` itself does not change.
    """
    sources = record.sources.digests(CONTENT)
    found: dict[str, Row] = {}
    for identifier, content in record.stories.digests().items():
        old = known.get(identifier)
        if old is not None and old.digest == content and old.source == sources.get(old.path):
            found[identifier] = old
            continue
        stored = record.stories.get(identifier)
        if stored is not None:
            found[identifier] = row_of(stored, sources.get(stored.path, b""))
    return found


def row_of(stored: Stored, source: bytes) -> Row:
    """Make the row of a story of the record."""
    summary, card = stored.summary, stored.summary.card
    return Row(
        card.id,
        stored.path,
        card.address,
        card.title,
        card.section,
        summary.status,
        card.published,
        picture=card.image is not None and bool(card.image.address),
        alt=card.image is not None and bool(card.image.alt),
        folded=fold(f"{card.title} {stored.path}"),
        digest=stored.digest,
        source=source,
    )


def next_build(live: Published, stories: list[Row], now: datetime, *, whole: bool) -> NextBuild:
    """Return what a build of the site at ``now`` would change in the output ``live``.

    ``stories`` are those of the preview, hidden ones included. ``live`` is what the site's own last build published.
    ``whole`` is handed on as it is.
    """
    if not live.basis:
        return NextBuild({}, first=True, whole=False)
    found: dict[str, str] = {}
    visible = {row.id for row in stories if row.status_at(now) in ("published", "withdrawn") and row.published <= now}
    for row in stories:
        if row.id in visible and live.stories.get(row.id) != row.digest:
            found[row.id] = "changed" if row.id in live.stories else "new"
    found |= dict.fromkeys(sorted(live.stories.keys() - visible), "gone")
    return NextBuild(found, first=False, whole=whole)
