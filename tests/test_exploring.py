"""Labels and noise for an analyst who explores."""

import datetime as dt

import pandas as pd
import pytest

import crimekit as ck
from crimekit.errors import ParameterError
from crimekit.statistics.labels import COLUMNS

HORIZONS = ["quarter", "year", "three years"]


def counted(measure, **options):
    return ck.count(ck.read_recorded_crime(), measure, **options)


@pytest.mark.parametrize("door", [counted, ck.labels], ids=lambda door: door.__name__)
def test_a_wrong_force_is_refused(door):
    with pytest.raises(ParameterError, match="forces: no 'gwnet'; did you mean 'gwent'"):
        door("homicide", forces=["gwnet"])


@pytest.mark.parametrize("door", [counted, ck.labels, ck.noise], ids=lambda door: door.__name__)
@pytest.mark.parametrize(
    ("measure", "message"),
    [
        ("robery", "measure: no 'robery'; did you mean 'robbery'?"),
        ("drug-disruptions", "measure: 'drug-disruptions' is a local figure; expected a measure of recorded crime"),
        (["34B", "34X"], "measure: no offence code '34X'; did you mean '34B'?"),
    ],
)
def test_a_wrong_measure_is_refused(door, measure, message):
    with pytest.raises(ParameterError) as refused:
        door(measure)
    assert str(refused.value) == message


@pytest.mark.parametrize(
    ("quarter", "message"),
    [
        ("2030-31 Q1", "quarters: no figures for '2030-31 Q1'; expected '2012-13 Q1' to '2023-24 Q1'"),
        ("2030Q1", "quarters: no figures for '2030-31 Q1' ('2030Q1' is understood as April to June 2030); expected"),
        ("2023-24 Q5", "quarter: found '2023-24 Q5'; expected a financial quarter such as '2023-24 Q1'"),
    ],
)
def test_a_wrong_quarter_is_refused(quarter, message):
    for asked in (
        lambda: ck.labels("homicide", quarters=[quarter], release="2023-10-19"),
        lambda: ck.noise("homicide", quarter=quarter, release="2023-10-19"),
    ):
        with pytest.raises(ParameterError) as refused:
            asked()
        assert str(refused.value).startswith(message)


def test_labels_hold_a_row_for_each_force_quarter_and_horizon_in_tidy_columns():
    found = ck.labels("homicide", release="2023-10-19")
    assert tuple(found.drop(columns="start").columns) == COLUMNS
    assert found["start"].max() == pd.Timestamp("2023-04-01")
    assert found.attrs["unit"] == "homicides"
    assert len(found) == 43 * 45 * 3
    assert not found.duplicated(["force", "period", "horizon"]).any()
    assert sorted(found["horizon"].unique()) == sorted(HORIZONS)
    assert {found[name].dtype.kind for name in ("now", "then", "change", "lower", "upper", "noise", "p")} == {"f"}


def test_what_is_kept_does_not_move_a_label():
    whole = ck.labels("vehicle-crime")
    some = ck.labels("vehicle-crime", forces=["kent", "gwent"], quarters=["2025-26 Q1", "2019-20 Q2"])
    keys = ["force", "period", "horizon"]
    assert len(some) == 2 * 2 * 3
    same = whole.set_index(keys).loc[list(some[keys].itertuples(index=False, name=None))].reset_index()
    assert same[some.columns].equals(some)


def test_offence_codes_have_the_labels_of_the_measure_that_they_make_up():
    codes = ck.measures().set_index("measure").loc["robbery", "codes"].split(", ")
    assert ck.labels(codes, forces=["gwent"]).equals(ck.labels("robbery", forces=["gwent"]))
    assert ck.noise(codes).equals(ck.noise("robbery"))


@pytest.mark.parametrize("force", ["Gwent", ["gwent"], "W15000002", ("Heddlu Gwent Police",)], ids=str)
@pytest.mark.parametrize(
    "quarter", ["Q1 2023-24", ["2023Q1"], pd.Timestamp("2023-04-01"), pd.period_range("2023-04", periods=1, freq="Q")]
)
def test_one_name_or_a_list_is_understood_as_people_write_it(force, quarter):
    plain = ck.labels("homicide", forces=["gwent"], quarters=["2023-24 Q1"], release="2023-10-19")
    assert len(plain) == 3
    assert ck.labels("homicide", forces=force, quarters=quarter, release=dt.date(2023, 10, 19)).equals(plain)
