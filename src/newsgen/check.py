"""What a house would have written otherwise: style findings and dirty text in the stories, each at its line and column.

Findings only. Nothing here stops a build or rewrites a file.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from . import arabic, schema
from .arabic import style as arabic_style
from .frontmatter import MAX_BYTES, FrontMatter, position, split
from .intake import is_article
from .problems import N_, Problem, warning
from .settings import Settings
from .yamltext import parse

EXCERPT = 24  # characters on each side of a finding

MESSAGES = {
    "quotes": N_("House style, quotation marks: “{found}” in “{excerpt}”"),
    "latin-punctuation": N_("House style, Latin punctuation after an Arabic letter: “{found}” in “{excerpt}”"),
    "persian-letter": N_("House style, a Persian or Urdu letter: “{found}” in “{excerpt}”"),
    "tatweel": N_("House style, tatweel: “{found}” in “{excerpt}”"),
    "mixed-digits": N_("House style, two systems of digits in one story: “{found}” in “{excerpt}”"),
    "percent": N_("House style, percentages: “{found}” in “{excerpt}”"),
    "spelling": N_("House style, spelling: “{found}” in “{excerpt}”"),
    "hamza": N_("House style, hamza: “{found}” in “{excerpt}”"),
}
SUGGESTION = N_("Write “{suggestion}”.")

_NOT_PROSE = re.compile(
    r"```.*?```|~~~.*?~~~|`[^`\n]*`|<[^>\n]*>|\]\([^)\n]*\)|^\[[^\]\n]+\]:.*$|https?://\S+|\{[^}\n]*\}",
    re.DOTALL | re.MULTILINE,
)


def check(site: Path, settings: Settings) -> Iterator[Problem]:
    """Every finding in every story, by file and place."""
    for file in sorted((site / "content").rglob("*")):
        path = file.relative_to(site).as_posix()
        if file.is_file() and is_article(path):
            with file.open("rb") as opened:
                yield from check_story(path, opened.read(MAX_BYTES + 1), settings)


def check_story(path: str, data: bytes, settings: Settings) -> Iterator[Problem]:
    """The findings in one story; none where it cannot be read, which is the build's to say."""
    halves, _ = split(data)
    if halves is None:
        return
    document = parse(halves.front, first_line=halves.front_line)
    form, _ = schema.read(FrontMatter, document, path)
    found: list[Problem] = []
    lines = halves.front.split("\n")
    if form is not None:
        for key in ("title", "kicker", "standfirst"):
            line, column = document.mark((key,))
            written = lines[line - halves.front_line]
            column += written[column - 1 : column] in ('"', "'")  # a quoted value's text begins behind its mark
            for problem in _findings(getattr(form, key), settings):
                found.append(problem.at(path, line, column + problem.column - 1))
    prose = _NOT_PROSE.sub(lambda match: re.sub(r"[^\n]", "\0", match[0]), halves.body)
    for problem in _findings(prose, settings):
        found.append(problem.at(path, problem.line + halves.body_line - 1, problem.column))
    yield from sorted(found, key=lambda problem: problem.order)


def _findings(text: str, settings: Settings) -> Iterator[Problem]:
    for finding in arabic_style.findings(text, settings.style.rules):
        excerpt = (
            text[max(0, finding.start - EXCERPT) : finding.end + EXCERPT].replace("\0", "").replace("\n", " ").strip()
        )
        problem = warning(
            "style-" + finding.rule,
            MESSAGES[finding.rule],
            SUGGESTION if finding.suggestion is not None else "",
            found=finding.found,
            excerpt=arabic.strip_controls(excerpt),
            suggestion=finding.suggestion or "",
        )
        yield problem.at("", *position(text, finding.start))
