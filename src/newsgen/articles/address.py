"""A story's address: its slug, from the front matter or the file's name, and the site's address pattern."""

import posixpath
import unicodedata
from datetime import datetime

from .. import arabic
from ..base.problems import N_, Problem, error
from ..site.links import is_of_host, slug_fault
from ..site.settings import Settings, address_by_pattern


def slug_of(path: str, written_slug: str) -> tuple[str, tuple[Problem, ...]]:
    """A story's slug: the written one where there is one, else one made from the file's name.

    A written slug is returned unchecked: the form has checked it. A name without a letter or digit gives a word and a
    checksum. Should even that be no slug, the result is empty, with a problem.
    """
    if written_slug:
        return written_slug, ()
    stem = unicodedata.normalize("NFC", posixpath.splitext(posixpath.basename(path))[0])
    slug = stem if not slug_fault(stem) else arabic.slug(stem)
    return ("", (_NO_SLUG,)) if slug_fault(slug) else (slug, ())


def story_address(settings: Settings, published: datetime, section: str, slug: str) -> str:
    """A story's address by the pattern of ``site.yml``: a path from the site's root, not percent-encoded.

    ``published`` is in the site's time zone: it is not converted. ``section`` is the section's id.
    """
    return address_by_pattern(settings.address, published, section, slug)


def address_problems(settings: Settings, slug: str) -> tuple[Problem, ...]:
    """The problem of a slug that would stand at the top of the site and belongs to the host there; most have none."""
    return (OF_HOST,) if is_of_host(slug) and settings.address.startswith("/{slug}") else ()


OF_HOST = error(
    "reserved-address",
    N_("An address that begins with an underscore belongs to the host."),
    N_("Begin the file's name or “slug” with a letter or a digit."),
)
_NO_SLUG = error(
    "no-slug",
    N_("The file's name gives no address."),
    N_("Add a line “slug: …” with letters, digits and hyphens."),
)
