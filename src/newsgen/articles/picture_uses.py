"""The picture files that a source file uses: where each lies in the site's folder, and their sizes put into a text."""

import posixpath
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple
from urllib.parse import unquote

from ..base.problems import N_, Problem, error
from ..model.article import Article, Part
from ..model.picture import Described, Picture, Purpose, usual_focus
from ..pictures.recipe import placed
from ..site.front_matter import ImageForm
from ..site.layout import STATIC
from ..site.links import address_of_file, inside, safe_link
from ..site.settings_pictures import Pictures
from ..site.source_kind import nfc
from .remote_pictures import is_remote


@dataclass(frozen=True, slots=True)
class PictureUse:
    """A picture file that a source file uses: ``source`` is its path from the site's folder; line and column are those
    of its name in the source file. ``since`` is the moment (microseconds since 1970) of the live entry that shows it.
    ``purpose`` says which smaller pictures are made of it, and ``focus`` which point their crops keep (see ``Picture``)."""

    source: str
    line: int
    column: int
    since: int = 0
    purpose: Purpose = "text"
    focus: tuple[int, int] | None = None


class SourceMark(NamedTuple):
    """A picture's ``src`` as it is written, with its line and column; the other fields are those of ``PictureUse``."""

    src: str
    line: int
    column: int
    since: int = 0
    purpose: Purpose = "text"
    focus: tuple[int, int] | None = None


def picture_of(image: ImageForm) -> Picture:
    """The picture of an ``image`` key. Its address is the ``src`` as written. Its size is 0 × 0 until the build has looked
    up the file, or the one that is given for a picture that lies elsewhere."""
    focus = None if image.focus is None else (round(image.focus[0] * 100), round(image.focus[1] * 100))
    return Picture(image.src, image.width or 0, image.height or 0, image.alt, image.caption, image.credit, focus=focus)


def mark_of(picture: Picture | None, mark: tuple[int, int], purpose: Purpose) -> list[SourceMark]:
    """The file that the picture of an ``image`` key is, at this line and column; none for a text figure and for a picture
    that lies elsewhere."""
    if picture is None or not picture.address or picture.width:
        return []
    return [SourceMark(picture.address, *mark, 0, purpose, picture.focus)]


def with_shared(marks: list[SourceMark], parts: Iterable[Part]) -> list[SourceMark]:
    """The pictures of a text whose story has none at its top: the first of the text's parts stands for the story elsewhere
    (``Article.picture``)."""
    src = next((part.address for part in parts if isinstance(part, Picture) and part.address), None)
    shared = next((mark for mark in marks if mark.src == src), None)
    return [mark._replace(purpose="shared") if mark is shared else mark for mark in marks]


def locate(path: str, sources: Iterable[SourceMark]) -> tuple[tuple[PictureUse, ...], tuple[Problem, ...]]:
    """The picture files that these sources name, and an error for each that lies outside ``content/`` and ``static/``.

    ``path`` is the file that names them, from the site's folder. Blank, remote and unsafe addresses are skipped: the
    form and the body report them. Whether the files exist is not looked at.
    """
    uses, problems = [], []
    for mark in sources:
        src, line, column = mark.src, mark.line, mark.column
        if not src.strip() or not safe_link(src) or is_remote(src):
            continue
        source = picture_source(src, path)
        if source is None:
            problems.append(
                error(
                    "leaves-site",
                    N_("“{value}” leads out of the folder."),
                    N_("Put the picture beside the story and write its name, or into static/ and write /name."),
                    value=src[:80],
                ).at(path, line, column)
            )
        else:
            uses.append(PictureUse(source, line, column, mark.since, mark.purpose, mark.focus))
    return tuple(uses), tuple(problems)


def picture_source(src: str, path: str) -> str | None:
    """The path, from the site's folder, of the file that ``src`` names in the file at ``path``.

    A ``src`` that begins with a slash is a path in ``static/``; any other starts at the folder of ``path``. The result is in
    NFC, and percent signs stay: see ``decoded_source``. None when the file would lie outside ``static/`` and
    ``content/``. Whether it exists is not looked at.
    """
    src, path = nfc(src), nfc(path)
    if src.startswith("/"):
        relative = inside(src.lstrip("/"))
        return None if relative is None else "static/" + relative
    relative = inside(posixpath.join(posixpath.dirname(path), src))
    return relative if relative is not None and relative.startswith("content/") else None


def decoded_source(source: str) -> str | None:
    """The path that a ``picture_source`` names if its percent signs encode characters; None where they encode none, or a
    character that no such path can have. A file that has the path as it is written counts before it.
    """
    if "%" not in source:
        return None
    try:
        decoded = nfc(unquote(source, errors="strict"))
    except UnicodeDecodeError:
        return None
    tree = source.partition("/")[0] + "/"
    return (
        decoded
        if decoded != source and (inside(decoded) or "").startswith(tree) and "%2F" not in source.upper()
        else None
    )


def article_with_files(
    article: Article, files: Mapping[str, Described], path: str, settings: Pictures, *, as_they_came: bool = False
) -> Article:
    """A copy of the article with the address and size of each of its pictures; any that ``files`` lacks stays as it is.

    A text or a focus that the article does not give is that of the picture's sidecar. ``files`` are the measured pictures
    by their paths from the site's folder; ``path`` is the article's. With
    ``as_they_came`` nothing smaller is made of them.
    """
    card = article.card
    if card.image is not None:
        card = replace(card, image=picture_with_file(card.image, files, path, settings, as_it_came=as_they_came))

    def with_files(body: tuple[Part, ...]) -> tuple[Part, ...]:
        return body_with_files(body, files, path, settings, as_they_came=as_they_came)

    body = with_files(article.body)
    entries = tuple(replace(entry, body=with_files(entry.body)) for entry in article.entries)
    return replace(article, summary=replace(article.summary, card=card), body=body, entries=entries)


def body_with_files(
    body: tuple[Part, ...],
    files: Mapping[str, Described],
    path: str,
    settings: Pictures,
    *,
    as_they_came: bool = False,
) -> tuple[Part, ...]:
    """A body with the address and size of each of its pictures. The arguments are those of ``article_with_files``."""
    return tuple(
        picture_with_file(part, files, path, settings, as_it_came=as_they_came) if isinstance(part, Picture) else part
        for part in body
    )


def picture_with_file(
    picture: Picture,
    files: Mapping[str, Described],
    path: str,
    settings: Pictures,
    *,
    as_it_came: bool = False,
    portrait: bool = False,
) -> Picture:
    """A picture with the address and size of its file, and with what its sidecar says where it says nothing itself; as it is
    where ``files`` lacks the file, or it lies elsewhere."""
    source = picture_source(picture.address, path) if picture.address and not picture.width else None
    found = files.get(source) if source else None
    if source is None or found is None:
        return picture
    picture = replace(
        picture, alt=picture.alt or found.alt, caption=picture.caption or found.caption,
        credit=picture.credit or found.credit, focus=picture.focus or found.focus or usual_focus(found.original),
    )  # fmt: skip
    own_address = address_of_file(found.path.removeprefix(STATIC)) if found.path.startswith(STATIC + "/") else ""
    return placed(picture, found.original, settings, own_address=own_address, as_it_came=as_it_came, portrait=portrait)
