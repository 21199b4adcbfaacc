"""Write ``idle.txt``: what the fast path of the next build compares with the site (``site/fast_path.py``)."""

from pathlib import Path

from ..base.plain_file import create_anew
from ..executor.versions import code_listing
from ..record.record import Record
from ..site.fast_path import folder_line, header, is_current
from ..site.layout import IDLE


def write_idle(record: Record, state: Path, now: int) -> None:
    """Write ``idle.txt`` after a build if the record can vouch for every folder; else remove it. A current file stays.

    ``now`` is the build's moment in microseconds since 1970, ``state`` the folder of the record.
    """
    file = state / IDLE
    code = code_listing()
    if is_current(str(state), code, now):
        return
    listings = record.sources.listings()
    trusted = not record.sources.unsettled_folders() and all(folder in listings for folder in record.sources.folders())
    if not trusted or not code or next(record.moves.all(), None) is not None:
        file.unlink(missing_ok=True)
        return
    first = header(code, str(state), record.timeline.unchanged_span(now), record.build_id, len(listings))
    beside = file.with_suffix(".new")
    lines = [first, *(folder_line(folder, digest) for folder, digest in sorted(listings.items()))]
    with create_anew(beside) as opened:
        opened.write("\n".join(lines).encode())
    beside.replace(file)
