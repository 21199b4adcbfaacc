"""One article file to an Article, or to everything that is wrong with it. Pure: bytes in, values out."""

import posixpath
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timezone
from typing import Any

import msgspec

from .. import arabic
from ..base import digest
from ..base.problems import N_, Problem, error, warning
from ..model.article import (
    Article,
    Card,
    Correction,
    Entry,
    Named,
    Part,
    Picture,
    Pins,
    PlainPage,
    Profile,
    Reference,
    Summary,
)
from ..pages.redirects import plain
from ..record.record import Sealed
from ..site import schema
from ..site.article_file import Split, split
from ..site.front_matter import FrontForm, FrontMatter, PageForm, ProfileForm
from ..site.links import safe_link, slug_fault
from ..site.settings import Settings
from ..site.source_kind import article_id, page_id
from ..site.timestamps import parse_moment
from ..site.yamltext import Document, parse
from . import body, live
from .markup import too_much


@dataclass(frozen=True, slots=True)
class Use:
    """A picture file that a story uses: the path from the site's folder, and where the story names it."""

    source: str
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of one article file. ``body_key`` names the body's input: equal key, equal body. A story without pictures
    may be ``sealed`` instead of an ``article``: nothing of it is wanting any more."""

    path: str
    article: Article | None
    problems: tuple[Problem, ...] = ()
    uses: tuple[Use, ...] = ()
    body_key: bytes = b""
    pick_marks: tuple[tuple[int, int], ...] = ()
    sealed: Sealed | None = None

    def __reduce__(self) -> tuple[object, ...]:
        """A worker sends the article as bytes: object by object it costs both sides more than it took to read."""
        article = None if self.article is None else msgspec.json.encode(self.article)
        return _arrived, (self.path, article, self.problems, self.uses, self.body_key, self.pick_marks, self.sealed)


def _arrived(path: str, article: bytes | None, *rest: Any) -> Reading:
    return Reading(path, None if article is None else _articles.decode(article), *rest)


_articles = msgspec.json.Decoder(Article)


def read(path: str, data: bytes, settings: Settings) -> Reading:
    """Read one article file. ``path`` is relative to the site's folder. A draft's faults are warnings."""
    halves, refusal = split(data)
    if halves is None:
        assert refusal is not None
        return Reading(path, None, (refusal.at(path, refusal.line, refusal.column),))
    document = parse(halves.front, first_line=halves.front_line)
    form, problems = schema.read(FrontMatter, document, path)
    written = document.value if isinstance(document.value, dict) else {}
    made, entries = _text(halves, written, settings)
    problems = (*(p.at(path, p.line, p.column) for p in (*halves.problems, *made.problems)), *problems)
    draft = written.get("status") == "draft"
    section = written.get("section")
    if form is not None:
        reading = _article(path, form, document, halves, made, entries, settings, problems)
    else:
        if isinstance(section, str) and section.strip() and section.strip() not in settings.sections_by_id:
            problems += (_unknown_section(section.strip(), settings).at(path, *document.mark(("section",))),)
        reading = Reading(path, None, problems)
    if draft:
        reading = replace(reading, problems=tuple(p.as_warning() for p in reading.problems))
    return reading


def _text(halves: Split, written: dict[str, object], settings: Settings) -> tuple[body.Body, tuple[Entry, ...]]:
    """A story's finished body; of a live one its introduction, and the entries. Problems and pictures are those of all."""
    text, line = halves.body, halves.body_line
    refusal = too_much(text, line) if written.get("kind") == "live" else None
    if written.get("kind") != "live" or refusal:
        return body.render(text, first_line=line, prefix=settings.prefix), ()
    read = live.coverage(text, _day(written.get("date")), line)
    made = body.render(read.introduction, first_line=line, prefix=settings.prefix)
    problems, pictures, entries = [*read.problems, *made.problems], list(made.pictures), []
    taken = live.anchors(made.parts)
    for section in read.sections:
        inner = body.render(section.text, first_line=section.text_line, prefix=settings.prefix)
        problems += inner.problems
        pictures += inner.pictures
        if section.id in taken:
            problems.append(live.in_introduction(section.id).at("", section.line, 1))
        entries.append(
            Entry(section.id, local(section.at, settings), section.title, live.within(inner.parts, section.id),
                  section.key, section.pinned)
        )  # fmt: skip
    found = tuple(sorted(set(problems), key=lambda problem: problem.order))
    return body.Body(made.parts, made.minutes, found, tuple(pictures)), tuple(entries)


def _day(written: object) -> date:
    """The day of a live story's first entries; any, where the story's own date is at fault and told."""
    try:
        moment = parse_moment(written) if isinstance(written, str) else None
    except ValueError:
        moment = None
    return (moment or datetime(2000, 1, 1)).date()


def read_page(
    path: str, data: bytes, settings: Settings
) -> tuple[PlainPage | None, tuple[Use, ...], tuple[Problem, ...]]:
    """Read one plain page: the page, the pictures that it uses, and everything that is wrong with it."""
    halves, refusal = split(data)
    if halves is None:
        assert refusal is not None
        return None, (), (refusal.at(path, refusal.line, refusal.column),)
    form, problems = schema.read(PageForm, parse(halves.front, first_line=halves.front_line), path)
    made = body.render(halves.body, first_line=halves.body_line, prefix=settings.prefix)
    found = [*(p.at(path, p.line, p.column) for p in (*halves.problems, *made.problems)), *problems]
    uses, outside = _locate(path, [(reference.src, reference.line, reference.column) for reference in made.pictures])
    found += outside
    identifier = page_id(path)
    if any(slug_fault(part) for part in identifier.split("/")):
        found.append(_NO_PAGE_NAME.at(path))
    if form is None or any(p.level == "error" for p in found):
        return None, uses, tuple(found)
    return PlainPage(identifier, form.title, form.standfirst, made.parts), uses, tuple(found)


def read_profile(
    path: str, data: bytes, settings: Settings
) -> tuple[Profile | None, tuple[Use, ...], tuple[Problem, ...]]:
    """Read what is said of one author: the profile, the picture that it uses, and everything that is wrong with it."""
    text = schema.decode(data)
    if isinstance(text, Problem):
        return None, (), (text.at(path, text.line, text.column),)
    document = parse(text)
    form, problems = schema.read(ProfileForm, document, path)
    if form is None:
        return None, (), problems
    found = list(problems)
    picture, uses = None, []
    if form.image is not None:
        picture = Picture(form.image.src, 0, 0, form.image.alt, form.image.caption, form.image.credit)
        if picture.address:
            uses.append((picture.address, *document.mark(("image", "src"))))
    located, outside = _locate(path, uses)
    found += outside
    if any(p.level == "error" for p in found):
        return None, located, tuple(found)
    links = tuple(Reference(link.name, link.url) for link in form.links)
    named = settings.named(form.name)
    return Profile(named.id, named.name, form.role, form.bio, picture, links), located, tuple(found)


def read_front(
    path: str, data: bytes, settings: Settings
) -> tuple[Pins, tuple[tuple[str, tuple[int, int]], ...], tuple[Problem, ...]]:
    """Read what the editor of the front puts first: the pins, each story with its place in the file, the problems."""
    text = schema.decode(data)
    if isinstance(text, Problem):
        return Pins(), (), (text.at(path, text.line, text.column),)
    if not text.strip():
        return Pins(), (), ()
    document = parse(text)
    form, problems = schema.read(FrontForm, document, path)
    if form is None:
        return Pins(), (), problems
    found = list(problems)
    for section in form.sections:
        if section not in settings.sections_by_id:
            found.append(_unknown_section(section, settings).at(path, *document.key_mark(("sections", section))))
    lists = [(("top",), form.top), *((("sections", name), ids) for name, ids in form.sections.items())]
    marks = tuple((pick, document.mark((*where, i))) for where, ids in lists for i, pick in enumerate(ids))
    return Pins(form.top, form.sections), marks, tuple(found)


_NO_PAGE_NAME = error(
    "no-slug", N_("The file's name gives no address."), N_("Rename it with letters, digits and hyphens.")
)


def _article(
    path: str, form: FrontMatter, document: Document, halves: Split, made: body.Body, entries: tuple[Entry, ...],
    settings: Settings, problems: tuple[Problem, ...],
) -> Reading:  # fmt: skip
    found = list(problems)
    identifier = article_id(path)
    if form.section not in settings.sections_by_id:
        found.append(_unknown_section(form.section, settings).at(path, *document.mark(("section",))))
    slug, slug_problem = _slug(path, form)
    if slug_problem:
        found.append(slug_problem.at(path, 1, 1))
    uses = []
    image = None
    withdrawn = form.status == "withdrawn"
    if withdrawn and not form.note:
        found.append(_NO_NOTE.at(path, *document.mark(("status",))))
    if form.live_until is not None and form.kind != "live":
        found.append(_NOT_LIVE.at(path, *document.key_mark(("live_until",))))
    if form.image is not None and not withdrawn:
        image = Picture(form.image.src, 0, 0, form.image.alt, form.image.caption, form.image.credit)
        if image.address:
            mark = document.mark(("image", "src"))
            uses.append((image.address, *mark))
            if not image.alt:
                found.append(NO_ALT.at(path, *mark))
    if not withdrawn:
        uses += [(reference.src, reference.line, reference.column) for reference in made.pictures]
    located, outside = _locate(path, uses)
    found += outside
    if any(p.level == "error" for p in found):
        return Reading(path, None, tuple(found))

    published = local(form.publish_at or form.date, settings)
    address = address_of(settings, published, form.section, slug)
    card = Card(
        id=identifier,
        address=address,
        title=form.title,
        kicker=form.kicker,
        section=form.section,
        place=settings.place(form.place) if form.place else None,
        kind=form.kind,
        standfirst=form.standfirst,
        published=published,
        image=image,
    )
    summary = Summary(
        card=card,
        status=form.status,
        updated=local(form.updated, settings) if form.updated else None,
        tags=_distinct(settings.topic(tag) for tag in form.tags),
        authors=_distinct(settings.named(author) for author in form.authors),
        corrections=tuple(Correction(local(c.at, settings), c.text) for c in form.corrections),
        picks=form.related,
        breaking_until=local(form.breaking_until, settings) if form.breaking_until else None,
        live_until=local(form.live_until, settings) if form.live_until else None,
        aliases=tuple(a for a in dict.fromkeys(plain(alias) for alias in form.aliases) if a != address),
    )
    article = Article(
        summary=summary,
        date=local(form.date, settings),
        body=() if withdrawn else made.parts,
        sources=tuple(Reference(s.name, s.url) for s in form.sources),
        minutes=made.minutes,
        note=form.note if withdrawn else "",
        extra=dict(form.extra),
        entries=() if withdrawn else entries,
    )
    marks = tuple(document.mark(("related", i)) for i in range(len(form.related)))
    key = digest.of_parts(halves.body.encode(), settings.prefix.encode())
    return Reading(path, article, tuple(found), located, key, marks)


NO_ALT = warning(
    "no-alt", N_("The picture has no alternative text."), N_("Add “alt: …” under “image”: say what can be seen.")
)


_NO_NOTE = error(
    "no-note", N_("A withdrawn story has to say why."), N_("Add a line “note: …”; it stands in place of the story.")
)


_NOT_LIVE = error(
    "not-live", N_("Only live coverage has an end."), N_("Add a line “kind: live”, or leave “live_until” out.")
)


def _distinct(named: Iterable[Named]) -> tuple[Named, ...]:
    """Without those whose address is that of an earlier one."""
    found: dict[str, Named] = {}
    for one in named:
        found.setdefault(one.id, one)
    return tuple(found.values())


def _unknown_section(section: str, settings: Settings) -> Problem:
    known = settings.sections_by_id
    by_name = {arabic.fold(s.name): s.id for s in known.values()}
    near = by_name.get(arabic.fold(section)) or next(iter(_near(section, tuple(known))), "")
    hint = N_("Did you mean “{near}”?") if near else N_("Choose one of: {known}; or declare it in site.yml.")
    return error(
        "unknown-section",
        N_("There is no section “{name}”."),
        hint,
        name=section,
        near=near,
        known=", ".join(known),
    )


def _near(word: str, known: tuple[str, ...]) -> list[str]:
    import difflib

    return difflib.get_close_matches(word, known, n=1, cutoff=0.6)


def _slug(path: str, form: FrontMatter) -> tuple[str, Problem | None]:
    if form.slug:
        return form.slug, None
    stem = unicodedata.normalize("NFC", posixpath.splitext(posixpath.basename(path))[0])
    slug = stem if not slug_fault(stem) else arabic.slug(stem)
    if slug_fault(slug):
        return "", error(
            "no-slug",
            N_("The file's name gives no address."),
            N_("Add a line “slug: …” with letters, digits and hyphens."),
        )
    return slug, None


def _locate(path: str, uses: list[tuple[str, int, int]]) -> tuple[tuple[Use, ...], list[Problem]]:
    located, problems = [], []
    for src, line, column in uses:
        if not src.strip() or not safe_link(src) or src.startswith(("http://", "https://", "//")):
            continue  # the body's own problem
        source = body.picture_source(src, path)
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
            located.append(Use(source, line, column))
    return tuple(located), problems


def local(moment: datetime, settings: Settings) -> datetime:
    """A moment in the site's zone, its offset fixed, so that it reads back from the record as it was."""
    aware = moment.replace(tzinfo=settings.zone) if moment.tzinfo is None else moment.astimezone(settings.zone)
    offset = aware.utcoffset()
    assert offset is not None
    return aware.replace(tzinfo=timezone(offset), microsecond=0)


def address_of(settings: Settings, published: datetime, section: str, slug: str) -> str:
    """A story's address by the site's pattern, in the site's zone."""
    return settings.address.format(
        yyyy=f"{published.year:04}", mm=f"{published.month:02}", dd=f"{published.day:02}", section=section, slug=slug
    )


def with_pictures(article: Article, found: dict[str, Picture], path: str) -> Article:
    """The article with each picture's file put in: its address and its pixels."""
    card = article.card
    if card.image is not None:
        card = replace(card, image=placed(card.image, found, path))
    parts = parts_with_pictures(article.body, found, path)
    entries = tuple(replace(e, body=parts_with_pictures(e.body, found, path)) for e in article.entries)
    return replace(article, summary=replace(article.summary, card=card), body=parts, entries=entries)


def parts_with_pictures(parts: tuple[Part, ...], found: dict[str, Picture], path: str) -> tuple[Part, ...]:
    """The same for a body."""
    return tuple(placed(part, found, path) if isinstance(part, Picture) else part for part in parts)


def placed(picture: Picture, found: dict[str, Picture], path: str) -> Picture:
    """A picture with its file put in, where that was found."""
    source = body.picture_source(picture.address, path) if picture.address else None
    known = found.get(source) if source else None
    if known is None:
        return picture
    return replace(picture, address=known.address, width=known.width, height=known.height)
