"""A deploy to a directory: what is sent and in which order, what is deleted and when, what is refused, what is told."""

from __future__ import annotations

import json
import os
import tempfile
import unicodedata
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

import pytest

from newsgen.base import digest
from newsgen.base.messages import message_of
from newsgen.cli import command_line
from newsgen.deploy import run, survey
from newsgen.deploy.directory import Directory
from newsgen.deploy.manifest import SHARDS, decode_head, shard_of
from newsgen.deploy.target import FOLDER, HEAD, TargetError
from newsgen.pages.addresses import output_path
from newsgen.site.layout import state_folder
from newsgen.theme import headers
from tests.deploy.places import PNG, Deploys, Told, Watched, copied, fields, newsroom, published, served
from tests.support import NOW, Site, codes
from tests.support.cases import first, sampled
from tests.support.killer import run as in_a_child

LATER = NOW + timedelta(minutes=5)


@pytest.fixture
def www(tmp_path: Path) -> Path:
    folder = tmp_path / "www"
    folder.mkdir()
    return folder


@pytest.fixture
def live(site: Site, www: Path) -> Deploys:
    """The newsroom, deployed once."""
    deploys = Deploys(site, lambda: Directory(www))
    report = deploys()
    assert codes(report.problems) == []
    assert report.done
    return deploys


def story(site: Site, number: int, **more: object) -> None:
    """Write one of the newsroom's stories again, with something else."""
    site.story(f"قصة-{number}", f"القصة رقم {number}", **(fields(number) | more))


def page(number: int) -> str:
    return f"2026/05/{number + 1:02}/قصة-{number}/index.html"


# what is sent


def test_the_target_is_the_output(site: Site, www: Path, live: Deploys) -> None:
    assert served(www) == published(site)
    assert len(served(www)) > 40
    assert all(unicodedata.is_normalized("NFC", path) for path in served(www))
    assert page(0) in served(www)
    assert "ملف بمسافة.txt" in served(www)


def test_nothing_changed_nothing_done(live: Deploys, www: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in www.rglob("*")}
    watched = Watched(Directory(www))
    report = live(target=watched, now=LATER)
    assert (report.done, report.uploaded, report.deleted, report.bytes) == (True, 0, 0, 0)
    assert report.unchanged == len(published(live.site))
    assert watched.calls == [("head", HEAD)]
    assert {path: path.stat().st_mtime_ns for path in www.rglob("*")} == before


def test_only_what_changed_is_sent(site: Site, live: Deploys, www: Path) -> None:
    story(site, 4, body="نص آخر.")
    written = site.build().written
    assert page(4) in written
    watched = Watched(Directory(www))
    report = live(target=watched, now=LATER)
    assert sorted(watched.named("send")) == sorted(written)
    assert report.uploaded == len(written)
    assert report.bytes == sum((site.output / path).stat().st_size for path in written)
    assert watched.named("delete") == watched.named("look") == watched.named("list") == []
    assert served(www) == published(site)


def filled(root: Path, files: int) -> Deploys:
    """A site whose output has that many files, deployed once."""
    site = newsroom(root / "site")
    assert site.build().published
    for number in range(files - len(published(site))):
        site.write(f"static/old/{number % 50}/{number}.txt", f"{number}")
    assert site.build().published
    assert len(published(site)) == files
    (root / "www").mkdir()
    deploys = Deploys(site, lambda: Directory(root / "www"))
    assert deploys().done
    return deploys


@pytest.mark.ci
def test_one_story_costs_the_same_at_any_size(tmp_path: Path) -> None:
    """3,000 files and 300: the same uploads, the same bytes of manifest, nothing listed."""
    cost = {}
    for files in (300, 3000):
        live = filled(tmp_path / str(files), files)
        live.site.story("قصة-4", "عنوان جديد", **fields(4))
        assert live.site.build().published
        watched = Watched(live.opened())
        report = live(target=watched, now=LATER)
        assert report.done
        assert report.uploaded == len(watched.named("send")) > 10
        assert report.unchanged == files - report.uploaded
        shards = {shard_of(path) for path in watched.named("send")}
        read = [path for what, path in watched.calls if what == "read" and "journal" not in path]
        assert len(read) <= len(shards) < SHARDS / 4
        requests = [what for what, _ in watched.calls]
        assert "list" not in requests
        assert "look" not in requests
        cost[files] = (sorted(watched.named("send")), report.bytes, watched.manifest_bytes, sorted(requests))
    assert cost[300] == cost[3000]


# order


def test_the_order(site: Site, www: Path) -> None:
    watched = Watched(Directory(www))
    deploys = Deploys(site, lambda: Directory(www))
    assert deploys(target=watched).done
    sent = watched.named("send")
    place = {path: number for number, path in enumerate(sent)}

    def all_before(first: Callable[[str], bool], second: Callable[[str], bool]) -> None:
        one, two = [place[p] for p in sent if first(p)], [place[p] for p in sent if second(p)]
        assert one
        assert two
        assert max(one) < min(two)

    asset = lambda p: headers.cache_class(p).name in ("fingerprinted", "versioned", "static") and p[0] != "_"  # noqa: E731
    stories = lambda p: p.startswith("2026/")  # noqa: E731
    all_before(asset, stories)
    all_before(stories, lambda p: p in ("politics/index.html", "topics/مياه/index.html"))
    all_before(lambda p: p == "politics/index.html", lambda p: p == "index.html")
    all_before(lambda p: p == "index.html", lambda p: p.endswith("feed.xml") or p.startswith("sitemap"))
    own = [path for what, path in watched.calls if what in ("send", "swap")]
    assert own[0] == own[-1] == HEAD, "claimed first, and the new head last"
    assert [what for what, _ in watched.calls if what == "swap"] == ["swap"] * 2


def test_new_pages_come_before_those_that_lead_to_them(site: Site, live: Deploys, www: Path) -> None:
    story(site, 3, section="sport", tags=["جديد تماما"], related=["قصة-9"])
    site.story("قصة-9", "القصة رقم 9", date="2026-05-20 08:00", tags=["وسم1"])
    assert site.build().published
    watched = Watched(Directory(www))
    live(target=watched, now=LATER)
    sent = watched.named("send")
    new, changed = sent.index("2026/05/20/قصة-9/index.html"), sent.index(page(3))
    assert new < changed
    assert sent.index("topics/جديد-تماما/index.html") < changed
    assert changed < sent.index("politics/index.html") < sent.index("index.html")


# what goes


def test_a_deleted_story_goes_at_once_and_is_purged_first(site: Site, live: Deploys, www: Path) -> None:
    (site.root / "content/قصة-4.md").unlink()
    (site.root / "content/قصة-0.md").unlink()
    (site.root / "content/قصة-3.md").unlink()  # the last that used the picture
    assert site.build().published
    watched, told = Watched(Directory(www)), Told()
    live.purges = [told]
    report = live(target=watched, now=LATER)
    assert report.done
    assert page(4) in watched.named("delete")
    assert served(www) == published(site), "its picture too"
    assert report.deleted == len(watched.named("delete"))
    calls = [one for one in watched.calls if not one[1].startswith(FOLDER)]
    assert calls.index(("delete", page(4))) > max(n for n, (what, _) in enumerate(calls) if what == "send")
    assert told.batches[0] == [live_address(path) for path in watched.named("delete")]
    assert live_address("index.html") in told.batches[1]
    assert len(told.addresses) == len(set(told.addresses))


def live_address(path: str) -> str:
    from urllib.parse import quote

    return "https://example.org/" + quote(path.removesuffix("index.html"))


def test_a_withdrawn_story_is_told_first_of_all(site: Site, live: Deploys, www: Path) -> None:
    story(site, 2, status="withdrawn", note="سُحبت هذه القصة.")
    report = site.build()
    assert report.published, report.problems
    watched, told = Watched(Directory(www)), Told()
    live.purges = [told]
    assert live(target=watched, now=LATER).done
    assert watched.named("send")[0] == page(2)
    assert told.batches[0] == [live_address(page(2))]
    assert served(www) == published(site)


def test_under_embargo_again(site: Site, live: Deploys, www: Path) -> None:
    for number in (0, 3):
        story(site, number, publish_at="2026-07-01 08:00", image="{src: p.png, alt: صورة}")
    assert site.build().published
    assert live(now=LATER).done
    assert served(www) == published(site)
    assert not any(path.startswith("media/") for path in served(www)), "no picture of a story that nobody may see"


def test_superseded_files_stay_a_while(site: Site, live: Deploys, www: Path) -> None:
    (picture,) = [path for path in served(www) if path.startswith("media/")]
    site.write("content/p.png", PNG + b"\0")
    assert site.build().published
    assert not (site.output / picture).exists()
    assert live(now=LATER).done
    assert (www / picture).read_bytes() == PNG
    assert live(now=LATER + timedelta(days=6)).done
    assert (www / picture).exists()
    report = live(now=LATER + timedelta(days=8))
    assert (report.done, report.deleted, report.uploaded) == (True, 1, 0)
    assert served(www) == published(site)


def test_a_superseded_file_that_is_wanted_again_stays(site: Site, live: Deploys, www: Path) -> None:
    for more in (b"\0", b""):
        site.write("content/p.png", PNG + more)
        assert site.build().published
        assert live(now=LATER).done
    assert live(now=LATER + timedelta(days=30)).done
    assert served(www) == published(site)


def test_a_clock_that_is_behind_deletes_nothing(site: Site, live: Deploys, www: Path) -> None:
    site.write("content/p.png", PNG + b"\0")
    assert site.build().published
    live.options = {"keep_days": 0}
    ahead = live(now=LATER + timedelta(days=400))
    assert ahead.done
    site.write("content/p.png", PNG + b"\0\0")
    assert site.build().published
    report = live(now=LATER)
    assert codes(report.problems) == ["deploy-clock-behind"]
    assert report.done
    assert {path for path in served(www) if path not in published(site)} != set()


def test_a_file_where_a_folder_was_and_the_other_way_round(site: Site, live: Deploys, www: Path) -> None:
    site.write("static/a/b.txt", "1")
    site.write("static/c", "2")
    assert site.build().published
    assert live(now=LATER).done
    for path in ("static/a/b.txt", "static/c"):
        (site.root / path).unlink()
    (site.root / "static/a").rmdir()
    site.write("static/a", "3")
    site.write("static/c/d.txt", "4")
    assert site.build().published
    assert live(now=LATER).done
    assert served(www) == published(site)


# guards


def test_an_empty_checkout_cannot_wipe_the_site(tmp_path: Path) -> None:
    site, www = newsroom(tmp_path / "site", stories=12), tmp_path / "www"
    www.mkdir()
    live = Deploys(site, lambda: Directory(www))
    assert site.build().published
    assert live().done
    before = served(www)
    for path in (site.root / "content").glob("*.md"):
        if "قصة-4" not in path.name:
            path.unlink()
    assert site.build().published
    lost = len(before.keys() - published(site).keys())
    assert lost > 20
    report = live(now=LATER)
    assert codes(report.problems) == ["deploy-deletes"]
    assert str(lost) in message_of(report.problems[0], "en")
    assert served(www) == before
    assert codes(live(now=LATER, allow_deletes=lost - 1).problems) == ["deploy-deletes"]
    assert live(now=LATER, allow_deletes=lost).done
    assert {p for p in served(www) if not p.startswith("media/")} == {
        p for p in published(site) if not p.startswith("media/")
    }


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"drafts": True}, "deploy-drafts"),
        ({"now": LATER + timedelta(days=1)}, "deploy-ahead"),
    ],
)
def test_outputs_that_are_not_sent(site: Site, live: Deploys, www: Path, options: dict[str, object], code: str) -> None:
    before = served(www)
    site.story("مسودة", date="2026-05-30 08:00", status="draft")
    assert site.build(**options).published  # type: ignore[arg-type]
    watched = Watched(Directory(www))
    report = live(target=watched, now=LATER)
    assert codes(report.problems) == [code]
    assert not report.done
    assert watched.calls == []
    assert served(www) == before


def test_no_file_of_a_story_that_nobody_may_see(site: Site, live: Deploys, www: Path) -> None:
    site.story("لاحقا", date="2026-07-05 08:00")
    site.write("static/2026/07/05/لاحقا/index.html", "<p>تسرب</p>")
    assert site.build().published
    report = live(now=LATER)
    assert codes(report.problems) == ["deploy-hidden"]
    assert report.problems[0].file == "content/لاحقا.md"
    assert not (www / "2026/07").exists()


def test_an_output_that_was_touched(site: Site, live: Deploys, www: Path) -> None:
    story(site, 4, body="نص آخر.")
    assert site.build().published
    (site.output / page(4)).write_bytes(b"half")
    before = (www / page(4)).read_bytes()
    report = live(now=LATER)
    assert codes(report.problems) == ["deploy-changed"]
    assert (www / page(4)).read_bytes() == before
    assert site.build(clean=True).published
    assert live(now=LATER).done
    assert served(www) == published(site)


def test_an_output_without_its_record_or_its_stamp(site: Site, live: Deploys) -> None:
    (site.output / ".newsgen").unlink()
    assert codes(live(now=LATER).problems) == ["deploy-not-built"]
    (state_folder(site.root, site.output) / "record.db").unlink()
    assert codes(live(now=LATER).problems) == ["deploy-not-built"]


# the manifest lost, foreign, damaged


def damaged(www: Path) -> None:
    for path in sorted((www / FOLDER).glob("*.json")):
        if path.name != "head.json":
            path.write_bytes(path.read_bytes().replace(b'"', b"'"))


def foreign(www: Path) -> None:
    head = json.loads((www / HEAD).read_bytes())
    (www / HEAD).write_text(json.dumps(head | {"site": "https://other.example/"}))


@pytest.mark.parametrize(
    "lose",
    [
        lambda www: (www / HEAD).unlink(),
        lambda www: (www / HEAD).write_bytes(b"\0"),
        lambda www: (www / HEAD).write_text('{"newsgen": 99}'),
        foreign,
        damaged,
    ],
    ids=["lost", "bytes", "format", "foreign", "damaged"],
)
def test_without_a_manifest_everything_is_compared(
    site: Site, live: Deploys, www: Path, lose: Callable[[Path], None]
) -> None:
    (www / page(0)).write_bytes(b"someone else's")
    (www / page(1)).unlink()
    story(site, 4, body="نص آخر.")
    assert site.build().published
    lose(www)
    watched = Watched(Directory(www))
    report = live(target=watched, now=LATER)
    assert report.done
    assert codes(report.problems) == ["deploy-manifest"]
    assert {page(0), page(1), page(4)} <= set(watched.named("send"))
    assert report.uploaded < 10, "what was right is not sent again"
    assert served(www) == published(site)
    assert live(target=(again := Watched(Directory(www))), now=LATER).done
    assert again.calls == [("head", HEAD)]


def test_files_of_others_stay_and_are_told(site: Site, live: Deploys, www: Path) -> None:
    (www / "mine.txt").write_text("x")
    assert live(now=LATER, verify=True).done
    (www / HEAD).unlink()
    report = live(now=LATER)
    assert codes(report.problems) == ["deploy-manifest", "deploy-foreign-files"]
    assert (www / "mine.txt").read_text() == "x"
    assert live(now=LATER, verify=True, allow_deletes=1).done
    assert served(www) == published(site)


def test_verify_repairs(site: Site, live: Deploys, www: Path) -> None:
    (www / page(0)).write_bytes(b"changed by hand")
    (www / page(1)).unlink()
    (www / FOLDER / "0123.json").write_text("left by a deploy that was killed")
    assert live(now=LATER).uploaded == 0, "the manifest does not know"
    report = live(now=LATER, verify=True)
    assert (report.done, report.uploaded) == (True, 2)
    assert served(www) == published(site)
    assert not (www / FOLDER / "0123.json").exists()


def test_a_damaged_manifest_is_mended_though_every_file_is_right(live: Deploys, www: Path) -> None:
    before = {path.name: path.read_bytes() for path in (www / FOLDER).glob("*.json") if path.name != "head.json"}
    damaged(www)
    report = live(now=LATER, verify=True)
    assert (report.done, report.uploaded, codes(report.problems)) == (True, 0, ["deploy-manifest"])
    assert {name: (www / FOLDER / name).read_bytes() for name in before} == before
    assert codes(live(now=LATER, verify=True).problems) == []


# two at once


@pytest.mark.ci
def test_two_deploys_at_once(site: Site, live: Deploys, www: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second one sees a claim that is alive, says so and stops; it has sent nothing."""
    monkeypatch.setattr(run, "HEARTBEAT", 0.0)
    other = copied(site, www.parent / "other")
    story(other, 5, body="من الآخر.")
    assert other.build().published
    second = Deploys(other, lambda: Directory(www), by="there")
    story(site, 4, body="نص آخر.")
    assert site.build().published
    said: list[str] = []

    def meanwhile(what: str, path: str) -> None:
        if what == "send" and path == page(4):
            alive = Watched(Directory(www))
            alive.before = lambda what, path: (
                first.target.swap(*beaten()) if what == "head" and len(alive.calls) > 1 else None
            )

            def beaten() -> tuple[bytes, str | None]:
                found = first.target.head()
                assert found
                return decode_head(found[0]).with_heartbeat().encoded(), found[1]

            report = second(target=alive, now=LATER)
            said.extend(codes(report.problems))
            assert alive.named("send") == []

    first = Watched(Directory(www), before=meanwhile)
    live(target=first, now=LATER)
    assert said == ["deploy-running"]


def test_the_head_decides_between_two(site: Site, live: Deploys, www: Path) -> None:
    """One that claims between the other's look and its claim wins; the other stops before it has sent a file."""
    other = copied(site, www.parent / "other")
    story(other, 5, body="من الآخر.")
    assert other.build().published
    story(site, 4, body="نص آخر.")
    assert site.build().published

    def meanwhile(what: str, path: str) -> None:
        if what == "swap" and not won:
            won.append(Deploys(other, lambda: Directory(www), by="there")(now=LATER).done)

    won: list[bool] = []
    watched = Watched(Directory(www), before=meanwhile)
    report = live(target=watched, now=LATER)
    assert won == [True]
    assert codes(report.problems) == ["deploy-overtaken"]
    assert watched.named("send") == []
    assert served(www) == published(other)


def test_a_dead_deploy_of_another_machine_is_taken_over(
    site: Site, live: Deploys, www: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(survey, "LEASE", 0.5)
    story(site, 4, body="نص آخر.")
    assert site.build().published

    class Died(BaseException):
        pass

    def die(what: str, path: str) -> None:
        if dead or (what == "send" and path == page(4)):
            dead.append(path)
            raise Died

    dead: list[str] = []
    with pytest.raises(Died):
        live(target=Watched(Directory(www), before=die), now=LATER)
    assert decode_head((www / HEAD).read_bytes()).claim is not None
    report = live(by="elsewhere", now=LATER)
    assert codes(report.problems) == []
    assert report.done
    assert served(www) == published(site)


# what was begun


def test_what_was_sent_and_then_taken_back(site: Site, live: Deploys, www: Path) -> None:
    """Killed in the middle, then the story is edited back: the manifest alone would say that nothing differs."""
    was = (site.root / "content/قصة-4.md").read_bytes()
    story(site, 4, body="نص آخر.")
    assert site.build().published

    def fail(what: str, path: str) -> None:
        if what == "swap" and watched.named("send"):
            raise TargetError("unreachable", "cut")

    watched = Watched(Directory(www), before=fail)
    assert codes(live(target=watched, now=LATER).problems) == ["deploy-unreachable"]
    assert b"\xd9\x86\xd8\xb5 \xd8\xa2\xd8\xae\xd8\xb1" in (www / page(4)).read_bytes()
    site.write("content/قصة-4.md", was)
    assert site.build().published
    told = Told()
    live.purges = [told]
    assert live(now=LATER).done
    assert served(www) == published(site)
    assert live_address(page(4)) in told.addresses, "readers may have it in a cache"


def test_a_page_that_was_being_deleted_is_new_when_it_comes_back(site: Site, live: Deploys, www: Path) -> None:
    """Nobody knows whether it is there; so it is sent before the pages that lead to it again."""
    story(site, 2, tags=["لها وحدها"])
    assert site.build().published
    assert live(now=LATER).done
    topic = "topics/لها-وحدها/index.html"
    assert (www / topic).exists()
    story(site, 2)
    assert site.build().published

    def fail(what: str, path: str) -> None:
        if (what, path) == ("delete", topic):
            (www / topic).unlink()
            raise TargetError("unreachable", "cut")

    assert codes(live(target=Watched(Directory(www), before=fail), now=LATER).problems) == ["deploy-unreachable"]
    story(site, 2, tags=["لها وحدها"])
    assert site.build().published
    watched = Watched(Directory(www))
    assert live(target=watched, now=LATER).done
    sent = watched.named("send")
    assert sent.index(topic) < sent.index(page(2))
    assert served(www) == published(site)


@sampled(3)
@pytest.mark.parametrize(
    ("kind", "code"),
    [("full", "deploy-full"), ("denied", "deploy-denied"), ("unreachable", "deploy-unreachable"), ("busy", "deploy-busy"),
     ("clock", "deploy-clock"), ("other", "deploy-other"), ("missing", "deploy-missing")],
)  # fmt: skip
def test_refused_in_the_middle(site: Site, live: Deploys, www: Path, kind: str, code: str) -> None:
    story(site, 4, body="نص آخر.")
    assert site.build().published

    def refuse(what: str, path: str) -> None:
        if what == "send" and path == "politics/index.html":
            raise TargetError(kind, "x")  # type: ignore[arg-type]

    site.story("قصة-9", "القصة رقم 9", date="2026-05-20 08:00")
    assert site.build().published
    report = live(target=Watched(Directory(www), before=refuse), now=LATER)
    assert codes(report.problems) == [code]
    assert not report.done
    head = decode_head((www / HEAD).read_bytes())
    assert head.claim is None, "others need not wait"
    assert head.journals
    report = live(now=LATER)
    assert (report.done, codes(report.problems)) == (True, [])
    assert served(www) == published(site)
    assert [p.name for p in (www / FOLDER).iterdir() if "journal" in p.name] == []


# the computer says no


def test_a_disk_that_is_full(site: Site, live: Deploys, www: Path) -> None:
    story(site, 4, body="نص آخر.")
    site.story("قصة-9", "القصة رقم 9", date="2026-05-20 08:00")
    assert site.build().published
    steps = in_a_child(lambda: live(now=LATER, dry_run=True) and None, www).steps
    assert [step for step in steps if step.what.startswith(FOLDER)] == [], "a dry run writes nothing"
    end = in_a_child(lambda: codes(live(now=LATER).problems), www, fail=len(steps) + 40, for_good=True)
    assert end.result == ["deploy-full"], end.raised
    assert live(now=LATER).done
    assert served(www) == published(site)


def test_a_target_that_may_only_be_read(site: Site, live: Deploys) -> None:
    """Nobody's own process: to root every folder is open."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        root.chmod(0o755)
        other, www = copied(site, root / "site"), root / "www"
        www.mkdir(mode=0o755)
        assert other.build().published
        for path in (other.root, *other.root.rglob("*")):
            path.chmod(0o777)

        def as_nobody() -> list[str]:
            if os.geteuid() == 0:
                os.seteuid(65534)
            else:
                www.chmod(0o555)
            try:
                return codes(Deploys(other, lambda: Directory(www))().problems)
            finally:
                os.seteuid(os.getuid())

        end = in_a_child(as_nobody, www)
        assert end.result == ["deploy-denied"], end.raised
        assert list(www.iterdir()) == []
        www.chmod(0o755)
        assert Deploys(other, lambda: Directory(www))().done
        assert served(www) == published(other)


# purging


def test_exactly_what_changed_is_purged(site: Site, live: Deploys, www: Path) -> None:
    told = Told()
    live.purges = [told]
    story(site, 4, body="نص آخر.")
    written = site.build().written
    report = live(now=LATER)
    assert sorted(told.addresses) == sorted(live_address(path) for path in written if not path.startswith("_"))
    assert report.purged == len(told.addresses)


def test_what_could_not_be_purged_is_kept(site: Site, live: Deploys, www: Path) -> None:
    told = Told(broken=True)
    live.purges = [told]
    story(site, 4, body="نص آخر.")
    assert site.build().published
    report = live(now=LATER)
    assert not report.done
    assert served(www) == published(site)
    told.broken = False
    wanted = told.addresses
    told.batches.clear()
    report = live(now=LATER)
    assert (report.done, report.uploaded, report.purged) == (True, 0, len(wanted))
    assert told.addresses == wanted
    told.batches.clear()
    assert live(now=LATER).done
    assert told.batches == []


# copies

LONG = b"// A script that is worth compressing.\n" * 100


def test_copies_lie_beside_and_go_with_their_files(site: Site, live: Deploys, www: Path) -> None:
    import gzip

    import brotli

    live.options = {"encodings": ("br", "gzip")}
    live.to = f"file://{www}"
    assert live(now=LATER).done
    for path in (page(0), "assets/v1/newsgen.css", "feed.xml"):
        data = (site.output / path).read_bytes()
        assert gzip.decompress((www / (path + ".gz")).read_bytes()) == data
        assert brotli.decompress((www / (path + ".br")).read_bytes()) == data
    assert not list(www.rglob("*.woff2.br"))
    (site.root / "content/قصة-4.md").unlink()
    assert site.build().published
    assert live(now=LATER).done
    assert not (www / page(4)).parent.exists()
    (www / (page(0) + ".br")).write_bytes(b"not what it was")
    report = live(now=LATER, verify=True)
    assert report.uploaded == 1
    assert brotli.decompress((www / (page(0) + ".br")).read_bytes()) == (site.output / page(0)).read_bytes()
    live.options = {}
    assert live(now=LATER).done
    assert served(www) == published(site)


@pytest.mark.parametrize("verify", first(1, [False, True]))
def test_a_newsrooms_own_compressed_file_takes_the_place_of_a_copy(
    site: Site, live: Deploys, www: Path, verify: bool
) -> None:
    """Each file comes and goes while the others stay, in every order; what lies at the target never depends on it."""
    import gzip

    live.options = {"encodings": ("gzip",)}
    live.to = f"file://{www}"
    script, own, other = (site.root / "static" / name for name in ("tell.js", "tell.js.gz", "lone.txt.gz"))
    ours, small = gzip.compress(b"the newsroom's own"), b"// short"
    for step, (code, zipped) in enumerate(
        [(LONG, None), (LONG, ours), (LONG, None), (None, None), (None, ours), (LONG, ours), (None, ours), (LONG, None),
         (small, ours), (LONG, ours), (small, ours), (small, None), (LONG, ours), (None, None)]
    ):  # fmt: skip
        for path, data in ((script, code), (own, zipped), (other, ours if step % 2 else None)):
            path.unlink(missing_ok=True)
            if data is not None:
                path.write_bytes(data)
        assert site.build().published
        assert live(now=LATER, verify=verify).done
        files = {path.name: path.read_bytes() for path in www.glob("*lone*")}
        files |= {path.name: path.read_bytes() for path in www.rglob("tell.js*")}
        copy = zipped or (gzip.compress(LONG, 9, mtime=0) if code == LONG else None)
        there = {"tell.js": code, "tell.js.gz": copy, "lone.txt.gz": ours if step % 2 else None}
        assert files == {name: data for name, data in there.items() if data is not None}, step
        again = live(now=LATER)
        assert (again.uploaded, again.deleted) == (0, 0), step


def test_copies_are_made_once(site: Site, live: Deploys, www: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from newsgen.deploy import compression

    live.options, live.to = {"encodings": ("br", "gzip")}, f"file://{www}"
    assert live(now=LATER).done
    made: list[str] = []
    monkeypatch.setattr(compression, "encode", lambda data, coding: made.append(coding) or b"")
    (www / HEAD).unlink()
    assert live(now=LATER).done
    assert made == []


def test_pages_that_a_server_puts_together_have_no_copies(tmp_path: Path) -> None:
    from tests.deploy.places import SETTINGS

    site = newsroom(tmp_path / "site", settings=SETTINGS + "sidebar: {delivery: ssi}\n")
    assert site.build().published
    (tmp_path / "www").mkdir()
    to = f"file://{tmp_path / 'www'}"
    assert Deploys(site, lambda: Directory(tmp_path / "www"), to, {"encodings": ("br", "gzip")})().done
    assert list((tmp_path / "www").rglob("*.css.br"))
    assert not [p for coding in ("br", "gz") for p in (tmp_path / "www").rglob(f"*.html.{coding}")]


# the search's files


def test_the_files_of_the_search(site: Site, live: Deploys, www: Path) -> None:
    files = {"search/chunks/0a1b.bin": b"chunk", "search/index.json": b'{"entries": 1}'}
    for path, data in files.items():
        (site.output / path).parent.mkdir(parents=True, exist_ok=True)
        (site.output / path).write_bytes(data)
    told = {path: {"digest": digest.of_bytes(data).hex(), "size": len(data)} for path, data in files.items()}
    (state_folder(site.root, site.output) / "search.json").write_text(json.dumps({"files": told}))
    watched = Watched(Directory(www))
    assert live(target=watched, now=LATER).done
    assert served(www) == published(site)
    assert set(watched.named("send")) == set(files)
    (state_folder(site.root, site.output) / "search.json").write_text('{"files": {"search/../../x": {}}}')
    assert codes(live(now=LATER).problems) == ["deploy-search"]


# the command


def newsgen(site: Site, *words: str) -> int:
    return command_line.main(["deploy", *words, "--site", str(site.root), "--lang", "en"])


def test_the_command(site: Site, www: Path, capsys: pytest.CaptureFixture[str]) -> None:
    site.write("site.yml", site.settings + f"deploy:\n  - {{name: live, to: 'file://{www}'}}\n")
    assert site.build().published
    assert newsgen(site, "live", "--dry-run") == 0
    said = capsys.readouterr().out
    assert "\n  index.html\n" in said
    assert said.index(page(0)) < said.index("\n  index.html\n") < said.index("\n  feed.xml\n")
    assert f"Would send {len(published(site))} files" in said
    assert list(www.iterdir()) == []
    assert newsgen(site, "live", "--status") == 0
    assert "No deploy of this site" in capsys.readouterr().out
    assert newsgen(site, "live", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert list(told) == ["uploaded", "deleted", "purged", "unchanged", "bytes", "seconds", "problems"]
    assert told["uploaded"] == len(published(site))
    assert served(www) == published(site)
    assert newsgen(site, f"file://{www}") == 0
    assert "unchanged: " in capsys.readouterr().out
    assert newsgen(site, "live", "--status") == 0
    assert f"{len(published(site))} files" in capsys.readouterr().out
    for folder in (site.output, site.output / "x", site.root):
        assert newsgen(site, f"file://{folder}") == 1
        assert "a folder of its own" in capsys.readouterr().err
    assert newsgen(site, "s3://key:do-not-show@bucket/") == 1
    assert "do-not-show" not in "".join(capsys.readouterr())
    assert newsgen(site, "ssh://-oProxyCommand/x") == 1
    assert "is not a place" in capsys.readouterr().err
    assert newsgen(site, "liv") == 1
    assert "neither a target in site.yml" in capsys.readouterr().err
    (www.parent / "a-file").write_text("x")
    for place in ("a-file", "a-file/below"):
        assert newsgen(site, f"file://{www.parent}/{place}") == 1
        assert "does not exist" in capsys.readouterr().err


def test_a_missing_folder_is_made_and_told(site: Site, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert site.build().published
    place = tmp_path / "srv" / "خادم الويب" / "news"
    address = f"file://{quote(str(place))}"
    assert newsgen(site, address, "--dry-run") == 0
    assert newsgen(site, address, "--status") == 0
    assert not place.parent.parent.exists(), "who only looks makes nothing"
    assert newsgen(site, address) == 0
    assert "Created the folder" in capsys.readouterr().out
    assert served(place) == published(site)
    assert newsgen(site, address) == 0
    assert "Created the folder" not in capsys.readouterr().out


def test_newer_sources_are_told_or_built_first(site: Site, www: Path, capsys: pytest.CaptureFixture[str]) -> None:
    site.write("site.yml", site.settings + f"production: false\ndeploy: [{{name: live, to: 'file://{www}'}}]\n")
    assert command_line.main(["build", "--site", str(site.root), "--quiet"]) == 0

    def told(*words: str) -> tuple[int, dict[str, str]]:
        code = newsgen(site, "live", "--json", *words)
        return code, {p["code"]: p["file"] for p in json.loads(capsys.readouterr().out)["problems"]}

    before_opening = {"not-production": "site.yml", "example-address": "site.yml"}
    assert told() == (0, before_opening)
    os.utime(site.root / "content/قصة-4.md")
    assert told() == (0, before_opening), "touched, and the same as it was"
    story(site, 4, body="نص آخر.")
    assert told("--dry-run") == told() == (0, before_opening | {"deploy-stale": "content/قصة-4.md"})
    assert told("--build") == (0, before_opening)
    assert "نص آخر" in (www / page(4)).read_text(encoding="utf-8")
    (site.root / "content/قصة-4.md").unlink()
    assert told() == (0, before_opening | {"deploy-stale": "content/قصة-4.md"})
    site.write("content/broken.md", "---\n")
    head = (www / HEAD).read_bytes()
    assert newsgen(site, "live", "--build") == 1
    assert (www / HEAD).read_bytes() == head, "a build with errors sends nothing"


def test_without_a_target_they_are_listed(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    assert newsgen(site) == 0
    assert "site.yml names no target" in capsys.readouterr().out
    site.write(
        "site.yml",
        site.settings + "deploy:\n  - {name: live, to: 's3://bucket/news'}\n  - {name: try, to: 'file:///srv/x'}\n",
    )
    assert newsgen(site) == 0
    assert capsys.readouterr().out.splitlines()[1:] == ["  live  s3://bucket/news", "  try   file:///srv/x"]
    assert newsgen(site, "--json") == 0
    assert [target["name"] for target in json.loads(capsys.readouterr().out)] == ["live", "try"]


def test_a_change_of_targets_makes_no_page_again(site: Site) -> None:
    assert site.build().published
    site.write("site.yml", site.settings + "deploy:\n  - {name: live, to: 's3://bucket/news'}\n")
    report = site.build()
    assert (report.published, report.read, report.rendered, report.written) == (True, 0, 0, ())


def test_templates_know_nothing_of_targets(site: Site) -> None:
    """What is in no key must be in no page."""
    site.write("templates/foot_extra.html", "{{ site.deploy|length }}")
    site.write("site.yml", site.settings + "deploy:\n  - {name: live, to: 's3://bucket/news'}\n")
    assert site.build().published
    first = published(site)
    site.write("site.yml", site.settings)
    assert site.build(clean=True).published
    assert published(site) == first


def test_addresses_of_what_is_deployed_are_the_builds(site: Site, live: Deploys) -> None:
    assert output_path("/2026/05/01/قصة-0/") == page(0)
    assert os.path.exists(site.output / page(0))
