"""redirects.yml: the addresses that moved or are gone, an input of the build."""

from pathlib import Path
from typing import Annotated, Any

from pydantic import BeforeValidator

from . import schema
from .problems import Problem
from .schema import Form, Text
from .sources import REDIRECTS
from .yamltext import parse


class Redirect(Form):
    """An old address, and the one that answers for it; without ``to`` the page is gone."""

    from_: Annotated[Text, BeforeValidator(lambda value: value)]
    to: Text = ""

    model_config = schema.Form.model_config | {"alias_generator": lambda name: name.rstrip("_")}


class Redirects(Form):
    """The whole file: ``redirects:`` and its entries."""

    redirects: tuple[Redirect, ...] = ()


def read(site: Path) -> tuple[frozenset[str], tuple[Problem, ...]]:
    """The old addresses that redirects.yml answers for."""
    try:
        text = (site / REDIRECTS).read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        return frozenset(), ()
    except (OSError, UnicodeDecodeError):
        return frozenset(), (schema.NOT_UTF8.at(REDIRECTS),)
    form, problems = schema.read(Redirects, parse(text), REDIRECTS)
    entries: tuple[Any, ...] = form.redirects if form else ()
    return frozenset(entry.from_ for entry in entries), problems
