"""What the words of a command mean: which reports to make."""

from pathlib import Path

import pytest

from crimekit.errors import CrimekitError, DataError
from crimekit.parameters import read_parameters
from crimekit.runs.choose import planned, runs_of, typed_quarter


@pytest.fixture(scope="module")
def parameters():
    return read_parameters()


def chosen(parameters, forces="all", quarter="2025-26 Q3", report="national-measures"):
    return runs_of(forces, parameters, quarter=quarter, report=report)


def test_all_forces_are_forty_three_and_named_ones_are_made_once_each(parameters):
    runs = chosen(parameters)
    assert len({run.force for run in runs}) == 43
    expected = {("2025-26 Q3", "latest", "national-measures")}
    assert {(run.quarter.label, run.release, run.report) for run in runs} == expected
    assert [run.key for run in chosen(parameters, "kent, gwent,kent")] == ["kent-2025-26-q3", "gwent-2025-26-q3"]


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"forces": "kent,gwnt"}, "--forces: no 'gwnt'; did you mean 'gwent'"),
        ({"forces": " ,"}, r"^--forces: found ' ,'; expected 'all', or forces with commas between$"),
        ({"report": "national-measure"}, "--report: no 'national-measure'; did you mean 'national-measures'"),
        ({"quarter": "2025 Q5"}, "2025 Q5"),
    ],
)
def test_what_nobody_knows_is_refused(parameters, typed, message):
    with pytest.raises(CrimekitError, match=message):
        chosen(parameters, **typed)


def test_a_quarter_without_quotes_is_understood_and_a_run_file_left_alone():
    assert typed_quarter("2025-26", [Path("q3")]) == ("2025-26 q3", ())
    assert typed_quarter("2025-26 Q3", [Path("gwent.yml")]) == ("2025-26 Q3", (Path("gwent.yml"),))
    assert typed_quarter("", [Path("Q3")]) == ("", (Path("Q3"),))


def test_of_several_runs_the_refused_are_told_and_the_others_planned_once_without_texts(parameters, tmp_path):
    runs = [*chosen(parameters, "kent", "1999-00 Q1"), *chosen(parameters, "gwent"), *chosen(parameters, "gwent")]
    plans, refused = planned(runs, parameters, tmp_path, texts_required=False)
    assert [(plan.run.force, plan.commentary) for plan in plans] == [("gwent", None)]
    assert refused[0].error.startswith("kent-1999-00-q1: quarter: no figures for '1999-00 Q1'")
    with pytest.raises(DataError, match="no figures for '1999-00 Q1'"):  # a single one, with its own error
        planned(runs[:1], parameters, tmp_path, texts_required=False)
