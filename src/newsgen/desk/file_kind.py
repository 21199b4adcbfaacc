"""The kinds of files that the desk edits: stories, plain pages, authors' profiles. Every other path is none of them."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from ..base.plain_path import is_plain_path
from ..site.folders import is_skipped
from ..site.front_matter import FrontMatter, PageForm, ProfileForm
from ..site.source_kind import is_article, is_page, is_profile


class FileKind(StrEnum):
    """What a file is for newsgen, and so how it is taken apart and who may change it."""

    STORY = "story"
    PAGE = "page"
    """A plain page of ``content/pages/``: front matter and a text, as a story, but always published."""
    PROFILE = "profile"
    """An author's profile of ``content/authors/``: keys alone, without fences and without a text below them."""


KEY_ORDERS: Mapping[FileKind, tuple[str, ...]] = MappingProxyType(
    {
        FileKind.STORY: tuple(FrontMatter.model_fields),
        FileKind.PAGE: tuple(PageForm.model_fields),
        FileKind.PROFILE: tuple(ProfileForm.model_fields),
    }
)
"""The keys of each kind in the order in which newsrooms write them: a new key goes below the last one before it."""


def kind_of(path: str) -> FileKind | None:
    """The kind of the file at a path relative to the site's folder; None where the desk edits no such file.

    The path alone counts, not what lies there. None also for paths that lead elsewhere or that a build skips.
    """
    if not is_plain_path(path) or any(map(is_skipped, path.split("/"))):
        return None
    if is_article(path):
        return FileKind.STORY
    if is_page(path):
        return FileKind.PAGE
    return FileKind.PROFILE if is_profile(path) else None


def title_of(kind: FileKind, values: Mapping[str, Any]) -> str:
    """What people call a file: its headline, or for a profile the name; empty where it has none."""
    title = values.get("name" if kind is FileKind.PROFILE else "title")
    return title if isinstance(title, str) else ""
