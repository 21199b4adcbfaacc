"""The repository as a whole: nothing of one machine in it, versions that fit, a sample newsroom that builds clean."""

from __future__ import annotations

import html
import re
import shutil
import subprocess
import tomllib
from datetime import UTC, date, datetime
from fnmatch import fnmatch
from importlib.metadata import version
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from newsgen.build.build import build
from newsgen.build.run import Options, Report
from newsgen.executor.versions import LIBRARIES, versions
from newsgen.site.settings import Settings
from newsgen.site.settings_file import read
from tests.support import renditions

ROOT = Path(__file__).parents[2]
LOCK = ROOT / "requirements.lock"
DOCS_LOCK = ROOT / "docs/requirements.lock"
SCRIPTS = sorted(path.name for path in (ROOT / "scripts").iterdir())
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def files() -> list[Path]:
    """The files of the repository: what git knows, and what it would add."""
    told = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    return [path for name in told.stdout.decode().split("\0") if name and (path := ROOT / name).is_file()]


MACHINE = re.compile(
    # Homes, checkouts and package mirrors of one machine. Written so that this line is not found itself.
    r"(?<![\w.\-/])/(?:[w]ork|[r]oot|[h]ome|[U]sers|[o]pt)/\w|[f]ile:///(?:opt|tmp|mnt)/|\.[p]yenv\b"
    r"|\.\./[s]hared/|\b[i]ssues? (?:show )?#?\d"
)


def test_nothing_of_one_machine() -> None:
    found = []
    for path in files():
        data = path.read_bytes()
        if b"\0" in data:
            continue
        for number, line in enumerate(data.decode("utf-8", errors="replace").splitlines(), 1):
            if match := MACHINE.search(line):
                found.append(f"{path.relative_to(ROOT)}:{number}: {match[0]}")
    assert found == []


def test_the_pattern_finds_what_it_should() -> None:
    for text in (
        "see /wor" + "k/main",
        "(/roo" + "t/x)",
        "iss" + "ue 2",
        "fil" + "e:///opt/x",
        "../shar" + "ed/design.md",
    ):
        assert MACHINE.search(text), text
    for text in ("content/work/x", "/assets/v1/", "the root", "https://example.org/home/x"):
        assert not MACHINE.search(text), text


def test_no_merge_marks_and_no_large_files() -> None:
    for path in files():
        assert path.stat().st_size < 1_000_000, path
        if not path.name.startswith("merge-conflict"):  # samples of a story that holds such marks
            assert not re.search(rb"^(<{7}|>{7}) ", path.read_bytes(), re.MULTILINE), path


# versions


def locked(lock: Path = LOCK) -> dict[str, list[str]]:
    """The pinned versions by canonical name: more than one where Python's version decides."""
    found: dict[str, list[str]] = {}
    for line in lock.read_text(encoding="utf-8").splitlines():
        if line and not line.lstrip().startswith("#"):
            requirement = Requirement(line)
            (pin,) = requirement.specifier
            assert pin.operator == "==", line
            assert requirement.url is None, line
            found.setdefault(canonicalize_name(requirement.name), []).append(pin.version)
    return found


def test_the_locks_fit_the_project() -> None:
    extras = PROJECT["optional-dependencies"]
    wanted = [*PROJECT["dependencies"], *(r for name, extra in extras.items() if name != "docs" for r in extra)]
    backend = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["build-system"]["requires"]
    documentation = [*PROJECT["dependencies"], *extras["docs"]]
    for lock, requirements in ((LOCK, [*wanted, *backend]), (DOCS_LOCK, documentation)):
        pins = locked(lock)
        for requirement in map(Requirement, requirements):
            name = canonicalize_name(requirement.name)
            assert name in pins, f"{name} is not in {lock.name}: run tools/lock.sh"
            for pin in pins[name]:
                assert requirement.specifier.contains(pin), f"{requirement} but {pin}: run tools/lock.sh"


@pytest.mark.parametrize("lock", [LOCK, DOCS_LOCK], ids=["tests", "docs"])
def test_the_locks_name_no_index(lock: Path) -> None:
    text = lock.read_text(encoding="utf-8")
    assert "://" not in text
    assert not re.search(r"^\s*-", text, re.MULTILINE), "options, such as an index"


def test_the_supported_pythons_are_those_of_the_metadata() -> None:
    named = [line.rpartition(" ")[2] for line in PROJECT["classifiers"] if ":: Python :: 3." in line]
    assert named == ["3.11", "3.12", "3.13", "3.14"]
    assert PROJECT["requires-python"] == f">={named[0]}"


def test_what_writes_output_is_locked() -> None:
    """The law counts the versions of these libraries among the inputs of a build."""
    assert {canonicalize_name(name) for name in LIBRARIES} <= set(locked())
    assert versions() == {name: version(name) for name in LIBRARIES}


def test_the_changelog_has_a_dated_part_for_each_release() -> None:
    heads = re.findall(r"^## (.+)$", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert heads[0] == "Unreleased"
    releases = [re.fullmatch(r"(\d+\.\d+\.\d+) \((\d{4}-\d\d-\d\d)\)", head) for head in heads[1:]]
    assert all(releases), heads
    dates = [date.fromisoformat(one[2]) for one in releases if one]
    assert dates == sorted(dates, reverse=True)
    assert PROJECT["version"] in [one[1] for one in releases if one]


# checkers


def test_pytest_passes_over_no_folder_of_tests(pytestconfig: pytest.Config) -> None:
    passed_over = pytestconfig.getini("norecursedirs")
    folders = {
        file.parent.relative_to(ROOT) for file in (ROOT / "tests").rglob("test_*.py") if "site" not in file.parts
    }
    assert len(folders) > 20
    assert [
        folder for folder in folders if any(fnmatch(part, one) for part in folder.parts for one in passed_over)
    ] == []


def test_ci_checks_the_code_before_its_tests() -> None:
    """Format, lint and types are checked by ``scripts/check`` alone, and not by pytest a second time."""
    lines = [line for line in (ROOT / ".ci/run").read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    tests = next(n for n, line in enumerate(lines) if ".venv/bin/pytest" in line)
    assert lines.index("scripts/check") < tests
    script = (ROOT / "scripts/check").read_text(encoding="utf-8")
    for checker in ("ruff format --check", "ruff check", "mypy"):
        assert checker in script, checker


@pytest.mark.parametrize(
    "script",
    [".ci/run", ".ci/nightly", ".ci/system", "tools/lock.sh", *(f"scripts/{name}" for name in SCRIPTS)],
)
def test_scripts_are_sound(script: str) -> None:
    subprocess.run(["bash", "-n", str(ROOT / script)], check=True)


# the sample newsroom


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Report]:
    site = tmp_path_factory.mktemp("sample")
    for name in ("content", "templates", "static"):
        shutil.copytree(ROOT / name, site / name)
    shutil.copy(ROOT / "site.yml", site)
    options = Options(site, site / "public", datetime(2027, 1, 1, tzinfo=UTC), jobs=1, renditions=renditions())
    return site, build(options)


def settings() -> Settings:
    found, problems = read((ROOT / "site.yml").read_bytes())
    assert found is not None, problems
    return found


def test_the_sample_builds_without_a_problem(sample: tuple[Path, Report]) -> None:
    _, report = sample
    assert report.problems == ()
    assert report.published
    assert report.articles >= 30


def test_every_page_of_the_sample_says_that_it_is_one(sample: tuple[Path, Report]) -> None:
    site, _ = sample
    note = settings().footer_note
    assert "متخيَّلة" in note
    pages = [p for p in (site / "public").rglob("*.html") if "fragments" not in p.parts]
    assert len(pages) >= 40
    for page in pages:
        text = page.read_text(encoding="utf-8")
        if 'http-equiv="refresh"' in text:
            continue  # an old address, which shows nothing of its own
        words = html.unescape(re.sub(r"<[^>]+>", "", text))
        assert note in words, page


def test_the_sample_shows_the_breadth_of_a_newsroom(sample: tuple[Path, Report]) -> None:
    site, report = sample
    stories = [path for path in report.written if re.match(r"\d{4}/", path)]
    assert len({path[:7] for path in stories}) >= 3, "several months"
    for section in settings().sections:
        assert (site / "public" / section.id / "index.html").is_file()
    text = "\n".join((site / "public" / path).read_text(encoding="utf-8") for path in stories)
    for sign in ("<blockquote", "<table", "<ul>", "<ol>", "<h2", "<figure", 'lang="en"'):
        assert sign in text, sign


def test_the_sample_is_served_from_no_real_address() -> None:
    assert settings().base_url == "https://example.org/"
