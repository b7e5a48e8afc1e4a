import dataclasses

import pytest

from crimekit import cli
from crimekit.errors import DataError
from crimekit.loaders.inputs import open_inputs
from crimekit.parameters import read_parameters, read_run
from crimekit.reports.cases.notes import check_force_quarter, code_notes_of, figure_notes

PARAMETERS = read_parameters()
HEADER = (
    "Financial Year,Financial Quarter,Force Name,Offence Description,Offence Group,Offence Subgroup,Offence Code,"
    "Number of Offences\n"
)


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
        "Financial Year,Financial Quarter,Force Name,Offence Description,Offence Group,Offence Subgroup,"
        "Offence Code,Number of Offences\n2030/31,1,Gwent,Theft of a drone,Theft,Theft,999,4\n"
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
