"""What a generator's front matter and file name say of a page: its title, dates, names and old address."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from . import agency_text, moments, old_addresses
from .foreign_front_matter import FrontMatter
from .generator_settings import Generator, GeneratorSettings
from .item import Picture, Term

_DATED = re.compile(r"(\d{4})-(\d\d?)-(\d\d?)[-_](.+)\Z")
_LANGUAGE = re.compile(r"(.+)\.([a-z]{2}(?:-[A-Za-z]{2,4})?)\Z")
_ROOTS = {
    Generator.HUGO: ("content",), Generator.ZOLA: ("content",), Generator.PELICAN: ("content",),
    Generator.HEXO: ("source",), Generator.ELEVENTY: ("src",), Generator.JEKYLL: (), Generator.UNKNOWN: ("content",),
}  # fmt: skip
"""The folders that hold a generator's pages, and that are no part of their addresses."""

_PLAIN_FOLDERS = frozenset(
    {"post", "posts", "blog", "article", "articles", "news", "page", "pages", "_posts", "_drafts", ""}
)
"""Folders whose names say nothing of a story's section."""

READ = frozenset(
    "title date lastmod updated modified last_modified_at publishdate pubdate expirydate draft drafts published slug url "
    "permalink aliases redirect_from alias tags tag categories category topics series authors author description summary "
    "excerpt subtitle standfirst lead deck image images cover featured_image thumbnail feature hero lang language status "
    "taxonomies kicker save_as path password".split()
)
SILENT = frozenset(
    "layout type weight toc comments comment math mathjax katex template translationkey menu menus outputs sitemap cascade "
    "build headless markup linktitle isindex id guid identifier eleventynavigation eleventyexcludefromcollections nav "
    "nav_order parent hidden showtoc in_search_index page_template sort_by share reading_time readingtime encoding "
    "generator".split()
)
"""Keys about the look of a page or the work of a generator."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page as its front matter, its file's name and the generator's settings describe it.

    ``path`` is its file below the folder of pages, with the suffix. ``date_text`` is the date as written. ``address`` is
    empty where the generator's rules give none that can be known.
    """

    path: str
    generator: Generator
    title: str
    slug: str
    address: str
    aliases: tuple[str, ...]
    date: datetime | None
    date_text: str
    updated: datetime | None
    embargo: datetime | None
    expires: str
    is_draft: bool
    is_protected: bool
    is_page: bool
    sections: tuple[Term, ...]
    tags: tuple[Term, ...]
    authors: tuple[str, ...]
    standfirst: str
    kicker: str
    image: Picture | None
    language: str
    unread: tuple[str, ...]


def texts(value: object, separators: str = ",") -> list[str]:
    """Return the texts of a list, or those between separators in one text."""
    if isinstance(value, list):
        return [line for entry in value if isinstance(entry, str) and (line := agency_text.line(entry))]
    if isinstance(value, str):
        return [line for part in re.split(f"[{separators}\n]", value) if (line := agency_text.line(part))]
    return []


def _one(values: Mapping[str, Any], *keys: str) -> str:
    return next(
        (agency_text.line(value) for key in keys if isinstance(value := values.get(key), str) and value.strip()), ""
    )


def generator_of(path: str, matter: FrontMatter, settings: GeneratorSettings) -> Generator:
    """Return the generator: as its settings say, else by the file's name and form."""
    if settings.generator is not Generator.UNKNOWN:
        return settings.generator
    if matter.form == "lines":
        return Generator.PELICAN
    if "_posts/" in f"/{path}" or "_drafts/" in f"/{path}" or _DATED.match(path.rpartition("/")[2]):
        return Generator.JEKYLL
    return Generator.HUGO if matter.form in ("toml", "json") or "{{<" in matter.body else Generator.UNKNOWN


def content_path(name: str, root_name: str, generator: Generator) -> str:
    """Return a file's path below the folder that holds a generator's pages."""
    path = name
    for folder in _ROOTS[generator]:
        head, found, rest = f"/{path}".partition(f"/{folder}/")
        if found and (generator is not Generator.ELEVENTY or not head):
            path = rest
    if generator is Generator.JEKYLL and root_name in ("_posts", "_drafts"):
        path = f"{root_name}/{path}"
    return path


def page_of(name: str, root_name: str, matter: FrontMatter, settings: GeneratorSettings) -> Page:
    """Describe the page of a file called ``name`` below a folder called ``root_name``."""
    generator = generator_of(f"{root_name}/{name}", matter, settings)
    values = _with_taxonomies(matter.values)
    path = content_path(name, root_name, generator)
    folder, _, file = path.rpartition("/")
    stem = file.rpartition(".")[0] or file
    language = _one(values, "lang", "language")
    if generator in (Generator.HUGO, Generator.ZOLA) and (named := _LANGUAGE.match(stem)):
        stem, language = named[1], language or named[2]
    dated = _DATED.match(stem)
    in_posts = f"/{folder}/".find("/_posts/") >= 0 or f"/{folder}/".find("/_drafts/") >= 0
    date_text = (
        _one(values, "date")
        or ("-".join(dated.groups()[:3]) if dated else "")
        or _one(values, "pubdate", "publishdate")
    )
    date = moments.parse(date_text) or (moments.parse("-".join(dated.groups()[:3])) if dated else None)
    publish = moments.parse(_one(values, "publishdate"))
    slug = _one(values, "slug")
    categories = texts(values.get("categories")) or texts(values.get("category"))
    if generator is Generator.JEKYLL and isinstance(values.get("categories"), str):
        categories = str(values["categories"]).split()
    if generator is Generator.PELICAN and not categories and folder and folder.partition("/")[0] not in _PLAIN_FOLDERS:
        categories = [folder.partition("/")[0]]
    folders = [part for part in folder.replace("_posts", "").replace("_drafts", "").split("/") if part]
    sections = tuple(dict.fromkeys(Term(category) for category in categories))
    if not sections and generator in (Generator.HUGO, Generator.ZOLA, Generator.UNKNOWN, Generator.JEKYLL):
        top = folders[0] if folders else ""
        sections = (
            (Term(top, top),) if top not in _PLAIN_FOLDERS and (in_posts or len(folders) > (stem == "index")) else ()
        )
    tags = [tag for key in ("tags", "tag", "topics", "series") for tag in texts(values.get(key))]
    if generator is Generator.ELEVENTY:
        tags = [tag for tag in tags if tag.lower() not in ("post", "posts", "all", "page", "pages", "nav")]
    name_of_file = dated[4] if dated and (generator is not Generator.HUGO) else stem
    address = _address(
        generator, path, stem, name_of_file, slug, values, [*folders, *categories], date, settings, in_posts
    )
    is_page = (
        (generator is Generator.JEKYLL and not in_posts and not dated)
        or (_one(values, "type", "layout").lower() == "page" and not date)
        or "/pages/" in f"/{folder}/"
        or (not date_text and generator is not Generator.ELEVENTY and not in_posts and not folder)
    )
    return Page(
        path=path,
        generator=generator,
        title=_one(values, "title"),
        slug=_last(address) if address else slug or name_of_file,
        address=old_addresses.absolute(address, settings.base),
        aliases=tuple(
            old_addresses.absolute(alias if alias.startswith(("/", "http")) else "/" + alias, settings.base)
            for key in ("aliases", "alias", "redirect_from")
            for alias in texts(values.get(key))
        ),
        date=date or publish,
        date_text=date_text,
        updated=moments.parse(_one(values, "lastmod", "updated", "modified", "last_modified_at")),
        embargo=publish if moments.is_later(publish, date) else None,
        expires=_one(values, "expirydate"),
        is_draft=_is_draft(values, folder),
        is_protected=bool(_one(values, "password")),
        is_page=is_page,
        sections=sections,
        tags=tuple(dict.fromkeys(Term(tag) for tag in tags)),
        authors=tuple(_people(values)),
        standfirst=agency_text.plain(
            _one(values, "standfirst", "description", "summary", "excerpt", "subtitle", "lead", "deck")
        ),
        kicker=agency_text.plain(_one(values, "kicker")),
        image=_image(values),
        language=language or settings.language,
        unread=tuple(sorted(key for key in values if key not in READ | SILENT)),
    )


def _last(address: str) -> str:
    """The last part of an address, without a suffix."""
    part = address.rstrip("/").rpartition("/")[2]
    return part.removesuffix(".html").removesuffix(".htm")


def _with_taxonomies(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values with those of the table ``taxonomies``, as Zola writes them."""
    table = values.get("taxonomies")
    extra = {str(key).lower(): entry for key, entry in table.items()} if isinstance(table, Mapping) else {}
    return {**values, **extra}


def _is_draft(values: Mapping[str, Any], folder: str) -> bool:
    return (
        _one(values, "draft", "drafts").lower() == "true"
        or _one(values, "published").lower() == "false"
        or _one(values, "status").lower() in ("draft", "hidden", "private")
        or "/_drafts/" in f"/{folder}/"
    )


def _people(values: Mapping[str, Any]) -> list[str]:
    """The names of the authors, which are texts, or mappings with a name."""
    found = []
    for key in ("authors", "author"):
        value = values.get(key)
        for entry in value if isinstance(value, list) else [value]:
            if isinstance(entry, Mapping):
                entry = next((entry[name] for name in ("name", "title") if isinstance(entry.get(name), str)), "")
            if isinstance(entry, str) and entry.strip():
                found.append(entry)
        if found:
            break
    return found


def _image(values: Mapping[str, Any]) -> Picture | None:
    for key in ("image", "cover", "featured_image", "thumbnail", "feature", "hero", "images"):
        value = values.get(key)
        if isinstance(value, list) and value:
            value = value[0]
        if isinstance(value, Mapping):
            named = {str(name).lower(): entry for name, entry in value.items() if isinstance(entry, str)}
            source = next((named[name] for name in ("src", "path", "image", "url", "feature") if named.get(name)), "")
            if source:
                caption, credit = named.get("caption", ""), named.get("credit", "")
                return Picture(source, named.get("alt", ""), agency_text.plain(caption), agency_text.plain(credit))
        elif isinstance(value, str) and value.strip():
            return Picture(value.strip())
    return None


def _address(
    generator: Generator,
    path: str,
    stem: str,
    name: str,
    slug: str,
    values: Mapping[str, Any],
    categories: list[str],
    date: datetime | None,
    settings: GeneratorSettings,
    in_posts: bool,
) -> str:
    """The old address from the root of the site; empty where it cannot be known."""
    given = _one(values, "url") if generator is not Generator.JEKYLL else _one(values, "permalink")
    given = given or _one(values, "permalink")
    folder = path.rpartition("/")[0]
    if given and "{{" not in given and ":" not in given.removeprefix("http:").removeprefix("https:"):
        return given if given.startswith(("/", "http")) else "/" + given
    if generator is Generator.JEKYLL:
        if in_posts or _DATED.match(stem):
            return old_addresses.jekyll(slug or name, categories, date, given or settings.text("permalink"))
        below = f"/{folder}/{stem}" if folder else f"/{stem}"
        is_pretty = settings.text("permalink") == "pretty" or settings.text("permalink").endswith("/")
        return (below.removesuffix("index") if stem == "index" else below + ("/" if is_pretty else ".html")) or "/"
    if generator is Generator.HEXO:
        if not in_posts:
            return f"/{folder}/{stem}.html".replace("//", "/").replace("/index.html", "/")
        below = folder.partition("_posts")[2].strip("/")
        return old_addresses.hexo(f"{below}/{name}".strip("/"), categories, date, given or settings.text("permalink"))
    if generator is Generator.PELICAN:
        ascii_title = (
            values.get("title") if isinstance(values.get("title"), str) and str(values["title"]).isascii() else ""
        )
        is_page = f"/{folder}/".find("/pages/") >= 0
        pattern = settings.text("page_url" if is_page else "article_url") or (
            "pages/{slug}.html" if is_page else "{slug}.html"
        )
        category = categories[-1] if categories else settings.text("default_category")
        return old_addresses.pelican(
            pattern, slug or old_addresses.plain_slug(str(ascii_title)), category, settings.text("default_lang"), date
        )
    if given:
        return ""
    if generator is Generator.ELEVENTY:
        below = re.sub(r"/{2,}", "/", f"/{folder}/{'' if name == 'index' else name}/")
        return below
    return old_addresses.hugo(f"{folder}/{stem}".strip("/"), slug, _one(values, "title"), date, settings)
