"""A survey with one row a respondent, weighted or not, into the percentages of local figures."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path

import pandas as pd

from crimekit.errors import DataError
from crimekit.loaders.cells import decimal_number, quarter_or_month, some_text, text
from crimekit.loaders.files import read_file
from crimekit.loaders.names import Force, force_names
from crimekit.loaders.tables import Layout, read_rows, read_tables
from crimekit.statistics.surveys import effective_respondents

RESPONDENTS = "respondents"  # how the name of such a file begins
LAYOUT = Layout(
    {"force": (), "measure": ("question",), "period": (), "answer": ("positive",), "weight": (), "source": ()},
    optional={"weight": 1},
)
_ANSWERS = {"yes": 1.0, "y": 1.0, "true": 1.0, "1": 1.0, "no": 0.0, "n": 0.0, "false": 0.0, "0": 0.0}
_KEYS = ["force", "measure", "period"]


def read_respondents(path: Path, forces: Mapping[str, Force]) -> pd.DataFrame:
    """Percentages by force, question and period: value, base (those who answered), effective, source, note, place.

    An answer is yes or no (or 1 or 0); who gave none is left out. Weights widen the interval: `effective` is the number
    of respondents that they leave (Kish 1965).

    Raises
    ------
    DataError
        The file cannot be read or lacks columns, a cell is no answer or no weight, or nobody answered.
    """
    rows = read_rows(
        read_tables(read_file(path), LAYOUT),
        {
            "force": ("force", force_names(forces).key),
            "measure": ("measure", partial(some_text, expected="the key of a measure")),
            "period": ("period", quarter_or_month),
            "answer": ("answer", _answer),
            "weight": ("weight", _weight),
            "source": ("source", partial(some_text, expected="where the figure comes from")),
        },
    )
    answered = rows[rows["answer"].notna() & (rows["weight"].astype(float) > 0)]
    if answered.empty:
        raise DataError(f"{path.name}: found nobody who answered; expected some")
    return pd.DataFrame([_percentage(keys, group) for keys, group in answered.groupby(_KEYS)])


def _percentage(keys: object, group: pd.DataFrame) -> dict[str, object]:
    weights, answers = group["weight"].astype(float), group["answer"].astype(float)
    effective = min(effective_respondents(weights.tolist()), float(len(group)))
    weighted = weights.nunique() > 1
    return {
        **dict(zip(_KEYS, keys, strict=True)),  # type: ignore[call-overload]
        "value": float((weights * answers).sum() / weights.sum() * 100),
        "base": float(len(group)),
        "effective": effective,
        "stated": "",
        "source": group["source"].iloc[0],
        "note": "Weighted by the weights of the survey." if weighted else "",
        **{place: group[place].iloc[0] for place in ("file", "sheet", "row")},
    }


def _answer(cell: object) -> float | None:
    said = f"{cell:g}" if isinstance(cell, float) and cell == cell else text(cell).casefold()
    if said and said not in _ANSWERS:
        raise DataError(f"found {cell!r}; expected yes or no (1 or 0), or nothing where there was no answer")
    return _ANSWERS.get(said)


def _weight(cell: object) -> float:
    weight = decimal_number(cell)
    if weight is None or weight < 0:
        raise DataError(f"found {cell!r}; expected a weight from nought")
    return weight
