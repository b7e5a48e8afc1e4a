"""Labels, noise, outcomes and street-level crime for an analyst who explores."""

import datetime as dt
from functools import partial

import pandas as pd
import pytest
from statsmodels.stats.proportion import proportion_confint

import crimekit as ck
from crimekit.errors import ParameterError
from crimekit.loaders.store import SHIPPED, read_observations, read_offences
from crimekit.statistics.labels import COLUMNS


def counted(measure, **options):
    return ck.count(ck.read_recorded_crime(), measure, **options)


def judged(quarter):
    one = {"measure": "homicide", "release": "2023-10-19"}
    return [partial(ck.labels, **one, quarters=[quarter]), partial(ck.noise, **one, quarter=quarter)]


def measured(measure):
    return [partial(door, measure) for door in (counted, ck.labels, ck.noise)]


HELD = "expected '2012-13 Q1' to '2023-24 Q1'"
SUCH = "expected a financial quarter such as '2023-24 Q1' or 'quarter ending November 2021'"
GWNET = [partial(door, "homicide", forces=["gwnet"]) for door in (counted, ck.labels)]
REFUSED = {
    "forces: no 'gwnet'; did you mean 'gwent'?": [*GWNET, partial(ck.outcomes, forces=["gwnet"])],
    "measure: no 'robery'; did you mean 'robbery'?": measured("robery"),
    "measure: 'drug-disruptions' is a local figure; expected a measure of recorded crime": measured("drug-disruptions"),
    "measure: no offence code '34X'; did you mean '34B'?": measured(["34B", "34X"]),
    f"quarters: no figures for '2030-31 Q1'; {HELD}": judged("2030-31 Q1"),
    f"quarters: no figures for '2030-31 Q1' ('2030Q1' is understood as April to June 2030); {HELD}": judged("2030Q1"),
    f"quarter: found '2023-24 Q5'; {SUCH}": judged("2023-24 Q5"),
    "group: no 'Sexual offense'; did you mean 'Sexual offences'?": [partial(ck.outcomes, "Sexual offense")],
    "outcome: no 'Charged/Sumoned'; did you mean 'Charged/Summonsed'?": [partial(ck.outcomes, None, "Charged/Sumoned")],
}


@pytest.mark.parametrize("message", REFUSED)
def test_what_is_not_known_is_refused_with_the_nearest(message):
    for ask in REFUSED[message]:
        with pytest.raises(ParameterError) as refused:
            ask()
        assert str(refused.value) == message


def test_labels_hold_a_row_for_each_force_quarter_and_horizon_in_tidy_columns():
    found = ck.labels("homicide", release="2023-10-19")
    assert tuple(found.drop(columns="start").columns) == COLUMNS
    assert found["start"].max() == pd.Timestamp("2023-04-01")
    assert found.attrs["unit"] == "homicides"
    assert len(found) == 43 * 45 * 3
    assert not found.duplicated(["force", "period", "horizon"]).any()
    assert set(found["horizon"]) == {"quarter", "year", "three years"}
    assert {found[name].dtype.kind for name in ("now", "then", "change", "lower", "upper", "noise", "p")} == {"f"}


def test_what_is_kept_does_not_move_a_label():
    whole = ck.labels("vehicle-crime")
    some = ck.labels("vehicle-crime", forces=["kent", "gwent"], quarters=["2025-26 Q1", "2019-20 Q2"])
    assert ck.labels("vehicle-crime", forces=[]).empty
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


HEADER = "Financial Year,Financial Quarter,Force Name,Offence Group,Offence Code,Outcome Type,Outcome Group,n"
KEYS = ["force", "period"]


def one(found, force, period):
    return found.set_index(KEYS).loc[(force, period)]


def own(folder, *rows):
    path = folder / "mine.csv"
    path.write_text("\n".join([HEADER, *(f"2024/25,{row}" for row in rows), ""]), encoding="utf-8")
    return str(path)


def test_every_offence_recorded_in_2024_25_has_one_outcome_or_none_so_far():
    """The two tables of the Home Office agree for each force and quarter, in total and by offence group."""
    recorded = read_observations(SHIPPED, release="2026-04-23")
    recorded = recorded[recorded["period"].str.startswith("2024-25")]
    offences = read_offences(SHIPPED, release="2026-04-23")
    recorded = recorded.assign(group=recorded["series"].map(lambda code: offences[code].group))
    grouped = recorded.groupby(["group", *KEYS])["value"].sum()
    every = pd.concat({"All offences": recorded.groupby(KEYS)["value"].sum()}, names=["group"])
    found = ck.outcomes()
    quarters = found[found["period"].str.contains("Q")].set_index(["group", *KEYS])["denominator"]
    assert quarters.pop("Fraud offences to 2012/13").eq(0).all()
    assert len(quarters) == 43 * 4 * (9 + 1)
    assert quarters.sort_index().to_dict() == pd.concat([grouped, every]).to_dict()


# Sums over the 712,448 rows of the source file (SHA-256 24d99488…), by its own names of force and groups, in plain
# Python: `n` where the outcome group is Charged/Summonsed, `n` of all rows, and the place of the first over the second
# among the 43 territorial forces.
CHARGED = [
    ("Sexual offences", "gwent", "2024-25", 108, 2074, 35),
    ("Sexual offences", "gwent", "2024-25 Q1", 36, 495, None),
    ("Sexual offences", "avon-and-somerset", "2024-25", 274, 7655, 42),
    ("Robbery", "metropolitan-police", "2024-25", 1961, 34300, 43),
    ("Robbery", "gwent", "2024-25", None, None, 12),
    ("Robbery", "city-of-london", "2024-25 Q4", 3, 29, None),
    ("All offences", "kent", "2024-25", 14625, 162059, 27),
    ("All offences", "avon-and-somerset", "2024-25", 11568, 168349, 41),
]


@pytest.mark.parametrize(("group", "force", "period", "charged", "recorded", "rank"), CHARGED)
def test_the_charge_rate_of_a_force_is_that_of_the_source(group, force, period, charged, recorded, rank):
    found = one(ck.outcomes(group), force, period)
    assert found["group"] == group
    assert found["outcome"] == "Charged/Summonsed"
    assert found["of"] == 43
    if charged:
        assert (found["numerator"], found["denominator"]) == (charged, recorded)
        assert found["value"] == pytest.approx(100 * charged / recorded)
    if rank:
        assert found["rank"] == rank


def test_every_interval_is_that_of_an_independent_library():
    found = ck.outcomes().dropna(subset="value")
    lower, upper = proportion_confint(found["numerator"], found["denominator"], method="wilson")
    assert found["lower"].to_numpy() == pytest.approx(100 * lower.to_numpy(), abs=1e-9)
    assert found["upper"].to_numpy() == pytest.approx(100 * upper.to_numpy(), abs=1e-9)


def test_the_rank_is_among_the_forces_asked_for_and_the_outcomes_of_a_force_share_out_its_offences():
    members = ck.read_parameters().peer_groups["avon-and-somerset-2021"].members
    last = one(ck.outcomes("Sexual offences", forces=members), "avon-and-somerset", "2024-25")
    assert (last["rank"], last["of"]) == (8, 8)  # sums of the source: 3.58 %, the next is Sussex with 4.79 %
    waiting = one(ck.outcomes("Sexual offences", "Not yet assigned an outcome"), "avon-and-somerset", "2024-25")
    assert waiting["value"] == pytest.approx(18.4977, abs=1e-4)  # of the same sums


def test_what_is_not_known_is_no_nought(tmp_path):
    gwent = [f"{quarter},Gwent,Robbery,34B,1,Charged/Summonsed,{quarter}" for quarter in (1, 2, 3, 4)]
    gwent += [f"{quarter},Gwent,Robbery,34B,16,Evidential difficulties,5" for quarter in (1, 2, 3)]
    kent = "1,Kent,Robbery,34B,16,Evidential difficulties,7"
    path = own(tmp_path, *gwent, "4,Gwent,Robbery,34B,16,Evidential difficulties,N/a", kent)
    found = ck.outcomes("Robbery", inputs=path)
    assert (found["force"].nunique(), set(found["source"])) == (43, {"mine.csv"})
    assert one(found, "gwent", "2024-25 Q1")[["numerator", "denominator", "rank"]].tolist() == [1, 6, 1]
    without = [("gwent", "2024-25 Q4"), ("gwent", "2024-25")]  # a part of all has none, nor has the year
    for force, period in (*without, ("kent", "2024-25 Q1"), ("essex", "2024-25 Q1")):  # of charges there is no row
        row = one(found, force, period)
        assert row[["value", "lower", "upper", "rank"]].isna().all()
        assert row["method"] == "no count"
    none = ck.outcomes("Fraud offences to 2012/13")
    assert none[["value", "lower", "upper", "rank"]].isna().all(axis=None)
    assert set(none["method"]) == {"no percentage: there is nothing to take it of"}


def test_records_transferred_leave_a_rate_without_an_interval(tmp_path):
    row = "1,Gwent,Robbery,34B,{},{}"
    path = own(tmp_path, row.format("1,Charged/Summonsed", 6), row.format("16,Evidential difficulties", -2))
    found = one(ck.outcomes("Robbery", forces=["gwent"], inputs=path), "gwent", "2024-25 Q1")
    assert (found["value"], found["method"]) == (150, "no interval: the count is below zero or above the whole")
    assert found[["lower", "upper"]].isna().all()


def test_street_level_crime_with_what_is_to_know_of_it(tmp_path):
    for month in ("2023-04", "2023-05", "2023-06"):
        rows = f"{month},Gwent Police,Burglary\n{month},British Transport Police,Burglary\n"
        (tmp_path / f"{month}-gwent-street.csv").write_text(f"Month,Falls within,Crime type\n{rows}", encoding="utf-8")
    found = ck.read_street(tmp_path)
    assert found.to_numpy().tolist() == [["gwent", f"2023-0{month}", "Burglary", 1] for month in (4, 5, 6)]
    left_out, apart = found.attrs["notes"]
    assert left_out == "British Transport Police: 3 street-level crimes left out"
    assert apart.startswith("gwent in 2023-24 Q1: 3 street-level crimes against ")
    assert ck.read_street(str(tmp_path / "2023-04-gwent-street.csv")).attrs["notes"] == (
        "British Transport Police: 1 street-level crimes left out",
    )
