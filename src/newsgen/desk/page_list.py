"""The list of plain pages and authors' profiles, from the record of the desk's own preview."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ..arabic import fold
from ..model.page_name import AUTHOR, PLAIN, PageName
from ..record.record import Record
from .file_kind import FileKind


@dataclass(frozen=True, slots=True)
class ListedPage:
    """A plain page or profile in the list. ``about`` is a page's standfirst or an author's role. ``address`` is empty where
    the preview has no page of it, ``author`` is the author's id, empty for a page, and ``folded`` is what a search compares."""

    kind: FileKind
    path: str
    address: str
    title: str
    about: str
    author: str
    folded: str


def listed_pages(record: Record) -> Mapping[str, ListedPage]:
    """All plain pages and profiles of a record by the paths of their files: pages by id, then profiles by name."""
    found = (*_plain_pages(record), *sorted(_profiles(record), key=lambda one: (fold(one.title), one.path)))
    return {one.path: one for one in found}


def matching_pages(pages: Sequence[ListedPage], words: str, kind: str) -> Sequence[ListedPage]:
    """The pages of a kind, or with an empty one of all, that have all the words, folded, in title, role or file."""
    needles = fold(words).split()
    return [page for page in pages if kind in ("", page.kind) and all(needle in page.folded for needle in needles)]


def _plain_pages(record: Record) -> Iterator[ListedPage]:
    for page, _ in record.plain_pages.all():
        path = record.plain_pages.path(page.id)
        if path is not None:
            yield _listed(record, FileKind.PAGE, path, PageName.of(PLAIN, page.id), (page.title, page.standfirst))


def _profiles(record: Record) -> Iterator[ListedPage]:
    for identifier, path in record.authors.paths():
        profile = record.authors.get(identifier)
        if profile is not None:
            texts = profile.name, profile.role
            yield _listed(record, FileKind.PROFILE, path, PageName.of(AUTHOR, identifier), texts, identifier)


def _listed(
    record: Record, kind: FileKind, path: str, name: PageName, texts: tuple[str, str], author: str = ""
) -> ListedPage:
    output = record.outputs.get(name)
    address = "/" + output.path.removesuffix("index.html") if output is not None else ""
    title, about = texts
    return ListedPage(kind, path, address, title, about, author, fold("\n".join((*texts, path))))
