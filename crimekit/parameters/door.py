"""The door: what a file holds is read into frozen values, and everything wrong with it is told at once.

No unknown key is let in, and no value is bent into another type. The fields ``key`` and ``path`` of what a file holds
come from where it stands, never from its text. See `checks` for what the fields can ask for.
"""

from __future__ import annotations

import dataclasses
import json
import typing
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ConfigDict, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from crimekit.errors import ParameterError, nearest
from crimekit.parameters.checks import Key, Names, Prose
from crimekit.parameters.yaml_file import file_name, one_line, read_yaml

_Value = TypeVar("_Value")

_STRICT = ConfigDict(strict=True, extra="forbid", str_strip_whitespace=True, str_min_length=1)
_SHOWN = 10
_WIDTH = 60
_LINES = "'key: value' lines"
_EXPECTED = {
    "string_type": "text (in quotes, if it looks like a number)",
    "string_too_short": "some text",
    "string_pattern_mismatch": "lower-case words joined by hyphens",
    "bool_type": "true or false",
    "int_type": "a whole number",
    "float_type": "a number",
    "tuple_type": "a list",
    "dict_type": _LINES,
    "dataclass_type": _LINES,
    "too_short": "at least one entry",
}


def entry(
    path: Path, kind: type[_Value], names: Names | None = None, *, content: Mapping[str, object] | None = None
) -> _Value:
    """Read the one value that the file, or else `content`, holds; its key is the file's name."""
    found: _Value = _read(path, Prose, kind, {"": read_yaml(path) if content is None else content}, names)[""]
    return found


def entries(
    path: Path, kind: type[_Value], names: Names | None = None, *, content: Mapping[str, object] | None = None
) -> dict[str, _Value]:
    """Read the values that the file, or else `content`, holds, each under its key."""
    return _read(path, Key, kind, read_yaml(path) if content is None else content, names)


def refuse(path: Path, problems: Iterable[str]) -> None:
    """Raise one `ParameterError` that lists the problems of a file; none is fine.

    Examples
    --------
    >>> refuse(Path("parameters/forces.yml"), [])
    >>> refuse(Path("parameters/forces.yml"), ["gwent.code: missing"])
    Traceback (most recent call last):
    crimekit.errors.ParameterError: parameters/forces.yml: gwent.code: missing
    """
    name = file_name(path)
    told = list(dict.fromkeys(one_line(problem) for problem in problems))
    if not told:
        return
    if len(told) == 1:
        raise ParameterError(f"{name}: {told[0]}")
    more = [f"and {len(told) - _SHOWN} more"] if len(told) > _SHOWN else []
    raise ParameterError("\n  ".join([f"{name}: {len(told)} problems:", *told[:_SHOWN], *more]))


def _read(path: Path, keys: Any, kind: Any, contents: Mapping[str, object], names: Names | None) -> dict[str, Any]:
    placed: dict[str, object] = {}
    found: dict[str, Any] = {}
    problems = []
    for key, content in contents.items():
        placed[key] = content
        if isinstance(content, dict):
            given = {"key": key or path.stem, "path": str(path)}
            problems += [_unknown((key, name), kind) for name in given if name in content]
            placed[key] = {**content, **{name: given[name] for name in given if name in _fields(kind)}}
    try:
        found = _adapter(keys, kind).validate_json(json.dumps(placed), context=names)
    except ValidationError as error:
        for detail in error.errors(include_url=False):
            if detail["type"] != "too_short" or not detail["input"]:  # else its items are told of by themselves
                problems.append(_problem(detail, kind))
    refuse(path, problems)
    return found


@cache
def _adapter(keys: Any, kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(dict[keys, kind], config=_STRICT)


def _problem(detail: ErrorDetails, kind: Any) -> str:
    """Put one of pydantic's errors into one line: the dotted key, what was found, what was expected."""
    location, found = detail["loc"], detail["input"]
    if detail["type"] == "unexpected_keyword_argument":
        return _unknown(location, kind)
    if detail["type"] == "missing":
        return f"{_place(location)}missing"
    shown = _shown(found)
    if location[-1] == "[key]":
        location, shown = location[:-2], f"the key {shown}"
    if detail["type"] == "value_error":
        named = isinstance(found, str) and isinstance(location[-1], int)  # the message holds the word itself
        return _place(location[:-1] if named else location) + str(detail["ctx"]["error"])
    said = detail.get("ctx", {}).get("expected") or detail["msg"].removeprefix("Input should be ")
    return f"{_place(location)}found {shown}; expected {_EXPECTED.get(detail['type'], said)}"


def _place(location: tuple[int | str, ...]) -> str:
    steps = [f"#{step + 1}" if isinstance(step, int) else step for step in location if step != ""]
    return ".".join(steps) + ": " if steps else ""


def _shown(value: object) -> str:
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list):
        return "a list" if value else "an empty list"
    if value is None:
        return "nothing"
    text = f"'{value}'" if isinstance(value, str) else str(value).lower() if isinstance(value, bool) else str(value)
    return text if len(text) <= _WIDTH else f"{text[: _WIDTH - 1]}…"


def _unknown(location: tuple[int | str, ...], kind: Any) -> str:
    """Say that a key is none of the class that stands at this place inside `kind`."""
    for step in location[:-1]:
        kind = _inner(_fields(kind).get(str(step))) or kind
    written = _fields(kind).keys() - ({"key", "path"} if len(location) == 2 else ())
    return f"{_place(location)}unknown key{nearest(location[-1], written)}"


@cache
def _fields(kind: Any) -> dict[str, Any]:
    return typing.get_type_hints(kind)


def _inner(annotation: Any) -> Any:
    """Find the class inside an annotation such as `tuple[Break, ...]`."""
    if dataclasses.is_dataclass(annotation):
        return annotation
    return next((found for part in typing.get_args(annotation) if (found := _inner(part))), None)
