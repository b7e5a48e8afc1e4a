"""What stated figures refer to: tables, rows, areas and periods that must be there."""

from __future__ import annotations

import re
from collections.abc import Sequence

from crimekit.errors import DataError, ParameterError, nearest
from crimekit.reports.outturn.calculations import RECORDED, RESIDENTS
from crimekit.reports.outturn.figures import LocalFigure
from crimekit.reports.outturn.periods import Period
from crimekit.reports.outturn.recorded import AREAS
from crimekit.reports.outturn.statements import Statement


def check_statements(
    statements: Sequence[Statement], figures: Sequence[LocalFigure], *, groups: Sequence[str], forces: Sequence[str]
) -> None:
    """Refuse a statement that names what does not exist.

    Raises
    ------
    DataError
        With the statement, what it names and the nearest spelling.
    """
    tables = {figure.table: {f.row for f in figures if f.table == figure.table} | {"total"} for figure in figures}
    tables[RECORDED] = set(groups)
    for stated in statements:
        if stated.calculation == "not-checkable":
            continue
        place = f"stated figures: '{stated.about}'"
        whole_table, _, whole = stated.of.rpartition("/")
        named = [(stated.table, stated.row)] + ([(whole_table or stated.table, whole)] if stated.of else [])
        for table, row in named:
            if table == RESIDENTS and re.fullmatch(r"mid-\d{4}", row):
                continue
            if table not in tables:
                raise DataError(f"{place}: no table '{table}'{nearest(table, tables)}")
            if row not in tables[table]:
                raise DataError(f"{place}: no row '{row}' in the table '{table}'{nearest(row, tables[table])}")
        if stated.area and stated.area not in (*AREAS, *forces):
            raise DataError(f"{place}: no area '{stated.area}'{nearest(stated.area, (*AREAS, *forces))}")
        for period in (stated.period, stated.against):
            _check_period(period, place)


def _check_period(period: str, place: str) -> None:
    try:
        if period:
            Period.parse(period)
    except ParameterError as error:
        raise DataError(f"{place}: {error}") from None
