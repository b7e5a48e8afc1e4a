import pandas as pd

from crimekit.loaders.store import SHIPPED, read_observations
from crimekit.parameters import read_parameters
from crimekit.parameters.model import Break
from crimekit.quarters import Quarter
from crimekit.reports.cases.notes import jump_warnings


def observations(*totals):
    periods = [(Quarter.parse("2023-24 Q1") + step).label for step in range(len(totals))]
    frame = pd.DataFrame({"force": "gwent", "period": periods, "series": "45", "value": totals})
    return frame.dropna()


def test_a_total_that_jumps_and_falls_back():
    assert jump_warnings(observations(100, 141, 100, 80)) == (
        "gwent in 2023-24 Q2: the total went from 100 to 141, more than 1.4 times; no break is known",
        "gwent in 2023-24 Q3: the total went from 141 to 100, more than 1.4 times; no break is known",
    )


def test_the_factor_itself_is_no_jump():
    assert jump_warnings(observations(100, 140)) == ()
    assert len(jump_warnings(observations(100, 140), factor=1.3)) == 1


def test_a_missing_quarter_is_no_nought():
    assert jump_warnings(observations(100, None, 300)) == ()


def test_the_known_break_is_named():
    quarter = Quarter.parse("2023-24 Q2")
    own = Break("move", quarter, quarter, "New system", "mask", "source", forces=("gwent",))
    other = Break("away", quarter, quarter, "Elsewhere", "mask", "source", forces=("kent",))
    up, back = jump_warnings(observations(100, 200, 100), [own, other])
    assert up.endswith("known break: New system (move)")
    assert back.endswith("known break: New system (move)")


def test_staffordshire_as_published():
    """16,571 crimes in 2019-20 Q3 and 23,723 in Q4, in the release of April 2026."""
    found = jump_warnings(read_observations(SHIPPED, forces=["staffordshire"]), read_parameters().breaks.values())
    assert found[0].startswith("staffordshire in 2019-20 Q4: the total went from 16,571 to 23,723, more than 1.4 times")
    assert "Recording in Staffordshire" in found[0]
    assert not any(line.endswith("no break is known") for line in found)


def test_a_break_of_some_measures_does_not_explain_a_total():
    quarter = Quarter.parse("2023-24 Q2")
    burglary = Break("sheds", quarter, quarter, "Sheds", "step", "source", measures=("residential-burglary",))
    assert jump_warnings(observations(100, 200), [burglary])[0].endswith("no break is known")
