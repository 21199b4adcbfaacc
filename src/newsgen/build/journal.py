"""Carry out the journal: move staged files into place and delete files, now or after a crash.

The commit of the record is the moment of publication: it stores the journal together with the outputs that it leads to. A
build that finds a journal finishes it; a build that finds staged files without a journal deletes them.
"""

import errno
import json
import os
from collections.abc import Collection, Container, Iterable
from pathlib import Path
from stat import S_ISDIR

from ..base.plain_file import create_anew
from ..base.problems import N_, FatalProblems, Problem, error, warning
from ..model.page_name import FORMER, PageName
from ..record.moves import Move
from ..record.outputs import Output
from ..record.record import Record
from ..site.folders import walk_below
from ..site.layout import STAGING, STAMP
from .output_folder import above, discard_staging, in_the_way, kind_of, lies_there, read_stamp


def finish(record: Record, output: Path, changes: Path) -> tuple[Problem, ...]:
    """Carry out the whole journal, stamp the output, write the manifest to ``changes``, and commit the empty journal.

    Steps that were done before a crash are skipped. Those that the file system can never carry out are stepped over:
    the output gets no stamp, so that the next build compares every file and mends it. Returns a warning for each of
    them. Raises OSError where another attempt may succeed, and FatalProblems where a foreign file is in the way; the
    journal then stays for the next build.
    """
    refused: list[Problem] = []
    deletions = record.moves.deletions()
    made: set[str] = set()
    seen: set[str] = set()
    for move in record.moves.all():
        if move.staged is None:
            target = output / move.path
            _check_no_link(move.path, output, deletions, seen)
            try:
                target.unlink()
            except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
                pass
            except OSError as failure:
                if not _for_ever(failure):
                    raise
                refused.append(_refused(failure).at(f"{output}/{move.path}"))
            _delete_empty(target.parent, output)
            continue
        staged = f"{output}/{STAGING}/{move.staged}"
        folder = move.path.rpartition("/")[0]
        try:
            if folder not in made:
                if not os.path.exists(staged):
                    continue  # moved before a crash
                _make_folder(folder, output, deletions, made)
            os.replace(staged, f"{output}/{move.path}")
        except FileNotFoundError:
            if os.path.exists(staged):
                raise  # else it was moved before a crash
        except IsADirectoryError:
            _clear(output / move.path, output, deletions)
            os.replace(staged, f"{output}/{move.path}")
        except OSError as failure:
            if not _for_ever(failure):
                raise
            refused.append(_refused(failure).at(f"{output}/{move.path}"))
    (output / STAGING).mkdir(parents=True, exist_ok=True)
    if refused:
        (output / STAMP).unlink(missing_ok=True)
    else:
        _replace(output / STAMP, record.build_id + "\n", output / STAGING / STAMP)
    changed = record.last_build.changed_files
    manifest = {"build_id": record.build_id, "written": changed.written, "deleted": changed.deleted}
    text = json.dumps(manifest, ensure_ascii=False, indent=1) + "\n"
    _replace(changes, text, changes.with_name(changes.name + ".new"))
    record.moves.clear()
    record.commit()
    discard_staging(output)
    return tuple(refused)


def _delete_empty(folder: Path, output: Path) -> None:
    """Delete a folder of the output and those above it, as far as they are empty."""
    while folder != output:
        try:
            folder.rmdir()
        except FileNotFoundError:
            pass  # removed before a crash; those above it may be left
        except OSError:
            return
        folder = folder.parent


def _for_ever(failure: OSError) -> bool:
    """Whether the file system refuses a name or a path, today and tomorrow. A full disk or a lost right is mended, and the
    next build finishes the journal."""
    return failure.errno in (errno.ENAMETOOLONG, errno.EINVAL, errno.EILSEQ)


def _refused(failure: OSError) -> Problem:
    return warning(
        "output-refused", N_("The output's file system refuses this file: {reason}."),
        N_("Rename the source that it is made from."), reason=failure.strerror or "",
    )  # fmt: skip


def recover(record: Record, output: Path, changes: Path) -> bool:
    """Finish the publication that an interrupted build had committed, and delete what it had only staged.

    Returns whether the output is known to hold what the record says.
    """
    if os.path.islink(output / STAGING):
        discard_staging(output)  # what lies behind it is not what a build staged
    if not all(move.staged is None or _is_at_hand(move, output) for move in record.moves.all()):
        _give_up(record, output)
    elif next(record.moves.all(), None) is not None:
        finish(record, output, changes)
    discard_staging(output)
    return stamped(record, output)


def _is_at_hand(move: Move, output: Path) -> bool:
    """Whether a move can be carried out, or was carried out before."""
    return (output / STAGING / str(move.staged)).exists() or lies_there(output / move.path, move.digest)


def _give_up(record: Record, output: Path) -> None:
    """Give up a journal whose staged files were lost with the output. Nothing is deleted now, because pages in the output may
    still link to it. The stamp is removed, so that the next build compares every file and then deletes.
    """
    (output / STAMP).unlink(missing_ok=True)
    for path in sorted(record.moves.deletions()):
        if record.outputs.at(path) is None:
            record.outputs.put(Output(PageName.of(FORMER, path), path, b"", b"", 0))
    record.moves.clear()
    record.commit()


def stamped(record: Record, output: Path) -> bool:
    """Whether the output carries the stamp of the build that the record describes."""
    return read_stamp(output) == record.build_id


def is_known(record: Record, output: Path) -> bool:
    """Whether no file of the output was written by a build of which neither this record nor the dropped one knows.

    So it is where the stamp is that of the last build or of the one that a dropped record described, or there is none.
    """
    stamp = read_stamp(output)
    return stamp is None or (bool(stamp) and stamp in (record.build_id, record.last_build.inherited_build))


def distrust(record: Record, output: Path) -> None:
    """Compare every file of the output with the record, and mark those that differ so that they are rendered again."""
    seen: set[str] = set()
    for old in record.outputs.all():
        if old.digest and (above(old.path, output, (), seen) or not lies_there(output / old.path, old.digest)):
            record.outputs.distrust(old)


def check_the_way(written: Iterable[str], deleted: Collection[str], output: Path) -> None:
    """Raise FatalProblems if something that newsgen did not write lies where a folder is needed, or in a folder where a file
    is needed.

    Paths are those in the output. A file that is to be deleted is not foreign; nor does anything stop its deletion but a
    link in the place of a folder above it. Nothing is changed.
    """
    seen: set[str] = set()
    for path in written:
        blocking = in_the_way(path, output, deleted, seen)
        if blocking is not None:
            raise _blocked(output, blocking)
    for path in deleted:
        _check_no_link(path, output, deleted, seen)


def _check_no_link(path: str, output: Path, deletions: Container[str], seen: set[str]) -> None:
    """Raise FatalProblems if a link lies where a folder above a path should be: what is behind it is not newsgen's."""
    blocking = above(path, output, deletions, seen)
    if blocking is not None and os.path.islink(f"{output}/{blocking}"):
        raise _blocked(output, blocking)


def _blocked(output: Path, path: str) -> FatalProblems:
    return FatalProblems(_BLOCKED.at(f"{output.as_posix()}/{path}"))


def _make_folder(folder: str, output: Path, deletions: set[str], made: set[str]) -> None:
    """Create a folder and its parents, and add them to ``made``.

    A file in the way that is to be deleted anyway is deleted now. Raises FatalProblems for another file in the way.
    """
    parts = folder.split("/") if folder else []
    if folder in made:
        return
    for depth in range(len(parts)):
        _make_one("/".join(parts[: depth + 1]), output, deletions, made)


def _make_one(folder: str, output: Path, deletions: set[str], made: set[str]) -> None:
    if folder in made:
        return
    path = f"{output}/{folder}"
    try:
        os.mkdir(path)
    except FileExistsError:
        if not S_ISDIR(kind_of(path)):
            if folder not in deletions:
                raise _blocked(output, folder) from None
            os.unlink(path)
            os.mkdir(path)
    made.add(folder)


def _clear(folder: Path, output: Path, deletions: set[str]) -> None:
    """Delete a folder that lies where a file is needed, with its files, which are to be deleted anyway.

    Raises FatalProblems at any other file; what was deleted before it stays deleted.
    """
    for inner, _, names in reversed(list(walk_below(str(folder)))):
        for path in (f"{inner}/{name}" for name in names):
            if path.removeprefix(f"{output}/") not in deletions:
                raise _blocked(output, path.removeprefix(f"{output}/"))
            os.unlink(path)
        os.rmdir(inner)


_BLOCKED = error(
    "output-blocked",
    N_("A file that newsgen did not write is in the way of the output."),
    N_("Move it away, or build into another folder with --output."),
)


def _replace(path: Path, text: str, temporary: Path) -> None:
    """Replace a small file in one step: a reader sees the old bytes or the new ones, never a part."""
    with create_anew(temporary) as file:
        file.write(text.encode())
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
