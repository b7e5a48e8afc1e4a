"""Files damaged by one byte or cut short end in data or in one `DataError`; never in anything else."""

import io
from contextlib import suppress
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crimekit.errors import DataError
from crimekit.loaders.local import read_local_figures
from crimekit.loaders.monthly import read_monthly_crime
from crimekit.loaders.names import Force
from crimekit.loaders.population import read_population
from crimekit.loaders.recorded_crime import read_recorded_crime
from crimekit.loaders.street import count_street_crime

DATA = Path(__file__).parents[1] / "data"
FORCES = {
    "devon-and-cornwall": Force("devon-and-cornwall", "Devon and Cornwall", "E23000035", "England", "", ""),
    "gwent": Force("gwent", "Gwent", "W15000002", "Wales", "Gwent Police", ""),
}


def original(kind):
    if kind != ".parquet":
        return (DATA / {".csv": "recorded-crime-2017-18-gwent.csv"}.get(kind, f"official{kind}")).read_bytes()
    written = io.BytesIO()
    pd.read_csv(DATA / "recorded-crime-2017-18-gwent.csv", dtype=str).head(40).to_parquet(written)
    return written.getvalue()


@pytest.mark.parametrize("kind", [".xlsx", ".ods", ".xls", ".csv", ".parquet"])
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.floats(0, 1, exclude_max=True), byte=st.integers(0, 255), cut=st.booleans())
def test_a_damaged_file(tmp_path, kind, place, byte, cut):
    content = bytearray(original(kind)[:6000] if kind == ".csv" else original(kind))
    index = int(place * len(content))
    content[index] = byte
    path = tmp_path / f"damaged{kind}"
    path.write_bytes(content[:index] if cut else content)
    with suppress(DataError):
        assert len(read_recorded_crime(path, FORCES).observations) > 0


KENT = Force("kent", "Kent", "E23000032", "England", "Kent Police", "")
OTHERS = {**FORCES, "kent": KENT}
STREET = (
    "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,Crime type\n"
    "a,2023-07,Gwent Police,Gwent Police,-3.0,51.5,On or near High Street,W01,Newport 001A,Burglary\n"
)
MONTHS = "Force,Month,Code,n\n" + "".join(f"Gwent,2021-{month:02d},45,{month}\n" for month in range(1, 13))
RESPONDENTS = "force,measure,period,answer,weight,source\ngwent,happy,2021-11,yes,1.5,S\ngwent,happy,2021-11,no,0.5,S\n"
READERS = {
    "population-wide.xlsx": ((DATA / "population-wide.xlsx").read_bytes(), read_population),
    "local.xlsx": ((DATA / "local.xlsx").read_bytes(), read_local_figures),
    "2023-07-gwent-street.csv": (STREET.encode(), count_street_crime),
    "recorded-crime-months.csv": (MONTHS.encode(), read_monthly_crime),
    "respondents.csv": (RESPONDENTS.encode(), read_local_figures),
}


@pytest.mark.parametrize("name", READERS)
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), min_size=1, max_size=5))
def test_other_files_damaged_in_some_places(tmp_path, name, changes):
    original_content, read = READERS[name]
    content = bytearray(original_content)
    for place, byte in changes:
        content[int(place * len(content))] = byte
    path = tmp_path / name
    path.write_bytes(content)
    with suppress(DataError):
        read(path, OTHERS)
