"""Data files in a build: what depends on them, what is published of them, and what is told."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from newsgen.base.problems import Problem
from newsgen.build.run import Report
from tests.support import NOW, SETTINGS, ZONE, Site, codes, text_of, tree

CSV = "الباب,2026,2027\nالمياه,12.0,14.2\nالطرق,7,8\n"
SCORE = "kind: score\nstatus: finished\nhome: {name: الفنار, score: %d}\naway: {name: الميناء, score: 0}\n"
PRAYERS = "kind: prayers\ncity: ع\nlatitude: 31\nlongitude: 35\ntimezone: Asia/Amman\nmethod: mwl\n"
CHART = "قبل\n\n[الموازنة](data/budget.csv){: .chart}\n\nبعد"
FULL = SETTINGS + "feeds: {full_text: true}\n"


@pytest.fixture
def site(tmp_path: Path) -> Site:
    made = Site(tmp_path / "site")
    made.write("content/data/budget.csv", CSV)
    made.story("a", body=CHART)
    return made


def written(site: Site, **more: Any) -> tuple[Report, set[str]]:
    """Build, and name the files whose bytes the build changed; each build is compared with a clean one."""
    before = tree(site.output) if site.output.exists() else {}
    report = site.build(**more)
    after = tree(site.output)
    clean = site.root.parent / "clean"
    assert site.build(clean, **more).published == report.published
    if report.published:
        assert {k: v for k, v in tree(clean).items() if k != ".newsgen"} == {
            k: v for k, v in after.items() if k != ".newsgen"
        }
    return report, {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)} - {".newsgen"}


def one(report: Report, code: str) -> Problem:
    (problem,) = [problem for problem in report.problems if problem.code == code]
    return problem


def test_a_box_is_part_of_its_story_and_has_a_fragment(site: Site) -> None:
    report, _ = written(site)
    assert report.published
    assert not report.problems
    assert "14.2" in (site.output / "2026/05/01/a/index.html").read_text()
    assert "14.2" in (site.output / "fragments/data/budget.html").read_text()


def test_a_changed_file_rewrites_its_story_and_its_fragment_alone(site: Site) -> None:
    site.story("b", "أخرى")
    site.build()
    site.write("content/data/budget.csv", CSV.replace("14.2", "15"))
    _, files = written(site)
    assert files == {"2026/05/01/a/index.html", "fragments/data/budget.html"}
    site.write("content/data/budget.csv", CSV.replace("14.2", "15").replace("\n", "\r\n"))  # the same values
    assert written(site)[1] == set()


def test_a_goal_rewrites_one_file_where_only_the_home_page_shows_the_match(site: Site) -> None:
    site.write("content/data/match.yml", SCORE % 0)
    site.write("content/front.yml", "boxes: [{data: data/match.yml, title: النهائي}]\n")
    site.build()
    assert "النهائي score" in (site.output / "index.html").read_text()
    site.write("content/data/match.yml", SCORE % 1)
    assert written(site)[1] == {"fragments/data/match.html"}


def test_a_goal_rewrites_one_file_where_fronts_of_sections_show_the_match(site: Site) -> None:
    site.write("content/data/match.yml", SCORE % 0)
    site.write("content/front.yml", "boxes: [{data: data/match.yml, title: النهائي, sections: [sport, culture]}]\n")
    site.build()
    shown = {path for path, data in tree(site.output).items() if "النهائي score".encode() in data}
    assert shown == {"sport/index.html", "culture/index.html"}
    site.write("content/data/match.yml", SCORE % 1)
    assert written(site)[1] == {"fragments/data/match.html"}
    site.write("content/front.yml", "boxes: [{data: data/match.yml, title: النهائي, sections: sport}]\n")
    assert written(site)[1] == {"culture/index.html"}
    (site.root / "content/data/match.yml").unlink()
    assert written(site)[1] == {"sport/index.html", "fragments/data/match.html", "assets/v1/data.js"}


def test_a_front_keeps_the_place_of_a_table_and_follows_the_number_of_its_rows_alone(tmp_path: Path) -> None:
    site = Site(tmp_path / "site", plain=False)
    site.story("a", body="نص")
    site.write("content/data/coast.csv", "الفريق,النقاط\nالفنار,12\nالميناء,9\n")
    site.write("content/front.yml", "boxes: [{data: data/coast.csv, title: الدوري}]\n")
    assert site.build().published
    assert (site.output / "index.html").read_text().count("<i></i>") == 3, "two rows and that of the names of columns"
    site.write("content/data/coast.csv", "الفريق,النقاط\nالفنار,15\nالميناء,9\n")
    assert written(site)[1] == {"fragments/data/coast.html"}
    site.write("content/data/coast.csv", "الفريق,النقاط\nالفنار,15\nالميناء,9\nالقصب,4\n")
    assert written(site)[1] == {"fragments/data/coast.html", "index.html"}
    assert (site.output / "index.html").read_text().count("<i></i>") == 4


def test_six_boxes_are_the_most_on_each_front(site: Site) -> None:
    boxes = [f"{{data: data/{name}.csv, title: أ, sections: {on}}}" for name in "abcdef" for on in ("[sport]", "[]")]
    site.write("content/front.yml", f"boxes: [{', '.join(boxes)}]\n")
    assert set(codes(site.build())) == {"box-skipped"}
    site.write("content/front.yml", f"boxes: [{', '.join([*boxes, boxes[0]])}]\n")
    assert codes(site.build()) == ["too-many"]
    site.write("content/front.yml", "boxes: [{data: data/a.csv, title: أ, sections: [sprot]}]\n")
    problem = one(site.build(), "unknown-section")
    assert (problem.line, problem.column) == (1, 49)


def test_a_front_of_a_section_loads_what_its_boxes_need(tmp_path: Path) -> None:
    site = Site(tmp_path / "site", plain=False)
    site.write("content/data/pray.yml", PRAYERS)
    site.story("a", body="نص")
    site.build()
    before = {path: data for path, data in tree(site.output).items() if path.endswith(".html")}
    site.write("content/front.yml", "boxes: [{data: data/pray.yml, title: المواقيت, sections: [sport]}]\n")
    _, files = written(site)
    assert files == {
        "sport/index.html", "fragments/data/pray.html", "assets/v1/data.css", "assets/v1/data.js", "assets/v1/prayers.js",
    }  # fmt: skip
    text = (site.output / "sport/index.html").read_text()
    assert all(text.count(name) == 1 for name in ("data.css", "data.js", "prayers.js", 'class="boxes"'))
    assert "data.css" not in before["sport/index.html"].decode()


def test_a_full_text_feed_follows_the_data(tmp_path: Path) -> None:
    site = Site(tmp_path / "site", plain=False, settings=FULL)
    site.write("content/data/budget.csv", CSV)
    site.story("a", body=CHART)
    site.build()
    assert "14.2" in (site.output / "feed.xml").read_text()
    site.write("content/data/budget.csv", CSV.replace("14.2", "15.5"))
    assert {"feed.xml", "2026/05/01/a/index.html"} <= written(site)[1]


@pytest.mark.parametrize("how", ["unused", "draft", "embargo", "withdrawn"])
def test_what_no_reader_sees_is_not_published(site: Site, how: str) -> None:
    more: dict[str, Any] = {
        "unused": {"body": "نص"},
        "draft": {"body": CHART, "status": "draft"},
        "embargo": {"body": CHART, "publish_at": "2026-07-01"},
        "withdrawn": {"body": CHART, "status": "withdrawn", "note": "خطأ"},
    }[how]
    site.story("a", **more)
    written(site)
    assert "14.2" not in text_of(site.output)
    site.story("a", body=CHART)
    assert "fragments/data/budget.html" in written(site)[1]
    site.story("a", **more)
    written(site)
    assert "14.2" not in text_of(site.output)


def test_an_embargo_that_ends_publishes_the_fragment(site: Site) -> None:
    site.story("a", body=CHART, publish_at="2026-06-01 13:00")
    written(site)
    assert not (site.output / "fragments").exists() or "14.2" not in text_of(site.output / "fragments")
    written(site, now=datetime(2026, 6, 1, 13, 0, tzinfo=ZONE))
    assert "14.2" in text_of(site.output / "fragments")


def test_a_box_of_a_live_entry_waits_for_the_entry(site: Site) -> None:
    body = f"# 2026-06-01\n\n## 11:00 الأول\n\nنص\n\n## 13:00 الثاني\n\n{CHART}\n"
    site.story("a", body=body, kind="live")
    written(site)
    assert "14.2" not in text_of(site.output)
    written(site, now=datetime(2026, 6, 1, 13, 0, tzinfo=ZONE))
    assert "14.2" in (site.output / "fragments/data/budget.html").read_text()
    assert "14.2" in text_of(site.output / "2026/05/01/a")


def test_a_plain_page_shows_boxes(site: Site) -> None:
    site.write("content/pages/about.md", f"---\ntitle: عنا\n---\n{CHART}\n")
    site.story("a", body="نص")
    written(site)
    assert "14.2" in (site.output / "about/index.html").read_text()
    site.write("content/data/budget.csv", CSV.replace("14.2", "15"))
    assert written(site)[1] == {"about/index.html", "fragments/data/budget.html"}


def test_a_file_that_is_renamed_or_deleted_is_told_with_the_nearest_name(site: Site) -> None:
    site.build()
    (site.root / "content/data/budget.csv").rename(site.root / "content/data/budgets.csv")
    problem = one(site.build(), "no-data")
    assert (problem.file, problem.line, problem.column) == ("content/a.md", 8, 12)
    assert dict(problem.values)["near"] == "data/budgets.csv"
    site.story("a", body=CHART.replace("budget.csv", "budgets.csv"))
    report, files = written(site)
    assert report.published
    assert {"fragments/data/budget.html", "fragments/data/budgets.html"} <= files


def test_two_files_with_one_name_are_an_error(site: Site) -> None:
    site.write("content/data/budget.yml", "columns: [a, b]\nrows: [[c, 1]]\n")
    assert codes(site.build()) == ["same-id"]
    (site.root / "content/data/budget.csv").unlink()
    assert "no-data" in codes(site.build())
    site.story("a", body=CHART.replace(".csv", ".yml"))
    assert written(site)[0].published


def test_a_file_is_replaced_by_one_with_another_suffix_in_one_build(site: Site) -> None:
    site.build()
    (site.root / "content/data/budget.csv").unlink()
    site.write("content/data/budget.yml", "columns: [a, b]\nrows: [[c, 1]]\n")
    site.story("a", body=CHART.replace(".csv", ".yml"))
    assert written(site)[0].published


def test_a_broken_file_stops_the_build_or_keeps_its_last_good_version(site: Site) -> None:
    site.build()
    site.write("content/data/budget.csv", CSV + '"المياه,1\n')
    report = site.build()
    assert not report.published
    assert codes(report) == ["data-quote"]
    assert (report.problems[0].file, report.problems[0].line) == ("content/data/budget.csv", 4)
    report = site.build(keep_good=True)
    assert report.published
    assert codes(report) == ["data-quote"]
    assert "14.2" in (site.output / "2026/05/01/a/index.html").read_text()
    site.write("content/data/budget.csv", CSV.replace("14.2", "16"))
    assert written(site)[0].published
    assert "16" in (site.output / "fragments/data/budget.html").read_text()


def test_a_box_of_a_broken_file_says_so(site: Site) -> None:
    site.write("content/data/budget.csv", "أ\n1\n")
    problems = site.build().problems
    assert [(problem.code, problem.file) for problem in problems] == [
        ("broken-data", "content/a.md"),
        ("data-one-column", "content/data/budget.csv"),
    ]
    site.write("content/data/budget.csv", CSV)
    assert written(site)[0].published


def test_a_draft_waits_for_its_data(site: Site) -> None:
    site.story("b", body="[x](data/later.csv){: .table}", status="draft")
    report, _ = written(site, drafts=True)
    assert report.published
    assert one(report, "no-data").level == "warning"
    site.write("content/data/later.csv", "a,b\nc,77\n")
    assert "77" in text_of(site.output) or written(site, drafts=True)[0].published
    assert "77" in text_of(site.output)


def test_the_home_page_leaves_out_a_box_without_a_file(site: Site) -> None:
    site.write("content/front.yml", "boxes: [{data: data/match.yml, title: النهائي}]\n")
    report, _ = written(site)
    assert report.published
    assert codes(report) == ["box-skipped"]
    assert "النهائي" not in (site.output / "index.html").read_text()
    site.write("content/data/match.yml", SCORE % 0)
    assert {"index.html", "fragments/data/match.html"} <= written(site)[1]
    (site.root / "content/data/match.yml").unlink()
    report, files = written(site)
    assert codes(report) == ["box-skipped"]
    assert {"index.html", "fragments/data/match.html"} <= files


def test_a_box_that_the_data_cannot_show_is_told(site: Site) -> None:
    site.write("content/data/match.yml", SCORE % 0)
    site.story("a", body='[x](data/match.yml){: .chart}\n\n[x](data/budget.csv){: .chart columns="2026, 2028"}')
    report = site.build()
    assert codes(report) == ["box-kind", "no-column"]
    assert dict(report.problems[1].values)["near"] == "2027"
    assert report.problems[1].line == 8


def test_only_time_passes_and_nothing_is_written(site: Site) -> None:
    site.build()
    assert site.build(now=NOW.replace(hour=14)).unchanged


def test_the_style_and_the_scripts_of_boxes_are_published_where_a_page_loads_them(tmp_path: Path) -> None:
    site = Site(tmp_path / "site", plain=False)

    def assets() -> set[str]:
        written(site)
        return {path.name for path in (site.output / "assets/v1").iterdir()} & {"data.css", "data.js", "prayers.js"}

    site.write("content/data/budget.csv", CSV)
    site.write("content/data/match.yml", SCORE % 0)
    site.write("content/data/city.yml", PRAYERS)
    site.story("a", body="نص")
    assert assets() == set()
    site.story("a", body=CHART)
    assert assets() == {"data.css"}
    site.story("a", body="[م](data/city.yml){: .prayers}", publish_at="2026-07-01")
    assert assets() == set()
    site.story("a", body="[م](data/city.yml){: .prayers}")
    assert assets() == {"data.css", "prayers.js"}
    site.story("a", body="[م](data/match.yml){: .score}")
    assert assets() == {"data.css"}
    site.write("content/data/match.yml", SCORE % 0 + "live_until: 2026-06-02\n")
    assert assets() == {"data.css", "data.js"}
    site.story("a", body="نص")
    site.write("content/front.yml", "boxes: [{data: data/budget.csv, title: ع}]\n")
    assert assets() == {"data.css", "data.js"}
    (site.root / "content/front.yml").unlink()
    assert assets() == set()


def test_a_data_file_that_nothing_shows_is_an_orphan(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    from newsgen.cli import command_line

    site.write("content/data/match.yml", SCORE % 0)
    site.write("content/data/other.csv", CSV)
    site.write("content/front.yml", "boxes: [{data: data/match.yml, title: النهائي}]\n")
    command_line.main(["check", "--site", str(site.root), "--only", "orphan-file", "--json"])
    said = capsys.readouterr().out
    assert "content/data/other.csv" in said
    assert "match.yml" not in said
    assert "budget.csv" not in said
