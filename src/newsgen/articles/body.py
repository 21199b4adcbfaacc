"""Markdown to the parts of a body: safe HTML, and the pictures between it."""

import html
import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass

from ..base.problems import N_, Problem, error, warning
from ..model.article import Part, Picture
from ..site.links import inside, safe_link
from .markup import TOO_DEEP, convert, too_much
from .paragraphs import plain
from .sanitise import cleaner, find, isolated, mixed, removed, without_written_controls

WORDS_PER_MINUTE = 200

_PICTURE = re.compile("<div>\ue000([0-9]+)\ue001</div>")
_TAG = re.compile("<[^>]*>")


@dataclass(frozen=True, slots=True)
class Reference:
    """A picture as a body names it: its source as written, its words, and where."""

    src: str
    alt: str
    caption: str
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Body:
    """A finished body. Pictures in ``parts`` carry the path as written in ``address`` until the build knows the file."""

    parts: tuple[Part, ...]
    minutes: int
    problems: tuple[Problem, ...] = ()
    pictures: tuple[Reference, ...] = ()


def render(text: str, *, first_line: int, prefix: str) -> Body:
    """Markdown to a body; root-relative links get the ``prefix`` under which the site lies.

    Positions of the problems count from ``first_line``; their file is left open.
    """
    refusal = too_much(text, first_line)
    if refusal:
        return Body((), 1, (refusal,))
    made = plain(text)
    if made is not None:
        words = _TAG.sub(" ", made)
        return Body((isolated(made) if mixed(words) else made,) if made else (), _minutes(words))
    try:
        raw, images = convert(text)
    except RecursionError:
        return Body((), 1, (TOO_DEEP.at("", first_line, 1),))
    raw, controls = without_written_controls(raw, text, first_line)
    clean = cleaner(prefix).clean(raw)
    safe = isolated(clean)
    found = [*controls, *(removed(text, raw, first_line) if clean != raw else ())]
    if ' href=""' in clean:
        found.append(_NO_TARGET.at("", *find(text, "]()", first_line)))
    pictures = []
    for src, alt, caption in images:
        line, column = find(text, src or "]()", first_line)
        pictures.append(Reference(src, alt, caption, line, column))
        problem = _picture_problem(src)
        if problem:
            found.append(problem.at("", line, column))
    parts = tuple(_parts(safe, pictures))
    return Body(
        parts, _minutes(_TAG.sub(" ", clean)), tuple(sorted(set(found), key=lambda p: p.order)), tuple(pictures)
    )


def _minutes(escaped: str) -> int:
    words = len(html.unescape(escaped).split())
    return max(1, (words + WORDS_PER_MINUTE // 2) // WORDS_PER_MINUTE)


REMOTE = warning(
    "remote-picture",
    N_("The picture “{src}” lies on another host and was left out."),
    N_("Save the picture beside the story and write its name."),
)


_NO_TARGET = warning("no-target", N_("A link here leads nowhere."), N_("Write its address between the parentheses."))
_NO_SOURCE = error("no-target", N_("A picture here has no file."), N_("Write its file's name between the parentheses."))


def _picture_problem(src: str) -> Problem | None:
    if not src.strip():
        return _NO_SOURCE
    if re.match(r"https?://|//", src):
        return warning(REMOTE.code, REMOTE.message, REMOTE.hint, src=src[:80])
    if not safe_link(src):
        return error(
            "bad-link",
            N_("“{value}” is not a safe address."),
            N_("Save the picture beside the story and write its name."),
            value=src[:80],
        )
    return None


def _parts(clean: str, pictures: list[Reference]) -> Iterator[Part]:
    pieces = _PICTURE.split(clean)
    for i, piece in enumerate(pieces):
        if i % 2 == 0:
            for j, text in enumerate(_FILM.split(piece)):
                if j % 2:
                    yield _film(text)
                elif text.strip():
                    yield text.strip("\n")
        else:
            picture = pictures[int(piece)]
            if not re.match(r"https?://|//", picture.src):
                yield Picture(address=picture.src, alt=picture.alt, caption=picture.caption)


_FILM = re.compile(r'<p>(<a (?=[^>]*href="[^"])[^>]*class="video"[^>]*>(?:(?!</a>).)*</a>)</p>')


def _film(link: str) -> Picture:
    """A paragraph that is one link of the class ``video``, as the sanitiser left it."""
    found = dict(re.findall(r' ([a-z]+)="([^"]*)"', link[: link.index(">")]))
    words = " ".join(html.unescape(_TAG.sub("", link)).split())
    return Picture(alt=words, caption=html.unescape(found.get("title", "")), video=html.unescape(found.get("href", "")))


def picture_source(src: str, article: str) -> str | None:
    """The file that a picture's ``src`` names: under ``static/`` when it begins with /, else beside the article.

    ``article`` is the article's path from the site's folder. None where the path leaves the site.
    """
    if src.startswith("/"):
        plain = inside(src.lstrip("/"))
        return None if plain is None else "static/" + plain
    plain = inside(posixpath.join(posixpath.dirname(article), src))
    return plain if plain is not None and plain.startswith("content/") else None
