"""A first build in slices is that of one process: the same bytes, the same record, for any workers and any bounds of slices."""

from __future__ import annotations

import itertools
import shutil
import signal
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from newsgen.build import answers, slices, stages
from newsgen.build.affected import EVERYTHING
from newsgen.build.inputs import load
from newsgen.build.plan import plan
from newsgen.build.run import Listener, Options, Report, Run
from newsgen.build.slices import Sizes, Slice, Slicer
from newsgen.build.task import Task
from newsgen.executor import pool
from newsgen.executor.versions import code_digest
from newsgen.model.facets import ALL, WITHDRAWN
from newsgen.model.placement import Position
from newsgen.model.timestamps import microseconds
from newsgen.pages import archive
from newsgen.record.lists import Stretch
from newsgen.record.record import Record
from newsgen.record.view import FAR, View
from newsgen.site.layout import COMPILED, RECORD, STAGING, state_folder, theme
from tests import support
from tests.law import test_crash as crash
from tests.law.test_crash import Scene, contents
from tests.support import NOW
from tests.support.cases import first
from tests.support.killer import run, spread

small_theme, folder = crash.small_theme, crash.folder

SETTINGS = support.SETTINGS + (
    "front: {section: 2}\npartners: [{id: a, name: أ, sections: [politics], tags: [ب], items: 2, ninjs: true}]\n"
)


@pytest.fixture
def sliced(monkeypatch: pytest.MonkeyPatch) -> None:
    """Slices for first builds of few stories, with few pages in each."""
    monkeypatch.setattr(pool, "SERIAL", 2)
    monkeypatch.setattr(slices.Sizes, "of", staticmethod(lambda stories, workers: Sizes(3, 5, 2, 1)))


# the plan


TAGS = st.lists(st.sampled_from(["أ", "ب", "ج", "د"]), max_size=3, unique=True)
STORY = st.fixed_dictionaries(
    {
        "day": st.integers(1, 28),
        "month": st.integers(1, 5),
        "section": st.sampled_from(["politics", "sport"]),
        "tags": TAGS,
        "place": st.sampled_from(["", "port", "الميناء"]),
        "authors": st.lists(st.sampled_from(["ليلى", "هند"]), max_size=1),
        "more": st.sampled_from(
            [{}, {}, {"status": "draft"}, {"status": "withdrawn", "note": "سُحب"}, {"aliases": ["/old/{n}/"]},
             {"related": ["s0"]}, {"kind": "live"}, {"updated": "2026-05-30 10:00"}]
        ),
    }
)  # fmt: skip


def write(site: support.Site, stories: list[dict[str, Any]]) -> None:
    for n, one in enumerate(stories):
        fields = {key: value for key, value in one["more"].items() if key != "aliases"}
        if "aliases" in one["more"]:
            fields["aliases"] = [f"/old/{n}/"]
        if one["place"]:
            fields["place"] = one["place"]
        body = "## 10:00 مدخل\n\nنص." if fields.get("kind") == "live" else "نص."
        date = f"2026-{one['month']:02}-{one['day']:02} 08:00"
        site.story(f"s{n}", f"خبر {n}", date=date, section=one["section"], tags=one["tags"], body=body,
                   authors=one["authors"], **fields)  # fmt: skip


def told(tasks: Iterator[Task]) -> list[tuple[object, ...]]:
    return [(task.page.name, task.page.path, task.key, task.context_json, task.texts, task.why) for task in tasks]


def cut(record: Record, view: View, bounds: list[int], sizes: Sizes, site: Any) -> Iterator[Slice]:
    """The slices of a site, those of stories with bounds at any stories, which may be none or the same."""
    for facet in (ALL, WITHDRAWN):
        places = [stored.position for stored in record.stories.visible(view, Stretch(facet))]
        ends: list[Position] = [(-FAR, ""), *(places[n % len(places)] for n in sorted(bounds) if places), (FAR, "")]
        ends.sort()
        yield from (Stretch(facet, low, high) for low, high in itertools.pairwise(ends))
    yield from (one for one in slices.slices(record, site, view, sizes) if not isinstance(one, Stretch))


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(STORY, min_size=1, max_size=9), st.lists(st.integers(0, 8), max_size=5),
    st.builds(Sizes, *(st.integers(1, 4) for _ in range(4))),
)  # fmt: skip
def test_any_bounds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stories: list[dict[str, Any]], bounds: list[int], sizes: Sizes
) -> None:
    """The tasks of all slices are those of the plan of everything, in its order: the windows reach over the bounds."""
    monkeypatch.setattr(answers, "WINDOW", 3)
    monkeypatch.setattr(archive, "MOST_IN_MONTH", 3)
    shutil.rmtree(tmp_path / "site", ignore_errors=True)
    site = support.Site(tmp_path / "site", settings=SETTINGS)
    site.write("redirects.yml", "redirects:\n  - {from: /was/, to: /politics/}\n")
    site.write("content/pages/about.md", "---\ntitle: من نحن\n---\nنص.\n")
    write(site, stories)
    assert site.build().published
    path = state_folder(site.root, site.output) / RECORD
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("DELETE FROM pages")
    view = View(microseconds(NOW), drafts=False)
    with closing(Record(path)) as record:
        inputs = load(site.root, theme(), None, code_digest(), record).inputs
        assert inputs is not None
        expected = told(plan(record, EVERYTHING, inputs.settings, inputs.basis, view))
        whole = list(slices.slices(record, inputs.settings, view, sizes))
        some = list(cut(record, view, bounds, sizes, inputs.settings))
    with closing(Record.shared(path)) as shared:
        for parts in (whole, some):
            slicer = Slicer(shared, inputs.settings, inputs.basis, view)
            found = [task for one in parts for task in slicer.tasks(one)]
            assert told(iter(found)) == expected
            for task in found:
                assert task.planned == replace(task, planned=None).context


def test_the_sample(tmp_path: Path) -> None:
    """Every kind of page of the sample newsroom is in a slice, in the order of the plan: so will be a new kind that it shows."""
    root = Path(__file__).parents[2]
    record = Record(tmp_path / "record.db")
    with closing(record):
        state = state_folder(root, tmp_path / "public")
        listed = Options(root, tmp_path / "public", NOW, jobs=1)
        opened = Run(listed, Listener(), record, state, theme(), code_digest(), trusted=False)
        observed = stages.observe(opened)
        sources = stages.read(opened, observed)
        indexed = stages.index(opened, observed, sources)
        assert indexed.affected.whole
        inputs = sources.inputs
        expected = told(plan(record, EVERYTHING, inputs.settings, inputs.basis, opened.after))
        slicer = Slicer(record, inputs.settings, inputs.basis, opened.after)
        parts = slices.slices(record, inputs.settings, opened.after, Sizes(7, 9, 4, 1))
        assert told(task for one in list(parts) for task in slicer.tasks(one)) == expected


# the whole build


def many(count: int) -> dict[str, dict[str, Any]]:
    """Stories of two sections, with topics that they share, on days of three months."""
    return {
        f"s{n}": {
            "title": f"خبر {n}", "date": f"2026-{3 + n % 3:02}-{1 + n % 27:02} 08:00", "tags": ["أ", "بج"[n % 2]][: n % 3],
            "section": ("politics", "sport")[n % 2], "place": "port" if n % 5 else "",
            **({"image": crash.PICTURE} if n % 4 == 0 else {}), **({"aliases": [f"/old/{n}/"]} if n % 6 == 0 else {}),
        }
        for n in range(count)
    }  # fmt: skip


def built(site: crash.Site, **options: object) -> object:
    """The report of a build, as plain values."""
    return msgspec.to_builtins(site.build(**options))


def rows(state: Path) -> dict[str, list[Any]]:
    """All tables of a record."""
    with closing(sqlite3.connect(state / RECORD)) as db:
        tables = [row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
        return {table: db.execute(f"SELECT * FROM {table} ORDER BY 1, 2").fetchall() for table in tables}


@pytest.mark.parametrize("workers", first(1, [2, 1, 3, 7]))
def test_workers(workers: int, sliced: None, folder: Path) -> None:
    """The output, the report and the record are those of one process; a build after it has nothing to do."""
    site = crash.Site(folder / "site").put(crash.inputs(many(17)))
    alone = site.build(jobs=1)
    expected, record = contents(site.output), rows(site.state)
    shutil.rmtree(site.output)
    shutil.rmtree(site.root / ".newsgen")
    end = run(partial(built, site, jobs=workers), site.root)
    assert not end.raised
    report = msgspec.convert(end.result, Report)
    assert (report.published, report.problems, report.rendered) == (True, (), report.pages)
    assert contents(site.output) == expected
    assert rows(site.state) == record
    assert (report.written, report.bytes_written, report.build_id) == (
        alone.written,
        alone.bytes_written,
        alone.build_id,
    )
    assert report.explained == alone.explained
    assert not (site.output / STAGING).exists()
    assert {path.name for path in site.state.iterdir()} == {"record.db", "changes.json", "idle.txt", "lock", COMPILED}
    again = site.build(jobs=2)
    assert (again.rendered, again.written, again.deleted) == (0, (), ())


def test_over_an_output_that_is_there(sliced: None, folder: Path) -> None:
    """Where the record was dropped: workers compare what lies there, and what an older build wrote is deleted."""
    site = crash.Site(folder / "site").put(crash.inputs(many(12))).built(jobs=1)
    site.add_foreign()
    (site.output / "index.html").write_text("بدّله أحد")
    wanted = crash.inputs({name: one for name, one in many(14).items() if name != "s3"})
    end = run(partial(built, site.put(wanted), jobs=2, clean=True), site.root)
    assert not end.raised
    report = msgspec.convert(end.result, Report)
    assert report.published
    assert "index.html" in report.written
    assert "2026/05/12/s12/index.html" not in report.deleted
    assert len(report.written) < report.pages
    assert any("/s3/" in path for path in report.deleted)
    clean = crash.Site(folder / "clean").put(wanted).built(jobs=1)
    assert contents(site.output) == contents(clean.output)
    crash.check(site.output, contents(site.output), contents(site.output))
    crash.settled(site, contents(clean.output))


# what fails


FAILING = crash.inputs(many(9)) | {
    "templates/article.html": crash.PAGES.get("article.html", "").replace(
        "<h1>", "{% if article.card.id == 's4' %}{{ article.missing.more }}{% endif %}<h1>"
    ).encode()
}  # fmt: skip


@pytest.mark.parametrize("keep_good", [False, True])
def test_faults(keep_good: bool, sliced: None, folder: Path) -> None:
    """A template that fails is told as one process tells it; the record is as it was, and the rest can be published."""
    reports, outputs = [], []
    for jobs in (1, 2):
        site = crash.Site(folder / f"site{jobs}", {"jobs": jobs, "keep_good": keep_good}).put(FAILING)
        end = run(partial(built, site), site.root)
        assert not end.raised
        reports.append({key: value for key, value in end.result.items() if key not in ("seconds", "bytes_written")})
        outputs.append(contents(site.output))
        assert not (site.output / STAGING).exists()
        assert not (site.state / "record.db.apart").exists()
    assert reports[0] == reports[1]
    assert outputs[0] == outputs[1]
    assert reports[0]["problems"]
    wanted = crash.inputs(many(9))
    last = site.put(wanted).build(jobs=1)
    assert last.published, [(p.code, p.file, p.values) for p in last.problems]
    assert contents(site.output) == crash.clean_output(wanted)


def cold(folder: Path) -> Scene:
    return Scene(folder, None, crash.inputs(many(7)), {"jobs": 2})


@pytest.mark.parametrize("count", first(0, [12, 60]))
def test_killed(count: int, sliced: None, folder: Path) -> None:
    """The builder or a worker is killed at a step: nothing or all is published, and the next build is right.

    A worker that is killed ends the build, which publishes nothing.
    """
    scene = cold(folder)
    steps = scene.steps()
    committed = [step.number for step in steps if step.what.endswith("/record.db") and step.kind == "rename"][-1]
    for number in spread(steps, count):
        site = scene.begin()
        end = run(lambda site=site: bool(site.build().published), site.root, kill=number)  # type: ignore[misc]
        try:
            assert end.signal == signal.SIGKILL or end.result is False, end.raised
            crash.check(site.output, {}, scene.clean(scene.new))
            if number < committed:
                assert contents(site.output) == {}
            if end.signal == 0:
                assert not (site.output / STAGING).exists()
            for follow in (crash.again, crash.emptied) if number % 2 else (crash.again, crash.back):
                follow(scene, site.copy(scene.folder / "after"))
        except BaseException as failure:
            failure.add_note(f"killed at {steps[number - 1]}, {end}")
            raise


@pytest.mark.parametrize("count", first(0, [10, 50]))
def test_full_disk(count: int, sliced: None, folder: Path) -> None:
    """No space for the builder or a worker at a step: a message, nothing published, and the next build is right."""
    scene = cold(folder)
    steps = scene.steps()
    committed = [step.number for step in steps if step.what.endswith("/record.db") and step.kind == "rename"][-1]
    for number in spread(steps, count):
        if crash.is_cache(steps[number - 1]):
            continue
        site = scene.begin()
        end = run(lambda site=site: crash.command(site, "--jobs", "2"), site.root, fail=number, for_good=True)  # type: ignore[misc]
        try:
            assert (end.signal, end.raised) == (0, ""), end.raised
            if number < committed:
                assert contents(site.output) == {}
                assert not (site.state / "record.db.apart").exists()
            for follow in (crash.again, crash.back):
                follow(scene, site.copy(scene.folder / "after"))
        except BaseException as failure:
            failure.add_note(f"refused at {steps[number - 1]}, {end}")
            raise
