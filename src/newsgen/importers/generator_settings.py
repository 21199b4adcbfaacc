"""Find out which generator a folder of Markdown belongs to, and read its settings for the old addresses.

Nothing is executed: of Pelican's settings, which are a Python program, only plain assignments of texts count, and those of
Eleventy, a JavaScript program, are not read.
"""

import ast
import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import Any

from ..site import yamltext
from .foreign_front_matter import lowered
from .source_files import bounded

_LIMIT = 2**20


class Generator(Enum):
    """A generator, by what its Markdown may hold and where its pages lie."""

    HUGO = "hugo"
    ZOLA = "zola"
    JEKYLL = "jekyll"
    HEXO = "hexo"
    PELICAN = "pelican"
    ELEVENTY = "eleventy"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class GeneratorSettings:
    """What the settings say of addresses. ``values`` has keys in small letters. ``is_known`` is false where none were found.

    ``folder`` is the generator's own folder, the one of the settings.
    """

    generator: Generator
    folder: Path
    values: Mapping[str, Any] = field(default_factory=dict)
    is_known: bool = False

    def text(self, *keys: str) -> str:
        """Return the first of these values that is a text; empty if none is."""
        return next((value for key in keys if isinstance(value := self.values.get(key), str)), "")

    @property
    def base(self) -> str:
        """The address of the old site without a slash at its end, with Jekyll's ``baseurl``; empty where unknown."""
        return (self.text("baseurl", "base_url", "url", "siteurl") if self.generator is not Generator.JEKYLL
                else self.text("url") + self.text("baseurl")).rstrip("/")  # fmt: skip

    @property
    def language(self) -> str:
        """The language of files that name none; empty where unknown."""
        return self.text(
            "defaultcontentlanguage", "default_language", "languagecode", "lang", "default_lang", "language"
        )


_HUGO = tuple(f"{folder}{name}.{suffix}" for name in ("hugo", "config") for folder in ("", "config/_default/")
              for suffix in ("toml", "yaml", "yml", "json"))  # fmt: skip
_ELEVENTY = (".eleventy.js", "eleventy.config.js", "eleventy.config.mjs", "eleventy.config.cjs", "eleventy.config.ts")


def find(root: Path) -> GeneratorSettings:
    """Look for settings in a folder and in the two above it, because what is imported may be the folder of the posts."""
    for folder in (root, *list(root.resolve().parents)[:2]):
        if found := _in(folder):
            return found
    return GeneratorSettings(Generator.UNKNOWN, root)


def _in(folder: Path) -> GeneratorSettings | None:
    if (folder / "_config.yml").is_file() or (folder / "_config.yaml").is_file():
        values = _read(folder / "_config.yml") or _read(folder / "_config.yaml")
        is_hexo = (folder / "source" / "_posts").is_dir() or "new_post_name" in values or "source_dir" in values
        return GeneratorSettings(Generator.HEXO if is_hexo else Generator.JEKYLL, folder, values, True)
    if (folder / "pelicanconf.py").is_file():
        values = {**_python(folder / "pelicanconf.py"), **_python(folder / "publishconf.py")}
        return GeneratorSettings(Generator.PELICAN, folder, values, True)
    for name in _HUGO:
        if (folder / name).is_file():
            values = _read(folder / name)
            if (
                "baseurl" in values
                or "languagecode" in values
                or "permalinks" in values
                or name.startswith(("hugo", "config/"))
            ):
                return GeneratorSettings(Generator.HUGO, folder, values, True)
            if "base_url" in values:
                return GeneratorSettings(Generator.ZOLA, folder, values, True)
    if any((folder / name).is_file() for name in _ELEVENTY):
        return GeneratorSettings(Generator.ELEVENTY, folder, {}, False)
    return None


def _read(path: Path) -> dict[str, Any]:
    """A file of settings as texts, lists and mappings; empty where it is absent or broken."""
    try:
        data = bounded(path, _LIMIT)
        text = (data or b"").decode("utf-8-sig")
        if path.suffix == ".toml":
            value: Any = tomllib.loads(text)
        elif path.suffix == ".json":
            value = json.loads(text)
        else:
            value = yamltext.parse(text).value
    except (OSError, ValueError, RecursionError):
        return {}
    if not isinstance(value, dict):
        return {}
    return lowered(value)


def _python(path: Path) -> dict[str, Any]:
    try:
        data = bounded(path, _LIMIT)
        tree = ast.parse((data or b"").decode("utf-8-sig"))
    except (OSError, ValueError, SyntaxError, RecursionError, MemoryError):
        return {}
    found = {}
    for statement in tree.body:
        if isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Constant):
            for target in statement.targets:
                if isinstance(target, ast.Name):
                    value = statement.value.value
                    found[target.id.lower()] = value if isinstance(value, str) else str(value)
    return found
