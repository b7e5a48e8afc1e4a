"""Files damaged by some bytes or cut short end in data or in one `DataError`; never in anything else."""

import io
from contextlib import suppress
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crimekit.errors import DataError
from crimekit.loaders.local import read_local_figures
from crimekit.loaders.monthly import count_street_crime, read_monthly_crime
from crimekit.loaders.population import read_population
from crimekit.loaders.recorded_crime import read_recorded_crime
from crimekit.parameters import read_parameters

DATA = Path(__file__).parents[1] / "data"
FORCES = read_parameters().forces


def parquet():
    written = io.BytesIO()
    pd.read_csv(DATA / "recorded-crime-2017-18-gwent.csv", dtype=str).head(40).to_parquet(written)
    return written.getvalue()


STREET = (
    "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,Crime type\n"
    "a,2023-07,Gwent Police,Gwent Police,-3.0,51.5,On or near High Street,W01,Newport 001A,Burglary\n"
)
MONTHS = "Force,Month,Code,n\n" + "".join(f"Gwent,2021-{month:02d},45,{month}\n" for month in range(1, 13))
RESPONDENTS = "force,measure,period,answer,weight,source\ngwent,happy,2021-11,yes,1.5,S\ngwent,happy,2021-11,no,0.5,S\n"
READERS = {
    **{
        f"official.{kind}": ((DATA / f"official.{kind}").read_bytes(), read_recorded_crime)
        for kind in ("xlsx", "ods", "xls")
    },
    "prc.csv": ((DATA / "recorded-crime-2017-18-gwent.csv").read_bytes()[:6000], read_recorded_crime),
    "prc.parquet": (parquet(), read_recorded_crime),
    "population-wide.xlsx": ((DATA / "population-wide.xlsx").read_bytes(), read_population),
    "local.xlsx": ((DATA / "local.xlsx").read_bytes(), read_local_figures),
    "2023-07-gwent-street.csv": (STREET.encode(), count_street_crime),
    "recorded-crime-months.csv": (MONTHS.encode(), read_monthly_crime),
    "respondents.csv": (RESPONDENTS.encode(), read_local_figures),
}


@pytest.mark.parametrize("name", READERS)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    changes=st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), min_size=1, max_size=5),
    cut=st.booleans(),
)
def test_a_damaged_file(tmp_path, name, changes, cut):
    """Some bytes changed, and in half of the cases all cut off from the last of them."""
    original, read = READERS[name]
    content = bytearray(original)
    for place, byte in changes:
        content[int(place * len(content))] = byte
    path = tmp_path / name
    path.write_bytes(content[: int(changes[-1][0] * len(content))] if cut else content)
    with suppress(DataError):
        read(path, FORCES)
