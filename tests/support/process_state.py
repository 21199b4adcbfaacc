"""The values of newsgen's modules: which of them can change while a process runs."""

from __future__ import annotations

import dataclasses
import datetime
import enum
import functools
import importlib
import pathlib
import re
import types
import typing
from collections.abc import Iterator

from tests.project.test_layers import MODULES

CONTAINERS = (dict, list, set, types.MappingProxyType)
VALUES = (str, bytes, int, float, complex, type(None), range, re.Pattern, enum.Enum, datetime.date, datetime.time,
          datetime.timedelta, datetime.tzinfo, pathlib.PurePath, types.ModuleType, type, types.BuiltinFunctionType,
          types.GenericAlias, types.UnionType, typing.TypeVar, typing.NewType, property, classmethod, staticmethod,
          types.MemberDescriptorType, types.GetSetDescriptorType)  # fmt: skip
MACHINERY = ("_abc_impl", "_field_defaults", "model_config", "_member_names_", "_member_map_", "_value2member_map_",
             "_unhashable_values_", "_value_repr_", "model_fields", "model_computed_fields")  # fmt: skip
"""Attributes that Python and pydantic give to classes when they make them."""


def is_constant(value: object) -> bool:
    """Whether nothing can change in a value, other than the content of its containers, which ``containers`` watches."""
    if isinstance(value, (tuple, frozenset, list, set)):
        return all(map(is_constant, value))
    if isinstance(value, (dict, types.MappingProxyType)):
        return all(map(is_constant, value.values()))
    if isinstance(value, types.FunctionType):
        cells = [cell.cell_contents for cell in value.__closure__ or ()]
        return all(map(is_constant, (*cells, *(value.__defaults__ or ()), *(value.__kwdefaults__ or {}).values())))
    if dataclasses.is_dataclass(value) and not isinstance(value, type) and value.__dataclass_params__.frozen:  # type: ignore[attr-defined]
        return all(is_constant(getattr(value, field.name)) for field in dataclasses.fields(value))
    return isinstance(value, VALUES) or type(value).__module__ in (
        "typing",
        "collections.abc",
        "_collections",
        "__future__",
    )


def values() -> Iterator[tuple[str, object]]:
    """Every value of newsgen's modules and of their classes, by its place: ``module:name`` or ``module:class.name``."""
    for module in MODULES:
        if module == "__main__":
            continue
        name = f"newsgen.{module}" if module else "newsgen"
        for key, value in vars(importlib.import_module(name)).items():
            if key.startswith("__") or (
                getattr(value, "__module__", name) != name
                and isinstance(value, (type, types.FunctionType, functools._lru_cache_wrapper))
            ):
                continue  # a class or function of another module
            yield f"{module}:{key}", value
            if isinstance(value, type):
                for own, attribute in vars(value).items():
                    if not own.startswith("__") and own not in MACHINERY:
                        yield f"{module}:{key}.{own}", attribute


def containers() -> dict[str, str]:
    """The present content of every container of a module or class, and of every value that holds one."""
    return {place: repr(value) for place, value in values() if _holds_container(value)}


def _holds_container(value: object) -> bool:
    if isinstance(value, CONTAINERS):
        return True
    if isinstance(value, tuple):
        return any(map(_holds_container, value))
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return any(_holds_container(getattr(value, field.name, None)) for field in dataclasses.fields(value))
    return False
