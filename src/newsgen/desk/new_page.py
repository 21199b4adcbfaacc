"""Begin a plain page or an author's profile: a file that newsgen reads as it is, named by its title."""

import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ..articles.new_story import one_line
from ..base.contained import create_file, opened_file, opened_folder
from ..site.file_stem import stem
from ..site.layout import ARTICLES, PAGES, PROFILES
from ..site.links import is_of_host, slug_fault
from ..site.settings import Settings
from .file_kind import FileKind
from .story_edit import Edit, InsertBlock, Refusal, SetKey, edited
from .story_file import StoryFile, open_story


@dataclass(frozen=True, slots=True)
class NewPage:
    """What a person filled in: the title of a page and its text, or with the kind ``PROFILE`` a name and a role."""

    kind: FileKind
    title: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Begun:
    """The file of a new page: its path, and whether it was written; one that was there stays untouched."""

    path: str
    is_written: bool


def begin_page(site: Path, output: Path, settings: Settings, page: NewPage) -> Begun | str:
    """Write the file of a plain page or profile; or the word in ``WORDS`` that says why there is none.

    A plain page is published at once, so it has a title and a text. Its address must be free: a page of ``output``, the
    built preview, keeps its own. Nothing is written through a link. Raises OSError.
    """
    title = one_line(page.title)
    title = title if any(map(str.isalnum, title)) else ""
    name = stem(title, date.min, settings.slugs) if title else ""
    is_profile = page.kind is FileKind.PROFILE
    if not title or slug_fault(name):
        return "new-no-name"
    if not is_profile and not page.text.strip():
        return "new-no-text"
    folder, suffixes = (PROFILES, (".yml", ".yaml")) if is_profile else (PAGES, ARTICLES)
    with opened_folder(site, folder.rstrip("/"), create=True) as above:
        for suffix in suffixes:
            if _is_there(above, name + suffix):
                return Begun(f"{folder}{name}{suffix}", is_written=False)
        if not is_profile and (is_of_host(name) or (output / name).exists()):
            return "new-taken"
        file = _beginning(page, title)
        if isinstance(file, Refusal):
            return "new-refused"
        try:
            written = create_file(above, name + suffixes[0], file.data)
        except OSError:  # a half of a page would be published
            with suppress(OSError):
                os.unlink(name + suffixes[0], dir_fd=above)
            raise
    return Begun(f"{folder}{name}{suffixes[0]}", written)


def _beginning(page: NewPage, title: str) -> StoryFile | Refusal:
    """The file as the desk's own edits make it, so that newsgen reads exactly what was typed."""
    is_profile = page.kind is FileKind.PROFILE
    edits: Sequence[Edit] = [SetKey("title", title), InsertBlock(0, page.text)]
    if is_profile:
        role = one_line(page.text)
        edits = [SetKey("name", title), *([SetKey("role", role)] if role else [])]
    empty = open_story(b"" if is_profile else b"---\n---\n", page.kind)
    assert isinstance(empty, StoryFile)
    return edited(empty, edits)


def _is_there(folder: int, name: str) -> bool:
    try:
        with opened_file(folder, name):
            return True
    except FileNotFoundError:
        return False
