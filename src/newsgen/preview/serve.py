"""``newsgen serve``: the site in the browser, following every save."""

import contextlib
import errno
import logging
import socket
import sys
import threading
from dataclasses import replace
from typing import Any

from ..base.messages import lines, say
from ..base.problems import N_, Problem, Unusable, error
from ..build.run import Options, Report
from .state import State

HOST = "127.0.0.1"
TRIES = 20


def serve(
    options: Options, *, host: str, port: int, published: bool, follow_clock: bool, lang: str, shown_in: str
) -> int:
    """Build into an output of its own, serve it, and build again after every save. Ends with Ctrl-C.

    The preview never touches ``public/``. It shows drafts and what is under embargo, or with ``published`` what readers
    see. With ``follow_clock`` each build's ``now`` is the moment of the save. Messages
    are in ``lang`` in the terminal and in ``shown_in`` in the browser.
    """
    from livereload.handlers import LiveReloadHandler
    from tornado.httpserver import HTTPServer
    from tornado.ioloop import IOLoop

    from .builder import Builder
    from .desk import Desk
    from .findings import Findings
    from .overlay import Parts
    from .page_injection import Delivery
    from .server import Site, application, names_of, reload
    from .watching import Watch

    sockets, free = _listening(host, port)
    if free != port:
        print(say(lang, N_("Port {port} is in use; taking {free}."), port=port, free=free))
    for name in ("tornado.access", "tornado.general", "livereload"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    loop = IOLoop.current()
    last, known = State(), frozenset[Problem]()

    def told(report: Report | None, state: State) -> None:
        nonlocal last, known
        if builder.failure is not None:
            loop.add_callback(loop.stop)
            return
        if state.token != last.token:
            written = report.written if report is not None and state.faults == last.faults else ()
            loop.add_callback(reload, written)
        known = _tell(report, state, lang, known)
        last = state

    preview = replace(
        options,
        output=options.site / ".newsgen" / "preview",
        drafts=not published,
        embargoed=not published,
        keep_good=True,
    )
    builder = Builder(preview, follow_clock=follow_clock, told=told)
    parts = Parts(shown_in)
    desk = Desk(builder, Findings(options.site, builder), parts, options)
    LiveReloadHandler.live_css = True
    LiveReloadHandler.watcher = _Watcher()
    site = Site(
        builder,
        Delivery(preview.output, lambda: builder.state, parts),
        parts,
        desk,
        names_of(host, socket.gethostname()),
    )
    server = HTTPServer(application(site))
    server.add_sockets(sockets)
    Watch(options.site, builder.saved).start()
    builder.saved(None)  # what was saved before the watch stood
    threading.Thread(target=builder.follow, daemon=True, name="builder").start()
    shown = HOST if host in ("0.0.0.0", "::", "") else host
    address = f"http://{f'[{shown}]' if ':' in shown else shown}:{free}/"
    print(say(lang, N_("The preview is at {address}. Stop it with Ctrl-C."), address=address), flush=True)
    if host not in (HOST, "localhost", "::1"):
        print(say(lang, _BEYOND), file=sys.stderr, flush=True)
    with contextlib.suppress(KeyboardInterrupt):
        loop.start()
    server.stop()
    if builder.failure is not None:
        raise builder.failure
    return 0


_BEYOND = N_("Whoever reaches this machine over the network can read drafts and stories under embargo now.")


class _Watcher:
    """Stands where livereload's own watcher would, which polls every file."""

    filepath = None


def _tell(report: Report | None, state: State, lang: str, known: frozenset[Problem]) -> frozenset[Problem]:
    """Print what came of a build; of its problems, which are returned, those that the last one did not have."""
    problems = report.problems if report else tuple(fault.problem for fault in state.faults)
    for problem in problems:
        if problem not in known:
            print("\n".join(lines(problem, lang)), file=sys.stderr, flush=True)
    if report is not None and report.published:
        if report.written or report.deleted:
            text = N_("Pages made: {rendered}, files written: {written}; seconds: {seconds}.")
            said = say(
                lang, text, rendered=report.rendered, written=len(report.written), seconds=f"{report.seconds:.2f}"
            )
            print(said, flush=True)
    else:
        print(say(lang, N_("The preview stays as it was until this is mended.")), flush=True)
    return frozenset(problems)


def _listening(host: str, port: int) -> tuple[list[Any], int]:
    """Sockets that listen on the first free port from ``port`` on."""
    from tornado.netutil import bind_sockets

    for candidate in range(port, port + TRIES):
        try:
            sockets = bind_sockets(candidate, host)
            return sockets, sockets[0].getsockname()[1]
        except OSError as failure:
            if isinstance(failure, socket.gaierror) or failure.errno == errno.EADDRNOTAVAIL:
                raise Unusable(_no_host(host)) from None
    raise Unusable(
        error("no-port", N_("No port from {port} on is free."), N_("Choose another with --port."), port=port)
    )


def _no_host(host: str) -> Problem:
    return error(
        "no-host", N_("No address of this machine is called “{host}”."),
        N_("Write one of its addresses with --host, or 0.0.0.0 for all of them."), host=host,
    )  # fmt: skip
