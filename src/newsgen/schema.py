"""A typed model over a YAML document: every error at once, each at its own line and column, with a did-you-mean."""

import difflib
import unicodedata
from collections.abc import Iterator
from typing import Annotated, Any, TypeVar, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

from .problems import N_, Problem, error
from .yamltext import Document, Path

M = TypeVar("M", bound=BaseModel)


class Form(BaseModel):
    """What an editor may fill in; an unknown key is an error, never ignored."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def fault(code: str, message: str, hint: str = "", **values: object) -> PydanticCustomError:
    """An error of our own inside a validator; it comes out as a Problem with this code."""
    return PydanticCustomError(code, "{message}", {"message": message, "hint": hint, "values": values})


def _text(value: Any) -> Any:
    if isinstance(value, str):
        value = unicodedata.normalize("NFC", value.strip())
        if not value:
            raise fault("blank", N_("“{key}” is empty."), N_("Write a text, or remove the line."))
        if "\n" in value:
            value = " ".join(value.split())
    return value


Text = Annotated[str, BeforeValidator(_text)]
"""One line of text: trimmed, NFC, never blank."""


def _line(value: Any) -> Any:
    return "" if isinstance(value, str) and not value.strip() else _text(value)


Line = Annotated[str, BeforeValidator(_line)]
"""The same, where nothing may be written."""


def read(model: type[M], document: Document, file: str) -> tuple[M | None, tuple[Problem, ...]]:
    """Fill a model from a document, or say everything that is wrong with it."""
    problems = [p.at(file, p.line, p.column) for p in document.problems]
    if document.value is None or problems:
        return None, tuple(problems)
    if not isinstance(document.value, dict):
        return None, (_NOT_A_MAPPING.at(file, *document.mark(())),)
    try:
        return model.model_validate(_without_empty(document.value)), ()
    except ValidationError as failure:
        for detail in failure.errors(include_url=False):
            problems.append(_problem(model, detail, document, file))
        return None, tuple(sorted(set(problems), key=lambda p: p.order))


NOT_UTF8 = error("not-utf8", N_("This file is not UTF-8 text."), N_("Save it again with the encoding UTF-8."))
_NOT_A_MAPPING = error("not-a-mapping", N_("“key: value” lines are expected here."), N_("Write one key on each line."))


def _without_empty(value: Any) -> Any:
    """A key with nothing after its colon counts as not written."""
    if isinstance(value, dict):
        return {k: _without_empty(v) for k, v in value.items() if v is not None}
    if isinstance(value, list):
        return [_without_empty(v) for v in value]
    return value


_EXPECTED = {
    "string_type": N_("a text"),
    "tuple_type": N_("a list"),
    "list_type": N_("a list"),
    "model_type": N_("“key: value” lines"),
    "model_attributes_type": N_("“key: value” lines"),
    "dict_type": N_("“key: value” lines"),
    "int_parsing": N_("a whole number"),
    "int_type": N_("a whole number"),
    "bool_parsing": N_("true or false"),
    "bool_type": N_("true or false"),
}


def _problem(model: type[BaseModel], detail: ErrorDetails, document: Document, file: str) -> Problem:
    path = _written_path(document.value, detail["loc"])
    key = ".".join(str(p + 1) if isinstance(p, int) else p for p in path)
    kind = detail["type"]
    context = detail.get("ctx", {})
    if kind == "missing":
        problem = error("missing", N_("“{key}” is missing."), N_("Add a line “{last}: …”."), key=key, last=path[-1])
        return problem.at(file, *document.mark(path[:-1]))
    if kind == "extra_forbidden":
        return _unknown(model, path, key).at(file, *document.key_mark(path))
    if "message" in context:
        values = {"key": key, "value": _shown(detail["input"]), **context["values"]}
        return error(kind, context["message"], context["hint"], **values).at(file, *document.mark(path))
    if kind == "literal_error":
        problem = error(
            "not-a-choice",
            N_("“{key}” cannot be “{value}”."),
            N_("Choose one of: {choices}."),
            key=key,
            value=_shown(detail["input"]),
            choices=context.get("expected", "").replace("'", "").replace(" or ", ", "),
        )
    elif kind in _EXPECTED:
        problem = error(
            "wrong-type",
            N_("“{key}” must be {expected}."),
            N_("Look at the example in the documentation."),
            key=key,
            expected=_EXPECTED[kind],
        )
    else:
        problem = error("bad-value", N_("“{key}” cannot be “{value}”."), key=key, value=_shown(detail["input"]))
    return problem.at(file, *document.mark(path))


def _shown(value: object) -> str:
    text = str(value)
    return text if len(text) <= 60 else text[:59] + "…"


def _written_path(value: Any, loc: tuple[str | int, ...]) -> Path:
    """pydantic's location without the names of validators and union members that it puts between the keys."""
    path: list[str | int] = []
    for i, step in enumerate(loc):
        if isinstance(value, dict) and isinstance(step, str) and (step in value or i == len(loc) - 1):
            path.append(step)
            value = value.get(step)
        elif isinstance(value, list) and isinstance(step, int) and step < len(value):
            path.append(step)
            value = value[step]
    return tuple(path) or tuple(loc[:1])


def _unknown(model: type[BaseModel], path: Path, key: str) -> Problem:
    names = _names_at(model, path[:-1])
    close = difflib.get_close_matches(str(path[-1]), names, n=1, cutoff=0.6)
    if close:
        hint, values = N_("Did you mean “{near}”?"), {"near": close[0]}
    else:
        hint, values = N_("Known keys: {known}."), {"known": ", ".join(names)}
    return error("unknown-key", N_("“{key}” is not a known key."), hint, key=key, **values)


def _names_at(model: type[BaseModel], path: Path) -> list[str]:
    for step in path:
        if isinstance(step, str) and step in model.model_fields:
            inner = next(_models(model.model_fields[step].annotation), None)
            if inner is None:
                return []
            model = inner
    return [f.alias or name for name, f in model.model_fields.items()]


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from _models(inner)
