"""Pictures that are too small for their place on the page or are cut badly, and what is not said of them."""

import posixpath
import re
from collections.abc import Iterator

from ..articles.embed_lines import bare_lines
from ..base.problems import Problem
from ..model.picture import Picture, usual_focus
from ..pictures.roles import CROPS, PORTRAIT
from ..record.media import AUTHORS
from ..site.front_matter import FrontMatter
from ..site.providers import shown_at
from ..site.settings import Settings
from ..site.text import position
from .rendered_text import RenderedText
from .rules import RULES
from .site import Site
from .story import Story

_SRC = ("image", "src")
"""The key that names the picture of a story or an author."""

_NO_ALT = re.compile(r"!\[[ \t]*\](?=[(\[])")
_VIDEO = re.compile(r"\{[^{}\n]*\.video\b")
_CODE = re.compile(r"```.*?```|~~~.*?~~~|`[^`\n]*`", re.DOTALL)


def without_alt_text(story: Story, settings: Settings) -> Iterator[Problem]:
    """Yield a finding for each picture of the body whose brackets are empty.

    The build itself reports a lead picture without ``alt``.
    """
    text = _CODE.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), story.halves.body)
    for match in _NO_ALT.finditer(text):
        yield RULES["picture-alt"].found().at("", *position(text, match.start(), story.halves.body_line))


def video_without_picture(story: Story, settings: Settings) -> Iterator[Problem]:
    """Yield a finding for a story of the kind ``video`` whose text has a video, and that has no picture.

    Search engines want a thumbnail of every video: https://developers.google.com/search/docs/appearance/structured-data/video
    """
    form = story.form
    if not isinstance(form, FrontMatter) or form.kind != "video" or form.status == "withdrawn":
        return
    body = story.halves.body
    if (form.image is None or not form.image.src) and (_VIDEO.search(_CODE.sub("", body)) or _has_bare_video(body)):
        yield RULES["picture-video"].found().at("", *story.document.mark(("kind",)))


def _has_bare_video(body: str) -> bool:
    """Whether the address of a video stands alone on a line."""
    found = (shown_at(line.address) for line in bare_lines(body))
    return any(shown is not None and shown.provider.kind == "video" for shown in found)


def of_texts(site: Site) -> Iterator[Problem]:
    """Yield the findings about the pictures of every story and plain page: too small, cut badly, without a credit."""
    for text in site.texts():
        if text.lead is not None and text.lead.address:
            yield from _of_lead(site, text, text.lead)
        for part in text.parts:
            if isinstance(part, Picture) and not (part.story or part.box):
                yield from _of_text(site, text, part)


def _of_lead(site: Site, text: RenderedText, lead: Picture) -> Iterator[Problem]:
    """The findings about a story's picture.

    Its place wants ``check.lead_width``, and shows it enlarged where it is narrower than ``check.text_width`` and not higher
    than wide. Crops of cards should keep ``check.crop_percent`` of a picture for which nobody chose a focus; a picture that is
    shown as it is has none. Where the size is not known, it is not looked at.
    """
    check, name, width = site.settings.check, posixpath.basename(text.source(lead)), _width(lead)
    enlarged = lead.height <= lead.width and width < check.text_width
    code, wanted = ("picture-enlarged", check.text_width) if enlarged else ("picture-preview", check.lead_width)
    place = site.key_position(text.path, _SRC)
    if 0 < width < wanted:
        yield RULES[code].found(source=name, width=width, wanted=wanted).at(text.path, *place)
    if lead.transparent:
        yield RULES["picture-transparent"].found(source=name).at(text.path, *place)
    if check.credit and not lead.credit:
        yield RULES["picture-credit"].found().at(text.path, *site.key_position(text.path, ("image",)))
    if lead.original is not None and lead.point == usual_focus(lead.original) and not _chose_focus(site, text):
        size = (lead.original.width, lead.original.height)
        percent, ratio = min((_kept(*size, *ratio), ratio) for ratio in CROPS)
        if percent < check.crop_percent:
            yield RULES["picture-crop"].found(
                source=name, width=size[0], height=size[1], ratio=f"{ratio[0]}:{ratio[1]}", percent=percent
            ).at(text.path, *place)  # fmt: skip


def _chose_focus(site: Site, text: RenderedText) -> bool:
    """Whether a story says which point of its picture must stay, even if that is the usual one."""
    form = site.form(text.path)
    return form is not None and form.image is not None and form.image.focus is not None


def _of_text(site: Site, text: RenderedText, picture: Picture) -> Iterator[Problem]:
    """A finding for a picture of a body that is narrower than ``check.text_width``; none where the width is not known."""
    wanted, width = site.settings.check.text_width, _width(picture)
    if 0 < width < wanted:
        name = posixpath.basename(text.source(picture))
        place = site.body_position(text.path, name)
        yield RULES["picture-small"].found(source=name, width=width, wanted=wanted).at(text.path, *place)


def of_profiles(site: Site) -> Iterator[Problem]:
    """Yield a finding for each author's portrait whose shorter side is narrower than its place.

    None where ``check.text_width`` is 0.
    """
    for identifier, path in site.record.authors.paths():
        profile = site.record.authors.get(identifier)
        portrait = profile.picture if profile is not None else None
        if portrait is None or path in site.held or not site.settings.check.text_width:
            continue
        side = min(_width(portrait), portrait.original.height if portrait.original else portrait.height)
        if 0 < side < PORTRAIT:
            files = dict(site.record.media.of(AUTHORS + identifier))
            source = files.get(portrait.address.rpartition("/")[0] + "/", portrait.address)
            problem = RULES["picture-small"].found(source=posixpath.basename(source), width=side, wanted=PORTRAIT)
            yield problem.at(path, *site.yaml_position(path, _SRC))


def _width(picture: Picture) -> int:
    """The width of the picture's own file: the largest of the files that are made of it may be narrower."""
    return picture.original.width if picture.original is not None else picture.width


def _kept(width: int, height: int, wide: int, high: int) -> int:
    """How many percent of a picture the largest crop with this ratio keeps, rounded down."""
    across, down = width * high, height * wide
    return 100 * min(across, down) // max(across, down)
