"""``newsgen serve``: the site in the browser, following every save."""

import contextlib
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from .build import Options, Report, build
from .messages import lines, say
from .problems import N_, Unusable, error
from .sources import REDIRECTS, SETTINGS, TREES, theme

HOST = "127.0.0.1"
TRIES = 20


def serve(options: Options, *, port: int, follow_clock: bool, lang: str) -> int:
    """Build into an output of its own, serve it on loopback, and build again after every save. Ends with Ctrl-C.

    The preview never touches ``public/``. With ``follow_clock`` each build's ``now`` is the moment of the save.
    """
    import logging

    from livereload import Server
    from livereload.handlers import LiveReloadHandler
    from tornado.ioloop import IOLoop

    preview = replace(options, output=options.site / ".newsgen" / "preview", base_url=None)
    free = _free_port(port)
    preview = replace(preview, base_url=f"http://{HOST}:{free}/")
    if free != port:
        print(say(lang, N_("Port {port} is in use; taking {free}."), port=port, free=free))
    _tell(_built(preview, follow_clock, lang), lang)
    preview.output.mkdir(parents=True, exist_ok=True)
    logging.getLogger("tornado.access").setLevel(logging.ERROR)
    logging.getLogger("livereload").setLevel(logging.ERROR)
    server = Server(watcher=_NoWatcher())
    loop = IOLoop.current()

    one_at_a_time = threading.Lock()

    def saved() -> None:
        with one_at_a_time:
            report = _built(preview, follow_clock, lang)
            _tell(report, lang)
        if report is not None and (report.written or report.deleted):
            loop.add_callback(LiveReloadHandler.reload_waiters, (report.written or ("",))[0])

    for watch in (_watch_trees, _watch_settings):
        armed = threading.Event()
        threading.Thread(target=watch, args=(options.site, saved, armed.set), daemon=True).start()
        armed.wait()
    saved()  # what was saved after the first build began and before the watches stood
    print(
        say(lang, N_("The preview is at {address}. Stop it with Ctrl-C."), address=f"http://{HOST}:{free}/"), flush=True
    )
    with contextlib.suppress(KeyboardInterrupt):
        server.serve(port=free, host=HOST, root=str(preview.output), open_url_delay=None)
    return 0


class _NoWatcher:
    """Stands where livereload's own watcher would, which polls every file; the system's events do the watching here."""

    def __init__(self) -> None:
        self._changes: list[Any] = []
        self._tasks = {"": None}  # one, so that livereload starts its periodic look, which finds nothing
        self.filepath: str | None = None

    def watch(self, *arguments: Any, **more: Any) -> None:
        return None

    def start(self, callback: Any) -> bool:
        return True

    def is_changed(self, *arguments: Any) -> bool:
        return False

    def ignore(self, *arguments: Any) -> bool:
        return False

    def examine(self) -> tuple[None, None]:
        return None, None


def _changes(*folders: Path, armed: Callable[[], object], recursive: bool = True) -> Iterator[set[str]]:
    """The paths that change, in handfuls; ``armed`` is called once the system reports changes."""
    from watchfiles import watch

    waiting = True
    for changes in watch(*folders, debounce=50, step=20, rust_timeout=200, yield_on_timeout=True, recursive=recursive):
        if waiting:
            waiting = False
            armed()
        if changes:
            yield {path for _, path in changes}


def _watch_trees(site: Path, saved: Callable[[], None], armed: Callable[[], object]) -> None:
    """Everything below the folders of sources."""
    folders = [site / tree for tree in TREES if (site / tree).is_dir()]
    if not theme().samefile(site):
        folders += [theme() / "templates", theme() / "static"]
    for _ in _changes(*folders, armed=armed):
        saved()


def _watch_settings(site: Path, saved: Callable[[], None], armed: Callable[[], object]) -> None:
    """The files in the site's own folder, which editors replace rather than write."""
    for paths in _changes(site, armed=armed, recursive=False):
        if any(Path(path).name in (SETTINGS, REDIRECTS) for path in paths):
            saved()


def _built(options: Options, follow_clock: bool, lang: str) -> Report | None:
    try:
        now = datetime.now(UTC) if follow_clock else options.now
        return build(replace(options, now=now))
    except Unusable as failure:
        for problem in failure.problems:
            print("\n".join(lines(problem, lang)), file=sys.stderr)
    except OSError as failure:
        problem = error(
            "io",
            N_("The computer refused: {reason}"),
            N_("Look at the disk's space and the folder's permissions."),
            reason=str(failure),
        )
        print("\n".join(lines(problem, lang)), file=sys.stderr)
    return None


def _tell(report: Report | None, lang: str) -> None:
    if report is None:
        return
    for problem in report.problems:
        print("\n".join(lines(problem, lang)), file=sys.stderr)
    if report.published:
        if report.written or report.deleted:
            text = N_("Pages made: {rendered}, files written: {written}; seconds: {seconds}.")
            print(
                say(lang, text, rendered=report.rendered, written=len(report.written), seconds=f"{report.seconds:.2f}")
            )
    else:
        print(say(lang, N_("The preview stays as it was until this is mended.")))


def _free_port(port: int) -> int:
    for candidate in range(port, port + TRIES):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # a port just left is free
            try:
                probe.bind((HOST, candidate))
            except OSError:
                continue
            return candidate
    raise Unusable(
        error("no-port", N_("No port from {port} on is free."), N_("Choose another with --port."), port=port)
    )
