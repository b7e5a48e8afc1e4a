"""The door: what a file holds is read into frozen values, and everything wrong with it is told at once.

A value is a plain frozen dataclass, and its annotations are all that is said about it: no unknown key is let in, and
nothing is bent into another type. A `str` is never empty but where it is `Prose`; a word that must exist elsewhere is
`known`. The fields ``key`` and ``path`` of what a file holds come from where it stands, never from its text.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import typing
from collections.abc import Callable, Iterable, Mapping
from functools import cache, partial
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import (
    AfterValidator,
    ConfigDict,
    PlainValidator,
    StringConstraints,
    TypeAdapter,
    ValidationError,
    ValidationInfo,
)
from pydantic_core import ErrorDetails

from crimekit.errors import ParameterError, nearest
from crimekit.parameters.yaml import file_name, one_line, read_yaml
from crimekit.periods import Quarter, financial_year_quarters

Known = Mapping[str, Any]  # what was read before: by kind ("force"), the values of that kind by their names
_Content = Mapping[str, object]
_Value = TypeVar("_Value")

_STRICT = ConfigDict(strict=True, extra="forbid", str_strip_whitespace=True, str_min_length=1)
_SHOWN = 10
_LINES = "'key: value' lines"
_KEY, _ADDRESS = r"^[a-z0-9]+(-[a-z0-9]+)*$", r"^https://[^\s\"'<>]+$"
_EXPECTED = {  # by pydantic's name of the problem, or the pattern of a text
    _KEY: "lower-case words joined by hyphens",
    _ADDRESS: "an address that begins with https://",
    "string_type": "text (in quotes, if it looks like a number)",
    "string_too_short": "some text",
    "bool_type": "true or false",
    "int_type": "a whole number",
    "float_type": "a number",
    "tuple_type": "a list",
    "dict_type": _LINES,
    "dataclass_type": _LINES,
    "too_short": "at least one entry",
}


def _read_as(read: Callable[[str], _Value], expected: str) -> Callable[[object], _Value]:
    """Read a text into what it stands for; where it stands for nothing, say what was `expected`."""

    def check(value: object) -> _Value:
        try:
            return read(str(value))
        except ValueError:
            raise ValueError(f"found '{value}'; expected {expected}") from None

    return check


def _day_or(word: str) -> Callable[[str], str]:
    return lambda text: text if text == word else str(dt.date.fromisoformat(text))


_last_quarter = _read_as(lambda year: financial_year_quarters(year)[-1], "a financial year such as '2023-24'")


def _reported(written: list[object]) -> Quarter:
    """Read the quarter of a run, or the last quarter of its year: one of the two."""
    quarter, year = written
    if (quarter is None) == (year is None):
        both = "found a quarter and a year" if year else "missing"
        raise ValueError(f"{both}; expected one of quarter ('2023-24 Q1') and year ('2023-24')")
    if year is None:
        return Quarter.parse(str(quarter), strict=True)
    try:
        return _last_quarter(year)
    except ValueError as error:
        raise ValueError(f"year: {error}") from None


def _once(words: tuple[str, ...]) -> tuple[str, ...]:
    if repeated := twice(words):
        raise ValueError("; ".join(repeated))
    return words


Prose = Annotated[str, StringConstraints(min_length=0)]
Key = Annotated[str, StringConstraints(pattern=_KEY)]
Day = Annotated[dt.date, PlainValidator(_read_as(dt.date.fromisoformat, "a date such as 2023-10-19"))]
Address = Annotated[str, StringConstraints(pattern=_ADDRESS)]
QuarterText = Annotated[Quarter, PlainValidator(partial(Quarter.parse, strict=True))]
Reported = Annotated[Quarter, PlainValidator(_reported)]
_RELEASE = "the date of a release such as 2023-10-19"
Release = Annotated[str, AfterValidator(_read_as(_day_or("latest"), f"'latest' or {_RELEASE}"))]
PastRelease = Annotated[Prose, AfterValidator(_read_as(_day_or(""), _RELEASE))]
FinancialYear = Annotated[str, AfterValidator(lambda year: _last_quarter(year).financial_year)]
Once = AfterValidator(_once)  # of a list of words: none of them twice


def known(kind: str, names: Iterable[str] = ()) -> AfterValidator:
    """Refuse a word that is none of these `names`, or of those of this `kind` read before; an empty one names nothing.

    Examples
    --------
    >>> Forces = tuple[Annotated[Key, known("force")], ...]
    """

    def check(word: str, info: ValidationInfo) -> str:
        held = list(names or (info.context or {})[kind])
        if word and word not in held:
            raise ValueError(f"no {kind} '{word}'{nearest(word, held)}")
        return word

    return AfterValidator(check)


def not_before(field: str) -> AfterValidator:
    """Refuse a day or a quarter before the one that stands in `field`."""

    def check(value: Any, info: ValidationInfo) -> Any:
        first = info.data.get(field)
        if first is not None and value < first:
            if isinstance(value, Quarter):
                raise ValueError(f"found '{value}'; expected a quarter from '{first}'")
            raise ValueError(f"found {value}; expected a day from {first}")
        return value

    return AfterValidator(check)


def twice(words: Iterable[str]) -> list[str]:
    """Say which of the words are there twice.

    Examples
    --------
    >>> twice(["34A", "34B", "34A"])
    ["found '34A' twice"]
    """
    listed = list(words)
    return [f"found '{word}' twice" for word in dict.fromkeys(listed) if listed.count(word) > 1]


def entry(path: Path, kind: type[_Value], read: Known | None = None, content: _Content | None = None) -> _Value:
    """Read the one value that the file, or else `content`, holds; its key is the file's name."""
    found: _Value = _read(path, Prose, kind, {"": read_yaml(path) if content is None else content}, read)[""]
    return found


def entries(
    path: Path, kind: type[_Value], read: Known | None = None, content: _Content | None = None
) -> dict[str, _Value]:
    """Read the values that the file, or else `content`, holds, each under its key."""
    return _read(path, Key, kind, read_yaml(path) if content is None else content, read)


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


def _read(path: Path, keys: Any, kind: Any, contents: _Content, read: Known | None) -> dict[str, Any]:
    placed, found, problems = dict(contents), {}, []
    for key, content in contents.items():
        if isinstance(content, dict):
            given = {"key": key or path.stem, "path": str(path)}
            problems += [_unknown((key, name), kind) for name in given if name in content]
            placed[key] = {**content, **{name: given[name] for name in given if name in _fields(kind)}}
    try:
        found = _adapter(keys, kind).validate_json(json.dumps(placed), context=read)
    except ValidationError as error:
        for detail in error.errors(include_url=False):
            if detail["type"] != "too_short" or not detail["input"]:  # else its items are told of by themselves
                problems.append(_problem(detail, kind))
    if hasattr(kind, "faults") and not problems:
        told = ((key, fault) for key, value in found.items() for fault in value.faults(read or {}))
        problems = [f"{key}.{fault}" if key else fault for key, fault in told]
    refuse(path, problems)
    return found


@cache
def _adapter(keys: Any, kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(dict[keys, kind], config=_STRICT)


def _problem(detail: ErrorDetails, kind: Any) -> str:
    """Put one of pydantic's errors into one line: the dotted key, what was found, what was expected."""
    location, found = detail["loc"], detail["input"]
    if not location:
        return f"found what cannot be read ({detail['msg']}); expected text in UTF-8, in its name too"
    if detail["type"] == "unexpected_keyword_argument":
        return _unknown(location, kind)
    if detail["type"] == "missing":
        return f"{_place(location)}missing"
    shown = _shown(found)
    if location[-1] == "[key]":
        location, shown = location[:-2], f"the key {shown}"
    if detail["type"] == "value_error":
        named = isinstance(found, str) and isinstance(location[-1], int)  # the message holds the word itself
        error = detail["ctx"]["error"]
        message = str(error).partition(": ")[2] if isinstance(error, ParameterError) else str(error)  # places itself
        return _place(location[:-1] if named else location) + message
    more = detail.get("ctx", {})
    said = more.get("expected") or detail["msg"].removeprefix("Input should be ")
    return f"{_place(location)}found {shown}; expected {_EXPECTED.get(more.get('pattern', detail['type']), said)}"


def _place(location: tuple[int | str, ...]) -> str:
    steps = [f"#{step + 1}" if isinstance(step, int) else step for step in location if step != ""]
    return ".".join(steps) + ": " if steps else ""


def _shown(value: object) -> str:
    if isinstance(value, str):
        return f"'{value}'"
    if isinstance(value, dict | list):
        return "a mapping" if isinstance(value, dict) else "a list" if value else "an empty list"
    return "nothing" if value is None else str(value).lower()


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
