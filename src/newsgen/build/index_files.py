"""Sources that are no stories: static files, plain pages, authors' profiles, old addresses, what an editor puts first."""

from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import unquote

from ..articles.data_links import body_with_data
from ..articles.front import parse_front
from ..articles.page import parse_page
from ..articles.picture_uses import body_with_files, picture_with_file
from ..articles.profile import parse_profile
from ..articles.recording_uses import body_with_recordings
from ..base import digest
from ..base.problems import Problem, has_errors
from ..model.article import Profile
from ..model.facets import Facet, MonthsOf, SiteList
from ..observe.sources import Changes, unreadable
from ..pages import redirects
from ..record.media import AUTHORS, OTHERS, PLAIN, Use
from ..record.record import Record
from ..site.layout import CONTENT, FRONT, PAGES, PROFILES, REDIRECTS, SETTINGS, SIDECAR, STATIC, THEME
from ..site.source_kind import (
    file_of,
    is_article,
    is_drawing,
    is_page,
    is_picture,
    is_profile,
    is_sidecar,
    nfc,
    original_of,
    page_id,
)
from .affected import NOTHING, Affected, lists_of
from .index_data import data_problems, missing_box
from .index_faults import missing_picture, pick_fault, same_author, same_id
from .indexing import Indexed, Indexing, media_of
from .reading import bytes_of, file_users
from .recordings import track_uses

_STATIC_TREES = (STATIC + "/", THEME + STATIC + "/")


def index_states(indexing: Indexing, changes: Changes) -> Iterator[Indexed]:
    """Record the state of every source that changed but the stories and drawings, and of static files the digest of their
    bytes. The digests of plain pages and profiles are recorded where these are read.

    Works as it is consumed. A static file that cannot be read is held back.
    """
    record = indexing.record
    for path in changes.changed:
        if is_article(path) or is_drawing(path):
            continue
        content = b""
        if path.startswith(_STATIC_TREES):
            try:
                content = digest.of_file(file_of(indexing.site, indexing.theme, path))
                yield Indexed(read=1)
            except OSError as failure:
                yield Indexed(problems=(unreadable(failure).at(path),), read=1) | indexing.hold(
                    path, changes.stats[path]
                )
                continue
        record.sources.put(path, changes.stats[path], content)
    yield from _sidecars(indexing, changes)
    for path in changes.vanished:
        if not is_article(path):
            record.sources.drop(path)
    for path, problem in indexing.held.items():
        if is_picture(path) or is_sidecar(path) or path.startswith(STATIC + "/"):
            yield Indexed(problems=(problem,)) | indexing.hold(path)
    moved = (path for path in (*changes.changed, *changes.vanished) if path.startswith(_STATIC_TREES))
    names = frozenset(nfc(path.removeprefix(THEME).removeprefix(STATIC + "/")) for path in moved)
    originals = (original_of(f"{STATIC}/{name}").removeprefix(STATIC + "/") for name in names)
    yield Indexed(Affected(static=names.union(originals)))


def _sidecars(indexing: Indexing, changes: Changes) -> Iterator[Indexed]:
    """The problems of the sidecars that changed, or of all when every source is read again. One with errors is held back."""
    record = indexing.record
    paths = {path for path in changes.changed if is_sidecar(path)}
    beside = {original_of(path) for path in changes.changed if path.startswith(STATIC + "/")}
    if indexing.again:
        paths |= {path for tree in (CONTENT, STATIC) for path in record.sources.under(tree) if is_sidecar(path)}
        beside |= {original_of(path) for path in paths if path.startswith(STATIC + "/")}
    for path in sorted(path for path in paths.difference(changes.vanished) if path not in changes.refused):
        problems = indexing.pictures.sidecar(path).problems
        found = Indexed(problems=problems, read=1)
        yield found | indexing.hold(path, changes.stats.get(path)) if has_errors(problems) else found
    yield Indexed(problems=tuple(fault for path in sorted(beside) if (fault := _other_bytes(indexing, path))))


def _other_bytes(indexing: Indexing, path: str) -> Problem | None:
    """A warning for a file of ``static/`` beside which a sidecar says something else; those of ``content/`` get theirs where
    they are measured."""
    sidecar = indexing.record.sources.named(nfc(path + SIDECAR))
    content = indexing.record.sources.digest(path)
    parsed = indexing.pictures.sidecar(sidecar).sidecar if sidecar is not None and content else None
    if sidecar is None or parsed is None or not content or parsed.digest == content.hex():
        return None
    from ..pictures.sidecar import OTHER_BYTES

    return OTHER_BYTES.as_warning().at(sidecar, 1, 1)


def index_plain_pages(indexing: Indexing, changes: Changes) -> Iterator[Indexed]:
    """Record plain pages: those that changed, those whose pictures did, or all when every source is read again.

    Works as it is consumed. Pages that vanished are dropped; broken ones are held back.
    """
    record = indexing.record
    paths = {path for path in changes.changed if is_page(path)}
    paths |= {user for user in file_users(changes, record) if is_page(user)}
    if indexing.again:
        paths |= {path for path in record.sources.under(PAGES.rstrip("/")) if is_page(path)}
    paths |= {path for path in indexing.held if is_page(path)}
    for path in changes.vanished:
        if is_page(path) and record.plain_pages.path(page_id(path)) == path:
            yield Indexed(media_of(record, PLAIN + page_id(path)) | lists_of(SiteList.PLAIN_PAGES))
            record.plain_pages.drop(page_id(path))
    for path in sorted(paths.difference(changes.vanished)):
        if path not in changes.refused:
            yield _plain_page(indexing, path)


def _plain_page(indexing: Indexing, path: str) -> Indexed:
    record = indexing.record
    data = bytes_of(indexing.site, path)
    if isinstance(data, Problem):
        return Indexed(problems=(data,)) | indexing.hold(path)
    held = indexing.held.get(path)
    if held is not None:
        found = Indexed(problems=(held,), read=1) | indexing.hold(path)
        if record.plain_pages.path(page_id(path)) == path:
            found |= Indexed(media_of(record, PLAIN + page_id(path)) | lists_of(SiteList.PLAIN_PAGES))
            record.plain_pages.drop(page_id(path))
        return found
    parsed = parse_page(path, data, indexing.settings)
    page, uses, problems = parsed.page, parsed.picture_uses, parsed.problems
    other = record.plain_pages.path(page_id(path))
    if other is not None and other != path:
        problems = (*problems, same_id(other).at(path))
    problems = (*problems, *data_problems(record, parsed.boxes, path))
    measured = indexing.pictures.used(uses, path)
    heard = indexing.recordings.used(parsed.recordings, path)
    problems = (*problems, *measured.problems, *measured.warnings, *heard.problems)
    found = Indexed(problems=problems, read=1 + measured.read + heard.read)
    if page is None or has_errors(found.problems):
        return found | indexing.hold(path)
    files = (*parsed.files, *track_uses(parsed.files, heard.sounds))
    text = body_with_files(page.body, measured.pictures, path, indexing.settings.pictures)
    page = replace(page, body=body_with_recordings(text, heard.sounds, f"/{page.id}/", indexing.settings))
    if parsed.boxes:
        page = replace(page, body=body_with_data(page.body, record.boxes.at))
    indexing.note_bytes(path, data)
    before = media_of(record, PLAIN + page.id)
    record.plain_pages.put(path, page, digest.of_value(page), indexing.pictures.uses(uses, files))
    which = lists_of(SiteList.PLAIN_PAGES) if other is None else NOTHING
    return found | Indexed(before | media_of(record, PLAIN + page.id) | which)


def index_profiles(indexing: Indexing, changes: Changes) -> Iterator[Indexed]:
    """Record authors' profiles: those that changed, those whose pictures did, or all when every source is read again.

    Works as it is consumed. Profiles that vanished are dropped; broken ones are held back.
    """
    record = indexing.record
    paths = {path for path in changes.changed if is_profile(path)}
    paths |= {user for user in file_users(changes, record) if is_profile(user)}
    if indexing.again:
        paths |= {path for path in record.sources.under(PROFILES.rstrip("/")) if is_profile(path)}
    before = set(record.authors.organizations())
    for path in changes.vanished:
        yield from _drop_profile(record, path)
    readable = (path for path in sorted(paths.difference(changes.vanished)) if path not in changes.refused)
    read = [_read_profile(indexing, path) for path in readable]
    yield from (found for found, _, _, _ in read)
    for _, path, profile, _ in read:  # before any is put, so that two files may exchange their authors
        if profile is not None:
            yield from _drop_profile(record, path)
    for _, path, profile, uses in read:
        if profile is not None:
            yield _put_profile(indexing, path, profile, uses)
    for organization in before.symmetric_difference(record.authors.organizations()):
        yield Indexed(Affected(stories=frozenset(record.stories.crediting(organization))))


def _drop_profile(record: Record, path: str) -> Iterator[Indexed]:
    for identifier, other in record.authors.paths():
        if other == path:
            yield Indexed(media_of(record, AUTHORS + identifier) | _author_changed(identifier))
            record.authors.drop(identifier)


def _author_changed(identifier: str) -> Affected:
    """The author's front, all of the author's months, whose heading is the profile's name, and fronts, which show portraits."""
    facet = Facet.named("author", identifier)
    return lists_of(facet, MonthsOf(facet), SiteList.PROFILES)


def _read_profile(indexing: Indexing, path: str) -> tuple[Indexed, str, Profile | None, list[Use]]:
    data = bytes_of(indexing.site, path)
    if isinstance(data, Problem):
        return Indexed(problems=(data,)) | indexing.hold(path), path, None, []
    parsed = parse_profile(path, data, indexing.settings)
    profile, uses, problems = parsed.profile, parsed.picture_uses, parsed.problems
    measured = indexing.pictures.used(uses, path)
    found = Indexed(problems=(*problems, *measured.problems, *measured.warnings), read=1 + measured.read)
    if profile is None or has_errors(found.problems):
        return found | indexing.hold(path), path, None, []
    if profile.picture is not None:
        picture = picture_with_file(profile.picture, measured.pictures, path, indexing.settings.pictures, portrait=True)
        profile = replace(profile, picture=picture)
    indexing.note_bytes(path, data)
    return found, path, profile, indexing.pictures.uses(uses, parsed.files)


def _put_profile(indexing: Indexing, path: str, profile: Profile, uses: list[Use]) -> Indexed:
    record = indexing.record
    others = [other for known, other in record.authors.paths() if known == profile.id]
    if others:
        return Indexed(problems=(same_author(others[0]).at(path),)) | indexing.hold(path)
    record.authors.put(path, profile, uses)
    return Indexed(media_of(record, AUTHORS + profile.id) | _author_changed(profile.id))


def index_redirects(indexing: Indexing, changes: Changes) -> Indexed:
    """Read ``redirects.yml`` if it changed or every source is read again, and replace the record's entries by its own.

    Where it has errors, the recorded entries stay, and the file is held back.
    """
    record = indexing.record
    held = indexing.held.get(REDIRECTS)
    if held is not None:
        return Indexed(problems=(held,)) | indexing.hold(REDIRECTS)
    if REDIRECTS in changes.refused:
        return Indexed()
    again = indexing.again and record.sources.stat(REDIRECTS) is not None
    if not again and REDIRECTS not in changes.changed and REDIRECTS not in changes.vanished:
        return Indexed()
    entries, problems = redirects.read(indexing.site, indexing.settings.base_url)
    found = Indexed(problems=problems)
    if has_errors(problems):
        return found | indexing.hold(REDIRECTS)
    record.redirects.replace((source, to, line, redirects.leads(to)) for source, to, line in entries)
    return found | Indexed(lists_of(SiteList.REDIRECTS))


PinMarks = tuple[tuple[str, tuple[int, int]], ...]
"""Each story that an editor puts first, with the line and column where ``content/front.yml`` names it."""


def index_front(indexing: Indexing, changes: Changes) -> tuple[Indexed, PinMarks]:
    """Read ``content/front.yml`` if it changed or every source is read again, and record what an editor puts first.

    Returns the marks for ``pin_faults``, which is called when all stories are in the record; none where the file was
    not read. Where it has errors, the recorded pins stay, and the file is held back.
    """
    record = indexing.record
    if FRONT in changes.refused:
        return Indexed(), ()
    again = indexing.again and record.sources.stat(FRONT) is not None
    if not again and FRONT not in changes.changed and FRONT not in changes.vanished:
        return Indexed(), ()
    data = b"" if FRONT in changes.vanished else bytes_of(indexing.site, FRONT)
    if isinstance(data, Problem):
        return Indexed(problems=(data,)) | indexing.hold(FRONT), ()
    front = parse_front(FRONT, data, indexing.settings)
    pins, marks, problems = front.pins, front.pin_marks, front.problems
    missing = ((file, mark) for file, mark in front.box_marks if record.boxes.at(file) is None)
    found = Indexed(problems=(*problems, *(missing_box(file).at(FRONT, *mark) for file, mark in missing)))
    if has_errors(problems):
        return found | indexing.hold(FRONT), marks
    record.pins.put(pins)
    user = OTHERS + FRONT
    before = media_of(record, user)
    record.media.drop(user)
    record.media.put(user, (Use(f"{CONTENT}/{box.file}") for box in pins.boxes))
    return found | Indexed(before | media_of(record, user) | lists_of(SiteList.FRONT)), marks


def pin_faults(indexing: Indexing, marks: PinMarks) -> Indexed:
    """Warnings for pins whose stories no reader can see.

    ``marks`` come from ``index_front``: none where it read no file.
    """
    faults = ((pick_fault(indexing.record, indexing.after, pick), mark) for pick, mark in marks)
    return Indexed(problems=tuple(fault.at(FRONT, *mark) for fault, mark in faults if fault is not None))


def settings_files(indexing: Indexing) -> Indexed:
    """Warnings for files that ``site.yml`` names and that are not there, when every source is read again."""
    if not indexing.again:
        return Indexed()
    look, publisher = indexing.settings.look, indexing.settings.publisher
    fonts = [font for font in (look.head_font, look.text_font) if font]
    named = [publisher.logo, look.logo.src if look.logo else "", *(f for font in fonts for f in (font.src, font.bold))]
    sources = [STATIC + nfc(unquote(name)) for name in named if name]
    missing = [s for s in sources if not any(indexing.record.sources.named(path) for path in (s, THEME + s))]
    return Indexed(problems=tuple(missing_picture(s, indexing.site).as_warning().at(SETTINGS) for s in missing))
