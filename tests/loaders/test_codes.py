from crimekit.loaders.releases import Offence
from crimekit.loaders.store import SHIPPED, read_offences
from crimekit.parameters import read_parameters
from crimekit.parameters.model import Measure
from crimekit.reports.cases.notes import code_notes

THEFT = Measure("theft", "Theft", "recorded-crime", "rate", "lower", series=("45", "48"))
LINES = Measure("lines", "Lines", "local", "count", "neither", series=("lines",))


def offences(*codes):
    return {code: Offence(code, f"Offence {code}", "Group", "Subgroup") for code in codes}


def test_codes_are_told_both_ways():
    assert code_notes(offences("45", "999X"), [THEFT, LINES], known=["45"]) == (
        "codes that no earlier release holds: 999X (Offence 999X)",
        "codes of the release that no measure claims: 999X (Offence 999X)",
        "codes of measures that the release does not hold: 48 (theft)",
    )


def test_where_all_is_well_nothing_is_said():
    assert code_notes(offences("45", "48"), [THEFT, LINES], known=["45", "48"]) == ()


def test_many_codes_are_counted():
    (note,) = code_notes(offences("45", "48", *map(str, range(100, 112))), [THEFT])
    assert note.endswith("107 (Offence 107) and 4 more")


def test_every_code_of_a_shipped_measure_is_in_the_shipped_release():
    notes = code_notes(read_offences(SHIPPED), read_parameters().measures.values())
    assert not [note for note in notes if note.startswith("codes of measures")]
