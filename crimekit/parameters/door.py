"""The door: what a file holds is checked against its model, and everything wrong with it is told at once."""

from __future__ import annotations

import re
import typing
from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from crimekit.errors import ParameterError, nearest
from crimekit.parameters.schema import KEY, Entry
from crimekit.parameters.yaml_file import one_line

AnEntry = TypeVar("AnEntry", bound=Entry)

_SHOWN = 10
_WIDTH = 60
_EXPECTED = {
    "string_type": "text (in quotes, if it looks like a number)",
    "string_too_short": "some text",
    "string_pattern_mismatch": "lower-case words joined by hyphens",
    "bool_type": "true or false",
    "int_type": "a whole number",
    "float_type": "a number",
    "tuple_type": "a list",
    "dict_type": "'key: value' lines",
    "model_type": "'key: value' lines",
    "too_short": "at least one entry",
}


def entry(content: object, model: type[AnEntry], name: str) -> AnEntry:
    """Read `content` as the one entry that the file called `name` holds."""
    found, problems = _checked(content, model, "")
    refuse(name, problems)
    return typing.cast(AnEntry, found)


def entries(content: Mapping[str, object], model: type[AnEntry], name: str) -> dict[str, AnEntry]:
    """Read each value of `content` as an entry of the file called `name`, by its key."""
    found: dict[str, AnEntry] = {}
    problems: list[str] = []
    for key, value in content.items():
        if not re.fullmatch(KEY, key):
            problems.append(f"found the key '{key}'; expected {_EXPECTED['string_pattern_mismatch']}")
        checked, wrong = _checked(value, model, key)
        problems += wrong
        if checked is not None:
            found[key] = checked
    refuse(name, problems)
    return found


def refuse(name: str, problems: Iterable[str]) -> None:
    """Raise one `ParameterError` that lists the problems of the file called `name`; none is fine.

    Examples
    --------
    >>> refuse("forces.yml", [])
    >>> refuse("forces.yml", ["gwent.code: missing"])
    Traceback (most recent call last):
    crimekit.errors.ParameterError: forces.yml: gwent.code: missing
    """
    told = list(dict.fromkeys(one_line(problem) for problem in problems))
    if not told:
        return
    if len(told) == 1:
        raise ParameterError(f"{name}: {told[0]}")
    more = [f"and {len(told) - _SHOWN} more"] if len(told) > _SHOWN else []
    raise ParameterError("\n  ".join([f"{name}: {len(told)} problems:", *told[:_SHOWN], *more]))


def unknown(place: str, kind: str, word: str, known: Iterable[str]) -> list[str]:
    """List the problem that `word` at `place` is not one of the known, or nothing.

    Examples
    --------
    >>> unknown("headline", "measure", "robery", ["robbery"])
    ["headline: no measure 'robery'; did you mean 'robbery'?"]
    """
    names = list(known)
    return [] if word in names else [f"{place}: no {kind} '{word}'{nearest(word, names)}"]


def _checked(content: object, model: type[AnEntry], key: str) -> tuple[AnEntry | None, list[str]]:
    try:
        return model.model_validate(content), []
    except ValidationError as error:
        details = error.errors(include_url=False)
        return None, [_problem(detail, model, key) for detail in details]


def _problem(detail: ErrorDetails, model: type[Entry], key: str) -> str:
    """Put one of pydantic's errors into one line: the dotted key, what was found, what was expected."""
    location = detail["loc"]
    steps = (key, *location) if key else location
    place = ".".join(f"#{step + 1}" if isinstance(step, int) else step for step in steps)
    place = f"{place}: " if place else ""
    if detail["type"] == "extra_forbidden":
        fields = _model_at(model, location[:-1]).model_fields
        return f"{place}unknown key{nearest(location[-1], fields)}"
    if detail["type"] == "missing":
        return f"{place}missing"
    if detail["type"] == "value_error":
        return place + str(detail["ctx"]["error"])
    expected = _EXPECTED.get(detail["type"]) or _expected(detail)
    return f"{place}found {_shown(detail['input'])}; expected {expected}"


def _expected(detail: ErrorDetails) -> str:
    """Say what pydantic wanted, in its words without their opening."""
    if detail["type"] == "literal_error":
        return str(detail["ctx"]["expected"])
    return detail["msg"].removeprefix("Input should be ").removeprefix("Value should have ")


def _shown(value: object) -> str:
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list):
        return "a list" if value else "an empty list"
    if value is None:
        return "nothing"
    text = f"'{value}'" if isinstance(value, str) else str(value).lower() if isinstance(value, bool) else str(value)
    return text if len(text) <= _WIDTH else f"{text[: _WIDTH - 1]}…"


def _model_at(model: type[BaseModel], location: tuple[int | str, ...]) -> type[BaseModel]:
    """Find the model that stands at a place inside `model`."""
    for step in location:
        field = model.model_fields.get(str(step))
        model = (_inner(field.annotation) if field else None) or model
    return model


def _inner(annotation: Any) -> type[BaseModel] | None:
    """Find the model inside an annotation such as `tuple[Model, ...]`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for part in typing.get_args(annotation) if (found := _inner(part))), None)
