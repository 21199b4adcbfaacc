"""Dotfiles in static/: a build that looks at their folder and every check warn of them; an idle build stays idle."""

import json
from pathlib import Path

import pytest

from newsgen.cli import command_line
from newsgen.site import fast_path
from newsgen.site.hidden_files import is_expected
from tests.support import NOW, Site

EXPECTED = ["static/.htaccess", "static/.nojekyll", "static/.well-known", "static/docs/.htpasswd"]
LEFTOVERS = ["static/.DS_Store", "static/._a.txt", "static/.#a.txt", "static/.a.txt.swp", "static/.gitkeep", "static/a.txt~",
             "content/.hidden", "static/.well-known/.inner"]  # fmt: skip


@pytest.fixture
def site(tmp_path: Path) -> Site:
    made = Site(tmp_path / "site")
    made.story("s0", date="2026-05-01 10:00")
    made.write("static/a.txt", "ثابت")
    for path in EXPECTED[:2] + EXPECTED[3:] + LEFTOVERS:
        made.write(path, "x")
    return made


def told(site: Site) -> list[str]:
    return [problem.file for problem in site.build().problems if problem.code == "hidden-file"]


def is_no_op(site: Site) -> bool:
    return fast_path.is_no_op(["build", "--quiet", "--site", str(site.root), "--now", NOW.isoformat()])


def checked(site: Site, capsys: pytest.CaptureFixture[str]) -> list[object]:
    command_line.main(["check", "--site", str(site.root), "--now", NOW.isoformat(), "--lang", "en", "--json"])
    problems = json.loads(capsys.readouterr().out)["problems"]
    return [problem["file"] for problem in problems if problem["code"] == "hidden-file"]


def test_a_build_warns_when_it_looks_at_the_folder(site: Site) -> None:
    assert told(site) == EXPECTED
    assert is_no_op(site)
    assert told(site) == [], "nothing changed: the build stays idle"
    site.write("static/.env", "x")
    assert is_no_op(site)
    site.write("static/b.txt", "آخر")
    assert told(site) == ["static/.env", *EXPECTED[:3]], "only static/ itself was looked at"
    assert not (site.output / ".htaccess").exists()


def test_a_folder_that_is_always_looked_at_leaves_the_build_idle(site: Site) -> None:
    (site.root / "static/link.txt").symlink_to("a.txt")
    assert told(site) == EXPECTED
    report = site.build()
    assert (report.problems, report.read, report.written) == ((), 0, ())


def test_check_always_warns(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    assert checked(site, capsys) == EXPECTED
    site.build()
    site.write("static/.env", "x")
    assert checked(site, capsys) == ["static/.env", *EXPECTED]
    site.write("site.yml", site.settings + "check: {ignore: [{file: static/.*, rule: hidden-file, reason: x}]}\n")
    assert checked(site, capsys) == ["static/docs/.htpasswd"]


@pytest.mark.parametrize("name", ["a.txt", "~", "#a#", ".x~", ".a.swp", ".gitignore", ".DS_Store"])
def test_names_without_a_warning(name: str) -> None:
    assert not is_expected(name)
