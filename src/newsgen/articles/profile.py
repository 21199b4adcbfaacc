"""Parse an author's profile of ``content/authors/``: from its bytes to a Profile and its problems."""

from dataclasses import dataclass, replace

from ..base.problems import Problem, has_errors
from ..base.unexpected import unexpected
from ..model.article import Profile, Reference
from ..site import schema
from ..site.front_matter import ProfileForm
from ..site.settings import Settings
from ..site.yamltext import parse
from .file_uses import FileUse, profile_files
from .names import names_in
from .picture_uses import PictureUse, locate, mark_of, picture_of
from .remote_pictures import refused_pictures


@dataclass(frozen=True, slots=True)
class ParsedProfile:
    """The result of parsing one profile. ``profile`` is None where there are errors."""

    profile: Profile | None
    picture_uses: tuple[PictureUse, ...]
    problems: tuple[Problem, ...]
    files: tuple[FileUse, ...] = ()


def parse_profile(path: str, data: bytes, settings: Settings) -> ParsedProfile:
    """Parse one profile, whose bytes are ``data``. ``path`` is relative to the site's folder.

    Faults of the file are problems of the result. No exception passes through, unless ``NEWSGEN_RAISE`` is set.
    """
    try:
        return _parse(path, data, settings)
    except Exception as failure:
        return ParsedProfile(None, (), (unexpected(failure).at(path),))


def _parse(path: str, data: bytes, settings: Settings) -> ParsedProfile:
    text = schema.decode(data)
    if isinstance(text, Problem):
        return ParsedProfile(None, (), (replace(text, file=path),))
    document = parse(text)
    form, problems = schema.read(ProfileForm, document, path)
    if form is None:
        return ParsedProfile(None, (), problems)
    picture = None if form.image is None else picture_of(form.image)
    image_mark = document.mark(("image", "src"))
    uses, source_problems = locate(path, mark_of(picture, image_mark, "portrait"))
    problems += source_problems
    problems += refused_pictures([(picture, *image_mark)] if picture is not None else [], path, settings)
    if has_errors(problems):
        return ParsedProfile(None, uses, problems)
    links = tuple(Reference(link.name, link.url) for link in form.links)
    (author,), doubts = names_in("author", (form.name,), document, settings)
    problems += tuple(doubt.at(path, *document.mark(("name",))) for doubt in doubts)
    profile = Profile(author.id, author.name, form.role, form.bio, picture, links, form.kind)
    return ParsedProfile(profile, uses, problems, profile_files(profile, settings))
