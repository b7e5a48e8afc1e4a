"""Each figure that a rate, a rank or a distance from the average can be, and how it is told."""

import math
from dataclasses import replace

import pytest

from crimekit.quarters import Quarter
from crimekit.reports.commentary.claim import Claim
from crimekit.reports.commentary.expected_rates import of_average, of_rank, of_rate
from crimekit.reports.commentary.series import Series
from crimekit.statistics.results import Benchmark, ChangeRank, Rank

NOW = Quarter.parse("2023-24 Q1")
VEHICLES = Series(
    "Vehicle crime",
    ("vehicle crime",),
    (NOW - 1, NOW),
    (562.0, 722.0),
    rates=(0.95, 1.221),
    benchmark=Benchmark("", "", rank=Rank(6, 8), rate=4.17, average=3.02, difference=0.38),
    first="lowest",
    among_forces=ChangeRank(Rank(30, 42), increased=20, decreased=22, unchanged=0),
)


@pytest.mark.parametrize(
    ("claim", "windows", "said"),
    [
        (
            Claim("rate", 1.22, of=1000),
            [],
            [
                "the rate of 2023-24 Q1 is 1.22 per 1,000 residents",
                "the rate over twelve months is 4.17 per 1,000 residents",
            ],
        ),
        (Claim("rate", 122, of=100000), [(NOW, 1)], ["the rate of 2023-24 Q1 is 122.10 per 100,000 residents"]),
        (
            Claim("rate", 0.95, of=1000, side="earlier"),
            [],
            [
                "the rate of 2022-23 Q4 is 0.95 per 1,000 residents",
                "the rate of 2023-24 Q1 is 1.22 per 1,000 residents",
            ],
        ),
        (
            Claim("rate", 3.02, side="average"),
            [],
            ["the average of the group over twelve months is 3.02 per 1,000 residents"],
        ),
        (Claim("rate", 4.17), [(NOW, 4)], ["the rate over twelve months is 4.17 per 1,000 residents"]),
    ],
)
def test_a_rate_is_on_the_base_typed(claim, windows, said):
    assert [figure.said.partition(": ")[2] for figure in of_rate(VEHICLES, claim, windows)] == said


def test_without_a_benchmark_there_is_no_average():
    alone = replace(VEHICLES, benchmark=None)
    assert list(of_rate(alone, Claim("rate", 3.02, side="average"), ())) == []
    assert list(of_average(alone, Claim("gap", 38))) == []
    assert list(of_rank(alone, Claim("rank", 6), change=False)) == []


def test_a_distance_from_the_average_is_in_percent_or_times():
    (gap,), (times,) = of_average(VEHICLES, Claim("gap", 38)), of_average(VEHICLES, Claim("times", 1.4))
    assert (gap.value, gap.said) == (38, "Vehicle crime: 38.0% above the average of the group")
    assert (times.value, times.said) == (1.38, "Vehicle crime: 1.4 times the average of the group")


@pytest.mark.parametrize(
    ("claim", "change", "place"),
    [
        (Claim("rank", 6, of=8), False, 6),
        (Claim("rank", 6), False, 6),
        (Claim("rank", 3, side="highest"), False, 3),
        (Claim("rank", 6, side="lowest"), False, 6),
        (Claim("rank", 3, side="worst"), False, 3),
        (Claim("rank", 6, side="best"), False, 6),
        (Claim("rank", 30, of=42), True, 30),
    ],
)
def test_a_rank_counts_from_the_end_that_is_named(claim, change, place):
    (found,) = of_rank(VEHICLES, claim, change=change)
    assert found.value == place


def test_a_rank_says_what_the_first_is():
    (rate,), (change,) = (of_rank(VEHICLES, Claim("rank", 1), change=change) for change in (False, True))
    assert rate.said == "Vehicle crime: 6th/8, where 1st is the lowest rate"
    assert change.said == "Vehicle crime: 30th/42, where 1st is the best change"


def test_a_rank_among_another_number_of_forces_is_never_right_and_among_many_more_of_no_group():
    (found,) = of_rank(VEHICLES, Claim("rank", 6, of=9), change=False)
    assert math.isnan(found.value)
    assert list(of_rank(VEHICLES, Claim("rank", 6, of=43), change=False)) == []


def test_a_shared_place_is_held_against_nothing():
    tied = replace(VEHICLES, benchmark=Benchmark("", "", rank=Rank(6, 8, tied=("Essex",))))
    assert list(of_rank(tied, Claim("rank", 6), change=False)) == []
