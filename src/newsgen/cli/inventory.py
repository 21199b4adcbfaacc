"""What ``newsgen list`` prints of shows and of data files."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from ..base.problems import N_
from ..model.facets import Facet
from ..record.media import OTHERS
from ..site.layout import FRONT
from ..site.source_kind import nfc

if TYPE_CHECKING:
    from ..record.record import Record

HEADS: Mapping[str, tuple[str, ...]] = {
    "shows": (N_("show"), N_("name"), N_("episodes"), N_("newest"), N_("file")),
    "data": (N_("kind"), N_("title"), N_("changed"), N_("shown by"), N_("file")),
}
"""The columns of each list, by the word that ``--what`` takes."""

COUNTED: Mapping[str, str] = {"shows": N_("Shows: {count}."), "data": N_("Data files: {count}.")}
"""The line below each list."""


def listed(what: str, record: "Record") -> list[dict[str, object]]:
    """The shows or the data files of a record, by id, as objects for JSON. ``what`` is a key of ``HEADS``."""
    return list(_shows(record) if what == "shows" else _data(record))


def row_of(found: Mapping[str, object]) -> tuple[str, ...]:
    """A line of the table: the first four values, then the file."""
    _, *rest = found.values()
    return (
        *(", ".join(map(str, one)) if isinstance(one, list) else str(one or "") for one in rest[:4]),
        str(found["file"]),
    )


def _shows(record: "Record") -> Iterator[dict[str, object]]:
    """Episodes are those that readers see, and the others."""
    for identifier, path in record.shows.paths():
        show = record.shows.get(identifier)
        stored = [one for name in record.lists.members(Facet.show(identifier)) if (one := record.stories.get(name))]
        moments = sorted(one.summary.card.published for one in stored)
        yield {
            "file": path,
            "id": identifier,
            "name": show.name if show else "",
            "episodes": len(stored),
            "newest": f"{moments[-1]:%Y-%m-%d %H:%M}" if moments else None,
        }


def _data(record: "Record") -> Iterator[dict[str, object]]:
    """``users`` are the files that show one, drafts and content/front.yml included."""
    for identifier in record.boxes.ids():
        data, path = record.boxes.get(identifier), record.boxes.path(identifier)
        if data is None or path is None:
            continue
        yield {
            "file": path,
            "kind": data.kind,
            "title": data.title,
            "updated": f"{data.updated:%Y-%m-%d %H:%M}" if data.updated else None,
            "users": sorted({*record.media.users(nfc(path)), *_fronts(record, nfc(path))}),
        }


def _fronts(record: "Record", path: str) -> tuple[str, ...]:
    return (FRONT,) if OTHERS + FRONT in record.media.ids(path) else ()
