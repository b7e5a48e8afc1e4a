"""Which reports to make."""

from pathlib import Path

import pytest

from crimekit.errors import CrimekitError, DataError, ParameterError
from crimekit.parameters import read_parameters
from crimekit.runs.choose import planned, runs_of, typed_quarter


@pytest.fixture(scope="module")
def parameters():
    return read_parameters()


def chosen(parameters, forces="all", quarter="2025-26 Q3", report="national-measures"):
    return runs_of(forces, parameters, quarter=quarter, report=report)


def test_all_forces_are_forty_three(parameters):
    runs = chosen(parameters)
    assert len({run.force for run in runs}) == 43
    assert {(run.quarter.label, run.release, run.report) for run in runs} == {
        ("2025-26 Q3", "latest", "national-measures")
    }


def test_forces_are_named_with_commas_between_and_once_each(parameters):
    assert [run.key for run in chosen(parameters, "kent, gwent,kent")] == ["kent-2025-26-q3", "gwent-2025-26-q3"]


def test_an_unknown_force_is_refused(parameters):
    with pytest.raises(ParameterError, match="--forces: no 'gwnt'; did you mean 'gwent'"):
        chosen(parameters, "kent,gwnt")


def test_forces_that_name_none_are_refused(parameters):
    with pytest.raises(ParameterError, match=r"^--forces: found ' ,'; expected 'all', or forces with commas between$"):
        runs_of(" ,", parameters, quarter="2025-26 Q3", report="national-measures")


def test_an_unknown_report_is_refused(parameters):
    with pytest.raises(ParameterError, match="--report: no 'national-measure'; did you mean 'national-measures'"):
        chosen(parameters, report="national-measure")


def test_a_quarter_that_is_none_is_refused(parameters):
    with pytest.raises(CrimekitError, match="2025 Q5"):
        chosen(parameters, quarter="2025 Q5")


def test_a_quarter_without_quotes_is_understood_and_a_run_file_left_alone():
    assert typed_quarter("2025-26", [Path("q3")]) == ("2025-26 q3", ())
    assert typed_quarter("2025-26 Q3", [Path("gwent.yml")]) == ("2025-26 Q3", (Path("gwent.yml"),))
    assert typed_quarter("", [Path("Q3")]) == ("", (Path("Q3"),))


def test_a_report_without_texts_is_planned_where_they_are_not_required(parameters, tmp_path):
    plans, refused = planned(chosen(parameters, "kent"), parameters, tmp_path, texts_required=False)
    assert (plans[0].commentary, refused) == (None, ())


def test_of_several_runs_the_refused_are_told_and_the_others_planned(parameters, tmp_path):
    runs = [*chosen(parameters, "kent", "1999-00 Q1"), *chosen(parameters, "gwent"), *chosen(parameters, "gwent")]
    plans, refused = planned(runs, parameters, tmp_path, texts_required=False)
    assert [plan.run.force for plan in plans] == ["gwent"]
    assert refused[0].error.startswith("kent-1999-00-q1: quarter: no figures for '1999-00 Q1'")


def test_a_single_run_is_refused_with_its_own_error(parameters, tmp_path):
    with pytest.raises(DataError, match="no figures for '1999-00 Q1'"):
        planned(chosen(parameters, "kent", "1999-00 Q1"), parameters, tmp_path, texts_required=False)
