"""The topics, authors and place of a story: what the written names mean, and what is doubtful about them."""

import unicodedata
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from ..base.problems import N_, Problem, warning
from ..model.article import Named
from ..model.facets import NamedKind
from ..site.declared_names import Doubt
from ..site.settings import Settings
from ..site.yaml_slips import joined_list
from ..site.yamltext import Document

KEYS: dict[NamedKind, str] = {"topic": "tags", "author": "authors", "place": "place"}
"""The key of the front matter that has the names of each kind."""

APART = {
    "topic": N_("Write one of them everywhere; or declare each under “topics” in site.yml, with a “slug” of its own."),
    "author": N_(
        "Write one of them everywhere; or declare each under “authors” in site.yml, with a “slug” of its own."
    ),
    "place": N_("Write one of them everywhere; or declare each under “places” in site.yml, with an “id” of its own."),
}
"""How an editor keeps two names of each kind apart."""


class Names(NamedTuple):
    """The names that a story has, each once, and a warning for each name that is doubtful."""

    named: tuple[Named, ...]
    problems: tuple[Problem, ...]


def names_in(kind: NamedKind, written: Iterable[str], document: Document, settings: Settings) -> Names:
    """What the names of one kind mean, in the order in which they are written.

    ``written`` are the values of the form, ``document`` is the front matter that they come from. A name whose address
    an earlier one of the story has is left out, with a warning where it is another name. The warnings carry no path.
    """
    by_id: dict[str, Named] = {}
    problems = list(_joined_lists(kind, document)) if document.unquoted_lists else []
    names = settings.names_of(kind)
    for name in written:
        reading = names.read(name)
        named = reading.named
        earlier = by_id.setdefault(named.id, named)
        if earlier != named:
            problem = _left_out(kind, named.name, earlier.name)
        elif reading.doubt is not Doubt.NONE:
            problem = _doubtful(kind, name, reading.doubt, reading.others)
        else:
            continue
        problems.append(problem.at("", *position_of_name(kind, name, document)))
    return Names(tuple(by_id.values()), tuple(problems))


def _joined_lists(kind: NamedKind, document: Document) -> Iterator[Problem]:
    """A warning for each topic or author without quotation marks that is several: “هالة، مازن” without brackets."""
    key = KEYS[kind]
    if kind != "place":
        for path in sorted(path for path in document.unquoted_lists if path[0] == key):
            text = document.value[key] if len(path) == 1 else document.value[key][path[1]]
            yield joined_list(text).at("", *document.mark(path))


def position_of_name(kind: NamedKind, name: str, document: Document) -> tuple[int, int]:
    """Line and column where a front matter writes a name; of its key where the name is not found."""
    key = KEYS[kind]
    value = document.value.get(key) if isinstance(document.value, dict) else None
    for path, text in _texts((key,), value):
        written = unicodedata.normalize("NFC", text.strip())
        if name in (written, " ".join(written.split())):
            return document.mark(path)
    return document.mark((key,))


def _texts(path: tuple[str | int, ...], value: object) -> Iterator[tuple[tuple[str | int, ...], str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, list):
        yield from (((*path, i), item) for i, item in enumerate(value) if isinstance(item, str))


def shared_address(kind: NamedKind, name: str, others: Iterable[str]) -> Problem:
    """The warning, without a position, that a name has the address of others."""
    return warning(
        "same-name-address", N_("“{name}” has the same page as {others}, under one address."), APART[kind],
        name=name, others=_quoted(others),
    )  # fmt: skip


def _left_out(kind: NamedKind, name: str, earlier: str) -> Problem:
    """The warning, without a position, that one of two names of a story is left out because they have one address."""
    return warning(
        "same-name-address", N_("“{name}” was left out: it has the same address as “{earlier}”."), APART[kind],
        name=name, earlier=earlier,
    )  # fmt: skip


def _doubtful(kind: NamedKind, name: str, doubt: Doubt, others: tuple[str, ...]) -> Problem:
    if doubt is Doubt.ADDRESS:
        return shared_address(kind, name, others)
    if doubt is Doubt.MARKS:
        return warning(
            "name-guessed", N_("“{name}” was taken for {others}, which is declared without tashkeel."),
            N_("Write it as it is declared, or declare the other one in site.yml too."), name=name, others=_quoted(others),
        )  # fmt: skip
    return warning(
        "name-ambiguous", N_("“{name}” may be one of {others}; it was taken for none of them."),
        N_("Write the name exactly as site.yml declares it, or the id of a place."), name=name, others=_quoted(others),
    )  # fmt: skip


def _quoted(names: Iterable[str]) -> str:
    return "، ".join(f"“{name}”" for name in names)
