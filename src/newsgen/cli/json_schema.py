"""JSON Schemas of the files that editors write, for editors that complete and check while they type."""

import json
from typing import Any

from ..pages.redirects import Entries
from ..pictures.sidecar import Sidecar
from ..site.front_matter import FrontForm, FrontMatter, PageForm, ProfileForm, ShowForm
from ..site.schema import Form
from ..site.settings import Settings

FORMS: dict[str, type[Form]] = {
    "article": FrontMatter,
    "page": PageForm,
    "author": ProfileForm,
    "show": ShowForm,
    "front": FrontForm,
    "site": Settings,
    "redirects": Entries,
    "sidecar": Sidecar,
}
"""The form of each file, by the name that ``newsgen schema`` takes."""

DIALECT = "http://json-schema.org/draft-07/schema#"
"""The dialect that the YAML language server supports in full; ``$ref`` finds pydantic's ``$defs`` in any draft."""


def schema_text(name: str) -> str:
    """The JSON Schema of a form, as the text of a file. ``name`` is a key of ``FORMS``."""
    schema = FORMS[name].model_json_schema(mode="validation")
    return json.dumps({"$schema": DIALECT, **_lenient(schema)}, ensure_ascii=False, indent=2) + "\n"


def _lenient(node: Any) -> Any:
    """A copy of a part of a schema that accepts YAML as other tools read it.

    They guess types and newsgen does not, so a text may look to them like a number (``title: 2027``). An optional key
    may be left empty.
    """
    if isinstance(node, list):
        return [_lenient(inner) for inner in node]
    if not isinstance(node, dict):
        return node
    schema = {key: _lenient(value) for key, value in node.items()}
    if schema.get("type") == "string" and not {"enum", "const", "description"} & schema.keys():
        schema["type"] = ["string", "number", "boolean"]
    if isinstance(schema.get("properties"), dict):
        required = schema.get("required", [])
        schema["properties"] = {
            key: value if key in required else _or_null(value) for key, value in schema["properties"].items()
        }
    return schema


def _or_null(schema: dict[str, Any]) -> dict[str, Any]:
    annotations: dict[str, Any] = {key: schema[key] for key in ("title", "description", "default") if key in schema}
    return {**annotations, "anyOf": [schema, {"type": "null"}]}
