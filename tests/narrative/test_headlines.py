"""Headlines and alternative texts agree with their figures."""

from dataclasses import replace

import pytest

from crimekit.reports.cases.assessment import assess
from crimekit.reports.narrative.headlines import trend_alt, trend_headline
from crimekit.statistics.rates import year_on_year


@pytest.fixture(scope="module")
def four(gwent):
    keys = ("vehicle-crime", "theft-from-the-person", "residential-burglary", "personal-robbery")
    return [assess(gwent.parameters.measures[key], gwent) for key in keys]


def test_several_lines_say_which_went_which_way(four):
    assert trend_headline(four, "Parts") == (
        "Parts: vehicle crime and theft from the person up, residential burglary and personal robbery down on the "
        "same quarter a year before"
    )
    assert trend_headline(four[:2], "Parts") == "Parts: both up on the same quarter a year before"
    level = [replace(one, same_quarter=year_on_year(5.0, 5.0)) for one in four]
    assert trend_headline(level, "Parts") == "Parts: all unchanged on the same quarter a year before"
    none = [replace(one, same_quarter=None) for one in four]
    assert trend_headline(none, "Parts") == "Parts: no comparison a year before"


def test_the_alternative_text_has_the_decimals_of_the_measure_also_among_others(four, gwent):
    person = four[1]
    rare = replace(person, rates=tuple(replace(rate, value=rate.value / 10) for rate in person.rates))
    assert "Theft from the person: 0.012 in the latest quarter" in trend_alt([rare], gwent.report.first_quarter)
    assert "Theft from the person: 0.012 in the latest quarter" in trend_alt(
        [four[0], rare], gwent.report.first_quarter
    )
