"""What an agency sends of a story that was imported before: versions, corrections and kills; and copy that becomes drafts."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, tzinfo

from . import agency_codes, codes, moments
from .item import Item, Note, State, Term, note


@dataclass(frozen=True, slots=True)
class Known:
    """What an earlier import wrote for an item: ``path`` from the site's folder, and the fields of the file as they are now.

    ``is_edited`` says that somebody changed the file since. Without a file the fields are empty. ``date`` is as written.
    """

    path: str
    is_there: bool
    is_edited: bool
    title: str = ""
    section: str = ""
    date: str = ""
    is_draft: bool = False


def version_of(item: Item) -> str:
    """The moment of an item's version in UTC, as a text that sorts in the order of time; empty where it is not known."""
    return in_utc(item.updated or item.published)


def in_utc(moment: datetime | None) -> str:
    """A moment in UTC, as a text that sorts in the order of time; one without a zone counts as UTC. Empty for None."""
    if moment is None:
        return ""
    try:
        return (moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)).isoformat()
    except OverflowError:
        return ""


def has_address(item: Item) -> bool:
    """Whether an item says where it lay: an agency's does not, so its file keeps the name that it got first."""
    return bool(item.address or item.slug)


def as_known(item: Item, known: Known | None, zone: tzinfo) -> Item:
    """An item without an address, with what keeps the address of the file that an earlier import wrote for it.

    That is its date, without an offset in ``zone``; of a withdrawal, which may have no words, also the headline and the
    section. What was made later than this date is an update.
    """
    if known is None or not known.is_there or has_address(item):
        return item
    kept = moments.parse(known.date.strip())
    if kept is not None:
        kept = kept if kept.tzinfo else kept.replace(tzinfo=zone)
        made = item.updated or item.published
        item = replace(item, published=kept, updated=made if moments.is_later(made, kept) else None)
    if item.state is not State.WITHDRAWN:
        return item
    return replace(
        item,
        title=known.title or item.title,
        sections=(Term(known.section, known.section),) if known.section else item.sections,
    )


def as_copy(item: Item, version: str, known: Known | None, newest: str) -> Item | Note:
    """An item that arrived in a watched folder, as it is to be written, or a note that says why nothing is written.

    What is new is a draft, and so is a later version of a draft. A file that was published without an edit follows its
    agency. ``version`` is the item's own, ``newest`` that of the newest that came before (see ``version_of``).
    """
    if version < newest:
        return note(agency_codes.SUPERSEDED, item.place)
    is_kill = item.state is State.WITHDRAWN
    if known is None:
        return note(codes.KILL_UNKNOWN, item.place) if is_kill else _as_draft(item)
    if not known.is_there:
        return note(codes.FILE_DELETED, item.place)
    if is_kill and known.is_draft and not known.is_edited:
        others = tuple(n for n in item.notes if n.code is not agency_codes.KILLED)
        return replace(item, state=State.DRAFT, notes=(*others, note(codes.DRAFT_KILLED, known.path)))
    return _as_draft(item) if known.is_draft and not is_kill else item


def _as_draft(item: Item) -> Item:
    return replace(item, state=State.DRAFT) if item.state in (State.PUBLISHED, State.SCHEDULED) else item
