"""Agencies' copy arrives in a watched folder: whole files, each once, as drafts; corrections, kills, restarts."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from newsgen.base.problems import FatalProblems
from newsgen.cli import command_line
from newsgen.cli.arguments import UsageError, read_settings
from newsgen.cli.import_watch import Stop, check_folders, watch
from newsgen.importers import arrivals as module
from newsgen.importers.arrivals import PATIENCE, SETTLED, Arrivals, looks_whole
from newsgen.importers.import_map import ImportMap
from newsgen.importers.journal import FILE, WATCH_LOCK, Journal
from newsgen.importers.report import Report
from newsgen.importers.run import Import, run_import
from newsgen.site.layout import IMPORT_LOCK, STATE
from tests.importers.reading import story
from tests.support import Site


class Desk:
    """A site with a folder into which an agency delivers. Time passes by ``looks``."""

    def __init__(self, root: Path) -> None:
        self.site = Site(root / "site", plain=False)
        self.folder = root / "incoming"
        self.folder.mkdir()
        self.now = 1000.0
        self.journal = self.site.root / STATE / FILE

    def send(self, name: str, *items: dict[str, Any], **fields: Any) -> Path:
        """Deliver a file with items, or with one story of these fields."""
        file = self.folder / name
        file.parent.mkdir(exist_ok=True)
        sent = items or (story(**fields),)
        file.write_text(json.dumps(sent[0] if len(sent) == 1 else list(sent), ensure_ascii=False), encoding="utf-8")
        return file

    def watched(self, *, seconds: float = SETTLED + 1) -> Report:
        """What a watch that starts now imports within so many seconds."""
        found = Report()
        with Journal(self.journal) as journal:
            arrivals = Arrivals([self.folder], journal)
            for moment in (self.now, self.now + seconds):
                if paths := arrivals.arrived(moment):
                    found = run_import(self.wanted(*paths))
                    arrivals.imported(paths)
        self.now += seconds
        return found

    def wanted(self, *paths: Path, arriving: bool = True) -> Import:
        return Import(self.site.root, read_settings(self.site.root), paths, ImportMap(), arriving=arriving)

    def drafts(self) -> dict[str, str]:
        """The files of ``content/``, by their names."""
        return {p.name: p.read_text(encoding="utf-8") for p in sorted((self.site.root / "content").rglob("*.md"))}


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def codes(found: Report) -> dict[str, int]:
    return {code.name: count for code, count in found.totals.items()}


def version(moment: str, **fields: Any) -> dict[str, Any]:
    """A later version of the story: made at this moment, without saying when the first one was."""
    return story(versionCreated=f"2026-03-0{moment}:00+03:00", **fields)


def kill(moment: str, **fields: Any) -> dict[str, Any]:
    return {"uri": "urn:x:1", "pubStatus": "canceled", "versionCreated": f"2026-03-0{moment}:00+03:00", **fields}


def headline(words: str) -> list[dict[str, str]]:
    return [{"role": "main", "value": words}]


def test_copy_becomes_a_draft_once(desk: Desk) -> None:
    desk.send("a.json")
    assert desk.watched().counts["written"] == 1
    assert "status: draft\n" in desk.drafts()["عنوان.md"]
    assert not desk.watched().counts, "a restart goes on from the journal"
    assert desk.site.build().published
    assert not list(desk.site.output.rglob("*عنوان*")), "no reader sees a draft"


def test_a_file_is_waited_for_until_it_rests(desk: Desk) -> None:
    file = desk.send("a.json")
    whole = file.read_bytes()
    with Journal(desk.journal) as journal:
        arrivals = Arrivals([desk.folder], journal)
        file.write_bytes(whole[:-20])
        assert arrivals.arrived(0) == []
        assert arrivals.arrived(SETTLED + 1) == [], "its end is missing"
        file.write_bytes(whole)
        assert arrivals.arrived(SETTLED + 2) == [], "it changed just now"
        assert arrivals.arrived(2 * SETTLED + 3) == [file]
        arrivals.imported([file])
        assert arrivals.arrived(100) == []


def test_a_file_that_never_becomes_whole_is_told_once_and_read_again_when_it_is(desk: Desk) -> None:
    whole = desk.send("a.json").read_bytes()
    (desk.folder / "a.json").write_bytes(whole[:-20])
    (desk.folder / "empty.json").touch()
    assert not desk.watched().totals
    found = desk.watched(seconds=PATIENCE + 1)
    assert codes(found) == {"import-broken": 1, "import-unread": 1}
    assert not desk.watched(seconds=PATIENCE + 1).totals
    (desk.folder / "a.json").write_bytes(whole)
    assert desk.watched().counts["written"] == 1


def test_files_under_way_and_hidden_ones_are_not_looked_at(desk: Desk) -> None:
    for name in (".a.json", "a.json.part", "b.json.filepart", "c.tmp", "d.json~", ".in/e.json"):
        desk.send(name)
    os.symlink(__file__, desk.folder / "link.json")
    os.mkfifo(desk.folder / "pipe.json")
    assert not desk.watched(seconds=PATIENCE + 1).totals
    (desk.folder / "a.json.part").rename(desk.folder / "a.json")
    assert desk.watched().counts["written"] == 1


def test_what_no_reader_knows_is_told_and_never_becomes_a_story(desk: Desk) -> None:
    (desk.folder / "note.txt").write_text("مرحبا\n\nهذه رسالة إلى المحررين.\n", encoding="utf-8")
    (desk.folder / "photo.jpg").write_bytes(b"\xff\xd8")
    found = desk.watched()
    assert codes(found) == {"import-unread": 1} or codes(found) == {"import-unread": 2}
    assert not desk.drafts()


def test_the_same_bytes_under_another_name_are_the_same_copy(desk: Desk) -> None:
    desk.send("a.json")
    desk.watched()
    desk.send("again/b.json")
    os.utime(desk.folder / "a.json", (1, 1))
    assert not desk.watched().totals


def test_a_correction_rewrites_the_draft_at_its_first_address(desk: Desk) -> None:
    desk.send("1.json")
    desk.watched()
    desk.send("2.json", version("4T12:00", headlines=headline("عنوان آخر"), firstCreated=None))
    found = desk.watched()
    assert codes(found).keys() <= {"import-correction", "import-section-missing", "import-fields"}, "nothing vanished"
    (text,) = desk.drafts().values()
    assert "title: عنوان آخر" in text
    assert "date: 2026-03-01" in text, "a later version does not move the story to another day"
    assert "updated: 2026-03-04" in text
    assert "status: draft" in text


def test_an_earlier_version_that_comes_late_changes_nothing(desk: Desk) -> None:
    desk.send("2.json", version("4T12:00", headlines=headline("المصحح")))
    desk.watched()
    desk.send("1.json")
    assert codes(desk.watched()) == {"import-superseded": 1}
    assert "المصحح" in "".join(desk.drafts().values())


def test_an_edited_draft_is_kept_and_told(desk: Desk) -> None:
    desk.send("1.json")
    desk.watched()
    (file,) = (desk.site.root / "content").rglob("عنوان.md")
    edited = file.read_text(encoding="utf-8").replace("status: draft\n", "")
    file.write_text(edited, encoding="utf-8")
    desk.send("2.json", version("4T12:00", headlines=headline("عنوان آخر")))
    found = desk.watched()
    assert codes(found)["import-kept"] == 1
    assert desk.drafts() == {"عنوان.md": edited}, "no second file"
    desk.send("3.json", kill("5T12:00"))
    found = desk.watched()
    assert codes(found).get("import-kill-kept") == 1, codes(found)
    assert found.codes("error")
    assert desk.drafts() == {"عنوان.md": edited}


def test_a_feed_that_comes_again_tells_an_edited_draft_when_its_item_changed(desk: Desk) -> None:
    def feed(*texts: str) -> None:
        entries = "".join(
            f"<item><title>خبر {n}</title><link>https://agency.example/{n}/</link><guid>{n}</guid>"
            f"<pubDate>Sun, 01 Mar 2026 10:00:00 +0300</pubDate><description>{text}</description></item>"
            for n, text in enumerate(texts)
        )
        head = '<rss version="2.0"><channel><title>وكالة</title><link>https://agency.example/</link>'
        (desk.folder / "feed.xml").write_text(f"{head}{entries}</channel></rss>", encoding="utf-8")

    feed("نص أول.", "نص ثان.")
    assert desk.watched().counts["written"] == 2
    for file in (desk.site.root / "content").rglob("*.md"):
        file.write_text(file.read_text(encoding="utf-8") + "\nزيادة.\n", encoding="utf-8")
    feed("نص أول.", "نص ثان مصحح.", "نص ثالث.")
    found = desk.watched()
    assert (found.counts["written"], found.counts["kept"], found.counts["unchanged"]) == (1, 1, 1)
    assert all("زيادة" in text for text in list(desk.drafts().values())[:2])


def test_a_kill_takes_the_text_of_a_draft_and_publishes_nothing(desk: Desk) -> None:
    desk.send("1.json", bodies=[{"value": "<p>سر خطير.</p>"}])
    desk.watched()
    desk.send("2.json", kill("4T12:00"))
    found = desk.watched()
    assert codes(found)["import-draft-killed"] == 1
    (text,) = desk.drafts().values()
    assert "سر" not in text
    assert "title: عنوان\n" in text
    assert "status: draft" in text
    assert "date: 2026-03-01" in text
    desk.site.build()
    assert not list(desk.site.output.rglob("*عنوان*"))


def test_a_kill_withdraws_what_a_plain_import_published(desk: Desk) -> None:
    file = desk.send("1.json")
    run_import(desk.wanted(file, arriving=False))
    assert "status" not in desk.drafts()["عنوان.md"]
    desk.site.build()
    address = next(desk.site.output.rglob("*عنوان/index.html")).relative_to(desk.site.output)
    desk.send("2.json", kill("4T12:00"))
    desk.watched()
    assert "status: withdrawn" in desk.drafts()["عنوان.md"]
    desk.site.build()
    assert "نص الخبر" not in (desk.site.output / address).read_text(encoding="utf-8"), "at the address that it had"


def test_a_kill_of_what_never_came_is_told_and_the_story_does_not_come_afterwards(desk: Desk) -> None:
    desk.send("2.json", kill("4T12:00"))
    assert codes(desk.watched()) == {"import-kill-unknown": 1}
    desk.send("1.json")
    assert codes(desk.watched()) == {"import-superseded": 1}
    assert not desk.drafts()


def test_a_story_and_its_kill_in_one_batch_give_nothing(desk: Desk) -> None:
    desk.send("1.json")
    desk.send("2.json", kill("4T12:00"))
    desk.watched()
    assert not desk.drafts()


def test_a_deleted_draft_stays_deleted(desk: Desk) -> None:
    desk.send("1.json")
    desk.watched()
    (file,) = (desk.site.root / "content").rglob("عنوان.md")
    file.unlink()
    desk.send("2.json", version("4T12:00"))
    assert codes(desk.watched())["import-file-deleted"] == 1
    assert not desk.drafts()


def test_two_stories_with_one_headline_are_two_files(desk: Desk) -> None:
    for number in (1, 2, 3):
        desk.send(
            f"{number}.json", uri=f"urn:x:{number}", headlines=headline("عاجل"), bodies=[{"value": f"نص {number}"}]
        )
        desk.watched()
    (desk.site.root / "content/2026/03/بيان.md").write_text("---\ntitle: بيان\n---\n", encoding="utf-8")
    desk.send("4.json", uri="urn:x:4", headlines=headline("بيان"))
    desk.watched()
    assert sorted(desk.drafts()) == ["بيان-4.md", "بيان.md", "عاجل-2.md", "عاجل-3.md", "عاجل.md"]
    desk.send("5.json", version("4T12:00", uri="urn:x:2", headlines=headline("عاجل"), bodies=[{"value": "نص آخر"}]))
    desk.watched()
    assert "نص آخر" in desk.drafts()["عاجل-2.md"]


def test_an_embargo_stays_in_the_draft(desk: Desk) -> None:
    desk.send("1.json", embargoed="2026-03-02T09:00:00+03:00")
    desk.watched()
    (text,) = desk.drafts().values()
    assert "publish_at: 2026-03-02 09:00" in text
    assert "status: draft" in text


def test_a_second_batch_of_an_agency_does_not_miss_the_first(desk: Desk) -> None:
    for number in (1, 2):
        file = desk.send(f"{number}.json", uri=f"urn:x:{number}")
        found = run_import(desk.wanted(file, arriving=False))
        assert "import-not-seen" not in codes(found)


def test_many_files_come_in_portions(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST", 2)
    for number in range(5):
        desk.send(f"{number}.json", uri=f"urn:x:{number}")
    with Journal(desk.journal) as journal:
        arrivals = Arrivals([desk.folder], journal)
        arrivals.arrived(0)
        sizes = []
        while paths := arrivals.arrived(10):
            sizes.append(len(paths))
            arrivals.imported(paths)
    assert sizes == [2, 2, 1]


def test_imported_files_that_went_away_are_forgotten_at_the_next_start(desk: Desk) -> None:
    kept, gone = desk.send("1.json"), desk.send("2.json", uri="urn:x:2")
    desk.watched()
    gone.unlink()
    desk.watched()
    with Journal(desk.journal) as journal:
        assert list(journal.arrivals()) == [str(kept)]


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ('{"a": 1}', True),
        ('{"a": {"b": 1}', False),
        ('[{"a": 1}, ', False),
        ('{"a": 1}\n{"a": 2}\n', True),
        ("<a><b/></a>\n", True),
        ("<a><b>", False),
        ("<a><b></", False),
        ("<a/>", True),
        ("<a></a><!-- end -->", True),
        ("نص", True),
    ],
)
def test_the_end_of_a_file_tells_whether_it_is_whole(tmp_path: Path, text: str, whole: bool) -> None:
    file = tmp_path / "a"
    file.write_text(text, encoding="utf-8")
    assert looks_whole(file) is whole


class Hours(Stop):
    """A stop whose pauses let time pass and files arrive; after the last one it asks the watch to end."""

    def __init__(self, *steps: Any) -> None:
        super().__init__()
        self.steps = list(steps)

    def pause(self, seconds: float) -> None:
        if not self.steps:
            self.asked = True
        else:
            self.steps.pop(0)()


def test_the_watch_goes_on_through_broken_settings_and_a_folder_that_went_away(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(module, "SETTLED", 0)
    settings = desk.site.root / "site.yml"
    good, away = settings.read_bytes(), desk.folder.with_name("away")
    told: list[Report] = []
    steps = Hours(
        lambda: desk.send("1.json"),
        lambda: settings.write_text("nonsense", encoding="utf-8"),
        lambda: None,
        lambda: settings.write_bytes(good),
        lambda: desk.folder.rename(away),
        lambda: None,
        lambda: away.rename(desk.folder),
        lambda: desk.send("2.json", uri="urn:x:2"),
        lambda: None,
    )
    wanted = desk.wanted(desk.folder)
    watch(wanted, lambda: read_settings(desk.site.root), told.append, "en", steps)
    assert [report.counts["written"] for report in told] == [1, 1]
    assert capsys.readouterr().err.count("cannot be read") == 1, "told once, however long it lasts"


def test_a_signal_ends_a_pause(desk: Desk) -> None:
    stop = Stop()
    former = signal.getsignal(signal.SIGTERM)
    with stop.listening():
        os.kill(os.getpid(), signal.SIGTERM)
        stop.pause(60)
    assert stop.asked
    assert signal.getsignal(signal.SIGTERM) is former


def test_a_watched_folder_is_none_of_the_site(desk: Desk) -> None:
    desk.send("a.json")
    check_folders(desk.site.root, (desk.folder,))
    for folder in (desk.site.root, desk.site.root / "content", desk.site.root / "content/2026", desk.folder / "a.json"):
        with pytest.raises(UsageError):
            check_folders(desk.site.root, (folder,))


def test_a_watch_of_another_folder_forgets_nothing_of_this_one(desk: Desk) -> None:
    desk.send("a.json")
    desk.watched()
    other = desk.folder.parent / "other"
    other.mkdir()
    (other / "b.json").write_text(json.dumps(story(uri="urn:x:2"), ensure_ascii=False), encoding="utf-8")
    with Journal(desk.journal) as journal:
        Arrivals([other], journal).arrived(0)
        assert list(journal.arrivals()) == [str(desk.folder / "a.json")]


@contextmanager
def held(file: Path) -> Iterator[None]:
    """Another process holds a lock file."""
    code = "import sys\nfrom pathlib import Path\nfrom newsgen.base.lock import locked\n" + (
        "with locked(Path(sys.argv[1])):\n    print(flush=True)\n    sys.stdin.read()\n"
    )
    command = [sys.executable, "-c", code, str(file)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        yield
        process.communicate()


def test_two_watches_of_one_site_exclude_each_other(desk: Desk) -> None:
    wanted = desk.wanted(desk.folder)
    with held(desk.site.root / STATE / WATCH_LOCK), pytest.raises(FatalProblems) as failure:
        watch(wanted, lambda: wanted.settings, lambda found: None, "en", Stop())
    assert "Another watch" in str(failure.value)


def test_an_import_waits_for_another_one_and_a_build_tells_of_it(
    desk: Desk, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    file, waits = desk.send("a.json"), []
    with held(desk.site.root / STATE / IMPORT_LOCK):
        with pytest.raises(FatalProblems, match="Another import"):
            run_import(desk.wanted(file), waiting=lambda: waits.append(1), patience=0)
        assert waits == [1]
        assert not desk.drafts()
        run_import(replace(desk.wanted(file), dry=True))  # it writes nothing, so it need not wait

        said: list[Report] = []
        stop = Stop()
        monkeypatch.setattr(module, "SETTLED", 0.0)
        looks = iter(range(3))
        monkeypatch.setattr(Stop, "pause", lambda self, seconds: setattr(self, "asked", next(looks) == 2))
        watch(desk.wanted(desk.folder), lambda: read_settings(desk.site.root), said.append, "en", stop)
        assert not said, "the copy waits"
        assert capsys.readouterr().err.count("Another import of this site") == 1, "told once"

        command = ["build", "--site", str(desk.site.root), "--output", str(desk.site.output), "--lang", "en"]
        assert command_line.main(command) == 0
        assert "An import is running" in capsys.readouterr().out
    assert command_line.main(command) == 0
    assert "An import is running" not in capsys.readouterr().out
    assert desk.watched().counts["written"] == 1
