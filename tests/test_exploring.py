"""Figures for an analyst who explores."""

import pytest

import crimekit as ck
from crimekit.errors import ParameterError
from crimekit.statistics.rates.figures import FIGURES


def test_figures_hold_the_schema_and_every_quarter():
    found = ck.figures("homicide", forces=["gwent", "kent"], release="2023-10-19")
    assert list(found.columns) == list(FIGURES)
    assert found.groupby("force").size().to_dict() == {"gwent": 45, "kent": 45}  # 2012-13 Q1 to 2023-24 Q1
    assert found["method"].str.contains("Poisson").all()


def test_all_forces_with_residents_are_there_unless_told():
    assert ck.figures("homicide")["force"].nunique() == 42


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"measure": "robery"}, "measure: no 'robery'; did you mean 'robbery'?"),
        ({"measure": "homicide", "forces": ["gwnet"]}, "forces: no 'gwnet'; did you mean 'gwent'?"),
        ({"measure": "drug-disruptions"}, "measure: 'drug-disruptions' is a local figure"),
    ],
)
def test_a_wrong_name_is_refused(arguments, message):
    with pytest.raises(ParameterError) as refused:
        ck.figures(**arguments)
    assert str(refused.value).startswith(message)


def test_what_there_is():
    assert len(ck.forces()) == 43
    assert {"homicide", "neighbourhood-crime"} <= set(ck.measures()["measure"])
