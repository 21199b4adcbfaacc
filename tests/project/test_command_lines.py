"""Every command line of newsgen that the project shows anywhere works: in documents, messages in both languages, comments,
docstrings, templates, scripts, and the files that ``newsgen init`` and ``newsgen new`` write.

The test finds them itself, in every text file that git tracks. It parses each with the real parser, and runs each that
does no harm in a small site.
"""

from __future__ import annotations

import ast
import io
import json
import re
import shlex
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from newsgen.base.messages import LANGUAGES, translate
from newsgen.cli import command_line
from newsgen.cli.commands.init import EDITOR
from newsgen.cli.exit_codes import USAGE
from newsgen.cli.parser import COMMANDS, command_line_parser
from tests.base.test_messages import ARABIC

ROOT = Path(__file__).parents[2]

FOLDERS = ("src", "docs", "templates", "tools", "benchmarks", "static", "content", ".ci", ".github")
FILES = ("README.md", "CONTRIBUTING.md", "site.yml", "pyproject.toml")

QUOTES = {"``": "``", "`": "`", "“": "”", "«": "»", '"': '"', "'": "'"}
"""Signs before a command line, with the sign that ends it."""

NAME = re.compile(r"""(?<![\w.\-@\[])(?P<path>(?:\.venv/)?bin/)?newsgen (?=[-\w"…{])""")
SHELL = re.compile(
    r"(?:^|[;&|(]|\$\(|^\s*- |run:|\$)\s*(?:\S*/)?$|^(?:[*\d/]+ ){5}.*&& (?:\S*/)?$|\bif (?:! )?(?:\S*/)?$"
)
"""What stands before a command in a line of a script, of cron, or of YAML that runs commands."""
WORD = re.compile(r"""(?:"[^"]*"|'[^']*'|[!#-&(-~])+""")
CODE_BLOCK = re.compile(r"^ *```(?:sh|yaml|text)\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)


def command_lines(text: str, *, script: bool = False) -> Iterator[str]:
    """Every command line in a text, without the word ``newsgen``; ``script`` is a text whose lines a shell runs."""
    for found in NAME.finditer(text):
        start, end = found.start(), text.find("\n", found.end())
        line = text[found.end() : end if end >= 0 else len(text)].rstrip("\\")
        before = text[text.rfind("\n", 0, start) + 1 : start]
        before = re.sub(r"python3? -m $", "", before)
        quote = "``" if before.endswith("``") else before[-1:]
        first = line.split()[0].strip(".,:;?!)`\"'”»")
        straight = quote in ('"', "'")  # a string may also begin with a sentence about newsgen
        if quote in QUOTES and (not straight or first in COMMANDS or first.startswith("-")):
            closing = QUOTES[quote]
            inside = re.sub(r"\\(.)", lambda sign: sign[1], re.split(rf"(?<!\\){closing}", line, maxsplit=1)[0])
            yield inside
        elif (script or in_code_block(text, start)) and SHELL.search(before):
            yield re.split(r" (?:&&|\|\|?|;|#|>)|[;)]", line)[0]
        elif first in COMMANDS and "--" in line:  # a sentence without quotes
            yield " ".join([first, *options_after(line)])


def options_after(line: str) -> Iterator[str]:
    """The words after the name of a command in a sentence, as long as they look like a command line."""
    words = WORD.findall(line.partition(" ")[2].replace("\\", ""))
    while words and (words[0].startswith(("--", '"'))):
        word = words.pop(0)
        yield word.rstrip(".,:;")
        if word.startswith("--") and words and (value := re.match("[A-Z]+", words[0])):
            words.pop(0)
            yield value[0]


def in_code_block(text: str, position: int) -> bool:
    return any(block.start(1) <= position < block.end(1) for block in CODE_BLOCK.finditer(text))


def tracked() -> list[Path]:
    """The text files that may show a command line."""
    listed = subprocess.run(["git", "ls-files", "-z", *FOLDERS, *FILES], cwd=ROOT, capture_output=True, check=True)
    paths = [ROOT / name for name in listed.stdout.decode().split("\0") if name]
    suffixes = {".py", ".md", ".html", ".yml", ".toml", ".js", ".css", ".sh", ".po", ".txt", ".json", ""}
    return [path for path in paths if path.suffix in suffixes and path.is_file()]


def shown() -> dict[str, str]:
    """All command lines, each with the first place that shows it."""
    found: dict[str, str] = {}
    for path in tracked():
        text = path.read_text(encoding="utf-8")
        if path.suffix == ".po":
            text = "\n".join([*ARABIC, *ARABIC.values()])
        for line in command_lines(text, script=path.suffix in (".sh", "")):
            found.setdefault(line.strip(), path.relative_to(ROOT).as_posix())
    for task in json.loads(EDITOR["tasks.json"])["tasks"]:
        found.setdefault(task["command"].removeprefix("newsgen "), ".vscode/tasks.json")
    return found


SHOWN = {line: place for line, place in shown().items() if line != "…"}  # “newsgen …” is any command


def parses(line: str, capsys: pytest.CaptureFixture[str]) -> str:
    """What the parser says against a command line; empty where it parses. The bare name of a command is a name."""
    words = shlex.split(line)
    if line in COMMANDS:
        return ""
    try:
        command_line_parser("en", COMMANDS.keys() & set(words))[0].parse_args(words)
    except SystemExit as leaving:
        return capsys.readouterr().err if leaving.code else ""
    return ""


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("Run “newsgen build --quiet”, then stop.", ["build --quiet"]),
        ("نفّذ «newsgen nonsense» أولًا.", ["nonsense"]),
        ("See `newsgen list` and ``newsgen why /x/``.", ["list", "why /x/"]),
        ("```sh\ncd x && newsgen next --due && .venv/bin/newsgen build\n```", ["next --due", "build"]),
        ("```text\n* * * * * cd /srv && newsgen build -x | tee y\n```", ["build -x"]),
        ("```yaml\n      - run: newsgen nonsense\n```", ["nonsense"]),
        ("والأمر newsgen moved يكتبه عنك.", []),
        ("اكتب newsgen new \\\"…\\\" --section ID.", ['new "…" --section ID']),
        ("Use newsgen build --drafts here.", ["build --drafts"]),
        ("newsgen leaves a draft alone.", []),
        ("The same is `python -m newsgen nonsense`.", ["nonsense"]),
        ('"command": "newsgen serve --drafts --lang ar",', ["serve --drafts --lang ar"]),
    ],
)  # fmt: skip
def test_command_lines_are_found(text: str, lines: list[str]) -> None:
    assert list(command_lines(text)) == lines


def test_a_wrong_command_line_does_not_pass(capsys: pytest.CaptureFixture[str]) -> None:
    assert "--drafts" in parses("serve --drafts --lang ar", capsys)
    assert "nonsense" in parses("nonsense", capsys)


def test_they_come_from_everywhere() -> None:
    """A change of the files or of the search that loses a kind of place is seen here."""
    places = set(SHOWN.values())
    assert len(SHOWN) > 40
    for start in ("README.md", "docs/commands.md", "docs/deploy.md", "src/newsgen/cli/commands/", "src/newsgen/base/locale/",
                  "templates/"):  # fmt: skip
        source = [path for path in tracked() if path.relative_to(ROOT).as_posix().startswith(start)]
        assert any(True for path in source for _ in command_lines(path.read_text(encoding="utf-8"))), start
    assert {line.split()[0] for line in SHOWN} >= set(COMMANDS)
    assert any(place.startswith("docs/") for place in places)


@pytest.mark.parametrize("line", sorted(SHOWN))
def test_it_parses(line: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert parses(line, capsys) == "", SHOWN[line]


HARMFUL = ("serve", "deploy", "index")  # they wait for ever, leave the machine, or want an optional package


def harmless(line: str) -> bool:
    words = shlex.split(line)
    return (
        words[0] not in HARMFUL
        and (len(words) > 1 or words[0] in ("build", "check", "moved", "next", "list", "stats"))
        and not {"--executor", "--watch"} & set(words)
        and not re.search(r"\b(?:FILE|FOLDER|DIR|URL|ISO|RULE|DAY)\b", line)
    )


@pytest.fixture(scope="module")
def newsroom(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("newsroom")
    assert command_line.main(["init", str(folder / "my-site")]) == 0
    return folder / "my-site"


@pytest.mark.parametrize("line", [line for line in sorted(SHOWN) if harmless(line)])
def test_it_runs(
    line: str, newsroom: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """No command line ends in an error of its usage, or in an exception. (A page or a target that it names may be missing.)"""
    monkeypatch.chdir(newsroom)
    monkeypatch.setattr("sys.stdin", io.StringIO())
    monkeypatch.setenv("NO_COLOR", "1")
    try:
        code: object = command_line.main(shlex.split(line))
    except SystemExit as leaving:
        code = leaving.code
    output = capsys.readouterr()
    assert code != USAGE, f"{SHOWN[line]}: {output.err}"
    assert "Traceback" not in output.err


def test_both_languages_name_the_same_command_lines() -> None:
    for english, arabic in ARABIC.items():
        in_english, in_arabic = ([line for line in command_lines(text) if line != "…"] for text in (english, arabic))
        assert sorted(in_english) == sorted(in_arabic), english


def test_every_option_that_a_message_names_exists() -> None:
    parser, commands = command_line_parser("en")
    known = {name for one in (parser, *commands.values()) for action in one._actions for name in action.option_strings}
    known.add("--directory")  # of “python -m http.server”
    for message, arabic in ARABIC.items():
        for lang in LANGUAGES:
            text = message if lang == "en" else arabic
            assert set(re.findall(r"(?<![\w-])--[a-z][\w-]*", text)) <= known, text


def test_arabic_help_is_written_by_one_hand() -> None:
    """Each help of a command or option begins with a noun, as «عرض» does: no imperative, and no verb in the present tense."""
    helps = [
        str(ast.literal_eval(keyword.value.args[0]))
        for path in (ROOT / "src/newsgen/cli").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        for keyword in node.keywords
        if keyword.arg == "help" and isinstance(keyword.value, ast.Call)
    ]
    assert len(helps) > 60
    verbs = {
        "أضف",
        "اطبع",
        "اعرض",
        "اكتب",
        "احذف",
        "قل",
        "لا",
        "أعد",
        "ابنِ",
        "انشر",
        "افتح",
        "أظهر",
        "يعرض",
        "يكتب",
        "يطبع",
    }
    assert [text for text in helps if translate("ar", text).split()[0] in verbs] == []
    assert [text for text in helps if translate("ar", text).endswith((".", "!"))] == []
