"""Workers encode stories: the codec needs no database, and decodes what it encoded."""

import subprocess
import sys

import pytest

from newsgen.articles.article import parse_article
from newsgen.model.placement import card_terms
from newsgen.record.codec import sealed, unpacked
from newsgen.record.damage import Damaged
from newsgen.site import settings_file
from tests.support import SETTINGS

STORY = """---
title: افتتاح الميناء
standfirst: بعد سنتين من العمل
section: politics
date: 2026-05-01 10:00
---
نص الخبر.
"""


def test_the_codec_and_the_view_load_no_database() -> None:
    code = "import sys, newsgen.record.codec, newsgen.record.view; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {"sqlite3", "_sqlite3", "zstandard"} & set(done.stdout.split())


def test_a_record_loads_no_zstandard() -> None:
    """A build with nothing to do opens a record and decodes no story."""
    code = "import sys, newsgen.record.recovery; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "zstandard" not in done.stdout.split()


def test_a_sealed_story_opens_as_it_was() -> None:
    loaded, problems = settings_file.read(SETTINGS.encode())
    assert loaded is not None, problems
    reading = parse_article("content/a.md", STORY.encode(), loaded)
    assert reading.article is not None, reading.problems
    story = sealed(reading.article, b"body")
    assert unpacked(story.text) == reading.article
    assert story.opened() == reading.article.summary
    assert story.terms.split() == list(card_terms(reading.article.card))
    assert story.digest != sealed(reading.article, b"another body").digest
    assert story == sealed(reading.article, b"body")


def test_text_that_is_not_compressed_is_damage() -> None:
    with pytest.raises(Damaged):
        unpacked(b"no frame")
