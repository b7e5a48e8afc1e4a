"""How a result of the statistics shows itself: its fields, a line each, or as a frame."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from html import escape
from typing import Any

import pandas as pd

from crimekit.errors import cut

_LONGEST = 160  # characters of a value as text
_OF_FEW = ("share", "positive", "lower", "upper")  # of a survey: not shown of too few respondents


class Shown:
    """What shows itself in JupyterLab: its fields that hold something, a line each, unrounded."""

    __slots__ = ()

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        rows = [(name, str(value)) for name, value in shown_fields(self) if value not in (None, "", ())]
        width = max(len(name) for name, _ in rows)
        lines = (f"{name:<{width}}  {cut(text, _LONGEST)}" for name, text in rows)
        cells = (f'<tr><th scope="row">{escape(name)}</th><td>{escape(text)}</td></tr>' for name, text in rows)
        name = type(self).__name__
        head = f'<caption>{name}</caption><thead><tr><th scope="col">Part</th><th scope="col">Value</th></tr></thead>'
        return {
            "text/plain": "\n".join((name, *lines)),
            "text/html": f"<table>{head}<tbody>{''.join(cells)}</tbody></table>",
        }

    def to_frame(self) -> pd.DataFrame:
        """Its fields as a frame of one row, unrounded."""
        return pd.DataFrame([dict(shown_fields(self))])


def shown_fields(result: Any, prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Every field that is shown, with its name; those of a part have its name before theirs."""
    hidden = () if getattr(result, "shown", True) else _OF_FEW
    for field in fields(result):
        value = None if field.name in hidden else getattr(result, field.name)
        if isinstance(value, Shown):
            yield from shown_fields(value, f"{prefix}{field.name}: ")
        elif field.repr:
            yield f"{prefix}{field.name}", value
