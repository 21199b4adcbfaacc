"""``newsgen desk``: serve the desk, and build its preview after every save."""

import contextlib
import gc
import logging
import re
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlsplit

from ..base.messages import translate
from ..base.problems import N_, FatalProblems, error
from ..build.run import Options, Report
from ..preview.state import State
from .contract import MOST_BODY as MOST_BODY
from .saving import forget_versions
from .users import MOVES, OLD_PLACE, PLACE, Users

HOST = "127.0.0.1"

KEPT = timedelta(days=30)
"""How long the versions that were opened are kept at least; the desk forgets older ones when it begins."""

_BAD_ORIGIN = error(
    "desk-origin",
    N_("“{value}” is not the address of a desk."),
    N_("Write it as browsers show it, without a path: https://desk.example.org"),
)
_NO_ACCOUNT = error(
    "desk-no-account",
    N_("Nobody has an account yet."),
    N_("Add the first: newsgen users add NAME --role chief --full-name …"),
)

SWITCH = 0.0005
"""Seconds after which a thread that computes, as a build does, lets another go on: see ``sys.setswitchinterval``. An answer
takes turns with a build some dozen times, at each file that it opens and each thread that it passes through; Python's own
5 milliseconds would count each time."""


def own_origin(written: str, port: int) -> str:
    """The origin that browsers use: the one given, or this machine's. Raises FatalProblems where it is none.

    An ``http`` origin is that of this machine only: browsers would send no secure cookie to another.
    """
    if not written:
        return f"http://localhost:{port}"
    parts = urlsplit(written.rstrip("/"))
    local = parts.hostname in ("localhost", "127.0.0.1")
    whole = f"{parts.scheme}://{parts.netloc}"
    if written.rstrip("/") != whole or not re.fullmatch(r"[a-z0-9.-]+(:[0-9]{1,5})?", parts.netloc):
        raise FatalProblems(replace(_BAD_ORIGIN, values=(("value", written[:80]),)))
    if parts.scheme != "https" and not (local and parts.scheme == "http"):
        raise FatalProblems(replace(_BAD_ORIGIN, values=(("value", written[:80]),)))
    return whole


def preview_options(options: Options) -> Options:
    """The options of the builds whose pages the desk shows: everything, drafts and stories under embargo, too."""
    return replace(
        options,
        output=options.site / ".newsgen" / "desk-preview",
        drafts=True,
        embargoed=True,
        keep_good=True,
        pictures_later=True,
    )


def serve(
    options: Options,
    *,
    port: int,
    origin: str,
    lang: str,
    shown_in: str,
    follow_clock: bool = True,
    ready: Callable[[str], None] | None = None,
) -> int:
    """Serve the desk on this machine until Ctrl-C, then return 0. A web server with TLS stands in front of it.

    ``origin`` is the address that browsers use; empty for this machine alone. ``ready`` is called with it when the
    server answers. Raises FatalProblems where there is no account, no free port or no such origin.
    """
    from tornado.ioloop import IOLoop
    from tornado.netutil import bind_sockets

    from ..preview.builder import Builder
    from ..preview.connections import Listener
    from ..preview.watching import Watch
    from .bounds import DeskServer
    from .handler import Desk

    whole = own_origin(origin, port)
    users = Users(options.site)
    if told := MOVES[users.move()]:
        print(translate(lang, told, old=OLD_PLACE, new=PLACE), flush=True)
    if not users.all():
        raise FatalProblems(_NO_ACCOUNT)
    with contextlib.suppress(OSError):
        forget_versions(options.site, options.now - KEPT)
    try:
        sockets = bind_sockets(port, HOST)
    except OSError:
        raise FatalProblems(
            error("no-port", N_("No port from {port} on is free."), N_("Choose another with --port."), port=port)
        ) from None
    for name in ("tornado.access", "tornado.general"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    sys.setswitchinterval(SWITCH)
    loop = IOLoop.current()
    preview = preview_options(options)

    def on_build(report: Report | None, state: State) -> None:
        del report, state
        desk.stories.refresh()
        if builder.builds == 1:
            gc.freeze()  # else Python looks through the rows of all stories from time to time: half a second of 100,000
        if builder.failure is not None:
            loop.add_callback(loop.stop)

    builder = Builder(preview, follow_clock=follow_clock, on_build=on_build)
    fixed_now = None if follow_clock else options.now
    desk = Desk(options.site, users, builder, origin=whole, lang=shown_in, fixed_now=fixed_now)
    server = DeskServer(desk, xheaders=whole.startswith("https:"))
    server.add_sockets([Listener.of(one) for one in sockets])
    Watch(options.site, desk.sources_changed).start()
    with contextlib.suppress(OSError):
        desk.history.ledger.shorten(options.now - KEPT)
    desk.history.start()
    desk.publisher.start()
    builder.sources_changed(None)
    threading.Thread(target=builder.run, daemon=True, name="builder").start()
    print(translate(lang, N_("The desk is at {address}. Stop it with Ctrl-C."), address=f"{whole}/"), flush=True)
    if ready is not None:
        ready(whole)
    with contextlib.suppress(KeyboardInterrupt):
        loop.start()
    server.stop()
    if builder.failure is not None:
        raise builder.failure
    return 0
