"""Blocks out of the data that a notebook carries; what does not fit is refused, and the message says where."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from crimekit.blocks import Block, Definitions, Figure, Heading, KeyFigures, Page, Prose, Sentences, Table
from crimekit.errors import DataError, nearest

_CLASSES = (Table, Figure, KeyFigures, Prose, Sentences, Heading, Definitions, Page)
KINDS: Mapping[str, type[Block | Page]] = {found.kind: found for found in _CLASSES}


def from_data(payload: Mapping[str, Any]) -> Block | Page:
    """The block (or page) that `blocks.data` made this of.

    Raises
    ------
    DataError
        If the kind is unknown, a field is missing, unknown or of another type, or a number is not finite.

    Examples
    --------
    >>> from_data({"kind": "heading", "key": "cyber", "title": "Tackle cyber crime"})
    Heading(key='cyber', title='Tackle cyber crime', subtitle='')
    """
    kind = payload.get("kind") if isinstance(payload, Mapping) else None
    if not isinstance(kind, str) or kind not in KINDS:
        raise DataError(f"block: kind: found {kind!r}; expected a kind of block{nearest(kind, KINDS)}")
    fields = {name: value for name, value in payload.items() if name != "kind"}
    name = f"block {fields.get('key', kind)}"
    try:
        return _reader(kind).validate_json(json.dumps(fields, allow_nan=False))
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        raise DataError(f"{name}: {place}: found {_short(first['input'])}; {first['msg']}") from None
    except (TypeError, ValueError) as error:
        raise DataError(f"{name}: found what is not JSON; expected plain data ({error})") from None


@cache
def _reader(kind: str) -> TypeAdapter[Block | Page]:
    return TypeAdapter(KINDS[kind])


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:59] + "…"
