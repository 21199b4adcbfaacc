"""Links to data files in a text: which are boxes, and what is told of the others."""

import pytest

from newsgen.articles.body import Body, render
from newsgen.model.box import Box
from newsgen.model.picture import Picture


def body(text: str) -> Body:
    return render(text, first_line=10, prefix="")


def boxes(text: str) -> list[Box]:
    return [part.box for part in body(text).parts if isinstance(part, Picture) and part.box]


def told(text: str) -> list[tuple[str, int, int]]:
    return [(problem.code, problem.line, problem.column) for problem in body(text).problems]


@pytest.mark.parametrize(
    "link", ["data/b.csv", "../data/b.csv", "../../data/b.csv", "/content/data/b.csv", "content/data/b.csv"]
)
def test_the_path_of_a_data_file(link: str) -> None:
    (box,) = boxes(f"[عنوان]({link}){{: .chart}}")
    assert box.file == "data/b.csv"


def test_what_a_link_says() -> None:
    text = (
        '[كم **زاد** &amp; نقص](data/سنة%201.yml "المصدر: \\"ج\\""){: .chart type=line columns="2026، 2027" unit="٪"}'
    )
    (box,) = boxes(text)
    assert box == Box("data/سنة 1.yml", "chart", "كم زاد & نقص", 'المصدر: "ج"', "line", ("2026", "2027"), "٪")
    assert told(text) == []


def test_the_list_may_stand_below() -> None:
    assert [box.shape for box in boxes("[أ](data/b.yml)\n{: .score}\n\n[ب](data/b.yml){: .standings}")] == [
        "score",
        "standings",
    ]


def test_its_place_among_other_parts() -> None:
    parts = body(
        "قبل\n\n[أ](data/b.csv){: .table}\n\n![ص](p.png)\n\n[ف](/f.mp4){: .video}\n\n[ب](data/c.csv){: .box}\n\nبعد"
    ).parts
    kinds = [
        part if isinstance(part, str) else part.box.file if part.box else part.video or part.address for part in parts
    ]
    assert kinds == ["<p>قبل</p>", "data/b.csv", "p.png", "/f.mp4", "data/c.csv", "<p>بعد</p>"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("قال [أ](data/b.csv){: .chart} هنا", ("box-not-alone", 10, 9)),
        ("- [أ](data/b.csv){: .chart}", ("box-not-alone", 10, 7)),
        ("> [أ](data/b.csv){: .chart}", ("box-not-alone", 10, 7)),
        ("[أ](data/b.csv){: .chart}\n[ب](data/c.csv){: .chart}", ("box-not-alone", 10, 5)),
        ("[أ](https://x.org/b.csv){: .chart}", ("no-data", 10, 5)),
        ("[أ](data/b.xlsx){: .chart}", ("no-data", 10, 5)),
        ("[أ](data/../b.csv){: .chart}", ("no-data", 10, 5)),
        ("[أ](data/b.csv){: .chart typ=line}", ("box-option", 10, 5)),
        ("[أ](data/b.csv){: .chart type=pie}", ("box-option", 10, 5)),
        ("[أ](data/b.csv){: .table unit=م}", ("box-option", 10, 5)),
    ],
)
def test_what_is_told(text: str, expected: tuple[str, int, int]) -> None:
    assert told(text)[0] == expected
    assert boxes(text) == []


@pytest.mark.parametrize("text", ["[زر](https://x.org){: .box}", "[أ](data/b.csv)", "[أ](/table/){: .table}"])
def test_other_links_stay(text: str) -> None:
    assert boxes(text) == []
    assert not {"box-not-alone", "no-data"} & {code for code, *_ in told(text)}
