"""``newsgen media``: move originals into the media store, send and fetch them, say where they lie; delete renditions that
nothing wants any more."""

import argparse
import json
import os
import time
from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from ...base.messages import problem_as_json, translate
from ...base.problems import N_, FatalProblems, Problem, error, has_errors
from ...site.layout import CONTENT, SIDECAR, STATIC
from ..arguments import UsageError, read_settings
from ..exit_codes import DONE, FAILED
from ..parser import Parser
from ..progress import ProgressBar
from ..terminal import print_problems

if TYPE_CHECKING:
    from ...media.cache import Cache
    from ...media.library import Entry
    from ...media.status import Status
    from ...media.store import Store
    from ...site.settings_pictures import Pictures

ACTIONS = ("add", "push", "pull", "status", "prune")

MOST_SHOWN = 20
"""The paths of one kind that ``status`` shows; ``--json`` has all."""


def add_arguments(parser: Parser) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "action", choices=ACTIONS, metavar="add|push|pull|status|prune",
        help=N_("move files into the store; send what it lacks; fetch what lacks here; say what lies where; tidy renditions"),
    )  # fmt: skip
    parser.add_argument(
        "files", nargs="*", type=Path, metavar="FILE",
        help=N_("files or folders to add, or to put back beside their sidecars"),
    )  # fmt: skip
    parser.add_argument("--json", action="store_true", help=N_("print the status as JSON"))
    parser.add_argument("--dry-run", action="store_true", help=N_("with prune: only say what would be deleted"))


def run(options: argparse.Namespace, lang: str) -> int:
    """Do one of the actions. Exit code 0, or 1 where one of the files has an error.

    Raises UsageError where the files do not fit the action, and FatalProblems where there is no site, no store is set or it
    fails as a whole.
    """
    from ...media.cache import Cache
    from ...media.open_store import open_store
    from ...media.store import StoreError

    site: Path = options.site
    settings = read_settings(site)
    _check_arguments(options)
    if options.action == "prune":
        return _prune(site, settings.pictures, lang, dry_run=options.dry_run)
    paths = [_within(site, file) for file in options.files]
    if options.action == "status" and not settings.media.store:
        return _status(site, None, Cache(site), lang, as_json=options.json)
    store = open_store(settings.media, site)
    try:
        if options.action == "status":
            return _status(site, store, Cache(site), lang, as_json=options.json)
        with ProgressBar(lang) as bar:
            if options.action == "add":
                return _add(site, paths, store, Cache(site), lang, bar)
            return _transfer(options.action, site, paths, store, Cache(site), lang, bar)
    except StoreError as failure:
        raise FatalProblems(failure.problem(store.place)) from None


def _check_arguments(options: argparse.Namespace) -> None:
    if options.action in ("push", "status", "prune") and options.files:
        raise UsageError(_TOO_MANY)
    if options.dry_run and options.action != "prune":
        raise UsageError(_ONLY_PRUNE)
    if options.json and options.action != "status":
        raise UsageError(_ONLY_STATUS)


def _within(site: Path, file: Path) -> str:
    """The path of a file from the site's folder. A relative one starts at the current folder, else at the site's.

    Raises UsageError where it lies outside of ``content/`` and ``static/``. Links in its folders are followed, a link
    itself is not.
    """
    root = os.path.realpath(site)
    for start in (file, site / file):
        whole = os.path.join(os.path.realpath(start.parent), start.name)
        path = os.path.relpath(whole, root).replace(os.sep, "/")
        if path.partition("/")[0] in (CONTENT, STATIC):
            return path
    raise UsageError(
        error(
            "media-outside", N_("“{name}” does not lie in content/ or static/ of the site."),
            N_("Copy it there first, beside the story that uses it."), name=str(file),
        )
    )  # fmt: skip


# add


def _add(site: Path, paths: Sequence[str], store: "Store", cache: "Cache", lang: str, bar: ProgressBar) -> int:
    from ...media.adding import Added, add
    from ...observe.repository import tracked

    named = (_files(site, path) for path in paths) if paths else (_beside(site),)
    files = list(dict.fromkeys(path for group in named for path in group))
    if not files:
        print(translate(lang, _NOTHING))
    added: list[Added] = []
    problems: list[Problem] = []
    try:
        for done, path in enumerate(files, 1):
            found = add(site, path, store, cache)
            if isinstance(found, Problem):
                problems.append(found)
            else:
                added.append(found)
            bar.progress("media", done, len(files))
    finally:  # what was moved is told even where the store fails midway
        for one in added:
            print(translate(lang, _ADDED if one.stored else _ADDED_AGAIN, file=one.path, sidecar=one.path + SIDECAR))
        located = [one.path for one in added if one.has_position]
        if located:
            print(translate(lang, _LOCATED, count=len(located)))
            for path in located[:MOST_SHOWN]:
                print("    " + translate(lang, "{path}", path=path))
            if len(located) > MOST_SHOWN:
                print("    …")
        held = tracked(site, (one.path for one in added))
        if held:
            print(translate(lang, _TRACKED, count=len(held)))
            print(
                "    git rm --cached -- "
                + " ".join(map(_quoted, sorted(held)[:MOST_SHOWN]))
                + (" …" if len(held) > MOST_SHOWN else "")
            )
    print_problems(problems, lang)
    return FAILED if problems else DONE


def _beside(site: Path) -> list[str]:
    """The originals that lie beside their sidecars: somebody put them back, and edited them perhaps."""
    from ...media.library import library

    return [entry.original for entry in library(site).entries if os.path.lexists(site / entry.original)]


def _files(site: Path, path: str) -> Iterable[str]:
    """The file at a path, or all pictures and recordings below a folder. Raises UsageError where nothing is there."""
    from ...media.library import files_below
    from ...site.source_kind import is_picture, is_recording

    file = site / path
    if file.is_dir() and not file.is_symlink():
        return sorted(one for one in files_below(site, (path,)) if is_picture(one) or is_recording(one))
    if not os.path.lexists(file):
        hint = (
            N_("It is in the media store already.") if (site / (path + SIDECAR)).exists() else N_("Correct the name.")
        )
        raise UsageError(error("no-file", N_("There is no file “{name}”."), hint, name=path))
    return (path,)


def _quoted(path: str) -> str:
    from shlex import quote

    return quote(path)


# push, pull


def _transfer(
    action: str, site: Path, paths: Sequence[str], store: "Store", cache: "Cache", lang: str, bar: ProgressBar
) -> int:
    from ...media import transfer
    from ...media.library import library

    known = library(site)
    progress = partial(bar.progress, "media")
    if action == "push":
        moved, text = transfer.push(site, known.entries, store, cache, progress), _PUSHED
    elif paths:
        moved = transfer.pull_beside(site, _chosen(known.entries, paths), store, cache, progress)
        text = _PULLED_BESIDE
    else:
        moved, text = transfer.pull(known.entries, store, cache, progress), _PULLED
    print(translate(lang, text, count=len(moved.entries), size=_megabytes(e.sidecar.bytes for e in moved.entries)))
    problems = (*known.problems, *moved.problems)
    print_problems(problems, lang)
    return FAILED if has_errors(problems) else DONE


def _chosen(entries: Sequence["Entry"], paths: Sequence[str]) -> list["Entry"]:
    """The entries that paths name: by the original, by the sidecar, or by a folder. Raises UsageError for others."""
    found: list[Entry] = []
    for path in paths:
        own = [e for e in entries if path in (e.path, e.original) or e.path.startswith(path + "/")]
        if not own:
            raise UsageError(
                error("no-sidecar", N_("There is no sidecar of “{name}”."), N_("Correct the name."), name=path)
            )
        found += own
    return list(dict.fromkeys(found))


# status


def _status(site: Path, store: "Store | None", cache: "Cache", lang: str, *, as_json: bool) -> int:
    from ...media.library import library
    from ...media.status import status

    known = library(site)
    found = status(site, known.entries, store, cache)
    if as_json:
        print(json.dumps(_as_json(found, store, known.problems, lang), ensure_ascii=False, indent=2))
        return FAILED if has_errors(known.problems) else DONE
    _print(found, store, lang)
    print_problems(known.problems, lang)
    return FAILED if has_errors(known.problems) else DONE


def _as_json(found: "Status", store: "Store | None", problems: Sequence[Problem], lang: str) -> dict[str, object]:
    return {
        "store": None if store is None else store.place,
        "files": [
            {
                "file": one.path, "digest": one.digest, "bytes": one.size, "here": one.here, "stored": one.stored,
                "changed": one.changed, "damaged": one.damaged, "missing": one.missing,
            }
            for one in found.states
        ],
        "unused": [{"name": name, "bytes": size} for name, size in found.unused],
        "unused_here": [{"name": name, "bytes": size} for name, size in found.unused_here],
        "problems": [problem_as_json(problem, lang) for problem in problems],
    }  # fmt: skip


def _print(found: "Status", store: "Store | None", lang: str) -> None:
    states = found.states
    print(translate(lang, _STORE, place=store.place) if store is not None else translate(lang, _NO_STORE))
    here = [one for one in states if one.here != "no"]
    size = _megabytes(one.size for one in states)
    print(
        translate(
            lang, _COUNTS, count=len(states), size=size, here=len(here), stored=sum(bool(s.stored) for s in states)
        )
    )
    for text, paths in (
        (_TO_PUSH, [one.path for one in here if one.stored is False and not one.damaged]),
        (_CHANGED, [one.path for one in states if one.changed]),
        (_DAMAGED, [one.path for one in states if one.damaged]),
        (_MISSING, [one.path for one in states if one.missing and store is not None]),
        (_UNUSED, [name for name, _ in found.unused]),
        (_UNUSED_HERE, [name for name, _ in found.unused_here]),
    ):
        if paths:
            print(translate(lang, text, count=len(paths)))
            for path in paths[:MOST_SHOWN]:
                print("    " + translate(lang, "{path}", path=path))
            if len(paths) > MOST_SHOWN:
                print("    …")


def _megabytes(sizes: Iterable[int]) -> str:
    return f"{sum(sizes) / 1e6:.1f}"


# prune


def _prune(site: Path, settings: "Pictures", lang: str, *, dry_run: bool) -> int:
    from ...build.pruning import prune

    found = prune(site, settings, now=time.time(), dry_run=dry_run)
    text = _WOULD_PRUNE if dry_run else _PRUNED
    print(translate(lang, text, count=found.files, size=_megabytes((found.bytes,))))
    return DONE


_PRUNED = N_("Smaller pictures deleted that nothing uses any more: {count} ({size} MB).")
_WOULD_PRUNE = N_(
    "Smaller pictures that nothing uses any more: {count} ({size} MB). Without --dry-run they are deleted."
)
_ADDED = N_("Stored: {file}. In its place lies {sidecar}.")
_ADDED_AGAIN = N_("The store had it already: {file}. In its place lies {sidecar}.")
_NOTHING = N_("No picture, film or sound lies there.")
_LOCATED = N_("Originals that say where they were taken ({count}); whoever may read the store sees it, readers do not:")
_TRACKED = N_("Git still tracks files that were moved into the store ({count}). Take them out of git with:")
_PUSHED = N_("Files sent to the media store: {count} ({size} MB).")
_PULLED = N_("Files fetched from the media store: {count} ({size} MB).")
_PULLED_BESIDE = N_("Files put beside their sidecars: {count} ({size} MB).")
_STORE = N_("Media store: {place}")
_NO_STORE = N_("No media store is set in site.yml.")
_COUNTS = N_("Originals: {count} ({size} MB); here: {here}; in the store: {stored}.")
_TO_PUSH = N_("Not in the store yet ({count}); “newsgen media push” sends them:")
_CHANGED = N_("Other bytes than the sidecar says ({count}); “newsgen media add” takes them up:")
_DAMAGED = N_("Damaged in the store ({count}):")
_MISSING = N_("Neither here nor in the store ({count}):")
_UNUSED = N_("In the store, without a sidecar here ({count}); other branches or sites may need them:")
_UNUSED_HERE = N_("In .newsgen/media without a sidecar ({count}); these may be deleted:")

_TOO_MANY = error("media-arguments", N_("“push”, “status” and “prune” take no files."), N_("Leave the names out."))
_ONLY_PRUNE = error("media-arguments", N_("Only “prune” has a dry run."), N_("Leave --dry-run out."))
_ONLY_STATUS = error("media-arguments", N_("Only “status” prints JSON."), N_("Leave --json out."))
