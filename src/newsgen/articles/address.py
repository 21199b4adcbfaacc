"""A story's address: its slug, from the front matter or the file's name, and the site's address pattern."""

import posixpath
import unicodedata
from datetime import datetime

from .. import arabic
from ..base.problems import N_, Problem, error
from ..site.front_matter import FrontMatter
from ..site.links import MAX_PART_BYTES, is_of_host, slug_fault
from ..site.settings import Settings
from ..site.source_kind import article_id
from ..site.story_address import address_by_pattern, ends_like_a_page, is_bare, number_of


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


def story_address(settings: Settings, path: str, form: FrontMatter, slug: str, published: datetime) -> str:
    """A story's address: its own one where its front matter has one, else that by the pattern of ``site.yml``. It is a path
    from the site's root, not percent-encoded.

    ``path`` is that of the story's file. ``published`` is in the site's time zone: it is not converted.
    """
    if form.address:
        return form.address
    number = number_of(form.id, article_id(path)) if "{id}" in settings.address else ""
    return address_by_pattern(settings.address, published, settings.section_path(form.section), slug, number)


def address_problem(settings: Settings, form: FrontMatter, address: str) -> Problem | None:
    """Why a story cannot have this address, which ``story_address`` made; None where it can.

    One by the pattern may belong to the host at the top of the site, or be too long for a file system. One of its own must
    end as the site's others do, because a host has to find its file.
    """
    if form.address:
        bare_too = ends_like_a_page(address) and is_bare(settings.address)
        return None if bare_too or not is_bare(address) else _BARE
    if is_of_host(address.strip("/").partition("/")[0]):
        return OF_HOST
    file = address + ".html" if is_bare(address) else address
    return _LONG if any(len(part.encode()) > MAX_PART_BYTES for part in file.split("/")) else None


OF_HOST = error(
    "reserved-address",
    N_("An address that begins with an underscore belongs to the host."),
    N_("Begin the file's name or “slug” with a letter or a digit."),
)
_BARE = error(
    "bad-address",
    N_("The address of a story must end with / or .html here."),
    N_("Add a / at its end; or drop it from “address” in site.yml too, if your host finds pages without it."),
)
_LONG = error(
    "bad-address",
    N_("A part of this story's address is longer than 255 bytes."),
    N_("Give the story a shorter “slug”."),
)
_NO_SLUG = error(
    "no-slug",
    N_("The file's name gives no address."),
    N_("Add a line “slug: …” with letters, digits and hyphens."),
)
