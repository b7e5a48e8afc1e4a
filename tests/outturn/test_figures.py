"""The file of a force's own annual figures."""

from pathlib import Path

import pytest

from crimekit.errors import DataError
from crimekit.reports.outturn.figures import figures_folder, read_local

GOOD = "gwent,hate-crime,Racial,2019-20,551,count,,,,the report,"


def test_a_row(figures_file):
    (figure,) = read_local(figures_file(GOOD), "gwent")
    assert (figure.table, figure.row, figure.period.label, figure.value) == ("hate-crime", "Racial", "2019-20", 551)
    assert (figure.unit, figure.rounded, figure.base, figure.stated, figure.note) == ("count", 0, None, "", "")


def test_rows_stay_in_the_order_of_the_file(figures_file):
    rows = [f"gwent,t,{row},2019-20,1,count,,,,s," for row in ("b", "a", "c")]
    assert [figure.row for figure in read_local(figures_file(*rows), "gwent")] == ["b", "a", "c"]


def test_words_may_stand_for_a_number(figures_file):
    (figure,) = read_local(figures_file("gwent,pay-gap,Mean,2019-20,,percent,,,Worsened,the report,"), "gwent")
    assert (figure.value, figure.stated) == (None, "Worsened")


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (GOOD.replace("gwent", "dorset"), "row 2, force: found 'dorset'; expected 'gwent', as the file is called"),
        (
            GOOD.replace("2019-20", "2019-21"),
            "row 2, period: found '2019-21'; expected '2019-20', 'year ending June 2020'",
        ),
        (GOOD.replace("551", "about 551"), "row 2, value: found 'about 551'; expected a number without its unit"),
        (GOOD.replace("count", "counts"), "row 2, unit: found 'counts'; expected count, per month, percent, seconds"),
        (GOOD.replace("the report", ""), "row 2, source: found nothing; expected some text"),
        (GOOD.replace("551", ""), "row 2, value: found neither a value nor words; expected one of value, stated, note"),
    ],
)
def test_message(figures_file, row, message):
    with pytest.raises(DataError) as told:
        read_local(figures_file(row), "gwent")
    assert message in str(told.value)
    assert str(told.value).startswith("gwent-figures.csv: ")


def test_a_figure_given_twice(figures_file):
    with pytest.raises(DataError) as told:
        read_local(figures_file(GOOD, GOOD), "gwent")
    assert "row 3: found hate-crime, Racial, 2019-20 again; expected one row for each" in str(told.value)


def test_a_force_without_a_file_has_no_figures(tmp_path):
    assert read_local(tmp_path, "gwent") == ()


def test_an_analysts_own_folder_stands_before_the_shipped_one(tmp_path: Path):
    assert figures_folder(str(tmp_path)) == figures_folder("bundled")
    (tmp_path / "outturn").mkdir()
    assert figures_folder(str(tmp_path)) == tmp_path / "outturn"
