"""``newsgen next`` and ``newsgen list``: what is due, and what there is."""

from __future__ import annotations

import json
import subprocess
from datetime import datetime
from pathlib import Path

import pytest

from newsgen.cli import command_line
from tests.support import Site

NOW = ["--now", "2026-06-01T12:00:00+03:00", "--lang", "en"]


@pytest.fixture
def site(tmp_path: Path) -> Site:
    site = Site(tmp_path / "site")
    site.story("old", "قديمة", tags=["مياه"], place="port", authors=["ليلى"])
    site.story("hot", "عاجلة", date="2026-06-01 11:00", breaking_until="2026-06-01 13:00")
    site.story("soon", "آتية", date="2026-06-02 06:00", section="sport")
    site.story("also", "معها", publish_at="2026-06-02T05:00:00+02:00", section="sport")
    site.story("begun", "مسودة", status="draft", date="2026-06-01 12:30")
    site.story("wrong", "سُحبت", status="withdrawn", note="خطأ", date="2026-05-02 10:00")
    return site


def run(site: Site, capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    code = command_line.main([words[0], "--site", str(site.root), *NOW, *words[1:]])
    return code, capsys.readouterr().out


def test_what_is_due_next(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    """The end of breaking news, then two stories at one moment, then nothing; a draft is never due."""
    assert run(site, capsys, "next") == (
        0, "2026-06-01T13:00:00+03:00\n  content/hot.md: is no longer breaking news\n",
    )  # fmt: skip
    code, out = run(site, capsys, "next", "--json", "--now", "2026-06-01T13:00:00+03:00")
    assert json.loads(out) == {
        "overdue": [],
        "next": "2026-06-02T06:00:00+03:00",
        "stories": [{"file": "content/also.md", "why": "published"}, {"file": "content/soon.md", "why": "published"}],
    }
    code, out = run(site, capsys, "next", "--now", "2026-06-02T06:00:00+03:00")
    assert (code, out) == (0, "Nothing is due.\n")
    assert not (site.root / "public").exists(), "looking builds nothing"


def test_what_is_due_already(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    """A moment that passed since the last build is told before the next one; a build settles it."""
    assert run(site, capsys, "next", "--due") == (1, ""), "never built: nothing is known"
    site.build()
    later = ["--now", "2026-06-02T05:30:00+03:00"]
    assert run(site, capsys, "next", "--due") == (1, "")
    assert run(site, capsys, "next", "--due", *later) == (0, "")
    assert run(site, capsys, "next", *later) == (
        0,
        "Due since the last build:\n  content/hot.md: is no longer breaking news\n"
        "2026-06-02T06:00:00+03:00\n  content/also.md: is published\n  content/soon.md: is published\n",
    )
    _, out = run(site, capsys, "next", "--json", "--now", "2026-06-02T07:00:00+03:00")
    assert json.loads(out) == {
        "overdue": [
            {"file": "content/hot.md", "why": "breaking", "at": "2026-06-01T13:00:00+03:00"},
            {"file": "content/also.md", "why": "published", "at": "2026-06-02T06:00:00+03:00"},
            {"file": "content/soon.md", "why": "published", "at": "2026-06-02T06:00:00+03:00"},
        ],
        "next": None,
        "stories": [],
    }
    site.build(now=datetime.fromisoformat("2026-06-02T07:00:00+03:00"))
    assert run(site, capsys, "next", "--now", "2026-06-02T07:00:00+03:00") == (0, "Nothing is due.\n")


def test_embargoes_are_moments_of_the_zone_that_they_name(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    """05:00 at +02:00 is 06:00 in Amman, where the other one is due; a second before it nothing is."""
    assert run(site, capsys, "next", "--now", "2026-06-02T02:59:59Z")[1].startswith("2026-06-02T06:00:00+03:00\n")
    assert run(site, capsys, "next", "--now", "2026-06-02T03:00:00Z") == (0, "Nothing is due.\n")


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ([], ["also", "soon", "begun", "hot", "wrong", "old"]),
        (["--status", "embargoed"], ["also", "soon"]),
        (["--status", "draft"], ["begun"]),
        (["--status", "withdrawn"], ["wrong"]),
        (["--section", "sport"], ["also", "soon"]),
        (["--tag", "مِياه"], ["old"]),
        (["--place", "الميناء"], ["old"]),
        (["--place", "port"], ["old"]),
        (["--author", "ليلَى"], ["old"]),
        (["--since", "2026-06-02"], ["also", "soon"]),
        (["--until", "2026-05-01"], ["old"]),
        (["--section", "nothing"], []),
    ],
)
def test_what_there_is(site: Site, capsys: pytest.CaptureFixture[str], words: list[str], expected: list[str]) -> None:
    code, out = run(site, capsys, "list", "--json", *words)
    assert code == 0
    assert sorted(story["id"] for story in json.loads(out)) == sorted(expected)
    code, out = run(site, capsys, "list", *words)
    assert out.endswith(f"Stories: {len(expected)}.\n")
    assert all(f"content/{name}.md" in out for name in expected)


def test_a_day_that_is_none(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(site, capsys, "list", "--since", "yesterday")[0] == 2


def test_stats(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    code, out = run(site, capsys, "stats", "--json")
    assert code == 0
    assert json.loads(out) == {
        "status": {"published": 2, "embargoed": 2, "draft": 1, "withdrawn": 1},
        "section": {"politics": 2},
        "month": {"2026-06": 1, "2026-05": 1},
        "author": {"ليلى": 1},
        "topic": {"مياه": 1},
        "place": {"الميناء": 1},
    }
    code, out = run(site, capsys, "stats")
    assert [line.split() for line in out.splitlines()[:3]] == [
        ["status", "stories"],
        ["under", "embargo", "2"],
        ["published", "2"],
    ]
    assert out.endswith("Stories: 6.\n")


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (["newsgen", "sch"], {"schema"}),
        (["newsgen", "schema", "re"], {"redirects"}),
        (["newsgen", "check", "--f"], {"--fix"}),
        (["newsgen", "check", "--no"], {"--no-color", "--now"}),
        (["newsgen", "import", "pag"], {"page.txt"}),
        (["newsgen", "--ver"], {"--version"}),
        (["newsgen", "--s"], {"--site"}),
        (["newsgen", "--lang", "en", "sch"], {"schema"}),
        (["newsgen", "--site", "pag"], {"page.txt"}),
        (["newsgen", "--no-color", "--site", "check", "schema", "re"], {"redirects"}),
        (["newsgen", "--site", "=", "check", "sch"], {"schema"}),
    ],
)
def test_what_bash_offers(
    line: list[str], expected: set[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "page.txt").touch()
    assert command_line.main(["completion", "bash"]) == 0
    words = " ".join(f"'{word}'" for word in line)
    script = f'{capsys.readouterr().out}\nCOMP_WORDS=({words}); COMP_CWORD={len(line) - 1}; _newsgen; printf "%s\\n" "${{COMPREPLY[@]}}"'
    done = subprocess.run(["bash", "-c", script], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert set(done.stdout.split()) == expected


def test_what_fish_and_zsh_are_given(capsys: pytest.CaptureFixture[str]) -> None:
    command_line.main(["completion", "fish", "--lang", "en"])
    fish = capsys.readouterr().out
    assert (
        "complete -c newsgen -n '__fish_seen_subcommand_from check' -l fix -d 'apply the safe fixes, after showing them'"
        in fish
    )
    assert (
        "complete -c newsgen -n '__fish_seen_subcommand_from list' -l section -r -d 'stories of this section'" in fish
    )
    (before,) = (line for line in fish.splitlines() if " -a check " in line)
    assert before.startswith("complete -c newsgen -n 'not __fish_seen_subcommand_from build serve ")
    (option,) = (line for line in fish.splitlines() if "-n 'not " in line and " -l lang " in line)
    assert option.endswith("-d 'language of messages'")
    command_line.main(["completion", "zsh"])
    assert capsys.readouterr().out.startswith("autoload -U +X bashcompinit")


@pytest.mark.parametrize("words", [["list"], ["stats"], ["next"], ["why", "/"], ["moved"], ["check"], ["build"]])
def test_a_folder_without_a_site_is_a_problem(
    words: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command_line.main([*words, "--site", str(tmp_path), "--lang", "en"]) == 1
    assert "newsgen init my-news" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == [], "nothing is written into a folder that is no site"


def test_shows_and_data_files_are_listed(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    site.write("content/shows/waves.yml", "name: موج\ndescription: نص\n")
    site.write("content/data/cup.yml", "title: كأس\nupdated: 2026-05-30 10:00\ncolumns: [أ, ب]\nrows: [[ج, 1]]\n")
    site.write("content/data/unused.csv", "أ,ب\nج,1\n")
    site.write("content/front.yml", "boxes: [{data: data/cup.yml, title: كأس}]\n")
    site.story("shows", "جدول", body="[كأس](data/cup.yml){: .table}", status="draft")
    code, out = run(site, capsys, "list", "--what", "data", "--json")
    assert json.loads(out) == [
        {"file": "content/data/cup.yml", "kind": "table", "title": "كأس", "updated": "2026-05-30 10:00",
         "users": ["content/front.yml", "content/shows.md"]},
        {"file": "content/data/unused.csv", "kind": "table", "title": "", "updated": None, "users": []},
    ]  # fmt: skip
    code, out = run(site, capsys, "list", "--what", "shows", "--json")
    assert json.loads(out) == [
        {"file": "content/shows/waves.yml", "id": "waves", "name": "موج", "episodes": 0, "newest": None}
    ]
    code, out = run(site, capsys, "list", "--what", "shows")
    assert code == 0
    assert out.splitlines()[-1] == "Shows: 1."
    assert "content/shows/waves.yml" in out
    assert run(site, capsys, "list", "--what", "shows", "--section", "sport")[0] == 2
