"""Opening a case: what is known, and what is refused."""

from dataclasses import replace

import pytest

from crimekit.errors import DataError, ParameterError
from crimekit.library.opened import places
from crimekit.periods import Quarter, quarters_between
from crimekit.reports.cases.case import open_case

GOOD = {"force": "gwent", "quarter": "2023-24 Q1", "report": "national-measures"}


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("force", "gwnet", "force: no 'gwnet'; did you mean 'gwent'?"),
        ("report", "national-measure", "report: no 'national-measure'; did you mean 'national-measures'?"),
        ("peer_group", "welsh-force", "peer_group: no 'welsh-force'; did you mean 'welsh-forces'?"),
        ("force", '"; import os', "force: no '\"; import os'"),
        ("quarter", "Q5 2023", "quarter: found 'Q5 2023'"),
        ("quarter", "2031Q1", "quarter: no figures for '2031-32 Q1' ('2031Q1' is understood as April to June 2031)"),
        ("report", "x" * 500, f"report: no '{'x' * 59}…'; known: "),
        ("quarter", "2031-32 Q1", "quarter: no figures for '2031-32 Q1'; expected '2012-13 Q1' to"),
    ],
)
def test_a_name_that_is_not_known_is_refused_with_the_nearest(name, value, message):
    with pytest.raises(DataError if "figures" in message else ParameterError) as refused:
        open_case(**{**GOOD, name: value})
    assert str(refused.value).startswith(message)


def test_counts_are_missing_and_not_zero_where_there_is_no_figure(gwent):
    homicide = gwent.parameters.measures["homicide"]
    table = gwent.counts(homicide)
    assert list(table.columns) == list(gwent.parameters.forces)  # labels rest on what all forces saw
    assert table.index[-1] == "2023-24 Q1"
    assert table.loc["2023-24 Q1", "gwent"] == 2
    longer = replace(gwent, quarter=Quarter.parse("2023-24 Q2")).counts(homicide)  # not in this release
    assert longer.loc["2023-24 Q2"].isna().all()


def test_a_population_that_is_not_there_is_an_error(gwent):
    with pytest.raises(DataError, match=r"population: no mid-2030 estimate for 'gwent'.*found 2011 to 2024"):
        gwent.residents("gwent", Quarter.parse("2031-32 Q1"))


def test_a_break_of_another_force_or_measure_is_not_this_ones(gwent, avon_and_somerset):
    assert [known.key for known in gwent.breaks("personal-robbery")] == ["pandemic"]
    assert [known.key for known in gwent.breaks()] == ["pandemic"]
    burglary = avon_and_somerset.breaks("residential-burglary")
    assert {known.key for known in burglary} - {known.key for known in avon_and_somerset.breaks()}


def test_a_mask_leaves_its_quarters_out_and_a_step_begins_a_new_level(gwent):
    pandemic = gwent.parameters.breaks["pandemic"]
    quarters = quarters_between(pandemic.first - 2, pandemic.first + 1)
    assert places(pandemic, quarters) == (2, 3)
    assert places(replace(pandemic, kind="step"), quarters) == (2,)
    assert places(replace(pandemic, kind="step"), quarters[3:]) == ()
    robbery = gwent.parameters.measures["personal-robbery"]
    panel = gwent.panel(robbery, gwent.counts(robbery))
    masked = panel.masked[:, panel.forces.index("gwent")]
    left_out = [quarter.label for quarter, out in zip(gwent.quarters, masked, strict=True) if out]
    assert left_out == [quarter.label for quarter in quarters_between(pandemic.first, pandemic.last)]


def test_a_panel_has_the_breaks_of_each_force_and_no_residents_of_one_without_rates(gwent):
    burglary = gwent.parameters.measures["residential-burglary"]
    panel = gwent.panel(burglary, gwent.counts(burglary))
    new = {force: panel.breaks[:, at].nonzero()[0] for at, force in enumerate(panel.forces)}
    assert [panel.quarters[at] for at in new["gwent"]] == ["2017-18 Q1"]
    assert [panel.quarters[at] for at in new["lincolnshire"]] == ["2017-18 Q1", "2018-19 Q1"]
    assert [force for force, known in zip(panel.forces, panel.resident, strict=True) if not known] == ["city-of-london"]
