"""Compute the addresses that generators gave to their pages, from the rules of each."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import datetime
from urllib.parse import urlsplit

from .generator_settings import Generator, GeneratorSettings

_JEKYLL = {
    "date": "/:categories/:year/:month/:day/:title:output_ext",
    "pretty": "/:categories/:year/:month/:day/:title/",
    "ordinal": "/:categories/:year/:y_day/:title:output_ext",
    "weekdate": "/:categories/:year/W:week/:short_day/:title:output_ext",
    "none": "/:categories/:title:output_ext",
}
_HEXO = ":year/:month/:day/:title/"
_TOKEN = re.compile(r":([a-z_]+)")
_PELICAN = re.compile(r"\{(\w+)(?::([^{}]{1,20}))?\}")


def hugo_path(text: str) -> str:
    """Return a name as Hugo writes it in addresses: small letters, spaces as hyphens, other signs left out."""
    kept = "".join(
        sign
        for sign in text.strip().replace(" ", "-")
        if sign.isalnum() or sign in "._-/+~" or unicodedata.category(sign) == "Mn"
    )
    return re.sub(r"--+", "-", kept).lower() if "--" in kept else kept.lower()


def plain_slug(text: str) -> str:
    """Return a name as Jekyll and others write it: small letters and digits, hyphens for everything else."""
    marks = "".join(sign if sign.isalnum() or unicodedata.category(sign) == "Mn" else "-" for sign in text.strip())
    return re.sub(r"-{2,}", "-", marks).strip("-").lower()


def _dated(token: str, date: datetime | None) -> str | None:
    if date is None:
        return None
    return {
        "year": f"{date.year:04}", "short_year": f"{date.year % 100:02}", "month": f"{date.month:02}",
        "i_month": str(date.month), "day": f"{date.day:02}", "i_day": str(date.day), "hour": f"{date.hour:02}",
        "minute": f"{date.minute:02}", "second": f"{date.second:02}", "y_day": f"{date.timetuple().tm_yday:03}",
        "yearday": str(date.timetuple().tm_yday), "week": f"{date.isocalendar().week:02}",
        "weekday": str((date.weekday() + 1) % 7), "w_year": str(date.isocalendar().year),
    }.get(token)  # fmt: skip


def fill(pattern: str, date: datetime | None, names: Mapping[str, str]) -> str:
    """Fill a pattern such as ``/:year/:title/``; empty where a word of it cannot be filled."""
    values: dict[str, str] = {}
    for token in _TOKEN.findall(pattern):
        value = _dated(token, date)
        value = names.get(token) if value is None else value
        if value is None:
            return ""
        values[token] = value
    address = _TOKEN.sub(lambda match: values[match[1]], pattern)
    return "/" + re.sub(r"/{2,}", "/", address).lstrip("/")


def hugo(path: str, slug: str, title: str, date: datetime | None, settings: GeneratorSettings) -> str:
    """Return the address of a page of Hugo or Zola. ``path`` is that below ``content`` without the suffix."""
    folder, _, name = path.rpartition("/")
    if name == "index":
        folder, _, name = folder.rpartition("/")
    if settings.generator is Generator.ZOLA:
        name = re.sub(r"^\d{4}-\d\d-\d\d[-_](?=.)", "", name)
    section = path.partition("/")[0] if "/" in path else ""
    pattern = _permalinks(settings.values.get("permalinks")).get(section, "")
    last = slug or name
    if pattern:
        names = {
            "section": section, "sections": folder, "title": hugo_path(title), "slug": hugo_path(slug or title),
            "slugorfilename": last, "filename": name, "contentbasename": name, "slugorcontentbasename": last,
        }  # fmt: skip
        return hugo_path(fill(pattern, date, names))
    address = hugo_path(f"/{folder}/{last}/" if folder else f"/{last}/")
    return address.rstrip("/") + ".html" if settings.text("uglyurls") == "true" else address


def _permalinks(value: object) -> dict[str, str]:
    """The patterns by section, in both forms that Hugo allows."""
    if not isinstance(value, Mapping):
        return {}
    pages = value.get("page") if isinstance(value.get("page"), Mapping) else value
    return {str(key): pattern for key, pattern in (pages or {}).items() if isinstance(pattern, str)}


def jekyll(name: str, categories: list[str], date: datetime | None, pattern: str) -> str:
    """Return the address of a post of Jekyll. ``name`` is that of the file without date and suffix, or its slug."""
    names = {
        "categories": "/".join(category.lower().replace(" ", "%20") for category in categories),
        "slugified_categories": "/".join(plain_slug(category) for category in categories),
        "title": name, "slug": plain_slug(name), "name": name, "basename": name, "output_ext": ".html", "path": name,
        "collection": "posts",
    }  # fmt: skip
    pattern = _JEKYLL.get(pattern or "date", pattern)
    return fill(pattern, date, names)


def hexo(name: str, categories: list[str], date: datetime | None, pattern: str) -> str:
    """Return the address of a post of Hexo."""
    category = "/".join(plain_slug(one) for one in categories) or "uncategorized"
    return fill(pattern or _HEXO, date, {"title": name, "name": name.rpartition("/")[2], "category": category})


def pelican(pattern: str, slug: str, category: str, language: str, date: datetime | None) -> str:
    """Return the address of a page of Pelican from its setting ``ARTICLE_URL``; empty where it cannot be known."""
    if not slug:
        return ""
    names = {"slug": slug, "category": plain_slug(category), "lang": language}
    values: dict[str, str] = {}
    pattern = pattern or "{slug}.html"
    for match in _PELICAN.finditer(pattern):
        value = date.strftime(match[2] or "%Y-%m-%d") if match[1] == "date" and date else names.get(match[1])
        if value is None:
            return ""
        values[match[0]] = value
    return "/" + _PELICAN.sub(lambda match: values[match[0]], pattern).lstrip("/")


def absolute(address: str, base: str) -> str:
    """Return an address below the old site's: with its host and path where they are known."""
    if not address or urlsplit_safe(address):
        return address
    return base + "/" + address.lstrip("/") if urlsplit_safe(base) else address


def urlsplit_safe(address: str) -> str:
    """Return the host of an address; empty where it names none or is no address."""
    try:
        return urlsplit(address).netloc
    except ValueError:
        return ""
