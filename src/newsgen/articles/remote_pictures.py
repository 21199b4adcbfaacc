"""Pictures that lie on another host: their sizes are given, and the content security policy must allow them."""

from collections.abc import Iterable
from urllib.parse import urlsplit

from ..base.problems import N_, Problem, error
from ..model.picture import MAX_SIDE, Picture
from ..site.policy_source import allows
from ..site.settings import Settings


def is_remote(src: str) -> bool:
    """Whether a ``src`` is an address of a host, with or without a scheme."""
    return src.startswith(("http://", "https://", "//"))


def given_size(src: str, width: str, height: str) -> tuple[int, int]:
    """Width and height, in pixels, that a text gives its picture of another host; (0, 0) where they are no numbers that a
    picture can have, or ``src`` is no ``https`` address: a picture of the site is measured."""
    numbers = [int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else 0 for text in (width, height)]
    sound = src.startswith("https://") and all(1 <= number <= MAX_SIDE for number in numbers)
    return (numbers[0], numbers[1]) if sound else (0, 0)


def refused_pictures(
    pictures: Iterable[tuple[Picture, int, int]], path: str, settings: Settings
) -> tuple[Problem, ...]:
    """An error for each picture of another host that browsers would not load: the site's content security policy does not allow
    it. ``pictures`` have their line and column in the file at ``path``."""
    return tuple(
        _refused(picture.address).at(path, line, column)
        for picture, line, column in pictures
        if is_remote(picture.address) and not allows(settings.policy.image, picture.address, settings.base_url)
    )


def _refused(address: str) -> Problem:
    return error(
        "picture-refused",
        N_("Browsers would not show the picture: the site's security policy does not allow “{host}”."),
        N_(
            "Add “https://{host}” to “policy.image” in site.yml, or save the picture beside the story and write its name."
        ),
        host=urlsplit(address).netloc,
    )
