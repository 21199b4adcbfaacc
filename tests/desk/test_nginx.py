"""nginx with TLS before the desk, as docs/desk.md sets it up: login, cookie, a save, and what must not pass."""

from __future__ import annotations

import http.client
import io
import json
import os
import re
import ssl
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from PIL import Image

from newsgen.desk.roles import Role
from newsgen.desk.uploads import MOST_PICTURE
from newsgen.desk.users import Users
from tests.deploy.servers import free_port, program, serving
from tests.desk.running import PASSWORD
from tests.support import Site, nginx, story

pytestmark = pytest.mark.ci
pytest.importorskip("argon2")

ROOT = Path(__file__).parents[2]
PATH = "content/own.md"
AROUND = nginx.HEAD + "http {{\n" + nginx.WRITES + "{told}\n}}\n"


@dataclass
class Front:
    """nginx at two ports, and the desk behind it."""

    plain: int
    tls: int
    behind: int
    site: Site
    context: ssl.SSLContext
    cookie: str = ""
    token: str = ""
    seen: dict[str, str] = field(default_factory=dict)

    def ask(self, method: str, path: str, body: str = "", **headers: str) -> tuple[int, dict[str, str], str]:
        connection = http.client.HTTPSConnection("localhost", self.tls, context=self.context, timeout=20)
        sent = {"Host": f"localhost:{self.tls}", **({"Cookie": self.cookie} if self.cookie else {})}
        if method != "GET":
            sent |= {"Origin": f"https://localhost:{self.tls}", "X-Desk-Token": self.token}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        try:
            connection.request(method, path, body.encode(), sent)
            answer = connection.getresponse()
            return answer.status, dict(answer.getheaders()), answer.read().decode(errors="replace")
        finally:
            connection.close()

    def log_in(self, password: str = PASSWORD, **more: str) -> tuple[int, dict[str, str]]:
        form = urlencode({"name": "karim", "password": password})
        status, headers, _ = self.ask(
            "POST", "/_/login", form, Content_Type="application/x-www-form-urlencoded", **more
        )
        return status, headers


def recipe() -> str:
    """The configuration that the documentation shows."""
    (found,) = re.findall(r"^```nginx\n(.*?)^```", (ROOT / "docs/desk.md").read_text(), re.MULTILINE | re.DOTALL)
    return str(found)


@pytest.fixture(scope="module")
def front(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    folder = tmp_path_factory.mktemp("front")
    site = Site(folder / "site")
    site.write(PATH, story("مسودتي", authors=["كريم"], status="draft", body="الأولى.\n\nالثانية."))
    Users(site.root).add("karim", "كريم", Role.EDITOR, PASSWORD)
    place = folder / "nginx"
    place.mkdir()
    certificate, key = place / "cert.pem", place / "key.pem"
    subprocess.run(
        [program("openssl", "apt-get install openssl"), "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
         "-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-out", str(certificate), "-keyout", str(key)],
        check=True, capture_output=True,
    )  # fmt: skip
    plain, tls, behind = free_port(), free_port(), free_port()
    told = recipe()
    for old, new in (
        ("listen 80;", f"listen 127.0.0.1:{plain};"), ("listen 443 ssl;", f"listen 127.0.0.1:{tls} ssl;"), ("127.0.0.1:8010", f"127.0.0.1:{behind}"),
        ("/etc/letsencrypt/live/desk.example.org/fullchain.pem", str(certificate)), ("/etc/letsencrypt/live/desk.example.org/privkey.pem", str(key)),
        ("https://desk.example.org", f"https://localhost:{tls}"), ("desk.example.org", "localhost"),
    ):  # fmt: skip
        assert old in told, old
        told = told.replace(old, new)
    (place / "nginx.conf").write_text(AROUND.format(place=place, told=told))
    desk = [
        sys.executable,
        "-m",
        "newsgen",
        "--site",
        str(site.root),
        "desk",
        "--port",
        str(behind),
        "--origin",
        f"https://localhost:{tls}",
    ]
    with (
        serving(desk, behind, folder / "desk.log"),
        serving(nginx.command(place), tls, place / "log"),
    ):
        yield Front(plain, tls, behind, site, ssl.create_default_context(cafile=str(certificate)))


def test_a_person_logs_in_and_saves(front: Front) -> None:
    assert front.ask("GET", "/_/login")[0] == 200
    assert front.ask("GET", f"/_/api/story?path={PATH}")[0] == 302
    status, headers = front.log_in()
    assert status == 303
    cookie, *attributes = headers["Set-Cookie"].split("; ")
    assert cookie.startswith("__Host-desk=")
    assert {attribute.lower() for attribute in attributes} >= {"path=/", "secure", "httponly", "samesite=strict"}
    assert headers["Strict-Transport-Security"]
    front.cookie = cookie
    front.token = json.loads(front.ask("GET", "/_/api/texts")[2])["token"]
    opened = json.loads(front.ask("GET", f"/_/api/story?path={quote(PATH)}")[2])
    body = json.dumps({"version": opened["version"], "edits": [{"do": "replace", "block": 0, "source": "عبر nginx."}]})
    assert front.ask("POST", f"/_/api/story?path={quote(PATH)}", body, Origin="https://evil.example")[0] == 403
    assert front.ask("POST", f"/_/api/story?path={quote(PATH)}", body)[0] == 200
    assert "عبر nginx." in (front.site.root / PATH).read_text()
    front.cookie = front.token = ""


def test_the_plain_port_leads_to_the_other_and_says_nothing(front: Front) -> None:
    connection = http.client.HTTPConnection("localhost", front.plain, timeout=20)
    connection.request("GET", f"/_/story?path={PATH}")
    answer = connection.getresponse()
    assert (answer.status, answer.getheader("Location")) == (301, f"https://localhost:{front.tls}/_/story?path={PATH}")
    assert answer.getheader("Set-Cookie") is None
    connection.close()


def test_other_names_are_refused(front: Front) -> None:
    assert front.ask("GET", "/_/login", Host="evil.example")[0] == 421
    connection = http.client.HTTPConnection("localhost", front.behind, timeout=20)
    connection.request("GET", "/_/login")
    assert connection.getresponse().status == 421
    connection.close()


def photograph(width: int, height: int) -> bytes:
    """A PNG of noise: three bytes for each pixel."""
    out = io.BytesIO()
    Image.frombytes("RGB", (width, height), os.urandom(3 * width * height)).save(out, "PNG", compress_level=0)
    return out.getvalue()


def test_a_large_picture_passes_and_a_slow_one_holds_nobody_up(front: Front) -> None:
    data = photograph(3400, 3000)
    assert 30 * 10**6 < len(data) < MOST_PICTURE
    front.cookie = front.log_in()[1]["Set-Cookie"].partition(";")[0]
    front.token = json.loads(front.ask("GET", "/_/api/texts")[2])["token"]
    slow = http.client.HTTPSConnection("localhost", front.tls, context=front.context, timeout=60)
    slow.putrequest("POST", f"/_/api/picture?path={quote(PATH)}", skip_host=True)
    for name, value in (
        ("Host", f"localhost:{front.tls}"), ("Cookie", front.cookie), ("Origin", f"https://localhost:{front.tls}"),
        ("X-Desk-Token", front.token), ("Content-Length", str(len(data))),
    ):  # fmt: skip
        slow.putheader(name, value)
    slow.endheaders()
    for start in range(0, len(data), 2**23):
        assert front.ask("GET", f"/_/api/story?path={quote(PATH)}")[0] == 200  # somebody else works meanwhile
        slow.send(data[start : start + 2**23])
    answer = slow.getresponse()
    text = answer.read().decode()
    slow.close()
    assert answer.status == 200, text
    kept = json.loads(text)
    assert (kept["width"], kept["height"]) == (3400, 3000)
    assert (front.site.root / "content" / kept["src"]).read_bytes() == data
    front.cookie = front.token = ""


def test_nobody_chooses_the_address_from_which_they_guess(front: Front) -> None:
    """An account that has been guessed at waits, and an address cannot be made up by a header."""
    for number in range(6):
        status, _ = front.log_in(
            f"wrong {number}", X_Real_IP=f"203.0.113.{number}", X_Forwarded_For=f"203.0.113.{number}"
        )
    assert status == 429


def test_a_request_that_is_too_large_ends_at_nginx(front: Front) -> None:
    connection = http.client.HTTPSConnection("localhost", front.tls, context=front.context, timeout=20)
    connection.putrequest("POST", "/_/api/picture")
    connection.putheader("Content-Length", str(MOST_PICTURE + 2**20))
    connection.endheaders()
    answer = connection.getresponse()
    assert answer.status == 413
    assert "nginx" in str(answer.getheader("Server"))
    connection.close()
