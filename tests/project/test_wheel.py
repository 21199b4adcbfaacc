"""The wheel carries the default templates and static files: installed anywhere, a new site builds at once."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.ci
def test_init_and_build_from_the_wheel(tmp_path: Path) -> None:
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "-q"]
    subprocess.run(
        [*pip, "wheel", "--no-deps", "--no-build-isolation", "-w", str(tmp_path / "dist"), str(ROOT)],
        check=True,
        cwd=tmp_path,
    )
    (wheel,) = (tmp_path / "dist").glob("newsgen-*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    for folder in ("templates", "static/assets"):
        for path in (ROOT / folder).rglob("*"):
            if path.is_file():
                assert f"newsgen/theme/default/{folder}/{path.relative_to(ROOT / folder).as_posix()}" in names
    for path in (*(ROOT / "src/newsgen/preview").rglob("*.*"), *(ROOT / "src/newsgen/pictures/fonts").iterdir()):
        assert path.suffix == ".pyc" or path.relative_to(ROOT / "src").as_posix() in names
    assert "newsgen/base/locale/ar/LC_MESSAGES/newsgen.mo" in names
    place = tmp_path / "place"
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(place)
    environment = os.environ | {"PYTHONPATH": str(place)}

    def newsgen(*words: str, cwd: Path) -> str:
        done = subprocess.run(
            [sys.executable, "-c", "import newsgen, sys; from newsgen.cli.command_line import main; print(newsgen.__file__); sys.exit(main())", *words],
            env=environment, cwd=cwd, capture_output=True, text=True,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout

    assert str(place) in newsgen("init", "my-news", cwd=tmp_path), "the wheel's package runs, not the checkout's"
    version = re.search('^version = "(.+)"$', (ROOT / "pyproject.toml").read_text(encoding="utf-8"), re.MULTILINE)
    assert version is not None
    assert newsgen("--version", cwd=tmp_path).endswith(f"newsgen {version[1]}\n")
    site = tmp_path / "my-news"
    newsgen("build", cwd=site)
    home = (site / "public/index.html").read_text(encoding="utf-8")
    assert "مرحبًا بكم في صحيفتنا" in home
    assert (site / "public/assets/v1/newsgen.css").is_file()
    (site / "templates/foot_extra.html").write_text("<p>تذييل خاص</p>", encoding="utf-8")
    newsgen("build", cwd=site)
    assert "<p>تذييل خاص</p>" in (site / "public/index.html").read_text(encoding="utf-8"), "one file overrides one file"
