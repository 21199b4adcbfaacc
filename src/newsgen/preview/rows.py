"""A story as the desk knows it, and what the next build of the site would do with it."""

from dataclasses import dataclass
from datetime import datetime

from ..arabic import fold
from ..record.record import Record
from ..record.recovery import Published
from ..record.stories import Stored
from ..site.layout import CONTENT


@dataclass(frozen=True, slots=True)
class Row:
    """A story on the desk, as its file says; what hangs on the present moment is not in it."""

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
        """published, embargoed, draft or withdrawn."""
        return "embargoed" if self.status == "published" and self.published > now else self.status


@dataclass(frozen=True, slots=True)
class Upcoming:
    """What the next build of the site would do: by story id ``new``, ``changed`` or ``gone``. ``first``: it was never
    built; ``whole``: every page is made again."""

    stories: dict[str, str]
    first: bool
    whole: bool


def rows(record: Record, known: dict[str, Row]) -> dict[str, Row]:
    """A row for every story of the record; those of ``known`` that still hold are taken over."""
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
    """A story of the record as the desk shows it."""
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


def upcoming(there: Published, stories: list[Row], now: datetime, *, whole: bool) -> Upcoming:
    """What the next build of the site would do, by comparing what readers may see now with what its output holds."""
    if there.basis is None:
        return Upcoming({}, first=True, whole=False)
    found: dict[str, str] = {}
    visible = {row.id for row in stories if row.status_at(now) in ("published", "withdrawn") and row.published <= now}
    for row in stories:
        if row.id in visible and there.stories.get(row.id) != row.digest:
            found[row.id] = "changed" if row.id in there.stories else "new"
    found |= dict.fromkeys(sorted(there.stories.keys() - visible), "gone")
    return Upcoming(found, first=False, whole=whole)
