"""Read the Markdown of Hugo, Zola, Jekyll, Hexo, Pelican and Eleventy, and any other with front matter.

The text goes through a CommonMark parser, after what the generator itself replaces (shortcodes, tags, links to files) was
replaced. The generator is known by its settings, else by each file's name and form.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from html import escape, unescape
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

from . import agency_codes as codes
from . import (
    agency_text,
    commonmark,
    foreign_front_matter,
    generator_settings,
    hugo_shortcodes,
    liquid_tags,
    markdown_dialects,
    moments,
)
from .agency_body import first_words
from .foreign_front_matter import FrontMatter
from .generator_media import GeneratorMedia
from .generator_page import Page, page_of
from .generator_settings import Generator, GeneratorSettings
from .item import Item, Kind, Note, Outline, Picture, State, note
from .languages import other_language
from .source_files import SourceFile, bounded, files

_MARKDOWN = frozenset({".md", ".markdown", ".mkd", ".mkdn", ".mdown"})
_HTML = frozenset({".html", ".htm"})
_UNREAD = frozenset({".rst", ".adoc", ".asciidoc", ".org", ".mdx", ".textile", ".njk", ".liquid", ".ipynb"})
SUFFIXES = _MARKDOWN | _HTML | _UNREAD
_LIMIT = 8 * 2**20
_HEAD = re.compile(
    rb"(?:---[ \t]*(?:yaml|json|toml)?[ \t]*\r?\n(?:[^\n]*\n)*?|\+\+\+[ \t]*\r?\n(?:[^\n]*\n)*?|)"
    rb"[ \t]*[\"']?(?:title|Title|date|Date|layout|permalink|slug|Slug|draft|tags|categories)[\"']?[ \t]*[:=]"
)
_ADDRESS = re.compile(
    r"""(<(?:a|img|source|video|audio)\b[^>]*?\s(?:href|src)\s*=\s*)("[^"]*"|'[^']*')""", re.IGNORECASE
)
_PELICAN_LINK = re.compile(r"[{|](filename|static|attach|tag|category|author|index)[}|]")
_DATED = re.compile(r"\d{4}-\d\d?-\d\d?[-_]")


def recognises(head: bytes) -> bool:
    """Return whether a file that begins so is Markdown, or HTML, with a generator's front matter."""
    text = head.removeprefix(b"\xef\xbb\xbf")
    return (text[:3] in (b"---", b"+++") and _HEAD.match(text) is not None) or re.match(
        rb"[Tt]itle[ \t]*:[ \t]", text
    ) is not None


def read(paths: Sequence[Path]) -> "MarkdownFiles":
    """Open files and folders."""
    return MarkdownFiles(tuple(files(paths, SUFFIXES)))


@dataclass(frozen=True, slots=True)
class MarkdownFiles:
    """The files of one or more sites."""

    files: tuple[SourceFile, ...]

    def outlines(self) -> Iterator[Outline]:
        """The outline of each item, from its front matter alone."""
        site = _Site(self.files)
        for file in self.files:
            found = site.page(file)
            if isinstance(found, Note):
                continue
            page, matter = found
            title = page.title or _first_heading(matter.body) or _title_of(page)
            yield Outline(
                _id(page), _kind(page), _state(page), page.date, page.slug, title, page.address, page.sections
            )

    def base(self) -> str:
        """The root: addresses are made from the generator's settings, which know no other."""
        return "/"

    def media(self) -> GeneratorMedia:
        """The files beside the pages, in their order."""
        site = _Site(self.files)
        bundles: dict[str, Path] = {}
        for file in self.files:
            found = site.page(file) if file.path.stem.partition(".")[0] == "index" else None
            if isinstance(found, tuple) and (folder := _folder_of(found[0].address)):
                bundles.setdefault(folder, file.path.parent)
        return GeneratorMedia(tuple(sorted({file.root for file in self.files})), bundles)

    def items(self) -> Iterator[Item | Note]:
        """The items in the order of their names, and notes of files that are none."""
        site = _Site(self.files)
        for root in sorted({file.root for file in self.files}):
            settings = site.settings(root)
            if not settings.is_known:
                yield note(codes.COMPUTED_ADDRESS, root.name)
        for file in self.files:
            found = site.page(file)
            yield found if isinstance(found, Note) else _item(file, *found, site)


def _folder_of(address: str) -> str:
    """The folder in which an address's relative ones are read, decoded, without slashes at its ends; empty for the root."""
    try:
        return unquote(urlsplit(address).path).rpartition("/")[0].strip("/")
    except ValueError:
        return ""


def _id(page: Page) -> str:
    return f"md:{page.path}"


def _kind(page: Page) -> Kind:
    return Kind.PAGE if page.is_page else Kind.STORY


def _state(page: Page) -> State:
    if page.is_protected:
        return State.PROTECTED
    return State.DRAFT if page.is_draft or (page.date is None and not page.is_page) else State.PUBLISHED


@dataclass(slots=True)
class _Site:
    """The files of the source with the settings of each root, and the pages that links name."""

    files: tuple[SourceFile, ...]
    _settings: dict[Path, GeneratorSettings] = field(default_factory=dict)
    _by_name: dict[str, SourceFile | None] = field(default_factory=dict)

    def settings(self, root: Path) -> GeneratorSettings:
        if root not in self._settings:
            self._settings[root] = generator_settings.find(root)
        return self._settings[root]

    def page(self, file: SourceFile) -> tuple[Page, FrontMatter] | Note:
        """The page of a file, or why there is none."""
        suffix = file.path.suffix.lower()
        if suffix in _UNREAD:
            return note(codes.UNREAD, file.name)
        try:
            data = bounded(file.path, _LIMIT)
        except OSError:
            return note(codes.UNREAD, file.name)
        if data is None:
            return note(codes.TOO_LARGE, file.name, limit=_LIMIT // 2**20)
        matter = foreign_front_matter.split(_decoded(data))
        stem = file.path.stem.partition(".")[0]
        if stem == "_index" or (suffix in _HTML and matter.form == "none"):
            return note(codes.NO_STORY, file.name, kind="list" if stem == "_index" else "template")
        if matter.form == "none" and stem.upper() in ("README", "LICENSE", "CHANGELOG", "CONTRIBUTING"):
            return note(codes.NO_STORY, file.name, kind=stem)
        page = page_of(file.name, file.root.name, matter, self.settings(file.root))
        return (page, matter) if page.title or matter.body.strip() else note(codes.EMPTY, file.name)

    def address(self, wanted: str, source: SourceFile) -> str:
        """The address of the page that a link names by its file; empty where there is none, or several."""
        path, _, mark = wanted.partition("#")
        found = self._named(unquote(path).strip().removeprefix("@/"), source)
        if found is None:
            return f"#{mark}" if not path and mark else ""
        page = self.page(found)
        address = "" if isinstance(page, Note) else page[0].address
        return f"{address}#{mark}" if address and mark else address

    def _named(self, path: str, source: SourceFile) -> SourceFile | None:
        if not path:
            return None
        if not self._by_name:
            for file in self.files:
                for name in _names(file.name):
                    self._by_name[name] = None if name in self._by_name else file
        folder = source.name.rpartition("/")[0]
        beside = urljoin(f"/{folder}/" if folder else "/", path).lstrip("/")
        for name in (path.strip("/"), beside):
            for form in (f"={name}", f"={_without_suffix(name)}", f"={_without_suffix(name).removesuffix('/index')}"):
                if found := self._by_name.get(form):
                    return found
        return (
            self._by_name.get(f"~{_without_suffix(path.strip('/').rpartition('/')[2])}")
            if "/" not in path.strip("/")
            else None
        )


def _without_suffix(name: str) -> str:
    head, dot, suffix = name.rpartition(".")
    return head if dot and f".{suffix.lower()}" in SUFFIXES else name


def _names(name: str) -> Iterator[str]:
    """The names by which a link may name a file: paths after ``=``, the last part alone after ``~``."""
    paths = {name, _without_suffix(name)}
    for folder in ("content/", "_posts/", "source/", "source/_posts/", "src/"):
        paths |= {path.partition(folder)[2] for path in list(paths) if f"/{path}".find(f"/{folder}") >= 0}
    paths |= {path.removesuffix("/index") for path in list(paths)}
    yield from (f"={path}" for path in sorted(paths) if path)
    last = _without_suffix(name).removesuffix("/index").rpartition("/")[2]
    yield f"~{last}"
    if _DATED.match(last):
        yield f"~{_DATED.sub('', last, count=1)}"


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("utf-8-sig", "replace")


_FIRST_HEADING = re.compile(r"\A\s*#[ \t]+([^\n]+?)[ \t]*#*[ \t]*(?:\n|\Z)")


def _first_heading(body: str) -> str:
    found = _FIRST_HEADING.match(body[:4000])
    return agency_text.plain(found[1]) if found else ""


def _title_of(page: Page) -> str:
    """A title from the file's name."""
    return agency_text.line(re.sub(r"[-_]+", " ", page.slug or _without_suffix(page.path.rpartition("/")[2])))


def _item(file: SourceFile, page: Page, matter: FrontMatter, site: _Site) -> Item | Note:
    if page.is_protected:  # nothing of its text is read any further
        return Item(
            id=_id(page),
            kind=_kind(page),
            title=page.title,
            sections=page.sections,
            published=page.date,
            state=State.PROTECTED,
            slug=page.slug,
            address=page.address,
            place=file.name,
        )
    notes: list[Note] = []
    settings = site.settings(file.root)
    if matter.repaired:
        notes.append(note(codes.FRONT_MATTER, f"{file.name}: {matter.fault or 1}"))
    if page.unread:
        notes.append(note(codes.FIELDS, names=agency_text.excerpt(", ".join(page.unread))))

    def link(wanted: str) -> str:
        return site.address(wanted, file)

    heading = _first_heading(matter.body)
    title = page.title or heading
    html, body_notes = _body(file, page, matter.body, settings, link)
    notes += body_notes
    html = agency_text.fragment(html, title)
    if not title and (title := _title_of(page) or first_words(html)):
        notes.append(note(codes.HEADLINE, title=title))
    if page.date is None and not page.is_page:
        notes.append(note(codes.NO_DATE, text=agency_text.excerpt(page.date_text)))
    if page.embargo:
        notes.append(note(codes.EMBARGO, time=page.embargo.isoformat()))
    if page.expires:
        notes.append(note(codes.EXPIRES, time=page.expires))
    if not page.address:
        notes.append(note(codes.NO_ADDRESS))
    if other := other_language(page.language):
        notes.append(other)
    authors, contacts = agency_text.names(page.authors)
    if contacts:
        notes.append(note(codes.CONTACT, count=contacts))
    image = page.image
    if image:
        image = Picture(_resolved(image.src, page, link), image.alt, image.caption, image.credit)
    return Item(
        id=_id(page),
        kind=_kind(page),
        title=title,
        body=html,
        kicker=page.kicker,
        standfirst=page.standfirst,
        authors=authors,
        sections=page.sections,
        tags=page.tags,
        published=page.date,
        updated=page.updated if moments.is_later(page.updated, page.date) else None,
        embargo=page.embargo,
        state=_state(page),
        slug=page.slug,
        address=page.address,
        aliases=page.aliases,
        image=image,
        language=page.language,
        notes=tuple(notes),
        place=file.name,
    )


def _body(
    file: SourceFile, page: Page, body: str, settings: GeneratorSettings, link: Callable[[str], str]
) -> tuple[str, list[Note]]:
    """The HTML of a page's text."""
    notes: list[Note] = []
    if page.generator is Generator.ZOLA:
        body = markdown_dialects.as_hugo(body)
    if page.generator in (Generator.HUGO, Generator.ZOLA, Generator.UNKNOWN):
        body, notes = hugo_shortcodes.expand(body, link)
    elif page.generator in (Generator.JEKYLL, Generator.HEXO, Generator.ELEVENTY):
        base = settings.text("baseurl") if page.generator is Generator.JEKYLL else ""
        body, notes = liquid_tags.expand(body, link, base.rstrip("/"))
    if file.path.suffix.lower() in _HTML:
        html = body
    else:
        written = markdown_dialects.plain(body, link, with_comments=(file.root / ".obsidian").is_dir())
        notes += written.notes
        rendered = commonmark.render(written.text)
        html = rendered.html
        if rendered.attribute_lists:
            notes.append(note(codes.ATTRIBUTES, count=rendered.attribute_lists))
        if rendered.unused_notes:
            notes.append(note(codes.FOOTNOTE_UNUSED, count=rendered.unused_notes))
    missing: Counter[str] = Counter()

    def resolved(match: re.Match[str]) -> str:
        written = unescape(match[2][1:-1])
        address = _resolved(written, page, link)
        if address.partition("#")[0].lower().endswith(tuple(_MARKDOWN)) and "://" not in written:
            missing[written] += 1
        return f'{match[1]}"{escape(address)}"'

    html = _ADDRESS.sub(resolved, html)
    return html, [*notes, *(note(codes.LINK_UNKNOWN, count=n, name=name) for name, n in sorted(missing.items()))]


def _resolved(address: str, page: Page, link: Callable[[str], str]) -> str:
    """An address in a page as one from the root of the site, or absolute."""
    address = address.strip()
    if named := _PELICAN_LINK.match(address):
        rest = address[named.end() :]
        if named[1] in ("filename", "attach", "static"):
            return link(rest) or (rest if rest.startswith("/") else "/" + rest.lstrip("./"))
        return f"/{named[1]}/{rest.strip('/')}.html" if named[1] != "index" else "/"
    if (
        not address
        or address.startswith(("#", "/", "mailto:", "tel:", "data:"))
        or re.match(r"[a-zA-Z][\w+.-]*:", address)
    ):
        return address
    path, _, _ = address.partition("#")
    if f".{path.rpartition('.')[2].lower()}" in _MARKDOWN and (found := link(address)):
        return found
    try:
        return urljoin(page.address or f"/{page.path}", address)
    except ValueError:
        return address
