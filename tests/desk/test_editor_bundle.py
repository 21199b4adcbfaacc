"""The block editor's bundle is what its sources give, with the licences of what is in it, and reaches for no other host."""

import json
import re
from pathlib import Path

from tools import desk_editor

from newsgen.desk.pages import static

ROOT = Path(__file__).parents[2]


def test_the_bundle_was_made_from_these_sources_and_is_unchanged() -> None:
    assert desk_editor.is_current(), "run python tools/desk_editor.py"


def test_versions_are_exact_and_the_lock_names_no_host() -> None:
    package = json.loads((desk_editor.SOURCES / "package.json").read_text(encoding="utf-8"))
    wanted = {**package["dependencies"], **package["devDependencies"]}
    assert all(re.fullmatch(r"[0-9]+\.[0-9]+\.[0-9]+", version) for version in wanted.values())
    text = (desk_editor.SOURCES / "package-lock.json").read_text(encoding="utf-8")
    assert "://" not in text.replace("https://opencollective.com", "").replace("https://github.com", "")
    locked = json.loads(text)["packages"]
    assert all("integrity" in one for name, one in locked.items() if name)
    assert {name: locked[f"node_modules/{name}"]["version"] for name in wanted} == wanted


def test_the_licences_of_all_libraries_are_shipped() -> None:
    locked = json.loads((desk_editor.SOURCES / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    names = {name.removeprefix("node_modules/") for name, one in locked.items() if name and not one.get("dev")}
    notices = (static("editor-licences.txt") or b"").decode()
    assert all(f"\n{name}\n=" in notices for name in names)
    assert notices.count("Permission is hereby granted") == len(names)


def test_the_bundle_asks_for_nothing_from_elsewhere() -> None:
    code = (static("editor.js") or b"").decode()
    hosts = {match for match in re.findall(r"https?://[\w.-]+", code)}
    assert hosts <= {"https://www", "http://www.w3.org", "https://", "https://prosemirror.net"}, hosts
    assert "eval(" not in code
    assert "new Function" not in code
    assert len(code.encode()) < 300_000
