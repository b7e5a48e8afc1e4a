import pytest

from crimekit.errors import DataError
from crimekit.loaders.names import Force, force_names

NAMES = force_names(
    {
        "devon-and-cornwall": Force(
            "devon-and-cornwall", "Devon and Cornwall", "E23000035", "England", "Devon and Cornwall Police", ""
        ),
        "city-of-london": Force(
            "city-of-london",
            "City of London",
            "E23000034",
            "England",
            "City of London Police",
            "",
            ("London, City of",),
        ),
    }
)


@pytest.mark.parametrize(
    "cell",
    [
        "Devon & Cornwall",
        " devon and  cornwall [note 4]",
        "Devon-and-Cornwall",
        "E23000035",
        "Devon and Cornwall Police",
    ],
)
def test_spellings_of_a_force(cell):
    assert NAMES.key(cell) == "devon-and-cornwall"


def test_an_alias():
    assert NAMES.key("London, City of ") == "city-of-london"


@pytest.mark.parametrize(
    ("cell", "body"),
    [
        ("CIFAS", "CIFAS"),
        ("Cifas", "CIFAS"),
        ("British Transport Police [note 2]", "British Transport Police"),
        ("Action Fraud", "Action Fraud"),
        ("UK Finance", "UK Finance"),
        ("Financial Fraud Action UK", "Financial Fraud Action UK"),
        ("City of London", ""),
    ],
)
def test_national_bodies(cell, body):
    assert NAMES.body(cell) == body


def test_an_unknown_force_and_its_nearest_spelling():
    with pytest.raises(
        DataError, match=r"found 'Devon and Cornwal'; expected the name .*did you mean 'Devon and Cornwall'"
    ):
        NAMES.key("Devon and Cornwal")
