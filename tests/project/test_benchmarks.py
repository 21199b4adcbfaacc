"""The benchmarks run: corpora are the same everywhere, and the rows of a small one change what they should."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from newsgen.articles.paragraphs import convert_plain

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def benchmarks(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.syspath_prepend(str(ROOT / "benchmarks"))
    yield
    for name in ("run", "corpus", "peers", "pictures"):
        sys.modules.pop(name, None)


def test_a_corpus_is_the_same_everywhere() -> None:
    import hashlib

    from corpus import article, pieces

    for kind, told in (("news", "845284fe1dca334a"), ("synthetic", "dcf9f5a43ab36798"), ("plain", "afed793eec3ca5e5")):
        text = "".join(one.name + article(one) for one in pieces(20, kind))
        assert hashlib.sha256(text.encode()).hexdigest()[:16] == told, kind


def test_real_documents(tmp_path: Path) -> None:
    from corpus import article, pieces

    (tmp_path / "a.txt").write_text(
        '<DOC><TITLE>عنوان "أول"</TITLE><TEXT>\nسطر * أول\n1. ثانٍ &amp; ثالث\n</TEXT></DOC>', "utf-8"
    )
    (tmp_path / "b.txt").write_text("عنوان ثانٍ\nفقرة\x07\n\n# أخرى", "utf-8")
    one, two, three = pieces(3, str(tmp_path))
    assert (one.title, two.title, three.title) == ("عنوان ”أول” 0", "عنوان ثانٍ 1", "عنوان ”أول” 2")
    assert one.body == "سطر \\* أول\n\n1\\. ثانٍ & ثالث\n"
    assert two.body == "فقرة\n\n\\# أخرى\n"
    assert article(three).startswith('---\ntitle: "عنوان')


def test_stories_are_as_real_ones_are() -> None:
    """Most topics have few stories, most stories have quotations and figures, and few need the Markdown engine."""
    from collections import Counter

    from corpus import pieces

    stories = list(pieces(400, "news"))
    topics = Counter(topic for one in stories for topic in one.tags)
    assert len(topics) > 200
    assert sum(many <= 3 for many in topics.values()) > len(topics) / 2
    assert 0.6 < sum('"' in one.body for one in stories) / len(stories) < 0.8
    assert any(one.body.startswith("- ") or "\n- " in one.body for one in stories)
    assert sum(convert_plain(one.body) is None for one in stories) < len(stories) / 25


def test_real_documents_are_measured_first(tmp_path: Path) -> None:
    import run

    assert run.kinds(None, "news") == ("news",)
    assert run.kinds(tmp_path, "plain") == (str(tmp_path.resolve()), "plain")


STORIES = 300
"""Enough for the pool of processes."""


@pytest.mark.ci
def test_every_row(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every row of newsgen's own: how many files each writes, not how long it takes."""
    import run

    monkeypatch.setattr(run, "SETTLED", 0)
    rows = {one.row: one for one in run.measure("newsgen", tmp_path, STORIES, "plain", run.ROWS, 1)}
    assert rows["cold"].files > 1.5 * STORIES
    assert rows["nothing changed"].files == 0
    assert rows["one word edited"].files <= 2, "the story and the stamp"
    assert 5 <= rows["one new story"].files <= 40
    assert STORIES <= rows["template edited"].files <= STORIES + 2
    assert "| newsgen | cold |" in run.table(list(rows.values()))
    assert 0 < rows["cold"].own < rows["cold"].cpu, "workers are told apart from the builder"
    assert "| newsgen |" in run.shares(list(rows.values()))
    run.write(tmp_path / "results", "300-plain", list(rows.values()), {"stories": STORIES})
    assert "<svg" in (tmp_path / "results/300-plain.svg").read_text("utf-8")


def test_seconds_by_number_of_processors() -> None:
    import run

    built = run.Measured("newsgen", "cold", 9.0, 18.0, 100, 1, own=2.0)
    assert [run.spread(built, n) for n in (1, 2, 4, 8)] == [18, 10, 6, 4]
    threads = run.Measured("hugo", "cold", 9.0, 16.0, 900, 1, own=16.0)
    assert [run.spread(threads, n) for n in (1, 2, 4, 8)] == [16, 8, 4, 2]
    assert "| newsgen | 2.00 | 16.00 | 11% | 18.0 | 10.0 |" in run.shares([built, threads])


def test_pictures_are_compared_at_equal_likeness() -> None:
    from PIL import Image

    import pictures

    image = Image.linear_gradient("L").convert("RGB")
    assert abs(pictures.ssim(image, image) - 1) < 1e-6
    assert pictures.ssim(image, image.rotate(90)) < 0.9
    assert pictures.bytes_at([(0.8, 100), (0.9, 400)], 0.85) == pytest.approx(200)
    for one in pictures.RENDITIONS:
        left, top, right, bottom = one.box
        assert abs((right - left) / (bottom - top) - one.width / one.height) < 0.01
