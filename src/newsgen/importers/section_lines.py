"""Declare sections in site.yml: add lines to its list, and leave all others as they are."""

import re
from pathlib import Path

from ..base.atomic_write import write_atomically
from ..base.problems import N_, FatalProblems, error
from ..site.layout import SETTINGS
from ..site.settings_file import read
from ..site.yaml_lines import scalar
from .sections import Declared

_LIST = re.compile(
    r"^sections:[ \t]*(?:#[^\n]*)?\n((?:(?:[ \t]+[^\n]*|- [^\n]*|[ \t]*#[^\n]*|[ \t]*)(?:\n|\Z))+)", re.MULTILINE
)
_DASH = re.compile(r"^([ \t]*)- ", re.MULTILINE)


def declare_sections(site: Path, sections: Declared) -> None:
    """Add sections to site.yml, behind those that are there.

    Raises FatalProblems, and writes nothing, where the file's form allows no more lines or would have errors.
    """
    file = site / SETTINGS
    text = file.read_bytes().decode()
    end = "\r\n" if "\r\n" in text else "\n"
    text = text.replace("\r\n", "\n")
    match = _LIST.search(text)
    dash = _DASH.search(match[1]) if match else None
    if match is None or dash is None:
        raise FatalProblems(_CANNOT_DECLARE.at(SETTINGS))
    at = match.start(1) + len(re.sub(r"(?:\n[ \t]*(?:#[^\n]*)?)*\n?\Z", "", match[1]))
    lines = "".join(f"\n{dash[1]}- {{id: {i}, name: {scalar(name, in_flow=True)}}}" for i, name in sections)
    new = (text[:at] + lines + text[at:]).replace("\n", end)
    settings, problems = read(new.encode())
    if settings is None:
        raise FatalProblems(*problems)
    if not {i for i, _ in sections} <= settings.sections_by_id.keys():
        raise FatalProblems(_CANNOT_DECLARE.at(SETTINGS))
    write_atomically(file, new.encode())


_CANNOT_DECLARE = error(
    "cannot-declare", N_("newsgen cannot add sections to this file in its present form."),
    N_("Write each section on a line of its own, behind a dash."),
)  # fmt: skip
