import dataclasses

import pandas as pd
import pytest

from crimekit import cli
from crimekit.errors import DataError
from crimekit.loaders.inputs import open_inputs
from crimekit.loaders.store import SHIPPED, Offence, read_observations, read_offences
from crimekit.parameters import read_parameters, read_run
from crimekit.parameters.values import Break, Measure
from crimekit.periods import Quarter
from crimekit.reports.cases.notes import check_force_quarter, code_notes, code_notes_of, figure_notes, jump_warnings

PARAMETERS = read_parameters()
HEADER = "FY,Quarter,Force Name,Offence Description,Offence Group,Offence Subgroup,Offence Code,Number\n"


def the_run(**changes):
    run = read_run(PARAMETERS.folder / "runs" / "gwent-2023-24-q1.yml", PARAMETERS)
    return dataclasses.replace(run, **changes)


def test_the_jumps_of_the_force_and_its_peers():
    inputs = open_inputs("bundled", release="2023-10-19", forces=PARAMETERS.forces)
    (note,) = figure_notes(inputs, the_run(), PARAMETERS)
    assert note.startswith("Dyfed-Powys in 2021-22 Q1: the total went from 7,864 to 11,286, more than 1.4 times")
    assert figure_notes(inputs, the_run(peer_group=""), PARAMETERS) == ()


def test_what_the_release_is_odd_in_comes_first_and_new_codes_are_told(tmp_path):
    path = tmp_path / "new.csv"
    path.write_text(
        HEADER + "2030/31,1,Gwent,Theft of a drone,Theft,Theft,999,4\n"
        "2030/31,1,Gwent,Theft of a kite,Theft,Theft,45,N/a\n",
        encoding="utf-8",
    )
    inputs = open_inputs(str(path), forces=PARAMETERS.forces)
    assert figure_notes(inputs, the_run(), PARAMETERS)[0] == "1 row without a count left out"
    assert code_notes_of(inputs, PARAMETERS)[0] == "codes that no earlier release holds: 999 (Theft of a drone)"


def test_a_force_without_the_quarter_is_an_error(tmp_path):
    path = tmp_path / "prc.csv"
    path.write_text(f"{HEADER}2023/24,1,Kent,Theft,Theft,Theft,45,4\n2022/23,1,Gwent,Theft,Theft,Theft,45,4\n")
    inputs = open_inputs(str(path), forces=PARAMETERS.forces)
    with pytest.raises(
        DataError, match=r"prc.csv: found no figures of Gwent in 2023-24 Q1, which gwent-2023-24-q1 reports"
    ):
        check_force_quarter(inputs, the_run(), PARAMETERS)
    check_force_quarter(inputs, the_run(force="kent"), PARAMETERS)


def test_every_fault_goes_into_a_file(tmp_path, monkeypatch):
    rows = "".join(f"2023/24,1,Gwent,Theft,Theft,Theft,45,many {number}\n" for number in range(12))
    (tmp_path / "recorded-crime.csv").write_text(HEADER + rows)
    run = tmp_path / "own.yml"
    run.write_text(
        f"report: national-measures\nforce: gwent\nquarter: 2023-24 Q1\ninputs: {tmp_path}\n", encoding="utf-8"
    )
    monkeypatch.setattr("sys.argv", ["crimekit", "check", str(run), "--faults", str(tmp_path / "faults.csv")])
    with pytest.raises(SystemExit) as stopped:
        cli.main()
    assert stopped.value.code == 2
    written = (tmp_path / "faults.csv").read_text(encoding="utf-8").splitlines()
    assert written[12] == "recorded-crime.csv,,13,Number of Offences,many 11,found 'many 11'; expected a whole number"


def observations(*totals):
    periods = [(Quarter.parse("2023-24 Q1") + step).label for step in range(len(totals))]
    frame = pd.DataFrame({"force": "gwent", "period": periods, "series": "45", "value": totals})
    return frame.dropna()


NAMES = {"gwent": "Gwent"}
MOVE = "Gwent in 2023-24 Q2: the total went from 100 to 141, more than 1.4 times; "


def a_break(key, **scope):
    quarter = Quarter.parse("2023-24 Q2")
    return Break(key, quarter, quarter, key.title(), "mask", "source", **scope)


@pytest.mark.parametrize(
    ("totals", "breaks", "told"),
    [
        ((100, 141), [], [f"{MOVE}no break is known"]),
        ((141, 141, 100), [], ["Gwent in 2023-24 Q3: the total went from 141 to 100, more than 1.4 times; no break"]),
        ((100, 140), [], []),
        ((100, None, 300), [], []),  # a missing quarter is no nought
        ((100, 141), [a_break("move", forces=("gwent",))], [f"{MOVE}known break: Move (move)"]),
        ((141, 141, 100), [a_break("move")], ["Gwent in 2023-24 Q3: .*; known break: Move (move)"]),
        ((100, 141), [a_break("away", forces=("kent",))], [f"{MOVE}no break is known"]),
        ((100, 141), [a_break("sheds", measures=("residential-burglary",))], [f"{MOVE}no break is known"]),
    ],
    ids=[
        "up",
        "down",
        "the factor itself",
        "missing",
        "break",
        "just after it",
        "of another force",
        "of some measures",
    ],
)
def test_a_total_that_jumps(totals, breaks, told):
    found = jump_warnings(observations(*totals), breaks, NAMES)
    assert len(found) == len(told)
    for line, start in zip(found, told, strict=True):
        beginning, _, end = start.partition(".*")
        assert line.startswith(beginning)
        assert end in line


def test_staffordshire_as_published():
    """16,571 crimes in 2019-20 Q3 and 23,723 in Q4, in the release of April 2026."""
    staffordshire = read_observations(SHIPPED, forces=["staffordshire"])
    found = jump_warnings(staffordshire, PARAMETERS.breaks.values(), {"staffordshire": "Staffordshire"})
    assert found[0].startswith("Staffordshire in 2019-20 Q4: the total went from 16,571 to 23,723, more than 1.4 times")
    assert "Recording in Staffordshire" in found[0]
    assert not any(line.endswith("no break is known") for line in found)


THEFT = Measure("theft", "Theft", "recorded-crime", "rate", "lower", series=("45", "48"))
LINES = Measure("lines", "Lines", "local", "count", "neither", series=("lines",))


def offences(*codes):
    return {code: Offence(code, f"Offence {code}", "Group", "Subgroup") for code in codes}


def test_codes_are_told_both_ways():
    assert code_notes(offences("45", "999X"), [THEFT, LINES], ["45"]) == (
        "codes that no earlier release holds: 999X (Offence 999X)",
        "codes of the release that no measure claims: 999X (Offence 999X)",
        "codes of measures that the release does not hold: 48 (theft)",
    )
    assert code_notes(offences("45", "48"), [THEFT, LINES], ["45", "48"]) == ()
    many = offences("45", "48", *map(str, range(100, 112)))
    (note,) = code_notes(many, [THEFT], many)
    assert note.endswith("107 (Offence 107) and 4 more")


def test_every_code_of_a_shipped_measure_is_in_the_shipped_release():
    notes = code_notes(read_offences(SHIPPED), PARAMETERS.measures.values(), ())
    assert not [note for note in notes if note.startswith("codes of measures")]
