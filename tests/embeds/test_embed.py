"""``newsgen embed``: one question for each address, to a server of this test's own; only the lines of addresses change."""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import parse_qs, urlsplit

import pytest

from newsgen.articles.body import render
from newsgen.base.problems import Problem
from newsgen.cli.commands.embed import embed
from newsgen.embeds import oembed
from newsgen.embeds.oembed import Answer, Connector, ask, is_public
from newsgen.embeds.writing import filled
from newsgen.model.picture import Picture
from newsgen.site.providers import Shown, shown_at

X = "https://x.com/safiya/status/12"
FRONT = "---\ntitle: عنوان\nsection: politics\ndate: 2026-05-01\n---\n"
TWEET = (
    '<blockquote class="twitter-tweet" data-dnt="true"><p lang="ar" dir="rtl">عادت *السنونو* &amp; الوروار إلى '
    '<a href="https://twitter.com/hashtag/x">#رأس_السنونو</a><br>سطر ثان <a href="https://t.co/abc">pic.twitter.com/abc</a></p>'
    '&mdash; صفية \u202bالنول (@safiya_) <a href="https://twitter.com/safiya_/status/12?ref_src=twsrc">November 17, 2026</a></blockquote>\n'
    "<script>alert(1)</script>"
)
SKEET = (
    '<blockquote class="bluesky-embed" data-bluesky-uri="at://x"><p lang="en">The swallows<br><br>'
    '<a href="https://bsky.app/profile/did:plc:x/post/3k?ref_src=embed">[image or embed]</a></p>&mdash; Safiya '
    '(<a href="https://bsky.app/profile/did:plc:x">@s.bsky.social</a>) '
    '<a href="https://bsky.app/profile/did:plc:x/post/3k?ref_src=embed">November 17, 2026 at 10:05 PM</a></blockquote>'
)
CLIP = (
    '<blockquote class="tiktok-embed" cite="https://www.tiktok.com/@u/video/1"><section><a href="x">@u</a><p>رقصة <a href="y">#دبكة</a>'
    '</p><a href="z">♬ original sound - u</a></section></blockquote>'
)  # fmt: skip
TOOT = (
    '<blockquote class="mastodon-embed" data-embed-url="https://m.example/@u/112233445566778899/embed">'
    '<a href="https://m.example/@u/112233445566778899"><div>Post by @u@m.example</div><div>View on Mastodon</div></a></blockquote>'
)


@dataclass
class Service:
    """Stands for every service: what it answers, by the address that it is asked about, and what it was asked."""

    answers: dict[str, object] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes | None = None
    port: int = 0

    def connector(self) -> Connector:
        def connect(host: str, port: int | None) -> http.client.HTTPConnection:
            self.asked.append((host, ""))
            return http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)

        return Connector(connect)

    def ask(self, shown: Shown) -> Answer | Problem:
        return ask(shown, self.connector())


@pytest.fixture
def service() -> Iterator[Service]:
    state = Service()

    class Handler(BaseHTTPRequestHandler):
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            query = parse_qs(urlsplit(self.path).query)
            url = query.get("url", [""])[0]
            state.asked.append((urlsplit(self.path).path, url))
            body = state.body if state.body is not None else json.dumps(state.answers.get(url, {})).encode()
            self.send_response(
                state.status if url in state.answers or state.body is not None or state.status != 200 else 404
            )
            for name, value in {"Content-Length": str(len(body)), **state.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    state.port = server.server_port
    thread = Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield state
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_post_becomes_a_quotation_and_nothing_else_changes(service: Service) -> None:
    service.answers[X] = {"html": TWEET, "author_name": "غيرها", "type": "rich"}
    before = f"{FRONT}\r\nقبل  \r\nhttps://twitter.com/safiya/status/12?s=20\r\nبعد `{X}`\r\n\r\n{X}\r\n\r\n- {X}\r\n"
    before = before.replace("\r\n", "\n").replace("\n", "\r\n")
    after, found = filled(b"\xef\xbb\xbf" + before.encode(), service.ask)
    quoted = f"> عادت \\*السنونو\\* & الوروار إلى #رأس_السنونو\\\n> سطر ثان\n>\n> — صفية النول (@safiya\\_) [2026-11-17]({X})"
    wanted = f"{FRONT}\nقبل  \n\n{quoted}\n\nبعد `{X}`\n\n{quoted}\n\n- {X}\n"
    assert after.decode() == "\ufeff" + wanted.replace("\n", "\r\n")
    assert [(one.line, bool(one.markdown)) for one in found] == [(8, True), (11, True)]
    assert service.asked == [("publish.x.com", ""), ("/oembed", X)], "each address once"
    parts = render(wanted[len(FRONT) :], first_line=1, prefix="").parts
    posts = [part.embed for part in parts if isinstance(part, Picture) and part.embed]
    assert [(post.author, post.handle, post.posted) for post in posts] == [("صفية النول", "@safiya_", "2026-11-17")] * 2
    assert posts[0].text == "<p>عادت *السنونو* &amp; الوروار إلى #رأس_السنونو<br>\nسطر ثان</p>"
    assert filled(after, service.ask) == (after, ()), "what is written is not asked about again"


@pytest.mark.parametrize(
    ("address", "answer", "written"),
    [
        ("https://bsky.app/profile/s.bsky.social/post/3k", {"html": SKEET},
         "> The swallows\n> {: lang=en}\n>\n> — Safiya (@s.bsky.social) [2026-11-17](https://bsky.app/profile/s.bsky.social/post/3k)"),
        ("https://www.tiktok.com/@u/video/1", {"html": CLIP, "title": "غيره", "author_name": "فرقة"},
         "> رقصة #دبكة\n>\n> — فرقة (@u) <https://www.tiktok.com/@u/video/1>"),
        ("https://m.example/@u/112233445566778899", {"html": TOOT, "author_name": "U"}, ""),
        ("https://youtu.be/abc", {"title": "فيلم [عن] الميناء"}, "[فيلم \\[عن\\] الميناء](https://www.youtube.com/watch?v=abc){: .video}"),
        ("https://soundcloud.com/u/t", {"title": "صوت <b>البحر</b>"}, "[صوت \\<b>البحر\\</b>](https://soundcloud.com/u/t){: .embed}"),
        ("https://public.flourish.studio/visualisation/12/", {"title": "\u202eرسم\nبياني\x00"}, "[رسم بياني](https://public.flourish.studio/visualisation/12/){: .embed}"),
        ("https://soundcloud.com/u/t", {"title": ["لا"]}, ""),
        ("https://soundcloud.com/u/t", {}, ""),
    ],
)  # fmt: skip
def test_what_each_kind_becomes(service: Service, address: str, answer: dict[str, object], written: str) -> None:
    shown = shown_at(address)
    assert shown is not None
    service.answers[shown.page] = answer
    after, found = filled(f"{FRONT}{address}\n".encode(), service.ask)
    assert [one.markdown for one in found] == [written]
    assert after.decode() == f"{FRONT}{written or address}\n"


def test_services_without_an_open_endpoint_are_not_asked(service: Service) -> None:
    for address in ("https://www.instagram.com/p/Cabc/", "https://t.me/news/1", "https://maps.google.com/?q=1,2"):
        data = f"{FRONT}{address}\n".encode()
        after, found = filled(data, service.ask)
        assert after == data or "instagram" in address
        assert [one.problem.code for one in found if one.problem] == ["embed-no-service"]
    assert service.asked == []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"status": 404}, "embed-gone"),
        ({"status": 403}, "embed-gone"),
        ({"status": 500}, "embed-unreadable"),
        ({"body": b"<!doctype html>"}, "embed-unreadable"),
        ({"body": b"[1]"}, "embed-unreadable"),
        ({"body": b"[" * 100_000}, "embed-unreadable"),
        ({"body": b" " * (oembed.MOST_BYTES + 1)}, "embed-unreachable"),
        ({"status": 302, "headers": {"Location": "https://evil.example/oembed"}}, "embed-unreachable"),
        ({"status": 302, "headers": {"Location": "http://publish.x.com/oembed"}}, "embed-unreachable"),
        ({"status": 302, "headers": {"Location": "https://publish.x.com.evil.example/"}}, "embed-unreachable"),
        ({"status": 302, "headers": {"Location": "/again"}}, "embed-unreachable"),
        ({"status": 302, "headers": {}}, "embed-unreachable"),
    ],
)
def test_no_answer_changes_nothing_and_is_told(service: Service, change: dict[str, object], code: str) -> None:
    for name, value in change.items():
        setattr(service, name, value)
    data = f"{FRONT}{X}\n".encode()
    after, found = filled(data, service.ask)
    assert after == data
    assert [one.problem.code for one in found if one.problem] == [code]
    assert {host for host, _ in service.asked if "." in host} == {"publish.x.com"}
    assert len(service.asked) <= 2 * (oembed.REDIRECTS + 1)


def test_only_the_public_internet_is_asked() -> None:
    for address in (
        "127.0.0.1",
        "10.0.0.8",
        "192.168.1.1",
        "169.254.169.254",
        "::1",
        "fe80::1%eth0",
        "::ffff:10.0.0.1",
        "224.0.0.1",
        "0.0.0.0",
    ):
        assert not is_public(address), address
    assert is_public("93.184.216.34")
    assert is_public("2606:2800:220:1:248:1893:25c8:1946")
    mastodon = shown_at("https://localhost.localdomain/@u/112233445566778899")
    assert mastodon is not None
    refused = ask(mastodon)
    assert isinstance(refused, Problem)
    assert refused.code == "embed-unreachable"


def test_the_command_writes_once_and_shows_the_difference(
    service: Service, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    service.answers[X] = {"html": TWEET}
    file = tmp_path / "content/a.md"
    file.parent.mkdir()
    before = f"{FRONT}{X}\n\nhttps://t.me/news/1\n"
    file.write_text(before, encoding="utf-8")
    assert embed(tmp_path, ["content/a.md"], service.ask, "en", dry_run=True) == 4
    assert file.read_text(encoding="utf-8") == before
    assert "+> — صفية" in capsys.readouterr().out
    assert embed(tmp_path, [str(file)], service.ask, "en", dry_run=False) == 4
    assert file.read_text(encoding="utf-8").endswith(f"]({X})\n\nhttps://t.me/news/1\n")
    file.write_text(before.replace("https://t.me/news/1", ""), encoding="utf-8")
    assert embed(tmp_path, ["content/a.md"], service.ask, "en", dry_run=False) == 0


@pytest.mark.parametrize(
    "data", [b"", b"\0", "بلا رأس\n".encode(), f"{FRONT}a\r\nb\n{X}\n".encode(), "لا".encode("cp1256")]
)
def test_a_file_that_is_no_story_stays(service: Service, data: bytes) -> None:
    assert filled(data, service.ask) == (data, ())
    assert service.asked == []
