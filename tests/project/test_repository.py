"""The repository as a whole: nothing of one machine in it, versions that fit, a sample newsroom that builds clean."""

from __future__ import annotations

import html
import re
import shutil
import subprocess
import sys
import tomllib
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from newsgen.build.build import Options, Report, build
from newsgen.executor.versions import LIBRARIES, versions
from newsgen.site.settings import Settings, read

ROOT = Path(__file__).parents[2]
LOCK = ROOT / "requirements.lock"
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
        assert not re.search(rb"^(<{7}|>{7}) ", path.read_bytes(), re.MULTILINE), path


# versions


def locked() -> dict[str, str]:
    found: dict[str, str] = {}
    for line in LOCK.read_text(encoding="utf-8").splitlines():
        if line and not line.lstrip().startswith("#"):
            requirement = Requirement(line)
            (pin,) = requirement.specifier
            assert pin.operator == "==", line
            assert requirement.url is None, line
            found[canonicalize_name(requirement.name)] = pin.version
    return found


def test_the_lock_fits_the_project() -> None:
    pins = locked()
    wanted = [*PROJECT["dependencies"], *(r for extra in PROJECT["optional-dependencies"].values() for r in extra)]
    backend = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["build-system"]["requires"]
    for requirement in map(Requirement, [*wanted, *backend]):
        name = canonicalize_name(requirement.name)
        assert name in pins, f"{name} is not in requirements.lock: run tools/lock.sh"
        assert requirement.specifier.contains(pins[name]), f"{requirement} but {pins[name]}: run tools/lock.sh"


def test_the_lock_names_no_index() -> None:
    text = LOCK.read_text(encoding="utf-8")
    assert "://" not in text
    assert not re.search(r"^\s*-", text, re.MULTILINE), "options, such as an index"


def test_what_writes_output_is_locked() -> None:
    """The law counts the versions of these libraries among the inputs of a build."""
    assert {canonicalize_name(name) for name in LIBRARIES} <= set(locked())
    assert versions() == {name: version(name) for name in LIBRARIES}


def test_the_version_is_in_the_changelog_or_unreleased() -> None:
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert "## [Unreleased]" in text or f"## [{PROJECT['version']}]" in text


# checkers


@pytest.mark.parametrize("command", [["ruff", "check", "--output-format=concise", "."], ["mypy"]], ids=lambda c: c[0])
def test_the_code_is_checked(command: list[str]) -> None:
    done = subprocess.run([sys.executable, "-m", *command], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("script", [".ci/run", ".ci/nightly", ".ci/system", "tools/lock.sh"])
def test_scripts_are_sound(script: str) -> None:
    subprocess.run(["bash", "-n", str(ROOT / script)], check=True)


# the sample newsroom


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Report]:
    site = tmp_path_factory.mktemp("sample")
    for name in ("content", "templates", "static"):
        shutil.copytree(ROOT / name, site / name)
    shutil.copy(ROOT / "site.yml", site)
    return site, build(Options(site, site / "public", datetime(2027, 1, 1, tzinfo=UTC), jobs=1))


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
