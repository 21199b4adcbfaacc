"""A Ceph of one monitor, one storage daemon in memory and one gateway that speaks S3: a real implementation, in seconds."""

from __future__ import annotations

import subprocess
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests.deploy.servers import NIGHTLY, answers, free_port, program, running, until

ACCESS, SECRET = "newsgen", "only-for-this-test"

CONFIGURATION = """\
[global]
fsid = {fsid}
mon_initial_members = a
mon_host = [v2:127.0.0.1:{two},v1:127.0.0.1:{one}]
public_addr = 127.0.0.1
cluster_addr = 127.0.0.1
auth_cluster_required = cephx
auth_service_required = cephx
auth_client_required = cephx
keyring = {place}/$name.keyring
mon_data = {place}/mon
osd_data = {place}/osd
osd_objectstore = memstore
memstore_device_bytes = 1073741824
osd_pool_default_size = 1
osd_pool_default_min_size = 1
osd_pool_default_pg_num = 8
osd_pool_default_pgp_num = 8
osd_pool_default_pg_autoscale_mode = off
osd_crush_chooseleaf_type = 0
mon_allow_pool_size_one = true
mon_data_avail_crit = 1
mon_data_avail_warn = 1
log_file = {place}/$name.log
run_dir = {place}
admin_socket = {place}/$name.asok
rgw_frontends = beast endpoint=127.0.0.1:{gateway}
rgw_data = {place}/rgw
rgw_enable_usage_log = false
"""


@contextmanager
def ceph(place: Path) -> Iterator[str]:
    """The address of a gateway that runs during the block; ``ACCESS`` and ``SECRET`` get in."""
    for name in ("ceph-mon", "ceph-osd", "ceph", "radosgw", "ceph-authtool", "monmaptool", "radosgw-admin"):
        program(name, NIGHTLY)
    one, two, gateway = free_port(), free_port(), free_port()
    fsid, configuration = str(uuid.uuid4()), place / "ceph.conf"
    configuration.write_text(CONFIGURATION.format(fsid=fsid, one=one, two=two, gateway=gateway, place=place))

    def run(*words: str, patience: float = 120.0) -> str:
        done = subprocess.run(
            words, capture_output=True, text=True, timeout=patience, check=False, stdin=subprocess.DEVNULL
        )
        assert done.returncode == 0, f"{words}: {done.stderr[-2000:]}"
        return done.stdout

    config = ["-c", str(configuration)]
    monitor, admin = str(place / "mon.keyring"), str(place / "client.admin.keyring")
    run("ceph-authtool", "--create-keyring", monitor, "--gen-key", "-n", "mon.", "--cap", "mon", "allow *")
    rights = [word for daemon in ("mon", "osd", "mgr") for word in ("--cap", daemon, "allow *")]
    run("ceph-authtool", "--create-keyring", admin, "--gen-key", "-n", "client.admin", *rights)
    run("ceph-authtool", monitor, "--import-keyring", admin)
    (place / "mon.a.keyring").write_bytes((place / "mon.keyring").read_bytes())
    addresses = f"[v2:127.0.0.1:{two},v1:127.0.0.1:{one}]"
    run("monmaptool", "--create", "--fsid", fsid, "--addv", "a", addresses, str(place / "monmap"))
    run("ceph-mon", *config, "--mkfs", "-i", "a", "--monmap", str(place / "monmap"), "--keyring", monitor)
    with ExitStack() as stack:
        stack.enter_context(running(["ceph-mon", "-f", *config, "-i", "a"], place / "mon.out"))
        until(lambda: answers(two), "the monitor")
        client = ["ceph", *config, "--connect-timeout", "60"]
        number = str(uuid.uuid4())
        assert run(*client, "osd", "create", number).strip() == "0"
        (place / "osd").mkdir()
        rights = ["mon", "allow profile osd", "osd", "allow *"]
        run(*client, "auth", "get-or-create", "osd.0", *rights, "-o", str(place / "osd.0.keyring"))
        run("ceph-osd", *config, "-i", "0", "--mkfs", "--osd-uuid", number)
        stack.enter_context(running(["ceph-osd", "-f", *config, "-i", "0"], place / "osd.out"))
        until(lambda: "1 up" in run(*client, "osd", "stat"), "the storage daemon")
        rights = ["mon", "allow rw", "osd", "allow rwx"]
        run(*client, "auth", "get-or-create", "client.rgw", *rights, "-o", str(place / "client.rgw.keyring"))
        words = ["radosgw", "-f", *config, "-n", "client.rgw", "--no-mon-config"]
        stack.enter_context(running(words, place / "rgw.out"))
        until(lambda: answers(gateway), "the gateway", 120.0)
        user = [
            "user",
            "create",
            "--uid",
            "news",
            "--display-name",
            "news",
            "--access-key",
            ACCESS,
            "--secret-key",
            SECRET,
        ]
        run("radosgw-admin", *config, *user)
        yield f"http://127.0.0.1:{gateway}"
