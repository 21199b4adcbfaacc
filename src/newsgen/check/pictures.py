"""Pictures that are too small for their place on the page, or that have no alternative text."""

import posixpath
import re
from collections.abc import Iterator

from ..base.problems import Problem
from ..model.picture import Picture
from ..site.front_matter import FrontMatter
from ..site.settings import Settings
from ..site.text import position
from .rules import RULES
from .site import Site
from .story import Story

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
    if (form.image is None or not form.image.src) and _VIDEO.search(_CODE.sub("", story.halves.body)):
        yield RULES["picture-video"].found().at("", *story.document.mark(("kind",)))


def too_small(site: Site) -> Iterator[Problem]:
    """Yield a finding for each picture that is narrower than its place wants.

    That is ``check.lead_width`` for lead pictures and ``check.text_width`` for those of bodies, both in pixels; heights
    do not count. Pictures of unknown width are left out.
    """
    check = site.settings.check
    for text in site.texts():
        lead = text.lead
        if lead is not None and 0 < lead.width < check.lead_width:
            place = site.key_position(text.path, ("image", "src"))
            yield _small("picture-preview", text.source(lead), lead.width, check.lead_width).at(text.path, *place)
        for part in text.parts:
            if isinstance(part, Picture) and 0 < part.width < check.text_width:
                source = text.source(part)
                place = site.body_position(text.path, posixpath.basename(source))
                yield _small("picture-small", source, part.width, check.text_width).at(text.path, *place)


def _small(code: str, source: str, width: int, wanted: int) -> Problem:
    return RULES[code].found(source=posixpath.basename(source), width=width, wanted=wanted)
