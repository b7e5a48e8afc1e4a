"""A force's own figures, in one tidy table: what no published release holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from pathlib import Path

import pandas as pd

from crimekit.errors import DataError
from crimekit.loaders.cells import decimal_number, is_missing, quarter_or_month, some_text, text
from crimekit.loaders.files import KINDS, read_file, tables_in
from crimekit.loaders.names import Force, force_reader
from crimekit.loaders.problems import refuse, repeated
from crimekit.loaders.recorded_crime import quarters_from_months
from crimekit.loaders.tables import Column, Layout, read_rows
from crimekit.periods import Quarter
from crimekit.statistics.rates import effective_respondents

COLUMNS = ("force", "period", "measure", "value", "base", "effective", "stated", "source", "note")
RESPONDENTS = "respondents"  # how the name of a file begins that has a row a respondent
_ANSWERS = {"yes": 1.0, "y": 1.0, "true": 1.0, "1": 1.0, "no": 0.0, "n": 0.0, "false": 0.0, "0": 0.0}
_KEYS = ["force", "measure", "period"]


def read_local_figures(path_or_folder: Path, forces: Mapping[str, Force]) -> pd.DataFrame:
    """The figures of one file, or of every file of a folder.

    The columns are force, period (a quarter or a month such as ``2021-11``), measure, value, base (respondents or cases
    that a percentage rests on), effective (what they are worth where answers are weighted), stated, source, note, and
    the file, sheet and row that it stands in. A
    value that is NaN is no figure: the row carries only what a report states in words (``stated``, such as "Stable"),
    be the measure counted from recorded crime or not, or why there is none (``note``). A file called ``respondents*``
    has a row a respondent: see `read_respondents`.

    Raises
    ------
    DataError
        A file cannot be read or lacks columns; a force or period is unknown; a cell is no figure; a row says nothing or
        gives no source; two rows, in one file or two, are about the same force, measure and period.
    """
    layout = Layout(
        {
            **_columns(forces),
            "base": Column("base", _base, default=None),
            "value": Column("value", _value, beside=("base",)),
            "note": Column("note", default=""),
            "stated": Column("stated", _statement, default="", beside=("value", "note")),
        }
    )
    paths = local_files(path_or_folder)
    surveys = [path for path in paths if path.name.casefold().startswith(RESPONDENTS)]
    parts = [read_respondents(path, forces) for path in surveys]
    if files := [read_file(path) for path in paths if path not in surveys]:
        read = read_rows(files, layout)
        read.frame.attrs["notes"] = read.notes
        parts.append(read.frame)
    notes = tuple(note for part in parts for note in part.attrs["notes"])
    rows = pd.concat(parts, ignore_index=True)
    refuse(repeated(rows, _KEYS))
    numbers = dict.fromkeys(("value", "base", "effective"), "float64")
    figures = (
        rows.reindex(columns=[*COLUMNS, "file", "sheet", "row"]).astype(numbers).sort_values(_KEYS, ignore_index=True)
    )
    figures.attrs = {"notes": notes}
    return figures


def read_respondents(path: Path, forces: Mapping[str, Force]) -> pd.DataFrame:
    """Percentages by force, question and period: value, base (those who answered), effective, source, note, place.

    An answer is yes or no (or 1 or 0); who gave none is left out. Weights widen the interval: `effective` is the number
    of respondents that they leave (Kish 1965).

    Raises
    ------
    DataError
        The file cannot be read or lacks columns, a cell is no answer or no weight, or nobody answered.
    """
    columns = {
        **_columns(forces, question=("question",)),
        "answer": Column("answer", _answer, ("positive",)),
        "weight": Column("weight", _weight, default=1),
    }
    rows, _, notes = read_rows([read_file(path)], Layout(columns, finer=True))
    answered = rows[rows["answer"].notna() & (rows["weight"].astype(float) > 0)]
    if answered.empty:
        raise DataError(f"{path.name}: found nobody who answered; expected some")
    percentages = pd.DataFrame([_percentage(keys, group) for keys, group in answered.groupby(_KEYS)])
    percentages.attrs["notes"] = notes
    return percentages


def _percentage(keys: Iterable[object], group: pd.DataFrame) -> dict[object, object]:
    weights, answers = group["weight"].astype(float), group["answer"].astype(float)
    return {
        **group.iloc[0][["source", "file", "sheet", "row", "beside"]],
        **dict(zip(_KEYS, keys, strict=True)),
        "value": float((weights * answers).sum() / weights.sum() * 100),
        "base": float(len(group)),
        "effective": min(effective_respondents(weights.tolist()), float(len(group))),
        "stated": "",
        "note": "Weighted by the weights of the survey." if weights.nunique() > 1 else "",
    }


def figures_by_quarter(figures: pd.DataFrame, *, shares: bool = False) -> pd.DataFrame:
    """The same figures with the months added up into every quarter that has all three of its own.

    A quarter given as a whole stands as it is given; the source and note of a sum are those of its last month.
    `shares` says that the figures are percentages, as a base beside one does.

    Raises
    ------
    DataError
        A monthly figure is a percentage, and those cannot be added up; or a count is not whole, or below nought.
    """
    share, value = figures["base"].notna() | shares, figures["value"]
    for row in figures[~share & ((value < 0) | (value % 1 > 0))].itertuples():
        found = f"found {row.value:g} for {row.force}, {row.measure}, {row.period}"
        raise DataError(f"local figures: {found}; expected a whole number from nought, as every count is")
    monthly = figures["period"].str.fullmatch(r"[0-9]{4}-[0-9]{2}")
    for row in figures[monthly & share & value.notna()].itertuples():
        found = f"found a percentage for {row.force}, {row.measure}, {row.period}"
        added = "months are added up, and percentages cannot be; expected that of a quarter"
        raise DataError(f"local figures: {found}; {added}")
    if not monthly.any():
        return figures
    sums = quarters_from_months(figures.loc[monthly, [*_KEYS, "value"]])
    sums["last"] = [Quarter.parse(label).months[-1] for label in sums["period"]]
    said = figures.drop(columns="value").rename(columns={"period": "last"})
    summed = sums.merge(said, on=["force", "measure", "last"], how="left", validate="m:1").drop(columns="last")
    both = pd.concat([figures[~monthly], summed], ignore_index=True).drop_duplicates(_KEYS)
    return both.sort_values(_KEYS, ignore_index=True)


def local_files(path_or_folder: Path) -> tuple[Path, ...]:
    """The file itself, or the tables of a folder in the order of their names; a `DataError` where it has none."""
    if not path_or_folder.is_dir():
        return (path_or_folder,)
    files = tables_in(path_or_folder)
    if not files:
        raise DataError(f"{path_or_folder}: found no table of local figures; expected one of {', '.join(KINDS)}")
    return files


def _value(value: object, base: object) -> float | None:
    """A figure; with a base it is a percentage, and may say so."""
    of_base = isinstance(value, str) and not is_missing(base)
    number = decimal_number(str(value).rstrip().removesuffix("%") if of_base else value)
    if number is not None and not is_missing(base) and not 0 <= number <= 100:
        raise DataError(f"found {value!r}; expected a percentage from 0 to 100, as it has a base")
    return number


def _base(cell: object) -> float | None:
    base = decimal_number(cell)
    if base is not None and base <= 0:
        raise DataError(f"found {cell!r}; expected a number above nought, or nothing where the base is not known")
    return base


def _statement(stated: object, value: object, note: object) -> str:
    if is_missing(value) and not text(stated) and not text(note):
        raise DataError(
            "found neither a value nor words; expected a value, what the report states, or why there is none"
        )
    return text(stated)


def _columns(forces: Mapping[str, Force], question: tuple[str, ...] = ()) -> dict[str, Column]:
    """What either kind of file says of a figure: whose it is, of what, when, and who says so."""
    return {
        "force": Column("force", force_reader(forces)),
        "measure": Column("measure", partial(some_text, expected="the key of a measure"), question),
        "period": Column("period", quarter_or_month),
        "source": Column("source", partial(some_text, expected="where the figure comes from")),
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
