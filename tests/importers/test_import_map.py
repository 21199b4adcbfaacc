"""The map of an import is an editor's file, and may be broken, hostile or very long."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from newsgen.cli import command_line
from newsgen.importers.import_map import MAX_BYTES, read_map
from tests.importers.test_run import archive, contents, imports
from tests.support import Site
from tests.support.patience import each_test_ends
from tests.support.wxr import item

patience = each_test_ends(within=30)


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path / "site", plain=False)


BOMB = "a: &a [x, x]\n" + "".join(
    f"{name}: &{name} [*{above}, *{above}]\n" for above, name in zip("abcdefgh", "bcdefghi", strict=True)
)

REFUSED = {
    "aliases": (BOMB, 1),
    "an alias": ("sections: &a {x: local}\ntags: *a\n", 1),
    "a merge": ("sections:\n  <<: *base\n", 2),
    "a tag of Python": ("sections: !!python/object/apply:os.system ['touch x']\n", 1),
    "a tag": ("default: !!binary aGk=\n", 1),
    "a list for names": ("sections: [a, b]\n", 1),
    "names for a list": ("host: {a: b}\n", 1),
    "a list for a text": ("default: [a]\n", 1),
    "an unknown word": ("addresses: kept\n", 1),
    "an unknown key": ("tags: {}\nsection: {}\n", 2),
    "a list": ("- a\n", 1),
    "a text": ("hello\n", 1),
    "two documents": ("default: a\n---\ndefault: b\n", 2),
    "a key twice": ("tags: {a: b, a: c}\n", 1),
    "a key that is a list": ("sections: {[a]: b}\n", 1),
    "deep lists": ("sections: " + "[" * 5000 + "]" * 5000 + "\n", 1),
    "deep names": ("sections: " + "{a: " * 3000 + "x" + "}" * 3000 + "\n", 1),
    "a long text": ("default: " + "9" * 100_000 + "\n", 1),
    "a null byte": ("default: a\0b\n", 1),
    "half a letter": ('default: "\\ud800"\n', 1),
    "an open quote": ("tags: {}\ndefault: 'a\n", 2),
    "UTF-16": ("default: a\n".encode("utf-16"), 1),
    "windows-1256": ("tags: {}\ndefault: محلي\n".encode("windows-1256"), 2),
    "too many bytes": (b"#" * (MAX_BYTES + 1), 0),
}  # fmt: skip


@pytest.mark.parametrize(("data", "line"), REFUSED.values(), ids=REFUSED.keys())
def test_a_broken_map_is_refused_at_its_line(data: str | bytes, line: int) -> None:
    found, problems = read_map(data if isinstance(data, bytes) else data.encode(), "import.yml")
    assert found is None
    assert problems[0].line == line
    assert problems[0].file == "import.yml"


def test_whatever_looks_like_a_number_or_a_moment_is_a_text() -> None:
    text = "sections: {2020: local, true: no, 2020-01-01: x, .inf: 0o17}\ndefault: 12:30:45\n"
    found, _ = read_map(text.encode(), "import.yml")
    assert found is not None
    assert found.sections == {"2020": "local", "true": "no", "2020-01-01": "x", ".inf": "0o17"}
    assert found.default == "12:30:45"


def test_a_long_map_is_read_whole() -> None:
    text = "tags:\n" + "".join(f"  وسم {n}: وسم\n" for n in range(5_000))
    found, _ = read_map(text.encode(), "import.yml")
    assert found is not None
    assert len(found.tags) == 5_000


def test_a_map_that_is_no_file_is_told(site: Site, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    os.mkfifo(tmp_path / "pipe.yml")
    file = archive(site, item(1))
    for name in (tmp_path / "pipe.yml", tmp_path, tmp_path / "missing.yml"):
        assert (
            command_line.main(["import", "--site", str(site.root), "--lang", "en", "--map", str(name), str(file)]) == 1
        )
        assert "cannot be read" in capsys.readouterr().err
    assert not contents(site)


HOSTILE_TEMPLATES = {
    "x": '<script>alert(1)</script><a href="javascript:alert(2)" onclick="alert(3)">{content}</a>',
    "y": "{content.__class__}{0}{}{name}{content}",
    **{f"z{n}": "{content}" * 40 for n in range(8)},
}


def test_templates_of_shortcodes_are_no_code_and_do_not_multiply(site: Site) -> None:
    deep = "".join(f"[z{n}]" for n in range(8)) + "قطرة" + "".join(f"[/z{n}]" for n in reversed(range(8)))
    shown = item(1, '[x]نقر[/x]\n\n[y name="<b>اسم</b>"]نص[/y]'), item(2, deep)
    chosen, _ = read_map(
        ("shortcodes:\n" + "".join(f"  {k}: '{v}'\n" for k, v in HOSTILE_TEMPLATES.items())).encode(), "m"
    )
    assert chosen is not None
    imports(site, archive(site, *shown), chosen=chosen)
    text = b"".join(contents(site).values()).decode()
    assert "alert" not in text
    assert "class" not in text
    assert "نقر" in text
    assert "قطرة" in text
    assert len(text) < 20_000_000
