"""The record as a store: transactions, running sums, values of the last build, and who writes which table."""

import ast
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from newsgen.model.page_name import FORMER, PageName
from newsgen.record import meta, schema
from newsgen.record.damage import Damaged
from newsgen.record.last_build import Basis, ChangedFiles, Totals
from newsgen.record.outputs import Output, PathTaken
from newsgen.record.record import Record
from newsgen.record.recovery import is_sound, open_record, published
from newsgen.record.view import FAR, View, spans
from newsgen.site.layout import state_folder
from tests.support import Site
from tests.support.cases import sampled

PACKAGE = Path(schema.__file__).parent
PAGE = Output(PageName("article:a"), "a/index.html", b"key", b"digest", 6)
COPY = Output(PageName("static:a.css"), "a.css", b"", b"another", 7)


@pytest.fixture
def record(tmp_path: Path) -> Iterator[Record]:
    with closing(Record(tmp_path / "record.db")) as opened:
        yield opened


# transactions and sums


def test_a_rollback_undoes_rows_and_sums(record: Record) -> None:
    empty = record.build_id
    record.outputs.put(PAGE)
    record.commit()
    one = record.build_id
    record.outputs.put(COPY)
    assert record.build_id not in (empty, one)
    assert record.totals(View(0, drafts=False)) == Totals(0, pages=1, outputs=2)
    record.rollback()
    assert record.build_id == one
    assert record.totals(View(0, drafts=False)) == Totals(0, pages=1, outputs=1)
    assert [output.name for output in record.outputs.all()] == [PAGE.name]


def test_a_copy_is_shared_and_then_published_as_a_whole(record: Record, tmp_path: Path) -> None:
    path = tmp_path / "record.db"
    record.work_apart()
    record.outputs.put(PAGE)
    copy = record.share()
    assert copy is not None
    with closing(Record.shared(copy)) as reader, closing(Record.shared(copy)) as another:
        record.outputs.put(COPY)
        assert [output.name for output in reader.outputs.all()] == [PAGE.name]
        for number in range(20_000):  # more than SQLite keeps in memory
            record.outputs.put(Output(PageName(f"article:{number}"), f"{number}/index.html", b"key" * 40, b"digest", 6))
        assert reader.build_id == another.build_id != record.build_id
        assert [output.name for output in another.outputs.all()] == [PAGE.name]
        with pytest.raises(sqlite3.OperationalError):
            reader.outputs.put(COPY)
        with closing(sqlite3.connect(path)) as db:
            assert db.execute("SELECT count(*) FROM pages").fetchone() == (0,)
    build_id = record.build_id
    record.commit()
    assert not record.is_apart
    assert record.build_id == build_id
    assert [path.name for path in tmp_path.iterdir()] == ["record.db"]
    record.outputs.drop(COPY.name)
    record.rollback()
    assert record.outputs.get(COPY.name) == COPY
    record.close()
    assert is_sound(path)
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("PRAGMA journal_mode").fetchone() == ("delete",)


@pytest.mark.parametrize("shared", [False, True])
def test_a_copy_that_is_rolled_back_leaves_the_record(shared: bool, record: Record, tmp_path: Path) -> None:
    record.outputs.put(PAGE)
    record.commit()
    before = (tmp_path / "record.db").read_bytes()
    for _ in range(2):
        record.work_apart()
        record.outputs.put(COPY)
        if shared:
            record.share()
            record.outputs.drop(PAGE.name)
        record.rollback()
        assert [output.name for output in record.outputs.all()] == [PAGE.name]
        assert [path.name for path in tmp_path.iterdir()] == ["record.db"]
    record.work_apart()
    record.close()
    assert [path.name for path in tmp_path.iterdir()] == ["record.db"]
    assert (tmp_path / "record.db").read_bytes() == before


def test_sums_outlive_the_connection(tmp_path: Path) -> None:
    with closing(Record(tmp_path / "record.db")) as record:
        record.outputs.put(PAGE)
        record.outputs.put(COPY)
        record.commit()
        build_id = record.build_id
    with closing(Record(tmp_path / "record.db")) as record:
        assert record.build_id == build_id
        assert record.totals(View(0, drafts=False)) == Totals(0, pages=1, outputs=2)


def test_the_build_id_does_not_depend_on_the_order(tmp_path: Path) -> None:
    found = set()
    for number, outputs in enumerate([(PAGE, COPY), (COPY, PAGE), (PAGE, COPY, PAGE)]):
        with closing(Record(tmp_path / f"{number}.db")) as record:
            for output in outputs:
                record.outputs.put(output)
            found.add(record.build_id)
    assert len(found) == 1


def test_two_outputs_cannot_have_one_path(record: Record) -> None:
    record.outputs.put(PAGE)
    before = record.build_id
    with pytest.raises(PathTaken):
        record.outputs.add(Output(PageName("page:b"), PAGE.path, b"", b"b", 1))
    assert record.build_id == before
    assert record.outputs.at(PAGE.path) == PAGE


def test_a_distrusted_output_has_no_digest(record: Record) -> None:
    empty = record.build_id
    record.outputs.put(PAGE)
    record.outputs.distrust(PAGE)
    assert record.outputs.get(PAGE.name) == Output(PAGE.name, PAGE.path, b"", b"", 0)
    assert record.build_id == empty


# the last build


def test_a_new_record_knows_no_build(record: Record) -> None:
    assert record.fresh
    assert not record.had_stories()
    assert record.last_build.basis is None
    assert record.last_build.view == View(0, drafts=False, embargoed=False)
    assert record.last_build.totals == Totals()
    assert record.last_build.changed_files == ChangedFiles()
    assert record.last_build.finder_note == b""
    assert record.last_build.closures(b"") is None
    assert record.pins.get().ids == frozenset()


def test_the_values_of_a_build(record: Record) -> None:
    basis = Basis(b"code\xff", b"settings", {"article": b"\x00closure"}, "https://example.org/")
    view, totals = View(1_700_000_000_000_000, drafts=True, embargoed=True), Totals(3, 20, 31)
    record.last_build.put_inherited_stories(7)
    assert record.had_stories()
    record.last_build.put(basis, view, totals)
    record.last_build.put_changed_files(["الأولى/index.html"], ["b"])
    record.last_build.put_finder_note(b"note")
    record.last_build.put_closures(b"of", {"article": b"closure"})
    assert not record.fresh
    assert not record.had_stories(), "the stories of a dropped record count until the first build"
    assert (record.last_build.basis, record.last_build.view, record.last_build.totals) == (basis, view, totals)
    assert record.last_build.changed_files == ChangedFiles(("الأولى/index.html",), ("b",))
    assert record.last_build.finder_note == b"note"
    assert record.last_build.closures(b"of") == {"article": b"closure"}
    assert record.last_build.closures(b"other templates") is None


def test_a_build_stores_the_values_that_are_named_and_no_others(tmp_path: Path) -> None:
    site = Site(tmp_path / "site")
    site.story("s1")
    site.write("content/front.yml", "{}\n")
    assert site.build().published
    keys = {value for name, value in vars(meta).items() if name.isupper() and not name.endswith("_KEY")}
    with closing(sqlite3.connect(state_folder(site.root, site.output) / "record.db")) as db:
        stored = {key for (key,) in db.execute("SELECT key FROM meta")}
    assert stored == keys


# other versions


def test_another_version_is_damage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Record(tmp_path / "record.db").close()
    monkeypatch.setattr(schema, "VERSION", "next")
    with pytest.raises(Damaged):
        Record(tmp_path / "record.db")


def test_a_new_record_inherits_what_must_not_be_lost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "record.db"
    with closing(Record(path)) as record:
        record.outputs.put(PAGE)
        record.moves.add(1, "b.html", "0/0", b"")
        record.vanished.put("/old/", "x")
        record.vanished.put_stories([("x", "عنوان", 5)])
        record.commit()
    monkeypatch.setattr(schema, "VERSION", "next")
    with closing(open_record(path)) as record:
        assert record.fresh
        assert {(output.name, output.path) for output in record.outputs.of_kind(FORMER)} == {
            (PageName.of(FORMER, PAGE.name), PAGE.path),
            (PageName.of(FORMER, "b.html"), "b.html"),
        }
        assert record.vanished.all() == [("/old/", "x")]
        assert record.vanished.story("x") == ("عنوان", 5)
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize("content", [None, b"", b"no record" * 1000])
def test_what_cannot_be_read_says_nothing(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "record.db"
    if content is not None:
        path.write_bytes(content)
    there = published(path)
    assert (there.stories, there.basis) == ({}, None)
    with closing(open_record(path)) as record:
        assert record.fresh


# views


def test_spans_between_two_views() -> None:
    plain, later = View(10, drafts=False), View(30, drafts=False)
    assert spans(plain, plain) == ()
    assert spans(plain, later) == spans(later, plain) == ((10, 30),)
    assert spans(plain, View(10, drafts=False, embargoed=True)) == ((10, FAR),)
    assert spans(plain, View(30, drafts=True, embargoed=True)) == ((10, FAR), (10, 30))


# who writes what


def test_each_table_is_written_by_its_own_module() -> None:
    """By the modules that the docstring of ``schema`` names."""
    written: dict[str, set[str]] = {}
    for path in PACKAGE.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                for table in re.findall(r"^(?:INSERT [A-Z ]*INTO|DELETE FROM|UPDATE) (\w+)", node.value):
                    written.setdefault(table, set()).add(path.stem)
    named: dict[str, set[str]] = {}
    for tables, module in re.findall(r"((?:``\w+``(?:, | and )?)+)\s\((\w+)\)", schema.__doc__ or ""):
        named |= {table: {module} for table in re.findall(r"``(\w+)``", tables)}
    assert written == named
    assert named.keys() == set(re.findall(r"CREATE TABLE (\w+)", schema._TABLES))


# a record that somebody changed


OUTSIDE = [
    "../../home/x.txt",
    "/etc/passwd",
    "a/../../../home/x.txt",
    "a//b",
    "./a",
    "a\0b",
    "a\nb",
    "x" * 256,
    "",
    b"a",
]
"""Paths that no build writes, as seen from an output."""


def tampered(tmp_path: Path, *statements: tuple[str, tuple[object, ...]]) -> tuple[Site, Path]:
    """A built site whose record somebody changed, and a file outside of its output."""
    site = Site(tmp_path / "site")
    site.story("s1")
    assert site.build().published
    precious = tmp_path / "home/x.txt"
    precious.parent.mkdir()
    precious.write_text("precious")
    with closing(sqlite3.connect(state_folder(site.root, site.output) / "record.db")) as db:
        for statement, values in statements:
            db.execute(statement, values)
        db.commit()
    return site, precious


@pytest.mark.parametrize("path", OUTSIDE)
def test_a_dropped_record_hands_on_only_paths_within(tmp_path: Path, path: object) -> None:
    record = tmp_path / "record.db"
    with closing(Record(record)) as opened:
        opened.outputs.put(PAGE)
        opened.commit()
    with closing(sqlite3.connect(record)) as db:
        db.execute("INSERT INTO pages VALUES ('static:x', ?, x'', x'', 0)", (path,))
        db.execute("INSERT INTO journal (rank, path, staged, digest) VALUES (900, ?, NULL, x'')", (path,))
        db.commit()
    with closing(open_record(record, anew=True)) as opened:
        assert [output.path for output in opened.outputs.all()] == [PAGE.path]


@sampled(3)
@pytest.mark.parametrize("path", OUTSIDE)
@pytest.mark.parametrize("anew", [False, True])
def test_a_build_deletes_nothing_outside(tmp_path: Path, path: object, anew: bool) -> None:
    site, precious = tampered(tmp_path, ("INSERT INTO pages VALUES ('static:x', ?, x'', x'', 0)", (path,)))
    site.story("s2")
    report = site.build(clean=anew)
    assert report.published
    assert precious.read_text() == "precious"
    assert site.build(clean=anew).published


@pytest.mark.parametrize("staged", [None, "0/0", "../../../home/x.txt", 7])
def test_a_journal_leads_nowhere_outside(tmp_path: Path, staged: object) -> None:
    content = b"\0" * 16
    site, precious = tampered(
        tmp_path,
        ("INSERT INTO journal (rank, path, staged, digest) VALUES (0, ?, ?, ?)", ("../../home/x.txt", staged, content)),
        ("INSERT INTO journal (rank, path, staged, digest) VALUES (0, ?, ?, ?)", ("y.html", staged, "text")),
    )
    report = site.build()
    assert report.published
    assert [problem.code for problem in report.problems] == ["record-damaged"]
    assert precious.read_text() == "precious"
    assert site.build().problems == ()


def test_damaged_state_files_mend_themselves(tmp_path: Path) -> None:
    site, _ = tampered(tmp_path)
    state = state_folder(site.root, site.output)
    for name in ("idle.txt", "changes.json"):
        for data in (b"", b"\xff\0", b"[" * 100_000, b"../../home/x.txt\n"):
            (state / name).write_bytes(data)
            site.story("s1", title=f"title {name} {len(data)}")
            assert site.build().published
            assert (state / name).read_bytes() != data


@pytest.mark.parametrize("name", [b"jour\x8aal", b"\xff\xfe", b"pa\x80es"])
def test_a_schema_that_is_no_text_is_damage(tmp_path: Path, name: bytes) -> None:
    """SQLite quotes the bytes in its message, and reading that raises UnicodeDecodeError."""
    site = Site(tmp_path / "site")
    site.story("s1")
    assert site.build().published
    record = state_folder(site.root, site.output) / "record.db"
    data = record.read_bytes()
    for table in (b"journal", b"pages", b"articles"):
        damaged = data.replace(
            b"CREATE TABLE " + table, b"CREATE TABLE " + name[: len(table)].ljust(len(table), b"\x8a")
        )
        assert damaged != data
        record.write_bytes(damaged)
        report = site.build()
        assert report.published
        assert "record-damaged" in [problem.code for problem in report.problems] or report.rendered
        data = record.read_bytes()
