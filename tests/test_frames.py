"""The schema of observations."""

import pandas as pd
import pytest

from crimekit.errors import DataError
from crimekit.loaders.frames import check_observations

GOOD = pd.DataFrame(
    [("gwent", "2023-24 Q1", "34B", 52.0), ("gwent", "2023-24 Q2", "34B", None)],
    columns=["force", "period", "series", "value"],
)


def test_good_observations_pass_in_the_schemas_order():
    checked = check_observations(GOOD[["value", "series", "force", "period"]], "robbery.csv")
    assert list(checked.columns) == ["force", "period", "series", "value"]


def test_a_missing_column_is_named():
    with pytest.raises(DataError, match=r"robbery.csv: found columns .*; expected also \['value'\]"):
        check_observations(GOOD.drop(columns="value"), "robbery.csv")


def test_a_row_without_a_period_is_shown():
    with pytest.raises(DataError, match=r"robbery\.csv: found a row without force, period or series"):
        check_observations(GOOD.assign(period=["2023-24 Q1", None]), "robbery.csv")


def test_a_repeated_row_is_shown():
    with pytest.raises(DataError, match="found gwent, 2023-24 Q1, 34B twice"):
        check_observations(pd.concat([GOOD, GOOD]), "robbery.csv")
