"""The desk's own pages as HTML, in the newsroom's language."""

import threading
from functools import lru_cache
from importlib.resources import files
from typing import Any

from ..base.messages import translate
from ..theme.engine import Template, bare_environment
from .editor_words import EDITOR, OF_PAGES
from .words import BLOCKS, KEYS, STATUSES, WORDS

OWN = "/_/"
"""The address prefix of the desk's own pages. No page of a site can have it, because addresses never contain ``_``."""

_thread = threading.local()


def page(name: str, lang: str, **values: Any) -> str:
    """The page of a template of the desk. ``t`` in it translates a text of ``WORDS``."""
    if not hasattr(_thread, "environment"):
        folder = files(__package__) / "templates"
        _thread.environment = bare_environment(
            {
                file.name: Template(file.read_text(encoding="utf-8"), f"desk/templates/{file.name}")
                for file in folder.iterdir()
                if file.name.endswith(".html")
            }
        )

    def t(word: str, **fields: object) -> str:
        return translate(lang, WORDS[word], **fields)

    rendered = _thread.environment.get_template(name).render(
        t=t, own=OWN, lang=lang, dir="rtl" if lang == "ar" else "ltr", **values
    )
    return str(rendered)


def texts(lang: str) -> dict[str, dict[str, str]]:
    """All texts that the script shows."""
    tables = {
        "words": WORDS, "keys": KEYS, "statuses": STATUSES, "blocks": BLOCKS, "editor": EDITOR, "editor_of_pages": OF_PAGES,
    }  # fmt: skip
    return {name: {key: text and _raw(lang, text) for key, text in table.items()} for name, table in tables.items()}


def _raw(lang: str, text: str) -> str:
    """A message whose fields the script fills."""
    from string import Formatter

    names = {name: "{" + name + "}" for _, name, _, _ in Formatter().parse(text) if name}
    return translate(lang, text, **names)


@lru_cache(maxsize=16)
def static(name: str) -> bytes | None:
    """The bytes of a static file of the desk; None where there is none."""
    file = files(__package__) / "static" / name
    return file.read_bytes() if "/" not in name and not name.startswith(".") and file.is_file() else None
