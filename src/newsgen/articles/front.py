"""Parse ``content/front.yml``, the stories that an editor pins to the top of the home page and of sections."""

from dataclasses import dataclass, field, replace

from ..base.problems import Problem
from ..base.unexpected import unexpected
from ..model.article import PinnedBox, Pins
from ..site import schema
from ..site.front_matter import FrontForm
from ..site.settings import Settings
from ..site.yamltext import parse
from .sections import unknown_section


@dataclass(frozen=True, slots=True)
class ParsedFront:
    """The result of parsing front.yml. ``pin_marks`` are the pinned stories' ids, and ``box_marks`` the data files
    of boxes, each with its line and column.

    With errors among ``problems``, ``pins`` may be empty or name unknown sections: they are not to be used.
    """

    pins: Pins = field(default_factory=Pins)
    pin_marks: tuple[tuple[str, tuple[int, int]], ...] = ()
    problems: tuple[Problem, ...] = ()
    box_marks: tuple[tuple[str, tuple[int, int]], ...] = ()


def parse_front(path: str, data: bytes, settings: Settings) -> ParsedFront:
    """Parse front.yml. ``path`` is relative to the site's folder. An empty file pins nothing.

    Whether the pinned stories exist is not looked at. Faults of the file are problems of the result. No exception
    passes through, unless ``NEWSGEN_RAISE`` is set.
    """
    try:
        return _parse(path, data, settings)
    except Exception as failure:
        return ParsedFront(problems=(unexpected(failure).at(path),))


def _parse(path: str, data: bytes, settings: Settings) -> ParsedFront:
    text = schema.decode(data)
    if isinstance(text, Problem):
        return ParsedFront(problems=(replace(text, file=path),))
    if not text.strip():
        return ParsedFront()
    document = parse(text)
    form, problems = schema.read(FrontForm, document, path)
    if form is None:
        return ParsedFront(problems=problems)
    unknown = tuple(
        unknown_section(section, settings).at(path, *document.key_mark(("sections", section)))
        for section in form.sections
        if section not in settings.sections_by_id
    )
    unknown += tuple(
        unknown_section(section, settings).at(path, *document.mark(("boxes", i, "sections", j)))
        for i, box in enumerate(form.boxes)
        for j, section in enumerate(box.sections)
        if section not in settings.sections_by_id
    )
    lists = [(("top",), form.top), *((("sections", section), ids) for section, ids in form.sections.items())]
    marks = tuple((story, document.mark((*place, i))) for place, ids in lists for i, story in enumerate(ids))
    boxes = tuple(PinnedBox(box.data, box.title, sections=box.sections) for box in form.boxes)
    places = tuple((box.data, document.mark(("boxes", i, "data"))) for i, box in enumerate(form.boxes))
    return ParsedFront(Pins(form.top, form.sections, boxes), marks, problems + unknown, places)
