"""A story's file is a value that loses nothing, and its blocks are those that the Markdown engine sees."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from newsgen.articles import body
from newsgen.articles.comments import without_comments
from newsgen.base.problems import Problem
from newsgen.desk.story_file import StoryFile, blocks_of, lines_of_text, open_story
from newsgen.site.article_file import split
from newsgen.site.text import without_controls
from tests.desk import stories
from tests.support.cases import every
from tests.support.growth import is_linear

CONTENT = Path(__file__).parents[2] / "content"
HEAD = "---\ntitle: عنوان\nsection: politics\ndate: 2026-05-01\n---\n"

quick = settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
long = settings(max_examples=20_000, deadline=None, suppress_health_check=list(HealthCheck))


def opened(text: str | bytes) -> StoryFile:
    file = open_story(text if isinstance(text, bytes) else text.encode())
    assert isinstance(file, StoryFile)
    return file


def is_lossless(data: bytes) -> None:
    halves, _ = split(data)
    file = open_story(data)
    assert isinstance(file, Problem) == (halves is None)
    if isinstance(file, Problem):
        return
    assert file.data == data
    assert all(block.raw.strip(" \t\r\n") for block in file.blocks)
    for block in file.blocks[:-1]:
        assert block.gap.startswith(("\n", "\r"))


@pytest.mark.parametrize("path", sorted(CONTENT.rglob("*.md")), ids=lambda path: path.name)
def test_the_samples_are_opened_and_saved_byte_for_byte(path: Path) -> None:
    data = path.read_bytes()
    assert opened(data).data == data
    assert opened(data).keyed


@quick
@given(stories.files())
def test_every_byte_belongs_to_one_part(data: bytes) -> None:
    is_lossless(data)


@pytest.mark.nightly
@long
@given(stories.files())
def test_every_byte_belongs_to_one_part_long(data: bytes) -> None:
    is_lossless(data)


@pytest.mark.parametrize(
    "data",
    [
        b"---\n---",
        b"---\n---\n",
        b"---\ntitle: x\n---",
        b"\xef\xbb\xbf---\r\ntitle: x\r\n---\r\n\r\ntext",
        b"\n\n---\ntitle: x\n...\ntext\n",
        b"---\n{title: x, section: y}\n---\ntext\n",
        b"---\n  title: x\n  section: y\n---\ntext\n",
        b"---\ntitle: x\ntitle: y\n---\ntext\n",
        b"---\n- a\n---\ntext\n",
        b"---\ntitle: [\n---\ntext\n",
        b"---\n? a\n: b\n---\ntext\n",
        "---\ntitle: \u2028x\n---\nفيه\u0085سطر\n".encode(),
        "\u200f---\ntitle: x\n---\n\u200e\n\nنص\n".encode(),
        b"---\ntitle: x\n---\n   \n\t\n",
        b"---\ntitle: x\n---\n<!-- open",
    ],
)
def test_odd_files_lose_nothing(data: bytes) -> None:
    is_lossless(data)


def test_a_front_matter_is_its_keys_with_their_lines() -> None:
    text = '---\n# فوق\ntitle: "أ: ب"   # عنوان\n\nimage:\n  src: a.jpg\n\n  alt: ص\n# بين\nextra:\n  a: |\n    س\n\n# أخيرًا\n---\n'
    parts = opened(text).front
    assert [(part.key, part.raw) for part in parts] == [
        ("", "# فوق\n"),
        ("title", 'title: "أ: ب"   # عنوان\n'),
        ("", "\n"),
        ("image", "image:\n  src: a.jpg\n\n  alt: ص\n"),
        ("", "# بين\n"),
        ("extra", "extra:\n  a: |\n    س\n"),
        ("", "\n"),
        ("", "# أخيرًا\n"),
    ]


BLOCKS = {
    "paragraphs": ("واحد\nتتمته\n\nاثنان\n{: .pull}", ["paragraph", "paragraph"]),
    "headings need no empty line": ("قبل\n## عنوان\nبعد", ["paragraph", "heading", "paragraph"]),
    "a loose list": ("- أ\n\n- ب\n\n  داخل\n\nخارج", ["list", "paragraph"]),
    "two kinds of lists": ("- أ\n\n1. ب", ["list", "list"]),
    "quotations in a row": ("> أ\n\n> ب\n\nنص", ["quote", "paragraph"]),
    "terms": ("مصطلح\n:   شرح\n\nآخر\n\n:   شرح", ["definitions"]),
    "a table": ("| أ | ب |\n|---|---|\n| 1 | 2 |\n\nنص", ["table", "paragraph"]),
    "code with empty lines": ("```py\nأ\n\nب\n```\n\nنص", ["code", "paragraph"]),
    "a footnote": ("نص[^1]\n\n[^1]: أ\n\n    ب\n\nنص", ["paragraph", "footnote", "paragraph"]),
    "references": ("[أ]: /b\n\n*[م]: متر", ["reference", "reference"]),
    "rules": ("أ\n\n***\n\n---\n\nب", ["paragraph", "rule", "rule", "paragraph"]),
    "a heading underlined": ("عنوان\n---\n\nنص", ["paragraph", "paragraph"]),
    "HTML up to its end": ("<div>\n\nأ\n\n</div>\n\nب", ["html", "paragraph"]),
    "HTML that does not end": ("<div>\n\nأ\n\nب", ["html", "paragraph", "paragraph"]),
    "a comment alone": ("أ\n\n<!-- سر\n\nسر -->\n\nب", ["paragraph", "comment", "paragraph"]),
    "a comment in a list": ("- أ\n<!-- سر -->\n- ب", ["list"]),
    "a comment across paragraphs": ("أ <!-- سر\n\nسر --> ب", ["paragraph"]),
    "a mark of direction before a list": ("\u200f- أ\n\u200f- ب", ["list"]),
    "a year": ("1948. كان\n\n1949. صار", ["paragraph", "paragraph"]),
    "a hashtag": ("#وسم\n\n#آخر", ["paragraph", "paragraph"]),
}


@pytest.mark.parametrize("text", BLOCKS)
def test_blocks(text: str) -> None:
    source, kinds = BLOCKS[text]
    assert [str(block.kind) for block in opened(HEAD + source).blocks] == kinds


def test_entries_of_live_coverage_are_apart() -> None:
    text = "مقدمة\n# 2026-11-22\n## 14:05 خبر {.key}\n- أ\n ## 13:00 آخر\nنص\n```\n## 9:00 رمز\n```\n"
    kinds = [(str(b.kind), b.source) for b in opened(HEAD.replace("section", "kind: live\nsection", 1) + text).blocks]
    assert kinds == [
        ("paragraph", "مقدمة"),
        ("heading", "# 2026-11-22"),
        ("heading", "## 14:05 خبر {.key}"),
        ("list", "- أ"),
        ("heading", " ## 13:00 آخر"),
        ("paragraph", "نص\n```\n## 9:00 رمز\n```"),
    ]


@pytest.mark.parametrize("text", [">" * 5000 + " أ\n\nب", "- " * 3000 + "أ", "[" * 300_000, "<b>" * 5000], ids=range(4))
def test_a_text_that_a_build_refuses_is_one_block(text: str) -> None:
    file = opened(HEAD + "\n\n" + text + "\n")
    assert [block.source for block in file.blocks] == [text]
    assert file.text.endswith(text + "\n")


# the engine


_CROSSES = re.compile(r"\[\^|\]:|\*\[|^[ ]*(?:[2-9]|[1-9][0-9]+|[٠-٩])[.)]", re.MULTILINE)
"""What may reach across blocks: footnotes, definitions of addresses, abbreviations, numbers that go on a list above."""
_TAG = re.compile(r"<(/?)([a-z]+)[^<>]*>")


def crosses(text: str) -> bool:
    """Whether something of a text reaches across its blocks, or HTML in it is not closed where it should be."""
    if _CROSSES.search(text):
        return True
    names: list[str] = []
    for end, name in _TAG.findall(text):
        if end and (not names or names.pop() != name):
            return True
        if not end and name not in ("hr", "br"):
            names.append(name)
    return bool(names)


def shown(text: str) -> list[object]:
    """What readers see of a text: HTML with one line end for several, and pictures."""
    found: list[object] = []
    for part in body.render(text, first_line=1, prefix="").parts:
        if isinstance(part, str) and found and isinstance(found[-1], str):
            found[-1] += "\n" + part
        else:
            found.append(
                part if isinstance(part, str) else (part.address, part.alt, part.caption, part.video, part.story)
            )
    return found


def joined(pieces: list[list[object]]) -> list[object]:
    out: list[object] = []
    for piece in pieces:
        for part in piece:
            if isinstance(part, str) and out and isinstance(out[-1], str):
                out[-1] += "\n" + part
            else:
                out.append(part)
    return [re.sub(r"\s*\n\s*", "\n", part) if isinstance(part, str) else part for part in out]


def is_seen_alike(text: str) -> None:
    """Assert that the blocks of a text are rendered one by one as together, where nothing reaches across them."""
    clean = without_controls(text)[0]
    plain, problems = without_comments(clean, 1)
    if problems or crosses(plain):
        return
    _, blocks = blocks_of(lines_of_text(text), clean, live=False)
    assert joined([shown(without_controls(block.source)[0]) for block in blocks]) == joined([shown(clean)])


@quick
@given(stories.bodies())
def test_the_engine_sees_the_same_blocks(text: str) -> None:
    is_seen_alike(text)


@pytest.mark.nightly
@long
@given(stories.bodies(16))
def test_the_engine_sees_the_same_blocks_long(text: str) -> None:
    is_seen_alike(text)


@pytest.mark.parametrize("text", BLOCKS)
def test_the_engine_sees_the_blocks_of_the_table(text: str) -> None:
    is_seen_alike(BLOCKS[text][0])


@pytest.mark.parametrize(
    "piece",
    every(
        4,
        [
            "- أ\n\n",
            "<div>\n\n",
            "> أ\n\n",
            "<!-- أ -->\n\n",
            "```\n\n",
            "أ\n:   ب\n\n",
            "## أ\n",
            "<pre>\n\n",
            "</div>\n\n",
        ],
    ),
)
def test_taking_apart_is_linear(piece: str) -> None:
    def take_apart(text: str) -> object:
        return open_story((HEAD + text).encode())

    assert is_linear(take_apart, piece)
