"""JSON Schemas of the files that editors write, for editors that complete and check while they type."""

import json
from typing import Any

from pydantic.json_schema import models_json_schema

from ..boxes.forms import FORMS as DATA_FORMS
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

DATA = "data"
"""The name of the schema of data files, which have a form for each kind."""

NAMES = (*FORMS, DATA)
"""The names of all schemas."""

DIALECT = "http://json-schema.org/draft-07/schema#"
"""The dialect that the YAML language server supports in full; ``$ref`` finds pydantic's ``$defs`` in any draft."""


def schema_text(name: str) -> str:
    """The JSON Schema of a file, as the text of a file. ``name`` is one of ``NAMES``."""
    schema = _data_schema() if name == DATA else FORMS[name].model_json_schema(mode="validation")
    return json.dumps({"$schema": DIALECT, **_lenient(schema)}, ensure_ascii=False, indent=2) + "\n"


def _data_schema() -> dict[str, Any]:
    """The schema of a data file: a table where it says no kind, else the form of its kind."""
    names, schema = models_json_schema([(form, "validation") for form in DATA_FORMS.values()])
    kinds = list(DATA_FORMS)
    forms = {kind: names[form, "validation"] for kind, form in DATA_FORMS.items()}
    said = {
        kind: {"properties": {"kind": {"const": kind}}, "required": [] if kind == "table" else ["kind"]}
        for kind in kinds
    }
    return {
        "$defs": schema["$defs"],
        "type": "object",
        "properties": {"kind": {"enum": kinds, "default": "table"}},
        "allOf": [{"if": said[kind], "then": forms[kind]} for kind in kinds],
    }


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
