"""Data files: CSV of any spreadsheet, YAML, and what is wrong with each at its line and column."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsgen.boxes.columns import MAX_COLUMNS, MAX_ROWS
from newsgen.boxes.parse import MAX_CSV, MAX_YAML, ParsedData, parse_data
from newsgen.model.box import Table
from newsgen.site.settings import Settings
from tests.support.growth import is_linear

SITE = Settings.model_validate(
    {"title": "ص", "base_url": "https://e.org", "timezone": "Asia/Amman", "sections": [{"id": "a", "name": "أ"}]}
)


def parsed(text: str | bytes, name: str = "a.csv") -> ParsedData:
    return parse_data(f"content/data/{name}", text if isinstance(text, bytes) else text.encode(), SITE)


def table(text: str | bytes) -> Table:
    found = parsed(text)
    assert found.data is not None, found.problems
    assert found.data.table is not None
    return found.data.table


def told(text: str | bytes, name: str = "a.csv") -> list[tuple[str, str, int, int]]:
    return [(p.code, p.level, p.line, p.column) for p in parsed(text, name).problems]


ROWS = (("المياه", "12.0"), ("الطرق", ""))


@pytest.mark.parametrize(
    "text",
    [
        "الباب,عدد\nالمياه,12.0\nالطرق,\n",
        "الباب;عدد\r\nالمياه;12,0\r\nالطرق;-\r\n",
        "الباب\tعدد\rالمياه\t١٢٫٠\rالطرق\tغ.م",
        "sep=;\nالباب;عدد\nالمياه;12.0\nالطرق;\n",
        '"الباب","عدد"\n"المياه","12.0"\n"الطرق",""\n',
        "\ufeffالباب,عدد,,\n\n  المياه , 12.0 ,,\nالطرق,,,\n,,,\n",
        "الباب|عدد\nالمياه|12.0\nالطرق|…",
    ],
)
def test_files_of_many_programs(text: str) -> None:
    found = table(text)
    assert found.rows == ROWS
    assert [column.kind for column in found.columns] == ["text", "number"]
    assert parsed(text).problems == ()


@pytest.mark.parametrize("encoding", ["cp1256", "utf-16"])
def test_other_encodings_are_read_and_told(encoding: str) -> None:
    data = "الباب,عدد\nالمياه,12.0\nالطرق,\n".encode(encoding)
    assert table(data).rows == ROWS
    assert told(data) == [("data-encoding", "warning", 1, 1)]


def test_quotes() -> None:
    found = table('الاسم,قول\n"حرب, سلام","قال ""نعم""\nثم سكت"\nب,ج\n')
    assert found.rows == (("حرب, سلام", 'قال "نعم" ثم سكت'), ("ب", "ج"))
    assert told('أ,ب\n"س\nص",1\nع,2,3\n') == [("data-row", "error", 4, 5)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ("data-empty", "error", 1, 1)),
        ("\n\n", ("data-empty", "error", 1, 1)),
        ("أ,ب\n", ("data-empty", "error", 1, 1)),
        ("أ\n1\n", ("data-one-column", "error", 1, 1)),
        ("أ,ب,ب\n1,2,3\n", ("data-column-twice", "error", 1, 5)),
        ("أ,,ب\n1,2,3\n", ("data-unnamed", "error", 1, 3)),
        ("أ,ب\n1,2\n3,4,5\n", ("data-row", "error", 3, 5)),
        ("أ,ب\n1,2\n3\n", ("data-row", "warning", 3, 1)),
        ('أ,ب\n1,"2\n', ("data-quote", "error", 2, 3)),
        ("أ,ب\nس,=SUM(A1:A3)\n", ("data-formula", "warning", 2, 3)),
        ("أ,ب\nس,1\nع,2\nف,3\nق,أربعة\n", ("data-not-number", "warning", 5, 3)),
        ("أ,ب\nس," + "ط" * 400 + "\n", ("data-too-large", "error", 2, 3)),
        (b"\xff\xfe\xfa\x00\x01", ("not-utf8", "error", 1, 5)),
        (b"a,b\n1,\xff\xfa\n", ("not-utf8", "error", 2, 3)),
        ("a,b\n1,\x00\n", ("not-utf8", "error", 2, 3)),
    ],
)
def test_what_is_wrong_and_where(text: str | bytes, expected: tuple[str, str, int, int]) -> None:
    assert told(text) == [expected]


def test_bounds() -> None:
    assert told("أ,ب\n" + "س,1\n" * (MAX_ROWS + 1))[0][0] == "data-too-large"
    assert told(",".join(f"ع{n}" for n in range(MAX_COLUMNS + 1)) + "\nس,1\n")[0][0] == "data-too-large"
    assert told(b"a" * (MAX_CSV + 1)) == [("data-too-large", "error", 1, 1)]
    assert told(b"a" * (MAX_YAML + 1), "a.yml") == [("data-too-large", "error", 1, 1)]


@pytest.mark.parametrize("piece", ['"س ""ص""",1\n', '"س,', "1,", ',"', '""'])
def test_reading_is_linear(piece: str) -> None:
    assert is_linear(lambda text: parsed("أ,ب\n" + text), piece)


@given(st.binary(max_size=300))
def test_no_bytes_raise(data: bytes) -> None:
    for name in ("a.csv", "a.yml"):
        found = parsed(data, name)
        assert (found.data is None) == any(problem.level == "error" for problem in found.problems)


@given(st.text("أب,;\t|\"'\n\r 1٢.%-=", max_size=60))
def test_no_text_raises(text: str) -> None:
    parsed(text)


SCORE = "kind: score\nstatus: live\nhome: {name: الفنار}\naway: {name: الميناء}\n"


def test_goals_are_counted() -> None:
    found = parsed(
        SCORE.replace("{name: الفنار}", "{name: الفنار, goals: [{player: س, minute: ٤٥+٢}, {player: ص}]}"), "a.yml"
    )
    assert found.data is not None
    assert found.data.score is not None
    assert (found.data.score.home.score, found.data.score.away.score) == (2, 0)
    assert found.data.score.home.goals[0].minute == "45+2"
    before = parsed(SCORE.replace("live", "scheduled"), "a.yml").data
    assert before is not None
    assert before.score is not None
    assert before.score.home.score is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("kind: scor\n", ("not-a-choice", 1, 7)),
        (SCORE + "kind: score\n", ("yaml-duplicate", 5, 1)),
        (SCORE.replace("live", "now"), ("not-a-choice", 2, 9)),
        (SCORE + "minute: س\n", ("bad-minute", 5, 9)),
        (SCORE.replace("{name: الفنار}", "{name: الفنار, score: 1, goals: [{player: س}, {player: ص}]}"), ("score-differs", 3, 29)),
        (SCORE.replace("{name: الفنار}", "{nme: الفنار}"), ("missing", 3, 7)),
        ("kind: standings\nteams: [{name: أ, won: 2, played: 3}]\n", ("games-differ", 2, 35)),
        ("kind: prayers\ncity: ع\nlatitude: 120\nlongitude: 1\ntimezone: Asia/Amman\nmethod: mwl\n", ("bad-value", 3, 11)),
        ("kind: prayers\ncity: ع\nlatitude: 1\nlongitude: 1\ntimezone: Amman\nmethod: mwl\n", ("unknown-zone", 5, 11)),
        ("kind: prayers\ncity: ع\nlatitude: 1\nlongitude: 1\ntimezone: Asia/Amman\nmethod: مكة\n", ("not-a-choice", 6, 9)),
        ("kind: standings\nteams: []\n", ("too-few", 2, 8)),
        (SCORE, ("live-no-end", 2, 9)),
        ("columns: [أ, ب]\nrows: [[س, 1, 2]]\n", ("data-row", 2, 15)),
        ("columns: [أ, ب]\nrows:\n  - [س, 1]\n  - س\n", ("wrong-type", 4, 5)),
        ("- a\n", ("not-a-mapping", 1, 1)),
    ],
)  # fmt: skip
def test_what_is_wrong_in_yaml(text: str, expected: tuple[str, int, int]) -> None:
    assert expected in [(p.code, p.line, p.column) for p in parsed(text, "a.yml").problems]


def test_a_league_table() -> None:
    text = """kind: standings
teams:
  - {name: د, won: 1, lost: 2, scored: 3, conceded: 4}
  - {name: أ, won: 2, drawn: 1, scored: 5, conceded: 1}
  - {name: ب, won: 2, drawn: 1, scored: 6, conceded: 2}
  - {name: ج, won: 2, drawn: 1, scored: 6, conceded: 2}
  - {name: ه, won: 3, scored: 6, conceded: 0, deducted: 3}
"""
    found = parsed(text, "a.yml").data
    assert found is not None
    assert [(team.rank, team.name, team.points, team.played) for team in found.standings] == [
        (1, "ب", 7, 3), (1, "ج", 7, 3), (3, "أ", 7, 3), (4, "ه", 6, 3), (5, "د", 3, 3),
    ]  # fmt: skip
    given_rank = parsed(text.replace("{name: د,", "{name: د, rank: 1,"), "a.yml").data
    assert given_rank is not None
    assert {team.name: team.rank for team in given_rank.standings}["د"] == 1
