"""Charts of boxes: labels that never overlap from 300 pixels on, directions, negative and missing values."""

import random
import re
from collections.abc import Iterator

import pytest

from newsgen.boxes.parse import parse_data
from newsgen.model.box import NARROWEST, Box, BoxData, text_width
from newsgen.site.settings import Settings
from newsgen.theme.boxes import box_html
from newsgen.theme.cells import table_view
from newsgen.theme.charts import Chart, chart

SITE = Settings.model_validate(
    {"title": "ص", "base_url": "https://e.org", "timezone": "Asia/Amman", "sections": [{"id": "a", "name": "أ"}]}
)
ARABIC = SITE.model_copy(update={"language": SITE.language.model_copy(update={"digits": "arab"})})
ISOLATES = re.compile("[\u2066-\u2069]")


def data(csv: str) -> BoxData:
    parsed = parse_data("content/data/a.csv", csv.encode(), SITE)
    assert parsed.data is not None, parsed.problems
    return parsed.data


def box(csv: str, **more: object) -> Box:
    return Box("data/a.csv", "chart", data=data(csv), **more)  # type: ignore[arg-type]


def extents(drawn: Chart) -> Iterator[tuple[float, float, float, str]]:
    """From where to where each label reaches at the narrowest width, its base line, and its text."""
    for label in drawn.labels:
        text = ISOLATES.sub("", label.text)
        x, width = float(label.x) * NARROWEST / 100 + label.dx, text_width(text)
        begin = {"start": x - width, "middle": x - width / 2, "end": x}[label.anchor]
        yield begin, begin + width, label.y, text


def assert_apart(drawn: Chart) -> None:
    found = sorted(extents(drawn), key=lambda one: one[2])
    for number, (begin, end, y, text) in enumerate(found):
        assert begin >= -8, (text, begin)
        assert end <= NARROWEST + 8, (text, end)
        for other_begin, other_end, other_y, other in found[number + 1 :]:
            if other_y - y >= 14:
                break
            assert end <= other_begin + 0.5 or begin >= other_end - 0.5, (text, other)


def test_bars_grow_leftwards_from_their_names() -> None:
    drawn = chart(box("الباب,عدد\nالمياه,10\nالطرق,5\n"), SITE)
    first, second = drawn.bars
    assert float(first.x) + float(first.width) == float(second.x) + float(second.width) == 100
    assert float(first.width) == pytest.approx(2 * float(second.width), abs=0.02)
    assert [label.x for label in drawn.labels if label.text == "المياه"] == ["100"]


def test_a_negative_bar_grows_to_the_right() -> None:
    drawn = chart(box("الباب,عدد\nأ,10\nب,-5\n"), SITE)
    first, second = drawn.bars
    zero = float(first.x) + float(first.width)
    assert float(second.x) == pytest.approx(zero, abs=0.02)
    assert float(drawn.left) == pytest.approx(zero, abs=0.02)
    assert_apart(drawn)


def test_a_missing_value_is_said_in_bars_and_a_gap_in_lines() -> None:
    assert "لا بيانات" in [label.text for label in chart(box("الباب,عدد\nأ,10\nب,\n"), SITE).labels]
    drawn = chart(box("السنة,عدد\n2020,1\n2021,2\n2022,\n2023,4\n2024,5\n2025,\n2026,3\n"), SITE)
    assert len(drawn.lines) == 2
    assert len(drawn.dots) == 5


def test_time_runs_as_the_setting_says_and_its_axis_is_at_the_right() -> None:
    written = box("السنة,عدد\n2021,2\n2020,1\n2026,4\n")
    turned = SITE.model_copy(update={"charts": SITE.charts.model_copy(update={"time": "right-to-left"})})
    for settings, sign in ((SITE, 1), (turned, -1)):
        drawn = chart(written, settings)
        places = {label.text: float(label.x) for label in drawn.labels if len(label.text) == 4}
        assert sign * (places["2026"] - places["2020"]) > 0
        assert all(label.x == "100" for label in drawn.labels if label.text in ("0", "1", "2", "3", "4"))
        points = [float(pair.split(",")[0]) for pair in drawn.lines[0].points.split()]
        assert points == sorted(points)
        assert (points[1] - points[0]) / (points[2] - points[1]) == pytest.approx(1 / 5 if sign > 0 else 5, rel=0.02)


def test_columns_of_names_stand_from_the_right_and_those_of_years_from_the_left() -> None:
    drawn = chart(box("الحي,عدد\nأ,1\nب,2\n", type="column"), SITE)
    assert float(drawn.bars[0].x) > float(drawn.bars[1].x)
    drawn = chart(box("السنة,عدد\n2020,1\n2021,2\n", type="column"), SITE)
    assert float(drawn.bars[0].x) < float(drawn.bars[1].x)


def test_digits_are_those_of_the_house() -> None:
    drawn = chart(box("الباب,عدد\nأ 5,12500.5\n"), ARABIC)
    assert {ISOLATES.sub("", label.text) for label in drawn.labels} == {"أ ٥", "١٢٬٥٠٠٫٥"}
    view = table_view(box("السنة,عدد,نسبة\n2020,12500.0,٪7\n"), ARABIC)
    assert view.rows == (("٢٠٢٠", "١٢٬٥٠٠٫٠", "٧٪"),)
    view = table_view(box("اليوم,عدد\n2026-11-29,900\n2026-12,1000\n"), SITE)
    assert view.rows[0][1:] == ("900",)
    assert "2026" in view.rows[1][0]


def test_equal_values_and_zero_have_a_scale() -> None:
    for values in ("0\nب,0", "5\nب,5", "-3\nب,-3", "0.001\nب,0.002", "1000000\nب,1000001"):
        for kind in ("bar", "column", "line"):
            assert_apart(chart(box(f"الباب,عدد\nأ,{values}\n", type=kind), SITE))


@pytest.mark.parametrize("seed", range(60))
def test_labels_never_overlap(seed: int) -> None:
    chance = random.Random(seed)
    kind = chance.choice(["bar", "column", "line"])
    rows, series = chance.randint(1, {"bar": 9, "column": 12, "line": 60}[kind]), chance.randint(1, 4)
    timed = kind != "bar" and chance.random() < 0.7
    words = ["مياه", "الطرق العامة", "المدارس والمكتبات في كل حي من أحياء المدينة القديمة", "أ", "الصحة"]
    names = [str(1950 + n) for n in range(rows)]
    if not timed:
        names = [
            f"{chance.choice({'bar': words, 'line': ['كانون الثاني', 'أيار'], 'column': ['أ', 'ب']}[kind])} {n}"
            for n in range(rows)
        ]
    size, low = chance.choice([1, 100, 10_000, 5_000_000]), chance.choice([0, 0, -1])

    def value() -> str:
        return "" if chance.random() < 0.1 else f"{chance.uniform(low, 1) * size:.{chance.randint(0, 2)}f}"

    heads = [
        chance.choice([f"{2020 + n}", f"السلسلة {n}", f"اسم طويل جدًا لسلسلة من الأرقام {n}"]) for n in range(series)
    ]
    lines = [[name, *(value() for _ in heads)] for name in names]
    lines[0][1] = "1"
    csv = "\n".join(",".join(line) for line in [["الباب", *heads], *lines]) + "\n"
    for settings in (SITE, ARABIC):
        assert_apart(chart(box(csv, type=kind), settings))


def test_a_feed_has_the_table_and_no_drawing() -> None:
    html = box_html(box("الباب,عدد\n<b>,10\n", title="عنوان", source="محضر"), SITE)
    assert html.startswith("<table><caption>عنوان</caption><thead>")
    assert "&lt;b&gt;" in html
    assert "<svg" not in html
    assert "المصدر: محضر" in html
