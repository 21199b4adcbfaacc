"""HTML that a writer left open, or that shows nothing, takes no picture, box, post, player, film or sound in silently."""

from __future__ import annotations

import random
import re

import pytest

from newsgen.articles.body import Body, render
from newsgen.model.picture import Picture
from tests.support.cases import every

TAGS = (
    "a abbr article b big blockquote button caption center code del details div em figure font form h2 i img ins kbd li math mi nobr "
    "noscript object ol option p pre q ruby s script select small span strong style sub summary svg table tbody td template textarea "
    "th title tr tt u ul video xmp"
).split()
ALONE = {
    "picture": "![صورة](n{}.jpg)",
    "linked picture": "[![صورة](n{}.jpg)](https://example.org/)",
    "box": "[أرقام](data/n{}.csv){{: .chart}}",
    "player": "https://www.youtube.com/watch?v=aB3_x-9n{}",
    "post": "> كلام\n>\n> — اسم (@a_b) [2026-11-17](https://x.com/a/status/185812345678901n{})".replace("n{}", "{}"),
    "film": "[مشهد](/n{}.mp4){{: .video}}",
    "sound": "[صوت](/n{}.mp3){{: .audio}}",
}
OTHER = ["نص", "\n\n", "\n", "- ", "> ", "## ", "**", "`", "| a | b |\n|---|---|\n| ", " | ", "    ", " "]


def shown(body: Body) -> list[Picture]:
    return [part for part in body.parts if isinstance(part, Picture)]


def told(body: Body) -> str:
    return " ".join(f"{problem.code} {dict(problem.values)}" for problem in body.problems)


@pytest.mark.parametrize(
    "tag", ["b", "i", "em", "strong", "code", "small", "u", "s", "font", "a href=/x", "span", "mark", "nobr", "div"]
)
@pytest.mark.parametrize(
    "before", ["قبل <{}>مفتوح\n\n", "<{}>\n\n", "- بند <{}> ق\n\n", "<b><{}><table></caption>\n\n", "> ق <{}>\n\n"]
)
def test_what_stands_behind_an_open_element_is_shown(before: str, tag: str) -> None:
    body = "\n\n".join(text.format(number) for number, text in enumerate(ALONE.values()))
    found = render(before.format(tag) + body + "\n\nنهاية.", first_line=1, prefix="")
    kinds = ["box" if one.box else "embed" if one.embed else "sound" if one.sound else "film" if one.video else "picture" for one in shown(found)]  # fmt: skip
    assert kinds in (
        ["picture", "picture", "box", "film", "embed", "film", "sound"],
        ["picture", "picture", "box", "embed", "embed", "film", "sound"],
    )
    assert "html-swallows" not in told(found)


def test_an_open_element_between_a_paragraph_and_a_picture() -> None:
    """The sanitiser opens the ``b`` anew inside the mark of the picture, since nothing stands between it and the paragraph."""
    found = render("<b><table></caption>![صورة](a.jpg)", first_line=1, prefix="")
    assert [one.address for one in shown(found)] == ["a.jpg"]


@pytest.mark.parametrize(
    "tag", ["noscript", "template", "textarea", "script", "style", "title", "xmp", "iframe", "plaintext"]
)
@pytest.mark.parametrize("kind", ALONE)
@pytest.mark.parametrize("prefix", ["", "/news"])
def test_what_an_element_takes_in_is_an_error_at_its_place(tag: str, kind: str, prefix: str) -> None:
    text = ALONE[kind].format(7)
    found = render(f"قبل <{tag}>\n\n{text}", first_line=5, prefix=prefix)
    if not shown(found):
        (problem,) = [problem for problem in found.problems if problem.code == "html-swallows"]
        assert problem.level == "error"
        assert problem.line == (9 if kind == "post" else 7)
    assert not [one for one in render(text, first_line=5, prefix=prefix).problems if one.code == "html-swallows"]


def test_an_unsafe_film_is_no_swallowed_one() -> None:
    found = render(
        "<b>x</b>\n\n[مشهد](javascript:x){: .video}\n\n[a](/a.mp4?x=1&y=2){: .video}", first_line=1, prefix="/news"
    )
    assert "html-swallows" not in told(found)


def drawn(seed: int) -> str:
    chance, number, parts = random.Random(seed), 0, []
    for _ in range(chance.randint(2, 8)):
        if chance.random() < 0.4:
            parts.append(chance.choice(["<{}>", "<{}>", "</{}>", "<{} class=x>"]).format(chance.choice(TAGS)))
        elif chance.random() < 0.5:
            parts.append(chance.choice(list(ALONE.values())).format(number))
            number += 1
        else:
            parts.append(chance.choice(OTHER))
    return "".join(parts)


@pytest.mark.parametrize("first", every(4, range(0, 4000, 250)))
def test_no_source_is_missing_without_a_problem(first: int) -> None:
    """What a text names stands in a part of its body, or as its words, or a problem tells of it."""
    for seed in range(first, first + 250):
        text = drawn(seed)
        found = render(text, first_line=1, prefix="")
        written = re.findall(r"n[0-9]+\.(?:jpg|csv|mp4|mp3)|9n[0-9]+|185812345678901[0-9]+", text)
        here = repr(found.parts)
        for name in written:
            assert name in here or name in told(found) or "html-removed" in told(found), (seed, text)


@pytest.mark.parametrize(
    ("line", "author", "handle"),
    [
        ("— <b>صفية</b> النول (@safiya) [2026-11-17]({})", "صفية النول", "@safiya"),
        ("— صفية &amp; النول (@safiya) [2026-11-17]({})", "صفية & النول", "@safiya"),
        ("— [صفية](https://example.org/safiya) (@safiya) [2026-11-17]({})", "صفية", "@safiya"),
        ("— <span lang=en>Safiya</span> [2026-11-17]({})", "Safiya", ""),
    ],
)
def test_html_in_the_last_line_of_a_post_is_no_part_of_the_name(line: str, author: str, handle: str) -> None:
    address = "https://x.com/a/status/1858123456789012345"
    (found,) = shown(render(f"> كلام\n>\n> {line.format(address)}", first_line=1, prefix=""))
    assert found.embed
    assert (found.embed.author, found.embed.handle, found.embed.address) == (author, handle, address)


@pytest.mark.parametrize(
    "more",
    [
        "![ص](n1.jpg)",
        "[أ](data/n1.csv){: .chart}",
        "[م](/n1.mp4){: .video}",
        "[م](https://x.com/a/status/1858123456789012n1)".replace("n1", "77"),
    ],
)
def test_a_last_line_with_more_than_words_and_its_link_is_no_source(more: str) -> None:
    text = f"> كلام\n>\n> — اسم {more} [2026-11-17](https://x.com/a/status/1858123456789012345)"
    found = render(text, first_line=1, prefix="")
    here = repr(found.parts) + told(found)
    assert "n1" in here or "185812345678901277" in here
    assert "1858123456789012345" in here
