"""Parse a plain page of ``content/pages/``, such as “about us”: from its bytes to a PlainPage and its problems."""

from dataclasses import dataclass, replace

from ..base.problems import N_, Problem, error, has_errors, warning
from ..base.unexpected import unexpected
from ..model.article import PlainPage
from ..site import schema
from ..site.article_file import split
from ..site.front_matter import PageForm
from ..site.links import is_of_host, slug_fault
from ..site.settings import Settings
from ..site.source_kind import page_id
from ..site.yamltext import parse
from . import body
from .address import OF_HOST
from .data_links import BodyBox
from .file_uses import FileUse, page_files
from .picture_uses import PictureUse, SourceMark, locate
from .recording_uses import RecordingUse, recordings_in, unplayable
from .remote_pictures import refused_pictures
from .story_cards import place_of, references


@dataclass(frozen=True, slots=True)
class ParsedPage:
    """The result of parsing one plain page. ``page`` is None where there are errors.

    ``picture_uses`` are known even then, unless the file cannot be split into front matter and body.
    """

    page: PlainPage | None
    picture_uses: tuple[PictureUse, ...]
    problems: tuple[Problem, ...]
    files: tuple[FileUse, ...] = ()
    boxes: tuple[BodyBox, ...] = ()
    recordings: tuple[RecordingUse, ...] = ()


def parse_page(path: str, data: bytes, settings: Settings) -> ParsedPage:
    """Parse one plain page, whose bytes are ``data``. ``path`` is relative to the site's folder.

    Faults of the file are problems of the result. No exception passes through, unless ``NEWSGEN_RAISE`` is set.
    """
    try:
        return _parse(path, data, settings)
    except Exception as failure:
        return ParsedPage(None, (), (unexpected(failure).at(path),))


def _parse(path: str, data: bytes, settings: Settings) -> ParsedPage:
    halves, refusal = split(data)
    if halves is None:
        assert refusal is not None
        return ParsedPage(None, (), (replace(refusal, file=path),))
    form, form_problems = schema.read(PageForm, parse(halves.front, first_line=halves.front_line), path)
    text = body.render(halves.body, first_line=halves.body_line, prefix=settings.prefix)
    uses, source_problems = locate(path, (SourceMark(p.src, p.line, p.column) for p in text.pictures))
    identifier = page_id(path)
    no_address = any(slug_fault(part) for part in identifier.split("/"))
    first = identifier.partition("/")[0]
    problems = (
        *(replace(problem, file=path) for problem in (*halves.problems, *text.problems)),
        *form_problems,
        *source_problems,
        *refused_pictures(((p.picture, p.line, p.column) for p in text.pictures if any(p.size)), path, settings),
        *(_CARD_IN_PAGE.at(path, *place_of(s, halves.body, halves.body_line)) for s in references(text.parts)),
        *((_NO_ADDRESS.at(path),) if no_address else ()),
        *((OF_HOST.at(path),) if is_of_host(first) else ()),
    )
    if form is None or has_errors(problems):
        return ParsedPage(None, uses, problems)
    page = PlainPage(identifier, form.title, form.standfirst, text.parts)
    address = f"/{identifier}/"
    doubts = unplayable(page.body, address, settings, halves.body, halves.body_line)
    problems += tuple(replace(problem, file=path) for problem in doubts)
    recordings = tuple(recordings_in(page.body, address, settings, halves.body, halves.body_line))
    return ParsedPage(page, uses, problems, page_files(page, settings), text.boxes, recordings)


_CARD_IN_PAGE = warning(
    "story-card-skipped",
    N_("A plain page shows no cards of stories: the card was left out."),
    N_("Write the link without “{{: .also}}”."),
)
_NO_ADDRESS = error(
    "no-slug", N_("The file's name gives no address."), N_("Rename it with letters, digits and hyphens.")
)
