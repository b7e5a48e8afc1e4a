"""Opening a case: what is known, what is refused, and what is odd in its release."""

from dataclasses import replace

import pandas as pd
import pytest

import crimekit as ck
from crimekit.errors import DataError, ParameterError
from crimekit.loaders.inputs import open_inputs
from crimekit.parameters import read_parameters, read_run
from crimekit.parameters.values import Break, Measure
from crimekit.periods import Quarter
from crimekit.reports.cases.case import open_case
from crimekit.reports.cases.notes import check_force_quarter, code_notes, figure_notes, jump_warnings

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


PARAMETERS = read_parameters()
RUN = read_run(PARAMETERS.folder / "runs" / "gwent-2023-24-q1.yml", PARAMETERS)
HEADER = "FY,Quarter,Force Name,Offence Description,Offence Group,Offence Subgroup,Offence Code,Number\n"


def opened(folder, *rows):
    path = folder / "prc.csv"
    path.write_text(HEADER + "".join(f"{row}\n" for row in rows), encoding="utf-8")
    return open_inputs(str(path), forces=PARAMETERS.forces)


def test_the_jumps_of_the_force_and_its_peers():
    inputs = open_inputs("bundled", release="2023-10-19", forces=PARAMETERS.forces)
    (note,) = figure_notes(inputs, RUN, PARAMETERS)
    assert note.startswith("Dyfed-Powys in 2021-22 Q1: the total went from 7,864 to 11,286, more than 1.4 times")
    assert figure_notes(inputs, replace(RUN, peer_group=""), PARAMETERS) == ()


def test_what_the_release_is_odd_in_comes_first_and_codes_are_told_both_ways(tmp_path):
    drone, kite = "2030/31,1,Gwent,Theft of a drone,Theft,Theft,999,4", "2030/31,1,Gwent,Kite,Theft,Theft,45,N/a"
    inputs = opened(tmp_path, drone, kite)
    assert figure_notes(inputs, RUN, PARAMETERS)[0] == "1 row without a count left out"
    theft = Measure("theft", "Theft", "recorded-crime", "rate", "lower", series=("45", "48"))
    lines = Measure("lines", "Lines", "local", "count", "neither", series=("lines",))
    assert code_notes(inputs, replace(PARAMETERS, measures={"theft": theft, "lines": lines})) == (
        "codes that no earlier release holds: 999 (Theft of a drone)",
        "codes of the release that no measure claims: 999 (Theft of a drone)",
        "codes of measures that the release does not hold: 48 (theft)",
    )
    many = [f"2030/31,1,Gwent,Theft {code},Theft,Theft,{code},4" for code in range(900, 912)]
    assert code_notes(opened(tmp_path, *many), PARAMETERS)[0].endswith("907 (Theft 907) and 4 more")


def test_what_is_the_same_in_every_run_is_said_on_the_page_of_methods_alone():
    shipped = open_inputs("bundled", forces=PARAMETERS.forces)
    assert code_notes(shipped, PARAMETERS) == ()  # and so every code of a measure is in the release
    said = [item for block in ck.methods().figures if block.kind == "sentences" for item in block.items]
    (note,) = [item for item in said if "that no measure counts" in item]
    assert "counts: 53B (Preserved other fraud and repealed fraud offences (pre Fraud Act 2006))." in note


def test_a_force_without_the_quarter_is_an_error(tmp_path):
    inputs = opened(tmp_path, "2023/24,1,Kent,Theft,Theft,Theft,45,4", "2022/23,1,Gwent,Theft,Theft,Theft,45,4")
    with pytest.raises(DataError, match=r"prc\.csv: found no figures of Gwent in 2023-24 Q1, which gwent-2023-24-q1"):
        check_force_quarter(inputs, RUN, PARAMETERS)
    check_force_quarter(inputs, replace(RUN, force="kent"), PARAMETERS)


def test_every_fault_goes_into_a_file(tmp_path, typed):
    rows = "".join(f"2023/24,1,Gwent,Theft,Theft,Theft,45,many {number}\n" for number in range(12))
    (tmp_path / "recorded-crime.csv").write_text(HEADER + rows)
    run = tmp_path / "own.yml"
    run.write_text(f"report: national-measures\nforce: gwent\nquarter: 2023-24 Q1\ninputs: {tmp_path}\n")
    code, _, _ = typed("check", str(run), "--faults", str(tmp_path / "faults.csv"))
    assert code == 2
    written = (tmp_path / "faults.csv").read_text(encoding="utf-8").splitlines()
    assert written[12] == "recorded-crime.csv,,13,Number of Offences,many 11,found 'many 11'; expected a whole number"


def a_break(key, **scope):
    quarter = Quarter.parse("2023-24 Q2")
    return Break(key, quarter, quarter, key.title(), "mask", "source", **scope)


ROSE = "Gwent in 2023-24 Q2: the total went from 100 to 141, more than 1.4 times; "
FELL = "Gwent in 2023-24 Q3: the total went from 141 to 100, more than 1.4 times; "


@pytest.mark.parametrize(
    ("totals", "breaks", "told"),
    [
        ((100, 141), [], f"{ROSE}no break is known"),
        ((141, 141, 100), [], f"{FELL}no break is known"),
        ((100, 140), [], None),
        ((100, None, 300), [], None),  # a missing quarter is no nought
        ((100, 141), [a_break("move", forces=("gwent",))], f"{ROSE}known break: Move (move)"),
        ((141, 141, 100), [a_break("move")], f"{FELL}known break: Move (move)"),
        ((100, 141), [a_break("away", forces=("kent",))], f"{ROSE}no break is known"),
        ((100, 141), [a_break("sheds", measures=("residential-burglary",))], f"{ROSE}no break is known"),
    ],
)
def test_a_total_that_jumps(totals, breaks, told):
    periods = [f"2023-24 Q{number}" for number in range(1, len(totals) + 1)]
    frame = pd.DataFrame({"force": "gwent", "period": periods, "series": "45", "value": totals}).dropna()
    found = jump_warnings(frame, breaks, {"gwent": "Gwent"})
    assert [line[: len(told)] for line in found] == ([told] if told else [])
