"""What every nginx of the tests has: it stays in the foreground, and all that it writes lies in a folder of the test."""

import os
import shutil
from pathlib import Path

from tests.browser.needs import SYSTEM, missing

HEAD = """\
daemon off;
master_process off;
error_log stderr warn;
pid {place}/pid;
events {{ worker_connections 64; }}
"""
"""The lines before ``http``; ``place`` is the test's folder."""

WRITES = """\
access_log off;
client_body_temp_path {place}/body;
proxy_temp_path {place}/proxy;
fastcgi_temp_path {place}/fastcgi;
uwsgi_temp_path {place}/uwsgi;
scgi_temp_path {place}/scgi;
"""
"""The lines inside ``http`` that name where nginx writes."""


def command(place: Path) -> list[str]:
    """The command that starts nginx with ``nginx.conf`` in a folder; fails the test where nginx is not installed."""
    found = shutil.which("nginx", path=os.environ.get("PATH", os.defpath) + ":/usr/sbin")
    return [found or missing("nginx", SYSTEM), "-c", str(place / "nginx.conf"), "-p", str(place)]
