"""What a source is, by its path from the site's folder."""

import posixpath
import unicodedata
from pathlib import Path

from .layout import ARTICLES, CONTENT, PAGES, PICTURES, PROFILES, STATIC, THEME


def is_article(path: str) -> bool:
    return path.startswith(CONTENT + "/") and path.endswith(ARTICLES) and not path.startswith((PAGES, PROFILES))


def is_page(path: str) -> bool:
    return path.startswith(PAGES) and path.endswith(ARTICLES)


def is_profile(path: str) -> bool:
    return path.startswith(PROFILES) and path.endswith((".yml", ".yaml"))


def is_picture(path: str) -> bool:
    return path.lower().endswith(PICTURES) and path.startswith((CONTENT + "/", STATIC + "/"))


def article_id(path: str) -> str:
    """The identity of the story in an article file: the path under ``content/`` without suffix, in NFC."""
    return unicodedata.normalize("NFC", posixpath.splitext(path.removeprefix(CONTENT + "/"))[0])


def page_id(path: str) -> str:
    """The identity and address of a plain page: the path under ``content/pages/`` without suffix, in NFC."""
    return article_id(path).removeprefix("pages/")


def file_of(site: Path, theme: Path, path: str) -> Path:
    """The file behind a source's path, which lies in the default theme after ``theme:`` and else in the site's folder."""
    return theme / path.removeprefix(THEME) if path.startswith(THEME) else site / path
