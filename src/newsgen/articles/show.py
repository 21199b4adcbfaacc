"""Parse a show of ``content/shows/``: from its bytes to a Show and its problems."""

from dataclasses import dataclass, replace

from ..base.problems import N_, Problem, error, has_errors
from ..base.unexpected import unexpected
from ..model.show import Show, ShowLink
from ..site import schema
from ..site.front_matter import ShowForm
from ..site.links import slug_fault
from ..site.podcast_categories import unknown_category
from ..site.settings import Settings
from ..site.source_kind import show_id
from ..site.yamltext import parse
from .picture_uses import PictureUse, locate, mark_of, picture_of
from .remote_pictures import refused_pictures


@dataclass(frozen=True, slots=True)
class ParsedShow:
    """The result of parsing one show. ``show`` is None where there are errors. ``artwork_mark`` are line and column of its
    artwork."""

    show: Show | None
    picture_uses: tuple[PictureUse, ...]
    problems: tuple[Problem, ...]
    artwork_mark: tuple[int, int] = (1, 1)


def parse_show(path: str, data: bytes, settings: Settings) -> ParsedShow:
    """Parse one show, whose bytes are ``data``. ``path`` is relative to the site's folder.

    Faults of the file are problems of the result. No exception passes through, unless ``NEWSGEN_RAISE`` is set.
    """
    try:
        return _parse(path, data, settings)
    except Exception as failure:
        return ParsedShow(None, (), (unexpected(failure).at(path),))


def _parse(path: str, data: bytes, settings: Settings) -> ParsedShow:
    text = schema.decode(data)
    if isinstance(text, Problem):
        return ParsedShow(None, (), (replace(text, file=path),))
    document = parse(text)
    form, problems = schema.read(ShowForm, document, path)
    identifier = show_id(path)
    if slug_fault(identifier):
        problems += (_NO_ADDRESS.at(path, 1, 1),)
    if form is None:
        return ParsedShow(None, (), problems)
    artwork = None if form.artwork is None else picture_of(form.artwork)
    value = document.value
    written = value.get("artwork") if isinstance(value, dict) else None
    mark = document.mark(("artwork", "src") if isinstance(written, dict) else ("artwork",))
    uses, source_problems = locate(path, mark_of(artwork, mark, "artwork"))
    problems += source_problems
    problems += refused_pictures([(artwork, *mark)] if artwork is not None else [], path, settings)
    unknown = unknown_category(form.category, form.subcategory)
    if unknown is not None:
        problems += (unknown[0].at(path, *document.mark((unknown[1],))),)
    if has_errors(problems):
        return ParsedShow(None, uses, problems, mark)
    show = Show(
        identifier, form.name, form.description, form.author, form.owner.name if form.owner else "",
        form.owner.email if form.owner else "", artwork, form.category, form.subcategory, form.language, form.explicit,
        form.type, tuple(ShowLink(link.name, link.url) for link in form.links), form.guid, form.copyright, form.locked,
    )  # fmt: skip
    return ParsedShow(show, uses, problems, mark)


_NO_ADDRESS = error(
    "no-slug", N_("The file's name gives no address."), N_("Rename it with letters, digits and hyphens.")
)
