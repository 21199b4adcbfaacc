"""Random damage to our own texts: whatever a source holds, reading it returns Problems and raises nothing, within the bound."""

import functools
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from newsgen.articles.article import parse_article
from newsgen.articles.front import parse_front
from newsgen.articles.page import parse_page
from newsgen.articles.profile import parse_profile
from newsgen.base.problems import Problem
from newsgen.check.findings import story_findings
from newsgen.check.story import parse_story
from newsgen.pages.redirects import parse_entries
from newsgen.pictures.measure import measure
from newsgen.site import settings_file
from newsgen.site.settings import Settings
from tests.support import SETTINGS

ROOT = Path(__file__).parents[2]
BAD = Path(__file__).parents[1] / "bad"
SECONDS = 60
"""The bound of one source, some 5 s of an idle machine, as a busy one takes it."""


@functools.cache
def site_settings() -> Settings:
    found, _ = settings_file.read(SETTINGS.encode())
    assert found is not None
    return found


@functools.cache
def seeds(*patterns: str) -> tuple[bytes, ...]:
    """The first bytes of our own sources, good and broken ones."""
    paths = sorted(path for root in (ROOT / "content", BAD) for pattern in patterns for path in root.rglob(pattern))
    return tuple(path.read_bytes()[:6000] for path in paths if path.is_file()) or (b"---\n",)


MARKS = ["<![x", "<!--", "<a title='>", "<div>\n", "</", "&#&#x202e;x202e;", "&#xe000;", "\ue100", "~~~ {.x}\n", "```\n", "|a", "\n|-|-|\n", "\n: b", "{#a .b}", "{",
         "![a](b.png)", "[^1]", "\n[^1]: a", "\n*[A]: b", "[a]: b", "](", "**", "__", "\\", "> " * 9, "\n- ", "\n1. ", "\n## 14:05 خبر", "\n# 2026-11-22",
         "\x00", "\r", "\u202e", "\ufeff", "\ud7ff", "---\n", "...\n", "&a", "*a", "!!python/object:x", "? ", "[[[[", "{{{{", ": ", "'", '"', "0x1", "1e999",
         "9999-99-99", "~", "\t", "<script>", "javascript:", "\x02klzzwxh:0001\x03", "wzxhzdk:0"]  # fmt: skip
PIECES = st.one_of(
    st.sampled_from(MARKS).map(str.encode),
    st.binary(max_size=8),
    st.text(max_size=5).map(lambda t: t.encode("utf-8", "replace")),
)
RUNS = st.builds(lambda piece, times: piece * times, PIECES, st.sampled_from([1, 1, 1, 2, 30, 400]))


@st.composite
def damaged(draw: st.DrawFn, originals: tuple[bytes, ...]) -> bytes:
    """One of our own sources, with pieces put in, parts cut out and parts repeated."""
    data = draw(st.sampled_from(originals))
    for _ in range(draw(st.integers(1, 6))):
        start = draw(st.integers(0, len(data)))
        end = start + draw(st.integers(0, 40))
        data = data[:start] + draw(RUNS) + data[draw(st.sampled_from([start, start, end])) :]
    return data


def article(data: bytes) -> None:
    parse_article("content/a.md", data, site_settings())


def page(data: bytes) -> None:
    parse_page("content/pages/a.md", data, site_settings())


def findings(data: bytes) -> None:
    story = parse_story("content/a.md", data)
    if story is not None:
        list(story_findings(story, site_settings()))


def profile(data: bytes) -> None:
    parse_profile("content/authors/a.yml", data, site_settings())


def front(data: bytes) -> None:
    parse_front("content/front.yml", data, site_settings())


def redirects(data: bytes) -> None:
    parse_entries(data)


def settings_of(data: bytes) -> None:
    settings_file.read(data)


def picture(data: bytes) -> None:
    for suffix in (".jpg", ".png", ".webp", ".avif", ".gif"):
        found = measure(f"content/p{suffix}", data)
        assert isinstance(found, Problem) or (0 < found.width <= 20_000 and 0 < found.height <= 20_000)


PICTURES = (
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x04\0\0\0\x03", b"GIF89a\x04\0\x03\0", b"\xff\xd8\xff\xe0\0\x04ab\xff\xc0\0\x11\x08\0\x03\0\x04",
    b"RIFF\0\0\0\0WEBPVP8X\0\0\0\0\0\0\0\0\x03\0\0\x02\0\0", b"RIFF\0\0\0\0WEBPVP8L\0\0\0\0\x2f\x03\x80\0\0", b"\0\0\0\x10ftypavif\0\0\0\0",
    b"\0\0\0\x0cftypavif\0\0\0\x5cmeta\0\0\0\0\0\0\0\x0epitm\0\0\0\0\0\x01\0\0\0\x42iprp\0\0\0\x1cipco\0\0\0\x14ispe\0\0\0\0\0\0\0\x04\0\0\0\x03"
    b"\0\0\0\x1eipma\0\0\0\0\0\0\0\x01\0\x01\x01\x01" + bytes(20),
)  # fmt: skip
READERS: dict[str, tuple[Callable[[bytes], None], tuple[str, ...]]] = {
    "article": (article, ("*.md",)), "page": (page, ("*.md",)), "findings": (findings, ("*.md",)), "profile": (profile, ("*.yml",)),
    "front": (front, ("*.yml",)), "redirects": (redirects, ("*.yml",)), "settings": (settings_of, ("*.yml",)), "picture": (picture, ()),
}  # fmt: skip


def fuzz(name: str, examples: int) -> None:
    read, patterns = READERS[name]
    originals = seeds(*patterns) if patterns else PICTURES

    @given(damaged(originals))
    @settings(max_examples=examples, suppress_health_check=list(HealthCheck), database=None)
    def run(data: bytes) -> None:
        begin = time.process_time()
        read(data)
        assert time.process_time() - begin < SECONDS

    run()


@pytest.mark.parametrize("name", READERS)
def test_damaged_sources_raise_nothing(name: str) -> None:
    fuzz(name, 40)


@pytest.mark.nightly
@pytest.mark.parametrize("name", READERS)
def test_damaged_sources_raise_nothing_all_night(name: str) -> None:
    fuzz(name, 20_000)
