"""Outcomes of recorded crime, as the Home Office publishes them: what became of the offences of a quarter."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from crimekit.errors import DataError
from crimekit.loaders.cells import is_missing, offence_code, text, whole_number
from crimekit.loaders.files import read_package
from crimekit.loaders.names import Force
from crimekit.loaders.recorded_crime import added_up, read_force_rows
from crimekit.loaders.tables import Layout

COLUMNS = ("force", "period", "code", "group", "outcome", "type", "value")
LAYOUT = Layout(
    {
        "Financial Year": ("FY",),
        "Financial Quarter": ("Quarter",),
        "Force Name": ("Force",),
        "Offence Group": ("Group",),
        "Offence Description": ("Offence",),
        "Offence Code": ("Code",),
        "Outcome Group": ("Outcome",),
        "Outcome Type": (),
        "Number of Outcomes": (
            "n",
            "Number",
            "Outcomes",
            "Force outcomes in quarter",
            "Force outcomes for offences recorded in quarter",
        ),
    },
    optional={"Offence Code": "", "Offence Description": ""},
    notes=True,
    finer=True,
)


def read_outcomes(path: Path, forces: Mapping[str, Force]) -> pd.DataFrame:
    """Outcomes by force, quarter, offence and kind of outcome; `code` is empty where the source dropped it.

    Rows alike in all that the source kept are added up: without its code, an offence has many. A sum with a missing
    part is NaN. National bodies are left out.

    Raises
    ------
    DataError
        The file cannot be read, lacks columns, names an unknown force, or holds a cell that is no figure.
    """
    package = read_package(path)
    rows, _ = read_force_rows(
        package,
        LAYOUT,
        forces,
        {
            "code": (("Offence Description", "Offence Code"), _code),
            "group": ("Offence Group", text),
            "outcome": ("Outcome Group", text),
            "type": ("Outcome Type", _type),
            "value": ("Number of Outcomes", whole_number),
        },
    )
    totals = added_up(rows, COLUMNS[:-1])
    if not totals["value"].notna().any():
        raise DataError(f"{package.name}: found no outcomes of any police force; expected some")
    return totals if totals["value"].isna().any() else totals.astype({"value": "int64"})


def _code(description: object, code: object) -> str:
    return "" if is_missing(code) else offence_code(code, description)


def _type(cell: object) -> str:
    """The number of an outcome type as text: ``16``, ``1A``."""
    return text(int(cell) if isinstance(cell, float) and cell.is_integer() else cell)
