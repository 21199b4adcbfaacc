"""What each command has to import, by names and not by seconds: what is not loaded costs nothing."""

import subprocess
import sys
from pathlib import Path

import pytest

from newsgen.cli.parser import COMMANDS
from tests.support import Site

HEAVY = {"jinja2", "markdown", "yaml", "nh3", "pydantic", "babel", "slugify", "hijridate", "rich", "livereload", "tornado",
         "watchfiles", "PIL", "distributed", "multiprocessing", "asyncio"}  # fmt: skip
"""Libraries of which an import takes more than a few milliseconds."""

NOON = "2026-06-01T12:00+03:00"
COUNT = """
import sys
from newsgen.cli.command_line import main
try:
    main(sys.argv[1:])
except SystemExit:
    pass
print(*sorted(sys.modules), sep="\\n", file=sys.stderr)
"""


def loaded(*words: str) -> set[str]:
    """The modules that a command loads, in a process of its own."""
    done = subprocess.run([sys.executable, "-c", COUNT, *words], capture_output=True, text=True, check=True)
    return set(done.stderr.splitlines())


def heavy(modules: set[str]) -> set[str]:
    return {name.partition(".")[0] for name in modules} & HEAVY


def made(root: Path) -> Site:
    """A built site. Another process builds it, because tests have a theme of their own."""
    made = Site(root)
    for number in range(3):
        made.story(f"s{number}", date=f"2026-05-0{number + 1} 10:00")
    loaded("build", "--site", str(made.root), "--now", NOON, "--quiet")
    assert (made.output / "index.html").exists()
    return made


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """A site for all commands that change nothing in it."""
    return made(tmp_path_factory.mktemp("built") / "site")


@pytest.mark.parametrize("words", [["--help"], ["--version"], ["build", "--help"], ["serve", "--help"]])
def test_help_loads_next_to_nothing(words: list[str]) -> None:
    modules = loaded(*words)
    assert not heavy(modules)
    assert not {"sqlite3", "msgspec", "subprocess", "newsgen.build", "newsgen.arabic"} & modules
    assert ("importlib.metadata" in modules) == (words == ["--version"])


def test_the_arguments_of_all_commands_load_next_to_nothing() -> None:
    """``completion`` declares the arguments of every command, at the start of every shell that evaluates it."""
    modules = loaded("completion", "bash")
    assert {f"newsgen.cli.commands.{command.module}" for command in COMMANDS.values()} <= modules
    assert not heavy(modules)
    assert not {"sqlite3", "msgspec", "subprocess", "newsgen.build"} & modules


def test_one_command_loads_no_other() -> None:
    modules = loaded("serve", "--help")
    assert {name for name in modules if name.startswith("newsgen.cli.commands.")} == {"newsgen.cli.commands.serve"}


def test_a_build_that_changes_nothing_loads_no_engine(built: Site) -> None:
    modules = loaded("build", "--site", str(built.root), "--now", NOON, "--quiet")
    assert not heavy(modules), "a moment with its offset needs no settings"
    modules = loaded("build", "--site", str(built.root), "--quiet")
    assert not heavy(modules)
    assert (
        not {
            "newsgen.pages.kinds",
            "newsgen.build.render",
            "newsgen.articles.article",
            "newsgen.build.index",
            "newsgen.executor.workforce",
            "newsgen.record.codec",
            "newsgen.model.article",
        }
        & modules
    )
    assert not {"importlib.metadata", "subprocess", "zoneinfo", "newsgen.arabic.stems"} & modules


@pytest.mark.parametrize("words", [["list", "--section", "politics"], ["stats"], ["next"]])
def test_looking_at_a_built_site_loads_no_settings_and_no_engine(built: Site, words: list[str]) -> None:
    modules = loaded(*words, "--site", str(built.root), "--now", NOON)
    assert heavy(modules) <= ({"yaml"} if words == ["next"] else set()), "the time zone is a line of site.yml"
    assert not {"newsgen.build.index", "newsgen.articles.article", "newsgen.site.settings"} & modules


def test_a_new_story_loads_the_settings_and_little_else(tmp_path: Path) -> None:
    site = Site(tmp_path / "site")
    modules = loaded("new", "عنوان جديد", "--section", "politics", "--site", str(site.root))
    assert heavy(modules) <= {"pydantic", "yaml", "babel", "slugify"}
    assert not {"sqlite3", "newsgen.arabic.bidi", "newsgen.observe.sources", "newsgen.build"} & modules


def test_a_small_build_loads_no_pool(tmp_path: Path) -> None:
    site = made(tmp_path / "site")
    site.story("s1", title="آخر", date="2026-05-02 10:00")
    modules = loaded("build", "--site", str(site.root), "--quiet")
    assert not heavy(modules) & {"multiprocessing", "rich", "livereload", "distributed"}
    assert not {"newsgen.pictures.iso_boxes", "newsgen.theme.charts", "newsgen.theme.cells"} & modules


def test_a_build_after_one_edit_collects_no_garbage(tmp_path: Path) -> None:
    """One collection looks through everything that was imported: a twentieth of such a build."""
    site = made(tmp_path / "site")
    site.story("s1", title="آخر", date="2026-05-02 10:00")
    code = (
        "import gc; from newsgen.cli.start import main; count = lambda: [one['collections'] for one in gc.get_stats()];"
        " before = count(); main(); print(count() == before)"
    )
    words = ["build", "--site", str(site.root), "--now", NOON]
    done = subprocess.run([sys.executable, "-c", code, *words], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "True", done.stdout
