"""Read a YAML document into a typed form, and report every error at once, each with its line and column."""

import unicodedata
from codecs import BOM_UTF8
from collections.abc import Iterator
from typing import Annotated, Any, Self, TypeVar, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

from ..base.problems import N_, Problem, error, has_errors
from .unknown_keys import unknown_key
from .yamltext import Document, Path

MAX_LENGTH = 2000
"""The most characters of one line of text. A whole article in the front matter by mistake has more."""

MAX_ERRORS = 100
"""The most errors that are reported of one file."""

M = TypeVar("M", bound=BaseModel)


class Form(BaseModel):
    """The base of all forms that editors fill in. An unknown key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    def __deepcopy__(self, memo: dict[int, Any] | None = None) -> Self:
        """A form never changes, so it is its own copy: pydantic copies the default values of each story."""
        return self


def fault(code: str, message: str, hint: str = "", *, at: Path = (), **values: object) -> PydanticCustomError:
    """An error for a validator to raise; it is returned, not raised. ``read`` turns it into a Problem with this code.

    ``at`` is the path from the validated value to the part that is wrong. ``values`` fill the fields of the message and
    of the hint; ``read`` adds ``key`` and ``value``, what the editor wrote.
    """
    return PydanticCustomError(code, "{message}", {"message": message, "hint": hint, "values": values, "at": at})


BLANK, _WRITE = N_("“{key}” is empty."), N_("Write a text after its colon.")


def _text(value: Any) -> Any:
    if isinstance(value, str):
        value = unicodedata.normalize("NFC", value.strip())
        if not value:
            raise fault("blank", BLANK, _WRITE)
        if "\n" in value:
            value = " ".join(value.split())
        if len(value) > MAX_LENGTH:
            raise fault(
                "too-long",
                N_("“{key}” is longer than {limit} characters."),
                N_("Shorten it, or move the text below the second “---”."),
                limit=MAX_LENGTH,
            )
    return value


Text = Annotated[str, BeforeValidator(_text)]
"""One line of text: trimmed, NFC, never blank."""


def _line(value: Any) -> Any:
    return "" if isinstance(value, str) and not value.strip() else _text(value)


Line = Annotated[str, BeforeValidator(_line)]
"""One line of text: trimmed, NFC, possibly empty."""


def read(model: type[M], document: Document, file: str) -> tuple[M | None, tuple[Problem, ...]]:
    """The form with a document's values, and all problems found; None where one of them is an error.

    ``file`` is the path that the problems carry. At most ``MAX_ERRORS`` errors of the form are reported.
    """
    problems = [p.at(file, p.line, p.column) for p in document.problems]
    if has_errors(problems):
        return None, tuple(problems)
    if not isinstance(document.value, dict):
        return None, (*problems, _NOT_A_MAPPING.at(file, *document.mark(())))
    try:
        return model.model_validate(_without_empty(document.value)), tuple(problems)
    except ValidationError as failure:
        for detail in failure.errors(include_url=False)[:MAX_ERRORS]:
            problems.append(_problem(model, detail, document, file))
        return None, tuple(sorted(set(problems), key=lambda p: p.order))


def decode(data: bytes) -> str | Problem:
    """The text of a file, its byte-order mark left out; or a Problem at the first byte that is not UTF-8."""
    data = data.removeprefix(BOM_UTF8)
    try:
        return data.decode()
    except UnicodeDecodeError as failure:
        head = data[: failure.start].decode().replace("\r\n", "\n").replace("\r", "\n")
        return NOT_UTF8.at("", head.count("\n") + 1, len(head) - head.rfind("\n"))


NOT_UTF8 = error(
    "not-utf8", N_("This file is not UTF-8 text."),
    N_("Save it again with the encoding UTF-8 (in your editor: “Save as”, then the encoding)."),
)  # fmt: skip
_NOT_A_MAPPING = error(
    "not-a-mapping",
    N_("“key: value” lines are expected here."),
    N_("Write one key on each line: the key, a colon, a space and the value."),
)


def _without_empty(value: Any) -> Any:
    """The value without the keys that have nothing after their colon; they count as absent."""
    if isinstance(value, dict):
        return {k: _without_empty(v) for k, v in value.items() if v is not None}
    if isinstance(value, list):
        return [_without_empty(v) for v in value]
    return value


_TEXT = (
    N_("“{key}” must be one text."),
    N_("Write it on one line; put it between quotation marks if it begins with [ or {{."),
)
_LIST = N_("“{key}” must be a list."), N_("Write it like [one, two], or each on its own line after “- ”.")
_KEYS = N_("“{key}” needs keys of its own."), N_("Write them below it, indented, one on each line: “key: value”.")
_WHOLE = N_("“{key}” must be a whole number."), N_("Write digits only, like 5.")
_TRUTH = N_("“{key}” must be true or false."), N_("Write true or false.")
_WRONG_TYPE = {
    "string_type": _TEXT,
    "tuple_type": _LIST,
    "list_type": _LIST,
    "model_type": _KEYS,
    "model_attributes_type": _KEYS,
    "dict_type": _KEYS,
    "int_parsing": _WHOLE,
    "int_type": _WHOLE,
    "int_from_float": _WHOLE,
    "bool_parsing": _TRUTH,
    "bool_type": _TRUTH,
}


_LIMITS = {
    "greater_than_equal": N_("The smallest number is {limit}."),
    "less_than_equal": N_("The largest number is {limit}."),
}


def _problem(model: type[BaseModel], detail: ErrorDetails, document: Document, file: str) -> Problem:
    path = _written_path(document.value, detail["loc"])
    key = ".".join(str(p + 1) if isinstance(p, int) else p for p in path)
    kind = detail["type"]
    context = detail.get("ctx", {})
    if kind == "missing" and (*path, ".") in document.marks:
        return error("blank", BLANK, _WRITE, key=key).at(file, *document.key_mark(path))
    if kind == "missing":
        problem = error("missing", N_("“{key}” is missing."), N_("Add a line “{last}: …”."), key=key, last=path[-1])
        return problem.at(file, *document.mark(path[:-1]))
    if kind == "extra_forbidden":
        return unknown_key(path, detail["input"], _names_at(model, path[:-1]), file, document.key_mark(path))
    if "message" in context:
        values = {"key": key, "value": _shown(detail["input"]), **context["values"]}
        path = (*path, *context["at"])
        return error(kind, context["message"], context["hint"], **values).at(file, *document.mark(path))
    if kind == "literal_error":
        choices = context.get("expected", "").replace("'", "").replace(" or ", ", ")
        problem = _not_a_choice(str(path[-1]), key, detail["input"], choices)
    elif kind in _WRONG_TYPE:
        problem = error("wrong-type", *_WRONG_TYPE[kind], key=key)
        if kind == "bool_parsing" and (truth := _arabic_truth(detail["input"])) is not None:
            problem = error(
                "wrong-type", _TRUTH[0], N_("Write “{line}”."), key=key, line=f"{path[-1]}: {truth}".lower()
            )
    elif kind == "too_short":
        problem = error("too-few", N_("“{key}” has no entry."), N_("Write at least one."), key=key)
    else:
        limit = context.get("ge", context.get("le"))
        hint = _LIMITS.get(kind, N_("Look the key up in the documentation."))
        value = _shown(detail["input"])
        problem = error("bad-value", N_("“{key}” cannot be “{value}”."), hint, key=key, value=value, limit=limit)
    return problem.at(file, *document.mark(path))


def _not_a_choice(name: str, key: str, written: object, choices: str) -> Problem:
    """The error of a value that is none of ``choices``. Its hint names the line that a word stands for, else all choices."""
    from .arabic_words import KEYS, key_for, value_for

    message, hint, line = N_("“{key}” cannot be “{value}”."), N_("Choose one of: {choices}."), ""
    word = written if isinstance(written, str) else ""
    if near := value_for(name, word):
        hint, line = N_("Write “{line}”."), f"{name}: {near}"
    elif name in ("kind", "status") and key_for(word, tuple(KEYS)) == "breaking_until":
        hint, line = N_("Write “{line}” instead."), "breaking_until: 2027-01-31 09:00"
    return error("not-a-choice", message, hint, key=key, value=_shown(written), choices=choices, line=line)


def _arabic_truth(written: object) -> bool | None:
    from .arabic_words import truth_of

    return truth_of(written) if isinstance(written, str) else None


def _shown(value: object) -> str:
    text = str(value)
    return text if len(text) <= 60 else text[:59] + "…"


def _written_path(value: Any, loc: tuple[str | int, ...]) -> Path:
    """pydantic's location without the names of validators and union members that it adds between the keys."""
    path: list[str | int] = []
    for i, step in enumerate(loc):
        if isinstance(value, dict) and isinstance(step, str) and (step in value or i == len(loc) - 1):
            path.append(step)
            value = value.get(step)
        elif isinstance(value, list) and isinstance(step, int) and step < len(value):
            path.append(step)
            value = value[step]
    return tuple(path) or tuple(loc[:1])


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
