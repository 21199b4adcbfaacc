"""Parse an article file: from its bytes to an Article, or to everything that is wrong with it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, NamedTuple, get_args

import msgspec

from ..base import digest
from ..base.problems import N_, Problem, error, has_errors, warning
from ..base.unexpected import unexpected
from ..model.article import Article, Card, Correction, Entry, Named, Reference, Stage, Summary
from ..model.facets import NamedKind
from ..model.picture import Picture
from ..model.sound import Episode, Sound
from ..model.timestamps import microseconds
from ..pages.redirects import normalized
from ..record.codec import Sealed, quoted_stories
from ..site import schema
from ..site.article_file import Split, split
from ..site.front_matter import FrontMatter, SoundForm
from ..site.layout import STATIC
from ..site.local_time import local_time
from ..site.settings import Settings
from ..site.source_kind import article_id
from ..site.story_template import SAMPLES, left_of_template
from ..site.yamltext import Document, parse
from . import body, live
from .address import address_problem, slug_of, story_address
from .body import BodyPicture
from .comments import without_comments
from .data_links import BodyBox
from .file_uses import FileUse, article_files
from .gains import DatedGain, dated_gains, early_moments, publication, update_of
from .markup import too_much
from .names import Names, names_in
from .picture_uses import PictureUse, SourceMark, locate, mark_of, picture_of, picture_source, with_shared
from .recording_uses import RecordingUse, recording_of, recordings_in, unplayable, unplayable_sound
from .remote_pictures import refused_pictures
from .sections import unknown_section
from .story_cards import place_of, with_own_addresses

STAGES: tuple[str, ...] = get_args(Stage)


@dataclass(frozen=True, slots=True)
class ParsedArticle:
    """The result of parsing one article file.

    ``article`` is None where there are errors, and where ``sealed`` already holds the story as bytes for the record. In
    a draft the errors are reported as warnings, so ``article`` may be None without an error among ``problems``.
    ``parse_article`` seals nothing; a build does, and only for stories without picture files.
    ``body_key`` is the digest of the text below the front matter and of the site's path: stories that differ in their
    text alone have equal bodies where their keys are equal. ``pick_marks`` are line and column of each entry of
    ``related``; ``gains`` are those after the publication; ``files`` are the files of ``static/`` besides
    ``picture_uses``, of a withdrawn story those that it had, pictures included; ``story_marks`` are line and column of
    each of the story's ``record.codec.quoted_stories``; ``boxes`` are the boxes of data of its text, without their data;
    ``recordings`` are the films and the sound that the story shows, and ``show_mark`` line and column where it names its
    show. Without an article and ``sealed``, the fields from ``picture_uses`` on are empty.
    """

    path: str
    article: Article | None
    problems: tuple[Problem, ...] = ()
    picture_uses: tuple[PictureUse, ...] = ()
    body_key: bytes = b""
    pick_marks: tuple[tuple[int, int], ...] = ()
    sealed: Sealed | None = None
    gains: tuple[DatedGain, ...] = ()
    files: tuple[FileUse, ...] = ()
    story_marks: tuple[tuple[int, int], ...] = ()
    boxes: tuple[BodyBox, ...] = ()
    recordings: tuple[RecordingUse, ...] = ()
    show_mark: tuple[int, int] | None = None
    stage: str = ""

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle the article as JSON: pickling it object by object takes longer than parsing it."""
        article = None if self.article is None else msgspec.json.encode(self.article)
        others = (
            self.problems,
            self.picture_uses,
            self.body_key,
            self.pick_marks,
            self.sealed,
            self.gains,
            self.files,
            self.story_marks,
            self.boxes,
            self.recordings,
            self.show_mark,
            self.stage,
        )
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
    pictures of the entries too; ``entry_lines`` are the lines of the entries' headings, and ``since`` the moments of the
    entries that show ``body.pictures``, 0 for the introduction, in microseconds since 1970."""

    body: body.Body
    entries: tuple[Entry, ...] = ()
    entry_lines: tuple[int, ...] = ()
    since: tuple[int, ...] = ()

    @property
    def source_marks(self) -> list[SourceMark]:
        """The pictures of the text."""
        since = self.since or (0,) * len(self.body.pictures)
        return [SourceMark(p.src, p.line, p.column, at) for p, at in zip(self.body.pictures, since, strict=True)]

    @property
    def remote_pictures(self) -> list[BodyPicture]:
        """The pictures of the text that lie on another host and are shown."""
        return [picture for picture in self.body.pictures if any(picture.size)]


class _Source(NamedTuple):
    """An article file whose front matter fills its form."""

    path: str
    form: FrontMatter
    document: Document
    halves: Split
    text: _Text


def _render(halves: Split, keys: dict[str, object], settings: Settings) -> _Text:
    """Render the text below the front matter. ``keys`` is the front matter as written; it may have faults."""
    line = halves.body_line
    if keys.get("kind") != "live" or too_much(halves.body, line):
        rendered = body.render(halves.body, first_line=line, prefix=settings.prefix)
        if keys.get("kind") == "explainer":
            from .contents import with_subhead_ids  # few stories need it

            rendered = replace(rendered, parts=with_subhead_ids(rendered.parts))
        return _Text(rendered)
    text, comment_problems = without_comments(halves.body, line)  # a heading in a comment is no entry
    coverage = live.split_coverage(text, live.first_day(keys.get("date")), line)
    introduction = body.render(coverage.introduction, first_line=line, prefix=settings.prefix)
    introduction_ids = live.ids_in(introduction.parts)
    problems, pictures = {*comment_problems, *coverage.problems, *introduction.problems}, list(introduction.pictures)
    boxes = list(introduction.boxes)
    since = [0] * len(pictures)
    entries = []
    for entry in coverage.entries:
        rendered = body.render(entry.text, first_line=entry.text_line, prefix=settings.prefix)
        problems.update(rendered.problems)
        at = local_time(entry.at, settings)
        pictures += rendered.pictures
        boxes += rendered.boxes
        since += [microseconds(at)] * len(rendered.pictures)
        if entry.id in introduction_ids:
            problems.add(live.id_in_introduction(entry.id).at("", entry.line, 1))
        parts = live.with_unique_ids(rendered.parts, entry.id)
        entries.append(Entry(entry.id, at, entry.title, parts, entry.key, entry.pinned))
    in_order = tuple(sorted(problems, key=lambda problem: problem.order))
    whole = body.Body(introduction.parts, introduction.minutes, in_order, tuple(pictures), tuple(boxes))
    return _Text(whole, tuple(entries), tuple(entry.line for entry in coverage.entries), tuple(since))


def _checked(source: _Source, settings: Settings, problems: tuple[Problem, ...]) -> ParsedArticle:
    """Check what the form alone cannot know, and build the article where there is no error.

    ``problems`` are those found so far; the result has these and the new ones.
    """
    path, form, document, halves, text = source
    withdrawn = form.status == "withdrawn"
    image = picture_of(form.image) if form.image is not None and not withdrawn else None
    slug, slug_problems = slug_of(path, form.slug)
    image_mark = document.mark(("image", "src"))
    sources = mark_of(image, image_mark, "lead")
    if not withdrawn:
        marks = text.source_marks
        sources += marks if image is not None and image.address else with_shared(marks, text.body.parts)
    uses, source_problems = locate(path, sources)
    problems += _section_problems(path, form.section, document, settings)
    problems += tuple(problem.at(path, 1, 1) for problem in slug_problems)
    address = story_address(settings, path, form, slug, publication(form, settings))
    if (wrong := address_problem(settings, form, address)) is not None:
        problems += (wrong.at(path, *(document.mark(("address",)) if form.address else (1, 1))),)
    if withdrawn and not form.note:
        problems += (_NO_NOTE.at(path, *document.mark(("status",))),)
    if form.live_until is not None and form.kind != "live":
        problems += (_NOT_LIVE.at(path, *document.key_mark(("live_until",))),)
    problems += tuple(problem.at(path, *document.key_mark(key)) for problem, key in _episode_problems(form))
    if form.stage and form.stage not in STAGES:
        problems += (_unknown_stage(form.stage).at(path, *document.mark(("stage",))),)
    if image is not None and image.address and not image.alt:
        problems += (NO_ALT.at(path, *image_mark),)
    problems += source_problems
    problems += tuple(_placeholders(source))
    remote = [(image, *image_mark)] if image is not None else []
    if not withdrawn:
        remote += [(picture.picture, picture.line, picture.column) for picture in text.remote_pictures]
    problems += refused_pictures(remote, path, settings)
    names: dict[NamedKind, Names] = {
        "topic": names_in("topic", form.tags, document, settings),
        "author": names_in("author", form.authors, document, settings),
        "place": names_in("place", (form.place,) if form.place else (), document, settings),
    }
    problems += tuple(problem.at(path, problem.line, problem.column) for n in names.values() for problem in n.problems)
    problems += tuple(
        problem.at(path, problem.line, problem.column) for problem in early_moments(form, document, settings)
    )
    if has_errors(problems):
        return ParsedArticle(path, None, problems)
    pick_marks = tuple(document.mark(("related", i)) for i in range(len(form.related)))
    body_key = digest.of_parts(halves.body.encode(), settings.prefix.encode())
    named: dict[NamedKind, tuple[Named, ...]] = {kind: n.named for kind, n in names.items()}
    entries = () if withdrawn else zip(text.entries, text.entry_lines, strict=True)
    gains = dated_gains(form, document, entries, settings)
    article = _article(source, image, address, named, settings)
    problems += tuple(replace(problem, file=path) for problem in _unplayable(source, article, settings))
    files = _files_of_withdrawn(source, article, settings) if withdrawn else article_files(article, settings)
    story_marks = tuple(place_of(story, halves.body, halves.body_line) for story in quoted_stories(article))
    return ParsedArticle(
        path, article, problems, uses, body_key, pick_marks, gains=gains, files=files, story_marks=story_marks,
        boxes=() if withdrawn else text.body.boxes,
        recordings=tuple(_recordings(source, article, settings)),
        show_mark=document.mark(("show",)) if form.show and not withdrawn else None,
        stage=form.stage if form.stage in STAGES else "",
    )  # fmt: skip


def _unknown_stage(written: str) -> Problem:
    """A warning, since no build reads the stage: a slip in it must not hold a story back."""
    from ..site.arabic_words import value_for  # only slips need it

    message = N_("“{value}” is no stage; the story is listed without one.")
    if near := value_for("stage", written):
        return warning("unknown-stage", message, N_("Write “{near}”."), value=written[:80], near=near)
    return warning("unknown-stage", message, N_("Write one of: {known}."), value=written[:80], known=", ".join(STAGES))


def _episode_problems(form: FrontMatter) -> Iterator[tuple[Problem, tuple[str, ...]]]:
    """The errors of a story without the sound that it needs, and of one that is numbered like an episode and is none; each
    with the key at which it stands."""
    if form.status != "withdrawn" and form.sound is None:
        if form.kind == "audio":
            yield _NO_SOUND, ("kind",)
        elif form.show:
            yield _NO_EPISODE, ("show",)
    if not form.show:
        given = {
            "season": form.season,
            "episode": form.episode,
            "episode_type": form.episode_type != "full",
            "episode_guid": form.episode_guid,
        }
        yield from ((_NOT_AN_EPISODE, (key,)) for key, value in given.items() if value)


def _recordings(source: _Source, article: Article, settings: Settings) -> Iterator[RecordingUse]:
    """The films and the sound of ``static/`` that a story shows."""
    address, halves = article.card.address, source.halves
    if article.card.sound is not None:
        file = recording_of(settings.prefix + article.card.sound.address, address, settings)
        if file is not None:
            yield RecordingUse(file, *source.document.mark(_place_of_sound(source)), True, is_own=True)
    for parts in (article.body, *(entry.body for entry in article.entries)):
        yield from recordings_in(parts, address, settings, halves.body, halves.body_line)


def _unplayable(source: _Source, article: Article, settings: Settings) -> Iterator[Problem]:
    address, halves = article.card.address, source.halves
    if article.card.sound is not None:
        link = article.card.sound.address
        fault = unplayable_sound(settings.prefix + link if link.startswith("/") else link, address, settings)
        if fault is not None:
            yield fault.at("", *source.document.mark(_place_of_sound(source)))
    for parts in (article.body, *(entry.body for entry in article.entries)):
        yield from unplayable(parts, address, settings, halves.body, halves.body_line)


def _place_of_sound(source: _Source) -> tuple[str, ...]:
    value = source.document.value
    written = value.get("sound") if isinstance(value, dict) else None
    return ("sound", "src") if isinstance(written, dict) else ("sound",)


def _files_of_withdrawn(source: _Source, article: Article, settings: Settings) -> tuple[FileUse, ...]:
    """The files of ``static/`` that a withdrawn story showed, pictures and sound included."""
    path, form, _, _, text = source
    image = [form.image.src] if form.image is not None else []
    pictures = (picture_source(src, path) for src in (*image, *(picture.src for picture in text.body.pictures)) if src)
    files = tuple(FileUse(file) for file in pictures if file is not None and file.startswith(STATIC + "/"))
    heard = article.card if form.sound is None else replace(article.card, sound=_sound(form.sound))
    shown = replace(article, summary=replace(article.summary, card=heard), body=text.body.parts, entries=text.entries)
    return files + article_files(shown, settings)


def _placeholders(source: _Source) -> Iterator[Problem]:
    """The errors of a published story whose front matter or text is still that of the template."""
    form, document, halves = source.form, source.document, source.halves
    if form.status != "published":
        return
    image = form.image
    values: dict[tuple[str, ...], str] = {("title",): form.title, ("standfirst",): form.standfirst}
    if image is not None:
        values |= {("image", "alt"): image.alt, ("image", "credit"): image.credit}
    for where, value in values.items():
        if value == SAMPLES[where]:
            yield _placeholder(value).at(source.path, *document.mark(where))
    left = left_of_template(halves.body)
    if left is not None:
        number, sentence = left
        column = halves.body.split("\n")[number - 1].index(sentence) + 1
        yield _placeholder(sentence).at(source.path, halves.body_line + number - 1, column)


def _placeholder(text: str) -> Problem:
    return error(
        "placeholder",
        N_("“{text}” is the text of the template: readers would see it."),
        N_("Write your own in its place, or “status: draft” above until you have."),
        text=text,
    )


def _section_problems(path: str, section: object, document: Document, settings: Settings) -> tuple[Problem, ...]:
    """The problem of a section that site.yml does not declare. A missing or blank one is the form's."""
    name = section.strip() if isinstance(section, str) else ""
    if not name or name in settings.sections_by_id:
        return ()
    return (unknown_section(name, settings).at(path, *document.mark(("section",))),)


def _article(
    source: _Source, image: Picture | None, address: str, named: dict[NamedKind, tuple[Named, ...]], settings: Settings
) -> Article:
    """Build the article of a source without errors. A withdrawn story has a note and no text."""
    path, form, _, _, text = source
    published = publication(form, settings)
    withdrawn = form.status == "withdrawn"
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
        columnists=named["author"] if form.kind == "opinion" else (),
        sound=None if withdrawn or form.sound is None else _sound(form.sound),
        episode=None
        if withdrawn or not form.show
        else Episode(form.show, form.season or 0, form.episode or 0, form.episode_type, form.episode_guid),
    )
    summary = Summary(
        card=card,
        status=form.status,
        updated=update_of(form, settings),
        tags=named["topic"],
        authors=named["author"],
        corrections=tuple(Correction(local_time(c.at, settings), c.text) for c in form.corrections),
        picks=form.related,
        breaking_until=local_time(form.breaking_until, settings) if form.breaking_until else None,
        live_until=local_time(form.live_until, settings) if form.live_until else None,
        aliases=tuple(
            a for a in dict.fromkeys(normalized(alias) for alias in form.aliases) if a != normalized(address)
        ),
    )
    return Article(
        summary=summary,
        date=min(local_time(form.date, settings), published),
        body=() if withdrawn else with_own_addresses(text.body.parts, settings),
        sources=tuple(Reference(s.name, s.url) for s in form.sources),
        minutes=text.body.minutes,
        note=form.note if withdrawn else "",
        extra=dict(form.extra),
        entries=()
        if withdrawn
        else tuple(replace(entry, body=with_own_addresses(entry.body, settings)) for entry in text.entries),
    )


def _sound(form: SoundForm) -> Sound:
    """The sound of a story before the build has looked at its file."""
    from ..pictures.recording import media_type_of  # few stories have sound

    return Sound(form.src, form.length or 0.0, form.bytes or 0, media_type_of(form.src))


NO_ALT = warning(
    "no-alt", N_("The picture has no alternative text."), N_("Add “alt: …” under “image”: say what can be seen.")
)
_NO_NOTE = error(
    "no-note",
    N_("A withdrawn story has to say why."),
    N_("Add a line “note: …”; readers see it in place of the story."),
)
_NO_SOUND = error(
    "no-sound", N_("A story of the kind “audio” needs its recording."),
    N_("Put the file into static/, and add a line “sound: /name.mp3”."),
)  # fmt: skip
_NO_EPISODE = error(
    "no-sound", N_("An episode of a show needs its recording."),
    N_("Put the file into static/, and add a line “sound: /name.mp3”."),
)  # fmt: skip
_NOT_AN_EPISODE = error(
    "not-an-episode", N_("Only an episode of a show has this."), N_("Add a line “show: …”, or leave this one out.")
)
_NOT_LIVE = error(
    "not-live", N_("Only live coverage has an end."), N_("Add a line “kind: live”, or leave “live_until” out.")
)
