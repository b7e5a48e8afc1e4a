import pytest

from crimekit.errors import DataError
from crimekit.loaders.problems import Problem, RefusedError, problems_csv, refuse


def test_a_problem_names_its_place():
    assert str(Problem("a.csv", "", 7, "Force Name", "found 'X'; expected a force")) == (
        "a.csv: row 7, Force Name: found 'X'; expected a force"
    )
    assert str(Problem("a.csv", "", 0, "", "found nothing")) == "a.csv: found nothing"


def test_no_problem_is_no_error():
    refuse([])


def test_the_first_ten_are_shown_and_the_rest_counted():
    with pytest.raises(DataError) as refused:
        refuse([Problem("a.csv", "", row, "value", "found 'x'") for row in range(2, 14)])
    lines = str(refused.value).splitlines()
    assert lines[0] == "a.csv: row 2, value: found 'x'"
    assert lines[9] == "a.csv: row 11, value: found 'x'"
    assert lines[10:] == ["and 2 more"]


def test_all_of_them_travel_with_the_error_as_a_table():
    problems = [Problem("a.csv", "", row, "n", "found '-x'; expected a whole number", "-x") for row in range(1, 13)]
    with pytest.raises(RefusedError, match="and 2 more") as refused:
        refuse(problems)
    lines = problems_csv(refused.value.problems).splitlines()
    assert lines[0] == "file,sheet,row,column,value,rule"
    assert lines[12] == "a.csv,,12,n,'-x,found '-x'; expected a whole number"
    assert len(lines) == 13
