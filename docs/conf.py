"""The documentation as a site: Sphinx reads the Markdown of docs/ and of the repository's root. Built by scripts/docs.

The pages stay plain Markdown that reads well in a repository's browser too, so nothing here asks for directives in them.
"""

import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]

project = "newsgen"
author = "the newsgen authors"
copyright = "the newsgen authors, MIT licence"
version = release = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
language = "en"

extensions = ["myst_parser"]
root_doc = "docs/index"
include_patterns = ["README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "docs/*.md", "docs/index.rst"]
nitpicky = True

myst_enable_extensions = ["html_image"]
myst_heading_anchors = 3
"""Headings get the anchors that a repository's browser gives them."""

highlight_language = "text"

html_theme = "furo"
html_title = f"newsgen {release}"
html_static_path = ["site"]
html_css_files = ["newsgen.css"]
html_copy_source = False
html_show_sourcelink = False
html_show_sphinx = False
