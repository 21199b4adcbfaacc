"""The index of the search: what is in it, which periods are made again, and what a killed run leaves."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from PIL import Image

from newsgen import arabic
from newsgen.arabic.folding import fold
from newsgen.arabic.searching import PREFIXES
from newsgen.base import digest
from newsgen.base.problems import FatalProblems
from newsgen.cli import command_line
from newsgen.record.record import Record
from newsgen.search import run
from newsgen.search.search_document import search_document
from newsgen.site.layout import state_folder
from newsgen.site.settings import Settings
from newsgen.site.settings_file import file_bytes, read
from tests.support import NOW, SETTINGS, Site, codes
from tests.support.cases import every, sampled

LETTERS = "ابتثجحخدذرزسشصضطظعغفقكلمنهويأإآىةئؤءًٌٍَُِّْـ٠١٢٣٤٥٦٧٨٩۰۱0123456789 .،ABcdéﻻﷲﷺ‌"


@given(st.text(LETTERS))
@example("وَالْمَدْرَسَةُ الجَدِيدة ٢٠٢٦")
def test_spellings_are_one(text: str) -> None:
    words = arabic.search_terms(text)
    assert arabic.search_terms(fold(text, seats=True)) == words
    assert arabic.search_terms(" ".join(words)) == words


@given(st.text("ابتثجحخدرسشصعفقكلمنهوي", min_size=3, max_size=12), st.sampled_from(PREFIXES))
def test_a_prefix_makes_no_difference(word: str, prefix: str) -> None:
    assert arabic.search_terms(prefix + word) == arabic.search_terms(word)


@pytest.mark.ci
def test_the_script_folds_as_python_does(tmp_path: Path) -> None:
    site = searched(tmp_path)
    pool = (range(0x20, 0x250), range(0x300, 0x530), range(0x600, 0x900), range(0x2000, 0x2070), range(0xFB50, 0xFE00),
            range(0xFE70, 0xFF00))  # fmt: skip
    chars = [chr(c) for block in pool for c in block]
    texts = chars + [one + two + "ة" for one in chars[::7] for two in chars[::13]] + [story for story, _ in QUERIES]
    script = tmp_path / "fold.mjs"
    script.write_text(
        "import fs from 'fs'\nglobalThis.window = globalThis\n;(0, eval)(fs.readFileSync(process.argv[2], 'utf8'))\n"
        "console.log(JSON.stringify(JSON.parse(fs.readFileSync(0, 'utf8')).map(text => newsgenSearch(text))))\n"
    )
    done = subprocess.run(
        ["node", str(script), str(site.output / "assets/v1/search.js")],
        input=json.dumps(texts), capture_output=True, text=True, check=True,
    )  # fmt: skip
    for text, words in zip(texts, json.loads(done.stdout), strict=True):
        assert list(arabic.search_terms(text)) == words, [hex(ord(c)) for c in text]


QUERIES = (("وَبِالمَدْرَسَةِ", "مدرسه"), ("الإنتاج", "انتاج"), ("مســتشفى", "مستشفي"), ("۱۲٣", "123"), ("وبحر", "بحر"))


@pytest.mark.parametrize(("text", "word"), QUERIES)
def test_terms(text: str, word: str) -> None:
    assert arabic.search_terms(text) == (word,)


def searched(root: Path) -> Site:
    site = Site(root / "site", settings=SETTINGS + "search: pagefind\n")
    site.story("a", "قصة قديمة", date="2025-03-01 09:00", slug="a", body="كلام عن <b>البحر</b> & الميناء")
    site.story("b", "قصة أحدث", date="2025-09-01 09:00", slug="b", place="port")
    site.story("c", "قصة اليوم", date="2026-05-01 09:00", slug="c")
    site.story("draft", "مسودة", date="2026-05-01 09:00", slug="d", status="draft")
    site.story("late", "غدًا", date="2026-06-20 09:00", slug="e")
    assert site.build().published
    return site


def settings_of(site: Site) -> Settings:
    settings, _ = read(file_bytes(site.root))
    assert settings is not None
    return settings


def index(site: Site, until: int = 2**62) -> run.IndexReport:
    return run.index(settings_of(site), site.output, state_folder(site.root, site.output), until)


def told(site: Site) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((state_folder(site.root, site.output) / "search.json").read_bytes())
    return found


def on_disk(site: Site, folder: Path | None = None) -> dict[str, bytes]:
    folder = folder or site.output
    files = (path for path in (folder / "search").rglob("*") if path.is_file())
    found = {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}
    assert found.pop("search/index.html")
    return found


def check(site: Site) -> None:
    """search.json says what lies there, and nothing else lies there."""
    files = on_disk(site)
    assert {path: {"digest": digest.of_bytes(data).hex(), "size": len(data)} for path, data in files.items()} == told(
        site
    )["files"]
    assert told(site)["pending"] == []


def periods_of(site: Site) -> list[str]:
    found: list[str] = json.loads((site.output / "search/periods.json").read_bytes())["periods"]
    return found


def test_each_half_year_has_an_index_and_only_the_changed_is_made_again(tmp_path: Path) -> None:
    site = searched(tmp_path)
    report = index(site)
    assert report.stories == 3
    assert report.indexed == ("2025-1", "2025-2", "2026-1")
    assert periods_of(site) == ["2026-1", "2025-2", "2025-1"]
    check(site)
    before = on_disk(site)
    assert index(site) == run.IndexReport(stories=3)
    site.story("f", "قصة أخرى", date="2026-05-02 09:00", slug="f")
    assert site.build().published
    assert on_disk(site) == before, "the build leaves the index alone"
    report = index(site)
    assert report.indexed == ("2026-1",)
    assert {path.split("/")[1] for path in (*report.written, *report.deleted)} == {"2026-1"}
    assert report.stories == 4
    check(site)


def test_withdrawn_stories_leave_and_an_empty_half_year_goes(tmp_path: Path) -> None:
    site = searched(tmp_path)
    index(site)
    site.story("b", "قصة أحدث", date="2025-09-01 09:00", slug="b", place="port", status="withdrawn", note="سُحبت.")
    assert site.build().published
    report = index(site)
    assert report.indexed == ()
    assert periods_of(site) == ["2026-1", "2025-1"]
    assert not (site.output / "search/2025-2").exists()
    assert report.written == ("search/periods.json",)
    check(site)


def test_embargoed_stories_come_with_the_build_that_shows_them(tmp_path: Path) -> None:
    site = searched(tmp_path)
    assert index(site).stories == 3
    assert site.build(now=NOW.replace(day=21)).published
    assert index(site, until=0).stories == 0
    assert index(site).stories == 4
    assert site.build(drafts=True, now=NOW.replace(day=21)).published
    assert index(site).stories == 4, "a draft is never found"
    check(site)


@pytest.mark.parametrize("moment", every(4, range(0, 24, 3)))
def test_a_killed_run_is_made_good(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moment: int) -> None:
    site = searched(tmp_path)
    index(site)
    site.story("f", "قصة أخرى", date="2026-05-02 09:00", slug="f")
    site.story("a", "قصة قديمة", date="2025-03-01 09:00", slug="a", status="withdrawn", note="سُحبت.")
    assert site.build().published
    left = moment
    real = Path.replace, Path.unlink

    def step(which: int, path: Path, *more: Any, **named: Any) -> Any:
        nonlocal left
        left -= 1
        if left < 0:
            raise KeyboardInterrupt
        return real[which](path, *more, **named)

    monkeypatch.setattr(Path, "replace", lambda *a, **k: step(0, *a, **k))
    monkeypatch.setattr(Path, "unlink", lambda *a, **k: step(1, *a, **k))
    with pytest.raises(KeyboardInterrupt):
        index(site)
    monkeypatch.undo()
    for name in periods_of(site):  # a reader who comes now finds a whole index
        entry = json.loads((site.output / f"search/{name}/pagefind-entry.json").read_bytes())
        for language in entry["languages"].values():
            assert (site.output / f"search/{name}/pagefind.{language['hash']}.pf_meta").is_file()
    index(site)
    check(site)
    assert periods_of(site) == ["2026-1", "2025-2"]


def test_what_a_killed_run_may_have_replaced_is_not_trusted(tmp_path: Path) -> None:
    site = searched(tmp_path)
    index(site)
    state = state_folder(site.root, site.output) / "search.json"
    known, file = told(site), site.output / "search/periods.json"
    file.write_bytes(file.read_bytes().replace(b"2025-2", b"2024-2"))
    state.write_text(json.dumps(known | {"pending": ["search/periods.json"]}), encoding="utf-8")
    assert index(site).written == ("search/periods.json",)
    check(site)


def test_lost_files_are_made_again(tmp_path: Path) -> None:
    site = searched(tmp_path)
    index(site)
    next((site.output / "search/2025-1/fragment").iterdir()).unlink()
    assert index(site).indexed == ("2025-1",)
    check(site)
    (state_folder(site.root, site.output) / "search.json").write_text("{", encoding="utf-8")
    assert len(index(site).indexed) == 3
    check(site)


def test_a_shadow_is_folded_and_shows_the_original(tmp_path: Path) -> None:
    site = searched(tmp_path)
    record = Record(state_folder(site.root, site.output) / "record.db")
    text = search_document(record.stories.article("a"), settings_of(site))
    record.close()
    assert 'data-pagefind-meta="title[title]" title="قصة قديمة"' in text
    assert 'data-pagefind-filter="year[title]" title="2025"' in text
    assert ">كلام عن بحر ميناء<" in text


@pytest.mark.parametrize(
    "settings",
    [
        "",
        "pictures: {formats: [avif]}\n",
        "pictures: {resizer: '/r/{width}/{address}'}\n",
        "pictures: {since: 2027-01-01}\n",
    ],
)
def test_what_a_result_shows_exists(tmp_path: Path, settings: str) -> None:
    site = Site(tmp_path / "site", plain=False, settings=SETTINGS + "search: pagefind\n" + settings)
    file = io.BytesIO()
    Image.new("RGB", (490, 300), "teal").save(file, "JPEG")
    site.write("content/p.jpg", file.getvalue())
    site.story("a", image="{src: p.jpg, alt: جسر, focus: [0.1, 0.9]}")
    assert site.build().published
    record = Record(state_folder(site.root, site.output) / "record.db")
    text = search_document(record.stories.article("a"), settings_of(site))
    record.close()
    named = set(re.findall(r"media/[0-9a-f]{20}/[\w.-]+", text))
    assert named
    assert {name for name in named if not (site.output / name).is_file()} == set()


def test_without_pagefind_it_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    site = searched(tmp_path)

    version = metadata.version

    def missing(name: str) -> str:
        if name.startswith("pagefind"):
            raise metadata.PackageNotFoundError(name)
        return version(name)

    monkeypatch.setattr(metadata, "version", missing)
    assert site.build().published, "no output depends on what is installed"
    assert command_line.main(["index", "--site", str(site.root), "--lang", "en"]) == 1
    assert "pip install 'newsgen[search]'" in capsys.readouterr().err


def test_without_a_build_or_a_search_it_is_said(tmp_path: Path) -> None:
    site = Site(tmp_path / "site", settings=SETTINGS)
    with pytest.raises(FatalProblems) as failure:
        index(site)
    assert failure.value.problems[0].code == "search-unbuilt"
    assert site.build().published
    assert not (site.output / "search").exists()
    with pytest.raises(FatalProblems) as failure:
        index(site)
    assert failure.value.problems[0].code == "search-off"


def test_a_search_that_is_switched_off_goes(tmp_path: Path) -> None:
    site = searched(tmp_path)
    index(site)
    site.write("site.yml", SETTINGS)
    assert site.build().published
    index(site)
    assert not (site.output / "search").exists()
    assert told(site)["files"] == {}


def test_pagefind_that_fails_leaves_what_there_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site = searched(tmp_path)
    index(site)
    before = on_disk(site)
    site.story("f", "قصة أخرى", date="2026-05-02 09:00", slug="f")
    assert site.build().published
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with pytest.raises(FatalProblems) as failure:
        index(site)
    assert failure.value.problems[0].code == "search-failed"
    assert on_disk(site) == before
    monkeypatch.undo()
    assert index(site).indexed == ("2026-1",)
    check(site)


@pytest.mark.parametrize("search", ["none", "pagefind"])
def test_a_page_called_search_has_its_address_as_long_as_the_site_has_no_search(tmp_path: Path, search: str) -> None:
    site = Site(tmp_path / "site", settings=SETTINGS + f"search: {search}\n")
    site.story("a")
    site.write("content/pages/search.md", "---\ntitle: كيف نبحث\n---\nنص\n")
    report = site.build()
    if search == "none":
        assert report.published, report.problems
        assert (site.output / "search/index.html").exists()
        assert not (site.output / "assets/v1/search.js").exists()
    else:
        assert codes(report.problems) == ["same-output"]
        assert not report.published


def test_a_section_cannot_be_called_search(tmp_path: Path) -> None:
    site = Site(tmp_path / "site", settings=SETTINGS.replace("id: sport", "id: search"))
    site.story("a")
    assert "reserved-id" in codes(site.build().problems)


def test_deploy_sends_an_index_of_what_it_sends(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One who deploys without another thought has the new story found, and the withdrawn one found no more."""
    site, www = searched(tmp_path), tmp_path / "www"
    www.mkdir()
    deploy = ["deploy", www.as_uri(), "--site", str(site.root), "--allow-deletes", "100"]
    assert command_line.main([*deploy, "--dry-run"]) == 0
    assert not (site.output / "search/periods.json").exists(), "looking changes nothing"
    assert command_line.main(deploy) == 0
    assert on_disk(site, www) == on_disk(site)
    site.story("a", "قصة قديمة", date="2025-03-01 09:00", slug="a", status="withdrawn", note="سُحبت")
    assert site.build().published
    assert command_line.main(deploy) == 0
    assert periods_of(site) == ["2026-1", "2025-2"]
    assert on_disk(site, www) == on_disk(site)
    site.write("site.yml", SETTINGS)
    assert site.build().published
    for _ in range(2):
        assert command_line.main(deploy) == 0, capsys.readouterr()
    assert not (site.output / "search").exists()


@sampled(3)
@pytest.mark.parametrize("way", ["withdrawn", "draft", "embargoed", "deleted", "moved"])
def test_a_build_that_hides_a_story_of_the_index_says_so(tmp_path: Path, way: str) -> None:
    """Until the next run of ``newsgen index`` the search finds the story; only ``newsgen deploy`` runs it by itself."""
    site = searched(tmp_path / "site")
    site.story("x", date="2026-05-01 10:00")
    assert "search-stale" not in codes(site.build())
    index(site)
    site.story("y", date="2026-05-02 10:00")
    assert "search-stale" not in codes(site.build()), "a new story hides none"
    if way == "deleted":
        (site.root / "content/x.md").unlink()
    else:
        changed: dict[str, dict[str, object]] = {
            "withdrawn": {"status": "withdrawn", "note": "سُحبت"},
            "draft": {"status": "draft"},
            "embargoed": {"publish_at": "2027-05-01 10:00"},
            "moved": {"slug": "another"},
        }
        site.story("x", date="2026-05-01 10:00", **changed[way])  # type: ignore[arg-type]
    assert "search-stale" in codes(site.build())
    index(site)
    site.story("y", date="2026-05-02 10:00", title="آخر")
    assert "search-stale" not in codes(site.build())
