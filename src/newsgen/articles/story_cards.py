"""Links of a text that stand for a story: ``[اقرأ أيضًا](2026/11/library){: .also}``. The page shows the story's card there.

The link names the story by its id, the path of its file under ``content/``, or by its address.
"""

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from urllib.parse import unquote

from pydantic_core import PydanticCustomError

from ..model.address import address_key
from ..model.article import Part
from ..model.picture import Picture
from ..pages.redirects import normalized
from ..site.front_matter import story_id
from ..site.settings import Settings
from ..site.text import position

_LINK = r'<a (?=[^>]*href="[^"])[^>]*>(?:(?!</a>).)*</a>'
ALONE = re.compile(
    rf'<p>(<a (?=[^>]*href="[^"])(?=[^>]*class="also")[^>]*>(?:(?!</a>).)*</a>)</p>'
    rf'|<p class="also">({_LINK}(?:\s*(?:<br>)?\s*{_LINK})*)</p>'
)
"""A paragraph of sanitised HTML that is one link of the class ``also``, or links alone below each other in such a paragraph."""

_HREF = re.compile(r'<a [^>]*?href="([^"]+)"')
_WRITTEN = re.compile(r"\]\(\s*<?([^)>\s]+)")


def cards_of(paragraph: str, prefix: str) -> Iterator[Picture]:
    """Yield the part of a body for each link of a paragraph that ``ALONE`` matched."""
    for href in _HREF.findall(paragraph):
        yield Picture(story=reference(html.unescape(href), prefix))


def reference(href: str, prefix: str = "") -> str:
    """A story's id, or the ``address_key`` of its address, as the link ``href`` names it, without ``prefix``.

    An address of another host, and one that leads out of ``content/``, are returned as they are: no story has them.
    """
    link = unquote(href)
    if re.match("https?://", link):
        return link
    if link.startswith("/"):
        return address_key(normalized(link.removeprefix(prefix) if link.startswith(prefix + "/") else link))
    try:
        return story_id(link)
    except PydanticCustomError:
        return link


def with_own_addresses(parts: Iterable[Part], settings: Settings) -> tuple[Part, ...]:
    """The parts of a body in which a story that is named by its whole address on this site is named by its path."""
    root = settings.absolute("/")
    return tuple(
        replace(part, story=reference("/" + part.story.removeprefix(root)))
        if isinstance(part, Picture) and part.story.startswith(root)
        else part
        for part in parts
    )


def references(parts: Iterable[Part]) -> Iterator[str]:
    """Yield what the story cards of a body name, in their order."""
    return (part.story for part in parts if isinstance(part, Picture) and part.story)


def place_of(story: str, text: str, first_line: int) -> tuple[int, int]:
    """Line and column in the file of the first link of a text that names a story; of the text's start if there is none."""
    for match in _WRITTEN.finditer(text):
        if reference(match[1]) == story:
            line, column = position(text, match.start(1))
            return line + first_line - 1, column
    return first_line, 1
