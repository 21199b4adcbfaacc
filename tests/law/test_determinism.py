"""A build writes the same bytes on every machine, in every environment and folder, with any number of workers."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

import jinja2
import pytest

from newsgen.build import run
from newsgen.executor import pool
from newsgen.theme import engine, templates
from tests.support import Site, renditions, story, tree
from tests.support.cases import first

ROOT = Path(__file__).parents[2]
PARTS = ("src", "templates", "static", "content", "site.yml", "redirects.yml")
NOW = "2026-06-01T12:00"
PLAIN = {"PYTHONHASHSEED": "0", "TZ": "UTC", "LC_ALL": "C"}
OTHER = {
    "PYTHONHASHSEED": "4711",
    "TZ": "Pacific/Kiritimati",
    "LC_ALL": "ar_EG.UTF-8",
    "LANGUAGE": "ar",
    "PYTHONOPTIMIZE": "2",
}


def generated() -> dict[str, str]:
    """Write enough short stories to use the pools, with values whose order could vary."""
    sections = ["politics", "economy", "society", "sport", "culture"]
    tags = ["مجلس البلدية", "مياه", "تعليم", "نقل", "أسعار", "Water", "زراعة"]
    return {
        f"content/generated/{i % 7}/g{i:03}.md": story(
            f"قصة رقم {i} في Town Hall بنتيجة 3-1",
            section=sections[i % 5],
            date=f"2026-{1 + i % 5:02}-{1 + i % 28:02} {i % 24:02}:{i % 60:02}",
            tags=[tags[i % 7], tags[(i * 3 + 1) % 7]],
            place=f"حي {i % 4}",
            related=[f"generated/{j % 7}/g{j:03}" for j in ((i * 5) % 260, (i * 11 + 3) % 260, (i * 7 + 1) % 260)]
            if i % 6 == 0
            else [],
            body=f"الفقرة الأولى من القصة {i}.\n\n## عنوان فرعي\n\n* بند\n* بند ثان {i}",
        )
        for i in range(pool.SERIAL + 10)
    }


class Place:
    """A checkout of newsgen with its sample site and the generated stories. ``bytecode`` is where Python keeps compiled
    modules of another optimisation."""

    def __init__(self, root: Path, bytecode: Path, checkout: Path = ROOT, *, backwards: bool = False) -> None:
        self.root, self.bytecode = root, bytecode
        files = {p.relative_to(checkout).as_posix(): p.read_bytes() for p in _files(checkout)}
        files |= {name: text.encode() for name, text in generated().items()}
        for name in sorted(files, reverse=backwards):
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_bytes(files[name])

    def build(
        self,
        output: Path,
        *,
        cwd: Path | None = None,
        site: Path | None = None,
        jobs: int = 1,
        variables: Mapping[str, str] = PLAIN,
        encodes: bool = False,
    ) -> dict[str, object]:
        """Build in a process of its own. Its pictures are those that all tests share, unless it ``encodes`` its own."""
        environment = {
            k: v for k, v in os.environ.items() if not k.startswith(("LC_", "LANG", "PYTHON", "TZ", "NEWSGEN"))
        }
        environment |= {**PLAIN, **variables, "PYTHONPATH": str(self.root / "src")}
        if not encodes:
            environment["NEWSGEN_RENDITIONS"] = str(renditions())
        if (
            "PYTHONOPTIMIZE" in variables
        ):  # nothing installed is compiled so, and compiling it takes longer than a build
            environment["PYTHONPYCACHEPREFIX"] = str(self.bytecode)
        words = ["--site", str(site or self.root), "--output", str(output), "--now", NOW, "--jobs", str(jobs), "--json"]
        done = subprocess.run(
            [sys.executable, "-m", "newsgen", "build", *words],
            cwd=cwd or self.root, env=environment, capture_output=True, text=True, encoding="utf-8", timeout=300, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        told = json.loads(done.stdout)
        return dict(told)


def _files(checkout: Path) -> Iterable[Path]:
    for part in PARTS:
        found = [checkout / part] if (checkout / part).is_file() else (checkout / part).rglob("*")
        yield from (p for p in found if p.is_file() and "__pycache__" not in p.parts)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """A copy of this checkout, which may be edited while the tests run."""
    folder = tmp_path_factory.mktemp("one")
    return Place(folder / "checkout", folder / "bytecode")


@pytest.fixture(scope="module")
def plain(place: Place) -> dict[str, bytes]:
    """The output that all other outputs must equal."""
    told = place.build(place.root / "public")
    found = tree(place.root / "public")
    assert isinstance(told["articles"], int)
    assert told["articles"] > pool.SERIAL
    return found


def same(output: Path, expected: dict[str, bytes]) -> None:
    found = tree(output)
    found.pop(".gitignore", None)  # the command writes it into a new folder beside public/
    assert found.keys() == expected.keys()
    assert [path for path in expected if found[path] != expected[path]] == []


@pytest.mark.parametrize(
    ("name", "variables"),
    first(0, [  # test_another_checkout compares all of them at once with each byte of ``plain``
        ("all of them", OTHER),
        ("hash seed", {"PYTHONHASHSEED": "4711"}),
        ("zone", {"TZ": "Pacific/Kiritimati"}),
        ("locale", {"LC_ALL": "C.UTF-8", "LANGUAGE": "ar"}),
    ]),
)  # fmt: skip
def test_environment(
    name: str, variables: dict[str, str], place: Place, plain: dict[str, bytes], tmp_path: Path
) -> None:
    place.build(tmp_path / "out", variables=variables)
    same(tmp_path / "out", plain)


@pytest.mark.ci  # test_another_checkout has three
def test_jobs(place: Place, plain: dict[str, bytes], tmp_path: Path) -> None:
    told = place.build(tmp_path / "out", jobs=4)
    same(tmp_path / "out", plain)
    assert told["rendered"]


@pytest.mark.parametrize("encodes", first(1, [False, True]))
def test_another_checkout(place: Place, plain: dict[str, bytes], tmp_path: Path, encodes: bool) -> None:
    """A checkout at another path, with its files created in another order, built from another folder and environment."""
    other = Place(tmp_path / "مكان آخر" / "deeper", place.bytecode, place.root, backwards=True)
    (tmp_path / "cwd").mkdir()
    told = other.build(other.root / "public", cwd=tmp_path / "cwd", jobs=3, variables=OTHER, encodes=encodes)
    same(other.root / "public", plain)
    assert told["build_id"] == plain[".newsgen"].decode().strip()


@pytest.mark.ci
def test_relative_and_absolute(place: Place, plain: dict[str, bytes], tmp_path: Path) -> None:
    """A build by an absolute path has nothing to do after a build by a relative path."""
    site = place.root.parent / "elsewhere"
    shutil.copytree(place.root, site, ignore=shutil.ignore_patterns("public", ".newsgen", "src"))
    place.build(Path("../elsewhere/out"), site=Path("../elsewhere"))
    same(site / "out", plain)
    again = place.build(site / "out", site=site, cwd=tmp_path, variables=OTHER)
    assert (again["rendered"], again["written"]) == (0, 0)
    shutil.rmtree(site)


@pytest.mark.ci
def test_keys_are_the_same_everywhere(place: Place, plain: dict[str, bytes], tmp_path: Path) -> None:
    """No key differs when a build in another environment uses the record and computes every key again."""
    output = place.root / "keys"
    place.build(output)
    (output / ".newsgen").unlink()
    told = place.build(output, jobs=2, variables=OTHER)
    assert (told["rendered"], told["written"]) == (0, 0)
    same(output, plain)
    shutil.rmtree(output)


def test_compiled_templates_of_another_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A version that compiles templates differently ignores an older version's files."""
    site = Site(tmp_path / "site")
    site.story("one")
    assert site.build().published
    original = engine.bare_environment

    def newer(sources: engine.Sources) -> jinja2.Environment:
        environment = original(sources)
        environment.trim_blocks = environment.lstrip_blocks = False
        return environment

    monkeypatch.setattr(templates, "bare_environment", newer)
    monkeypatch.setattr(run, "code_digest", lambda: b"newer code......")
    monkeypatch.setattr(run, "code_listing", lambda: b"newer listing...")
    assert site.build().published
    shutil.rmtree(site.root / ".newsgen")
    shutil.move(site.output, tmp_path / "incremental")
    assert site.build().published
    same(tmp_path / "incremental", tree(site.output))
