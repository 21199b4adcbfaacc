"""``newsgen serve``: show the site in the browser and rebuild it after every save."""

import contextlib
import errno
import logging
import socket
import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ..base.messages import format_problem, translate
from ..base.problems import N_, FatalProblems, Problem, error
from ..build.run import Options, Report
from .on_request import OnRequest
from .state import State

if TYPE_CHECKING:
    from tornado.routing import Rule

    from .builder import Builder

HOST = "127.0.0.1"
MOST_WRITTEN = 8 * 2**20  # bytes of one request: what somebody writes on the desk, as JSON
TRIES = 20


def serve(
    options: Options,
    *,
    host: str,
    port: int,
    published: bool,
    follow_clock: bool,
    lang: str,
    shown_in: str,
    show: Callable[[str], None] | None = None,
    on_request: OnRequest | None = None,
    more: "Callable[[Builder, int], Sequence[Rule]]" = lambda builder, port: (),
) -> int:
    """Build into a separate output, serve it, and rebuild after every save. Returns 0 after Ctrl-C.

    ``options`` are those of the site's own build; the preview replaces the output and what is visible, and never
    touches ``public/``. It shows drafts and stories under embargo; with ``published`` it shows what readers see.
    ``port`` is the first one to try. With ``follow_clock`` each build uses the current time, without it
    ``options.now``. Messages are in ``lang`` in the terminal and in ``shown_in`` in the browser.
    ``show`` is called with the preview's address, in a thread of its own, once the preview answers.
    ``on_request`` makes the style guide and the search index. ``more`` is called with the builder and the port, and returns
    the rules of further addresses.

    Errors in the site do not end the preview. Raises FatalProblems when there is no such host, no free port or no way
    to watch folders, and the exception with which newsgen itself failed in a build.
    """
    from livereload.handlers import LiveReloadHandler
    from tornado.ioloop import IOLoop

    from .builder import Builder
    from .connections import BoundedServer, Listener
    from .desk import Desk
    from .findings import Findings
    from .overlay import Overlay
    from .page_injection import PageInjector
    from .server import ServerContext, allowed_hosts, application, bindable_host, reload
    from .watching import Watch

    host = bindable_host(host)
    sockets, free = _listening(host, port)
    if free != port:
        print(translate(lang, N_("Port {port} is in use; using {free} instead."), port=port, free=free))
    for name in ("tornado.access", "tornado.general", "livereload"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    loop = IOLoop.current()
    last, known = State(), frozenset[Problem]()

    def on_build(report: Report | None, state: State) -> None:
        nonlocal last, known
        if builder.failure is not None:
            loop.add_callback(loop.stop)
            return
        if state.token != last.token:
            written = report.written if report is not None and state.faults == last.faults else ()
            loop.add_callback(reload, written)
        known = _print_result(report, state, lang, known)
        last = state

    preview = replace(
        options,
        output=options.site / ".newsgen" / "preview",
        drafts=not published,
        embargoed=not published,
        keep_good=True,
        pictures_later=True,
    )
    builder = Builder(preview, follow_clock=follow_clock, on_build=on_build)
    overlay = Overlay(shown_in)
    desk = Desk(builder, Findings(options.site, builder), overlay, options)
    LiveReloadHandler.live_css = True
    LiveReloadHandler.watcher = _Watcher()
    context = ServerContext(
        builder,
        PageInjector(preview.output, lambda: builder.state, overlay),
        overlay,
        desk,
        allowed_hosts(host, socket.gethostname()),
        on_request or OnRequest(),
    )
    server = BoundedServer(application(context, more(builder, free)))
    server.conn_params.max_body_size = MOST_WRITTEN
    server.add_sockets([Listener.of(one) for one in sockets])
    Watch(options.site, builder.sources_changed).start()
    builder.sources_changed(None)  # files may have changed before the watch began
    threading.Thread(target=builder.run, daemon=True, name="builder").start()
    shown = HOST if host in ("0.0.0.0", "::", "") else host
    address = f"http://{f'[{shown}]' if ':' in shown else shown}:{free}/"
    print(translate(lang, N_("The preview is at {address}. Stop it with Ctrl-C."), address=address), flush=True)
    if host not in (HOST, "localhost", "::1"):
        print(translate(lang, _BEYOND), file=sys.stderr, flush=True)
    if show is not None:
        threading.Thread(target=show, args=(address,), daemon=True, name="browser").start()
    with contextlib.suppress(KeyboardInterrupt):
        loop.start()
    server.stop()
    if builder.failure is not None:
        raise builder.failure
    return 0


_BEYOND = N_("Anyone who can reach this machine over the network can now read drafts and stories under embargo.")


class _Watcher:
    """Replaces livereload's own watcher, which polls every file."""

    filepath = None


def _print_result(report: Report | None, state: State, lang: str, known: frozenset[Problem]) -> frozenset[Problem]:
    """Print the result of a build, and those of its problems that are not ``known``. Return all of its problems."""
    problems = report.problems if report else tuple(fault.problem for fault in state.faults)
    for problem in problems:
        if problem not in known:
            print("\n".join(format_problem(problem, lang)), file=sys.stderr, flush=True)
    if report is not None and report.published:
        if report.written or report.deleted:
            text = N_("Pages rendered: {rendered}, files written: {written}; seconds: {seconds}.")
            said = translate(
                lang, text, rendered=report.rendered, written=len(report.written), seconds=f"{report.seconds:.2f}"
            )
            print(said, flush=True)
    else:
        print(translate(lang, N_("The preview stays as it was until this is fixed.")), flush=True)
    return frozenset(problems)


def _listening(host: str, port: int) -> tuple[list[Any], int]:
    """Listen on the first free port from ``port`` on; return the sockets and that port.

    Raises FatalProblems when this machine has no such host, or none of ``TRIES`` ports is free.
    """
    from tornado.netutil import bind_sockets

    for candidate in range(port, port + TRIES):
        try:
            sockets = bind_sockets(candidate, host)
            return sockets, sockets[0].getsockname()[1]
        except OSError as failure:
            if isinstance(failure, socket.gaierror) or failure.errno == errno.EADDRNOTAVAIL:
                raise FatalProblems(_no_host(host)) from None
    raise FatalProblems(
        error("no-port", N_("No port from {port} on is free."), N_("Choose another with --port."), port=port)
    )


def _no_host(host: str) -> Problem:
    return error(
        "no-host", N_("This machine has no address “{host}”."),
        N_("Give one of its addresses with --host, or 0.0.0.0 for all of them."), host=host,
    )  # fmt: skip
