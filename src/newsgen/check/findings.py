"""Run the rules: the finders of one file and those of the whole site, each a function from its subject to findings."""

from collections.abc import Callable, Iterator
from itertools import chain

from ..base.problems import Problem
from ..site.settings import Settings
from . import (
    dirty_text,
    embeds,
    headlines,
    links,
    marks,
    orphans,
    picture_files,
    pictures,
    recordings,
    structure,
    style,
)
from .site import Site
from .story import Story, parse_story

OF_STORY: tuple[Callable[[Story, Settings], Iterator[Problem]], ...] = (
    style.findings,
    dirty_text.findings,
    headlines.too_long,
    headlines.undrawable,
    headlines.badge_again,
    pictures.without_alt_text,
    pictures.video_without_picture,
    structure.findings,
    marks.findings,
    embeds.findings,
)
"""Finders that need one file only. Their findings have a line and no file: ``story_findings`` adds the file."""

OF_SITE: tuple[Callable[[Site], Iterator[Problem]], ...] = (
    headlines.repeated,
    links.broken,
    links.unlinked,
    pictures.of_texts,
    pictures.of_profiles,
    picture_files.in_git,
    picture_files.measured,
    recordings.of_stories,
    recordings.of_pages,
    recordings.captions,
    recordings.shows,
    orphans.unused,
    orphans.hidden,
)
"""Finders that need all files together. Their findings name their file."""


def check_story(path: str, data: bytes, settings: Settings) -> Iterator[Problem]:
    """Yield the findings in the bytes of one story or plain page, without those that its front matter ignores.

    They are ordered by position. Ignores in site.yml do not count. A file that cannot be split has no findings here.
    """
    story = parse_story(path, data)
    if story is not None:
        ignored = {ignore.rule for ignore in story.ignores}
        yield from (problem for problem in story_findings(story, settings) if problem.code not in ignored)


def story_findings(story: Story, settings: Settings) -> list[Problem]:
    """All findings in one story or plain page, ordered by position, ignored ones included."""
    found = chain.from_iterable(find(story, settings) for find in OF_STORY)
    return sorted((problem.at(story.path, problem.line, problem.column) for problem in found), key=lambda p: p.order)


def check_site(site: Site) -> Iterator[Problem]:
    """Yield the findings of the rules in ``OF_SITE``, rule by rule, ignored ones included."""
    yield from chain.from_iterable(find(site) for find in OF_SITE)
