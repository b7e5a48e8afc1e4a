"""What is wrong with a register is told with its file and its place."""

from __future__ import annotations

import pytest

from crimekit.errors import ParameterError
from crimekit.reports.registers.inspections import inspections
from crimekit.reports.registers.recommendations import recommendations

OPENED = {"inspections": inspections, "recommendations": recommendations}


@pytest.mark.parametrize(
    ("register", "old", "new", "message"),
    [
        ("inspections", "Requires improvement", "Adequate", "no grade 'Adequate' on the scale of four tiers"),
        ("inspections", "Legitimacy, grade", "Effectiveness, grade", "Effectiveness: found twice; expected one grade"),
        ("inspections", "five tiers", "five", "scale: found 'five'; expected 'four tiers' or 'five tiers'"),
        ("recommendations", "force: gwent", "force: kent", "found 'kent'; expected 'gwent', as the file is called"),
        ("recommendations", 'number: "2"', 'number: "1"', "recommendations.number: found '1' twice"),
        ("recommendations", "2020-06-01, s", "2022-06-01, s", "1.updates: found a later date before an earlier one"),
        ("recommendations", "due: 2021", "due: 2019", "1.due: found 2019-05-31; expected a day from 2020-01-01"),
        (
            "recommendations",
            "state: in progress",
            "state: underway",
            "found 'underway'; expected 'open', 'in progress'",
        ),
        ("recommendations", "owner: Inspector", "ownr: Inspector", "ownr: unknown key; did you mean 'owner'?"),
    ],
)
def test_message(change, register, old, new, message):
    change(register, old, new)
    with pytest.raises(ParameterError) as told:
        OPENED[register](force="gwent", quarter="2021-22 Q1")
    assert str(told.value).startswith(f"parameters/{register}/gwent.yml: ")
    assert message in str(told.value)
