"""Renditions that no output of a site wants any more: find them by the records of all outputs, and delete them."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ..base.problems import N_, FatalProblems, error
from ..model.page_name import FORMER, MEDIA
from ..pictures.card_making import FONT_DIGITS, with_font
from ..pictures.recipe import published_by_address
from ..pictures.store import store_of
from ..record.failures import FAILURES
from ..record.glance import Glance, glance
from ..site.layout import RECORD, STATE
from ..site.settings_pictures import Pictures

MIN_AGE = 24 * 60 * 60
"""How long a rendition stays after it was written, in seconds, whatever the records say: a build that goes on has not
committed its record yet."""


@dataclass(frozen=True, slots=True)
class Pruned:
    """How many files were deleted, or would be, and how many bytes they have."""

    files: int
    bytes: int


def prune(site: Path, settings: Pictures, *, now: float, dry_run: bool = False) -> Pruned:
    """Delete the renditions of a site's usual store that no record names and that are older than ``MIN_AGE``.

    A record names the pictures of its output, also those that an output from before may still have, and those that drafts
    and the preview show, with these ``settings``. ``now`` is in seconds since 1970. With ``dry_run`` nothing is deleted.
    Raises FatalProblems where there is no record, or where one cannot be read: then nobody knows what it names. Raises OSError
    where a file cannot be deleted.
    """
    wanted = frozenset(wanted_addresses(site, settings))
    sizes = list(store_of(site).prune(wanted, before=now - MIN_AGE, dry_run=dry_run))
    return Pruned(len(sizes), sum(sizes))


def wanted_addresses(site: Path, settings: Pictures) -> Iterator[str]:
    """Yield the address of every rendition that the record of an output names; the same one may come twice.

    Raises FatalProblems as ``prune`` does.
    """
    records = sorted((site / STATE).glob(f"*/{RECORD}"))
    if not records:
        raise FatalProblems(_NO_RECORD.at(str(site)))
    for path in records:
        try:
            with glance(path) as record:
                yield from _named(record, settings)
        except FAILURES as failure:
            raise FatalProblems(_UNREADABLE.at(f"{STATE}/{path.parent.name}")) from failure


def _named(record: Glance, settings: Pictures) -> Iterator[str]:
    for kind in (MEDIA, FORMER):
        for output in record.outputs.of_kind(kind):
            name = output.name.without_former
            if name.kind == MEDIA:
                yield name.identifier
                yield with_font(
                    name.identifier, output.key.hex()[:FONT_DIGITS]
                )  # where it is a card in the newsroom's font
    for showing in record.media.showings():
        yield from published_by_address((showing,), settings)


_NO_RECORD = error("prune-unbuilt", N_("Nothing has been built yet, so nobody knows which pictures are wanted."),
                   N_("Run “newsgen build” first."))  # fmt: skip
_UNREADABLE = error(
    "prune-record", N_("The record of this output cannot be read, so nobody knows which pictures it wants."),
    N_("Build this output again; or delete the folder, if the output is no longer built."),
)  # fmt: skip
