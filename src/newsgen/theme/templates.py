"""Templates: where they lie, what each one draws in, and the environment in which they run."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import jinja2
import jinja2.meta
from markupsafe import Markup, escape

from .. import arabic
from ..base import digest
from ..base.problems import N_, Problem, error
from ..model.article import KIND_NAMES, Card, Entry, Month, Named, Part
from ..model.facets import ALL, Facet
from ..pages.addresses import FeedLink, Listing, day_address, feed_links, front_address, live_path, month_address
from ..site import schema
from ..site.folders import walk_below
from ..site.settings import Settings
from ..site.settings_sections import Section
from .engine import Sources, Template, bare_environment
from .feeds import feed_functions
from .headers import header_functions
from .share import ShareLink, share_links
from .structured import structured_functions
from .video import film_functions

MAX_BYTES = 1024 * 1024


def load(site: Path, default: Path) -> tuple[dict[str, Template], tuple[Problem, ...]]:
    """Every template by name: the site's own ``templates/`` over the default theme's, file by file."""
    found: dict[str, Template] = {}
    problems: list[Problem] = []
    for root, label in ((default, "newsgen:"), (site, "")):
        folder = root / "templates"
        for path in sorted(Path(above) / name for above, _, names in walk_below(str(folder)) for name in names):
            name = path.relative_to(folder).as_posix()
            if any(part.startswith(".") for part in name.split("/")) or path.is_dir():
                continue
            file = f"{label}templates/{name}"
            try:
                with path.open("rb") as opened:
                    data = opened.read(MAX_BYTES + 1)
            except OSError:
                continue
            text = schema.decode(data) if len(data) <= MAX_BYTES else _TOO_LARGE
            if isinstance(text, Problem):
                problems.append(text.at(file, text.line, text.column))
            else:
                found[name] = Template(text.replace("\r\n", "\n").replace("\r", "\n"), file)
    return found, tuple(problems)


_TOO_LARGE = error(
    "too-large",
    N_("This file is larger than {limit} MB."),
    N_("A template is a page's frame; put files to be copied into static/."),
    limit=MAX_BYTES // 2**20,
)  # fmt: skip


def closure(sources: Sources, name: str) -> tuple[bytes | None, tuple[Problem, ...]]:
    """The digest of all template text that a page can depend on, names that are looked for and absent included.

    A dynamic include cannot be followed and is an error, as is a syntax error anywhere in the closure.
    """
    parts: list[bytes] = []
    problems: list[Problem] = []
    waiting, seen = [name], {name}
    while waiting:
        current = waiting.pop()
        found = sources.get(current)
        parts.append(current.encode() + b"\0" + (digest.of_bytes(found.source.encode()) if found else b"absent"))
        if found is None:
            continue
        references, faults = _references(current, found)
        problems += faults
        for referenced in references:
            if referenced not in seen:
                seen.add(referenced)
                waiting.append(referenced)
    if problems:
        return None, tuple(problems)
    return digest.of_parts(*sorted(parts)), ()


@lru_cache(maxsize=512)
def _references(name: str, template: Template) -> tuple[tuple[str, ...], tuple[Problem, ...]]:
    """The templates that one draws in by name, and what is wrong with it. Many kinds share a template: each is parsed once."""
    try:
        tree = bare_environment({}).parse(template.source, name, template.file)
    except jinja2.TemplateSyntaxError as failure:
        return (), (_syntax(failure, template.file),)
    found = [*jinja2.meta.find_referenced_templates(tree)]
    return tuple(r for r in found if r is not None), ((_dynamic(tree, template),) if None in found else ())


def closures(sources: Sources, names: Mapping[str, str]) -> tuple[dict[str, bytes], tuple[Problem, ...]]:
    """The closure of each kind's template; a kind whose closure has a problem is left out."""
    found: dict[str, bytes] = {}
    problems: list[Problem] = []
    for kind, name in names.items():
        value, faults = closure(sources, name)
        problems += faults
        if value is not None:
            found[kind] = value
    return found, tuple(dict.fromkeys(problems))


def _syntax(failure: jinja2.TemplateSyntaxError, file: str) -> Problem:
    return error(
        "template-syntax",
        N_("The template cannot be read: {reason}"),
        N_("Mend this line; the part before it may lack its end tag."),
        reason=failure.message or "",
    ).at(file, failure.lineno, 1)


def _dynamic(tree: jinja2.nodes.Template, found: Template) -> Problem:
    dynamic = (
        node
        for kind in (jinja2.nodes.Include, jinja2.nodes.Import, jinja2.nodes.FromImport, jinja2.nodes.Extends)
        for node in tree.find_all(kind)
        if not isinstance(node.template, (jinja2.nodes.Const, jinja2.nodes.List, jinja2.nodes.Tuple))  # type: ignore[attr-defined]
    )
    line = min((node.lineno for node in dynamic), default=1)
    return error(
        "template-dynamic",
        N_("The name of an included template must be written out."),
        N_('Write {{% include "name.html" %}}, with “if” around it where a choice is needed.'),
    ).at(found.file, line, 1)


def runtime_problem(failure: Exception, sources: Sources, name: str, page: str) -> Problem:
    """A template that failed while it ran: the innermost template line of the traceback."""
    files = {found.file for found in sources.values()}
    place = (sources[name].file if name in sources else name, 0)
    traceback = failure.__traceback__
    while traceback is not None:
        code = traceback.tb_frame.f_code
        if code.co_filename in files:
            place = (code.co_filename, traceback.tb_lineno)
        traceback = traceback.tb_next
    if isinstance(failure, jinja2.TemplateSyntaxError):
        place = (failure.filename or place[0], failure.lineno)
    if isinstance(failure, jinja2.TemplateNotFound):
        message, hint = (
            N_("The template “{reason}” does not exist."),
            N_("Correct the name, or create the file in templates/."),
        )
        reason = failure.name or ""
    elif isinstance(failure, jinja2.UndefinedError):
        message, hint = (
            N_("The template fails on {page}: nothing is called “{reason}” here."),
            N_("Correct the name in this line; docs/templates.md lists what there is."),
        )
        missing = re.match(r"'([^']*)' is undefined|.* has no attribute '([^']*)'", str(failure))
        reason = (missing[1] or missing[2]) if missing else str(failure)[:300]
    else:
        message, hint = N_("The template fails on {page}: {reason}"), N_("Correct this line.")
        reason = str(failure)[:300] or type(failure).__name__
    return error("template-failed", message, hint, reason=reason, page=page).at(
        place[0], place[1], 1 if place[1] else 0
    )


def environment(sources: Sources, settings: Settings) -> jinja2.Environment:
    """The environment of a build: the site and its functions, pure all of them. docs/templates.md lists them."""
    made = bare_environment(sources)
    functions = Functions(settings)
    made.globals["site"] = settings
    made.globals["tables"] = functions._script_tables()
    if settings.search != "none":
        made.globals["search"] = arabic.search_tables()
    for name, function in functions.all():
        made.globals[name] = function
        made.filters[name] = function
    made.globals.update(feed_functions(settings))
    made.globals.update(film_functions(settings))
    made.globals.update(header_functions(settings))
    made.globals.update(structured_functions(settings))
    return made


_KEPT = {"url", "absolute", "share", "isolate", "bidi", "date_line", "long_date", "short_date", "clock", "iso"}
KEPT_ANSWERS = 4096
_HEADING = re.compile(r'<h2 id="([^"]*)">(.*?)</h2>')
_TAG = re.compile("<[^>]*>")


class Functions:
    """What templates may call. Each is a pure function of its arguments and the settings."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._house = settings.house

    def all(self) -> Iterator[tuple[str, Callable[..., Any]]]:
        """Every function by its name. Neighbouring pages show the same cards, so the costly ones keep their answers."""
        for name in dir(self):
            if not name.startswith("_") and name != "all":
                function = getattr(self, name)
                yield name, lru_cache(KEPT_ANSWERS)(function) if name in _KEPT else function

    def url(self, address: str) -> str:
        """An address of this site as it stands in a link: prefixed and percent-encoded; others as they are."""
        if re.match(r"[a-z]+:", address) or address.startswith("#"):
            return address
        return self._settings.link(address)

    def absolute(self, address: str) -> str:
        """The same with scheme and host: canonical addresses, Open Graph, share links."""
        return address if re.match(r"[a-z]+:", address) else self._settings.absolute(address)

    def share(self, card: Card) -> tuple[ShareLink, ...]:
        """The story's share links, one for each network of the settings."""
        return share_links(self._settings.share, title=arabic.isolate(card.title), url=self.absolute(card.address))

    def share_entry(self, card: Card, entry: Entry) -> tuple[ShareLink, ...]:
        """The share links of an entry of live coverage: its address alone, since hundreds stand on one page."""
        return share_links(self._settings.share, title="", url=self.absolute(f"{card.address}#{entry.id}"))

    def live_address(self, card: Card) -> str:
        """The address of the fragment with the newest entries of a live story."""
        return "/" + live_path(card)

    def section(self, identifier: str) -> Section:
        """A section by its id."""
        return self._settings.sections_by_id[identifier]

    def topic_address(self, topic: Named) -> str:
        """The address of a topic's front."""
        return front_address(Facet.named("topic", topic.id))

    def author_address(self, author: Named) -> str:
        """The address of an author's front."""
        return front_address(Facet.named("author", author.id))

    def place_address(self, place: Named) -> str:
        """The address of a place's front."""
        return front_address(Facet.named("place", place.id))

    def month_address(self, listing: Listing, month: Month) -> str:
        """The address of a month of a list; of the archive where the list is that of all stories."""
        return month_address(Facet.of(listing.kind, listing.id), month)

    def day_address(self, day: date) -> str:
        """The address of a day in the archive."""
        return day_address(day)

    def month_name(self, month: Month) -> str:
        """A month with its year, in the house's names."""
        return self._date(date(month.year, month.number, 1), "{month} {year}")

    def feeds(self, listing: Listing | None) -> tuple[FeedLink, ...]:
        """The feeds of a list, or of the whole site; none where the settings ask for none."""
        facet = listing.facet if listing else ALL
        return tuple(feed_links(facet, listing.name if listing and listing.id else "", self._settings))

    def date_line(self, day: date) -> str:
        """The header's date line."""
        return self._date(day, self._settings.dates.line)

    def long_date(self, day: date) -> str:
        """A date as articles write it."""
        return self._date(day, self._settings.dates.long)

    def short_date(self, day: date) -> str:
        """A date as cards write it."""
        return self._date(day, self._settings.dates.short)

    def _date(self, day: date, pattern: str) -> str:
        if isinstance(day, datetime):
            day = day.date()
        return arabic.format_date(day, pattern, self._house)

    def clock(self, moment: datetime) -> str:
        """The time of day."""
        return arabic.clock(moment, self._house)

    def iso(self, moment: datetime) -> str:
        """A moment for machines: ISO 8601 with its offset."""
        return moment.isoformat()

    def counted(self, count: int, unit: str) -> str:
        """A number of seconds, minutes, … years, standing alone."""
        return arabic.counted(count, unit, self._house)

    def count_forms(self, thing: str) -> str:
        """The forms of a counted noun, for a script that counts."""
        return arabic.script_forms(thing)

    def kind_name(self, card: Card) -> str:
        """What a story's label says of its kind; empty for a plain story, and where its section says the same."""
        name = "مباشر" if card.live else KIND_NAMES.get(card.kind, "")
        return "" if name == self._settings.sections_by_id[card.section].name else name

    def headings(self, body: Sequence[Part]) -> list[tuple[str, Markup]]:
        """The subheads of a text that have an id: the id, and the words as HTML."""
        found = (match for part in body if isinstance(part, str) for match in _HEADING.finditer(part))
        return [(match[1], Markup(_TAG.sub("", match[2]))) for match in found]

    def number(self, count: int) -> str:
        """A number for people, in the house's digits."""
        return arabic.number(count, self._house)

    def isolate(self, text: str) -> str:
        """Mixed-direction text where no tag is possible: titles, Open Graph, attributes."""
        return arabic.isolate(text)

    def bidi(self, text: str) -> Markup:
        """Mixed-direction text as HTML: runs that need it stand in ``bdi``."""
        out = []
        for run, direction in arabic.bidi_runs(text):
            if direction is None:
                out.append(escape(run))
            else:
                attribute = Markup(' dir="ltr"') if direction == "ltr" else Markup("")
                out.append(Markup("<bdi%s>%s</bdi>") % (attribute, run))
        return Markup("").join(out)

    def initial(self, name: str) -> str:
        """The letter under which a name stands in an index, as ``arabic.sort_key`` files it; empty for digits and signs."""
        first = arabic.sort_key(name)[0][:1]
        if unicodedata.category(first or " ") == "Co":  # how collation puts Latin letters after the Arabic ones
            first = next(c for c in unicodedata.normalize("NFD", name) if c.isascii() and c.isalpha()).upper()
        return first if first.isalpha() else ""

    def _script_tables(self) -> dict[str, Any]:
        """What the script of dates needs: the house's words, the date line's pattern, the site's zone."""
        tables = dict(arabic.script_tables(self._house))
        return tables | {"pattern": self._settings.dates.line, "zone": self._settings.timezone}
