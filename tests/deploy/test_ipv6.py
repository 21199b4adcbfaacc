"""Addresses with an IPv6 host, wherever an address with a host is parsed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from newsgen.cli.arguments import UsageError, _scheduler
from newsgen.deploy.purge import Varnish, key
from newsgen.deploy.ssh import Ssh
from newsgen.preview.server import allowed_hosts, bindable_host
from newsgen.site.settings_deploy import bad_target

SSH = """\
#!/bin/sh
while [ $# -gt 0 ]; do case "$1" in -O) exit 0;; -o|-p|-l) shift 2;; -*) shift;; *) break;; esac; done
echo "$1" >> {log}; shift; exec sh -c "$*"
"""


@pytest.mark.parametrize(
    ("place", "host"),
    [("editor@[2001:db8::1]:2222", "editor@2001:db8::1"), ("[::1]", "::1"), ("[fe80::1%25eth0]", "fe80::1%eth0"),
     ("example.org", "example.org"), ("a@example.org:22", "a@example.org")],
)  # fmt: skip
def test_ssh_and_rsync_go_to_the_same_host(tmp_path: Path, place: str, host: str) -> None:
    if not (shutil.which("rsync") and shutil.which("ssh")):
        pytest.skip("needs rsync and ssh")
    command, log, www = tmp_path / "ssh.sh", tmp_path / "log", tmp_path / "www"
    www.mkdir()
    command.write_text(SSH.format(log=log))
    command.chmod(0o755)
    address = f"ssh://{place}{www}"
    assert bad_target(address) is None
    target = Ssh(address, str(command))
    try:
        assert target.swap(b"1", None)
        found = target.head()
        assert found is not None
        assert found[0] == b"1"
    finally:
        target.close()
    heard = log.read_text().split("\n")[:-1]
    assert len(heard) > 3
    # rsync passes the user by itself
    assert {one.rpartition("@")[2] for one in heard} == {host.rpartition("@")[2]}


@pytest.mark.parametrize(
    "host",
    ["[::1", "::1", "[x]", "[]", "[1.2.3.4]", "[::1]x", "a:b", "a:99999", "-oProxyCommand=x", "a@-x", "[::1]:0", "a]"],
)
def test_a_host_that_is_none(host: str) -> None:
    problem = bad_target(f"ssh://{host}/srv/www")
    assert problem is not None
    assert problem.code in ("bad-target", "secret-in-settings")


def test_a_scheduler() -> None:
    assert _scheduler("dask://[2001:db8::1]:8786/") == "tcp://[2001:db8::1]:8786"
    for wrong in ("dask://2001:db8::1:8786", "dask://[x]:1", "dask://[::1]", "dask://[::1]:99999", "dask://a:0"):
        with pytest.raises(UsageError):
            _scheduler(wrong)


@pytest.mark.parametrize("host", ["2001:DB8:0::1", "[2001:db8::1]", "2001:db8::1"])
def test_a_preview(host: str) -> None:
    assert bindable_host(host) == "2001:db8::1"
    names = allowed_hosts(host, "machine")
    assert names.allows("[2001:db8::1]:8000")
    assert names.allows("[2001:db8::1]")
    assert not names.allows("[2001:db8::2]:8000")


def test_a_preview_on_every_address() -> None:
    assert allowed_hosts("[::]", "machine").allows("[2001:db8::2]:8000")
    assert allowed_hosts("0:0:0:0:0:0:0:0", "machine").allows("10.0.0.1")
    assert bindable_host("example.org") == "example.org"


def test_a_cache() -> None:
    assert Varnish("http://[::1]:6081/").at == "http://[::1]:6081/"
    assert key("https://[2001:db8::1]/a,b/") == "/a%2Cb/"
