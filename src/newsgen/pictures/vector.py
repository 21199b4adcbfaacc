"""Whether an SVG is safe to publish: it runs nothing, and loads nothing from other files or hosts.

A browser that opens an SVG of the site's own host runs its scripts with all rights of the site. So a drawing may hold what
draws, and nothing else (https://www.w3.org/TR/SVG2/interact.html, https://www.w3.org/TR/SVG2/linking.html). Expat parses the
file without a DTD, so no entity exists; what cannot be parsed to its end is refused, as browsers run what stands before.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..base.problems import N_, Problem, error
from ..site.links import safe_link
from .style_sheet import RASTER, what_loads

if TYPE_CHECKING:
    from xml.parsers.expat import XMLParserType

MAX_BYTES = 10 * 1024 * 1024
"""The largest file. Most of one that is larger are pixels, which belong into a picture's file."""

MAX_ELEMENTS = 200_000
"""The most elements. A map of a country with all its roads has fewer."""

MAX_DRAWN = 1_000_000
"""The most elements that are drawn, where ``use`` repeats some."""

MAX_DEPTH = 200
"""The most levels of elements within elements."""

MAX_PROBLEMS = 10
"""The most problems of one file that are told."""

_SVG = "http://www.w3.org/2000/svg"
_XML = "http://www.w3.org/XML/1998/namespace"
_EVENTS = "http://www.w3.org/2001/xml-events"
_RUNNING = frozenset(
    ("http://www.w3.org/1999/xhtml", "http://www.w3.org/1998/Math/MathML", "http://www.w3.org/1999/XSL/Transform",
     "http://www.mozilla.org/xbl", "http://www.w3.org/ns/xbl", "http://www.w3.org/2001/XInclude", _EVENTS)
)  # fmt: skip
"""The namespaces besides SVG's whose elements do something in a browser. Those of other namespaces do nothing."""

_EVERYWHERE = frozenset(("script", "foreignobject"))
_ELEMENTS = _EVERYWHERE | frozenset(
    "applet audio base canvas embed form frame frameset handler html iframe link listener meta object param source track"
    " video".split()
)
"""The elements of SVG, of its drafts and of HTML that run or load something, in small letters."""

_ANIMATIONS = frozenset(("set", "animate", "animatecolor", "animatemotion", "animatetransform"))
_WITH_RASTER = frozenset(("image", "feimage"))
_NO_CSS = frozenset(("id", "class", "d", "points", "transform", "viewbox", "name", "title", "lang"))
"""Attributes that are never read as CSS: long ones, and names that people type."""

_ENCODINGS = frozenset(("utf-8", "utf8", "utf-16", "us-ascii", "ascii", "iso-8859-1"))
"""The encodings in which every reader of XML reads the same."""

_STANDARD = "-//W3C//DTD SVG "
"""What the public identifier of a DTD of SVG begins with. No browser fetches it; old drawing programs write it."""


def faults(data: bytes) -> tuple[Problem, ...]:
    """What is unsafe in an SVG: errors with line and column, in the order of the file, and no file; at most ``MAX_PROBLEMS``.

    ``data`` is the whole file; of one with more than ``MAX_BYTES``, that and one byte more is enough. Whatever the bytes are,
    nothing is raised, and time and memory are bounded by the limits of this module.
    """
    if len(data) > MAX_BYTES:
        return (_TOO_LARGE.at("", 1, 1),)
    if data.startswith(b"\x1f\x8b"):
        return (COMPRESSED.at("", 1, 1),)
    return tuple(_Walk().faults(data))


class _Enough(Exception):
    """Ends a walk."""


@dataclass(slots=True)
class _Group:
    """An element with an id, or the whole drawing: how many elements it has outside of inner groups, what it repeats."""

    elements: int = 0
    parts: list["_Group | str"] = field(default_factory=list)


@dataclass(slots=True)
class _Sheet:
    """The text of a ``style`` element so far, and where it begins."""

    texts: list[str] = field(default_factory=list)
    at: tuple[int, int] = (1, 1)


@dataclass(slots=True)
class _Walk:
    """One walk through a file. ``found`` is complete when ``faults`` returns."""

    found: list[Problem] = field(default_factory=list)
    parser: "XMLParserType | None" = None
    open: list[tuple[_Group, _Sheet | None]] = field(default_factory=list)
    """The group of each open element, and its text if it is a ``style``."""
    elements: int = 0
    ids: dict[str, _Group] = field(default_factory=dict)

    def faults(self, data: bytes) -> list[Problem]:
        from xml.parsers import expat

        self.parser = parser = expat.ParserCreate(namespace_separator=" ")
        parser.XmlDeclHandler = self._declaration
        parser.StartDoctypeDeclHandler = self._doctype
        parser.ProcessingInstructionHandler = self._instruction
        parser.SkippedEntityHandler = self._entity
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        drawing = _Group()
        self.open.append((drawing, None))
        try:
            parser.Parse(data, True)
            if self._drawn(drawing) > MAX_DRAWN:
                self._add(_TOO_MANY, (1, 1))
        except expat.ExpatError as failure:
            reason = expat.errors.messages.get(failure.code, "")
            self.found.append(_unreadable(reason).at("", max(1, failure.lineno), failure.offset + 1))
        except _Enough:
            pass
        except (LookupError, ValueError, UnicodeError) as failure:  # an encoding that Python itself refuses
            self.found.append(_unreadable(type(failure).__name__).at("", 1, 1))
        return self.found

    def _here(self) -> tuple[int, int]:
        assert self.parser is not None
        return self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber + 1

    def _add(self, problem: Problem, at: tuple[int, int] | None = None) -> None:
        self.found.append(problem.at("", *(at or self._here())))
        if len(self.found) == MAX_PROBLEMS:
            raise _Enough

    def _stop(self, problem: Problem) -> None:
        self._add(problem)
        raise _Enough

    # before the first element

    def _declaration(self, version: str, encoding: str | None, standalone: int) -> None:
        if encoding is not None and encoding.lower() not in _ENCODINGS:
            self._stop(_ENCODING)

    def _doctype(self, name: str, system: str | None, public: str | None, has_subset: bool) -> None:
        known = (public or "").startswith(_STANDARD) and (system or "").startswith("http://www.w3.org/")
        if has_subset or not known:
            self._stop(_DTD)

    def _instruction(self, target: str, data: str) -> None:
        if target.lower() != "xpacket":  # it marks where metadata begin, and does nothing
            self._add(_runs(f"<?{target[:40]} …?>"))

    def _entity(self, name: str, is_parameter: bool) -> None:
        self._stop(_DTD)

    # elements

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self.elements += 1
        if self.elements > MAX_ELEMENTS:
            self._stop(_TOO_MANY)
        if len(self.open) > MAX_DEPTH:
            self._stop(_TOO_DEEP)
        space, local = _split(name)
        kind = local.lower()
        if self.elements == 1 and (kind != "svg" or space not in ("", _SVG)):
            self._stop(_NO_DRAWING)
        if kind in _EVERYWHERE or space in _RUNNING or (space in ("", _SVG) and kind in _ELEMENTS):
            self._add(_runs(f"<{local[:40]}>"))
        for problem in _faults_of(kind, attributes):
            self._add(problem)
        group = self._group(kind, attributes)
        self.open.append((group, _Sheet() if kind == "style" else None))

    def _group(self, kind: str, attributes: dict[str, str]) -> _Group:
        group = self.open[-1][0]
        identifier = attributes.get("id") or attributes.get(f"{_XML} id")
        if identifier:
            inner = _Group()
            group.parts.append(inner)
            self.ids.setdefault(identifier, inner)
            group = inner
        group.elements += 1
        if kind == "use":
            group.parts += [
                value.strip()[1:] for key, value in attributes.items() if _split(key)[1] == "href" and "#" in value
            ]
        return group

    def _drawn(self, drawing: _Group) -> int:
        """How many elements a browser draws; counting ends soon after ``MAX_DRAWN``, also where ``use`` leads to itself."""
        total, waiting = 0, [drawing]
        while waiting and total <= MAX_DRAWN:
            group = waiting.pop()
            total += group.elements + len(group.parts)
            for part in group.parts:
                inner = self.ids.get(part) if isinstance(part, str) else part
                if inner is not None:
                    waiting.append(inner)
        return total

    def _end(self, name: str) -> None:
        _, sheet = self.open.pop()
        if sheet is not None:
            css = "".join(sheet.texts)
            found = what_loads(css)
            if found is not None:
                self._add(_loads(found[1]), _place(css, found[0], sheet.at))

    def _text(self, text: str) -> None:
        sheet = self.open[-1][1]
        if sheet is not None:
            if not sheet.texts:
                sheet.at = self._here()
            sheet.texts.append(text)


def _split(name: str) -> tuple[str, str]:
    """The namespace and the local name; expat joins them by a space."""
    space, _, local = name.rpartition(" ")
    return space, local


def _faults_of(kind: str, attributes: dict[str, str]) -> Iterator[Problem]:
    """What is unsafe in the attributes of an element, whose local name in small letters is ``kind``."""
    for name, value in attributes.items():
        space, local = _split(name)
        lower = local.lower()
        if (lower.startswith("on") and lower != "on") or space == _EVENTS:
            yield _runs(f'{local[:40]}="{value[:40]}"')
        elif lower in ("href", "src") and not _is_safe(kind, value):
            yield (_runs if kind == "a" or _runs_as_address(value) else _loads)(f'{local}="{value.strip()[:60]}"')
        elif (lower == "ping" or (lower == "base" and space == _XML)) and value.strip():
            yield _loads(f'{local}="{value.strip()[:60]}"')
        elif kind in _ANIMATIONS and _changes_address(lower, value):
            yield _runs(f'<{kind} {local}="{value.strip()[:60]}">')
        elif not space and lower not in _NO_CSS and ("(" in value or "\\" in value) and not lower.startswith("data-"):
            found = what_loads(value)
            if found is not None:
                yield _loads(f'{local}="{found[1]}"')


def _is_safe(kind: str, value: str) -> bool:
    """Whether the address in ``href`` may stand: readers follow that of ``a``, browsers load any other by themselves."""
    if kind == "a":
        return safe_link(value)
    address = value.strip()
    return not address or address.startswith("#") or (kind in _WITH_RASTER and RASTER.match(address) is not None)


def _runs_as_address(value: str) -> bool:
    return not safe_link(value)


def _changes_address(name: str, value: str) -> bool:
    """Whether an attribute of an animation makes it change an address or a handler, or gives it one that runs."""
    if name == "attributename":
        target = value.strip().rpartition(":")[2].lower()
        return target in ("href", "src", "base", "ping") or target.startswith("on")
    if name in ("to", "from", "by", "values"):
        starts = ("".join(char for char in part if char > " ").lower()[:12] for part in value.split(";"))
        return any(start.startswith(("javascript:", "vbscript:", "data:text")) for start in starts)
    return False


def _place(text: str, at: int, begin: tuple[int, int]) -> tuple[int, int]:
    """Line and column of a place in a text that begins at ``begin``."""
    lines = text.count("\n", 0, at)
    return begin[0] + lines, at + begin[1] if not lines else at - text.rfind("\n", 0, at)


def _unsafe(message: str, hint: str, **values: object) -> Problem:
    return error("unsafe-svg", message, hint, **values)


def _runs(found: str) -> Problem:
    return _unsafe(N_("The drawing could run something in a reader's browser: {found}"),
                 N_("Delete it in a text editor, or save the drawing as “plain SVG”."), found=found)  # fmt: skip


def _loads(found: str) -> Problem:
    return _unsafe(N_("The drawing loads something from outside of itself: {found}"),
                 N_("Put it into the drawing (“embed”), or delete it."), found=found)  # fmt: skip


def _unreadable(reason: str) -> Problem:
    return _unsafe(N_("The drawing cannot be read to its end: {reason}."),
                 N_("Open it in a drawing program, and save it again as “plain SVG”."), reason=reason)  # fmt: skip


COMPRESSED = _unsafe(
    N_("A compressed drawing is not looked into, and not published."), N_("Save it as “plain SVG”, named .svg.")
)
_TOO_LARGE = _unsafe(
    N_("The drawing has more than {limit} MB."), N_("Save it with fewer points, or as a picture of pixels."),
    limit=MAX_BYTES // 2**20,
)  # fmt: skip
_TOO_MANY = _unsafe(
    N_("The drawing has too many elements for a reader's browser."),
    N_("Save it with fewer points, or as a picture of pixels."),
)  # fmt: skip
_TOO_DEEP = _unsafe(
    N_("The drawing has more than {limit} groups within groups."), N_("Ungroup it in a drawing program."),
    limit=MAX_DEPTH,
)  # fmt: skip
_DTD = _unsafe(
    N_("The drawing declares entities or a document type of its own."),
    N_("Save it as “plain SVG”, or delete “<!DOCTYPE …>” and write out its entities."),
)  # fmt: skip
_ENCODING = _unsafe(N_("The drawing has an encoding that not all browsers read alike."), N_("Save it as UTF-8."))
_NO_DRAWING = _unsafe(N_("The file is no drawing: its first element is not “svg”."), N_("Save it as “plain SVG”."))
