import dataclasses

from crimekit.loaders.inputs import open_inputs
from crimekit.loaders.notes import code_notes_of, figure_notes
from crimekit.parameters import read_parameters, read_run

PARAMETERS = read_parameters()


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
