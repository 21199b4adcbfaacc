"""``newsgen schema``: what may be written into each file, as JSON Schema, for editors that complete and check."""

import json
from typing import Any

from ...pages.redirects import Entries
from ...site.front_matter import FrontForm, FrontMatter, PageForm, ProfileForm
from ...site.schema import Form
from ...site.settings import Settings

FORMS: dict[str, type[Form]] = {
    "article": FrontMatter,
    "page": PageForm,
    "author": ProfileForm,
    "front": FrontForm,
    "site": Settings,
    "redirects": Entries,
}
"""The files' forms, by the name that the command line gives them."""

DIALECT = "http://json-schema.org/draft-07/schema#"
"""What the editors' YAML server reads without reserve; pydantic's ``$defs`` are found by their ``$ref`` in any draft."""


def schema_text(what: str) -> str:
    """The JSON schema of a file's form."""
    made = FORMS[what].model_json_schema(mode="validation")
    return json.dumps({"$schema": DIALECT, **_as_written(made)}, ensure_ascii=False, indent=2) + "\n"


def _as_written(node: Any) -> Any:
    """The schema of what editors write, where YAML guesses types and newsgen does not: a text may look like a number
    (``title: 2027``), and a key that needs not be there may be left empty."""
    if isinstance(node, list):
        return [_as_written(inner) for inner in node]
    if not isinstance(node, dict):
        return node
    made = {key: _as_written(value) for key, value in node.items()}
    if made.get("type") == "string" and not {"enum", "const", "description"} & made.keys():
        made["type"] = ["string", "number", "boolean"]
    if isinstance(made.get("properties"), dict):
        needed = made.get("required", [])
        made["properties"] = {
            key: value if key in needed else _or_nothing(value) for key, value in made["properties"].items()
        }
    return made


def _or_nothing(schema: dict[str, Any]) -> dict[str, Any]:
    said: dict[str, Any] = {key: schema[key] for key in ("title", "description", "default") if key in schema}
    return {**said, "anyOf": [schema, {"type": "null"}]}
