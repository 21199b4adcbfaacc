"""A picture that nothing can be made of: the build and the check refuse it alike, where the source names it."""

from __future__ import annotations

import io
import shutil
import struct
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from newsgen.build.run import Listener, Options
from newsgen.cli.site_check import Filter, check
from newsgen.media.adding import Added, add
from newsgen.media.cache import Cache
from newsgen.media.open_store import open_store
from newsgen.pictures import encode as encoding
from newsgen.site.settings_media import MediaStore
from tests.support import NOW, Site
from tests.support.cases import sampled
from tests.support.pictures import png

Place = tuple[str, str, int, int]


def saved(format: str, width: int = 640, **more: Any) -> bytes:
    out = io.BytesIO()
    Image.effect_noise((width, width // 2), 60).convert("RGB").save(out, format, **more)
    return out.getvalue()


def cut(data: bytes, keep: float = 0.6) -> bytes:
    return data[: int(len(data) * keep)]


def damaged() -> bytes:
    """A PNG whose parts are whole and whose pixels are not: only who decodes it sees that."""
    data = bytearray(saved("PNG"))
    at = data.index(b"IDAT")
    data[at + 5_000 : at + 5_100] = bytes(100)
    (size,) = struct.unpack_from(">L", data, at - 4)
    struct.pack_into(">L", data, at + 4 + size, zlib.crc32(data[at : at + 4 + size]))
    return bytes(data)


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path / "site")


def told(site: Site) -> list[Place]:
    """(code, file, line, column) of the errors of a check."""
    report = check(Options(site.root, site.output, NOW), Filter(), Listener())
    return [(p.code, p.file, p.line, p.column) for p in report.problems if p.level == "error"]


def built(site: Site, **more: Any) -> list[Place]:
    report = site.build(**more)
    assert not report.published
    return [(p.code, p.file, p.line, p.column) for p in report.problems if p.level == "error"]


def both(site: Site, *expected: tuple[str, int, int], code: str = "picture-undecodable") -> None:
    """A check before a build, the build, and a check after it find the same."""
    wanted = [(code, *place) for place in expected]
    assert told(site) == wanted
    assert built(site) == wanted
    assert told(site) == wanted


# where it is told


@pytest.mark.ci
def test_each_user_is_told_where_it_names_the_picture(site: Site) -> None:
    """A story's lead, a text, a plain page, a profile, an entry of live coverage, and a name with percent signs."""
    for name in ("lead.png", "text.png", "page.png", "face.png", "entry.png", "a b.png"):
        site.write(f"content/{name}", damaged() + name.encode())
    site.write("content/authors/hala.yml", "name: هالة\nimage:\n  src: ../face.png\n  alt: هالة\n")
    site.write("content/pages/about.md", "---\ntitle: عنا\n---\nنص.\n\n![رصيف](../page.png)\n")
    site.story("a-lead", authors=["هالة"], image="{alt: مركب, src: lead.png}", body="نص.\n\n![مركب](lead.png)")
    site.story("b-text", body="نص.\n\nنص ![مركب](text.png)")
    site.story("c-same", body="![مركب](text.png)")
    site.story("d-live", kind="live", body="## 10:30 خبر\n\nنص.\n\n![مركب](entry.png)")
    site.story("e-percent", image="{src: a%20b.png, alt: مركب}")
    both(
        site,
        ("content/a-lead.md", 6, 25), ("content/authors/hala.yml", 3, 8), ("content/b-text.md", 8, 12),
        ("content/c-same.md", 6, 9), ("content/d-live.md", 11, 9), ("content/e-percent.md", 5, 14),
        ("content/pages/about.md", 6, 9),
    )  # fmt: skip


@pytest.mark.ci
def test_a_file_that_is_published_as_it_came(site: Site) -> None:
    """A small picture, one that moves, and files of ``static/``: also where nobody names it."""
    gif = saved("GIF", save_all=True, append_images=[Image.effect_noise((640, 320), 90)])
    site.write("content/small.png", cut(saved("PNG", 100)))
    site.write("content/moving.gif", cut(gif))
    site.write("static/alone.png", cut(saved("PNG", 100)))
    site.write("static/named.png", cut(saved("PNG", 600)))
    site.story("a", image="{src: small.png, alt: مركب}")
    site.story("b", image="{src: moving.gif, alt: مركب}")
    site.story("c", body="نص.\n\n![مركب](/named.png)")
    named = ("content/c.md", 8, 9)
    expected = [("content/a.md", 5, 14), ("content/b.md", 5, 14), named, ("static/alone.png", 0, 0)]
    assert sorted(set(told(site))) == [("picture-undecodable", *place) for place in expected]
    found = set(built(site))
    assert found == {("picture-undecodable", *place) for place in (named, ("static/alone.png", 0, 0))}
    (site.root / "static/alone.png").unlink()
    (site.root / "static/named.png").unlink()
    site.write("static/named.png", png(600, 300))
    both(site, *expected[:2])


def test_the_same_files_in_the_media_store(site: Site) -> None:
    """Whose bytes are on this machine; a check fetches none."""
    site.write("site.yml", site.settings + f"media: {{store: {site.root.parent / 'store'}}}\n")
    site.write("content/a.png", damaged())
    site.story("one", image="{src: a.png, alt: مركب}")
    (site.root.parent / "store").mkdir()
    store, cache = open_store(MediaStore(store=str(site.root.parent / "store")), site.root), Cache(site.root)
    assert isinstance(add(site.root, "content/a.png", store, cache), Added)
    both(site, ("content/one.md", 5, 14))
    shutil.rmtree(cache.folder)
    assert told(site) == []
    assert not cache.folder.exists()


# what is refused


@sampled(3)
@pytest.mark.parametrize(
    ("name", "make", "code"),
    [
        ("a.jpg", lambda: cut(saved("JPEG")), "picture-undecodable"),
        ("a.jpg", lambda: cut(saved("JPEG", progressive=True)), "picture-undecodable"),
        ("a.jpg", lambda: saved("JPEG")[:900] + b"\xff\xd9", "picture-undecodable"),
        ("a.png", lambda: damaged(), "picture-undecodable"),
        ("a.png", lambda: saved("PNG")[:-30], "picture-undecodable"),
        ("a.webp", lambda: cut(saved("WEBP")), "picture-undecodable"),
        ("a.avif", lambda: cut(saved("AVIF")), "picture-undecodable"),
        ("a.gif", lambda: cut(saved("GIF")), "picture-undecodable"),
        ("a.png", lambda: png(8_000, 19_000), "picture-too-large"),
    ],
    ids=["cut", "a cut scan", "few pixels", "PNG", "PNG without its end", "WebP", "AVIF", "GIF", "pixels"],
)
def test_every_kind_that_a_build_refuses(site: Site, name: str, make: Callable[[], bytes], code: str) -> None:
    site.write(f"content/{name}", make())
    site.story("one", image=f"{{src: {name}, alt: مركب}}")
    both(site, ("content/one.md", 5, 14), code=code)


@sampled(3)
@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "AVIF", "GIF"])
@pytest.mark.parametrize("width", [479, 640])
def test_nothing_that_a_build_takes_is_refused(site: Site, format: str, width: int) -> None:
    name = f"a.{format.lower()}"
    site.write(f"content/{name}", saved(format, width))
    site.story("one", image=f"{{src: {name}, alt: مركب}}")
    assert told(site) == []
    assert site.build().published


@pytest.mark.ci
def test_what_only_hidden_stories_show_is_a_warning(site: Site) -> None:
    """Before the embargo ends at night and nothing can be published."""
    for name, data in (("draft.png", damaged()), ("later.png", damaged() + b"!"), ("small.png", cut(saved("PNG", 90)))):
        site.write(f"content/{name}", data)
    site.story("a", status="draft", image="{src: draft.png, alt: مركب}")
    site.story("b", publish_at="2026-07-01 10:00", body="![مركب](later.png)")
    site.story("c", publish_at="2026-07-01 10:00", image="{src: small.png, alt: مركب}")
    for _ in range(2):
        report = check(Options(site.root, site.output, NOW), Filter(), Listener())
        found = {(p.level, p.file, p.line) for p in report.problems if p.code == "picture-undecodable"}
        assert found == {("warning", "content/a.md", 6), ("warning", "content/b.md", 7), ("warning", "content/c.md", 6)}
        assert site.build().published


# what it costs, and what it leaves


def test_a_picture_is_decoded_once(site: Site, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A check notes what is good; it decodes nothing of which a build made something, with a store or without one."""
    decoded: list[str] = []

    def refusal(file: Path, *arguments: Any) -> None:
        decoded.append(file.name)

    monkeypatch.setattr(encoding, "refusal", refusal)
    site.write("content/a.png", png(700, 300))
    site.story("one", image="{src: a.png, alt: مركب}")
    for _ in range(2):
        told(site)
    assert decoded == ["a.png"]
    site.write("content/a.png", png(700, 300, 9))
    assert site.build(renditions=tmp_path / "elsewhere").published
    told(site)
    assert decoded == ["a.png"]
    site.story("two", body="![مركب](a.png)")  # another use, with other sizes
    told(site)
    assert decoded == ["a.png"]


def test_a_broken_picture_hides_nothing_else(site: Site) -> None:
    """The other errors are told too, and no link counts as broken because pages were not rendered."""
    site.write("content/a.png", damaged())
    site.write("static/b.png", cut(saved("PNG", 100)))
    site.story("one", image="{src: a.png, alt: مركب}", body="[اقرأ](two.md) [و](none.md)")
    site.story("two", section="none")
    site.story("three", body="[اقرأ](/2026/05/01/one/)")
    found = check(Options(site.root, site.output, NOW), Filter(), Listener()).problems
    assert {problem.code for problem in found if problem.level == "error"} >= {"picture-undecodable", "unknown-section"}
    assert not [problem for problem in found if problem.file == "content/three.md" and "link" in problem.code]


def test_only_its_users_are_held_back(site: Site) -> None:
    site.write("static/a.png", cut(saved("PNG", 700)))
    site.write("content/b.png", damaged())
    site.story("one", image="{src: /a.png, alt: مركب}")
    site.story("two", body="![مركب](b.png)")
    site.story("three")
    report = site.build(keep_good=True)
    assert report.published
    assert set(report.held) == {"content/one.md", "content/two.md", "static/a.png"}
    assert [path for path in report.written if "three" in path]
    assert not [path for path in report.written if path.endswith(".png")]
