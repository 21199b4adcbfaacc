"""Data files, which boxes of texts and of fronts show."""

from collections.abc import Iterable, Iterator

from ..articles.data_links import BodyBox, data_faults
from ..base import digest
from ..base.problems import N_, Problem, error, has_errors, warning
from ..model.box import data_id
from ..model.facets import DataOf, SiteList
from ..observe.sources import Changes
from ..record.boxes import ASSETS
from ..record.record import Record
from ..record.sources import Stat
from ..site.layout import CONTENT, DATA, FRONT
from ..site.links import slug_fault
from ..site.source_kind import is_data, nfc
from .affected import NOTHING, Affected, lists_of
from .indexing import Indexed, Indexing
from .reading import bytes_of

_NO_ADDRESS = error(
    "no-slug", N_("The file's name gives no address."), N_("Rename it with letters, digits and hyphens.")
)


def index_data(indexing: Indexing, changes: Changes) -> Iterator[Indexed]:
    """Record what the data files hold that changed, or all when every source is read again.

    Works as it is consumed. Those that vanished are dropped, and broken ones are held back: of these the record keeps what it
    has. Fronts are affected when one of their boxes comes, goes, or is of another kind or number of rows than before.
    """
    record = indexing.record
    before = {data_id(box.file): _on_fronts(record, data_id(box.file)) for box in record.pins.get().boxes}
    paths = {path for path in changes.changed if is_data(path)}
    if indexing.again:
        paths |= {path for path in record.sources.under(DATA.rstrip("/")) if is_data(path)}
    paths |= {path for path in indexing.held if is_data(path)}
    for path in changes.vanished:
        if is_data(path) and record.boxes.path(data_id(nfc(path))) == path:
            record.boxes.drop(data_id(nfc(path)))
            yield Indexed(_changed(data_id(nfc(path))))
    for path in sorted(paths.difference(changes.vanished)):
        if path not in changes.refused:
            yield _data_file(indexing, path, changes.stats.get(path))
    now = {identifier: _on_fronts(record, identifier) for identifier in before}
    if now != before:
        lost = (box.file for box in record.pins.get().boxes if before[data_id(box.file)] and not now[data_id(box.file)])
        missing = tuple(missing_box(file).at(FRONT) for file in dict.fromkeys(lost))
        yield Indexed(lists_of(SiteList.FRONT), missing)


def _changed(identifier: str) -> Affected:
    """The fragment of a data file, and the files of the theme that its pages may need."""
    return lists_of(DataOf(identifier)) | Affected(static=frozenset(ASSETS))


def _on_fronts(record: Record, identifier: str) -> tuple[str, int] | None:
    """What the fronts that link a data file show of it: its kind and the number of its rows; None where there is none."""
    data = record.boxes.get(identifier)
    return (data.kind, data.rows) if data is not None else None


def _data_file(indexing: Indexing, path: str, stat: Stat | None) -> Indexed:
    record, identifier = indexing.record, data_id(nfc(path))
    data = bytes_of(indexing.site, path)
    if isinstance(data, Problem):
        return Indexed(problems=(data,)) | indexing.hold(path, stat)
    held = indexing.held.get(path)
    if held is not None:
        found = Indexed(problems=(held,), read=1) | indexing.hold(path, stat)
        if record.boxes.path(identifier) == path:
            record.boxes.drop(identifier)
            found |= Indexed(_changed(identifier))
        return found
    content = digest.of_bytes(data)
    if not indexing.again and record.boxes.content(path) == content:
        return Indexed(read=1)
    from ..boxes.parse import parse_data  # most builds see no data file

    parsed = parse_data(path, data, indexing.settings)
    problems = parsed.problems
    other = record.boxes.path(identifier)
    if other is not None and other != path:
        same = error(
            "same-id",
            N_("“{other}” has the same name under another suffix."),
            N_("Keep one of the two files."),
            other=other,
        )
        problems = (*problems, same.at(path))
    if any(slug_fault(part) for part in identifier.split("/")):
        problems = (*problems, _NO_ADDRESS.at(path))
    found = Indexed(problems=problems, read=1)
    if parsed.data is None or has_errors(problems):
        return found | indexing.hold(path, stat)
    changed = record.boxes.get(identifier) != parsed.data
    record.boxes.put(path, parsed.data, content)
    return found | Indexed(_changed(identifier) if changed else NOTHING)


def _is_broken(record: Record, file: str) -> bool:
    """Whether a data file, by its path under ``content/``, is there and was never read without errors."""
    return record.boxes.at(file) is None and record.sources.named(f"{CONTENT}/{file}") is not None


def missing_box(file: str) -> Problem:
    """A warning for a box of a front that has no data file."""
    return warning(
        "box-skipped", N_("There is no data file “{src}”, so its box was left out."),
        N_("Put it into content/data/, or take the box out of content/front.yml."), src=file[:200],
    )  # fmt: skip


def data_problems(record: Record, boxes: Iterable[BodyBox], path: str) -> tuple[Problem, ...]:
    """What is wrong with the boxes of the text in the file at ``path``: data that is not there, or that they cannot show."""
    found = (
        fault
        for box in boxes
        for fault in data_faults(box, record.boxes.at, record.boxes.files, broken=_is_broken(record, box.box.file))
    )
    return tuple(fault.at(path, fault.line, fault.column) for fault in found)
