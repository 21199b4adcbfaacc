"""Turn a pattern of addresses, as ``address`` in site.yml has it, into a story's address: the one place that knows how."""

import re
from datetime import datetime
from hashlib import blake2b

from pydantic_core import PydanticCustomError

from ..base.problems import N_
from .links import has_page_ending, reserved_path, slug_fault
from .schema import fault

_FIELD = re.compile(r"\{([^{}]*)\}")
_FIELDS = frozenset("yyyy mm m dd d hh min ss section slug id".split())
_OWN_NUMBERS = 10**14
"""The numbers that newsgen gives begin here: those of other systems are smaller."""


def address_pattern(value: str) -> str:
    """A pattern, unchanged. Raises the fault ``bad-address-pattern`` for one that gives no valid address, or no story an
    address of its own.

    It begins with a slash, names ``{slug}`` or ``{id}``, and ends with a slash, ``.html`` or ``.htm``, or without a suffix.
    """
    fields = _FIELD.findall(value)
    plain = _FIELD.sub("x", value)
    parts = plain.removesuffix("/").split("/")[1:]
    if (
        not plain.startswith("/")
        or not _FIELDS.issuperset(fields)
        or not {"slug", "id"}.intersection(fields)
        or not parts
        or any(slug_fault(part) for part in parts)
        or reserved_path(plain)
        or not ends_like_a_page(plain)
    ):
        raise fault(
            "bad-address-pattern",
            N_("“{value}” cannot be the pattern of addresses."),
            N_(
                "Begin with /, end with / or .html, and name {{slug}} or {{id}};"
                " {{yyyy}} {{mm}} {{dd}} {{section}} may be there too."
            ),
        )
    return value


def is_address_pattern(value: str) -> bool:
    """Whether the setting ``address`` can have this value."""
    try:
        address_pattern(value)
    except PydanticCustomError:
        return False
    return True


def ends_like_a_page(address: str) -> bool:
    """Whether an address ends as that of a story may: with a slash, with ``.html`` or ``.htm``, or without any suffix."""
    return address.endswith("/") or has_page_ending(address) or "." not in address.rpartition("/")[2]


def is_bare(address: str) -> bool:
    """Whether an address, or a pattern of addresses, ends with neither a slash nor ``.html``: ``/archives/42``.

    Its file is ``archives/42.html``, which hosts find in different ways: docs/hosting.md.
    """
    return not address.endswith("/") and not has_page_ending(address)


def address_by_pattern(pattern: str, published: datetime, section: str, slug: str, number: str) -> str:
    """A story's address by a valid pattern: a path from the site's root, not percent-encoded.

    ``published`` is not converted. ``section`` is what stands for the section (``Settings.section_path``), ``number`` what
    stands for ``{id}`` (``number_of``).
    """
    return pattern.format(
        yyyy=f"{published.year:04}", mm=f"{published.month:02}", m=published.month, dd=f"{published.day:02}",
        d=published.day, hh=f"{published.hour:02}", min=f"{published.minute:02}", ss=f"{published.second:02}",
        section=section, slug=slug, id=number,
    )  # fmt: skip


def number_of(written: str, identifier: str) -> str:
    """What stands for ``{id}`` in a story's address: the ``id`` of its front matter where it has one, else a number of 15
    digits that follows from its identifier, the path of its file. Numbers of other systems are shorter, and never meet it."""
    if written:
        return written
    digest = int.from_bytes(blake2b(identifier.encode(), digest_size=8).digest())
    return str(_OWN_NUMBERS + digest % (9 * _OWN_NUMBERS))
