"""Files damaged by one byte or cut short end in data or in one `DataError`; never in anything else."""

import io
from contextlib import suppress
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crimekit.errors import DataError
from crimekit.loaders.recorded_crime import read_recorded_crime
from crimekit.model import Force

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
