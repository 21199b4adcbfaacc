"""Parse an article file: from its bytes to an Article, or to everything that is wrong with it."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, NamedTuple

import msgspec

from ..base import digest
from ..base.problems import N_, Problem, error, has_errors, warning
from ..base.unexpected import unexpected
from ..model.article import Article, Card, Correction, Entry, Named, Picture, Reference, Summary
from ..model.facets import NamedKind
from ..pages.redirects import normalized
from ..record.codec import Sealed
from ..site import schema
from ..site.article_file import Split, split
from ..site.front_matter import FrontMatter
from ..site.settings import Settings
from ..site.source_kind import article_id
from ..site.timestamps import parse_moment
from ..site.yamltext import Document, parse
from . import body, live
from .address import slug_of, story_address
from .local_time import local_time
from .markup import too_much
from .names import Names, names_in
from .picture_uses import PictureUse, SourceMark, locate, picture_of
from .sections import unknown_section


@dataclass(frozen=True, slots=True)
class ParsedArticle:
    """The result of parsing one article file.

    ``article`` is None where there are errors, and where ``sealed`` already holds the story as bytes for the record. In
    a draft the errors are reported as warnings, so ``article`` may be None without an error among ``problems``.
    ``parse_article`` seals nothing; a build does, and only for stories without picture files.
    ``body_key`` is the digest of the text below the front matter and of the site's path: stories that differ in their
    text alone have equal bodies where their keys are equal. ``pick_marks`` are line and column of each entry of
    ``related``. Without an article, ``picture_uses``, ``body_key`` and ``pick_marks`` are empty.
    """

    path: str
    article: Article | None
    problems: tuple[Problem, ...] = ()
    picture_uses: tuple[PictureUse, ...] = ()
    body_key: bytes = b""
    pick_marks: tuple[tuple[int, int], ...] = ()
    sealed: Sealed | None = None

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle the article as JSON: pickling it object by object takes longer than parsing it."""
        article = None if self.article is None else msgspec.json.encode(self.article)
        others = (self.problems, self.picture_uses, self.body_key, self.pick_marks, self.sealed)
        return _unpickle, (self.path, article, *others)


def _unpickle(path: str, article: bytes | None, *others: Any) -> ParsedArticle:
    return ParsedArticle(path, None if article is None else _article_decoder.decode(article), *others)


_article_decoder = msgspec.json.Decoder(Article)


def parse_article(path: str, data: bytes, settings: Settings) -> ParsedArticle:
    """Parse one article file, whose bytes are ``data``. ``path`` is relative to the site's folder.

    Faults of the file are problems of the result, not exceptions; so are failures of newsgen itself, unless
    ``NEWSGEN_RAISE`` is set. All problems of a draft become warnings, except where its ``status`` cannot be read.
    """
    try:
        return _parse(path, data, settings)
    except Exception as failure:
        return ParsedArticle(path, None, (unexpected(failure).at(path),))


def _parse(path: str, data: bytes, settings: Settings) -> ParsedArticle:
    halves, refusal = split(data)
    if halves is None:
        assert refusal is not None
        return ParsedArticle(path, None, (replace(refusal, file=path),))
    document = parse(halves.front, first_line=halves.front_line)
    form, form_problems = schema.read(FrontMatter, document, path)
    keys = document.value if isinstance(document.value, dict) else {}
    text = _render(halves, keys, settings)
    problems = (*(replace(p, file=path) for p in (*halves.problems, *text.body.problems)), *form_problems)
    if form is not None:
        parsed = _checked(_Source(path, form, document, halves, text), settings, problems)
    else:
        parsed = ParsedArticle(
            path, None, (*problems, *_section_problems(path, keys.get("section"), document, settings))
        )
    if keys.get("status") == "draft":
        parsed = replace(parsed, problems=tuple(p.as_warning() for p in parsed.problems))
    return parsed


class _Text(NamedTuple):
    """The rendered text of a story. Of live coverage, ``body`` holds the introduction in ``parts``, but the problems and
    pictures of the entries too."""

    body: body.Body
    entries: tuple[Entry, ...] = ()


class _Source(NamedTuple):
    """An article file whose front matter fills its form."""

    path: str
    form: FrontMatter
    document: Document
    halves: Split
    text: _Text


def _render(halves: Split, keys: dict[str, object], settings: Settings) -> _Text:
    """Render the text below the front matter. ``keys`` is the front matter as written; it may have faults."""
    text, line = halves.body, halves.body_line
    if keys.get("kind") != "live" or too_much(text, line):
        return _Text(body.render(text, first_line=line, prefix=settings.prefix))
    coverage = live.split_coverage(text, _first_day(keys.get("date")), line)
    introduction = body.render(coverage.introduction, first_line=line, prefix=settings.prefix)
    introduction_ids = live.ids_in(introduction.parts)
    problems, pictures = {*coverage.problems, *introduction.problems}, list(introduction.pictures)
    entries = []
    for entry in coverage.entries:
        rendered = body.render(entry.text, first_line=entry.text_line, prefix=settings.prefix)
        problems.update(rendered.problems)
        pictures += rendered.pictures
        if entry.id in introduction_ids:
            problems.add(live.id_in_introduction(entry.id).at("", entry.line, 1))
        parts = live.with_unique_ids(rendered.parts, entry.id)
        entries.append(Entry(entry.id, local_time(entry.at, settings), entry.title, parts, entry.key, entry.pinned))
    in_order = tuple(sorted(problems, key=lambda problem: problem.order))
    return _Text(body.Body(introduction.parts, introduction.minutes, in_order, tuple(pictures)), tuple(entries))


def _first_day(written_date: object) -> date:
    """The day of live entries above which no line names a day: that of the story.

    Where the story has no valid date, the day is arbitrary: the form reports the date.
    """
    try:
        moment = parse_moment(written_date) if isinstance(written_date, str) else None
    except ValueError:
        moment = None
    return (moment or datetime(2000, 1, 1)).date()


def _checked(source: _Source, settings: Settings, problems: tuple[Problem, ...]) -> ParsedArticle:
    """Check what the form alone cannot know, and build the article where there is no error.

    ``problems`` are those found so far; the result has these and the new ones.
    """
    path, form, document, halves, text = source
    withdrawn = form.status == "withdrawn"
    image = picture_of(form.image) if form.image is not None and not withdrawn else None
    slug, slug_problems = slug_of(path, form.slug)
    image_mark = document.mark(("image", "src"))
    sources = [SourceMark(image.address, *image_mark)] if image is not None and image.address else []
    if not withdrawn:
        sources += [SourceMark(picture.src, picture.line, picture.column) for picture in text.body.pictures]
    uses, source_problems = locate(path, sources)
    problems += _section_problems(path, form.section, document, settings)
    problems += tuple(problem.at(path, 1, 1) for problem in slug_problems)
    if withdrawn and not form.note:
        problems += (_NO_NOTE.at(path, *document.mark(("status",))),)
    if form.live_until is not None and form.kind != "live":
        problems += (_NOT_LIVE.at(path, *document.key_mark(("live_until",))),)
    if image is not None and image.address and not image.alt:
        problems += (_NO_ALT.at(path, *image_mark),)
    problems += source_problems
    names: dict[NamedKind, Names] = {
        "topic": names_in("topic", form.tags, document, settings),
        "author": names_in("author", form.authors, document, settings),
        "place": names_in("place", (form.place,) if form.place else (), document, settings),
    }
    problems += tuple(problem.at(path, problem.line, problem.column) for n in names.values() for problem in n.problems)
    if has_errors(problems):
        return ParsedArticle(path, None, problems)
    pick_marks = tuple(document.mark(("related", i)) for i in range(len(form.related)))
    body_key = digest.of_parts(halves.body.encode(), settings.prefix.encode())
    named: dict[NamedKind, tuple[Named, ...]] = {kind: n.named for kind, n in names.items()}
    return ParsedArticle(path, _article(source, image, slug, named, settings), problems, uses, body_key, pick_marks)


def _section_problems(path: str, section: object, document: Document, settings: Settings) -> tuple[Problem, ...]:
    """The problem of a section that site.yml does not declare. A missing or blank one is the form's."""
    name = section.strip() if isinstance(section, str) else ""
    if not name or name in settings.sections_by_id:
        return ()
    return (unknown_section(name, settings).at(path, *document.mark(("section",))),)


def _article(
    source: _Source, image: Picture | None, slug: str, named: dict[NamedKind, tuple[Named, ...]], settings: Settings
) -> Article:
    """Build the article of a source without errors. A withdrawn story has a note and no text."""
    path, form, _, _, text = source
    published = local_time(form.publish_at or form.date, settings)
    address = story_address(settings, published, form.section, slug)
    card = Card(
        id=article_id(path),
        address=address,
        title=form.title,
        kicker=form.kicker,
        section=form.section,
        place=next(iter(named["place"]), None),
        kind=form.kind,
        standfirst=form.standfirst,
        published=published,
        image=image,
    )
    summary = Summary(
        card=card,
        status=form.status,
        updated=local_time(form.updated, settings) if form.updated else None,
        tags=named["topic"],
        authors=named["author"],
        corrections=tuple(Correction(local_time(c.at, settings), c.text) for c in form.corrections),
        picks=form.related,
        breaking_until=local_time(form.breaking_until, settings) if form.breaking_until else None,
        live_until=local_time(form.live_until, settings) if form.live_until else None,
        aliases=tuple(a for a in dict.fromkeys(normalized(alias) for alias in form.aliases) if a != address),
    )
    withdrawn = form.status == "withdrawn"
    return Article(
        summary=summary,
        date=local_time(form.date, settings),
        body=() if withdrawn else text.body.parts,
        sources=tuple(Reference(s.name, s.url) for s in form.sources),
        minutes=text.body.minutes,
        note=form.note if withdrawn else "",
        extra=dict(form.extra),
        entries=() if withdrawn else text.entries,
    )


_NO_ALT = warning(
    "no-alt", N_("The picture has no alternative text."), N_("Add “alt: …” under “image”: say what can be seen.")
)
_NO_NOTE = error(
    "no-note",
    N_("A withdrawn story has to say why."),
    N_("Add a line “note: …”; readers see it in place of the story."),
)
_NOT_LIVE = error(
    "not-live", N_("Only live coverage has an end."), N_("Add a line “kind: live”, or leave “live_until” out.")
)
