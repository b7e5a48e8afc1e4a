"""A force's own figures, in one tidy table: what no published release holds."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from crimekit.errors import DataError, ParameterError
from crimekit.loaders.cells import decimal_number, is_missing, text
from crimekit.loaders.files import read_file
from crimekit.loaders.force_names import ForceNames, force_names
from crimekit.loaders.layout import Layout, Table, read_tables
from crimekit.loaders.months import quarter_from_months, quarters_from_months
from crimekit.loaders.problems import Problem, refuse
from crimekit.loaders.reading import read_column
from crimekit.loaders.sheets import KINDS
from crimekit.model import Force
from crimekit.quarters import Quarter, parse_month

__all__ = ["COLUMNS", "LAYOUT", "figures_by_quarter", "quarter_from_months", "read_local_figures"]

COLUMNS = ("force", "period", "measure", "value", "base", "stated", "source", "note")
LAYOUT = Layout(
    {"force": (), "measure": (), "period": (), "value": (), "base": (), "stated": (), "source": (), "note": ()},
    optional=frozenset({"base", "stated", "note"}),
)
_KEYS = ["force", "measure", "period"]


def read_local_figures(path_or_folder: Path, forces: Mapping[str, Force]) -> pd.DataFrame:
    """The figures of one file, or of every file of a folder.

    The columns are force, period (a quarter or a month such as ``2021-11``), measure, value, base (respondents or cases
    that a percentage rests on), stated, source, note. A value that is NaN is no figure: the row carries only what a
    report states in words (``stated``, such as "Stable") or why there is none (``note``).

    Raises
    ------
    DataError
        A file cannot be read or lacks columns; a force or period is unknown; a cell is no figure; a row says nothing or
        gives no source; two rows, in one file or two, are about the same force, measure and period.
    """
    read = [_read_file(path, force_names(forces)) for path in local_files(path_or_folder)]
    refuse([problem for _, problems in read for problem in problems])
    rows = pd.concat([frame for frame, _ in read], ignore_index=True)
    refuse(_repeated(rows))
    figures = rows.loc[:, list(COLUMNS)].astype({"value": "float64", "base": "float64"})
    return figures.sort_values(["force", "measure", "period"], ignore_index=True)


def figures_by_quarter(figures: pd.DataFrame) -> pd.DataFrame:
    """The same figures with the months added up into every quarter that has all three of its own.

    A quarter given as a whole stands as it is given; the source and note of a sum are those of its last month.

    Raises
    ------
    DataError
        A monthly figure is a share of a base: shares cannot be added up.
    """
    monthly = figures["period"].str.fullmatch(r"[0-9]{4}-[0-9]{2}")
    months, quarters = figures[monthly], figures[~monthly]
    if months["base"].notna().any():
        row = months[months["base"].notna()].iloc[0]
        raise DataError(
            f"local figures: found {row['force']}, {row['measure']}, {row['period']} with a base; months are added up, "
            "and shares cannot be; expected the figure of a quarter"
        )
    if months.empty:
        return figures
    observations = months.rename(columns={"measure": "series"}).loc[:, ["force", "period", "series", "value"]]
    sums = quarters_from_months(observations).rename(columns={"series": "measure"})
    last = months.rename(columns={"period": "last"}).loc[
        :, ["force", "measure", "last", "base", "stated", "source", "note"]
    ]
    summed = sums.assign(last=[Quarter.parse(label).months[-1] for label in sums["period"]]).merge(
        last, on=["force", "measure", "last"], how="left", validate="m:1"
    )
    both = pd.concat([quarters, summed.loc[:, list(COLUMNS)]], ignore_index=True).drop_duplicates(_KEYS)
    return both.sort_values(_KEYS, ignore_index=True)


def local_files(path_or_folder: Path) -> tuple[Path, ...]:
    """The file itself, or the tables of a folder in the order of their names; a `DataError` where it has none."""
    if not path_or_folder.is_dir():
        return (path_or_folder,)
    files = sorted(p for p in path_or_folder.iterdir() if p.suffix.casefold() in KINDS and not p.name.startswith("~"))
    if not files:
        raise DataError(f"{path_or_folder}: found no table of local figures; expected one of {', '.join(KINDS)}")
    return tuple(files)


def _read_file(path: Path, names: ForceNames) -> tuple[pd.DataFrame, list[Problem]]:
    read = [_read(table, names) for table in read_tables(read_file(path), LAYOUT)]
    return pd.concat([frame for frame, _ in read], ignore_index=True), [p for _, found in read for p in found]


def _read(table: Table, names: ForceNames) -> tuple[pd.DataFrame, list[Problem]]:
    whole = _completed(table)
    read = {
        "force": read_column(whole, ["force"], names.key),
        "measure": read_column(whole, ["measure"], _measure),
        "period": read_column(whole, ["period"], _period),
        "value": read_column(whole, ["value"], decimal_number),
        "base": read_column(whole, ["base"], _base),
        "stated": read_column(whole, ["value", "note", "stated"], _statement),
        "source": read_column(whole, ["source"], _source),
        "note": read_column(whole, ["note"], text),
    }
    frame = pd.DataFrame({name: pd.Series(values, dtype=object) for name, (values, _) in read.items()})
    problems = sorted((p for _, found in read.values() for p in found), key=lambda problem: problem.row)
    return frame.assign(file=table.file, sheet=table.sheet, row=list(table.rows)), problems


def _completed(table: Table) -> Table:
    empty = [None] * len(table.rows)
    return Table(table.file, table.sheet, table.rows, {name: table.columns.get(name, empty) for name in LAYOUT.columns})


def _measure(cell: object) -> str:
    if not text(cell):
        raise DataError("found nothing; expected the key of a measure")
    return text(cell)


def _period(cell: object) -> str:
    label = text(cell)
    try:
        if "Q" in label or " " in label:
            return Quarter.parse(label).label
        parse_month(label)
    except ParameterError:
        raise DataError(
            f"found {cell!r}; expected a quarter ('2023-24 Q1', 'quarter ending November 2021') or a month ('2021-11')"
        ) from None
    return label


def _base(cell: object) -> float | None:
    base = decimal_number(cell)
    if base is not None and base <= 0:
        raise DataError(f"found {cell!r}; expected a number above nought, or nothing where the base is not known")
    return base


def _statement(value: object, note: object, stated: object) -> str:
    if is_missing(value) and not text(stated) and not text(note):
        raise DataError(
            "found neither a value nor words; expected a value, what the report states, or why there is none"
        )
    return text(stated)


def _source(cell: object) -> str:
    if not text(cell):
        raise DataError("found nothing; expected where the figure comes from")
    return text(cell)


def _repeated(rows: pd.DataFrame) -> list[Problem]:
    again = rows[rows.duplicated(_KEYS)]
    return [
        Problem(file, sheet, int(row), "", f"found {force}, {measure}, {period} again; expected one row for each")
        for file, sheet, row, force, measure, period in again[["file", "sheet", "row", *_KEYS]].itertuples(
            index=False, name=None
        )
    ]
