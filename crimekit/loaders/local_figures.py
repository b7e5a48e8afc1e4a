"""A force's own figures, in one tidy table: what no published release holds."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from crimekit.errors import DataError
from crimekit.loaders.cells import decimal_number, is_missing, text
from crimekit.loaders.files import read_file
from crimekit.loaders.layout import Layout, Table, read_tables
from crimekit.loaders.local_cells import key_of_measure, period_of, source_of
from crimekit.loaders.months import quarter_from_months, quarters_from_months
from crimekit.loaders.names import Force, ForceNames, force_names
from crimekit.loaders.problems import Problem, refuse
from crimekit.loaders.reading import read_column
from crimekit.loaders.respondents import RESPONDENTS, read_respondents
from crimekit.loaders.sheets import KINDS
from crimekit.quarters import Quarter

__all__ = ["COLUMNS", "LAYOUT", "figures_by_quarter", "quarter_from_months", "read_local_figures"]

COLUMNS = ("force", "period", "measure", "value", "base", "effective", "stated", "source", "note")
LAYOUT = Layout(
    {"force": (), "measure": (), "period": (), "value": (), "base": (), "stated": (), "source": (), "note": ()},
    optional=frozenset({"base", "stated", "note"}),
)
_KEYS = ["force", "measure", "period"]


def read_local_figures(path_or_folder: Path, forces: Mapping[str, Force]) -> pd.DataFrame:
    """The figures of one file, or of every file of a folder.

    The columns are force, period (a quarter or a month such as ``2021-11``), measure, value, base (respondents or cases
    that a percentage rests on), effective (what they are worth where answers are weighted), stated, source, note. A
    value that is NaN is no figure: the row carries only what a report states in words (``stated``, such as "Stable") or
    why there is none (``note``). A file called ``respondents*`` has a row a respondent: see `read_respondents`.

    Raises
    ------
    DataError
        A file cannot be read or lacks columns; a force or period is unknown; a cell is no figure; a row says nothing or
        gives no source; two rows, in one file or two, are about the same force, measure and period.
    """
    read = [_read_file(path, forces) for path in local_files(path_or_folder)]
    refuse([problem for _, problems in read for problem in problems])
    rows = pd.concat([frame for frame, _ in read], ignore_index=True)
    refuse(_repeated(rows))
    figures = rows.loc[:, list(COLUMNS)].astype({"value": "float64", "base": "float64", "effective": "float64"})
    return figures.sort_values(["force", "measure", "period"], ignore_index=True)


def figures_by_quarter(figures: pd.DataFrame, *, shares: bool = False) -> pd.DataFrame:
    """The same figures with the months added up into every quarter that has all three of its own.

    A quarter given as a whole stands as it is given; the source and note of a sum are those of its last month.
    `shares` says that the figures are percentages, as a base beside one does.

    Raises
    ------
    DataError
        A monthly figure is a percentage: those cannot be added up.
    """
    monthly = figures["period"].str.fullmatch(r"[0-9]{4}-[0-9]{2}")
    months, quarters = figures[monthly], figures[~monthly]
    refused = months[months["value"].notna() & (months["base"].notna() | shares)]
    for force, measure, period in refused[_KEYS].itertuples(index=False, name=None):
        raise DataError(
            f"local figures: found a percentage for {force}, {measure}, {period}; months are added up, and percentages "
            "cannot be; expected that of a quarter"
        )
    if months.empty:
        return figures
    observations = months.rename(columns={"measure": "series"}).loc[:, ["force", "period", "series", "value"]]
    sums = quarters_from_months(observations).rename(columns={"series": "measure"})
    last = months.rename(columns={"period": "last"}).drop(columns="value")
    summed = sums.assign(last=[Quarter.parse(label).months[-1] for label in sums["period"]]).merge(
        last, on=["force", "measure", "last"], how="left", validate="m:1"
    )
    both = pd.concat([quarters, summed.loc[:, list(figures.columns)]], ignore_index=True).drop_duplicates(_KEYS)
    return both.sort_values(_KEYS, ignore_index=True)


def local_files(path_or_folder: Path) -> tuple[Path, ...]:
    """The file itself, or the tables of a folder in the order of their names; a `DataError` where it has none."""
    if not path_or_folder.is_dir():
        return (path_or_folder,)
    files = sorted(p for p in path_or_folder.iterdir() if p.suffix.casefold() in KINDS and not p.name.startswith("~"))
    if not files:
        raise DataError(f"{path_or_folder}: found no table of local figures; expected one of {', '.join(KINDS)}")
    return tuple(files)


def _read_file(path: Path, forces: Mapping[str, Force]) -> tuple[pd.DataFrame, list[Problem]]:
    if path.name.casefold().startswith(RESPONDENTS):
        return read_respondents(path, forces).assign(file=path.name, sheet=""), []
    read = [_read(table, force_names(forces)) for table in read_tables(read_file(path), LAYOUT)]
    return pd.concat([frame for frame, _ in read], ignore_index=True), [p for _, found in read for p in found]


def _read(table: Table, names: ForceNames) -> tuple[pd.DataFrame, list[Problem]]:
    whole = _completed(table)
    read = {
        "force": read_column(whole, ["force"], names.key),
        "measure": read_column(whole, ["measure"], key_of_measure),
        "period": read_column(whole, ["period"], period_of),
        "value": read_column(whole, ["value"], decimal_number),
        "base": read_column(whole, ["base"], _base),
        "stated": read_column(whole, ["value", "note", "stated"], _statement),
        "source": read_column(whole, ["source"], source_of),
        "note": read_column(whole, ["note"], text),
    }
    frame = pd.DataFrame({name: pd.Series(values, dtype=object) for name, (values, _) in read.items()})
    problems = sorted((p for _, found in read.values() for p in found), key=lambda problem: problem.row)
    effective = pd.Series([None] * len(frame), dtype=object)
    return frame.assign(effective=effective, file=table.file, sheet=table.sheet, row=list(table.rows)), problems


def _completed(table: Table) -> Table:
    empty = [None] * len(table.rows)
    return Table(table.file, table.sheet, table.rows, {name: table.columns.get(name, empty) for name in LAYOUT.columns})


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


def _repeated(rows: pd.DataFrame) -> list[Problem]:
    again = rows[rows.duplicated(_KEYS)]
    return [
        Problem(file, sheet, int(row), "", f"found {force}, {measure}, {period} again; expected one row for each")
        for file, sheet, row, force, measure, period in again[["file", "sheet", "row", *_KEYS]].itertuples(
            index=False, name=None
        )
    ]
